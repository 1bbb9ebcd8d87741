/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-error.h"
#include "lpa/lpa-hex.h"
#include "readers/tern-lease-channel.h"
#include "readers/tern-socket-channel.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>

#include "reader-lab.h"
#include "sim/sim-socket-link.h"

/* A simulated card that listens, or a peer that answers with given bytes. */
typedef struct
{
  char *folder;
  char *path;

  SimEuicc *euicc;
  SimSocketLink *link;
  GCancellable *cancellable;
  GThread *thread;

  GSocketListener *listener;
  GBytes *answer;
} Fixture;

static gpointer
run_link (gpointer data)
{
  Fixture *self = data;

  sim_socket_link_run (self->link, self->cancellable, NULL);

  return NULL;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("tern-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "card", NULL);
  self->cancellable = g_cancellable_new ();
}

static void
serve_card (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  self->euicc = lab_euicc_new (NULL);
  self->link = sim_socket_link_new (self->path, self->euicc, &error);
  g_assert_no_error (error);
  self->thread = g_thread_new ("card", run_link, self);
}

static void
stop_card (Fixture *self)
{
  g_cancellable_cancel (self->cancellable);
  if (self->thread != NULL)
    g_thread_join (self->thread);
  self->thread = NULL;
}

/* Takes one connection, sends the answer, and hears out what comes until the other side hangs up.
 */
static gpointer
run_bytes (gpointer data)
{
  Fixture *self = data;
  g_autoptr (GSocketConnection) connection =
      g_socket_listener_accept (self->listener, NULL, NULL, NULL);
  GIOStream *stream = G_IO_STREAM (connection);
  guint8 buffer[512];

  g_output_stream_write_all (g_io_stream_get_output_stream (stream),
                             g_bytes_get_data (self->answer, NULL), g_bytes_get_size (self->answer),
                             NULL, NULL, NULL);
  g_socket_shutdown (g_socket_connection_get_socket (connection), FALSE, TRUE, NULL);
  while (g_input_stream_read (g_io_stream_get_input_stream (stream), buffer, sizeof buffer, NULL,
                              NULL) > 0)
    ;

  return NULL;
}

static void
serve_bytes (Fixture *self, const char *hex)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (self->path);
  g_autoptr (GError) error = NULL;

  self->answer = lpa_hex_decode (hex);
  self->listener = g_socket_listener_new ();
  g_socket_listener_add_address (self->listener, address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, &error);
  g_assert_no_error (error);
  self->thread = g_thread_new ("bytes", run_bytes, self);
}

static void
stop_bytes (Fixture *self, LpaChannel *channel)
{
  lpa_channel_disconnect (channel);
  g_thread_join (g_steal_pointer (&self->thread));
  g_clear_object (&self->listener);
  g_clear_pointer (&self->answer, g_bytes_unref);
  g_unlink (self->path);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  stop_card (self);
  g_clear_pointer (&self->link, sim_socket_link_free);
  g_clear_object (&self->euicc);
  g_clear_object (&self->cancellable);
  g_unlink (self->path);
  g_assert_no_errno (g_rmdir (self->folder));
  g_free (self->path);
  g_free (self->folder);
}

static GBytes *
open_channel (LpaChannel *channel, GError **error)
{
  g_autoptr (GBytes) command = lpa_hex_decode ("0070000001");

  return lpa_channel_transmit (channel, command, 2000, NULL, error);
}

static void
assert_opens (LpaChannel *channel, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) response = open_channel (channel, &error);
  g_autofree char *hex = NULL;

  g_assert_no_error (error);
  hex = lpa_hex_encode (g_bytes_get_data (response, NULL), g_bytes_get_size (response));
  g_assert_cmpstr (hex, ==, expected);
}

static void
assert_fails (LpaChannel *channel, LpaChannelError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (open_channel (channel, &error));
  g_assert_error (error, LPA_CHANNEL_ERROR, (int) code);
}

