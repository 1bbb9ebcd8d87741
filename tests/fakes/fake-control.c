/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-control.h"

typedef struct
{
  FakeTell tell;
  gpointer fake;
} Control;

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
  const Control *control = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;
  const char *command;

  g_variant_get (arguments, "(&s)", &command);
  answer = control->tell (control->fake, command, &error);
  if (answer != NULL)
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(s)", answer));
  else
    g_dbus_method_invocation_return_gerror (invocation, error);
}

/**
 * fake_control_tell_all:
 * @tell: how the fake is told
 * @fake: the fake
 * @commands: (array zero-terminated=1): what it is told
 * @error: return location for the error of the first that it does not take
 *
 * Returns: whether it took all of them
 */
gboolean
fake_control_tell_all (FakeTell tell, gpointer fake, char **commands, GError **error)
{
  for (char **command = commands; *command != NULL; command++)
    {
      g_autofree char *answer = tell (fake, *command, error);

      if (answer == NULL)
        return FALSE;
    }
  return TRUE;
}

/**
 * fake_control_export:
 * @bus: where the fake is
 * @path: of the object through which it is told
 * @interface: its interface
 * @tell: how the fake is told
 * @fake: the fake, which stays until the bus is gone
 * @error: return location for an error
 *
 * Returns: whether others can tell it something now
 */
gboolean
fake_control_export (GDBusConnection *bus,
                     const char *path,
                     const char *interface,
                     FakeTell tell,
                     gpointer fake,
                     GError **error)
{
  static const GDBusInterfaceVTable vtable = { on_tell, NULL, NULL, { 0 } };
  g_autofree char *xml = g_strdup_printf ("<node>"
                                          "<interface name='%s'>"
                                          "  <method name='Tell'>"
                                          "    <arg type='s' direction='in'/>"
                                          "    <arg type='s' direction='out'/>"
                                          "  </method>"
                                          "</interface>"
                                          "</node>",
                                          interface);
  g_autoptr (GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (xml, error);
  Control *control;

  if (info == NULL)
    return FALSE;
  control = g_new0 (Control, 1);
  control->tell = tell;
  control->fake = fake;
  return g_dbus_connection_register_object (bus, path, info->interfaces[0], &vtable, control,
                                            g_free, error) != 0;
}
