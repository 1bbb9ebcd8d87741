/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ledger/tern-history-entry.h"
#include "orders/tern-order-record.h"

G_BEGIN_DECLS

/**
 * TernOrderHeld:
 * @record: what is kept of the row
 * @station: (nullable): whose program has it, or had it when it ended
 * @here: whether that is this station
 * @alive: whether a program of this station is at it now; of another station nobody can say
 * @seen: (nullable): when another station was last heard of, UTC
 * @use: (nullable): the newest thing that the history knows of its code since the row was claimed
 * @known: whether that says what became of the code
 *
 * A row of an order that some program has, so that no card is given it. Free with
 * tern_order_held_free().
 */
typedef struct
{
  TernOrderRecord *record;
  char *station;
  gboolean here;
  gboolean alive;
  GDateTime *seen;
  TernHistoryEntry *use;
  gboolean known;
} TernOrderHeld;

void tern_order_held_free (TernOrderHeld *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernOrderHeld, tern_order_held_free)
char *tern_order_held_dup_account (const TernOrderHeld *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
