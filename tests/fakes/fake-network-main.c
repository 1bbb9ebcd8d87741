/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>

#include "fake-control.h"
#include "fake-network.h"

static gboolean
on_signal (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_CONTINUE;
}

static void
on_name (GDBusConnection *bus, const char *name, gpointer data)
{
  printf ("ready\n");
  fflush (stdout);
}

static char *
tell_network (gpointer fake, const char *command, GError **error)
{
  return fake_network_tell (fake, command, error);
}

static gboolean
serve (GDBusConnection *bus, char **orders, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  FakeNetwork *network = fake_network_new (bus);
  gboolean good = fake_control_export (bus, FAKE_NETWORK_PATH, FAKE_NETWORK_NAME, tell_network,
                                       network, error) &&
                  fake_control_tell_all (tell_network, network, orders, error);

  if (good)
    {
      guint name = g_bus_own_name_on_connection (
          bus, FAKE_NETWORK_NAME, G_BUS_NAME_OWNER_FLAGS_NONE, on_name, NULL, NULL, NULL);

      g_unix_signal_add (SIGINT, on_signal, loop);
      g_unix_signal_add (SIGTERM, on_signal, loop);
      g_main_loop_run (loop);
      g_bus_unown_name (name);
    }
  fake_network_free (network);
  return good;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("[COMMAND…]");
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  g_option_context_set_summary (context, "A NetworkManager for the modems of ModemManager, that "
                                         "does as it is told.\nIt prints “ready” when it is.");
  g_option_context_set_description (context, fake_network_get_help ());
  if (g_option_context_parse (context, &argc, &argv, &error) &&
      (bus = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, &error)) != NULL &&
      serve (bus, argv + 1, &error))
    return 0;

  fprintf (stderr, "fake-network-manager: %s\n", error->message);
  return 1;
}
