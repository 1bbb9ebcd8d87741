/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orders/tern-order-status.h"

#include <string.h>

/* Longer texts are notes, not a status. */
#define MAX_STATUS 64

typedef struct
{
  const char *word;
  TernOrderStatus status;
} Row;

/* In the form of tern_order_normalise(). The first five are spelled as the sellers' systems do. */
static const Row rows[] = {
  { "subscriberregistrationsucceededed", TERN_ORDER_STATUS_REGISTERED },
  { "installationsucceeded", TERN_ORDER_STATUS_INSTALLED },
  { "activationsucceeded", TERN_ORDER_STATUS_ACTIVATED },
  { "inactivationsucceeded", TERN_ORDER_STATUS_DEACTIVATED },
  { "deletionsucceeded", TERN_ORDER_STATUS_DELETED },
  { "subscriberregistrationsucceeded", TERN_ORDER_STATUS_REGISTERED },
  { "registrationsucceeded", TERN_ORDER_STATUS_REGISTERED },
  { "registered", TERN_ORDER_STATUS_REGISTERED },
  { "released", TERN_ORDER_STATUS_REGISTERED },
  { "available", TERN_ORDER_STATUS_REGISTERED },
  { "allocated", TERN_ORDER_STATUS_REGISTERED },
  { "assigned", TERN_ORDER_STATUS_REGISTERED },
  { "confirmed", TERN_ORDER_STATUS_REGISTERED },
  { "linked", TERN_ORDER_STATUS_REGISTERED },
  { "created", TERN_ORDER_STATUS_REGISTERED },
  { "pending", TERN_ORDER_STATUS_REGISTERED },
  { "waiting", TERN_ORDER_STATUS_REGISTERED },
  { "unused", TERN_ORDER_STATUS_REGISTERED },
  { "notinstalled", TERN_ORDER_STATUS_REGISTERED },
  { "ready", TERN_ORDER_STATUS_REGISTERED },
  { "new", TERN_ORDER_STATUS_REGISTERED },
  { "free", TERN_ORDER_STATUS_REGISTERED },
  { "installed", TERN_ORDER_STATUS_INSTALLED },
  { "installationsuccess", TERN_ORDER_STATUS_INSTALLED },
  { "downloaded", TERN_ORDER_STATUS_INSTALLED },
  { "enabled", TERN_ORDER_STATUS_INSTALLED },
  { "disabled", TERN_ORDER_STATUS_INSTALLED },
  { "redeemed", TERN_ORDER_STATUS_INSTALLED },
  { "consumed", TERN_ORDER_STATUS_INSTALLED },
  { "used", TERN_ORDER_STATUS_INSTALLED },
  { "activated", TERN_ORDER_STATUS_ACTIVATED },
  { "active", TERN_ORDER_STATUS_ACTIVATED },
  { "deactivated", TERN_ORDER_STATUS_DEACTIVATED },
  { "deactivationsucceeded", TERN_ORDER_STATUS_DEACTIVATED },
  { "inactivated", TERN_ORDER_STATUS_DEACTIVATED },
  { "inactive", TERN_ORDER_STATUS_DEACTIVATED },
  { "suspended", TERN_ORDER_STATUS_DEACTIVATED },
  { "deleted", TERN_ORDER_STATUS_DELETED },
  { "removed", TERN_ORDER_STATUS_DELETED },
  { "expired", TERN_ORDER_STATUS_GONE },
  { "revoked", TERN_ORDER_STATUS_GONE },
  { "cancelled", TERN_ORDER_STATUS_GONE },
  { "canceled", TERN_ORDER_STATUS_GONE },
  { "terminated", TERN_ORDER_STATUS_GONE },
  { "unavailable", TERN_ORDER_STATUS_GONE },
};

/**
 * tern_order_normalise:
 * @text: what somebody calls something
 *
 * Returns: (transfer full): its letters and digits alone, small and without accents, so that two
 * spellings of the same compare equal
 */
char *
tern_order_normalise (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *ascii = g_str_to_ascii (valid, "C");
  char *to = ascii;

  for (const char *from = ascii; *from != '\0'; from++)
    if (g_ascii_isalnum (*from))
      *to++ = g_ascii_tolower (*from);
  *to = '\0';
  return g_steal_pointer (&ascii);
}

/**
 * tern_order_status_from_text:
 * @text: a cell of the seller's status column
 *
 * Returns: what it says
 */
TernOrderStatus
tern_order_status_from_text (const char *text)
{
  g_autofree char *word = NULL;

  if (strlen (text) > MAX_STATUS)
    return TERN_ORDER_STATUS_UNKNOWN;
  word = tern_order_normalise (text);
  if (*word == '\0')
    return TERN_ORDER_STATUS_NONE;
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].word, word))
      return rows[i].status;
  return TERN_ORDER_STATUS_UNKNOWN;
}
