/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-seal.h"
#include "lpa/lpa-error.h"
#include "orders/tern-order-book-private.h"

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

/**
 * tern_order_book_make_record:
 * @self: the book
 * @rows: what was read, %TERN_ORDER_BOOK_COLUMNS first
 * @row: which of them, from 0
 *
 * Returns: (transfer full): what is kept of a row
 */
TernOrderRecord *
tern_order_book_make_record (TernOrderBook *self, const TernRows *rows, guint row)
{
  TernOrderRecord *record = g_new0 (TernOrderRecord, 1);

  record->number = (guint) tern_rows_get_integer (rows, row, TERN_ORDER_BOOK_COLUMN_NUMBER);
  if (!tern_order_state_from_nick (tern_rows_get_text (rows, row, TERN_ORDER_BOOK_COLUMN_STATE),
                                   &record->state))
    record->state = TERN_ORDER_STATE_SET_APART;
  record->reason =
      tern_order_reason_from_nick (tern_rows_get_text (rows, row, TERN_ORDER_BOOK_COLUMN_REASON));
  record->tries = (guint) tern_rows_get_integer (rows, row, TERN_ORDER_BOOK_COLUMN_TRIES);
  if (!tern_rows_is_null (rows, row, TERN_ORDER_BOOK_COLUMN_RUN))
    record->run = tern_rows_get_integer (rows, row, TERN_ORDER_BOOK_COLUMN_RUN);
  record->claimed =
      tern_order_book_make_time (tern_rows_get_integer (rows, row, TERN_ORDER_BOOK_COLUMN_CLAIMED));
  record->bound = tern_rows_get_integer (rows, row, TERN_ORDER_BOOK_COLUMN_BOUND) != 0;
  record->eid = unseal_column (self, rows, row, TERN_ORDER_BOOK_COLUMN_EID);
  record->iccid = unseal_column (self, rows, row, TERN_ORDER_BOOK_COLUMN_ICCID);
  record->profile_name =
      g_strdup (tern_rows_get_text (rows, row, TERN_ORDER_BOOK_COLUMN_PROFILE_NAME));
  record->error = g_strdup (tern_rows_get_text (rows, row, TERN_ORDER_BOOK_COLUMN_ERROR));
  record->changed =
      tern_order_book_make_time (tern_rows_get_integer (rows, row, TERN_ORDER_BOOK_COLUMN_CHANGED));
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
    g_ptr_array_add (records, tern_order_book_make_record (self, rows, i));
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
      self,
      "SELECT " TERN_ORDER_BOOK_COLUMNS " FROM order_row WHERE order_file = $1 AND number = $2",
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
      "SELECT " TERN_ORDER_BOOK_COLUMNS " FROM order_row WHERE order_file = $1 AND number > $2"
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
      "SELECT " TERN_ORDER_BOOK_COLUMNS
      " FROM order_row WHERE order_file = $1 AND state = 'uncertain'"
      "  AND run IN (SELECT id FROM order_run WHERE origin = $2) ORDER BY number",
      TERN_VALUES (TERN_INTEGER (order), TERN_TEXT (tern_ledger_get_origin (self->ledger))), error);
}

/* The row may have been released, and claimed by another program since. */
static gboolean
check_still_ours (guint64 changed, GError **error)
{
  if (changed > 0)
    return TRUE;
  lpa_error_set (error, LPA_JOURNAL_ERROR, LPA_JOURNAL_ERROR_RELEASED, NULL,
                 "The row was released, and is not this program's any more");
  return FALSE;
}

/**
 * tern_order_book_note_profile:
 * @self: the book
 * @order: an order
 * @record: a row that is claimed; in @iccid and @profile_name the profile that is about to be
 *   installed
 * @error: return location for an error, %LPA_JOURNAL_ERROR_RELEASED when the row is not @record's
 *   run's any more
 *
 * The row's time stays that of the claim: what the journal has of its code since then belongs to
 * it.
 *
 * Returns: whether it was written
 */
gboolean
tern_order_book_note_profile (TernOrderBook *self,
                              gint64 order,
                              const TernOrderRecord *record,
                              GError **error)
{
  g_autoptr (GBytes) profile = tern_order_book_mark (self, TERN_LEDGER_MARK_ICCID, record->iccid);
  g_autoptr (GBytes) sealed = tern_seal (self->key, record->iccid);
  guint64 changed;

  return tern_store_run (
             self->store,
             "UPDATE order_row SET profile = $3, iccid = $4, profile_name = $5,"
             "  changed = $6"
             "  WHERE order_file = $1 AND number = $2 AND run = $7 AND state = 'claimed'",
             TERN_VALUES (TERN_INTEGER (order), TERN_INTEGER (record->number), TERN_BYTES (profile),
                          TERN_BYTES (sealed), TERN_TEXT (record->profile_name),
                          TERN_INTEGER (g_get_real_time ()), TERN_INTEGER (record->run)),
             &changed, error) &&
         check_still_ours (changed, error);
}

/**
 * tern_order_book_settle:
 * @self: the book
 * @order: an order
 * @record: a row: its state, reason, tries, error, and in @eid and @iccid what of card and profile
 *   is to be kept
 * @error: return location for an error, %LPA_JOURNAL_ERROR_RELEASED when the row is not @record's
 *   run's any more
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
  g_autoptr (GBytes) card = tern_order_book_mark (self, TERN_LEDGER_MARK_EID, record->eid);
  g_autoptr (GBytes) eid = tern_seal (self->key, record->eid);
  g_autoptr (GBytes) profile = tern_order_book_mark (self, TERN_LEDGER_MARK_ICCID, record->iccid);
  g_autoptr (GBytes) iccid = tern_seal (self->key, record->iccid);
  const char *reason =
      record->reason != TERN_ORDER_REASON_NONE ? tern_order_reason_get_nick (record->reason) : NULL;

  guint64 changed;

  return tern_store_run (
             self->store,
             "UPDATE order_row SET state = $3, reason = $4, tries = $5, card = $6, eid = $7,"
             "  profile = $8, iccid = $9, profile_name = $10, error = $11, changed = $12, bound = "
             "$13"
             "  WHERE order_file = $1 AND number = $2 AND (run = $14 OR $14 = 0)",
             TERN_VALUES (TERN_INTEGER (order), TERN_INTEGER (record->number),
                          TERN_TEXT (tern_order_state_get_nick (record->state)), TERN_TEXT (reason),
                          TERN_INTEGER (record->tries), TERN_BYTES (card), TERN_BYTES (eid),
                          TERN_BYTES (profile), TERN_BYTES (iccid),
                          TERN_TEXT (record->profile_name), TERN_TEXT (record->error),
                          TERN_INTEGER (g_get_real_time ()), TERN_INTEGER (record->bound),
                          TERN_INTEGER (record->run)),
             &changed, error) &&
         check_still_ours (changed, error);
}
