/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ledger/tern-ledger.h"
#include "orders/tern-order-entry.h"
#include "orders/tern-order-held.h"

G_BEGIN_DECLS

/* How often a row may fail for the card's or the network's reason before it is set apart. */
#define TERN_ORDER_MAX_TRIES 3

/**
 * TernOrderRowDraft:
 * @code: (nullable): fingerprint of its code
 * @target: (nullable): fingerprint of the EID it is for
 * @state: waiting or set apart
 * @reason: why it is set apart
 *
 * A row of a file that is new.
 */
typedef struct
{
  GBytes *code;
  GBytes *target;
  TernOrderState state;
  TernOrderReason reason;
} TernOrderRowDraft;

/**
 * TernOrderChange:
 * @number: of a row, from 1
 * @state: where it stands, a #TernOrderState
 * @reason: why it is set apart, a #TernOrderReason
 * @tried: whether it was tried
 *
 * Where a row stands, small, since an order may have a great many.
 */
typedef struct
{
  guint32 number;
  guint8 state;
  guint8 reason;
  guint8 tried;
} TernOrderChange;

/**
 * TernOrderSummary:
 * @id: the order's number
 * @name: the file's name
 * @path: where it was
 * @began: when it was first seen, UTC
 * @n_rows: how many rows it has
 *
 * An order that is known. Free with tern_order_summary_free().
 */
typedef struct
{
  gint64 id;
  char *name;
  char *path;
  GDateTime *began;
  guint n_rows;
} TernOrderSummary;
void tern_order_summary_free (TernOrderSummary *self);

#define TERN_TYPE_ORDER_BOOK (tern_order_book_get_type ())
G_DECLARE_FINAL_TYPE (TernOrderBook, tern_order_book, TERN, ORDER_BOOK, GObject)

/*
 * What is kept of orders, in the ledger's database: which row stands where, with which card. No
 * code is kept, only its fingerprint; EID and ICCID are sealed. Every call blocks, returns when
 * what it wrote would survive the loss of power, and may be made on any thread. Errors are of
 * %TERN_LEDGER_ERROR.
 */
TernOrderBook *tern_order_book_new (TernLedger *ledger) G_GNUC_WARN_UNUSED_RESULT;
TernLedger *tern_order_book_get_ledger (TernOrderBook *self);

gboolean tern_order_book_find (TernOrderBook *self,
                               const char *digest,
                               gint64 *order,
                               GError **error);
gboolean tern_order_book_import (TernOrderBook *self,
                                 const TernOrderSummary *about,
                                 const char *digest,
                                 const char *meanings,
                                 GArray *drafts,
                                 gint64 *order,
                                 GError **error);
gboolean tern_order_book_forget (TernOrderBook *self, gint64 order, gboolean *done, GError **error);
GPtrArray *tern_order_book_list (TernOrderBook *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *tern_order_book_dup_meanings (TernOrderBook *self,
                                    gint64 order,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *tern_order_book_recall_layout (TernOrderBook *self,
                                     const char *layout,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_order_book_remember_layout (TernOrderBook *self,
                                          const char *layout,
                                          const char *meanings,
                                          GError **error);

GArray *tern_order_book_read_changes (TernOrderBook *self,
                                      gint64 order,
                                      gint64 *since,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
TernOrderRecord *tern_order_book_read (TernOrderBook *self,
                                       gint64 order,
                                       guint number,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *tern_order_book_read_changed (TernOrderBook *self,
                                         gint64 order,
                                         guint after,
                                         guint limit,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *tern_order_book_read_uncertain (TernOrderBook *self,
                                           gint64 order,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

gint64 tern_order_book_begin_run (TernOrderBook *self, GError **error);
void tern_order_book_end_run (TernOrderBook *self, gint64 run);
gboolean tern_order_book_note_dead_runs (TernOrderBook *self, gint64 order, GError **error);
gboolean tern_order_book_count_on_card (TernOrderBook *self,
                                        gint64 order,
                                        const char *eid,
                                        guint *taken,
                                        guint *done,
                                        GError **error);
guint tern_order_book_find_installed (TernOrderBook *self,
                                      gint64 order,
                                      const char *eid,
                                      GError **error);
guint tern_order_book_claim (TernOrderBook *self,
                             gint64 order,
                             gint64 run,
                             const char *eid,
                             gboolean any,
                             GError **error);
GPtrArray *tern_order_book_read_held (TernOrderBook *self,
                                      gint64 order,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_order_book_release (TernOrderBook *self,
                                  gint64 order,
                                  const TernOrderRecord *record,
                                  gboolean *done,
                                  GError **error);
gboolean tern_order_book_note_profile (TernOrderBook *self,
                                       gint64 order,
                                       const TernOrderRecord *record,
                                       GError **error);
gboolean tern_order_book_settle (TernOrderBook *self,
                                 gint64 order,
                                 const TernOrderRecord *record,
                                 GError **error);

G_END_DECLS
