/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-eid-dialog.h"

#include "app/tern-card-words.h"
#include "app/tern-eid-print.h"
#include "app/tern-qr-view.h"
#include "app/tern-toast.h"
#include "app/tern-words.h"

#include <glib/gi18n.h>

struct _TernEidDialog
{
  AdwWindow parent_instance;

  TernQrView *code;
  GtkLabel *digits;
  GtkLabel *check;

  char *eid;
};

/* Where the first of the two lines of digits ends: four groups of four, and the blanks between. */
#define LINE_END 19

G_DEFINE_FINAL_TYPE (TernEidDialog, tern_eid_dialog, ADW_TYPE_WINDOW)

static void
on_copy_clicked (TernEidDialog *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->eid);
  tern_toast (GTK_WIDGET (self->code), C_ ("toast", "EID copied"));
}

static void
tell_failure (TernEidDialog *self, const GError *error)
{
  g_autofree char *sentence =
      g_strdup_printf (C_ ("toast", "The EID could not be printed: %s"), error->message);

  tern_toast (GTK_WIDGET (self->code), sentence);
}

static void
on_print_done (GtkPrintOperation *operation, GtkPrintOperationResult result, TernEidDialog *self)
{
  g_autoptr (GError) error = NULL;

  if (result != GTK_PRINT_OPERATION_RESULT_ERROR || self->code == NULL)
    return;
  gtk_print_operation_get_error (operation, &error);
  if (error)
    tell_failure (self, error);
}

static void
on_print_clicked (TernEidDialog *self)
{
  g_autoptr (GtkPrintOperation) operation = tern_eid_print_new (self->eid);

  g_signal_connect_object (operation, "done", G_CALLBACK (on_print_done), self, 0);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, GTK_WINDOW (self),
                           NULL);
}

static void
tern_eid_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_EID_DIALOG);
  G_OBJECT_CLASS (tern_eid_dialog_parent_class)->dispose (object);
}

static void
tern_eid_dialog_finalize (GObject *object)
{
  g_free (TERN_EID_DIALOG (object)->eid);
  G_OBJECT_CLASS (tern_eid_dialog_parent_class)->finalize (object);
}

static void
tern_eid_dialog_class_init (TernEidDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_eid_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = tern_eid_dialog_finalize;
  g_type_ensure (TERN_TYPE_QR_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-eid-dialog.ui");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_bind_template_child (widget_class, TernEidDialog, code);
  gtk_widget_class_bind_template_child (widget_class, TernEidDialog, digits);
  gtk_widget_class_bind_template_child (widget_class, TernEidDialog, check);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_print_clicked);
}

static void
tern_eid_dialog_init (TernEidDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tern_eid_dialog_new:
 * @parent: (nullable): the window it belongs to
 * @eid: an EID
 *
 * Returns: (transfer none): the dialog, owned by GTK until it is closed
 */
GtkWidget *
tern_eid_dialog_new (GtkWindow *parent, const char *eid)
{
  TernEidDialog *self = g_object_new (TERN_TYPE_EID_DIALOG, "transient-for", parent, NULL);
  g_autofree char *grouped = tern_words_dup_eid (eid, FALSE);

  if (strlen (grouped) > LINE_END)
    grouped[LINE_END] = '\n';
  self->eid = g_strdup (eid);
  tern_qr_view_set_text (self->code, eid);
  gtk_label_set_text (self->digits, grouped);
  gtk_label_set_text (self->check, tern_card_words_get_check_digits (eid));
  return GTK_WIDGET (self);
}
