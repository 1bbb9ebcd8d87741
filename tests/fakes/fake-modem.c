/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-modem.h"

#include <string.h>

#include "fake-bearer.h"
#include "fake-modem-private.h"

/* A modem that comes back although nothing takes time does so once everybody has seen it go. */
#define BACK_AT_ONCE 1

static void
on_card_changed (gpointer user_data)
{
  fake_modem_take_step (user_data, FAKE_STEP_NOW);
}

/**
 * fake_modem_new:
 * @bus: the bus
 * @name: what commands call it
 *
 * Returns: (transfer full): a modem that is not plugged in
 */
FakeModem *
fake_modem_new (FakeBus *bus, const char *name)
{
  FakeModem *self = g_new0 (FakeModem, 1);

  self->bus = bus;
  self->name = g_strdup (name);
  self->facts = fake_facts_new ();
  self->refusals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->bearers = g_ptr_array_new_with_free_func ((GDestroyNotify) fake_bearer_free);
  for (guint i = 0; i < FAKE_MAX_SLOTS; i++)
    self->sims[i] = fake_sim_new (bus->profiles, on_card_changed, self);
  return self;
}

/**
 * fake_modem_free:
 * @self: (transfer full): a modem
 */
void
fake_modem_free (FakeModem *self)
{
  fake_modem_unplug (self);
  g_clear_object (&self->log_monitor);
  for (guint i = 0; i < FAKE_MAX_SLOTS; i++)
    fake_sim_free (self->sims[i]);
  g_ptr_array_unref (self->bearers);
  g_hash_table_unref (self->refusals);
  fake_facts_free (self->facts);
  g_free (self->name);
  g_free (self);
}

/**
 * fake_modem_get_device:
 * @self: a modem
 *
 * Returns: what ModemManager calls the device
 */
const char *
fake_modem_get_device (FakeModem *self)
{
  return fake_facts_get (self->facts, "device");
}

static FakeSim *
get_sim (FakeModem *self)
{
  return self->sims[fake_facts_get_number (self->facts, "primary-slot") - 1];
}

/* --- On and off the bus ---------------------------------------------------------------------- */

static void
leave_bus (FakeModem *self)
{
  g_clear_handle_id (&self->back, g_source_remove);
  if (self->object == NULL)
    return;

  g_ptr_array_set_size (self->bearers, 0);
  g_dbus_object_manager_server_unexport (
      self->bus->objects, g_dbus_object_get_object_path (G_DBUS_OBJECT (self->object)));
  fake_modem_forget_objects (self);
}

static void
enter_bus (FakeModem *self)
{
  if (self->object != NULL || !self->plugged || self->inhibited || self->bus->objects == NULL)
    return;

  fake_modem_make_objects (self);
  fake_modem_connect_calls (self);
  fake_modem_show (self);
  g_dbus_object_manager_server_export (self->bus->objects, G_DBUS_OBJECT_SKELETON (self->object));
}

static gboolean
come_back (gpointer data)
{
  FakeModem *self = data;

  self->back = 0;
  enter_bus (self);
  return G_SOURCE_REMOVE;
}

static void
come_back_later (FakeModem *self)
{
  guint delay = (guint) fake_facts_get_number (self->facts, "delay");

  leave_bus (self);
  self->back = g_timeout_add (MAX (delay, BACK_AT_ONCE), come_back, self);
}

/**
 * fake_modem_plug:
 * @self: a modem
 *
 * Plugs it in. It reads its card.
 */
void
fake_modem_plug (FakeModem *self)
{
  if (self->plugged)
    return;

  self->plugged = TRUE;
  for (guint i = 0; i < FAKE_MAX_SLOTS; i++)
    {
      fake_sim_restart (self->sims[i]);
      fake_sim_read (self->sims[i]);
    }
  enter_bus (self);
}

/**
 * fake_modem_unplug:
 * @self: a modem
 *
 * Pulls it out.
 */
void
fake_modem_unplug (FakeModem *self)
{
  self->plugged = FALSE;
  leave_bus (self);
}

/**
 * fake_modem_inhibit:
 * @self: a modem
 *
 * ModemManager lets go of it.
 */
void
fake_modem_inhibit (FakeModem *self)
{
  self->inhibited = TRUE;
  leave_bus (self);
}

/**
 * fake_modem_uninhibit:
 * @self: a modem
 *
 * ModemManager takes it again.
 */
void
fake_modem_uninhibit (FakeModem *self)
{
  self->inhibited = FALSE;
  fake_modem_take_step (self, FAKE_STEP_INHIBIT);
  come_back_later (self);
}

/**
 * fake_modem_set_managed:
 * @self: a modem
 * @managed: whether there is a ModemManager
 */
void
fake_modem_set_managed (FakeModem *self, gboolean managed)
{
  self->inhibited = FALSE;
  if (managed)
    enter_bus (self);
  else
    leave_bus (self);
}

/**
 * fake_modem_restart:
 * @self: a modem
 *
 * It goes, starts anew, and comes back.
 */
void
fake_modem_restart (FakeModem *self)
{
  leave_bus (self);
  fake_sim_restart (get_sim (self));
  fake_modem_take_step (self, FAKE_STEP_RESET);
  come_back_later (self);
}

/**
 * fake_modem_use_slot:
 * @self: a modem
 * @slot: from 1
 *
 * Takes another slot, which ModemManager makes a modem of its own of.
 */
