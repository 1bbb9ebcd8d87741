/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-bearer.h"
#include "fake-cellular.h"
#include "fake-modem-private.h"

static const char *const nothing[] = { NULL };

static int
number (FakeModem *self, const char *key)
{
  return fake_facts_get_number (self->facts, key);
}

static guint
get_primary (FakeModem *self)
{
  return (guint) number (self, "primary-slot") - 1;
}

static FakeSim *
get_sim (FakeModem *self)
{
  return self->sims[get_primary (self)];
}

/* --- Objects --------------------------------------------------------------------------------- */

static void
forget_sim (FakeModem *self, guint slot)
{
  if (self->slots[slot] != NULL)
    g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->slots[slot]));
  g_clear_object (&self->slots[slot]);
  g_clear_pointer (&self->slot_paths[slot], g_free);
}

static void
make_sim (FakeModem *self, guint slot)
{
  forget_sim (self, slot);
  self->slot_paths[slot] = g_strdup ("/");
  if (fake_sim_is_empty (self->sims[slot]))
    return;

  g_free (self->slot_paths[slot]);
  self->slot_paths[slot] = g_strdup_printf (FAKE_ROOT "/SIM/%u", self->bus->n_sims++);
  self->slots[slot] = mm_gdbus_sim_skeleton_new ();
  fake_modem_connect_sim_calls (self, self->slots[slot]);
  g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->slots[slot]),
                                    self->bus->connection, self->slot_paths[slot], NULL);
}

/**
 * fake_modem_renew_sims:
 * @self: a modem on the bus
 *
 * Makes new objects for what is in its slots.
 */
void
fake_modem_renew_sims (FakeModem *self)
{
  for (int i = 0; i < number (self, "slots"); i++)
    make_sim (self, (guint) i);
}

/* What never changes, and what nobody asks for but mmcli. */
static void
set_fixed (FakeModem *self)
{
  mm_gdbus_modem_set_max_bearers (self->modem, 1);
  mm_gdbus_modem_set_max_active_bearers (self->modem, 1);
  mm_gdbus_modem_set_own_numbers (self->modem, nothing);
  mm_gdbus_modem_set_supported_modes (
      self->modem, g_variant_new_parsed ("[(%u, %u)]", MM_MODEM_MODE_4G, MM_MODEM_MODE_NONE));
  mm_gdbus_modem_set_current_modes (self->modem,
                                    g_variant_new ("(uu)", MM_MODEM_MODE_4G, MM_MODEM_MODE_NONE));
  mm_gdbus_modem_set_supported_capabilities (
      self->modem, g_variant_new_parsed ("[%u]", MM_MODEM_CAPABILITY_LTE));
  mm_gdbus_modem_set_current_capabilities (self->modem, MM_MODEM_CAPABILITY_LTE);
  mm_gdbus_modem_set_supported_bands (self->modem, g_variant_new_parsed ("@au []"));
  mm_gdbus_modem_set_current_bands (self->modem, g_variant_new_parsed ("@au []"));
  mm_gdbus_modem_set_supported_ip_families (self->modem, MM_BEARER_IP_FAMILY_ANY);
  mm_gdbus_modem_set_plugin (self->modem, "fake");
  mm_gdbus_modem3gpp_set_initial_eps_bearer (self->cellular, "/");
  mm_gdbus_modem3gpp_set_initial_eps_bearer_settings (self->cellular,
                                                      g_variant_new_parsed ("@a{sv} {}"));
  mm_gdbus_modem3gpp_set_nr5g_registration_settings (self->cellular,
                                                     g_variant_new_parsed ("@a{sv} {}"));
  mm_gdbus_modem3gpp_set_pco (self->cellular, g_variant_new_parsed ("@a(ubay) []"));
}

/**
 * fake_modem_make_objects:
 * @self: a modem that is not on the bus
 */
