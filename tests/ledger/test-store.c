/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>

#include "ledger/tern-ledger-schema.h"
#include "ledger/tern-postgres-store.h"
#include "ledger/tern-sqlite-store.h"
#include "lpa/lpa-error.h"
#include "pg-server.h"

/* What both kinds of store have to do alike, and what only the one with a connection can. */

static PgServer *server;

static TernStore *
open_sqlite (void)
{
  g_autoptr (GError) error = NULL;
  TernStore *store = tern_sqlite_store_open (":memory:", &error);

  g_assert_no_error (error);
  return store;
}

static TernStore *
open_postgres_again (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TernPostgresPlace) place =
      tern_postgres_place_new (pg_server_get_connection (server), NULL, &error);

  g_assert_no_error (error);
  return tern_postgres_store_new (place, NULL, NULL);
}

static TernStore *
open_postgres (void)
{
  pg_server_run (server, "DROP SCHEMA IF EXISTS tern CASCADE");
  return open_postgres_again ();
}

typedef TernStore *(*Open) (void);

static void
run (TernStore *store, const char *sql)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tern_store_run (store, sql, TERN_NO_VALUES, NULL, &error));
  g_assert_no_error (error);
}

static gint64
ask (TernStore *store, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TernRows) rows = tern_store_query (store, sql, TERN_NO_VALUES, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (tern_rows_get_length (rows), ==, 1);
  return tern_rows_get_integer (rows, 0, 0);
}

/* Every kind of value goes in and comes out, in whatever order a statement names them. */
static void
test_values (gconstpointer open)
{
  g_autoptr (TernStore) store = ((Open) open) ();
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\x00'\\\xFF", 4);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) found = NULL;
  g_autoptr (GBytes) nothing = NULL;
  g_autoptr (TernRows) rows = NULL;
  g_autoptr (GError) error = NULL;
  guint64 changed;

  run (store, "CREATE TABLE thing (id {ID}, number BIGINT, text TEXT, bytes {BYTES})");
  g_assert_true (tern_store_run (
      store, "INSERT INTO thing (bytes, text, number) VALUES ($3, $2, $1), ($4, $5, $1)",
      TERN_VALUES (TERN_INTEGER (G_MININT64), TERN_TEXT ("it’s “so”; --"), TERN_BYTES (bytes),
                   TERN_BYTES (NULL), TERN_TEXT (NULL)),
      &changed, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (changed, ==, 2);
  rows = tern_store_query (store,
                           "INSERT INTO thing (number, bytes) VALUES ($2, $1) "
                           "RETURNING id, number, bytes",
                           TERN_VALUES (TERN_BYTES (empty), TERN_INTEGER (-1)), &error);
  g_assert_no_error (error);
  g_assert_cmpint (tern_rows_get_integer (rows, 0, 0), ==, 3);
  g_assert_cmpint (tern_rows_get_integer (rows, 0, 1), ==, -1);
  g_clear_pointer (&rows, tern_rows_free);

  rows = tern_store_query (store,
                           "SELECT id, number, text, bytes FROM thing "
                           "WHERE (number, id) < ($1, $2) ORDER BY id",
                           TERN_VALUES (TERN_INTEGER (0), TERN_INTEGER (0)), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tern_rows_get_length (rows), ==, 3);
  g_assert_cmpint (tern_rows_get_integer (rows, 0, 1), ==, G_MININT64);
  g_assert_cmpstr (tern_rows_get_text (rows, 0, 2), ==, "it’s “so”; --");
  found = tern_rows_dup_bytes (rows, 0, 3);
  g_assert_true (g_bytes_equal (found, bytes));
  nothing = tern_rows_dup_bytes (rows, 2, 3);
  g_assert_cmpuint (g_bytes_get_size (nothing), ==, 0);
  g_assert_null (tern_rows_get_text (rows, 1, 2));
  g_assert_true (tern_rows_is_null (rows, 1, 3));
}

static gboolean
insert_many (TernStore *store, gpointer data, GError **error)
{
  g_autofree TernValue *values = g_new (TernValue, 2 * 1000);

  for (guint i = 0; i < 1000; i++)
    {
      values[2 * i] = TERN_INTEGER (i);
      values[2 * i + 1] = TERN_TEXT ("x");
    }
  return tern_store_run_many (store, "INSERT INTO thing (number, text) VALUES ($1, $2)", values, 2,
                              1000, error);
}

static void
test_many (gconstpointer open)
{
  g_autoptr (TernStore) store = ((Open) open) ();
  g_autoptr (GError) error = NULL;

  run (store, "CREATE TABLE thing (number BIGINT UNIQUE, text TEXT)");
  g_assert_true (tern_store_transact (store, insert_many, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ask (store, "SELECT count (*) FROM thing WHERE text = 'x'"), ==, 1000);

  /* Each of them a second time: the first that fails undoes all. */
  run (store, "DELETE FROM thing WHERE number < 700");
  g_assert_false (tern_store_transact (store, insert_many, NULL, &error));
  g_assert_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_WRITE);
  g_assert_cmpint (ask (store, "SELECT count (*) FROM thing"), ==, 300);
}

static gboolean
insert_and_fail (TernStore *store, gpointer data, GError **error)
{
  run (store, "INSERT INTO thing VALUES (7)");
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "changed my mind");
  return FALSE;
}

static void
test_undone (gconstpointer open)
{
  g_autoptr (TernStore) store = ((Open) open) ();
  g_autoptr (GError) error = NULL;

  run (store, "CREATE TABLE thing (number BIGINT)");
  g_assert_false (tern_store_transact (store, insert_and_fail, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (ask (store, "SELECT count (*) FROM thing"), ==, 0);
}

static void
test_errors (gconstpointer open)
{
  g_autoptr (TernStore) store = ((Open) open) ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TernRows) rows = NULL;

  run (store, "CREATE TABLE thing (number BIGINT NOT NULL)");
  g_assert_false (
      tern_store_run (store, "INSERT INTO thing VALUES (NULL)", TERN_NO_VALUES, NULL, &error));
  g_assert_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_WRITE);
  g_clear_error (&error);
  rows = tern_store_query (store, "SELECT nothing FROM nowhere", TERN_NO_VALUES, &error);
  g_assert_null (rows);
  g_assert_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_OPEN);
  g_assert_cmpint (ask (store, "SELECT count (*) FROM thing"), ==, 0);
}

