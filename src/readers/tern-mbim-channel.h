/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "readers/tern-slot-channel.h"

G_BEGIN_DECLS

#define TERN_TYPE_MBIM_CHANNEL (tern_mbim_channel_get_type ())
G_DECLARE_FINAL_TYPE (TernMbimChannel, tern_mbim_channel, TERN, MBIM_CHANNEL, TernSlotChannel)

/**
 * TernMbimPlace:
 * @device: path of the device node
 * @name: the reader's name for people
 * @slot: in which slot of the modem the card is, from 1; 0 for the one that the modem uses
 * @proxy: whether to go through mbim-proxy, which other programs use at the same time
 * @state: (nullable): folder that keeps what is changed on the modem until it is put back, in a
 * file named after the device, and what is known of modems of its kind; %NULL to forget
 * @open_timeout: milliseconds that opening may take; 0 for the usual
 *
 * A card behind a modem that speaks MBIM.
 */
typedef struct
{
  const char *device;
  const char *name;
  guint slot;
  gboolean proxy;
  const char *state;
  guint open_timeout;
} TernMbimPlace;

LpaChannel *tern_mbim_channel_new (const TernMbimPlace *place) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_mbim_channel_resume (LpaChannel *channel, GError **error);
gboolean tern_mbim_channel_repair (LpaChannel *channel, GError **error);

G_END_DECLS
