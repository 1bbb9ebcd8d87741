/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-code-page.h"

#include "app/tern-access.h"
#include "app/tern-card-words.h"
#include "app/tern-code-sources.h"
#include "app/tern-notice.h"
#include "app/tern-qr-dialog.h"
#include "lpa/lpa-error-book.h"

#include <glib/gi18n.h>
#include <openssl/crypto.h>

/* What is longer is no part of a code. */
#define MAX_WORD 512

/* In bytes; the longest codes have a few hundred. */
#define LONGEST_CODE 4096

struct _TernCodePage
{
  AdwBin parent_instance;

  TernNotice *notice;
  TernNotice *warning;
  AdwEntryRow *entry;
  TernCodeSources *sources;
  GtkWidget *practice;
  GtkLabel *problem;
  GtkWidget *parts;
  AdwActionRow *server;
  AdwActionRow *matching_id;
  GtkToggleButton *reveal;
  AdwActionRow *confirmation;
  AdwComboRow *card;
  GtkWidget *no_card;
  TernNotice *obstacle;
  GtkWidget *go_on;
  GtkWidget *check;

  GtkFilterListModel *cards;
  LpaActivationCode *code;
  char *practice_code;
  char *confirmation_code;
};

G_DEFINE_FINAL_TYPE (TernCodePage, tern_code_page, ADW_TYPE_BIN)

static guint continue_signal;
static guint check_signal;

static gboolean
is_ready (gpointer item, gpointer user_data)
{
  return tern_card_item_get_euicc (item) != NULL;
}

static void
show_matching_id (TernCodePage *self)
{
  const char *text = self->code ? self->code->matching_id : NULL;
  gboolean shown = gtk_toggle_button_get_active (self->reveal);

  gtk_widget_set_visible (GTK_WIDGET (self->reveal), text != NULL);
  if (text == NULL)
    adw_action_row_set_subtitle (self->matching_id,
                                 C_ ("code", "None: the order that waits for this card"));
  else
    adw_action_row_set_subtitle (self->matching_id, shown ? text : "••••••••");
}

static void
show_parts (TernCodePage *self)
{
  const LpaActivationCode *code = self->code;

  gtk_widget_set_visible (self->parts, code != NULL);
  if (code == NULL)
    return;
  adw_action_row_set_subtitle (
      self->server, code->address ? code->address : C_ ("code", "The default server of the card"));
  adw_action_row_set_subtitle (
      self->confirmation,
      self->confirmation_code
          ? C_ ("code", "Told with the code; filled in when the server asks for it")
      : code->confirmation_code_required
          ? C_ ("code", "Needed: it comes separately from the provider")
          : C_ ("code", "Not announced; it is asked for if the server wants one"));
  show_matching_id (self);
}

/* Marks the characters from where the text stops being a code. */
static void
mark (TernCodePage *self, const char *text, gsize where)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  PangoAttribute *attribute = pango_attr_underline_new (PANGO_UNDERLINE_ERROR);
  gsize length = strlen (text);

  attribute->start_index = (guint) MIN (where, length ? length - 1 : 0);
  attribute->end_index = (guint) length;
  pango_attr_list_insert (attributes, attribute);
  adw_entry_row_set_attributes (self->entry, attributes);
}

static void
show_problem (TernCodePage *self, const char *text, gsize where, const GError *error)
{
  g_autoptr (LpaExplanation) explanation = NULL;
  g_autofree char *sentence = NULL;

  adw_entry_row_set_attributes (self->entry, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), error != NULL);
  tern_access_describe (self->entry, "");
  if (error == NULL)
    return;
  explanation = lpa_error_book_explain (error, LPA_STEP_CODE);
  sentence = g_strdup_printf (C_ ("code", "At character %lu: %s %s"),
                              g_utf8_strlen (text, (gssize) where) + 1, explanation->cause,
                              explanation->action);
  gtk_label_set_text (self->problem, sentence);
  tern_access_describe (self->entry, sentence);
  mark (self, text, where);
}

/* A card onto which nothing can come says so before its server does. */
static gboolean
is_worth_trying (TernCodePage *self)
{
  TernCardItem *item = tern_code_page_get_item (self);
  LpaEuicc *euicc = item ? tern_card_item_get_euicc (item) : NULL;
  const char *sentence = NULL;
  TernCardWorth worth =
      tern_card_words_judge (euicc ? lpa_euicc_get_info (euicc) : NULL, &sentence);

  tern_notice_set_text (self->obstacle, sentence);
  return euicc && worth != TERN_CARD_WORTH_NONE;
}

