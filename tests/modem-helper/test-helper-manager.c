/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fake-manager.h"
#include "helper-lab.h"
#include "lpa/lpa-error.h"
#include "readers/tern-helper-client.h"

#define UID "/sys/devices/usb1/1-4"
#define MODEM_PATHS "/org/freedesktop/ModemManager1/Modem/"

typedef struct
{
  HelperLab lab;
  GSubprocess *manager;
  TernHelperClient *client;
} Fixture;

static char *
ask (Fixture *self, const char *command)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
      self->lab.connection, FAKE_CONTROL_NAME, FAKE_CONTROL_PATH, FAKE_CONTROL_NAME, "Tell",
      g_variant_new ("(s)", command), G_VARIANT_TYPE ("(s)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL,
      &error);
  char *text;

  g_assert_no_error (error);
  g_variant_get (answer, "(s)", &text);
  return text;
}

static void
tell (Fixture *self, const char *command)
{
  g_free (ask (self, command));
}

static void
assert_was_called (Fixture *self, const char *expected)
{
  g_autofree char *calls = ask (self, "calls");

  g_test_message ("%s", calls);
  g_assert_nonnull (strstr (calls, expected));
}

static TernHelperClient *
new_client (void)
{
  g_autoptr (GError) error = NULL;
  TernHelperClient *client = tern_helper_client_new (NULL, &error);

  g_assert_no_error (error);
  return client;
}

static void
start (Fixture *self, gconstpointer data)
{
  helper_lab_init (&self->lab);
  if (data != NULL)
    self->lab.polkit = data;
  helper_lab_start (&self->lab);
  self->manager = helper_lab_spawn (&self->lab, g_getenv ("TERN_FAKE_MODEM_MANAGER"), NULL);
  tell (self, "modem laptop device=" UID " slots=2 primary-slot=1");
  tell (self, "slot laptop 1 iccid=8900000000000000001");
  tell (self, "slot laptop 2 iccid=8900000000000000002");
  tell (self, "plug laptop");
  tell (self, "calls");
  self->client = new_client ();
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_object (&self->client);
  g_subprocess_send_signal (self->manager, SIGTERM);
  g_subprocess_wait (self->manager, NULL, NULL);
  g_clear_object (&self->manager);
  helper_lab_clear (&self->lab);
}

static void
assert_error_is (const GError *error, LpaChannelError code, const char *figure)
{
  g_assert_error (error, LPA_CHANNEL_ERROR, (int) code);
  g_assert_cmpstr (lpa_error_get_figure (error), ==, figure);
}

static void
inhibit (TernHelperClient *client, gboolean inhibited)
{
  g_autoptr (GError) error = NULL;

  tern_helper_client_set_inhibited (client, UID, inhibited, NULL, &error);
  g_assert_no_error (error);
}

/* The modem's object is gone meanwhile. */
static void
test_inhibits (Fixture *self, gconstpointer data)
{
  inhibit (self->client, TRUE);
  assert_was_called (self, "InhibitDevice " UID " yes");
  inhibit (self->client, FALSE);
  assert_was_called (self, "InhibitDevice " UID " no");
}

static gboolean
is_uninhibited (gpointer data)
{
  g_autofree char *calls = ask (data, "calls");

  return strstr (calls, "InhibitDevice " UID " no") != NULL;
}

static void
test_ends_it_when_the_caller_leaves (Fixture *self, gconstpointer data)
{
  inhibit (self->client, TRUE);
  g_clear_object (&self->client);
  helper_lab_watch_until (is_uninhibited, self, "ModemManager has the modem back");
  self->client = new_client ();
  inhibit (self->client, TRUE);
}

static void
test_refuses_to_inhibit (Fixture *self, gconstpointer data)
{
  const char *const uids[] = { "/sys/devices/usb1/1-5", "laptop", "/" };
  g_autoptr (TernHelperClient) other = new_client ();
  g_autofree char *long_uid = g_strnfill (5000, 'x');
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (uids); i++)
    {
      g_assert_false (tern_helper_client_set_inhibited (self->client, uids[i], TRUE, NULL, &error));
      assert_error_is (error, LPA_CHANNEL_ERROR_NO_READER, "helper/device");
      g_clear_error (&error);
    }
  g_assert_false (tern_helper_client_set_inhibited (self->client, long_uid, TRUE, NULL, &error));
  assert_error_is (error, LPA_CHANNEL_ERROR_NOT_PERMITTED, "helper/refused");
  g_clear_error (&error);
  g_assert_false (tern_helper_client_set_inhibited (self->client, UID, FALSE, NULL, &error));
  assert_error_is (error, LPA_CHANNEL_ERROR_NOT_PERMITTED, "helper/refused");
  g_clear_error (&error);

  inhibit (self->client, TRUE);
  g_assert_false (tern_helper_client_set_inhibited (other, UID, TRUE, NULL, &error));
  assert_error_is (error, LPA_CHANNEL_ERROR_NOT_PERMITTED, "helper/refused");
  g_clear_error (&error);
  g_assert_false (tern_helper_client_set_inhibited (other, UID, FALSE, NULL, &error));
  assert_error_is (error, LPA_CHANNEL_ERROR_NOT_PERMITTED, "helper/refused");
}

