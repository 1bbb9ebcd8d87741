/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-error.h"
#include "lpa/lpa-euicc-private.h"
#include "lpa/lpa-operation.h"
#include "lpa/lpa-recovery.h"

/* Reports are owed for the download whose result was found, and for the profile of an operation
 * that was cut short. That of a package which ended before it told its ICCID names none. */
typedef struct
{
  LpaJournal *journal;
  GPtrArray *operations;
} Recovered;

/* What was only looked at, or never got as far as the card, has nothing to report. */
static gboolean
may_owe_reports (const LpaOperation *operation)
{
  return operation->outcome != LPA_OPERATION_OUTCOME_CANCELLED &&
         (operation->kind == LPA_OPERATION_DOWNLOAD || operation->kind == LPA_OPERATION_ENABLE ||
          operation->kind == LPA_OPERATION_DISABLE || operation->kind == LPA_OPERATION_DELETE);
}

static gboolean
is_about_recovered (LpaNotification *notification, gpointer user_data)
{
  const Recovered *recovered = user_data;
  const char *iccid = lpa_notification_get_iccid (notification);

  for (guint i = 0; i < recovered->operations->len; i++)
    {
      const LpaOperation *operation = recovered->operations->pdata[i];

      if (may_owe_reports (operation) &&
          (iccid == NULL || lpa_journal_names_profile (recovered->journal, operation, iccid)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
settle (LpaJob *job, LpaReading *reading, LpaOperation *operation, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  if (lpa_recovery_settle (job->journal, operation, job->card, reading->profiles,
                           reading->addresses, cancellable, &error))
    return TRUE;
  g_info ("An operation that was left open cannot be looked into: %s", error->message);
  return FALSE;
}

static GPtrArray *
settle_all (LpaJob *job, LpaReading *reading, GPtrArray *open, GCancellable *cancellable)
{
  GPtrArray *settled = g_ptr_array_new_with_free_func ((GDestroyNotify) lpa_operation_free);

  for (guint i = 0; i < open->len; i++)
    if (settle (job, reading, open->pdata[i], cancellable))
      g_ptr_array_add (settled, g_steal_pointer (&open->pdata[i]));
  return settled;
}

/*
 * Looks into what an earlier run of the program left open: finds out what it came to, delivers
 * what is owed for it, and closes the entries last, so that being killed here too forgets
 * nothing.
 */
static void
recover (LpaJob *job, LpaReading *reading, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (LpaNotifierResult) sent = NULL;

  if (job->journal == NULL)
    return;
  open = lpa_journal_list_open (job->journal, job->eid, NULL);
  if (open == NULL || open->len == 0)
    return;
  job->recovered = settle_all (job, reading, open, cancellable);
  Recovered recovered = { job->journal, job->recovered };
  sent = lpa_notifier_send (job->card, job->trust, job->card_keys, job->trace, is_about_recovered,
                            &recovered, cancellable, NULL);
  for (guint i = 0; i < job->recovered->len; i++)
    lpa_operation_close (job->recovered->pdata[i], job->journal);
}

static gboolean
read_notifications (LpaJob *job, LpaReading *reading, GCancellable *cancellable, GError **error)
{
  if (job->recovered == NULL || job->recovered->len == 0)
    return TRUE;
  g_clear_pointer (&reading->notifications, g_ptr_array_unref);
  reading->notifications = lpa_es10b_list_notifications (job->card, cancellable, error);
  return reading->notifications != NULL;
}

static gboolean
read_icons (LpaJob *job, LpaReading *reading, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) profiles = NULL;

  profiles = lpa_es10c_list_profiles (job->card, TRUE, cancellable, error);
  if (profiles == NULL)
    return FALSE;
  g_ptr_array_unref (reading->profiles);
  reading->profiles = g_steal_pointer (&profiles);
  return TRUE;
}

/* What a person waits for comes first; pictures take many exchanges. */
static void
publish_early (LpaJob *job, const LpaReading *reading)
{
  LpaReading *early;

  if (!job->first_reading || reading->profiles->len == 0)
    return;
  early = g_new0 (LpaReading, 1);
  early->profiles = g_ptr_array_ref (reading->profiles);
  lpa_job_publish (job, early);
}

static gboolean
run_refresh (LpaJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (LpaReading) reading = lpa_reading_new (job->card, cancellable, error);

  if (reading == NULL)
    return FALSE;
  reading->rat = lpa_es10b_get_rat (job->card, cancellable, NULL);
  publish_early (job, reading);
  recover (job, reading, cancellable);
  if (!read_notifications (job, reading, cancellable, error) ||
      !read_icons (job, reading, cancellable, error))
    return FALSE;
  job->reading = g_steal_pointer (&reading);
  return TRUE;
}

/**
 * lpa_euicc_refresh_async:
 * @self: the eUICC
 * @cancellable: (nullable): cancels
 * @callback: called on the main thread
 * @user_data: for @callback
 *
 * Reads the card anew, and looks into what an earlier run of the program left open. Main thread.
 */
void
lpa_euicc_refresh_async (LpaEuicc *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  lpa_job_push (lpa_job_new (self, run_refresh, lpa_job_return_boolean, lpa_euicc_refresh_async,
                             cancellable, callback, user_data));
}

/**
 * lpa_euicc_refresh_finish:
 * @self: the eUICC
 * @result: what the callback was given
 * @error: return location for an error of the card
 *
 * Returns: whether the card was read
 */
gboolean
lpa_euicc_refresh_finish (LpaEuicc *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
