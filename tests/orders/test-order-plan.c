/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orders/tern-order-plan.h"

#include <string.h>

#include "orders/tern-order-error.h"

static char *
name (const char *pattern)
{
  g_autoptr (TernOrderPlan) plan = tern_order_plan_new ();
  TernOrderEntry entry = { 0 };
  TernOrderNames names = {
    .entry = &entry,
    .number = 17,
    .nth = 2,
    .eid = "EID",
    .iccid = "ICCID",
    .name = "Plän",
  };
  g_autoptr (GError) error = NULL;

  entry.value[TERN_ORDER_MEANING_NICKNAME] = (char *) "Anna\x1B";
  entry.value[TERN_ORDER_MEANING_SIM_ID] = (char *) "4711";
  plan->pattern = g_strdup (pattern);
  g_assert_true (tern_order_plan_check (plan, &error));
  g_assert_no_error (error);
  return tern_order_plan_make_nickname (plan, &names);
}

static void
check (const char *pattern, const char *expected)
{
  g_autofree char *made = name (pattern);

  g_assert_cmpstr (made, ==, expected);
}

static void
test_patterns (void)
{
  check (NULL, "Anna");
  check ("{name} {n}/{row}", "Plän 2/17");
  check ("{simid}-{iccid}-{eid}", "4711-ICCID-EID");
  check ("  {provider} ", NULL);
  check ("}{n}", "}2");
  check ("", NULL);
}

static void
test_cut (void)
{
  g_autofree char *even = g_strnfill (64, 'x');
  g_autofree char *pattern = g_strconcat (even + 1, "ü{n}", NULL);
  g_autofree char *made = name (pattern);

  check (even, even);
  g_assert_cmpuint (strlen (made), ==, 63);
  g_assert_true (g_utf8_validate (made, -1, NULL));
}

static void
test_refusals (void)
{
  static const char *const patterns[] = { "{code}", "{name", "{}", "{NAME}" };

  for (gsize i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      g_autoptr (TernOrderPlan) plan = tern_order_plan_new ();
      g_autoptr (GError) error = NULL;

      plan->pattern = g_strdup (patterns[i]);
      g_assert_false (tern_order_plan_check (plan, &error));
      g_assert_error (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_PATTERN);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/order-plan/patterns", test_patterns);
  g_test_add_func ("/order-plan/cut", test_cut);
  g_test_add_func ("/order-plan/refusals", test_refusals);
  return g_test_run ();
}
