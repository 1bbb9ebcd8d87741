/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-command-orders-run.h"

#include <glib/gi18n-lib.h>

#include "ctl/tern-await.h"
#include "ctl/tern-ctl-card.h"
#include "ctl/tern-ctl-terminal.h"
#include "ctl/tern-orders-show.h"
#include "ctl/tern-own-line.h"
#include "lpa/lpa-plural.h"
#include "orders/tern-order-run.h"

/* One run, and what it came to so far. */
typedef struct
{
  TernCtl *ctl;
  TernOrder *order;
  TernOrderRun *run;
  guint done;
  guint failed;
} Running;

static JsonObject *
lane_to_json (TernOrderLane *lane)
{
  JsonObject *object = json_object_new ();
  const char *eid = tern_order_lane_get_eid (lane);

  json_object_set_string_member (object, "reader",
                                 tern_reader_get_name (tern_order_lane_get_reader (lane)));
  if (eid != NULL)
    json_object_set_string_member (object, "eid", eid);
  return object;
}

static void
lane_changed (TernOrderLane *lane, GParamSpec *pspec, Running *running)
{
  g_autoptr (JsonObject) members = lane_to_json (lane);
  TernOrderLaneState state = tern_order_lane_get_state (lane);

  json_object_set_string_member (members, "state", tern_order_lane_state_get_nick (state));
  json_object_set_string_member (members, "message", tern_order_lane_get_sentence (lane));
  tern_printer_event (running->ctl->printer, "reader", members);
  if (state != TERN_ORDER_LANE_STATE_WORKING && state != TERN_ORDER_LANE_STATE_STOPPED)
    tern_printer_say (running->ctl->printer, "%s: %s",
                      tern_reader_get_name (tern_order_lane_get_reader (lane)),
                      tern_order_lane_get_sentence (lane));
}

static void
step_changed (TernOrderLane *lane,
              guint number,
              const char *step,
              const char *state,
              Running *running)
{
  g_autoptr (JsonObject) members = lane_to_json (lane);

  json_object_set_int_member (members, "row", number);
  json_object_set_string_member (members, "step", step);
  json_object_set_string_member (members, "state", state);
  tern_printer_event (running->ctl->printer, "row-step", members);
}

static void
row_ended (TernOrderLane *lane, const TernOrderRecord *record, Running *running)
{
  g_autoptr (JsonObject) members = tern_orders_record_to_json (record);
  g_autofree char *sentence =
      tern_order_dup_sentence (record->state, record->reason, NULL, record->eid, record->error);
  gboolean done = record->state == TERN_ORDER_STATE_DONE;

  running->done += done;
  running->failed += !done;
  json_object_set_string_member (members, "message", sentence);
  json_object_set_string_member (members, "reader",
                                 tern_reader_get_name (tern_order_lane_get_reader (lane)));
  tern_printer_event (running->ctl->printer, "row-ended", members);
  if (done)
    tern_printer_say (running->ctl->printer,
                      C_ ("ternctl", "Row %u is done: ICCID %s on the card %s."), record->number,
                      record->iccid, record->eid);
  else
    tern_printer_say (running->ctl->printer, C_ ("ternctl", "Row %u: %s. %s"), record->number,
                      tern_order_state_get_label (record->state), sentence);
}

static void
lanes_changed (GListModel *model, guint position, guint removed, guint added, Running *running)
{
  for (guint i = 0; i < added; i++)
    {
      g_autoptr (TernOrderLane) lane = g_list_model_get_item (model, position + i);

      g_signal_connect (lane, "notify::sentence", G_CALLBACK (lane_changed), running);
      g_signal_connect (lane, "step", G_CALLBACK (step_changed), running);
      g_signal_connect (lane, "row-ended", G_CALLBACK (row_ended), running);
    }
}

/* Ctrl-C stops after the step that is being done, never inside one. */
static void
stop (GCancellable *cancellable, Running *running)
{
  tern_order_run_stop (running->run);
}

