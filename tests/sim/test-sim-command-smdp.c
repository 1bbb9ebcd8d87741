/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-pki.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <string.h>

static char *folder;

static char *
in_folder (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static GSubprocess *
start (const char *orders)
{
  g_autofree char *pki = in_folder ("pki");
  g_autofree char *path = in_folder ("orders.json");
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_file_set_contents (path, orders, -1, &error);
  g_assert_no_error (error);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                              &error, g_getenv ("TERN_SIM"), "smdp", "--pki", pki, "--listen",
                              "localhost:0", "--orders", path, NULL);
  g_assert_no_error (error);
  return process;
}

/* The first line says where it is, SIGTERM ends it cleanly, and the orders are written back. */
static void
test_life (void)
{
  g_autoptr (GSubprocess) process = start ("{\"orders\":[{\"matching_id\":\"A\"}]}");
  g_autoptr (GDataInputStream) output =
      g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autofree char *line = g_data_input_stream_read_line (output, NULL, NULL, NULL);
  g_autofree char *path = in_folder ("orders.json");
  g_autofree char *text = NULL;
  g_autofree char *address = NULL;
  g_autoptr (JsonNode) node = json_from_string (line, NULL);
  g_autoptr (GError) error = NULL;
  JsonObject *ready = json_node_get_object (node);

  g_assert_cmpstr (json_object_get_string_member (ready, "event"), ==, "ready");
  address = g_strdup_printf ("localhost:%d", (int) json_object_get_int_member (ready, "port"));
  g_assert_cmpstr (json_object_get_string_member (ready, "address"), ==, address);
  g_assert_cmpint (json_object_get_int_member (ready, "port"), >, 0);

  g_subprocess_send_signal (process, SIGTERM);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\"state\" : \"released\""));
}

static void
test_bad_orders (void)
{
  g_autoptr (GSubprocess) process = start ("{\"orders\":[{\"matching\":\"A\"}]}");
  g_autofree char *errors = NULL;

  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &errors, NULL));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 1);
  g_assert_nonnull (strstr (errors, "orders[0]: the key “matching” is not known"));
}

static void
run (const char *argument, const char *value, int status, const char *expected)
{
  g_autoptr (GSubprocess) process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, NULL,
                        g_getenv ("TERN_SIM"), "smdp", argument, value, NULL);
  g_autofree char *output = NULL;

  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, NULL));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, status);
  g_assert_nonnull (strstr (output, expected));
}

static void
test_usage (void)
{
  run ("--help", NULL, 0, "\"orders\": profiles that wait on the server");
  run ("--slow", "1", 2, "--pki DIR is needed");
  run ("--nothing", NULL, 2, "Unknown option --nothing");
  run ("--only", "me", 2, "--only: “me” is not allowed here");
  run ("--pki", "/nonexistent", 1, "/nonexistent/ci.pem");
}

static void
remove_folder (void)
{
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", folder);

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (folder);
}

int
main (int argc, char **argv)
{
  g_autofree char *pki = NULL;
  g_autoptr (GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("tern-sim-XXXXXX", NULL);
  pki = in_folder ("pki");
  sim_pki_generate (pki, NULL, &error);
  g_assert_no_error (error);

  g_test_add_func ("/sim/command-smdp/life", test_life);
  g_test_add_func ("/sim/command-smdp/bad-orders", test_bad_orders);
  g_test_add_func ("/sim/command-smdp/usage", test_usage);
  result = g_test_run ();
  remove_folder ();
  return result;
}
