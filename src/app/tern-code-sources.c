/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-code-sources.h"

#include "app/tern-access.h"
#include "app/tern-camera-view.h"
#include "app/tern-intake.h"
#include "app/tern-notice.h"
#include "app/tern-picture-bytes.h"
#include "app/tern-words.h"
#include "camera/tern-screenshot.h"
#include "lpa/lpa-plural.h"

#include <glib/gi18n.h>
#include <string.h>

/* Of a matching ID at least this long the end is shown, to tell one from another. */
#define MIN_TELLING_LENGTH 8
#define TELLING_LENGTH 4

struct _TernCodeSources
{
  AdwBin parent_instance;

  TernNotice *refusal;
  GtkWidget *busy;
  GtkSpinner *spinner;
  GtkWidget *choice;
  GtkLabel *choice_title;
  GtkListBox *codes;
  GtkWidget *ways;
  GtkWidget *camera_row;
  TernCameraView *camera;

  GtkFileChooserNative *chooser;
  GCancellable *cancellable;
  GPtrArray *found;
  char *fault;
  guint next_paste;
};

G_DEFINE_FINAL_TYPE (TernCodeSources, tern_code_sources, ADW_TYPE_BIN)

static guint found_signal;

/* What is looked at in a clipboard, one after the other until there is a code. */
#define N_PASTES 3

static GType
get_paste_type (guint i)
{
  const GType types[N_PASTES] = { GDK_TYPE_FILE_LIST, TERN_TYPE_PICTURE_BYTES, G_TYPE_STRING };

  return types[i];
}

static void paste_next (TernCodeSources *self);

static void
set_busy (TernCodeSources *self, gboolean busy)
{
  gtk_widget_set_visible (self->busy, busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

static void
forget_found (TernCodeSources *self)
{
  GtkListBoxRow *row;

  gtk_widget_set_visible (self->choice, FALSE);
  while ((row = gtk_list_box_get_row_at_index (self->codes, 0)))
    gtk_list_box_remove (self->codes, GTK_WIDGET (row));
  g_clear_pointer (&self->found, g_ptr_array_unref);
}

/* While the camera is on, it stands in place of the row that starts it. */
static void
set_camera (TernCodeSources *self, gboolean on)
{
  if (on)
    tern_camera_view_start (self->camera);
  else if (tern_camera_view_is_on (self->camera))
    tern_camera_view_stop (self->camera);
  gtk_widget_set_visible (GTK_WIDGET (self->camera), on);
  gtk_widget_set_visible (self->camera_row, !on);
}

/* Ends what is going on, and forgets what was found before. */
static void
begin (TernCodeSources *self)
{
  tern_code_sources_clear (self);
  self->cancellable = g_cancellable_new ();
  set_busy (self, TRUE);
}

static void
end (TernCodeSources *self)
{
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->fault, g_free);
  self->next_paste = N_PASTES;
  set_busy (self, FALSE);
}

static void
on_cancel (TernCodeSources *self)
{
  g_cancellable_cancel (self->cancellable);
  end (self);
}

static void
emit_found (TernCodeSources *self, const TernFoundCode *code)
{
  g_signal_emit (self, found_signal, 0, code->text, code->confirmation_code);
}

static char *
dup_order (const LpaActivationCode *code)
{
  gsize length = code->matching_id ? strlen (code->matching_id) : 0;
  g_autofree char *masked = NULL;

  if (length == 0)
    return g_strdup (C_ ("code", "The order that waits for this card"));
  if (length < MIN_TELLING_LENGTH)
    return g_strdup ("••••••••");
  masked = g_strconcat ("••••", code->matching_id + length - TELLING_LENGTH, NULL);
  return tern_words_dup_in_order (masked);
}

static void
on_code_toggled (TernCodeSources *self, GtkCheckButton *check)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (check), GTK_TYPE_LIST_BOX_ROW);

  if (gtk_check_button_get_active (check) && self->found)
    emit_found (self, self->found->pdata[gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row))]);
}

