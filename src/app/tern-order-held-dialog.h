/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "orders/tern-order.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_ORDER_HELD_DIALOG (tern_order_held_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TernOrderHeldDialog,
                      tern_order_held_dialog,
                      TERN,
                      ORDER_HELD_DIALOG,
                      AdwWindow)

/* The rows of an order that some station has, and what is known of each; those whose station will
 * not come back can be given to other cards. */
TernOrderHeldDialog *tern_order_held_dialog_new (GtkWindow *parent,
                                                 TernOrder *order) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
