/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-modem-key.h"

#include <string.h>

#include "fake-lab.h"
#include "lpa/lpa-error.h"
#include "readers/tern-modems.h"

#define ICCID "89000000000000000001"

static void
set_up (FakeLab **lab, gconstpointer data)
{
  *lab = fake_lab_new ();
  fake_lab_tell (*lab, "modem laptop");
  fake_lab_tell (*lab, "slot laptop 1 iccid=" ICCID);
}

static void
tear_down (FakeLab **lab, gconstpointer data)
{
  fake_lab_free (*lab);
}

static TernModem *
look (FakeLab *lab)
{
  g_autoptr (GPtrArray) modems = tern_modems_new (fake_lab_get_bus (lab), NULL);

  g_assert_cmpuint (modems->len, ==, 1);
  return tern_modem_ref (modems->pdata[0]);
}

static void
on_turned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* Returns what became of it: NULL, or an error. */
static GError *
turn (FakeLab *lab, const char *code, const char *new_pin)
{
  g_autoptr (TernModem) modem = look (lab);
  g_autoptr (GAsyncResult) result = NULL;
  GError *error = NULL;

  tern_modem_key_turn_async (modem, code, new_pin, NULL, on_turned, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (tern_modem_key_turn_finish (result, &error), ==, error == NULL);
  return error;
}

static void
assert_refused (FakeLab *lab,
                const char *code,
                const char *new_pin,
                LpaNetworkError expected,
                const char *figure)
{
  g_autoptr (GError) error = turn (lab, code, new_pin);

  g_assert_error (error, LPA_NETWORK_ERROR, (int) expected);
  g_assert_cmpstr (lpa_error_get_figure (error), ==, figure);
}

static void
assert_asks (FakeLab *lab, TernModemKeyKind kind, guint tries)
{
  g_autoptr (TernModem) modem = look (lab);

  g_assert_cmpint (tern_modem_key_find (modem), ==, kind);
  g_assert_cmpuint (tern_modem_key_get_tries (modem), ==, tries);
}

static void
assert_open (FakeLab *lab)
{
  g_autoptr (TernModem) modem = look (lab);

  g_assert_true (tern_modem_check (modem, NULL));
  g_assert_cmpint (tern_modem_key_find (modem), ==, TERN_MODEM_KEY_NONE);
  g_assert_cmpint (modem->state, ==, TERN_MODEM_STATE_REGISTERED);
}

/* From the first wrong PIN to the card that is lost. */
static void
test_pin_and_puk (FakeLab **lab, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *calls = NULL;

  fake_lab_tell (*lab, "profile " ICCID " pin=1234 puk=87654321 puk-tries=2");
  fake_lab_tell (*lab, "plug laptop");
  assert_asks (*lab, TERN_MODEM_KEY_PIN, 3);
  assert_refused (*lab, "0000", NULL, LPA_NETWORK_ERROR_PIN, "pin/wrong");
  assert_asks (*lab, TERN_MODEM_KEY_PIN, 2);
  error = turn (*lab, "1234", NULL);
  g_assert_no_error (error);
  assert_open (*lab);

  fake_lab_tell (*lab, "uicc-reset laptop");
  for (guint i = 0; i < 3; i++)
    assert_refused (*lab, "0000", NULL, LPA_NETWORK_ERROR_PIN, "pin/wrong");
  assert_asks (*lab, TERN_MODEM_KEY_PUK, 2);
  assert_refused (*lab, "00000000", "4321", LPA_NETWORK_ERROR_PUK, "puk/wrong");
  assert_asks (*lab, TERN_MODEM_KEY_PUK, 1);
  error = turn (*lab, "87654321", "4321");
  g_assert_no_error (error);
  assert_open (*lab);

  calls = fake_lab_ask (*lab, "calls");
  g_assert_null (strstr (calls, "4321"));
}

static void
test_lost (FakeLab **lab, gconstpointer data)
{
  g_autoptr (TernModem) modem = NULL;
  g_autoptr (GError) error = NULL;

  fake_lab_tell (*lab, "profile " ICCID " pin=1234 pin-tries=0 puk-tries=1");
  fake_lab_tell (*lab, "plug laptop");
  assert_refused (*lab, "00000000", "4321", LPA_NETWORK_ERROR_PUK, "puk/wrong");
  assert_asks (*lab, TERN_MODEM_KEY_NONE, TERN_MODEM_TRIES_UNKNOWN);
  modem = look (*lab);
  g_assert_false (tern_modem_check (modem, &error));
  g_assert_error (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_BLOCKED);
}

typedef struct
{
  const char *nick;
  const char *facility;
  const char *blocked; /* (nullable) */
} DeviceLock;

static const DeviceLock device_locks[] = {
  { "ph-net-pin", "net-pers", "ph-net-puk" },
  { "ph-netsub-pin", "net-sub-pers", "ph-netsub-puk" },
  { "ph-sp-pin", "provider-pers", "ph-sp-puk" },
  { "ph-corp-pin", "corp-pers", "ph-corp-puk" },
  { "ph-sim-pin", "ph-sim", NULL },
  { "ph-fsim-pin", "ph-fsim", "ph-fsim-puk" },
};

static void
assert_named (FakeLab *lab, const char *nick)
{
  g_autoptr (TernModem) modem = look (lab);
  g_autoptr (GError) error = NULL;
  g_autofree char *figure = g_strconcat ("locked/", nick, NULL);

  g_assert_false (tern_modem_check (modem, &error));
  g_assert_error (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_LOCKED);
  g_assert_cmpstr (lpa_error_get_figure (error), ==, figure);
}

/* Each is named, opened with its code, and blocked by wrong ones. */
static void
test_device_lock (FakeLab **lab, gconstpointer data)
{
  const DeviceLock *lock = data;
  g_autoptr (GError) error = NULL;

  fake_lab_tell (*lab, "modem laptop lock=%s facilities=%s unlock-code=314159 lock-tries=2",
                 lock->nick, lock->facility);
  fake_lab_tell (*lab, "plug laptop");
  assert_named (*lab, lock->nick);
  assert_asks (*lab, TERN_MODEM_KEY_DEVICE, 2);
  assert_refused (*lab, "1", NULL, LPA_NETWORK_ERROR_LOCKED, "locked/wrong");
  assert_asks (*lab, TERN_MODEM_KEY_DEVICE, 1);
  error = turn (*lab, "314159", NULL);
  g_assert_no_error (error);
  assert_open (*lab);
  if (lock->blocked == NULL)
    return;

  fake_lab_tell (*lab, "modem laptop lock=%s facilities=%s lock-tries=1", lock->nick,
                 lock->facility);
  assert_refused (*lab, "1", NULL, LPA_NETWORK_ERROR_LOCKED, "locked/wrong");
  assert_named (*lab, lock->blocked);
  assert_asks (*lab, TERN_MODEM_KEY_NONE, TERN_MODEM_TRIES_UNKNOWN);
}

/* The PIN of the SIM comes first; the lock of the modem shows once it is there. */
static void
test_both (FakeLab **lab, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fake_lab_tell (*lab, "profile " ICCID " pin=1234");
  fake_lab_tell (*lab, "modem laptop facilities=net-pers");
  fake_lab_tell (*lab, "plug laptop");
  assert_asks (*lab, TERN_MODEM_KEY_PIN, 3);
  error = turn (*lab, "1234", NULL);
  g_assert_no_error (error);
  assert_named (*lab, "ph-net-pin");
}

/* The radio that stays off is no lock that a code opens. */
static void
test_fcc_lock (FakeLab **lab, gconstpointer data)
{
  g_autoptr (TernModem) modem = NULL;
  g_autoptr (GError) error = NULL;

  fake_lab_tell (*lab, "modem laptop fcc-lock=yes");
  fake_lab_tell (*lab, "plug laptop");
  modem = look (*lab);
  g_assert_false (tern_modem_check (modem, &error));
  g_assert_error (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_RADIO_OFF);
  g_assert_cmpint (tern_modem_key_find (modem), ==, TERN_MODEM_KEY_NONE);
}

static void
test_refusals (FakeLab **lab, gconstpointer data)
{
  g_autoptr (TernModem) modem = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fake_lab_tell (*lab, "modem laptop lock=ph-net-pin facilities=net-pers");
  fake_lab_tell (*lab, "plug laptop");
  fake_lab_tell (*lab, "refuse laptop DisableFacilityLock Core.Unsupported");
  assert_refused (*lab, "1", NULL, LPA_NETWORK_ERROR_LOCKED, "locked/no-entry");
  fake_lab_tell (*lab, "refuse laptop DisableFacilityLock Core.Unauthorized");
  assert_refused (*lab, "1", NULL, LPA_NETWORK_ERROR_NOT_PERMITTED, NULL);

  modem = look (*lab);
  fake_lab_tell (*lab, "unplug laptop");
  tern_modem_key_turn_async (modem, "1", NULL, NULL, on_turned, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (tern_modem_key_turn_finish (result, &error));
  g_assert_error (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_NO_MODEM);
}

static void
test_codes (void)
{
  static const struct
  {
    TernModemKeyKind kind;
    const char *code;
    gboolean good;
  } cases[] = {
    { TERN_MODEM_KEY_PIN, "123", FALSE },
    { TERN_MODEM_KEY_PIN, "1234", TRUE },
    { TERN_MODEM_KEY_PIN, "12345678", TRUE },
    { TERN_MODEM_KEY_PIN, "123456789", FALSE },
    { TERN_MODEM_KEY_PIN, "12 4", FALSE },
    { TERN_MODEM_KEY_PIN, "", FALSE },
    { TERN_MODEM_KEY_PUK, "1234567", FALSE },
    { TERN_MODEM_KEY_PUK, "12345678", TRUE },
    { TERN_MODEM_KEY_DEVICE, "", FALSE },
    { TERN_MODEM_KEY_DEVICE, "1", TRUE },
    { TERN_MODEM_KEY_DEVICE, "1234567890123456", TRUE },
    { TERN_MODEM_KEY_DEVICE, "12345678901234567", FALSE },
    { TERN_MODEM_KEY_DEVICE, "12a4", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (tern_modem_key_check (cases[i].kind, cases[i].code), ==, cases[i].good);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) \
  g_test_add ("/modem-key/" name, FakeLab *, NULL, set_up, function, tear_down)
  ADD ("pin-and-puk", test_pin_and_puk);
  ADD ("lost", test_lost);
  ADD ("both", test_both);
  ADD ("fcc-lock", test_fcc_lock);
  ADD ("refusals", test_refusals);
  for (gsize i = 0; i < G_N_ELEMENTS (device_locks); i++)
    {
      g_autofree char *path = g_strconcat ("/modem-key/", device_locks[i].nick, NULL);

      g_test_add (path, FakeLab *, &device_locks[i], set_up, test_device_lock, tear_down);
    }
  g_test_add_func ("/modem-key/codes", test_codes);
  return g_test_run ();
}
