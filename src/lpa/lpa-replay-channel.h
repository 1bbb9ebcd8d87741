/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-channel.h"

G_BEGIN_DECLS

#define LPA_TYPE_REPLAY_CHANNEL (lpa_replay_channel_get_type ())
G_DECLARE_FINAL_TYPE (LpaReplayChannel, lpa_replay_channel, LPA, REPLAY_CHANNEL, GObject)

/*
 * Serves back what an LpaTrace recorded: the same commands in the same order get the same
 * responses, without waiting. Anything else is an error that says what the record has instead. So a
 * record from the field becomes a test. One card, one thread.
 */
LpaReplayChannel *lpa_replay_channel_new (const char *path,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean lpa_replay_channel_is_finished (LpaReplayChannel *self);

G_END_DECLS
