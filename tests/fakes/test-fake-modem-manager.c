/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libmm-glib.h>
#include <string.h>

#include "fake-lab.h"

#define ICCID "89000000000000000001"
#define OTHER "89000000000000000002"
#define DEVICE "/sys/devices/fake/usb1/1-1"

/* The fake, seen through the library that the program under test uses. */
typedef struct
{
  FakeLab *lab;
  MMManager *manager;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->lab = fake_lab_new ();
  fake_lab_tell (self->lab, "modem laptop slots=2 primary-slot=2");
  fake_lab_tell (self->lab, "slot laptop 2 eid=89044045930000000000001234567853 iccid=" ICCID);
  fake_lab_tell (self->lab, "plug laptop");
  self->manager =
      mm_manager_new_sync (fake_lab_get_bus (self->lab),
                           G_DBUS_OBJECT_MANAGER_CLIENT_FLAGS_DO_NOT_AUTO_START, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_object (&self->manager);
  while (g_main_context_iteration (NULL, FALSE))
    {
    }
  g_clear_pointer (&self->lab, fake_lab_free);
}

/* The one modem, or NULL. */
static MMObject *
dup_object (Fixture *self)
{
  GList *objects = g_dbus_object_manager_get_objects (G_DBUS_OBJECT_MANAGER (self->manager));
  MMObject *object = objects != NULL ? g_object_ref (objects->data) : NULL;

  g_list_free_full (objects, g_object_unref);
  return object;
}

static MMModem *
dup_modem (Fixture *self)
{
  g_autoptr (MMObject) object = dup_object (self);

  return object != NULL ? mm_object_get_modem (object) : NULL;
}

static MMSim *
dup_sim (Fixture *self)
{
  g_autoptr (MMModem) modem = dup_modem (self);
  g_autoptr (GError) error = NULL;
  MMSim *sim = mm_modem_get_sim_sync (modem, NULL, &error);

  g_assert_no_error (error);
  return sim;
}

/* Waits until the modem that @path was is another one. */
static void
await_return (Fixture *self, const char *path)
{
  for (;;)
    {
      g_autoptr (MMObject) object = dup_object (self);

      if (object != NULL && g_strcmp0 (mm_object_get_path (object), path) != 0)
        return;
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
await_lock (Fixture *self, MMModemLock lock)
{
  g_autoptr (MMModem) modem = dup_modem (self);

  while (mm_modem_get_unlock_required (modem) != lock)
    g_main_context_iteration (NULL, TRUE);
}

static char *
dup_path (Fixture *self)
{
  g_autoptr (MMObject) object = dup_object (self);

  return g_strdup (mm_object_get_path (object));
}

static char *
dup_iccid (Fixture *self)
{
  g_autoptr (MMSim) sim = dup_sim (self);

  return mm_sim_dup_identifier (sim);
}

static void
test_modem (Fixture *self, gconstpointer data)
{
  g_autoptr (MMObject) object = dup_object (self);
  g_autoptr (MMModem) modem = mm_object_get_modem (object);
  g_autoptr (MMModem3gpp) cellular = mm_object_get_modem_3gpp (object);
  g_autoptr (MMSim) sim = dup_sim (self);
  g_autoptr (GPtrArray) slots = mm_modem_list_sim_slots_sync (modem, NULL, NULL);

  g_assert_cmpstr (mm_modem_get_device (modem), ==, DEVICE);
  g_assert_cmpstr (mm_modem_get_primary_port (modem), ==, "cdc-wdm0");
  g_assert_cmpint (mm_modem_get_state (modem), ==, MM_MODEM_STATE_REGISTERED);
  g_assert_cmpuint (mm_modem_get_primary_sim_slot (modem), ==, 2);
  g_assert_cmpuint (slots->len, ==, 2);
  g_assert_null (slots->pdata[0]);
  g_assert_cmpstr (mm_sim_get_identifier (sim), ==, ICCID);
  g_assert_cmpstr (mm_sim_get_eid (sim), ==, "89044045930000000000001234567853");
  g_assert_cmpstr (mm_modem_3gpp_get_operator_name (cellular), ==, "Test network");
}

static gboolean
send_pin (Fixture *self, const char *pin)
{
  g_autoptr (MMSim) sim = dup_sim (self);
  g_autoptr (GError) error = NULL;

  if (mm_sim_send_pin_sync (sim, pin, NULL, &error))
    return TRUE;

  g_assert_error (error, MM_MOBILE_EQUIPMENT_ERROR, MM_MOBILE_EQUIPMENT_ERROR_INCORRECT_PASSWORD);
  return FALSE;
}

static void
test_pin (Fixture *self, gconstpointer data)
{
  g_autoptr (MMSim) sim = dup_sim (self);
  g_autofree char *calls = NULL;

  fake_lab_tell (self->lab, "profile " ICCID " pin=1234");
  fake_lab_tell (self->lab, "uicc-reset laptop");
  await_lock (self, MM_MODEM_LOCK_SIM_PIN);
  g_assert_false (send_pin (self, "0000"));
  g_assert_true (send_pin (self, "1234"));
  await_lock (self, MM_MODEM_LOCK_NONE);
  fake_lab_tell (self->lab, "profile " ICCID " pin-tries=0");
  await_lock (self, MM_MODEM_LOCK_SIM_PUK);
  g_assert_true (mm_sim_send_puk_sync (sim, "12345678", "4321", NULL, NULL));
  await_lock (self, MM_MODEM_LOCK_NONE);
  calls = fake_lab_ask (self->lab, "calls");
  g_assert_nonnull (strstr (calls, "SendPin"));
  g_assert_null (strstr (calls, "1234"));
}

static void
test_personalisation (Fixture *self, gconstpointer data)
{
  g_autoptr (MMObject) object = dup_object (self);
  g_autoptr (MMModem3gpp) cellular = mm_object_get_modem_3gpp (object);

  fake_lab_tell (self->lab, "modem laptop lock=ph-net-pin facilities=net-pers unlock-code=99");
  await_lock (self, MM_MODEM_LOCK_PH_NET_PIN);
  g_assert_true (mm_modem_3gpp_disable_facility_lock_sync (
      cellular, MM_MODEM_3GPP_FACILITY_NET_PERS, "99", NULL, NULL));
  await_lock (self, MM_MODEM_LOCK_NONE);
}

static void
run_step (Fixture *self, const char *step)
{
  g_autoptr (MMModem) modem = dup_modem (self);

  if (g_str_equal (step, "uicc-reset"))
    fake_lab_tell (self->lab, "uicc-reset laptop");
  else if (g_str_equal (step, "enable"))
    g_assert_true (mm_modem_disable_sync (modem, NULL, NULL) &&
                   mm_modem_enable_sync (modem, NULL, NULL));
  else if (g_str_equal (step, "inhibit"))
    g_assert_true (mm_manager_inhibit_device_sync (self->manager, DEVICE, NULL, NULL) &&
                   mm_manager_uninhibit_device_sync (self->manager, DEVICE, NULL, NULL));
  else if (g_str_equal (step, "reset"))
    g_assert_true (mm_modem_reset_sync (modem, NULL, NULL));
}

/* The modem sees the other profile after this step, and not before. */
static void
test_step (Fixture *self, gconstpointer data)
{
  static const char *const steps[] = { "now", "uicc-reset", "enable", "inhibit", "reset" };
  const char *last = data;

  fake_lab_tell (self->lab, "modem laptop rereads=%s", last);
  fake_lab_tell (self->lab, "slot laptop 2 iccid=" OTHER);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *path = dup_path (self);
      g_autofree char *iccid = NULL;

      run_step (self, steps[i]);
      if (g_str_equal (steps[i], last) || i > 2)
        await_return (self, path);
      iccid = dup_iccid (self);
      g_assert_cmpstr (iccid, ==, g_str_equal (steps[i], last) ? OTHER : ICCID);
      if (g_str_equal (steps[i], last))
        return;
    }
}

static void
test_restart (Fixture *self, gconstpointer data)
{
  g_autofree char *owner =
      g_dbus_object_manager_client_get_name_owner (G_DBUS_OBJECT_MANAGER_CLIENT (self->manager));

  g_assert_nonnull (owner);
  fake_lab_tell (self->lab, "stop");
  while (owner != NULL)
    {
      g_main_context_iteration (NULL, TRUE);
      g_free (owner);
      owner = g_dbus_object_manager_client_get_name_owner (
          G_DBUS_OBJECT_MANAGER_CLIENT (self->manager));
    }
  fake_lab_tell (self->lab, "start");
  await_return (self, NULL);
}

int
main (int argc, char **argv)
{
  static const char *const steps[] = { "now", "uicc-reset", "enable", "inhibit", "reset" };

  g_test_init (&argc, &argv, NULL);
#define ADD(name, data, function) \
  g_test_add ("/fake-modem-manager/" name, Fixture, data, set_up, function, tear_down)
  ADD ("modem", NULL, test_modem);
  ADD ("pin", NULL, test_pin);
  ADD ("personalisation", NULL, test_personalisation);
  ADD ("restart", NULL, test_restart);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *path = g_strconcat ("/fake-modem-manager/step/", steps[i], NULL);

      g_test_add (path, Fixture, steps[i], set_up, test_step, tear_down);
    }
  return g_test_run ();
}
