/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ledger/tern-history-entry.h"
#include "ledger/tern-ledger.h"

G_BEGIN_DECLS

/* The ledger as people read it, and as other programs do. */
void tern_history_load_async (TernLedger *ledger, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *tern_history_load_finish (GAsyncResult *result,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *tern_history_to_csv (GPtrArray *entries) G_GNUC_WARN_UNUSED_RESULT;
char *tern_history_to_json (GPtrArray *entries) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
