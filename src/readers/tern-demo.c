/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-demo.h"

#include <json-glib/json-glib.h>
#include <signal.h>

/* Seconds in which the simulators must have made their keys and certificates. */
#define START_TIMEOUT 30

struct _TernDemo
{
  GObject parent_instance;

  TernReaderMonitor *monitor;
  GSubprocess *process;
  GDataInputStream *output;
  char *socket_path;
  char *code;
  gboolean timed_out;
};

G_DEFINE_FINAL_TYPE (TernDemo, tern_demo, G_TYPE_OBJECT)

/* Where the simulators lie, seen from the running program: installed beside it, and in the build
 * tree. */
static const char *const sim_places[] = {
  "tern-sim",
  "../libexec/tern/tern-sim",
  "../libexec/tern-sim",
  "../sim/tern-sim",
};

static char *
find_sim (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : g_strdup (".");
  const char *given = g_getenv ("TERN_SIM");

  if (given != NULL && *given != '\0')
    return g_strdup (given);

  for (gsize i = 0; i < G_N_ELEMENTS (sim_places); i++)
    {
      g_autofree char *path = g_build_filename (folder, sim_places[i], NULL);

      if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
        return g_steal_pointer (&path);
    }

  return g_strdup ("tern-sim");
}

static void
set_malformed (GError **error, const char *what)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The simulators did not say %s", what);
}

static const char *
get_string (JsonObject *object, const char *member, GError **error)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
      json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_get_string (node);

  set_malformed (error, member);
  return NULL;
}

static JsonObject *
get_object (JsonNode *node, const char *what, GError **error)
{
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);

  set_malformed (error, what);
  return NULL;
}

/* The line that says that all is up:
 * {"event":"ready","socket":PATH,"issuer":PATH,"codes":{"good":CODE}} */
static gboolean
use_line (TernDemo *self, const char *line, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (JsonNode) root = json_from_string (line, &local_error);
  g_autoptr (LpaTrust) trust = lpa_trust_new ();
  JsonObject *ready, *codes;
  const char *socket_path, *issuer, *code;

  /* An empty line is neither an error nor a node. */
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  ready = get_object (root, "anything", error);
  if (ready == NULL || (socket_path = get_string (ready, "socket", error)) == NULL ||
      (issuer = get_string (ready, "issuer", error)) == NULL)
    return FALSE;

  codes = get_object (json_object_get_member (ready, "codes"), "codes", error);
  if (codes == NULL || (code = get_string (codes, "good", error)) == NULL ||
      !lpa_trust_add_issuers (trust, issuer, error))
    return FALSE;

  self->socket_path = g_strdup (socket_path);
  self->code = g_strdup (code);
  tern_reader_monitor_add_simulated (self->monitor, socket_path, trust);

  return TRUE;
}

/* The child ends with its standard input, which also ends with this program however that ends. */
static void
stop (TernDemo *self)
{
  if (self->monitor != NULL && self->socket_path != NULL)
    tern_reader_monitor_remove_simulated (self->monitor, self->socket_path);
  if (self->process != NULL)
    {
      g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
      g_subprocess_send_signal (self->process, SIGTERM);
    }
  g_clear_object (&self->output);
  g_clear_object (&self->process);
  g_clear_object (&self->monitor);
  g_clear_pointer (&self->socket_path, g_free);
  g_clear_pointer (&self->code, g_free);
}

static void
on_process_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree GWeakRef *weak = user_data;
  g_autoptr (TernDemo) self = g_weak_ref_get (weak);

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  g_weak_ref_clear (weak);
  if (self != NULL && self->process == G_SUBPROCESS (source))
    stop (self);
}

static void
watch_process (TernDemo *self)
{
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, self);
  g_subprocess_wait_async (self->process, NULL, on_process_ended, weak);
}

typedef struct
{
  GCancellable *cancellable;
  GCancellable *callers;
  gulong callers_id;
  guint timeout;
} Start;

static void
start_free (gpointer data)
{
  Start *start = data;

  g_cancellable_disconnect (start->callers, start->callers_id);
  g_clear_handle_id (&start->timeout, g_source_remove);
  g_clear_object (&start->callers);
  g_clear_object (&start->cancellable);
  g_free (start);
}

