/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-card.h"
#include "lpa/lpa-install-result.h"
#include "lpa/lpa-notification.h"
#include "lpa/lpa-policy-rules.h"
#include "lpa/lpa-profile.h"

G_BEGIN_DECLS

/*
 * The functions of an eUICC, SGP.22 5.7. Each is one command between lpa_card_begin() and
 * lpa_card_end(), blocks, and sets an error of LPA_CHANNEL_ERROR, LPA_CARD_ERROR, LPA_TLV_ERROR or,
 * where the card carried the function out and says no, LPA_ES10_ERROR. Implemented in lpa-es10a.c,
 * lpa-es10b.c and lpa-es10c.c, one interface a file.
 */

/**
 * LpaAddresses:
 * @default_smdp: (nullable): the SM-DP+ asked when a code names none
 * @root_smds: (nullable): the discovery server
 *
 * EuiccConfiguredAddresses (SGP.22 5.7.3). Free with lpa_addresses_free().
 */
typedef struct
{
  char *default_smdp;
  char *root_smds;
} LpaAddresses;

void lpa_addresses_free (LpaAddresses *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpaAddresses, lpa_addresses_free)

/**
 * LpaCancelReason:
 *
 * Why a session is cancelled (SGP.22 5.7.14). Only %LPA_CANCEL_REASON_POSTPONED and
 * %LPA_CANCEL_REASON_TIMEOUT keep the order.
 */
typedef enum
{
  LPA_CANCEL_REASON_END_USER_REJECTION = 0,
  LPA_CANCEL_REASON_POSTPONED = 1,
  LPA_CANCEL_REASON_TIMEOUT = 2,
  LPA_CANCEL_REASON_PPR_NOT_ALLOWED = 3,
  LPA_CANCEL_REASON_METADATA_MISMATCH = 4,
  LPA_CANCEL_REASON_LOAD_BPP_EXECUTION_ERROR = 5,
  LPA_CANCEL_REASON_UNDEFINED = 127,
} LpaCancelReason;

/**
 * LpaResetOptions:
 *
 * What ES10c.eUICCMemoryReset erases (SGP.22 5.7.19).
 */
typedef enum
{
  LPA_RESET_OPERATIONAL_PROFILES = 1 << 0,
  LPA_RESET_TEST_PROFILES = 1 << 1,
  LPA_RESET_DEFAULT_SMDP = 1 << 2,
} LpaResetOptions;

/**
 * LpaProfileHandle:
 *
 * By what a profile is named to the card. Some cards understand only one of the two.
 */
typedef enum
{
  LPA_PROFILE_HANDLE_ICCID,
  LPA_PROFILE_HANDLE_AID,
} LpaProfileHandle;

/**
 * LpaDeviceInfo:
 * @tac: eight digits
 * @imei: (nullable): fifteen digits; sent only when the person or the modem gives it
 *
 * What the server learns of the device (DeviceInfo, SGP.22 4.2).
 */
typedef struct
{
  const char *tac;
  const char *imei;
} LpaDeviceInfo;

/* ES10a */
LpaAddresses *lpa_es10a_get_addresses (LpaCard *card,
                                       GCancellable *cancellable,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean lpa_es10a_set_default_smdp (LpaCard *card,
                                     const char *address,
                                     GCancellable *cancellable,
                                     GError **error);

/* ES10b */
GBytes *lpa_es10b_get_challenge (LpaCard *card,
                                 GCancellable *cancellable,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *lpa_es10b_get_info1 (LpaCard *card,
                             GCancellable *cancellable,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *lpa_es10b_get_info2 (LpaCard *card,
                             GCancellable *cancellable,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *lpa_es10b_authenticate_server (LpaCard *card,
                                       GBytes *server_signed1,
                                       GBytes *server_signature1,
                                       GBytes *key_id,
                                       GBytes *server_certificate,
                                       const char *matching_id,
                                       const LpaDeviceInfo *device,
                                       GCancellable *cancellable,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *lpa_es10b_prepare_download (LpaCard *card,
                                    GBytes *smdp_signed2,
                                    GBytes *smdp_signature2,
                                    GBytes *hash_cc,
                                    GBytes *smdp_certificate,
                                    GCancellable *cancellable,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * LpaLoadProgress:
 * @done: bytes of the package that the card has taken
 * @total: bytes of the package
 * @user_data: what was given with the function
 *
 * Called on the thread of the load after every segment.
 */
typedef void (*LpaLoadProgress) (gsize done, gsize total, gpointer user_data);

LpaInstallResult *lpa_es10b_load_package (LpaCard *card,
                                          GBytes *package,
                                          LpaLoadProgress progress,
                                          gpointer user_data,
                                          GCancellable *cancellable,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *lpa_es10b_cancel_session (LpaCard *card,
                                  GBytes *transaction_id,
                                  LpaCancelReason reason,
                                  GCancellable *cancellable,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *lpa_es10b_list_notifications (LpaCard *card,
                                         GCancellable *cancellable,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *lpa_es10b_retrieve_notification (LpaCard *card,
                                         guint sequence_number,
                                         GCancellable *cancellable,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean lpa_es10b_remove_notification (LpaCard *card,
                                        guint sequence_number,
                                        GCancellable *cancellable,
                                        GError **error);
LpaRat *lpa_es10b_get_rat (LpaCard *card,
                           GCancellable *cancellable,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ES10c */
char *lpa_es10c_get_eid (LpaCard *card,
                         GCancellable *cancellable,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *lpa_es10c_list_profiles (LpaCard *card,
                                    gboolean with_icons,
                                    GCancellable *cancellable,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean lpa_es10c_enable (LpaCard *card,
                           LpaProfile *profile,
                           LpaProfileHandle handle,
                           gboolean refresh,
                           GCancellable *cancellable,
                           GError **error);
gboolean lpa_es10c_disable (LpaCard *card,
                            LpaProfile *profile,
                            LpaProfileHandle handle,
                            gboolean refresh,
                            GCancellable *cancellable,
                            GError **error);
gboolean lpa_es10c_delete (LpaCard *card,
                           LpaProfile *profile,
                           GCancellable *cancellable,
                           GError **error);
gboolean lpa_es10c_set_nickname (LpaCard *card,
                                 LpaProfile *profile,
                                 const char *nickname,
                                 GCancellable *cancellable,
                                 GError **error);
gboolean lpa_es10c_reset_memory (LpaCard *card,
                                 LpaResetOptions options,
                                 GCancellable *cancellable,
                                 GError **error);
char *lpa_nickname_cut (const char *nickname) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
