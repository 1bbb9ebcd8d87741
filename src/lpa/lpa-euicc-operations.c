/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-euicc-private.h"
#include "lpa/lpa-job-runs.h"

static LpaJob *
new_operation (LpaEuicc *self,
               LpaJobRun run,
               gpointer tag,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  LpaJob *job = lpa_job_new (self, run, lpa_job_return_sent, tag, cancellable, callback, user_data);

  job->changes = TRUE;
  return job;
}

/**
 * lpa_euicc_enable_async:
 * @self: the eUICC
 * @profile: one of its profiles
 * @cancellable: (nullable): cancels
 * @callback: called on the main thread
 * @user_data: for @callback
 *
 * Puts a profile into use; the one that was in use goes out of it by itself. Ends with
 * lpa_euicc_operation_finish(). Main thread.
 */
void
lpa_euicc_enable_async (LpaEuicc *self,
                        LpaProfile *profile,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  LpaJob *job = new_operation (self, lpa_job_run_switch, lpa_euicc_enable_async, cancellable,
                               callback, user_data);

  job->profile = g_object_ref (profile);
  job->value = TRUE;
  lpa_job_push (job);
}

/**
 * lpa_euicc_disable_async:
 * @self: the eUICC
 * @profile: one of its profiles
 * @cancellable: (nullable): cancels
 * @callback: called on the main thread
 * @user_data: for @callback
 *
 * Puts a profile out of use. Ends with lpa_euicc_operation_finish(), in
 * %LPA_POLICY_ERROR_DISABLE_FORBIDDEN where the provider does not allow it. Main thread.
 */
void
lpa_euicc_disable_async (LpaEuicc *self,
                         LpaProfile *profile,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  LpaJob *job = new_operation (self, lpa_job_run_switch, lpa_euicc_disable_async, cancellable,
                               callback, user_data);

  job->profile = g_object_ref (profile);
  job->value = FALSE;
  lpa_job_push (job);
}

/**
 * lpa_euicc_delete_async:
 * @self: the eUICC
 * @profile: one of its profiles
 * @cancellable: (nullable): cancels, before the profile is gone
 * @callback: called on the main thread
 * @user_data: for @callback
 *
 * Erases a profile for good; what it still has to report is sent first. Ends with
 * lpa_euicc_operation_finish(), in %LPA_POLICY_ERROR_DELETE_FORBIDDEN or
 * %LPA_POLICY_ERROR_ENABLED before anything is sent. Main thread.
 */
void
lpa_euicc_delete_async (LpaEuicc *self,
                        LpaProfile *profile,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  LpaJob *job = new_operation (self, lpa_job_run_delete, lpa_euicc_delete_async, cancellable,
                               callback, user_data);

  job->profile = g_object_ref (profile);
  lpa_job_push (job);
}

/**
 * lpa_euicc_rename_async:
 * @self: the eUICC
 * @profile: one of its profiles
 * @nickname: (nullable): its new nickname, cut to what a card can keep; empty or %NULL for none
 * @cancellable: (nullable): cancels
 * @callback: called on the main thread
 * @user_data: for @callback
 *
 * Ends with lpa_euicc_operation_finish(). Main thread.
 */
void
lpa_euicc_rename_async (LpaEuicc *self,
                        LpaProfile *profile,
                        const char *nickname,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  LpaJob *job = new_operation (self, lpa_job_run_rename, lpa_euicc_rename_async, cancellable,
                               callback, user_data);

  job->profile = g_object_ref (profile);
  job->text = lpa_nickname_cut (nickname != NULL ? nickname : "");
  lpa_job_push (job);
}

/**
 * lpa_euicc_reset_async:
 * @self: the eUICC
 * @options: what to erase
 * @cancellable: (nullable): cancels, before anything is erased
 * @callback: called on the main thread
 * @user_data: for @callback
 *
 * Erases a card's memory in part; what its profiles still have to report is sent first, and their
 * deletion after. Ends with lpa_euicc_operation_finish(). Main thread.
 */
void
lpa_euicc_reset_async (LpaEuicc *self,
                       LpaResetOptions options,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  LpaJob *job;

  g_return_if_fail (options != 0);
  job = new_operation (self, lpa_job_run_reset, lpa_euicc_reset_async, cancellable, callback,
                       user_data);

  job->value = options;
  lpa_job_push (job);
}

/**
 * lpa_euicc_set_default_smdp_async:
 * @self: the eUICC
 * @address: (nullable): the server to be asked when a code names none; empty or %NULL for none
 * @cancellable: (nullable): cancels
 * @callback: called on the main thread
 * @user_data: for @callback
 *
 * Ends with lpa_euicc_operation_finish(). Main thread.
 */
void
lpa_euicc_set_default_smdp_async (LpaEuicc *self,
                                  const char *address,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  LpaJob *job = new_operation (self, lpa_job_run_set_default_smdp, lpa_euicc_set_default_smdp_async,
                               cancellable, callback, user_data);

  job->text = g_strdup (address != NULL ? address : "");
  lpa_job_push (job);
}

/**
 * lpa_euicc_send_notifications_async:
 * @self: the eUICC
 * @only: (nullable): one of its notifications, or %NULL for all
 * @cancellable: (nullable): cancels
 * @callback: called on the main thread
 * @user_data: for @callback
 *
 * Delivers what the card has to report, whoever left it there. Ends with
 * lpa_euicc_operation_finish(); what a server did not take is no error but stays, with the reason
 * in the result. Main thread.
 */
void
lpa_euicc_send_notifications_async (LpaEuicc *self,
                                    LpaNotification *only,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  LpaJob *job = new_operation (self, lpa_job_run_send, lpa_euicc_send_notifications_async,
                               cancellable, callback, user_data);

  g_set_object (&job->notification, only);
  lpa_job_push (job);
}

/**
 * lpa_euicc_remove_notification_async:
 * @self: the eUICC
 * @notification: one of its notifications
 * @cancellable: (nullable): cancels
 * @callback: called on the main thread
 * @user_data: for @callback
 *
 * Takes a report off the card unsent: its server will never know. Ends with
 * lpa_euicc_operation_finish(). Main thread.
 */
void
lpa_euicc_remove_notification_async (LpaEuicc *self,
                                     LpaNotification *notification,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  LpaJob *job = new_operation (self, lpa_job_run_remove, lpa_euicc_remove_notification_async,
                               cancellable, callback, user_data);

  job->notification = g_object_ref (notification);
  lpa_job_push (job);
}

/**
 * lpa_euicc_operation_finish:
 * @self: the eUICC
 * @result: what the callback was given
 * @error: return location for an error of any layer
 *
 * Returns: (transfer full) (nullable): how many reports were delivered and how many wait, once
 *   the operation is done
 */
LpaNotifierResult *
lpa_euicc_operation_finish (LpaEuicc *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
