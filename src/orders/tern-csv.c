/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "orders/tern-csv.h"

#include <csv.h>
#include <glib/gi18n-lib.h>
#include <openssl/crypto.h>
#include <string.h>

#include "orders/tern-order-error.h"

typedef struct csv_parser Parser;

/* What spreadsheet programs take for the beginning of a formula, and its wide forms. */
static const gunichar formula_signs[] = {
  '=', '+', '-', '@', '\t', '\r', 0xFF1D, 0xFF0B, 0xFF0D, 0xFF20,
};

/**
 * tern_csv_wipe:
 * @secret: (nullable) (transfer full): a text that may hold a code
 *
 * Overwrites and frees it.
 */
void
tern_csv_wipe (char *secret)
{
  if (secret != NULL)
    OPENSSL_cleanse (secret, strlen (secret));
  g_free (secret);
}

static void
parser_clear (Parser *parser)
{
  if (parser->entry_buf != NULL)
    OPENSSL_cleanse (parser->entry_buf, parser->entry_size);
  csv_free (parser);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parser, parser_clear)

/* The buffer never has to grow, which would leave a copy of what it held behind. */
static void
parser_init (Parser *parser, char delimiter, gsize longest)
{
  csv_init (parser, CSV_APPEND_NULL);
  csv_set_delim (parser, (unsigned char) delimiter);
  csv_set_blk_size (parser, longest + 2);
}

static void
add_cell (void *cell, size_t length, void *cells)
{
  g_ptr_array_add (cells, g_strndup (cell, length));
}

static void
note_record (int terminator, void *ended)
{
  *(gboolean *) ended = TRUE;
}

/* The line that begins at @at, with all line ends that follow it. */
static gsize
measure_line (const char *text, gsize length, gsize at)
{
  gsize end = at;

  while (end < length && text[end] != '\n' && text[end] != '\r')
    end++;
  while (end < length && (text[end] == '\n' || text[end] == '\r'))
    end++;
  return end - at;
}

static guint
count_lines (const char *text, gsize length)
{
  guint lines = 1;

  for (gsize i = 0; i < length; i++)
    lines += text[i] == '\n' || (text[i] == '\r' && (i + 1 == length || text[i + 1] != '\n'));
  return lines;
}

static void
set_endless (const char *text, gsize at, GError **error)
{
  g_set_error (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_NOT_A_TABLE,
               C_ ("order",
                   "The row that begins in line %u of the file does not end: it may have a "
                   "quotation mark too many."),
               count_lines (text, at));
}

static TernCsvExtent
trim (const char *text, gsize start, gsize end)
{
  while (start < end && (text[start] == '\n' || text[start] == '\r'))
    start++;
  while (end > start && (text[end - 1] == '\n' || text[end - 1] == '\r'))
    end--;
  return (TernCsvExtent){ (guint32) start, (guint32) (end - start) };
}

static gboolean
add_record (GArray *records, TernCsvExtent extent, guint limit, GError **error)
{
  if (records->len == limit)
    {
      g_set_error (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_TOO_LARGE,
                   C_ ("order", "The file has more than %u rows."), limit);
      return FALSE;
    }
  g_array_append_val (records, extent);
  return TRUE;
}

/**
 * tern_csv_split:
 * @text: a table
 * @length: its length in bytes, below 4 GiB
 * @delimiter: what stands between cells
 * @limit: how many records at most
 * @error: return location for %TERN_ORDER_ERROR_NOT_A_TABLE or %TERN_ORDER_ERROR_TOO_LARGE
 *
 * Finds where each record begins and ends; empty lines are none. A record may go over several
 * lines.
 *
 * Returns: (transfer full) (nullable) (element-type TernCsvExtent): the records
 */
