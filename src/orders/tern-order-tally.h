/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "orders/tern-order-book.h"

G_BEGIN_DECLS

/**
 * TernOrderCounts:
 * @total: how many rows
 * @state: how many in each #TernOrderState
 * @reason: how many set apart for each #TernOrderReason
 */
typedef struct
{
  guint total;
  guint state[TERN_ORDER_N_STATES];
  guint reason[TERN_ORDER_N_REASONS];
} TernOrderCounts;

/*
 * Where each row of an order stands, and how many stand where; small, since there may be a great
 * many. Rows are counted from 1. One thread at a time.
 */
typedef struct _TernOrderTally TernOrderTally;

TernOrderTally *tern_order_tally_new (guint n_rows) G_GNUC_WARN_UNUSED_RESULT;
void tern_order_tally_free (TernOrderTally *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernOrderTally, tern_order_tally_free)

const TernOrderCounts *tern_order_tally_get_counts (const TernOrderTally *self);
const TernOrderChange *tern_order_tally_get (const TernOrderTally *self, guint number);
gboolean tern_order_tally_apply (TernOrderTally *self, const TernOrderChange *change);

G_END_DECLS
