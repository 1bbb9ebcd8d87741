/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-orders-show.h"

#include <glib/gi18n-lib.h>

#include "ctl/tern-json.h"
#include "lpa/lpa-plural.h"

/**
 * tern_orders_say_counts:
 * @ctl: the command line
 * @order: an order
 *
 * Says how many of its rows stand where.
 */
void
tern_orders_say_counts (TernCtl *ctl, TernOrder *order)
{
  const TernOrderCounts *counts = tern_order_get_counts (order);

  tern_printer_say (ctl->printer,
                    lpa_plural ("ternctl", "%s: %u row.", "%s: %u rows.", counts->total),
                    tern_order_get_name (order), counts->total);
  for (guint i = 0; i < TERN_ORDER_N_STATES; i++)
    if (counts->state[i] > 0)
      tern_printer_say (ctl->printer, "  %s: %u", tern_order_state_get_label ((TernOrderState) i),
                        counts->state[i]);
}

static void
add_counts (JsonBuilder *builder, const TernOrderCounts *counts)
{
  tern_json_add_int (builder, "rows", counts->total);
  json_builder_set_member_name (builder, "states");
  json_builder_begin_object (builder);
  for (guint i = 0; i < TERN_ORDER_N_STATES; i++)
    tern_json_add_int (builder, tern_order_state_get_nick ((TernOrderState) i), counts->state[i]);
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "reasons");
  json_builder_begin_object (builder);
  for (guint i = 1; i < TERN_ORDER_N_REASONS; i++)
    if (counts->reason[i] > 0)
      tern_json_add_int (builder, tern_order_reason_get_nick ((TernOrderReason) i),
                         counts->reason[i]);
  json_builder_end_object (builder);
}

/**
 * tern_orders_result:
 * @order: an order
 * @to_terminate: (nullable) (element-type utf8): SIM IDs whose subscription runs on
 *
 * Returns: (transfer full): what a command on it ends with
 */
JsonNode *
tern_orders_result (TernOrder *order, GPtrArray *to_terminate)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  tern_json_add_string (builder, "order", tern_order_get_name (order));
  add_counts (builder, tern_order_get_counts (order));
  if (to_terminate != NULL)
    {
      json_builder_set_member_name (builder, "to_terminate");
      json_builder_begin_array (builder);
      for (guint i = 0; i < to_terminate->len; i++)
        json_builder_add_string_value (builder, to_terminate->pdata[i]);
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

/**
 * tern_orders_record_to_json:
 * @record: what is kept of a row
 *
 * Returns: (transfer full): it, for programs
 */
JsonObject *
tern_orders_record_to_json (const TernOrderRecord *record)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "row", record->number);
  json_object_set_string_member (object, "state", tern_order_state_get_nick (record->state));
  if (record->reason != TERN_ORDER_REASON_NONE)
    json_object_set_string_member (object, "reason", tern_order_reason_get_nick (record->reason));
  if (record->eid != NULL)
    json_object_set_string_member (object, "eid", record->eid);
  if (record->iccid != NULL)
    json_object_set_string_member (object, "iccid", record->iccid);
  if (record->error != NULL)
    json_object_set_string_member (object, "error", record->error);
  return object;
}