GArray *
tern_csv_split (const char *text, gsize length, char delimiter, guint limit, GError **error)
{
  g_autoptr (GArray) records = g_array_new (FALSE, FALSE, sizeof (TernCsvExtent));
  g_auto (Parser) parser = { 0 };
  gsize start = 0;

  parser_init (&parser, delimiter, TERN_CSV_MAX_RECORD);
  for (gsize at = 0; at < length;)
    {
      gsize line = measure_line (text, length, at);
      gboolean ended = FALSE;

      csv_parse (&parser, text + at, line, NULL, note_record, &ended);
      at += line;
      if (ended && !add_record (records, trim (text, start, at), limit, error))
        return NULL;
      if (ended)
        start = at;
      if (at - start > TERN_CSV_MAX_RECORD)
        {
          set_endless (text, start, error);
          return NULL;
        }
    }
  csv_set_opts (&parser, CSV_APPEND_NULL | CSV_STRICT | CSV_STRICT_FINI);
  if (csv_fini (&parser, NULL, NULL, NULL) != 0)
    {
      set_endless (text, start, error);
      return NULL;
    }
  if (trim (text, start, length).length > 0 &&
      !add_record (records, trim (text, start, length), limit, error))
    return NULL;
  return g_steal_pointer (&records);
}

/**
 * tern_csv_read_record:
 * @text: one record
 * @length: its length in bytes
 * @delimiter: what stands between cells
 *
 * Returns: (transfer full) (element-type utf8): its cells, %TERN_CSV_MAX_CELLS at most; wiped when
 * freed
 */
GPtrArray *
tern_csv_read_record (const char *text, gsize length, char delimiter)
{
  GPtrArray *cells = g_ptr_array_new_with_free_func ((GDestroyNotify) tern_csv_wipe);
  g_auto (Parser) parser = { 0 };

  parser_init (&parser, delimiter, length);
  csv_parse (&parser, text, length, add_cell, NULL, cells);
  csv_fini (&parser, add_cell, NULL, cells);
  if (cells->len > TERN_CSV_MAX_CELLS)
    g_ptr_array_set_size (cells, TERN_CSV_MAX_CELLS);
  return cells;
}

/**
 * tern_csv_is_quoted_throughout:
 * @text: one record
 * @length: its length in bytes
 * @delimiter: what stands between cells
 *
 * Returns: whether every cell of it stands in quotation marks
 */
gboolean
tern_csv_is_quoted_throughout (const char *text, gsize length, char delimiter)
{
  gboolean inside = FALSE;
  gboolean at_start = TRUE;

  for (gsize i = 0; i < length; i++)
    {
      if (at_start && text[i] != '"')
        return FALSE;
      at_start = !inside && text[i] == delimiter;
      if (text[i] == '"')
        inside = !inside;
    }
  return length > 0 && !at_start;
}

/**
 * tern_csv_append_cell:
 * @record: a record in the making
 * @cell: a text
 * @delimiter: what stands between cells
 * @quoted: whether every cell of the table stands in quotation marks
 *
 * Adds a cell, without a delimiter before it.
 */
void
tern_csv_append_cell (GString *record, const char *cell, char delimiter, gboolean quoted)
{
  gsize length = strlen (cell);
  const char special[] = { delimiter, '"', '\n', '\r', '\0' };

  if (!quoted && strpbrk (cell, special) == NULL &&
      !(length > 0 && (g_ascii_isspace (cell[0]) || g_ascii_isspace (cell[length - 1]))))
    {
      g_string_append (record, cell);
      return;
    }

  g_string_append_c (record, '"');
  for (const char *next = cell; *next != '\0'; next++)
    {
      if (*next == '"')
        g_string_append_c (record, '"');
      g_string_append_c (record, *next);
    }
  g_string_append_c (record, '"');
}

/**
 * tern_csv_is_formula:
 * @cell: a cell
 *
 * Returns: whether a spreadsheet program might carry it out instead of showing it
 */
gboolean
tern_csv_is_formula (const char *cell)
{
  gunichar first;

  while (*cell == ' ' || *cell == '\n')
    cell++;
  first = g_utf8_get_char_validated (cell, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (formula_signs); i++)
    if (first == formula_signs[i])
      return TRUE;
  return FALSE;
}

/**
 * tern_csv_make_harmless:
 * @cell: a cell
 *
 * Returns: (transfer full): the same, with an apostrophe before what could be a formula, so that
 * spreadsheet programs show it as text
 */
char *
tern_csv_make_harmless (const char *cell)
{
  return g_strconcat (tern_csv_is_formula (cell) ? "'" : "", cell, NULL);
}
