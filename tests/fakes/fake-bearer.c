/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-bearer.h"

struct _FakeBearer
{
  FakeBearerHost host;
  MmGdbusBearer *skeleton;
  char *path;
  char *interface;
  GVariant *addresses; /* while it is connected */
  char *apn;
};

static gboolean
on_connect (FakeBearer *self, GDBusMethodInvocation *invocation)
{
  g_autoptr (GError) error = NULL;

  if (fake_bearer_connect (self, &error))
    mm_gdbus_bearer_complete_connect (self->skeleton, invocation);
  else
    g_dbus_method_invocation_return_gerror (invocation, error);
  return TRUE;
}

static gboolean
on_disconnect (FakeBearer *self, GDBusMethodInvocation *invocation)
{
  fake_bearer_disconnect (self);
  mm_gdbus_bearer_complete_disconnect (self->skeleton, invocation);
  return TRUE;
}

static void
show (FakeBearer *self, gboolean connected)
{
  mm_gdbus_bearer_set_connected (self->skeleton, connected);
  mm_gdbus_bearer_set_interface (self->skeleton, connected ? self->interface : "");
  mm_gdbus_bearer_set_ip4_config (
      self->skeleton, connected
                          ? self->addresses
                          : g_variant_new_parsed ("{'method': <%u>}", MM_BEARER_IP_METHOD_UNKNOWN));
}

static GVariant *
new_addresses (const FakeBearerLine *line)
{
  g_auto (GStrv) parts = g_strsplit (line->address, "/", 2);

  if (g_strv_length (parts) != 2)
    return g_variant_new_parsed ("{'method': <%u>}", MM_BEARER_IP_METHOD_DHCP);
  return g_variant_new_parsed ("{'method': <%u>, 'address': <%s>, 'prefix': <%u>, 'gateway': <%s>}",
                               MM_BEARER_IP_METHOD_STATIC, parts[0],
                               (guint) g_ascii_strtoull (parts[1], NULL, 10), line->gateway);
}

/**
 * fake_bearer_new:
 * @bus: the bus
 * @properties: as ModemManager takes them: "apn" and others
 * @line: what it works over
 * @host: its modem
 *
 * Returns: (transfer full): a bearer on the bus, not connected
 */
FakeBearer *
fake_bearer_new (FakeBus *bus,
                 GVariant *properties,
                 const FakeBearerLine *line,
                 const FakeBearerHost *host)
{
  FakeBearer *self = g_new0 (FakeBearer, 1);

  self->host = *host;
  self->interface = g_strdup (line->interface);
  self->addresses = g_variant_ref_sink (new_addresses (line));
  self->path = g_strdup_printf (FAKE_ROOT "/Bearer/%u", bus->n_bearers++);
  if (!g_variant_lookup (properties, "apn", "s", &self->apn))
    self->apn = g_strdup ("");
  self->skeleton = mm_gdbus_bearer_skeleton_new ();
  mm_gdbus_bearer_set_properties (self->skeleton, properties);
  mm_gdbus_bearer_set_bearer_type (self->skeleton, MM_BEARER_TYPE_DEFAULT);
  mm_gdbus_bearer_set_ip_timeout (self->skeleton, 20);
  mm_gdbus_bearer_set_connection_error (self->skeleton, g_variant_new ("(ss)", "", ""));
  mm_gdbus_bearer_set_ip6_config (
      self->skeleton, g_variant_new_parsed ("{'method': <%u>}", MM_BEARER_IP_METHOD_UNKNOWN));
  mm_gdbus_bearer_set_stats (self->skeleton, g_variant_new_parsed ("@a{sv} {}"));
  show (self, FALSE);
  g_signal_connect_swapped (self->skeleton, "handle-connect", G_CALLBACK (on_connect), self);
  g_signal_connect_swapped (self->skeleton, "handle-disconnect", G_CALLBACK (on_disconnect), self);
  g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), bus->connection,
                                    self->path, NULL);
  return self;
}

/**
 * fake_bearer_free:
 * @self: (transfer full): a bearer; it leaves the bus
 */
void
fake_bearer_free (FakeBearer *self)
{
  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->skeleton));
  g_object_unref (self->skeleton);
  g_free (self->path);
  g_free (self->interface);
  g_variant_unref (self->addresses);
  g_free (self->apn);
  g_free (self);
}

/**
 * fake_bearer_get_path:
 * @self: a bearer
 *
 * Returns: where it is on the bus
 */
const char *
fake_bearer_get_path (FakeBearer *self)
{
  return self->path;
}

/**
 * fake_bearer_is_connected:
 * @self: a bearer
 *
 * Returns: whether it carries data
 */
gboolean
fake_bearer_is_connected (FakeBearer *self)
{
  return mm_gdbus_bearer_get_connected (self->skeleton);
}

/**
 * fake_bearer_connect:
 * @self: a bearer
 * @error: return location for what ModemManager says
 *
 * Returns: whether the network let it in
 */
gboolean
fake_bearer_connect (FakeBearer *self, GError **error)
{
  g_autoptr (GError) refusal = NULL;
  g_autofree char *name = NULL;

  if (!self->host.check (self->apn, &refusal, self->host.user_data))
    {
      name = g_dbus_error_encode_gerror (refusal);
      mm_gdbus_bearer_set_connection_error (self->skeleton,
                                            g_variant_new ("(ss)", name, refusal->message));
      g_propagate_error (error, g_steal_pointer (&refusal));
      return FALSE;
    }

  mm_gdbus_bearer_set_connection_error (self->skeleton, g_variant_new ("(ss)", "", ""));
  show (self, TRUE);
  self->host.changed (self->host.user_data);
  return TRUE;
}

/**
 * fake_bearer_disconnect:
 * @self: a bearer
 */
void
fake_bearer_disconnect (FakeBearer *self)
{
  show (self, FALSE);
  self->host.changed (self->host.user_data);
}
