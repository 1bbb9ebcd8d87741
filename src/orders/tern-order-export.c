/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "orders/tern-order-export.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <openssl/crypto.h>
#include <string.h>
#include <sys/stat.h>

#include "orders/tern-csv.h"
#include "orders/tern-order-error.h"

/* How many rows are read at a time, so that memory does not grow with the order. */
#define PAGE 500

/* How many deletions back the history is looked through. */
#define MAX_DELETIONS 1000

/* What is added to each row. For programs, so never translated. */
static const char *const headings[] = { "EID", "ICCID", "Result", "Error", "Time" };

typedef struct
{
  TernOrder *order;
  GString *text;
  guint width;
  guint next; /* row that is written next, from 1 */
} Export;

/**
 * tern_order_visit:
 * @order: an order
 * @visit: called with each row that has got further than waiting, in the order of the file
 * @data: for @visit
 * @error: return location for what @visit set, or an error of %TERN_LEDGER_ERROR
 *
 * Blocks. Any thread.
 *
 * Returns: whether all rows were visited
 */
gboolean
tern_order_visit (TernOrder *order, TernOrderVisit visit, gpointer data, GError **error)
{
  guint last = 0;

  for (;;)
    {
      g_autoptr (GPtrArray) page = tern_order_book_read_changed (
          tern_order_get_book (order), tern_order_get_id (order), last, PAGE, error);

      if (page == NULL)
        return FALSE;
      if (page->len == 0)
        return TRUE;
      for (guint i = 0; i < page->len; i++)
        if (!visit (order, page->pdata[i], data, error))
          return FALSE;
      last = ((TernOrderRecord *) page->pdata[page->len - 1])->number;
    }
}

/**
 * tern_order_export_get_result:
 * @record: what is kept of a row
 *
 * Returns: what stands in the result column, for programs: `installed`, `waiting`, `in-progress`,
 * `uncertain`, `failed` (it was tried) or `set-apart` (it was not)
 */
const char *
tern_order_export_get_result (const TernOrderRecord *record)
{
  switch (record->state)
    {
    case TERN_ORDER_STATE_INSTALLED:
    case TERN_ORDER_STATE_DONE:
      return "installed";
    case TERN_ORDER_STATE_CLAIMED:
      return "in-progress";
    case TERN_ORDER_STATE_SET_APART:
      if (record->reason == TERN_ORDER_REASON_UNKNOWN)
        return "uncertain";
      return record->tries > 0 ? "failed" : "set-apart";
    case TERN_ORDER_STATE_WAITING:
    case TERN_ORDER_STATE_UNCERTAIN:
    default:
      return tern_order_state_get_nick (record->state);
    }
}

/* A row is written as it stands, unless a cell of it could be carried out as a formula. */
static guint
append_original (Export *self, guint index)
{
  const TernOrderLayout *layout = tern_order_file_get_layout (tern_order_get_file (self->order));
  g_autoptr (GPtrArray) cells =
      tern_order_file_read_record (tern_order_get_file (self->order), index);
  gboolean harmless = TRUE;
  gsize length;
  const char *record;

  for (guint i = 0; i < cells->len; i++)
    harmless &= !tern_csv_is_formula (cells->pdata[i]);
  if (harmless)
    {
      record = tern_order_file_get_record (tern_order_get_file (self->order), index, &length);
      g_string_append_len (self->text, record, (gssize) length);
      return cells->len;
    }
  for (guint i = 0; i < cells->len; i++)
    {
      g_autofree char *cell = tern_csv_make_harmless (cells->pdata[i]);

      if (i > 0)
        g_string_append_c (self->text, layout->delimiter);
      tern_csv_append_cell (self->text, cell, layout->delimiter, layout->quoted);
    }
  return cells->len;
}

static void
append_line (Export *self, guint index, const char *const *added)
{
  const TernOrderLayout *layout = tern_order_file_get_layout (tern_order_get_file (self->order));
  guint n = append_original (self, index);

  for (; added != NULL && n < self->width; n++)
    {
      g_string_append_c (self->text, layout->delimiter);
      tern_csv_append_cell (self->text, "", layout->delimiter, layout->quoted);
    }
  for (guint i = 0; added != NULL && i < G_N_ELEMENTS (headings); i++)
    {
      g_autofree char *cell = tern_csv_make_harmless (added[i] != NULL ? added[i] : "");

      g_string_append_c (self->text, layout->delimiter);
      tern_csv_append_cell (self->text, cell, layout->delimiter, layout->quoted);
    }
  g_string_append (self->text, layout->line_end);
}

