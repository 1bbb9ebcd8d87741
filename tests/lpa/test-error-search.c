/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-error-search.h"

#include <string.h>

#include "lpa/lpa-error.h"

typedef struct
{
  const char *query;
  const char *first;
} Query;

/* The ways in which people come by a figure. */
static void
test_figures (void)
{
  static const Query queries[] = {
    { "8.2.6/3.8", "server/8.2.6/3.8" },
    { " server/8.2.6/3.8\n", "server/8.2.6/3.8" },
    { "subject 8.2.6, reason 3.8", "server/8.2.6/3.8" },
    { "8.2.6 - 3.8", "server/8.2.6/3.8" },
    { "[8.8.5] [4.10]", "server/8.8.5/4.10" },
    { "8.2/3.8", "server/8.2/3.8" },
    { "7.7/9.9", "server/7.7/9.9" },
    { "load/5/12", "es10/load/*/12" },
    { "es10/load/5/12", "es10/load/*/12" },
    { "LOAD/5/12", "es10/load/*/12" },
    { "enable/3", "es10/enable/3" },
    { "6A82", "card/6A82" },
    { "6a82", "card/6A82" },
    { "0x6A82", "card/6A82" },
    { "63c2", "card/63C*" },
    { "8010000C", "channel/8010000C" },
    { "0x8010000c", "channel/8010000C" },
    { "45D", "channel/0000045D" },
    { "87430001", "channel/87430001" },
    { "503", "http/503" },
    { "no-card", "channel/no-card" },
    { "trust/expired", "trust/expired" },
    { "pe/1", "pe/1" },
    { "cancel/0", "cancel/0" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (GPtrArray) found = lpa_error_book_search (queries[i].query);

      g_test_message ("%s", queries[i].query);
      g_assert_cmpuint (found->len, >, 0);
      g_assert_cmpstr (((LpaExplanation *) found->pdata[0])->key, ==, queries[i].first);
    }
}

/* Every page is found by its own key, and comes first. */
static void
test_every_page (void)
{
  gsize n;
  const LpaErrorPage *pages = lpa_error_book_get_pages (&n);

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GPtrArray) found = lpa_error_book_search (pages[i].key);

      g_test_message ("%s", pages[i].key);
      g_assert_cmpuint (found->len, >, 0);
      g_assert_cmpstr (((LpaExplanation *) found->pdata[0])->key, ==, pages[i].key);
    }
}

static gboolean
has_key (GPtrArray *found, const char *key)
{
  for (guint i = 0; i < found->len; i++)
    if (g_str_equal (((LpaExplanation *) found->pdata[i])->key, key))
      return TRUE;
  return FALSE;
}

static void
test_words (void)
{
  g_autoptr (GPtrArray) expired = lpa_error_book_search ("EXPIRED code");
  g_autoptr (GPtrArray) portal = lpa_error_book_search ("sign in web page");
  g_autoptr (GPtrArray) beginning = lpa_error_book_search ("certif");
  g_autoptr (GPtrArray) kind = lpa_error_book_search ("give this kind of profile at the moment");

  g_assert_true (has_key (expired, "server/8.8.5/4.10"));
  g_assert_true (has_key (portal, "http/portal"));
  g_assert_cmpuint (beginning->len, >, 3);
  g_assert_cmpuint (kind->len, ==, 1);
}

static void
test_nothing (void)
{
  static const char *const queries[] = { "",  "  \n", "xyzzy plugh", "6A82 xyzzy",  "/",
                                         "*", "%",    "9999999999",  "\xff\xfe\x01" };
  g_autofree char *endless = g_strnfill (100000, 'z');
  g_autoptr (GPtrArray) of_endless = lpa_error_book_search (endless);

  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (GPtrArray) found = lpa_error_book_search (queries[i]);

      g_test_message ("%" G_GSIZE_FORMAT ": %u", i, found->len);
      g_assert_cmpuint (found->len, ==, 0);
    }
  g_assert_cmpuint (of_endless->len, ==, 0);
}

