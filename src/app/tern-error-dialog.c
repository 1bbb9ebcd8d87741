/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-error-dialog.h"

#include "app/tern-fault.h"
#include "app/tern-page-picture.h"
#include "guide/tern-report.h"
#include "lpa/lpa-error-book.h"

#include <glib/gi18n.h>

#define ERROR "tern-error"

static void
free_error (gpointer error)
{
  g_error_free (error);
}

/* A picture is taken of it. */
static GtkWidget *
make_details (const LpaExplanation *explanation)
{
  g_autoptr (TernReport) report = tern_report_new ();
  g_autofree char *details = tern_report_scrub (report, explanation->details);
  g_autofree char *text = g_strdup_printf ("%s\n%s\n%s", lpa_side_get_label (explanation->side),
                                           explanation->key, details);
  GtkWidget *label = gtk_label_new (text);
  GtkWidget *expander = gtk_expander_new (C_ ("error", "Details"));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_expander_set_child (GTK_EXPANDER (expander), label);
  return expander;
}

static void
on_picture (GBytes *picture, gpointer dialog)
{
  GtkWindow *parent = gtk_window_get_transient_for (dialog);

  tern_fault_report (GTK_WIDGET (parent), g_object_get_data (dialog, ERROR), picture);
  gtk_window_close (dialog);
}

/* With the figures, which belong to what the seller has to know. */
static void
on_report_clicked (GtkButton *button, GtkExpander *details)
{
  GtkWidget *dialog = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (button)));

  gtk_widget_set_sensitive (GTK_WIDGET (button), FALSE);
  gtk_expander_set_expanded (details, TRUE);
  tern_page_picture_take (gtk_widget_get_first_child (dialog), on_picture, dialog);
}

static GtkWidget *
make_more (const LpaExplanation *explanation)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *details = make_details (explanation);
  GtkWidget *report = gtk_button_new_with_mnemonic (C_ ("error", "_Report for the seller…"));

  gtk_widget_set_halign (report, GTK_ALIGN_CENTER);
  g_signal_connect_object (report, "clicked", G_CALLBACK (on_report_clicked), details, 0);
  gtk_box_append (GTK_BOX (box), details);
  gtk_box_append (GTK_BOX (box), report);
  return box;
}

/**
 * tern_error_dialog_present:
 * @widget: any widget of the window that the dialog belongs to
 * @heading: what did not take place
 * @error: why
 *
 * Says why something was not done and what to do about it. Says nothing when the person stopped it.
 */
void
tern_error_dialog_present (GtkWidget *widget, const char *heading, const GError *error)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autoptr (LpaExplanation) explanation = NULL;
  g_autofree char *body = NULL;
  GtkWidget *dialog;

  if (root == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  explanation = lpa_error_book_explain (error, LPA_STEP_NONE);
  body = g_strdup_printf ("%s\n\n%s", explanation->cause, explanation->action);
  dialog = adw_message_dialog_new (GTK_WINDOW (root), heading, body);
  g_object_set_data_full (G_OBJECT (dialog), ERROR, g_error_copy (error), free_error);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), make_more (explanation));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", C_ ("error", "_Close"));
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "close");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  gtk_window_present (GTK_WINDOW (dialog));
}
