/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "lpa/lpa-error.h"
#include "network-lab.h"

/* What a failing rung is given. */
#define SHORT 60
/* What one that works may take. */
#define LONG 60000

static TernConnector *
make (NetworkLab *lab, LpaCardMemory *memory)
{
  g_autoptr (LpaProfile) profile = network_lab_make_profile ();
  TernConnectorSetup setup = network_lab_make_setup (lab, profile);

  setup.memory = memory;
  return network_lab_make_connector (lab, &setup);
}

static void
run_and_succeed (NetworkLab *lab, TernConnector *connector)
{
  g_autoptr (GError) error = NULL;

  network_lab_run (lab, connector, NULL, &error);
  g_assert_no_error (error);
}

static void
run_and_fail (NetworkLab *lab, TernConnector *connector, LpaNetworkError code, const char *figure)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (network_lab_run (lab, connector, NULL, &error));
  g_assert_error (error, LPA_NETWORK_ERROR, (int) code);
  g_assert_cmpstr (lpa_error_get_figure (error), ==, figure);
}

/* What the modem must be brought to do, and what is done until then. */
static const struct
{
  const char *rereads;
  TernModemRung rung;
  const char *notes;
} rungs[] = {
  { "uicc-reset", TERN_MODEM_RUNG_CARD_RESET, "!wait !card-reset " },
  { "enable", TERN_MODEM_RUNG_DISABLE_ENABLE, "!wait !card-reset !disable-enable " },
  { "inhibit", TERN_MODEM_RUNG_INHIBIT, "!wait !card-reset !disable-enable !inhibit " },
  { "reset", TERN_MODEM_RUNG_RESET, "!wait !card-reset !disable-enable !inhibit !reset " },
};

static void
make_stubborn (NetworkLab *lab, const char *rereads, TernModemRung cure)
{
  fake_lab_tell (lab->bus, "modem laptop rereads=now delay=0");
  fake_lab_tell (lab->bus, "slot laptop 1 iccid=" OLD_ICCID);
  fake_lab_tell (lab->bus, "modem laptop rereads=%s delay=20", rereads);
  fake_lab_tell (lab->bus, "slot laptop 1 iccid=" NEW_ICCID);
  for (guint i = 0; i < TERN_N_MODEM_RUNGS; i++)
    lab->bounds.rungs[i] = i < (guint) cure ? SHORT : LONG;
}

/* Each rung as the one that works, and as the first one of the next time. */
static void
test_rung (NetworkLab *lab, gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autofree char *path = network_lab_build_path (lab, "memory.ini");
  g_autoptr (LpaCardMemory) memory = lpa_card_memory_new (path);
  g_autoptr (LpaCardMemory) later = NULL;
  g_autoptr (TernConnector) connector = NULL;
  g_autoptr (TernConnector) again = NULL;
  g_autofree char *first =
      g_strdup_printf ("network-found:running !%s", tern_modem_rung_get_nick (rungs[i].rung));

  make_stubborn (lab, rungs[i].rereads, rungs[i].rung);
  connector = make (lab, memory);
  run_and_succeed (lab, connector);
  g_assert_nonnull (strstr (lab->events->str, rungs[i].notes));

  make_stubborn (lab, rungs[i].rereads, rungs[i].rung);
  later = lpa_card_memory_new (path);
  again = make (lab, later);
  run_and_succeed (lab, again);
  g_assert_true (g_str_has_prefix (lab->events->str, first));
}

/* A profile that is switched off: the modem shows it until it is made to read the card again. */

static TernConnector *
make_gone (NetworkLab *lab, const char *rereads, TernModemRung cure)
{
  g_autoptr (LpaProfile) gone = network_lab_make_profile ();
  TernConnectorSetup setup = network_lab_make_setup (lab, NULL);

  fake_lab_tell (lab->bus, "modem laptop rereads=%s delay=20", rereads);
  fake_lab_tell (lab->bus, "slot laptop 1 iccid=");
  for (guint i = 0; i < TERN_N_MODEM_RUNGS; i++)
    lab->bounds.rungs[i] = i < (guint) cure ? SHORT : LONG;
  setup.gone = gone;
  return network_lab_make_connector (lab, &setup);
}

