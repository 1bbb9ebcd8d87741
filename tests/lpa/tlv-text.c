/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tlv-text.h"

#include <string.h>

#include "lpa/lpa-hex.h"
#include "lpa/lpa-tlv.h"

static void
skip (const char **text)
{
  while (g_ascii_isspace (**text) || **text == '#')
    {
      if (**text == '#')
        *text += strcspn (*text, "\n");
      else
        (*text)++;
    }
}

static GBytes *
read_value (const char **text)
{
  g_autofree char *hex = NULL;
  gsize length;

  if (**text == '\'')
    {
      const char *start = ++*text;

      *text = strchr (start, '\'') + 1;
      return g_bytes_new (start, (gsize) (*text - 1 - start));
    }
  length = strspn (*text, "0123456789ABCDEFabcdef");
  hex = g_strndup (*text, length);
  *text += length;
  return lpa_hex_decode (hex);
}

static void
append_objects (const char **text, GByteArray *out)
{
  for (skip (text); **text != '\0' && **text != '}'; skip (text))
    {
      char *end;
      guint32 tag = (guint32) g_ascii_strtoull (*text, &end, 16);

      g_assert_true (end != *text && (*end == '=' || *end == '{'));
      *text = end + 1;
      if (*end == '=')
        {
          g_autoptr (GBytes) value = read_value (text);

          g_assert_nonnull (value);
          lpa_tlv_append_bytes (out, tag, value);
        }
      else
        {
          guint mark = lpa_tlv_open (out, tag);

          append_objects (text, out);
          g_assert_cmpint (*(*text)++, ==, '}');
          lpa_tlv_close (out, mark);
        }
    }
}

GBytes *
tlv_text (const char *text)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();

  append_objects (&text, out);
  g_assert_cmpint (*text, ==, '\0');
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}
