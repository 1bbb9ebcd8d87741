/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orders/tern-order-tally.h"

struct _TernOrderTally
{
  GArray *rows; /* TernOrderChange */
  TernOrderCounts counts;
};

static void
count_row (TernOrderTally *self, const TernOrderChange *row, int by)
{
  self->counts.state[row->state] += (guint) by;
  self->counts.reason[row->reason] += (guint) by;
}

/**
 * tern_order_tally_new:
 * @n_rows: how many rows the order has
 *
 * Returns: (transfer full): a tally in which all of them are waiting
 */
TernOrderTally *
tern_order_tally_new (guint n_rows)
{
  TernOrderTally *self = g_new0 (TernOrderTally, 1);

  self->counts.total = n_rows;
  self->rows = g_array_sized_new (FALSE, TRUE, sizeof (TernOrderChange), n_rows);
  g_array_set_size (self->rows, n_rows);
  for (guint i = 0; i < n_rows; i++)
    count_row (self, &g_array_index (self->rows, TernOrderChange, i), 1);
  return self;
}

/**
 * tern_order_tally_free:
 * @self: (transfer full): a tally
 */
void
tern_order_tally_free (TernOrderTally *self)
{
  g_array_unref (self->rows);
  g_free (self);
}

/**
 * tern_order_tally_get_counts:
 * @self: a tally
 *
 * Returns: (transfer none): how many rows stand where
 */
const TernOrderCounts *
tern_order_tally_get_counts (const TernOrderTally *self)
{
  return &self->counts;
}

/**
 * tern_order_tally_get:
 * @self: a tally
 * @number: of a row, from 1
 *
 * Returns: (transfer none): where it stands
 */
const TernOrderChange *
tern_order_tally_get (const TernOrderTally *self, guint number)
{
  return &g_array_index (self->rows, TernOrderChange, number - 1);
}

/**
 * tern_order_tally_apply:
 * @self: a tally
 * @change: where a row stands now; one that the order does not have is passed over
 *
 * Returns: whether that is news
 */
gboolean
tern_order_tally_apply (TernOrderTally *self, const TernOrderChange *change)
{
  TernOrderChange *row;

  if (change->number < 1 || change->number > self->rows->len)
    return FALSE;
  row = &g_array_index (self->rows, TernOrderChange, change->number - 1);
  if (row->state == change->state && row->reason == change->reason && row->tried == change->tried)
    return FALSE;
  count_row (self, row, -1);
  *row = *change;
  count_row (self, row, 1);
  return TRUE;
}
