/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "orders/tern-order-file.h"
#include "orders/tern-order-meaning.h"

G_BEGIN_DECLS

/**
 * TernOrderConfidence:
 * @TERN_ORDER_CONFIDENCE_NONE: there is no such column
 * @TERN_ORDER_CONFIDENCE_GUESSED: a guess that a person should look at
 * @TERN_ORDER_CONFIDENCE_LIKELY: by its heading or by its values
 * @TERN_ORDER_CONFIDENCE_SURE: by both, or by values that can be nothing else
 * @TERN_ORDER_CONFIDENCE_SAID: a person said so
 */
typedef enum
{
  TERN_ORDER_CONFIDENCE_NONE,
  TERN_ORDER_CONFIDENCE_GUESSED,
  TERN_ORDER_CONFIDENCE_LIKELY,
  TERN_ORDER_CONFIDENCE_SURE,
  TERN_ORDER_CONFIDENCE_SAID,
} TernOrderConfidence;
const char *tern_order_confidence_get_nick (TernOrderConfidence confidence);

/**
 * TernOrderColumns:
 * @n_header: how many records stand above the first row
 * @n_columns: how many cells the widest of the first records has
 * @headings: (element-type utf8): what stands over each column, several lines with a blank between
 * @column: the column of each meaning, from 0; -1 for none
 * @confidence: how sure that is
 *
 * What the columns of a table mean. Free with tern_order_columns_free().
 */
typedef struct
{
  guint n_header;
  guint n_columns;
  GPtrArray *headings;
  int column[TERN_ORDER_N_MEANINGS];
  TernOrderConfidence confidence[TERN_ORDER_N_MEANINGS];
} TernOrderColumns;

TernOrderColumns *tern_order_columns_guess (TernOrderFile *file) G_GNUC_WARN_UNUSED_RESULT;
TernOrderColumns *tern_order_columns_copy (const TernOrderColumns *self) G_GNUC_WARN_UNUSED_RESULT;
void tern_order_columns_free (TernOrderColumns *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernOrderColumns, tern_order_columns_free)
void tern_order_columns_set (TernOrderColumns *self, TernOrderMeaning meaning, int column);
gboolean tern_order_columns_choose (TernOrderColumns *self, const char *choice, GError **error);
gboolean tern_order_columns_check (const TernOrderColumns *self, GError **error);
char *tern_order_columns_to_text (const TernOrderColumns *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_order_columns_recall (TernOrderColumns *self, const char *text);
char *tern_order_columns_dup_layout (const TernOrderColumns *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
