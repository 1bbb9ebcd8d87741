/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orders/tern-order-book.h"

#include "ledger/tern-claims.h"
#include "ledger/tern-seal.h"

/* A row in one of these has its code in use; the database has no code in two such rows. */
#define IN_USE "('claimed', 'uncertain', 'installed', 'done')"

#define RECORD_COLUMNS \
  "number, state, reason, tries, run, claimed, bound, eid, iccid, profile_name, error, changed"
enum
{
  COLUMN_NUMBER,
  COLUMN_STATE,
  COLUMN_REASON,
  COLUMN_TRIES,
  COLUMN_RUN,
  COLUMN_CLAIMED,
  COLUMN_BOUND,
  COLUMN_EID,
  COLUMN_ICCID,
  COLUMN_PROFILE_NAME,
  COLUMN_ERROR,
  COLUMN_CHANGED,
};

/* Values of one row in a bulk insertion. */
#define DRAFT_VALUES 7

struct _TernOrderBook
{
  GObject parent_instance;

  TernLedger *ledger;
  TernStore *store; /* (unowned): the ledger's */
  GBytes *key;
  TernClaims *runs;
};

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
 * tern_order_record_free:
 * @self: (transfer full): what is kept of a row
 */
void
tern_order_record_free (TernOrderRecord *self)
{
  g_free (self->eid);
  g_free (self->iccid);
  g_free (self->profile_name);
  g_free (self->error);
  g_clear_pointer (&self->claimed, g_date_time_unref);
  g_clear_pointer (&self->changed, g_date_time_unref);
  g_free (self);
}

/**
 * tern_order_record_let_go:
 * @self: a row that goes back to the queue
 *
 * Any card may have it, unless the server has given the profile to one: that one alone can have it,
 * whatever happened since.
 */
