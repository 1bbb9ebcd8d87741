/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-error.h"
#include "lpa/lpa-isdr-aids.h"
#include "readers/tern-reader-monitor.h"

#include <glib/gstdio.h>

#include "fake-lab.h"
#include "modem-lab.h"
#include "reader-lab.h"

#define NAME "M1 modem"
#define FIRST NAME " · slot 1"
#define SECOND NAME " · slot 2"
#define SIM_ICCID "89000000000000000001"

/* Modems as a computer has them: ModemManager knows them, and a device node leads to each. */
typedef struct
{
  FakeLab *fake;
  ModemLab modem;
  ModemLab other;
  TernReaderMonitor *monitor;
  TernCardSetup setup;
  gboolean ended;
} Fixture;

/* The tests are not root, and nobody else talks to the modem. */
static LpaChannel *
new_channel (const char *device, guint slot, const char *name)
{
  return tern_modem_channel_new (device, slot, name, TERN_MODEM_WAY_ANY, NULL);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->fake = fake_lab_new ();
  modem_lab_init (&self->modem);
  modem_lab_init (&self->other);
  g_setenv ("TERN_DEVICES", self->modem.folder, TRUE);
  self->setup.trust = lpa_trust_new ();
  self->setup.memory = lpa_card_memory_new (NULL);
  self->setup.aids = lpa_isdr_aids_new_default ();
  self->monitor = tern_reader_monitor_new (&self->setup);
  tern_reader_monitor_set_modem_channel_func (self->monitor, new_channel);
}

static gboolean
is_alone (gpointer data)
{
  return G_OBJECT (data)->ref_count == 1;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  lab_wait_until (is_alone, self->monitor, "nobody holds the monitor");
  g_assert_finalize_object (self->monitor);
  g_clear_object (&self->setup.trust);
  g_clear_object (&self->setup.memory);
  g_clear_pointer (&self->setup.aids, g_ptr_array_unref);
  modem_lab_clear (&self->other); /* its node may be in the folder of the first */
  modem_lab_clear (&self->modem);
  g_clear_pointer (&self->fake, fake_lab_free);
  g_unsetenv ("TERN_DEVICES");
}

static void
on_settled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (tern_reader_monitor_settle_finish (TERN_READER_MONITOR (source), result, NULL));
  ((Fixture *) user_data)->ended = TRUE;
}

static gboolean
has_ended (gpointer data)
{
  return ((Fixture *) data)->ended;
}

static void
start_and_settle (Fixture *self)
{
  tern_reader_monitor_start (self->monitor);
  tern_reader_monitor_settle_async (self->monitor, NULL, on_settled, self);
  lab_wait_until (has_ended, self, "the modems are known");
}

/* One slot, with an eUICC. */
static void
plug_simple (Fixture *self)
{
  modem_lab_start (&self->modem);
  fake_lab_tell (self->fake, "modem laptop port=cdc-wdm0 revision=81600.0000.00.29");
  fake_lab_tell (self->fake, "slot laptop 1 iccid=" SIM_ICCID);
  fake_lab_tell (self->fake, "plug laptop");
}

/* Two slots, of which the modem uses the first, with an ordinary SIM; the eUICC is in the second.
 */
static void
plug_double (Fixture *self)
{
  self->modem.quirks.slots = 2;
  modem_lab_start (&self->modem);
  fake_lab_tell (self->fake, "modem laptop port=cdc-wdm0 slots=2");
  fake_lab_tell (self->fake, "slot laptop 1 iccid=" SIM_ICCID);
  fake_lab_tell (self->fake, "slot laptop 2 eid=89044045930000000000001234567853");
  fake_lab_tell (self->fake, "plug laptop");
}

static TernReader *
peek_reader (Fixture *self, const char *name)
{
  for (guint i = 0; i < g_list_model_get_n_items (tern_reader_monitor_get_readers (self->monitor));
       i++)
    {
      g_autoptr (TernReader) reader =
          g_list_model_get_item (tern_reader_monitor_get_readers (self->monitor), i);

      if (g_str_equal (tern_reader_get_name (reader), name))
        return reader;
    }
  return NULL;
}

typedef struct
{
  Fixture *fixture;
  const char *name;
  int state; /* -1 for not there */
} Expected;

static gboolean
is_so (gpointer data)
{
  Expected *expected = data;
  TernReader *reader = peek_reader (expected->fixture, expected->name);

  return (reader == NULL ? -1 : (int) tern_reader_get_state (reader)) == expected->state;
}