static void
test_gone (NetworkLab *lab, gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (TernConnector) connector = make_gone (lab, rungs[i].rereads, rungs[i].rung);
  g_autofree char *notes = g_strstrip (g_strdup (rungs[i].notes));

  run_and_succeed (lab, connector);
  g_assert_cmpstr (lab->events->str, ==, notes);
}

/* Whether a SIM that hides its number until its PIN is there is the one that is gone, nobody can
 * say but the modem, by reading anew. */
static void
test_gone_hidden (NetworkLab *lab, gconstpointer data)
{
  g_autoptr (TernConnector) connector = NULL;

  fake_lab_tell (lab->bus, "slot laptop 1 iccid=" OLD_ICCID);
  fake_lab_tell (lab->bus, "profile " NEW_ICCID " pin=1234 hides=yes");
  fake_lab_tell (lab->bus, "slot laptop 1 iccid=" NEW_ICCID);
  connector = make_gone (lab, "enable", TERN_MODEM_RUNG_DISABLE_ENABLE);
  run_and_succeed (lab, connector);
  g_assert_nonnull (strstr (lab->events->str, "!disable-enable"));
}

static void
test_gone_never (NetworkLab *lab, gconstpointer data)
{
  g_autoptr (TernConnector) connector = make_gone (lab, "never", TERN_N_MODEM_RUNGS);

  run_and_fail (lab, connector, LPA_NETWORK_ERROR_NOT_NOTICED, NULL);
  g_assert_cmpint (tern_connector_get_step (connector), ==, LPA_STEP_NONE);
}

static void
test_never (NetworkLab *lab, gconstpointer data)
{
  g_autoptr (TernConnector) connector = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *calls = NULL;

  make_stubborn (lab, "never", TERN_MODEM_RUNG_RESET);
  lab->bounds.rungs[TERN_MODEM_RUNG_RESET] = SHORT;
  connector = make (lab, NULL);
  g_assert_false (network_lab_run (lab, connector, NULL, &error));
  g_assert_error (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_NOT_NOTICED);
  for (guint i = 0; i < TERN_N_MODEM_RUNGS; i++)
    g_assert_nonnull (
        strstr (lpa_error_get_detail (error), tern_modem_rung_get_nick ((TernModemRung) i)));
  g_assert_true (g_str_has_suffix (lab->events->str, "network-found:failed"));
}

/* Without more rights than the session's own, the rungs that need none are still taken. */
static void
test_no_powers (NetworkLab *lab, gconstpointer data)
{
  g_autoptr (TernConnector) connector = NULL;

  lab->refuse_powers = TRUE;
  make_stubborn (lab, "enable", TERN_MODEM_RUNG_DISABLE_ENABLE);
  connector = make (lab, NULL);
  run_and_succeed (lab, connector);
}

/* Nothing that is refused or fails ends the climb. */
static void
test_refusals (NetworkLab *lab, gconstpointer data)
{
  g_autoptr (TernConnector) connector = NULL;

  make_stubborn (lab, "inhibit", TERN_MODEM_RUNG_INHIBIT);
  fake_lab_tell (lab->bus, "refuse laptop Enable Core.Failed");
  connector = make (lab, NULL);
  lab->on_event = NULL;
  run_and_succeed (lab, connector);
}

