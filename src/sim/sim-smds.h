/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/sim-orders.h"

G_BEGIN_DECLS

gboolean sim_smds_list_events (SimOrders *orders,
                               const char *eid,
                               const char *event_id,
                               JsonObject *reply,
                               GError **error);

G_END_DECLS
