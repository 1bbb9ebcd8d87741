/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "orders/tern-order-book.h"
#include "orders/tern-order-file.h"
#include "orders/tern-order-row.h"
#include "orders/tern-order-tally.h"

G_BEGIN_DECLS

#define TERN_TYPE_ORDER (tern_order_get_type ())
G_DECLARE_FINAL_TYPE (TernOrder, tern_order, TERN, ORDER, GObject)

/*
 * An order: a file of codes and what became of each. A GListModel of TernOrderRow, whose objects
 * are made when they are asked for, so that any number of rows can be scrolled through. Main
 * thread, but for tern_order_load(), tern_order_read_entry() and what belongs to the book.
 *
 * Signal "changed" (guint number): a row stands elsewhere than before; 0 for many of them.
 */
TernOrder *tern_order_load (TernLedger *ledger,
                            const char *path,
                            const char *const *choices,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
void tern_order_load_async (TernLedger *ledger,
                            const char *path,
                            const char *const *choices,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
TernOrder *tern_order_load_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
TernOrderBook *tern_order_get_book (TernOrder *self);
TernOrderFile *tern_order_get_file (TernOrder *self);
const TernOrderColumns *tern_order_get_columns (TernOrder *self);
const char *tern_order_get_path (TernOrder *self);
const char *tern_order_get_name (TernOrder *self);
gint64 tern_order_get_id (TernOrder *self);
const TernOrderCounts *tern_order_get_counts (TernOrder *self);
TernOrderState tern_order_get_state (TernOrder *self, guint number, TernOrderReason *reason);
TernOrderEntry *tern_order_read_entry (TernOrder *self, guint number) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_order_settle_uncertain (TernOrder *self, const char *eid, GError **error);

void tern_order_refresh_async (TernOrder *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean tern_order_refresh_finish (TernOrder *self, GAsyncResult *result, GError **error);
void tern_order_note (TernOrder *self, const TernOrderRecord *record);

/**
 * TernOrderWork:
 * @order: the order, of which only what any thread may use is used
 * @data: what was given with the function
 * @error: return location for an error
 *
 * Something that blocks, done on the order's own thread.
 *
 * Returns: whether it was done
 */
typedef gboolean (*TernOrderWork) (TernOrder *order, gpointer data, GError **error);
void tern_order_do_async (TernOrder *self,
                          TernOrderWork work,
                          gpointer data,
                          GDestroyNotify data_free,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean tern_order_do_finish (TernOrder *self, GAsyncResult *result, GError **error);

G_END_DECLS
