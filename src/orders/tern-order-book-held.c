/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orders/tern-order-book-private.h"

/* What is read of who has a row, behind what is read of the row. */
enum
{
  COLUMN_STATION = TERN_ORDER_BOOK_N_COLUMNS,
  COLUMN_ORIGIN,
  COLUMN_SEEN,
};

static TernOrderHeld *
make_held (TernOrderBook *self, const TernRows *rows, guint row, TernClaims *living)
{
  TernOrderHeld *held = g_new0 (TernOrderHeld, 1);

  held->record = tern_order_book_make_record (self, rows, row);
  held->station = g_strdup (tern_rows_get_text (rows, row, COLUMN_STATION));
  held->here = g_strcmp0 (tern_rows_get_text (rows, row, COLUMN_ORIGIN),
                          tern_ledger_get_origin (self->ledger)) == 0;
  held->alive = held->here && tern_claims_is_taken (living, held->record->run);
  if (!held->here && !tern_rows_is_null (rows, row, COLUMN_SEEN))
    held->seen = tern_order_book_make_time (tern_rows_get_integer (rows, row, COLUMN_SEEN));
  return held;
}

/**
 * tern_order_book_read_held:
 * @self: the book
 * @order: an order
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable) (element-type TernOrderHeld): the rows that a program of some
 * station has, or had when it ended; what the history knows of their codes is not looked up
 */
GPtrArray *
tern_order_book_read_held (TernOrderBook *self, gint64 order, GError **error)
{
  g_autofree char *path = tern_ledger_dup_beside (self->ledger, "runs");
  g_autoptr (TernClaims) living = tern_claims_new (path); /* sees those of the book, too */
  g_autoptr (TernRows) rows = tern_store_query (
      self->store,
      "SELECT " TERN_ORDER_BOOK_COLUMNS ", order_run.station, order_run.origin, station.seen"
      "  FROM order_row LEFT JOIN order_run ON order_run.id = order_row.run"
      "  LEFT JOIN station ON station.origin = order_run.origin"
      "  WHERE order_file = $1 AND state IN ('claimed', 'uncertain') ORDER BY number",
      TERN_VALUES (TERN_INTEGER (order)), error);
  GPtrArray *list;

  if (rows == NULL)
    return NULL;
  list = g_ptr_array_new_with_free_func ((GDestroyNotify) tern_order_held_free);
  for (guint i = 0; i < tern_rows_get_length (rows); i++)
    g_ptr_array_add (list, make_held (self, rows, i, living));
  return list;
}

/**
 * tern_order_book_release:
 * @self: the book
 * @order: an order
 * @record: a row that a program has, as it is to be kept
 * @done: (out): whether it was released; one that has got on since it was read is left alone
 * @error: return location for an error
 *
 * Puts a row back into the queue. It goes on to name the run that had it, which may still say what
 * became of it until another has claimed it.
 *
 * Returns: whether the book could be asked
 */
gboolean
tern_order_book_release (TernOrderBook *self,
                         gint64 order,
                         const TernOrderRecord *record,
                         gboolean *done,
                         GError **error)
{
  guint64 changed = 0;
  gboolean asked = tern_store_run (
      self->store,
      record->bound
          ? "UPDATE order_row SET state = 'waiting', reason = NULL, bound = 1, changed = $4"
            "  WHERE order_file = $1 AND number = $2 AND run = $3"
            "  AND state IN ('claimed', 'uncertain')"
          : "UPDATE order_row SET state = 'waiting', reason = NULL, card = NULL, eid = NULL,"
            "  profile = NULL, iccid = NULL, profile_name = NULL, changed = $4"
            "  WHERE order_file = $1 AND number = $2 AND run = $3"
            "  AND state IN ('claimed', 'uncertain')",
      TERN_VALUES (TERN_INTEGER (order), TERN_INTEGER (record->number), TERN_INTEGER (record->run),
                   TERN_INTEGER (g_get_real_time ())),
      &changed, error);

  *done = changed > 0;
  return asked;
}
