/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-ledger-schema.h"

#include "ledger/tern-ledger.h"

typedef sqlite3 Database;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Database, sqlite3_close)

/* Migrations of the test's own, to try the machinery with more than one step. */
static const char *const migrations[] = {
  "CREATE TABLE card (eid TEXT)",
  "ALTER TABLE card ADD COLUMN seen INTEGER NOT NULL DEFAULT 7; CREATE INDEX by_eid ON card (eid)",
  "CREATE TABLE reader (name TEXT); INSERT INTO reader SELECT 'of ' || eid FROM card",
};

/* What a program of that version left behind. */
static const char *const fixtures[] = {
  "PRAGMA user_version = 0",
  "CREATE TABLE card (eid TEXT); INSERT INTO card VALUES ('one'); PRAGMA user_version = 1",
  "CREATE TABLE card (eid TEXT, seen INTEGER NOT NULL DEFAULT 7); CREATE INDEX by_eid ON card "
  "(eid);"
  "INSERT INTO card VALUES ('one', 3); PRAGMA user_version = 2",
};

/* The same for the ledger itself. A new migration comes with the fixture of the version before it.
 */
static const char *const ledger_fixtures[] = {
  "PRAGMA user_version = 0",
  "CREATE TABLE key (fingerprint BLOB NOT NULL);"
  "CREATE TABLE operation (id INTEGER PRIMARY KEY AUTOINCREMENT, began INTEGER NOT NULL,"
  "  changed INTEGER NOT NULL, kind TEXT NOT NULL, outcome TEXT NOT NULL, step TEXT,"
  "  card BLOB NOT NULL, card_end TEXT NOT NULL, profile BLOB, profile_end TEXT,"
  "  profile_name TEXT, server TEXT, code BLOB, transaction_id BLOB, error TEXT);"
  "CREATE INDEX operation_by_card ON operation (card) WHERE outcome = 'open';"
  "CREATE INDEX operation_by_code ON operation (code) WHERE code IS NOT NULL;"
  "PRAGMA user_version = 1",
};

static Database *
open_with (const char *sql)
{
  Database *database = NULL;

  g_assert_cmpint (sqlite3_open (":memory:", &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, sql, NULL, NULL, NULL), ==, SQLITE_OK);

  return database;
}

static int
query_integer (Database *database, const char *sql)
{
  sqlite3_stmt *statement = NULL;
  int value;

  g_assert_cmpint (sqlite3_prepare_v2 (database, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  value = sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);

  return value;
}

static void
test_from_every_version (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixtures); i++)
    {
      g_autoptr (Database) database = open_with (fixtures[i]);
      g_autoptr (GError) error = NULL;

      g_assert_true (
          tern_ledger_schema_migrate (database, migrations, G_N_ELEMENTS (migrations), &error));
      g_assert_no_error (error);
      g_assert_cmpint (query_integer (database, "PRAGMA user_version"), ==, 3);
      g_assert_cmpint (query_integer (database, "SELECT count(*) FROM card WHERE seen > 0"), ==,
                       i == 0 ? 0 : 1);
      g_assert_cmpint (
          query_integer (database, "SELECT count(*) FROM reader WHERE name = 'of one'"), ==,
          i == 0 ? 0 : 1);
    }
}

static void
test_ledger_from_every_version (void)
{
  guint count;
  const char *const *own = tern_ledger_schema_get_migrations (&count);

  g_assert_cmpuint (count, ==, G_N_ELEMENTS (ledger_fixtures));
  for (guint i = 0; i < count; i++)
    {
      g_autoptr (Database) database = open_with (ledger_fixtures[i]);
      g_autoptr (GError) error = NULL;

      g_assert_true (tern_ledger_schema_migrate (database, own, count, &error));
      g_assert_no_error (error);
      g_assert_cmpint (query_integer (database, "PRAGMA user_version"), ==, (int) count);
      g_assert_cmpint (query_integer (database, "SELECT count(*) FROM operation"), ==, 0);
      g_assert_true (tern_ledger_schema_migrate (database, own, count, &error));
    }
}

static void
test_failure_changes_nothing (void)
{
  static const char *const broken[] = { "CREATE TABLE card (eid TEXT)",
                                        "CREATE TABLE other (x); INSERT INTO nowhere VALUES (1)" };
  g_autoptr (Database) database = open_with ("PRAGMA user_version = 0");
  g_autoptr (GError) error = NULL;

  g_assert_false (tern_ledger_schema_migrate (database, broken, G_N_ELEMENTS (broken), &error));
  g_assert_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_OPEN);
  g_assert_cmpint (query_integer (database, "PRAGMA user_version"), ==, 0);
  g_assert_cmpint (query_integer (database, "SELECT count(*) FROM sqlite_schema"), ==, 0);
}

static void
test_newer_is_left_alone (void)
{
  g_autoptr (Database) database = open_with ("PRAGMA user_version = 4");
  g_autoptr (GError) error = NULL;

  g_assert_false (
      tern_ledger_schema_migrate (database, migrations, G_N_ELEMENTS (migrations), &error));
  g_assert_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_NEWER);
  g_assert_cmpint (query_integer (database, "PRAGMA user_version"), ==, 4);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ledger-schema/from-every-version", test_from_every_version);
  g_test_add_func ("/ledger-schema/ledger-from-every-version", test_ledger_from_every_version);
  g_test_add_func ("/ledger-schema/failure-changes-nothing", test_failure_changes_nothing);
  g_test_add_func ("/ledger-schema/newer-is-left-alone", test_newer_is_left_alone);

  return g_test_run ();
}
