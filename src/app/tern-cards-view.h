/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/tern-card-item.h"
#include "ledger/tern-courier.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_CARDS_VIEW (tern_cards_view_get_type ())
G_DECLARE_FINAL_TYPE (TernCardsView, tern_cards_view, TERN, CARDS_VIEW, AdwBin)

/*
 * Cards left, the chosen card right, folding into one where it is narrow. Property "selected" is
 * notified. Signal "turned": something else than before is to be seen on the right.
 */
GtkWidget *tern_cards_view_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_cards_view_set_cards (TernCardsView *self, GListModel *cards);
void tern_cards_view_set_courier (TernCardsView *self, TernCourier *courier);
void tern_cards_view_set_warning (TernCardsView *self, const char *sentence);
TernCardItem *tern_cards_view_get_selected (TernCardsView *self);
gboolean tern_cards_view_is_choosing (TernCardsView *self);
void tern_cards_view_refresh (TernCardsView *self);

G_END_DECLS
