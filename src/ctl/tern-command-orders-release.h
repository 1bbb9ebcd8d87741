/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/tern-ctl.h"
#include "ctl/tern-orders-words.h"
#include "orders/tern-order.h"

G_BEGIN_DECLS

gboolean tern_orders_release (TernCtl *ctl,
                              const TernOrdersWords *words,
                              TernOrder *order,
                              GError **error);

G_END_DECLS
