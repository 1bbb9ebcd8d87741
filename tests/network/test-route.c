/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-route.h"

/* A NetworkManager on a private bus, whose properties are as told: "PATH INTERFACE.NAME" -> value.
 */
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
#define CONNECTION ROOT "/ActiveConnection/1"
#define MODEM ROOT "/Devices/2"

typedef struct
{
  GTestDBus *bus;
  GDBusConnection *connection;
  GDBusNodeInfo *node;
  const char *primary;
  gboolean done;
  GStrv names;
  GError *error;
} Fixture;

static GVariant *
get_property (GDBusConnection *connection,
              const char *sender,
              const char *path,
              const char *interface,
              const char *name,
              GError **error,
              gpointer user_data)
{
  const Fixture *self = user_data;
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

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (self->bus);
  self->connection =
      g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (self->bus),
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);
  g_assert_no_error (error);
  self->node = g_dbus_node_info_new_for_xml (INTROSPECTION, &error);
  g_assert_no_error (error);
  self->primary = CONNECTION;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_error (&self->error);
  g_clear_pointer (&self->names, g_strfreev);
  g_dbus_node_info_unref (self->node);
  g_assert_true (g_dbus_connection_close_sync (self->connection, NULL, NULL));
  g_object_unref (self->connection);
  g_test_dbus_down (self->bus);
  g_object_unref (self->bus);
}

static void
publish (Fixture *self)
{
  static const GDBusInterfaceVTable vtable = { .get_property = get_property };
  static const char *const paths[] = { ROOT, CONNECTION, MODEM };
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

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *self = user_data;

  self->names = tern_route_find_finish (result, &self->error);
  self->done = TRUE;
}

static void
find (Fixture *self)
{
  tern_route_find_async (self->connection, NULL, on_found, self);
  while (!self->done)
    g_main_context_iteration (NULL, TRUE);
}

/* A modem goes by the name of its connection, of its port, and of ModemManager. */
static void
test_modem (Fixture *self, gconstpointer data)
{
  publish (self);
  find (self);
  g_assert_no_error (self->error);
  g_assert_true (g_strv_contains ((const char *const *) self->names, "wwan0"));
  g_assert_true (g_strv_contains ((const char *const *) self->names, "cdc-wdm0"));
  g_assert_true (g_strv_contains ((const char *const *) self->names,
                                  "/org/freedesktop/ModemManager1/Modem/0"));
  g_assert_cmpuint (g_strv_length (self->names), ==, 3);
}

static void
test_not_connected (Fixture *self, gconstpointer data)
{
  self->primary = "/";
  publish (self);
  find (self);
  g_assert_no_error (self->error);
  g_assert_cmpuint (g_strv_length (self->names), ==, 0);
}

/* A connection that has ended meanwhile, and a computer without NetworkManager. */
static void
test_unknown (Fixture *self, gconstpointer data)
{
  self->primary = ROOT "/ActiveConnection/7";
  publish (self);
  find (self);
  g_assert_null (self->names);
  g_assert_nonnull (self->error);
}

static void
test_absent (Fixture *self, gconstpointer data)
{
  find (self);
  g_assert_null (self->names);
  g_assert_error (self->error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add ("/network/route/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("modem", test_modem);
  ADD ("not-connected", test_not_connected);
  ADD ("unknown", test_unknown);
  ADD ("absent", test_absent);
  return g_test_run ();
}