void
fake_modem_make_objects (FakeModem *self)
{
  g_autofree char *path = g_strdup_printf (FAKE_ROOT "/Modem/%u", self->bus->n_modems++);

  self->object = mm_gdbus_object_skeleton_new (path);
  self->modem = mm_gdbus_modem_skeleton_new ();
  self->cellular = g_object_new (FAKE_TYPE_CELLULAR, NULL);
  self->simple = mm_gdbus_modem_simple_skeleton_new ();
  set_fixed (self);
  mm_gdbus_object_skeleton_set_modem (self->object, self->modem);
  mm_gdbus_object_skeleton_set_modem3gpp (self->object, self->cellular);
  mm_gdbus_object_skeleton_set_modem_simple (self->object, self->simple);
  fake_modem_renew_sims (self);
}

/**
 * fake_modem_forget_objects:
 * @self: a modem that has left the bus
 */
void
fake_modem_forget_objects (FakeModem *self)
{
  for (guint i = 0; i < FAKE_MAX_SLOTS; i++)
    forget_sim (self, i);
  g_clear_object (&self->simple);
  g_clear_object (&self->cellular);
  g_clear_object (&self->modem);
  g_clear_object (&self->object);
}

/* --- What follows from what is so ------------------------------------------------------------- */

static MMModemLock
get_lock (FakeModem *self)
{
  int lock = number (self, "lock");

  return lock != MM_MODEM_LOCK_NONE ? (MMModemLock) lock : fake_sim_get_lock (get_sim (self));
}

/* Of a second PIN ModemManager tells, and works without it. */
static gboolean
is_locked (FakeModem *self)
{
  MMModemLock lock = get_lock (self);

  return lock != MM_MODEM_LOCK_NONE && lock != MM_MODEM_LOCK_SIM_PIN2 &&
         lock != MM_MODEM_LOCK_SIM_PUK2;
}

static MMModemStateFailedReason
get_failed_reason (FakeModem *self)
{
  FakeSim *sim = get_sim (self);

  if (fake_facts_has (self->facts, "failed-reason"))
    return (MMModemStateFailedReason) number (self, "failed-reason");
  if (fake_sim_is_empty (sim))
    return MM_MODEM_STATE_FAILED_REASON_SIM_MISSING;
  if (fake_sim_is_esim (sim) && *fake_sim_get_iccid (sim) == '\0')
    return MM_MODEM_STATE_FAILED_REASON_ESIM_WITHOUT_PROFILES;
  return MM_MODEM_STATE_FAILED_REASON_NONE;
}

static gboolean
is_off (FakeModem *self)
{
  return number (self, "fcc-lock") || !number (self, "enabled") ||
         number (self, "power") != MM_MODEM_POWER_STATE_ON;
}

static gboolean
is_at_work (FakeModem *self)
{
  return get_failed_reason (self) == MM_MODEM_STATE_FAILED_REASON_NONE && !is_locked (self) &&
         !is_off (self);
}

static MMModem3gppRegistrationState
get_registration (FakeModem *self)
{
  const FakeProfile *profile = fake_sim_get_profile (get_sim (self));

  if (fake_facts_has (self->facts, "registration"))
    return (MMModem3gppRegistrationState) number (self, "registration");
  if (!is_at_work (self) || profile == NULL)
    return MM_MODEM_3GPP_REGISTRATION_STATE_IDLE;
  return (MMModem3gppRegistrationState) profile->registration;
}

static gboolean
is_registered (FakeModem *self)
{
  MMModem3gppRegistrationState state = get_registration (self);

  return state == MM_MODEM_3GPP_REGISTRATION_STATE_HOME ||
         state == MM_MODEM_3GPP_REGISTRATION_STATE_ROAMING;
}

static gboolean
is_connected (FakeModem *self)
{
  for (guint i = 0; i < self->bearers->len; i++)
    if (fake_bearer_is_connected (self->bearers->pdata[i]))
      return TRUE;
  return FALSE;
}

