/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/tern-ctl.h"
#include "orders/tern-order-run.h"

G_BEGIN_DECLS

/**
 * TernOrdersWords:
 *
 * What the words of an `orders` command say.
 */
typedef struct
{
  char *file;
  GStrv rows;
  GStrv columns;
  gboolean servers;
  gboolean yes;
  gboolean wait;
  int per_card;
  char *enable;
  char *name;
  char *output;
  char *labels;
  char *sheet;
} TernOrdersWords;

/* The parts of `ternctl orders` that several files share. */
void tern_orders_say_counts (TernCtl *ctl, TernOrder *order);
JsonNode *tern_orders_result (TernOrder *order, GPtrArray *to_terminate) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *tern_orders_record_to_json (const TernOrderRecord *record) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_orders_run (TernCtl *ctl,
                          const TernOrdersWords *words,
                          TernOrder *order,
                          GError **error);
gboolean tern_orders_release (TernCtl *ctl,
                              const TernOrdersWords *words,
                              TernOrder *order,
                              GError **error);

G_END_DECLS
