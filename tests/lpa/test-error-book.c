/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-error-book.h"

#include <string.h>

#include "lpa/lpa-error.h"
#include "lpa/lpa-tlv.h"

static LpaExplanation *
explain (GQuark domain, int code, const char *figure, LpaStep step)
{
  g_autoptr (GError) error = lpa_error_new (domain, code, figure, "for the log");

  return lpa_error_book_explain (error, step);
}

/* Every code of every domain has a row of its own, found by its nick. */
static void
test_complete (void)
{
  const GQuark domains[] = { LPA_CHANNEL_ERROR, LPA_CARD_ERROR,   LPA_ES10_ERROR,
                             LPA_CODE_ERROR,    LPA_HTTP_ERROR,   LPA_TRUST_ERROR,
                             LPA_SERVER_ERROR,  LPA_POLICY_ERROR, LPA_NETWORK_ERROR,
                             LPA_JOURNAL_ERROR, LPA_TLV_ERROR };
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (domains); i++)
    for (int code = 0;; code++)
      {
        g_autoptr (GError) error = g_error_new_literal (domains[i], code, "for the log");
        const char *nick = lpa_error_code_nick (error);
        g_autofree char *key = NULL;

        if (!nick)
          break;
        n++;
        key = g_strconcat (lpa_error_domain_name (domains[i]), "/", nick, NULL);
        g_test_message ("%s", key);
        g_assert_nonnull (lpa_error_book_look_up (key));
      }
  g_assert_cmpuint (n, ==, 13 + 8 + 12 + 9 + 11 + 10 + 8 + 10 + 23 + 5 + 7);
}

/* Every figure that servers and cards are known to give has a row. */
static void
test_known_figures (void)
{
  static const char *const keys[] = {
    "server/8.1/4.8",    "server/8.1/6.1",    "server/8.1.1/2.1",    "server/8.1.1/2.2",
    "server/8.1.1/3.1",  "server/8.1.1/3.10", "server/8.1.1/3.8",    "server/8.1.2/6.1",
    "server/8.1.2/6.3",  "server/8.1.3/6.1",  "server/8.1.3/6.3",    "server/8.1.4/6.1",
    "server/8.2/1.2",    "server/8.2/3.7",    "server/8.2.1/1.2",    "server/8.2.1/3.3",
    "server/8.2.1/3.5",  "server/8.2.1/3.9",  "server/8.2.1/3.10",   "server/8.2.5/1.2",
    "server/8.2.5/3.7",  "server/8.2.5/3.8",  "server/8.2.5/3.9",    "server/8.2.5/4.3",
    "server/8.2.6/3.3",  "server/8.2.6/3.8",  "server/8.2.6/3.10",   "server/8.2.7/2.2",
    "server/8.2.7/3.8",  "server/8.2.7/6.4",  "server/8.8/3.10",     "server/8.8/4.2",
    "server/8.8.1/3.8",  "server/8.8.2/3.1",  "server/8.8.3/3.1",    "server/8.8.4/3.7",
    "server/8.8.5/4.10", "server/8.8.5/6.4",  "server/8.9/4.2",      "server/8.9/5.1",
    "server/8.9.1/3.8",  "server/8.9.2/3.1",  "server/8.9.3/3.1",    "server/8.9.4/3.7",
    "server/8.9.5/3.3",  "server/8.9.5/3.9",  "server/8.10.1/3.9",   "server/8.11.1/3.9",
    "server/1.2.1/2.1",  "server/1.2.2/2.1",  "server/1.3.1/2.2",    "server/1.6/2.1",
    "channel/8010001D",  "channel/8010002E",  "channel/8010000C",    "channel/80100069",
    "channel/80100066",  "channel/80100067",  "channel/80100068",    "channel/8010000F",
    "channel/8010000B",  "channel/80100016",  "channel/8010002F",    "channel/0000045D",
    "channel/8010006A",  "card/6A82",         "card/6999",           "card/6881",
    "card/6A81",         "card/6A80",         "card/6A88",           "card/6985",
    "card/6A84",         "card/6601",         "card/6D00",           "card/6E00",
    "card/9300",         "card/63C3",         "card/6F00",           "es10/authenticate/1",
    "es10/prepare/5",    "es10/load/5/12",    "es10/load/2/9",       "es10/enable/10",
    "es10/disable/3",    "es10/delete/3",     "es10/nickname/1",     "es10/reset/1",
    "es10/list/1",       "es10/cancel/5",     "es10/notification/1", "card/6283",
    "card/6700",         "card/6982",         "channel/00000001",    "channel/00000002",
    "channel/00000003",  "channel/00000004",  "channel/00000009",    "channel/0000000E",
    "channel/87430001",  "channel/87430002",  "channel/87430003",    "pe/31",
    "es10/crl/127",      "cancel/0",          "cancel/127",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_test_message ("%s", keys[i]);
      g_assert_nonnull (lpa_error_book_look_up (keys[i]));
    }
  for (int n = 1; n <= 14; n++)
    {
      g_autofree char *authenticate = g_strdup_printf ("es10/authenticate/%d", n);
      g_autofree char *load = g_strdup_printf ("es10/load/5/%d", n);

      g_assert_nonnull (lpa_error_book_look_up (authenticate));
      g_assert_nonnull (lpa_error_book_look_up (load));
    }
  g_assert_null (lpa_error_book_look_up ("server/9.9/9.9"));
}

