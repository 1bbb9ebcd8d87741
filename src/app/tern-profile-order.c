/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-profile-order.h"

typedef char *(*DupText) (LpaProfile *profile, TernOperators *operators);

static char *
dup_name (LpaProfile *profile, TernOperators *operators)
{
  return g_strdup (lpa_profile_get_display_name (profile));
}

static char *
dup_original_name (LpaProfile *profile, TernOperators *operators)
{
  return g_strdup (lpa_profile_get_name (profile));
}

static char *
dup_provider (LpaProfile *profile, TernOperators *operators)
{
  return g_strdup (lpa_profile_get_provider (profile));
}

static char *
dup_operator (LpaProfile *profile, TernOperators *operators)
{
  return operators ? tern_operators_dup_profile_operator (operators, profile) : NULL;
}

static char *
dup_country (LpaProfile *profile, TernOperators *operators)
{
  return operators ? tern_operators_dup_profile_country (operators, profile) : NULL;
}

static char *
dup_iccid (LpaProfile *profile, TernOperators *operators)
{
  return g_strdup (lpa_profile_get_iccid (profile));
}

/* So that case and the way an accent is written make no difference. */
static char *
fold (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);

  return g_utf8_casefold (normal ? normal : text, -1);
}

static char *
dup_everything (LpaProfile *profile, TernOperators *operators)
{
  static const DupText TEXTS[] = { dup_name,     dup_original_name, dup_provider,
                                   dup_operator, dup_country,       dup_iccid };
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (TEXTS); i++)
    {
      g_autofree char *text = TEXTS[i](profile, operators);

      g_string_append_printf (all, "%s\n", text ? text : "");
    }
  return fold (all->str);
}

/**
 * tern_profile_matches:
 * @profile: a profile
 * @operators: (nullable): who operates which network, once known
 * @words: what to look for
 *
 * Returns: whether each of the words is in one of the profile's texts: names, provider, operator,
 * country, ICCID
 */
gboolean
tern_profile_matches (LpaProfile *profile, TernOperators *operators, const char *words)
{
  g_autofree char *all = dup_everything (profile, operators);
  g_autofree char *folded = fold (words);
  g_auto (GStrv) parts = g_strsplit (folded, " ", -1);

  for (guint i = 0; parts[i]; i++)
    if (strstr (all, parts[i]) == NULL)
      return FALSE;
  return TRUE;
}

/* What has no such text comes last. */
static int
compare_texts (LpaProfile *a, LpaProfile *b, TernOperators *operators, DupText dup_text)
{
  g_autofree char *first = dup_text (a, operators);
  g_autofree char *second = dup_text (b, operators);
  gboolean has_first = first && *first;
  gboolean has_second = second && *second;

  if (!has_first || !has_second)
    return has_second - has_first;
  return g_utf8_collate (first, second);
}

/**
 * tern_profile_compare:
 * @a: a profile
 * @b: another
 * @operators: (nullable): who operates which network, once known
 * @order: (nullable): "name", "provider", "country" or "in-use"; anything else is the card's order
 *
 * Returns: less than, equal to or greater than 0, as for qsort(3)
 */
int
tern_profile_compare (LpaProfile *a, LpaProfile *b, TernOperators *operators, const char *order)
{
  static const struct
  {
    const char *order;
    DupText dup_text;
  } ORDERS[] = {
    { "name", dup_name },
    { "provider", dup_provider },
    { "country", dup_country },
  };

  if (g_strcmp0 (order, "in-use") == 0)
    return lpa_profile_is_enabled (b) - lpa_profile_is_enabled (a);
  for (guint i = 0; i < G_N_ELEMENTS (ORDERS); i++)
    if (g_strcmp0 (order, ORDERS[i].order) == 0)
      return compare_texts (a, b, operators, ORDERS[i].dup_text);
  return 0;
}
