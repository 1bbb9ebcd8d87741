/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-network.h"

#include <NetworkManager.h>
#include <libmm-glib.h>
#include <string.h>

#include "fake-objects.h"

#define ROOT "/org/freedesktop"
#define MANAGER NM_DBUS_PATH
#define SETTINGS NM_DBUS_PATH_SETTINGS
#define NONE "/"
#define TYPE_SETTINGS "a{sa{sv}}"

static const struct
{
  const char *key;
  const char *usual;
  const char *help;
} keys[] = {
  { "check", "yes", "whether it looks how far connections go" },
  { "reach", "full", "how far they go: full, portal, limited or none" },
  { "wwan", "yes", "whether mobile broadband is switched on" },
  { "manage", "yes", "whether it takes modems up" },
  { "primary", "no", "whether a modem’s connection is the computer’s own" },
  { "reason", "0",
    "why every activation fails, a number of NetworkManager’s; 0 lets the modem "
    "decide" },
  { "hang", "no", "whether activations come to no end" },
  { "refuse", "", "what it answers when a connection is to be made: PermissionDenied" },
};

static const char *const reaches[] = { "unknown", "none", "portal", "limited", "full" };

struct _FakeNetwork
{
  GDBusConnection *bus;
  FakeObjects *objects;
  MMManager *modems;
  GHashTable *facts;
  GHashTable *connections; /* path -> GVariant of its settings */
  guint serial;
  guint name;
};

static const char *
get (FakeNetwork *self, const char *key)
{
  return g_hash_table_lookup (self->facts, key);
}

static gboolean
is_yes (FakeNetwork *self, const char *key)
{
  return g_str_equal (get (self, key), "yes");
}

static void
set (FakeNetwork *self, const char *path, const char *interface, const char *name, GVariant *value)
{
  fake_objects_set (self->objects, path, interface, name, value);
}

static char *
new_path (FakeNetwork *self, const char *folder)
{
  return g_strdup_printf (MANAGER "/%s/%u", folder, ++self->serial);
}

static guint32
get_reach (FakeNetwork *self)
{
  for (guint32 i = 0; is_yes (self, "check") && i < G_N_ELEMENTS (reaches); i++)
    if (g_str_equal (reaches[i], get (self, "reach")))
      return i;
  return NM_CONNECTIVITY_UNKNOWN;
}

static void
show_primary (FakeNetwork *self)
{
  g_autoptr (GVariant) paths =
      g_variant_ref_sink (fake_objects_list (self->objects, NM_DBUS_INTERFACE_ACTIVE_CONNECTION));
  const char *primary = NONE;

  if (is_yes (self, "primary") && g_variant_n_children (paths) > 0)
    g_variant_get_child (paths, 0, "&o", &primary);
  set (self, MANAGER, NM_DBUS_INTERFACE, "PrimaryConnection", g_variant_new_object_path (primary));
}

static void
list_all (FakeNetwork *self)
{
  set (self, MANAGER, NM_DBUS_INTERFACE, "Devices",
       fake_objects_list (self->objects, NM_DBUS_INTERFACE_DEVICE));
  set (self, MANAGER, NM_DBUS_INTERFACE, "AllDevices",
       fake_objects_list (self->objects, NM_DBUS_INTERFACE_DEVICE));
  set (self, MANAGER, NM_DBUS_INTERFACE, "ActiveConnections",
       fake_objects_list (self->objects, NM_DBUS_INTERFACE_ACTIVE_CONNECTION));
  set (self, SETTINGS, NM_DBUS_INTERFACE_SETTINGS, "Connections",
       fake_objects_list (self->objects, NM_DBUS_INTERFACE_SETTINGS_CONNECTION));
  show_primary (self);
}

