/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-link.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

/* Messages of one byte are not for the card but for the reader. */
enum
{
  CONTROL_POWER_OFF = 0,
  CONTROL_POWER_ON = 1,
  CONTROL_RESET = 2,
  CONTROL_ATR = 4,
};

/**
 * sim_link_wait:
 * @milliseconds: how long
 * @cancellable: (nullable): what ends the wait early
 *
 * Returns: %FALSE when cancelled
 */
gboolean
sim_link_wait (guint milliseconds, GCancellable *cancellable)
{
  GPollFD descriptor;

  if (!g_cancellable_make_pollfd (cancellable, &descriptor))
    {
      g_usleep (milliseconds * 1000UL);
      return TRUE;
    }

  g_poll (&descriptor, 1, (int) milliseconds);
  g_cancellable_release_fd (cancellable);
  return !g_cancellable_is_cancelled (cancellable);
}

/* The reader writes length and content apart from each other: without this each message waits 40 ms
 * for an acknowledgement. The kernel forgets it, so it is asked for again and again. */
static void
acknowledge_quickly (GSocketConnection *connection)
{
  GSocket *socket = g_socket_connection_get_socket (connection);

  if (g_socket_get_family (socket) == G_SOCKET_FAMILY_UNIX)
    return;

  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_QUICKACK, 1, NULL);
}

static gboolean
read_exactly (GSocketConnection *connection,
              guint8 *data,
              gsize length,
              GCancellable *cancellable,
              GError **error)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  gsize done;

  acknowledge_quickly (connection);
  if (!g_input_stream_read_all (input, data, length, &done, cancellable, error))
    return FALSE;
  if (done == length)
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED,
                       "The reader has closed the connection");
  return FALSE;
}

static GBytes *
read_message (GSocketConnection *connection, GCancellable *cancellable, GError **error)
{
  guint8 header[2];
  g_autofree guint8 *content = NULL;
  gsize length;

  if (!read_exactly (connection, header, sizeof header, cancellable, error))
    return NULL;

  length = (gsize) header[0] << 8 | header[1];
  content = g_malloc (length + 1);
  if (!read_exactly (connection, content, length, cancellable, error))
    return NULL;

  return g_bytes_new (content, length);
}

static gboolean
write_message (GSocketConnection *connection,
               GBytes *content,
               GCancellable *cancellable,
               GError **error)
{
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_autoptr (GByteArray) message = g_byte_array_new ();
  gsize size = g_bytes_get_size (content);
  guint8 header[2] = { (guint8) (size >> 8), (guint8) size };

  g_byte_array_append (message, header, sizeof header);
  g_byte_array_append (message, g_bytes_get_data (content, NULL), (guint) size);

  return g_output_stream_write_all (output, message->data, message->len, NULL, cancellable, error);
}

/* %NULL when there is nothing to answer. */
static GBytes *
control (SimEuicc *euicc, guint8 code)
{
  static const SimPower powers[] = {
    [CONTROL_POWER_OFF] = SIM_POWER_OFF,
    [CONTROL_POWER_ON] = SIM_POWER_ON,
    [CONTROL_RESET] = SIM_POWER_RESET,
  };

  if (code == CONTROL_ATR)
    return sim_euicc_get_atr (euicc);
  if (code < G_N_ELEMENTS (powers))
    sim_euicc_power (euicc, powers[code]);

  return NULL;
}

static GBytes *
transmit (SimEuicc *euicc, GBytes *command, GCancellable *cancellable)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (command, &size);

  if (sim_euicc_get_delay (euicc) > 0 &&
      !sim_link_wait ((guint) sim_euicc_get_delay (euicc), cancellable))
    return NULL;

  return sim_euicc_transmit (euicc, data, size);
}

static gboolean
serve_one (GSocketConnection *connection,
           SimEuicc *euicc,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GBytes) message = read_message (connection, cancellable, error);
  g_autoptr (GBytes) response = NULL;
  gboolean is_control;

  if (message == NULL)
    return FALSE;

  is_control = g_bytes_get_size (message) == 1;
  response = is_control ? control (euicc, *(const guint8 *) g_bytes_get_data (message, NULL))
                        : transmit (euicc, message, cancellable);
  if (response != NULL)
    return write_message (connection, response, cancellable, error);
  if (is_control)
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "The card does not answer");
  return FALSE;
}

/**
 * sim_link_serve:
 * @connection: a connection to a reader
 * @euicc: the card
 * @cancellable: (nullable): what ends it
 * @error: return location for an error of %G_IO_ERROR
 *
 * Answers the reader until it closes the connection, the card is pulled, or @cancellable is
 * cancelled. Each message is a length of two bytes and the content; one byte alone is a control: 0
 * power off, 1 power on, 2 reset, 4 answer to reset. Without a connection the card has no power.
 * Blocks.
 *
 * Returns: whether it ended in one of these ways
 */
gboolean
sim_link_serve (GSocketConnection *connection,
                SimEuicc *euicc,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (GError) local_error = NULL;

  while (serve_one (connection, euicc, cancellable, &local_error))
    ;

  sim_euicc_power (euicc, SIM_POWER_OFF);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CLOSED) ||
      g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE) ||
      g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}
