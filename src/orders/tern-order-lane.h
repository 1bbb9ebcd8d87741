/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "orders/tern-order-plan.h"
#include "orders/tern-order.h"
#include "readers/tern-reader.h"

G_BEGIN_DECLS

/**
 * TernOrderLaneState:
 * @TERN_ORDER_LANE_STATE_EMPTY: no card is in the reader: insert the next one
 * @TERN_ORDER_LANE_STATE_READING: a card is being read
 * @TERN_ORDER_LANE_STATE_WORKING: a row is being done; leave the card in
 * @TERN_ORDER_LANE_STATE_DONE: the card has all it is to get, and the provider knows: take it out
 * @TERN_ORDER_LANE_STATE_SEEN: so it had when it was put in
 * @TERN_ORDER_LANE_STATE_NO_ROWS: no row is left for this card
 * @TERN_ORDER_LANE_STATE_ASIDE: the card cannot be used; the sentence says why
 * @TERN_ORDER_LANE_STATE_STOPPED: the run has ended
 *
 * What a reader is at.
 */
typedef enum
{
  TERN_ORDER_LANE_STATE_EMPTY,
  TERN_ORDER_LANE_STATE_READING,
  TERN_ORDER_LANE_STATE_WORKING,
  TERN_ORDER_LANE_STATE_DONE,
  TERN_ORDER_LANE_STATE_SEEN,
  TERN_ORDER_LANE_STATE_NO_ROWS,
  TERN_ORDER_LANE_STATE_ASIDE,
  TERN_ORDER_LANE_STATE_STOPPED,
} TernOrderLaneState;
const char *tern_order_lane_state_get_nick (TernOrderLaneState state);

#define TERN_TYPE_ORDER_LANE (tern_order_lane_get_type ())
G_DECLARE_FINAL_TYPE (TernOrderLane, tern_order_lane, TERN, ORDER_LANE, GObject)

/*
 * One reader at work on an order: takes row after row for the card in it, as a list of steps:
 * claim, preview, install, name, enable, report, done. Main thread. Properties, all notified:
 * "state", "sentence" (what a person is to do now, or why the card is put aside), "eid" (of the
 * card), "row" (number of the row at work, or 0).
 *
 * Signals: "step" (guint number, const char *step, const char *state): a row got on; "row-ended"
 * (TernOrderRecord *): a row stands where it stays for now; "paused" (GError *): the next row would
 * fail just so.
 */
TernOrderLane *tern_order_lane_new (TernOrder *order,
                                    const TernOrderPlan *plan,
                                    gint64 run,
                                    TernReader *reader) G_GNUC_WARN_UNUSED_RESULT;
TernReader *tern_order_lane_get_reader (TernOrderLane *self);
TernOrderLaneState tern_order_lane_get_state (TernOrderLane *self);
const char *tern_order_lane_get_sentence (TernOrderLane *self);
const char *tern_order_lane_get_eid (TernOrderLane *self);
guint tern_order_lane_get_row (TernOrderLane *self);
gboolean tern_order_lane_is_at_work (TernOrderLane *self);
void tern_order_lane_start (TernOrderLane *self);
void tern_order_lane_stop (TernOrderLane *self);
void tern_order_lane_look_again (TernOrderLane *self);

G_END_DECLS
