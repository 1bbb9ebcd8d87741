/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "orders/tern-order.h"

G_BEGIN_DECLS

/* Bits of the states that a view shows. */
#define TERN_ORDER_STATE_BIT(state) (1u << (state))
#define TERN_ORDER_ALL_STATES (TERN_ORDER_STATE_BIT (TERN_ORDER_N_STATES) - 1)

#define TERN_TYPE_ORDER_VIEW (tern_order_view_get_type ())
G_DECLARE_FINAL_TYPE (TernOrderView, tern_order_view, TERN, ORDER_VIEW, GObject)

/*
 * Some rows of an order, found by a text or by where they stand: a GListModel of TernOrderRow that
 * makes no row before it is asked for. A row that gets on stays in view until the view is asked for
 * something else. Main thread.
 */
TernOrderView *tern_order_view_new (TernOrder *order) G_GNUC_WARN_UNUSED_RESULT;
TernOrder *tern_order_view_get_order (TernOrderView *self);
void tern_order_view_set_search (TernOrderView *self, const char *text);
void tern_order_view_set_states (TernOrderView *self, guint states);

G_END_DECLS
