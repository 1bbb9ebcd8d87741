/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-bearer.h"
#include "fake-modem-private.h"

static int
number (FakeModem *self, const char *key)
{
  return fake_facts_get_number (self->facts, key);
}

static FakeSim *
get_sim (FakeModem *self)
{
  return self->sims[number (self, "primary-slot") - 1];
}

/* Writes the call down, without codes, and ends it when it is to be refused. */
static gboolean
begin (FakeModem *self, GDBusMethodInvocation *invocation, const char *detail)
{
  const char *method = g_dbus_method_invocation_get_method_name (invocation);
  const char *refusal = g_hash_table_lookup (self->refusals, method);
  g_autofree char *name = NULL;

  g_ptr_array_add (self->bus->calls, g_strdup_printf ("%s %s%s%s", self->name, method,
                                                      *detail != '\0' ? " " : "", detail));
  if (refusal == NULL)
    return TRUE;

  name = g_strdup_printf ("org.freedesktop.ModemManager1.Error.%s", refusal);
  g_dbus_method_invocation_return_dbus_error (invocation, name, "Refused, as it was told");
  return FALSE;
}

static void
fail (GDBusMethodInvocation *invocation, MMCoreError code, const char *message)
{
  g_dbus_method_invocation_return_error_literal (invocation, MM_CORE_ERROR, code, message);
}

/* --- Modem ----------------------------------------------------------------------------------- */

static gboolean
check_enable (FakeModem *self, GDBusMethodInvocation *invocation, gboolean enable)
{
  MMModemState state = (MMModemState) mm_gdbus_modem_get_state (self->modem);

  if (state == MM_MODEM_STATE_FAILED || state == MM_MODEM_STATE_LOCKED)
    fail (invocation, MM_CORE_ERROR_WRONG_STATE, "Not in this state");
  else if (enable && number (self, "fcc-lock"))
    fail (invocation, MM_CORE_ERROR_RETRY, "Invalid transition");
  else
    return TRUE;
  return FALSE;
}

static gboolean
on_enable (FakeModem *self, GDBusMethodInvocation *invocation, gboolean enable)
{
  gboolean before = number (self, "enabled");

  if (!begin (self, invocation, enable ? "yes" : "no") || !check_enable (self, invocation, enable))
    return TRUE;

  fake_facts_set (self->facts, "enabled", enable ? "yes" : "no", NULL);
  fake_facts_set (self->facts, "power", "on", NULL);
  if (!enable)
    g_ptr_array_set_size (self->bearers, 0);
  fake_modem_settle (self);
  mm_gdbus_modem_complete_enable (self->modem, invocation);
  if (enable && !before)
    fake_modem_take_step (self, FAKE_STEP_ENABLE);
  return TRUE;
}

static gboolean
on_set_power_state (FakeModem *self, GDBusMethodInvocation *invocation, guint state)
{
  const char *name = mm_modem_power_state_get_string ((MMModemPowerState) state);

  if (name == NULL || state == MM_MODEM_POWER_STATE_UNKNOWN)
    fail (invocation, MM_CORE_ERROR_INVALID_ARGS, "No such power state");
  else if (begin (self, invocation, name))
    {
      fake_facts_set (self->facts, "power", name, NULL);
      fake_modem_settle (self);
      mm_gdbus_modem_complete_set_power_state (self->modem, invocation);
    }
  return TRUE;
}

static gboolean
on_reset (FakeModem *self, GDBusMethodInvocation *invocation)
{
  if (!begin (self, invocation, ""))
    return TRUE;

  mm_gdbus_modem_complete_reset (self->modem, invocation);
  fake_modem_restart (self);
  return TRUE;
}

static gboolean
on_set_primary_slot (FakeModem *self, GDBusMethodInvocation *invocation, guint slot)
{
  g_autofree char *text = g_strdup_printf ("%u", slot);

  if (!begin (self, invocation, text))
    return TRUE;
  if (number (self, "slots") == 1)
    fail (invocation, MM_CORE_ERROR_UNSUPPORTED, "It has one slot");
  else if (slot < 1 || slot > (guint) number (self, "slots"))
    fail (invocation, MM_CORE_ERROR_INVALID_ARGS, "It has no such slot");
  else
    {
      mm_gdbus_modem_complete_set_primary_sim_slot (self->modem, invocation);
      if ((guint) number (self, "primary-slot") != slot)
        fake_modem_use_slot (self, slot);
    }
  return TRUE;
}

/* --- Bearers --------------------------------------------------------------------------------- */

static gboolean
check_apn (const char *apn, GError **error, gpointer user_data)
{
  FakeModem *self = user_data;
  const FakeProfile *profile = fake_sim_get_profile (get_sim (self));
  MMModemState state = (MMModemState) mm_gdbus_modem_get_state (self->modem);

  if (state < MM_MODEM_STATE_REGISTERED)
    g_set_error_literal (error, MM_CORE_ERROR, MM_CORE_ERROR_WRONG_STATE,
                         "Not registered with a network");
  else if (profile != NULL && profile->refuses != 0)
    g_set_error_literal (error, MM_MOBILE_EQUIPMENT_ERROR, profile->refuses,
                         "No data for this one");
  else if (profile != NULL && profile->apn != NULL && !g_str_equal (profile->apn, apn))
    g_set_error_literal (error, MM_MOBILE_EQUIPMENT_ERROR,
                         MM_MOBILE_EQUIPMENT_ERROR_MISSING_OR_UNKNOWN_APN,
                         "Missing or unknown APN");
  else
    return TRUE;
  return FALSE;
}

