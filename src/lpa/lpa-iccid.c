/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa-iccid.h"

#include <string.h>

#include "lpa/lpa-hex.h"

/* An ICCID is ten bytes on the wire, the digits of each byte swapped, filled up with F (ITU-T
 * E.118, ETSI TS 102 221 13.2). */
#define SIZE 10
#define DIGITS_MIN 18

static void
swap_digits (char *text)
{
  for (; text[0] != '\0' && text[1] != '\0'; text += 2)
    {
      char first = text[0];

      text[0] = text[1];
      text[1] = first;
    }
}

/**
 * lpa_iccid_to_text:
 * @iccid: the bytes as the card gives them
 *
 * Returns: (transfer full): the number as people know it, without its filling; some cards have
 * hexadecimal digits in it. For reading only: commands take the bytes
 */
char *
lpa_iccid_to_text (GBytes *iccid)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (iccid, &length);
  char *text = lpa_hex_encode (data, length);
  gsize end = 2 * length;

  swap_digits (text);
  while (end > 0 && text[end - 1] == 'F')
    text[--end] = '\0';
  return text;
}

/**
 * lpa_iccid_from_text:
 * @text: 18 to 20 digits, also hexadecimal ones; blanks are passed over
 *
 * Returns: (transfer full) (nullable): its ten bytes, or %NULL when @text is no ICCID
 */
GBytes *
lpa_iccid_from_text (const char *text)
{
  char digits[2 * SIZE + 1];
  gsize n = 0;

  memset (digits, 'F', 2 * SIZE);
  digits[2 * SIZE] = '\0';
  for (; *text != '\0'; text++)
    {
      if (*text == ' ')
        continue;
      if (n == 2 * SIZE || !g_ascii_isxdigit (*text))
        return NULL;
      digits[n++] = *text;
    }
  if (n < DIGITS_MIN)
    return NULL;

  swap_digits (digits);
  return lpa_hex_decode (digits);
}
