/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-qr-dialog.h"

#include "app/tern-card-words.h"
#include "app/tern-outlive.h"
#include "app/tern-qr-print.h"
#include "app/tern-qr-view.h"
#include "app/tern-toast.h"
#include "app/tern-words.h"
#include "scan/tern-qr-file.h"

#include <glib/gi18n.h>
#include <openssl/crypto.h>

/* Where the first of the two lines of digits ends: four groups of four, and the blanks between. */
#define LINE_END 19

struct _TernQrDialog
{
  AdwWindow parent_instance;

  TernQrView *code;
  GtkLabel *words;
  GtkLabel *note;

  char *text;
  char *caption;
  char *name;
  GtkFileChooserNative *chooser;
};

G_DEFINE_FINAL_TYPE (TernQrDialog, tern_qr_dialog, ADW_TYPE_WINDOW)

static void
on_copy_clicked (TernQrDialog *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->text);
  tern_toast (GTK_WIDGET (self->code), C_ ("toast", "Copied"));
}

static void
on_print_done (GtkPrintOperation *operation, GtkPrintOperationResult result, TernQrDialog *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (result != GTK_PRINT_OPERATION_RESULT_ERROR || self->code == NULL)
    return;
  gtk_print_operation_get_error (operation, &error);
  if (error == NULL)
    return;
  sentence = g_strdup_printf (C_ ("toast", "It could not be printed: %s"), error->message);
  tern_toast (GTK_WIDGET (self->code), sentence);
}

static void
on_print_clicked (TernQrDialog *self)
{
  g_autoptr (GtkPrintOperation) operation =
      tern_qr_print_new (self->text, self->caption, gtk_window_get_title (GTK_WINDOW (self)));

  g_signal_connect_object (operation, "done", G_CALLBACK (on_print_done), self, 0);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, GTK_WINDOW (self),
                           NULL);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernQrDialog) self = user_data;
  gboolean saved = g_file_replace_contents_finish (G_FILE (source), result, NULL, NULL);

  if (self->code)
    tern_toast (GTK_WIDGET (self->code),
                saved ? C_ ("toast", "Saved") : C_ ("toast", "Not saved: choose another folder"));
}

static void
on_chooser_answered (TernQrDialog *self, int response)
{
  g_autoptr (GtkFileChooserNative) chooser = g_steal_pointer (&self->chooser);
  g_autoptr (GFile) file = NULL;

  if (response != GTK_RESPONSE_ACCEPT)
    return;
  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file)
    tern_qr_dialog_save (self, file);
}

static void
on_save_clicked (TernQrDialog *self)
{
  if (self->chooser)
    return;
  self->chooser = gtk_file_chooser_native_new (C_ ("qr", "Save the QR code (.svg or .png)"),
                                               GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE,
                                               C_ ("qr", "_Save"), C_ ("qr", "_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), self->name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chooser_answered), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
tern_qr_dialog_dispose (GObject *object)
{
  TernQrDialog *self = TERN_QR_DIALOG (object);

  if (self->chooser)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_QR_DIALOG);
  G_OBJECT_CLASS (tern_qr_dialog_parent_class)->dispose (object);
}

static void
tern_qr_dialog_finalize (GObject *object)
{
  TernQrDialog *self = TERN_QR_DIALOG (object);

  if (self->text)
    OPENSSL_cleanse (self->text, strlen (self->text));
  g_free (self->text);
  g_free (self->caption);
  g_free (self->name);
  G_OBJECT_CLASS (tern_qr_dialog_parent_class)->finalize (object);
}

static void
tern_qr_dialog_class_init (TernQrDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_qr_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = tern_qr_dialog_finalize;
  g_type_ensure (TERN_TYPE_QR_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-qr-dialog.ui");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_bind_template_child (widget_class, TernQrDialog, code);
  gtk_widget_class_bind_template_child (widget_class, TernQrDialog, words);
  gtk_widget_class_bind_template_child (widget_class, TernQrDialog, note);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_print_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_save_clicked);
}

static void
tern_qr_dialog_init (TernQrDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static TernQrDialog *
new_with_title (GtkWindow *parent, const char *title)
{
  TernQrDialog *self =
      g_object_new (TERN_TYPE_QR_DIALOG, "transient-for", parent, "title", title, NULL);

  tern_outlive_parent (self);
  return self;
}

/* Takes the text. */
static void
set_content (TernQrDialog *self, char *text, const char *words, const char *note)
{
  self->text = text;
  tern_qr_view_set_text (self->code, text);
  gtk_label_set_text (self->words, words);
  gtk_label_set_text (self->note, note);
}

/**
 * tern_qr_dialog_new_for_eid:
 * @parent: (nullable): the window it belongs to
 * @eid: an EID
 *
 * Returns: (transfer none): the dialog, owned by GTK until it is closed
 */
GtkWidget *
tern_qr_dialog_new_for_eid (GtkWindow *parent, const char *eid)
{
  TernQrDialog *self = new_with_title (parent, C_ ("eid", "Number of the card"));
  g_autofree char *grouped = tern_words_dup_eid (eid, FALSE);

  self->caption = g_strdup_printf (C_ ("print", "EID %s"), grouped);
  self->name = g_strdup (C_ ("qr", "eid.svg"));
  if (strlen (grouped) > LINE_END)
    grouped[LINE_END] = '\n';
  set_content (self, g_strdup (eid), grouped, tern_card_words_get_check_digits (eid));
  return GTK_WIDGET (self);
}

/**
 * tern_qr_dialog_new_for_code:
 * @parent: (nullable): the window it belongs to
 * @code: an activation code
 *
 * Returns: (transfer none): the dialog, owned by GTK until it is closed
 */
GtkWidget *
tern_qr_dialog_new_for_code (GtkWindow *parent, const LpaActivationCode *code)
{
  TernQrDialog *self = new_with_title (parent, C_ ("qr", "Code for another device"));
  const char *address =
      code->address ? code->address : C_ ("code", "The default server of the card");

  self->caption = g_strdup_printf (C_ ("print", "eSIM from %s, for one device"), address);
  self->name = g_strdup (C_ ("qr", "esim.svg"));
  set_content (self, lpa_activation_code_to_text (code), address,
               code->confirmation_code_required
                   ? C_ ("qr", "Whoever sees it can use it, and it works once: showing it is "
                               "handing it over. It takes the confirmation code, too, which is "
                               "not in the picture. Until somebody has installed it, the code can "
                               "still be used.")
                   : C_ ("qr", "Whoever sees it can use it, and it works once: showing it is "
                               "handing it over. Until somebody has installed it, the code can "
                               "still be used."));
  return GTK_WIDGET (self);
}

/**
 * tern_qr_dialog_save:
 * @file: where to; the ending of its name says in which form
 *
 * Saves the QR code, and says whether that worked. Only the person may read the file: an activation
 * code is worth what it cost.
 */
void
tern_qr_dialog_save (TernQrDialog *self, GFile *file)
{
  g_autoptr (TernQrPicture) picture = tern_qr_picture_new (self->text, NULL);
  g_autofree char *name = g_file_get_basename (file);
  g_autoptr (GBytes) bytes = NULL;

  if (picture == NULL)
    return;
  if (!tern_qr_file_is_known (name))
    {
      tern_toast (GTK_WIDGET (self->code), C_ ("toast", "Not saved: use .svg or .png"));
      return;
    }
  bytes = tern_qr_file_make (picture, name, self->caption);
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE,
                                       G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION,
                                       NULL, on_saved, g_object_ref (self));
}
