/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-postgres-store.h"

#include <libpq-fe.h>
#include <poll.h>

#include "ledger/tern-postgres-connection.h"

/* Seconds that the answer to a statement may take. */
#define ANSWER_TIME 15

/* Seconds for which a lost connection is tried again, and milliseconds between two attempts. */
#define RETURN_TIME 3
#define RETURN_INTERVAL 100

/* Statements that are sent before their answers are read. */
#define PIPELINE_LENGTH 200

/* So that two stations that come first do not make the tables both. */
#define MAKING_LOCK "7083211005"

struct _TernPostgresStore
{
  TernStore parent_instance;

  TernPostgresPlace *place;
  TernStoreWork prepare;
  gpointer prepare_data;
  GCancellable *given_up;
  PGconn *connection;

  /* Whether a lost connection is worth waiting for: not when that was done in vain already. */
  gboolean patient;
  gboolean preparing;
};

G_DEFINE_FINAL_TYPE (TernPostgresStore, tern_postgres_store, TERN_TYPE_STORE)

typedef PGresult Result;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Result, PQclear)
static gint64
seconds_from_now (gint64 seconds)
{
  return g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
}

static void
disconnect (TernPostgresStore *self)
{
  g_clear_pointer (&self->connection, PQfinish);
}

static gboolean
is_read (const char *sql)
{
  return g_str_has_prefix (sql, "SELECT");
}

/* What went wrong as the server's code says it, the class of codes by its first two characters. */
static TernLedgerError
code_of (const char *state, gboolean reads)
{
  static const struct
  {
    const char *prefix;
    TernLedgerError code;
  } codes[] = {
    { "08", TERN_LEDGER_ERROR_AWAY },       { "40", TERN_LEDGER_ERROR_AWAY },
    { "57P", TERN_LEDGER_ERROR_AWAY },      { "25P03", TERN_LEDGER_ERROR_AWAY },
    { "XX001", TERN_LEDGER_ERROR_CORRUPT }, { "XX002", TERN_LEDGER_ERROR_CORRUPT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_str_has_prefix (state, codes[i].prefix))
      return codes[i].code;
  return reads ? TERN_LEDGER_ERROR_OPEN : TERN_LEDGER_ERROR_WRITE;
}

static gboolean
fail_away (TernPostgresStore *self, const char *message, GError **error)
{
  tern_postgres_set_away_error (error, message);
  disconnect (self);
  return FALSE;
}

/* Of two transactions that are in each other's way the server ends one, which can be run again on
 * the same connection. */
static gboolean
fail_with (TernPostgresStore *self, const Result *result, gboolean reads, GError **error)
{
  const char *state = PQresultErrorField (result, PG_DIAG_SQLSTATE);
  const char *message = PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY);
  TernLedgerError code = state != NULL ? code_of (state, reads) : TERN_LEDGER_ERROR_AWAY;

  if (PQstatus (self->connection) == CONNECTION_BAD || state == NULL)
    return fail_away (self, PQresultErrorMessage (result), error);
  if (code == TERN_LEDGER_ERROR_AWAY && !g_str_has_prefix (state, "40"))
    return fail_away (self, message, error);

  g_set_error (error, TERN_LEDGER_ERROR, code, "Cannot %s the shared ledger: %s (%s)",
               reads ? "read" : "write", message, state);
  return FALSE;
}

/* Hands over everything that was sent; what the server says meanwhile is taken, so that neither
 * side waits for the other. */
static gboolean
flush (TernPostgresStore *self, gint64 deadline, GError **error)
{
  int left;

  while ((left = PQflush (self->connection)) > 0)
    {
      if (!tern_postgres_await (self->connection, self->given_up, POLLIN | POLLOUT, deadline))
        return fail_away (self, "the server does not answer", error);
      if (PQconsumeInput (self->connection) == 0)
        break;
    }
  return left == 0 || fail_away (self, PQerrorMessage (self->connection), error);
}

/* The next result of what was sent, NULL after the last. */
static gboolean
read_result (TernPostgresStore *self, Result **result, gint64 deadline, GError **error)
{
  while (PQisBusy (self->connection))
    {
      if (!tern_postgres_await (self->connection, self->given_up, POLLIN, deadline))
        return fail_away (self, "the server does not answer", error);
      if (PQconsumeInput (self->connection) == 0)
        return fail_away (self, PQerrorMessage (self->connection), error);
    }
  *result = PQgetResult (self->connection);
  return TRUE;
}

