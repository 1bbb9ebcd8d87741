/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/tern-mail-text.h"

#include <string.h>

/* The longest entity with its ampersand and semicolon, `&#x0000024;` or so. */
#define MAX_ENTITY 12

/* Those that mails have in and around codes. A soft hyphen only says where a line may break. */
static const struct
{
  const char *name;
  const char *text;
} entities[] = {
  { "amp", "&" },    { "lt", "<" },     { "gt", ">" },    { "quot", "\"" },    { "apos", "'" },
  { "nbsp", " " },   { "dollar", "$" }, { "colon", ":" }, { "period", "." },   { "percnt", "%" },
  { "equals", "=" }, { "shy", "" },     { "zwnj", "" },   { "NewLine", "\n" },
};

static int
hex_byte (const char *p, const char *end)
{
  int high, low;

  if (end - p < 2)
    return -1;
  high = g_ascii_xdigit_value (p[0]);
  low = g_ascii_xdigit_value (p[1]);
  return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/* How many bytes of a line's end follow; blanks in front of it were added on the way. */
static gsize
line_end (const char *p, const char *end)
{
  const char *start = p;

  while (p < end && (*p == ' ' || *p == '\t'))
    p++;
  if (p < end && *p == '\r')
    p++;
  if (p < end && *p == '\n')
    p++;
  return p > start && (p[-1] == '\n' || p[-1] == '\r') ? (gsize) (p - start) : 0;
}

/* An encoded equals sign or a line that goes on: in other texts an equals sign is one. */
static gboolean
is_quoted_printable (const char *text, const char *end)
{
  for (const char *p = memchr (text, '=', (gsize) (end - text)); p;
       p = memchr (p + 1, '=', (gsize) (end - p - 1)))
    if (hex_byte (p + 1, end) == '=' || line_end (p + 1, end) > 0)
      return TRUE;
  return FALSE;
}

/* RFC 2045, 6.7. */
static void
decode_quoted_printable (GString *out, const char *text, const char *end)
{
  for (const char *p = text; p < end;)
    {
      gsize break_length = *p == '=' ? line_end (p + 1, end) : 0;
      int byte = *p == '=' ? hex_byte (p + 1, end) : -1;

      if (break_length > 0)
        p += 1 + break_length;
      else if (byte > 0)
        {
          g_string_append_c (out, (char) byte);
          p += 3;
        }
      else
        g_string_append_c (out, *p++);
    }
}

static gboolean
append_number (GString *out, const char *digits)
{
  gboolean hex = *digits == 'x' || *digits == 'X';
  guint64 c;

  if (!g_ascii_string_to_unsigned (digits + hex, hex ? 16 : 10, 1, 0x10FFFF, &c, NULL) ||
      !g_unichar_validate ((gunichar) c))
    return FALSE;
  /* What cannot be seen is in nobody's code. */
  if (g_unichar_type ((gunichar) c) != G_UNICODE_FORMAT)
    g_string_append_unichar (out, (gunichar) c);
  return TRUE;
}

static gboolean
append_entity (GString *out, const char *name)
{
  if (*name == '#')
    return append_number (out, name + 1);
  for (gsize i = 0; i < G_N_ELEMENTS (entities); i++)
    if (g_str_equal (entities[i].name, name))
      {
        g_string_append (out, entities[i].text);
        return TRUE;
      }
  return FALSE;
}

/* Decodes the entity that begins at @p; returns how many bytes it has, or 0 if it is none. */
static gsize
decode_entity (GString *out, const char *p, const char *end)
{
  const char *semicolon = memchr (p, ';', (gsize) MIN (end - p, MAX_ENTITY));
  g_autofree char *name = semicolon ? g_strndup (p + 1, (gsize) (semicolon - p - 1)) : NULL;

  return name && append_entity (out, name) ? (gsize) (semicolon - p + 1) : 0;
}

static void
decode_entities (GString *out, const char *text, const char *end)
{
  for (const char *p = text; p < end;)
    {
      gsize length = *p == '&' ? decode_entity (out, p, end) : 0;

      if (length == 0)
        g_string_append_c (out, *p);
      p += MAX (length, 1);
    }
}

/**
 * tern_mail_text_decode:
 * @text: a text
 * @length: its bytes
 *
 * Undoes quoted-printable and HTML entities (`=3D`, `&amp;`, `&#36;`), as people paste them from a
 * mail's source. Any thread.
 *
 * Returns: (transfer full) (nullable): the text that is meant, in UTF-8; %NULL if nothing was to
 *   undo
 */
char *
tern_mail_text_decode (const char *text, gsize length)
{
  g_autoptr (GString) plain = g_string_sized_new (length);
  g_autoptr (GString) decoded = g_string_sized_new (length);

  if (is_quoted_printable (text, text + length))
    decode_quoted_printable (plain, text, text + length);
  else
    g_string_append_len (plain, text, (gssize) length);
  decode_entities (decoded, plain->str, plain->str + plain->len);
  if (decoded->len == length && memcmp (decoded->str, text, length) == 0)
    return NULL;
  return g_utf8_make_valid (decoded->str, (gssize) decoded->len);
}