static void
show_manager (FakeNetwork *self)
{
  const char *const i = NM_DBUS_INTERFACE;

  set (self, MANAGER, i, "Version", g_variant_new_string ("1.42.4"));
  set (self, MANAGER, i, "State", g_variant_new_uint32 (NM_STATE_CONNECTED_GLOBAL));
  set (self, MANAGER, i, "Startup", g_variant_new_boolean (FALSE));
  set (self, MANAGER, i, "NetworkingEnabled", g_variant_new_boolean (TRUE));
  set (self, MANAGER, i, "WirelessEnabled", g_variant_new_boolean (TRUE));
  set (self, MANAGER, i, "WirelessHardwareEnabled", g_variant_new_boolean (TRUE));
  set (self, MANAGER, i, "WwanEnabled", g_variant_new_boolean (is_yes (self, "wwan")));
  set (self, MANAGER, i, "WwanHardwareEnabled", g_variant_new_boolean (TRUE));
  set (self, MANAGER, i, "ConnectivityCheckAvailable",
       g_variant_new_boolean (is_yes (self, "check")));
  set (self, MANAGER, i, "ConnectivityCheckEnabled",
       g_variant_new_boolean (is_yes (self, "check")));
  set (self, MANAGER, i, "Connectivity", g_variant_new_uint32 (get_reach (self)));
  show_primary (self);
  set (self, MANAGER, i, "ActivatingConnection", g_variant_new_object_path (NONE));
  set (self, SETTINGS, NM_DBUS_INTERFACE_SETTINGS, "CanModify", g_variant_new_boolean (TRUE));
  set (self, SETTINGS, NM_DBUS_INTERFACE_SETTINGS, "Hostname", g_variant_new_string (""));
}

/* Devices: one for each modem. */

static char *
find_device (FakeNetwork *self, const char *modem)
{
  g_autoptr (GVariant) paths =
      g_variant_ref_sink (fake_objects_list (self->objects, NM_DBUS_INTERFACE_DEVICE));
  GVariantIter iter;
  const char *path;

  g_variant_iter_init (&iter, paths);
  while (g_variant_iter_next (&iter, "&o", &path))
    if (g_str_equal (
            g_variant_get_string (
                fake_objects_get (self->objects, path, NM_DBUS_INTERFACE_DEVICE, "Udi"), NULL),
            modem))
      return g_strdup (path);
  return NULL;
}

static void
set_device_state (FakeNetwork *self, const char *device, guint32 state, guint32 reason)
{
  const char *const i = NM_DBUS_INTERFACE_DEVICE;
  GVariant *old = fake_objects_get (self->objects, device, i, "State");
  guint32 before = old != NULL ? g_variant_get_uint32 (old) : 0;
  guint32 reach = state == NM_DEVICE_STATE_ACTIVATED ? get_reach (self) : NM_CONNECTIVITY_NONE;

  set (self, device, i, "Ip4Connectivity", g_variant_new_uint32 (reach));
  set (self, device, i, "State", g_variant_new_uint32 (state));
  set (self, device, i, "StateReason", g_variant_new ("(uu)", state, reason));
  fake_objects_emit (self->objects, device, i, "StateChanged",
                     g_variant_new ("(uuu)", state, before, reason));
}

static void
add_device (FakeNetwork *self, MMModem *modem)
{
  const char *const i = NM_DBUS_INTERFACE_DEVICE;
  g_autofree char *path = new_path (self, "Devices");
  const char *port = mm_modem_get_primary_port (modem);

  set (self, path, i, "Udi", g_variant_new_string (mm_modem_get_path (modem)));
  set (self, path, i, "Interface", g_variant_new_string (port != NULL ? port : "cdc-wdm0"));
  set (self, path, i, "IpInterface", g_variant_new_string (""));
  set (self, path, i, "Driver", g_variant_new_string ("fake"));
  set (self, path, i, "DeviceType", g_variant_new_uint32 (NM_DEVICE_TYPE_MODEM));
  set (self, path, i, "Managed", g_variant_new_boolean (TRUE));
  set (self, path, i, "Real", g_variant_new_boolean (TRUE));
  set (self, path, i, "Ip6Connectivity", g_variant_new_uint32 (NM_CONNECTIVITY_UNKNOWN));
  set (self, path, i, "ActiveConnection", g_variant_new_object_path (NONE));
  set (self, path, NM_DBUS_INTERFACE_DEVICE_MODEM, "ModemCapabilities", g_variant_new_uint32 (4));
  set (self, path, NM_DBUS_INTERFACE_DEVICE_MODEM, "CurrentCapabilities", g_variant_new_uint32 (4));
  set_device_state (self, path,
                    is_yes (self, "wwan") ? NM_DEVICE_STATE_DISCONNECTED
                                          : NM_DEVICE_STATE_UNAVAILABLE,
                    NM_DEVICE_STATE_REASON_NONE);
  fake_objects_show (self->objects, path);
  list_all (self);
}

