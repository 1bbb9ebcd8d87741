/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-channel.h"

G_BEGIN_DECLS

#define TERN_TYPE_SLOT_CHANNEL (tern_slot_channel_get_type ())
G_DECLARE_DERIVABLE_TYPE (TernSlotChannel, tern_slot_channel, TERN, SLOT_CHANNEL, GObject)

/**
 * TernSlotChannelClass:
 *
 * What every channel to a card in a slot of a modem is, however the modem is reached: it opens
 * logical channels by itself, and knows its place and what the last connection showed. What speaks
 * to the modem derives from it and implements #LpaChannel once more.
 */
struct _TernSlotChannelClass
{
  GObjectClass parent_class;
};

void tern_slot_channel_set_place (TernSlotChannel *self,
                                  const char *device,
                                  guint slot,
                                  const char *name);
const char *tern_slot_channel_get_device (TernSlotChannel *self);
guint tern_slot_channel_get_slot (TernSlotChannel *self);
void tern_slot_channel_take_atr (TernSlotChannel *self, GBytes *atr);
GBytes *tern_slot_channel_get_atr (TernSlotChannel *self);
void tern_slot_channel_take_model (TernSlotChannel *self, char *model);
const char *tern_slot_channel_get_model (TernSlotChannel *self);

G_END_DECLS
