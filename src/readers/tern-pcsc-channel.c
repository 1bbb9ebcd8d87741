/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-pcsc-channel.h"

#include "readers/tern-pcsc-error.h"
#include "readers/tern-pcsc-line.h"

/* Milliseconds. Powering a card up takes up to some seconds where it stays mute under every
 * voltage. */
#define CONNECT_TIMEOUT 15000
#define IN_USE_TIMEOUT 5000
#define IN_USE_FIRST_PAUSE 50
#define IN_USE_LAST_PAUSE 800

struct _TernPcscChannel
{
  GObject parent_instance;

  char *reader;
  TernPcscLine *line;
  GBytes *atr;
  LpaProtocol protocol;
};

static void channel_iface_init (LpaChannelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TernPcscChannel,
                               tern_pcsc_channel,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LPA_TYPE_CHANNEL, channel_iface_init))

static gboolean
note_power_up (TernPcscChannel *self, LONG result, GError **error)
{
  if (result != SCARD_S_SUCCESS)
    {
      tern_pcsc_error_set (error, result);
      return FALSE;
    }

  g_clear_pointer (&self->atr, g_bytes_unref);
  self->atr = tern_pcsc_line_dup_atr (self->line);
  self->protocol = tern_pcsc_line_get_protocol (self->line) == SCARD_PROTOCOL_T1 ? LPA_PROTOCOL_T1
                                                                                 : LPA_PROTOCOL_T0;
  return TRUE;
}

/* FALSE when cancelled meanwhile. */
static gboolean
pause_for (guint milliseconds, GCancellable *cancellable)
{
  GPollFD descriptor;

  if (cancellable == NULL || !g_cancellable_make_pollfd (cancellable, &descriptor))
    {
      g_usleep (milliseconds * (gulong) G_TIME_SPAN_MILLISECOND);
      return TRUE;
    }

  g_poll (&descriptor, 1, (int) milliseconds);
  g_cancellable_release_fd (cancellable);

  return !g_cancellable_is_cancelled (cancellable);
}

/* Desktops and key agents look at each card that is put in and hold it for a moment: they are given
 * the time. */
static LONG
connect_patiently (TernPcscChannel *self, GCancellable *cancellable)
{
  gint64 deadline = g_get_monotonic_time () + IN_USE_TIMEOUT * G_TIME_SPAN_MILLISECOND;
  guint pause = IN_USE_FIRST_PAUSE;
  LONG result = tern_pcsc_line_connect (self->line, CONNECT_TIMEOUT);

  while (result == SCARD_E_SHARING_VIOLATION && g_get_monotonic_time () < deadline &&
         pause_for (pause, cancellable))
    {
      pause = MIN (2 * pause, IN_USE_LAST_PAUSE);
      result = tern_pcsc_line_connect (self->line, CONNECT_TIMEOUT);
    }

  return result;
}

static void
tern_pcsc_channel_disconnect (LpaChannel *channel)
{
  TernPcscChannel *self = TERN_PCSC_CHANNEL (channel);

  g_clear_pointer (&self->line, tern_pcsc_line_close);
}

static gboolean
tern_pcsc_channel_connect (LpaChannel *channel, GCancellable *cancellable, GError **error)
{
  TernPcscChannel *self = TERN_PCSC_CHANNEL (channel);
  LONG result;

  tern_pcsc_channel_disconnect (channel);
  self->line = tern_pcsc_line_new (self->reader);
  result = connect_patiently (self, cancellable);
  if (result != SCARD_S_SUCCESS && g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      tern_pcsc_channel_disconnect (channel);
      return FALSE;
    }

  if (note_power_up (self, result, error))
    return TRUE;

  tern_pcsc_channel_disconnect (channel);
  return FALSE;
}

static gboolean
check_connected (TernPcscChannel *self, GError **error)
{
  if (self->line != NULL)
    return TRUE;

  tern_pcsc_error_set (error, SCARD_E_INVALID_HANDLE);
  return FALSE;
}

static gboolean
tern_pcsc_channel_reset (LpaChannel *channel, GCancellable *cancellable, GError **error)
{
  TernPcscChannel *self = TERN_PCSC_CHANNEL (channel);

  if (!check_connected (self, error))
    return FALSE;

  return note_power_up (self, tern_pcsc_line_reset (self->line, CONNECT_TIMEOUT), error);
}

static GBytes *
tern_pcsc_channel_transmit (LpaChannel *channel,
                            GBytes *command,
                            guint timeout,
                            GCancellable *cancellable,
                            GError **error)
{
  TernPcscChannel *self = TERN_PCSC_CHANNEL (channel);
  GBytes *response = NULL;
  LONG result;

  if (!check_connected (self, error))
    return NULL;

  result = tern_pcsc_line_transmit (self->line, command, timeout, &response);
  if (result != SCARD_S_SUCCESS)
    tern_pcsc_error_set (error, result);

  return response;
}

static const char *
tern_pcsc_channel_get_name (LpaChannel *channel)
{
  return TERN_PCSC_CHANNEL (channel)->reader;
}

static GBytes *
tern_pcsc_channel_get_atr (LpaChannel *channel)
{
  return TERN_PCSC_CHANNEL (channel)->atr;
}

static LpaProtocol
tern_pcsc_channel_get_protocol (LpaChannel *channel)
{
  return TERN_PCSC_CHANNEL (channel)->protocol;
}

static void
tern_pcsc_channel_finalize (GObject *object)
{
  TernPcscChannel *self = TERN_PCSC_CHANNEL (object);

  g_clear_pointer (&self->line, tern_pcsc_line_close);
  g_clear_pointer (&self->atr, g_bytes_unref);
  g_free (self->reader);

  G_OBJECT_CLASS (tern_pcsc_channel_parent_class)->finalize (object);
}

static void
tern_pcsc_channel_class_init (TernPcscChannelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tern_pcsc_channel_finalize;
}

static void
tern_pcsc_channel_init (TernPcscChannel *self)
{
}

static void
channel_iface_init (LpaChannelInterface *iface)
{
  iface->connect = tern_pcsc_channel_connect;
  iface->disconnect = tern_pcsc_channel_disconnect;
  iface->reset = tern_pcsc_channel_reset;
  iface->transmit = tern_pcsc_channel_transmit;
  iface->get_name = tern_pcsc_channel_get_name;
  iface->get_atr = tern_pcsc_channel_get_atr;
  iface->get_protocol = tern_pcsc_channel_get_protocol;
}

/**
 * tern_pcsc_channel_new:
 * @reader: the reader's name, as the PC/SC service has it
 *
 * Returns: (transfer full): a channel to the card in that reader. It touches nothing until it is
 * connected
 */
LpaChannel *
tern_pcsc_channel_new (const char *reader)
{
  TernPcscChannel *self = g_object_new (TERN_TYPE_PCSC_CHANNEL, NULL);

  self->reader = g_strdup (reader);

  return LPA_CHANNEL (self);
}
