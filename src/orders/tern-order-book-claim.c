/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-seal.h"
#include "orders/tern-order-book-private.h"

/**
 * tern_order_book_begin_run:
 * @self: the book
 * @error: return location for an error
 *
 * Returns: the number of a run of this program, alive until tern_order_book_end_run() or the
 * program's end, however it comes; 0 with @error set
 */
gint64
tern_order_book_begin_run (TernOrderBook *self, GError **error)
{
  g_autoptr (TernRows) rows = tern_store_query (
      self->store,
      "INSERT INTO order_run (began, origin, station) VALUES ($1, $2, $3) RETURNING id",
      TERN_VALUES (TERN_INTEGER (g_get_real_time ()),
                   TERN_TEXT (tern_ledger_get_origin (self->ledger)),
                   TERN_TEXT (tern_ledger_get_station_name (self->ledger))),
      error);
  gint64 run = rows != NULL ? tern_rows_get_integer (rows, 0, 0) : 0;

  if (run != 0)
    tern_claims_take (self->runs, run);
  return run;
}

/**
 * tern_order_book_end_run:
 * @self: the book
 * @run: a run of this program
 *
 * What it left claimed is uncertain from now on, for the next one that looks.
 */
void
tern_order_book_end_run (TernOrderBook *self, gint64 run)
{
  tern_claims_drop (self->runs, run);
}

/**
 * tern_order_book_note_dead_runs:
 * @self: the book
 * @order: an order
 * @error: return location for an error
 *
 * Rows that a program of this station was at when it ended become uncertain. Those of another
 * station are left alone: what became of them only that station's journal knows. Called before a
 * run of this program begins.
 *
 * Returns: whether the book could be asked
 */
