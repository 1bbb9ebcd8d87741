/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "own-network-manager.h"

#include "test-bus.h"

static const char INTROSPECTION[] =
    "<node><interface name='org.freedesktop.NetworkManager'>"
    "<property name='PrimaryConnection' type='o' access='read'/></interface>"
    "<interface name='org.freedesktop.NetworkManager.Connection.Active'>"
    "<property name='Devices' type='ao' access='read'/></interface>"
    "<interface name='org.freedesktop.NetworkManager.Device'>"
    "<property name='Interface' type='s' access='read'/>"
    "<property name='IpInterface' type='s' access='read'/>"
    "<property name='Udi' type='s' access='read'/></interface></node>";

#define ROOT "/org/freedesktop/NetworkManager"
#define MODEM ROOT "/Devices/2"

static GVariant *
get_property (GDBusConnection *connection,
              const char *sender,
              const char *path,
              const char *interface,
              const char *name,
              GError **error,
              gpointer user_data)
{
  const OwnNetworkManager *self = user_data;
  const char *const devices[] = { MODEM, NULL };

  if (g_str_equal (name, "PrimaryConnection"))
    return g_variant_new_object_path (self->primary);
  if (g_str_equal (name, "Devices"))
    return g_variant_new_objv (devices, -1);
  if (g_str_equal (name, "Interface"))
    return g_variant_new_string ("cdc-wdm0");
  if (g_str_equal (name, "IpInterface"))
    return g_variant_new_string ("wwan0");
  return g_variant_new_string ("/org/freedesktop/ModemManager1/Modem/0");
}

void
own_network_manager_init (OwnNetworkManager *self)
{
  g_autofree char *session = g_strdup (g_getenv ("DBUS_SESSION_BUS_ADDRESS"));
  g_autofree char *display = g_strdup (g_getenv ("DISPLAY"));
  g_autoptr (GError) error = NULL;

  self->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  test_bus_up (self->bus);
  /* Which takes the display away. */
  if (display != NULL)
    g_setenv ("DISPLAY", display, TRUE);
  self->connection =
      g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (self->bus),
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);
  g_assert_no_error (error);
  self->node = g_dbus_node_info_new_for_xml (INTROSPECTION, &error);
  g_assert_no_error (error);
  self->primary = OWN_NETWORK_MANAGER_MODEM;
  if (session != NULL)
    g_setenv ("DBUS_SESSION_BUS_ADDRESS", session, TRUE);
  else
    g_unsetenv ("DBUS_SESSION_BUS_ADDRESS");
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_test_dbus_get_bus_address (self->bus), TRUE);
}

void
own_network_manager_publish (OwnNetworkManager *self)
{
  static const GDBusInterfaceVTable vtable = { .get_property = get_property };
  static const char *const paths[] = { ROOT, OWN_NETWORK_MANAGER_MODEM, MODEM };
  g_autoptr (GVariant) owned = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    g_assert_cmpuint (g_dbus_connection_register_object (self->connection, paths[i],
                                                         self->node->interfaces[i], &vtable, self,
                                                         NULL, &error),
                      !=, 0);
  owned = g_dbus_connection_call_sync (
      self->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "RequestName", g_variant_new ("(su)", "org.freedesktop.NetworkManager", 0), NULL,
      G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

void
own_network_manager_clear (OwnNetworkManager *self)
{
  g_dbus_node_info_unref (self->node);
  g_assert_true (g_dbus_connection_close_sync (self->connection, NULL, NULL));
  g_object_unref (self->connection);
  g_test_dbus_down (self->bus);
  g_object_unref (self->bus);
}
