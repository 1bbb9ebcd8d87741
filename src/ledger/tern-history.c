/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-history.h"

#include <json-glib/json-glib.h>

/* The columns of an export, in their order. */
static const char *const COLUMNS[] = {
  "time", "ended", "operation", "outcome", "card", "profile", "name", "server", "code", "error",
};
#define N_COLUMNS G_N_ELEMENTS (COLUMNS)

static void
load (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *entries = tern_ledger_read_page (data, NULL, G_MAXUINT, &error);

  if (entries != NULL)
    g_task_return_pointer (task, entries, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * tern_history_load_async:
 * @ledger: the ledger
 * @callback: called on the thread-default main context
 * @user_data: for @callback
 *
 * Reads all that happened, on a thread.
 */
void
tern_history_load_async (TernLedger *ledger, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, tern_history_load_async);
  g_task_set_task_data (task, g_object_ref (ledger), g_object_unref);
  g_task_run_in_thread (task, load);
}

/**
 * tern_history_load_finish:
 * @result: from the callback
 * @error: return location for a #TernLedgerError
 *
 * Returns: (transfer full) (nullable) (element-type TernHistoryEntry): all of it, newest first
 */
GPtrArray *
tern_history_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
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
