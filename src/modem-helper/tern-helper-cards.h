/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "modem-helper/tern-helper-call.h"
#include "modem-helper/tern-helper-options.h"

G_BEGIN_DECLS

/**
 * TernHelperCards:
 *
 * The modems and who has their cards: one caller a modem, who gets in line behind others and gives
 * everything back in the end. Main thread.
 */
typedef struct _TernHelperCards TernHelperCards;

TernHelperCards *tern_helper_cards_new (const TernHelperOptions *options) G_GNUC_WARN_UNUSED_RESULT;
void tern_helper_cards_free (TernHelperCards *self);
void tern_helper_cards_repair (TernHelperCards *self);
void tern_helper_cards_stop (TernHelperCards *self);
gboolean tern_helper_cards_are_idle (TernHelperCards *self);
void tern_helper_cards_leave (TernHelperCards *self, TernHelperGuest *guest);

/* The methods on the bus. Each ends the call, sooner or later. */
void tern_helper_cards_list_slots (TernHelperCards *self, TernHelperCall *call);
void tern_helper_cards_open (TernHelperCards *self, TernHelperCall *call);
void tern_helper_cards_open_channel (TernHelperCards *self, TernHelperCall *call);
void tern_helper_cards_transmit (TernHelperCards *self, TernHelperCall *call);
void tern_helper_cards_close_channel (TernHelperCards *self, TernHelperCall *call);
void tern_helper_cards_reset (TernHelperCards *self, TernHelperCall *call);
void tern_helper_cards_reveal (TernHelperCards *self, TernHelperCall *call);
void tern_helper_cards_close (TernHelperCards *self, TernHelperCall *call);
void tern_helper_cards_restore (TernHelperCards *self, TernHelperCall *call);

G_END_DECLS
