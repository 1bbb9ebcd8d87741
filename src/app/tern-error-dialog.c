/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-error-dialog.h"

#include "lpa/lpa-error-book.h"
#include "lpa/lpa-error.h"

#include <glib/gi18n.h>

static GtkWidget *
make_details (const LpaExplanation *explanation)
{
  g_autofree char *text = g_strdup_printf ("%s\n%s\n%s", lpa_side_get_label (explanation->side),
                                           explanation->key, explanation->details);
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

/* What the error is called in the journal, and what it says: a report is made of that. */
static GVariant *
name_error (const GError *error)
{
  g_autofree char *key = lpa_error_dup_key (error);

  return g_variant_ref_sink (g_variant_new ("(ss)", key, error->message));
}

static void
on_response (AdwMessageDialog *dialog, const char *response, GVariant *name)
{
  if (g_str_equal (response, "report"))
    gtk_widget_activate_action_variant (
        GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (dialog))), "win.report-fault", name);
}

static void
forget_name (gpointer name, GClosure *closure)
{
  g_variant_unref (name);
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
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), make_details (explanation));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "report",
                                    C_ ("error", "_Report for the seller…"), "close",
                                    C_ ("error", "_Close"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "close");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), name_error (error),
                         forget_name, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
