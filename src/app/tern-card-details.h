/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-euicc.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_CARD_DETAILS (tern_card_details_get_type ())
G_DECLARE_FINAL_TYPE (TernCardDetails, tern_card_details, TERN, CARD_DETAILS, AdwBin)

/*
 * What there is to know of a card: EID (whole only when "show-identifiers" says so), room, maker,
 * versions, issuers it trusts.
 */
GtkWidget *tern_card_details_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_card_details_set_euicc (TernCardDetails *self, LpaEuicc *euicc);

G_END_DECLS
