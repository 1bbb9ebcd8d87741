/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "readers/tern-reader.h"

G_BEGIN_DECLS

#define TERN_TYPE_CARD_ITEM (tern_card_item_get_type ())
G_DECLARE_FINAL_TYPE (TernCardItem, tern_card_item, TERN, CARD_ITEM, GObject)

/*
 * One row of the list of cards: an eUICC in a reader, or a reader without one. Properties "title"
 * and "subtitle" are notified.
 */
TernCardItem *tern_card_item_new (TernReader *reader, LpaEuicc *euicc) G_GNUC_WARN_UNUSED_RESULT;
TernReader *tern_card_item_get_reader (TernCardItem *self);
LpaEuicc *tern_card_item_get_euicc (TernCardItem *self);
const char *tern_card_item_get_title (TernCardItem *self);
const char *tern_card_item_get_subtitle (TernCardItem *self);

G_END_DECLS