gboolean
tern_order_book_note_dead_runs (TernOrderBook *self, gint64 order, GError **error)
{
  g_autoptr (TernRows) rows = tern_store_query (
      self->store,
      "SELECT DISTINCT run FROM order_row JOIN order_run ON order_run.id = order_row.run"
      "  WHERE order_file = $1 AND state = 'claimed' AND origin = $2",
      TERN_VALUES (TERN_INTEGER (order), TERN_TEXT (tern_ledger_get_origin (self->ledger))), error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < tern_rows_get_length (rows); i++)
    {
      gint64 run = tern_rows_get_integer (rows, i, 0);

      if (tern_claims_is_taken (self->runs, run))
        continue;
      if (!tern_store_run (self->store,
                           "UPDATE order_row SET state = 'uncertain'"
                           "  WHERE order_file = $1 AND state = 'claimed' AND run = $2",
                           TERN_VALUES (TERN_INTEGER (order), TERN_INTEGER (run)), NULL, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * tern_order_book_count_on_card:
 * @self: the book
 * @order: an order
 * @eid: of a card
 * @taken: (out): how many rows of the order it has, finished or not
 * @done: (out): how many of them are done
 * @error: return location for an error
 *
 * Returns: whether the book could be asked
 */
gboolean
tern_order_book_count_on_card (TernOrderBook *self,
                               gint64 order,
                               const char *eid,
                               guint *taken,
                               guint *done,
                               GError **error)
{
  g_autoptr (GBytes) card = tern_order_book_mark (self, TERN_LEDGER_MARK_EID, eid);
  g_autoptr (TernRows) rows =
      tern_store_query (self->store,
                        "SELECT state, count (*) FROM order_row WHERE order_file = $1 AND card = $2"
                        "  AND state IN " TERN_ORDER_BOOK_IN_USE " GROUP BY state",
                        TERN_VALUES (TERN_INTEGER (order), TERN_BYTES (card)), error);

  *taken = 0;
  *done = 0;
  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < tern_rows_get_length (rows); i++)
    {
      guint count = (guint) tern_rows_get_integer (rows, i, 1);

      *taken += count;
      if (g_str_equal (tern_rows_get_text (rows, i, 0), "done"))
        *done += count;
    }
  return TRUE;
}

static guint
query_number (TernStore *store,
              const char *sql,
              const TernValue *values,
              gsize n_values,
              gboolean *asked,
              GError **error)
{
  g_autoptr (TernRows) rows = tern_store_query (store, sql, values, n_values, error);

  *asked = rows != NULL;
  return rows != NULL && tern_rows_get_length (rows) > 0
             ? (guint) tern_rows_get_integer (rows, 0, 0)
             : 0;
}

/**
 * tern_order_book_find_installed:
 * @self: the book
 * @order: an order
 * @eid: of a card
 * @error: (nullable): return location for an error
 *
 * Returns: the number of a row whose profile is on the card and of which something is left to do; 0
 * when there is none
 */
guint
tern_order_book_find_installed (TernOrderBook *self, gint64 order, const char *eid, GError **error)
{
  g_autoptr (GBytes) card = tern_order_book_mark (self, TERN_LEDGER_MARK_EID, eid);
  gboolean asked;

  return query_number (self->store,
                       "SELECT number FROM order_row WHERE order_file = $1 AND card = $2"
                       "  AND state = 'installed' ORDER BY number LIMIT 1",
                       TERN_VALUES (TERN_INTEGER (order), TERN_BYTES (card)), &asked, error);
}

typedef struct
{
  gint64 order;
  gint64 run;
  GBytes *card;
  GBytes *eid;
  gboolean any;
  guint number;
} Claim;

/* What is meant for the card first: bound to it by an earlier try, then named by the file. */
static const char *const queues[] = {
  "SELECT number FROM order_row r WHERE order_file = $1 AND state = 'waiting' AND card = $2"
  "  AND (target IS NULL OR target = $2)",
  "SELECT number FROM order_row r WHERE order_file = $1 AND state = 'waiting' AND target = $2"
  "  AND card IS NULL",
  "SELECT number FROM order_row r WHERE order_file = $1 AND state = 'waiting' AND target IS NULL"
  "  AND card IS NULL",
};
#define NOT_IN_USE                                                                \
  " AND NOT EXISTS (SELECT 1 FROM order_row o WHERE o.code = r.code AND o.state " \
  "IN " TERN_ORDER_BOOK_IN_USE ") ORDER BY tries, number LIMIT 1"

/* An earlier run of the same transaction may have taken effect. */
static gboolean
claim_in_transaction (TernStore *store, gpointer data, GError **error)
{
  Claim *claim = data;
  gsize n_queues = claim->any ? G_N_ELEMENTS (queues) : G_N_ELEMENTS (queues) - 1;
  gboolean asked;

  claim->number = query_number (store,
                                "SELECT number FROM order_row WHERE order_file = $1 AND card = $2"
                                "  AND run = $3 AND state = 'claimed'",
                                TERN_VALUES (TERN_INTEGER (claim->order), TERN_BYTES (claim->card),
                                             TERN_INTEGER (claim->run)),
                                &asked, error);
  for (gsize i = 0; asked && claim->number == 0 && i < n_queues; i++)
    {
      g_autofree char *sql =
          g_strconcat ("UPDATE order_row SET state = 'claimed', reason = NULL, run = $3, card = $2,"
                       "  eid = $4, tries = tries + 1, changed = $5, claimed = $5"
                       "  WHERE order_file = $1 AND number = (",
                       queues[i], NOT_IN_USE " {SKIP LOCKED}) RETURNING number", NULL);

      claim->number =
          query_number (store, sql,
                        TERN_VALUES (TERN_INTEGER (claim->order), TERN_BYTES (claim->card),
                                     TERN_INTEGER (claim->run), TERN_BYTES (claim->eid),
                                     TERN_INTEGER (g_get_real_time ())),
                        &asked, error);
    }
  return asked;
}

/**
 * tern_order_book_claim:
 * @self: the book
 * @order: an order
 * @run: a run of this program
 * @eid: of a card
 * @any: whether it may have a row that is not meant for it in particular
 * @error: return location for an error
 *
 * Gives the next row to a card. No two programs or stations get the same row.
 *
 * Returns: the row's number; 0 when there is none, or with @error set
 */
guint
tern_order_book_claim (TernOrderBook *self,
                       gint64 order,
                       gint64 run,
                       const char *eid,
                       gboolean any,
                       GError **error)
{
  g_autoptr (GBytes) card = tern_order_book_mark (self, TERN_LEDGER_MARK_EID, eid);
  g_autoptr (GBytes) sealed = tern_seal (self->key, eid);
  Claim claim = { order, run, card, sealed, any, 0 };

  if (!tern_store_transact (self->store, claim_in_transaction, &claim, error))
    return 0;
  return claim.number;
}
