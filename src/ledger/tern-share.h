/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ledger/tern-key-ring.h"
#include "ledger/tern-postgres-place.h"
#include "ledger/tern-store.h"

G_BEGIN_DECLS

/**
 * TernShare:
 *
 * A station among others that share a ledger. What a station does is written into its own file
 * first, which alone says what it owes; from there it is copied into the shared ledger, as often as
 * it takes, each row under the station's own number for it. Only one thing is asked of the shared
 * ledger before it is done: whose a code is. It belongs to the station that was first to use it,
 * and is given back when nothing was done with it.
 *
 * Any thread; blocks. Free with tern_share_free().
 */
typedef struct _TernShare TernShare;

TernShare *tern_share_new (TernStore *own,
                           GBytes *own_key,
                           const char *origin,
                           const TernPostgresPlace *place,
                           const char *station) G_GNUC_WARN_UNUSED_RESULT;
void tern_share_free (TernShare *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernShare, tern_share_free)
gboolean tern_share_join (TernShare *self, GError **error);
TernStore *tern_share_get_store (TernShare *self);
const char *tern_share_get_station (TernShare *self);
TernKeyRing *tern_share_dup_keys (TernShare *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_share_claim (TernShare *self,
                           const LpaActivationCode *code,
                           gint64 operation,
                           GError **error);
gboolean tern_share_take_over (TernShare *self, const LpaActivationCode *code, GError **error);
gboolean tern_share_give_back (TernShare *self, const LpaActivationCode *code, GError **error);
GPtrArray *tern_share_find_code (TernShare *self,
                                 const LpaActivationCode *code,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
gint64 tern_share_look (TernShare *self);
void tern_share_send (TernShare *self);
gboolean tern_share_await_sent (TernShare *self, gint64 microseconds);

G_END_DECLS
