/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orders/tern-order-book.h"

#include "orders/tern-order-book-private.h"

G_DEFINE_FINAL_TYPE (TernOrderBook, tern_order_book, G_TYPE_OBJECT)

static void
tern_order_book_finalize (GObject *object)
{
  TernOrderBook *self = TERN_ORDER_BOOK (object);

  g_clear_pointer (&self->runs, tern_claims_free);
  g_clear_pointer (&self->key, g_bytes_unref);
  g_clear_object (&self->ledger);
  G_OBJECT_CLASS (tern_order_book_parent_class)->finalize (object);
}

static void
tern_order_book_class_init (TernOrderBookClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tern_order_book_finalize;
}

static void
tern_order_book_init (TernOrderBook *self)
{
}

/**
 * tern_order_summary_free:
 * @self: (transfer full): an order that is known
 */
void
tern_order_summary_free (TernOrderSummary *self)
{
  g_free (self->name);
  g_free (self->path);
  g_clear_pointer (&self->began, g_date_time_unref);
  g_free (self);
}

/**
 * tern_order_book_make_time:
 * @microseconds: since 1970, as the book keeps times
 *
 * Returns: (transfer full) (nullable): the time, UTC
 */
GDateTime *
tern_order_book_make_time (gint64 microseconds)
{
  g_autoptr (GDateTime) second = g_date_time_new_from_unix_utc (microseconds / G_USEC_PER_SEC);

  return second != NULL ? g_date_time_add (second, microseconds % G_USEC_PER_SEC) : NULL;
}

/**
 * tern_order_book_mark:
 * @self: the book
 * @kind: what @text is
 * @text: (nullable): an EID, an ICCID or the digest of a file
 *
 * Returns: (transfer full) (nullable): its fingerprint
 */
GBytes *
tern_order_book_mark (TernOrderBook *self, TernLedgerMark kind, const char *text)
{
  return text != NULL ? tern_ledger_fingerprint (self->ledger, kind, text) : NULL;
}

/**
 * tern_order_book_new:
 * @ledger: the ledger
 *
 * Returns: (transfer full): the orders in it
 */
TernOrderBook *
tern_order_book_new (TernLedger *ledger)
{
  TernOrderBook *self = g_object_new (TERN_TYPE_ORDER_BOOK, NULL);
  g_autofree char *path = tern_ledger_dup_beside (ledger, "runs");

  self->ledger = g_object_ref (ledger);
  self->store = tern_ledger_get_store (ledger);
  self->key = tern_ledger_derive_key (ledger, "orders");
  self->runs = tern_claims_new (path);
  return self;
}

/**
 * tern_order_book_get_ledger:
 * @self: the book
 *
 * Returns: (transfer none): the ledger it is in
 */
TernLedger *
tern_order_book_get_ledger (TernOrderBook *self)
{
  return self->ledger;
}

/* A ledger that stations share has its key in the shared database. */
static gboolean
check_reached (TernOrderBook *self, GError **error)
{
  if (self->key != NULL)
    return TRUE;
  g_set_error_literal (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_AWAY,
                       "The ledger that stations share has not been reached yet");
  return FALSE;
}

/**
 * tern_order_book_find:
 * @self: the book
 * @digest: of a file
 * @order: (out): the order's number, 0 when the file is new here
 * @error: return location for an error
 *
 * Returns: whether the book could be asked
 */
gboolean
tern_order_book_find (TernOrderBook *self, const char *digest, gint64 *order, GError **error)
{
  g_autoptr (GBytes) file = tern_order_book_mark (self, TERN_LEDGER_MARK_FILE, digest);
  g_autoptr (TernRows) rows = NULL;

  *order = 0;
  if (!check_reached (self, error))
    return FALSE;
  rows = tern_store_query (self->store, "SELECT id FROM order_file WHERE digest = $1",
                           TERN_VALUES (TERN_BYTES (file)), error);
  if (rows == NULL)
    return FALSE;
  if (tern_rows_get_length (rows) > 0)
    *order = tern_rows_get_integer (rows, 0, 0);
  return TRUE;
}

/**
 * tern_order_book_list:
 * @self: the book
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable) (element-type TernOrderSummary): the orders, newest first
 */
GPtrArray *
tern_order_book_list (TernOrderBook *self, GError **error)
{
  g_autoptr (TernRows) rows = tern_store_query (
      self->store, "SELECT id, name, path, began, n_rows FROM order_file ORDER BY id DESC",
      TERN_NO_VALUES, error);
  GPtrArray *list;

  if (rows == NULL)
    return NULL;
  list = g_ptr_array_new_with_free_func ((GDestroyNotify) tern_order_summary_free);
  for (guint i = 0; i < tern_rows_get_length (rows); i++)
    {
      TernOrderSummary *summary = g_new0 (TernOrderSummary, 1);

      summary->id = tern_rows_get_integer (rows, i, 0);
      summary->name = g_strdup (tern_rows_get_text (rows, i, 1));
      summary->path = g_strdup (tern_rows_get_text (rows, i, 2));
      summary->began = tern_order_book_make_time (tern_rows_get_integer (rows, i, 3));
      summary->n_rows = (guint) tern_rows_get_integer (rows, i, 4);
      g_ptr_array_add (list, summary);
    }
  return list;
}

static char *
query_text (TernOrderBook *self,
            const char *sql,
            const TernValue *values,
            gsize n_values,
            GError **error)
{
  g_autoptr (TernRows) rows = tern_store_query (self->store, sql, values, n_values, error);

  if (rows == NULL || tern_rows_get_length (rows) == 0)
    return NULL;
  return g_strdup (tern_rows_get_text (rows, 0, 0));
}

/**
 * tern_order_book_dup_meanings:
 * @self: the book
 * @order: an order
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): what its columns mean, as it was imported
 */
char *
tern_order_book_dup_meanings (TernOrderBook *self, gint64 order, GError **error)
{
  return query_text (self, "SELECT meanings FROM order_file WHERE id = $1",
                     TERN_VALUES (TERN_INTEGER (order)), error);
}

/**
 * tern_order_book_recall_layout:
 * @self: the book
 * @layout: (nullable): what tables of the same layout have in common
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): what a person once said of their columns
 */
char *
tern_order_book_recall_layout (TernOrderBook *self, const char *layout, GError **error)
{
  if (layout == NULL)
    return NULL;
  return query_text (self, "SELECT meanings FROM order_layout WHERE headings = $1",
                     TERN_VALUES (TERN_TEXT (layout)), error);
}

/**
 * tern_order_book_remember_layout:
 * @self: the book
 * @layout: (nullable): what tables of the same layout have in common
 * @meanings: what a person said of their columns
 * @error: return location for an error
 *
 * Returns: whether it was written
 */
gboolean
tern_order_book_remember_layout (TernOrderBook *self,
                                 const char *layout,
                                 const char *meanings,
                                 GError **error)
{
  return layout == NULL ||
         tern_store_run (self->store,
                         "INSERT INTO order_layout (headings, meanings) VALUES ($1, $2)"
                         "  ON CONFLICT (headings) DO UPDATE SET meanings = $2",
                         TERN_VALUES (TERN_TEXT (layout), TERN_TEXT (meanings)), NULL, error);
}
