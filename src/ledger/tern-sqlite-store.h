/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ledger/tern-store.h"

G_BEGIN_DECLS

#define TERN_TYPE_SQLITE_STORE (tern_sqlite_store_get_type ())
G_DECLARE_FINAL_TYPE (TernSqliteStore, tern_sqlite_store, TERN, SQLITE_STORE, TernStore)

/* A store in a file of SQLite, in WAL mode: what is committed survives the loss of power, and
 * several programs may have it open. */
TernStore *tern_sqlite_store_open (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_sqlite_store_check (TernSqliteStore *self, GError **error);

G_END_DECLS
