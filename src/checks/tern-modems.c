/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "checks/tern-modems.h"

#define MODEM_MANAGER "org.freedesktop.ModemManager1"
#define MODEM MODEM_MANAGER ".Modem"
#define CALL_MILLISECONDS 3000

static const char *const lock_nicks[TERN_N_MODEM_LOCKS] = {
  [TERN_MODEM_LOCK_UNKNOWN] = "unknown",
  [TERN_MODEM_LOCK_NONE] = "none",
  [TERN_MODEM_LOCK_SIM_PIN] = "sim-pin",
  [TERN_MODEM_LOCK_SIM_PIN2] = "sim-pin2",
  [TERN_MODEM_LOCK_SIM_PUK] = "sim-puk",
  [TERN_MODEM_LOCK_SIM_PUK2] = "sim-puk2",
  [TERN_MODEM_LOCK_PH_SP_PIN] = "ph-sp-pin",
  [TERN_MODEM_LOCK_PH_SP_PUK] = "ph-sp-puk",
  [TERN_MODEM_LOCK_PH_NET_PIN] = "ph-net-pin",
  [TERN_MODEM_LOCK_PH_NET_PUK] = "ph-net-puk",
  [TERN_MODEM_LOCK_PH_SIM_PIN] = "ph-sim-pin",
  [TERN_MODEM_LOCK_PH_CORP_PIN] = "ph-corp-pin",
  [TERN_MODEM_LOCK_PH_CORP_PUK] = "ph-corp-puk",
  [TERN_MODEM_LOCK_PH_FSIM_PIN] = "ph-fsim-pin",
  [TERN_MODEM_LOCK_PH_FSIM_PUK] = "ph-fsim-puk",
  [TERN_MODEM_LOCK_PH_NETSUB_PIN] = "ph-netsub-pin",
  [TERN_MODEM_LOCK_PH_NETSUB_PUK] = "ph-netsub-puk",
};

/* Bits of Modem3gpp.EnabledFacilityLocks (MMModem3gppFacility) and the lock that each is. */
typedef struct
{
  guint facility;
  TernModemLock lock;
} Facility;

static const Facility facilities[] = {
  { 1 << 2, TERN_MODEM_LOCK_PH_SIM_PIN }, { 1 << 3, TERN_MODEM_LOCK_PH_FSIM_PIN },
  { 1 << 4, TERN_MODEM_LOCK_PH_NET_PIN }, { 1 << 5, TERN_MODEM_LOCK_PH_NETSUB_PIN },
  { 1 << 6, TERN_MODEM_LOCK_PH_SP_PIN },  { 1 << 7, TERN_MODEM_LOCK_PH_CORP_PIN },
};

static void
modem_free (gpointer data)
{
  TernModem *self = data;

  g_free (self->name);
  g_free (self->device);
  g_ptr_array_unref (self->ports);
  g_ptr_array_unref (self->interfaces);
  g_free (self);
}

static GVariant *
call (GDBusConnection *bus,
      const char *path,
      const char *interface,
      const char *method,
      GVariant *arguments,
      const char *reply_type,
      GCancellable *cancellable)
{
  return g_dbus_connection_call_sync (bus, MODEM_MANAGER, path, interface, method, arguments,
                                      G_VARIANT_TYPE (reply_type), G_DBUS_CALL_FLAGS_NO_AUTO_START,
                                      CALL_MILLISECONDS, cancellable, NULL);
}

static void
add_interface (TernModem *self, GDBusConnection *bus, const char *bearer, GCancellable *cancellable)
{
  g_autoptr (GVariant) reply =
      call (bus, bearer, "org.freedesktop.DBus.Properties", "GetAll",
            g_variant_new ("(s)", MODEM_MANAGER ".Bearer"), "(a{sv})", cancellable);
  g_autoptr (GVariant) properties = NULL;
  gboolean connected = FALSE;
  char *interface = NULL;

  if (reply == NULL)
    return;
  properties = g_variant_get_child_value (reply, 0);
  g_variant_lookup (properties, "Connected", "b", &connected);
  if (connected && g_variant_lookup (properties, "Interface", "s", &interface))
    g_ptr_array_add (self->interfaces, interface);
}

static void
add_interfaces (TernModem *self,
                GDBusConnection *bus,
                GVariant *properties,
                GCancellable *cancellable)
{
  g_autofree const char **bearers = NULL;

  if (!g_variant_lookup (properties, "Bearers", "^a&o", &bearers))
    return;
  for (guint i = 0; bearers[i] != NULL; i++)
    add_interface (self, bus, bearers[i], cancellable);
}

static void
add_ports (TernModem *self, GVariant *properties)
{
  g_autoptr (GVariantIter) ports = NULL;
  char *name;

  if (!g_variant_lookup (properties, "Ports", "a(su)", &ports))
    return;
  while (g_variant_iter_next (ports, "(su)", &name, NULL))
    g_ptr_array_add (self->ports, name);
}

