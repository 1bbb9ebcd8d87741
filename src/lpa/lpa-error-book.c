/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lpa/lpa-error-book.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lpa/lpa-error-table.h"
#include "lpa/lpa-error.h"

typedef struct
{
  const char *nick;
  const char *text;
} Name;

static const Name side_names[] = {
  [LPA_SIDE_YOU] = { "you", NC_ ("side", "You") },
  [LPA_SIDE_COMPUTER] = { "computer", NC_ ("side", "This computer") },
  [LPA_SIDE_READER] = { "reader", NC_ ("side", "The card reader") },
  [LPA_SIDE_CARD] = { "card", NC_ ("side", "The card") },
  [LPA_SIDE_NETWORK] = { "network", NC_ ("side", "The network") },
  [LPA_SIDE_SERVER] = { "server", NC_ ("side", "The server") },
  [LPA_SIDE_PROVIDER] = { "provider", NC_ ("side", "The provider") },
  [LPA_SIDE_PROGRAM] = { "program", NC_ ("side", "This program") },
};

static const Name usable_names[] = {
  [LPA_CODE_USABLE_NOT_INVOLVED] = { "not-involved", "" },
  [LPA_CODE_USABLE_YES] = { "yes", NC_ ("code usable", "Your code has not been used up.") },
  [LPA_CODE_USABLE_SAME_CARD] = { "same-card",
                                  NC_ ("code usable",
                                       "You can try your code again, but only with this card.") },
  [LPA_CODE_USABLE_OTHER_CARD] = { "other-card",
                                   NC_ ("code usable",
                                        "Your code does not work with this card. It may work with "
                                        "another.") },
  [LPA_CODE_USABLE_PROVIDER_DECIDES] = { "provider-decides",
                                         NC_ ("code usable",
                                              "Only your provider can tell whether your code can "
                                              "still be used.") },
  [LPA_CODE_USABLE_NO] = { "no", NC_ ("code usable", "Your code cannot be used again.") },
  [LPA_CODE_USABLE_UNKNOWN] = { "unknown", NC_ ("code usable",
                                                "An answer was lost, so it is not certain whether "
                                                "your code can still be "
                                                "used. If it can, then with this card.") },
  [LPA_CODE_USABLE_DEPENDS] = { "depends",
                                NC_ ("code usable",
                                     "Before the package was received your code is not used up. "
                                     "After that, try it again with the same card only.") },
};

/* The subjects of SGP.22 5.2.6 that have no row of their own with some reason, in plain words. */
static const Name subjects[] = {
  { "1.2.1", NC_ ("server subject", "the caller’s name") },
  { "1.2.2", NC_ ("server subject", "the caller’s number") },
  { "1.3.1", NC_ ("server subject", "the provider’s name") },
  { "1.6", NC_ ("server subject", "the request") },
  { "8.1", NC_ ("server subject", "the card") },
  { "8.1.1", NC_ ("server subject", "the card’s number (EID)") },
  { "8.1.2", NC_ ("server subject", "the certificate of the card’s maker") },
  { "8.1.3", NC_ ("server subject", "the card’s certificate") },
  { "8.1.4", NC_ ("server subject", "the card’s number (EID)") },
  { "8.2", NC_ ("server subject", "the profile") },
  { "8.2.1", NC_ ("server subject", "the profile’s number (ICCID)") },
  { "8.2.5", NC_ ("server subject", "the kind of profile") },
  { "8.2.6", NC_ ("server subject", "the code") },
  { "8.2.7", NC_ ("server subject", "the confirmation code") },
  { "8.8", NC_ ("server subject", "the server") },
  { "8.8.1", NC_ ("server subject", "the server’s address") },
  { "8.8.2", NC_ ("server subject", "the server’s security settings") },
  { "8.8.3", NC_ ("server subject", "the server’s version") },
  { "8.8.4", NC_ ("server subject", "the server’s certificate") },
  { "8.8.5", NC_ ("server subject", "the order") },
  { "8.9", NC_ ("server subject", "the discovery server") },
  { "8.9.1", NC_ ("server subject", "the discovery server’s address") },
  { "8.9.2", NC_ ("server subject", "the discovery server’s security settings") },
  { "8.9.3", NC_ ("server subject", "the discovery server’s version") },
  { "8.9.4", NC_ ("server subject", "the discovery server’s certificate") },
  { "8.9.5", NC_ ("server subject", "the registered order") },
  { "8.10.1", NC_ ("server subject", "the session") },
  { "8.11.1", NC_ ("server subject", "the certificate issuer") },
};

