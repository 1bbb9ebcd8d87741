/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/tern-card-item.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TernProfileEnded:
 * @origin: where the switch was worked
 * @item: the card
 *
 * A switch was carried out, has failed, or was not wanted after all.
 */
typedef void (*TernProfileEnded) (GtkWidget *origin, TernCardItem *item);

/* What a person does to a profile: asked about first where it costs something, done, and its end
 * told at the foot of the window that @origin is in. @origin, or what it is in, has the actions
 * "profiles.switch-on" and "profiles.switch-off" with an ICCID. */
void tern_profile_actions_switch (GtkWidget *origin,
                                  TernCardItem *item,
                                  LpaProfile *profile,
                                  gboolean enable,
                                  TernProfileEnded ended);
void tern_profile_actions_delete (GtkWidget *origin, TernCardItem *item, LpaProfile *profile);

G_END_DECLS