/*
 * Words for people: whole sentences without figures, each key once, nothing that gettext cannot
 * find.
 */
static void
test_words (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  gsize n;
  const LpaErrorPage *pages = lpa_error_book_get_pages (&n);

  g_assert_cmpuint (n, >, 200);
  for (gsize i = 0; i < n; i++)
    {
      const char *texts[] = { pages[i].cause, pages[i].action };

      g_test_message ("%s", pages[i].key);
      g_assert_true (g_hash_table_add (seen, (gpointer) pages[i].key));
      for (gsize t = 0; t < G_N_ELEMENTS (texts); t++)
        {
          g_assert_true (g_utf8_validate (texts[t], -1, NULL));
          g_assert_true (g_ascii_isupper (texts[t][0]));
          g_assert_true (g_str_has_suffix (texts[t], "."));
          g_assert_null (strstr (texts[t], "SM-D"));
          g_assert_null (strstr (texts[t], "ISD"));
          g_assert_null (strstr (texts[t], "APDU"));
          g_assert_null (strstr (texts[t], "%"));
          g_assert_null (strstr (texts[t], "  "));
        }
    }
}

typedef struct
{
  const char *domain;
  int code;
  const char *figure;
  LpaStep step;
  LpaCodeUsable usable;
} Judgement;

