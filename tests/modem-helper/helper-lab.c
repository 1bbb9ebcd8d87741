/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper-lab.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/prctl.h>

#include "readers/tern-helper-bus.h"

#define BUS "org.freedesktop.DBus"

/**
 * helper_lab_init:
 * @self: (out caller-allocates): the lab
 */
void
helper_lab_init (HelperLab *self)
{
  *self = (HelperLab){ .polkit = "yes", .has_helper = TRUE, .flags = "" };
  modem_lab_init (&self->modem);
  self->modem.quirks.slots = 2;
  self->folder = g_dir_make_tmp ("tern-bus-XXXXXX", NULL);
}

static char *
in_folder (HelperLab *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

static void
write_file (HelperLab *self, const char *name, const char *text)
{
  g_autofree char *path = in_folder (self, name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
make_folder (HelperLab *self, const char *name)
{
  g_autofree char *path = in_folder (self, name);

  g_assert_no_errno (g_mkdir (path, 0755));
}

static void
write_configuration (HelperLab *self)
{
  g_autofree char *text = NULL;
  g_autoptr (GString) filled = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (g_getenv ("TERN_SYSTEM_BUS_CONF"), &text, NULL, &error);
  g_assert_no_error (error);
  filled = g_string_new (text);
  g_string_replace (filled, "@FOLDER@", self->folder, 0);
  g_string_replace (filled, "@POLICY@", g_getenv ("TERN_HELPER_CONF"), 0);
  write_file (self, "bus.conf", filled->str);
}

/* Root without any of its powers, as in the unit that is installed. */
#define POWERLESS "/usr/bin/env setpriv --bounding-set=-all --inh-caps=-all --no-new-privs"

static void
write_service (HelperLab *self)
{
  g_autofree char *text =
      g_strdup_printf ("[D-BUS Service]\nName=" TERN_HELPER_BUS_NAME "\n"
                       "Exec=" POWERLESS " %s --test-node %s --state %s/state%s%s\nUser=root\n",
                       g_getenv ("TERN_MODEM_HELPER"), self->modem.path, self->folder,
                       *self->flags != '\0' ? " " : "", self->flags);

  write_file (self, "services/helper.service", text);
}

static void
wait_for_line (GSubprocess *process)
{
  g_autoptr (GDataInputStream) output =
      g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autofree char *line = NULL;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (output), FALSE);
  line = g_data_input_stream_read_line (output, NULL, NULL, NULL);
  g_assert_nonnull (line);
}

static void
end_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static GSubprocess *
spawn (GSubprocessFlags flags, const char *const *words)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (flags);
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_subprocess_launcher_set_child_setup (launcher, end_with_parent, NULL, NULL);
  process = g_subprocess_launcher_spawnv (launcher, words, &error);
  g_assert_no_error (error);
  wait_for_line (process);
  return process;
}

static void
start_bus (HelperLab *self)
{
  g_autofree char *configuration = in_folder (self, "bus.conf");
  g_autofree char *address = g_strdup_printf ("unix:path=%s/system-bus", self->folder);
  const char *const words[] = { "dbus-daemon",   "--nofork",    "--print-address",
                                "--config-file", configuration, NULL };
  g_autoptr (GError) error = NULL;

  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", address, TRUE);
  self->bus = spawn (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, words);
  self->connection =
      g_dbus_connection_new_for_address_sync (address,
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);
  g_assert_no_error (error);
}

/**
 * helper_lab_spawn:
 * @self: the lab, started
 * @program: a program that prints a line when it is ready
 * @argument: (nullable): its argument
 *
 * Returns: (transfer full): it, ready
 */
GSubprocess *
helper_lab_spawn (HelperLab *self, const char *program, const char *argument)
{
  const char *const words[] = { program, argument, NULL };

  return spawn (G_SUBPROCESS_FLAGS_STDOUT_PIPE, words);
}

/**
 * helper_lab_start:
 * @self: the lab
 *
 * Plugs the modem in and starts the bus. The helper starts when it is called.
 */
void
helper_lab_start (HelperLab *self)
{
  modem_lab_start (&self->modem);
  make_folder (self, "services");
  make_folder (self, "state");
  write_configuration (self);
  if (self->has_helper)
    write_service (self);
  start_bus (self);
  if (self->polkit != NULL)
    self->authority = helper_lab_spawn (self, g_getenv ("TERN_FAKE_POLKIT"), self->polkit);
}

static void
end_process (GSubprocess *process)
{
  g_subprocess_send_signal (process, SIGTERM);
  g_subprocess_wait (process, NULL, NULL);
  g_object_unref (process);
}

static guint
get_helper_pid (HelperLab *self)
{
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
      self->connection, BUS, "/org/freedesktop/DBus", BUS, "GetConnectionUnixProcessID",
      g_variant_new ("(s)", TERN_HELPER_BUS_NAME), G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NONE,
      -1, NULL, NULL);
  guint pid = 0;

  if (answer != NULL)
    g_variant_get (answer, "(u)", &pid);
  return pid;
}

