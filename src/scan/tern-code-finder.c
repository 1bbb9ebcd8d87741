/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/tern-code-finder.h"

#include <string.h>

#include "scan/tern-code-field.h"
#include "scan/tern-mail-text.h"
#include "scan/tern-text-piece.h"

/* Nobody chooses among more. */
#define MAX_CANDIDATES 32
/* How many pieces of a text are tried at most, so that none takes long. */
#define MAX_ATTEMPTS 20000
#define MAX_CONFIRMATION_CODE 32

typedef struct
{
  const char *text;
  GPtrArray *found;
  guint attempts;
} Finder;

/**
 * tern_candidate_free:
 * @self: (nullable): a candidate
 *
 * Frees it.
 */
void
tern_candidate_free (TernCandidate *self)
{
  if (!self)
    return;
  lpa_activation_code_free (self->code);
  g_free (self->confirmation_code);
  g_free (self);
}

/* --- Pieces ------------------------------------------------------------------------------------
 */

/* --- Whole codes -------------------------------------------------------------------------------
 */

static gboolean
is_known (const Finder *self, const LpaActivationCode *code)
{
  for (guint i = 0; i < self->found->len; i++)
    {
      const LpaActivationCode *known = ((TernCandidate *) self->found->pdata[i])->code;

      if (g_strcmp0 (known->address, code->address) == 0 &&
          g_strcmp0 (known->matching_id, code->matching_id) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_full (const Finder *self)
{
  return self->found->len >= MAX_CANDIDATES || self->attempts >= MAX_ATTEMPTS;
}

static void
add (Finder *self, LpaActivationCode *code)
{
  TernCandidate *candidate;

  if (is_known (self, code))
    {
      lpa_activation_code_free (code);
      return;
    }
  candidate = g_new0 (TernCandidate, 1);
  candidate->code = code;
  g_ptr_array_add (self->found, candidate);
}

static LpaActivationCode *
parse (Finder *self, const char *text)
{
  self->attempts++;
  return lpa_activation_code_parse (text, NULL, NULL);
}

/* A code without its prefix is believed when its server could be one on the internet. */
static gboolean
is_credible (const LpaActivationCode *code, gboolean prefixed)
{
  return prefixed || (code->address && strchr (code->address, '.') && code->matching_id);
}

/*
 * Mail programs break lines behind a dollar sign: a code that ends with one goes on in the next
 * word if that can be its matching ID.
 */
static gboolean
try_broken_piece (Finder *self, const TernTextPiece *piece, const char *end)
{
  const char *at = piece->end;
  g_autofree char *head = tern_text_piece_dup (piece);
  g_autofree char *tail = NULL;
  g_autofree char *joined = NULL;
  LpaActivationCode *code;
  TernTextPiece next;

  if (piece->end[-1] != '$' || !tern_text_piece_next_word (&at, end, &next))
    return FALSE;
  next = tern_text_piece_trim (next);
  if (!tern_text_piece_is_token (&next))
    return FALSE;
  tail = tern_text_piece_dup (&next);
  joined = g_strconcat (head, tail, NULL);
  code = parse (self, joined);
  if (code)
    add (self, code);
  return code != NULL;
}

static void
try_piece (Finder *self, const TernTextPiece *piece, const char *end, gboolean prefixed)
{
  g_autofree char *text = tern_text_piece_dup (piece);
  g_autoptr (LpaActivationCode) code = NULL;

  if (tern_text_piece_is_empty (piece) || piece->end - piece->start > TERN_TEXT_PIECE_LONGEST ||
      try_broken_piece (self, piece, end))
    return;
  code = parse (self, text);
  if (code && is_credible (code, prefixed))
    add (self, g_steal_pointer (&code));
}

/* "LPA:" stands alone and the rest of the code is the next word. */
static gboolean
join_next (TernTextPiece *piece, const char **at, const char *end)
{
  const char *peek = *at;
  TernTextPiece next;

  if (tern_text_piece_count_dollars (piece) > 0 || !tern_text_piece_next_word (&peek, end, &next) ||
      (*next.start != '1' && *next.start != '$') || tern_text_piece_count_dollars (&next) < 2)
    return FALSE;
  *piece = tern_text_piece_trim ((TernTextPiece){ piece->start, next.end });
  *at = peek;
  return TRUE;
}

/* A word that may hold a code, wherever in it that begins. *@at moves on when more was taken. */
static void
try_word (Finder *self, TernTextPiece word, const char **at, const char *end)
{
  const char *prefix = tern_text_piece_find (&word, "lpa:");
  const char *link = tern_text_piece_find (&word, "http");
  const char *start = word.start;
  TernTextPiece piece;

  if (!prefix)
    prefix = tern_text_piece_find (&word, "lpa%3a");
  if (link && (!prefix || link < prefix))
    start = link;
  else if (prefix)
    start = prefix;
  piece = tern_text_piece_trim ((TernTextPiece){ start, word.end });
  if (tern_text_piece_count_dollars (&piece) > 0 || tern_text_piece_find (&piece, "%2524") ||
      (prefix && join_next (&piece, at, end)))
    try_piece (self, &piece, end, prefix != NULL);
}

static void
find_whole_codes (Finder *self, const char *end)
{
  const char *at = self->text;
  TernTextPiece word;

  while (!is_full (self) && tern_text_piece_next_word (&at, end, &word))
    if (word.end - word.start <= TERN_TEXT_PIECE_LONGEST &&
        (tern_text_piece_count_dollars (&word) >= 2 || tern_text_piece_find (&word, "lpa") ||
         tern_text_piece_find (&word, "%2524")))
      try_word (self, word, &at, end);
}

/* --- Two halves with labels --------------------------------------------------------------------
 */

static void
add_pair (Finder *self, const TernTextPiece *host, const TernTextPiece *token)
{
  g_autofree char *address = tern_code_field_read_address (host);
  g_autofree char *matching_id = tern_text_piece_dup (token);
  g_autofree char *text = g_strdup_printf ("LPA:1$%s$%s", address ? address : "", matching_id);
  g_autoptr (LpaActivationCode) code = NULL;

  if (!address || strchr (matching_id, '$') || (code = parse (self, text)) == NULL)
    return;
  add (self, g_steal_pointer (&code));
}

static void
find_labelled_pairs (Finder *self, const GArray *fields)
{
  for (guint i = 0; i < fields->len && !is_full (self); i++)
    {
      const TernCodeField *field = &g_array_index (fields, TernCodeField, i);
      const TernCodeField *partner = NULL;

      if (field->label == TERN_CODE_LABEL_ADDRESS)
        partner = tern_code_fields_find_partner (fields, i, TERN_CODE_LABEL_CODE);
      if (partner)
        add_pair (self, &field->value, &partner->value);
    }
}

/* Gives the one confirmation code of a text to the one code in it. */
static void
take_confirmation_code (Finder *self, const GArray *fields)
{
  const TernCodeField *only = NULL;

  for (guint i = 0; i < fields->len; i++)
    {
      const TernCodeField *field = &g_array_index (fields, TernCodeField, i);

      if (field->label != TERN_CODE_LABEL_CONFIRMATION)
        continue;
      if (only)
        return;
      only = field;
    }
  if (only && self->found->len == 1 && only->value.end - only->value.start <= MAX_CONFIRMATION_CODE)
    ((TernCandidate *) self->found->pdata[0])->confirmation_code =
        tern_text_piece_dup (&only->value);
}

/* --- Two halves without labels -----------------------------------------------------------------
 */

/*
 * A server's address, and behind it what looks like a matching ID. Two words that are the whole
 * text may look like anything and come in any order.
 */
static gboolean
has_two_words (const char *text, const char *end)
{
  TernTextPiece word;

  return tern_text_piece_next_word (&text, end, &word) &&
         tern_text_piece_next_word (&text, end, &word) &&
         !tern_text_piece_next_word (&text, end, &word);
}

static void
find_bare_pairs (Finder *self, const char *end)
{
  gboolean only_two = has_two_words (self->text, end);
  const char *at = self->text;
  TernTextPiece word, previous = { at, at };

  while (!is_full (self) && tern_text_piece_next_word (&at, end, &word))
    {
      TernTextPiece here = tern_text_piece_trim (word);

      if (tern_text_piece_is_empty (&here) || here.end - here.start > TERN_TEXT_PIECE_LONGEST)
        continue;
      if (memchr (previous.start, '.', (gsize) (previous.end - previous.start)) &&
          (only_two || tern_text_piece_is_token (&here)))
        add_pair (self, &previous, &here);
      else if (only_two && !tern_text_piece_is_empty (&previous))
        add_pair (self, &here, &previous);
      previous = here;
    }
}

/* Any of the forms, those first that leave no doubt. */
static GPtrArray *
find_in (const char *text, const char *end)
{
  Finder self = { .text = text };
  g_autoptr (GArray) fields = NULL;
  g_autoptr (LpaActivationCode) whole = NULL;

  self.found = g_ptr_array_new_with_free_func ((GDestroyNotify) tern_candidate_free);
  find_whole_codes (&self, end);
  /* With blanks between its parts only the whole text is a code. */
  if (self.found->len == 0 && end - text <= TERN_TEXT_PIECE_LONGEST && *end == '\0')
    whole = parse (&self, text);
  if (whole && is_credible (whole, FALSE))
    add (&self, g_steal_pointer (&whole));
  fields = tern_code_fields_read (text, end);
  if (self.found->len == 0)
    find_labelled_pairs (&self, fields);
  if (self.found->len == 0)
    find_bare_pairs (&self, end);
  take_confirmation_code (&self, fields);
  return self.found;
}

/**
 * tern_code_finder_find:
 * @text: what was pasted: a code, a link, a whole mail
 *
 * Finds activation codes in a text: written out, in links, percent-encoded, as the source of a mail
 * has them, broken over two lines behind a dollar sign, and as the two halves "SM-DP+ address" and
 * "activation code" with or without those labels. Takes no longer for a hostile text than for a
 * long one. Any thread.
 *
 * Returns: (transfer full) (element-type TernCandidate): the codes in their order, each once;
 *   empty when there is none. lpa_activation_code_parse() on the text says why.
 */
GPtrArray *
tern_code_finder_find (const char *text)
{
  const char *end = text + strnlen (text, TERN_CODE_FINDER_MAX_BYTES);
  g_autofree char *meant = tern_mail_text_decode (text, (gsize) (end - text));
  g_autoptr (GPtrArray) found = meant ? find_in (meant, meant + strlen (meant)) : NULL;

  if (found && found->len > 0)
    return g_steal_pointer (&found);
  g_utf8_validate (text, end - text, &end);
  return find_in (text, end);
}
