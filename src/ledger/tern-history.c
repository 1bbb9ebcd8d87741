/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-history.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* Entries that are read at once while some of them are looked for. */
#define SEARCH_PAGE 1000

/* The columns of an export, in their order. */
static const char *const COLUMNS[] = {
  "time", "ended",  "operation", "outcome", "card",    "profile",
  "name", "server", "code",      "error",   "station",
};
#define N_COLUMNS G_N_ELEMENTS (COLUMNS)

/* What is looked for in the ledger, on its way to a thread. */
typedef struct
{
  TernLedger *ledger;
  TernHistoryEntry *after;
  guint limit;
  TernHistoryFilter filter;
  gpointer data;
  GDestroyNotify destroy;
} Search;

static void
search_free (gpointer data)
{
  Search *self = data;

  if (self->destroy != NULL)
    self->destroy (self->data);
  g_clear_object (&self->after);
  g_clear_object (&self->ledger);
  g_free (self);
}

static void
take_matching (const Search *search, GPtrArray *page, GPtrArray *found)
{
  for (guint i = 0; i < page->len && found->len < search->limit; i++)
    if (search->filter == NULL || search->filter (page->pdata[i], search->data))
      g_ptr_array_add (found, g_object_ref (page->pdata[i]));
}

/* Without a filter every entry that is read is wanted; with one it may be few of many. */
static GPtrArray *
search_pages (const Search *search, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (TernHistoryEntry) after = search->after != NULL ? g_object_ref (search->after) : NULL;
  guint size = search->filter != NULL ? MAX (SEARCH_PAGE, search->limit) : search->limit;
  gboolean more = TRUE;

  while (more && found->len < search->limit)
    {
      g_autoptr (GPtrArray) page = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          (page = tern_ledger_read_page (search->ledger, after, size, error)) == NULL)
        return NULL;
      take_matching (search, page, found);
      more = page->len == size;
      if (page->len > 0)
        g_set_object (&after, page->pdata[page->len - 1]);
    }
  return g_steal_pointer (&found);
}

