/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orders/tern-order-judge.h"

#include "ledger/tern-ledger-error.h"
#include "lpa/lpa-error.h"
#include "orders/tern-order-book.h"

#define WAITS TERN_ORDER_STATE_WAITING
#define APART TERN_ORDER_STATE_SET_APART

static GError *
make_error (const char *key)
{
  if (g_str_equal (key, "cancelled"))
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, key);
  if (g_str_equal (key, "claimed"))
    return g_error_new_literal (LPA_JOURNAL_ERROR, LPA_JOURNAL_ERROR_CLAIMED, key);
  if (g_str_equal (key, "away"))
    return g_error_new_literal (TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_AWAY, key);
  return lpa_error_new_from_key (key);
}

static void
test_faults (void)
{
  static const struct
  {
    const char *key;
    LpaStep step;
    LpaCodeUsable usable;
    TernOrderState state;
    TernOrderReason reason;
    gboolean same_card, card_aside, run_pauses;
  } rows[] = {
    { "channel/removed", LPA_STEP_SERVER_TRUSTED, LPA_CODE_USABLE_YES, WAITS, 0, FALSE, TRUE,
      FALSE },
    { "channel/removed", LPA_STEP_PACKAGE_BOUND, LPA_CODE_USABLE_SAME_CARD, WAITS, 0, TRUE, TRUE,
      FALSE },
    { "channel/removed", LPA_STEP_PACKAGE_LOADED, LPA_CODE_USABLE_UNKNOWN,
      TERN_ORDER_STATE_UNCERTAIN, 0, FALSE, TRUE, FALSE },
    { "server/8.2.6/3.8", LPA_STEP_ORDER_FOUND, LPA_CODE_USABLE_NO, APART,
      TERN_ORDER_REASON_REFUSED, FALSE, FALSE, FALSE },
    { "server/8.8.5/4.10", LPA_STEP_ORDER_FOUND, LPA_CODE_USABLE_NO, APART,
      TERN_ORDER_REASON_REFUSED, FALSE, FALSE, FALSE },
    { "server/8.1.1/3.8", LPA_STEP_ORDER_FOUND, LPA_CODE_USABLE_OTHER_CARD, APART,
      TERN_ORDER_REASON_REFUSED, FALSE, FALSE, FALSE },
    { "server/8.1/4.8", LPA_STEP_ORDER_FOUND, LPA_CODE_USABLE_PROVIDER_DECIDES, WAITS, 0, FALSE,
      TRUE, FALSE },
    { "es10/load/2/10", LPA_STEP_PACKAGE_LOADED, LPA_CODE_USABLE_SAME_CARD, WAITS, 0, TRUE, TRUE,
      FALSE },
    { "es10/load/2/12", LPA_STEP_PACKAGE_LOADED, LPA_CODE_USABLE_PROVIDER_DECIDES, APART,
      TERN_ORDER_REASON_REFUSED, FALSE, TRUE, FALSE },
    { "server/8.8.4/3.7", LPA_STEP_ORDER_FOUND, LPA_CODE_USABLE_OTHER_CARD, WAITS, 0, FALSE, TRUE,
      FALSE },
    { "server/8.2.7/3.8", LPA_STEP_PACKAGE_BOUND, LPA_CODE_USABLE_YES, APART,
      TERN_ORDER_REASON_CONFIRMATION_CODE, FALSE, FALSE, FALSE },
    { "http/offline", LPA_STEP_SERVER_TRUSTED, LPA_CODE_USABLE_YES, WAITS, 0, FALSE, FALSE, TRUE },
    { "http/lost", LPA_STEP_PACKAGE_BOUND, LPA_CODE_USABLE_SAME_CARD, WAITS, 0, TRUE, FALSE, TRUE },
    { "policy/already-installed", LPA_STEP_AGREED, LPA_CODE_USABLE_YES, TERN_ORDER_STATE_INSTALLED,
      0, FALSE, FALSE, FALSE },
    { "policy/consent-needed", LPA_STEP_AGREED, LPA_CODE_USABLE_YES, APART,
      TERN_ORDER_REASON_CONSENT, FALSE, FALSE, FALSE },
    { "claimed", LPA_STEP_CODE, LPA_CODE_USABLE_YES, APART, TERN_ORDER_REASON_USED, FALSE, FALSE,
      FALSE },
    { "away", LPA_STEP_CODE, LPA_CODE_USABLE_YES, WAITS, 0, FALSE, FALSE, TRUE },
    { "cancelled", LPA_STEP_ORDER_FOUND, LPA_CODE_USABLE_YES, WAITS, 0, FALSE, TRUE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = make_error (rows[i].key);
      TernOrderVerdict verdict;

      g_test_message ("%s", rows[i].key);
      g_assert_nonnull (error);
      verdict = tern_order_judge (error, rows[i].step, rows[i].usable, 1);
      g_assert_cmpint (verdict.state, ==, rows[i].state);
      g_assert_cmpint (verdict.reason, ==, rows[i].reason);
      g_assert_cmpint (verdict.same_card, ==, rows[i].same_card);
      g_assert_cmpint (verdict.card_aside, ==, rows[i].card_aside);
      g_assert_cmpint (verdict.run_pauses, ==, rows[i].run_pauses);
    }
}

static void
test_tries (void)
{
  g_autoptr (GError) card = make_error ("channel/mute");
  g_autoptr (GError) network = make_error ("http/offline");

  g_assert_cmpint (tern_order_judge (card, LPA_STEP_CODE, LPA_CODE_USABLE_YES, 2).state, ==, WAITS);
  g_assert_cmpint (
      tern_order_judge (card, LPA_STEP_CODE, LPA_CODE_USABLE_YES, TERN_ORDER_MAX_TRIES).reason, ==,
      TERN_ORDER_REASON_TRIES);
  g_assert_cmpint (
      tern_order_judge (network, LPA_STEP_CODE, LPA_CODE_USABLE_YES, TERN_ORDER_MAX_TRIES).state,
      ==, WAITS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/order-judge/faults", test_faults);
  g_test_add_func ("/order-judge/tries", test_tries);
  return g_test_run ();
}
