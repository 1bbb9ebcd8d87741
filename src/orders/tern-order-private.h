/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-worker.h"
#include "orders/tern-order.h"

G_BEGIN_DECLS

/* What making an order of a file and using it have in common. */

struct _TernOrder
{
  GObject parent_instance;

  TernOrderBook *book;
  LpaWorker *worker;
  TernOrderFile *file;
  TernOrderColumns *columns;
  char *path;
  char *name;
  gint64 id;

  TernOrderTally *tally;
  gint64 since;     /* of the latest change that is known */
  GHashTable *rows; /* guint -> (unowned) TernOrderRow */
};

G_END_DECLS
