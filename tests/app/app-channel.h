/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-forward-channel.h"

G_BEGIN_DECLS

#define APP_TYPE_CHANNEL (app_channel_get_type ())
G_DECLARE_FINAL_TYPE (AppChannel, app_channel, APP, CHANNEL, LpaForwardChannel)

/* What looks like a real reader, with the card of a rig in it, and may refuse it for any reason
 * that readers have. */
LpaChannel *app_channel_new (const char *socket, const char *name);
void app_channel_refuse (AppChannel *self, const GError *error);

G_END_DECLS