static void
on_modem_added (GDBusObjectManager *manager, GDBusObject *object, FakeNetwork *self)
{
  MMModem *modem = mm_object_peek_modem (MM_OBJECT (object));
  g_autofree char *known = modem != NULL ? find_device (self, mm_modem_get_path (modem)) : NULL;

  if (modem != NULL && known == NULL && is_yes (self, "manage"))
    add_device (self, modem);
}

static void
end_active (FakeNetwork *self, const char *active)
{
  set (self, active, NM_DBUS_INTERFACE_ACTIVE_CONNECTION, "State",
       g_variant_new_uint32 (NM_ACTIVE_CONNECTION_STATE_DEACTIVATED));
  fake_objects_emit (self->objects, active, NM_DBUS_INTERFACE_ACTIVE_CONNECTION, "StateChanged",
                     g_variant_new ("(uu)", NM_ACTIVE_CONNECTION_STATE_DEACTIVATED, 0));
  fake_objects_remove (self->objects, active);
  list_all (self);
}

static char *
dup_active (FakeNetwork *self, const char *device)
{
  GVariant *value =
      fake_objects_get (self->objects, device, NM_DBUS_INTERFACE_DEVICE, "ActiveConnection");

  return value != NULL && !g_str_equal (g_variant_get_string (value, NULL), NONE)
             ? g_variant_dup_string (value, NULL)
             : NULL;
}

static void
remove_device (FakeNetwork *self, const char *device)
{
  g_autofree char *active = dup_active (self, device);

  set_device_state (self, device, NM_DEVICE_STATE_UNMANAGED, NM_DEVICE_STATE_REASON_REMOVED);
  if (active != NULL)
    end_active (self, active);
  fake_objects_remove (self->objects, device);
  list_all (self);
}

static void
on_modem_removed (GDBusObjectManager *manager, GDBusObject *object, FakeNetwork *self)
{
  g_autofree char *device = find_device (self, g_dbus_object_get_object_path (object));

  if (device != NULL)
    remove_device (self, device);
}

/* Connections. */

static char *
add_connection (FakeNetwork *self, GVariant *settings)
{
  char *path = new_path (self, "Settings");

  g_hash_table_insert (self->connections, g_strdup (path), g_variant_ref_sink (settings));
  set (self, path, NM_DBUS_INTERFACE_SETTINGS_CONNECTION, "Unsaved", g_variant_new_boolean (FALSE));
  set (self, path, NM_DBUS_INTERFACE_SETTINGS_CONNECTION, "Flags", g_variant_new_uint32 (0));
  set (self, path, NM_DBUS_INTERFACE_SETTINGS_CONNECTION, "Filename", g_variant_new_string (""));
  fake_objects_show (self->objects, path);
  list_all (self);
  return path;
}

static GVariant *
lookup_setting (GVariant *settings, const char *group, const char *name)
{
  g_autoptr (GVariant) values = g_variant_lookup_value (settings, group, G_VARIANT_TYPE_VARDICT);

  return values != NULL ? g_variant_lookup_value (values, name, NULL) : NULL;
}

static char *
dup_setting (GVariant *settings, const char *group, const char *name)
{
  g_autoptr (GVariant) value = lookup_setting (settings, group, name);

  return value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE_STRING)
             ? g_variant_dup_string (value, NULL)
             : NULL;
}