static TernOrderPlan *
make_plan (TernCtl *ctl, const TernOrdersWords *words, GError **error)
{
  g_autoptr (TernOrderPlan) plan = tern_order_plan_new ();

  if (words->per_card < 1)
    {
      g_set_error_literal (error, TERN_CTL_ERROR, TERN_CTL_ERROR_USAGE,
                           C_ ("ternctl", "A card gets one profile at least."));
      return NULL;
    }
  plan->per_card = (guint) words->per_card;
  plan->pattern = g_strdup (words->name);
  plan->accept_rules = words->yes;
  plan->wait = words->wait || tern_ctl_is_interactive (ctl);
  plan->reader = g_strdup (ctl->reader);
  plan->eid = g_strdup (ctl->eid);
  if (g_strcmp0 (words->enable, "first") == 0)
    plan->enable = TERN_ORDER_ENABLE_FIRST;
  else if (words->enable != NULL && !g_str_equal (words->enable, "none"))
    {
      plan->enable = TERN_ORDER_ENABLE_NAMED;
      plan->enable_name = g_strdup (words->enable);
    }
  return tern_order_plan_check (plan, error) ? g_steal_pointer (&plan) : NULL;
}

static gboolean
confirm (TernCtl *ctl, const TernOrdersWords *words, TernOrder *order, GError **error)
{
  guint waiting = tern_order_get_counts (order)->state[TERN_ORDER_STATE_WAITING];
  g_autofree char *question =
      g_strdup_printf (lpa_plural ("ternctl", "Use %u code on the cards in the readers?",
                                   "Use %u codes on the cards in the readers?", waiting),
                       waiting);

  tern_orders_say_counts (ctl, order);
  return tern_ctl_confirm (ctl, words->yes, question, error);
}

static gboolean
carry_out (Running *running, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  gulong handler;
  gboolean done;

  handler = g_signal_connect (running->ctl->cancellable, "cancelled", G_CALLBACK (stop), running);
  tern_order_run_start_async (running->run, tern_await_done, &result);
  tern_await (&result);
  done = tern_order_run_start_finish (running->run, result, error);
  g_signal_handler_disconnect (running->ctl->cancellable, handler);
  return done;
}

static void
say_end (Running *running)
{
  const TernOrderCounts *counts = tern_order_get_counts (running->order);
  g_autoptr (JsonNode) result = tern_orders_result (running->order, NULL);
  JsonObject *object = json_node_get_object (result);
  gboolean stopped = g_cancellable_is_cancelled (running->ctl->cancellable);

  json_object_set_int_member (object, "done_now", running->done);
  json_object_set_int_member (object, "not_done_now", running->failed);
  json_object_set_boolean_member (object, "stopped", stopped);
  tern_orders_say_counts (running->ctl, running->order);
  if (counts->state[TERN_ORDER_STATE_WAITING] > 0)
    tern_printer_say (running->ctl->printer, "%s",
                      C_ ("ternctl", "Put the next cards in and run the order again: it goes on "
                                     "where it was."));
  tern_printer_result (running->ctl->printer, result);
}

/**
 * tern_orders_run:
 * @ctl: the command line
 * @words: what the words of the command say
 * @order: the order
 * @error: return location for an error
 *
 * Runs an order over the cards that are in the readers, or with --wait over all that are put in.
 *
 * Returns: whether it was carried out, whatever became of single rows
 */
gboolean
tern_orders_run (TernCtl *ctl, const TernOrdersWords *words, TernOrder *order, GError **error)
{
  g_autoptr (TernOrderPlan) plan = make_plan (ctl, words, error);
  Running running = { .ctl = ctl, .order = order };
  gboolean done;

  if (plan == NULL || !tern_ctl_settle (ctl, error) ||
      !tern_own_line_ask_for_all (ctl, words->yes, error) || !confirm (ctl, words, order, error))
    return FALSE;
  running.run = tern_order_run_new (order, plan, tern_reader_monitor_get_readers (ctl->monitor));
  g_signal_connect (running.run, "items-changed", G_CALLBACK (lanes_changed), &running);
  done = carry_out (&running, error);
  say_end (&running);
  g_object_unref (running.run);
  if (running.failed > 0)
    ctl->exit = TERN_EXIT_FAILED;
  return done;
}
