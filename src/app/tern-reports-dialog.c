/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-reports-dialog.h"

#include "app/tern-error-dialog.h"
#include "app/tern-outlive.h"
#include "app/tern-question.h"
#include "app/tern-report-row.h"
#include "app/tern-report-words.h"
#include "app/tern-toast.h"

#include <glib/gi18n.h>

struct _TernReportsDialog
{
  AdwWindow parent_instance;

  GtkStack *stack;
  GtkListBox *waiting;
  GtkWidget *send_all;
  AdwPreferencesGroup *sent_group;
  GtkListBox *sent;

  TernCourier *courier;
  LpaEuicc *euicc;

  /* LpaNotification -> what it says */
  GHashTable *on_their_way;
};

G_DEFINE_FINAL_TYPE (TernReportsDialog, tern_reports_dialog, ADW_TYPE_WINDOW)

/* What the person had sent. */
typedef struct
{
  TernReportsDialog *dialog;
  GPtrArray *notifications;
} Sending;

static void
sending_free (Sending *self)
{
  g_object_unref (self->dialog);
  g_ptr_array_unref (self->notifications);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sending, sending_free)

/* All that wait, or one. */
static Sending *
sending_new (TernReportsDialog *dialog, LpaNotification *only)
{
  GListModel *list = lpa_euicc_get_notifications (dialog->euicc);
  Sending *self = g_new0 (Sending, 1);

  self->dialog = g_object_ref (dialog);
  self->notifications = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (LpaNotification) notification = g_list_model_get_item (list, i);

      if (only == NULL || only == notification)
        g_ptr_array_add (self->notifications, g_steal_pointer (&notification));
    }
  return self;
}

static TernReportRow *
find_row (TernReportsDialog *self, LpaNotification *notification)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->waiting, i)); i++)
    if (tern_report_row_get_notification (TERN_REPORT_ROW (row)) == notification)
      return TERN_REPORT_ROW (row);
  return NULL;
}

static void
set_sending (const Sending *self, gboolean active)
{
  for (guint i = 0; i < self->notifications->len; i++)
    {
      TernReportRow *row = find_row (self->dialog, self->notifications->pdata[i]);

      if (row)
        tern_report_row_set_sending (row, active);
    }
}

/* Keeps what a report on its way says, to be said again once it has left the card. */
static void
follow (TernReportsDialog *self, TernReportRow *row)
{
  LpaNotification *notification = tern_report_row_get_notification (row);

  if (tern_report_row_is_sending (row))
    g_hash_table_insert (self->on_their_way, g_object_ref (notification),
                         tern_report_words_dup_title (self->euicc, notification));
  else
    g_hash_table_remove (self->on_their_way, notification);
}

static void
update (TernReportsDialog *self)
{
  gboolean any_sending = FALSE;
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->waiting, i)); i++)
    {
      tern_report_row_update (TERN_REPORT_ROW (row));
      follow (self, TERN_REPORT_ROW (row));
      any_sending |= tern_report_row_is_sending (TERN_REPORT_ROW (row));
    }
  gtk_widget_set_sensitive (self->send_all, !any_sending);
  gtk_stack_set_visible_child_name (
      self->stack, gtk_list_box_get_row_at_index (self->waiting, 0) ? "waiting" : "empty");
}

static void
show_sent (TernReportsDialog *self, const char *title)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name ("tern-step-done-symbolic");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), C_ ("report", "The provider has it"));
  gtk_widget_add_css_class (icon, "success");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  gtk_list_box_append (self->sent, row);
  gtk_widget_set_visible (GTK_WIDGET (self->sent_group), TRUE);
}

/* What has left the card while it was on its way was taken by its server. */
static void
on_list_changed (TernReportsDialog *self)
{
  GHashTableIter iter;
  gpointer notification, title;

  g_hash_table_iter_init (&iter, self->on_their_way);
  while (g_hash_table_iter_next (&iter, &notification, &title))
    if (find_row (self, notification) == NULL)
      {
        show_sent (self, title);
        g_hash_table_iter_remove (&iter);
      }
  update (self);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Sending) sending = user_data;
  TernReportsDialog *self = sending->dialog;
  g_autoptr (GError) error = NULL;
  g_autoptr (LpaNotifierResult) sent =
      lpa_euicc_operation_finish (LPA_EUICC (source), result, &error);

  if (self->euicc == NULL)
    return;
  set_sending (sending, FALSE);
  update (self);
  if (error)
    tern_error_dialog_present (GTK_WIDGET (self), C_ ("reports", "No reports sent"), error);
  else if (sent->left > 0)
    tern_toast (GTK_WIDGET (self->stack), C_ ("toast", "Not all could be sent: see below why"));
}

static void
send (TernReportsDialog *self, LpaNotification *only)
{
  Sending *sending = sending_new (self, only);

  set_sending (sending, TRUE);
  update (self);
  lpa_euicc_send_notifications_async (self->euicc, only, NULL, on_sent, sending);
}

static void
on_send_all_clicked (TernReportsDialog *self)
{
  send (self, NULL);
}

static void
on_row_send (TernReportRow *row, TernReportsDialog *self)
{
  send (self, tern_report_row_get_notification (row));
}

static void
on_removed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernReportsDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LpaNotifierResult) done =
      lpa_euicc_operation_finish (LPA_EUICC (source), result, &error);

  if (self->euicc == NULL)
    return;
  update (self);
  if (done == NULL)
    tern_error_dialog_present (GTK_WIDGET (self), C_ ("reports", "Not removed"), error);
  else
    tern_toast (GTK_WIDGET (self->stack), C_ ("toast", "The report was removed unsent"));
}

