/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-error-dialog.h"

#include "lpa/lpa-error-book.h"

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
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", C_ ("error", "_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}
