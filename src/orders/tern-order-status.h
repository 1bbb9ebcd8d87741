/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TernOrderStatus:
 * @TERN_ORDER_STATUS_NONE: the seller says nothing
 * @TERN_ORDER_STATUS_UNKNOWN: the seller says something that is not known here
 * @TERN_ORDER_STATUS_REGISTERED: the code is there to be used
 * @TERN_ORDER_STATUS_INSTALLED: it is installed on some card
 * @TERN_ORDER_STATUS_ACTIVATED: installed, and the subscription runs
 * @TERN_ORDER_STATUS_DEACTIVATED: installed, and the subscription rests
 * @TERN_ORDER_STATUS_DELETED: it was installed and deleted again
 * @TERN_ORDER_STATUS_GONE: expired, revoked or cancelled
 *
 * A profile's life, as the seller sees it.
 */
typedef enum
{
  TERN_ORDER_STATUS_NONE,
  TERN_ORDER_STATUS_UNKNOWN,
  TERN_ORDER_STATUS_REGISTERED,
  TERN_ORDER_STATUS_INSTALLED,
  TERN_ORDER_STATUS_ACTIVATED,
  TERN_ORDER_STATUS_DEACTIVATED,
  TERN_ORDER_STATUS_DELETED,
  TERN_ORDER_STATUS_GONE,
} TernOrderStatus;

TernOrderStatus tern_order_status_from_text (const char *text);
char *tern_order_normalise (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
