/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-activation-code.h"

#include <string.h>

#include "lpa/lpa-error.h"
#include "lpa/lpa-server-address.h"

#define MAX_TEXT 4096
#define MAX_FIELD 255

/* A character and where it stood in the text that the person gave. */
typedef struct
{
  gunichar c;
  gsize at;
} Glyph;

/* Some consecutive characters, and where the text goes on behind them. */
typedef struct
{
  const Glyph *glyphs;
  gsize length;
  gsize end;
} Span;

/* The fields of a code in their order (SGP.22 4.1). What follows the fifth is ignored. */
enum
{
  FIELD_VERSION,
  FIELD_ADDRESS,
  FIELD_MATCHING_ID,
  FIELD_OID,
  FIELD_FLAG,
  N_FIELDS,
};

static const char *const field_names[] = {
  [LPA_CODE_ERROR_EMPTY] = NULL,        [LPA_CODE_ERROR_NOT_A_CODE] = NULL,
  [LPA_CODE_ERROR_CUT_BY_SHELL] = NULL, [LPA_CODE_ERROR_VERSION] = "version",
  [LPA_CODE_ERROR_ADDRESS] = "address", [LPA_CODE_ERROR_MATCHING_ID] = "matching-id",
  [LPA_CODE_ERROR_OID] = "oid",         [LPA_CODE_ERROR_FLAG] = "flag",
  [LPA_CODE_ERROR_TOO_LONG] = NULL,
};

static gboolean fail (gsize at, gsize *where, GError **error, int code, const char *format, ...)
    G_GNUC_PRINTF (5, 6);

static gboolean
fail (gsize at, gsize *where, GError **error, int code, const char *format, ...)
{
  g_autofree char *reason = NULL;
  va_list arguments;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  if (where)
    *where = at;
  lpa_error_set (error, LPA_CODE_ERROR, code, field_names[code],
                 "Character %" G_GSIZE_FORMAT ": %s", at + 1, reason);
  return FALSE;
}

static gsize
span_at (const Span *span, gsize index)
{
  return index < span->length ? span->glyphs[index].at : span->end;
}

static Span
span_cut (const Span *span, gsize from, gsize to)
{
  return (Span){ span->glyphs + from, to - from, span_at (span, to) };
}

static gboolean
span_find (const Span *span, gsize from, gunichar c, gsize *index)
{
  for (gsize i = from; i < span->length; i++)
    if (span->glyphs[i].c == c)
      {
        *index = i;
        return TRUE;
      }
  return FALSE;
}

/* Compares without regard to case; @ascii is in lower case. */
static gboolean
span_begins (const Span *span, const char *ascii)
{
  gsize length = strlen (ascii);

  if (span->length < length)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (span->glyphs[i].c > 127 || g_ascii_tolower ((char) span->glyphs[i].c) != ascii[i])
      return FALSE;
  return TRUE;
}

static char *
span_dup (const Span *span)
{
  GString *text = g_string_sized_new (span->length);

  for (gsize i = 0; i < span->length; i++)
    g_string_append_unichar (text, span->glyphs[i].c);
  return g_string_free (text, FALSE);
}

/* What mail programs, web pages and chats put around a code, and what nobody means by it. */
static gboolean
is_wrapping (gunichar c)
{
  static const gunichar quotes[] = { '"',    '\'',   '`',    '<',    '>',    0x00AB,
                                     0x00BB, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D,
                                     0x201E, 0x2039, 0x203A, 0x300C, 0x300D };

  if (g_unichar_isspace (c))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (quotes); i++)
    if (c == quotes[i])
      return TRUE;
  return FALSE;
}

static Span
span_trim (Span span)
{
  while (span.length > 0 && is_wrapping (span.glyphs[0].c))
    span = span_cut (&span, 1, span.length);
  while (span.length > 0 && is_wrapping (span.glyphs[span.length - 1].c))
    span = span_cut (&span, 0, span.length - 1);
  return span;
}

/* Full-width forms of the two characters that give a code its structure. */
static gunichar
plain_form (gunichar c)
{
  switch (c)
    {
    case 0xFF04:
    case 0xFE69:
      return '$';
    case 0xFF1A:
      return ':';
    default:
      return c;
    }
}