static const Name reasons[] = {
  { "1.1", NC_ ("server reason", "unknown") },
  { "1.2", NC_ ("server reason", "not allowed") },
  { "2.1", NC_ ("server reason", "invalid") },
  { "2.2", NC_ ("server reason", "missing") },
  { "2.3", NC_ ("server reason", "missing in this case") },
  { "3.1", NC_ ("server reason", "not supported") },
  { "3.3", NC_ ("server reason", "already in use") },
  { "3.4", NC_ ("server reason", "invalid destination") },
  { "3.5", NC_ ("server reason", "not possible in this state") },
  { "3.7", NC_ ("server reason", "not available") },
  { "3.8", NC_ ("server reason", "refused") },
  { "3.9", NC_ ("server reason", "unknown") },
  { "3.10", NC_ ("server reason", "belongs to something else") },
  { "3.11", NC_ ("server reason", "value already in use") },
  { "4.2", NC_ ("server reason", "could not be carried out") },
  { "4.3", NC_ ("server reason", "stopped on a warning") },
  { "4.8", NC_ ("server reason", "not enough memory") },
  { "4.10", NC_ ("server reason", "expired") },
  { "5.1", NC_ ("server reason", "cannot be reached") },
  { "6.1", NC_ ("server reason", "verification failed") },
  { "6.3", NC_ ("server reason", "expired") },
  { "6.4", NC_ ("server reason", "tried too many times") },
};

static const char *
find_name (const Name *names, gsize n, const char *nick, const char *context)
{
  for (gsize i = 0; i < n; i++)
    if (g_str_equal (names[i].nick, nick))
      return g_dpgettext2 (GETTEXT_PACKAGE, context, names[i].text);
  return nick;
}

/* A pair that has no row: put together from the names of its halves. */
static char *
compose_cause (const char *figure)
{
  g_auto (GStrv) pair = g_strsplit (figure, "/", 2);

  if (!pair[0] || !pair[1])
    return NULL;
  /*
   * Translators: first the subject, such as “the profile”, then the reason, such as “not
   * allowed”
   */
  return g_strdup_printf (C_ ("error cause", "The server refused: %s: %s."),
                          find_name (subjects, G_N_ELEMENTS (subjects), pair[0], "server subject"),
                          find_name (reasons, G_N_ELEMENTS (reasons), pair[1], "server reason"));
}

static char *
make_key (const char *domain, const char *figure)
{
  return g_strconcat (domain, "/", figure, NULL);
}

/*
 * Status words repeat themselves between commands: one that belongs to a known situation
 * explains nothing.
 */
static gboolean
figure_counts (const GError *error)
{
  return error->domain != LPA_CARD_ERROR || error->code == LPA_CARD_ERROR_STATUS;
}

/*
 * The row of an error: by its figure, otherwise by its code. *@composed tells that the server's
 * pair has no row of its own.
 */
static const LpaErrorPage *
find_page (const GError *error, gboolean *composed)
{
  const char *domain = lpa_error_domain_name (error->domain);
  const char *figure = lpa_error_get_figure (error);
  const char *nick = lpa_error_code_nick (error);
  g_autofree char *by_figure = NULL;
  g_autofree char *by_nick = NULL;
  const LpaErrorPage *page = NULL;

  *composed = FALSE;
  if (domain && figure && figure_counts (error))
    {
      by_figure = make_key (domain, figure);
      page = lpa_error_book_look_up (by_figure);
      *composed = !page && error->domain == LPA_SERVER_ERROR;
    }
  if (!page && domain && nick)
    {
      by_nick = make_key (domain, nick);
      page = lpa_error_book_look_up (by_nick);
    }
  if (!page && g_str_has_prefix (g_quark_to_string (error->domain), "tern_ledger"))
    page = lpa_error_book_look_up ("other/journal");
  return page ? page : lpa_error_book_look_up ("other/unknown");
}