static gboolean
is_home_only (GVariant *settings)
{
  g_autoptr (GVariant) value = lookup_setting (settings, "gsm", "home-only");

  return value != NULL && g_variant_get_boolean (value);
}

/* Activation: what the modem makes of it decides. */

typedef struct
{
  FakeNetwork *network;
  char *device;
  char *active;
} Activation;

static void
activation_free (Activation *self)
{
  g_free (self->device);
  g_free (self->active);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Activation, activation_free)

static void
set_active_state (FakeNetwork *self, const char *active, guint32 state)
{
  set (self, active, NM_DBUS_INTERFACE_ACTIVE_CONNECTION, "State", g_variant_new_uint32 (state));
  fake_objects_emit (self->objects, active, NM_DBUS_INTERFACE_ACTIVE_CONNECTION, "StateChanged",
                     g_variant_new ("(uu)", state, 0));
}

static void
fail (Activation *self, guint32 reason)
{
  FakeNetwork *network = self->network;

  if (!fake_objects_has (network->objects, self->device))
    return;
  set_device_state (network, self->device, NM_DEVICE_STATE_FAILED, reason);
  set (network, self->device, NM_DBUS_INTERFACE_DEVICE, "ActiveConnection",
       g_variant_new_object_path (NONE));
  end_active (network, self->active);
  set_device_state (network, self->device, NM_DEVICE_STATE_DISCONNECTED,
                    NM_DEVICE_STATE_REASON_NONE);
}

static void
succeed (Activation *self)
{
  FakeNetwork *network = self->network;

  set (network, self->device, NM_DBUS_INTERFACE_DEVICE, "IpInterface",
       g_variant_new_string ("wwan0"));
  set_device_state (network, self->device, NM_DEVICE_STATE_ACTIVATED, NM_DEVICE_STATE_REASON_NONE);
  set_active_state (network, self->active, NM_ACTIVE_CONNECTION_STATE_ACTIVATED);
}

static void
on_modem_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Activation) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (!fake_objects_has (self->network->objects, self->active))
    return;
  if (reply != NULL)
    succeed (self);
  else
    fail (self, NM_DEVICE_STATE_REASON_UNKNOWN);
}

static void
connect_modem (Activation *activation, GVariant *settings)
{
  FakeNetwork *self = activation->network;
  g_autofree char *apn = dup_setting (settings, "gsm", "apn");
  GVariant *udi =
      fake_objects_get (self->objects, activation->device, NM_DBUS_INTERFACE_DEVICE, "Udi");
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", "apn", g_variant_new_string (apn ? apn : ""));
  g_variant_builder_add (&builder, "{sv}", "allow-roaming",
                         g_variant_new_boolean (!is_home_only (settings)));
  g_dbus_connection_call (
      self->bus, "org.freedesktop.ModemManager1", g_variant_get_string (udi, NULL),
      "org.freedesktop.ModemManager1.Modem.Simple", "Connect", g_variant_new ("(a{sv})", &builder),
      NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_modem_connected, activation);
}

static gboolean
go_on (gpointer data)
{
  g_autoptr (Activation) activation = data;
  FakeNetwork *self = activation->network;
  guint64 reason = g_ascii_strtoull (get (self, "reason"), NULL, 10);
  GVariant *path = fake_objects_get (self->objects, activation->active,
                                     NM_DBUS_INTERFACE_ACTIVE_CONNECTION, "Connection");
  GVariant *settings =
      path != NULL ? g_hash_table_lookup (self->connections, g_variant_get_string (path, NULL))
                   : NULL;

  if (is_yes (self, "hang") || settings == NULL)
    return G_SOURCE_REMOVE;
  if (reason != 0)
    fail (activation, (guint32) reason);
  else
    connect_modem (g_steal_pointer (&activation), settings);
  return G_SOURCE_REMOVE;
}