static void
load (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *entries = search_pages (data, cancellable, &error);

  if (entries != NULL)
    g_task_return_pointer (task, entries, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * tern_history_load_async:
 * @ledger: the ledger
 * @after: (nullable): the last entry that is known already
 * @limit: how many entries at most
 * @filter: (nullable): which ones
 * @data: for @filter
 * @destroy: (nullable): frees @data
 * @cancellable: (nullable): ends the search
 * @callback: called on the thread-default main context
 * @user_data: for @callback
 *
 * Reads what happened, on a thread, newest first. That it finds fewer than @limit says that there
 * are no more.
 */
void
tern_history_load_async (TernLedger *ledger,
                         TernHistoryEntry *after,
                         guint limit,
                         TernHistoryFilter filter,
                         gpointer data,
                         GDestroyNotify destroy,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Search *search = g_new0 (Search, 1);

  search->ledger = g_object_ref (ledger);
  search->after = after != NULL ? g_object_ref (after) : NULL;
  search->limit = limit;
  search->filter = filter;
  search->data = data;
  search->destroy = destroy;
  g_task_set_source_tag (task, tern_history_load_async);
  g_task_set_task_data (task, search, search_free);
  g_task_run_in_thread (task, load);
}

/**
 * tern_history_load_finish:
 * @result: from the callback
 * @error: return location for a #TernLedgerError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable) (element-type TernHistoryEntry): what was found
 */
GPtrArray *
tern_history_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct
{
  TernLedger *ledger;
  GFile *file;
  gboolean json;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *self = data;

  g_clear_object (&self->ledger);
  g_clear_object (&self->file);
  g_free (self);
}

static void
save (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Saving *saving = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) entries = tern_ledger_read_page (saving->ledger, NULL, G_MAXINT32, &error);
  g_autofree char *text = entries == NULL ? NULL
                          : saving->json  ? tern_history_to_json (entries)
                                          : tern_history_to_csv (entries);

  if (text != NULL && g_file_replace_contents (saving->file, text, strlen (text), NULL, FALSE,
                                               G_FILE_CREATE_PRIVATE, NULL, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * tern_history_save_async:
 * @ledger: the ledger
 * @file: where to
 * @json: whether as JSON, else as CSV
 * @callback: called on the thread-default main context
 * @user_data: for @callback
 *
 * Saves everything that happened, on a thread.
 */
void
tern_history_save_async (TernLedger *ledger,
                         GFile *file,
                         gboolean json,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Saving *saving = g_new0 (Saving, 1);

  saving->ledger = g_object_ref (ledger);
  saving->file = g_object_ref (file);
  saving->json = json;
  g_task_set_source_tag (task, tern_history_save_async);
  g_task_set_task_data (task, saving, saving_free);
  g_task_run_in_thread (task, save);
}

/**
 * tern_history_save_finish:
 * @result: from the callback
 * @error: return location for an error of %G_IO_ERROR or a #TernLedgerError
 *
 * Returns: whether it is there
 */
gboolean
tern_history_save_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static char *
dup_time (GDateTime *time)
{
  return time ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

/* The cells of one row, in the order of the columns. */
static char **
dup_cells (TernHistoryEntry *entry)
{
  const LpaOperation *operation = tern_history_entry_get_operation (entry);
  char **cells = g_new0 (char *, N_COLUMNS + 1);
  guint i = 0;

  cells[i++] = dup_time (operation->time);
  cells[i++] = dup_time (operation->ended);
  cells[i++] = g_strdup (lpa_operation_kind_get_nick (operation->kind));
  cells[i++] = g_strdup (lpa_operation_outcome_get_nick (operation->outcome));
  cells[i++] = g_strdup (operation->eid);
  cells[i++] = g_strdup (operation->iccid);
  cells[i++] = g_strdup (operation->profile_name);
  cells[i++] = g_strdup (operation->server);
  cells[i++] = g_strdup (tern_history_entry_get_code_mark (entry));
  cells[i++] = g_strdup (operation->error);
  cells[i++] = g_strdup (tern_history_entry_get_station (entry));
  return cells;
}

static void
free_cells (char **cells)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    g_free (cells[i]);
  g_free (cells);
}

/* Names come from servers: a spreadsheet must not take one for a formula. */
static gboolean
is_formula (const char *text)
{
  return *text != '\0' && strchr ("=+-@\t\r\n", *text) != NULL;
}

static void
append_cell (GString *csv, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text ? text : "", "\"", -1);
  g_autofree char *doubled = g_strjoinv ("\"\"", parts);

  g_string_append_printf (csv, "\"%s%s\"", text && is_formula (text) ? "'" : "", doubled);
}

static void
append_row (GString *csv, const char *const *cells)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      g_string_append (csv, i ? "," : "");
      append_cell (csv, cells[i]);
    }
  g_string_append (csv, "\r\n");
}

/**
 * tern_history_to_csv:
 * @entries: (element-type TernHistoryEntry): what to write
 *
 * A table after RFC 4180, in which no cell is a formula.
 *
 * Returns: (transfer full): the text
 */
char *
tern_history_to_csv (GPtrArray *entries)
{
  GString *csv = g_string_new (NULL);

  append_row (csv, COLUMNS);
  for (guint i = 0; i < entries->len; i++)
    {
      char **cells = dup_cells (entries->pdata[i]);

      append_row (csv, (const char *const *) cells);
      free_cells (cells);
    }
  return g_string_free (csv, FALSE);
}

static void
add_object (JsonBuilder *builder, TernHistoryEntry *entry)
{
  char **cells = dup_cells (entry);

  json_builder_begin_object (builder);
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      json_builder_set_member_name (builder, COLUMNS[i]);
      if (cells[i])
        json_builder_add_string_value (builder, cells[i]);
      else
        json_builder_add_null_value (builder);
    }
  json_builder_end_object (builder);
  free_cells (cells);
}

/**
 * tern_history_to_json:
 * @entries: (element-type TernHistoryEntry): what to write
 *
 * Returns: (transfer full): an array of objects
 */
char *
tern_history_to_json (GPtrArray *entries)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_array (builder);
  for (guint i = 0; i < entries->len; i++)
    add_object (builder, entries->pdata[i]);
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}