static GtkCheckButton *
add_row (TernCodeSources *self, const LpaActivationCode *code, GtkCheckButton *group)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  GtkWidget *check = gtk_check_button_new ();
  g_autofree char *order = dup_order (code);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 code->address ? code->address
                                               : C_ ("code", "The default server of the card"));
  adw_action_row_set_subtitle (row, order);
  gtk_check_button_set_group (GTK_CHECK_BUTTON (check), group);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  adw_action_row_add_prefix (row, check);
  adw_action_row_set_activatable_widget (row, check);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (on_code_toggled), self);
  gtk_list_box_append (self->codes, GTK_WIDGET (row));
  return GTK_CHECK_BUTTON (check);
}

static void
let_choose (TernCodeSources *self, GPtrArray *found)
{
  GtkCheckButton *group = NULL;
  g_autofree char *title =
      g_strdup_printf (lpa_plural ("code", "%u code was found: choose it",
                                   "%u codes were found: choose one", found->len),
                       found->len);

  self->found = g_ptr_array_ref (found);
  gtk_label_set_text (self->choice_title, title);
  for (guint i = 0; i < found->len; i++)
    group = add_row (self, ((TernFoundCode *) found->pdata[i])->code, group);
  gtk_widget_set_visible (self->choice, TRUE);
  tern_access_focus_first (GTK_WIDGET (self->codes));
}

static void
succeed (TernCodeSources *self, GPtrArray *found)
{
  end (self);
  if (found->len == 1)
    emit_found (self, found->pdata[0]);
  else
    let_choose (self, found);
}

static void
on_camera (TernCodeSources *self)
{
  tern_code_sources_clear (self);
  set_camera (self, TRUE);
}

static void
on_camera_stopped (TernCodeSources *self)
{
  gboolean is_seen = gtk_widget_get_mapped (GTK_WIDGET (self->camera));

  set_camera (self, FALSE);
  if (is_seen)
    gtk_widget_grab_focus (self->camera_row);
}

/* The camera is let go before anything is made of what it saw. */
static void
on_camera_texts (TernCodeSources *self, GPtrArray *texts)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = tern_intake_take_texts (texts, &error);
  g_autofree char *sentence = NULL;

  if (found)
    {
      set_camera (self, FALSE);
      succeed (self, found);
      return;
    }
  sentence = tern_intake_dup_sentence (error);
  tern_camera_view_set_hint (self->camera, sentence);
}

/* Of several things on a clipboard the first tells best what is wrong. */
static void
refuse (TernCodeSources *self, const GError *error)
{
  g_autofree char *sentence = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      end (self);
      return;
    }
  if (self->fault == NULL)
    self->fault = tern_intake_dup_sentence (error);
  if (self->next_paste < N_PASTES)
    {
      paste_next (self);
      return;
    }
  sentence = g_steal_pointer (&self->fault);
  end (self);
  tern_notice_set_text (self->refusal, sentence);
}

/* Whether something that ended belongs to what is going on now. */
static gboolean
is_current (TernCodeSources *self, GCancellable *cancellable)
{
  return self->cancellable && self->cancellable == cancellable;
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernCodeSources) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = tern_intake_read_finish (result, &error);

  if (!is_current (self, g_task_get_cancellable (G_TASK (result))))
    return;
  if (found)
    succeed (self, found);
  else
    refuse (self, error);
}

static void
read_value (TernCodeSources *self, const GValue *value)
{
  tern_intake_read_async (value, self->cancellable, on_read, g_object_ref (self));
}

typedef struct
{
  TernCodeSources *self;
  GCancellable *cancellable;
} Paste;

static void
on_pasted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Paste *paste = user_data;
  g_autoptr (TernCodeSources) self = paste->self;
  g_autoptr (GCancellable) cancellable = paste->cancellable;
  g_autoptr (GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);

  if (!is_current (self, cancellable))
    return;
  if (value)
    read_value (self, value);
  else
    refuse (self, error);
}

