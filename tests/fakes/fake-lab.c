/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-lab.h"

#include "fake-manager.h"
#include "test-bus.h"

struct _FakeLab
{
  GTestDBus *dbus;
  GDBusConnection *bus;
  GSubprocess *fake;
};

static void
wait_until_ready (FakeLab *self)
{
  g_autoptr (GDataInputStream) output =
      g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->fake));
  g_autofree char *line = g_data_input_stream_read_line (output, NULL, NULL, NULL);

  g_assert_cmpstr (line, ==, "ready");
}

/**
 * fake_lab_new:
 *
 * Returns: (transfer full): a bus with a ModemManager that has no modem
 */
FakeLab *
fake_lab_new (void)
{
  FakeLab *self = g_new0 (FakeLab, 1);
  g_autoptr (GError) error = NULL;
  const char *address;

  self->dbus = g_test_dbus_new (G_TEST_DBUS_NONE);
  test_bus_up (self->dbus);
  address = g_test_dbus_get_bus_address (self->dbus);
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", address, TRUE);
  self->bus =
      g_dbus_connection_new_for_address_sync (address,
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);
  g_assert_no_error (error);
  self->fake = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                 g_getenv ("TERN_FAKE_MODEM_MANAGER"), NULL);
  g_assert_no_error (error);
  wait_until_ready (self);
  return self;
}

/**
 * fake_lab_free:
 * @self: (transfer full): the lab
 */
void
fake_lab_free (FakeLab *self)
{
  g_subprocess_send_signal (self->fake, SIGTERM);
  g_subprocess_wait (self->fake, NULL, NULL);
  g_object_unref (self->fake);
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_object_unref (self->bus);
  g_unsetenv ("DBUS_SYSTEM_BUS_ADDRESS");
  g_test_dbus_down (self->dbus);
  g_object_unref (self->dbus);
  g_free (self);
}

/**
 * fake_lab_get_bus:
 * @self: the lab
 *
 * Returns: (transfer none): a connection for the program under test
 */
GDBusConnection *
fake_lab_get_bus (FakeLab *self)
{
  return self->bus;
}

/**
 * fake_lab_ask:
 * @self: the lab
 * @command: one of those of `fake-modem-manager`
 *
 * Returns: (transfer full): the answer, when it is done
 */
char *
fake_lab_ask (FakeLab *self, const char *command)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
      self->bus, FAKE_CONTROL_NAME, FAKE_CONTROL_PATH, FAKE_CONTROL_NAME, "Tell",
      g_variant_new ("(s)", command), G_VARIANT_TYPE ("(s)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL,
      &error);
  char *answer;

  g_assert_no_error (error);
  g_variant_get (reply, "(s)", &answer);
  return answer;
}

/**
 * fake_lab_tell:
 * @self: the lab
 * @format: one of the commands of `fake-modem-manager`
 * @...: for @format
 *
 * Returns when it is done.
 */
void
fake_lab_tell (FakeLab *self, const char *format, ...)
{
  g_autofree char *command = NULL;
  g_autofree char *answer = NULL;
  va_list arguments;

  va_start (arguments, format);
  command = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  answer = fake_lab_ask (self, command);
}