static gboolean
is_good (const Result *result)
{
  ExecStatusType status = PQresultStatus (result);

  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
}

/* The last result of what was sent, or the first that is an error. */
static Result *
read_results (TernPostgresStore *self, gboolean reads, GError **error)
{
  gint64 deadline = seconds_from_now (ANSWER_TIME);
  g_autoptr (Result) kept = NULL;
  Result *next = NULL;

  if (!flush (self, deadline, error))
    return NULL;
  while (read_result (self, &next, deadline, error) && next != NULL)
    {
      if (kept == NULL || is_good (kept))
        {
          g_clear_pointer (&kept, PQclear);
          kept = next;
        }
      else
        PQclear (next);
    }
  if (self->connection == NULL)
    return NULL;
  if (kept != NULL && is_good (kept))
    return g_steal_pointer (&kept);

  fail_with (self, kept, reads, error);
  return NULL;
}

/* Integers and bytes as the server has them in memory, texts as they are. */
static gboolean
send_statement (TernPostgresStore *self, const char *sql, const TernValue *values, gsize n_values)
{
  static const Oid
      types[] = { [TERN_VALUE_INTEGER] = 20, [TERN_VALUE_TEXT] = 25, [TERN_VALUE_BYTES] = 17 };
  g_autofree Oid *type = g_new0 (Oid, n_values);
  g_autofree const char **data = g_new0 (const char *, n_values);
  g_autofree int *size = g_new0 (int, n_values);
  g_autofree int *format = g_new0 (int, n_values);
  g_autofree gint64 *integers = g_new0 (gint64, n_values);

  for (gsize i = 0; i < n_values; i++)
    {
      const TernValue *value = &values[i];

      type[i] = types[value->kind];
      format[i] = value->kind != TERN_VALUE_TEXT;
      integers[i] = GINT64_TO_BE (value->integer);
      data[i] = value->kind == TERN_VALUE_INTEGER ? (const char *) &integers[i]
                : value->kind == TERN_VALUE_TEXT  ? value->text
                : value->bytes != NULL            ? g_bytes_get_data (value->bytes, NULL)
                                                  : NULL;
      size[i] = value->kind == TERN_VALUE_INTEGER ? (int) sizeof (gint64)
                : value->bytes != NULL            ? (int) g_bytes_get_size (value->bytes)
                                                  : 0;
    }
  return PQsendQueryParams (self->connection, sql, (int) n_values, type, data, size, format, 1) ==
         1;
}

static gint64
read_integer (const char *data, int size)
{
  guint64 value = (guint8) data[0] & 0x80 ? G_MAXUINT64 : 0;

  for (int i = 0; i < size; i++)
    value = value << 8 | (guint8) data[i];
  return (gint64) value;
}

static void
add_cell (TernRows *rows, const Result *result, int row, int column)
{
  static const Oid integers[] = { 16, 20, 21, 23 };
  const char *data = PQgetvalue (result, row, column);
  int size = PQgetlength (result, row, column);
  gboolean is_integer = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (integers); i++)
    is_integer |= PQftype (result, column) == integers[i];
  if (PQgetisnull (result, row, column))
    tern_rows_add_null (rows);
  else if (!is_integer)
    tern_rows_add_data (rows, data, (gsize) size);
  else
    tern_rows_add_integer (rows, size == 1 ? *data != 0 : read_integer (data, size));
}

static TernRows *
rows_of (const Result *result)
{
  TernRows *rows = tern_rows_new ((guint) PQnfields (result));

  for (int row = 0; row < PQntuples (result); row++)
    for (int column = 0; column < PQnfields (result); column++)
      add_cell (rows, result, row, column);
  return rows;
}

static guint64
count_changed (Result *result)
{
  guint64 changed = 0;

  g_ascii_string_to_unsigned (PQcmdTuples (result), 10, 0, G_MAXUINT64, &changed, NULL);
  return changed;
}

/* A connection is good for a statement that nobody has prepared it for. */
static gboolean
run_plain (TernPostgresStore *self, const char *sql, GError **error)
{
  g_autoptr (Result) result = NULL;

  if (PQsendQuery (self->connection, sql) != 1)
    return fail_away (self, PQerrorMessage (self->connection), error);

  result = read_results (self, FALSE, error);
  return result != NULL;
}

/* The limits let go of what a station that has died held; what is written has to last, whatever the
 * server is set to; the tables are made by the first. */