static char *
make_name (GVariant *properties)
{
  const char *maker = NULL;
  const char *model = NULL;

  g_variant_lookup (properties, "Manufacturer", "&s", &maker);
  g_variant_lookup (properties, "Model", "&s", &model);
  if (maker == NULL || *maker == '\0')
    return g_strdup (model != NULL ? model : "");
  return model != NULL && *model != '\0' ? g_strdup_printf ("%s %s", maker, model)
                                         : g_strdup (maker);
}

static TernModem *
modem_new (GDBusConnection *bus, GVariant *interfaces, GCancellable *cancellable)
{
  g_autoptr (GVariant) properties =
      g_variant_lookup_value (interfaces, MODEM, G_VARIANT_TYPE_VARDICT);
  g_autoptr (GVariant) cellular =
      g_variant_lookup_value (interfaces, MODEM ".Modem3gpp", G_VARIANT_TYPE_VARDICT);
  TernModem *self;

  if (properties == NULL)
    return NULL;
  self = g_new0 (TernModem, 1);
  self->name = make_name (properties);
  self->ports = g_ptr_array_new_with_free_func (g_free);
  self->interfaces = g_ptr_array_new_with_free_func (g_free);
  g_variant_lookup (properties, "Device", "s", &self->device);
  g_variant_lookup (properties, "State", "i", &self->state);
  g_variant_lookup (properties, "StateFailedReason", "u", &self->fault);
  g_variant_lookup (properties, "PowerState", "u", &self->power);
  g_variant_lookup (properties, "UnlockRequired", "u", &self->lock);
  if (cellular != NULL)
    g_variant_lookup (cellular, "EnabledFacilityLocks", "u", &self->facilities);
  add_ports (self, properties);
  add_interfaces (self, bus, properties, cancellable);
  return self;
}

/**
 * tern_modems_new:
 * @bus: where ModemManager is
 * @cancellable: (nullable): cancels
 *
 * Blocks.
 *
 * Returns: (transfer full) (element-type TernModem): the modems of this computer
 */
TernModems *
tern_modems_new (GDBusConnection *bus, GCancellable *cancellable)
{
  TernModems *self = g_ptr_array_new_with_free_func (modem_free);
  g_autoptr (GVariant) reply =
      call (bus, "/org/freedesktop/ModemManager1", "org.freedesktop.DBus.ObjectManager",
            "GetManagedObjects", NULL, "(a{oa{sa{sv}}})", cancellable);
  g_autoptr (GVariantIter) objects = NULL;
  GVariant *interfaces;

  if (reply == NULL)
    return self;
  g_variant_get (reply, "(a{oa{sa{sv}}})", &objects);
  while (g_variant_iter_loop (objects, "{&o@a{sa{sv}}}", NULL, &interfaces))
    {
      TernModem *modem = modem_new (bus, interfaces, cancellable);

      if (modem != NULL)
        g_ptr_array_add (self, modem);
    }
  return self;
}

/**
 * tern_modem_is_at:
 * @self: a modem
 * @place: (nullable): ModemManager's name of a device, or the path of a device node
 *
 * Returns: whether this is the modem there
 */
gboolean
tern_modem_is_at (const TernModem *self, const char *place)
{
  g_autofree char *node = NULL;

  if (place == NULL || g_strcmp0 (self->device, place) == 0)
    return place != NULL;
  node = g_path_get_basename (place);
  return g_str_has_prefix (place, "/dev/") &&
         g_ptr_array_find_with_equal_func (self->ports, node, g_str_equal, NULL);
}

/**
 * tern_modem_get_device_lock:
 * @self: a modem
 *
 * The lock that ties the modem to an operator, whether it asks for it now or will ask for it with
 * the next foreign SIM; a PIN of the SIM is none.
 *
 * Returns: a ph-* lock, or %TERN_MODEM_LOCK_NONE
 */
TernModemLock
tern_modem_get_device_lock (const TernModem *self)
{
  if (self->lock >= TERN_MODEM_LOCK_PH_SP_PIN && self->lock < TERN_N_MODEM_LOCKS)
    return (TernModemLock) self->lock;
  for (guint i = 0; i < G_N_ELEMENTS (facilities); i++)
    if ((self->facilities & facilities[i].facility) != 0)
      return facilities[i].lock;
  return TERN_MODEM_LOCK_NONE;
}

/**
 * tern_modem_lock_get_nick:
 * @lock: a lock
 *
 * Returns: its name, as ModemManager's own tools print it
 */
const char *
tern_modem_lock_get_nick (TernModemLock lock)
{
  return (guint) lock < TERN_N_MODEM_LOCKS ? lock_nicks[lock] : lock_nicks[0];
}
