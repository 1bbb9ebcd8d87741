/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/sim-order.h"

G_BEGIN_DECLS

/**
 * SimOrders:
 *
 * What a simulated server knows: orders, event records and the notifications it received, kept in a
 * file. It may be used from every thread; whoever touches an order itself holds sim_orders_lock()
 * meanwhile.
 */
typedef struct _SimOrders SimOrders;

SimOrders *sim_orders_new (void) G_GNUC_WARN_UNUSED_RESULT;
SimOrders *sim_orders_new_from_text (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
SimOrders *sim_orders_new_from_file (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
SimOrders *sim_orders_ref (SimOrders *self);
void sim_orders_unref (SimOrders *self);

void sim_orders_lock (SimOrders *self);
void sim_orders_unlock (SimOrders *self);
gboolean sim_orders_save (SimOrders *self, GError **error);
char *sim_orders_to_text (SimOrders *self) G_GNUC_WARN_UNUSED_RESULT;
SimOrderState sim_orders_get_state (SimOrders *self, const char *matching_id);
guint sim_orders_count_received (SimOrders *self);
gboolean sim_orders_get_last_received (SimOrders *self,
                                       guint *type,
                                       gboolean *signature_valid,
                                       char **result);

SimOrder *sim_orders_find (SimOrders *self, const char *matching_id, const char *eid);
SimOrder *sim_orders_find_iccid (SimOrders *self, const char *iccid);
SimOrder *sim_orders_find_transaction (SimOrders *self, const char *transaction_id);
GPtrArray *sim_orders_get_events (SimOrders *self);
GBytes *sim_orders_load_icon (SimOrders *self, const SimOrder *order, GError **error);
void sim_orders_add_received (SimOrders *self, SimReceived *received);
char *sim_orders_describe_format (void) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimOrders, sim_orders_unref)

G_END_DECLS
