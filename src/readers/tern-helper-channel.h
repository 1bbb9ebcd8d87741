/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "readers/tern-slot-channel.h"

G_BEGIN_DECLS

#define TERN_TYPE_HELPER_CHANNEL (tern_helper_channel_get_type ())
G_DECLARE_FINAL_TYPE (TernHelperChannel, tern_helper_channel, TERN, HELPER_CHANNEL, TernSlotChannel)

/* A card behind a modem that belongs to the system, reached through the modem helper. */
LpaChannel *tern_helper_channel_new (const char *device,
                                     guint slot,
                                     const char *name) G_GNUC_WARN_UNUSED_RESULT;
void tern_helper_channel_give_back (TernHelperChannel *self);

G_END_DECLS
