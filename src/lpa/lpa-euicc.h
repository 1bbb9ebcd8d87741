/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-download.h"
#include "lpa/lpa-dry-run.h"
#include "lpa/lpa-notifier.h"
#include "lpa/lpa-worker.h"

G_BEGIN_DECLS

#define LPA_TYPE_EUICC (lpa_euicc_get_type ())
G_DECLARE_FINAL_TYPE (LpaEuicc, lpa_euicc, LPA, EUICC, GObject)

/*
 * One eUICC: the asynchronous edge of the LPA. Lives on the main thread; every operation runs on
 * the card's LpaWorker, one at a time, in the order asked, and opens and closes the card by itself.
 * Properties, all notified on the main context:
 * - "eid": 32 digits
 * - "busy": an operation is running or queued
 * - "profiles": GListModel of LpaProfile, kept in place across refreshes
 * - "notifications": GListModel of LpaNotification
 *
 * Signal "recovered" (const LpaOperation *): an operation that an earlier run of the program left
 * open has been looked into, and this is how it ended.
 *
 * After every operation that changes the card its lists are read again, its notifications of that
 * operation are delivered, and it is written into the journal. Between a successful preview and
 * install or cancel the card stays open for that download.
 */
LpaEuicc *lpa_euicc_new (LpaWorker *worker,
                         LpaCard *card,
                         const LpaIsdr *isdr) G_GNUC_WARN_UNUSED_RESULT;
void lpa_euicc_set_trust (LpaEuicc *self, LpaTrust *trust);
void lpa_euicc_set_journal (LpaEuicc *self, LpaJournal *journal);
void lpa_euicc_set_trace (LpaEuicc *self, LpaTrace *trace);
LpaTrust *lpa_euicc_get_trust (LpaEuicc *self);
LpaJournal *lpa_euicc_get_journal (LpaEuicc *self);
const char *lpa_euicc_get_eid (LpaEuicc *self);
GBytes *lpa_euicc_get_aid (LpaEuicc *self);
LpaCard *lpa_euicc_get_card (LpaEuicc *self);
const LpaEuiccInfo *lpa_euicc_get_info (LpaEuicc *self);
const LpaAddresses *lpa_euicc_get_addresses (LpaEuicc *self);
const LpaRat *lpa_euicc_get_rat (LpaEuicc *self);
GListModel *lpa_euicc_get_profiles (LpaEuicc *self);
GListModel *lpa_euicc_get_notifications (LpaEuicc *self);
const GError *lpa_euicc_get_failure (LpaEuicc *self, LpaNotification *notification);
GPtrArray *lpa_euicc_get_recovered (LpaEuicc *self);
void lpa_euicc_forget_recovered (LpaEuicc *self);
gboolean lpa_euicc_is_busy (LpaEuicc *self);
LpaProfile *lpa_euicc_find_profile (LpaEuicc *self,
                                    const char *name,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Reads information, addresses, profiles (icons last) and notifications; looks into operations left
 * open. */
void lpa_euicc_refresh_async (LpaEuicc *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean lpa_euicc_refresh_finish (LpaEuicc *self, GAsyncResult *result, GError **error);

void lpa_euicc_enable_async (LpaEuicc *self,
                             LpaProfile *profile,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
void lpa_euicc_disable_async (LpaEuicc *self,
                              LpaProfile *profile,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
void lpa_euicc_delete_async (LpaEuicc *self,
                             LpaProfile *profile,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
void lpa_euicc_rename_async (LpaEuicc *self,
                             LpaProfile *profile,
                             const char *nickname,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
void lpa_euicc_reset_async (LpaEuicc *self,
                            LpaResetOptions options,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
void lpa_euicc_set_default_smdp_async (LpaEuicc *self,
                                       const char *address,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
void lpa_euicc_send_notifications_async (LpaEuicc *self,
                                         LpaNotification *only,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
void lpa_euicc_retry_notifications_async (LpaEuicc *self,
                                          GPtrArray *chosen,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
void lpa_euicc_remove_notification_async (LpaEuicc *self,
                                          LpaNotification *notification,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
/* Ends any of the operations above. The result says how many reports were delivered and how many
 * wait. */
LpaNotifierResult *lpa_euicc_operation_finish (LpaEuicc *self,
                                               GAsyncResult *result,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Asks the discovery server for orders that wait for this card (SGP.22 3.6.2). */
void lpa_euicc_discover_async (LpaEuicc *self,
                               const char *address,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
GPtrArray *lpa_euicc_discover_finish (LpaEuicc *self,
                                      GAsyncResult *result,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Asks a server everything that it says before it has seen the code. */
void lpa_euicc_dry_run_async (LpaEuicc *self,
                              const LpaActivationCode *code,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
LpaDryRun *lpa_euicc_dry_run_finish (LpaEuicc *self,
                                     GAsyncResult *result,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

void lpa_euicc_preview_async (LpaEuicc *self,
                              LpaDownload *download,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean lpa_euicc_preview_finish (LpaEuicc *self, GAsyncResult *result, GError **error);
void lpa_euicc_install_async (LpaEuicc *self,
                              LpaDownload *download,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean lpa_euicc_install_finish (LpaEuicc *self, GAsyncResult *result, GError **error);
void lpa_euicc_cancel_download_async (LpaEuicc *self,
                                      LpaDownload *download,
                                      LpaCancelReason reason,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean lpa_euicc_cancel_download_finish (LpaEuicc *self, GAsyncResult *result, GError **error);

G_END_DECLS
