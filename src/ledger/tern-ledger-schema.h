/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* The ledger's tables. Row n of the table of migrations leads from version n to version n + 1; rows
 * that were released never change. */
const char *const *tern_ledger_schema_get_migrations (guint *count);
gboolean tern_ledger_schema_migrate (sqlite3 *database,
                                     const char *const *migrations,
                                     guint count,
                                     GError **error);
void tern_ledger_schema_set_error (GError **error, sqlite3 *database, int code, const char *what);

G_END_DECLS
