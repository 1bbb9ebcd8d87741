/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-commands.h"

#include "sim/sim-smdp.h"

#include <glib-unix.h>
#include <stdio.h>

#define SUMMARY                                                                                   \
  "A simulated SM-DP+ (or SM-DS) over HTTPS. Prints one line of JSON when it is ready and runs\n" \
  "until SIGTERM. The orders file is rewritten after every call, so that it can be watched."

static gboolean
stop (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static void
print_ready (SimSmdp *smdp)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *text = NULL;

  json_object_set_string_member (object, "event", "ready");
  json_object_set_string_member (object, "address", sim_smdp_get_address (smdp));
  json_object_set_int_member (object, "port", sim_smdp_get_port (smdp));
  text = json_to_string (node, FALSE);
  printf ("%s\n", text);
  fflush (stdout);
}

static gboolean
serve (const char *pki_dir, const char *orders_path, const SimSmdpOptions *options, GError **error)
{
  g_autoptr (SimPki) pki = sim_pki_load (pki_dir, error);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (SimOrders) orders = NULL;
  g_autoptr (SimSmdp) smdp = NULL;

  if (!pki)
    return FALSE;
  orders = orders_path ? sim_orders_new_from_file (orders_path, error) : sim_orders_new ();
  if (!orders)
    return FALSE;
  smdp = sim_smdp_new (pki, orders, options);
  if (!sim_smdp_start (smdp, error))
    return FALSE;

  g_unix_signal_add (SIGTERM, stop, loop);
  g_unix_signal_add (SIGINT, stop, loop);
  print_ready (smdp);
  g_main_loop_run (loop);
  sim_smdp_stop (smdp);
  return sim_orders_save (orders, error);
}

/**
 * sim_command_smdp:
 * @argc: number of arguments
 * @argv: the arguments, the first being "smdp"
 *
 * "tern-sim smdp --pki DIR": a server until SIGTERM.
 *
 * Returns: the exit status: 0 done, 1 failed, 2 usage
 */
int
sim_command_smdp (int argc, char **argv)
{
  g_auto (SimSmdpOptions) options = { 0 };
  g_autofree char *pki = NULL;
  g_autofree char *orders = NULL;
  const GOptionEntry entries[] = {
    { "pki", 0, 0, G_OPTION_ARG_FILENAME, &pki, "The folder of certificates and keys", "DIR" },
    { "orders", 0, 0, G_OPTION_ARG_FILENAME, &orders, "What the server has (below)", "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autofree char *format = sim_orders_describe_format ();
  g_autoptr (GError) error = NULL;

  g_set_prgname ("tern-sim smdp");
  g_option_context_set_summary (context, SUMMARY);
  g_option_context_set_description (context, format);
  g_option_context_add_main_entries (context, entries, NULL);
  sim_smdp_options_add_to_context (&options, context);
  if (!g_option_context_parse (context, &argc, &argv, &error) ||
      !sim_smdp_options_check (&options, &error) || !pki || argc != 1)
    {
      fprintf (stderr, "tern-sim smdp: %s\n", error ? error->message : "--pki DIR is needed");
      return 2;
    }

  if (!serve (pki, orders, &options, &error))
    {
      fprintf (stderr, "tern-sim smdp: %s\n", error->message);
      return 1;
    }
  return 0;
}
