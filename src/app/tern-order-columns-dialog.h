/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "orders/tern-order-columns.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_ORDER_COLUMNS_DIALOG (tern_order_columns_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TernOrderColumnsDialog,
                      tern_order_columns_dialog,
                      TERN,
                      ORDER_COLUMNS_DIALOG,
                      AdwWindow)

/*
 * Shows what the columns of an order were taken for, and lets a person say it better. Signal
 * "chosen" (char **): what the person said, for tern_order_columns_choose().
 */
TernOrderColumnsDialog *tern_order_columns_dialog_new (GtkWindow *parent,
                                                       const TernOrderColumns *columns)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