/* Reads the text into characters with their places; those that cannot be seen are left out. */
static GArray *
read_glyphs (const char *text, gsize *where, GError **error)
{
  g_autoptr (GArray) glyphs = g_array_new (FALSE, FALSE, sizeof (Glyph));
  const char *end;
  gsize at = 0;

  if (!g_utf8_validate (text, -1, &end))
    {
      fail ((gsize) g_utf8_pointer_to_offset (text, end), where, error, LPA_CODE_ERROR_NOT_A_CODE,
            "this is not text");
      return NULL;
    }
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p), at++)
    {
      Glyph glyph = { plain_form (g_utf8_get_char (p)), at };

      if (at >= MAX_TEXT)
        {
          fail (at, where, error, LPA_CODE_ERROR_TOO_LONG, "the text is too long for a code");
          return NULL;
        }
      if (glyph.c == '$' && glyphs->len > 0 &&
          g_array_index (glyphs, Glyph, glyphs->len - 1).c == '\\')
        g_array_set_size (glyphs, glyphs->len - 1);
      if (g_unichar_type (glyph.c) != G_UNICODE_FORMAT)
        g_array_append_val (glyphs, glyph);
    }
  return g_steal_pointer (&glyphs);
}

static int
percent_byte (const Span *span, gsize index)
{
  int high, low;

  if (index + 2 >= span->length || span->glyphs[index].c != '%' ||
      span->glyphs[index + 1].c > 127 || span->glyphs[index + 2].c > 127)
    return -1;
  high = g_ascii_xdigit_value ((char) span->glyphs[index + 1].c);
  low = g_ascii_xdigit_value ((char) span->glyphs[index + 2].c);
  return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/* Puts the characters that a run of percent-encoded bytes stands for at the place of the run. */
static void
append_decoded (GArray *out, const GString *bytes, gsize at)
{
  gboolean utf8 = g_utf8_validate (bytes->str, (gssize) bytes->len, NULL);
  const char *end = bytes->str + bytes->len;

  for (const char *p = bytes->str; p < end; p = utf8 ? g_utf8_next_char (p) : p + 1)
    {
      Glyph glyph = { plain_form (utf8 ? g_utf8_get_char (p) : 0xFFFD), at };

      if (g_unichar_type (glyph.c) != G_UNICODE_FORMAT)
        g_array_append_val (out, glyph);
    }
}

static GArray *
percent_decode (const Span *span)
{
  GArray *out = g_array_new (FALSE, FALSE, sizeof (Glyph));

  for (gsize i = 0; i < span->length;)
    {
      g_autoptr (GString) bytes = NULL;
      gsize at = span->glyphs[i].at;

      if (percent_byte (span, i) < 0)
        {
          g_array_append_val (out, span->glyphs[i++]);
          continue;
        }
      bytes = g_string_new (NULL);
      for (int byte; (byte = percent_byte (span, i)) >= 0; i += 3)
        g_string_append_c (bytes, (char) byte);
      append_decoded (out, bytes, at);
    }
  return out;
}

/*
 * Links are encoded once, and by careless mailers twice. Returns the decoded text when it
 * satisfies @wanted.
 */
static GArray *
decode_until (const Span *span, gboolean (*wanted) (const Span *))
{
  g_autoptr (GArray) decoded = percent_decode (span);

  for (int pass = 0; pass < 2; pass++)
    {
      Span text = { (const Glyph *) (gpointer) decoded->data, decoded->len, span->end };
      GArray *next;

      if (wanted (&text))
        return g_steal_pointer (&decoded);
      next = percent_decode (&text);
      g_array_unref (decoded);
      decoded = next;
    }
  return NULL;
}

static gboolean
begins_like_code (const Span *span)
{
  Span text = span_trim (*span);

  return span_begins (&text, "lpa:1$") || span_begins (&text, "1$");
}

static gboolean
has_dollar (const Span *span)
{
  gsize index;

  return span_find (span, 0, '$', &index);
}

/* Where a query value or a tail of the path that starts at @from ends. */
static gsize
link_part_end (const Span *link, gsize from)
{
  gsize i = from;

  while (i < link->length && link->glyphs[i].c != '&' && link->glyphs[i].c != '#')
    i++;
  return i;
}

/*
 * The phone makers' set-up links and their like: any query value or tail of the path that begins
 * as a code does. Returns the decoded characters of that part.
 */
static GArray *
find_in_link (const Span *link, Span *found)
{
  for (gsize i = 0; i < link->length; i++)
    {
      gunichar c = link->glyphs[i].c;
      Span part;
      GArray *decoded;

      if (c != '=' && c != '/' && c != '?' && c != '#')
        continue;
      part = span_cut (link, i + 1, link_part_end (link, i + 1));
      decoded = decode_until (&part, begins_like_code);
      if (decoded)
        {
          *found = (Span){ (const Glyph *) (gpointer) decoded->data, decoded->len, part.end };
          return decoded;
        }
    }
  return NULL;
}

/*
 * Finds the code in a link, or undoes the percent-encoding of a whole text; hands over the
 * characters that *@span then lies in.
 */
static gboolean
unwrap (Span *span, GArray **glyphs, gsize *where, GError **error)
{
  gboolean link = span_begins (span, "https://") || span_begins (span, "http://");
  GArray *decoded = NULL;

  if (link)
    {
      decoded = find_in_link (span, span);
      if (!decoded)
        return fail (span_at (span, 0), where, error, LPA_CODE_ERROR_NOT_A_CODE,
                     "there is no activation code in this link");
    }
  else if (!has_dollar (span) && (decoded = decode_until (span, has_dollar)))
    *span = (Span){ (const Glyph *) (gpointer) decoded->data, decoded->len, span->end };

  if (decoded)
    {
      g_array_unref (*glyphs);
      *glyphs = decoded;
    }
  *span = span_trim (*span);
  return TRUE;
}

/* A code in the middle of a mail or a chat: from its prefix to the next blank or quote. */
static void
take_from_prose (Span *span)
{
  for (gsize from = 1; from < span->length; from++)
    {
      Span rest = span_cut (span, from, span->length);
      gsize length = 0;

      if (!span_begins (&rest, "lpa:1$") || !is_wrapping (span->glyphs[from - 1].c))
        continue;
      while (length < rest.length && !is_wrapping (rest.glyphs[length].c))
        length++;
      *span = span_cut (&rest, 0, length);
      return;
    }
}

/* Takes `LPA:` off, in any case and with blanks around the colon. */
static gboolean
take_prefix (Span *span)
{
  Span rest;

  if (!span_begins (span, "lpa"))
    return FALSE;
  rest = span_cut (span, 3, span->length);
  rest = span_trim (rest);
  if (!span_begins (&rest, ":"))
    return FALSE;
  *span = span_cut (&rest, 1, rest.length);
  *span = span_trim (*span);
  return TRUE;
}

/* A shell replaces `$name` by nothing, so that `LPA:1` is left with whatever no name can hold. */
static gboolean
fail_without_dollar (const Span *span, gboolean prefixed, gsize *where, GError **error)
{
  gboolean cut = prefixed && span_begins (span, "1") &&
                 (span->length == 1 || !g_unichar_isalnum (span->glyphs[1].c));

  if (cut)
    return fail (span_at (span, 1), where, error, LPA_CODE_ERROR_CUT_BY_SHELL,
                 "the code was cut by the shell; put it in single quotes");
  if (prefixed && span->length > 0 && g_unichar_isdigit (span->glyphs[0].c))
    return fail (span_at (span, 0), where, error, LPA_CODE_ERROR_VERSION,
                 "this kind of code is not known; it should begin with LPA:1$");
  return fail (span_at (span, 0), where, error, LPA_CODE_ERROR_NOT_A_CODE,
               "there is no $ sign, so this is not an activation code");
}

static guint
split (const Span *span, Span fields[N_FIELDS])
{
  gsize from = 0, dollar;
  guint n = 0;

  while (n < N_FIELDS)
    {
      gboolean more = span_find (span, from, '$', &dollar);
      Span field = span_cut (span, from, more ? dollar : span->length);

      fields[n++] = span_trim (field);
      if (!more)
        break;
      from = dollar + 1;
    }
  return n;
}

static gboolean
check_version (const Span *field, gboolean prefixed, gsize *where, GError **error)
{
  gboolean number = field->length > 0;

  if (field->length == 0 || (field->length == 1 && field->glyphs[0].c == '1'))
    return TRUE;
  for (gsize i = 0; i < field->length; i++)
    number = number && g_unichar_isdigit (field->glyphs[i].c);
  if (!prefixed && !number)
    return fail (span_at (field, 0), where, error, LPA_CODE_ERROR_NOT_A_CODE,
                 "an activation code begins with LPA:1$");
  return fail (span_at (field, 0), where, error, LPA_CODE_ERROR_VERSION,
               "this kind of code is not known; it should begin with LPA:1$");
}

static gboolean
check_length (const Span *field, gsize *where, GError **error)
{
  if (field->length <= MAX_FIELD)
    return TRUE;
  return fail (span_at (field, MAX_FIELD), where, error, LPA_CODE_ERROR_TOO_LONG,
               "this part has more than %d characters", MAX_FIELD);
}

static gboolean
read_address (const Span *field, char **address, gsize *where, GError **error)
{
  g_autofree char *text = span_dup (field);
  const char *flaw;
  gsize at = 0;

  if (!check_length (field, where, error))
    return FALSE;
  *address = lpa_server_address_parse (text, &at, &flaw);
  if (*address)
    return TRUE;
  return fail (span_at (field, at), where, error, LPA_CODE_ERROR_ADDRESS, "%s", flaw);
}

static gboolean
read_matching_id (const Span *field, char **matching_id, gsize *where, GError **error)
{
  if (!check_length (field, where, error))
    return FALSE;
  for (gsize i = 0; i < field->length; i++)
    {
      gunichar c = field->glyphs[i].c;

      if (g_unichar_isspace (c))
        return fail (span_at (field, i), where, error, LPA_CODE_ERROR_MATCHING_ID,
                     "there is a blank or a line break inside the code");
      if (g_unichar_iscntrl (c) || c == 0xFFFD)
        return fail (span_at (field, i), where, error, LPA_CODE_ERROR_MATCHING_ID,
                     "there is a control character inside the code");
    }
  *matching_id = field->length > 0 ? span_dup (field) : NULL;
  return TRUE;
}

/*
 * An object identifier: at least two numbers, no leading zeros, the first 0 to 2 and the second
 * below 40 under 0 and 1.
 */
static gboolean
is_oid (const char *text)
{
  g_auto (GStrv) arcs = g_strsplit (text, ".", -1);
  guint n = g_strv_length (arcs);
  guint64 second;

  for (guint i = 0; i < n; i++)
    {
      gsize length = strlen (arcs[i]);

      if (length == 0 || strspn (arcs[i], "0123456789") != length ||
          (length > 1 && arcs[i][0] == '0'))
        return FALSE;
    }
  if (n < 2 || strlen (arcs[0]) != 1 || arcs[0][0] > '2')
    return FALSE;
  return arcs[0][0] == '2' || g_ascii_string_to_unsigned (arcs[1], 10, 0, 39, &second, NULL);
}

static gboolean
read_oid (const Span *field, char **oid, gsize *where, GError **error)
{
  g_autofree char *text = span_dup (field);

  if (!check_length (field, where, error))
    return FALSE;
  if (*text == '\0')
    return TRUE;
  for (gsize i = 0; i < field->length; i++)
    if (field->glyphs[i].c != '.' && (field->glyphs[i].c < '0' || field->glyphs[i].c > '9'))
      return fail (span_at (field, i), where, error, LPA_CODE_ERROR_OID,
                   "the fourth part must be numbers with dots between them");
  if (!is_oid (text))
    return fail (span_at (field, 0), where, error, LPA_CODE_ERROR_OID,
                 "the fourth part is not an object identifier");
  *oid = g_steal_pointer (&text);
  return TRUE;
}

static gboolean
read_flag (const Span *field, gboolean *flag, gsize *where, GError **error)
{
  gunichar c = field->length > 0 ? field->glyphs[0].c : '0';

  if (field->length > 1 || (c != '0' && c != '1'))
    return fail (span_at (field, 0), where, error, LPA_CODE_ERROR_FLAG,
                 "the fifth part must be 1, 0 or empty");
  *flag = c == '1';
  return TRUE;
}

static LpaActivationCode *
read_fields (const Span *span, gboolean prefixed, gsize *where, GError **error)
{
  g_autoptr (LpaActivationCode) self = g_new0 (LpaActivationCode, 1);
  Span fields[N_FIELDS];
  guint n = split (span, fields);

  if (!check_version (&fields[FIELD_VERSION], prefixed, where, error) ||
      !read_address (&fields[FIELD_ADDRESS], &self->address, where, error))
    return NULL;
  if (n <= FIELD_MATCHING_ID)
    {
      fail (span->end, where, error, LPA_CODE_ERROR_MATCHING_ID,
            "the code ends after the server's address; the last part is missing");
      return NULL;
    }
  if (!read_matching_id (&fields[FIELD_MATCHING_ID], &self->matching_id, where, error) ||
      (n > FIELD_OID && !read_oid (&fields[FIELD_OID], &self->oid, where, error)) ||
      (n > FIELD_FLAG &&
       !read_flag (&fields[FIELD_FLAG], &self->confirmation_code_required, where, error)))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * lpa_activation_code_new:
 * @address: (nullable): the SM-DP+, as lpa_server_address_normalise() returned it; %NULL or empty
 *   means the card's default
 * @matching_id: (nullable): the token; %NULL or empty means the default order of the card
 *
 * Returns: (transfer full): a code of these two parts alone
 */
LpaActivationCode *
lpa_activation_code_new (const char *address, const char *matching_id)
{
  LpaActivationCode *self = g_new0 (LpaActivationCode, 1);

  self->address = address && *address ? g_ascii_strdown (address, -1) : NULL;
  self->matching_id = matching_id && *matching_id ? g_strdup (matching_id) : NULL;
  return self;
}

/**
 * lpa_activation_code_parse:
 * @text: what was typed, scanned or pasted: a code, an `lpa:` URI or a set-up link that carries a
 *   code
 * @where: (out) (optional): on failure, the offset in @text of the first character that is wrong,
 *   counted in characters
 * @error: return location for a %LPA_CODE_ERROR
 *
 * Takes an activation code apart (SGP.22 4.1). A code with its prefix is found in other words,
 * too. What people and programs put around it is taken off: blanks, quotes, invisible characters,
 * a missing or oddly written prefix, escaped or percent-encoded dollar signs. The letter case of
 * the matching ID is never changed. Any thread.
 *
 * Returns: (transfer full) (nullable): the code, or %NULL with @error set
 */
LpaActivationCode *
lpa_activation_code_parse (const char *text, gsize *where, GError **error)
{
  g_autoptr (GArray) glyphs = read_glyphs (text, where, error);
  gboolean prefixed;
  Span span;

  if (!glyphs)
    return NULL;
  span = (Span){ (const Glyph *) (gpointer) glyphs->data, glyphs->len,
                 (gsize) g_utf8_strlen (text, -1) };
  span = span_trim (span);
  if (span.length == 0)
    {
      fail (0, where, error, LPA_CODE_ERROR_EMPTY, "there is no code");
      return NULL;
    }
  if (!unwrap (&span, &glyphs, where, error))
    return NULL;

  prefixed = take_prefix (&span);
  if (!prefixed)
    {
      take_from_prose (&span);
      prefixed = take_prefix (&span);
    }
  if (!has_dollar (&span))
    {
      fail_without_dollar (&span, prefixed, where, error);
      return NULL;
    }
  return read_fields (&span, prefixed, where, error);
}

/**
 * lpa_activation_code_copy:
 * @self: a code
 *
 * Returns: (transfer full): a copy
 */
LpaActivationCode *
lpa_activation_code_copy (const LpaActivationCode *self)
{
  LpaActivationCode *copy = g_new0 (LpaActivationCode, 1);

  copy->address = g_strdup (self->address);
  copy->matching_id = g_strdup (self->matching_id);
  copy->oid = g_strdup (self->oid);
  copy->confirmation_code_required = self->confirmation_code_required;
  return copy;
}

/**
 * lpa_activation_code_to_text:
 * @self: a code
 *
 * Returns: (transfer full): the code as the standard writes it, `LPA:1$…`, with no more fields
 *   than it needs. A secret.
 */
char *
lpa_activation_code_to_text (const LpaActivationCode *self)
{
  GString *text = g_string_new ("LPA:1$");

  g_string_append (text, self->address ? self->address : "");
  g_string_append_c (text, '$');
  g_string_append (text, self->matching_id ? self->matching_id : "");
  if (self->oid || self->confirmation_code_required)
    g_string_append_printf (text, "$%s", self->oid ? self->oid : "");
  if (self->confirmation_code_required)
    g_string_append (text, "$1");
  return g_string_free (text, FALSE);
}

/**
 * lpa_activation_code_free:
 * @self: (nullable): a code
 *
 * Frees a code.
 */
void
lpa_activation_code_free (LpaActivationCode *self)
{
  if (!self)
    return;
  g_free (self->address);
  g_free (self->matching_id);
  g_free (self->oid);
  g_free (self);
}
