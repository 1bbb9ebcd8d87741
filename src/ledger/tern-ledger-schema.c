/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-ledger-schema.h"

#include "ledger/tern-sqlite-store.h"
#include "lpa/lpa-error.h"

static const TernMigration migrations_of_ledger[] = {
  /* 0 to 1. Kinds, outcomes and steps are nicks; times are microseconds since 1970, UTC. */
  {
      .both = "CREATE TABLE key ("
              "  fingerprint {BYTES} NOT NULL"
              ");"
              "CREATE TABLE operation ("
              "  id {ID},"
              "  began BIGINT NOT NULL,"
              "  changed BIGINT NOT NULL,"
              "  kind TEXT NOT NULL,"
              "  outcome TEXT NOT NULL,"
              "  step TEXT,"
              "  card {BYTES} NOT NULL,"
              "  card_end TEXT NOT NULL,"
              "  profile {BYTES},"
              "  profile_end TEXT,"
              "  profile_name TEXT,"
              "  server TEXT,"
              "  code {BYTES},"
              "  transaction_id {BYTES},"
              "  error TEXT"
              ");"
              "CREATE INDEX operation_by_card ON operation (card) WHERE outcome = 'open';"
              "CREATE INDEX operation_by_code ON operation (code) WHERE code IS NOT NULL;",
  },
  /* 1 to 2. When each step was begun. */
  {
      .both = "CREATE TABLE step ("
              "  operation BIGINT NOT NULL,"
              "  step TEXT NOT NULL,"
              "  began BIGINT NOT NULL"
              ");"
              "CREATE INDEX step_by_operation ON step (operation);",
      .sqlite = "CREATE TRIGGER first_step AFTER INSERT ON operation WHEN NEW.step IS NOT NULL "
                "BEGIN"
                "  INSERT INTO step VALUES (NEW.id, NEW.step, NEW.changed);"
                "END;"
                "CREATE TRIGGER next_step AFTER UPDATE OF step ON operation"
                "  WHEN NEW.step IS NOT NULL AND NEW.step IS NOT OLD.step BEGIN"
                "  INSERT INTO step VALUES (NEW.id, NEW.step, NEW.changed);"
                "END;",
  },
  /*
   * 2 to 3. Stations that share a ledger. In a station's own file `revision` counts what was
   * written and `sent` says what the shared ledger has of it; there, `origin` and `origin_id` say
   * whose row it is. Every station's key is there, so that each recognises what any of them wrote.
   */
  {
      .both = "ALTER TABLE operation ADD COLUMN station TEXT;"
              "ALTER TABLE operation ADD COLUMN origin TEXT;"
              "ALTER TABLE operation ADD COLUMN origin_id BIGINT;"
              "ALTER TABLE operation ADD COLUMN revision BIGINT NOT NULL DEFAULT 1;"
              "ALTER TABLE operation ADD COLUMN sent BIGINT NOT NULL DEFAULT 0;"
              "CREATE UNIQUE INDEX operation_by_origin ON operation (origin, origin_id);"
              "CREATE INDEX operation_by_time ON operation (began, id);"
              "CREATE INDEX operation_unsent ON operation (id) WHERE sent < revision;"
              "CREATE TABLE ledger ("
              "  name TEXT NOT NULL,"
              "  shared_with TEXT,"
              "  claim_key {BYTES}"
              ");"
              "CREATE TABLE station ("
              "  id {ID},"
              "  origin TEXT NOT NULL UNIQUE,"
              "  name TEXT NOT NULL,"
              "  key {BYTES} NOT NULL,"
              "  seen BIGINT NOT NULL"
              ");"
              "CREATE TABLE claim ("
              "  code {BYTES} PRIMARY KEY,"
              "  origin TEXT NOT NULL,"
              "  origin_id BIGINT NOT NULL,"
              "  station TEXT NOT NULL,"
              "  claimed BIGINT NOT NULL"
              ");"
              "CREATE INDEX claim_by_origin ON claim (origin, origin_id);",
      .sqlite = "DROP TRIGGER first_step;"
                "DROP TRIGGER next_step;",
  },
  /*
   * 3 to 4. Orders. A file of codes is known by a fingerprint of its bytes; the codes themselves
   * stay in the file. `run` is the program that works at a row, `bound` says that the server has
   * given the profile to the card, so that no other can have it. EID and ICCID, which the seller's
   * file is to be completed with, are sealed. The last index makes the database itself refuse a
   * code in two places at once.
   */
  {
      .both = "CREATE TABLE order_file ("
              "  id {ID},"
              "  began BIGINT NOT NULL,"
              "  digest {BYTES} NOT NULL UNIQUE,"
              "  name TEXT NOT NULL,"
              "  path TEXT NOT NULL,"
              "  n_rows BIGINT NOT NULL,"
              "  meanings TEXT NOT NULL"
              ");"
              "CREATE TABLE order_run ("
              "  id {ID},"
              "  began BIGINT NOT NULL,"
              "  origin TEXT NOT NULL,"
              "  station TEXT NOT NULL"
              ");"
              "CREATE TABLE order_row ("
              "  order_file BIGINT NOT NULL,"
              "  number BIGINT NOT NULL,"
              "  code {BYTES},"
              "  target {BYTES},"
              "  state TEXT NOT NULL,"
              "  reason TEXT,"
              "  tries BIGINT NOT NULL DEFAULT 0,"
              "  run BIGINT,"
              "  claimed BIGINT NOT NULL DEFAULT 0,"
              "  bound BIGINT NOT NULL DEFAULT 0,"
              "  card {BYTES},"
              "  eid {BYTES},"
              "  profile {BYTES},"
              "  iccid {BYTES},"
              "  profile_name TEXT,"
              "  error TEXT,"
              "  changed BIGINT NOT NULL,"
              "  PRIMARY KEY (order_file, number)"
              ");"
              "CREATE INDEX order_row_by_state ON order_row (order_file, state, tries, number);"
              "CREATE INDEX order_row_by_code ON order_row (code) WHERE code IS NOT NULL;"
              "CREATE INDEX order_row_by_card ON order_row (card) WHERE card IS NOT NULL;"
              "CREATE INDEX order_row_by_target ON order_row (target) WHERE target IS NOT NULL;"
              "CREATE INDEX order_row_by_run ON order_row (run) WHERE state = 'claimed';"
              "CREATE INDEX order_row_by_time ON order_row (order_file, changed);"
              "CREATE UNIQUE INDEX order_row_once ON order_row (code)"
              "  WHERE state IN ('claimed', 'uncertain', 'installed', 'done');"
              "CREATE TABLE order_layout ("
              "  headings TEXT PRIMARY KEY,"
              "  meanings TEXT NOT NULL"
              ");",
  },
};

