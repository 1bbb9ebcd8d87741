/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-ledger-schema.h"

#include "ledger/tern-sqlite-store.h"
#include "lpa/lpa-error.h"

/* Migrations of the test's own, to try the machinery with more than one step. */
static const TernMigration migrations[] = {
  { .both = "CREATE TABLE card (eid TEXT)" },
  { .both = "ALTER TABLE card ADD COLUMN seen INTEGER NOT NULL DEFAULT 7;"
            "CREATE INDEX by_eid ON card (eid)" },
  { .both = "CREATE TABLE reader (id {ID}, name TEXT, mark {BYTES})",
    .sqlite = "INSERT INTO reader (name) SELECT 'of ' || eid FROM card",
    .postgres = "INSERT INTO reader (name) SELECT 'of ' || eid FROM card" },
};

/* What a program of that version left behind. */
static const char *const fixtures[] = {
  "PRAGMA user_version = 0",
  "CREATE TABLE card (eid TEXT); INSERT INTO card VALUES ('one'); PRAGMA user_version = 1",
  "CREATE TABLE card (eid TEXT, seen INTEGER NOT NULL DEFAULT 7); CREATE INDEX by_eid ON card "
  "(eid);"
  "INSERT INTO card VALUES ('one', 3); PRAGMA user_version = 2",
};

#define OPERATION_OF_1                                                                    \
  "CREATE TABLE key (fingerprint BLOB NOT NULL);"                                         \
  "CREATE TABLE operation (id INTEGER PRIMARY KEY AUTOINCREMENT, began INTEGER NOT NULL," \
  "  changed INTEGER NOT NULL, kind TEXT NOT NULL, outcome TEXT NOT NULL, step TEXT,"     \
  "  card BLOB NOT NULL, card_end TEXT NOT NULL, profile BLOB, profile_end TEXT,"         \
  "  profile_name TEXT, server TEXT, code BLOB, transaction_id BLOB, error TEXT);"        \
  "CREATE INDEX operation_by_card ON operation (card) WHERE outcome = 'open';"            \
  "CREATE INDEX operation_by_code ON operation (code) WHERE code IS NOT NULL;"
#define STEP_OF_2                                                                               \
  "CREATE TABLE step (operation INTEGER NOT NULL, step TEXT NOT NULL, began INTEGER NOT NULL);" \
  "CREATE INDEX step_by_operation ON step (operation);"                                         \
  "CREATE TRIGGER first_step AFTER INSERT ON operation WHEN NEW.step IS NOT NULL BEGIN"         \
  "  INSERT INTO step VALUES (NEW.id, NEW.step, NEW.changed); END;"                             \
  "CREATE TRIGGER next_step AFTER UPDATE OF step ON operation"                                  \
  "  WHEN NEW.step IS NOT NULL AND NEW.step IS NOT OLD.step BEGIN"                              \
  "  INSERT INTO step VALUES (NEW.id, NEW.step, NEW.changed); END;"
#define OPERATION_OF_3                                                        \
  OPERATION_OF_1                                                              \
  "ALTER TABLE operation ADD COLUMN station TEXT;"                            \
  "ALTER TABLE operation ADD COLUMN origin TEXT;"                             \
  "ALTER TABLE operation ADD COLUMN origin_id INTEGER;"                       \
  "ALTER TABLE operation ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;"     \
  "ALTER TABLE operation ADD COLUMN sent INTEGER NOT NULL DEFAULT 0;"         \
  "CREATE UNIQUE INDEX operation_by_origin ON operation (origin, origin_id);" \
  "CREATE INDEX operation_by_time ON operation (began, id);"                  \
  "CREATE INDEX operation_unsent ON operation (id) WHERE sent < revision;"
#define STEP_OF_3                                                                               \
  "CREATE TABLE step (operation INTEGER NOT NULL, step TEXT NOT NULL, began INTEGER NOT NULL);" \
  "CREATE INDEX step_by_operation ON step (operation);"
#define STATIONS_OF_3                                                                        \
  "CREATE TABLE ledger (name TEXT NOT NULL, shared_with TEXT, claim_key BLOB);"              \
  "CREATE TABLE station (id INTEGER PRIMARY KEY AUTOINCREMENT, origin TEXT NOT NULL UNIQUE," \
  "  name TEXT NOT NULL, key BLOB NOT NULL, seen INTEGER NOT NULL);"                         \
  "CREATE TABLE claim (code BLOB PRIMARY KEY, origin TEXT NOT NULL,"                         \
  "  origin_id INTEGER NOT NULL, station TEXT NOT NULL, claimed INTEGER NOT NULL);"          \
  "CREATE INDEX claim_by_origin ON claim (origin, origin_id);"
