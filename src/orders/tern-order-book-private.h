/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ledger/tern-claims.h"
#include "orders/tern-order-book.h"

G_BEGIN_DECLS

/* What the parts of the book have in common: importing an order, reading and writing its rows, and
 * giving them to cards. */

/* A row in one of these has its code in use; the database has no code in two such rows. */
#define TERN_ORDER_BOOK_IN_USE "('claimed', 'uncertain', 'installed', 'done')"

/* What is read of a row. */
#define TERN_ORDER_BOOK_COLUMNS \
  "number, state, reason, tries, run, claimed, bound, eid, iccid, profile_name, error, changed"
enum
{
  TERN_ORDER_BOOK_COLUMN_NUMBER,
  TERN_ORDER_BOOK_COLUMN_STATE,
  TERN_ORDER_BOOK_COLUMN_REASON,
  TERN_ORDER_BOOK_COLUMN_TRIES,
  TERN_ORDER_BOOK_COLUMN_RUN,
  TERN_ORDER_BOOK_COLUMN_CLAIMED,
  TERN_ORDER_BOOK_COLUMN_BOUND,
  TERN_ORDER_BOOK_COLUMN_EID,
  TERN_ORDER_BOOK_COLUMN_ICCID,
  TERN_ORDER_BOOK_COLUMN_PROFILE_NAME,
  TERN_ORDER_BOOK_COLUMN_ERROR,
  TERN_ORDER_BOOK_COLUMN_CHANGED,
  TERN_ORDER_BOOK_N_COLUMNS,
};

struct _TernOrderBook
{
  GObject parent_instance;

  TernLedger *ledger;
  TernStore *store; /* (unowned): the ledger's */
  GBytes *key;
  TernClaims *runs;
};

GBytes *tern_order_book_mark (TernOrderBook *self,
                              TernLedgerMark kind,
                              const char *text) G_GNUC_WARN_UNUSED_RESULT;
TernOrderRecord *tern_order_book_make_record (TernOrderBook *self,
                                              const TernRows *rows,
                                              guint row) G_GNUC_WARN_UNUSED_RESULT;
GDateTime *tern_order_book_make_time (gint64 microseconds) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
