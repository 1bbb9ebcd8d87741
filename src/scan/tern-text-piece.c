/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/tern-text-piece.h"

#include <string.h>

/**
 * tern_text_piece_is_empty:
 *
 * Returns: whether there is nothing in it
 */
gboolean
tern_text_piece_is_empty (const TernTextPiece *self)
{
  return self->start >= self->end;
}

/**
 * tern_text_piece_dup:
 *
 * Returns: (transfer full): the same as a text of its own
 */
char *
tern_text_piece_dup (const TernTextPiece *self)
{
  return g_strndup (self->start, (gsize) (self->end - self->start));
}

static gboolean
is_blank (gunichar c)
{
  return g_unichar_isspace (c) || g_unichar_type (c) == G_UNICODE_FORMAT || g_unichar_iscntrl (c);
}

/* What stands around a code or an address in a sentence, a table, or a markup. */
static gboolean
is_around (gunichar c)
{
  return is_blank (c) || (c < 128 && strchr ("\"'`<>()[]{}*_|,;:!=", (int) c)) ||
         (c >= 0x2018 && c <= 0x201F) || c == 0xAB || c == 0xBB || c == 0x2039 || c == 0x203A ||
         c == 0xFF1A || c == 0x2013 || c == 0x2014 || (c >= 0x3001 && c <= 0x3011);
}

/**
 * tern_text_piece_trim:
 *
 * Returns: the same without what stands around a code or an address in a sentence
 */
TernTextPiece
tern_text_piece_trim (TernTextPiece self)
{
  while (!tern_text_piece_is_empty (&self) && is_around (g_utf8_get_char (self.start)))
    self.start = g_utf8_next_char (self.start);
  while (!tern_text_piece_is_empty (&self))
    {
      const char *last = g_utf8_find_prev_char (self.start, self.end);

      last = last ? last : self.start;
      if (!is_around (g_utf8_get_char (last)) && *last != '.' && *last != '?')
        break;
      self.end = last;
    }
  return self;
}

static gboolean
ends_word (gunichar c)
{
  return is_blank (c) || c == '"' || c == '<' || c == '>' || c == '`' || c == '|' ||
         (c >= 0x201C && c <= 0x201F) || c == 0xAB || c == 0xBB;
}

/**
 * tern_text_piece_next_word:
 * @at: (inout): where to begin, and where the word ends
 * @end: the end of the text
 * @word: (out): the next run of characters that a code can be made of
 *
 * Returns: whether there is one
 */
gboolean
tern_text_piece_next_word (const char **at, const char *end, TernTextPiece *word)
{
  const char *p = *at;

  while (p < end && ends_word (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);
  word->start = p;
  while (p < end && !ends_word (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);
  word->end = *at = p;
  return !tern_text_piece_is_empty (word);
}

/**
 * tern_text_piece_find:
 * @needle: what to look for, in ASCII
 *
 * Returns: (transfer none) (nullable): where it begins, capital or small
 */
const char *
tern_text_piece_find (const TernTextPiece *self, const char *needle)
{
  gsize length = strlen (needle);

  for (const char *p = self->start; p + length <= self->end; p++)
    if (g_ascii_strncasecmp (p, needle, length) == 0)
      return p;
  return NULL;
}

/**
 * tern_text_piece_count_dollars:
 *
 * Returns: how many dollar signs there are in it, those of links and wide ones included
 */
guint
tern_text_piece_count_dollars (const TernTextPiece *self)
{
  guint n = 0;

  for (const char *p = self->start; p < self->end; p++)
    n += *p == '$' || (*p == '%' && self->end - p > 2 && p[1] == '2' && p[2] == '4') ||
         strncmp (p, "＄", MIN (3, (gsize) (self->end - p))) == 0;
  return n;
}

/**
 * tern_text_piece_next_line:
 * @at: (inout): where to begin, and where the next one begins
 * @end: the end of the text
 * @line: (out): the next line, without its end
 *
 * Returns: whether there is one
 */
gboolean
tern_text_piece_next_line (const char **at, const char *end, TernTextPiece *line)
{
  const char *p = *at;

  if (p >= end)
    return FALSE;
  line->start = p;
  while (p < end && *p != '\n' && *p != '\r')
    p++;
  line->end = p;
  *at = p < end ? p + 1 : p;
  return TRUE;
}

/**
 * tern_text_piece_is_token:
 *
 * Returns: whether a word alone looks like a matching ID: letters, digits and hyphens, not letters
 * alone
 */
gboolean
tern_text_piece_is_token (const TernTextPiece *self)
{
  gsize length = (gsize) (self->end - self->start);
  gboolean digit = FALSE;

  for (const char *p = self->start; p < self->end; p++)
    {
      if (!g_ascii_isalnum (*p) && *p != '-')
        return FALSE;
      digit = digit || g_ascii_isdigit (*p);
    }
  return digit && length >= 4 && length <= 255;
}
