/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "orders/tern-order-columns.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "orders/tern-order-error.h"
#include "orders/tern-order-status.h"

/* Headings stand in the first records if anywhere, and so many rows show what a column holds. */
#define MAX_HEADER 10
#define SAMPLE 200

/* Points from which a column means something, and how sure that is. */
#define ENOUGH 60
#define LIKELY 90
#define SURE 120

static const char *const confidences[] = { "none", "guessed", "likely", "sure", "said" };

/**
 * tern_order_confidence_get_nick:
 * @confidence: how sure something is
 *
 * Returns: its name for programs
 */
const char *
tern_order_confidence_get_nick (TernOrderConfidence confidence)
{
  return confidences[confidence];
}

static gboolean
has_digit (const char *text)
{
  return strpbrk (text, "0123456789") != NULL;
}

/* Headings are names that are known, or words without a digit among them. */
static gboolean
is_header (GPtrArray *cells)
{
  gboolean words = TRUE;

  for (guint i = 0; i < cells->len; i++)
    {
      if (tern_order_meaning_is_telling (cells->pdata[i]))
        return FALSE;
      if (tern_order_meaning_is_known_heading (cells->pdata[i]))
        return TRUE;
      words &= !has_digit (cells->pdata[i]);
    }
  return words;
}

static gboolean
has_known_heading (GPtrArray *cells)
{
  for (guint i = 0; i < cells->len; i++)
    if (tern_order_meaning_is_known_heading (cells->pdata[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_first_row (GPtrArray *cells)
{
  for (guint i = 0; i < cells->len; i++)
    if (tern_order_meaning_is_telling (cells->pdata[i]))
      return TRUE;
  return FALSE;
}

/* Above the headings there may be titles, below them a second line of headings, and the first row
 * may be one that is no good. */
static guint
count_header (TernOrderFile *file)
{
  guint n = MIN (tern_order_file_get_n_records (file), MAX_HEADER);
  gboolean headings = FALSE;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GPtrArray) cells = tern_order_file_read_record (file, i);

      if (is_first_row (cells) || (headings && !is_header (cells)))
        return i;
      headings |= has_known_heading (cells);
    }
  return headings ? 1 : 0;
}

static void
add_headings (TernOrderColumns *self, GPtrArray *cells)
{
  for (guint i = 0; i < cells->len; i++)
    {
      char *text;

      if (i == self->headings->len)
        g_ptr_array_add (self->headings, g_strdup (""));
      text = g_strjoin (*(char *) self->headings->pdata[i] != '\0' ? " " : "",
                        self->headings->pdata[i], cells->pdata[i], NULL);
      g_free (self->headings->pdata[i]);
      self->headings->pdata[i] = text;
    }
}

/* What stands in a column in the first rows. */
static GPtrArray *
sample_column (GPtrArray *rows, guint column)
{
  GPtrArray *values = g_ptr_array_new ();

  for (guint i = 0; i < rows->len; i++)
    {
      GPtrArray *cells = rows->pdata[i];

      if (column < cells->len && *(char *) cells->pdata[column] != '\0' &&
          strlen (cells->pdata[column]) <= TERN_ORDER_MAX_VALUE)
        g_ptr_array_add (values, cells->pdata[column]);
    }
  return values;
}

/* Each line of headings counts for itself: the second may be the one that is known. */
static int
judge_headings (TernOrderFile *file, guint n_header, guint column, TernOrderMeaning meaning)
{
  int best = 0;

  for (guint i = 0; i < n_header; i++)
    {
      g_autoptr (GPtrArray) cells = tern_order_file_read_record (file, i);

      if (column < cells->len && strlen (cells->pdata[column]) <= TERN_ORDER_MAX_VALUE)
        best = MAX (best, tern_order_meaning_judge_heading (meaning, cells->pdata[column]));
    }
  return best;
}

static TernOrderConfidence
confidence_for (int points)
{
  if (points >= SURE)
    return TERN_ORDER_CONFIDENCE_SURE;
  return points >= LIKELY ? TERN_ORDER_CONFIDENCE_LIKELY : TERN_ORDER_CONFIDENCE_GUESSED;
}

static gboolean
is_taken (const TernOrderColumns *self, guint column)
{
  for (guint i = 0; i < TERN_ORDER_N_MEANINGS; i++)
    if (self->column[i] == (int) column)
      return TRUE;
  return FALSE;
}

/* The best pair first, then the best of what is left. */
static gboolean
assign_best (TernOrderColumns *self, const int *points)
{
  int best = ENOUGH - 1;
  guint best_meaning = 0;
  guint best_column = 0;

  for (guint meaning = 0; meaning < TERN_ORDER_N_MEANINGS; meaning++)
    for (guint column = 0; self->column[meaning] < 0 && column < self->n_columns; column++)
      {
        int value = points[meaning * self->n_columns + column];

        if (value > best && !is_taken (self, column))
          {
            best = value;
            best_meaning = meaning;
            best_column = column;
          }
      }
  if (best < ENOUGH)
    return FALSE;
  self->column[best_meaning] = (int) best_column;
  self->confidence[best_meaning] = confidence_for (best);
  return TRUE;
}

static gboolean
are_different (GPtrArray *values)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < values->len; i++)
    g_hash_table_add (seen, values->pdata[i]);
  return values->len > 0 && g_hash_table_size (seen) * 10 >= values->len * 9;
}

