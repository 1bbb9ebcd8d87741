/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ledger/tern-ledger.h"

G_BEGIN_DECLS

/**
 * TernSharingTrial:
 * @security: (nullable): the protocol by which the connection is encrypted, %NULL when it is not
 * @stations: how many stations share the ledger by now
 * @operations: how many operations are in it
 *
 * What was found at an address. Free with tern_sharing_trial_free().
 */
typedef struct
{
  char *security;
  gint64 stations;
  gint64 operations;
} TernSharingTrial;

void tern_sharing_trial_free (TernSharingTrial *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernSharingTrial, tern_sharing_trial_free)
char *tern_sharing_trial_dup_sentence (const TernSharingTrial *self) G_GNUC_WARN_UNUSED_RESULT;

/* What the settings say about sharing the ledger, carried out. */
gboolean tern_sharing_begin (TernLedger *ledger,
                             const char *address,
                             const char *station,
                             GError **error);
TernSharingTrial *tern_sharing_try (const char *address,
                                    const char *password,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void tern_sharing_try_async (const char *address,
                             const char *password,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
TernSharingTrial *tern_sharing_try_finish (GAsyncResult *result,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
void tern_sharing_keep_password_async (const char *address,
                                       const char *password,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean tern_sharing_keep_password_finish (GAsyncResult *result, GError **error);

G_END_DECLS
