/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-eid.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-hex.h"

#define EID "89049032123451234512345678901235"

static void
test_valid (void)
{
  g_autoptr (GBytes) bytes = lpa_hex_decode (EID);
  g_autoptr (GError) error = NULL;
  g_autofree char *eid =
      lpa_eid_from_bytes (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (eid, ==, EID);
  g_assert_true (lpa_eid_is_valid (eid));
  g_assert_cmpstr (lpa_eid_get_maker (eid), ==, "Giesecke+Devrient");
  g_assert_null (lpa_eid_get_maker ("99999999123451234512345678901235"));
}

static void
test_refusals (void)
{
  static const char *const bad[] = {
    "",
    "890490321234512345123456789012",     /* a byte short */
    "8904903212345123451234567890123500", /* a byte long */
    "89049032123451234512345678901236",   /* wrong check digits */
    "89049032123451234512345678901325",   /* digits changed over */
    "00000000000000000000000000000000",   /* a broken chip */
    "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",   /* one without an EID */
    "8904903212345123451234567890123A",   /* no digit */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GBytes) bytes = lpa_hex_decode (bad[i]);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_null (
          lpa_eid_from_bytes (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error));
      g_assert_error (error, LPA_CARD_ERROR, LPA_CARD_ERROR_MALFORMED);
      g_assert_false (lpa_eid_is_valid (bad[i]));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lpa/eid/valid", test_valid);
  g_test_add_func ("/lpa/eid/refusals", test_refusals);

  return g_test_run ();
}
