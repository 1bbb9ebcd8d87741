/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "orders/tern-order.h"

#include <glib/gi18n-lib.h>

#include "lpa/lpa-worker.h"
#include "orders/tern-order-error.h"
#include "orders/tern-order-judge.h"

/* An operation belongs to a claim when it was begun after it; clocks are read a moment apart. */
#define SLACK (2 * G_TIME_SPAN_SECOND)

struct _TernOrder
{
  GObject parent_instance;

  TernOrderBook *book;
  LpaWorker *worker;
  TernOrderFile *file;
  TernOrderColumns *columns;
  char *path;
  char *name;
  gint64 id;

  GArray *states; /* TernOrderChange of each row */
  TernOrderCounts counts;
  gint64 since;
  GHashTable *rows; /* guint -> (unowned) TernOrderRow */
};

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
  g_clear_pointer (&self->states, g_array_unref);
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

static guint
count_rows (TernOrder *self)
{
  return tern_order_file_get_n_records (self->file) - self->columns->n_header;
}

static GType
order_get_item_type (GListModel *model)
{
  return TERN_TYPE_ORDER_ROW;
}

static guint
order_get_n_items (GListModel *model)
{
  return TERN_ORDER (model)->counts.total;
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
  const TernOrderChange *state = &g_array_index (self->states, TernOrderChange, number - 1);
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
  const TernOrderChange *state = &g_array_index (self->states, TernOrderChange, number - 1);
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

  if (position >= self->counts.total)
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

static void
count_row (TernOrder *self, const TernOrderChange *row, int by)
{
  self->counts.state[row->state] += (guint) by;
  self->counts.reason[row->reason] += (guint) by;
}

/* Returns whether that is news. */
static gboolean
apply_change (TernOrder *self, const TernOrderChange *change)
{
  TernOrderChange *row;

  if (change->number < 1 || change->number > self->states->len)
    return FALSE;
  row = &g_array_index (self->states, TernOrderChange, change->number - 1);
  if (row->state == change->state && row->reason == change->reason && row->tried == change->tried)
    return FALSE;
  count_row (self, row, -1);
  *row = *change;
  count_row (self, row, 1);
  return TRUE;
}

static void
clear_draft (gpointer data)
{
  TernOrderRowDraft *draft = data;

  g_clear_pointer (&draft->code, g_bytes_unref);
  g_clear_pointer (&draft->target, g_bytes_unref);
}

static TernOrderReason
judge_use (const LpaOperation *operation)
{
  TernOrderVerdict verdict = tern_order_judge_operation (operation, 0);

  switch (verdict.state)
    {
    case TERN_ORDER_STATE_INSTALLED:
      return TERN_ORDER_REASON_USED;
    case TERN_ORDER_STATE_UNCERTAIN:
      return TERN_ORDER_REASON_UNKNOWN;
    case TERN_ORDER_STATE_SET_APART:
      return verdict.reason;
    default:
      return verdict.same_card ? TERN_ORDER_REASON_UNKNOWN : TERN_ORDER_REASON_NONE;
    }
}

static gboolean
is_about_code (const LpaOperation *operation)
{
  return operation->kind == LPA_OPERATION_DOWNLOAD || operation->kind == LPA_OPERATION_CHECK;
}

/* What was done with the code here before it came in this file. */
static gboolean
find_earlier_use (TernOrder *self,
                  const TernOrderEntry *entry,
                  TernOrderRowDraft *draft,
                  GError **error)
{
  g_autoptr (GPtrArray) uses =
      tern_ledger_find_code (tern_order_book_get_ledger (self->book), entry->code, error);

  if (uses == NULL)
    return FALSE;
  for (guint i = 0; i < uses->len && draft->reason == TERN_ORDER_REASON_NONE; i++)
    {
      const LpaOperation *use = tern_history_entry_get_operation (uses->pdata[i]);

      if (is_about_code (use))
        draft->reason = judge_use (use);
    }
  return TRUE;
}

static gboolean
draft_row (TernOrder *self,
           guint number,
           GHashTable *seen,
           TernOrderRowDraft *draft,
           GError **error)
{
  TernLedger *ledger = tern_order_book_get_ledger (self->book);
  g_autoptr (TernOrderEntry) entry = tern_order_read_entry (self, number);
  const char *target = entry->value[TERN_ORDER_MEANING_TARGET_EID];

  draft->reason = entry->reason;
  if (entry->code != NULL)
    draft->code = tern_ledger_fingerprint_code (ledger, entry->code);
  if (target != NULL && entry->reason == TERN_ORDER_REASON_NONE)
    draft->target = tern_ledger_fingerprint (ledger, TERN_LEDGER_MARK_EID, target);
  if (draft->code != NULL && !g_hash_table_add (seen, draft->code) &&
      draft->reason == TERN_ORDER_REASON_NONE)
    draft->reason = TERN_ORDER_REASON_DOUBLED;
  if (draft->reason == TERN_ORDER_REASON_NONE && !find_earlier_use (self, entry, draft, error))
    return FALSE;
  draft->state = draft->reason == TERN_ORDER_REASON_NONE ? TERN_ORDER_STATE_WAITING
                                                         : TERN_ORDER_STATE_SET_APART;
  return TRUE;
}

static GArray *
draft_rows (TernOrder *self, GError **error)
{
  guint n = count_rows (self);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_bytes_hash, g_bytes_equal);
  g_autoptr (GArray) drafts = g_array_sized_new (FALSE, TRUE, sizeof (TernOrderRowDraft), n);

  g_array_set_clear_func (drafts, clear_draft);
  g_array_set_size (drafts, n);
  for (guint i = 0; i < n; i++)
    if (!draft_row (self, i + 1, seen, &g_array_index (drafts, TernOrderRowDraft, i), error))
      return NULL;
  return g_steal_pointer (&drafts);
}