/* A second slot, which the modem does not use, is put to use, and back if that was for nothing. */
static void
test_other_slot (NetworkLab *lab, gconstpointer data)
{
  g_autoptr (LpaProfile) profile = network_lab_make_profile ();
  TernConnectorSetup setup;
  g_autoptr (TernConnector) connector = NULL;
  g_autofree char *calls = NULL;

  fake_lab_tell (lab->bus, "slot laptop 1 iccid=" OLD_ICCID);
  fake_lab_tell (lab->bus, "slot laptop 2 iccid=" NEW_ICCID);
  fake_lab_tell (lab->bus, "profile " NEW_ICCID " registration=denied");
  lab->bounds.denied = 50;
  lab->bounds.rungs[TERN_MODEM_RUNG_WAIT] = LONG;
  setup = network_lab_make_setup (lab, profile);
  setup.slot = 2;
  connector = network_lab_make_connector (lab, &setup);
  g_free (fake_lab_ask (lab->bus, "calls"));
  run_and_fail (lab, connector, LPA_NETWORK_ERROR_DENIED, NULL);
  g_assert_nonnull (strstr (lab->events->str, "!slot "));
  calls = fake_lab_ask (lab->bus, "calls");
  g_assert_nonnull (strstr (calls, "SetPrimarySimSlot"));
  g_assert_nonnull (strstr (strstr (calls, "SetPrimarySimSlot") + 1, "SetPrimarySimSlot"));

  fake_lab_tell (lab->bus, "profile " NEW_ICCID " registration=home");
  run_and_succeed (lab, connector);
}

static void
bring_back (gpointer data, const char *event)
{
  if (g_str_equal (event, "!search"))
    fake_lab_tell (((NetworkLab *) data)->bus, "slot laptop 1 iccid=" OLD_ICCID);
}

static void
test_came_back (NetworkLab *lab, gconstpointer data)
{
  g_autoptr (TernConnector) connector = make (lab, NULL);

  fake_lab_tell (lab->bus, "profile " NEW_ICCID " registration=searching");
  lab->on_event = bring_back;
  run_and_fail (lab, connector, LPA_NETWORK_ERROR_CAME_BACK, NULL);
}

/* Codes of the SIM. */

static void
test_pin (NetworkLab *lab, gconstpointer data)
{
  g_autoptr (TernConnector) connector = NULL;

  fake_lab_tell (lab->bus, "slot laptop 1 iccid=" OLD_ICCID);
  fake_lab_tell (lab->bus, "profile " NEW_ICCID " pin=1234 hides=%s", (const char *) data);
  fake_lab_tell (lab->bus, "slot laptop 1 iccid=" NEW_ICCID);
  connector = make (lab, NULL);
  run_and_fail (lab, connector, LPA_NETWORK_ERROR_PIN, NULL);
  g_assert_true (g_str_has_suffix (lab->events->str, "network-found:waiting"));
  g_assert_cmpint (tern_connector_get_tries (connector), ==, 3);

  tern_connector_set_pin (connector, "0000");
  run_and_fail (lab, connector, LPA_NETWORK_ERROR_PIN, "pin/wrong");
  g_assert_cmpint (tern_connector_get_tries (connector), ==, 2);

  /* A wrong one is not sent again. */
  run_and_fail (lab, connector, LPA_NETWORK_ERROR_PIN, NULL);
  g_assert_cmpint (tern_connector_get_tries (connector), ==, 2);

  tern_connector_set_pin (connector, "1234");
  run_and_succeed (lab, connector);
}

static void
test_puk (NetworkLab *lab, gconstpointer data)
{
  g_autoptr (TernConnector) connector = NULL;

  fake_lab_tell (lab->bus, "slot laptop 1 iccid=" OLD_ICCID);
  fake_lab_tell (lab->bus, "profile " NEW_ICCID " pin=1234 pin-tries=1 puk=87654321 puk-tries=2");
  fake_lab_tell (lab->bus, "slot laptop 1 iccid=" NEW_ICCID);
  connector = make (lab, NULL);
  tern_connector_set_pin (connector, "0000");
  run_and_fail (lab, connector, LPA_NETWORK_ERROR_PUK, NULL);
  g_assert_cmpint (tern_connector_get_tries (connector), ==, 2);

  /* A PIN is no answer to the question for the PUK. */
  tern_connector_set_pin (connector, "1234");
  run_and_fail (lab, connector, LPA_NETWORK_ERROR_PUK, NULL);
  g_assert_cmpint (tern_connector_get_tries (connector), ==, 2);

  tern_connector_set_puk (connector, "11111111", "4321");
  run_and_fail (lab, connector, LPA_NETWORK_ERROR_PUK, "puk/wrong");
  g_assert_cmpint (tern_connector_get_tries (connector), ==, 1);

  tern_connector_set_puk (connector, "87654321", "4321");
  run_and_succeed (lab, connector);
}

