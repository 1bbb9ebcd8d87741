/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-store.h"

#include <string.h>

/* How often a transaction is run again when the connection is lost in it. */
#define MOST_RUNS 3

typedef struct
{
  GRecMutex lock;
  guint depth;
} TernStorePrivate;

G_DEFINE_QUARK (tern_ledger_error, tern_ledger_error)
G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (TernStore, tern_store, G_TYPE_OBJECT)

static void
tern_store_finalize (GObject *object)
{
  TernStorePrivate *priv = tern_store_get_instance_private (TERN_STORE (object));

  g_rec_mutex_clear (&priv->lock);
  G_OBJECT_CLASS (tern_store_parent_class)->finalize (object);
}

/* A prepared statement is kept, so that one after the other is as good as any other way. */
static gboolean
execute_one_by_one (TernStore *self,
                    const char *sql,
                    const TernValue *values,
                    gsize n_values,
                    gsize n_rows,
                    GError **error)
{
  TernStoreClass *klass = TERN_STORE_GET_CLASS (self);

  for (gsize i = 0; i < n_rows; i++)
    {
      TernRows *rows = klass->execute (self, sql, values + i * n_values, n_values, NULL, error);

      if (rows == NULL)
        return FALSE;
      tern_rows_free (rows);
    }
  return TRUE;
}

static void
tern_store_class_init (TernStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tern_store_finalize;
  klass->execute_many = execute_one_by_one;
}

static void
tern_store_init (TernStore *self)
{
  TernStorePrivate *priv = tern_store_get_instance_private (self);

  g_rec_mutex_init (&priv->lock);
}

/* The store's own words for those in braces. */
static char *
translate (TernStore *self, const char *sql)
{
  TernStoreClass *klass = TERN_STORE_GET_CLASS (self);
  const char *const words[][2] = {
    { "{ID}", klass->id_type },
    { "{BYTES}", klass->bytes_type },
    { "{SKIP LOCKED}", klass->skip_locked },
  };
  GString *text = g_string_new (sql);

  for (gsize i = 0; strchr (sql, '{') != NULL && i < G_N_ELEMENTS (words); i++)
    g_string_replace (text, words[i][0], words[i][1], 0);
  return g_string_free (text, FALSE);
}

/* Whether it is of use to try again what failed. */
static gboolean
is_back (TernStore *self, guint run, GError **error)
{
  TernStoreClass *klass = TERN_STORE_GET_CLASS (self);

  if (run >= MOST_RUNS || klass->reconnect == NULL ||
      !g_error_matches (*error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_AWAY) ||
      !klass->reconnect (self))
    return FALSE;

  g_clear_error (error);
  return TRUE;
}

/* Inside a transaction it is the transaction that is tried again. */
static TernRows *
execute (TernStore *self,
         const char *sql,
         const TernValue *values,
         gsize n_values,
         guint64 *changed,
         GError **error)
{
  TernStorePrivate *priv = tern_store_get_instance_private (self);
  TernStoreClass *klass = TERN_STORE_GET_CLASS (self);
  g_autofree char *own = translate (self, sql);
  g_autoptr (GError) local_error = NULL;
  TernRows *rows = NULL;

  g_rec_mutex_lock (&priv->lock);
  for (guint run = 1; rows == NULL; run++)
    {
      rows = klass->execute (self, own, values, n_values, changed, &local_error);
      if (rows == NULL && (priv->depth > 0 || !is_back (self, run, &local_error)))
        break;
    }
  g_rec_mutex_unlock (&priv->lock);
  if (rows == NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));

  return rows;
}

/**
 * tern_store_query:
 * @self: the store
 * @sql: one statement that gives rows, with `$1`, `$2` … for @values
 * @values: (array length=n_values) (nullable): see TERN_VALUES() and TERN_NO_VALUES
 * @n_values: their number
 * @error: return location for a #TernLedgerError
 *
 * Outside a transaction the statement is run again when the connection is lost in it.
 *
 * Returns: (transfer full) (nullable): what it found
 */
TernRows *
tern_store_query (TernStore *self,
                  const char *sql,
                  const TernValue *values,
                  gsize n_values,
                  GError **error)
{
  g_return_val_if_fail (TERN_IS_STORE (self), NULL);

  return execute (self, sql, values, n_values, NULL, error);
}

/**
 * tern_store_run:
 * @self: the store
 * @sql: one statement, with `$1`, `$2` … for @values
 * @values: (array length=n_values) (nullable): see TERN_VALUES() and TERN_NO_VALUES
 * @n_values: their number
 * @changed: (out) (optional): how many rows it wrote
 * @error: return location for a #TernLedgerError
 *
 * Outside a transaction the statement is run again when the connection is lost in it, and has to
 * come out the same, see #TernStoreWork.
 *
 * Returns: %FALSE when it failed
 */
gboolean
tern_store_run (TernStore *self,
                const char *sql,
                const TernValue *values,
                gsize n_values,
                guint64 *changed,
                GError **error)
{
  g_autoptr (TernRows) rows = NULL;

  g_return_val_if_fail (TERN_IS_STORE (self), FALSE);

  rows = execute (self, sql, values, n_values, changed, error);
  return rows != NULL;
}

