/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "orders/tern-order-error.h"
#include "orders/tern-order-past.h"
#include "orders/tern-order-private.h"

static void
clear_draft (gpointer data)
{
  TernOrderRowDraft *draft = data;

  g_clear_pointer (&draft->code, g_bytes_unref);
  g_clear_pointer (&draft->target, g_bytes_unref);
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
  if (draft->reason == TERN_ORDER_REASON_NONE &&
      !tern_order_past_find_use (ledger, entry->code, &draft->reason, error))
    return FALSE;
  draft->state = draft->reason == TERN_ORDER_REASON_NONE ? TERN_ORDER_STATE_WAITING
                                                         : TERN_ORDER_STATE_SET_APART;
  return TRUE;
}

static guint
count_rows (TernOrder *self)
{
  return tern_order_file_get_n_records (self->file) - self->columns->n_header;
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

  self->tally = tern_order_tally_new (count_rows (self));
  changes = tern_order_book_read_changes (self->book, self->id, &self->since, error);
  for (guint i = 0; changes != NULL && i < changes->len; i++)
    tern_order_tally_apply (self->tally, &g_array_index (changes, TernOrderChange, i));
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