static gboolean
make_ready (TernPostgresStore *self, GError **error)
{
  return run_plain (self,
                    "SET search_path TO tern;"
                    "SET statement_timeout TO '10s';"
                    "SET lock_timeout TO '8s';"
                    "SET idle_in_transaction_session_timeout TO '30s';"
                    "SET client_min_messages TO warning;"
                    "SELECT set_config ('synchronous_commit', 'on', false)"
                    "  WHERE current_setting ('synchronous_commit') = 'off';",
                    error) &&
         run_plain (self,
                    "DO $$ BEGIN IF to_regclass ('tern.version') IS NULL THEN"
                    "  PERFORM pg_advisory_xact_lock (" MAKING_LOCK ");"
                    "  IF to_regnamespace ('tern') IS NULL THEN CREATE SCHEMA tern; END IF;"
                    "  CREATE TABLE IF NOT EXISTS tern.version (version BIGINT NOT NULL);"
                    "  INSERT INTO tern.version"
                    "    SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM tern.version);"
                    "END IF; END $$",
                    error) &&
         (self->prepare == NULL || self->prepare (TERN_STORE (self), self->prepare_data, error));
}

static gboolean
ensure_connected (TernPostgresStore *self, GError **error)
{
  if (self->connection != NULL)
    return TRUE;
  if (self->preparing || g_cancellable_is_cancelled (self->given_up))
    {
      tern_postgres_set_away_error (error, "the connection was lost");
      return FALSE;
    }

  self->connection = tern_postgres_connect (self->place, self->given_up, error);
  if (self->connection == NULL)
    return FALSE;
  self->preparing = TRUE;
  if (!make_ready (self, error))
    disconnect (self);
  self->preparing = FALSE;
  self->patient |= self->connection != NULL;
  return self->connection != NULL;
}

static TernRows *
tern_postgres_store_execute (TernStore *store,
                             const char *sql,
                             const TernValue *values,
                             gsize n_values,
                             guint64 *changed,
                             GError **error)
{
  TernPostgresStore *self = TERN_POSTGRES_STORE (store);
  g_autoptr (Result) result = NULL;

  if (!ensure_connected (self, error))
    return NULL;
  if (!send_statement (self, sql, values, n_values))
    {
      fail_away (self, PQerrorMessage (self->connection), error);
      return NULL;
    }
  result = read_results (self, is_read (sql), error);
  if (result == NULL)
    return NULL;

  if (changed != NULL)
    *changed = count_changed (result);
  return rows_of (result);
}

/* Reads the answers up to the end of the pipeline; the first error is the one that counts. */
static gboolean
read_pipeline (TernPostgresStore *self, GError **error)
{
  gint64 deadline = seconds_from_now (ANSWER_TIME);
  g_autoptr (Result) failed = NULL;
  gboolean ended = FALSE;

  if (!flush (self, deadline, error))
    return FALSE;
  while (!ended)
    {
      g_autoptr (Result) result = NULL;

      if (!read_result (self, &result, deadline, error))
        return FALSE;
      ended = PQstatus (self->connection) == CONNECTION_BAD ||
              (result != NULL && PQresultStatus (result) == PGRES_PIPELINE_SYNC);
      if (result != NULL && !ended && !is_good (result) && failed == NULL)
        failed = g_steal_pointer (&result);
    }
  if (failed != NULL)
    return fail_with (self, failed, FALSE, error);

  return PQstatus (self->connection) == CONNECTION_OK ||
         fail_away (self, PQerrorMessage (self->connection), error);
}

static gboolean
run_pipeline (TernPostgresStore *self,
              const char *sql,
              const TernValue *values,
              gsize n_values,
              gsize n_rows,
              GError **error)
{
  for (gsize i = 0; i < n_rows; i++)
    if (!send_statement (self, sql, values + i * n_values, n_values))
      return fail_away (self, PQerrorMessage (self->connection), error);
  if (PQpipelineSync (self->connection) != 1)
    return fail_away (self, PQerrorMessage (self->connection), error);

  return read_pipeline (self, error);
}

static gboolean
tern_postgres_store_execute_many (TernStore *store,
                                  const char *sql,
                                  const TernValue *values,
                                  gsize n_values,
                                  gsize n_rows,
                                  GError **error)
{
  TernPostgresStore *self = TERN_POSTGRES_STORE (store);
  gboolean done = TRUE;

  if (!ensure_connected (self, error))
    return FALSE;
  if (PQenterPipelineMode (self->connection) != 1)
    return fail_away (self, PQerrorMessage (self->connection), error);

  for (gsize i = 0; done && i < n_rows; i += PIPELINE_LENGTH)
    done = run_pipeline (self, sql, values + i * n_values, n_values,
                         MIN (PIPELINE_LENGTH, n_rows - i), error);
  if (self->connection != NULL && PQexitPipelineMode (self->connection) != 1)
    {
      disconnect (self);
      if (done)
        tern_postgres_set_away_error (error, "the answers do not fit the questions");
      return FALSE;
    }
  return done;
}