static void
test_code_usable (void)
{
  static const Judgement judgements[] = {
    /* nothing of a code in play */
    { "channel", LPA_CHANNEL_ERROR_NO_CARD, NULL, LPA_STEP_NONE, LPA_CODE_USABLE_NOT_INVOLVED },
    { "es10", LPA_ES10_ERROR_ENABLE, "enable/3", LPA_STEP_NONE, LPA_CODE_USABLE_NOT_INVOLVED },
    /* local faults before the package: nothing is lost */
    { "channel", LPA_CHANNEL_ERROR_REMOVED, NULL, LPA_STEP_CARD_AUTHENTICATED,
      LPA_CODE_USABLE_YES },
    { "trust", LPA_TRUST_ERROR_EXPIRED, NULL, LPA_STEP_SERVER_TRUSTED, LPA_CODE_USABLE_YES },
    { "http", LPA_HTTP_ERROR_LOST, NULL, LPA_STEP_ORDER_FOUND, LPA_CODE_USABLE_YES },
    { "es10", LPA_ES10_ERROR_AUTHENTICATE, "authenticate/2", LPA_STEP_CARD_AUTHENTICATED,
      LPA_CODE_USABLE_YES },
    { "es10", LPA_ES10_ERROR_AUTHENTICATE, "authenticate/7", LPA_STEP_CARD_AUTHENTICATED,
      LPA_CODE_USABLE_OTHER_CARD },
    /* at the package: only what certainly brought none leaves the code as it was */
    { "http", LPA_HTTP_ERROR_CONNECT, NULL, LPA_STEP_PACKAGE_BOUND, LPA_CODE_USABLE_YES },
    { "http", LPA_HTTP_ERROR_LOST, NULL, LPA_STEP_PACKAGE_BOUND, LPA_CODE_USABLE_UNKNOWN },
    { "http", LPA_HTTP_ERROR_TIMEOUT, NULL, LPA_STEP_PACKAGE_BOUND, LPA_CODE_USABLE_UNKNOWN },
    { "http", LPA_HTTP_ERROR_TOO_LARGE, NULL, LPA_STEP_PACKAGE_BOUND, LPA_CODE_USABLE_SAME_CARD },
    { "server", LPA_SERVER_ERROR_MALFORMED, NULL, LPA_STEP_PACKAGE_BOUND,
      LPA_CODE_USABLE_SAME_CARD },
    { "server", LPA_SERVER_ERROR_REFUSED, "8.2.7/3.8", LPA_STEP_PACKAGE_BOUND,
      LPA_CODE_USABLE_YES },
    { "server", LPA_SERVER_ERROR_REFUSED, "8.2.7/6.4", LPA_STEP_PACKAGE_BOUND, LPA_CODE_USABLE_NO },
    { "es10", LPA_ES10_ERROR_PREPARE, "prepare/2", LPA_STEP_PACKAGE_BOUND, LPA_CODE_USABLE_YES },
    /* while it is loaded */
    { "channel", LPA_CHANNEL_ERROR_REMOVED, NULL, LPA_STEP_PACKAGE_LOADED,
      LPA_CODE_USABLE_UNKNOWN },
    { "card", LPA_CARD_ERROR_MALFORMED, NULL, LPA_STEP_PACKAGE_LOADED, LPA_CODE_USABLE_SAME_CARD },
    { "es10", LPA_ES10_ERROR_LOAD, "load/5/11", LPA_STEP_PACKAGE_LOADED,
      LPA_CODE_USABLE_SAME_CARD },
    { "es10", LPA_ES10_ERROR_LOAD, "load/5/9", LPA_STEP_PACKAGE_LOADED,
      LPA_CODE_USABLE_PROVIDER_DECIDES },
    /* afterwards it is spent */
    { "http", LPA_HTTP_ERROR_OFFLINE, NULL, LPA_STEP_RESULT_DELIVERED, LPA_CODE_USABLE_NO },
    { "es10", LPA_ES10_ERROR_ENABLE, "enable/5", LPA_STEP_ENABLED, LPA_CODE_USABLE_NO },
    /* what a server says, before it has seen the code and afterwards */
    { "server", LPA_SERVER_ERROR_REFUSED, "8.8.5/4.10", LPA_STEP_CARD_AUTHENTICATED,
      LPA_CODE_USABLE_YES },
    { "server", LPA_SERVER_ERROR_REFUSED, "8.8.2/3.1", LPA_STEP_CARD_AUTHENTICATED,
      LPA_CODE_USABLE_OTHER_CARD },
    { "server", LPA_SERVER_ERROR_REFUSED, "8.2.6/3.8", LPA_STEP_ORDER_FOUND,
      LPA_CODE_USABLE_PROVIDER_DECIDES },
    { "server", LPA_SERVER_ERROR_REFUSED, "8.8.5/4.10", LPA_STEP_ORDER_FOUND, LPA_CODE_USABLE_NO },
    { "server", LPA_SERVER_ERROR_REFUSED, "8.1.1/3.8", LPA_STEP_ORDER_FOUND,
      LPA_CODE_USABLE_OTHER_CARD },
  };
  const GQuark domains[] = { LPA_CHANNEL_ERROR, LPA_CARD_ERROR,  LPA_ES10_ERROR,
                             LPA_HTTP_ERROR,    LPA_TRUST_ERROR, LPA_SERVER_ERROR };

  for (gsize i = 0; i < G_N_ELEMENTS (judgements); i++)
    {
      const Judgement *j = &judgements[i];
      g_autoptr (LpaExplanation) explanation = NULL;
      GQuark domain = 0;

      for (gsize d = 0; d < G_N_ELEMENTS (domains); d++)
        if (g_str_equal (lpa_error_domain_name (domains[d]), j->domain))
          domain = domains[d];
      explanation = explain (domain, j->code, j->figure, j->step);
      g_test_message ("%" G_GSIZE_FORMAT ": %s", i, explanation->key);
      g_assert_cmpint (explanation->usable, ==, j->usable);
    }
}

