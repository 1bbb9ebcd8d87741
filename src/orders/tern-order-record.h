/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "orders/tern-order-entry.h"
#include "orders/tern-order-state.h"

G_BEGIN_DECLS

/**
 * TernOrderRecord:
 * @number: of the row, from 1
 * @state: where it stands
 * @reason: why it is set apart
 * @tries: how often it was tried
 * @run: the program that works or worked at it, or 0
 * @claimed: (nullable): when a card was given it last, UTC
 * @bound: whether the server has given the profile to this card, so that no other can have it
 * @eid: (nullable): the card that has it, or that alone may have it
 * @iccid: (nullable): the profile, once known
 * @profile_name: (nullable): likewise
 * @error: (nullable): `DOMAIN/FIGURE` of what went wrong last
 * @changed: (nullable): when any of this changed last, UTC
 *
 * What is kept of a row. Free with tern_order_record_free().
 */
typedef struct
{
  guint number;
  TernOrderState state;
  TernOrderReason reason;
  guint tries;
  gint64 run;
  GDateTime *claimed;
  gboolean bound;
  char *eid;
  char *iccid;
  char *profile_name;
  char *error;
  GDateTime *changed;
} TernOrderRecord;
void tern_order_record_free (TernOrderRecord *self);
void tern_order_record_let_go (TernOrderRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernOrderRecord, tern_order_record_free)

G_END_DECLS
