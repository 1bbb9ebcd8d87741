/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/tern-code-field.h"

#include <string.h>

#include "lpa/lpa-activation-code.h"

#define MAX_LINES 50000
/* How many lines lie between the two halves of a code at most. */
#define MAX_DISTANCE 8

/*
 * The words that sellers put in front of the halves, in lower case. The first that a line holds
 * decides, so those that others contain stand behind them.
 */
static const struct
{
  const char *word;
  TernCodeLabel label;
} labels[] = {
  { "confirmation code", TERN_CODE_LABEL_CONFIRMATION },
  { "code de confirmation", TERN_CODE_LABEL_CONFIRMATION },
  { "bestätigungscode", TERN_CODE_LABEL_CONFIRMATION },
  { "código de confirmación", TERN_CODE_LABEL_CONFIRMATION },
  { "código de confirmação", TERN_CODE_LABEL_CONFIRMATION },
  { "codice di conferma", TERN_CODE_LABEL_CONFIRMATION },
  { "bevestigingscode", TERN_CODE_LABEL_CONFIRMATION },
  { "kod potwierdzenia", TERN_CODE_LABEL_CONFIRMATION },
  { "確認コード", TERN_CODE_LABEL_CONFIRMATION },
  { "确认码", TERN_CODE_LABEL_CONFIRMATION },
  { "確認碼", TERN_CODE_LABEL_CONFIRMATION },
  { "sm-dp", TERN_CODE_LABEL_ADDRESS },
  { "smdp", TERN_CODE_LABEL_ADDRESS },
  { "sm dp", TERN_CODE_LABEL_ADDRESS },
  { "server address", TERN_CODE_LABEL_ADDRESS },
  { "rsp address", TERN_CODE_LABEL_ADDRESS },
  { "rsp server", TERN_CODE_LABEL_ADDRESS },
  { "serveradresse", TERN_CODE_LABEL_ADDRESS },
  { "server-adresse", TERN_CODE_LABEL_ADDRESS },
  { "adresse du serveur", TERN_CODE_LABEL_ADDRESS },
  { "dirección del servidor", TERN_CODE_LABEL_ADDRESS },
  { "endereço do servidor", TERN_CODE_LABEL_ADDRESS },
  { "indirizzo del server", TERN_CODE_LABEL_ADDRESS },
  { "activation code", TERN_CODE_LABEL_CODE },
  { "matching id", TERN_CODE_LABEL_CODE },
  { "matching-id", TERN_CODE_LABEL_CODE },
  { "matchingid", TERN_CODE_LABEL_CODE },
  { "activation id", TERN_CODE_LABEL_CODE },
  { "aktivierungscode", TERN_CODE_LABEL_CODE },
  { "code d'activation", TERN_CODE_LABEL_CODE },
  { "code d’activation", TERN_CODE_LABEL_CODE },
  { "código de activación", TERN_CODE_LABEL_CODE },
  { "código de ativação", TERN_CODE_LABEL_CODE },
  { "codice di attivazione", TERN_CODE_LABEL_CODE },
  { "activatiecode", TERN_CODE_LABEL_CODE },
  { "kod aktywacyjny", TERN_CODE_LABEL_CODE },
  { "アクティベーションコード", TERN_CODE_LABEL_CODE },
  { "有効化コード", TERN_CODE_LABEL_CODE },
  { "激活码", TERN_CODE_LABEL_CODE },
  { "啟用碼", TERN_CODE_LABEL_CODE },
  { "token", TERN_CODE_LABEL_CODE },
};

/* A label in a line: where its word begins and ends. */
typedef struct
{
  TernCodeLabel label;
  TernTextPiece word;
} Mark;

static const char *
forward (const TernTextPiece *line, glong characters)
{
  const char *p = line->start;

  for (; characters > 0 && p < line->end; characters--)
    p = g_utf8_next_char (p);
  return p;
}

