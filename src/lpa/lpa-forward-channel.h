/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-channel.h"

G_BEGIN_DECLS

#define LPA_TYPE_FORWARD_CHANNEL (lpa_forward_channel_get_type ())
G_DECLARE_DERIVABLE_TYPE (LpaForwardChannel, lpa_forward_channel, LPA, FORWARD_CHANNEL, GObject)

/**
 * LpaForwardChannelClass:
 *
 * A channel that hands every call on to another one. What does something more derives from it,
 * implements #LpaChannel once more and sets only the methods that it changes.
 */
struct _LpaForwardChannelClass
{
  GObjectClass parent_class;
};

void lpa_forward_channel_set_inner (LpaForwardChannel *self, LpaChannel *inner);
LpaChannel *lpa_forward_channel_get_inner (LpaForwardChannel *self);

G_END_DECLS
