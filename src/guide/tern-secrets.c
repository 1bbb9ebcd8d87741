/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guide/tern-secrets.h"

#include <openssl/crypto.h>
#include <string.h>

#include "lpa/lpa-hex.h"
#include "lpa/lpa-redact.h"

#define ELLIPSIS "…"
#define MAX_TEXT 4000

/* Shorter ones would be found in every other word; they are looked for as whole words only. */
#define MIN_PART 4

/* What a word of a stranger may at most be to be a word. */
#define MAX_WORD 20
#define MAX_DIGITS 3

/* An activation code, wherever it stands: with its beginning, or without the LPA. */
#define CODE "(?:LPA:|\\b)1?(?:\\$|%24|&#36;)\\S*"

/* A number that names a card, a profile or a device, in groups or not. */
#define NUMBER "(?<![0-9A-Fa-f])[0-9](?:[ -]?[0-9]){14,}(?:[Ff])?(?![0-9A-Za-z])"

struct _TernSecrets
{
  GPtrArray *whole;
  GPtrArray *plain;
  GRegex *code;
  GRegex *number;
};

static void
wipe (gpointer data)
{
  OPENSSL_cleanse (data, strlen (data));
  g_free (data);
}

/**
 * tern_secrets_new:
 *
 * Returns: (transfer full): no secrets yet; activation codes and long numbers are taken out even so
 */
TernSecrets *
tern_secrets_new (void)
{
  TernSecrets *self = g_new0 (TernSecrets, 1);

  self->whole = g_ptr_array_new_with_free_func (wipe);
  self->plain = g_ptr_array_new_with_free_func (wipe);
  self->code = g_regex_new (CODE, G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL);
  self->number = g_regex_new (NUMBER, G_REGEX_OPTIMIZE, 0, NULL);
  return self;
}

/**
 * tern_secrets_free:
 * @self: (transfer full): secrets
 *
 * Wipes and frees them.
 */
void
tern_secrets_free (TernSecrets *self)
{
  g_ptr_array_unref (self->whole);
  g_ptr_array_unref (self->plain);
  g_regex_unref (self->code);
  g_regex_unref (self->number);
  g_free (self);
}

/* Letters and digits of @text alone, in small letters: how a secret looks once everything is gone
 * that people and programs put between or around its characters. With @at, where each stands. */
static char *
make_plain (const char *text, GArray *at)
{
  gsize length = strlen (text);
  char *plain = g_malloc (length + 1);
  gsize n = 0;

  for (gsize i = 0; i < length; i++)
    if (g_ascii_isalnum (text[i]) || (guchar) text[i] >= 0x80)
      {
        plain[n++] = g_ascii_tolower (text[i]);
        if (at != NULL)
          g_array_append_val (at, i);
      }
  plain[n] = '\0';
  return plain;
}

static void
add_plain (TernSecrets *self, const char *form)
{
  char *plain = make_plain (form, NULL);

  if (strlen (plain) >= MIN_PART)
    g_ptr_array_add (self->plain, plain);
  else
    wipe (plain);
}

/**
 * tern_secrets_add:
 * @self: secrets
 * @secret: (nullable): a matching ID, a confirmation code, or anything else that must not get out
 *
 * Also looks for it in the forms that programs give to texts: hexadecimal and base64.
 */
void
tern_secrets_add (TernSecrets *self, const char *secret)
{
  char *hex, *base64;
  gsize length = secret ? strlen (secret) : 0;

  if (length == 0)
    return;
  g_ptr_array_add (self->whole, g_utf8_casefold (secret, -1));
  hex = lpa_hex_encode ((const guint8 *) secret, length);
  base64 = g_base64_encode ((const guchar *) secret, length);
  add_plain (self, secret);
  add_plain (self, hex);
  /* The last character of base64 depends on what follows. */
  base64[strcspn (base64, "=") - (length % 3 == 0 ? 0 : 1)] = '\0';
  add_plain (self, base64);
  wipe (hex);
  g_free (base64);
}

/**
 * tern_secrets_is_empty:
 * @self: secrets
 *
 * Returns: whether none has been added
 */
gboolean
tern_secrets_is_empty (TernSecrets *self)
{
  return self->whole->len == 0;
}

/* The characters of @text from one to another become one ellipsis. */
static void
cut_out (GString *text, gsize from, gsize to)
{
  g_string_erase (text, (gssize) from, (gssize) (to - from));
  g_string_insert (text, (gssize) from, ELLIPSIS);
}

static gboolean
cut_one (GString *text, const char *secret)
{
  g_autoptr (GArray) at = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_autofree char *plain = make_plain (text->str, at);
  const char *found = strstr (plain, secret);
  gsize first;

  if (found == NULL)
    return FALSE;
  first = (gsize) (found - plain);
  cut_out (text, g_array_index (at, gsize, first),
           g_array_index (at, gsize, first + strlen (secret) - 1) + 1);
  return TRUE;
}

static gboolean
is_secret (TernSecrets *self, const char *word, gssize length)
{
  g_autofree char *folded = g_utf8_casefold (word, length);

  for (guint i = 0; i < self->whole->len; i++)
    if (g_str_equal (self->whole->pdata[i], folded))
      return TRUE;
  return FALSE;
}

