/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-hex.h"
#include "lpa/lpa-segments.h"
#include "lpa/lpa-tlv.h"

#include "tlv-text.h"

static void
assert_segments (const char *hex, const char *const *expected)
{
  g_autoptr (GBytes) package = lpa_hex_decode (hex);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) segments = lpa_segments_cut (package, &error);
  g_autoptr (GString) whole = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < segments->len; i++)
    {
      GBytes *segment = segments->pdata[i];
      g_autofree char *text =
          lpa_hex_encode (g_bytes_get_data (segment, NULL), g_bytes_get_size (segment));

      g_assert_cmpstr (text, ==, expected[i]);
      g_string_append (whole, text);
    }
  g_assert_null (expected[segments->len]);
  g_assert_cmpstr (whole->str, ==, hex);
}

/* Lengths that are longer than they need be stay as they are. */
static void
test_cut (void)
{
  static const char *const expected[] = {
    "BF3681"
    "23"
    "BF2303820101", /* header and the secure channel */
    "A004"
    "8702AAAA",   /* configuration, whole */
    "A105",       /* header of the metadata */
    "8803BBBBBB", /* its one part */
    "A204"
    "8702CCCC", /* session keys, whole */
    "A38107",   /* header of the elements */
    "8601DD",
    "8602EEEE", /* each of them */
    NULL,
  };
  static const char *const without_keys[] = {
    "BF3613BF2303820101", "A0028700", "A102", "8800", "A303", "8601DD", NULL,
  };

  assert_segments ("BF368123"
                   "BF2303820101A0048702AAAAA1058803BBBBBBA2048702CCCCA381078601DD8602EEEE",
                   expected);
  assert_segments ("BF3613"
                   "BF2303820101A0028700A1028800A3038601DD",
                   without_keys);
}

static void
test_refusals (void)
{
  static const char *const bad[] = {
    "",
    "BF37{ }",
    "BF36{ }",
    "BF36{ A0= A1= A3= }",   /* no secure channel */
    "BF36{ BF23= A1= A3= }", /* no configuration */
    "BF36{ BF23= A0= A3= }", /* no metadata */
    "BF36{ BF23= A0= A1= }", /* no elements */
    "BF36{ BF23= A0= A1= A2= }",
    "BF36{ BF23= A0= A3= A1= }",         /* another order */
    "BF36{ BF23= A0= A1{ 86=00 } A3= }", /* elements among the metadata */
    "BF36{ BF23= A0= A1= A3{ 88=00 } }",
    "BF36{ BF23= A0= A1=8802 A3= }", /* cut off */
    "BF36{ BF23= A0= A1= A3= A3= }", /* something behind it */
    "BF36{ BF23= A0= A1= A3= } 00=",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GBytes) bytes = tlv_text (bad[i]);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_null (lpa_segments_cut (bytes, &error));
      g_assert_true (error->domain == LPA_TLV_ERROR);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lpa/segments/cut", test_cut);
  g_test_add_func ("/lpa/segments/refusals", test_refusals);

  return g_test_run ();
}