static char *
activate (FakeNetwork *self, const char *connection, const char *device)
{
  const char *const i = NM_DBUS_INTERFACE_ACTIVE_CONNECTION;
  GVariant *settings = g_hash_table_lookup (self->connections, connection);
  g_autofree char *id = dup_setting (settings, "connection", "id");
  g_autofree char *uuid = dup_setting (settings, "connection", "uuid");
  const char *devices[] = { device, NULL };
  Activation *activation = g_new0 (Activation, 1);
  char *path = new_path (self, "ActiveConnection");

  set (self, path, i, "Connection", g_variant_new_object_path (connection));
  set (self, path, i, "SpecificObject", g_variant_new_object_path (NONE));
  set (self, path, i, "Id", g_variant_new_string (id != NULL ? id : ""));
  set (self, path, i, "Uuid", g_variant_new_string (uuid != NULL ? uuid : ""));
  set (self, path, i, "Type", g_variant_new_string ("gsm"));
  set (self, path, i, "Devices", g_variant_new_objv (devices, -1));
  set (self, path, i, "State", g_variant_new_uint32 (NM_ACTIVE_CONNECTION_STATE_ACTIVATING));
  fake_objects_show (self->objects, path);
  list_all (self);
  set (self, device, NM_DBUS_INTERFACE_DEVICE, "ActiveConnection",
       g_variant_new_object_path (path));
  set_device_state (self, device, NM_DEVICE_STATE_PREPARE, NM_DEVICE_STATE_REASON_NONE);
  activation->network = self;
  activation->device = g_strdup (device);
  activation->active = g_strdup (path);
  g_idle_add (go_on, activation);
  return path;
}

static gboolean
is_refused (FakeNetwork *self, const char *device, GError **error)
{
  const char *refuse =
      fake_objects_has (self->objects, device) ? get (self, "refuse") : "UnknownDevice";
  g_autofree char *name = g_strconcat (NM_DBUS_INTERFACE ".", refuse, NULL);

  if (*refuse == '\0')
    return FALSE;
  g_propagate_error (error, g_dbus_error_new_for_dbus_error (name, "refused as told"));
  return TRUE;
}

/* What can be called. */

static GVariant *
on_get_permissions (gpointer data, const char *path, GVariant *arguments, GError **error)
{
  return g_variant_new ("(a{ss})", NULL);
}

static GVariant *
on_check (gpointer data, const char *path, GVariant *arguments, GError **error)
{
  return g_variant_new ("(u)", get_reach (data));
}

static GVariant *
on_add_and_activate (gpointer data, const char *path, GVariant *arguments, GError **error)
{
  FakeNetwork *self = data;
  g_autofree char *connection = NULL;
  g_autofree char *active = NULL;
  GVariant *settings;
  const char *device;

  g_variant_get_child (arguments, 1, "&o", &device);
  if (is_refused (self, device, error))
    return NULL;
  settings = g_variant_get_child_value (arguments, 0);
  connection = add_connection (self, settings);
  g_variant_unref (settings);
  active = activate (self, connection, device);
  return g_variant_new ("(oo)", connection, active);
}

static GVariant *
on_activate (gpointer data, const char *path, GVariant *arguments, GError **error)
{
  FakeNetwork *self = data;
  const char *connection, *device;
  g_autofree char *active = NULL;

  g_variant_get (arguments, "(&o&o&o)", &connection, &device, NULL);
  if (is_refused (self, device, error))
    return NULL;
  active = activate (self, connection, device);
  return g_variant_new ("(o)", active);
}

static GVariant *
on_get_settings (gpointer data, const char *path, GVariant *arguments, GError **error)
{
  GVariant *settings = g_hash_table_lookup (((FakeNetwork *) data)->connections, path);

  return settings != NULL ? g_variant_new ("(@" TYPE_SETTINGS ")", settings) : NULL;
}

static void
replace_settings (FakeNetwork *self, const char *path, GVariant *arguments)
{
  g_hash_table_replace (self->connections, g_strdup (path),
                        g_variant_get_child_value (arguments, 0));
  fake_objects_emit (self->objects, path, NM_DBUS_INTERFACE_SETTINGS_CONNECTION, "Updated",
                     g_variant_new ("()"));
}

