/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "scan/tern-picture.h"
#include "scan/tern-qr-picture.h"
#include "scan/tern-scan-error.h"
#include "scan/tern-scan.h"

#define CODE "LPA:1$rsp.example.com$ABC-123-XYZ9"

/* What a program or telephone reads in the picture. */
static void
assert_holds (GBytes *picture, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) pages = tern_picture_load_bytes (picture, NULL, &error);
  g_autoptr (GPtrArray) symbols = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (pages->len, ==, 1);
  symbols = tern_scan_picture (pages->pdata[0], NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (symbols->len, ==, 1);
  g_assert_cmpstr (((TernSymbol *) symbols->pdata[0])->text, ==, text);
}

static TernQrPicture *
make (const char *text)
{
  g_autoptr (GError) error = NULL;
  TernQrPicture *picture = tern_qr_picture_new (text, &error);

  g_assert_no_error (error);
  return picture;
}

static void
test_png (void)
{
  static const char *const captions[] = { NULL, "EID 8904", "Eine lange Zeile, die umbricht <&>" };

  for (gsize i = 0; i < G_N_ELEMENTS (captions); i++)
    {
      g_autoptr (TernQrPicture) picture = make (CODE);
      g_autoptr (GBytes) png = tern_qr_picture_to_png (picture, 6, captions[i]);

      assert_holds (png, CODE);
    }
}

static void
test_svg (void)
{
  g_autoptr (TernQrPicture) picture = make ("89049032123451234512345678901235");
  g_autofree char *svg = tern_qr_picture_to_svg (picture, "A & B <c>");
  g_autoptr (GBytes) bytes = g_bytes_new (svg, strlen (svg));

  g_assert_nonnull (strstr (svg, "A &amp; B &lt;c&gt;"));
  assert_holds (bytes, "89049032123451234512345678901235");
}

/* Every module of the matrix is where the standard wants it, the first finder at least. */
static void
test_matrix (void)
{
  static const char *const finder[] = { "#######.", "#.....#.", "#.###.#.", "#.###.#.",
                                        "#.###.#.", "#.....#.", "#######.", "........" };
  g_autoptr (TernQrPicture) picture = make (CODE);

  g_assert_cmpuint (picture->modules % 4, ==, 1);
  for (guint y = 0; y < 8; y++)
    for (guint x = 0; x < 8; x++)
      g_assert_cmpint (picture->dark[y * picture->modules + x], ==, finder[y][x] == '#');
}

static void
test_text (void)
{
  g_autoptr (TernQrPicture) picture = make (CODE);
  g_autofree char *text = tern_qr_picture_to_text (picture);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, (picture->modules + 5) / 2 + 1);
  for (guint i = 0; *lines[i]; i++)
    g_assert_cmpint (g_utf8_strlen (lines[i], -1), ==, picture->modules + 4);
}

static void
test_refused (void)
{
  g_autofree char *long_text = g_strnfill (4000, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_null (tern_qr_picture_new (long_text, &error));
  g_assert_error (error, TERN_SCAN_ERROR, TERN_SCAN_ERROR_NO_ROOM);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/qr-picture/png", test_png);
  g_test_add_func ("/qr-picture/svg", test_svg);
  g_test_add_func ("/qr-picture/matrix", test_matrix);
  g_test_add_func ("/qr-picture/text", test_text);
  g_test_add_func ("/qr-picture/refused", test_refused);
  return g_test_run ();
}
