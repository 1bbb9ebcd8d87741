/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-text.h"

#include <string.h>

/* Characters that let a text pretend to be another: they turn round what stands beside them. */
static gboolean
is_deceptive (gunichar character)
{
  return (character >= 0x202A && character <= 0x202E) ||
         (character >= 0x2066 && character <= 0x2069);
}

/**
 * lpa_text_clean:
 * @text: what a card, a server or a person calls something
 * @length: how many bytes of it, or -1 up to its end
 * @keep: control characters that may stay
 *
 * Makes a text from outside fit to be shown in one line, on a terminal too: control characters,
 * and those that turn the direction of writing round, become blanks, and bytes that are no UTF-8
 * become U+FFFD. Any thread.
 *
 * Returns: (transfer full): the text
 */
char *
lpa_text_clean (const char *text, gssize length, const char *keep)
{
  g_autofree char *valid = g_utf8_make_valid (text, length);
  GString *clean = g_string_sized_new (strlen (valid));

  for (const char *next = valid; *next != '\0'; next = g_utf8_next_char (next))
    {
      gunichar character = g_utf8_get_char (next);
      gboolean bad = g_unichar_iscntrl (character) || is_deceptive (character);

      g_string_append_unichar (
          clean, bad && g_utf8_strchr (keep, -1, character) == NULL ? ' ' : character);
    }
  return g_string_free (clean, FALSE);
}