static void
update_go_on (TernCodePage *self)
{
  guint n = self->cards ? g_list_model_get_n_items (G_LIST_MODEL (self->cards)) : 0;

  gtk_widget_set_visible (GTK_WIDGET (self->card), n > 0);
  gtk_widget_set_visible (self->no_card, n == 0);
  gtk_widget_set_sensitive (self->go_on, is_worth_trying (self) && self->code);
  gtk_widget_set_visible (self->check, gtk_widget_get_sensitive (self->go_on));
}

static void
update_practice (TernCodePage *self)
{
  TernCardItem *item = tern_code_page_get_item (self);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  gtk_widget_set_visible (self->practice,
                          self->practice_code && *text == '\0' && item &&
                              tern_reader_is_simulated (tern_card_item_get_reader (item)));
}

static void
set_confirmation_code (TernCodePage *self, const char *code)
{
  if (self->confirmation_code)
    OPENSSL_cleanse (self->confirmation_code, strlen (self->confirmation_code));
  g_free (self->confirmation_code);
  self->confirmation_code = g_strdup (code);
}

/* Another code, another confirmation code. */
static void
on_entry_changed (TernCodePage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr (GError) error = NULL;
  gsize where = 0;

  g_clear_pointer (&self->code, lpa_activation_code_free);
  if (*text)
    self->code = lpa_activation_code_parse (text, &where, &error);
  set_confirmation_code (self, NULL);
  gtk_toggle_button_set_active (self->reveal, FALSE);
  tern_code_sources_set_offering (self->sources, self->code == NULL);
  show_problem (self, text, MIN (where, strlen (text)), error);
  show_parts (self);
  update_practice (self);
  update_go_on (self);
}

/* Megabytes would take minutes to lay out, and no part of them is a code. */
static void
on_insert_text (GtkEditable *text, const char *added, int length, int *position, TernCodePage *self)
{
  gsize more = length < 0 ? strlen (added) : (gsize) length;

  if (strlen (gtk_editable_get_text (text)) + more <= LONGEST_CODE)
    return;
  g_signal_stop_emission_by_name (text, "insert-text");
  tern_code_page_set_notice (self,
                             C_ ("code", "That is too long for an activation code. Nothing of it "
                                         "was taken."));
}

static void
set_entry (TernCodePage *self, const char *text)
{
  g_autofree char *stripped = g_utf8_make_valid (text, -1);

  gtk_editable_set_text (GTK_EDITABLE (self->entry), g_strstrip (stripped));
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

static void
on_card_chosen (TernCodePage *self)
{
  update_practice (self);
  update_go_on (self);
}

static void
on_found (TernCodePage *self, const char *text, const char *confirmation_code)
{
  set_entry (self, text);
  set_confirmation_code (self, confirmation_code);
  show_parts (self);
  tern_code_page_focus (self);
}

/* Words are looked through for a code; one word alone may be half of one, and goes where the cursor
 * is. */
static gboolean
is_one_word (const char *text)
{
  return strnlen (text, MAX_WORD + 1) <= MAX_WORD && strpbrk (text, " \t\r\n") == NULL;
}

static void
paste_text (TernCodePage *self, const char *text)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  GtkEditable *editable = GTK_EDITABLE (self->entry);
  int position;

  if (!is_one_word (stripped))
    {
      g_value_init (&value, G_TYPE_STRING);
      g_value_take_string (&value, g_steal_pointer (&stripped));
      tern_code_page_take (self, &value);
      return;
    }
  gtk_editable_delete_selection (editable);
  position = gtk_editable_get_position (editable);
  gtk_editable_insert_text (editable, stripped, -1, &position);
  gtk_editable_set_position (editable, position);
}

static void
on_text_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernCodePage) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  if (text && self->entry)
    paste_text (self, text);
}