static void
on_bearer_changed (gpointer user_data)
{
  fake_modem_settle (user_data);
}

static FakeBearer *
add_bearer (FakeModem *self, GVariant *properties)
{
  FakeBearerHost host = { check_apn, on_bearer_changed, self };
  FakeBearerLine line = { fake_facts_get (self->facts, "net"),
                          fake_facts_get (self->facts, "address"),
                          fake_facts_get (self->facts, "gateway") };
  FakeBearer *bearer = fake_bearer_new (self->bus, properties, &line, &host);

  g_ptr_array_add (self->bearers, bearer);
  fake_modem_settle (self);
  return bearer;
}

static gboolean
on_create_bearer (FakeModem *self, GDBusMethodInvocation *invocation, GVariant *properties)
{
  if (begin (self, invocation, ""))
    mm_gdbus_modem_complete_create_bearer (self->modem, invocation,
                                           fake_bearer_get_path (add_bearer (self, properties)));
  return TRUE;
}

static gboolean
on_delete_bearer (FakeModem *self, GDBusMethodInvocation *invocation, const char *path)
{
  if (!begin (self, invocation, ""))
    return TRUE;

  for (guint i = 0; i < self->bearers->len; i++)
    if (g_str_equal (fake_bearer_get_path (self->bearers->pdata[i]), path))
      {
        g_ptr_array_remove_index (self->bearers, i);
        fake_modem_settle (self);
        mm_gdbus_modem_complete_delete_bearer (self->modem, invocation);
        return TRUE;
      }

  fail (invocation, MM_CORE_ERROR_NOT_FOUND, "No such bearer");
  return TRUE;
}

static gboolean
on_list_bearers (FakeModem *self, GDBusMethodInvocation *invocation)
{
  if (begin (self, invocation, ""))
    mm_gdbus_modem_complete_list_bearers (self->modem, invocation,
                                          mm_gdbus_modem_get_bearers (self->modem));
  return TRUE;
}

static gboolean
on_connect (FakeModem *self, GDBusMethodInvocation *invocation, GVariant *properties)
{
  g_autoptr (GError) error = NULL;
  const char *apn = "";
  FakeBearer *bearer;

  g_variant_lookup (properties, "apn", "&s", &apn);
  if (!begin (self, invocation, apn))
    return TRUE;

  bearer = add_bearer (self, properties);
  if (fake_bearer_connect (bearer, &error))
    {
      mm_gdbus_modem_simple_complete_connect (self->simple, invocation,
                                              fake_bearer_get_path (bearer));
      return TRUE;
    }

  /* ModemManager keeps it, with the reason. */
  g_dbus_method_invocation_return_gerror (invocation, error);
  return TRUE;
}

static gboolean
on_disconnect (FakeModem *self, GDBusMethodInvocation *invocation, const char *path)
{
  if (!begin (self, invocation, ""))
    return TRUE;

  for (guint i = 0; i < self->bearers->len; i++)
    if (g_str_equal (path, "/") ||
        g_str_equal (fake_bearer_get_path (self->bearers->pdata[i]), path))
      fake_bearer_disconnect (self->bearers->pdata[i]);
  mm_gdbus_modem_simple_complete_disconnect (self->simple, invocation);
  return TRUE;
}

static gboolean
on_get_status (FakeModem *self, GDBusMethodInvocation *invocation)
{
  GVariant *status;

  if (!begin (self, invocation, ""))
    return TRUE;

  status = g_variant_new_parsed (
      "{'state': <%u>, 'm3gpp-registration-state': <%u>, 'm3gpp-operator-name': <%s>}",
      (guint) mm_gdbus_modem_get_state (self->modem),
      mm_gdbus_modem3gpp_get_registration_state (self->cellular),
      mm_gdbus_modem3gpp_get_operator_name (self->cellular));
  mm_gdbus_modem_simple_complete_get_status (self->simple, invocation, status);
  return TRUE;
}

/* --- Locks ----------------------------------------------------------------------------------- */

static void
finish_code (FakeModem *self, GDBusMethodInvocation *invocation, gboolean right, GError *error)
{
  fake_modem_settle (self);
  if (right)
    g_dbus_method_invocation_return_value (invocation, NULL);
  else
    g_dbus_method_invocation_return_gerror (invocation, error);
}

static gboolean
is_for_active (FakeModem *self, MmGdbusSim *skeleton, GDBusMethodInvocation *invocation)
{
  if (mm_gdbus_sim_get_active (skeleton))
    return TRUE;

  fail (invocation, MM_CORE_ERROR_WRONG_STATE, "The modem does not use this SIM");
  return FALSE;
}

