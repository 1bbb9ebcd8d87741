/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-discovery.h"
#include "lpa/lpa-euicc-private.h"

/* A download that nobody will decide on any more: its session is put off, and the card let go. */
typedef struct
{
  LpaWorker *worker;
  LpaCard *card;
  LpaDownload *download;
} Abandoned;

static void
abandoned_free (gpointer data)
{
  Abandoned *abandoned = data;

  g_clear_object (&abandoned->download);
  g_clear_object (&abandoned->card);
  g_clear_object (&abandoned->worker);
  g_free (abandoned);
}

/* The worker may outlive everyone else by this, and ends on its own thread. */
static void
close_abandoned (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Abandoned *abandoned = data;

  if (lpa_download_is_waiting (abandoned->download))
    lpa_download_cancel (abandoned->download, LPA_CANCEL_REASON_POSTPONED, NULL);
  lpa_card_set_waiting_download (abandoned->card, NULL);
  lpa_card_end (abandoned->card);
  g_task_return_boolean (task, TRUE);
  g_clear_object (&abandoned->download);
  g_clear_object (&abandoned->card);
  g_clear_object (&abandoned->worker);
}

static void
abandon (LpaEuicc *self, LpaDownload *download)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  Abandoned *abandoned = g_new0 (Abandoned, 1);

  abandoned->worker = g_object_ref (self->worker);
  abandoned->card = g_object_ref (self->card);
  abandoned->download = g_object_ref (download);
  g_task_set_source_tag (task, abandon);
  g_task_set_task_data (task, abandoned, abandoned_free);
  lpa_worker_push (self->worker, task, close_abandoned);
}

static void
held_toggled (gpointer data, GObject *object, gboolean is_last_reference)
{
  LpaEuicc *self = data;

  if (!is_last_reference)
    return;
  abandon (self, LPA_DOWNLOAD (object));
  lpa_euicc_let_go_download (self);
}

/**
 * lpa_euicc_hold_download: (skip)
 * @self: the eUICC
 * @download: a download that waits
 *
 * Keeps it so that its session can be put off when everyone else drops it.
 */
void
lpa_euicc_hold_download (LpaEuicc *self, LpaDownload *download)
{
  if (self->held != NULL)
    return;
  self->held = download;
  g_object_add_toggle_ref (G_OBJECT (download), held_toggled, self);
}

/**
 * lpa_euicc_let_go_download: (skip)
 * @self: the eUICC
 *
 * The download that was kept, if there is one, has ended.
 */
void
lpa_euicc_let_go_download (LpaEuicc *self)
{
  LpaDownload *download = g_steal_pointer (&self->held);

  if (download != NULL)
    g_object_remove_toggle_ref (G_OBJECT (download), held_toggled, self);
}

/**
 * lpa_euicc_abandon_download: (skip)
 * @self: an eUICC that nobody needs any more
 *
 * Puts off the session of the download that waits, if there is one.
 */
void
lpa_euicc_abandon_download (LpaEuicc *self)
{
  if (self->held != NULL)
    abandon (self, self->held);
  lpa_euicc_let_go_download (self);
}

static gboolean
run_preview (LpaJob *job, GCancellable *cancellable, GError **error)
{
  return lpa_download_preview (job->download, job->card, job->eid, job->journal, cancellable,
                               error);
}

static gboolean
is_of_profile (LpaNotification *notification, gpointer user_data)
{
  GBytes *iccid = lpa_notification_get_iccid_bytes (notification);

  return iccid != NULL && g_bytes_equal (iccid, lpa_profile_get_iccid_bytes (user_data));
}

/* A profile may want its installation told to other servers than the one it came from, each in a
 * report of its own (SGP.22 3.5). */
static void
tell_other_servers (LpaJob *job, GCancellable *cancellable)
{
  LpaProfile *profile = lpa_download_get_installed_profile (job->download);

  if (profile != NULL && lpa_download_is_result_delivered (job->download))
    job->sent = lpa_notifier_send (job->card, job->trust, job->card_keys, job->trace, is_of_profile,
                                   profile, cancellable, NULL);
}

static gboolean
run_install (LpaJob *job, GCancellable *cancellable, GError **error)
{
  if (!lpa_download_install (job->download, cancellable, error))
    return FALSE;
  tell_other_servers (job, cancellable);
  return TRUE;
}

static gboolean
run_cancel (LpaJob *job, GCancellable *cancellable, GError **error)
{
  return lpa_download_cancel (job->download, job->value, error);
}

static gboolean
run_discover (LpaJob *job, GCancellable *cancellable, GError **error)
{
  job->found = lpa_discovery_run (job->card, job->trust, job->card_keys, job->trace, job->text,
                                  cancellable, error);
  return job->found != NULL;
}

static gboolean
run_dry_run (LpaJob *job, GCancellable *cancellable, GError **error)
{
  job->dry_run = lpa_dry_run_new (job->card, job->trust, job->card_keys, job->trace, job->code,
                                  cancellable, error);
  return job->dry_run != NULL;
}