/* Ctrl+V in the entry: a picture or a whole message does not fit into it. */
static gboolean
on_paste_key (GtkWidget *entry, GVariant *arguments, gpointer user_data)
{
  TernCodePage *self = TERN_CODE_PAGE (user_data);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (entry);
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);

  if (gdk_content_formats_contain_mime_type (formats, "text/plain;charset=utf-8") &&
      !gdk_content_formats_contain_mime_type (formats, "text/uri-list"))
    gdk_clipboard_read_text_async (clipboard, NULL, on_text_read, g_object_ref (self));
  else
    tern_code_page_paste (self);
  return TRUE;
}

static void
add_paste_keys (TernCodePage *self)
{
  GtkShortcutController *controller = GTK_SHORTCUT_CONTROLLER (gtk_shortcut_controller_new ());

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (controller), GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (
      controller, gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Control>v|<Shift>Insert"),
                                    gtk_callback_action_new (on_paste_key, self, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self->entry), GTK_EVENT_CONTROLLER (controller));
}

static void
on_hand_over (TernCodePage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->code)
    gtk_window_present (GTK_WINDOW (tern_qr_dialog_new_for_code (GTK_WINDOW (root), self->code)));
}

static void
on_practice_clicked (TernCodePage *self)
{
  tern_code_page_set_text (self, self->practice_code);
}

static void
on_go_on (TernCodePage *self)
{
  if (gtk_widget_get_sensitive (self->go_on))
    g_signal_emit (self, continue_signal, 0);
}

static void
on_check_clicked (TernCodePage *self)
{
  g_signal_emit (self, check_signal, 0);
}

static gboolean
tern_code_page_grab_focus (GtkWidget *widget)
{
  TernCodePage *self = TERN_CODE_PAGE (widget);

  return gtk_widget_grab_focus (gtk_widget_get_sensitive (self->go_on) ? self->go_on
                                                                       : GTK_WIDGET (self->entry));
}

static void
tern_code_page_dispose (GObject *object)
{
  TernCodePage *self = TERN_CODE_PAGE (object);

  g_clear_object (&self->cards);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_CODE_PAGE);
  G_OBJECT_CLASS (tern_code_page_parent_class)->dispose (object);
}

static void
tern_code_page_finalize (GObject *object)
{
  TernCodePage *self = TERN_CODE_PAGE (object);

  set_confirmation_code (self, NULL);
  lpa_activation_code_free (self->code);
  g_free (self->practice_code);
  G_OBJECT_CLASS (tern_code_page_parent_class)->finalize (object);
}

static void
tern_code_page_class_init (TernCodePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_code_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = tern_code_page_finalize;
  tern_access_set_grab_focus (klass, tern_code_page_grab_focus);
  continue_signal = g_signal_new ("continue", TERN_TYPE_CODE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
  check_signal = g_signal_new ("check", TERN_TYPE_CODE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
  g_type_ensure (TERN_TYPE_CODE_SOURCES);
  g_type_ensure (TERN_TYPE_NOTICE);
  g_type_ensure (TERN_TYPE_CARD_ITEM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-code-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TernCodePage, notice);
  gtk_widget_class_bind_template_child (widget_class, TernCodePage, warning);
  gtk_widget_class_bind_template_child (widget_class, TernCodePage, entry);
  gtk_widget_class_bind_template_child (widget_class, TernCodePage, practice);
  gtk_widget_class_bind_template_child (widget_class, TernCodePage, sources);
  gtk_widget_class_bind_template_child (widget_class, TernCodePage, problem);
  gtk_widget_class_bind_template_child (widget_class, TernCodePage, parts);
  gtk_widget_class_bind_template_child (widget_class, TernCodePage, server);
  gtk_widget_class_bind_template_child (widget_class, TernCodePage, matching_id);
  gtk_widget_class_bind_template_child (widget_class, TernCodePage, reveal);
  gtk_widget_class_bind_template_child (widget_class, TernCodePage, confirmation);
  gtk_widget_class_bind_template_child (widget_class, TernCodePage, card);
  gtk_widget_class_bind_template_child (widget_class, TernCodePage, no_card);
  gtk_widget_class_bind_template_child (widget_class, TernCodePage, obstacle);
  gtk_widget_class_bind_template_child (widget_class, TernCodePage, go_on);
  gtk_widget_class_bind_template_child (widget_class, TernCodePage, check);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_card_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_check_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_found);
  gtk_widget_class_bind_template_callback (widget_class, on_hand_over);
  gtk_widget_class_bind_template_callback (widget_class, on_practice_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_go_on);
  gtk_widget_class_bind_template_callback (widget_class, show_matching_id);
}

static void
tern_code_page_init (TernCodePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_editable_get_delegate (GTK_EDITABLE (self->entry)), "insert-text",
                           G_CALLBACK (on_insert_text), self, 0);
  add_paste_keys (self);
  tern_code_page_set_cards (self, NULL);
}

