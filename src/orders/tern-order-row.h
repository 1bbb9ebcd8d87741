/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "orders/tern-order-record.h"

G_BEGIN_DECLS

#define TERN_TYPE_ORDER_ROW (tern_order_row_get_type ())
G_DECLARE_FINAL_TYPE (TernOrderRow, tern_order_row, TERN, ORDER_ROW, GObject)

/*
 * One row of an order, as a list shows it; no code can be read from it. Main thread. Properties:
 * "number" (from 1), "title", "subtitle", "server"; and notified when the row gets on: "state",
 * "state-label", "sentence" (what it means and what to do, may be empty), "eid", "iccid",
 * "profile-name", "time".
 */
TernOrderRow *tern_order_row_new (guint number,
                                  const TernOrderEntry *entry) G_GNUC_WARN_UNUSED_RESULT;
void tern_order_row_set_state (TernOrderRow *self, TernOrderState state, TernOrderReason reason);
void tern_order_row_set_record (TernOrderRow *self, const TernOrderRecord *record);
guint tern_order_row_get_number (TernOrderRow *self);
const char *tern_order_row_get_title (TernOrderRow *self);
const char *tern_order_row_get_subtitle (TernOrderRow *self);
const char *tern_order_row_get_server (TernOrderRow *self);
TernOrderState tern_order_row_get_state (TernOrderRow *self);
TernOrderReason tern_order_row_get_reason (TernOrderRow *self);
const char *tern_order_row_get_sentence (TernOrderRow *self);
const char *tern_order_row_get_eid (TernOrderRow *self);
const char *tern_order_row_get_iccid (TernOrderRow *self);
const char *tern_order_row_get_profile_name (TernOrderRow *self);
GDateTime *tern_order_row_get_time (TernOrderRow *self);

char *tern_order_dup_sentence (TernOrderState state,
                               TernOrderReason reason,
                               const char *problem,
                               const char *eid,
                               const char *error_key) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
