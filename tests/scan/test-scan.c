/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cairo-pdf.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <qrencode.h>
#include <string.h>

#include "lpa/lpa-error.h"
#include "scan/tern-picture.h"
#include "scan/tern-qr-picture.h"
#include "scan/tern-scan-error.h"
#include "scan/tern-scan.h"

#define CODE "LPA:1$rsp.example.com$ABC-123-XYZ9"
#define SECOND "LPA:1$rsp.example.com$SECOND-22"
#define LINK "https://www.example.com/help"

static GBytes *
png_of (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TernQrPicture) picture = tern_qr_picture_new (text, &error);

  g_assert_no_error (error);
  return tern_qr_picture_to_png (picture, 4, NULL);
}

/* The picture of a code in another format. */
static GBytes *
converted (const char *text, const char *format)
{
  g_autoptr (GBytes) png = png_of (text);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (png);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new_from_stream (stream, NULL, &error);
  char *buffer;
  gsize size;

  g_assert_no_error (error);
  gdk_pixbuf_save_to_buffer (pixbuf, &buffer, &size, format, &error, NULL);
  g_assert_no_error (error);
  return g_bytes_new_take (buffer, size);
}

static GBytes *
cut (GBytes *whole, gsize size)
{
  return g_bytes_new_from_bytes (whole, 0, MIN (size, g_bytes_get_size (whole)));
}

static void
assert_refused (GBytes *bytes, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) pages = tern_picture_load_bytes (bytes, NULL, &error);

  g_assert_null (pages);
  g_assert_error (error, TERN_SCAN_ERROR, code);
}

/* --- Files that are what they say ---------------------------------------------------------------
 */

static GPtrArray *
scan (GBytes *bytes, GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (GFile) file = NULL;
  int fd = g_file_open_tmp ("tern-scan-XXXXXX", &path, NULL);
  GPtrArray *symbols;
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  g_assert_cmpint (fd, >=, 0);
  g_assert_true (g_close (fd, NULL));
  g_assert_true (g_file_set_contents (path, data, (gssize) size, NULL));
  file = g_file_new_for_path (path);
  symbols = tern_scan_file (file, NULL, error);
  g_assert_cmpint (g_unlink (path), ==, 0);
  return symbols;
}

static void
test_formats (void)
{
  static const char *const formats[] = { "png", "jpeg", "bmp", "tiff" };

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr (GBytes) bytes = converted (CODE, formats[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) symbols = scan (bytes, &error);
      const TernSymbol *symbol;

      g_assert_no_error (error);
      g_assert_cmpuint (symbols->len, ==, 1);
      symbol = symbols->pdata[0];
      g_assert_cmpint (symbol->kind, ==, TERN_SYMBOL_CODE);
      g_assert_cmpstr (symbol->text, ==, CODE);
      g_assert_cmpstr (symbol->code->matching_id, ==, "ABC-123-XYZ9");
      g_assert_cmpuint (symbol->page, ==, 1);
      g_assert_true (tern_scan_expect_code (symbols, &error));
    }
}

/* Black modules on nothing, and white modules on nothing. */
static void
test_transparent (void)
{
  for (guint8 light = 0;; light = 255)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TernQrPicture) qr = tern_qr_picture_new (CODE, &error);
      guint side = (qr->modules + 8) * 4;
      g_autofree guint8 *data = g_malloc0 (4 * (gsize) side * side);
      g_autoptr (TernGrey) grey = NULL;
      g_autoptr (GPtrArray) symbols = NULL;

      for (guint i = 0; i < side * side; i++)
        {
          guint x = i % side / 4 - 4, y = i / side / 4 - 4;

          memset (data + 4 * i, light, 3);
          if (x < qr->modules && y < qr->modules && qr->dark[y * qr->modules + x])
            data[4 * i + 3] = 255;
        }
      grey = tern_picture_new_from_rgb (data, side, side, 4 * side, TRUE);
      symbols = tern_scan_picture (grey, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (((TernSymbol *) symbols->pdata[0])->text, ==, CODE);
      if (light)
        return;
    }
}

static cairo_status_t
append (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* A document with a text on each page, %NULL for a page without. */
static GBytes *
pdf_of (const char *const *texts, guint pages, double width, double height)
{
  GByteArray *data = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append, data, width, height);
  cairo_t *cairo = cairo_create (surface);

  for (guint i = 0; i < pages; i++)
    {
      g_autoptr (TernQrPicture) qr = texts[i] ? tern_qr_picture_new (texts[i], NULL) : NULL;

      cairo_identity_matrix (cairo);
      cairo_translate (cairo, width / 3, height / 3);
      if (qr)
        tern_qr_picture_draw (qr, cairo, width / 4, "Caption");
      cairo_show_page (cairo);
    }
  cairo_destroy (cairo);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (data);
}

