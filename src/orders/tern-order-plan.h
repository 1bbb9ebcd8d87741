/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "orders/tern-order-entry.h"

G_BEGIN_DECLS

/* SGP.22 5.7.21. */
#define TERN_ORDER_MAX_NICKNAME 64

/**
 * TernOrderEnable:
 * @TERN_ORDER_ENABLE_NONE: leave the card's profiles as they are
 * @TERN_ORDER_ENABLE_FIRST: enable the first profile of the order on each card
 * @TERN_ORDER_ENABLE_NAMED: enable the one of a certain name
 */
typedef enum
{
  TERN_ORDER_ENABLE_NONE,
  TERN_ORDER_ENABLE_FIRST,
  TERN_ORDER_ENABLE_NAMED,
} TernOrderEnable;

/**
 * TernOrderPlan:
 * @per_card: how many profiles of the order each card gets, besides those that name it
 * @enable: which one is enabled
 * @enable_name: (nullable): its name
 * @pattern: (nullable): what profiles are called, with words in braces; %NULL takes the column of
 *   names, where there is one
 * @accept_rules: whether a person has agreed to rules that profiles may have
 * @wait: whether to wait for the next card when those in the readers are done
 * @reader: (nullable): use readers alone whose name contains this
 * @eid: (nullable): use cards alone whose EID ends in this
 *
 * How an order is to be run.
 */
typedef struct
{
  guint per_card;
  TernOrderEnable enable;
  char *enable_name;
  char *pattern;
  gboolean accept_rules;
  gboolean wait;
  char *reader;
  char *eid;
} TernOrderPlan;

TernOrderPlan *tern_order_plan_new (void) G_GNUC_WARN_UNUSED_RESULT;
TernOrderPlan *tern_order_plan_copy (const TernOrderPlan *self) G_GNUC_WARN_UNUSED_RESULT;
void tern_order_plan_free (TernOrderPlan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernOrderPlan, tern_order_plan_free)
gboolean tern_order_plan_check (const TernOrderPlan *self, GError **error);

/**
 * TernOrderNames:
 * @entry: the row
 * @number: its number
 * @nth: which one of the card's profiles of the order it is, from 1
 * @eid: the card
 * @iccid: the profile
 * @name: (nullable): what its provider calls it
 * @provider: (nullable): the provider
 *
 * What the words of a pattern stand for.
 */
typedef struct
{
  const TernOrderEntry *entry;
  guint number;
  guint nth;
  const char *eid;
  const char *iccid;
  const char *name;
  const char *provider;
} TernOrderNames;

char *tern_order_plan_make_nickname (const TernOrderPlan *self,
                                     const TernOrderNames *names) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
