/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/tern-card-item.h"
#include "ledger/tern-courier.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_CARD_PAGE (tern_card_page_get_type ())
G_DECLARE_FINAL_TYPE (TernCardPage, tern_card_page, TERN, CARD_PAGE, AdwBin)

/*
 * One card: warnings, its profiles, reports that wait, details.
 */
GtkWidget *tern_card_page_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_card_page_set_item (TernCardPage *self, TernCardItem *item);
void tern_card_page_set_courier (TernCardPage *self, TernCourier *courier);
void tern_card_page_refresh (TernCardPage *self);

G_END_DECLS
