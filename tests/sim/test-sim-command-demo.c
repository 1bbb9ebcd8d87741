/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <json-glib/json-glib.h>

static GSubprocess *
start (GError **error)
{
  return g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, error,
                           g_getenv ("TERN_SIM"), "demo", "--profiles", "1", NULL);
}

static JsonNode *
read_ready (GSubprocess *demo)
{
  g_autoptr (GDataInputStream) lines =
      g_data_input_stream_new (g_subprocess_get_stdout_pipe (demo));
  g_autofree char *line = NULL;
  JsonNode *ready;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
  g_assert_nonnull (line);
  ready = json_from_string (line, NULL);
  g_assert_nonnull (ready);
  return ready;
}

/* Asks the card behind @path for its answer to reset. */
static void
assert_card_answers (const char *path)
{
  static const guint8 ask[] = { 0x00, 0x01, 0x04 };
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection =
      g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, &error);
  guint8 answer[3];

  g_assert_no_error (error);
  g_assert_true (g_output_stream_write_all (
      g_io_stream_get_output_stream (G_IO_STREAM (connection)), ask, sizeof ask, NULL, NULL, NULL));
  g_assert_true (g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                                          answer, sizeof answer, NULL, NULL, NULL));
  g_assert_cmpuint (answer[1], >, 2); /* the length of the ATR */
  g_assert_cmphex (answer[2], ==, 0x3B);
}

static void
test_until_input_ends (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) demo = start (&error);
  g_autoptr (JsonNode) ready = NULL;
  g_autofree char *folder = NULL;
  JsonObject *object;

  g_assert_no_error (error);
  ready = read_ready (demo);
  object = json_node_get_object (ready);
  g_assert_cmpstr (json_object_get_string_member (object, "event"), ==, "ready");
  folder = g_path_get_dirname (json_object_get_string_member (object, "issuer"));
  g_assert_true (
      g_file_test (json_object_get_string_member (object, "issuer"), G_FILE_TEST_IS_REGULAR));
  g_assert_true (g_str_has_prefix (
      json_object_get_string_member (json_object_get_object_member (object, "codes"), "good"),
      "LPA:1$localhost:"));
  assert_card_answers (json_object_get_string_member (object, "socket"));

  g_assert_true (g_output_stream_close (g_subprocess_get_stdin_pipe (demo), NULL, NULL));
  g_assert_true (g_subprocess_wait_check (demo, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

static void
test_until_terminated (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) demo = start (&error);
  g_autoptr (JsonNode) ready = NULL;
  g_autofree char *folder = NULL;

  g_assert_no_error (error);
  ready = read_ready (demo);
  folder =
      g_path_get_dirname (json_object_get_string_member (json_node_get_object (ready), "issuer"));

  g_subprocess_send_signal (demo, SIGTERM);
  g_assert_true (g_subprocess_wait_check (demo, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

static void
test_refuses_nonsense (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) demo =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, g_getenv ("TERN_SIM"), "demo",
                        "--first-channel", "77", NULL);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait (demo, NULL, NULL));
  g_assert_cmpint (g_subprocess_get_exit_status (demo), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/demo/until-input-ends", test_until_input_ends);
  g_test_add_func ("/demo/until-terminated", test_until_terminated);
  g_test_add_func ("/demo/refuses-nonsense", test_refuses_nonsense);

  return g_test_run ();
}
