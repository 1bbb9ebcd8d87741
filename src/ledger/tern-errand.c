/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-errand.h"

#include "lpa/lpa-error.h"

struct _TernErrand
{
  GObject parent_instance;

  LpaEuicc *euicc;
  TernLedger *ledger;
  GNetworkMonitor *network;

  /* Milliseconds before each further try, the last one for all that follow, and which of them is
   * next. */
  const guint *pauses;
  guint tries;
  guint timer;
  gboolean due;

  /* When this program caused what waits: LpaNotification -> GDateTime. */
  GHashTable *causes;
  gboolean looking;
  gboolean look_again;

  GPtrArray *sending;
  GCancellable *cancellable;
  gboolean stopped;
};

G_DEFINE_FINAL_TYPE (TernErrand, tern_errand, G_TYPE_OBJECT)

static guint changed_signal;

/* The ledger is asked on a thread, since it may wait for another program. */
typedef struct
{
  TernLedger *ledger;
  char *eid;
  GPtrArray *notifications;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_object_unref (self->ledger);
  g_free (self->eid);
  g_ptr_array_unref (self->notifications);
  g_free (self);
}

static void
answer (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Question *question = data;
  GHashTable *causes =
      g_hash_table_new_full (NULL, NULL, g_object_unref, (GDestroyNotify) g_date_time_unref);

  for (guint i = 0; i < question->notifications->len; i++)
    {
      LpaNotification *notification = question->notifications->pdata[i];
      GDateTime *time = tern_ledger_find_cause (question->ledger, question->eid, notification);

      if (time != NULL)
        g_hash_table_insert (causes, g_object_ref (notification), time);
    }
  g_task_return_pointer (task, causes, (GDestroyNotify) g_hash_table_unref);
}

/* What the server will say again however often it is asked. */
static gboolean
is_refusal (const GError *error)
{
  const char *figure = error != NULL ? lpa_error_get_figure (error) : NULL;

  if (g_error_matches (error, LPA_SERVER_ERROR, LPA_SERVER_ERROR_REFUSED))
    return TRUE;
  return g_error_matches (error, LPA_HTTP_ERROR, LPA_HTTP_ERROR_STATUS) && figure != NULL &&
         *figure == '4' && !g_str_equal (figure, "408") && !g_str_equal (figure, "429");
}

static gboolean
is_refused (TernErrand *self, LpaNotification *notification)
{
  return is_refusal (lpa_euicc_get_failure (self->euicc, notification));
}

static gboolean
is_behind (TernErrand *self, LpaNotification *notification)
{
  GListModel *list = lpa_euicc_get_notifications (self->euicc);
  const char *address = lpa_notification_get_address (notification);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (LpaNotification) other = g_list_model_get_item (list, i);

      if (lpa_notification_get_sequence_number (other) <
              lpa_notification_get_sequence_number (notification) &&
          g_strcmp0 (lpa_notification_get_address (other), address) == 0 &&
          is_refused (self, other))
        return TRUE;
    }
  return FALSE;
}

/* What was tried since the card was put in was tried for a reason. */
static gboolean
is_own (TernErrand *self, LpaNotification *notification)
{
  return g_hash_table_contains (self->causes, notification) ||
         lpa_euicc_get_failure (self->euicc, notification) != NULL;
}

static GPtrArray *
choose (TernErrand *self)
{
  GListModel *list = lpa_euicc_get_notifications (self->euicc);
  GPtrArray *chosen = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (LpaNotification) notification = g_list_model_get_item (list, i);

      if (is_own (self, notification) && !is_refused (self, notification) &&
          !is_behind (self, notification))
        g_ptr_array_add (chosen, g_steal_pointer (&notification));
    }
  return chosen;
}

static void
tell (TernErrand *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static void consider (TernErrand *self);

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernErrand) self = user_data;
  g_autoptr (LpaNotifierResult) sent = NULL;

  sent = lpa_euicc_operation_finish (LPA_EUICC (source), result, NULL);
  g_clear_pointer (&self->sending, g_ptr_array_unref);
  self->tries = sent != NULL && sent->left == 0 ? 1 : self->tries + 1;
  tell (self);
  consider (self);
}

static void
send (TernErrand *self, GPtrArray *chosen)
{
  self->due = FALSE;
  self->sending = g_ptr_array_ref (chosen);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  lpa_euicc_retry_notifications_async (self->euicc, chosen, self->cancellable, on_sent,
                                       g_object_ref (self));
  tell (self);
}

static gboolean
on_due (gpointer user_data)
{
  TernErrand *self = user_data;

  self->timer = 0;
  self->due = TRUE;
  consider (self);
  return G_SOURCE_REMOVE;
}

static void
arm (TernErrand *self)
{
  guint index = 0;

  while (index + 1 < self->tries && self->pauses[index + 1] > 0)
    index++;
  if (self->timer == 0)
    self->timer = g_timeout_add (self->pauses[index], on_due, self);
}

static void
begin_again (TernErrand *self, guint tries)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->due = FALSE;
  self->tries = tries;
}