/* Beside a server there must be matching IDs; without a heading they are the one column of tokens
 * of which no two are the same. */
static void
guess_matching_id (TernOrderColumns *self, GPtrArray *rows)
{
  if (self->column[TERN_ORDER_MEANING_SERVER] < 0 || self->column[TERN_ORDER_MEANING_CODE] >= 0 ||
      self->column[TERN_ORDER_MEANING_MATCHING_ID] >= 0)
    return;
  for (guint column = 0; column < self->n_columns; column++)
    {
      g_autoptr (GPtrArray) values = sample_column (rows, column);

      if (is_taken (self, column) ||
          tern_order_meaning_judge_values (TERN_ORDER_MEANING_MATCHING_ID, values) <= 0 ||
          !are_different (values))
        continue;
      self->column[TERN_ORDER_MEANING_MATCHING_ID] = (int) column;
      self->confidence[TERN_ORDER_MEANING_MATCHING_ID] = TERN_ORDER_CONFIDENCE_GUESSED;
      return;
    }
}

static GPtrArray *
sample_rows (TernOrderFile *file, guint from)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  guint n = tern_order_file_get_n_records (file);

  for (guint i = from; i < n && i < from + SAMPLE; i++)
    g_ptr_array_add (rows, tern_order_file_read_record (file, i));
  return rows;
}

static void
assign_all (TernOrderColumns *self, TernOrderFile *file, GPtrArray *rows)
{
  g_autofree int *points = g_new0 (int, TERN_ORDER_N_MEANINGS * self->n_columns + 1);

  for (guint column = 0; column < self->n_columns; column++)
    {
      g_autoptr (GPtrArray) values = sample_column (rows, column);

      for (guint i = 0; i < TERN_ORDER_N_MEANINGS; i++)
        points[i * self->n_columns + column] =
            judge_headings (file, self->n_header, column, (TernOrderMeaning) i) +
            tern_order_meaning_judge_values ((TernOrderMeaning) i, values);
    }
  while (assign_best (self, points))
    continue;
  guess_matching_id (self, rows);
}

/**
 * tern_order_columns_guess:
 * @file: a table
 *
 * Finds out what its columns mean, by their headings and by what stands in them. Whether that is
 * enough tern_order_columns_check() says. Any thread.
 *
 * Returns: (transfer full): what could be found out
 */
TernOrderColumns *
tern_order_columns_guess (TernOrderFile *file)
{
  TernOrderColumns *self = g_new0 (TernOrderColumns, 1);
  g_autoptr (GPtrArray) rows = NULL;

  self->headings = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < TERN_ORDER_N_MEANINGS; i++)
    self->column[i] = -1;
  self->n_header = count_header (file);
  for (guint i = 0; i < self->n_header; i++)
    {
      g_autoptr (GPtrArray) cells = tern_order_file_read_record (file, i);

      add_headings (self, cells);
    }
  rows = sample_rows (file, self->n_header);
  self->n_columns = self->headings->len;
  for (guint i = 0; i < rows->len; i++)
    self->n_columns = MAX (self->n_columns, ((GPtrArray *) rows->pdata[i])->len);
  assign_all (self, file, rows);
  return self;
}

static gpointer
copy_text (gconstpointer text, gpointer user_data)
{
  return g_strdup (text);
}

/**
 * tern_order_columns_copy:
 * @self: columns
 *
 * Returns: (transfer full): a copy
 */
TernOrderColumns *
tern_order_columns_copy (const TernOrderColumns *self)
{
  TernOrderColumns *copy = g_memdup2 (self, sizeof *self);

  copy->headings = g_ptr_array_copy (self->headings, copy_text, NULL);
  g_ptr_array_set_free_func (copy->headings, g_free);
  return copy;
}

/**
 * tern_order_columns_free:
 * @self: (transfer full): columns
 */
void
tern_order_columns_free (TernOrderColumns *self)
{
  g_ptr_array_unref (self->headings);
  g_free (self);
}

/**
 * tern_order_columns_set:
 * @self: columns
 * @meaning: a meaning
 * @column: the column that has it, from 0; -1 for none
 *
 * A person knows better. A column has one meaning: another one it had is taken from it.
 */
void
tern_order_columns_set (TernOrderColumns *self, TernOrderMeaning meaning, int column)
{
  for (guint i = 0; column >= 0 && i < TERN_ORDER_N_MEANINGS; i++)
    if (self->column[i] == column)
      {
        self->column[i] = -1;
        self->confidence[i] = TERN_ORDER_CONFIDENCE_NONE;
      }
  self->column[meaning] = column;
  self->confidence[meaning] = TERN_ORDER_CONFIDENCE_SAID;
}

