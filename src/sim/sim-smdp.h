/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/sim-orders.h"
#include "sim/sim-pki.h"
#include "sim/sim-smdp-options.h"

G_BEGIN_DECLS

/**
 * SimSmdp:
 *
 * A simulated SM-DP+ or SM-DS on real HTTPS, with a thread of its own so that a client that blocks
 * can talk to it. Its functions may be called from any one thread.
 */
#define SIM_TYPE_SMDP (sim_smdp_get_type ())
G_DECLARE_FINAL_TYPE (SimSmdp, sim_smdp, SIM, SMDP, GObject)

SimSmdp *sim_smdp_new (SimPki *pki,
                       SimOrders *orders,
                       const SimSmdpOptions *options) G_GNUC_WARN_UNUSED_RESULT;
gboolean sim_smdp_start (SimSmdp *self, GError **error);
void sim_smdp_stop (SimSmdp *self);
guint16 sim_smdp_get_port (SimSmdp *self);
const char *sim_smdp_get_address (SimSmdp *self);
SimOrders *sim_smdp_get_orders (SimSmdp *self);
guint sim_smdp_count_connections (SimSmdp *self);
guint sim_smdp_count_calls (SimSmdp *self, SimSmdpFunction function);

G_END_DECLS