/**
 * tern_store_run_many:
 * @self: the store, in a transaction
 * @sql: one statement that gives no rows, with `$1`, `$2` … for the values of a row
 * @values: (array): the values of all rows, row after row
 * @n_values: how many make a row
 * @n_rows: how many rows there are
 * @error: return location for a #TernLedgerError
 *
 * Runs a statement for each row, without waiting for the answer to one before the next.
 *
 * Returns: %FALSE when one failed
 */
gboolean
tern_store_run_many (TernStore *self,
                     const char *sql,
                     const TernValue *values,
                     gsize n_values,
                     gsize n_rows,
                     GError **error)
{
  TernStorePrivate *priv = tern_store_get_instance_private (self);
  g_autofree char *own = NULL;
  gboolean done;

  g_return_val_if_fail (TERN_IS_STORE (self), FALSE);
  g_return_val_if_fail (priv->depth > 0, FALSE);

  own = translate (self, sql);
  g_rec_mutex_lock (&priv->lock);
  done = TERN_STORE_GET_CLASS (self)->execute_many (self, own, values, n_values, n_rows, error);
  g_rec_mutex_unlock (&priv->lock);
  return done;
}

/**
 * tern_store_run_script:
 * @self: the store
 * @sql: statements without parameters, separated by semicolons
 * @error: return location for a #TernLedgerError
 *
 * Returns: %FALSE when one failed
 */
gboolean
tern_store_run_script (TernStore *self, const char *sql, GError **error)
{
  TernStorePrivate *priv = tern_store_get_instance_private (self);
  g_autofree char *own = NULL;
  gboolean done;

  g_return_val_if_fail (TERN_IS_STORE (self), FALSE);

  own = translate (self, sql);
  g_rec_mutex_lock (&priv->lock);
  done = TERN_STORE_GET_CLASS (self)->script (self, own, error);
  g_rec_mutex_unlock (&priv->lock);
  return done;
}

static gboolean
run_once (TernStore *self, TernStoreWork work, gpointer data, GError **error)
{
  TernStoreClass *klass = TERN_STORE_GET_CLASS (self);

  if (!klass->script (self, klass->begin, error))
    return FALSE;
  if (work (self, data, error) && klass->script (self, "COMMIT", error))
    return TRUE;

  klass->script (self, "ROLLBACK", NULL);
  return FALSE;
}

/**
 * tern_store_transact:
 * @self: the store, not in a transaction on this thread
 * @work: what is to be done
 * @data: for @work
 * @error: return location for a #TernLedgerError, or what @work sets
 *
 * Does all of @work or nothing. When the connection is lost, be it while the end of the transaction
 * is confirmed, the whole is done again once it is back.
 *
 * Returns: %FALSE when nothing was done; after %TERN_LEDGER_ERROR_AWAY nobody knows
 */
gboolean
tern_store_transact (TernStore *self, TernStoreWork work, gpointer data, GError **error)
{
  TernStorePrivate *priv = tern_store_get_instance_private (self);
  g_autoptr (GError) local_error = NULL;
  gboolean done = FALSE;

  g_return_val_if_fail (TERN_IS_STORE (self), FALSE);

  g_rec_mutex_lock (&priv->lock);
  priv->depth++;
  for (guint run = 1; !done; run++)
    {
      done = run_once (self, work, data, &local_error);
      if (!done && !is_back (self, run, &local_error))
        break;
    }
  priv->depth--;
  g_rec_mutex_unlock (&priv->lock);
  if (!done)
    g_propagate_error (error, g_steal_pointer (&local_error));

  return done;
}

/**
 * tern_store_get_version:
 * @self: the store
 * @version: (out): the version of its tables, 0 when it has none
 * @error: return location for a #TernLedgerError
 *
 * Returns: %FALSE when it cannot be read
 */
gboolean
tern_store_get_version (TernStore *self, guint *version, GError **error)
{
  g_autoptr (TernRows) rows =
      tern_store_query (self, TERN_STORE_GET_CLASS (self)->get_version, TERN_NO_VALUES, error);

  if (rows == NULL)
    return FALSE;

  *version = tern_rows_get_length (rows) > 0 ? (guint) tern_rows_get_integer (rows, 0, 0) : 0;
  return TRUE;
}

/**
 * tern_store_set_version:
 * @self: the store, in the transaction that brings its tables up to date
 * @version: what they are now
 * @error: return location for a #TernLedgerError
 *
 * Returns: %FALSE when it cannot be written
 */
gboolean
tern_store_set_version (TernStore *self, guint version, GError **error)
{
  g_autofree char *number = g_strdup_printf ("%u", version);
  g_autoptr (GString) sql = g_string_new (TERN_STORE_GET_CLASS (self)->set_version);

  g_string_replace (sql, "{VERSION}", number, 0);
  return tern_store_run_script (self, sql->str, error);
}
