/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-forward-channel.h"

G_BEGIN_DECLS

#define TERN_TYPE_LEASE_CHANNEL (tern_lease_channel_get_type ())
G_DECLARE_FINAL_TYPE (TernLeaseChannel, tern_lease_channel, TERN, LEASE_CHANNEL, LpaForwardChannel)

/*
 * A reader's channel, lent out for the time that one card is in it. Once revoked it says that the
 * card was taken out, for ever: what was meant for one card, a download above all, can never reach
 * the next one in the same reader.
 */
TernLeaseChannel *tern_lease_channel_new (LpaChannel *channel) G_GNUC_WARN_UNUSED_RESULT;
void tern_lease_channel_revoke (TernLeaseChannel *self);
gboolean tern_lease_channel_is_connected (TernLeaseChannel *self);

G_END_DECLS