/* From each version that there was, with a row in it as that version would have written it. */
static void
test_migrations (gconstpointer open)
{
  static const char *const row =
      "INSERT INTO operation (began, changed, kind, outcome, step, card, card_end) "
      "VALUES (1, 2, 'download', 'open', 'code', '\\x00', '…1234')";
  guint count;
  const TernMigration *migrations = tern_ledger_schema_get_migrations (&count);

  for (guint from = 0; from < count; from++)
    {
      g_autoptr (TernStore) store = ((Open) open) ();
      g_autoptr (GError) error = NULL;
      guint version = 99;

      if (from > 0)
        {
          g_assert_true (tern_ledger_schema_migrate (store, migrations, from, &error));
          run (store, row);
        }
      g_assert_true (tern_ledger_schema_migrate (store, migrations, count, &error));
      g_assert_no_error (error);
      g_assert_true (tern_store_get_version (store, &version, &error));
      g_assert_cmpuint (version, ==, count);
      g_assert_cmpint (ask (store, "SELECT count (*) FROM operation WHERE sent < revision"), ==,
                       from > 0 ? 1 : 0);
      g_assert_false (tern_ledger_schema_migrate (store, migrations, count - 1, &error));
      g_assert_error (error, LPA_JOURNAL_ERROR, LPA_JOURNAL_ERROR_NEWER);
    }
}

static gpointer
migrate_in_thread (gpointer data)
{
  g_autoptr (TernStore) store = open_postgres_again ();
  g_autoptr (GError) error = NULL;
  guint count;
  const TernMigration *migrations = tern_ledger_schema_get_migrations (&count);

  g_assert_true (tern_ledger_schema_migrate (store, migrations, count, &error));
  g_assert_no_error (error);
  return NULL;
}

