/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-euicc.h"
#include "orders/tern-order.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_ORDER_SERVERS_DIALOG (tern_order_servers_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TernOrderServersDialog,
                      tern_order_servers_dialog,
                      TERN,
                      ORDER_SERVERS_DIALOG,
                      AdwWindow)

/* The dry run of an order: what each of its servers says to a card. No code is shown to any. */
TernOrderServersDialog *tern_order_servers_dialog_new (GtkWindow *parent,
                                                       TernOrder *order,
                                                       LpaEuicc *euicc) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