/**
 * helper_lab_is_running:
 * @self: the lab, started
 *
 * Returns: whether the helper is on the bus
 */
gboolean
helper_lab_is_running (HelperLab *self)
{
  return get_helper_pid (self) != 0;
}

static gboolean
has_ended (gpointer data)
{
  return !helper_lab_is_running (data);
}

static gboolean
look_again (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/**
 * helper_lab_watch_until:
 * @predicate: what to wait for, and nobody tells
 * @data: for @predicate
 * @what: what it is, for the message when it does not come
 *
 * As lab_wait_until(), and looks again and again.
 */
void
helper_lab_watch_until (LabPredicate predicate, gpointer data, const char *what)
{
  guint source = g_timeout_add (5, look_again, NULL);

  lab_wait_until (predicate, data, what);
  g_source_remove (source);
}

/**
 * helper_lab_signal_helper:
 * @self: the lab, with the helper running
 * @number: the signal
 */
void
helper_lab_signal_helper (HelperLab *self, int number)
{
  guint pid = get_helper_pid (self);

  g_assert_cmpuint (pid, !=, 0);
  g_assert_no_errno (kill ((GPid) pid, number));
}

/**
 * helper_lab_end_helper:
 * @self: the lab, with the helper running
 * @number: the signal
 *
 * Sends it a signal that ends it, and waits until the bus knows.
 */
void
helper_lab_end_helper (HelperLab *self, int number)
{
  helper_lab_signal_helper (self, number);
  helper_lab_watch_until (has_ended, self, "the helper has ended");
}

/**
 * helper_lab_has_record:
 * @self: the lab
 *
 * Returns: whether something is written down that is to be put back
 */
gboolean
helper_lab_has_record (HelperLab *self)
{
  g_autofree char *path = g_build_filename (self->folder, "state", "cdc-wdm0", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
is_given_back (gpointer data)
{
  HelperLab *self = data;

  return modem_lab_get_slot (&self->modem) == 1 &&
         sim_euicc_count_channels (self->modem.euicc) == 0 && !helper_lab_has_record (self);
}

/**
 * helper_lab_wait_until_given_back:
 * @self: the lab
 *
 * Waits until the modem is as it was found.
 */
void
helper_lab_wait_until_given_back (HelperLab *self)
{
  helper_lab_watch_until (is_given_back, self, "the modem is as it was found");
}

static void
remove_all (const char *folder)
{
  g_autoptr (GDir) entries = g_dir_open (folder, 0, NULL);
  const char *name;

  while (entries != NULL && (name = g_dir_read_name (entries)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        remove_all (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

/**
 * helper_lab_clear:
 * @self: the lab
 *
 * Ends everything.
 */
void
helper_lab_clear (HelperLab *self)
{
  if (self->connection != NULL && helper_lab_is_running (self))
    helper_lab_end_helper (self, SIGTERM);
  g_clear_pointer (&self->authority, end_process);
  if (self->connection != NULL)
    g_dbus_connection_close_sync (self->connection, NULL, NULL);
  g_clear_object (&self->connection);
  g_clear_pointer (&self->bus, end_process);
  g_unsetenv ("DBUS_SYSTEM_BUS_ADDRESS");
  remove_all (self->folder);
  g_clear_pointer (&self->folder, g_free);
  modem_lab_clear (&self->modem);
}

/**
 * helper_lab_wait_until_ended:
 * @self: the lab
 *
 * Waits until the helper ends by itself.
 */
void
helper_lab_wait_until_ended (HelperLab *self)
{
  helper_lab_watch_until (has_ended, self, "the helper has ended");
}
