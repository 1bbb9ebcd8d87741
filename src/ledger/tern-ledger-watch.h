/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ledger/tern-ledger.h"

G_BEGIN_DECLS

/**
 * TernLedgerWatch:
 *
 * Tells what other programs write into a ledger's file, and other stations into a shared one: emits
 * its signals. Main thread.
 */
typedef struct _TernLedgerWatch TernLedgerWatch;

TernLedgerWatch *tern_ledger_watch_new (TernLedger *ledger,
                                        const char *path) G_GNUC_WARN_UNUSED_RESULT;
void tern_ledger_watch_free (TernLedgerWatch *self);

G_END_DECLS