/* The first label of each kind in a line, in their order. */
static guint
read_labels (const TernTextPiece *line, Mark marks[TERN_CODE_N_LABELS])
{
  g_autofree char *text = tern_text_piece_dup (line);
  g_autofree char *lower = g_utf8_strdown (text, -1);
  gboolean seen[TERN_CODE_N_LABELS] = { FALSE };
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
skip_label_rest (TernTextPiece *value)
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

/**
 * tern_code_field_read_address:
 * @piece: a word
 *
 * Returns: (transfer full) (nullable): the address of a server on the internet, if it is one
 */
char *
tern_code_field_read_address (const TernTextPiece *piece)
{
  g_autofree char *text = tern_text_piece_dup (piece);
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
static TernTextPiece
choose_value (TernCodeLabel label, TernTextPiece value, gboolean own_line)
{
  gboolean clear = skip_label_rest (&value) || own_line;
  TernTextPiece only = { value.end, value.end }, word;
  const char *at = value.start;
  guint words = 0;

  while (tern_text_piece_next_word (&at, value.end, &word))
    {
      g_autofree char *address = NULL;

      word = tern_text_piece_trim (word);
      if (tern_text_piece_is_empty (&word))
        continue;
      address = label == TERN_CODE_LABEL_ADDRESS ? tern_code_field_read_address (&word) : NULL;
      if (address || (label != TERN_CODE_LABEL_ADDRESS && tern_text_piece_is_token (&word)))
        return word;
      only = words++ == 0 ? word : (TernTextPiece){ value.end, value.end };
    }
  return clear && words == 1 && label != TERN_CODE_LABEL_ADDRESS
             ? only
             : (TernTextPiece){ value.end, value.end };
}

static gboolean
add_field (GArray *fields, TernCodeLabel label, TernTextPiece value, guint line, gboolean own_line)
{
  TernCodeField field = { label, choose_value (label, value, own_line), line };

  if (!tern_text_piece_is_empty (&field.value))
    g_array_append_val (fields, field);
  return !tern_text_piece_is_empty (&field.value);
}

/**
 * tern_code_fields_read:
 * @text: a text in UTF-8
 * @end: its end
 *
 * Collects what is labelled. A label that stands alone is about the next line that is not empty.
 *
 * Returns: (transfer full) (element-type TernCodeField): the fields, in their order
 */
GArray *
tern_code_fields_read (const char *text, const char *end)
{
  GArray *fields = g_array_new (FALSE, FALSE, sizeof (TernCodeField));
  TernCodeLabel waiting = TERN_CODE_LABEL_NONE;
  const char *at = text;
  TernTextPiece line;

  for (guint number = 0; number < MAX_LINES && tern_text_piece_next_line (&at, end, &line);
       number++)
    {
      Mark marks[TERN_CODE_N_LABELS];
      TernTextPiece content = tern_text_piece_trim (line);
      guint n;

      if (tern_text_piece_is_empty (&content) || line.end - line.start > TERN_TEXT_PIECE_LONGEST)
        continue;
      n = read_labels (&line, marks);
      if (n == 0 && waiting != TERN_CODE_LABEL_NONE)
        add_field (fields, waiting, content, number, TRUE);
      waiting = TERN_CODE_LABEL_NONE;
      for (guint i = 0; i < n; i++)
        {
          TernTextPiece value = { marks[i].word.end,
                                  i + 1 < n ? marks[i + 1].word.start : line.end };

          if (!add_field (fields, marks[i].label, value, number, FALSE))
            waiting = marks[i].label;
        }
    }
  return fields;
}

/**
 * tern_code_fields_find_partner:
 * @fields: what tern_code_fields_read() returned
 * @index: one of them
 * @label: what the other one has to be
 *
 * Returns: (transfer none) (nullable): the field of that kind nearest to the one at @index that is
 *   near enough, behind it rather than before it
 */
const TernCodeField *
tern_code_fields_find_partner (const GArray *fields, guint index, TernCodeLabel label)
{
  const TernCodeField *all = (const TernCodeField *) (gpointer) fields->data;
  const TernCodeField *best = NULL;

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