void
fake_modem_use_slot (FakeModem *self, guint slot)
{
  g_autofree char *number = g_strdup_printf ("%u", slot);

  fake_facts_set (self->facts, "primary-slot", number, NULL);
  fake_sim_restart (get_sim (self));
  fake_sim_read (get_sim (self));
  come_back_later (self);
}

/* --- What happens to it ---------------------------------------------------------------------- */

/**
 * fake_modem_settle:
 * @self: a modem
 *
 * Shows on the bus what follows from what is so.
 */
void
fake_modem_settle (FakeModem *self)
{
  if (self->object != NULL)
    fake_modem_show (self);
}

/**
 * fake_modem_take_step:
 * @self: a modem
 * @step: something that happened to it
 *
 * It reads its card again, if that is enough to make it.
 */
void
fake_modem_take_step (FakeModem *self, FakeStep step)
{
  if (step == FAKE_STEP_UICC_RESET)
    fake_sim_restart (get_sim (self));
  if ((int) step < fake_facts_get_number (self->facts, "rereads") ||
      !fake_sim_read (get_sim (self)) || self->object == NULL)
    fake_modem_settle (self);
  else if (fake_facts_get_number (self->facts, "recreate"))
    come_back_later (self);
  else
    {
      fake_modem_renew_sims (self);
      fake_modem_show (self);
    }
}

/* The simulated modem writes a line for each command; those that are new are looked at. */
static void
on_log_changed (FakeModem *self)
{
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (fake_facts_get (self->facts, "log"), &text, &length, NULL) ||
      length <= self->log_read)
    return;
  if (strstr (text + self->log_read, "{\"command\": \"unplugged\"") != NULL)
    fake_modem_unplug (self);
  else if (strstr (text + self->log_read, "{\"command\": \"reset\", \"status\": 0") != NULL)
    fake_modem_take_step (self, FAKE_STEP_UICC_RESET);
  self->log_read = length;
}

static gboolean
follow_log (FakeModem *self, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (fake_facts_get (self->facts, "log"));

  g_clear_object (&self->log_monitor);
  self->log_read = 0;
  self->log_monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, error);
  if (self->log_monitor == NULL)
    return FALSE;

  g_file_monitor_set_rate_limit (self->log_monitor, 0);
  g_signal_connect_swapped (self->log_monitor, "changed", G_CALLBACK (on_log_changed), self);
  return TRUE;
}

static gboolean
check_slot (FakeModem *self, guint slot, GError **error)
{
  if (slot >= 1 && slot <= (guint) fake_facts_get_number (self->facts, "slots"))
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s has no slot %u", self->name,
               slot);
  return FALSE;
}

/**
 * fake_modem_set:
 * @self: a modem
 * @key: one of its facts
 * @value: what it is from now on
 * @error: return location for %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Shown with the next fake_modem_settle().
 *
 * Returns: whether it can be so
 */
gboolean
fake_modem_set (FakeModem *self, const char *key, const char *value, GError **error)
{
  if (!fake_facts_set (self->facts, key, value, error))
    return FALSE;

  return !g_str_equal (key, "log") || follow_log (self, error);
}

/**
 * fake_modem_set_slot:
 * @self: a modem
 * @slot: from 1
 * @key: a fact of the slot's card, as fake_sim_set() has them
 * @value: what it is from now on
 * @error: return location for %G_IO_ERROR_INVALID_ARGUMENT
 *
 * A card that comes or goes makes ModemManager look at the modem anew.
 *
 * Returns: whether it can be so
 */
gboolean
fake_modem_set_slot (FakeModem *self,
                     guint slot,
                     const char *key,
                     const char *value,
                     GError **error)
{
  if (!check_slot (self, slot, error) || !fake_sim_set (self->sims[slot - 1], key, value, error))
    return FALSE;

  if (self->object != NULL &&
      (self->slots[slot - 1] == NULL) != fake_sim_is_empty (self->sims[slot - 1]))
    come_back_later (self);
  return TRUE;
}

/**
 * fake_modem_refuse:
 * @self: a modem
 * @method: of any of its interfaces, such as "Enable"
 * @name: what it fails with, as `Core.Failed`; "none" to let it be again
 * @error: return location for %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Returns: whether there is such an error
 */
gboolean
fake_modem_refuse (FakeModem *self, const char *method, const char *name, GError **error)
{
  if (g_str_equal (name, "none"))
    g_hash_table_remove (self->refusals, method);
  else if (g_str_has_prefix (name, "Core.") || g_str_has_prefix (name, "MobileEquipment.") ||
           g_str_has_prefix (name, "Connection."))
    g_hash_table_replace (self->refusals, g_strdup (method), g_strdup (name));
  else
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "“%s” is no error", name);
      return FALSE;
    }
  return TRUE;
}

/**
 * fake_modem_describe:
 * @self: a modem
 *
 * Returns: (transfer full): where it is on the bus, and how, in words
 */
char *
fake_modem_describe (FakeModem *self)
{
  FakeSim *sim = get_sim (self);

  if (self->object == NULL)
    return g_strdup_printf ("%s -", self->name);
  return g_strdup_printf (
      "%s %s state=%s lock=%s slot=%u iccid=%s", self->name,
      g_dbus_object_get_object_path (G_DBUS_OBJECT (self->object)),
      mm_modem_state_get_string ((MMModemState) mm_gdbus_modem_get_state (self->modem)),
      mm_modem_lock_get_string ((MMModemLock) mm_gdbus_modem_get_unlock_required (self->modem)),
      mm_gdbus_modem_get_primary_sim_slot (self->modem), fake_sim_get_iccid (sim));
}
