/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-sqlite-store.h"

#include <sqlite3.h>

/* Milliseconds to wait for another program that is writing. */
#define BUSY_TIMEOUT 5000

struct _TernSqliteStore
{
  TernStore parent_instance;

  sqlite3 *database;
  /* Statements that were prepared, by their text; each is idle between two calls. */
  GHashTable *prepared;
};

/* How many are kept; beyond that all are forgotten. */
#define MOST_PREPARED 64

G_DEFINE_FINAL_TYPE (TernSqliteStore, tern_sqlite_store, TERN_TYPE_STORE)

typedef sqlite3_stmt Statement;

/* Turns the database's last error into ours; @code where SQLite does not say that it is damaged. */
static void
set_error (GError **error, TernSqliteStore *self, TernLedgerError code, const char *what)
{
  int primary = sqlite3_errcode (self->database) & 0xFF;
  gboolean damaged = primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB;

  g_set_error (error, TERN_LEDGER_ERROR, damaged ? TERN_LEDGER_ERROR_CORRUPT : code,
               "Cannot %s the ledger: %s", what, sqlite3_errmsg (self->database));
}

/* SQLite numbers `$2` by when it comes, not by its name. */
static void
bind_value (Statement *statement, gsize number, const TernValue *value)
{
  char name[16];
  int index;

  g_snprintf (name, sizeof name, "$%" G_GSIZE_FORMAT, number);
  index = sqlite3_bind_parameter_index (statement, name);
  g_return_if_fail (index > 0);

  if (value->kind == TERN_VALUE_INTEGER)
    sqlite3_bind_int64 (statement, index, value->integer);
  else if (value->kind == TERN_VALUE_TEXT && value->text != NULL)
    sqlite3_bind_text (statement, index, value->text, -1, SQLITE_TRANSIENT);
  else if (value->kind == TERN_VALUE_BYTES && value->bytes != NULL)
    sqlite3_bind_blob64 (statement, index, g_bytes_get_data (value->bytes, NULL),
                         g_bytes_get_size (value->bytes), SQLITE_TRANSIENT);
}

static void
add_cell (TernRows *rows, Statement *statement, int column)
{
  int type = sqlite3_column_type (statement, column);
  gconstpointer data;

  if (type == SQLITE_NULL)
    {
      tern_rows_add_null (rows);
      return;
    }
  if (type == SQLITE_INTEGER)
    {
      tern_rows_add_integer (rows, sqlite3_column_int64 (statement, column));
      return;
    }

  data = type == SQLITE_BLOB ? sqlite3_column_blob (statement, column)
                             : (gconstpointer) sqlite3_column_text (statement, column);
  tern_rows_add_data (rows, data, (gsize) sqlite3_column_bytes (statement, column));
}

static TernRows *
read_rows (TernSqliteStore *self, Statement *statement, GError **error)
{
  int n_columns = sqlite3_column_count (statement);
  g_autoptr (TernRows) rows = tern_rows_new ((guint) n_columns);
  gboolean reads = sqlite3_stmt_readonly (statement);
  int result;

  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    for (int column = 0; column < n_columns; column++)
      add_cell (rows, statement, column);
  if (result == SQLITE_DONE)
    return g_steal_pointer (&rows);

  set_error (error, self, reads ? TERN_LEDGER_ERROR_OPEN : TERN_LEDGER_ERROR_WRITE,
             reads ? "read" : "write");
  return NULL;
}

static Statement *
prepare (TernSqliteStore *self, const char *sql, GError **error)
{
  Statement *statement = g_hash_table_lookup (self->prepared, sql);

  if (statement != NULL)
    return statement;
  if (sqlite3_prepare_v2 (self->database, sql, -1, &statement, NULL) != SQLITE_OK)
    {
      set_error (error, self, TERN_LEDGER_ERROR_OPEN, "use");
      return NULL;
    }

  if (g_hash_table_size (self->prepared) >= MOST_PREPARED)
    g_hash_table_remove_all (self->prepared);
  g_hash_table_insert (self->prepared, g_strdup (sql), statement);
  return statement;
}