static gboolean
is_alnum_at (const char *p)
{
  return g_unichar_isalnum (g_utf8_get_char (p));
}

/* The word with the secret in it replaced, whatever stands around it; %NULL when it is none. */
static char *
cut_word (TernSecrets *self, const char *word)
{
  const char *first = word;
  const char *end = word + strlen (word);

  if (is_secret (self, word, -1))
    return g_strdup (ELLIPSIS);
  while (first < end && !is_alnum_at (first))
    first = g_utf8_next_char (first);
  while (end > first && !is_alnum_at (g_utf8_prev_char (end)))
    end = g_utf8_prev_char (end);
  if (first == end || !is_secret (self, first, end - first))
    return NULL;
  return g_strdup_printf ("%.*s" ELLIPSIS "%s", (int) (first - word), word, end);
}

static char *
cut_words (TernSecrets *self, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (gsize i = 0; words[i] != NULL; i++)
    {
      char *cut = *words[i] != '\0' ? cut_word (self, words[i]) : NULL;

      if (cut != NULL)
        {
          g_free (words[i]);
          words[i] = cut;
        }
    }
  return g_strjoinv (" ", words);
}

static char *
cut_secrets (TernSecrets *self, const char *text)
{
  g_autofree char *without_codes =
      g_regex_replace_literal (self->code, text, -1, 0, ELLIPSIS, 0, NULL);
  g_autoptr (GString) left = g_string_new (without_codes ? without_codes : ELLIPSIS);

  for (guint i = 0; i < self->plain->len; i++)
    while (cut_one (left, self->plain->pdata[i]))
      continue;
  return cut_words (self, left->str);
}

static gboolean
shorten_number (const GMatchInfo *match, GString *result, gpointer user_data)
{
  g_autofree char *number = g_match_info_fetch (match, 0);
  g_autoptr (GString) digits = g_string_new (NULL);
  g_autofree char *shortened = NULL;

  for (const char *p = number; *p != '\0'; p++)
    if (g_ascii_isxdigit (*p))
      g_string_append_c (digits, *p);
  shortened = lpa_redact_identifier (digits->str);
  g_string_append (result, shortened);
  return FALSE;
}

static char *
shorten_numbers (TernSecrets *self, const char *text)
{
  char *shortened = g_regex_replace_eval (self->number, text, -1, 0, 0, shorten_number, NULL, NULL);

  return shortened ? shortened : g_strdup (ELLIPSIS);
}

/* No more than anybody reads, valid, and without a control character. */
static char *
tidy (const char *text)
{
  g_autofree char *cut = g_strndup (text, MAX_TEXT);
  char *valid = g_utf8_make_valid (cut, -1);

  for (char *p = valid; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';
  return valid;
}

/**
 * tern_secrets_scrub_typed:
 * @self: secrets
 * @text: what the person typed into the report, such as the number of their order
 *
 * Returns: (transfer full): the same without activation codes and secrets; long numbers stay
 */
char *
tern_secrets_scrub_typed (TernSecrets *self, const char *text)
{
  g_autofree char *tidied = tidy (text);

  return cut_secrets (self, tidied);
}

/**
 * tern_secrets_scrub:
 * @self: secrets
 * @text: a sentence of this program, into which something from outside may have gone
 *
 * Returns: (transfer full): the same without activation codes and secrets, and with the numbers of
 * cards and profiles shortened
 */
char *
tern_secrets_scrub (TernSecrets *self, const char *text)
{
  g_autofree char *cut = tern_secrets_scrub_typed (self, text);

  return shorten_numbers (self, cut);
}

/* Whether this can be a word, or a figure made of small numbers, and no code in a form that nobody
 * thought of. */
static gboolean
is_word (const char *word)
{
  gsize longest = 0;
  gsize run = 0;
  gboolean letters = FALSE;

  for (const char *p = word; *p != '\0'; p++)
    {
      run = g_ascii_isdigit (*p) ? run + 1 : 0;
      longest = MAX (longest, run);
      letters = letters || g_ascii_isalpha (*p);
    }
  return strlen (word) <= MAX_WORD && (longest == 0 || (!letters && longest <= MAX_DIGITS));
}

/**
 * tern_secrets_scrub_stranger:
 * @self: secrets
 * @text: what a server said in its own words
 *
 * Returns: (transfer full): of it what are plain words and figures; nothing when no secret is known
 * to look for, since then it cannot be told what of it is one
 */
char *
tern_secrets_scrub_stranger (TernSecrets *self, const char *text)
{
  g_autofree char *scrubbed = NULL;
  g_auto (GStrv) words = NULL;

  if (tern_secrets_is_empty (self))
    return g_strdup ("");
  scrubbed = tern_secrets_scrub (self, text);
  words = g_strsplit (scrubbed, " ", -1);
  for (gsize i = 0; words[i] != NULL; i++)
    if (!is_word (words[i]))
      {
        g_free (words[i]);
        words[i] = g_strdup (ELLIPSIS);
      }
  return g_strjoinv (" ", words);
}
