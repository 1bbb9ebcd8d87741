/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-keyring.h"
#include "test-bus.h"
#include "test-kit.h"

#include <signal.h>
#include <string.h>

/* A real keyring on a bus of the test's own, and a bus without one. */

#define ADDRESS "postgresql://tern@db.example.org/tern"

static char *folder;

/* Not stopped: libsecret keeps its connection for as long as the program lives. It ends with that.
 */
static GTestDBus *bus;

static void
on_appeared (GDBusConnection *connection, const char *name, const char *owner, gpointer loop)
{
  g_main_loop_quit (loop);
}

static void
await_keyring (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint watch = g_bus_watch_name (G_BUS_TYPE_SESSION, "org.freedesktop.secrets",
                                  G_BUS_NAME_WATCHER_FLAGS_NONE, on_appeared, NULL, loop, NULL);

  g_main_loop_run (loop);
  g_bus_unwatch_name (watch);
}

/* Unlocked with a password of its own, as signing in to a desktop does. */
static GSubprocess *
start_daemon (void)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                 G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GError) error = NULL;
  GSubprocess *daemon;
  GOutputStream *input;

  g_subprocess_launcher_setenv (launcher, "HOME", folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", folder, TRUE);
  daemon = g_subprocess_launcher_spawn (launcher, &error, "gnome-keyring-daemon", "--foreground",
                                        "--unlock", "--components=secrets", NULL);
  g_assert_no_error (error);
  input = g_subprocess_get_stdin_pipe (daemon);
  g_assert_true (g_output_stream_write_all (input, "unlock", strlen ("unlock"), NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (input, NULL, NULL));
  await_keyring ();
  return daemon;
}

static void
assert_kept (const char *address, const char *expected)
{
  g_autoptr (GError) error = NULL;
  char *password = tern_keyring_look_up (address, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (password, ==, expected);
  tern_keyring_free_password (password);
}

static void
test_kept (void)
{
  g_autoptr (GSubprocess) daemon = start_daemon ();
  g_autoptr (GError) error = NULL;

  assert_kept (ADDRESS, NULL);
  tern_keyring_store (ADDRESS, "first “one”", &error);
  g_assert_no_error (error);
  assert_kept (ADDRESS, "first “one”");
  assert_kept ("postgresql://tern@other.example.org/tern", NULL);
  tern_keyring_store (ADDRESS, "second", &error);
  g_assert_no_error (error);
  assert_kept (ADDRESS, "second");
  tern_keyring_store (ADDRESS, "", &error);
  g_assert_no_error (error);
  assert_kept (ADDRESS, NULL);
  g_subprocess_send_signal (daemon, SIGTERM);
  g_subprocess_wait (daemon, NULL, NULL);
}

static void
test_no_keyring (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (tern_keyring_store (ADDRESS, "geheim", &error));
  g_assert_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_KEYRING);
  g_assert_null (strstr (error->message, "geheim"));
  g_clear_error (&error);
  g_assert_null (tern_keyring_look_up (ADDRESS, &error));
  g_assert_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_KEYRING);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("tern-keyring-XXXXXX", NULL);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  test_bus_up (bus);

  g_test_add_func ("/keyring/none", test_no_keyring);
  g_test_add_func ("/keyring/kept", test_kept);
  result = g_test_run ();

  test_remove_folder (folder);
  g_free (folder);
  return result;
}