static void
test_blocked (NetworkLab *lab, gconstpointer data)
{
  g_autoptr (TernConnector) connector = NULL;

  fake_lab_tell (lab->bus, "slot laptop 1 iccid=" OLD_ICCID);
  fake_lab_tell (lab->bus, "profile " NEW_ICCID " pin=1234 pin-tries=0 puk=87654321 puk-tries=1");
  fake_lab_tell (lab->bus, "slot laptop 1 iccid=" NEW_ICCID);
  connector = make (lab, NULL);
  tern_connector_set_puk (connector, "11111111", "4321");
  run_and_fail (lab, connector, LPA_NETWORK_ERROR_BLOCKED, NULL);
}

static void
test_locked_modem (NetworkLab *lab, gconstpointer data)
{
  g_autoptr (TernConnector) connector = make (lab, NULL);

  fake_lab_tell (lab->bus, "modem laptop lock=ph-net-pin");
  run_and_fail (lab, connector, LPA_NETWORK_ERROR_LOCKED, "locked/ph-net-pin");
}

static void
test_radio (NetworkLab *lab, gconstpointer data)
{
  g_autoptr (TernConnector) connector = make (lab, NULL);

  fake_lab_tell (lab->bus, "modem laptop fcc-lock=yes");
  run_and_fail (lab, connector, LPA_NETWORK_ERROR_RADIO_OFF, "radio-off/fcc");
  fake_lab_tell (lab->bus, "modem laptop fcc-lock=no enabled=no");
  fake_lab_tell (lab->bus, "refuse laptop Enable Core.Unauthorized");
  run_and_fail (lab, connector, LPA_NETWORK_ERROR_NOT_PERMITTED, NULL);
  fake_lab_tell (lab->bus, "refuse laptop Enable none");
  run_and_succeed (lab, connector);
  g_assert_nonnull (strstr (lab->events->str, "!radio"));
}

static void
test_nobody_there (NetworkLab *lab, gconstpointer data)
{
  g_autoptr (TernConnector) connector = NULL;

  lab->bounds.absent = 50;
  connector = make (lab, NULL);
  fake_lab_tell (lab->bus, "unplug laptop");
  run_and_fail (lab, connector, LPA_NETWORK_ERROR_NO_MODEM, NULL);
  fake_lab_tell (lab->bus, "stop");
  run_and_fail (lab, connector, LPA_NETWORK_ERROR_NO_SERVICE, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, data, function)                                                            \
  g_test_add ("/network/after-switch/" name, NetworkLab, data, network_lab_set_up, function, \
              network_lab_tear_down)
  for (gsize i = 0; i < G_N_ELEMENTS (rungs); i++)
    {
      g_autofree char *path = g_strconcat ("/network/after-switch/rung/", rungs[i].rereads, NULL);
      g_autofree char *gone = g_strconcat ("/network/after-switch/gone/", rungs[i].rereads, NULL);

      g_test_add (gone, NetworkLab, GSIZE_TO_POINTER (i), network_lab_set_up, test_gone,
                  network_lab_tear_down);
      g_test_add (path, NetworkLab, GSIZE_TO_POINTER (i), network_lab_set_up, test_rung,
                  network_lab_tear_down);
    }
  ADD ("gone-hidden", NULL, test_gone_hidden);
  ADD ("gone-never", NULL, test_gone_never);
  ADD ("never", NULL, test_never);
  ADD ("no-powers", NULL, test_no_powers);
  ADD ("refusals", NULL, test_refusals);
  ADD ("other-slot", NULL, test_other_slot);
  ADD ("came-back", NULL, test_came_back);
  ADD ("pin", "no", test_pin);
  ADD ("pin-hides", "yes", test_pin);
  ADD ("puk", NULL, test_puk);
  ADD ("blocked", NULL, test_blocked);
  ADD ("locked-modem", NULL, test_locked_modem);
  ADD ("radio", NULL, test_radio);
  ADD ("nobody-there", NULL, test_nobody_there);

  return g_test_run ();
}