/* Sends what is due, or sees to it that it will be. Called whenever something has changed. */
static void
consider (TernErrand *self)
{
  g_autoptr (GPtrArray) chosen = NULL;

  if (self->stopped || self->sending != NULL || self->looking || lpa_euicc_is_busy (self->euicc))
    return;
  chosen = choose (self);
  if (chosen->len == 0)
    begin_again (self, 1);
  else if (!g_network_monitor_get_network_available (self->network))
    begin_again (self, 0);
  else if (self->due || self->tries == 0)
    send (self, chosen);
  else
    arm (self);
}

static void look (TernErrand *self);

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TernErrand *self = TERN_ERRAND (source);

  g_hash_table_unref (self->causes);
  self->causes = g_task_propagate_pointer (G_TASK (result), NULL);
  self->looking = FALSE;
  if (self->look_again)
    look (self);
  tell (self);
  consider (self);
}

static void
look (TernErrand *self)
{
  GListModel *list = lpa_euicc_get_notifications (self->euicc);
  g_autoptr (GTask) task = NULL;
  Question *question;

  self->look_again = self->looking;
  if (self->looking || self->stopped)
    return;
  self->looking = TRUE;
  question = g_new0 (Question, 1);
  question->ledger = g_object_ref (self->ledger);
  question->eid = g_strdup (lpa_euicc_get_eid (self->euicc));
  question->notifications = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    g_ptr_array_add (question->notifications, g_list_model_get_item (list, i));
  task = g_task_new (self, NULL, on_looked, NULL);
  g_task_set_source_tag (task, look);
  g_task_set_task_data (task, question, question_free);
  g_task_run_in_thread (task, answer);
}

/* An operation tries to deliver what it has caused, so what is new here has been tried just now. */
static void
on_notifications_changed (TernErrand *self, guint position, guint removed, guint added)
{
  if (added > 0 && self->tries > 1)
    begin_again (self, 1);
  look (self);
}

static void
tern_errand_dispose (GObject *object)
{
  TernErrand *self = TERN_ERRAND (object);

  tern_errand_stop (self);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->euicc);
  g_clear_object (&self->ledger);
  g_clear_object (&self->network);
  g_clear_pointer (&self->causes, g_hash_table_unref);
  G_OBJECT_CLASS (tern_errand_parent_class)->dispose (object);
}

static void
tern_errand_class_init (TernErrandClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tern_errand_dispose;
  changed_signal = g_signal_new ("changed", TERN_TYPE_ERRAND, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
tern_errand_init (TernErrand *self)
{
  self->causes = g_hash_table_new (NULL, NULL);
}

/**
 * tern_errand_new:
 * @euicc: the card
 * @ledger: says which reports this program caused
 * @network: says whether anything can be sent
 * @pauses: (array zero-terminated=1): milliseconds before each further try, the last for all that
 *   follow; must outlive the errand
 *
 * Returns: (transfer full): what sees to the card's reports until tern_errand_stop()
 */
TernErrand *
tern_errand_new (LpaEuicc *euicc, TernLedger *ledger, GNetworkMonitor *network, const guint *pauses)
{
  TernErrand *self = g_object_new (TERN_TYPE_ERRAND, NULL);
  GListModel *list = lpa_euicc_get_notifications (euicc);

  self->euicc = g_object_ref (euicc);
  self->ledger = g_object_ref (ledger);
  self->network = g_object_ref (network);
  self->pauses = pauses;
  g_signal_connect_object (list, "items-changed", G_CALLBACK (on_notifications_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (euicc, "notify::busy", G_CALLBACK (consider), self, G_CONNECT_SWAPPED);
  if (g_list_model_get_n_items (list) > 0)
    look (self);
  return self;
}

/**
 * tern_errand_stop:
 * @self: an errand
 *
 * Nothing more is sent; what is on its way is broken off.
 */
void
tern_errand_stop (TernErrand *self)
{
  self->stopped = TRUE;
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

/**
 * tern_errand_network_changed:
 * @self: an errand
 * @came_back: whether there was no network before
 */
void
tern_errand_network_changed (TernErrand *self, gboolean came_back)
{
  if (came_back)
    begin_again (self, 0);
  consider (self);
  tell (self);
}

/**
 * tern_errand_get_state:
 * @self: an errand
 * @notification: a report that waits on its card
 * @since: (out) (transfer none) (nullable): when this program caused it, UTC, where that is known
 *
 * Returns: what is to become of it
 */
TernReportState
tern_errand_get_state (TernErrand *self, LpaNotification *notification, GDateTime **since)
{
  *since = g_hash_table_lookup (self->causes, notification);
  if (self->sending != NULL && g_ptr_array_find (self->sending, notification, NULL))
    return TERN_REPORT_STATE_SENDING;
  if (is_refused (self, notification))
    return TERN_REPORT_STATE_REFUSED;
  if (is_behind (self, notification))
    return TERN_REPORT_STATE_BEHIND;
  if (!is_own (self, notification))
    return TERN_REPORT_STATE_FOREIGN;
  if (!g_network_monitor_get_network_available (self->network))
    return TERN_REPORT_STATE_OFFLINE;
  return TERN_REPORT_STATE_SOON;
}
