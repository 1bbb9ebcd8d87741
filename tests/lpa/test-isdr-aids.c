/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "lpa/lpa-hex.h"
#include "lpa/lpa-isdr-aids.h"

static gboolean
is_at (GPtrArray *aids, guint index, const char *hex)
{
  g_autoptr (GBytes) aid = lpa_hex_decode (hex);

  return index < aids->len && g_bytes_equal (aids->pdata[index], aid);
}

static void
test_default (void)
{
  g_autoptr (GPtrArray) aids = lpa_isdr_aids_new_default ();

  /* both halves of eSTK, then GSMA's */
  g_assert_true (is_at (aids, 0, "A06573746B6D65FFFF4953442D522030"));
  g_assert_true (is_at (aids, 1, "A06573746B6D65FFFF4953442D522031"));
  g_assert_true (is_at (aids, 2, "A0000005591010FFFFFFFF8900000100"));
  g_assert_cmpuint (aids->len, ==, 10);
  g_assert_cmpstr (lpa_isdr_aid_get_product (aids->pdata[1]), ==, "eSTK.me SE1");
  g_assert_null (lpa_isdr_aid_get_product (aids->pdata[2]));
  g_assert_cmpstr (lpa_isdr_aid_get_product (aids->pdata[3]), ==, "5ber");
  for (guint i = 0; i < aids->len; i++)
    for (guint j = 0; j < i; j++)
      g_assert_false (g_bytes_equal (aids->pdata[i], aids->pdata[j]));
}

static GPtrArray *
load (const char *text, GError **error)
{
  g_autofree char *path =
      g_strdup_printf ("%s/tern-aids-%u.txt", g_get_tmp_dir (), g_random_int ());
  GPtrArray *aids;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  aids = lpa_isdr_aids_load (path, error);
  g_unlink (path);
  return aids;
}

static void
test_load (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) aids = load ("# my cards\n\n a0000005591010FFFFFFFF8900050500 # 5ber\r\n"
                                     "A0 00 00 05 59\n"
                                     "A0000005591010000000890000000300FF",
                                     &error);

  g_assert_no_error (error);
  g_assert_cmpuint (aids->len, ==, 3);
  g_assert_true (is_at (aids, 0, "A0000005591010FFFFFFFF8900050500"));
  g_assert_true (is_at (aids, 1, "A000000559"));
  g_assert_true (is_at (aids, 2, "A0000005591010000000890000000300FF"));
}

static void
test_refusals (void)
{
  static const struct
  {
    const char *text;
    const char *line;
  } bad[] = {
    { "", NULL },
    { "# nothing\n", NULL },
    { "A0000005\n", "Line 1" },                                /* four bytes */
    { "\nA0000005591010000000890000000300FFFF\n", "Line 2" },  /* eighteen */
    { "A0000005591010FFFFFFFF890005050\n", "Line 1" },         /* half a byte */
    { "A0000005591010FFFFFFFF8900050500\nISD-R\n", "Line 2" }, /* no hexadecimal */
  };
  g_autoptr (GError) missing = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (load (bad[i].text, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      if (bad[i].line)
        g_assert_nonnull (strstr (error->message, bad[i].line));
    }
  g_assert_null (lpa_isdr_aids_load ("/nowhere/aids", &missing));
  g_assert_error (missing, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lpa/isdr-aids/default", test_default);
  g_test_add_func ("/lpa/isdr-aids/load", test_load);
  g_test_add_func ("/lpa/isdr-aids/refusals", test_refusals);

  return g_test_run ();
}
