/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-smds.h"

#include "sim/sim-smdp-refusal.h"

static JsonObject *
event_to_json (const SimEvent *event)
{
  JsonObject *entry = json_object_new ();

  json_object_set_string_member (entry, "eventId", event->event_id);
  json_object_set_string_member (entry, "rspServerAddress", event->address);
  return entry;
}

/**
 * sim_smds_list_events:
 * @orders: the books, locked
 * @eid: the card
 * @event_id: the event that it asks for; empty for all
 * @reply: the body of the reply, which grows
 * @error: return location for an error of %SIM_SMDP_REFUSAL
 *
 * What a discovery server answers to a card that is authenticated, SGP.22 5.8.2.
 *
 * Returns: whether something waits for @eid
 */
gboolean
sim_smds_list_events (SimOrders *orders,
                      const char *eid,
                      const char *event_id,
                      JsonObject *reply,
                      GError **error)
{
  GPtrArray *events = sim_orders_get_events (orders);
  g_autoptr (JsonArray) entries = json_array_new ();

  for (guint i = 0; i < events->len; i++)
    {
      const SimEvent *event = g_ptr_array_index (events, i);

      if (g_str_equal (event->eid, eid) &&
          (event_id[0] == '\0' || g_str_equal (event->event_id, event_id)))
        json_array_add_object_element (entries, event_to_json (event));
    }
  if (json_array_get_length (entries) == 0)
    return sim_smdp_refuse (error, SIM_REFUSAL_NO_EVENT, "Nothing waits for this eUICC");

  json_object_set_array_member (reply, "eventEntries", g_steal_pointer (&entries));
  return TRUE;
}
