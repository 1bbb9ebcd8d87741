/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/tern-code-finder.h"

#include <string.h>

#include "scan/tern-mail-text.h"

/* Nobody chooses among more. */
#define MAX_CANDIDATES 32
/* How many pieces of a text are tried at most, so that none takes long. */
#define MAX_ATTEMPTS 20000
#define MAX_LINES 50000
/* The longest piece that is tried. */
#define MAX_PIECE 2000
/* How many lines lie between the two halves of a code at most. */
#define MAX_DISTANCE 8
#define MAX_CONFIRMATION_CODE 32

/* Some consecutive bytes of the text. */
typedef struct
{
  const char *start;
  const char *end;
} Piece;

/* What a line says about itself. */
typedef enum
{
  LABEL_NONE,
  LABEL_ADDRESS,
  LABEL_CODE,
  LABEL_CONFIRMATION,
  N_LABELS,
} Label;

typedef struct
{
  Label label;
  Piece value;
  guint line;
} Field;

typedef struct
{
  const char *text;
  GPtrArray *found;
  guint attempts;
} Finder;

/*
 * The words that sellers put in front of the halves, in lower case. The first that a line holds
 * decides, so those that others contain stand behind them.
 */
static const struct
{
  const char *word;
  Label label;
} labels[] = {
  { "confirmation code", LABEL_CONFIRMATION },
  { "code de confirmation", LABEL_CONFIRMATION },
  { "bestätigungscode", LABEL_CONFIRMATION },
  { "código de confirmación", LABEL_CONFIRMATION },
  { "código de confirmação", LABEL_CONFIRMATION },
  { "codice di conferma", LABEL_CONFIRMATION },
  { "bevestigingscode", LABEL_CONFIRMATION },
  { "kod potwierdzenia", LABEL_CONFIRMATION },
  { "確認コード", LABEL_CONFIRMATION },
  { "确认码", LABEL_CONFIRMATION },
  { "確認碼", LABEL_CONFIRMATION },
  { "sm-dp", LABEL_ADDRESS },
  { "smdp", LABEL_ADDRESS },
  { "sm dp", LABEL_ADDRESS },
  { "server address", LABEL_ADDRESS },
  { "rsp address", LABEL_ADDRESS },
  { "rsp server", LABEL_ADDRESS },
  { "serveradresse", LABEL_ADDRESS },
  { "server-adresse", LABEL_ADDRESS },
  { "adresse du serveur", LABEL_ADDRESS },
  { "dirección del servidor", LABEL_ADDRESS },
  { "endereço do servidor", LABEL_ADDRESS },
  { "indirizzo del server", LABEL_ADDRESS },
  { "activation code", LABEL_CODE },
  { "matching id", LABEL_CODE },
  { "matching-id", LABEL_CODE },
  { "matchingid", LABEL_CODE },
  { "activation id", LABEL_CODE },
  { "aktivierungscode", LABEL_CODE },
  { "code d'activation", LABEL_CODE },
  { "code d’activation", LABEL_CODE },
  { "código de activación", LABEL_CODE },
  { "código de ativação", LABEL_CODE },
  { "codice di attivazione", LABEL_CODE },
  { "activatiecode", LABEL_CODE },
  { "kod aktywacyjny", LABEL_CODE },
  { "アクティベーションコード", LABEL_CODE },
  { "有効化コード", LABEL_CODE },
  { "激活码", LABEL_CODE },
  { "啟用碼", LABEL_CODE },
  { "token", LABEL_CODE },
};

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

static gboolean
is_empty (const Piece *piece)
{
  return piece->start >= piece->end;
}

