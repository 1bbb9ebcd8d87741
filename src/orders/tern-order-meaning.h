/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A cell this long is none of the things that are looked for. */
#define TERN_ORDER_MAX_VALUE 512

/**
 * TernOrderMeaning:
 *
 * What a column of an order may hold.
 */
typedef enum
{
  TERN_ORDER_MEANING_CODE,
  TERN_ORDER_MEANING_SERVER,
  TERN_ORDER_MEANING_MATCHING_ID,
  TERN_ORDER_MEANING_CONFIRMATION_CODE,
  TERN_ORDER_MEANING_SIM_ID,
  TERN_ORDER_MEANING_IMSI,
  TERN_ORDER_MEANING_SUBSCRIPTION,
  TERN_ORDER_MEANING_STATUS,
  TERN_ORDER_MEANING_INSTALLED_TIME,
  TERN_ORDER_MEANING_MODIFIED_TIME,
  TERN_ORDER_MEANING_NICKNAME,
  TERN_ORDER_MEANING_TARGET_EID,
  TERN_ORDER_MEANING_ICCID,
  TERN_ORDER_N_MEANINGS,
} TernOrderMeaning;
const char *tern_order_meaning_get_nick (TernOrderMeaning meaning);
const char *tern_order_meaning_get_label (TernOrderMeaning meaning);
gboolean tern_order_meaning_find (const char *nick, gsize length, TernOrderMeaning *meaning);

/* How well heading and values of a column go with what it may hold, in points. */
int tern_order_meaning_judge_heading (TernOrderMeaning meaning, const char *heading);
int tern_order_meaning_judge_values (TernOrderMeaning meaning, GPtrArray *values);
gboolean tern_order_meaning_is_known_heading (const char *text);
gboolean tern_order_meaning_is_telling (const char *value);

G_END_DECLS