static void
test_pdf (void)
{
  static const char *const texts[] = { NULL, LINK, CODE };
  g_autoptr (GBytes) pdf = pdf_of (texts, G_N_ELEMENTS (texts), 595, 842);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) symbols = scan (pdf, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (symbols->len, ==, 2);
  g_assert_cmpstr (((TernSymbol *) symbols->pdata[0])->text, ==, CODE);
  g_assert_cmpuint (((TernSymbol *) symbols->pdata[0])->page, ==, 3);
  g_assert_cmpstr (((TernSymbol *) symbols->pdata[1])->text, ==, LINK);
}

/* Of a long document the first pages are drawn, and a page as large as a house is drawn small. */
static void
test_pdf_bounds (void)
{
  g_autofree const char **texts = g_new0 (const char *, 500);
  g_autoptr (GBytes) thick = pdf_of (texts, 500, 200, 200);
  g_autoptr (GBytes) wide = pdf_of ((const char *const[]){ CODE }, 1, 14000, 14000);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) pages = tern_picture_load_bytes (thick, NULL, &error);
  g_autoptr (GPtrArray) page = NULL;
  const TernGrey *picture;

  g_assert_no_error (error);
  g_assert_cmpuint (pages->len, ==, TERN_PICTURE_MAX_PAGES);
  page = tern_picture_load_bytes (wide, NULL, &error);
  g_assert_no_error (error);
  picture = page->pdata[0];
  g_assert_cmpuint (picture->width * picture->height, <, 7000000);
}

/* --- Files that are not -------------------------------------------------------------------------
 */

static guint32
crc (const guint8 *data, gsize size)
{
  guint32 value = 0xFFFFFFFF;

  for (gsize i = 0; i < size; i++)
    {
      value ^= data[i];
      for (int bit = 0; bit < 8; bit++)
        value = value & 1 ? 0xEDB88320 ^ value >> 1 : value >> 1;
    }
  return ~value;
}

/* The first chunk of a PNG file that claims to be that large. */
static GBytes *
png_head (guint32 width, guint32 height)
{
  guint8 head[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0,
                    0,    0,   0,   0,   0,    0,    0,    8,    2, 0, 0, 0,  0,   0,   0,   0 };
  guint32 value;

  value = GUINT32_TO_BE (width);
  memcpy (head + 16, &value, 4);
  value = GUINT32_TO_BE (height);
  memcpy (head + 20, &value, 4);
  value = GUINT32_TO_BE (crc (head + 12, 17));
  memcpy (head + 29, &value, 4);
  return g_bytes_new (head, sizeof head);
}

static void
test_huge (void)
{
  static const guint32 sizes[][2] = { { 20000, 20000 },
                                      { 100, 1000000 },
                                      { 1000000, 1000 },
                                      { 65535, 65535 } };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) head = png_head (sizes[i][0], sizes[i][1]);
      g_autoptr (GByteArray) data = g_bytes_unref_to_array (g_bytes_ref (head));
      g_autoptr (GBytes) bytes = NULL;

      /* The decoder asks for more before it looks at what it has. */
      g_byte_array_append (data, (const guint8 *) "\0\0\0\4IDAT\0\0\0\0\0\0\0\0", 16);
      bytes = g_bytes_new (data->data, data->len);
      assert_refused (bytes, TERN_SCAN_ERROR_TOO_MANY_PIXELS);
    }
}

static void
test_truncated (void)
{
  static const char *const formats[] = { "png", "jpeg", "bmp" };

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr (GBytes) whole = converted (CODE, formats[i]);
      gsize size = g_bytes_get_size (whole);

      /* The last rows are the quiet zone; that they are all there says nothing. */
      for (gsize part = 30; part < size * 4 / 5; part += MAX (size / 20, 1))
        {
          g_autoptr (GBytes) bytes = cut (whole, part);
          g_autoptr (GError) error = NULL;
          g_autoptr (GPtrArray) pages = tern_picture_load_bytes (bytes, NULL, &error);

          g_test_message ("%s %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT, formats[i], part, size);
          g_assert_null (pages);
          g_assert_error (error, TERN_SCAN_ERROR, TERN_SCAN_ERROR_TRUNCATED);
        }
    }
}

/* A byte changed anywhere: an error or a picture, never a crash. */
static void
test_damaged (void)
{
  static const char *const formats[] = { "png", "jpeg", "bmp", "tiff" };

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr (GBytes) whole = converted (CODE, formats[i]);
      gsize size;
      const guint8 *data = g_bytes_get_data (whole, &size);

      for (gsize at = 0; at < size; at += MAX (size / 60, 1))
        {
          g_autofree guint8 *copy = g_memdup2 (data, size);
          g_autoptr (GBytes) bytes = NULL;
          g_autoptr (GError) error = NULL;
          g_autoptr (GPtrArray) pages = NULL;

          copy[at] ^= 0xFF;
          bytes = g_bytes_new (copy, size);
          pages = tern_picture_load_bytes (bytes, NULL, &error);
          g_assert_true ((pages != NULL) != (error != NULL));
          g_assert_true (!error || error->domain == TERN_SCAN_ERROR);
        }
    }
}

