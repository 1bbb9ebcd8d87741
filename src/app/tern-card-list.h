/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/tern-card-item.h"

G_BEGIN_DECLS

GListModel *tern_card_list_new (GListModel *readers) G_GNUC_WARN_UNUSED_RESULT;
GListModel *tern_card_list_new_euiccs (GListModel *readers) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_card_list_has (GListModel *cards, LpaEuicc *euicc);
TernCardItem *tern_card_list_find (GListModel *cards, const char *eid) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_card_list_is_busy (GListModel *cards);

G_END_DECLS
