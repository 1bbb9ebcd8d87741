/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * fake-polkit yes|no|challenge|dismissed: polkit on the bus at DBUS_SYSTEM_BUS_ADDRESS, which
 * answers every question so; "challenge" means that a password is wanted, which is as good as given
 * when the caller may be asked, "dismissed" that the person did not give it. Prints "ready", and a
 * line for each question: the action and whether the person may be asked.
 */

#include <gio/gio.h>
#include <stdio.h>

static const char description[] = "<node>"
                                  "<interface name='org.freedesktop.PolicyKit1.Authority'>"
                                  "<method name='CheckAuthorization'>"
                                  "<arg name='subject' type='(sa{sv})' direction='in'/>"
                                  "<arg name='action' type='s' direction='in'/>"
                                  "<arg name='details' type='a{ss}' direction='in'/>"
                                  "<arg name='flags' type='u' direction='in'/>"
                                  "<arg name='cancellation' type='s' direction='in'/>"
                                  "<arg name='result' type='(bba{ss})' direction='out'/>"
                                  "</method>"
                                  "<method name='CancelCheckAuthorization'>"
                                  "<arg name='cancellation' type='s' direction='in'/>"
                                  "</method>"
                                  "<signal name='Changed'/>"
                                  "</interface>"
                                  "</node>";

static void
on_call (GDBusConnection *bus,
         const char *sender,
         const char *object,
         const char *interface,
         const char *method,
         GVariant *arguments,
         GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  const char *answer = user_data;
  const char *action = NULL;
  GVariantBuilder details;
  gboolean yes, challenge;
  guint flags = 0;

  if (!g_str_equal (method, "CheckAuthorization"))
    {
      g_dbus_method_invocation_return_value (invocation, NULL);
      return;
    }

  g_variant_get (arguments, "(@(sa{sv})&s@a{ss}u&s)", NULL, &action, NULL, &flags, NULL);
  printf ("%s %s\n", action, flags & 1 ? "interactive" : "silent");
  fflush (stdout);
  challenge = g_str_equal (answer, "challenge") && (flags & 1) == 0;
  yes = g_str_equal (answer, "yes") || (g_str_equal (answer, "challenge") && !challenge);
  g_variant_builder_init (&details, G_VARIANT_TYPE ("a{ss}"));
  if (g_str_equal (answer, "dismissed"))
    g_variant_builder_add (&details, "{ss}", "polkit.dismissed", "true");
  g_dbus_method_invocation_return_value (invocation,
                                         g_variant_new ("((bba{ss}))", yes, challenge, &details));
}

static void
on_name (GDBusConnection *bus, const char *name, gpointer user_data)
{
  puts ("ready");
  fflush (stdout);
}

static void
on_name_lost (GDBusConnection *bus, const char *name, gpointer user_data)
{
  g_main_loop_quit (user_data);
}

int
main (int argc, char **argv)
{
  static const GDBusInterfaceVTable functions = { .method_call = on_call };
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (description, NULL);
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, NULL);

  if (argc != 2 || bus == NULL)
    return 2;

  g_dbus_connection_register_object (bus, "/org/freedesktop/PolicyKit1/Authority",
                                     node->interfaces[0], &functions, argv[1], NULL, NULL);
  g_bus_own_name_on_connection (bus, "org.freedesktop.PolicyKit1", G_BUS_NAME_OWNER_FLAGS_NONE,
                                on_name, on_name_lost, loop, NULL);
  g_main_loop_run (loop);
  return 0;
}
