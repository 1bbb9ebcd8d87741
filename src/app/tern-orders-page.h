/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ledger/tern-ledger.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_ORDERS_PAGE (tern_orders_page_get_type ())
G_DECLARE_FINAL_TYPE (TernOrdersPage, tern_orders_page, TERN, ORDERS_PAGE, AdwBin)

/* Orders: files of codes that are put onto cards in numbers. Signal "closed": back to the cards. */
GtkWidget *tern_orders_page_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_orders_page_set_ledger (TernOrdersPage *self, TernLedger *ledger);
void tern_orders_page_set_readers (TernOrdersPage *self, GListModel *readers);
void tern_orders_page_open (TernOrdersPage *self, GFile *file);
gboolean tern_orders_page_is_running (TernOrdersPage *self);
void tern_orders_page_stop (TernOrdersPage *self);

G_END_DECLS
