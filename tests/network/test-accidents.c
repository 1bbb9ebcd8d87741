/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "lpa/lpa-error.h"
#include "network-lab.h"

/* One computer for all: each accident is arranged on what the one before has left. */
static NetworkLab lab;

#define SHORT_MILLISECONDS 30
/* More than anything here takes; what is waited for is an event. */
#define PATIENCE_MICROSECONDS (60 * G_USEC_PER_SEC)

#define PROFILE "profile " NEW_ICCID " "
#define KEPT "keep " NEW_ICCID " wrong"

/* What makes the next one independent of the one before. */
#define USUAL                                                    \
  "unplug laptop;" PROFILE "registration=home;"                  \
  "modem laptop rereads=now delay=0 enabled=yes primary-slot=1;" \
  "slot laptop 2 empty=yes;slot laptop 1 iccid=" NEW_ICCID
#define STUBBORN                                                              \
  "slot laptop 1 iccid=" OLD_ICCID ";plug laptop;modem laptop rereads=never;" \
  "slot laptop 1 iccid=" NEW_ICCID

/* Where something goes wrong, and what lets nothing else happen before it does. @fresh: whether
 * the modem is only plugged in after that. */
typedef struct
{
  const char *moment;
  const char *facts;
  const char *network;
  guint slot;
  gboolean apn;
} Place;

static const Place places[] = {
  { "network-found:running", STUBBORN },
  { "!slot",
    "slot laptop 1 iccid=" OLD_ICCID ";slot laptop 2 iccid=" NEW_ICCID ";" PROFILE
    "registration=searching",
    NULL, 2 },
  { "!wait", STUBBORN },
  { "!card-reset", STUBBORN },
  { "!disable-enable", STUBBORN },
  { "!inhibit", STUBBORN },
  { "!reset", STUBBORN },
  { "!radio", "modem laptop enabled=no;" PROFILE "registration=searching" },
  { "!search", PROFILE "registration=searching" },
  { "registered:running", PROFILE "registration=denied" },
  { "connected:running", "", "manage=no" },
  { "!connect", "", "hang=yes" },
  /* The connection that is kept would be changed. */
  { "!connect", "", "hang=yes;" KEPT, 0, TRUE },
  { "!reach", "", "reach=none" },
};

typedef struct
{
  const Place *place;
  GCancellable *cancellable;
  const char *command;
  gboolean node_too;
} Accident;

static void
tell_all (const char *commands, gboolean network)
{
  g_auto (GStrv) each = g_strsplit (commands, ";", -1);

  for (char **command = each; *command != NULL && **command != '\0'; command++)
    if (network)
      network_lab_tell (&lab, *command);
    else
      fake_lab_tell (lab.bus, "%s", *command);
}

static void
arrange (const Place *place)
{
  tell_all (USUAL, FALSE);
  tell_all ("manage=yes hang=no reach=full;forget", TRUE);
  tell_all (place->facts, FALSE);
  if (place->network != NULL)
    tell_all (place->network, TRUE);
  fake_lab_tell (lab.bus, "plug laptop");
  g_free (fake_lab_ask (lab.bus, "calls"));
}

/* The rung that is meant comes first, as one that is known to help. */
static LpaCardMemory *
make_memory (const Place *place)
{
  g_autofree char *path = network_lab_build_path (&lab, "memory.ini");
  LpaCardMemory *memory = lpa_card_memory_new (path);

  lpa_card_memory_set_model_rung (memory, "Acme M1 1.0", place->moment + strlen ("!"));
  return memory;
}

static TernConnector *
make (const Place *place, guint milliseconds)
{
  g_autoptr (LpaProfile) profile = network_lab_make_profile ();
  g_autoptr (LpaCardMemory) memory = make_memory (place);
  TernConnectorSetup setup = network_lab_make_setup (&lab, profile);
  g_autoptr (TernApn) apn = tern_apn_new ("right");
  TernConnector *connector;

  setup.slot = place->slot;
  setup.memory = memory;
  for (guint i = 0; i < TERN_N_MODEM_RUNGS; i++)
    lab.bounds.rungs[i] = milliseconds;
  connector = network_lab_make_connector (&lab, &setup);
  if (place->apn)
    tern_connector_set_apn (connector, apn);
  return connector;
}

