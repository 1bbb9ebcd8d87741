/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "place.h"

#include "own-proxy-resolver.h"

static const DeskModem ready = { .state = 8, .power = 3, .lock = TERN_MODEM_LOCK_NONE };

/* Checks without a code: the modems alone. */
static Place *
place_with_modem (const DeskModem *modem)
{
  Place *place = place_new ("", NULL, NULL);

  desk_set_modem (place->desk, modem);
  return place;
}

static void
test_no_modem (void)
{
  g_autoptr (Place) place = place_new ("", NULL, NULL);
  TernCheck *check;

  place_check (place, "");
  place_expect (place, "device-lock", TERN_VERDICT_UNKNOWN, "no modem here");
  check = tern_check_run_find (place->run, "device-lock");
  g_assert_nonnull (strstr (tern_check_get_cure (check), "No SIM restrictions"));
  g_assert_nonnull (strstr (tern_check_get_cure (check), "Android"));
  place_expect (place, "modem", TERN_VERDICT_PASS, "No modem");
}

static void
test_unlocked (void)
{
  g_autoptr (Place) place = place_with_modem (&ready);

  place_check (place, "");
  place_expect (place, "device-lock", TERN_VERDICT_UNKNOWN, "another device");
  place_expect (place, "modem", TERN_VERDICT_PASS, "“Acme M1” is ready");
  place->setup.modem = DESK_DEVICE;
  place_check (place, "");
  place_expect (place, "device-lock", TERN_VERDICT_PASS, "not locked");
  place->setup.modem = "/sys/devices/elsewhere";
  place_check (place, "");
  place_expect (place, "device-lock", TERN_VERDICT_UNKNOWN, "does not know the modem");
}

static void
test_every_lock (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint lock = TERN_MODEM_LOCK_PH_SP_PIN; lock < TERN_N_MODEM_LOCKS; lock++)
    {
      DeskModem modem = { .state = 2, .power = 3, .lock = lock };
      g_autoptr (Place) place = place_with_modem (&modem);
      TernCheck *check;

      place_check (place, "");
      place_expect (place, "device-lock", TERN_VERDICT_WARNING, tern_modem_lock_get_nick (lock));
      place_expect (place, "device-lock", TERN_VERDICT_WARNING, "“Acme M1”");
      check = tern_check_run_find (place->run, "device-lock");
      g_assert_true (g_hash_table_add (seen, g_strdup (tern_check_get_evidence (check))));
      place->setup.modem = DESK_DEVICE;
      place_check (place, "");
      place_expect (place, "device-lock", TERN_VERDICT_FAILURE, tern_modem_lock_get_nick (lock));
      g_assert_cmpint (tern_check_run_get_verdict (place->run), ==, TERN_VERDICT_FAILURE);
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, 11);
}

/* Locks that are switched on but not asked for, since the right SIM is in. */
static void
test_every_facility (void)
{
  static const char *const nicks[] = { "ph-sim-pin",    "ph-fsim-pin", "ph-net-pin",
                                       "ph-netsub-pin", "ph-sp-pin",   "ph-corp-pin" };

  for (guint i = 0; i < G_N_ELEMENTS (nicks); i++)
    {
      DeskModem modem = ready;
      g_autoptr (Place) place = NULL;

      modem.facilities = 1u << (i + 2);
      place = place_with_modem (&modem);
      place_check (place, "");
      place_expect (place, "device-lock", TERN_VERDICT_WARNING, nicks[i]);
    }
}

static void
test_no_carrier_lock (void)
{
  static const struct
  {
    DeskModem modem;
    TernVerdict verdict;
    const char *evidence;
  } cases[] = {
    { { .state = 2, .power = 3, .lock = TERN_MODEM_LOCK_SIM_PIN }, TERN_VERDICT_WARNING, "PIN" },
    { { .state = 2, .power = 3, .lock = TERN_MODEM_LOCK_SIM_PUK }, TERN_VERDICT_WARNING, "PUK" },
    { { .state = 3, .power = 2, .lock = TERN_MODEM_LOCK_NONE }, TERN_VERDICT_WARNING, "radio" },
    { { .state = -1, .fault = TERN_MODEM_FAULT_SIM_MISSING }, TERN_VERDICT_WARNING, "no SIM" },
    { { .state = -1, .fault = TERN_MODEM_FAULT_SIM_ERROR }, TERN_VERDICT_WARNING, "cannot read" },
    { { .state = -1, .fault = TERN_MODEM_FAULT_UNKNOWN }, TERN_VERDICT_WARNING, "failed to start" },
    { { .state = -1, .fault = TERN_MODEM_FAULT_ESIM_WITHOUT_PROFILES },
      TERN_VERDICT_PASS,
      "without a profile" },
    /* The facility "SIM" is its PIN, no carrier lock. */
    { { .state = 8, .power = 3, .lock = TERN_MODEM_LOCK_NONE, .facilities = 1 },
      TERN_VERDICT_PASS,
      "ready" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Place) place = place_with_modem (&cases[i].modem);

      place->setup.modem = DESK_DEVICE;
      place_check (place, "");
      place_expect (place, "modem", cases[i].verdict, cases[i].evidence);
      place_expect (place, "device-lock", TERN_VERDICT_PASS, "");
    }
}

