/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>

#include "fake-network.h"

static const char introspection[] = "<node>"
                                    "<interface name='" FAKE_NETWORK_NAME "'>"
                                    "  <method name='Tell'>"
                                    "    <arg type='s' direction='in'/>"
                                    "    <arg type='s' direction='out'/>"
                                    "  </method>"
                                    "</interface>"
                                    "</node>";

static void
on_tell (GDBusConnection *connection,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *arguments,
         GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;
  const char *command;

  g_variant_get (arguments, "(&s)", &command);
  answer = fake_network_tell (user_data, command, &error);
  if (answer != NULL)
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(s)", answer));
  else
    g_dbus_method_invocation_return_gerror (invocation, error);
}

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

static gboolean
serve (GDBusConnection *bus, char **orders, GError **error)
{
  static const GDBusInterfaceVTable vtable = { on_tell, NULL, NULL, { 0 } };
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (introspection, error);
  FakeNetwork *network = fake_network_new (bus);
  gboolean good = info != NULL &&
                  g_dbus_connection_register_object (bus, FAKE_NETWORK_PATH, info->interfaces[0],
                                                     &vtable, network, NULL, error) != 0;

  for (char **command = orders; good && *command != NULL; command++)
    {
      g_autofree char *answer = fake_network_tell (network, *command, error);

      good = answer != NULL;
    }
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