static void
on_remove_answered (AdwMessageDialog *dialog, const char *response, TernReportsDialog *self)
{
  LpaNotification *notification = g_object_get_data (G_OBJECT (dialog), "notification");

  if (self->euicc == NULL || g_strcmp0 (response, "remove") != 0)
    return;
  lpa_euicc_remove_notification_async (self->euicc, notification, NULL, on_removed,
                                       g_object_ref (self));
}

/* What the provider goes on believing. */
static const char *
get_meaning (LpaNotificationEvent event)
{
  switch (event)
    {
    case LPA_NOTIFICATION_EVENT_INSTALL:
      return C_ ("reports", "The provider will not learn from this card that the profile is on it. "
                            "It may go on showing the order as open, or not let the profile into "
                            "its network.");
    case LPA_NOTIFICATION_EVENT_DELETE:
      return C_ ("reports", "The provider will go on believing that the profile is on this card, "
                            "and may refuse to give it again, here or on another card.");
    case LPA_NOTIFICATION_EVENT_ENABLE:
    case LPA_NOTIFICATION_EVENT_DISABLE:
    default:
      return C_ ("reports", "The provider will go on believing that the profile is switched as it "
                            "was before. Its service usually does not depend on that.");
    }
}

/* Whether waiting would do. */
static const char *
get_advice (TernReportsDialog *self, LpaNotification *notification)
{
  GDateTime *since;
  TernReportState state =
      self->courier ? tern_courier_get_state (self->courier, self->euicc, notification, &since)
                    : TERN_REPORT_STATE_FOREIGN;

  if (state == TERN_REPORT_STATE_SOON || state == TERN_REPORT_STATE_OFFLINE)
    return C_ ("reports", "This cannot be taken back, and is not needed: Tern tries again by "
                          "itself to send the report.");
  return C_ ("reports", "This cannot be taken back.");
}

static void
on_row_remove (TernReportRow *row, TernReportsDialog *self)
{
  LpaNotification *notification = tern_report_row_get_notification (row);
  g_autofree char *body =
      g_strdup_printf ("%s\n\n%s", get_meaning (lpa_notification_get_event (notification)),
                       get_advice (self, notification));
  AdwMessageDialog *dialog =
      tern_question_new (GTK_WIDGET (self), C_ ("reports", "Remove this report unsent?"), body,
                         C_ ("reports", "_Keep"), "remove", C_ ("reports", "_Remove unsent"));

  gtk_window_set_destroy_with_parent (GTK_WINDOW (dialog), TRUE);
  g_object_set_data_full (G_OBJECT (dialog), "notification", g_object_ref (notification),
                          g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_remove_answered), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  TernReportsDialog *self = user_data;
  GtkWidget *row = tern_report_row_new (self->courier, self->euicc, LPA_NOTIFICATION (item));

  g_signal_connect_object (row, "send", G_CALLBACK (on_row_send), self, 0);
  g_signal_connect_object (row, "remove", G_CALLBACK (on_row_remove), self, 0);
  return row;
}

static void
tern_reports_dialog_dispose (GObject *object)
{
  TernReportsDialog *self = TERN_REPORTS_DIALOG (object);

  if (self->waiting)
    gtk_list_box_bind_model (self->waiting, NULL, NULL, NULL, NULL);
  g_clear_object (&self->courier);
  g_clear_object (&self->euicc);
  g_clear_pointer (&self->on_their_way, g_hash_table_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_REPORTS_DIALOG);
  G_OBJECT_CLASS (tern_reports_dialog_parent_class)->dispose (object);
}

static void
tern_reports_dialog_class_init (TernReportsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_reports_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-reports-dialog.ui");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_bind_template_child (widget_class, TernReportsDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, TernReportsDialog, waiting);
  gtk_widget_class_bind_template_child (widget_class, TernReportsDialog, send_all);
  gtk_widget_class_bind_template_child (widget_class, TernReportsDialog, sent_group);
  gtk_widget_class_bind_template_child (widget_class, TernReportsDialog, sent);
  gtk_widget_class_bind_template_callback (widget_class, on_send_all_clicked);
}

static void
tern_reports_dialog_init (TernReportsDialog *self)
{
  self->on_their_way = g_hash_table_new_full (NULL, NULL, g_object_unref, g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tern_reports_dialog_new:
 * @parent: (nullable): the window it belongs to
 * @courier: (nullable): who sends reports by itself
 * @euicc: the card
 *
 * Returns: (transfer none): the dialog, owned by GTK until it is closed
 */
GtkWidget *
tern_reports_dialog_new (GtkWindow *parent, TernCourier *courier, LpaEuicc *euicc)
{
  TernReportsDialog *self = g_object_new (TERN_TYPE_REPORTS_DIALOG, "transient-for", parent, NULL);
  GListModel *notifications = lpa_euicc_get_notifications (euicc);

  g_set_object (&self->courier, courier);
  self->euicc = g_object_ref (euicc);
  tern_outlive_parent (self);
  gtk_list_box_bind_model (self->waiting, notifications, make_row, self, NULL);
  g_signal_connect_object (notifications, "items-changed", G_CALLBACK (on_list_changed), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (euicc, "notify::busy", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  if (courier)
    g_signal_connect_object (courier, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