static void
test_fcc_lock_is_named (void)
{
  DeskModem modem = { .state = 3, .power = 2, .lock = TERN_MODEM_LOCK_NONE };
  g_autoptr (Place) place = place_with_modem (&modem);

  place_check (place, "");
  g_assert_nonnull (
      strstr (tern_check_get_cure (tern_check_run_find (place->run, "modem")), "FCC lock"));
}

/* The server is on this computer, so that the way to it goes over "lo". */
static void
test_connection (void)
{
  DeskModem modem = ready;
  g_autoptr (Place) place = NULL;

  modem.state = TERN_MODEM_STATE_CONNECTED;
  modem.interface = "lo";
  place = place_with_modem (&modem);
  place_check (place, NULL);
  place_expect (place, "connection-kept", TERN_VERDICT_PASS, "in a reader");
  place->setup.modem = DESK_DEVICE;
  place_check (place, NULL);
  place_expect (place, "connection-kept", TERN_VERDICT_FAILURE, "“Acme M1”");
  place->setup.modem = DESK_NODE;
  place_check (place, NULL);
  place_expect (place, "connection-kept", TERN_VERDICT_FAILURE, "“Acme M1”");
  place->setup.modem = "/dev/cdc-wdm0";
  place_check (place, NULL);
  place_expect (place, "connection-kept", TERN_VERDICT_UNKNOWN, "cannot be seen");
}

static void
test_other_connection (void)
{
  DeskModem modem = ready;
  g_autoptr (Place) place = NULL;

  modem.interface = "wwan0";
  place = place_with_modem (&modem);
  place->setup.modem = DESK_DEVICE;
  place_check (place, NULL);
  place_expect (place, "connection-kept", TERN_VERDICT_PASS, "“lo”");
  place_check (place, "nonsense");
  place_expect (place, "connection-kept", TERN_VERDICT_UNKNOWN, "cannot be seen");
}

static void
test_battery (void)
{
  static const struct
  {
    gboolean on_battery;
    gboolean has_battery;
    double percentage;
    TernVerdict verdict;
    const char *evidence;
  } cases[] = {
    { FALSE, FALSE, 0, TERN_VERDICT_PASS, "needs no battery" },
    { FALSE, TRUE, 3, TERN_VERDICT_PASS, "charger" },
    { TRUE, TRUE, 80, TERN_VERDICT_PASS, "80 %" },
    { TRUE, TRUE, 12, TERN_VERDICT_WARNING, "12 %" },
    { TRUE, TRUE, 3, TERN_VERDICT_FAILURE, "3 %" },
  };
  g_autoptr (Place) empty = place_new ("", NULL, NULL);

  place_check (empty, "");
  place_expect (empty, "battery", TERN_VERDICT_UNKNOWN, "does not tell");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Place) place = place_new ("", NULL, NULL);

      desk_set_power (place->desk, cases[i].on_battery, cases[i].has_battery, cases[i].percentage);
      place_check (place, "");
      place_expect (place, "battery", cases[i].verdict, cases[i].evidence);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  own_proxy_resolver_use ();
  g_test_add_func ("/device/no-modem", test_no_modem);
  g_test_add_func ("/device/unlocked", test_unlocked);
  g_test_add_func ("/device/every-lock", test_every_lock);
  g_test_add_func ("/device/every-facility", test_every_facility);
  g_test_add_func ("/device/no-carrier-lock", test_no_carrier_lock);
  g_test_add_func ("/device/fcc-lock-is-named", test_fcc_lock_is_named);
  g_test_add_func ("/device/connection", test_connection);
  g_test_add_func ("/device/other-connection", test_other_connection);
  g_test_add_func ("/device/battery", test_battery);
  return g_test_run ();
}
