/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-cellular.h"

#define INTERFACE "org.freedesktop.ModemManager1.Modem.Modem3gpp"
#define PROPERTY "NetworkRejection"

G_DEFINE_TYPE (FakeCellular, fake_cellular, MM_GDBUS_TYPE_MODEM3GPP_SKELETON)

static GVariant *
new_rejection (FakeCellular *self)
{
  if (self->rejection == 0)
    return g_variant_new_parsed ("@a{sv} {}");
  return g_variant_new_parsed ("{'error': <%u>, 'operator-id': <'00101'>, "
                               "'operator-name': <'Test network'>, 'access-technology': <%u>}",
                               self->rejection, (guint) MM_MODEM_ACCESS_TECHNOLOGY_LTE);
}

static GVariant *
fake_cellular_get_properties (GDBusInterfaceSkeleton *skeleton)
{
  g_autoptr (GVariant) known =
      G_DBUS_INTERFACE_SKELETON_CLASS (fake_cellular_parent_class)->get_properties (skeleton);
  GVariantDict dict;

  g_variant_dict_init (&dict, known);
  g_variant_dict_insert_value (&dict, PROPERTY, new_rejection ((FakeCellular *) skeleton));
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

static void
fake_cellular_class_init (FakeCellularClass *klass)
{
  G_DBUS_INTERFACE_SKELETON_CLASS (klass)->get_properties = fake_cellular_get_properties;
}

static void
fake_cellular_init (FakeCellular *self)
{
}

/**
 * fake_cellular_set_rejection:
 * @self: the interface
 * @cause: why the network refuses, as 3GPP counts, 0 for nothing
 */
void
fake_cellular_set_rejection (FakeCellular *self, guint cause)
{
  GDBusInterfaceSkeleton *skeleton = G_DBUS_INTERFACE_SKELETON (self);
  GDBusConnection *connection = g_dbus_interface_skeleton_get_connection (skeleton);
  g_auto (GVariantBuilder) changed = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  if (self->rejection == cause)
    return;
  self->rejection = cause;
  if (connection == NULL)
    return;

  g_variant_builder_add (&changed, "{sv}", PROPERTY, new_rejection (self));
  g_dbus_connection_emit_signal (
      connection, NULL, g_dbus_interface_skeleton_get_object_path (skeleton),
      "org.freedesktop.DBus.Properties", "PropertiesChanged",
      g_variant_new ("(s@a{sv}@as)", INTERFACE, g_variant_builder_end (&changed),
                     g_variant_new_strv (NULL, 0)),
      NULL);
}
