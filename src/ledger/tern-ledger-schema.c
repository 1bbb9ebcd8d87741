/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-ledger-schema.h"

#include "ledger/tern-ledger.h"

static const char *const migrations_of_ledger[] = {
  /* 0 to 1. Kinds, outcomes and steps are nicks; times are microseconds since 1970, UTC. */
  "CREATE TABLE key ("
  "  fingerprint BLOB NOT NULL"
  ");"
  "CREATE TABLE operation ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  began INTEGER NOT NULL,"
  "  changed INTEGER NOT NULL,"
  "  kind TEXT NOT NULL,"
  "  outcome TEXT NOT NULL,"
  "  step TEXT,"
  "  card BLOB NOT NULL,"
  "  card_end TEXT NOT NULL,"
  "  profile BLOB,"
  "  profile_end TEXT,"
  "  profile_name TEXT,"
  "  server TEXT,"
  "  code BLOB,"
  "  transaction_id BLOB,"
  "  error TEXT"
  ");"
  "CREATE INDEX operation_by_card ON operation (card) WHERE outcome = 'open';"
  "CREATE INDEX operation_by_code ON operation (code) WHERE code IS NOT NULL;",
  /* 1 to 2. When each step was begun. */
  "CREATE TABLE step ("
  "  operation INTEGER NOT NULL,"
  "  step TEXT NOT NULL,"
  "  began INTEGER NOT NULL"
  ");"
  "CREATE INDEX step_by_operation ON step (operation);"
  "CREATE TRIGGER first_step AFTER INSERT ON operation WHEN NEW.step IS NOT NULL BEGIN"
  "  INSERT INTO step VALUES (NEW.id, NEW.step, NEW.changed);"
  "END;"
  "CREATE TRIGGER next_step AFTER UPDATE OF step ON operation"
  "  WHEN NEW.step IS NOT NULL AND NEW.step IS NOT OLD.step BEGIN"
  "  INSERT INTO step VALUES (NEW.id, NEW.step, NEW.changed);"
  "END;",
};

/**
 * tern_ledger_schema_set_error:
 * @error: return location for the error
 * @database: where it happened
 * @code: the #TernLedgerError where SQLite does not say that the file is damaged
 * @what: what was being done, for the log
 *
 * Turns the last error of @database into a #TernLedgerError.
 */
void
tern_ledger_schema_set_error (GError **error, sqlite3 *database, int code, const char *what)
{
  int primary = sqlite3_errcode (database) & 0xFF;
  gboolean damaged = primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB;

  g_set_error (error, TERN_LEDGER_ERROR, damaged ? TERN_LEDGER_ERROR_CORRUPT : code,
               "Cannot %s the ledger: %s", what, sqlite3_errmsg (database));
}

static gboolean
get_version (sqlite3 *database, guint *version, GError **error)
{
  sqlite3_stmt *statement = NULL;
  gboolean found;

  found = sqlite3_prepare_v2 (database, "PRAGMA user_version", -1, &statement, NULL) == SQLITE_OK &&
          sqlite3_step (statement) == SQLITE_ROW;
  if (found)
    *version = (guint) sqlite3_column_int (statement, 0);
  else
    tern_ledger_schema_set_error (error, database, TERN_LEDGER_ERROR_OPEN, "read");
  sqlite3_finalize (statement);

  return found;
}

static gboolean
run (sqlite3 *database, const char *sql, GError **error)
{
  if (sqlite3_exec (database, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;

  tern_ledger_schema_set_error (error, database, TERN_LEDGER_ERROR_OPEN, "prepare");
  return FALSE;
}

static gboolean
apply (sqlite3 *database, const char *const *migrations, guint version, guint count, GError **error)
{
  g_autofree char *set_version = g_strdup_printf ("PRAGMA user_version = %u", count);

  for (guint i = version; i < count; i++)
    if (!run (database, migrations[i], error))
      return FALSE;

  return run (database, set_version, error);
}

static gboolean
migrate_in_transaction (sqlite3 *database,
                        const char *const *migrations,
                        guint count,
                        GError **error)
{
  guint version;

  if (!get_version (database, &version, error))
    return FALSE;

  if (version > count)
    {
      g_set_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_NEWER,
                   "The ledger was written by a later version of Tern (%u, this one knows %u)",
                   version, count);
      return FALSE;
    }

  return version == count || apply (database, migrations, version, count, error);
}

/**
 * tern_ledger_schema_migrate:
 * @database: an open database, outside a transaction
 * @migrations: (array length=count): SQL that leads from version i to version i + 1
 * @count: the version to reach
 * @error: return location for an error
 *
 * Brings the tables up to date in one transaction: all of it happens or none. When another program
 * is at it this one waits and then finds it done.
 *
 * Returns: %FALSE with %TERN_LEDGER_ERROR_OPEN, %TERN_LEDGER_ERROR_NEWER or
 * %TERN_LEDGER_ERROR_CORRUPT
 */
gboolean
tern_ledger_schema_migrate (sqlite3 *database,
                            const char *const *migrations,
                            guint count,
                            GError **error)
{
  guint version;

  if (!get_version (database, &version, error))
    return FALSE;
  if (version == count)
    return TRUE;

  if (!run (database, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (!migrate_in_transaction (database, migrations, count, error) ||
      !run (database, "COMMIT", error))
    {
      sqlite3_exec (database, "ROLLBACK", NULL, NULL, NULL);
      return FALSE;
    }

  return TRUE;
}

/**
 * tern_ledger_schema_get_migrations:
 * @count: (out): their number, which is the newest version
 *
 * Returns: (array length=count) (transfer none): the ledger's own migrations
 */
const char *const *
tern_ledger_schema_get_migrations (guint *count)
{
  *count = G_N_ELEMENTS (migrations_of_ledger);

  return migrations_of_ledger;
}
