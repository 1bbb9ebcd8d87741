/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "checks/tern-power.h"

#define UPOWER "org.freedesktop.UPower"
#define CALL_MILLISECONDS 3000
#define DEVICE_BATTERY 2

static GVariant *
get_properties (GDBusConnection *bus,
                const char *path,
                const char *interface,
                GCancellable *cancellable)
{
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_sync (bus, UPOWER, path, "org.freedesktop.DBus.Properties", "GetAll",
                                   g_variant_new ("(s)", interface), G_VARIANT_TYPE ("(a{sv})"),
                                   G_DBUS_CALL_FLAGS_NONE, CALL_MILLISECONDS, cancellable, NULL);

  return reply != NULL ? g_variant_get_child_value (reply, 0) : NULL;
}

/**
 * tern_power_new:
 * @bus: where UPower is
 * @cancellable: (nullable): cancels
 *
 * Blocks.
 *
 * Returns: (transfer full) (nullable): what UPower says; %NULL where there is none
 */
TernPower *
tern_power_new (GDBusConnection *bus, GCancellable *cancellable)
{
  g_autoptr (GVariant) computer =
      get_properties (bus, "/org/freedesktop/UPower", UPOWER, cancellable);
  g_autoptr (GVariant) battery = NULL;
  TernPower *self;
  guint32 type = 0;
  gboolean present = FALSE;

  if (computer == NULL)
    return NULL;
  self = g_new0 (TernPower, 1);
  g_variant_lookup (computer, "OnBattery", "b", &self->on_battery);
  battery = get_properties (bus, "/org/freedesktop/UPower/devices/DisplayDevice", UPOWER ".Device",
                            cancellable);
  if (battery == NULL)
    return self;
  g_variant_lookup (battery, "Type", "u", &type);
  g_variant_lookup (battery, "IsPresent", "b", &present);
  self->has_battery = present && type == DEVICE_BATTERY &&
                      g_variant_lookup (battery, "Percentage", "d", &self->percentage);
  return self;
}

/**
 * tern_power_free:
 * @self: (nullable) (transfer full): what UPower said
 */
void
tern_power_free (TernPower *self)
{
  g_free (self);
}
