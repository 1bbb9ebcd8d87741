/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-commands.h"

#include "sim/sim-demo-orders.h"
#include "sim/sim-pki.h"

#include <stdio.h>

static void
print_codes (const char *address)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "codes");
  sim_demo_orders_add_codes (builder, address);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  printf ("%s\n", text);
}

/**
 * sim_command_orders:
 * @argc: number of arguments
 * @argv: the arguments, the first being "orders"
 *
 * "tern-sim orders FILE": writes the orders of the demonstration and prints their codes.
 *
 * Returns: the exit status: 0 done, 1 failed, 2 usage
 */
int
sim_command_orders (int argc, char **argv)
{
  g_autofree char *eid = NULL;
  g_autofree char *address = NULL;
  const GOptionEntry entries[] = {
    { "eid", 0, 0, G_OPTION_ARG_STRING, &eid, "The card they are for (32 digits)", "EID" },
    { "address", 0, 0, G_OPTION_ARG_STRING, &address,
      "The server that gets them, for the codes (default: SERVER, to be replaced)", "HOST:PORT" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("FILE");
  g_autoptr (GError) error = NULL;
  const char *card;

  g_option_context_set_summary (context,
                                "Writes an orders file for “tern-sim smdp” with the icons beside "
                                "it, and prints one line of JSON with activation codes.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2 ||
      (eid && !sim_pki_check_eid (eid, &error)))
    {
      fprintf (stderr, "tern-sim orders: %s\n", error ? error->message : "one file is needed");
      return 2;
    }

  card = eid ? eid : SIM_PKI_DEFAULT_EID;
  if (!sim_demo_orders_write (argv[1], card, &error))
    {
      fprintf (stderr, "tern-sim orders: %s\n", error->message);
      return 1;
    }
  print_codes (address ? address : "SERVER");
  return 0;
}