static MMModemState
get_state (FakeModem *self)
{
  if (fake_facts_has (self->facts, "state"))
    return (MMModemState) number (self, "state");
  if (get_failed_reason (self) != MM_MODEM_STATE_FAILED_REASON_NONE)
    return MM_MODEM_STATE_FAILED;
  if (is_locked (self))
    return MM_MODEM_STATE_LOCKED;
  if (is_off (self))
    return MM_MODEM_STATE_DISABLED;
  if (is_connected (self))
    return MM_MODEM_STATE_CONNECTED;
  if (is_registered (self))
    return MM_MODEM_STATE_REGISTERED;
  return get_registration (self) == MM_MODEM_3GPP_REGISTRATION_STATE_SEARCHING
             ? MM_MODEM_STATE_SEARCHING
             : MM_MODEM_STATE_ENABLED;
}

static GVariant *
new_retries (FakeModem *self)
{
  g_autoptr (GHashTable) retries = g_hash_table_new (NULL, NULL);
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{uu}"));
  GHashTableIter iter;
  gpointer lock, left;

  if (number (self, "lock") != MM_MODEM_LOCK_NONE)
    g_hash_table_insert (retries, GINT_TO_POINTER (number (self, "lock")),
                         GINT_TO_POINTER (number (self, "lock-tries")));
  fake_sim_add_retries (get_sim (self), retries);
  g_hash_table_iter_init (&iter, retries);
  while (g_hash_table_iter_next (&iter, &lock, &left))
    g_variant_builder_add (&builder, "{uu}", GPOINTER_TO_UINT (lock), GPOINTER_TO_UINT (left));
  return g_variant_builder_end (&builder);
}

/* --- What its objects say ----------------------------------------------------------------------
 */

static void
show_ports (FakeModem *self)
{
  g_autofree char *port = g_path_get_basename (fake_facts_get (self->facts, "port"));
  const char *net = fake_facts_get (self->facts, "net");

  mm_gdbus_modem_set_primary_port (self->modem, port);
  mm_gdbus_modem_set_ports (self->modem,
                            g_variant_new_parsed ("[(%s, %u), (%s, %u)]", port,
                                                  (guint) number (self, "port-type"), net,
                                                  (guint) MM_MODEM_PORT_TYPE_NET));
}

static void
show_device (FakeModem *self)
{
  static const char *const drivers[] = { "cdc_mbim", NULL };

  mm_gdbus_modem_set_manufacturer (self->modem, fake_facts_get (self->facts, "manufacturer"));
  mm_gdbus_modem_set_model (self->modem, fake_facts_get (self->facts, "model"));
  mm_gdbus_modem_set_revision (self->modem, fake_facts_get (self->facts, "revision"));
  mm_gdbus_modem_set_hardware_revision (self->modem, "");
  mm_gdbus_modem_set_carrier_configuration (self->modem, "");
  mm_gdbus_modem_set_carrier_configuration_revision (self->modem, "");
  mm_gdbus_modem_set_device (self->modem, fake_facts_get (self->facts, "device"));
  mm_gdbus_modem_set_device_identifier (self->modem, self->name);
  mm_gdbus_modem_set_equipment_identifier (self->modem, fake_facts_get (self->facts, "imei"));
  mm_gdbus_modem_set_drivers (self->modem, drivers);
  mm_gdbus_modem3gpp_set_imei (self->cellular, fake_facts_get (self->facts, "imei"));
  show_ports (self);
}

static void
show_slots (FakeModem *self)
{
  guint primary = get_primary (self);
  gboolean several = number (self, "slots") > 1;
  const char *paths[FAKE_MAX_SLOTS + 1] = { NULL };

  for (int i = 0; i < number (self, "slots"); i++)
    {
      paths[i] = self->slot_paths[i];
      if (self->slots[i] != NULL)
        fake_sim_show (self->sims[i], self->slots[i], (guint) i == primary);
    }
  mm_gdbus_modem_set_sim (self->modem, self->slot_paths[primary]);
  mm_gdbus_modem_set_sim_slots (self->modem, several ? paths : nothing);
  mm_gdbus_modem_set_primary_sim_slot (self->modem, several ? primary + 1 : 0);
}