static GVariant *
on_update (gpointer data, const char *path, GVariant *arguments, GError **error)
{
  replace_settings (data, path, arguments);
  return g_variant_new ("()");
}

static GVariant *
on_update2 (gpointer data, const char *path, GVariant *arguments, GError **error)
{
  replace_settings (data, path, arguments);
  return g_variant_new ("(a{sv})", NULL);
}

static void
deactivate (FakeNetwork *self, const char *device, const char *active, guint32 reason)
{
  set (self, device, NM_DBUS_INTERFACE_DEVICE, "ActiveConnection",
       g_variant_new_object_path (NONE));
  end_active (self, active);
  set_device_state (self, device, NM_DEVICE_STATE_DISCONNECTED, reason);
}

/* Whatever is active of the connection @connection, or is the active one @active. */
static void
deactivate_all (FakeNetwork *self, const char *connection, const char *active, guint32 reason)
{
  g_autoptr (GVariant) paths =
      g_variant_ref_sink (fake_objects_list (self->objects, NM_DBUS_INTERFACE_DEVICE));
  GVariantIter iter;
  const char *device;

  g_variant_iter_init (&iter, paths);
  while (g_variant_iter_next (&iter, "&o", &device))
    {
      g_autofree char *each = dup_active (self, device);
      GVariant *of = each != NULL
                         ? fake_objects_get (self->objects, each,
                                             NM_DBUS_INTERFACE_ACTIVE_CONNECTION, "Connection")
                         : NULL;

      if (g_strcmp0 (each, active) == 0 ||
          (of != NULL && g_strcmp0 (g_variant_get_string (of, NULL), connection) == 0))
        deactivate (self, device, each, reason);
    }
}

static GVariant *
on_deactivate (gpointer data, const char *path, GVariant *arguments, GError **error)
{
  const char *active;

  g_variant_get (arguments, "(&o)", &active);
  deactivate_all (data, NULL, active, NM_DEVICE_STATE_REASON_USER_REQUESTED);
  return g_variant_new ("()");
}

static GVariant *
on_delete (gpointer data, const char *path, GVariant *arguments, GError **error)
{
  FakeNetwork *self = data;

  deactivate_all (self, path, "", NM_DEVICE_STATE_REASON_CONNECTION_REMOVED);
  g_hash_table_remove (self->connections, path);
  fake_objects_emit (self->objects, path, NM_DBUS_INTERFACE_SETTINGS_CONNECTION, "Removed",
                     g_variant_new ("()"));
  fake_objects_remove (self->objects, path);
  list_all (self);
  return g_variant_new ("()");
}

static const FakeMethodRow methods[] = {
  { NM_DBUS_INTERFACE, "GetPermissions", on_get_permissions },
  { NM_DBUS_INTERFACE, "CheckConnectivity", on_check },
  { NM_DBUS_INTERFACE, "AddAndActivateConnection", on_add_and_activate },
  { NM_DBUS_INTERFACE, "ActivateConnection", on_activate },
  { NM_DBUS_INTERFACE, "DeactivateConnection", on_deactivate },
  { NM_DBUS_INTERFACE_SETTINGS_CONNECTION, "GetSettings", on_get_settings },
  { NM_DBUS_INTERFACE_SETTINGS_CONNECTION, "Update", on_update },
  { NM_DBUS_INTERFACE_SETTINGS_CONNECTION, "Update2", on_update2 },
  { NM_DBUS_INTERFACE_SETTINGS_CONNECTION, "Delete", on_delete },
};

/* What can be told. */

static gboolean
tell_fact (FakeNetwork *self, const char *word, GError **error)
{
  g_auto (GStrv) pair = g_strsplit (word, "=", 2);

  if (pair[0] == NULL || pair[1] == NULL || !g_hash_table_contains (self->facts, pair[0]))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "What is “%s”?", word);
      return FALSE;
    }
  g_hash_table_replace (self->facts, g_strdup (pair[0]), g_strdup (pair[1]));
  return TRUE;
}

