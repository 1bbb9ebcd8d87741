/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-imei.h"

#include <string.h>

#define IMEI_DIGITS 15
#define TAC_DIGITS 8

/**
 * lpa_imei_is_valid:
 * @imei: a text
 *
 * Returns: whether it is an IMEI: fifteen digits of which the last one is the check digit of the
 * others (3GPP TS 23.003, annex B)
 */
gboolean
lpa_imei_is_valid (const char *imei)
{
  int sum = 0;

  if (strlen (imei) != IMEI_DIGITS)
    return FALSE;

  for (gsize i = 0; i < IMEI_DIGITS; i++)
    {
      int digit = g_ascii_digit_value (imei[i]);

      if (digit < 0)
        return FALSE;
      if (i % 2 == 1)
        digit = 2 * digit > 9 ? 2 * digit - 9 : 2 * digit;
      sum += digit;
    }
  return sum % 10 == 0;
}

/**
 * lpa_imei_dup_tac:
 * @imei: a valid IMEI
 *
 * Returns: (transfer full): its type allocation code, the first eight digits
 */
char *
lpa_imei_dup_tac (const char *imei)
{
  return g_strndup (imei, TAC_DIGITS);
}
