/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-driver.h"
#include "test-bus.h"

#include <glib/gstdio.h>

#define NAME "io.github.ternesim.Tern"
#define PATH "/io/github/ternesim/Tern"

/*
 * The program as the desktop knows it: started by the bus from its service file, one instance, one
 * window, whoever asks for it and however often.
 */
typedef struct
{
  GTestDBus *bus;
  char *folder;
  GDBusConnection *connection;
} Desktop;

static char *display;

static char *
dup_program (void)
{
  return g_test_build_filename (G_TEST_BUILT, "..", "..", "src", "app", "tern", NULL);
}

/* The installed service file, for the program that was built. */
static void
write_service (Desktop *desktop)
{
  g_autofree char *path = g_build_filename (desktop->folder, NAME ".service", NULL);
  g_autofree char *program = dup_program ();
  g_autofree char *text =
      g_strdup_printf ("[D-BUS Service]\nName=" NAME "\nExec=%s --gapplication-service\n", program);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
set_up (Desktop *desktop, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  desktop->folder = g_dir_make_tmp ("tern-bus-XXXXXX", NULL);
  write_service (desktop);
  g_setenv ("DISPLAY", display, TRUE);
  desktop->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_add_service_dir (desktop->bus, desktop->folder);
  test_bus_up (desktop->bus);
  desktop->connection =
      g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (desktop->bus),
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Desktop *desktop, gconstpointer data)
{
  g_autofree char *path = g_build_filename (desktop->folder, NAME ".service", NULL);

  g_clear_object (&desktop->connection);
  g_test_dbus_down (desktop->bus);
  g_clear_object (&desktop->bus);
  g_unlink (path);
  g_rmdir (desktop->folder);
  g_free (desktop->folder);
}

static GVariant *
call (Desktop *desktop, const char *path, const char *interface, const char *method, GVariant *what)
{
  g_autoptr (GError) error = NULL;
  GVariant *answer =
      g_dbus_connection_call_sync (desktop->connection, NAME, path, interface, method, what, NULL,
                                   G_DBUS_CALL_FLAGS_NONE, 60000, NULL, &error);

  g_assert_no_error (error);
  return answer;
}

static GVariant *
no_platform_data (void)
{
  return g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0);
}

static void
open_link (Desktop *desktop, const char *link)
{
  const char *links[] = { link, NULL };
  g_autoptr (GVariant) answer = call (desktop, PATH, "org.freedesktop.Application", "Open",
                                      g_variant_new ("(^as@a{sv})", links, no_platform_data ()));
}

static guint32
get_process (Desktop *desktop)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
      desktop->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "GetConnectionUnixProcessID", g_variant_new ("(s)", NAME), G_VARIANT_TYPE ("(u)"),
      G_DBUS_CALL_FLAGS_NONE, 60000, NULL, &error);
  guint32 process;

  g_assert_no_error (error);
  g_variant_get (answer, "(u)", &process);
  return process;
}

/* How many windows the program has put onto the bus. */
static guint
count_windows (Desktop *desktop)
{
  g_autoptr (GVariant) answer =
      call (desktop, PATH "/window", "org.freedesktop.DBus.Introspectable", "Introspect", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusNodeInfo) node = NULL;
  const char *xml;
  guint n = 0;

  g_variant_get (answer, "(&s)", &xml);
  node = g_dbus_node_info_new_for_xml (xml, &error);
  g_assert_no_error (error);
  for (guint i = 0; node->nodes && node->nodes[i]; i++)
    n++;
  return n;
}

static gboolean
is_gone (gpointer user_data)
{
  Desktop *desktop = user_data;
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
      desktop->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "NameHasOwner", g_variant_new ("(s)", NAME), G_VARIANT_TYPE ("(b)"), G_DBUS_CALL_FLAGS_NONE,
      60000, NULL, NULL);
  gboolean owned = FALSE;

  g_variant_get (answer, "(b)", &owned);
  return !owned;
}

static void
quit_program (Desktop *desktop)
{
  g_autoptr (GVariant) quit = NULL;

  quit = call (desktop, PATH, "org.freedesktop.Application", "ActivateAction",
               g_variant_new ("(s@av@a{sv})", "quit",
                              g_variant_new_array (G_VARIANT_TYPE_VARIANT, NULL, 0),
                              no_platform_data ()));
  app_driver_wait (is_gone, desktop, "the program to end");
}

static void
test_activation (Desktop *desktop, gconstpointer data)
{
  guint32 process;

  open_link (desktop, "lpa:1$smdp.example.com$FIRST");
  process = get_process (desktop);
  g_assert_cmpuint (count_windows (desktop), ==, 1);
  open_link (desktop, "lpa:1$smdp.example.com$SECOND");
  g_assert_cmpuint (get_process (desktop), ==, process);
  g_assert_cmpuint (count_windows (desktop), ==, 1);
  quit_program (desktop);
}

/* What a browser or a person in a terminal does: the second process hands over what it was told and
 * ends. */
static void
run_again (Desktop *desktop, const char *argument)
{
  g_autofree char *program = dup_program ();
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;

  g_subprocess_launcher_setenv (launcher, "DBUS_SESSION_BUS_ADDRESS",
                                g_test_dbus_get_bus_address (desktop->bus), TRUE);
  g_subprocess_launcher_setenv (launcher, "DISPLAY", display, TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, program, argument, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

static void
test_second_process (Desktop *desktop, gconstpointer data)
{
  static const char *const ARGUMENTS[] = { "LPA:1$smdp.example.com$SECOND", NULL, "--demo" };
  guint32 process;

  open_link (desktop, "lpa:1$smdp.example.com$FIRST");
  process = get_process (desktop);
  for (guint i = 0; i < G_N_ELEMENTS (ARGUMENTS); i++)
    {
      run_again (desktop, ARGUMENTS[i]);
      g_assert_cmpuint (get_process (desktop), ==, process);
      g_assert_cmpuint (count_windows (desktop), ==, 1);
    }
  quit_program (desktop);
}

int
main (int argc, char **argv)
{
  int status;

  app_driver_init ();
  g_test_init (&argc, &argv, NULL);
  /* A private bus takes it out of the environment. */
  display = g_strdup (g_getenv ("DISPLAY"));
  g_test_add ("/app/desktop/activation", Desktop, NULL, set_up, test_activation, tear_down);
  g_test_add ("/app/desktop/second-process", Desktop, NULL, set_up, test_second_process, tear_down);
  status = g_test_run ();
  g_free (display);
  return status;
}
