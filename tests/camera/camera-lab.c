/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "camera-lab.h"

#include "test-bus.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/prctl.h>

#define STORE "org.freedesktop.impl.portal.PermissionStore"

/* However slow the machine: what has not happened by then does not happen. */
#define PATIENCE_SECONDS 60

/* Never let go: its end would wait for all who hold the connection, and the program's own does so
 * for as long as it lives. */
static GTestDBus *session_bus;

struct _CameraLab
{
  char *folder;
  GSubprocess *pipewire;
  GSubprocess *manager;
};

struct _LabCamera
{
  GSubprocess *process;
  GDataInputStream *output;
};

/* In the child: it goes when the test goes, however that ends. */
static void
end_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

/**
 * camera_lab_spawn:
 * @arguments: a command
 * @flags: for its pipes
 *
 * Returns: (transfer full): the process, which ends with the test
 */
GSubprocess *
camera_lab_spawn (const char *const *arguments, GSubprocessFlags flags)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (flags);
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_subprocess_launcher_set_child_setup (launcher, end_with_parent, NULL, NULL);
  /* What is a fault in the test is not one in these. */
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  process = g_subprocess_launcher_spawnv (launcher, arguments, &error);
  g_assert_no_error (error);
  return process;
}

static void
end (GSubprocess **process)
{
  if (*process)
    {
      g_subprocess_force_exit (*process);
      g_subprocess_wait (*process, NULL, NULL);
    }
  g_clear_object (process);
}

/**
 * camera_lab_start_pipewire:
 *
 * Starts PipeWire and its session manager; returns when PipeWire can be reached.
 */
void
camera_lab_start_pipewire (CameraLab *self)
{
  g_autofree char *socket = g_build_filename (self->folder, "pipewire-0", NULL);
  const GSubprocessFlags quiet = G_SUBPROCESS_FLAGS_STDERR_SILENCE;

  self->pipewire = camera_lab_spawn ((const char *const[]){ "pipewire", NULL }, quiet);
  while (!g_file_test (socket, G_FILE_TEST_EXISTS))
    g_usleep (G_USEC_PER_SEC / 100);
  self->manager = camera_lab_spawn ((const char *const[]){ "wireplumber", NULL }, quiet);
}

/**
 * camera_lab_stop_pipewire:
 *
 * Ends both, at once.
 */
void
camera_lab_stop_pipewire (CameraLab *self)
{
  g_autofree char *socket = g_build_filename (self->folder, "pipewire-0", NULL);

  end (&self->manager);
  end (&self->pipewire);
  g_unlink (socket);
}

/**
 * camera_lab_dup_helper:
 * @name: a program that is not for people
 *
 * Returns: (transfer full): where the distribution keeps it
 */
char *
camera_lab_dup_helper (const char *name)
{
  static const char *const folders[] = { "/usr/libexec", "/usr/lib" };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (folders[i], name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
        return g_steal_pointer (&path);
    }
  g_error ("Not installed: %s", name);
}

/* The bus may start what remembers the answers to a portal's questions, and nothing else. */
static char *
write_service (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, STORE ".service", NULL);
  g_autofree char *program = camera_lab_dup_helper ("xdg-permission-store");
  g_autofree char *text = g_strdup_printf ("[D-BUS Service]\nName=" STORE "\nExec=%s\n", program);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&path);
}

/* A new bus takes the display and the runtime folder away, and its end the program that was on it.
 */
static GTestDBus *
start_bus (const char *folder)
{
  GTestDBus *bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_autofree char *display = g_strdup (g_getenv ("DISPLAY"));
  g_autofree char *service = write_service (folder);
  g_autoptr (GDBusConnection) connection = NULL;

  g_test_dbus_add_service_dir (bus, folder);
  test_bus_up (bus);
  if (display)
    g_setenv ("DISPLAY", display, TRUE);
  connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_dbus_connection_set_exit_on_close (connection, FALSE);
  return bus;
}

/**
 * camera_lab_new:
 *
 * Returns: (transfer full): a laboratory without cameras
 */
CameraLab *
camera_lab_new (void)
{
  CameraLab *self = g_new0 (CameraLab, 1);

  self->folder = g_dir_make_tmp ("tern-cameras-XXXXXX", NULL);
  session_bus = start_bus (self->folder);
  g_setenv ("XDG_RUNTIME_DIR", self->folder, TRUE);
  camera_lab_start_pipewire (self);
  return self;
}

/**
 * camera_lab_free:
 * @self: (transfer full): a laboratory
 */
void
camera_lab_free (CameraLab *self)
{
  g_autoptr (GDir) folder = g_dir_open (self->folder, 0, NULL);
  const char *name;

  camera_lab_stop_pipewire (self);
  g_test_dbus_stop (session_bus);
  while (folder && (name = g_dir_read_name (folder)))
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self);
}

/**
 * lab_camera_new:
 * @name: what programs remember it by
 * @title: its name for people
 * @flag: (nullable): an option of virtual-camera
 *
 * Returns: (transfer full): a camera
 */
LabCamera *
lab_camera_new (const char *name, const char *title, const char *flag)
{
  LabCamera *self = g_new0 (LabCamera, 1);
  const char *program = g_getenv ("VIRTUAL_CAMERA");

  g_assert_nonnull (program);
  self->process = camera_lab_spawn ((const char *const[]){ program, name, title, flag, NULL },
                                    G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  lab_camera_await (self, "ready");
  return self;
}

/**
 * lab_camera_free:
 * @self: (transfer full): a camera, which is unplugged
 */
void
lab_camera_free (LabCamera *self)
{
  end (&self->process);
  g_object_unref (self->output);
  g_free (self);
}

/**
 * lab_camera_hold:
 * @text: (nullable): what the QR code holds that is held up to it; none with %NULL
 */
void
lab_camera_hold (LabCamera *self, const char *text)
{
  g_autofree char *line = text ? g_strdup_printf ("hold %s\n", text) : g_strdup ("blank\n");
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->process), line, strlen (line), NULL,
                             NULL, &error);
  g_assert_no_error (error);
}

static void
on_line (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  *(char **) user_data =
      g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
on_impatient (gpointer line)
{
  g_error ("The camera did not say: %s", (const char *) line);
  return G_SOURCE_REMOVE;
}

/**
 * lab_camera_await:
 * @line: "ready", "streaming", "paused" or a size
 *
 * Lets the main loop run until the camera has said so.
 */
void
lab_camera_await (LabCamera *self, const char *line)
{
  guint patience = g_timeout_add_seconds (PATIENCE_SECONDS, on_impatient, (gpointer) line);
  gboolean said = FALSE;

  while (!said)
    {
      g_autofree char *next = NULL;

      g_data_input_stream_read_line_async (self->output, G_PRIORITY_DEFAULT, NULL, on_line, &next);
      while (next == NULL)
        g_main_context_iteration (NULL, TRUE);
      said = g_str_equal (next, line);
    }
  g_source_remove (patience);
}
