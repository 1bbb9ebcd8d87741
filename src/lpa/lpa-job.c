/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-job.h"

#include "lpa/lpa-deadline.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-euicc-private.h"

/* How long a card may take to say how it is after an operation, which itself may have been
 * cancelled. */
#define READING_MILLISECONDS 30000

/* The data of an LpaCard that names the download it is kept open for. */
#define WAITING_DOWNLOAD "lpa-waiting-download"

static void
lpa_job_free (LpaJob *job)
{
  g_clear_object (&job->task);
  g_clear_object (&job->cancellable);
  g_clear_object (&job->card);
  g_clear_pointer (&job->aid, g_bytes_unref);
  g_free (job->eid);
  g_clear_object (&job->trust);
  g_clear_object (&job->journal);
  g_clear_object (&job->trace);
  g_clear_pointer (&job->card_keys, g_ptr_array_unref);
  g_clear_pointer (&job->context, g_main_context_unref);
  g_clear_object (&job->profile);
  g_clear_object (&job->notification);
  g_clear_pointer (&job->chosen, g_ptr_array_unref);
  g_clear_object (&job->download);
  g_clear_pointer (&job->code, lpa_activation_code_free);
  g_free (job->text);
  g_clear_pointer (&job->reading, lpa_reading_free);
  g_clear_pointer (&job->sent, lpa_notifier_result_free);
  g_clear_pointer (&job->dry_run, lpa_dry_run_free);
  g_clear_pointer (&job->found, g_ptr_array_unref);
  g_clear_pointer (&job->recovered, g_ptr_array_unref);
  g_free (job);
}

/**
 * lpa_job_new: (skip)
 * @euicc: whose operation it is
 * @run: the blocking part
 * @give: hands over the result
 * @tag: the public function
 * @cancellable: (nullable): cancels
 * @callback: called on the main thread
 * @user_data: for @callback
 *
 * Main thread.
 *
 * Returns: (transfer full): a job to be filled in and given to lpa_job_push()
 */
LpaJob *
lpa_job_new (LpaEuicc *euicc,
             LpaJobRun run,
             LpaJobReturn give,
             gpointer tag,
             GCancellable *cancellable,
             GAsyncReadyCallback callback,
             gpointer user_data)
{
  LpaJob *job = g_new0 (LpaJob, 1);

  job->task = g_task_new (euicc, cancellable, callback, user_data);
  g_task_set_source_tag (job->task, tag);
  g_task_set_check_cancellable (job->task, FALSE);
  g_set_object (&job->cancellable, cancellable);
  job->run = run;
  job->give = give;
  job->card = g_object_ref (euicc->card);
  job->aid = g_bytes_ref (euicc->aid);
  job->eid = g_strdup (euicc->eid);
  job->trust = g_object_ref (lpa_euicc_get_trust (euicc));
  g_set_object (&job->journal, euicc->journal);
  g_set_object (&job->trace, euicc->trace);
  if (euicc->info != NULL)
    job->card_keys = g_ptr_array_ref (euicc->info->verification_keys);
  job->context = g_main_context_ref_thread_default ();
  job->first_reading = g_list_model_get_n_items (G_LIST_MODEL (euicc->profiles)) == 0;
  return job;
}

/* A download that has the card open is carried on even when cancelled, for it has a session to put
 * off. */
static gboolean
take_card (LpaJob *job, GError **error)
{
  LpaDownload *waiting = lpa_card_get_waiting_download (job->card);

  if (waiting == NULL)
    return !g_cancellable_set_error_if_cancelled (job->cancellable, error) &&
           lpa_card_begin (job->card, job->aid, job->cancellable, error);
  if (waiting == job->download)
    return TRUE;
  lpa_error_set (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_NOT_THIS_STATE, NULL,
                 "The card is kept open for a download that waits for a decision");
  return FALSE;
}

static void
read_again (LpaJob *job)
{
  g_autoptr (LpaDeadline) deadline = lpa_deadline_new (READING_MILLISECONDS);
  GCancellable *cancellable = lpa_deadline_get_cancellable (deadline);
  g_autoptr (GPtrArray) with_icons = NULL;

  g_clear_pointer (&job->reading, lpa_reading_free);
  job->reading = lpa_reading_new (job->card, cancellable, NULL);
  if (job->reading == NULL)
    return;
  with_icons = lpa_es10c_list_profiles (job->card, TRUE, cancellable, NULL);
  if (with_icons == NULL)
    return;
  g_ptr_array_unref (job->reading->profiles);
  job->reading->profiles = g_steal_pointer (&with_icons);
}

static void
leave_card (LpaJob *job)
{
  if (job->download != NULL && lpa_download_is_waiting (job->download))
    {
      lpa_card_set_waiting_download (job->card, job->download);
      return;
    }
  lpa_card_set_waiting_download (job->card, NULL);
  if (job->changes)
    read_again (job);
  lpa_card_end (job->card);
}

