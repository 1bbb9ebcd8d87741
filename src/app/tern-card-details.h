/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/tern-card-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_CARD_DETAILS (tern_card_details_get_type ())
G_DECLARE_FINAL_TYPE (TernCardDetails, tern_card_details, TERN, CARD_DETAILS, AdwBin)

/*
 * What there is to know of a card, and what can be done to all of it: EID (whole only when
 * "show-identifiers" says so), room, maker, issuers, servers, versions, capabilities, rules; its
 * default server, and erasing.
 */
GtkWidget *tern_card_details_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_card_details_set_item (TernCardDetails *self, TernCardItem *item);

G_END_DECLS
