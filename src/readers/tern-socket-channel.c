/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-socket-channel.h"

#include <gio/gunixsocketaddress.h>

#include "lpa/lpa-error.h"

#define CONTROL_POWER_OFF 0
#define CONTROL_POWER_ON 1
#define CONTROL_GET_ATR 4

/* Milliseconds. */
#define POWER_UP_TIMEOUT 10000
#define SEND_TIMEOUT 10000

struct _TernSocketChannel
{
  GObject parent_instance;

  char *path;
  char *name;
  GSocket *socket;
  GBytes *atr;
  LpaProtocol protocol;
};

static void channel_iface_init (LpaChannelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TernSocketChannel,
                               tern_socket_channel,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LPA_TYPE_CHANNEL, channel_iface_init))

/* The card program's end is the card's removal; a card that says nothing in time may still be
 * there. */
static void
set_broken (GError **error, const GError *cause)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_TIMEOUT, NULL,
                   "The simulated card does not answer in time");
  else
    lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_REMOVED, NULL,
                   "The simulated card has gone");
}

static gboolean
wait_for (GSocket *socket, GIOCondition condition, gint64 deadline, GError **error)
{
  gint64 left = MAX (deadline - g_get_monotonic_time (), 0);

  return g_socket_condition_timed_wait (socket, condition, left, NULL, error);
}

static gboolean
send_all (GSocket *socket, const guint8 *data, gsize length, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + SEND_TIMEOUT * G_TIME_SPAN_MILLISECOND;

  while (length > 0)
    {
      gssize sent;

      if (!wait_for (socket, G_IO_OUT, deadline, error))
        return FALSE;
      sent = g_socket_send_with_blocking (socket, (const char *) data, length, FALSE, NULL, error);
      if (sent < 0)
        return FALSE;
      data += sent;
      length -= (gsize) sent;
    }

  return TRUE;
}

static gboolean
receive_all (GSocket *socket, guint8 *data, gsize length, gint64 deadline, GError **error)
{
  while (length > 0)
    {
      gssize received;

      if (!wait_for (socket, G_IO_IN, deadline, error))
        return FALSE;
      received = g_socket_receive_with_blocking (socket, (char *) data, length, FALSE, NULL, error);
      if (received == 0)
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "End of file");
      if (received <= 0)
        return FALSE;
      data += received;
      length -= (gsize) received;
    }

  return TRUE;
}

/* In one piece: a lone length would wait for the peer's delayed acknowledgement were this ever TCP.
 */
static gboolean
send_message (TernSocketChannel *self, const guint8 *data, gsize length, GError **error)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();
  const guint8 header[] = { (guint8) (length >> 8), (guint8) length };

  g_byte_array_append (message, header, sizeof header);
  g_byte_array_append (message, data, (guint) length);

  return send_all (self->socket, message->data, message->len, error);
}

static gboolean
send_control (TernSocketChannel *self, guint8 control, GError **error)
{
  return send_message (self, &control, 1, error);
}

static GBytes *
receive_message (TernSocketChannel *self, guint timeout, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + timeout * G_TIME_SPAN_MILLISECOND;
  g_autofree guint8 *data = NULL;
  guint8 header[2];
  gsize length;

  if (!receive_all (self->socket, header, sizeof header, deadline, error))
    return NULL;

  length = (gsize) header[0] << 8 | header[1];
  data = g_malloc (length + 1);
  if (!receive_all (self->socket, data, length, deadline, error))
    return NULL;

  return g_bytes_new_take (g_steal_pointer (&data), length);
}

/* The first protocol that TD1 offers (ISO 7816-3, 8.2.3); without TD1 it is T=0. */
static LpaProtocol
protocol_of_atr (GBytes *atr)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (atr, &length);
  gsize td1 = 2;

  if (length < 2 || (data[1] & 0x80) == 0)
    return LPA_PROTOCOL_T0;

  for (guint8 bit = 0x10; bit <= 0x40; bit <<= 1)
    if (data[1] & bit)
      td1++;

  return td1 < length && (data[td1] & 0x0F) == 1 ? LPA_PROTOCOL_T1 : LPA_PROTOCOL_T0;
}

static GSocket *
open_socket (const char *path, GError **error)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, error);

  if (socket == NULL || !g_socket_connect (socket, address, NULL, error))
    return NULL;

  return g_steal_pointer (&socket);
}

static gboolean
power_up (TernSocketChannel *self, GError **error)
{
  g_autoptr (GBytes) atr = NULL;
  g_autoptr (GError) local_error = NULL;

  if (send_control (self, CONTROL_POWER_OFF, &local_error) &&
      send_control (self, CONTROL_POWER_ON, &local_error) &&
      send_control (self, CONTROL_GET_ATR, &local_error))
    atr = receive_message (self, POWER_UP_TIMEOUT, &local_error);
  if (atr == NULL)
    {
      set_broken (error, local_error);
      return FALSE;
    }

  if (g_bytes_get_size (atr) == 0)
    {
      lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_MUTE, NULL,
                     "The simulated card does not answer to power");
      return FALSE;
    }

  self->protocol = protocol_of_atr (atr);
  g_clear_pointer (&self->atr, g_bytes_unref);
  self->atr = g_steal_pointer (&atr);

  return TRUE;
}