static gboolean
apply (TernStore *store, const TernMigration *migration, GError **error)
{
  const char *own = TERN_IS_SQLITE_STORE (store) ? migration->sqlite : migration->postgres;

  return tern_store_run_script (store, migration->both, error) &&
         (own == NULL || tern_store_run_script (store, own, error));
}

typedef struct
{
  const TernMigration *migrations;
  guint count;
} Migrating;

static gboolean
migrate_in_transaction (TernStore *store, gpointer data, GError **error)
{
  const Migrating *migrating = data;
  guint version;

  if (!tern_store_get_version (store, &version, error))
    return FALSE;
  if (version > migrating->count)
    {
      lpa_error_set (error, LPA_JOURNAL_ERROR, LPA_JOURNAL_ERROR_NEWER, NULL,
                     "The ledger was written by a later version of Tern (%u, this one knows %u)",
                     version, migrating->count);
      return FALSE;
    }

  for (guint i = version; i < migrating->count; i++)
    if (!apply (store, &migrating->migrations[i], error))
      return FALSE;
  return version == migrating->count || tern_store_set_version (store, migrating->count, error);
}

/**
 * tern_ledger_schema_migrate:
 * @store: a store, outside a transaction
 * @migrations: (array length=count): what leads from version i to version i + 1
 * @count: the version to reach
 * @error: return location for an error
 *
 * Brings the tables up to date in one transaction: all of it happens or none. When another program
 * is at it this one waits and then finds it done.
 *
 * Returns: %FALSE with %TERN_LEDGER_ERROR_OPEN, %LPA_JOURNAL_ERROR_NEWER,
 * %TERN_LEDGER_ERROR_CORRUPT or %TERN_LEDGER_ERROR_AWAY
 */
gboolean
tern_ledger_schema_migrate (TernStore *store,
                            const TernMigration *migrations,
                            guint count,
                            GError **error)
{
  Migrating migrating = { .migrations = migrations, .count = count };
  GError *local_error = NULL;
  guint version;

  if (!tern_store_get_version (store, &version, error))
    return FALSE;
  if (version == count ||
      tern_store_transact (store, migrate_in_transaction, &migrating, &local_error))
    return TRUE;

  if (g_error_matches (local_error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_WRITE))
    local_error->code = TERN_LEDGER_ERROR_OPEN;
  g_propagate_error (error, local_error);
  return FALSE;
}

/**
 * tern_ledger_schema_get_migrations:
 * @count: (out): their number, which is the newest version
 *
 * Returns: (array length=count) (transfer none): the ledger's own migrations
 */
const TernMigration *
tern_ledger_schema_get_migrations (guint *count)
{
  *count = G_N_ELEMENTS (migrations_of_ledger);

  return migrations_of_ledger;
}