/* Whether the fault may have swallowed the answer to something that was done. */
static gboolean
is_answer_lost (const GError *error)
{
  if (error->domain == LPA_HTTP_ERROR)
    return error->code == LPA_HTTP_ERROR_LOST || error->code == LPA_HTTP_ERROR_TIMEOUT;
  return error->domain == LPA_CHANNEL_ERROR;
}

/* Whether it is certain that the server gave no package away, although that was the step. */
static gboolean
is_package_withheld (const GError *error)
{
  if (error->domain == LPA_SERVER_ERROR)
    return error->code == LPA_SERVER_ERROR_REFUSED;
  return lpa_error_is_never_sent (error) || error->domain == LPA_ES10_ERROR ||
         error->domain == LPA_POLICY_ERROR || error->domain == LPA_CODE_ERROR;
}

/* Whether a server refused before it was shown the code: whatever it says, it is not of the code.
 */
static gboolean
is_about_no_code (const GError *error, LpaStep step)
{
  return error->domain == LPA_SERVER_ERROR && step < LPA_STEP_ORDER_FOUND;
}

/*
 * What the fault means for the code at this step. A row that says more than "nothing happened to
 * it" is right whatever the step; otherwise the step decides: until the package is bound the code
 * is untouched, from then on it is tied to the card, and with the result it is spent.
 */
static LpaCodeUsable
judge_code (const LpaErrorPage *page, const GError *error, LpaStep step)
{
  if (step == LPA_STEP_NONE)
    return LPA_CODE_USABLE_NOT_INVOLVED;
  if (step > LPA_STEP_PACKAGE_LOADED)
    return LPA_CODE_USABLE_NO;
  if (is_about_no_code (error, step) && page->usable != LPA_CODE_USABLE_OTHER_CARD)
    return LPA_CODE_USABLE_YES;
  if (page->usable != LPA_CODE_USABLE_YES && page->usable != LPA_CODE_USABLE_NOT_INVOLVED)
    return page->usable;
  if (step < LPA_STEP_PACKAGE_BOUND ||
      (step == LPA_STEP_PACKAGE_BOUND && is_package_withheld (error)))
    return LPA_CODE_USABLE_YES;
  return is_answer_lost (error) ? LPA_CODE_USABLE_UNKNOWN : LPA_CODE_USABLE_SAME_CARD;
}

