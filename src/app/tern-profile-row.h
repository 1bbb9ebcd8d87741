/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "network/tern-operators.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_PROFILE_ROW (tern_profile_row_get_type ())
G_DECLARE_FINAL_TYPE (TernProfileRow, tern_profile_row, TERN, PROFILE_ROW, AdwActionRow)

/*
 * A profile in the list of its card. Signal "switch" (gboolean enable): the person wants it
 * switched. The switch itself moves only when the card has confirmed it, which is when the row is
 * made anew for the profile's new state.
 */
GtkWidget *tern_profile_row_new (LpaProfile *profile) G_GNUC_WARN_UNUSED_RESULT;
void tern_profile_row_set_words (TernProfileRow *self,
                                 TernOperators *operators,
                                 gboolean show_identifiers);
LpaProfile *tern_profile_row_get_profile (TernProfileRow *self);
void tern_profile_row_set_switching (TernProfileRow *self, gboolean switching);
gboolean tern_profile_row_is_switching (TernProfileRow *self);
void tern_profile_row_focus_switch (TernProfileRow *self);

G_END_DECLS