#define GONE (-1)

static void
await_state (Fixture *self, const char *name, int state)
{
  Expected expected = { self, name, state };

  lab_wait_until (is_so, &expected, name);
}

static LpaEuicc *
dup_euicc (Fixture *self, const char *name)
{
  return g_list_model_get_item (tern_reader_get_euiccs (peek_reader (self, name)), 0);
}

static void
test_slot (Fixture *self, gconstpointer data)
{
  const TernModem *modem;

  plug_simple (self);
  start_and_settle (self);
  g_assert_cmpuint (g_list_model_get_n_items (tern_reader_monitor_get_readers (self->monitor)), ==,
                    1);
  await_state (self, NAME, TERN_READER_STATE_READY);
  modem = tern_reader_get_modem (peek_reader (self, NAME));
  g_assert_cmpstr (modem->name, ==, "Acme M1");
  g_assert_cmpstr (modem->firmware, ==, "81600.0000.00.29");
  g_assert_cmpstr (modem->imei, ==, "490154203237518");
  g_assert_cmpstr (modem->node, ==, self->modem.path);
  g_assert_cmpint (modem->state, ==, TERN_MODEM_STATE_REGISTERED);
  g_assert_cmpuint (tern_reader_get_slot (peek_reader (self, NAME)), ==, 1);
}

/* The other slot is not touched: it would cost the person's connection. */
static void
test_sleeping_slot (Fixture *self, gconstpointer data)
{
  const TernModemSlot *slot;

  plug_double (self);
  start_and_settle (self);
  await_state (self, SECOND, TERN_READER_STATE_ASLEEP);
  await_state (self, FIRST, TERN_READER_STATE_FAULT);
  g_assert_error (tern_reader_get_error (peek_reader (self, FIRST)), LPA_CARD_ERROR,
                  LPA_CARD_ERROR_NO_ISDR);
  g_assert_cmpuint (modem_lab_count (&self->modem, "set-mappings"), ==, 0);
  slot = tern_reader_get_modem (peek_reader (self, SECOND))->slots->pdata[1];
  g_assert_true (slot->euicc);
  g_assert_cmpstr (slot->eid, ==, "89044045930000000000001234567853");

  tern_reader_wake (peek_reader (self, SECOND));
  await_state (self, SECOND, TERN_READER_STATE_READY);
  g_assert_cmpuint (modem_lab_get_slot (&self->modem), ==, 1);
}

/* A modem that has nothing in the slot that it uses loses nothing. */
static void
test_slot_beside_empty (Fixture *self, gconstpointer data)
{
  plug_double (self);
  fake_lab_tell (self->fake, "slot laptop 1 empty=yes");
  start_and_settle (self);
  await_state (self, SECOND, TERN_READER_STATE_READY);
  g_assert_null (peek_reader (self, FIRST));
}

/* ModemManager sees no SIM; whether there is an eUICC with nothing enabled, only the card says. */
static void
test_empty_euicc (Fixture *self, gconstpointer data)
{
  modem_lab_start (&self->modem);
  fake_lab_tell (self->fake, "modem laptop port=cdc-wdm0");
  fake_lab_tell (self->fake, "plug laptop");
  start_and_settle (self);
  await_state (self, NAME, TERN_READER_STATE_READY);
  g_assert_cmpint (tern_reader_get_modem (peek_reader (self, NAME))->fault, ==,
                   TERN_MODEM_FAULT_SIM_MISSING);
}

/* The modem changes over: no reason to be shy any more. */
static void
test_slot_comes_into_use (Fixture *self, gconstpointer data)
{
  plug_double (self);
  start_and_settle (self);
  await_state (self, SECOND, TERN_READER_STATE_ASLEEP);
  fake_lab_tell (self->fake, "modem laptop primary-slot=2");
  await_state (self, SECOND, TERN_READER_STATE_READY);
}

static void
test_hot_plug (Fixture *self, gconstpointer data)
{
  start_and_settle (self);
  g_assert_cmpuint (g_list_model_get_n_items (tern_reader_monitor_get_readers (self->monitor)), ==,
                    0);
  plug_simple (self);
  await_state (self, NAME, TERN_READER_STATE_READY);
  modem_lab_stop (&self->modem);
  fake_lab_tell (self->fake, "unplug laptop");
  await_state (self, NAME, GONE);
}