static char *
dup_piece (const Piece *piece)
{
  return g_strndup (piece->start, (gsize) (piece->end - piece->start));
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

static Piece
trim (Piece piece)
{
  while (!is_empty (&piece) && is_around (g_utf8_get_char (piece.start)))
    piece.start = g_utf8_next_char (piece.start);
  while (!is_empty (&piece))
    {
      const char *last = g_utf8_find_prev_char (piece.start, piece.end);

      last = last ? last : piece.start;
      if (!is_around (g_utf8_get_char (last)) && *last != '.' && *last != '?')
        break;
      piece.end = last;
    }
  return piece;
}

static gboolean
ends_word (gunichar c)
{
  return is_blank (c) || c == '"' || c == '<' || c == '>' || c == '`' || c == '|' ||
         (c >= 0x201C && c <= 0x201F) || c == 0xAB || c == 0xBB;
}

/* The next run of characters that a code can be made of, from *@at on. */
static gboolean
next_word (const char **at, const char *end, Piece *word)
{
  const char *p = *at;

  while (p < end && ends_word (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);
  word->start = p;
  while (p < end && !ends_word (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);
  word->end = *at = p;
  return !is_empty (word);
}

static const char *
find_nocase (const Piece *piece, const char *needle)
{
  gsize length = strlen (needle);

  for (const char *p = piece->start; p + length <= piece->end; p++)
    if (g_ascii_strncasecmp (p, needle, length) == 0)
      return p;
  return NULL;
}

static guint
count_dollars (const Piece *piece)
{
  guint n = 0;

  for (const char *p = piece->start; p < piece->end; p++)
    n += *p == '$' || (*p == '%' && piece->end - p > 2 && p[1] == '2' && p[2] == '4') ||
         strncmp (p, "＄", MIN (3, (gsize) (piece->end - p))) == 0;
  return n;
}

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

/* Whether a word alone looks like a matching ID: letters, digits and hyphens, not letters alone. */
static gboolean
is_token (const Piece *piece)
{
  gsize length = (gsize) (piece->end - piece->start);
  gboolean digit = FALSE;

  for (const char *p = piece->start; p < piece->end; p++)
    {
      if (!g_ascii_isalnum (*p) && *p != '-')
        return FALSE;
      digit = digit || g_ascii_isdigit (*p);
    }
  return digit && length >= 4 && length <= 255;
}

/*
 * Mail programs break lines behind a dollar sign: a code that ends with one goes on in the next
 * word if that can be its matching ID.
 */
static gboolean
try_broken_piece (Finder *self, const Piece *piece, const char *end)
{
  const char *at = piece->end;
  g_autofree char *head = dup_piece (piece);
  g_autofree char *tail = NULL;
  g_autofree char *joined = NULL;
  LpaActivationCode *code;
  Piece next;

  if (piece->end[-1] != '$' || !next_word (&at, end, &next))
    return FALSE;
  next = trim (next);
  if (!is_token (&next))
    return FALSE;
  tail = dup_piece (&next);
  joined = g_strconcat (head, tail, NULL);
  code = parse (self, joined);
  if (code)
    add (self, code);
  return code != NULL;
}

static void
try_piece (Finder *self, const Piece *piece, const char *end, gboolean prefixed)
{
  g_autofree char *text = dup_piece (piece);
  g_autoptr (LpaActivationCode) code = NULL;

  if (is_empty (piece) || piece->end - piece->start > MAX_PIECE ||
      try_broken_piece (self, piece, end))
    return;
  code = parse (self, text);
  if (code && is_credible (code, prefixed))
    add (self, g_steal_pointer (&code));
}

/* "LPA:" stands alone and the rest of the code is the next word. */
static gboolean
join_next (Piece *piece, const char **at, const char *end)
{
  const char *peek = *at;
  Piece next;

  if (count_dollars (piece) > 0 || !next_word (&peek, end, &next) ||
      (*next.start != '1' && *next.start != '$') || count_dollars (&next) < 2)
    return FALSE;
  *piece = trim ((Piece){ piece->start, next.end });
  *at = peek;
  return TRUE;
}

/* A word that may hold a code, wherever in it that begins. *@at moves on when more was taken. */
static void
try_word (Finder *self, Piece word, const char **at, const char *end)
{
  const char *prefix = find_nocase (&word, "lpa:");
  const char *link = find_nocase (&word, "http");
  const char *start = word.start;
  Piece piece;

  if (!prefix)
    prefix = find_nocase (&word, "lpa%3a");
  if (link && (!prefix || link < prefix))
    start = link;
  else if (prefix)
    start = prefix;
  piece = trim ((Piece){ start, word.end });
  if (count_dollars (&piece) > 0 || find_nocase (&piece, "%2524") ||
      (prefix && join_next (&piece, at, end)))
    try_piece (self, &piece, end, prefix != NULL);
}

static void
find_whole_codes (Finder *self, const char *end)
{
  const char *at = self->text;
  Piece word;

  while (!is_full (self) && next_word (&at, end, &word))
    if (word.end - word.start <= MAX_PIECE &&
        (count_dollars (&word) >= 2 || find_nocase (&word, "lpa") || find_nocase (&word, "%2524")))
      try_word (self, word, &at, end);
}

/* --- Two halves with labels --------------------------------------------------------------------
 */

static gboolean
next_line (const char **at, const char *end, Piece *line)
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

/* A label in a line: where its word begins and ends. */
typedef struct
{
  Label label;
  Piece word;
} Mark;

static const char *
forward (const Piece *line, glong characters)
{
  const char *p = line->start;

  for (; characters > 0 && p < line->end; characters--)
    p = g_utf8_next_char (p);
  return p;
}

/* The first label of each kind in a line, in their order. */
static guint
read_labels (const Piece *line, Mark marks[N_LABELS])
{
  g_autofree char *text = dup_piece (line);
  g_autofree char *lower = g_utf8_strdown (text, -1);
  gboolean seen[N_LABELS] = { FALSE };
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      const char *found = seen[labels[i].label] ? NULL : strstr (lower, labels[i].word);
      glong at = found ? g_utf8_strlen (lower, found - lower) : 0;
      guint place = n;

      if (!found)
        continue;
      seen[labels[i].label] = TRUE;
      for (; place > 0 && marks[place - 1].word.start > forward (line, at); place--)
        marks[place] = marks[place - 1];
      marks[place] =
          (Mark){ labels[i].label,
                  { forward (line, at), forward (line, at + g_utf8_strlen (labels[i].word, -1)) } };
      n++;
    }
  return n;
}

/*
 * Takes the rest of a label off: "+ address", "(matching ID)", "is" and the like, up to a colon.
 * Returns whether there was one.
 */
static gboolean
skip_label_rest (Piece *value)
{
  for (const char *p = value->start; p < value->end; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == ':' && p + 2 < value->end && p[1] == '/' && p[2] == '/')
        return FALSE;
      if (c != ':' && c != 0xFF1A && c != '=' && c != '\t' && c != '|')
        continue;
      /* A port belongs to the address in front of it. */
      if (c == ':' && p > value->start && g_ascii_isalnum (p[-1]) && p + 1 < value->end &&
          g_ascii_isdigit (p[1]) && memchr (value->start, '.', (gsize) (p - value->start)))
        return FALSE;
      value->start = g_utf8_next_char (p);
      return TRUE;
    }
  return FALSE;
}

static char *
read_address (const Piece *piece)
{
  g_autofree char *text = dup_piece (piece);
  g_autofree char *address = NULL;

  if (piece->end - piece->start > 300 || piece->end - piece->start < 4)
    return NULL;
  address = lpa_server_address_normalise (text, NULL);
  return address && strchr (address, '.') ? g_steal_pointer (&address) : NULL;
}

/*
 * The word behind a label that it is about: for a server's address the first that is one; for a
 * code the first that looks like one, or the only one behind a colon or on a line of its own.
 */
static Piece
choose_value (Label label, Piece value, gboolean own_line)
{
  gboolean clear = skip_label_rest (&value) || own_line;
  Piece only = { value.end, value.end }, word;
  const char *at = value.start;
  guint words = 0;

  while (next_word (&at, value.end, &word))
    {
      g_autofree char *address = NULL;

      word = trim (word);
      if (is_empty (&word))
        continue;
      address = label == LABEL_ADDRESS ? read_address (&word) : NULL;
      if (address || (label != LABEL_ADDRESS && is_token (&word)))
        return word;
      only = words++ == 0 ? word : (Piece){ value.end, value.end };
    }
  return clear && words == 1 && label != LABEL_ADDRESS ? only : (Piece){ value.end, value.end };
}

static gboolean
add_field (GArray *fields, Label label, Piece value, guint line, gboolean own_line)
{
  Field field = { label, choose_value (label, value, own_line), line };

  if (!is_empty (&field.value))
    g_array_append_val (fields, field);
  return !is_empty (&field.value);
}

/* Collects what is labelled; a label that stands alone is about the next line that is not empty. */
static GArray *
read_fields (Finder *self, const char *end)
{
  GArray *fields = g_array_new (FALSE, FALSE, sizeof (Field));
  Label waiting = LABEL_NONE;
  const char *at = self->text;
  Piece line;

  for (guint number = 0; number < MAX_LINES && next_line (&at, end, &line); number++)
    {
      Mark marks[N_LABELS];
      Piece content = trim (line);
      guint n;

      if (is_empty (&content) || line.end - line.start > MAX_PIECE)
        continue;
      n = read_labels (&line, marks);
      if (n == 0 && waiting != LABEL_NONE)
        add_field (fields, waiting, content, number, TRUE);
      waiting = LABEL_NONE;
      for (guint i = 0; i < n; i++)
        {
          Piece value = { marks[i].word.end, i + 1 < n ? marks[i + 1].word.start : line.end };

          if (!add_field (fields, marks[i].label, value, number, FALSE))
            waiting = marks[i].label;
        }
    }
  return fields;
}

/* The field of a kind nearest to the one at @index that is near enough, behind it rather. */
static const Field *
find_partner (const GArray *fields, guint index, Label label)
{
  const Field *all = (const Field *) (gpointer) fields->data;
  const Field *best = NULL;

  for (guint i = index + 1; i < fields->len && all[i].line <= all[index].line + MAX_DISTANCE; i++)
    {
      if (all[i].label == label)
        return &all[i];
      if (all[i].label == all[index].label)
        break;
    }
  for (guint i = index; i-- > 0 && all[i].line + MAX_DISTANCE >= all[index].line && !best;)
    {
      if (all[i].label == label)
        best = &all[i];
      if (all[i].label == all[index].label)
        break;
    }
  return best;
}

static void
add_pair (Finder *self, const Piece *host, const Piece *token)
{
  g_autofree char *address = read_address (host);
  g_autofree char *matching_id = dup_piece (token);
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
      const Field *field = &g_array_index (fields, Field, i);
      const Field *partner = NULL;

      if (field->label == LABEL_ADDRESS)
        partner = find_partner (fields, i, LABEL_CODE);
      if (partner)
        add_pair (self, &field->value, &partner->value);
    }
}