static gboolean
offers (GdkClipboard *clipboard, GType type)
{
  g_autoptr (GdkContentFormats) formats = gdk_content_formats_union_deserialize_gtypes (
      gdk_content_formats_ref (gdk_clipboard_get_formats (clipboard)));

  return gdk_content_formats_contain_gtype (formats, type);
}

static void
paste_next (TernCodeSources *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  g_autoptr (GError) error = NULL;
  Paste *paste;
  GType type;

  while (self->next_paste < N_PASTES && !offers (clipboard, get_paste_type (self->next_paste)))
    self->next_paste++;
  if (self->next_paste == N_PASTES)
    {
      error =
          g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "Nothing of use was copied");
      refuse (self, error);
      return;
    }
  type = get_paste_type (self->next_paste++);
  paste = g_new0 (Paste, 1);
  paste->self = g_object_ref (self);
  paste->cancellable = g_object_ref (self->cancellable);
  gdk_clipboard_read_value_async (clipboard, type, G_PRIORITY_DEFAULT, self->cancellable, on_pasted,
                                  paste);
}

static const char *
get_screen_sentence (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return C_ ("code", "The desktop did not allow it. Allow it in the settings for privacy, or "
                       "take a screenshot with the keyboard and choose or paste it here.");
  return C_ ("code", "This desktop has no way to let Tern see the screen. Take a screenshot with "
                     "the keyboard, and choose or paste it here.");
}

static void
on_screenshot (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernCodeSources) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = tern_screenshot_take_finish (result, &error);
  g_auto (GValue) value = G_VALUE_INIT;

  if (!is_current (self, g_task_get_cancellable (G_TASK (result))))
    return;
  if (file)
    {
      g_value_init (&value, GDK_TYPE_FILE_LIST);
      g_value_take_boxed (&value, g_slist_prepend (NULL, g_steal_pointer (&file)));
      read_value (self, &value);
      return;
    }
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tern_notice_set_text (self->refusal, get_screen_sentence (error));
  end (self);
}

static void
on_scan_screen (TernCodeSources *self)
{
  begin (self);
  tern_screenshot_take_async (self->cancellable, on_screenshot, g_object_ref (self));
}

static GSList *
list_files (GtkFileChooser *chooser)
{
  g_autoptr (GListModel) files = gtk_file_chooser_get_files (chooser);
  GSList *list = NULL;

  for (guint i = g_list_model_get_n_items (files); i-- > 0;)
    list = g_slist_prepend (list, g_list_model_get_item (files, i));
  return list;
}

static void
on_chooser_answered (TernCodeSources *self, int response)
{
  g_autoptr (GtkFileChooserNative) chooser = g_steal_pointer (&self->chooser);
  g_auto (GValue) value = G_VALUE_INIT;

  if (response != GTK_RESPONSE_ACCEPT)
    return;
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, list_files (GTK_FILE_CHOOSER (chooser)));
  tern_code_sources_take (self, &value);
}

static void
add_filters (GtkFileChooser *chooser)
{
  g_autoptr (GtkFileFilter) known = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) any = gtk_file_filter_new ();

  gtk_file_filter_set_name (known, C_ ("code", "Pictures and PDF documents"));
  gtk_file_filter_add_mime_type (known, "image/*");
  gtk_file_filter_add_mime_type (known, "application/pdf");
  gtk_file_chooser_add_filter (chooser, known);
  gtk_file_filter_set_name (any, C_ ("code", "All files"));
  gtk_file_filter_add_pattern (any, "*");
  gtk_file_chooser_add_filter (chooser, any);
}