static void
on_event (gpointer data, const char *event)
{
  const Accident *accident = ((NetworkLab *) data)->data;

  if (!g_str_equal (event, accident->place->moment))
    return;
  if (accident->cancellable != NULL)
    g_cancellable_cancel (accident->cancellable);
  lab.node_gone = accident->node_too;
  if (accident->command != NULL)
    fake_lab_tell (lab.bus, "%s", accident->command);
}

/* A modem that was let go comes back in a moment. */
static char *
await_modem (void)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_MICROSECONDS;

  for (;;)
    {
      g_autofree char *shown = fake_lab_ask (lab.bus, "show");

      if (!g_str_has_prefix (shown, "laptop -"))
        return g_steal_pointer (&shown);
      g_assert_cmpint (g_get_monotonic_time (), <, end);
    }
}

static guint
count (const char *text, const char *word)
{
  g_auto (GStrv) parts = g_strsplit (text, word, -1);

  return g_strv_length (parts) - 1;
}

/* ModemManager has the modem, in the slot and with the radio as before. */
static void
assert_as_before (const Place *place)
{
  g_autofree char *shown = await_modem ();
  g_autofree char *calls = fake_lab_ask (lab.bus, "calls");
  g_autofree char *connections = network_lab_ask (&lab, "connections");
  g_autofree char *active = network_lab_ask (&lab, "active");

  g_assert_cmpuint (count (calls, "Device " DEVICE " yes"), ==,
                    count (calls, "Device " DEVICE " no"));
  g_assert_nonnull (strstr (shown, "slot=1"));
  g_assert_cmpint (strstr (shown, "state=disabled") != NULL, ==,
                   g_str_equal (place->moment, "!radio"));
  /* One that is there, and is only looked at, stays. */
  if (g_str_equal (place->moment, "!reach"))
    return;
  g_assert_cmpstr (connections, ==, place->apn ? "Kept|" NEW_ICCID "|wrong||any\n" : "");
  g_assert_cmpstr (active, ==, "0");
}

static void
test_cancel (gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Accident accident = { .place = data, .cancellable = cancellable };
  g_autoptr (TernConnector) connector = NULL;
  g_autoptr (GError) error = NULL;

  arrange (data);
  lab.data = &accident;
  lab.bounds.absent = 60000;
  connector = make (data, 60000);
  g_assert_false (network_lab_run (&lab, connector, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_nonnull (strstr (lab.events->str, accident.place->moment));
  assert_as_before (data);
}

static void
unplug (const Place *place, gboolean node_too)
{
  Accident accident = { .place = place, .command = "unplug laptop", .node_too = node_too };
  g_autoptr (TernConnector) connector = NULL;
  g_autoptr (GError) error = NULL;

  arrange (place);
  lab.data = &accident;
  lab.bounds.absent = SHORT_MILLISECONDS;
  lab.bounds.manager = SHORT_MILLISECONDS;
  connector = make (place, SHORT_MILLISECONDS);
  g_assert_false (network_lab_run (&lab, connector, NULL, &error));
  lab.node_gone = FALSE;
  lab.bounds.manager = 60000;
  g_assert_error (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_NO_MODEM);
  g_assert_nonnull (strstr (lab.events->str, place->moment));
}

/* ModemManager’s object alone, as when its firmware restarts, or the device with it. */
static void
test_object (gconstpointer data)
{
  unplug (data, FALSE);
}

static void
test_device (gconstpointer data)
{
  unplug (data, TRUE);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    GTestDataFunc test;
  } accidents[] = {
    { "cancel", test_cancel },
    { "object-gone", test_object },
    { "device-gone", test_device },
  };
  int status;

  g_test_init (&argc, &argv, NULL);
  network_lab_set_up (&lab, NULL);
  lab.on_event = on_event;
  for (gsize i = 0; i < G_N_ELEMENTS (accidents); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (places); j++)
      {
        g_autofree char *path = g_strdup_printf ("/network/accident/%s/%s%s", accidents[i].name,
                                                 places[j].moment, places[j].apn ? "-kept" : "");

        g_test_add_data_func (path, &places[j], accidents[i].test);
      }
  status = g_test_run ();
  network_lab_tear_down (&lab, NULL);
  return status;
}
