/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "orders/tern-order-run.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_ORDER_VIEW (tern_order_view_get_type ())
G_DECLARE_FINAL_TYPE (TernOrderView, tern_order_view, TERN, ORDER_VIEW, AdwBin)

/*
 * One order: how many of its codes are where, its rows, the readers that work on it, and what can
 * be done with it. Signal "columns-chosen" (char **): the person said better what the columns mean,
 * so that the order is to be loaded again.
 */
GtkWidget *tern_order_view_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_order_view_set_readers (TernOrderView *self, GListModel *readers);
void tern_order_view_set_order (TernOrderView *self, TernOrder *order);
TernOrder *tern_order_view_get_order (TernOrderView *self);
gboolean tern_order_view_is_running (TernOrderView *self);
void tern_order_view_start (TernOrderView *self, const TernOrderPlan *plan);
void tern_order_view_stop (TernOrderView *self);

G_END_DECLS