static const char *
get_text (FakeModem *self, const char *key, const char *otherwise)
{
  if (fake_facts_has (self->facts, key))
    return fake_facts_get (self->facts, key);
  return is_registered (self) ? otherwise : "";
}

static void
show_network (FakeModem *self)
{
  const FakeProfile *profile = fake_sim_get_profile (get_sim (self));
  guint signal = is_at_work (self) ? (guint) number (self, "signal") : 0;
  guint technology = is_registered (self) ? (guint) number (self, "technology") : 0;

  mm_gdbus_modem_set_signal_quality (self->modem, g_variant_new ("(ub)", signal, TRUE));
  mm_gdbus_modem_set_access_technologies (self->modem, technology);
  mm_gdbus_modem3gpp_set_operator_code (
      self->cellular,
      get_text (self, "operator-code", profile != NULL ? profile->operator_code : ""));
  mm_gdbus_modem3gpp_set_operator_name (
      self->cellular,
      get_text (self, "operator-name", profile != NULL ? profile->operator_name : ""));
  mm_gdbus_modem3gpp_set_subscription_state (self->cellular,
                                             MM_MODEM_3GPP_SUBSCRIPTION_STATE_UNKNOWN);
  mm_gdbus_modem3gpp_set_packet_service_state (
      self->cellular, is_registered (self) ? MM_MODEM_3GPP_PACKET_SERVICE_STATE_ATTACHED
                                           : MM_MODEM_3GPP_PACKET_SERVICE_STATE_DETACHED);
  fake_cellular_set_rejection ((FakeCellular *) self->cellular,
                               is_at_work (self) && profile != NULL ? profile->rejection : 0);
  mm_gdbus_modem3gpp_set_registration_state (self->cellular, get_registration (self));
}

static void
show_locks (FakeModem *self)
{
  mm_gdbus_modem_set_unlock_retries (self->modem, new_retries (self));
  mm_gdbus_modem_set_unlock_required (self->modem, get_lock (self));
  mm_gdbus_modem3gpp_set_enabled_facility_locks (self->cellular,
                                                 (guint) number (self, "facilities"));
}

static void
show_bearers (FakeModem *self)
{
  g_autofree const char **paths = g_new0 (const char *, self->bearers->len + 1);

  for (guint i = 0; i < self->bearers->len; i++)
    paths[i] = fake_bearer_get_path (self->bearers->pdata[i]);
  mm_gdbus_modem_set_bearers (self->modem, paths);
}

static void
show_state (FakeModem *self)
{
  MMModemState before = (MMModemState) mm_gdbus_modem_get_state (self->modem);
  MMModemState state = get_state (self);
  guint power =
      number (self, "fcc-lock") ? MM_MODEM_POWER_STATE_LOW : (guint) number (self, "power");

  mm_gdbus_modem_set_power_state (self->modem, power);
  mm_gdbus_modem_set_state_failed_reason (self->modem, get_failed_reason (self));
  mm_gdbus_modem_set_state (self->modem, state);
  if (before != state)
    mm_gdbus_modem_emit_state_changed (self->modem, before, state,
                                       MM_MODEM_STATE_CHANGE_REASON_UNKNOWN);
}

/**
 * fake_modem_show:
 * @self: a modem with objects
 *
 * Writes into them what follows from what is so. Its state comes last.
 */
void
fake_modem_show (FakeModem *self)
{
  show_device (self);
  show_slots (self);
  show_locks (self);
  show_bearers (self);
  show_network (self);
  show_state (self);
}