static gboolean
on_send_pin (FakeModem *self,
             GDBusMethodInvocation *invocation,
             const char *pin,
             MmGdbusSim *skeleton)
{
  g_autoptr (GError) error = NULL;

  if (begin (self, invocation, "") && is_for_active (self, skeleton, invocation))
    {
      gboolean right = fake_sim_send_pin (get_sim (self), pin, &error);

      finish_code (self, invocation, right, error);
    }
  return TRUE;
}

static gboolean
on_send_puk (FakeModem *self,
             GDBusMethodInvocation *invocation,
             const char *puk,
             const char *pin,
             MmGdbusSim *skeleton)
{
  g_autoptr (GError) error = NULL;

  if (begin (self, invocation, "") && is_for_active (self, skeleton, invocation))
    {
      gboolean right = fake_sim_send_puk (get_sim (self), puk, pin, &error);

      finish_code (self, invocation, right, error);
    }
  return TRUE;
}

/* A lock of which no code is left to try asks for the one that unblocks it, if it has one. */
static void
count_down (FakeModem *self)
{
  static const struct
  {
    MMModemLock lock;
    const char *blocked;
  } blocked[] = {
    { MM_MODEM_LOCK_PH_SP_PIN, "ph-sp-puk" },         { MM_MODEM_LOCK_PH_NET_PIN, "ph-net-puk" },
    { MM_MODEM_LOCK_PH_CORP_PIN, "ph-corp-puk" },     { MM_MODEM_LOCK_PH_FSIM_PIN, "ph-fsim-puk" },
    { MM_MODEM_LOCK_PH_NETSUB_PIN, "ph-netsub-puk" },
  };
  int left = MAX (number (self, "lock-tries") - 1, 0);
  g_autofree char *text = g_strdup_printf ("%d", left);

  fake_facts_set (self->facts, "lock-tries", text, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (blocked) && left == 0; i++)
    if ((int) blocked[i].lock == number (self, "lock"))
      {
        fake_facts_set (self->facts, "lock", blocked[i].blocked, NULL);
        fake_facts_reset (self->facts, "lock-tries");
        return;
      }
}

static gboolean
on_disable_facility_lock (FakeModem *self, GDBusMethodInvocation *invocation, GVariant *properties)
{
  const char *code = fake_facts_get (self->facts, "unlock-code");
  const char *key = "";
  guint facility = 0;

  g_variant_get (properties, "(u&s)", &facility, &key);
  if (!begin (self, invocation, ""))
    return TRUE;
  if (((guint) number (self, "facilities") & facility) == 0)
    fail (invocation, MM_CORE_ERROR_WRONG_STATE, "This lock is not on");
  else if (*code == '\0' || !g_str_equal (code, key))
    {
      count_down (self);
      fake_modem_settle (self);
      g_dbus_method_invocation_return_error_literal (invocation, MM_MOBILE_EQUIPMENT_ERROR,
                                                     MM_MOBILE_EQUIPMENT_ERROR_INCORRECT_PASSWORD,
                                                     "Incorrect password");
    }
  else
    {
      fake_facts_reset (self->facts, "facilities");
      fake_facts_reset (self->facts, "lock");
      fake_modem_settle (self);
      mm_gdbus_modem3gpp_complete_disable_facility_lock (self->cellular, invocation);
    }
  return TRUE;
}

/**
 * fake_modem_connect_sim_calls:
 * @self: a modem
 * @sim: the object of one of its cards
 */
void
fake_modem_connect_sim_calls (FakeModem *self, MmGdbusSim *sim)
{
  g_signal_connect_swapped (sim, "handle-send-pin", G_CALLBACK (on_send_pin), self);
  g_signal_connect_swapped (sim, "handle-send-puk", G_CALLBACK (on_send_puk), self);
}

/**
 * fake_modem_connect_calls:
 * @self: a modem with objects
 *
 * Has it answer what is asked of them.
 */
void
fake_modem_connect_calls (FakeModem *self)
{
  const struct
  {
    gpointer skeleton;
    const char *signal;
    GCallback handler;
  } calls[] = {
    { self->modem, "handle-enable", G_CALLBACK (on_enable) },
    { self->modem, "handle-set-power-state", G_CALLBACK (on_set_power_state) },
    { self->modem, "handle-reset", G_CALLBACK (on_reset) },
    { self->modem, "handle-set-primary-sim-slot", G_CALLBACK (on_set_primary_slot) },
    { self->modem, "handle-create-bearer", G_CALLBACK (on_create_bearer) },
    { self->modem, "handle-delete-bearer", G_CALLBACK (on_delete_bearer) },
    { self->modem, "handle-list-bearers", G_CALLBACK (on_list_bearers) },
    { self->cellular, "handle-disable-facility-lock", G_CALLBACK (on_disable_facility_lock) },
    { self->simple, "handle-connect", G_CALLBACK (on_connect) },
    { self->simple, "handle-disconnect", G_CALLBACK (on_disconnect) },
    { self->simple, "handle-get-status", G_CALLBACK (on_get_status) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (calls); i++)
    g_signal_connect_swapped (calls[i].skeleton, calls[i].signal, calls[i].handler, self);
}
