/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-deadline.h"
#include "lpa/lpa-euicc-private.h"
#include "lpa/lpa-operation.h"

/* How long a card may take to say what is left on it. */
#define LISTING_MILLISECONDS 10000

static gboolean
is_chosen (LpaNotification *notification, gpointer user_data)
{
  GPtrArray *chosen = user_data;

  for (guint i = 0; i < chosen->len; i++)
    if (lpa_notification_get_sequence_number (chosen->pdata[i]) ==
        lpa_notification_get_sequence_number (notification))
      return TRUE;
  return FALSE;
}

/* Nothing is at stake when a try is cut short, so it is written down only once something came of
 * it: otherwise a night without network would fill the history. */
static void
write_down (LpaJob *job)
{
  g_autoptr (LpaOperation) operation =
      lpa_operation_new (LPA_OPERATION_SEND_NOTIFICATION, job->eid);

  if (lpa_operation_begin (operation, job->journal, NULL))
    lpa_operation_end (operation, job->journal, NULL);
}

/* Profiles stay as they are, so that whoever waits for the card does not wait for their pictures.
 */
static LpaReading *
read_reports (LpaJob *job)
{
  g_autoptr (LpaDeadline) deadline = lpa_deadline_new (LISTING_MILLISECONDS);
  LpaReading *reading = g_new0 (LpaReading, 1);

  reading->notifications =
      lpa_es10b_list_notifications (job->card, lpa_deadline_get_cancellable (deadline), NULL);
  return reading;
}

static gboolean
run_retry (LpaJob *job, GCancellable *cancellable, GError **error)
{
  job->sent = lpa_notifier_send (job->card, job->trust, job->card_keys, job->trace, is_chosen,
                                 job->chosen, cancellable, error);
  if (job->sent == NULL)
    return FALSE;
  if (job->sent->sent > 0)
    write_down (job);
  job->reading = read_reports (job);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/**
 * lpa_euicc_retry_notifications_async:
 * @self: the eUICC
 * @chosen: (element-type LpaNotification): those of its notifications to try
 * @cancellable: cancels, and is cancelled by the eUICC as soon as any other operation is asked for,
 *   so that nobody waits for a server that does not answer
 * @callback: called on the main thread
 * @user_data: for @callback
 *
 * Tries to deliver what could not be delivered before, without anybody having asked for it. Ends
 * with lpa_euicc_operation_finish(). Main thread.
 */
void
lpa_euicc_retry_notifications_async (LpaEuicc *self,
                                     GPtrArray *chosen,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  LpaJob *job = lpa_job_new (self, run_retry, lpa_job_return_sent,
                             lpa_euicc_retry_notifications_async, cancellable, callback, user_data);

  job->chosen = g_ptr_array_ref (chosen);
  job->yields = TRUE;
  lpa_job_push (job);
}
