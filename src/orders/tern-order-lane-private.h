/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "orders/tern-order-hold.h"
#include "orders/tern-order-lane.h"

G_BEGIN_DECLS

/* What following a reader and doing a row's steps have in common. */

/**
 * TernOrderStep:
 * @TERN_ORDER_STEP_NONE: nothing is done
 * @TERN_ORDER_STEP_CARD: turns to the next eUICC in the reader
 * @TERN_ORDER_STEP_LOOK: finds the next row for it: one of which something is left to do, or a new
 *   one
 * @TERN_ORDER_STEP_PREVIEW: asks the server what the code is for
 * @TERN_ORDER_STEP_NOTE: writes the profile down before it is installed
 * @TERN_ORDER_STEP_INSTALL: installs it
 * @TERN_ORDER_STEP_MARK: writes down that it is installed
 * @TERN_ORDER_STEP_NAME: gives it the name of the plan
 * @TERN_ORDER_STEP_ENABLE: enables it, if the plan says so
 * @TERN_ORDER_STEP_REPORT: sends the reports that wait on the card
 * @TERN_ORDER_STEP_SETTLE: writes down that the row is done
 * @TERN_ORDER_STEP_POSTPONE: tells the server that nothing is installed now
 * @TERN_ORDER_STEP_GIVE_BACK: writes down what a fault means for the row
 *
 * What is done with a row, one after the other.
 */
typedef enum
{
  TERN_ORDER_STEP_NONE,
  TERN_ORDER_STEP_CARD,
  TERN_ORDER_STEP_LOOK,
  TERN_ORDER_STEP_PREVIEW,
  TERN_ORDER_STEP_NOTE,
  TERN_ORDER_STEP_INSTALL,
  TERN_ORDER_STEP_MARK,
  TERN_ORDER_STEP_NAME,
  TERN_ORDER_STEP_ENABLE,
  TERN_ORDER_STEP_REPORT,
  TERN_ORDER_STEP_SETTLE,
  TERN_ORDER_STEP_POSTPONE,
  TERN_ORDER_STEP_GIVE_BACK,
} TernOrderStep;

struct _TernOrderLane
{
  GObject parent_instance;

  TernOrder *order;
  TernOrderPlan *plan;
  gint64 run;
  TernReader *reader;

  TernOrderLaneState state;
  char *sentence;
  gboolean started;
  gboolean stopping;

  /* The card */
  LpaEuicc *euicc;
  guint next_euicc;
  guint rows_done;
  gboolean card_aside;

  /* The row */
  TernOrderStep step;
  TernOrderHold *hold; /* (nullable) */
  LpaDownload *download;
  GError *error;
  guint report_tries;
  guint report_source;
};

/* The steps: tern-order-steps.c. */
void tern_order_lane_go_on (TernOrderLane *self, TernOrderStep step);

/* The reader and what is said of it: tern-order-lane.c. */
void tern_order_lane_set_state (TernOrderLane *self,
                                TernOrderLaneState state,
                                const char *sentence);
void tern_order_lane_set_aside (TernOrderLane *self, const GError *error);
void tern_order_lane_turn_to (TernOrderLane *self, LpaEuicc *euicc);
void tern_order_lane_tell_row (TernOrderLane *self);
void tern_order_lane_tell_step (TernOrderLane *self, const char *step, const char *state);
void tern_order_lane_tell_ended (TernOrderLane *self);
void tern_order_lane_tell_paused (TernOrderLane *self, const GError *error);
void tern_order_lane_come_to_rest (TernOrderLane *self);

G_END_DECLS
