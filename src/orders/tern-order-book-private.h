/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ledger/tern-claims.h"
#include "orders/tern-order-book.h"

G_BEGIN_DECLS

/* What the parts of the book have in common: importing an order, reading and writing its rows, and
 * giving them to cards. */

/* A row in one of these has its code in use; the database has no code in two such rows. */
#define TERN_ORDER_BOOK_IN_USE "('claimed', 'uncertain', 'installed', 'done')"

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
GDateTime *tern_order_book_make_time (gint64 microseconds) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
