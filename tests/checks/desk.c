/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desk.h"

#include "test-bus.h"

#define UPOWER "org.freedesktop.UPower"
#define MODEM_MANAGER "org.freedesktop.ModemManager1"
#define BEARER "/org/freedesktop/ModemManager1/Bearer/0"

static const char interfaces[] = "<node>"
                                 "<interface name='org.freedesktop.UPower'>"
                                 "  <property name='OnBattery' type='b' access='read'/>"
                                 "</interface>"
                                 "<interface name='org.freedesktop.UPower.Device'>"
                                 "  <property name='Type' type='u' access='read'/>"
                                 "  <property name='IsPresent' type='b' access='read'/>"
                                 "  <property name='Percentage' type='d' access='read'/>"
                                 "</interface>"
                                 "<interface name='org.freedesktop.DBus.ObjectManager'>"
                                 "  <method name='GetManagedObjects'>"
                                 "    <arg type='a{oa{sa{sv}}}' direction='out'/>"
                                 "  </method>"
                                 "</interface>"
                                 "<interface name='org.freedesktop.ModemManager1.Bearer'>"
                                 "  <property name='Interface' type='s' access='read'/>"
                                 "  <property name='Connected' type='b' access='read'/>"
                                 "</interface>"
                                 "</node>";

struct _Desk
{
  GTestDBus *dbus;
  GDBusNodeInfo *info;
  GDBusConnection *services;
  GDBusConnection *client;
  gboolean on_battery;
  gboolean has_battery;
  double percentage;
  DeskModem modem;
};

static GVariant *
get_property (GDBusConnection *connection,
              const char *sender,
              const char *path,
              const char *interface,
              const char *name,
              GError **error,
              gpointer user_data)
{
  Desk *self = user_data;

  if (g_str_equal (name, "OnBattery"))
    return g_variant_new_boolean (self->on_battery);
  if (g_str_equal (name, "Type"))
    return g_variant_new_uint32 (self->has_battery ? 2 : 0);
  if (g_str_equal (name, "IsPresent"))
    return g_variant_new_boolean (self->has_battery);
  if (g_str_equal (name, "Percentage"))
    return g_variant_new_double (self->percentage);
  if (g_str_equal (name, "Interface"))
    return g_variant_new_string (self->modem.interface);
  return g_variant_new_boolean (TRUE);
}

static GVariant *
describe_modem (Desk *self)
{
  g_auto (GVariantBuilder) modem = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_auto (GVariantBuilder) cellular = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_auto (GVariantBuilder) bearers = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("ao"));

  if (self->modem.interface != NULL)
    g_variant_builder_add (&bearers, "o", BEARER);
  g_variant_builder_add (&modem, "{sv}", "Device", g_variant_new_string (DESK_DEVICE));
  g_variant_builder_add (&modem, "{sv}", "Ports",
                         g_variant_new_parsed ("[('cdc-wdm7', uint32 6)]"));
  g_variant_builder_add (&modem, "{sv}", "Manufacturer", g_variant_new_string ("Acme"));
  g_variant_builder_add (&modem, "{sv}", "Model", g_variant_new_string ("M1"));
  g_variant_builder_add (&modem, "{sv}", "State", g_variant_new_int32 (self->modem.state));
  g_variant_builder_add (&modem, "{sv}", "StateFailedReason",
                         g_variant_new_uint32 (self->modem.fault));
  g_variant_builder_add (&modem, "{sv}", "PowerState", g_variant_new_uint32 (self->modem.power));
  g_variant_builder_add (&modem, "{sv}", "UnlockRequired", g_variant_new_uint32 (self->modem.lock));
  g_variant_builder_add (&modem, "{sv}", "Bearers", g_variant_builder_end (&bearers));
  g_variant_builder_add (&cellular, "{sv}", "EnabledFacilityLocks",
                         g_variant_new_uint32 (self->modem.facilities));
  return g_variant_new_parsed ("({@o '/org/freedesktop/ModemManager1/Modem/0': {"
                               "'org.freedesktop.ModemManager1.Modem': %@a{sv},"
                               "'org.freedesktop.ModemManager1.Modem.Modem3gpp': %@a{sv}}},)",
                               g_variant_builder_end (&modem), g_variant_builder_end (&cellular));
}

static void
call_method (GDBusConnection *connection,
             const char *sender,
             const char *path,
             const char *interface,
             const char *method,
             GVariant *arguments,
             GDBusMethodInvocation *invocation,
             gpointer user_data)
{
  g_dbus_method_invocation_return_value (invocation, describe_modem (user_data));
}

static GDBusConnection *
connect_to (GTestDBus *dbus)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection =
      g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (dbus),
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

Desk *
desk_new (void)
{
  Desk *self = g_new0 (Desk, 1);
  g_autoptr (GError) error = NULL;

  self->dbus = g_test_dbus_new (G_TEST_DBUS_NONE);
  test_bus_up (self->dbus);
  self->services = connect_to (self->dbus);
  self->client = connect_to (self->dbus);
  self->info = g_dbus_node_info_new_for_xml (interfaces, &error);
  g_assert_no_error (error);
  return self;
}

void
desk_free (Desk *self)
{
  g_dbus_connection_close_sync (self->client, NULL, NULL);
  g_dbus_connection_close_sync (self->services, NULL, NULL);
  g_object_unref (self->client);
  g_object_unref (self->services);
  g_dbus_node_info_unref (self->info);
  g_test_dbus_down (self->dbus);
  g_object_unref (self->dbus);
  g_free (self);
}

GDBusConnection *
desk_get_bus (Desk *self)
{
  return self->client;
}

static void export(Desk *self, const char *path, const char *interface)
{
  static const GDBusInterfaceVTable vtable = { call_method, get_property, NULL, { 0 } };
  g_autoptr (GError) error = NULL;

  g_dbus_connection_register_object (self->services, path,
                                     g_dbus_node_info_lookup_interface (self->info, interface),
                                     &vtable, self, NULL, &error);
  g_assert_no_error (error);
}

static void
own (Desk *self, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
      self->services, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "RequestName", g_variant_new ("(su)", name, 0), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL,
      &error);

  g_assert_no_error (error);
}

void
desk_set_power (Desk *self, gboolean on_battery, gboolean has_battery, double percentage)
{
  self->on_battery = on_battery;
  self->has_battery = has_battery;
  self->percentage = percentage;
  export(self, "/org/freedesktop/UPower", UPOWER);
  export(self, "/org/freedesktop/UPower/devices/DisplayDevice", UPOWER ".Device");
  own (self, UPOWER);
}

void
desk_set_modem (Desk *self, const DeskModem *modem)
{
  self->modem = *modem;
  export(self, "/org/freedesktop/ModemManager1", "org.freedesktop.DBus.ObjectManager");
  if (modem->interface != NULL)
    export(self, BEARER, MODEM_MANAGER ".Bearer");
  own (self, MODEM_MANAGER);
}