static gboolean
import (TernOrder *self, GError **error)
{
  g_autofree char *meanings = tern_order_columns_to_text (self->columns);
  g_autoptr (GArray) drafts = draft_rows (self, error);
  const TernOrderSummary about = { .name = self->name,
                                   .path = self->path,
                                   .n_rows = count_rows (self) };

  return drafts != NULL &&
         tern_order_book_import (self->book, &about, tern_order_file_get_digest (self->file),
                                 meanings, drafts, &self->id, error);
}

/* The columns as they were when the order was begun; as a person once said of such files; as they
 * look. */
static gboolean
find_columns (TernOrder *self, GError **error)
{
  g_autofree char *layout = NULL;
  g_autofree char *recalled = NULL;
  g_autoptr (GError) local = NULL;

  self->columns = tern_order_columns_guess (self->file);
  if (count_rows (self) == 0)
    {
      g_set_error_literal (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_NO_ROWS,
                           C_ ("order", "The file has no rows."));
      return FALSE;
    }
  layout = tern_order_columns_dup_layout (self->columns);
  recalled = self->id != 0 ? tern_order_book_dup_meanings (self->book, self->id, &local)
                           : tern_order_book_recall_layout (self->book, layout, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (recalled != NULL)
    tern_order_columns_recall (self->columns, recalled);
  return TRUE;
}

/* An order that is known already is imported anew, unless codes of it have been tried. */
static gboolean
forget_for_new_columns (TernOrder *self, GError **error)
{
  gboolean forgotten;

  if (self->id == 0)
    return TRUE;
  if (!tern_order_book_forget (self->book, self->id, &forgotten, error))
    return FALSE;
  if (forgotten)
    {
      self->id = 0;
      return TRUE;
    }
  g_set_error_literal (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_BEGUN,
                       C_ ("order", "Codes of this order have been used already, so what its "
                                    "columns are stays as it is."));
  return FALSE;
}

static gboolean
heed_choices (TernOrder *self, const char *const *choices, GError **error)
{
  g_autofree char *before = tern_order_columns_to_text (self->columns);
  g_autofree char *after = NULL;
  g_autofree char *layout = NULL;

  for (guint i = 0; choices != NULL && choices[i] != NULL; i++)
    if (!tern_order_columns_choose (self->columns, choices[i], error))
      return FALSE;
  after = tern_order_columns_to_text (self->columns);
  if (!tern_order_columns_check (self->columns, error))
    return FALSE;
  if (g_str_equal (before, after))
    return TRUE;
  layout = tern_order_columns_dup_layout (self->columns);
  return forget_for_new_columns (self, error) &&
         tern_order_book_remember_layout (self->book, layout, after, error);
}

static gboolean
load_states (TernOrder *self, GError **error)
{
  g_autoptr (GArray) changes = NULL;

  self->counts.total = count_rows (self);
  self->states = g_array_sized_new (FALSE, TRUE, sizeof (TernOrderChange), self->counts.total);
  g_array_set_size (self->states, self->counts.total);
  for (guint i = 0; i < self->states->len; i++)
    count_row (self, &g_array_index (self->states, TernOrderChange, i), 1);
  changes = tern_order_book_read_changes (self->book, self->id, &self->since, error);
  for (guint i = 0; changes != NULL && i < changes->len; i++)
    apply_change (self, &g_array_index (changes, TernOrderChange, i));
  return changes != NULL;
}

static char *
make_absolute (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  return g_file_get_path (file);
}

/**
 * tern_order_load:
 * @ledger: where what is done is kept
 * @path: a CSV file
 * @choices: (nullable): what a person says of its columns, for tern_order_columns_choose()
 * @error: return location for an error of %TERN_ORDER_ERROR or %TERN_LEDGER_ERROR
 *
 * Reads an order. A file that is new is taken apart and its rows are written into the ledger; one
 * that is known goes on where it stands. Rows of which it was not certain what became of them are
 * looked up in the journal. Blocks, a second or two for the largest. Any thread.
 *
 * Returns: (transfer full) (nullable): the order
 */
TernOrder *
tern_order_load (TernLedger *ledger, const char *path, const char *const *choices, GError **error)
{
  g_autoptr (TernOrder) self = g_object_new (TERN_TYPE_ORDER, NULL);

  self->path = make_absolute (path);
  self->name = g_filename_display_basename (path);
  self->book = tern_order_book_new (ledger);
  self->worker = lpa_worker_new ("order");
  self->file = tern_order_file_load (self->path, error);
  if (self->file == NULL ||
      !tern_order_book_find (self->book, tern_order_file_get_digest (self->file), &self->id,
                             error) ||
      !find_columns (self, error) || !heed_choices (self, choices, error) ||
      (self->id == 0 && !import (self, error)) ||
      !tern_order_book_note_dead_runs (self->book, self->id, error) ||
      !tern_order_settle_uncertain (self, NULL, error) || !load_states (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

typedef struct
{
  TernLedger *ledger;
  char *path;
  GStrv choices;
} Loading;

static void
loading_free (gpointer data)
{
  Loading *loading = data;

  g_object_unref (loading->ledger);
  g_free (loading->path);
  g_strfreev (loading->choices);
  g_free (loading);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Loading *loading = data;
  GError *error = NULL;
  TernOrder *order = tern_order_load (loading->ledger, loading->path,
                                      (const char *const *) loading->choices, &error);

  if (order != NULL)
    g_task_return_pointer (task, order, g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * tern_order_load_async:
 * @ledger: where what is done is kept
 * @path: a CSV file
 * @choices: (nullable): what a person says of its columns
 * @cancellable: (nullable): cancels
 * @callback: called when it is there
 * @user_data: for @callback
 *
 * Carries tern_order_load() out in a thread.
 */
void
tern_order_load_async (TernLedger *ledger,
                       const char *path,
                       const char *const *choices,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Loading *loading = g_new0 (Loading, 1);

  loading->ledger = g_object_ref (ledger);
  loading->path = g_strdup (path);
  loading->choices = g_strdupv ((GStrv) choices);
  g_task_set_source_tag (task, tern_order_load_async);
  g_task_set_task_data (task, loading, loading_free);
  g_task_run_in_thread (task, load_in_thread);
}

/**
 * tern_order_load_finish:
 * @result: what the callback was given
 * @error: return location for an error of %TERN_ORDER_ERROR or %TERN_LEDGER_ERROR
 *
 * Returns: (transfer full) (nullable): the order
 */
TernOrder *
tern_order_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
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
  return &self->counts;
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
  const TernOrderChange *row = &g_array_index (self->states, TernOrderChange, number - 1);

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

/* The newest thing that was done with the code since the row was claimed. */
static gboolean
judge_by_journal (TernOrder *self,
                  TernOrderRecord *record,
                  TernOrderVerdict *verdict,
                  GError **error)
{
  g_autoptr (TernOrderEntry) entry = tern_order_read_entry (self, record->number);
  g_autoptr (GPtrArray) uses = NULL;

  *verdict = (TernOrderVerdict){ .state = TERN_ORDER_STATE_WAITING };
  if (entry->code == NULL)
    return TRUE;
  uses = tern_ledger_find_code (tern_order_book_get_ledger (self->book), entry->code, error);
  for (guint i = 0; uses != NULL && i < uses->len; i++)
    {
      const LpaOperation *use = tern_history_entry_get_operation (uses->pdata[i]);

      if (!is_about_code (use) || g_date_time_difference (record->claimed, use->time) > SLACK)
        continue;
      *verdict = tern_order_judge_operation (use, record->tries);
      g_free (record->error);
      record->error = g_strdup (use->error);
      break;
    }
  return uses != NULL;
}

static gboolean
settle_record (TernOrder *self, TernOrderRecord *record, GError **error)
{
  TernOrderVerdict verdict;

  if (!judge_by_journal (self, record, &verdict, error))
    return FALSE;
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
  const TernOrderChange *state = &g_array_index (self->states, TernOrderChange, number - 1);

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

      if (!apply_change (self, change))
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

  apply_change (self, &change);
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