static char *
get_modem (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
      self->lab.connection, "org.freedesktop.ModemManager1", "/org/freedesktop/ModemManager1",
      "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", NULL,
      G_VARIANT_TYPE ("(a{oa{sa{sv}}})"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_autoptr (GVariantIter) iter = NULL;
  char *path = NULL;

  g_assert_no_error (error);
  g_variant_get (answer, "(a{oa{sa{sv}}})", &iter);
  g_assert_true (g_variant_iter_next (iter, "{o@a{sa{sv}}}", &path, NULL));
  return path;
}

static void
test_changes_the_slot (Fixture *self, gconstpointer data)
{
  g_autofree char *modem = get_modem (self);
  g_autoptr (GError) error = NULL;

  g_assert_true (tern_helper_client_set_sim_slot (self->client, modem, 2, NULL, &error));
  g_assert_no_error (error);
  assert_was_called (self, "SetPrimarySimSlot 2");
}

static void
test_refuses_to_change_the_slot (Fixture *self, gconstpointer data)
{
  g_autofree char *modem = get_modem (self);
  const struct
  {
    const char *modem;
    guint slot;
    LpaChannelError code;
    const char *figure;
  } rows[] = {
    { modem, 0, LPA_CHANNEL_ERROR_NOT_PERMITTED, "helper/refused" },
    { modem, 4000000000, LPA_CHANNEL_ERROR_NOT_PERMITTED, "helper/refused" },
    { "/org/freedesktop/ModemManager1", 1, LPA_CHANNEL_ERROR_NOT_PERMITTED, "helper/refused" },
    { "/org/freedesktop/ModemManager1/SIM/0", 1, LPA_CHANNEL_ERROR_NOT_PERMITTED,
      "helper/refused" },
    { "/", 1, LPA_CHANNEL_ERROR_NOT_PERMITTED, "helper/refused" },
    { MODEM_PATHS "99", 1, LPA_CHANNEL_ERROR_FAILED, "helper/modem-manager" },
    { modem, 9, LPA_CHANNEL_ERROR_FAILED, "helper/modem-manager" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (tern_helper_client_set_sim_slot (self->client, rows[i].modem, rows[i].slot,
                                                       NULL, &error));
      assert_error_is (error, rows[i].code, rows[i].figure);
    }
}

static void
test_asks_polkit (Fixture *self, gconstpointer data)
{
  g_autofree char *modem = get_modem (self);
  g_autofree char *calls = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (tern_helper_client_set_inhibited (self->client, UID, TRUE, NULL, &error));
  assert_error_is (error, LPA_CHANNEL_ERROR_NOT_PERMITTED, "helper/denied");
  g_clear_error (&error);
  g_assert_false (tern_helper_client_set_sim_slot (self->client, modem, 2, NULL, &error));
  assert_error_is (error, LPA_CHANNEL_ERROR_NOT_PERMITTED, "helper/denied");
  calls = ask (self, "calls");
  g_assert_null (strstr (calls, "InhibitDevice"));
  g_assert_null (strstr (calls, "SetPrimarySimSlot"));
}

static void
test_without_modem_manager (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  tell (self, "stop");
  g_assert_false (tern_helper_client_set_inhibited (self->client, UID, TRUE, NULL, &error));
  assert_error_is (error, LPA_CHANNEL_ERROR_NO_SERVICE, "helper/no-modem-manager");
}

#define add(path, data, function) \
  g_test_add ("/helper-manager/" path, Fixture, data, start, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("inhibit", NULL, test_inhibits);
  add ("inhibit/leaves", NULL, test_ends_it_when_the_caller_leaves);
  add ("inhibit/refused", NULL, test_refuses_to_inhibit);
  add ("slot", NULL, test_changes_the_slot);
  add ("slot/refused", NULL, test_refuses_to_change_the_slot);
  add ("denied", "no", test_asks_polkit);
  add ("absent", NULL, test_without_modem_manager);

  return g_test_run ();
}
