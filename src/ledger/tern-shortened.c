/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-shortened.h"

#include <string.h>

/**
 * tern_shorten:
 * @digits: an EID or ICCID, whole or shortened
 *
 * Returns: (transfer full): its shortened form
 */
char *
tern_shorten (const char *digits)
{
  gsize length = strlen (digits);

  return g_strconcat (TERN_SHORTENED, digits + (length > 4 ? length - 4 : 0), NULL);
}

/**
 * tern_is_shortened:
 * @digits: an EID or ICCID
 *
 * Returns: whether it is in its shortened form
 */
gboolean
tern_is_shortened (const char *digits)
{
  return g_str_has_prefix (digits, TERN_SHORTENED);
}