static void
assert_connects (LpaChannel *channel)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (lpa_channel_connect (channel, NULL, &error));
  g_assert_no_error (error);
}

static void
assert_cannot_connect (LpaChannel *channel, LpaChannelError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (lpa_channel_connect (channel, NULL, &error));
  g_assert_error (error, LPA_CHANNEL_ERROR, (int) code);
}

static void
test_exchange (Fixture *self, gconstpointer data)
{
  g_autoptr (LpaChannel) channel = tern_socket_channel_new (self->path, "Simulated");
  g_autoptr (GBytes) atr = NULL;
  g_autoptr (GError) error = NULL;

  assert_cannot_connect (channel, LPA_CHANNEL_ERROR_NO_READER);
  assert_fails (channel, LPA_CHANNEL_ERROR_RESET);

  serve_card (self);
  assert_connects (channel);
  atr = sim_euicc_get_atr (self->euicc);
  g_assert_true (g_bytes_equal (lpa_channel_get_atr (channel), atr));
  g_assert_cmpint (lpa_channel_get_protocol (channel), ==, LPA_PROTOCOL_T0);
  g_assert_cmpstr (lpa_channel_get_name (channel), ==, "Simulated");
  g_assert_true (lpa_channel_is_simulated (channel));

  assert_opens (channel, "019000");
  assert_opens (channel, "029000");
  g_assert_true (lpa_channel_reset (channel, NULL, &error));
  g_assert_no_error (error);
  assert_opens (channel, "019000");
  lpa_channel_disconnect (channel);
  lpa_channel_disconnect (channel);
  assert_fails (channel, LPA_CHANNEL_ERROR_RESET);
  assert_connects (channel);
  assert_opens (channel, "019000");

  stop_card (self);
  assert_fails (channel, LPA_CHANNEL_ERROR_REMOVED);
}

static void
test_bad_peers (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *answer;
    LpaChannelError code;
  } rows[] = {
    { "", LPA_CHANNEL_ERROR_REMOVED },          { "00", LPA_CHANNEL_ERROR_REMOVED },
    { "0000", LPA_CHANNEL_ERROR_MUTE },         { "0005 3B00", LPA_CHANNEL_ERROR_REMOVED },
    { "FFFF 3B00", LPA_CHANNEL_ERROR_REMOVED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (LpaChannel) channel = tern_socket_channel_new (self->path, "Bad");

      serve_bytes (self, rows[i].answer);
      assert_cannot_connect (channel, rows[i].code);
      g_assert_null (lpa_channel_get_atr (channel));
      stop_bytes (self, channel);
    }
}

static void
test_bad_responses (Fixture *self, gconstpointer data)
{
  g_autoptr (LpaChannel) channel = tern_socket_channel_new (self->path, "Bad");
  g_autoptr (GError) error = NULL;

  /* An ATR, a response without a status word, and the end in the middle of the next. */
  serve_bytes (self, "0002 3B00  0001 90  0003 01");
  assert_connects (channel);
  g_assert_null (open_channel (channel, &error));
  g_assert_error (error, LPA_CARD_ERROR, LPA_CARD_ERROR_MALFORMED);
  assert_fails (channel, LPA_CHANNEL_ERROR_REMOVED);
  assert_fails (channel, LPA_CHANNEL_ERROR_RESET);
  stop_bytes (self, channel);
}

/* ISO 7816-3, 8.2: T0 says which of TA1, TB1, TC1, TD1 follow; the low half of TD1 is the protocol.
 */
