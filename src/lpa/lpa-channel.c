/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa-channel.h"

#include "lpa/lpa-error.h"

#define COMMAND_MIN 4
#define COMMAND_MAX 261
#define RESPONSE_MIN 2
#define RESPONSE_MAX 258

G_DEFINE_INTERFACE (LpaChannel, lpa_channel, G_TYPE_OBJECT)

static void
lpa_channel_default_init (LpaChannelInterface *iface)
{
}

/**
 * lpa_channel_connect:
 * @self: a channel that is not connected
 * @cancellable: (nullable): to give up waiting
 * @error: return location for an error of %LPA_CHANNEL_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Takes the card for this program alone and powers it. Blocks; on the worker's thread.
 *
 * Returns: whether a freshly reset card answers
 */
gboolean
lpa_channel_connect (LpaChannel *self, GCancellable *cancellable, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  return LPA_CHANNEL_GET_IFACE (self)->connect (self, cancellable, error);
}

/**
 * lpa_channel_disconnect:
 * @self: a channel
 *
 * Lets the card go, unpowered. Never fails; does nothing when not connected. On the worker's
 * thread.
 */
void
lpa_channel_disconnect (LpaChannel *self)
{
  LPA_CHANNEL_GET_IFACE (self)->disconnect (self);
}

/**
 * lpa_channel_reset:
 * @self: a connected channel
 * @cancellable: (nullable): to give up waiting
 * @error: return location for an error of %LPA_CHANNEL_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Takes the power from the card and gives it back: everything open on it is gone. Blocks; on the
 * worker's thread.
 *
 * Returns: whether the card answers again
 */
gboolean
lpa_channel_reset (LpaChannel *self, GCancellable *cancellable, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  return LPA_CHANNEL_GET_IFACE (self)->reset (self, cancellable, error);
}

/**
 * lpa_channel_transmit:
 * @self: a connected channel
 * @command: a command APDU of 4 to 261 bytes
 * @timeout: milliseconds the card may take
 * @cancellable: (nullable): seen before the command is sent, not after
 * @error: return location for an error of %LPA_CHANNEL_ERROR, %LPA_CARD_ERROR_MALFORMED when a
 * response has no status word, or %G_IO_ERROR_CANCELLED
 *
 * Sends one command and waits for its response. Blocks; on the worker's thread.
 *
 * Returns: (transfer full) (nullable): the response with its status word, 2 to 258 bytes
 */
GBytes *
lpa_channel_transmit (LpaChannel *self,
                      GBytes *command,
                      guint timeout,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (GBytes) response = NULL;
  gsize size = g_bytes_get_size (command);

  g_return_val_if_fail (size >= COMMAND_MIN && size <= COMMAND_MAX, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  response = LPA_CHANNEL_GET_IFACE (self)->transmit (self, command, timeout, cancellable, error);
  if (!response)
    return NULL;

  size = g_bytes_get_size (response);
  if (size < RESPONSE_MIN || size > RESPONSE_MAX)
    {
      lpa_error_set (error, LPA_CARD_ERROR, LPA_CARD_ERROR_MALFORMED, NULL,
                     "The card answered %" G_GSIZE_FORMAT " bytes, which is no response", size);
      return NULL;
    }
  return g_steal_pointer (&response);
}

/**
 * lpa_channel_get_name:
 * @self: a channel
 *
 * Returns: the reader's name
 */
const char *
lpa_channel_get_name (LpaChannel *self)
{
  return LPA_CHANNEL_GET_IFACE (self)->get_name (self);
}

/**
 * lpa_channel_get_atr:
 * @self: a channel
 *
 * Returns: (transfer none) (nullable): the answer to reset of the last connection
 */
GBytes *
lpa_channel_get_atr (LpaChannel *self)
{
  return LPA_CHANNEL_GET_IFACE (self)->get_atr (self);
}

/**
 * lpa_channel_get_protocol:
 * @self: a channel
 *
 * Returns: the transmission protocol of the last connection
 */
LpaProtocol
lpa_channel_get_protocol (LpaChannel *self)
{
  return LPA_CHANNEL_GET_IFACE (self)->get_protocol (self);
}

/**
 * lpa_channel_is_simulated:
 * @self: a channel
 *
 * Returns: whether the card is a simulation of this program's own
 */
gboolean
lpa_channel_is_simulated (LpaChannel *self)
{
  LpaChannelInterface *iface = LPA_CHANNEL_GET_IFACE (self);

  return iface->is_simulated && iface->is_simulated (self);
}

/**
 * lpa_channel_opens_applications:
 * @self: a channel
 *
 * Returns: whether logical channels are opened by lpa_channel_open_application() and not by MANAGE
 * CHANNEL
 */
gboolean
lpa_channel_opens_applications (LpaChannel *self)
{
  LpaChannelInterface *iface = LPA_CHANNEL_GET_IFACE (self);

  return iface->opens_applications && iface->opens_applications (self);
}

/**
 * lpa_channel_open_application:
 * @self: a connected channel that opens applications
 * @aid: the application, 5 to 16 bytes
 * @p2: what SELECT asks for: 00 for FCI, 04 for FCP, 0C for nothing
 * @number: (out): the logical channel, or -1 when the application could not be selected
 * @sw: (out): the status word of SELECT
 * @error: return location for an error of %LPA_CHANNEL_ERROR or %LPA_CARD_ERROR_NO_CHANNEL
 *
 * Opens a logical channel and selects the application on it. Blocks; on the worker's thread.
 *
 * Returns: whether the card answered, whatever it said
 */
gboolean
lpa_channel_open_application (LpaChannel *self,
                              GBytes *aid,
                              guint8 p2,
                              int *number,
                              guint16 *sw,
                              GError **error)
{
  *number = -1;
  return LPA_CHANNEL_GET_IFACE (self)->open_application (self, aid, p2, number, sw, error);
}

/**
 * lpa_channel_close_application:
 * @self: a channel that opens applications
 * @number: a logical channel, or 0 for all that were opened in this program's name
 *
 * Never fails. Blocks; on the worker's thread.
 */
void
lpa_channel_close_application (LpaChannel *self, int number)
{
  LPA_CHANNEL_GET_IFACE (self)->close_application (self, number);
}

/**
 * lpa_channel_reveal:
 * @self: a connected channel
 * @cancellable: (nullable): to give up waiting
 *
 * Does what makes a device show an eUICC that it hides. Nothing is open on the card afterwards.
 * Blocks; on the worker's thread.
 *
 * Returns: whether something was done, so that it is worth to look again
 */
gboolean
lpa_channel_reveal (LpaChannel *self, GCancellable *cancellable)
{
  LpaChannelInterface *iface = LPA_CHANNEL_GET_IFACE (self);

  return iface->reveal && iface->reveal (self, cancellable);
}

/**
 * lpa_channel_get_model:
 * @self: a channel
 *
 * Returns: (nullable): the kind of device between computer and card, its firmware included, once
 * connected; %NULL where there is none that matters
 */
const char *
lpa_channel_get_model (LpaChannel *self)
{
  LpaChannelInterface *iface = LPA_CHANNEL_GET_IFACE (self);

  return iface->get_model ? iface->get_model (self) : NULL;
}
