/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ledger/tern-history-entry.h"
#include "ledger/tern-ledger.h"

G_BEGIN_DECLS

/**
 * TernHistoryFilter:
 * @entry: one operation
 * @data: from tern_history_load_async()
 *
 * Called on a thread of its own.
 *
 * Returns: whether it is looked for
 */
typedef gboolean (*TernHistoryFilter) (TernHistoryEntry *entry, gpointer data);

/* The ledger as people read it, and as other programs do. */
void tern_history_load_async (TernLedger *ledger,
                              TernHistoryEntry *after,
                              guint limit,
                              TernHistoryFilter filter,
                              gpointer data,
                              GDestroyNotify destroy,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
GPtrArray *tern_history_load_finish (GAsyncResult *result,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
void tern_history_save_async (TernLedger *ledger,
                              GFile *file,
                              gboolean json,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean tern_history_save_finish (GAsyncResult *result, GError **error);
char *tern_history_to_csv (GPtrArray *entries) G_GNUC_WARN_UNUSED_RESULT;
char *tern_history_to_json (GPtrArray *entries) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