#define ROW                                                                      \
  "INSERT INTO operation (began, changed, kind, outcome, step, card, card_end) " \
  "VALUES (1, 2, 'download', 'open', 'code', x'00', '…1234');"

/* The same for the ledger itself, as SQLite has it. A new migration comes with the fixture of the
 * version before it. */
static const char *const ledger_fixtures[] = {
  "PRAGMA user_version = 0",
  OPERATION_OF_1 ROW "PRAGMA user_version = 1",
  OPERATION_OF_1 STEP_OF_2 ROW "PRAGMA user_version = 2",
  OPERATION_OF_3 STEP_OF_3 STATIONS_OF_3 ROW "INSERT INTO step VALUES (1, 'code', 2);"
                                             "PRAGMA user_version = 3",
};

static TernStore *
open_with (const char *sql)
{
  g_autoptr (GError) error = NULL;
  TernStore *store = tern_sqlite_store_open (":memory:", &error);

  g_assert_no_error (error);
  g_assert_true (tern_store_run_script (store, sql, &error));
  g_assert_no_error (error);

  return store;
}

static gint64
query_integer (TernStore *store, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TernRows) rows = tern_store_query (store, sql, TERN_NO_VALUES, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (tern_rows_get_length (rows), ==, 1);

  return tern_rows_get_integer (rows, 0, 0);
}

static void
test_from_every_version (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixtures); i++)
    {
      g_autoptr (TernStore) store = open_with (fixtures[i]);
      g_autoptr (GError) error = NULL;

      g_assert_true (
          tern_ledger_schema_migrate (store, migrations, G_N_ELEMENTS (migrations), &error));
      g_assert_no_error (error);
      g_assert_cmpint (query_integer (store, "PRAGMA user_version"), ==, 3);
      g_assert_cmpint (query_integer (store, "SELECT count(*) FROM card WHERE seen > 0"), ==,
                       i == 0 ? 0 : 1);
      g_assert_cmpint (query_integer (store, "SELECT count(*) FROM reader WHERE name = 'of one'"),
                       ==, i == 0 ? 0 : 1);
    }
}

/* What was written before is there afterwards, and will be sent to a shared ledger. */
static void
test_ledger_from_every_version (void)
{
  guint count;
  const TernMigration *own = tern_ledger_schema_get_migrations (&count);

  g_assert_cmpuint (count, ==, G_N_ELEMENTS (ledger_fixtures));
  for (guint i = 0; i < count; i++)
    {
      g_autoptr (TernStore) store = open_with (ledger_fixtures[i]);
      g_autoptr (GError) error = NULL;

      g_assert_true (tern_ledger_schema_migrate (store, own, count, &error));
      g_assert_no_error (error);
      g_assert_cmpint (query_integer (store, "PRAGMA user_version"), ==, (int) count);
      g_assert_cmpint (query_integer (store, "SELECT count(*) FROM operation WHERE sent < revision"
                                             "  AND kind = 'download' AND step = 'code'"),
                       ==, i == 0 ? 0 : 1);
      g_assert_cmpint (query_integer (store, "SELECT count(*) FROM step"), ==, i < 2 ? 0 : 1);
      g_assert_true (tern_ledger_schema_migrate (store, own, count, &error));
    }
}

static void
test_failure_changes_nothing (void)
{
  static const TernMigration broken[] = {
    { .both = "CREATE TABLE card (eid TEXT)" },
    { .both = "CREATE TABLE other (x TEXT); INSERT INTO nowhere VALUES (1)" },
  };
  g_autoptr (TernStore) store = open_with ("PRAGMA user_version = 0");
  g_autoptr (GError) error = NULL;

  g_assert_false (tern_ledger_schema_migrate (store, broken, G_N_ELEMENTS (broken), &error));
  g_assert_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_OPEN);
  g_assert_cmpint (query_integer (store, "PRAGMA user_version"), ==, 0);
  g_assert_cmpint (query_integer (store, "SELECT count(*) FROM sqlite_schema"), ==, 0);
}

static void
test_newer_is_left_alone (void)
{
  g_autoptr (TernStore) store = open_with ("PRAGMA user_version = 4");
  g_autoptr (GError) error = NULL;

  g_assert_false (
      tern_ledger_schema_migrate (store, migrations, G_N_ELEMENTS (migrations), &error));
  g_assert_error (error, LPA_JOURNAL_ERROR, LPA_JOURNAL_ERROR_NEWER);
  g_assert_cmpint (query_integer (store, "PRAGMA user_version"), ==, 4);
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