static void
test_protocols (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *answer;
    LpaProtocol protocol;
  } rows[] = {
    { "0001 3B", LPA_PROTOCOL_T0 },           { "0002 3B00", LPA_PROTOCOL_T0 },
    { "0002 3B80", LPA_PROTOCOL_T0 },         { "0003 3B8001", LPA_PROTOCOL_T1 },
    { "0003 3B8000", LPA_PROTOCOL_T0 },       { "0004 3B909501", LPA_PROTOCOL_T1 },
    { "0006 3BF011223301", LPA_PROTOCOL_T1 }, { "0005 3BF0110101", LPA_PROTOCOL_T0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (LpaChannel) channel = tern_socket_channel_new (self->path, "Protocol");

      g_test_message ("%s", rows[i].answer);
      serve_bytes (self, rows[i].answer);
      assert_connects (channel);
      g_assert_cmpint (lpa_channel_get_protocol (channel), ==, rows[i].protocol);
      stop_bytes (self, channel);
    }
}

static void
test_slow (Fixture *self, gconstpointer data)
{
  g_autoptr (LpaChannel) channel = tern_socket_channel_new (self->path, "Slow");
  g_auto (SimQuirks) quirks = { 0 };
  g_autoptr (GBytes) command = lpa_hex_decode ("0070000001");
  g_autoptr (GError) error = NULL;

  sim_quirks_init (&quirks);
  quirks.delay = 3000;
  self->euicc = lab_euicc_new (&quirks);
  self->link = sim_socket_link_new (self->path, self->euicc, NULL);
  self->thread = g_thread_new ("card", run_link, self);

  assert_connects (channel);
  g_assert_null (lpa_channel_transmit (channel, command, 100, NULL, &error));
  g_assert_error (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_TIMEOUT);
  /* The answer is still to come; it must not be taken for the next command's. */
  assert_fails (channel, LPA_CHANNEL_ERROR_RESET);
}

/* What was meant for one card cannot reach the next one. */
static void
test_lease (Fixture *self, gconstpointer data)
{
  g_autoptr (LpaChannel) channel = tern_socket_channel_new (self->path, "Lent");
  g_autoptr (TernLeaseChannel) first = tern_lease_channel_new (channel);
  g_autoptr (TernLeaseChannel) second = tern_lease_channel_new (channel);
  g_autoptr (GError) error = NULL;

  serve_card (self);
  g_assert_false (tern_lease_channel_is_connected (first));
  assert_connects (LPA_CHANNEL (first));
  g_assert_true (tern_lease_channel_is_connected (first));
  assert_opens (LPA_CHANNEL (first), "019000");
  g_assert_cmpstr (lpa_channel_get_name (LPA_CHANNEL (first)), ==, "Lent");
  g_assert_true (lpa_channel_is_simulated (LPA_CHANNEL (first)));
  g_assert_true (lpa_channel_get_atr (LPA_CHANNEL (first)) == lpa_channel_get_atr (channel));

  tern_lease_channel_revoke (first);
  assert_fails (LPA_CHANNEL (first), LPA_CHANNEL_ERROR_REMOVED);
  g_assert_false (lpa_channel_reset (LPA_CHANNEL (first), NULL, &error));
  g_assert_error (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_REMOVED);
  assert_opens (channel, "029000");
  lpa_channel_disconnect (LPA_CHANNEL (first));
  g_assert_false (tern_lease_channel_is_connected (first));
  assert_cannot_connect (LPA_CHANNEL (first), LPA_CHANNEL_ERROR_REMOVED);

  assert_connects (LPA_CHANNEL (second));
  assert_opens (LPA_CHANNEL (second), "019000");
  lpa_channel_disconnect (LPA_CHANNEL (first));
  assert_fails (LPA_CHANNEL (first), LPA_CHANNEL_ERROR_REMOVED);
  assert_opens (LPA_CHANNEL (second), "029000");
  lpa_channel_disconnect (LPA_CHANNEL (second));
}

#define ADD(name, function) \
  g_test_add ("/socket-channel/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("exchange", test_exchange);
  ADD ("bad-peers", test_bad_peers);
  ADD ("bad-responses", test_bad_responses);
  ADD ("protocols", test_protocols);
  ADD ("slow", test_slow);
  ADD ("lease", test_lease);

  return g_test_run ();
}
