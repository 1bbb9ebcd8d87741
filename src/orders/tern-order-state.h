/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TernOrderState:
 * @TERN_ORDER_STATE_WAITING: in the queue
 * @TERN_ORDER_STATE_SET_APART: not to be used; a #TernOrderReason says why
 * @TERN_ORDER_STATE_CLAIMED: a card has it, and a program is at it
 * @TERN_ORDER_STATE_UNCERTAIN: a program was at it and ended; what became of it the journal and the
 *   card will say
 * @TERN_ORDER_STATE_INSTALLED: the profile is on its card; the rest is not done yet
 * @TERN_ORDER_STATE_DONE: installed, named, enabled where wanted, and reported
 *
 * Where a row of an order stands.
 */
typedef enum
{
  TERN_ORDER_STATE_WAITING,
  TERN_ORDER_STATE_SET_APART,
  TERN_ORDER_STATE_CLAIMED,
  TERN_ORDER_STATE_UNCERTAIN,
  TERN_ORDER_STATE_INSTALLED,
  TERN_ORDER_STATE_DONE,
  TERN_ORDER_N_STATES,
} TernOrderState;
const char *tern_order_state_get_nick (TernOrderState state);
const char *tern_order_state_get_label (TernOrderState state);
gboolean tern_order_state_from_nick (const char *nick, TernOrderState *state);

G_END_DECLS
