/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-rows.h"

#include <string.h>

typedef enum
{
  CELL_NULL,
  CELL_INTEGER,
  CELL_DATA,
} CellKind;

/* Data lie in the heap of the rows, each followed by a zero, so that text can be read in place. */
typedef struct
{
  CellKind kind;
  gint64 integer;
  gsize offset;
  gsize size;
} Cell;

struct _TernRows
{
  guint n_columns;
  GArray *cells;
  GByteArray *heap;
};

/**
 * tern_rows_new:
 * @n_columns: how many cells make a row
 *
 * Returns: (transfer full): no rows yet; cells are added one after the other
 */
TernRows *
tern_rows_new (guint n_columns)
{
  TernRows *self = g_new0 (TernRows, 1);

  self->n_columns = n_columns;
  self->cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  self->heap = g_byte_array_new ();
  return self;
}

/**
 * tern_rows_free:
 * @self: (transfer full): rows
 */
void
tern_rows_free (TernRows *self)
{
  g_array_unref (self->cells);
  g_byte_array_unref (self->heap);
  g_free (self);
}

/**
 * tern_rows_add_null:
 * @self: rows that are being filled
 */
void
tern_rows_add_null (TernRows *self)
{
  Cell cell = { .kind = CELL_NULL };

  g_array_append_val (self->cells, cell);
}

/**
 * tern_rows_add_integer:
 * @self: rows that are being filled
 * @value: the next cell
 */
void
tern_rows_add_integer (TernRows *self, gint64 value)
{
  Cell cell = { .kind = CELL_INTEGER, .integer = value };

  g_array_append_val (self->cells, cell);
}

/**
 * tern_rows_add_data:
 * @self: rows that are being filled
 * @data: (array length=size): the next cell, a text in UTF-8 or bytes; copied
 * @size: its size without a zero at the end
 */
void
tern_rows_add_data (TernRows *self, gconstpointer data, gsize size)
{
  Cell cell = { .kind = CELL_DATA, .offset = self->heap->len, .size = size };

  if (size > 0)
    g_byte_array_append (self->heap, data, (guint) size);
  g_byte_array_append (self->heap, (const guint8 *) "", 1);
  g_array_append_val (self->cells, cell);
}

/**
 * tern_rows_get_length:
 * @self: rows
 *
 * Returns: how many there are
 */
guint
tern_rows_get_length (const TernRows *self)
{
  return self->n_columns == 0 ? 0 : self->cells->len / self->n_columns;
}

static const Cell *
get_cell (const TernRows *self, guint row, guint column)
{
  static const Cell nothing = { .kind = CELL_NULL };

  g_return_val_if_fail (column < self->n_columns && row < tern_rows_get_length (self), &nothing);

  return &g_array_index (self->cells, Cell, row * self->n_columns + column);
}

/**
 * tern_rows_is_null:
 * @self: rows
 * @row: which
 * @column: which of its cells
 *
 * Returns: whether nothing stands there
 */
gboolean
tern_rows_is_null (const TernRows *self, guint row, guint column)
{
  return get_cell (self, row, column)->kind == CELL_NULL;
}

/**
 * tern_rows_get_integer:
 * @self: rows
 * @row: which
 * @column: which of its cells
 *
 * Returns: the integer there, 0 where there is none
 */
gint64
tern_rows_get_integer (const TernRows *self, guint row, guint column)
{
  return get_cell (self, row, column)->integer;
}

/**
 * tern_rows_get_text:
 * @self: rows
 * @row: which
 * @column: which of its cells
 *
 * Returns: (transfer none) (nullable): the text there, %NULL where there is none
 */
const char *
tern_rows_get_text (const TernRows *self, guint row, guint column)
{
  const Cell *cell = get_cell (self, row, column);

  return cell->kind == CELL_DATA ? (const char *) self->heap->data + cell->offset : NULL;
}

/**
 * tern_rows_dup_bytes:
 * @self: rows
 * @row: which
 * @column: which of its cells
 *
 * Returns: (transfer full) (nullable): the bytes there, %NULL where there are none
 */
GBytes *
tern_rows_dup_bytes (const TernRows *self, guint row, guint column)
{
  const Cell *cell = get_cell (self, row, column);

  return cell->kind == CELL_DATA ? g_bytes_new (self->heap->data + cell->offset, cell->size) : NULL;
}
