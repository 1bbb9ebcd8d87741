/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-hex.h"
#include "lpa/lpa-iccid.h"

static const struct
{
  const char *bytes;
  const char *text;
} both_ways[] = {
  { "98001032547698103214", "89000123456789012341" },     /* 20 digits fill the ten bytes */
  { "980010325476981032F4", "8900012345678901234" },      /* 19 end in one filling digit */
  { "980010325476981032FF", "890001234567890123" },       /* 18 in two */
  { "9868010F890961107560", "8986 10F0 9890 1601 5706" }, /* hexadecimal digits happen */
};

static void
test_both_ways (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (both_ways); i++)
    {
      g_autoptr (GBytes) bytes = lpa_hex_decode (both_ways[i].bytes);
      g_autoptr (GBytes) again = lpa_iccid_from_text (both_ways[i].text);
      g_autofree char *text = lpa_iccid_to_text (bytes);
      g_auto (GStrv) words = g_strsplit (both_ways[i].text, " ", -1);
      g_autofree char *expected = g_strjoinv ("", words);

      g_assert_cmpstr (text, ==, expected);
      g_assert_nonnull (again);
      g_assert_true (g_bytes_equal (bytes, again));
    }
}

/* Only the filling at the end is taken off. */
static void
test_filling_within (void)
{
  g_autoptr (GBytes) bytes = lpa_hex_decode ("98F81011F9F909610750");
  g_autofree char *text = lpa_iccid_to_text (bytes);

  g_assert_cmpstr (text, ==, "898F01119F9F90167005");
}

static void
test_refusals (void)
{
  static const char *const bad[] = { "", "89000123456789012", "890001234567890123411",
                                     "8900012345678901234x", "89000123456789012-341" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (lpa_iccid_from_text (bad[i]));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lpa/iccid/both-ways", test_both_ways);
  g_test_add_func ("/lpa/iccid/filling-within", test_filling_within);
  g_test_add_func ("/lpa/iccid/refusals", test_refusals);

  return g_test_run ();
}