/* The new headings stand in the last line of headings; titles above stay as they are. */
static void
append_headings (Export *self)
{
  guint n_header = tern_order_get_columns (self->order)->n_header;

  for (guint i = 0; i < n_header; i++)
    append_line (self, i, i + 1 == n_header ? headings : NULL);
}

static void
append_row (Export *self, const char *const *added)
{
  append_line (self, tern_order_get_columns (self->order)->n_header + self->next - 1, added);
  self->next++;
}

static void
append_waiting (Export *self, guint until)
{
  static const char *const waiting[] = { NULL, NULL, "waiting", NULL, NULL };

  while (self->next < until)
    append_row (self, waiting);
}

static char *
describe_error (TernOrder *order, const TernOrderRecord *record)
{
  g_autoptr (TernOrderEntry) entry = tern_order_read_entry (order, record->number);
  g_autofree char *sentence = tern_order_dup_sentence (record->state, record->reason,
                                                       entry->problem, record->eid, record->error);

  if (*sentence == '\0')
    return NULL;
  if (record->error != NULL)
    return g_strdup_printf ("%s (%s)", sentence, record->error);
  if (record->reason != TERN_ORDER_REASON_NONE)
    return g_strdup_printf ("%s (%s)", sentence, tern_order_reason_get_nick (record->reason));
  return g_steal_pointer (&sentence);
}

static gboolean
append_record (TernOrder *order, const TernOrderRecord *record, gpointer data, GError **error)
{
  Export *self = data;
  gboolean installed =
      record->state == TERN_ORDER_STATE_INSTALLED || record->state == TERN_ORDER_STATE_DONE;
  g_autofree char *problem = describe_error (order, record);
  g_autofree char *time = record->tries > 0 && record->changed != NULL
                              ? g_date_time_format_iso8601 (record->changed)
                              : NULL;
  const char *const added[] = { installed ? record->eid : NULL, installed ? record->iccid : NULL,
                                tern_order_export_get_result (record), problem, time };

  append_waiting (self, record->number);
  append_row (self, added);
  return TRUE;
}

static gboolean
is_same_file (const char *one, const char *other)
{
  struct stat a, b;

  return stat (one, &a) == 0 && stat (other, &b) == 0 && a.st_dev == b.st_dev &&
         a.st_ino == b.st_ino;
}

static gboolean
write_file (const char *path, const char *data, gsize length, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (g_file_set_contents_full (path, data, (gssize) length,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                &local))
    return TRUE;
  g_set_error (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_WRITE,
               C_ ("order", "The order cannot be written: %s."), local->message);
  return FALSE;
}

static gboolean
encode_and_write (Export *self, const char *path, GError **error)
{
  const TernOrderLayout *layout = tern_order_file_get_layout (tern_order_get_file (self->order));
  gsize length;
  char *bytes;
  gboolean written;

  if (!layout->ends_with_line_end)
    g_string_truncate (self->text, self->text->len - strlen (layout->line_end));
  length = self->text->len;
  bytes =
      tern_order_encoding_encode (layout->encoding, layout->bom, self->text->str, &length, error);
  if (bytes == NULL)
    return FALSE;
  written = write_file (path, bytes, length, error);
  OPENSSL_cleanse (bytes, length);
  g_free (bytes);
  return written;
}

/**
 * tern_order_export_suggest_path:
 * @order: an order
 *
 * Returns: (transfer full): a name beside the original, `ORDER-result.csv`
 */
char *
tern_order_export_suggest_path (TernOrder *order)
{
  const char *path = tern_order_get_path (order);
  const char *dot = strrchr (path, '.');
  const char *slash = strrchr (path, G_DIR_SEPARATOR);
  gsize stem = dot != NULL && dot > slash + 1 ? (gsize) (dot - path) : strlen (path);
  g_autofree char *name = g_strndup (path, stem);

  return g_strconcat (name, "-result", path + stem, NULL);
}

/**
 * tern_order_export:
 * @order: an order
 * @path: where to write it; never over the original
 * @error: return location for an error of %TERN_ORDER_ERROR or %TERN_LEDGER_ERROR
 *
 * Writes the seller's table as it was (delimiter, encoding, quotation marks, line ends) with five
 * more columns: EID, ICCID, result, error and time. What could be a formula is made harmless. The
 * file is there whole or not at all, for its owner alone. Blocks; any thread.
 *
 * Returns: whether it was written
 */
