/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orders/tern-order.h"

#include "orders/tern-order-past.h"
#include "orders/tern-order-private.h"

static guint changed_signal;

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TernOrder,
                               tern_order,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static void
row_gone (gpointer data, GObject *row)
{
  GHashTable *rows = data;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, rows);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (value == row)
      {
        g_hash_table_iter_remove (&iter);
        return;
      }
}

static void
forget_rows (TernOrder *self)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_object_weak_unref (row, row_gone, self->rows);
  g_hash_table_remove_all (self->rows);
}

static void
tern_order_finalize (GObject *object)
{
  TernOrder *self = TERN_ORDER (object);

  forget_rows (self);
  g_clear_object (&self->worker);
  g_clear_object (&self->book);
  g_clear_pointer (&self->file, tern_order_file_unref);
  g_clear_pointer (&self->columns, tern_order_columns_free);
  g_clear_pointer (&self->tally, tern_order_tally_free);
  g_clear_pointer (&self->rows, g_hash_table_unref);
  g_free (self->path);
  g_free (self->name);
  G_OBJECT_CLASS (tern_order_parent_class)->finalize (object);
}

static void
tern_order_class_init (TernOrderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tern_order_finalize;

  /**
   * TernOrder::changed:
   * @self: the order
   * @number: of the row that stands elsewhere than before; 0 for many of them
   */
  changed_signal = g_signal_new ("changed", TERN_TYPE_ORDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
tern_order_init (TernOrder *self)
{
  self->rows = g_hash_table_new (NULL, NULL);
}

static GType
order_get_item_type (GListModel *model)
{
  return TERN_TYPE_ORDER_ROW;
}

static guint
order_get_n_items (GListModel *model)
{
  return tern_order_tally_get_counts (TERN_ORDER (model)->tally)->total;
}

typedef struct
{
  guint number;
  TernOrderRecord *record;
} Details;

static void
details_free (gpointer data)
{
  Details *details = data;

  g_clear_pointer (&details->record, tern_order_record_free);
  g_free (details);
}

static gboolean
read_details (TernOrder *self, gpointer data, GError **error)
{
  Details *details = data;

  details->record = tern_order_book_read (self->book, self->id, details->number, error);
  return details->record != NULL;
}

static void
details_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TernOrder *self = TERN_ORDER (source);
  Details *details = g_task_get_task_data (G_TASK (result));
  TernOrderRow *row = g_hash_table_lookup (self->rows, GUINT_TO_POINTER (details->number));

  if (tern_order_do_finish (self, result, NULL) && row != NULL)
    tern_order_row_set_record (row, details->record);
}

/* Card, profile and time come out of the database a moment after the row is shown. */
static void
load_details (TernOrder *self, guint number)
{
  const TernOrderChange *state = tern_order_tally_get (self->tally, number);
  Details *details;

  if (!state->tried)
    return;
  details = g_new0 (Details, 1);
  details->number = number;
  tern_order_do_async (self, read_details, details, details_free, details_read, NULL);
}

static TernOrderRow *
make_row (TernOrder *self, guint number)
{
  const TernOrderChange *state = tern_order_tally_get (self->tally, number);
  g_autoptr (TernOrderEntry) entry = tern_order_read_entry (self, number);
  TernOrderRow *row = tern_order_row_new (number, entry);

  tern_order_row_set_state (row, state->state, state->reason);
  g_hash_table_insert (self->rows, GUINT_TO_POINTER (number), row);
  g_object_weak_ref (G_OBJECT (row), row_gone, self->rows);
  load_details (self, number);
  return row;
}

static gpointer
order_get_item (GListModel *model, guint position)
{
  TernOrder *self = TERN_ORDER (model);
  TernOrderRow *row;

  if (position >= order_get_n_items (model))
    return NULL;
  row = g_hash_table_lookup (self->rows, GUINT_TO_POINTER (position + 1));
  return row != NULL ? g_object_ref (row) : make_row (self, position + 1);
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = order_get_item_type;
  iface->get_n_items = order_get_n_items;
  iface->get_item = order_get_item;
}

/**
 * tern_order_get_book:
 * @self: the order
 *
 * Returns: (transfer none): where it is kept
 */
TernOrderBook *
tern_order_get_book (TernOrder *self)
{
  return self->book;
}

/**
 * tern_order_get_file:
 * @self: the order
 *
 * Returns: (transfer none): its file
 */
TernOrderFile *
tern_order_get_file (TernOrder *self)
{
  return self->file;
}

/**
 * tern_order_get_columns:
 * @self: the order
 *
 * Returns: (transfer none): what its columns mean
 */
const TernOrderColumns *
tern_order_get_columns (TernOrder *self)
{
  return self->columns;
}

/**
 * tern_order_get_path:
 * @self: the order
 *
 * Returns: where its file is
 */
const char *
tern_order_get_path (TernOrder *self)
{
  return self->path;
}

/**
 * tern_order_get_name:
 * @self: the order
 *
 * Returns: its file's name, to be shown
 */
const char *
tern_order_get_name (TernOrder *self)
{
  return self->name;
}

/**
 * tern_order_get_id:
 * @self: the order
 *
 * Returns: its number in the book
 */
gint64
tern_order_get_id (TernOrder *self)
{
  return self->id;
}

/**
 * tern_order_get_counts:
 * @self: the order
 *
 * Returns: (transfer none): how many rows stand where
 */
const TernOrderCounts *
tern_order_get_counts (TernOrder *self)
{
  return tern_order_tally_get_counts (self->tally);
}

/**
 * tern_order_get_state:
 * @self: the order
 * @number: of a row, from 1
 * @reason: (out) (optional): why it is set apart
 *
 * Returns: where it stands
 */
TernOrderState
tern_order_get_state (TernOrder *self, guint number, TernOrderReason *reason)
{
  const TernOrderChange *row = tern_order_tally_get (self->tally, number);

  if (reason != NULL)
    *reason = row->reason;
  return row->state;
}

/**
 * tern_order_read_entry:
 * @self: the order
 * @number: of a row, from 1
 *
 * Any thread.
 *
 * Returns: (transfer full): what the file says in that row
 */
TernOrderEntry *
tern_order_read_entry (TernOrder *self, guint number)
{
  g_autoptr (GPtrArray) cells =
      tern_order_file_read_record (self->file, self->columns->n_header + number - 1);

  return tern_order_entry_new (self->columns, cells);
}

static gboolean
settle_record (TernOrder *self, TernOrderRecord *record, GError **error)
{
  g_autoptr (TernOrderEntry) entry = tern_order_read_entry (self, record->number);
  g_autoptr (TernHistoryEntry) use = NULL;
  TernOrderVerdict verdict;

  if (!tern_order_past_find_since (tern_order_book_get_ledger (self->book), entry->code,
                                   record->claimed, NULL, &use, error))
    return FALSE;
  verdict = tern_order_past_judge (use, record);
  if (verdict.state == TERN_ORDER_STATE_UNCERTAIN)
    return TRUE;
  record->state = verdict.state;
  record->reason = verdict.reason;
  if (verdict.state == TERN_ORDER_STATE_WAITING && !verdict.counts && record->tries > 0)
    record->tries--;
  record->bound |= verdict.same_card;
  if (verdict.state == TERN_ORDER_STATE_WAITING)
    tern_order_record_let_go (record);
  return tern_order_book_settle (self->book, self->id, record, error);
}

/**
 * tern_order_settle_uncertain:
 * @self: the order
 * @eid: (nullable): only rows that this card has; it has been read, and so the journal knows what
 *   it knows
 * @error: return location for an error of %TERN_LEDGER_ERROR
 *
 * Looks up in the journal what became of rows that a program was at when it ended. What only the
 * card can tell stays uncertain until it has been read. Blocks; any thread.
 *
 * Returns: whether the ledger could be asked
 */
gboolean
tern_order_settle_uncertain (TernOrder *self, const char *eid, GError **error)
{
  g_autoptr (GPtrArray) records = tern_order_book_read_uncertain (self->book, self->id, error);

  if (records == NULL)
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    {
      TernOrderRecord *record = records->pdata[i];

      if (eid != NULL && g_strcmp0 (record->eid, eid) != 0)
        continue;
      if (!settle_record (self, record, error))
        return FALSE;
    }
  return TRUE;
}

static void
tell_row (TernOrder *self, guint number)
{
  TernOrderRow *row = g_hash_table_lookup (self->rows, GUINT_TO_POINTER (number));
  const TernOrderChange *state = tern_order_tally_get (self->tally, number);

  if (row == NULL)
    return;
  tern_order_row_set_state (row, state->state, state->reason);
  load_details (self, number);
}

typedef struct
{
  gint64 since;
  GArray *changes;
} Refreshing;

static void
refreshing_free (gpointer data)
{
  Refreshing *refreshing = data;

  g_clear_pointer (&refreshing->changes, g_array_unref);
  g_free (refreshing);
}

static gboolean
read_changes (TernOrder *self, gpointer data, GError **error)
{
  Refreshing *refreshing = data;

  refreshing->changes =
      tern_order_book_read_changes (self->book, self->id, &refreshing->since, error);
  return refreshing->changes != NULL;
}

/**
 * tern_order_refresh_async:
 * @self: the order
 * @cancellable: (nullable): cancels
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Reads what other programs and stations have done meanwhile.
 */
void
tern_order_refresh_async (TernOrder *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  Refreshing *refreshing = g_new0 (Refreshing, 1);

  refreshing->since = self->since;
  tern_order_do_async (self, read_changes, refreshing, refreshing_free, callback, user_data);
}

/**
 * tern_order_refresh_finish:
 * @self: the order
 * @result: what the callback was given
 * @error: return location for an error of %TERN_LEDGER_ERROR
 *
 * Returns: whether it was read
 */
gboolean
tern_order_refresh_finish (TernOrder *self, GAsyncResult *result, GError **error)
{
  Refreshing *refreshing = g_task_get_task_data (G_TASK (result));
  gboolean any = FALSE;

  if (!tern_order_do_finish (self, result, error))
    return FALSE;
  self->since = MAX (self->since, refreshing->since);
  for (guint i = 0; i < refreshing->changes->len; i++)
    {
      const TernOrderChange *change = &g_array_index (refreshing->changes, TernOrderChange, i);

      if (!tern_order_tally_apply (self->tally, change))
        continue;
      any = TRUE;
      tell_row (self, change->number);
    }
  if (any)
    g_signal_emit (self, changed_signal, 0, 0u);
  return TRUE;
}

/**
 * tern_order_note:
 * @self: the order
 * @record: where a row stands now, as it was written into the book
 *
 * Makes it known to all who look at the order. Main thread.
 */
void
tern_order_note (TernOrder *self, const TernOrderRecord *record)
{
  TernOrderRow *row = g_hash_table_lookup (self->rows, GUINT_TO_POINTER (record->number));
  const TernOrderChange change = { record->number, (guint8) record->state, (guint8) record->reason,
                                   TRUE };

  tern_order_tally_apply (self->tally, &change);
  if (row != NULL)
    tern_order_row_set_record (row, record);
  g_signal_emit (self, changed_signal, 0, record->number);
}

static void
do_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  TernOrderWork work = g_object_get_data (G_OBJECT (task), "work");
  GError *error = NULL;

  if (work (source, data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * tern_order_do_async:
 * @self: the order
 * @work: what is to be done
 * @data: for @work; the task data of the result
 * @data_free: (nullable): frees @data
 * @callback: called on the main thread when it is done
 * @user_data: for @callback
 *
 * Does something that blocks on the order's own thread, one thing after the other.
 */
void
tern_order_do_async (TernOrder *self,
                     TernOrderWork work,
                     gpointer data,
                     GDestroyNotify data_free,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, tern_order_do_async);
  g_task_set_task_data (task, data, data_free);
  g_object_set_data (G_OBJECT (task), "work", work);
  lpa_worker_push (self->worker, task, do_in_thread);
}

/**
 * tern_order_do_finish:
 * @self: the order
 * @result: what the callback was given
 * @error: return location for what the work set
 *
 * Returns: what the work returned
 */
gboolean
tern_order_do_finish (TernOrder *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
