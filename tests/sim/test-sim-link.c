/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-hex.h"
#include "sim/sim-link.h"
#include "sim/sim-socket-link.h"
#include "sim/sim-vpcd-link.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#define DISABLE "81E2910014BF3211A00C5A0A98449900000000000021810100"
#define SELECT "01A4040C10A0000005591010FFFFFFFF8900000100"

/* A card behind a link that runs in a thread of its own. */
typedef struct
{
  char *dir;
  char *path;
  char *address;
  SimEuicc *euicc;
  SimSocketLink *link;
  GCancellable *cancellable;
  GThread *thread;
  gboolean ended_well;
  GError *error;
} Served;

static gpointer
run_link (gpointer data)
{
  Served *self = data;

  self->ended_well =
      self->link != NULL
          ? sim_socket_link_run (self->link, self->cancellable, &self->error)
          : sim_vpcd_link_run (self->address, self->euicc, self->cancellable, &self->error);
  return NULL;
}

static Served *
served_new (const SimQuirks *quirks, const char *address)
{
  g_autoptr (SimPki) pki = sim_pki_new (NULL, NULL);
  g_autoptr (GError) error = NULL;
  Served *self = g_new0 (Served, 1);

  self->dir = g_dir_make_tmp ("tern-sim-link-XXXXXX", NULL);
  self->path = g_build_filename (self->dir, "card", NULL);
  self->address = g_strdup (address);
  self->euicc = sim_euicc_new (pki, quirks, NULL, &error);
  g_assert_no_error (error);
  self->cancellable = g_cancellable_new ();
  if (address == NULL)
    self->link = sim_socket_link_new (self->path, self->euicc, &error);
  g_assert_no_error (error);
  self->thread = g_thread_new ("link", run_link, self);
  return self;
}

static void
served_join (Served *self)
{
  if (self->thread != NULL)
    g_thread_join (g_steal_pointer (&self->thread));
}

static void
served_free (Served *self)
{
  g_cancellable_cancel (self->cancellable);
  served_join (self);
  g_clear_pointer (&self->link, sim_socket_link_free);
  g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_rmdir (self->dir), ==, 0);
  g_assert_finalize_object (self->euicc);
  g_object_unref (self->cancellable);
  g_clear_error (&self->error);
  g_free (self->dir);
  g_free (self->path);
  g_free (self->address);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Served, served_free)

static GSocketConnection *
connect_to (const char *path)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection =
      g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, &error);

  g_assert_no_error (error);
  return connection;
}

/* The length apart from the content, as vpcd does it. */
static void
send_message (GSocketConnection *connection, const char *hex)
{
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_autoptr (GBytes) bytes = lpa_hex_decode (hex);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint8 header[2] = { (guint8) (size >> 8), (guint8) size };

  g_assert_true (g_output_stream_write_all (output, header, 2, NULL, NULL, NULL));
  g_assert_true (g_output_stream_write_all (output, data, size, NULL, NULL, NULL));
}

/* NULL at the end of the connection. */
static char *
receive (GSocketConnection *connection)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  guint8 data[0x10000];
  gsize size, done;

  if (!g_input_stream_read_all (input, data, 2, &done, NULL, NULL) || done < 2)
    return NULL;

  size = (gsize) data[0] << 8 | data[1];
  g_assert_true (g_input_stream_read_all (input, data, size, &done, NULL, NULL));
  g_assert_cmpuint (done, ==, size);
  return lpa_hex_encode (data, size);
}

static void
assert_exchange (GSocketConnection *connection, const char *command, const char *expected)
{
  g_autofree char *response = NULL;

  send_message (connection, command);
  response = receive (connection);
  g_assert_cmpstr (response, ==, expected);
}

static void
assert_atr (GSocketConnection *connection, SimEuicc *euicc)
{
  g_autoptr (GBytes) atr = sim_euicc_get_atr (euicc);
  g_autofree char *hex = lpa_hex_encode (g_bytes_get_data (atr, NULL), g_bytes_get_size (atr));

  assert_exchange (connection, "04", hex);
}

