/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ledger/tern-ledger.h"
#include "orders/tern-order-judge.h"
#include "orders/tern-order-record.h"

G_BEGIN_DECLS

/* What the journal knows of a row's code: what was done with it before it came in this file, and
 * since a card was given it. Blocks; any thread. Errors are of %TERN_LEDGER_ERROR. */
gboolean tern_order_past_find_use (TernLedger *ledger,
                                   const LpaActivationCode *code,
                                   TernOrderReason *reason,
                                   GError **error);
gboolean tern_order_past_find_since (TernLedger *ledger,
                                     const LpaActivationCode *code,
                                     GDateTime *since,
                                     const char *station,
                                     TernHistoryEntry **use,
                                     GError **error);
TernOrderVerdict tern_order_past_judge (TernHistoryEntry *use, TernOrderRecord *record);

G_END_DECLS
