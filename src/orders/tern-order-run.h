/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "orders/tern-order-lane.h"
#include "readers/tern-reader-monitor.h"

G_BEGIN_DECLS

#define TERN_TYPE_ORDER_RUN (tern_order_run_get_type ())
G_DECLARE_FINAL_TYPE (TernOrderRun, tern_order_run, TERN, ORDER_RUN, GObject)

/*
 * An order at work: a GListModel of TernOrderLane, one a reader, several at once. It ends when no
 * row is left that could be done, when it is stopped, and when a fault would make every next row
 * fail just so (no network, say); unless the plan says to wait for cards, also when the cards in
 * the readers are done. Whatever ends it, and however, the next run goes on where it was. Main
 * thread.
 */
TernOrderRun *tern_order_run_new (TernOrder *order,
                                  const TernOrderPlan *plan,
                                  GListModel *readers) G_GNUC_WARN_UNUSED_RESULT;
TernOrder *tern_order_run_get_order (TernOrderRun *self);
void tern_order_run_start_async (TernOrderRun *self,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean tern_order_run_start_finish (TernOrderRun *self, GAsyncResult *result, GError **error);
gboolean tern_order_run_is_running (TernOrderRun *self);
gboolean tern_order_run_is_stopping (TernOrderRun *self);
void tern_order_run_stop (TernOrderRun *self);

G_END_DECLS
