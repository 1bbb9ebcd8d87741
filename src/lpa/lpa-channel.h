/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define LPA_TYPE_CHANNEL (lpa_channel_get_type ())
G_DECLARE_INTERFACE (LpaChannel, lpa_channel, LPA, CHANNEL, GObject)

/**
 * LpaProtocol:
 *
 * The transmission protocol that card and reader agreed on (ISO 7816-3).
 */
typedef enum
{
  LPA_PROTOCOL_T0,
  LPA_PROTOCOL_T1,
} LpaProtocol;

/**
 * LpaChannelInterface:
 * @connect: takes the card for this program alone and powers it, so that the card is freshly reset.
 *   Blocks. Errors: %LPA_CHANNEL_ERROR
 * @disconnect: lets the card go, unpowered. Never fails; safe when not connected
 * @reset: cold reset; everything open on the card is gone. Errors: %LPA_CHANNEL_ERROR
 * @transmit: sends one command APDU (4 to 261 bytes, class byte included) and returns the response
 * with its status word (2 to 258 bytes). Blocks up to @timeout milliseconds. Errors:
 * %LPA_CHANNEL_ERROR, %G_IO_ERROR_CANCELLED when cancelled before the command was sent
 * @get_name: the reader's name, for people and as the key under which its habits are remembered
 * @get_atr: (nullable): the answer to reset of the last connection
 * @get_protocol: the protocol of the last connection
 * @is_simulated: (nullable): whether the card is a simulation of this program's own; %NULL means no
 * @opens_applications: (nullable): whether the three below are there; %NULL means no
 * @open_application: opens a logical channel and SELECTs @aid on it with @p2 in one go. Answers
 * with the channel's @number, 1 to 19, and the status word of SELECT; @number is -1 when that is no
 * success, and nothing is open then. Errors: %LPA_CHANNEL_ERROR, %LPA_CARD_ERROR_NO_CHANNEL
 * @close_application: closes the logical channel @number; 0 closes all that were ever opened in
 * this program's name. Never fails
 * @reveal: (nullable): does what makes the device show an eUICC that it hides, if there is
 * something that it has not been told before. Returns whether it is worth to look again; nothing is
 * open then
 * @get_model: (nullable): the kind of device between computer and card, firmware included, as the
 * key under which its habits are remembered; known once connected
 *
 * The seam between the LPA and the world: one card in one reader. What a reader must do is only
 * this; status words, chaining, logical channels, segment sizes and recovery live once above it, in
 * #LpaCard. Every method is called on the thread of the card's #LpaWorker.
 *
 * A modem keeps logical channels and TERMINAL CAPABILITY to itself: it @opens_applications. To its
 * card neither MANAGE CHANNEL nor SELECT nor TERMINAL CAPABILITY is sent; the class byte of other
 * commands still names the logical channel.
 */
struct _LpaChannelInterface
{
  GTypeInterface parent;

  gboolean (*connect) (LpaChannel *self, GCancellable *cancellable, GError **error);
  void (*disconnect) (LpaChannel *self);
  gboolean (*reset) (LpaChannel *self, GCancellable *cancellable, GError **error);
  GBytes *(*transmit) (LpaChannel *self,
                       GBytes *command,
                       guint timeout,
                       GCancellable *cancellable,
                       GError **error);
  const char *(*get_name) (LpaChannel *self);
  GBytes *(*get_atr) (LpaChannel *self);
  LpaProtocol (*get_protocol) (LpaChannel *self);
  gboolean (*is_simulated) (LpaChannel *self);
  gboolean (*opens_applications) (LpaChannel *self);
  gboolean (*open_application) (LpaChannel *self,
                                GBytes *aid,
                                guint8 p2,
                                int *number,
                                guint16 *sw,
                                GError **error);
  void (*close_application) (LpaChannel *self, int number);
  gboolean (*reveal) (LpaChannel *self, GCancellable *cancellable);
  const char *(*get_model) (LpaChannel *self);
};

gboolean lpa_channel_connect (LpaChannel *self, GCancellable *cancellable, GError **error);
void lpa_channel_disconnect (LpaChannel *self);
gboolean lpa_channel_reset (LpaChannel *self, GCancellable *cancellable, GError **error);
GBytes *lpa_channel_transmit (LpaChannel *self,
                              GBytes *command,
                              guint timeout,
                              GCancellable *cancellable,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
const char *lpa_channel_get_name (LpaChannel *self);
GBytes *lpa_channel_get_atr (LpaChannel *self);
LpaProtocol lpa_channel_get_protocol (LpaChannel *self);
gboolean lpa_channel_is_simulated (LpaChannel *self);
gboolean lpa_channel_opens_applications (LpaChannel *self);
gboolean lpa_channel_open_application (LpaChannel *self,
                                       GBytes *aid,
                                       guint8 p2,
                                       int *number,
                                       guint16 *sw,
                                       GError **error);
void lpa_channel_close_application (LpaChannel *self, int number);
gboolean lpa_channel_reveal (LpaChannel *self, GCancellable *cancellable);
const char *lpa_channel_get_model (LpaChannel *self);

G_END_DECLS