static char *
make_details (const GError *error)
{
  const char *domain = lpa_error_domain_name (error->domain);
  const char *figure = lpa_error_get_figure (error);
  const char *nick = lpa_error_code_nick (error);
  const char *detail = lpa_error_get_detail (error);
  g_autoptr (GString) text = g_string_new (domain ? domain : g_quark_to_string (error->domain));

  if (nick)
    g_string_append_printf (text, "/%s", nick);
  else
    g_string_append_printf (text, "/%d", error->code);
  if (figure)
    g_string_append_printf (text, " %s", figure);
  g_string_append_printf (text, ": %s", error->message);
  if (detail && *detail)
    g_string_append_printf (text, "\n%s", detail);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * lpa_error_book_explain:
 * @error: any error, of this library or another; not %G_IO_ERROR_CANCELLED, which is no error
 * @step: the step of a download at which it happened; %LPA_STEP_NONE when no code is in play
 *
 * Any thread.
 *
 * Returns: (transfer full): what a person reads of it, in their language
 */
LpaExplanation *
lpa_error_book_explain (const GError *error, LpaStep step)
{
  LpaExplanation *self = g_new0 (LpaExplanation, 1);
  gboolean composed;
  const LpaErrorPage *page = find_page (error, &composed);
  const char *figure = lpa_error_get_figure (error);

  self->key = composed ? make_key ("server", figure) : g_strdup (page->key);
  self->side = page->side;
  self->usable = judge_code (page, error, step);
  self->cause = composed ? compose_cause (figure) : NULL;
  if (!self->cause)
    self->cause = g_strdup (g_dpgettext2 (GETTEXT_PACKAGE, "error cause", page->cause));
  self->action = g_strdup (g_dpgettext2 (GETTEXT_PACKAGE, "error action", page->action));
  self->details = make_details (error);
  return self;
}

/* Pages of faults that may happen at any step: without the step they say nothing of the code. */
static gboolean
may_happen_anywhere (const char *key)
{
  static const char *const domains[] = { "channel/", "card/", "tlv/", "http/", "other/" };

  for (gsize i = 0; i < G_N_ELEMENTS (domains); i++)
    if (g_str_has_prefix (key, domains[i]))
      return TRUE;
  return g_str_has_prefix (key, "server/") && g_ascii_isalpha (key[strlen ("server/")]);
}

/**
 * lpa_error_book_explain_page:
 * @page: a row
 *
 * For looking things up, where no error has happened here. Any thread.
 *
 * Returns: (transfer full): what a person reads of it, in their language; without details
 */
LpaExplanation *
lpa_error_book_explain_page (const LpaErrorPage *page)
{
  LpaExplanation *self = g_new0 (LpaExplanation, 1);

  self->key = g_strdup (page->key);
  self->side = page->side;
  self->usable = page->usable;
  if (page->usable == LPA_CODE_USABLE_YES && may_happen_anywhere (page->key))
    self->usable = LPA_CODE_USABLE_DEPENDS;
  self->cause = g_strdup (g_dpgettext2 (GETTEXT_PACKAGE, "error cause", page->cause));
  self->action = g_strdup (g_dpgettext2 (GETTEXT_PACKAGE, "error action", page->action));
  return self;
}

/**
 * lpa_error_book_look_up:
 * @key: `DOMAIN/FIGURE` or `DOMAIN/NICK`
 *
 * A row for this very key comes before one whose key holds `*`. Any thread.
 *
 * Returns: (nullable): the row, untranslated, or %NULL when there is none
 */
const LpaErrorPage *
lpa_error_book_look_up (const char *key)
{
  for (gsize i = 0; i < lpa_error_table_length; i++)
    if (g_str_equal (lpa_error_table[i].key, key))
      return &lpa_error_table[i];
  for (gsize i = 0; i < lpa_error_table_length; i++)
    if (g_pattern_match_simple (lpa_error_table[i].key, key))
      return &lpa_error_table[i];
  return NULL;
}

/**
 * lpa_error_book_get_pages:
 * @count: (out): how many
 *
 * Returns: (array length=count): all rows, untranslated. Static. Any thread.
 */
const LpaErrorPage *
lpa_error_book_get_pages (gsize *count)
{
  *count = lpa_error_table_length;
  return lpa_error_table;
}

/**
 * lpa_side_get_nick:
 * @side: a side
 *
 * Returns: its name in JSON, such as `provider`
 */
const char *
lpa_side_get_nick (LpaSide side)
{
  g_return_val_if_fail ((guint) side < G_N_ELEMENTS (side_names), "program");

  return side_names[side].nick;
}

/**
 * lpa_side_get_label:
 * @side: a side
 *
 * Returns: what a person reads of it, translated
 */
const char *
lpa_side_get_label (LpaSide side)
{
  g_return_val_if_fail ((guint) side < G_N_ELEMENTS (side_names), "");

  return g_dpgettext2 (GETTEXT_PACKAGE, "side", side_names[side].text);
}

/**
 * lpa_code_usable_get_nick:
 * @usable: whether a code can still be used
 *
 * Returns: its name in JSON, such as `same-card`
 */
const char *
lpa_code_usable_get_nick (LpaCodeUsable usable)
{
  g_return_val_if_fail ((guint) usable < G_N_ELEMENTS (usable_names), "unknown");

  return usable_names[usable].nick;
}

/**
 * lpa_code_usable_get_sentence:
 * @usable: whether a code can still be used
 *
 * Returns: what a person reads of it, translated; empty when no code is in play
 */
const char *
lpa_code_usable_get_sentence (LpaCodeUsable usable)
{
  g_return_val_if_fail ((guint) usable < G_N_ELEMENTS (usable_names), "");

  if (usable == LPA_CODE_USABLE_NOT_INVOLVED)
    return "";
  return g_dpgettext2 (GETTEXT_PACKAGE, "code usable", usable_names[usable].text);
}

/**
 * lpa_explanation_free:
 * @self: (nullable): an explanation
 *
 * Frees an explanation.
 */
void
lpa_explanation_free (LpaExplanation *self)
{
  if (!self)
    return;
  g_free (self->key);
  g_free (self->cause);
  g_free (self->action);
  g_free (self->details);
  g_free (self);
}