/* Gives the one confirmation code of a text to the one code in it. */
static void
take_confirmation_code (Finder *self, const GArray *fields)
{
  const Field *only = NULL;

  for (guint i = 0; i < fields->len; i++)
    {
      const Field *field = &g_array_index (fields, Field, i);

      if (field->label != LABEL_CONFIRMATION)
        continue;
      if (only)
        return;
      only = field;
    }
  if (only && self->found->len == 1 && only->value.end - only->value.start <= MAX_CONFIRMATION_CODE)
    ((TernCandidate *) self->found->pdata[0])->confirmation_code = dup_piece (&only->value);
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
  Piece word;

  return next_word (&text, end, &word) && next_word (&text, end, &word) &&
         !next_word (&text, end, &word);
}

static void
find_bare_pairs (Finder *self, const char *end)
{
  gboolean only_two = has_two_words (self->text, end);
  const char *at = self->text;
  Piece word, previous = { at, at };

  while (!is_full (self) && next_word (&at, end, &word))
    {
      Piece here = trim (word);

      if (is_empty (&here) || here.end - here.start > MAX_PIECE)
        continue;
      if (memchr (previous.start, '.', (gsize) (previous.end - previous.start)) &&
          (only_two || is_token (&here)))
        add_pair (self, &previous, &here);
      else if (only_two && !is_empty (&previous))
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
  if (self.found->len == 0 && end - text <= MAX_PIECE && *end == '\0')
    whole = parse (&self, text);
  if (whole && is_credible (whole, FALSE))
    add (&self, g_steal_pointer (&whole));
  fields = read_fields (&self, end);
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
