/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ledger/tern-claims.h"
#include "ledger/tern-key-ring.h"
#include "ledger/tern-ledger.h"
#include "ledger/tern-share.h"

G_BEGIN_DECLS

/* What the parts of the ledger need of each other. */
gboolean tern_ledger_prepare_file (const char *path, GError **error);
char *tern_ledger_dup_key_path (const char *path) G_GNUC_WARN_UNUSED_RESULT;
gint64 tern_ledger_count_finished_elsewhere (TernLedger *self);
TernStore *tern_ledger_get_own_store (TernLedger *self);
TernKeyRing *tern_ledger_get_own_keys (TernLedger *self);
TernShare *tern_ledger_get_share (TernLedger *self);
TernClaims *tern_ledger_get_claims (TernLedger *self);
gboolean tern_ledger_are_codes_forbidden (TernLedger *self);
gboolean tern_ledger_finish_own (TernLedger *self,
                                 TernStoreWork work,
                                 gpointer data,
                                 GError **error);
void tern_ledger_journal_iface_init (LpaJournalInterface *iface);

G_END_DECLS
