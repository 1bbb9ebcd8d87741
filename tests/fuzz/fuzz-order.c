/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include <string.h>

#include "orders/tern-csv.h"
#include "orders/tern-order-entry.h"

/* What is found wrong with a row never repeats the code, and what is good has one. */
static void
check_entry (const TernOrderEntry *entry)
{
  const char *token = entry->code != NULL ? entry->code->matching_id : NULL;

  g_assert_true (entry->reason != TERN_ORDER_REASON_NONE || token != NULL);
  if (token != NULL && strlen (token) > 8 && entry->problem != NULL)
    g_assert_null (strstr (entry->problem, token));
}

/* A cell that was written is read again as it was. */
static void
check_cells (GPtrArray *cells, char delimiter)
{
  for (guint i = 0; i < cells->len; i++)
    {
      g_autoptr (GString) record = g_string_new (NULL);
      g_autofree char *harmless = tern_csv_make_harmless (cells->pdata[i]);
      g_autoptr (GPtrArray) again = NULL;

      g_assert_false (tern_csv_is_formula (harmless));
      tern_csv_append_cell (record, cells->pdata[i], delimiter, TRUE);
      again = tern_csv_read_record (record->str, record->len, delimiter);
      g_assert_cmpuint (again->len, ==, 1);
      g_assert_cmpstr (again->pdata[0], ==, cells->pdata[i]);
    }
}

/* An order out of a file that anybody may have written. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (TernOrderFile) file = tern_order_file_new (data, size, NULL);
  g_autoptr (TernOrderColumns) columns = NULL;

  if (file == NULL)
    return 0;
  columns = tern_order_columns_guess (file);
  for (guint i = columns->n_header; i < tern_order_file_get_n_records (file); i++)
    {
      g_autoptr (GPtrArray) cells = tern_order_file_read_record (file, i);
      g_autoptr (TernOrderEntry) entry = tern_order_entry_new (columns, cells);

      check_entry (entry);
      check_cells (cells, tern_order_file_get_layout (file)->delimiter);
    }
  return 0;
}