void
tern_order_record_let_go (TernOrderRecord *self)
{
  if (self->bound)
    return;
  g_clear_pointer (&self->eid, g_free);
  g_clear_pointer (&self->iccid, g_free);
  g_clear_pointer (&self->profile_name, g_free);
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

static GDateTime *
time_from (gint64 microseconds)
{
  g_autoptr (GDateTime) second = g_date_time_new_from_unix_utc (microseconds / G_USEC_PER_SEC);

  return second != NULL ? g_date_time_add (second, microseconds % G_USEC_PER_SEC) : NULL;
}

static GBytes *
mark (TernOrderBook *self, TernLedgerMark kind, const char *text)
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
  g_autoptr (GBytes) file = mark (self, TERN_LEDGER_MARK_FILE, digest);
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
  return tern_store_run (store,
                         "UPDATE order_row SET state = 'set-apart', reason = 'used'"
                         "  WHERE order_file = $1 AND state = 'waiting' AND code IN"
                         "  (SELECT code FROM order_row WHERE order_file <> $1 AND state IN " IN_USE
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
  g_autoptr (GBytes) file = mark (self, TERN_LEDGER_MARK_FILE, digest);
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
  g_autoptr (TernRows) rows = tern_store_query (
      store,
      "SELECT count (*) FROM order_row WHERE order_file = $1 AND (tries > 0 OR state IN " IN_USE
      ")",
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
      summary->began = time_from (tern_rows_get_integer (rows, i, 3));
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

/**
 * tern_order_book_read_changes:
 * @self: the book
 * @order: an order
 * @since: (inout): changes of this moment and later are read; set to that of the latest
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable) (element-type TernOrderChange): where the rows stand that
 * have changed
 */
GArray *
tern_order_book_read_changes (TernOrderBook *self, gint64 order, gint64 *since, GError **error)
{
  g_autoptr (TernRows) rows =
      tern_store_query (self->store,
                        "SELECT number, state, reason, changed, tries FROM order_row"
                        "  WHERE order_file = $1 AND changed >= $2",
                        TERN_VALUES (TERN_INTEGER (order), TERN_INTEGER (*since)), error);
  GArray *changes;

  if (rows == NULL)
    return NULL;
  changes = g_array_sized_new (FALSE, FALSE, sizeof (TernOrderChange), tern_rows_get_length (rows));
  for (guint i = 0; i < tern_rows_get_length (rows); i++)
    {
      TernOrderState state;
      TernOrderChange change = { .number = (guint32) tern_rows_get_integer (rows, i, 0) };

      if (!tern_order_state_from_nick (tern_rows_get_text (rows, i, 1), &state))
        continue;
      change.state = (guint8) state;
      change.reason = (guint8) tern_order_reason_from_nick (tern_rows_get_text (rows, i, 2));
      change.tried = tern_rows_get_integer (rows, i, 4) > 0;
      g_array_append_val (changes, change);
      *since = MAX (*since, tern_rows_get_integer (rows, i, 3));
    }
  return changes;
}

static char *
unseal_column (TernOrderBook *self, const TernRows *rows, guint row, guint column)
{
  g_autoptr (GBytes) sealed = tern_rows_dup_bytes (rows, row, column);

  return tern_unseal (self->key, sealed);
}

static TernOrderRecord *
record_from_row (TernOrderBook *self, const TernRows *rows, guint row)
{
  TernOrderRecord *record = g_new0 (TernOrderRecord, 1);

  record->number = (guint) tern_rows_get_integer (rows, row, COLUMN_NUMBER);
  if (!tern_order_state_from_nick (tern_rows_get_text (rows, row, COLUMN_STATE), &record->state))
    record->state = TERN_ORDER_STATE_SET_APART;
  record->reason = tern_order_reason_from_nick (tern_rows_get_text (rows, row, COLUMN_REASON));
  record->tries = (guint) tern_rows_get_integer (rows, row, COLUMN_TRIES);
  if (!tern_rows_is_null (rows, row, COLUMN_RUN))
    record->run = tern_rows_get_integer (rows, row, COLUMN_RUN);
  record->claimed = time_from (tern_rows_get_integer (rows, row, COLUMN_CLAIMED));
  record->bound = tern_rows_get_integer (rows, row, COLUMN_BOUND) != 0;
  record->eid = unseal_column (self, rows, row, COLUMN_EID);
  record->iccid = unseal_column (self, rows, row, COLUMN_ICCID);
  record->profile_name = g_strdup (tern_rows_get_text (rows, row, COLUMN_PROFILE_NAME));
  record->error = g_strdup (tern_rows_get_text (rows, row, COLUMN_ERROR));
  record->changed = time_from (tern_rows_get_integer (rows, row, COLUMN_CHANGED));
  return record;
}

static GPtrArray *
read_records (TernOrderBook *self,
              const char *sql,
              const TernValue *values,
              gsize n_values,
              GError **error)
{
  g_autoptr (TernRows) rows = tern_store_query (self->store, sql, values, n_values, error);
  GPtrArray *records;

  if (rows == NULL)
    return NULL;
  records = g_ptr_array_new_with_free_func ((GDestroyNotify) tern_order_record_free);
  for (guint i = 0; i < tern_rows_get_length (rows); i++)
    g_ptr_array_add (records, record_from_row (self, rows, i));
  return records;
}

/**
 * tern_order_book_read:
 * @self: the book
 * @order: an order
 * @number: of a row, from 1
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): what is kept of it
 */
TernOrderRecord *
tern_order_book_read (TernOrderBook *self, gint64 order, guint number, GError **error)
{
  g_autoptr (GPtrArray) records = read_records (
      self, "SELECT " RECORD_COLUMNS " FROM order_row WHERE order_file = $1 AND number = $2",
      TERN_VALUES (TERN_INTEGER (order), TERN_INTEGER (number)), error);

  if (records != NULL && records->len == 0)
    g_set_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_CORRUPT,
                 "The ledger has no row %u of an order", number);
  return records != NULL && records->len > 0 ? g_ptr_array_steal_index (records, 0) : NULL;
}

/**
 * tern_order_book_read_changed:
 * @self: the book
 * @order: an order
 * @after: the last row that is known
 * @limit: how many at most
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable) (element-type TernOrderRecord): the next rows that are more
 * than waiting, in the order of the file
 */
GPtrArray *
tern_order_book_read_changed (TernOrderBook *self,
                              gint64 order,
                              guint after,
                              guint limit,
                              GError **error)
{
  return read_records (
      self,
      "SELECT " RECORD_COLUMNS " FROM order_row WHERE order_file = $1 AND number > $2"
      "  AND (state <> 'waiting' OR tries > 0) ORDER BY number LIMIT $3",
      TERN_VALUES (TERN_INTEGER (order), TERN_INTEGER (after), TERN_INTEGER (limit)), error);
}

/**
 * tern_order_book_read_uncertain:
 * @self: the book
 * @order: an order
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable) (element-type TernOrderRecord): the rows of this station of
 * which is not known what became of them
 */
GPtrArray *
tern_order_book_read_uncertain (TernOrderBook *self, gint64 order, GError **error)
{
  return read_records (
      self,
      "SELECT " RECORD_COLUMNS " FROM order_row WHERE order_file = $1 AND state = 'uncertain'"
      "  AND run IN (SELECT id FROM order_run WHERE origin = $2) ORDER BY number",
      TERN_VALUES (TERN_INTEGER (order), TERN_TEXT (tern_ledger_get_origin (self->ledger))), error);
}

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
  g_autoptr (GBytes) card = mark (self, TERN_LEDGER_MARK_EID, eid);
  g_autoptr (TernRows) rows =
      tern_store_query (self->store,
                        "SELECT state, count (*) FROM order_row WHERE order_file = $1 AND card = $2"
                        "  AND state IN " IN_USE " GROUP BY state",
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
  g_autoptr (GBytes) card = mark (self, TERN_LEDGER_MARK_EID, eid);
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
#define NOT_IN_USE                                                                          \
  " AND NOT EXISTS (SELECT 1 FROM order_row o WHERE o.code = r.code AND o.state IN " IN_USE \
  ") ORDER BY tries, number LIMIT 1"

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
  g_autoptr (GBytes) card = mark (self, TERN_LEDGER_MARK_EID, eid);
  g_autoptr (GBytes) sealed = tern_seal (self->key, eid);
  Claim claim = { order, run, card, sealed, any, 0 };

  if (!tern_store_transact (self->store, claim_in_transaction, &claim, error))
    return 0;
  return claim.number;
}

/**
 * tern_order_book_note_profile:
 * @self: the book
 * @order: an order
 * @number: of a row that is claimed
 * @iccid: of the profile that is about to be installed
 * @name: (nullable): its name
 * @error: return location for an error
 *
 * The row's time stays that of the claim: what the journal has of its code since then belongs to
 * it.
 *
 * Returns: whether it was written
 */
gboolean
tern_order_book_note_profile (TernOrderBook *self,
                              gint64 order,
                              guint number,
                              const char *iccid,
                              const char *name,
                              GError **error)
{
  g_autoptr (GBytes) profile = mark (self, TERN_LEDGER_MARK_ICCID, iccid);
  g_autoptr (GBytes) sealed = tern_seal (self->key, iccid);

  return tern_store_run (self->store,
                         "UPDATE order_row SET profile = $3, iccid = $4, profile_name = $5,"
                         "  changed = $6 WHERE order_file = $1 AND number = $2",
                         TERN_VALUES (TERN_INTEGER (order), TERN_INTEGER (number),
                                      TERN_BYTES (profile), TERN_BYTES (sealed), TERN_TEXT (name),
                                      TERN_INTEGER (g_get_real_time ())),
                         NULL, error);
}

/**
 * tern_order_book_settle:
 * @self: the book
 * @order: an order
 * @record: a row: its state, reason, tries, error, and in @eid and @iccid what of card and profile
 *   is to be kept
 * @error: return location for an error
 *
 * Writes where a row stands now.
 *
 * Returns: whether it was written
 */
gboolean
tern_order_book_settle (TernOrderBook *self,
                        gint64 order,
                        const TernOrderRecord *record,
                        GError **error)
{
  g_autoptr (GBytes) card = mark (self, TERN_LEDGER_MARK_EID, record->eid);
  g_autoptr (GBytes) eid = tern_seal (self->key, record->eid);
  g_autoptr (GBytes) profile = mark (self, TERN_LEDGER_MARK_ICCID, record->iccid);
  g_autoptr (GBytes) iccid = tern_seal (self->key, record->iccid);
  const char *reason =
      record->reason != TERN_ORDER_REASON_NONE ? tern_order_reason_get_nick (record->reason) : NULL;

  return tern_store_run (
      self->store,
      "UPDATE order_row SET state = $3, reason = $4, tries = $5, card = $6, eid = $7,"
      "  profile = $8, iccid = $9, profile_name = $10, error = $11, changed = $12, bound = $13"
      "  WHERE order_file = $1 AND number = $2",
      TERN_VALUES (TERN_INTEGER (order), TERN_INTEGER (record->number),
                   TERN_TEXT (tern_order_state_get_nick (record->state)), TERN_TEXT (reason),
                   TERN_INTEGER (record->tries), TERN_BYTES (card), TERN_BYTES (eid),
                   TERN_BYTES (profile), TERN_BYTES (iccid), TERN_TEXT (record->profile_name),
                   TERN_TEXT (record->error), TERN_INTEGER (g_get_real_time ()),
                   TERN_INTEGER (record->bound)),
      NULL, error);
}
