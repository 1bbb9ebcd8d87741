/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "orders/tern-order-plan.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lpa/lpa-text.h"
#include "orders/tern-order-error.h"

/* More than any name, so that nobody hands in a novel. */
#define MAX_PATTERN 256

/**
 * tern_order_plan_new:
 *
 * Returns: (transfer full): the plan that is safest: one profile a card, nothing enabled, nothing
 * agreed to
 */
TernOrderPlan *
tern_order_plan_new (void)
{
  TernOrderPlan *self = g_new0 (TernOrderPlan, 1);

  self->per_card = 1;
  return self;
}

/**
 * tern_order_plan_copy:
 * @self: a plan
 *
 * Returns: (transfer full): a copy
 */
TernOrderPlan *
tern_order_plan_copy (const TernOrderPlan *self)
{
  TernOrderPlan *copy = g_memdup2 (self, sizeof *self);

  copy->enable_name = g_strdup (self->enable_name);
  copy->pattern = g_strdup (self->pattern);
  copy->reader = g_strdup (self->reader);
  copy->eid = g_strdup (self->eid);
  return copy;
}

/**
 * tern_order_plan_free:
 * @self: (transfer full): a plan
 */
void
tern_order_plan_free (TernOrderPlan *self)
{
  g_free (self->enable_name);
  g_free (self->pattern);
  g_free (self->reader);
  g_free (self->eid);
  g_free (self);
}

typedef struct
{
  const char *word;
  TernOrderMeaning meaning;
  gsize offset; /* in TernOrderNames, for what is no meaning of a column */
  enum
  {
    COLUMN,
    TEXT,
    NUMBER,
  } kind;
} Word;

static const Word words[] = {
  { "nickname", TERN_ORDER_MEANING_NICKNAME, 0, COLUMN },
  { "simid", TERN_ORDER_MEANING_SIM_ID, 0, COLUMN },
  { "imsi", TERN_ORDER_MEANING_IMSI, 0, COLUMN },
  { "subscription", TERN_ORDER_MEANING_SUBSCRIPTION, 0, COLUMN },
  { "name", 0, G_STRUCT_OFFSET (TernOrderNames, name), TEXT },
  { "provider", 0, G_STRUCT_OFFSET (TernOrderNames, provider), TEXT },
  { "iccid", 0, G_STRUCT_OFFSET (TernOrderNames, iccid), TEXT },
  { "eid", 0, G_STRUCT_OFFSET (TernOrderNames, eid), TEXT },
  { "row", 0, G_STRUCT_OFFSET (TernOrderNames, number), NUMBER },
  { "n", 0, G_STRUCT_OFFSET (TernOrderNames, nth), NUMBER },
};

static const Word *
find_word (const char *text, gsize length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strlen (words[i].word) == length && strncmp (words[i].word, text, length) == 0)
      return &words[i];
  return NULL;
}

static gboolean
check_pattern (const char *pattern, GError **error)
{
  const char *open = pattern;

  if (strlen (pattern) > MAX_PATTERN || !g_utf8_validate (pattern, -1, NULL))
    {
      g_set_error_literal (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_PATTERN,
                           C_ ("order", "The pattern for names is too long."));
      return FALSE;
    }
  while ((open = strchr (open, '{')) != NULL)
    {
      const char *close = strchr (open, '}');

      if (close == NULL || find_word (open + 1, (gsize) (close - open - 1)) == NULL)
        {
          g_set_error (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_PATTERN,
                       C_ ("order", "The pattern “%s” holds a word in braces that is not known."),
                       pattern);
          return FALSE;
        }
      open = close;
    }
  return TRUE;
}

/**
 * tern_order_plan_check:
 * @self: a plan
 * @error: return location for %TERN_ORDER_ERROR_PATTERN
 *
 * Returns: whether it can be carried out
 */
gboolean
tern_order_plan_check (const TernOrderPlan *self, GError **error)
{
  return self->pattern == NULL || check_pattern (self->pattern, error);
}

static void
append_word (GString *text, const Word *word, const TernOrderNames *names)
{
  const char *value = NULL;

  switch (word->kind)
    {
    case COLUMN:
      value = names->entry->value[word->meaning];
      break;
    case TEXT:
      value = G_STRUCT_MEMBER (const char *, names, word->offset);
      break;
    case NUMBER:
      g_string_append_printf (text, "%u", G_STRUCT_MEMBER (guint, names, word->offset));
      break;
    }
  if (value != NULL)
    g_string_append (text, value);
}

static char *
fill_in (const char *pattern, const TernOrderNames *names)
{
  GString *text = g_string_new (NULL);

  for (const char *next = pattern; *next != '\0'; next++)
    {
      const char *close = *next == '{' ? strchr (next, '}') : NULL;
      const Word *word = close != NULL ? find_word (next + 1, (gsize) (close - next - 1)) : NULL;

      if (word == NULL)
        {
          g_string_append_c (text, *next);
          continue;
        }
      append_word (text, word, names);
      next = close;
    }
  return g_string_free (text, FALSE);
}

/* Between two letters, however many bytes they have. */
static void
cut (char *name)
{
  char *end;

  if (strlen (name) <= TERN_ORDER_MAX_NICKNAME)
    return;
  end = g_utf8_find_prev_char (name, name + TERN_ORDER_MAX_NICKNAME + 1);
  *end = '\0';
}

/**
 * tern_order_plan_make_nickname:
 * @self: a plan that was checked
 * @names: what the words of its pattern stand for
 *
 * Returns: (transfer full) (nullable): what the profile is to be called, 64 bytes at most; %NULL
 * when it keeps its name
 */
char *
tern_order_plan_make_nickname (const TernOrderPlan *self, const TernOrderNames *names)
{
  const char *pattern = self->pattern != NULL ? self->pattern : "{nickname}";
  g_autofree char *text = fill_in (pattern, names);
  g_autofree char *clean = lpa_text_clean (text, -1, "");

  g_strstrip (clean);
  cut (clean);
  g_strchomp (clean);
  return *clean != '\0' ? g_steal_pointer (&clean) : NULL;
}
