/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "orders/tern-order.h"

G_BEGIN_DECLS

/* An order written back: the seller's table as it was, and what became of each row. */
char *tern_order_export_suggest_path (TernOrder *order) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_order_export (TernOrder *order, const char *path, GError **error);
void tern_order_export_async (TernOrder *order,
                              const char *path,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean tern_order_export_finish (TernOrder *order, GAsyncResult *result, GError **error);
const char *tern_order_export_get_result (const TernOrderRecord *record);

/* Rows whose profile was deleted, here or as the seller says: deleting does not end a subscription,
 * people go on paying until it is terminated. */
GPtrArray *tern_order_list_to_terminate (TernOrder *order,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Rows that have got further than waiting, one after the other, whatever their number. Blocks. */
typedef gboolean (*TernOrderVisit) (TernOrder *order,
                                    const TernOrderRecord *record,
                                    gpointer data,
                                    GError **error);
gboolean tern_order_visit (TernOrder *order, TernOrderVisit visit, gpointer data, GError **error);

G_END_DECLS