gboolean
tern_order_export (TernOrder *order, const char *path, GError **error)
{
  g_autoptr (GString) text = NULL;
  gsize length;
  Export self = { order, NULL, tern_order_get_columns (order)->n_columns, 1 };
  guint total = tern_order_get_counts (order)->total;
  gboolean done;

  if (is_same_file (path, tern_order_get_path (order)))
    {
      g_set_error_literal (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_OVERWRITE,
                           C_ ("order", "The result would be written over the order itself."));
      return FALSE;
    }
  tern_order_file_get_text (tern_order_get_file (order), &length);
  text = g_string_sized_new (length + (gsize) total * 100);
  self.text = text;
  append_headings (&self);
  done = tern_order_visit (order, append_record, &self, error);
  if (done)
    {
      append_waiting (&self, total + 1);
      done = encode_and_write (&self, path, error);
    }
  OPENSSL_cleanse (text->str, text->len);
  return done;
}

static gboolean
export_in_thread (TernOrder *order, gpointer data, GError **error)
{
  return tern_order_export (order, data, error);
}

/**
 * tern_order_export_async:
 * @order: an order
 * @path: where to write it
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Carries tern_order_export() out on the order's thread.
 */
void
tern_order_export_async (TernOrder *order,
                         const char *path,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  tern_order_do_async (order, export_in_thread, g_strdup (path), g_free, callback, user_data);
}

/**
 * tern_order_export_finish:
 * @order: an order
 * @result: what the callback was given
 * @error: return location for an error of %TERN_ORDER_ERROR or %TERN_LEDGER_ERROR
 *
 * Returns: whether it was written
 */
gboolean
tern_order_export_finish (TernOrder *order, GAsyncResult *result, GError **error)
{
  return tern_order_do_finish (order, result, error);
}

typedef struct
{
  GPtrArray *deletions; /* TernHistoryEntry */
  GPtrArray *list;
} Terminating;

static gboolean
was_deleted_here (TernOrder *order, const TernOrderRecord *record, GPtrArray *deletions)
{
  TernLedger *ledger = tern_order_book_get_ledger (tern_order_get_book (order));

  if (record->iccid == NULL || record->state != TERN_ORDER_STATE_DONE)
    return FALSE;
  for (guint i = 0; i < deletions->len; i++)
    if (tern_ledger_names_profile (ledger, deletions->pdata[i], record->iccid))
      return TRUE;
  return FALSE;
}

static gboolean
add_to_terminate (TernOrder *order, const TernOrderRecord *record, gpointer data, GError **error)
{
  Terminating *self = data;
  g_autoptr (TernOrderEntry) entry = NULL;
  const char *name;

  if (record->reason != TERN_ORDER_REASON_DELETED &&
      !was_deleted_here (order, record, self->deletions))
    return TRUE;
  entry = tern_order_read_entry (order, record->number);
  name = entry->value[TERN_ORDER_MEANING_SIM_ID];
  if (name == NULL)
    name = record->iccid != NULL ? record->iccid : entry->value[TERN_ORDER_MEANING_ICCID];
  if (name != NULL)
    g_ptr_array_add (self->list, g_strdup (name));
  else
    g_ptr_array_add (self->list, g_strdup_printf (C_ ("order", "Row %u"), record->number));
  return TRUE;
}

static GPtrArray *
list_deletions (TernOrder *order, GError **error)
{
  TernLedger *ledger = tern_order_book_get_ledger (tern_order_get_book (order));
  g_autoptr (GPtrArray) all = tern_ledger_read_page (ledger, NULL, MAX_DELETIONS, error);
  GPtrArray *deletions;

  if (all == NULL)
    return NULL;
  deletions = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < all->len; i++)
    {
      const LpaOperation *operation = tern_history_entry_get_operation (all->pdata[i]);

      if (operation->kind == LPA_OPERATION_DELETE &&
          operation->outcome == LPA_OPERATION_OUTCOME_DONE)
        g_ptr_array_add (deletions, g_object_ref (all->pdata[i]));
    }
  return deletions;
}

/**
 * tern_order_list_to_terminate:
 * @order: an order
 * @error: return location for an error of %TERN_LEDGER_ERROR
 *
 * Blocks; any thread.
 *
 * Returns: (transfer full) (nullable) (element-type utf8): the SIM IDs of rows whose profile was
 * deleted and whose subscription runs on, or whatever else names them to the seller
 */
GPtrArray *
tern_order_list_to_terminate (TernOrder *order, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) deletions = list_deletions (order, error);
  Terminating self = { deletions, list };

  if (deletions == NULL || !tern_order_visit (order, add_to_terminate, &self, error))
    return NULL;
  return g_steal_pointer (&list);
}
