/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ledger/tern-key-ring.h"
#include "ledger/tern-store.h"

G_BEGIN_DECLS

/* Which key a ledger's file is written with, and which ledger of all in the world it is. */
gboolean tern_ledger_identity_check_key (TernStore *store, TernKeyRing *keys, GError **error);
char *tern_ledger_identity_load_origin (TernStore *store,
                                        TernKeyRing *keys,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