static gboolean
tern_postgres_store_script (TernStore *store, const char *sql, GError **error)
{
  TernPostgresStore *self = TERN_POSTGRES_STORE (store);

  /* A transaction ends with its connection. */
  if (self->connection == NULL && g_str_equal (sql, "ROLLBACK"))
    return TRUE;

  return ensure_connected (self, error) && run_plain (self, sql, error);
}

/* Servers are restarted, networks come back: a moment is waited for that, once. */
static gboolean
tern_postgres_store_reconnect (TernStore *store)
{
  TernPostgresStore *self = TERN_POSTGRES_STORE (store);
  gint64 deadline = seconds_from_now (RETURN_TIME);

  if (self->preparing)
    return FALSE;
  if (self->connection != NULL)
    return TRUE;

  while (self->patient)
    {
      g_autoptr (GError) error = NULL;
      GPollFD fd;

      if (ensure_connected (self, &error))
        return TRUE;
      if (g_cancellable_is_cancelled (self->given_up))
        return FALSE;
      self->patient = g_error_matches (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_AWAY) &&
                      g_get_monotonic_time () < deadline &&
                      g_cancellable_make_pollfd (self->given_up, &fd);
      if (self->patient)
        {
          g_poll (&fd, 1, RETURN_INTERVAL);
          g_cancellable_release_fd (self->given_up);
        }
    }
  return FALSE;
}

static void
tern_postgres_store_finalize (GObject *object)
{
  TernPostgresStore *self = TERN_POSTGRES_STORE (object);

  disconnect (self);
  g_clear_pointer (&self->place, tern_postgres_place_free);
  g_clear_object (&self->given_up);
  G_OBJECT_CLASS (tern_postgres_store_parent_class)->finalize (object);
}

static void
tern_postgres_store_class_init (TernPostgresStoreClass *klass)
{
  TernStoreClass *store_class = TERN_STORE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tern_postgres_store_finalize;
  store_class->id_type = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
  store_class->bytes_type = "BYTEA";
  store_class->skip_locked = "FOR UPDATE SKIP LOCKED";
  store_class->begin = "BEGIN";
  store_class->execute = tern_postgres_store_execute;
  store_class->execute_many = tern_postgres_store_execute_many;
  store_class->script = tern_postgres_store_script;
  store_class->reconnect = tern_postgres_store_reconnect;
  /* The row stays locked to the end of the transaction, so that one station migrates. */
  store_class->get_version = "SELECT version FROM version FOR UPDATE";
  store_class->set_version = "UPDATE version SET version = {VERSION}";
}

static void
tern_postgres_store_init (TernPostgresStore *self)
{
  self->given_up = g_cancellable_new ();
}

/**
 * tern_postgres_store_new:
 * @place: where the database is
 * @prepare: (nullable): done on each new connection before anything else, such as bringing the
 *   tables up to date; not in a transaction
 * @data: for @prepare
 *
 * Connects to nothing yet. Any thread.
 *
 * Returns: (transfer full): the store
 */
TernStore *
tern_postgres_store_new (const TernPostgresPlace *place, TernStoreWork prepare, gpointer data)
{
  TernPostgresStore *self = g_object_new (TERN_TYPE_POSTGRES_STORE, NULL);

  self->place = tern_postgres_place_copy (place);
  self->prepare = prepare;
  self->prepare_data = data;
  return TERN_STORE (self);
}

/**
 * tern_postgres_store_dup_security:
 * @self: a store that nobody else uses at the moment
 *
 * Returns: (transfer full) (nullable): the protocol by which its connection is encrypted, such as
 * `TLSv1.3`; %NULL when it is not
 */
char *
tern_postgres_store_dup_security (TernPostgresStore *self)
{
  if (self->connection == NULL || !PQsslInUse (self->connection))
    return NULL;

  return g_strdup (PQsslAttribute (self->connection, "protocol"));
}

/**
 * tern_postgres_store_give_up:
 * @self: the store
 *
 * Ends what is waited for; every call from now on fails. Any thread.
 */
void
tern_postgres_store_give_up (TernPostgresStore *self)
{
  g_cancellable_cancel (self->given_up);
}
