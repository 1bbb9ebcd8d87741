/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-imei.h"

static void
test_validity (void)
{
  static const struct
  {
    const char *imei;
    gboolean valid;
  } cases[] = {
    { "490154203237518", TRUE },
    { "356938035643809", TRUE },
    { "490154203237517", FALSE },
    { "49015420323751", FALSE },
    { "4901542032375180", FALSE },
    { "49015420323751a", FALSE },
    { "", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (lpa_imei_is_valid (cases[i].imei), ==, cases[i].valid);
}

static void
test_tac (void)
{
  g_autofree char *tac = lpa_imei_dup_tac ("490154203237518");

  g_assert_cmpstr (tac, ==, "49015420");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lpa/imei/validity", test_validity);
  g_test_add_func ("/lpa/imei/tac", test_tac);

  return g_test_run ();
}
