/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa-hex.h"

/**
 * lpa_hex_encode:
 * @data: (array length=length) (nullable): the bytes; %NULL only with a @length of 0
 * @length: how many
 *
 * Returns: (transfer full): @data as upper-case hexadecimal digits, as SGP.22 writes transaction
 * IDs
 */
char *
lpa_hex_encode (const guint8 *data, gsize length)
{
  static const char digits[] = "0123456789ABCDEF";
  char *text = g_malloc (2 * length + 1);

  for (gsize i = 0; i < length; i++)
    {
      text[2 * i] = digits[data[i] >> 4];
      text[2 * i + 1] = digits[data[i] & 0x0F];
    }
  text[2 * length] = '\0';

  return text;
}

/**
 * lpa_hex_decode:
 * @text: hexadecimal digits in either case; blanks and colons between bytes are passed over
 *
 * Returns: (transfer full) (nullable): the bytes, or %NULL when a character is no hexadecimal
 *   digit or a digit has no partner
 */
GBytes *
lpa_hex_decode (const char *text)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  while (*text != '\0')
    {
      int high, low;
      guint8 byte;

      if (g_ascii_isspace (*text) || *text == ':')
        {
          text++;
          continue;
        }

      high = g_ascii_xdigit_value (text[0]);
      low = high < 0 ? -1 : g_ascii_xdigit_value (text[1]);
      if (low < 0)
        return NULL;

      byte = (guint8) (high << 4 | low);
      g_byte_array_append (bytes, &byte, 1);
      text += 2;
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