static void
tern_socket_channel_disconnect (LpaChannel *channel)
{
  TernSocketChannel *self = TERN_SOCKET_CHANNEL (channel);

  if (self->socket != NULL)
    send_control (self, CONTROL_POWER_OFF, NULL);
  g_clear_object (&self->socket);
}

static gboolean
tern_socket_channel_connect (LpaChannel *channel, GCancellable *cancellable, GError **error)
{
  TernSocketChannel *self = TERN_SOCKET_CHANNEL (channel);
  g_autoptr (GError) local_error = NULL;

  tern_socket_channel_disconnect (channel);
  self->socket = open_socket (self->path, &local_error);
  if (self->socket == NULL)
    {
      lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NO_READER, NULL,
                     "The simulated reader is not there: %s", local_error->message);
      return FALSE;
    }

  if (power_up (self, error))
    return TRUE;

  g_clear_object (&self->socket);
  return FALSE;
}

static gboolean
check_connected (TernSocketChannel *self, GError **error)
{
  if (self->socket != NULL)
    return TRUE;

  lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_RESET, NULL,
                 "The simulated card is not connected");
  return FALSE;
}

static gboolean
tern_socket_channel_reset (LpaChannel *channel, GCancellable *cancellable, GError **error)
{
  TernSocketChannel *self = TERN_SOCKET_CHANNEL (channel);

  return check_connected (self, error) && power_up (self, error);
}

/* An answer that comes too late would be taken for the next command's, so the connection is not
 * used again. */
static GBytes *
tern_socket_channel_transmit (LpaChannel *channel,
                              GBytes *command,
                              guint timeout,
                              GCancellable *cancellable,
                              GError **error)
{
  TernSocketChannel *self = TERN_SOCKET_CHANNEL (channel);
  g_autoptr (GError) local_error = NULL;
  GBytes *response = NULL;
  const guint8 *data;
  gsize length;

  if (!check_connected (self, error))
    return NULL;

  data = g_bytes_get_data (command, &length);
  if (send_message (self, data, length, &local_error))
    response = receive_message (self, timeout, &local_error);
  if (response == NULL)
    {
      set_broken (error, local_error);
      g_clear_object (&self->socket);
    }

  return response;
}

static const char *
tern_socket_channel_get_name (LpaChannel *channel)
{
  return TERN_SOCKET_CHANNEL (channel)->name;
}

static GBytes *
tern_socket_channel_get_atr (LpaChannel *channel)
{
  return TERN_SOCKET_CHANNEL (channel)->atr;
}

static LpaProtocol
tern_socket_channel_get_protocol (LpaChannel *channel)
{
  return TERN_SOCKET_CHANNEL (channel)->protocol;
}

static gboolean
tern_socket_channel_is_simulated (LpaChannel *channel)
{
  return TRUE;
}

static void
tern_socket_channel_finalize (GObject *object)
{
  TernSocketChannel *self = TERN_SOCKET_CHANNEL (object);

  g_clear_object (&self->socket);
  g_clear_pointer (&self->atr, g_bytes_unref);
  g_free (self->path);
  g_free (self->name);

  G_OBJECT_CLASS (tern_socket_channel_parent_class)->finalize (object);
}

static void
tern_socket_channel_class_init (TernSocketChannelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tern_socket_channel_finalize;
}

static void
tern_socket_channel_init (TernSocketChannel *self)
{
}

static void
channel_iface_init (LpaChannelInterface *iface)
{
  iface->connect = tern_socket_channel_connect;
  iface->disconnect = tern_socket_channel_disconnect;
  iface->reset = tern_socket_channel_reset;
  iface->transmit = tern_socket_channel_transmit;
  iface->get_name = tern_socket_channel_get_name;
  iface->get_atr = tern_socket_channel_get_atr;
  iface->get_protocol = tern_socket_channel_get_protocol;
  iface->is_simulated = tern_socket_channel_is_simulated;
}

/**
 * tern_socket_channel_new:
 * @path: of the Unix socket on which the card program listens
 * @name: the reader's name for people
 *
 * Returns: (transfer full): a channel to the simulated card. It touches nothing until it is
 * connected
 */
LpaChannel *
tern_socket_channel_new (const char *path, const char *name)
{
  TernSocketChannel *self = g_object_new (TERN_TYPE_SOCKET_CHANNEL, NULL);

  self->path = g_strdup (path);
  self->name = g_strdup (name);

  return LPA_CHANNEL (self);
}
