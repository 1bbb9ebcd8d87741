/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-download.h"
#include "orders/tern-order-judge.h"
#include "orders/tern-order-plan.h"
#include "orders/tern-order.h"

G_BEGIN_DECLS

/**
 * TernOrderHold:
 * @run: the run it belongs to
 * @per_card: how many rows a card may have
 * @eid: the card
 * @taken: how many rows of the order the card has
 * @done: how many of them are done
 * @record: (nullable): what is kept of the row; %NULL when none was found
 * @entry: (nullable): what the file says in it
 *
 * A row in the hands of a card. Passed to the order's thread and back; touched by one at a time.
 */
typedef struct
{
  gint64 run;
  guint per_card;
  char *eid;
  guint taken;
  guint done;
  TernOrderRecord *record;
  TernOrderEntry *entry;
} TernOrderHold;

TernOrderHold *tern_order_hold_new (gint64 run,
                                    guint per_card,
                                    const char *eid) G_GNUC_WARN_UNUSED_RESULT;
void tern_order_hold_free (TernOrderHold *self);

/* What is asked of the book and written into it: a #TernOrderWork each, with the hold as data. */
gboolean tern_order_hold_look (TernOrder *order, gpointer data, GError **error);
gboolean tern_order_hold_note_profile (TernOrder *order, gpointer data, GError **error);
gboolean tern_order_hold_write (TernOrder *order, gpointer data, GError **error);

void tern_order_hold_set_profile (TernOrderHold *self, LpaProfile *profile);
void tern_order_hold_set_state (TernOrderHold *self, TernOrderState state, TernOrderReason reason);
char *tern_order_hold_make_nickname (const TernOrderHold *self,
                                     const TernOrderPlan *plan,
                                     LpaProfile *profile) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_order_hold_wants_enabled (const TernOrderHold *self,
                                        const TernOrderPlan *plan,
                                        LpaProfile *profile);
TernOrderVerdict tern_order_hold_judge (const TernOrderHold *self,
                                        LpaDownload *download,
                                        const GError *error);
void tern_order_hold_heed (TernOrderHold *self,
                           const TernOrderVerdict *verdict,
                           const GError *error);

G_END_DECLS
