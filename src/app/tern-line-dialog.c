/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-line-dialog.h"

#include "network/tern-route.h"

#include <glib/gi18n.h>

/* From the question where the line goes to the answer whether to go on. */
typedef struct
{
  GtkWidget *origin;
  GListModel *readers;
  TernLineGoOn go_on;
  gpointer data;
  GDestroyNotify destroy;
} Question;

static void
question_clear (gpointer data)
{
  Question *self = data;

  g_object_unref (self->origin);
  g_object_unref (self->readers);
  self->destroy (self->data);
}

static void
question_unref (gpointer data)
{
  g_rc_box_release_full (data, question_clear);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_unref)

static void
on_answered (AdwMessageDialog *dialog, const char *response, gpointer data)
{
  const Question *self = data;

  if (g_str_equal (response, "go-on"))
    self->go_on (self->origin, self->data);
}

static void
ask (Question *self, GtkRoot *root, const char *modem)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (
      adw_message_dialog_new (GTK_WINDOW (root), C_ ("line", "Use another line?"), NULL));

  adw_message_dialog_format_body (
      dialog,
      C_ ("line", "This computer is connected through “%s”, whose card would get profiles. The "
                  "connection that the downloads need can break off meanwhile. Connect to Wi-Fi or "
                  "plug in a cable first. No code has been used yet."),
      modem);
  adw_message_dialog_add_responses (dialog, "cancel", C_ ("line", "_Not yet"), "go-on",
                                    C_ ("line", "_Start all the same"), NULL);
  adw_message_dialog_set_close_response (dialog, "cancel");
  adw_message_dialog_set_default_response (dialog, "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_answered), g_rc_box_acquire (self),
                         (GClosureNotify) (void (*) (void)) question_unref, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_route_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) self = user_data;
  g_auto (GStrv) names = tern_route_find_finish (result, NULL);
  GtkRoot *root = gtk_widget_get_root (self->origin);
  TernReader *reader =
      names ? tern_route_choose ((const char *const *) names, self->readers) : NULL;

  if (root && reader)
    ask (self, root, tern_reader_get_name (reader));
  else if (root)
    self->go_on (self->origin, self->data);
}

/**
 * tern_line_dialog_ask:
 * @origin: where it was worked
 * @readers: (element-type TernReader): those whose cards are about to get profiles
 * @go_on: called when that costs no line, or when the person wants it all the same
 * @data: for @go_on
 * @destroy: frees @data
 *
 * Asks for another line where this computer is connected through one of the cards.
 */
void
tern_line_dialog_ask (GtkWidget *origin,
                      GListModel *readers,
                      TernLineGoOn go_on,
                      gpointer data,
                      GDestroyNotify destroy)
{
  Question *self = g_rc_box_new0 (Question);

  self->origin = g_object_ref (origin);
  self->readers = g_object_ref (readers);
  self->go_on = go_on;
  self->data = data;
  self->destroy = destroy;
  tern_route_find_async (NULL, NULL, on_route_found, self);
}
