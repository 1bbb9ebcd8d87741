/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "orders/tern-order-row.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_ORDER_LINE (tern_order_line_get_type ())
G_DECLARE_FINAL_TYPE (TernOrderLine, tern_order_line, TERN, ORDER_LINE, AdwBin)

/* A row of an order in a long list: what it is called, where it stands, and what to do. */
GtkWidget *tern_order_line_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_order_line_show (TernOrderLine *self, TernOrderRow *row);

G_END_DECLS