static void
test_figures_lead (void)
{
  g_autoptr (LpaExplanation) fall_back =
      explain (LPA_ES10_ERROR, LPA_ES10_ERROR_LOAD, "load/5/12", LPA_STEP_PACKAGE_LOADED);
  g_autoptr (LpaExplanation) status =
      explain (LPA_CARD_ERROR, LPA_CARD_ERROR_STATUS, "6A84", LPA_STEP_NONE);
  g_autoptr (LpaExplanation) no_isdr =
      explain (LPA_CARD_ERROR, LPA_CARD_ERROR_NO_ISDR, "6A82", LPA_STEP_NONE);
  g_autoptr (LpaExplanation) http =
      explain (LPA_HTTP_ERROR, LPA_HTTP_ERROR_STATUS, "418", LPA_STEP_ORDER_FOUND);

  g_assert_cmpstr (fall_back->key, ==, "es10/load/*/12");
  g_assert_cmpstr (status->key, ==, "card/6A84");
  g_assert_cmpstr (no_isdr->key, ==, "card/no-isdr");
  g_assert_cmpstr (http->key, ==, "http/status");
}

/* A pair that is in no table is put together; the server's own words stay in the details. */
static void
test_unknown_pair (void)
{
  g_autoptr (GError) error = lpa_error_new (LPA_SERVER_ERROR, LPA_SERVER_ERROR_REFUSED, "8.2/3.8",
                                            "The server refused: 8.2/3.8");
  g_autoptr (LpaExplanation) explanation = NULL;
  g_autoptr (LpaExplanation) stranger = NULL;

  lpa_error_set_detail (error, "Go away");
  explanation = lpa_error_book_explain (error, LPA_STEP_ORDER_FOUND);
  g_assert_cmpstr (explanation->key, ==, "server/8.2/3.8");
  g_assert_cmpstr (explanation->cause, ==, "The server refused: the profile: refused.");
  g_assert_cmpint (explanation->usable, ==, LPA_CODE_USABLE_PROVIDER_DECIDES);
  g_assert_cmpstr (explanation->details, ==,
                   "server/refused 8.2/3.8: The server refused: 8.2/3.8\nGo away");

  stranger = explain (LPA_SERVER_ERROR, LPA_SERVER_ERROR_REFUSED, "7.7/9.9", LPA_STEP_ORDER_FOUND);
  g_assert_cmpstr (stranger->cause, ==, "The server refused: 7.7: 9.9.");
}

static void
test_foreign_domains (void)
{
  GQuark ledger = g_quark_from_static_string ("tern_ledger_error");
  g_autoptr (GError) written = g_error_new_literal (ledger, 3, "database is locked");
  g_autoptr (GError) io = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "disk full");
  g_autoptr (LpaExplanation) journal = lpa_error_book_explain (written, LPA_STEP_AGREED);
  g_autoptr (LpaExplanation) unknown = lpa_error_book_explain (io, LPA_STEP_NONE);

  g_assert_cmpstr (journal->key, ==, "other/journal");
  g_assert_cmpint (journal->usable, ==, LPA_CODE_USABLE_YES);
  g_assert_cmpstr (unknown->key, ==, "other/unknown");
  g_assert_nonnull (strstr (unknown->details, "disk full"));
}

static void
test_names (void)
{
  for (int side = LPA_SIDE_YOU; side <= LPA_SIDE_PROGRAM; side++)
    {
      g_assert_cmpstr (lpa_side_get_nick ((LpaSide) side), !=, "");
      g_assert_cmpstr (lpa_side_get_label ((LpaSide) side), !=, "");
    }
  for (int usable = LPA_CODE_USABLE_NOT_INVOLVED; usable <= LPA_CODE_USABLE_DEPENDS; usable++)
    {
      const char *sentence = lpa_code_usable_get_sentence ((LpaCodeUsable) usable);

      g_assert_cmpstr (lpa_code_usable_get_nick ((LpaCodeUsable) usable), !=, "");
      g_assert_true (g_str_has_suffix (sentence, ".") || usable == LPA_CODE_USABLE_NOT_INVOLVED);
    }
  g_assert_cmpstr (lpa_code_usable_get_nick (LPA_CODE_USABLE_SAME_CARD), ==, "same-card");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/error-book/complete", test_complete);
  g_test_add_func ("/error-book/known-figures", test_known_figures);
  g_test_add_func ("/error-book/words", test_words);
  g_test_add_func ("/error-book/code-usable", test_code_usable);
  g_test_add_func ("/error-book/figures-lead", test_figures_lead);
  g_test_add_func ("/error-book/unknown-pair", test_unknown_pair);
  g_test_add_func ("/error-book/foreign-domains", test_foreign_domains);
  g_test_add_func ("/error-book/names", test_names);

  return g_test_run ();
}