/* Connected devices learn of another reach at once. */
static void
follow_facts (FakeNetwork *self)
{
  g_autoptr (GVariant) paths =
      g_variant_ref_sink (fake_objects_list (self->objects, NM_DBUS_INTERFACE_DEVICE));
  GVariantIter iter;
  const char *path;

  show_manager (self);
  g_variant_iter_init (&iter, paths);
  while (g_variant_iter_next (&iter, "&o", &path))
    if (g_variant_get_uint32 (fake_objects_get (self->objects, path, NM_DBUS_INTERFACE_DEVICE,
                                                "State")) == NM_DEVICE_STATE_ACTIVATED)
      set (self, path, NM_DBUS_INTERFACE_DEVICE, "Ip4Connectivity",
           g_variant_new_uint32 (get_reach (self)));
}

static GVariant *
make_settings (const char *iccid, const char *apn, gboolean home_only)
{
  g_autofree char *uuid = g_uuid_string_random ();
  GVariantDict common, gsm;
  GVariantBuilder builder;

  g_variant_dict_init (&common, NULL);
  g_variant_dict_insert (&common, "id", "s", "Kept");
  g_variant_dict_insert (&common, "uuid", "s", uuid);
  g_variant_dict_insert (&common, "type", "s", "gsm");
  g_variant_dict_init (&gsm, NULL);
  g_variant_dict_insert (&gsm, "apn", "s", apn);
  g_variant_dict_insert (&gsm, "sim-id", "s", iccid);
  g_variant_dict_insert (&gsm, "home-only", "b", home_only);
  g_variant_builder_init (&builder, G_VARIANT_TYPE (TYPE_SETTINGS));
  g_variant_builder_add (&builder, "{s@a{sv}}", "connection", g_variant_dict_end (&common));
  g_variant_builder_add (&builder, "{s@a{sv}}", "gsm", g_variant_dict_end (&gsm));
  return g_variant_builder_end (&builder);
}

static char *
tell_keep (FakeNetwork *self, char **words, GError **error)
{
  g_autofree char *path = NULL;

  if (g_strv_length (words) < 3)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "keep ICCID APN [home-only]");
      return NULL;
    }
  path = add_connection (self, make_settings (words[1], words[2], words[3] != NULL));
  return g_strdup ("");
}

static void
forget_connections (FakeNetwork *self)
{
  g_autoptr (GVariant) paths =
      g_variant_ref_sink (fake_objects_list (self->objects, NM_DBUS_INTERFACE_SETTINGS_CONNECTION));
  GVariantIter iter;
  const char *path;

  g_variant_iter_init (&iter, paths);
  while (g_variant_iter_next (&iter, "&o", &path))
    g_variant_unref (on_delete (self, path, NULL, NULL));
}

static char *
tell_connections (FakeNetwork *self)
{
  GString *text = g_string_new (NULL);
  GHashTableIter iter;
  gpointer settings;

  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, NULL, &settings))
    {
      g_autofree char *id = dup_setting (settings, "connection", "id");
      g_autofree char *apn = dup_setting (settings, "gsm", "apn");
      g_autofree char *sim = dup_setting (settings, "gsm", "sim-id");
      g_autofree char *user = dup_setting (settings, "gsm", "username");

      g_string_append_printf (text, "%s|%s|%s|%s|%s\n", id, sim, apn, user ? user : "",
                              is_home_only (settings) ? "home" : "any");
    }
  return g_string_free (text, FALSE);
}

static char *
tell_active (FakeNetwork *self)
{
  g_autoptr (GVariant) paths =
      g_variant_ref_sink (fake_objects_list (self->objects, NM_DBUS_INTERFACE_ACTIVE_CONNECTION));

  return g_strdup_printf ("%" G_GSIZE_FORMAT, g_variant_n_children (paths));
}

static void
request_name (FakeNetwork *self)
{
  if (self->name == 0)
    self->name = g_bus_own_name_on_connection (self->bus, NM_DBUS_SERVICE,
                                               G_BUS_NAME_OWNER_FLAGS_NONE, NULL, NULL, NULL, NULL);
}

