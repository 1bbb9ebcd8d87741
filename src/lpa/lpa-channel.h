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
 *
 * The seam between the LPA and the world: one card in one reader. What a reader must do is only
 * this; status words, chaining, logical channels, segment sizes and recovery live once above it, in
 * #LpaCard. Every method is called on the thread of the card's #LpaWorker.
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

G_END_DECLS
