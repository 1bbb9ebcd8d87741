/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-question.h"

/**
 * tern_question_new:
 * @widget: any widget of the window that the question belongs to, or that window
 * @heading: what is asked
 * @body: what it would cost
 * @keep: what the answer that costs nothing says, with its mnemonic
 * @response: name of the other answer in the signal "response"
 * @label: what the other answer says, with its mnemonic
 *
 * A question before something that cannot be taken back. Enter and Escape leave everything as it
 * is.
 *
 * Returns: (transfer none): a dialog to be presented, owned by GTK
 */
AdwMessageDialog *
tern_question_new (GtkWidget *widget,
                   const char *heading,
                   const char *body,
                   const char *keep,
                   const char *response,
                   const char *label)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  AdwMessageDialog *dialog =
      ADW_MESSAGE_DIALOG (adw_message_dialog_new (GTK_WINDOW (root), heading, body));

  adw_message_dialog_add_responses (dialog, "cancel", keep, response, label, NULL);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  adw_message_dialog_set_response_appearance (dialog, response, ADW_RESPONSE_DESTRUCTIVE);
  return dialog;
}

/**
 * tern_question_ask:
 * @dialog: a question
 * @asked: (out): where it is kept, weakly, until it is answered
 */
void
tern_question_ask (AdwMessageDialog *dialog, AdwMessageDialog **asked)
{
  g_set_weak_pointer (asked, dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * tern_question_withdraw:
 * @asked: (inout): the question, if one is asked
 *
 * What was asked is no question any more.
 */
void
tern_question_withdraw (AdwMessageDialog **asked)
{
  GtkWindow *dialog = GTK_WINDOW (*asked);

  g_clear_weak_pointer (asked);
  if (dialog)
    gtk_window_destroy (dialog);
}
