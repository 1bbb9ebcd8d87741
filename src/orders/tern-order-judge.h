/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-error-book.h"
#include "lpa/lpa-journal.h"
#include "orders/tern-order-entry.h"
#include "orders/tern-order-state.h"

G_BEGIN_DECLS

/**
 * TernOrderVerdict:
 * @state: where the row stands now
 * @reason: why it is set apart
 * @same_card: whether it may be tried with this card alone
 * @counts: whether the try counts against the row
 * @card_aside: whether the card gets no more rows
 * @run_pauses: whether the next row would fail just so
 *
 * What a fault means for row, card and run.
 */
typedef struct
{
  TernOrderState state;
  TernOrderReason reason;
  gboolean same_card;
  gboolean counts;
  gboolean card_aside;
  gboolean run_pauses;
} TernOrderVerdict;

TernOrderVerdict tern_order_judge (const GError *error,
                                   LpaStep step,
                                   LpaCodeUsable usable,
                                   guint tries);
TernOrderVerdict tern_order_judge_operation (const LpaOperation *operation, guint tries);

G_END_DECLS
