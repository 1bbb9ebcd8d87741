/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "orders/tern-order-held.h"
#include "orders/tern-order.h"

G_BEGIN_DECLS

/**
 * TernOrderReleased:
 * @TERN_ORDER_RELEASED_FREE: the row waits for a card again
 * @TERN_ORDER_RELEASED_KNOWN: the history knew what had become of it, and now the row says so
 * @TERN_ORDER_RELEASED_NOT: it was left alone, since a program is at it, or it has got on meanwhile
 *
 * What came of releasing a row.
 */
typedef enum
{
  TERN_ORDER_RELEASED_FREE,
  TERN_ORDER_RELEASED_KNOWN,
  TERN_ORDER_RELEASED_NOT,
} TernOrderReleased;
const char *tern_order_released_get_nick (TernOrderReleased released);

/* Rows that some program has, and giving them to other cards when a person says that it will not
 * come back. Blocks; any thread. Errors are of %TERN_LEDGER_ERROR and %LPA_JOURNAL_ERROR. */
GPtrArray *tern_order_find_held (TernOrder *order, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_order_release (TernOrder *order,
                             TernOrderHeld *held,
                             TernOrderReleased *released,
                             GError **error);

G_END_DECLS