static gboolean
on_timeout (gpointer data)
{
  GTask *task = data;
  TernDemo *self = g_task_get_source_object (task);
  Start *start = g_task_get_task_data (task);

  start->timeout = 0;
  self->timed_out = TRUE;
  g_cancellable_cancel (start->cancellable);

  return G_SOURCE_REMOVE;
}

static void
on_callers_cancelled (GCancellable *callers, gpointer user_data)
{
  g_cancellable_cancel (G_CANCELLABLE (user_data));
}

static void
on_line (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  TernDemo *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (source),
                                                                     result, NULL, &error);

  if (line == NULL && error == NULL)
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_FAILED, "The simulators did not start");
  if (self->timed_out)
    {
      g_clear_error (&error);
      g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                           "The simulators did not start in time");
    }

  if (error == NULL && use_line (self, line, &error))
    {
      watch_process (self);
      g_task_return_boolean (task, TRUE);
      return;
    }

  stop (self);
  g_task_return_error (task, g_steal_pointer (&error));
}

static void
read_line (TernDemo *self, GTask *task)
{
  Start *start = g_new0 (Start, 1);
  GCancellable *callers = g_task_get_cancellable (task);

  start->cancellable = g_cancellable_new ();
  g_task_set_task_data (task, start, start_free);
  if (callers != NULL)
    {
      start->callers = g_object_ref (callers);
      start->callers_id = g_cancellable_connect (callers, G_CALLBACK (on_callers_cancelled),
                                                 g_object_ref (start->cancellable), g_object_unref);
    }
  start->timeout = g_timeout_add_seconds (START_TIMEOUT, on_timeout, task);
  g_data_input_stream_read_line_async (self->output, G_PRIORITY_DEFAULT, start->cancellable,
                                       on_line, g_object_ref (task));
}

static void
tern_demo_dispose (GObject *object)
{
  stop (TERN_DEMO (object));

  G_OBJECT_CLASS (tern_demo_parent_class)->dispose (object);
}

static void
tern_demo_class_init (TernDemoClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tern_demo_dispose;
}

static void
tern_demo_init (TernDemo *self)
{
}

/**
 * tern_demo_new:
 *
 * Returns: (transfer full): a demonstration that is not started yet. It ends when the last
 * reference goes. Main thread
 */
TernDemo *
tern_demo_new (void)
{
  return g_object_new (TERN_TYPE_DEMO, NULL);
}

/**
 * tern_demo_start_async:
 * @self: a demonstration that is not started
 * @monitor: gets the simulated reader
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Starts the simulated card and server, the program `tern-sim` beside this one or the one that the
 * environment variable `TERN_SIM` names, and adds the simulated reader to @monitor. Should the
 * simulators end, so does the reader. Main thread.
 */
void
tern_demo_start_async (TernDemo *self,
                       TernReaderMonitor *monitor,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *sim = NULL;
  GError *error = NULL;

  g_return_if_fail (TERN_IS_DEMO (self));
  g_return_if_fail (TERN_IS_READER_MONITOR (monitor));
  g_return_if_fail (self->process == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, tern_demo_start_async);
  sim = find_sim ();
  self->timed_out = FALSE;
  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                    &error, sim, "demo", NULL);
  if (self->process == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  self->monitor = g_object_ref (monitor);
  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  read_line (self, task);
}

/**
 * tern_demo_start_finish:
 * @self: the demonstration
 * @result: as the callback got it
 * @error: return location for an error
 *
 * Returns: %FALSE with a %G_IO_ERROR or a %G_SPAWN_ERROR when the simulators cannot be started, an
 * %LPA_TRUST_ERROR when their issuer cannot be read
 */
gboolean
tern_demo_start_finish (TernDemo *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * tern_demo_get_code:
 * @self: the demonstration
 *
 * Returns: (nullable): an activation code that the simulated server honours, while the simulators
 * run
 */
const char *
tern_demo_get_code (TernDemo *self)
{
  g_return_val_if_fail (TERN_IS_DEMO (self), NULL);

  return self->code;
}