/* Several stations that come first at once make the tables once. */
static void
test_first_of_several (void)
{
  g_autoptr (TernStore) store = open_postgres ();
  GThread *threads[6];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("station", migrate_in_thread, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (ask (store, "SELECT count (*) FROM version"), ==, 1);
}

/* One more thing each time it is run, whatever happens on the way. */
typedef struct
{
  int kill_in_run;
  int runs;
} Killing;

static gboolean
insert_while_killed (TernStore *store, gpointer data, GError **error)
{
  Killing *killing = data;

  if (!tern_store_run (store, "INSERT INTO thing VALUES (1) ON CONFLICT DO NOTHING", TERN_NO_VALUES,
                       NULL, error))
    return FALSE;
  if (killing->runs++ == killing->kill_in_run)
    {
      pg_server_stop (server, SIGKILL);
      pg_server_start (server);
    }
  return tern_store_run (store, "INSERT INTO thing VALUES (2) ON CONFLICT DO NOTHING",
                         TERN_NO_VALUES, NULL, error);
}

/* A server that is killed and comes back is not noticed by what is done in one go. */
static void
test_comes_back (void)
{
  g_autoptr (TernStore) store = open_postgres ();
  g_autoptr (GError) error = NULL;
  Killing killing = { .kill_in_run = 0 };

  run (store, "CREATE TABLE thing (number BIGINT UNIQUE)");
  tern_store_transact (store, insert_while_killed, &killing, &error);
  g_assert_no_error (error);
  g_assert_cmpint (killing.runs, ==, 2);
  g_assert_cmpint (ask (store, "SELECT count (*) FROM thing"), ==, 2);

  pg_server_stop (server, SIGQUIT);
  pg_server_start (server);
  g_assert_cmpint (ask (store, "SELECT count (*) FROM thing"), ==, 2);
}

static gpointer
ask_in_thread (gpointer store)
{
  g_assert_cmpint (ask (store, "SELECT count (*) FROM thing"), ==, 0);
  return NULL;
}

/* Away for a moment is waited for; away for good is said, and the second time at once. */
static void
test_away (void)
{
  g_autoptr (TernStore) store = open_postgres ();
  g_autoptr (TernRows) rows = NULL;
  g_autoptr (GError) error = NULL;
  GThread *thread;
  gint64 start;

  run (store, "CREATE TABLE thing (number BIGINT UNIQUE)");
  pg_server_stop (server, SIGKILL);
  thread = g_thread_new ("asking", ask_in_thread, store);
  g_usleep (100 * 1000);
  pg_server_start (server);
  g_thread_join (thread);

  pg_server_stop (server, SIGINT);
  rows = tern_store_query (store, "SELECT 1", TERN_NO_VALUES, &error);
  g_assert_null (rows);
  g_assert_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_AWAY);
  g_clear_error (&error);
  start = g_get_monotonic_time ();
  g_assert_false (tern_store_run (store, "SELECT 1", TERN_NO_VALUES, NULL, &error));
  g_assert_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_AWAY);
  g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC);
  pg_server_start (server);
  g_assert_cmpint (ask (store, "SELECT count (*) FROM thing"), ==, 0);
}

static gpointer
give_up_soon (gpointer data)
{
  g_usleep (200 * 1000);
  tern_postgres_store_give_up (data);
  return NULL;
}

/* A server that is there and says nothing does not hold up whoever wants to leave. */
static void
test_give_up (void)
{
  g_autoptr (TernStore) store = open_postgres ();
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  GThread *thread;

  run (store, "SELECT 1");
  thread = g_thread_new ("impatient", give_up_soon, store);
  g_assert_false (tern_store_run (store, "SELECT pg_sleep (8)", TERN_NO_VALUES, NULL, &error));
  g_assert_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_AWAY);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 4 * G_USEC_PER_SEC);
  g_thread_join (thread);
}

