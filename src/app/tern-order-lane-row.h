/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "orders/tern-order-lane.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_ORDER_LANE_ROW (tern_order_lane_row_get_type ())
G_DECLARE_FINAL_TYPE (TernOrderLaneRow, tern_order_lane_row, TERN, ORDER_LANE_ROW, AdwActionRow)

/* A reader that works on an order: what it is doing, and what a person is to do with its card. */
GtkWidget *tern_order_lane_row_new (TernOrderLane *lane) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