static void
test_socket (void)
{
  g_autoptr (Served) served = served_new (NULL, NULL);
  g_autoptr (GSocketConnection) first = connect_to (served->path);
  g_autoptr (GSocketConnection) second = connect_to (served->path);
  g_autofree char *nothing = NULL;
  GStatBuf info;

  g_assert_cmpint (g_stat (served->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);

  send_message (first, "01");
  assert_atr (first, served->euicc);
  assert_exchange (first, "0070000001", "019000");
  send_message (first, "01"); /* power stays, channels too */
  assert_exchange (first, "0070000001", "029000");
  send_message (first, "02");
  assert_exchange (first, "0070000001", "019000");
  assert_exchange (first, "", "6700");
  g_io_stream_close (G_IO_STREAM (first), NULL, NULL);

  /* the next in line finds a card without power */
  assert_atr (second, served->euicc);
  send_message (second, "0070000001");
  nothing = receive (second);
  g_assert_null (nothing);
}

static void
test_cancel (void)
{
  g_autoptr (Served) waiting = served_new (NULL, NULL);
  g_autoptr (Served) serving = served_new (NULL, NULL);
  g_autoptr (GSocketConnection) connection = connect_to (serving->path);
  g_autofree char *nothing = NULL;

  assert_atr (connection, serving->euicc);
  g_cancellable_cancel (waiting->cancellable);
  g_cancellable_cancel (serving->cancellable);
  served_join (waiting);
  served_join (serving);
  g_assert_true (waiting->ended_well);
  g_assert_true (serving->ended_well);
  nothing = receive (connection);
  g_assert_null (nothing);
}

static void
test_pulled (void)
{
  g_auto (SimQuirks) quirks;
  g_autoptr (Served) served = NULL;
  g_autoptr (GSocketConnection) connection = NULL;
  g_autofree char *nothing = NULL;

  sim_quirks_init (&quirks);
  quirks.profiles = 1;
  quirks.drop_after = g_strdup ("disable");
  served = served_new (&quirks, NULL);
  connection = connect_to (served->path);
  send_message (connection, "01");
  assert_exchange (connection, "0070000001", "019000");
  assert_exchange (connection, SELECT, "9000");
  send_message (connection, DISABLE);
  nothing = receive (connection);
  g_assert_null (nothing);
  served_join (served);
  g_assert_true (served->ended_well);
}

static void
test_delay (void)
{
  g_auto (SimQuirks) quirks;
  g_autoptr (Served) served = NULL;
  g_autoptr (GSocketConnection) connection = NULL;
  gint64 start;

  sim_quirks_init (&quirks);
  quirks.delay = 60;
  served = served_new (&quirks, NULL);
  connection = connect_to (served->path);
  send_message (connection, "01");
  start = g_get_monotonic_time ();
  assert_exchange (connection, "0070000001", "019000");
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 60000);

  /* a delay does not hold up the end */
  sim_quirks_clear (&quirks);
  quirks.delay = 60000;
  g_clear_pointer (&served, served_free);
  g_clear_object (&connection);
  served = served_new (&quirks, NULL);
  connection = connect_to (served->path);
  send_message (connection, "01");
  send_message (connection, "0070000001");
  start = g_get_monotonic_time ();
  g_cancellable_cancel (served->cancellable);
  served_join (served);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 30000000);
}

