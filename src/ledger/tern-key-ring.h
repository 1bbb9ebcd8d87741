/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ledger/tern-ledger-key.h"
#include "lpa/lpa-activation-code.h"

G_BEGIN_DECLS

/**
 * TernKeyRing:
 *
 * The keys with which fingerprints of EIDs, ICCIDs and codes were and are taken: a station's own,
 * with which it writes; those of all stations, with which it recognises what any of them wrote; and
 * the one with which codes are claimed, which all have in common. A station by itself has one key
 * for all three. Never changes. Any thread. Free with tern_key_ring_unref().
 */
typedef struct _TernKeyRing TernKeyRing;

TernKeyRing *tern_key_ring_new (GBytes *own) G_GNUC_WARN_UNUSED_RESULT;
TernKeyRing *tern_key_ring_new_shared (GBytes *own,
                                       GBytes *common,
                                       GPtrArray *all) G_GNUC_WARN_UNUSED_RESULT;
TernKeyRing *tern_key_ring_ref (TernKeyRing *self);
void tern_key_ring_unref (TernKeyRing *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernKeyRing, tern_key_ring_unref)

GBytes *tern_key_ring_get_own (TernKeyRing *self);
GBytes *tern_key_ring_mark (TernKeyRing *self,
                            TernLedgerMark mark,
                            const char *text) G_GNUC_WARN_UNUSED_RESULT;
GBytes *tern_key_ring_mark_common (TernKeyRing *self,
                                   TernLedgerMark mark,
                                   const char *text) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *tern_key_ring_marks (TernKeyRing *self,
                                TernLedgerMark mark,
                                const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *tern_key_ring_dup_code_text (const LpaActivationCode *code) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
