/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-hex.h"
#include "network/tern-calling-codes.h"
#include "network/tern-operators.h"

static TernOperators *
load_sample (void)
{
  g_autofree char *providers =
      g_test_build_filename (G_TEST_DIST, "network", "data", "providers.xml", NULL);
  g_autofree char *countries =
      g_test_build_filename (G_TEST_DIST, "network", "data", "countries.json", NULL);

  return tern_operators_new (providers, countries);
}

static void
test_operators (void)
{
  g_autoptr (TernOperators) operators = load_sample ();

  g_assert_cmpstr (tern_operators_find_operator (operators, "262", "77"), ==, "Seller Two");
  g_assert_cmpstr (tern_operators_find_operator (operators, "262", "01"), ==, "Owner & Sons");
  g_assert_null (tern_operators_find_operator (operators, "262", "03"));
  g_assert_null (tern_operators_find_operator (operators, "001", "01"));
}

static void
test_countries (void)
{
  g_autoptr (TernOperators) operators = load_sample ();
  g_autofree char *germany = tern_operators_dup_country_name (operators, "DE");
  g_autofree char *taiwan = tern_operators_dup_country_name (operators, "TW");

  g_assert_cmpstr (tern_operators_find_country (operators, "262"), ==, "DE");
  g_assert_null (tern_operators_find_country (operators, "999"));
  g_assert_cmpstr (germany, ==, "Germany");
  g_assert_cmpstr (taiwan, ==, "Taiwan");
  g_assert_null (tern_operators_dup_country_name (operators, "ZZ"));
}

static void
test_profile (void)
{
  /* E3: ICCID of a German issuer, owner 262-77 */
  g_autoptr (GBytes) owned = lpa_hex_decode ("E313 5A0A98940000000000000010 B705 8003 62F277");
  g_autoptr (GBytes) bare = lpa_hex_decode ("E30C 5A0A98940000000000000010");
  g_autoptr (TernOperators) operators = load_sample ();
  GBytes *const inputs[] = { owned, bare };

  for (gsize i = 0; i < G_N_ELEMENTS (inputs); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LpaProfile) profile = NULL;
      g_autofree char *name = NULL;
      g_autofree char *country = NULL;
      LpaTlv tlv;

      g_assert_true (lpa_tlv_parse_bytes (inputs[i], 0xE3, &tlv, &error));
      profile = lpa_profile_new_from_info (&tlv, &error);
      g_assert_no_error (error);
      name = tern_operators_dup_profile_operator (operators, profile);
      country = tern_operators_dup_profile_country (operators, profile);
      g_assert_cmpstr (name, ==, i == 0 ? "Seller Two" : NULL);
      g_assert_cmpstr (country, ==, "Germany");
    }
}

static void
test_calling_codes (void)
{
  static const struct
  {
    const char *iccid;
    const char *country;
  } cases[] = {
    { "8949000000000000000", "DE" },
    { "8935300000000000000", "IE" },
    { "8901410000000000000", "US" },
    { "8910000000000000000", "US" },
    { "8930200000000000000", "CA" },
    { "8988300000000000000", NULL },
    { "8944000000000000000", "GB" },
    { "1234", NULL },
    { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (tern_calling_codes_find_country (cases[i].iccid), ==, cases[i].country);
}

static void
test_nothing_installed (void)
{
  g_autoptr (TernOperators) operators = tern_operators_new ("/nonexistent", NULL);

  g_assert_null (tern_operators_find_operator (operators, "262", "01"));
  g_assert_null (tern_operators_find_country (operators, "262"));
  g_assert_null (tern_operators_dup_country_name (operators, "DE"));
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TernOperators **operators = user_data;

  *operators = tern_operators_load_finish (result, NULL);
}

/* The data packages are installed wherever the tests run. */
static void
test_installed_data (void)
{
  g_autoptr (TernOperators) operators = NULL;
  g_autofree char *japan = NULL;

  tern_operators_load_async (NULL, on_loaded, &operators);
  while (operators == NULL)
    g_main_context_iteration (NULL, TRUE);

  japan = tern_operators_dup_country_name (operators, "JP");
  g_assert_cmpstr (japan, ==, "Japan");
  g_assert_cmpstr (tern_operators_find_country (operators, "440"), ==, "JP");
  g_assert_nonnull (tern_operators_find_operator (operators, "440", "10"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/network/operators/operators", test_operators);
  g_test_add_func ("/network/operators/countries", test_countries);
  g_test_add_func ("/network/operators/profile", test_profile);
  g_test_add_func ("/network/operators/calling-codes", test_calling_codes);
  g_test_add_func ("/network/operators/nothing-installed", test_nothing_installed);
  g_test_add_func ("/network/operators/installed-data", test_installed_data);

  return g_test_run ();
}
