/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "orders/tern-order-run.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_ORDER_PANE (tern_order_pane_get_type ())
G_DECLARE_FINAL_TYPE (TernOrderPane, tern_order_pane, TERN, ORDER_PANE, AdwBin)

/*
 * One order: how many of its codes are where, its rows, the readers that work on it, and what can
 * be done with it. Signal "columns-chosen" (char **): the person said better what the columns mean,
 * so that the order is to be loaded again.
 */
GtkWidget *tern_order_pane_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_order_pane_set_readers (TernOrderPane *self, GListModel *readers);
void tern_order_pane_set_order (TernOrderPane *self, TernOrder *order);
TernOrder *tern_order_pane_get_order (TernOrderPane *self);
gboolean tern_order_pane_is_running (TernOrderPane *self);
void tern_order_pane_start (TernOrderPane *self, const TernOrderPlan *plan);
void tern_order_pane_stop (TernOrderPane *self);

G_END_DECLS
