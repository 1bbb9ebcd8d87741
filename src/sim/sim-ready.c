/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-ready.h"

#include <json-glib/json-glib.h>
#include <stdio.h>

/**
 * sim_ready_print:
 * @member: what is told besides, such as "socket"
 * @value: and where it is
 *
 * Prints the line of JSON by which who started a simulator knows that it can be connected to.
 */
void
sim_ready_print (const char *member, const char *value)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *text = NULL;

  json_object_set_string_member (object, "event", "ready");
  json_object_set_string_member (object, member, value);
  text = json_to_string (node, FALSE);
  printf ("%s\n", text);
  fflush (stdout);
}
