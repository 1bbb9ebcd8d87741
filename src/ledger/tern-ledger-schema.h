/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ledger/tern-store.h"

G_BEGIN_DECLS

/**
 * TernMigration:
 * @both: SQL for every kind of store
 * @sqlite: (nullable): what only a #TernSqliteStore needs, afterwards
 * @postgres: (nullable): what only a #TernPostgresStore needs, afterwards
 *
 * Leads from one version of the tables to the next.
 */
typedef struct
{
  const char *both;
  const char *sqlite;
  const char *postgres;
} TernMigration;

/* The ledger's tables. Row n of the table of migrations leads from version n to version n + 1; rows
 * that were released never change. */
const TernMigration *tern_ledger_schema_get_migrations (guint *count);
gboolean tern_ledger_schema_migrate (TernStore *store,
                                     const TernMigration *migrations,
                                     guint count,
                                     GError **error);

G_END_DECLS
