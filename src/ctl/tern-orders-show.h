/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "ctl/tern-ctl.h"
#include "orders/tern-order.h"

G_BEGIN_DECLS

/* What the commands of `ternctl orders` say of an order and of what is kept of its rows. */
void tern_orders_say_counts (TernCtl *ctl, TernOrder *order);
JsonNode *tern_orders_result (TernOrder *order, GPtrArray *to_terminate) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *tern_orders_record_to_json (const TernOrderRecord *record) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
