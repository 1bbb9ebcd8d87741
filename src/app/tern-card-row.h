/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/tern-card-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_CARD_ROW (tern_card_row_get_type ())
G_DECLARE_FINAL_TYPE (TernCardRow, tern_card_row, TERN, CARD_ROW, GtkListBoxRow)

/* A row of the list of cards. */
GtkWidget *tern_card_row_new (TernCardItem *item) G_GNUC_WARN_UNUSED_RESULT;
TernCardItem *tern_card_row_get_item (TernCardRow *self);

G_END_DECLS