static void
test_stale (void)
{
  g_autoptr (Served) served = served_new (NULL, NULL);
  g_autofree char *left = g_build_filename (served->dir, "left", NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (left);
  g_autoptr (GError) error = NULL;
  GSocket *dead = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, 0, NULL);
  SimSocketLink *link;

  /* one that is answered stays */
  g_assert_null (sim_socket_link_new (served->path, served->euicc, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  g_clear_error (&error);

  /* one that a killed program left behind is taken over */
  g_assert_true (g_socket_bind (dead, address, FALSE, NULL));
  g_object_unref (dead);
  g_assert_true (g_file_test (left, G_FILE_TEST_EXISTS));
  link = sim_socket_link_new (left, served->euicc, &error);
  g_assert_no_error (error);
  sim_socket_link_free (link);
  g_assert_false (g_file_test (left, G_FILE_TEST_EXISTS));
}

static GSocketListener *
listen_at (guint16 *port)
{
  GSocketListener *listener = g_socket_listener_new ();
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, *port);
  g_autoptr (GSocketAddress) effective = NULL;
  g_autoptr (GError) error = NULL;

  g_socket_listener_add_address (listener, address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                 NULL, &effective, &error);
  g_assert_no_error (error);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  return listener;
}

static GSocketConnection *
accept_card (GSocketListener *listener)
{
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection = g_socket_listener_accept (listener, NULL, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

/* The card is there before the reader, and again after the reader went away; a message does not
 * wait for a delayed acknowledgement. */
static void
test_vpcd (void)
{
  guint16 port = 0;
  g_autoptr (GSocketListener) listener = listen_at (&port);
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", port);
  g_autoptr (Served) served = NULL;
  g_autoptr (GSocketConnection) first = NULL;
  g_autoptr (GSocketConnection) second = NULL;
  gint64 start;

  g_socket_listener_close (listener);
  g_clear_object (&listener);
  served = served_new (NULL, address);
  listener = listen_at (&port);
  first = accept_card (listener);
  assert_atr (first, served->euicc);
  send_message (first, "01");
  start = g_get_monotonic_time ();
  for (guint i = 0; i < 50; i++)
    assert_exchange (first, "0070000200", "6A86");
  g_assert_cmpint (g_get_monotonic_time () - start, <, 50 * 40000);
  g_io_stream_close (G_IO_STREAM (first), NULL, NULL);

  second = accept_card (listener);
  assert_atr (second, served->euicc);
  g_cancellable_cancel (served->cancellable);
  served_join (served);
  g_assert_true (served->ended_well);
}

static void
test_vpcd_nowhere (void)
{
  g_autoptr (Served) served = served_new (NULL, "127.0.0.1:99999");

  served_join (served);
  g_assert_false (served->ended_well);
  g_assert_nonnull (served->error);
}

/* The program itself. */
static void
test_command (void)
{
  g_autofree char *dir = g_dir_make_tmp ("tern-sim-card-XXXXXX", NULL);
  g_autofree char *pki = g_build_filename (dir, "pki", NULL);
  g_autofree char *path = g_build_filename (dir, "card", NULL);
  g_autofree char *state = g_build_filename (dir, "state.json", NULL);
  g_autofree char *eid = sim_pki_complete_eid ("890440459300000000000000000001");
  g_autofree char *clean_up = g_strdup_printf ("rm -r '%s'", dir);
  g_autofree char *line = NULL;
  g_autofree char *answer = NULL;
  g_autofree char *expected = g_strdup_printf ("BF3E125A10%s9000", eid);
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (sim_pki_generate (pki, NULL, &error));
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, g_getenv ("TERN_SIM"), "card",
                              "--pki", pki, "--eid", eid, "--socket", path, "--state", state,
                              "--no-61xx", NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  line = g_data_input_stream_read_line (output, NULL, NULL, NULL);
  g_assert_nonnull (strstr (line, "\"ready\""));

  connection = connect_to (path);
  send_message (connection, "01");
  assert_exchange (connection, "0070000001", "019000");
  assert_exchange (connection, SELECT, "9000");
  assert_exchange (connection, "81E2910006BF3E035C015A", expected);
  g_assert_true (g_file_test (state, G_FILE_TEST_EXISTS));

  g_subprocess_send_signal (process, SIGTERM);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  answer = receive (connection);
  g_assert_null (answer);
  g_assert_true (g_spawn_command_line_sync (clean_up, NULL, NULL, NULL, NULL));
}

static void
assert_usage (const char *first, const char *second, int status, const char *expected)
{
  g_autoptr (GSubprocess) process = g_subprocess_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, NULL, g_getenv ("TERN_SIM"),
      "card", "--pki", "/nonexistent", first, second, NULL);
  g_autofree char *output = NULL;

  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, NULL));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, status);
  g_assert_nonnull (strstr (output, expected));
}

static void
test_usage (void)
{
  assert_usage ("--help", NULL, 0, "Examples:");
  assert_usage ("--help-quirks", NULL, 0, "--drop-after");
  assert_usage (NULL, NULL, 2, "--pki and one of --vpcd and --socket");
  assert_usage ("--socket=/x", "--vpcd=y", 2, "--pki and one of --vpcd and --socket");
  assert_usage ("--socket=/x", "--drop-after=never", 2, "challenge, authenticate");
  assert_usage ("--socket=/x", "--first-channel=20", 2, "--first-channel goes from 1 to 19");
  assert_usage ("--socket=/x", NULL, 1, "/nonexistent/ci.pem");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sim/link/socket", test_socket);
  g_test_add_func ("/sim/link/cancel", test_cancel);
  g_test_add_func ("/sim/link/pulled", test_pulled);
  g_test_add_func ("/sim/link/delay", test_delay);
  g_test_add_func ("/sim/link/stale", test_stale);
  g_test_add_func ("/sim/link/vpcd", test_vpcd);
  g_test_add_func ("/sim/link/vpcd-nowhere", test_vpcd_nowhere);
  g_test_add_func ("/sim/link/command", test_command);
  g_test_add_func ("/sim/link/usage", test_usage);

  return g_test_run ();
}
