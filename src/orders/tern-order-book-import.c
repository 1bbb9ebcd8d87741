/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orders/tern-order-book-private.h"

/* Values of one row in a bulk insertion. */
#define DRAFT_VALUES 7

typedef struct
{
  TernOrderBook *book;
  const TernOrderSummary *about;
  GBytes *digest;
  const char *meanings;
  GArray *drafts;
  gint64 order;
} Import;

static gboolean
insert_file (TernStore *store, Import *import, gboolean *fresh, GError **error)
{
  g_autoptr (TernRows) rows = tern_store_query (
      store,
      "INSERT INTO order_file (began, digest, name, path, n_rows, meanings)"
      "  VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (digest) DO NOTHING RETURNING id",
      TERN_VALUES (TERN_INTEGER (g_get_real_time ()), TERN_BYTES (import->digest),
                   TERN_TEXT (import->about->name), TERN_TEXT (import->about->path),
                   TERN_INTEGER (import->about->n_rows), TERN_TEXT (import->meanings)),
      error);

  if (rows == NULL)
    return FALSE;
  *fresh = tern_rows_get_length (rows) > 0;
  if (*fresh)
    {
      import->order = tern_rows_get_integer (rows, 0, 0);
      return TRUE;
    }
  g_clear_pointer (&rows, tern_rows_free);
  rows = tern_store_query (store, "SELECT id FROM order_file WHERE digest = $1",
                           TERN_VALUES (TERN_BYTES (import->digest)), error);
  if (rows == NULL || tern_rows_get_length (rows) == 0)
    return FALSE;
  import->order = tern_rows_get_integer (rows, 0, 0);
  return TRUE;
}

static gboolean
insert_rows (TernStore *store, Import *import, GError **error)
{
  guint n = import->drafts->len;
  g_autofree TernValue *values = g_new (TernValue, (gsize) n * DRAFT_VALUES + 1);
  gint64 now = g_get_real_time ();

  for (guint i = 0; i < n; i++)
    {
      const TernOrderRowDraft *draft = &g_array_index (import->drafts, TernOrderRowDraft, i);
      const char *reason = draft->reason != TERN_ORDER_REASON_NONE
                               ? tern_order_reason_get_nick (draft->reason)
                               : NULL;
      TernValue *row = values + (gsize) i * DRAFT_VALUES;

      row[0] = TERN_INTEGER (import->order);
      row[1] = TERN_INTEGER (i + 1);
      row[2] = TERN_BYTES (draft->code);
      row[3] = TERN_BYTES (draft->target);
      row[4] = TERN_TEXT (tern_order_state_get_nick (draft->state));
      row[5] = TERN_TEXT (reason);
      row[6] = TERN_INTEGER (now);
    }
  return tern_store_run_many (
      store,
      "INSERT INTO order_row (order_file, number, code, target, state, reason, changed)"
      "  VALUES ($1, $2, $3, $4, $5, $6, $7)",
      values, DRAFT_VALUES, n, error);
}

/* What another order has in use already is not for this one. */
static gboolean
set_used_apart (TernStore *store, Import *import, GError **error)
{
  return tern_store_run (
      store,
      "UPDATE order_row SET state = 'set-apart', reason = 'used'"
      "  WHERE order_file = $1 AND state = 'waiting' AND code IN"
      "  (SELECT code FROM order_row WHERE order_file <> $1 AND state IN " TERN_ORDER_BOOK_IN_USE
      ")",
      TERN_VALUES (TERN_INTEGER (import->order)), NULL, error);
}

static gboolean
import_in_transaction (TernStore *store, gpointer data, GError **error)
{
  Import *import = data;
  gboolean fresh;

  return insert_file (store, import, &fresh, error) &&
         (!fresh || (insert_rows (store, import, error) && set_used_apart (store, import, error)));
}

/**
 * tern_order_book_import:
 * @self: the book
 * @about: name, path and number of rows
 * @digest: of the file
 * @meanings: what the columns mean, as text
 * @drafts: (element-type TernOrderRowDraft): the rows
 * @order: (out): the order's number
 * @error: return location for an error
 *
 * Writes a new order down, all of it or nothing. Where another program has done so meanwhile, that
 * one counts.
 *
 * Returns: whether it is there
 */
gboolean
tern_order_book_import (TernOrderBook *self,
                        const TernOrderSummary *about,
                        const char *digest,
                        const char *meanings,
                        GArray *drafts,
                        gint64 *order,
                        GError **error)
{
  g_autoptr (GBytes) file = tern_order_book_mark (self, TERN_LEDGER_MARK_FILE, digest);
  Import import = { self, about, file, meanings, drafts, 0 };

  if (!tern_store_transact (self->store, import_in_transaction, &import, error))
    return FALSE;
  *order = import.order;
  return TRUE;
}

typedef struct
{
  gint64 order;
  gboolean done;
} Forgetting;

static gboolean
forget_in_transaction (TernStore *store, gpointer data, GError **error)
{
  Forgetting *forgetting = data;
  g_autoptr (TernRows) rows =
      tern_store_query (store,
                        "SELECT count (*) FROM order_row WHERE order_file = $1 AND (tries > 0 OR "
                        "state IN " TERN_ORDER_BOOK_IN_USE ")",
                        TERN_VALUES (TERN_INTEGER (forgetting->order)), error);

  if (rows == NULL)
    return FALSE;
  forgetting->done = tern_rows_get_integer (rows, 0, 0) == 0;
  if (!forgetting->done)
    return TRUE;
  return tern_store_run (store, "DELETE FROM order_row WHERE order_file = $1",
                         TERN_VALUES (TERN_INTEGER (forgetting->order)), NULL, error) &&
         tern_store_run (store, "DELETE FROM order_file WHERE id = $1",
                         TERN_VALUES (TERN_INTEGER (forgetting->order)), NULL, error);
}

/**
 * tern_order_book_forget:
 * @self: the book
 * @order: an order
 * @done: (out): whether it was forgotten; one of which a code was tried is kept
 * @error: return location for an error
 *
 * Returns: whether the book could be asked
 */
gboolean
tern_order_book_forget (TernOrderBook *self, gint64 order, gboolean *done, GError **error)
{
  Forgetting forgetting = { order, FALSE };
  gboolean asked = tern_store_transact (self->store, forget_in_transaction, &forgetting, error);

  *done = forgetting.done;
  return asked;
}