static void
on_choose_picture (TernCodeSources *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->chooser)
    return;
  self->chooser = gtk_file_chooser_native_new (C_ ("code", "Choose pictures of a code"),
                                               GTK_WINDOW (root), GTK_FILE_CHOOSER_ACTION_OPEN,
                                               C_ ("code", "_Open"), C_ ("code", "_Cancel"));
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (self->chooser), TRUE);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  add_filters (GTK_FILE_CHOOSER (self->chooser));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chooser_answered), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
tern_code_sources_dispose (GObject *object)
{
  TernCodeSources *self = TERN_CODE_SOURCES (object);

  if (self->codes)
    tern_code_sources_clear (self);
  if (self->chooser)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_CODE_SOURCES);
  G_OBJECT_CLASS (tern_code_sources_parent_class)->dispose (object);
}

static void
tern_code_sources_class_init (TernCodeSourcesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_code_sources_dispose;
  found_signal = g_signal_new ("found", TERN_TYPE_CODE_SOURCES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  tern_picture_bytes_register ();
  g_type_ensure (TERN_TYPE_CAMERA_VIEW);
  g_type_ensure (TERN_TYPE_NOTICE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-code-sources.ui");
  gtk_widget_class_bind_template_child (widget_class, TernCodeSources, refusal);
  gtk_widget_class_bind_template_child (widget_class, TernCodeSources, busy);
  gtk_widget_class_bind_template_child (widget_class, TernCodeSources, spinner);
  gtk_widget_class_bind_template_child (widget_class, TernCodeSources, choice);
  gtk_widget_class_bind_template_child (widget_class, TernCodeSources, choice_title);
  gtk_widget_class_bind_template_child (widget_class, TernCodeSources, codes);
  gtk_widget_class_bind_template_child (widget_class, TernCodeSources, ways);
  gtk_widget_class_bind_template_child (widget_class, TernCodeSources, camera_row);
  gtk_widget_class_bind_template_child (widget_class, TernCodeSources, camera);
  gtk_widget_class_bind_template_callback (widget_class, on_camera);
  gtk_widget_class_bind_template_callback (widget_class, on_camera_stopped);
  gtk_widget_class_bind_template_callback (widget_class, on_camera_texts);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel);
  gtk_widget_class_bind_template_callback (widget_class, on_choose_picture);
  gtk_widget_class_bind_template_callback (widget_class, on_scan_screen);
  gtk_widget_class_bind_template_callback (widget_class, tern_code_sources_paste);
}

static void
tern_code_sources_init (TernCodeSources *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->next_paste = N_PASTES;
}

/**
 * tern_code_sources_new:
 *
 * Returns: (transfer floating): ways in, of which none was used yet
 */
GtkWidget *
tern_code_sources_new (void)
{
  return g_object_new (TERN_TYPE_CODE_SOURCES, NULL);
}

/**
 * tern_code_sources_take:
 * @value: what was dropped, as for tern_intake_read_async()
 *
 * Looks for codes in it, off the main thread.
 */
void
tern_code_sources_take (TernCodeSources *self, const GValue *value)
{
  begin (self);
  read_value (self, value);
}

/**
 * tern_code_sources_paste:
 *
 * Looks for codes in what was copied: files, a picture, a text, in this order.
 */
void
tern_code_sources_paste (TernCodeSources *self)
{
  begin (self);
  self->next_paste = 0;
  paste_next (self);
}

/**
 * tern_code_sources_clear:
 *
 * Ends what is going on, and forgets what was found and what was not.
 */
void
tern_code_sources_clear (TernCodeSources *self)
{
  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  end (self);
  set_camera (self, FALSE);
  tern_notice_set_text (self->refusal, NULL);
  forget_found (self);
}

/**
 * tern_code_sources_set_offering:
 * @offering: whether to show the ways in; not needed where there is a code
 */
void
tern_code_sources_set_offering (TernCodeSources *self, gboolean offering)
{
  if (!offering)
    set_camera (self, FALSE);
  gtk_widget_set_visible (self->ways, offering);
}