static void
run_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  LpaJob *job = data;
  GError *error = NULL;
  gboolean done = FALSE;

  if (take_card (job, &error))
    {
      done = job->run (job, job->cancellable, &error);
      leave_card (job);
    }
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
keep_or_drop_download (LpaEuicc *self, LpaJob *job)
{
  if (job->download == NULL)
    return;
  if (lpa_download_is_waiting (job->download))
    lpa_euicc_hold_download (self, job->download);
  else if (self->held == job->download)
    lpa_euicc_let_go_download (self);
}

/* Everything that the job refers to is let go here, on the main thread, before or after the
 * caller's callback. */
static void
job_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  LpaJob *job = user_data;
  LpaEuicc *self = g_task_get_source_object (job->task);
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);

  if (job->reading != NULL)
    lpa_euicc_apply (self, job->reading);
  lpa_euicc_note_failures (self, job->sent);
  keep_or_drop_download (self, job);
  if (job->yields)
    g_clear_object (&self->yielding);
  lpa_euicc_count_jobs (self, -1);
  lpa_euicc_tell_recovered (self, job);
  if (done)
    job->give (job);
  else
    g_task_return_error (job->task, g_steal_pointer (&error));
  lpa_job_free (job);
}

/**
 * lpa_job_push: (skip)
 * @job: (transfer full): a job
 *
 * Queues it on the worker. The task that goes there holds nothing of the main thread's, so that
 * its last reference may be dropped anywhere.
 */
void
lpa_job_push (LpaJob *job)
{
  LpaEuicc *self = g_task_get_source_object (job->task);
  g_autoptr (GTask) inner = g_task_new (NULL, NULL, job_done, job);

  g_task_set_source_tag (inner, lpa_job_push);
  g_task_set_task_data (inner, job, NULL);
  if (self->yielding != NULL)
    g_cancellable_cancel (self->yielding);
  if (job->yields)
    g_set_object (&self->yielding, job->cancellable);
  lpa_euicc_count_jobs (self, 1);
  lpa_worker_push (self->worker, inner, run_job);
}

typedef struct
{
  LpaEuicc *euicc;
  LpaReading *reading;
} Publication;

static gboolean
publish (gpointer data)
{
  Publication *publication = data;

  lpa_euicc_apply (publication->euicc, publication->reading);
  return G_SOURCE_REMOVE;
}

static void
publication_free (gpointer data)
{
  Publication *publication = data;

  lpa_reading_free (publication->reading);
  g_free (publication);
}

/**
 * lpa_job_publish: (skip)
 * @job: a running job
 * @reading: (transfer full): what has been read so far
 *
 * Shows something before the job is done. The eUICC is kept by the job's task, which returns
 * later on the same context. Worker thread.
 */
void
lpa_job_publish (LpaJob *job, LpaReading *reading)
{
  Publication *publication = g_new0 (Publication, 1);

  publication->euicc = g_task_get_source_object (job->task);
  publication->reading = reading;
  g_main_context_invoke_full (job->context, G_PRIORITY_DEFAULT, publish, publication,
                              publication_free);
}

/**
 * lpa_job_return_boolean: (skip)
 * @job: a job that was done
 */
void
lpa_job_return_boolean (LpaJob *job)
{
  g_task_return_boolean (job->task, TRUE);
}

/**
 * lpa_job_return_sent: (skip)
 * @job: a job that was done
 */
void
lpa_job_return_sent (LpaJob *job)
{
  if (job->sent == NULL)
    job->sent = g_new0 (LpaNotifierResult, 1);
  g_task_return_pointer (job->task, g_steal_pointer (&job->sent),
                         (GDestroyNotify) lpa_notifier_result_free);
}

/**
 * lpa_job_return_dry_run: (skip)
 * @job: a job that was done
 */
void
lpa_job_return_dry_run (LpaJob *job)
{
  g_task_return_pointer (job->task, g_steal_pointer (&job->dry_run),
                         (GDestroyNotify) lpa_dry_run_free);
}

/**
 * lpa_job_return_found: (skip)
 * @job: a job that was done
 */
void
lpa_job_return_found (LpaJob *job)
{
  g_task_return_pointer (job->task, g_steal_pointer (&job->found),
                         (GDestroyNotify) g_ptr_array_unref);
}

/**
 * lpa_card_get_waiting_download: (skip)
 * @card: a card
 *
 * Returns: (transfer none) (nullable): the download that keeps it open, to be compared only
 */
LpaDownload *
lpa_card_get_waiting_download (LpaCard *card)
{
  return g_object_get_qdata (G_OBJECT (card), g_quark_from_static_string (WAITING_DOWNLOAD));
}

/**
 * lpa_card_set_waiting_download: (skip)
 * @card: a card
 * @download: (nullable): the download that keeps it open from now on
 */
void
lpa_card_set_waiting_download (LpaCard *card, LpaDownload *download)
{
  g_object_set_qdata (G_OBJECT (card), g_quark_from_static_string (WAITING_DOWNLOAD), download);
}