/* A number counted from 1, a heading, or nothing. */
static gboolean
find_column (const TernOrderColumns *self, const char *text, int *column)
{
  guint64 number;
  g_autofree char *name = tern_order_normalise (text);

  *column = -1;
  if (*text == '\0')
    return TRUE;
  if (g_ascii_string_to_unsigned (text, 10, 1, self->n_columns, &number, NULL))
    {
      *column = (int) number - 1;
      return TRUE;
    }
  for (guint i = 0; i < self->headings->len && *column < 0; i++)
    {
      g_autofree char *heading = tern_order_normalise (self->headings->pdata[i]);

      if (g_str_equal (heading, name))
        *column = (int) i;
    }
  return *column >= 0;
}

/**
 * tern_order_columns_choose:
 * @self: columns
 * @choice: `MEANING=COLUMN`, where COLUMN is a number from 1, a heading, or empty for none
 * @error: return location for %TERN_ORDER_ERROR_COLUMNS
 *
 * Returns: whether it was understood
 */
gboolean
tern_order_columns_choose (TernOrderColumns *self, const char *choice, GError **error)
{
  const char *sign = strchr (choice, '=');
  TernOrderMeaning meaning;
  int column;

  if (sign == NULL || !tern_order_meaning_find (choice, (gsize) (sign - choice), &meaning))
    {
      g_set_error (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_COLUMNS,
                   C_ ("order", "“%s” does not say what a column is."), choice);
      return FALSE;
    }
  if (!find_column (self, sign + 1, &column))
    {
      g_set_error (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_COLUMNS,
                   C_ ("order", "The file has no column “%s”."), sign + 1);
      return FALSE;
    }
  tern_order_columns_set (self, meaning, column);
  return TRUE;
}

/**
 * tern_order_columns_check:
 * @self: columns
 * @error: return location for %TERN_ORDER_ERROR_NO_CODES
 *
 * Returns: whether there are codes to be had from them
 */
gboolean
tern_order_columns_check (const TernOrderColumns *self, GError **error)
{
  if (self->column[TERN_ORDER_MEANING_CODE] >= 0 ||
      (self->column[TERN_ORDER_MEANING_SERVER] >= 0 &&
       self->column[TERN_ORDER_MEANING_MATCHING_ID] >= 0))
    return TRUE;
  g_set_error_literal (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_NO_CODES,
                       C_ ("order", "No column of the file could be recognised as holding "
                                    "activation codes."));
  return FALSE;
}

/**
 * tern_order_columns_to_text:
 * @self: columns
 *
 * Returns: (transfer full): `MEANING=COLUMN` with blanks between, for tern_order_columns_recall()
 */
char *
tern_order_columns_to_text (const TernOrderColumns *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < TERN_ORDER_N_MEANINGS; i++)
    if (self->column[i] >= 0)
      g_string_append_printf (text, "%s%s=%d", text->len > 0 ? " " : "",
                              tern_order_meaning_get_nick ((TernOrderMeaning) i),
                              self->column[i] + 1);
  return g_string_free (text, FALSE);
}

/**
 * tern_order_columns_recall:
 * @self: columns
 * @text: what tern_order_columns_to_text() gave for a table with the same headings
 *
 * Returns: whether all of it fits
 */
gboolean
tern_order_columns_recall (TernOrderColumns *self, const char *text)
{
  g_auto (GStrv) choices = g_strsplit (text, " ", TERN_ORDER_N_MEANINGS);
  g_autoptr (TernOrderColumns) trial = tern_order_columns_copy (self);

  for (guint i = 0; i < TERN_ORDER_N_MEANINGS; i++)
    {
      trial->column[i] = -1;
      trial->confidence[i] = TERN_ORDER_CONFIDENCE_NONE;
    }
  for (guint i = 0; choices[i] != NULL; i++)
    if (!tern_order_columns_choose (trial, choices[i], NULL))
      return FALSE;
  for (guint i = 0; i < TERN_ORDER_N_MEANINGS; i++)
    if (trial->column[i] == self->column[i])
      trial->confidence[i] = self->confidence[i];
  memcpy (self->column, trial->column, sizeof self->column);
  memcpy (self->confidence, trial->confidence, sizeof self->confidence);
  return TRUE;
}

/**
 * tern_order_columns_dup_layout:
 * @self: columns
 *
 * Returns: (transfer full) (nullable): what tables of the same layout have in common: a digest of
 * their headings; %NULL without headings
 */
char *
tern_order_columns_dup_layout (const TernOrderColumns *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->n_header == 0)
    return NULL;
  for (guint i = 0; i < self->headings->len; i++)
    {
      g_autofree char *name = tern_order_normalise (self->headings->pdata[i]);

      g_string_append_printf (text, "%s\n", name);
    }
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text->str, (gssize) text->len);
}