static void
assert_no_place (const char *connection)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tern_postgres_place_new (connection, NULL, &error));
  g_assert_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_OPEN);
  g_assert_null (g_strstr_len (error->message, -1, "geheim"));
}

static void
test_places (void)
{
  assert_no_place ("postgresql://tern:geheim@example.org/tern");
  assert_no_place ("host=example.org password=geheim");
  assert_no_place ("host=example.org sslpassword=geheim");
  assert_no_place ("nonsense");
  assert_no_place ("postgresql://[::1/x");
  g_assert_false (tern_postgres_place_is_remote (NULL));
  g_assert_false (tern_postgres_place_is_remote ("/run/postgresql"));
  g_assert_false (tern_postgres_place_is_remote ("localhost,::1"));
  g_assert_true (tern_postgres_place_is_remote ("localhost,db.example.org"));
  g_assert_true (tern_postgres_place_is_remote ("192.0.2.1"));
}

/* How the connection is secured, %NULL when it is not; what it fails with instead. */
static char *
connect_to (const char *address, const char *password, GError **error)
{
  g_autoptr (TernPostgresPlace) place = tern_postgres_place_new (address, password, error);
  g_autoptr (TernStore) store = NULL;
  g_autoptr (TernRows) rows = NULL;

  g_assert_nonnull (place);
  store = tern_postgres_store_new (place, NULL, NULL);
  rows = tern_store_query (store, "SELECT 1", TERN_NO_VALUES, error);
  return rows != NULL ? tern_postgres_store_dup_security (TERN_POSTGRES_STORE (store)) : NULL;
}

static void
assert_no_connection (const char *address, const char *password)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *security = connect_to (address, password, &error);

  g_assert_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_AWAY);
  g_assert_null (security);
  g_assert_null (g_strstr_len (error->message, -1, password));
}

/* What leaves the computer is encrypted, and the server knows the password; nobody is asked to set
 * that up. The last of the tests: the server is another one afterwards. */
static void
test_security (void)
{
  g_autofree char *plain = pg_server_open_network (server, FALSE);
  g_autofree char *willing = g_strconcat (plain, "?sslmode=disable", NULL);
  g_autofree char *encrypted = NULL;
  g_autofree char *verified = NULL;
  g_autofree char *none = NULL;
  g_autofree char *security = NULL;
  g_autoptr (GError) error = NULL;

  assert_no_connection (plain, "geheim");
  none = connect_to (willing, "geheim", &error);
  g_assert_no_error (error);
  g_assert_null (none);

  encrypted = pg_server_open_network (server, TRUE);
  security = connect_to (encrypted, "geheim", &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (security, "TLS"));
  assert_no_connection (encrypted, "falsch");

  /* Whoever wants the certificate verified gets that. */
  verified = g_strconcat (encrypted, "?sslmode=verify-full", NULL);
  assert_no_connection (verified, "geheim");
}

static const struct
{
  const char *name;
  void (*run) (gconstpointer open);
} alike[] = {
  { "values", test_values },         { "many", test_many },
  { "undone", test_undone },         { "errors", test_errors },
  { "migrations", test_migrations },
};

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  server = pg_server_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (alike); i++)
    {
      g_autofree char *sqlite = g_strconcat ("/store/sqlite/", alike[i].name, NULL);
      g_autofree char *postgres = g_strconcat ("/store/postgres/", alike[i].name, NULL);

      g_test_add_data_func (sqlite, open_sqlite, alike[i].run);
      g_test_add_data_func (postgres, open_postgres, alike[i].run);
    }
  g_test_add_func ("/store/places", test_places);
  g_test_add_func ("/store/first-of-several", test_first_of_several);
  g_test_add_func ("/store/comes-back", test_comes_back);
  g_test_add_func ("/store/away", test_away);
  g_test_add_func ("/store/give-up", test_give_up);
  g_test_add_func ("/store/security", test_security);

  result = g_test_run ();
  pg_server_free (server);
  return result;
}