/**
 * tern_code_page_new:
 *
 * Returns: (transfer floating): a page without code and card
 */
GtkWidget *
tern_code_page_new (void)
{
  return g_object_new (TERN_TYPE_CODE_PAGE, NULL);
}

/**
 * tern_code_page_set_cards:
 * @cards: (nullable): a list of #TernCardItem; those with an eUICC can be chosen
 */
void
tern_code_page_set_cards (TernCodePage *self, GListModel *cards)
{
  GtkCustomFilter *filter = gtk_custom_filter_new (is_ready, NULL, NULL);

  g_clear_object (&self->cards);
  self->cards =
      gtk_filter_list_model_new (cards ? g_object_ref (cards) : NULL, GTK_FILTER (filter));
  adw_combo_row_set_model (self->card, G_LIST_MODEL (self->cards));
  on_card_chosen (self);
}

/**
 * tern_code_page_choose_card:
 * @item: (nullable): the card to choose, where it can be chosen
 */
void
tern_code_page_choose_card (TernCodePage *self, TernCardItem *item)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->cards)); i++)
    {
      g_autoptr (TernCardItem) other = g_list_model_get_item (G_LIST_MODEL (self->cards), i);

      if (other == item)
        adw_combo_row_set_selected (self->card, i);
    }
}

/**
 * tern_code_page_set_practice_code:
 * @code: (nullable): a code of the simulated server, offered while the simulated card is chosen
 */
void
tern_code_page_set_practice_code (TernCodePage *self, const char *code)
{
  g_free (self->practice_code);
  self->practice_code = g_strdup (code);
  update_practice (self);
}

/**
 * tern_code_page_set_text:
 * @text: what to put into the entry, as it was pasted or followed
 */
void
tern_code_page_set_text (TernCodePage *self, const char *text)
{
  tern_code_sources_clear (self->sources);
  set_entry (self, text);
}

/**
 * tern_code_page_take:
 * @value: what was dropped: files, a picture, or a text
 *
 * Looks for codes in it. What was typed stays until there is one.
 */
void
tern_code_page_take (TernCodePage *self, const GValue *value)
{
  tern_code_sources_take (self->sources, value);
}

/**
 * tern_code_page_paste:
 *
 * Looks for codes in what was copied. What was typed stays until there is one.
 */
void
tern_code_page_paste (TernCodePage *self)
{
  tern_code_sources_paste (self->sources);
}

/**
 * tern_code_page_set_notice:
 * @sentence: (nullable): what became of the attempt before, shown at the head
 */
void
tern_code_page_set_notice (TernCodePage *self, const char *sentence)
{
  tern_notice_set_text (self->notice, sentence);
}

/**
 * tern_code_page_set_warning:
 * @sentence: (nullable): what to know before any code is used
 */
void
tern_code_page_set_warning (TernCodePage *self, const char *sentence)
{
  tern_notice_set_text (self->warning, sentence);
}

/**
 * tern_code_page_focus:
 *
 * Puts the keyboard into the entry, or onto the button when the code is complete.
 */
void
tern_code_page_focus (TernCodePage *self)
{
  gtk_widget_grab_focus (self->code ? self->go_on : GTK_WIDGET (self->entry));
}

/**
 * tern_code_page_get_code:
 *
 * Returns: (transfer none) (nullable): the code, once what was typed is one
 */
const LpaActivationCode *
tern_code_page_get_code (TernCodePage *self)
{
  return self->code;
}

/**
 * tern_code_page_get_confirmation_code:
 *
 * Returns: (transfer none) (nullable): the confirmation code that was told with the code
 */
const char *
tern_code_page_get_confirmation_code (TernCodePage *self)
{
  return self->confirmation_code;
}

/**
 * tern_code_page_get_item:
 *
 * Returns: (transfer none) (nullable): the card it is for
 */
TernCardItem *
tern_code_page_get_item (TernCodePage *self)
{
  return adw_combo_row_get_selected_item (self->card);
}