static void
test_not_a_picture (void)
{
  static const char *const contents[] = { "", "x", "LPA:1$rsp.example.com$ABC",
                                          "#!/bin/sh\nreboot\n",
                                          "\x7f"
                                          "ELF" };
  g_autofree char *zeros = g_malloc0 (100000);
  g_autoptr (GBytes) nothing = g_bytes_new (zeros, 100000);

  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (contents[i], strlen (contents[i]));

      assert_refused (bytes, TERN_SCAN_ERROR_NOT_A_PICTURE);
    }
  assert_refused (nothing, TERN_SCAN_ERROR_NOT_A_PICTURE);
}

static void
test_bad_pdf (void)
{
  static const char locked[] =
      "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>"
      "endobj\n3 0 obj<</Filter/Standard/V 1/R 2/P -44"
      "/O(01234567890123456789012345678901)/U(01234567890123456789012345678901)>>endobj\n"
      "trailer<</Root 1 0 R/Encrypt 3 0 R/ID[(0123456789012345)(0123456789012345)]/Size 4>>\n%%EOF";
  static const char empty[] = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type"
                              "/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R/Size 3>>\n%%EOF";
  g_autoptr (GBytes) head = g_bytes_new_static ("%PDF-1.7\n", 9);
  g_autoptr (GBytes) password = g_bytes_new_static (locked, strlen (locked));
  g_autoptr (GBytes) no_pages = g_bytes_new_static (empty, strlen (empty));

  assert_refused (head, TERN_SCAN_ERROR_TRUNCATED);
  assert_refused (password, TERN_SCAN_ERROR_LOCKED);
  assert_refused (no_pages, TERN_SCAN_ERROR_TRUNCATED);
}

static void
test_too_many_bytes (void)
{
  g_autofree guint8 *zeros = g_malloc0 (TERN_PICTURE_MAX_BYTES + 1);
  g_autoptr (GBytes) bytes = g_bytes_new (zeros, TERN_PICTURE_MAX_BYTES + 1);
  g_autoptr (GFile) endless = g_file_new_for_path ("/dev/zero");
  g_autoptr (GError) error = NULL;

  assert_refused (bytes, TERN_SCAN_ERROR_FILE_TOO_LARGE);
  g_assert_null (tern_picture_load_file (endless, NULL, &error));
  g_assert_error (error, TERN_SCAN_ERROR, TERN_SCAN_ERROR_FILE_TOO_LARGE);
}

static void
test_no_file (void)
{
  static const char *const paths[] = { "/nonexistent/picture.png", "/" };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GFile) file = g_file_new_for_path (paths[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (tern_scan_file (file, NULL, &error));
      g_assert_error (error, TERN_SCAN_ERROR, TERN_SCAN_ERROR_FILE);
    }
}