/* The node goes only after ModemManager has said that the modem is gone. */
static void
test_node_goes_last (Fixture *self, gconstpointer data)
{
  plug_simple (self);
  start_and_settle (self);
  await_state (self, NAME, TERN_READER_STATE_READY);
  fake_lab_tell (self->fake, "unplug laptop");
  while (tern_reader_get_modem (peek_reader (self, NAME))->path != NULL)
    g_main_context_iteration (NULL, TRUE);
  await_state (self, NAME, TERN_READER_STATE_READY);
  modem_lab_stop (&self->modem);
  await_state (self, NAME, GONE);
}

static void
test_two_modems (Fixture *self, gconstpointer data)
{
  g_free (self->other.path);
  self->other.path = g_build_filename (self->modem.folder, "wwan0mbim0", NULL);
  modem_lab_start (&self->other);
  plug_simple (self);
  fake_lab_tell (self->fake,
                 "modem stick port=wwan0mbim0 device=/sys/devices/fake/usb1/1-2 net=wwan1");
  fake_lab_tell (self->fake, "slot stick 1 iccid=89000000000000000002");
  fake_lab_tell (self->fake, "plug stick");
  start_and_settle (self);
  await_state (self, "M1 modem cdc-wdm0", TERN_READER_STATE_READY);
  await_state (self, "M1 modem wwan0mbim0", TERN_READER_STATE_READY);
}

/* ModemManager goes and comes again: the card can be used all the while. */
static void
test_manager_restarts (Fixture *self, gconstpointer data)
{
  g_autoptr (LpaEuicc) euicc = NULL;
  TernReader *reader;

  plug_simple (self);
  start_and_settle (self);
  euicc = dup_euicc (self, NAME);
  reader = peek_reader (self, NAME);
  fake_lab_tell (self->fake, "stop");
  while (tern_reader_get_modem (reader)->path != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (peek_reader (self, NAME) == reader);
  fake_lab_tell (self->fake, "start");
  while (tern_reader_get_modem (reader)->path == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (dup_euicc (self, NAME) == euicc);
  g_object_unref (euicc);
}

/* ModemManager that comes only later, and one whose bus is not there at all. */
static void
test_manager_comes_late (Fixture *self, gconstpointer data)
{
  fake_lab_tell (self->fake, "stop");
  start_and_settle (self);
  g_assert_cmpuint (g_list_model_get_n_items (tern_reader_monitor_get_readers (self->monitor)), ==,
                    0);
  plug_simple (self);
  fake_lab_tell (self->fake, "start");
  await_state (self, NAME, TERN_READER_STATE_READY);
}

/* A name that leads elsewhere is no name of a device node. */
static void
test_hostile_port (void)
{
  static const char *const names[] = { "", ".", "..", "../passwd", "a/b", "/dev/sda" };
  g_autofree char *path = tern_modem_port_path ("cdc-wdm0");

  g_assert_cmpstr (path, ==, "/dev/cdc-wdm0");
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_null (tern_modem_port_path (names[i]));
}

/* A modem that speaks no MBIM is none of ours. */
static void
test_other_port (Fixture *self, gconstpointer data)
{
  fake_lab_tell (self->fake, "modem laptop port-type=qmi");
  fake_lab_tell (self->fake, "slot laptop 1 iccid=" SIM_ICCID);
  fake_lab_tell (self->fake, "plug laptop");
  start_and_settle (self);
  g_assert_cmpuint (g_list_model_get_n_items (tern_reader_monitor_get_readers (self->monitor)), ==,
                    0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) \
  g_test_add ("/modem-readers/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("slot", test_slot);
  ADD ("sleeping-slot", test_sleeping_slot);
  ADD ("slot-beside-empty", test_slot_beside_empty);
  ADD ("empty-euicc", test_empty_euicc);
  ADD ("slot-comes-into-use", test_slot_comes_into_use);
  ADD ("hot-plug", test_hot_plug);
  ADD ("node-goes-last", test_node_goes_last);
  ADD ("two-modems", test_two_modems);
  ADD ("manager-restarts", test_manager_restarts);
  ADD ("manager-comes-late", test_manager_comes_late);
  ADD ("other-port", test_other_port);
  g_test_add_func ("/modem-readers/hostile-port", test_hostile_port);
  return g_test_run ();
}