/**
 * lpa_euicc_discover_async:
 * @self: the eUICC
 * @address: (nullable): a discovery server, or several with commas between; %NULL for the one
 *   that
 * the card names
 * @cancellable: (nullable): cancels
 * @callback: called on the main thread
 * @user_data: for @callback
 *
 * Main thread.
 */
void
lpa_euicc_discover_async (LpaEuicc *self,
                          const char *address,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  LpaJob *job = lpa_job_new (self, run_discover, lpa_job_return_found, lpa_euicc_discover_async,
                             cancellable, callback, user_data);

  job->text = g_strdup (address);
  lpa_job_push (job);
}

/**
 * lpa_euicc_discover_finish:
 * @self: the eUICC
 * @result: what the callback was given
 * @error: return location for an error of any layer
 *
 * Returns: (transfer full) (nullable) (element-type LpaActivationCode): the orders that wait for
 * this card, each with its own server and event; empty if there are none
 */
GPtrArray *
lpa_euicc_discover_finish (LpaEuicc *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * lpa_euicc_dry_run_async:
 * @self: the eUICC
 * @code: a code; its server is asked, its matching ID is not shown
 * @cancellable: (nullable): cancels
 * @callback: called on the main thread
 * @user_data: for @callback
 *
 * Finds out what can be found out without using the code, see lpa_dry_run_new(). Main thread.
 */
void
lpa_euicc_dry_run_async (LpaEuicc *self,
                         const LpaActivationCode *code,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  LpaJob *job = lpa_job_new (self, run_dry_run, lpa_job_return_dry_run, lpa_euicc_dry_run_async,
                             cancellable, callback, user_data);

  job->code = lpa_activation_code_copy (code);
  lpa_job_push (job);
}

/**
 * lpa_euicc_dry_run_finish:
 * @self: the eUICC
 * @result: what the callback was given
 * @error: return location for an error of any layer
 *
 * Returns: (transfer full) (nullable): what the server said
 */
LpaDryRun *
lpa_euicc_dry_run_finish (LpaEuicc *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static LpaJob *
new_download_job (LpaEuicc *self,
                  LpaDownload *download,
                  LpaJobRun run,
                  gpointer tag,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  LpaJob *job =
      lpa_job_new (self, run, lpa_job_return_boolean, tag, cancellable, callback, user_data);

  job->download = g_object_ref (download);
  return job;
}

/**
 * lpa_euicc_preview_async:
 * @self: the eUICC
 * @download: a download that has not begun
 * @cancellable: (nullable): cancels
 * @callback: called on the main thread
 * @user_data: for @callback
 *
 * Carries lpa_download_preview() out. When it succeeds the card stays open for the download, and
 * other operations are refused with %LPA_POLICY_ERROR_NOT_THIS_STATE, until it is installed,
 * cancelled or dropped; dropping it puts the session off. Main thread.
 */
void
lpa_euicc_preview_async (LpaEuicc *self,
                         LpaDownload *download,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  LpaJob *job = new_download_job (self, download, run_preview, lpa_euicc_preview_async, cancellable,
                                  callback, user_data);

  if (job->trace != NULL)
    lpa_download_set_trace (download, job->trace);
  lpa_job_push (job);
}

/**
 * lpa_euicc_preview_finish:
 * @self: the eUICC
 * @result: what the callback was given
 * @error: return location for an error of any layer
 *
 * Returns: whether there is a preview to decide on
 */
gboolean
lpa_euicc_preview_finish (LpaEuicc *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * lpa_euicc_install_async:
 * @self: the eUICC
 * @download: a download that waits
 * @cancellable: (nullable): cancels
 * @callback: called on the main thread
 * @user_data: for @callback
 *
 * Carries lpa_download_install() out. While lpa_download_is_waiting() after an error, the card is
 * still open for the download. Main thread.
 */
void
lpa_euicc_install_async (LpaEuicc *self,
                         LpaDownload *download,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  LpaJob *job = new_download_job (self, download, run_install, lpa_euicc_install_async, cancellable,
                                  callback, user_data);

  job->changes = TRUE;
  lpa_job_push (job);
}

/**
 * lpa_euicc_install_finish:
 * @self: the eUICC
 * @result: what the callback was given
 * @error: return location for an error of any layer
 *
 * Returns: whether the profile is on the card
 */
gboolean
lpa_euicc_install_finish (LpaEuicc *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * lpa_euicc_cancel_download_async:
 * @self: the eUICC
 * @download: a download that waits
 * @reason: why
 * @callback: called on the main thread
 * @user_data: for @callback
 *
 * Carries lpa_download_cancel() out and lets the card go. Main thread.
 */
void
lpa_euicc_cancel_download_async (LpaEuicc *self,
                                 LpaDownload *download,
                                 LpaCancelReason reason,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  LpaJob *job = new_download_job (self, download, run_cancel, lpa_euicc_cancel_download_async, NULL,
                                  callback, user_data);

  job->value = reason;
  lpa_job_push (job);
}

/**
 * lpa_euicc_cancel_download_finish:
 * @self: the eUICC
 * @result: what the callback was given
 * @error: return location for an error of any layer
 *
 * Returns: whether the download ended as asked
 */
gboolean
lpa_euicc_cancel_download_finish (LpaEuicc *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