static TernRows *
tern_sqlite_store_execute (TernStore *store,
                           const char *sql,
                           const TernValue *values,
                           gsize n_values,
                           guint64 *changed,
                           GError **error)
{
  TernSqliteStore *self = TERN_SQLITE_STORE (store);
  Statement *statement = prepare (self, sql, error);
  TernRows *rows;

  if (statement == NULL)
    return NULL;
  for (gsize i = 0; i < n_values; i++)
    bind_value (statement, i + 1, &values[i]);

  rows = read_rows (self, statement, error);
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  if (changed != NULL)
    *changed = rows != NULL ? (guint64) sqlite3_changes64 (self->database) : 0;
  return rows;
}

static gboolean
tern_sqlite_store_script (TernStore *store, const char *sql, GError **error)
{
  TernSqliteStore *self = TERN_SQLITE_STORE (store);

  if (sqlite3_exec (self->database, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;

  set_error (error, self, TERN_LEDGER_ERROR_WRITE, "write");
  return FALSE;
}

static void
tern_sqlite_store_finalize (GObject *object)
{
  TernSqliteStore *self = TERN_SQLITE_STORE (object);

  g_hash_table_unref (self->prepared);
  sqlite3_close_v2 (self->database);
  G_OBJECT_CLASS (tern_sqlite_store_parent_class)->finalize (object);
}

static void
tern_sqlite_store_class_init (TernSqliteStoreClass *klass)
{
  TernStoreClass *store_class = TERN_STORE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tern_sqlite_store_finalize;
  store_class->id_type = "INTEGER PRIMARY KEY AUTOINCREMENT";
  store_class->bytes_type = "BLOB";
  store_class->skip_locked = "";
  store_class->begin = "BEGIN IMMEDIATE";
  store_class->execute = tern_sqlite_store_execute;
  store_class->script = tern_sqlite_store_script;
  store_class->get_version = "PRAGMA user_version";
  store_class->set_version = "PRAGMA user_version = {VERSION}";
}

static void
finalize_statement (gpointer data)
{
  sqlite3_finalize (data);
}

static void
tern_sqlite_store_init (TernSqliteStore *self)
{
  self->prepared = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, finalize_statement);
}

/**
 * tern_sqlite_store_open:
 * @path: the file, which is there, or `:memory:`
 * @error: return location for an error
 *
 * Opens a file. WAL is a property of the file: where another program is about to set it too, its
 * doing so is enough. Any thread.
 *
 * Returns: (transfer full) (nullable): the store, or %NULL with %TERN_LEDGER_ERROR_OPEN
 */
TernStore *
tern_sqlite_store_open (const char *path, GError **error)
{
  g_autoptr (TernSqliteStore) self = g_object_new (TERN_TYPE_SQLITE_STORE, NULL);

  if (sqlite3_open_v2 (path, &self->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX,
                       NULL) != SQLITE_OK)
    {
      set_error (error, self, TERN_LEDGER_ERROR_OPEN, "open");
      return NULL;
    }

  sqlite3_extended_result_codes (self->database, 1);
  sqlite3_busy_timeout (self->database, BUSY_TIMEOUT);
  sqlite3_exec (self->database, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
  sqlite3_exec (self->database, "PRAGMA synchronous = FULL", NULL, NULL, NULL);
  return TERN_STORE (g_steal_pointer (&self));
}

/**
 * tern_sqlite_store_check:
 * @self: the store
 * @error: return location for an error
 *
 * Reads the file through. Any thread.
 *
 * Returns: %FALSE with %TERN_LEDGER_ERROR_CORRUPT when it is damaged
 */
gboolean
tern_sqlite_store_check (TernSqliteStore *self, GError **error)
{
  g_autoptr (TernRows) rows =
      tern_store_query (TERN_STORE (self), "PRAGMA quick_check (1)", TERN_NO_VALUES, error);
  const char *text;

  if (rows == NULL)
    return FALSE;

  text = tern_rows_get_text (rows, 0, 0);
  if (g_strcmp0 (text, "ok") == 0)
    return TRUE;

  g_set_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_CORRUPT, "The ledger is damaged: %s",
               text);
  return FALSE;
}
