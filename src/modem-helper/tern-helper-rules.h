/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What may be said to a card through the helper, and nothing else: the ISD-Rs that are known, and
 * the two commands of ES10 on their channel. Refusals are LPA_CHANNEL_ERROR_NOT_PERMITTED,
 * `helper/refused`. */
gboolean tern_helper_rules_check_aid (GBytes *aid, guint8 p2, GError **error);
gboolean tern_helper_rules_check_command (GBytes *command, int channel, GError **error);
void tern_helper_refuse (GError **error, const char *sentence);

G_END_DECLS