/* A page of the book that may be met at any step makes no promise for the code. */
static void
test_promises_nothing (void)
{
  static const struct
  {
    const char *query;
    LpaCodeUsable usable;
  } pages[] = {
    { "channel/removed", LPA_CODE_USABLE_DEPENDS },
    { "http/lost", LPA_CODE_USABLE_DEPENDS },
    { "6A84", LPA_CODE_USABLE_DEPENDS },
    { "server/malformed", LPA_CODE_USABLE_DEPENDS },
    { "8.2.7/3.8", LPA_CODE_USABLE_YES },
    { "trust/expired", LPA_CODE_USABLE_YES },
    { "8.8.5/4.10", LPA_CODE_USABLE_NO },
    { "8.2/3.8", LPA_CODE_USABLE_PROVIDER_DECIDES },
    { "cancel/0", LPA_CODE_USABLE_NO },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autoptr (GPtrArray) found = lpa_error_book_search (pages[i].query);

      g_test_message ("%s", pages[i].query);
      g_assert_cmpint (((LpaExplanation *) found->pdata[0])->usable, ==, pages[i].usable);
    }
}

/* What a journal keeps of an error is enough to explain it as well as the error itself. */
static void
test_from_key (void)
{
  static const struct
  {
    const char *key;
    GQuark (*quark) (void);
    int code;
    const char *figure;
    LpaStep step;
    LpaCodeUsable usable;
  } errors[] = {
    { "server/8.2.6/3.8", lpa_server_error_quark, LPA_SERVER_ERROR_REFUSED, "8.2.6/3.8",
      LPA_STEP_ORDER_FOUND, LPA_CODE_USABLE_PROVIDER_DECIDES },
    { "es10/load/5/11", lpa_es10_error_quark, LPA_ES10_ERROR_LOAD, "load/5/11",
      LPA_STEP_PACKAGE_LOADED, LPA_CODE_USABLE_SAME_CARD },
    { "card/6A84", lpa_card_error_quark, LPA_CARD_ERROR_STATUS, "6A84", LPA_STEP_PACKAGE_LOADED,
      LPA_CODE_USABLE_SAME_CARD },
    { "card/held", lpa_card_error_quark, LPA_CARD_ERROR_HELD, NULL, LPA_STEP_NONE,
      LPA_CODE_USABLE_NOT_INVOLVED },
    { "http/503", lpa_http_error_quark, LPA_HTTP_ERROR_STATUS, "503", LPA_STEP_ORDER_FOUND,
      LPA_CODE_USABLE_YES },
    { "http/lost", lpa_http_error_quark, LPA_HTTP_ERROR_LOST, NULL, LPA_STEP_PACKAGE_BOUND,
      LPA_CODE_USABLE_UNKNOWN },
    { "channel/80100069", lpa_channel_error_quark, LPA_CHANNEL_ERROR_FAILED, "80100069",
      LPA_STEP_PACKAGE_LOADED, LPA_CODE_USABLE_UNKNOWN },
    { "g-io-error-quark/12", g_io_error_quark, G_IO_ERROR_NO_SPACE, NULL, LPA_STEP_NONE,
      LPA_CODE_USABLE_NOT_INVOLVED },
    { "nonsense", g_io_error_quark, G_IO_ERROR_FAILED, NULL, LPA_STEP_NONE,
      LPA_CODE_USABLE_NOT_INVOLVED },
    { "", g_io_error_quark, G_IO_ERROR_FAILED, NULL, LPA_STEP_NONE, LPA_CODE_USABLE_NOT_INVOLVED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_autoptr (GError) error = lpa_error_new_from_key (errors[i].key);
      g_autoptr (LpaExplanation) explanation = lpa_error_book_explain (error, errors[i].step);

      g_test_message ("%s", errors[i].key);
      g_assert_error (error, errors[i].quark (), errors[i].code);
      g_assert_cmpstr (lpa_error_get_figure (error), ==, errors[i].figure);
      g_assert_cmpint (explanation->usable, ==, errors[i].usable);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/error-search/figures", test_figures);
  g_test_add_func ("/error-search/every-page", test_every_page);
  g_test_add_func ("/error-search/words", test_words);
  g_test_add_func ("/error-search/nothing", test_nothing);
  g_test_add_func ("/error-search/promises-nothing", test_promises_nothing);
  g_test_add_func ("/error-search/from-key", test_from_key);

  return g_test_run ();
}
