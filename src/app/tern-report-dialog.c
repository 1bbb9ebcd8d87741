/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-report-dialog.h"

#include "app/tern-outlive.h"
#include "app/tern-toast.h"
#include "app/tern-wrap.h"

#include <glib/gi18n.h>

struct _TernReportDialog
{
  AdwWindow parent_instance;

  GtkEditable *order;
  GtkEditable *device;
  GtkWidget *picture_group;
  GtkSwitch *with_picture;
  GtkPicture *picture;
  GtkTextView *text;

  TernReport *report;
  GBytes *png;
  GtkFileChooserNative *chooser;
};

G_DEFINE_FINAL_TYPE (TernReportDialog, tern_report_dialog, ADW_TYPE_WINDOW)

/* What is shown is what is saved. */
static void
show_report (TernReportDialog *self)
{
  gboolean with_picture = gtk_switch_get_active (self->with_picture);
  g_autofree char *text = NULL;

  tern_report_set_order (self->report, gtk_editable_get_text (self->order));
  tern_report_set_device (self->report, gtk_editable_get_text (self->device));
  tern_report_set_picture (self->report, with_picture ? self->png : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->picture), with_picture);
  text = tern_report_to_preview (self->report);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text), text, -1);
}

static void
on_copy_clicked (TernReportDialog *self)
{
  g_autofree char *text = tern_report_to_text (self->report);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  tern_toast (GTK_WIDGET (self->text),
              self->png
                  ? C_ ("toast", "Copied, without any code: paste it into an email. The picture "
                                 "is in the saved file only.")
                  : C_ ("toast", "Copied, without any code: paste it into an email."));
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernReportDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  gboolean saved = g_file_replace_contents_finish (G_FILE (source), result, NULL, &error);

  if (self->text == NULL)
    return;
  if (!saved)
    g_info ("The report was not saved: %s", error->message);
  tern_toast (GTK_WIDGET (self->text),
              saved ? C_ ("toast", "The report was saved: attach it to an email")
                    : C_ ("toast", "Not saved: choose another folder, or make room"));
}

static void
on_file_chosen (GtkFileChooserNative *chooser, int response, TernReportDialog *self)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file)
    tern_report_dialog_save (self, file);
  g_clear_object (&self->chooser);
}

static void
on_save_clicked (TernReportDialog *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = g_date_time_format (now, "tern-report-%F.txt");

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (C_ ("report-dialog", "Save the report"),
                                               GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE,
                                               C_ ("report-dialog", "_Save"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_file_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
show_picture (TernReportDialog *self)
{
  GBytes *png = tern_report_get_picture (self->report);
  g_autoptr (GdkTexture) texture = png ? gdk_texture_new_from_bytes (png, NULL) : NULL;

  self->png = texture ? g_bytes_ref (png) : NULL;
  gtk_widget_set_visible (self->picture_group, texture != NULL);
  gtk_switch_set_active (self->with_picture, texture != NULL);
  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
}

static void
tern_report_dialog_dispose (GObject *object)
{
  TernReportDialog *self = TERN_REPORT_DIALOG (object);

  g_clear_object (&self->chooser);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_REPORT_DIALOG);
  G_OBJECT_CLASS (tern_report_dialog_parent_class)->dispose (object);
}

static void
tern_report_dialog_finalize (GObject *object)
{
  TernReportDialog *self = TERN_REPORT_DIALOG (object);

  g_clear_object (&self->report);
  g_clear_pointer (&self->png, g_bytes_unref);
  G_OBJECT_CLASS (tern_report_dialog_parent_class)->finalize (object);
}

static void
tern_report_dialog_class_init (TernReportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_report_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = tern_report_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-report-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, TernReportDialog, order);
  gtk_widget_class_bind_template_child (widget_class, TernReportDialog, device);
  gtk_widget_class_bind_template_child (widget_class, TernReportDialog, picture_group);
  gtk_widget_class_bind_template_child (widget_class, TernReportDialog, with_picture);
  gtk_widget_class_bind_template_child (widget_class, TernReportDialog, picture);
  gtk_widget_class_bind_template_child (widget_class, TernReportDialog, text);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_save_clicked);
  gtk_widget_class_bind_template_callback (widget_class, show_report);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tern_report_dialog_init (TernReportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tern_wrap_buttons (GTK_WIDGET (self));
}

/**
 * tern_report_dialog_new:
 * @parent: the window that it belongs to
 * @report: a report, to which the person adds the order and the device
 *
 * Returns: (transfer none): a dialog to be presented, owned by GTK
 */
GtkWidget *
tern_report_dialog_new (GtkWindow *parent, TernReport *report)
{
  TernReportDialog *self = g_object_new (TERN_TYPE_REPORT_DIALOG, "transient-for", parent, NULL);

  self->report = g_object_ref (report);
  tern_outlive_parent (self);
  show_picture (self);
  show_report (self);
  g_signal_connect_object (self->order, "changed", G_CALLBACK (show_report), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->device, "changed", G_CALLBACK (show_report), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->with_picture, "notify::active", G_CALLBACK (show_report), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * tern_report_dialog_save:
 * @file: where to
 *
 * Saves the report as it is shown. Says at the foot of the dialog how it went.
 */
void
tern_report_dialog_save (TernReportDialog *self, GFile *file)
{
  char *contents = tern_report_to_file (self->report);
  g_autoptr (GBytes) bytes = g_bytes_new_take (contents, strlen (contents));

  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL,
                                       on_saved, g_object_ref (self));
}