/**
 * fake_network_tell:
 * @self: the fake
 * @command: one of those that fake_network_get_help() lists
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the answer
 */
char *
fake_network_tell (FakeNetwork *self, const char *command, GError **error)
{
  g_auto (GStrv) words = g_strsplit (command, " ", -1);

  if (g_strcmp0 (words[0], "keep") == 0)
    return tell_keep (self, words, error);
  if (g_strcmp0 (words[0], "connections") == 0)
    return tell_connections (self);
  if (g_strcmp0 (words[0], "active") == 0)
    return tell_active (self);
  if (g_strcmp0 (words[0], "forget") == 0)
    {
      forget_connections (self);
      return g_strdup ("");
    }
  if (g_strcmp0 (words[0], "stop") == 0)
    {
      g_bus_unown_name (self->name);
      self->name = 0;
      return g_strdup ("");
    }
  if (g_strcmp0 (words[0], "start") == 0)
    {
      request_name (self);
      return g_strdup ("");
    }
  for (gsize i = 0; words[i] != NULL; i++)
    if (!tell_fact (self, words[i], error))
      return NULL;
  follow_facts (self);
  return g_strdup ("");
}

/**
 * fake_network_get_help:
 *
 * Returns: (transfer none): what it can be told
 */
const char *
fake_network_get_help (void)
{
  static GString *text = NULL;

  if (text != NULL)
    return text->str;
  text = g_string_new ("Commands:\n"
                       "  keep ICCID APN [home-only]  have a connection for a profile\n"
                       "  connections                 those it has: name, ICCID, APN, user, where\n"
                       "  active                      how many of them are up, or on their way\n"
                       "  forget                      have none\n"
                       "  stop, start                 leave the bus, come back\n"
                       "  KEY=VALUE…                  change what is true:\n");
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_string_append_printf (text, "    %-8s%s (%s)\n", keys[i].key, keys[i].help, keys[i].usual);
  return text->str;
}

/**
 * fake_network_new:
 * @bus: where to be
 *
 * Returns: (transfer full): a NetworkManager with a device for each modem
 */
FakeNetwork *
fake_network_new (GDBusConnection *bus)
{
  FakeNetwork *self = g_new0 (FakeNetwork, 1);

  self->bus = g_object_ref (bus);
  self->facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_hash_table_insert (self->facts, g_strdup (keys[i].key), g_strdup (keys[i].usual));
  self->connections =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  self->objects = fake_objects_new (bus, ROOT, methods, G_N_ELEMENTS (methods), self);
  show_manager (self);
  list_all (self);
  fake_objects_show (self->objects, MANAGER);
  fake_objects_show (self->objects, SETTINGS);
  self->modems =
      mm_manager_new_sync (bus, G_DBUS_OBJECT_MANAGER_CLIENT_FLAGS_DO_NOT_AUTO_START, NULL, NULL);
  if (self->modems != NULL)
    {
      g_autolist (GDBusObject) objects =
          g_dbus_object_manager_get_objects (G_DBUS_OBJECT_MANAGER (self->modems));

      g_signal_connect (self->modems, "object-added", G_CALLBACK (on_modem_added), self);
      g_signal_connect (self->modems, "object-removed", G_CALLBACK (on_modem_removed), self);
      for (GList *each = objects; each != NULL; each = each->next)
        on_modem_added (NULL, each->data, self);
    }
  request_name (self);
  return self;
}

/**
 * fake_network_free:
 * @self: (transfer full): the fake
 */
void
fake_network_free (FakeNetwork *self)
{
  if (self->name != 0)
    g_bus_unown_name (self->name);
  if (self->modems != NULL)
    g_signal_handlers_disconnect_by_data (self->modems, self);
  g_clear_object (&self->modems);
  fake_objects_free (self->objects);
  g_hash_table_unref (self->connections);
  g_hash_table_unref (self->facts);
  g_object_unref (self->bus);
  g_free (self);
}