static void
test_cancelled (void)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/dev/zero");
  g_autoptr (GBytes) png = png_of (CODE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (tern_scan_file (file, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (tern_picture_load_bytes (png, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* --- Codes that are no activation codes ---------------------------------------------------------
 */

typedef struct
{
  const char *text;
  TernSymbolKind kind;
  int error;
} Other;

static void
test_other_texts (void)
{
  static const Other others[] = {
    { LINK, TERN_SYMBOL_WEB_ADDRESS, TERN_SCAN_ERROR_WEB_ADDRESS },
    { "WWW.EXAMPLE.COM", TERN_SYMBOL_WEB_ADDRESS, TERN_SCAN_ERROR_WEB_ADDRESS },
    { "WIFI:S:Guest;T:WPA;P:secret;;", TERN_SYMBOL_TEXT, TERN_SCAN_ERROR_OTHER_TEXT },
    { "8904903212345123451234567890", TERN_SYMBOL_TEXT, TERN_SCAN_ERROR_OTHER_TEXT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (GBytes) png = png_of (others[i].text);
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) symbols = scan (png, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (symbols->len, ==, 1);
      g_assert_cmpint (((TernSymbol *) symbols->pdata[0])->kind, ==, others[i].kind);
      g_assert_cmpstr (((TernSymbol *) symbols->pdata[0])->text, ==, others[i].text);
      g_assert_false (tern_scan_expect_code (symbols, &error));
      g_assert_error (error, TERN_SCAN_ERROR, others[i].error);
    }
}

/* A code that is one but for a slip says which. */
static void
test_broken_code (void)
{
  g_autoptr (GBytes) png = png_of ("LPA:2$rsp.example.com$ABC");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) symbols = scan (png, &error);

  g_assert_no_error (error);
  g_assert_cmpint (((TernSymbol *) symbols->pdata[0])->kind, ==, TERN_SYMBOL_BROKEN_CODE);
  g_assert_false (tern_scan_expect_code (symbols, &error));
  g_assert_error (error, LPA_CODE_ERROR, LPA_CODE_ERROR_VERSION);
}

/* Four thousand letters of the kind that QR codes pack tightest. */
static void
test_long_text (void)
{
  g_autofree char *text = g_strnfill (4000, 'A');
  QRcode *qr = QRcode_encodeString (text, 40, QR_ECLEVEL_L, QR_MODE_8, 1);
  guint side = (guint) (qr->width + 8) * 4;
  g_autoptr (TernGrey) grey = tern_grey_new (side, side);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) symbols = NULL;

  for (guint i = 0; i < side * side; i++)
    {
      int x = (int) (i % side / 4) - 4, y = (int) (i / side / 4) - 4;
      gboolean inside = x >= 0 && y >= 0 && x < qr->width && y < qr->width;

      grey->pixels[i] = inside && (qr->data[y * qr->width + x] & 1) ? 0 : 255;
    }
  QRcode_free (qr);
  symbols = tern_scan_picture (grey, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (((TernSymbol *) symbols->pdata[0])->kind, ==, TERN_SYMBOL_LONG_TEXT);
  g_assert_false (tern_scan_expect_code (symbols, &error));
  g_assert_error (error, TERN_SCAN_ERROR, TERN_SCAN_ERROR_TOO_MUCH_TEXT);
}

static void
test_no_code (void)
{
  g_autoptr (TernGrey) blank = tern_grey_new (300, 200);
  g_autoptr (GError) error = NULL;

  g_assert_null (tern_scan_picture (blank, NULL, &error));
  g_assert_error (error, TERN_SCAN_ERROR, TERN_SCAN_ERROR_NO_CODE);
}

/* --- From the main thread -----------------------------------------------------------------------
 */

static void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
test_async (void)
{
  g_autoptr (GBytes) png = png_of (CODE);
  g_autoptr (GPtrArray) pages = tern_picture_load_bytes (png, NULL, NULL);
  g_autoptr (GFile) missing = g_file_new_for_path ("/nonexistent");
  g_autoptr (GAsyncResult) good = NULL;
  g_autoptr (GAsyncResult) bad = NULL;
  g_autoptr (GPtrArray) symbols = NULL;
  g_autoptr (GError) error = NULL;

  tern_scan_picture_async (pages->pdata[0], NULL, keep_result, &good);
  tern_scan_file_async (missing, NULL, keep_result, &bad);
  while (!good || !bad)
    g_main_context_iteration (NULL, TRUE);
  symbols = tern_scan_finish (good, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (((TernSymbol *) symbols->pdata[0])->text, ==, CODE);
  g_assert_null (tern_scan_finish (bad, &error));
  g_assert_error (error, TERN_SCAN_ERROR, TERN_SCAN_ERROR_FILE);
}

/* Every fault has a name and two sentences. */
static void
test_sentences (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (TernScanError code = TERN_SCAN_ERROR_FILE; code <= TERN_SCAN_ERROR_WRITE; code++)
    {
      g_assert_true (g_hash_table_add (seen, (gpointer) tern_scan_error_get_nick (code)));
      g_assert_true (g_hash_table_add (seen, (gpointer) tern_scan_error_get_cause (code)));
      g_assert_true (g_str_has_suffix (tern_scan_error_get_cause (code), "."));
      g_assert_true (g_str_has_suffix (tern_scan_error_get_action (code), "."));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scan/formats", test_formats);
  g_test_add_func ("/scan/transparent", test_transparent);
  g_test_add_func ("/scan/pdf", test_pdf);
  g_test_add_func ("/scan/pdf-bounds", test_pdf_bounds);
  g_test_add_func ("/scan/huge", test_huge);
  g_test_add_func ("/scan/truncated", test_truncated);
  g_test_add_func ("/scan/damaged", test_damaged);
  g_test_add_func ("/scan/not-a-picture", test_not_a_picture);
  g_test_add_func ("/scan/bad-pdf", test_bad_pdf);
  g_test_add_func ("/scan/too-many-bytes", test_too_many_bytes);
  g_test_add_func ("/scan/no-file", test_no_file);
  g_test_add_func ("/scan/cancelled", test_cancelled);
  g_test_add_func ("/scan/other-texts", test_other_texts);
  g_test_add_func ("/scan/broken-code", test_broken_code);
  g_test_add_func ("/scan/long-text", test_long_text);
  g_test_add_func ("/scan/no-code", test_no_code);
  g_test_add_func ("/scan/async", test_async);
  g_test_add_func ("/scan/sentences", test_sentences);
  return g_test_run ();
}
