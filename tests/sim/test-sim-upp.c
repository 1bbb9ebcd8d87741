/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-hex.h"
#include "sim/sim-upp.h"

static void
test_iccid (void)
{
  static const struct
  {
    const char *digits;
    const char *hex;
  } good[] = {
    { "89010000000000000018", "98100000000000000081" },
    { "8901000000000000001", "981000000000000000F1" },
    { "890100000000000000", "981000000000000000FF" },
  };
  static const char *const bad[] = { "", "8901", "89010000000000000A18", "890100000000000000181" };
  guint8 iccid[SIM_ICCID_SIZE];

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *hex = NULL;

      g_assert_true (sim_iccid_encode (good[i].digits, iccid));
      hex = lpa_hex_encode (iccid, sizeof iccid);
      g_assert_cmpstr (hex, ==, good[i].hex);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (sim_iccid_encode (bad[i], iccid));
}

static void
test_build (void)
{
  g_autoptr (GBytes) package = sim_upp_build ("89010000000000000018", "ab", 3, SIM_UPP_PLAIN);
  g_autofree char *hex = NULL;
  const char *expected = "A01C"                     /* ProfileHeader */
                         "800102"                   /* major version */
                         "810103"                   /* minor version */
                         "82026162"                 /* profile type */
                         "830A89010000000000000018" /* ICCID in reading order */
                         "A502"
                         "8100" /* mandatory services: usim */
                         "A600" /* templates */
                         "A911"
                         "A0058000810101" /* a non-standard element, mandated, number 1 */
                         "8103883714"
                         "8203000000" /* its issuer, its content */
                         "AA07"
                         "A0058000810102"; /* the end, number 2 */

  hex = lpa_hex_encode (g_bytes_get_data (package, NULL), g_bytes_get_size (package));
  g_assert_cmpstr (hex, ==, expected);
}

static void
test_parse (void)
{
  g_autoptr (GBytes) package = sim_upp_build ("89010000000000000018", "x", 100000, SIM_UPP_PLAIN);
  SimUpp upp;
  guint8 iccid[SIM_ICCID_SIZE];
  gsize size;
  const guint8 *data = g_bytes_get_data (package, &size);

  g_assert_cmpuint (size, >, 100000);
  g_assert_true (sim_upp_parse (data, size, &upp));
  g_assert_true (sim_iccid_encode ("89010000000000000018", iccid));
  g_assert_cmpmem (upp.iccid, SIM_ICCID_SIZE, iccid, SIM_ICCID_SIZE);
  g_assert_null (sim_upp_build ("1", "x", 0, SIM_UPP_PLAIN));

  for (gsize cut = 1; cut < 60; cut++)
    {
      g_assert_false (sim_upp_parse (data, cut, &upp));
      g_assert_false (sim_upp_parse (data, size - cut, &upp));
    }
}

static void
test_unknown_element (void)
{
  g_autoptr (GBytes) package =
      sim_upp_build ("89010000000000000018", "x", 10, SIM_UPP_UNKNOWN_ELEMENT);
  g_autoptr (GBytes) bad = NULL;
  g_autoptr (GBytes) ok = sim_upp_dup_response (SIM_PE_STATUS_OK, 0);
  g_autofree char *bad_hex = NULL;
  g_autofree char *ok_hex = NULL;
  SimUpp upp;

  g_assert_false (
      sim_upp_parse (g_bytes_get_data (package, NULL), g_bytes_get_size (package), &upp));
  g_assert_cmpint (upp.status, ==, SIM_PE_STATUS_NOT_SUPPORTED);
  g_assert_cmpuint (upp.element, ==, 1);

  bad = sim_upp_dup_response (upp.status, upp.element);
  bad_hex = lpa_hex_encode (g_bytes_get_data (bad, NULL), g_bytes_get_size (bad));
  g_assert_cmpstr (bad_hex, ==,
                   "300C"
                   "A008"
                   "3006800101810101"
                   "8100");
  ok_hex = lpa_hex_encode (g_bytes_get_data (ok, NULL), g_bytes_get_size (ok));
  g_assert_cmpstr (ok_hex, ==, "3007A0053003800100");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sim/upp/iccid", test_iccid);
  g_test_add_func ("/sim/upp/build", test_build);
  g_test_add_func ("/sim/upp/parse", test_parse);
  g_test_add_func ("/sim/upp/unknown-element", test_unknown_element);

  return g_test_run ();
}
