/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-error-search.h"

#include <string.h>

#include "lpa/lpa-error.h"

#define MAX_QUERY 200

/* A subject and a reason, with whatever a support page writes between them. */
#define PAIR "([0-9]+(?:\\.[0-9]+)+)[^0-9]{1,20}([0-9]+\\.[0-9]+)"

/* A page and where it stands among the answers, best first. */
typedef enum
{
  RANK_KEY,
  RANK_FIGURE,
  RANK_PATTERN,
  RANK_CAUSE,
  RANK_ANYWHERE,
  N_RANKS,
} Rank;

/* How somebody writes a figure down: blanks around it, 0x before it, letters in either case. */
static char *
clean_figure (const char *query)
{
  g_autofree char *lower = g_ascii_strdown (query, -1);
  char *start = g_strstrip (lower);

  return g_strdup (g_str_has_prefix (start, "0x") ? start + 2 : start);
}

/* Whether @figure is @key: with its domain, or without it and the zeros in front. */
static Rank
rank_figure (const char *key, const char *figure)
{
  g_autofree char *lower = g_ascii_strdown (key, -1);
  const char *bare = strchr (lower, '/') + 1;
  const char *number = bare + strspn (bare, "0");

  if (g_str_equal (lower, figure))
    return RANK_KEY;
  if (g_str_equal (bare, figure) || (number > bare && g_str_equal (number, figure)))
    return RANK_FIGURE;
  if (g_pattern_match_simple (lower, figure) || g_pattern_match_simple (bare, figure))
    return RANK_PATTERN;
  return N_RANKS;
}

static Rank
rank_page (const LpaErrorPage *page,
           const LpaExplanation *shown,
           const char *figure,
           const char *words)
{
  Rank rank = rank_figure (page->key, figure);
  g_autofree char *everything = NULL;
  g_autofree char *causes = NULL;

  if (rank < N_RANKS)
    return rank;

  causes = g_strjoin (" ", shown->cause, page->cause, NULL);
  if (g_str_match_string (words, causes, TRUE))
    return RANK_CAUSE;

  everything = g_strjoin (" ", causes, shown->action, page->action, page->key, NULL);
  return g_str_match_string (words, everything, TRUE) ? RANK_ANYWHERE : N_RANKS;
}

/* Many figures share their sentences: whoever asked in words wants to read them once. */
static gboolean
is_told_already (GPtrArray *found, const LpaExplanation *page)
{
  for (guint i = 0; i < found->len; i++)
    {
      const LpaExplanation *other = found->pdata[i];

      if (g_str_equal (other->cause, page->cause) && g_str_equal (other->action, page->action) &&
          other->usable == page->usable)
        return TRUE;
    }
  return FALSE;
}

static void
add_ranked (GPtrArray *found, GPtrArray **ranked)
{
  gboolean exact = ranked[RANK_KEY]->len + ranked[RANK_FIGURE]->len > 0;

  for (Rank rank = RANK_KEY; rank < N_RANKS; rank++)
    for (guint i = 0; i < ranked[rank]->len; i++)
      {
        LpaExplanation *page = g_steal_pointer (&ranked[rank]->pdata[i]);

        if ((rank == RANK_PATTERN && exact) ||
            (rank > RANK_PATTERN && is_told_already (found, page)))
          lpa_explanation_free (page);
        else
          g_ptr_array_add (found, page);
      }
}

static void
search_pages (GPtrArray *found, const char *query)
{
  g_autofree char *figure = clean_figure (query);
  GPtrArray *ranked[N_RANKS];
  gsize n;
  const LpaErrorPage *pages = lpa_error_book_get_pages (&n);

  for (Rank rank = RANK_KEY; rank < N_RANKS; rank++)
    ranked[rank] = g_ptr_array_new_with_free_func ((GDestroyNotify) lpa_explanation_free);
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (LpaExplanation) shown = lpa_error_book_explain_page (&pages[i]);
      Rank rank = rank_page (&pages[i], shown, figure, query);

      if (rank < N_RANKS)
        g_ptr_array_add (ranked[rank], g_steal_pointer (&shown));
    }
  add_ranked (found, ranked);
  for (Rank rank = RANK_KEY; rank < N_RANKS; rank++)
    g_ptr_array_unref (ranked[rank]);
}

/* The key of the pair that a server refused with, when the query names one. */
static char *
find_pair (const char *query)
{
  g_autoptr (GRegex) regex = g_regex_new (PAIR, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *subject = NULL;
  g_autofree char *reason = NULL;

  if (!g_regex_match (regex, query, 0, &match))
    return NULL;
  subject = g_match_info_fetch (match, 1);
  reason = g_match_info_fetch (match, 2);
  return g_strdup_printf ("server/%s/%s", subject, reason);
}

/* A pair without a row of its own is put together from its halves. */
static LpaExplanation *
explain_pair (const char *key)
{
  const LpaErrorPage *page = lpa_error_book_look_up (key);
  g_autoptr (GError) error = NULL;

  if (page)
    return lpa_error_book_explain_page (page);
  error = lpa_error_new_from_key (key);
  return lpa_error_book_explain (error, LPA_STEP_ORDER_FOUND);
}

static gboolean
has_word (const char *query)
{
  for (const char *p = query; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)))
      return TRUE;
  return FALSE;
}

/**
 * lpa_error_book_search:
 * @query: what a person knows of an error: a figure with or without its domain, in the way that
 *   their source writes it (`8.2.6/3.8`, `subject 8.2.6 reason 3.8`, `load/5/12`, `0x8010000C`), or
 *   words, in their language or in English
 *
 * Figures come first, then pages whose cause holds all the words, then those that hold them
 * anywhere. Words match from their beginning, without regard to case and accents. Any thread.
 *
 * Returns: (transfer full) (element-type LpaExplanation): the pages, best first; empty when there
 * is none
 */
GPtrArray *
lpa_error_book_search (const char *query)
{
  g_autoptr (GPtrArray) found =
      g_ptr_array_new_with_free_func ((GDestroyNotify) lpa_explanation_free);
  g_autofree char *clean = g_utf8_make_valid (query, (gssize) strnlen (query, MAX_QUERY));
  g_autofree char *pair = find_pair (clean);

  if (pair)
    g_ptr_array_add (found, explain_pair (pair));
  else if (has_word (clean))
    search_pages (found, clean);
  return g_steal_pointer (&found);
}
