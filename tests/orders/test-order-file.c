/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orders/tern-order-file.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "orders/tern-order-error.h"

#define TABLE "Größe,Code\r\nü,\"LPA:1$a.example$X\"\r\n"

/* Writes @text in an encoding and expects to find that out again, and the same text. */
static void
check_encoding (const char *name, const char *bom, TernOrderEncoding encoding)
{
  gsize length = 0;
  g_autofree char *body = g_convert (TABLE, -1, name, "UTF-8", NULL, &length, NULL);
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_autoptr (TernOrderFile) file = NULL;
  g_autofree char *again = NULL;
  const TernOrderLayout *layout;
  gsize size;

  g_byte_array_append (data, (const guint8 *) bom, (guint) strlen (bom));
  g_byte_array_append (data, (const guint8 *) body, (guint) length);
  file = tern_order_file_new (data->data, data->len, NULL);
  g_assert_nonnull (file);
  layout = tern_order_file_get_layout (file);
  g_assert_cmpint (layout->encoding, ==, encoding);
  g_assert_cmpint (layout->bom, ==, *bom != '\0');
  g_assert_cmpint (layout->delimiter, ==, ',');
  g_assert_cmpstr (layout->line_end, ==, "\r\n");
  g_assert_true (layout->ends_with_line_end);
  g_assert_cmpstr (tern_order_file_get_text (file, &size), ==, TABLE);
  g_assert_cmpuint (tern_order_file_get_n_records (file), ==, 2);

  size = strlen (TABLE);
  again = tern_order_encoding_encode (encoding, layout->bom, TABLE, &size, NULL);
  g_assert_cmpmem (again, size, data->data, data->len);
}

static void
test_encodings (void)
{
  check_encoding ("UTF-8", "", TERN_ORDER_ENCODING_UTF8);
  check_encoding ("UTF-8", "\xEF\xBB\xBF", TERN_ORDER_ENCODING_UTF8_BOM);
  check_encoding ("UTF-16LE", "\xFF\xFE", TERN_ORDER_ENCODING_UTF16LE);
  check_encoding ("UTF-16BE", "\xFE\xFF", TERN_ORDER_ENCODING_UTF16BE);
  check_encoding ("UTF-16LE", "", TERN_ORDER_ENCODING_UTF16LE);
  check_encoding ("UTF-16BE", "", TERN_ORDER_ENCODING_UTF16BE);
  check_encoding ("WINDOWS-1252", "", TERN_ORDER_ENCODING_WINDOWS);
}

static void
test_delimiters (void)
{
  static const struct
  {
    const char *text;
    char delimiter;
    gboolean quoted;
  } rows[] = {
    { "a,b\n1,2\n", ',', FALSE },
    { "a;b;c\n1,5;2;3\n2,5;3;4\n", ';', FALSE },
    { "a\tb\n1\t2\n", '\t', FALSE },
    { "\"a\";\"b\"\n\"1\";\"2\"\n", ';', TRUE },
    { "sep=;\na,b;c\n1,2;3\n", ';', FALSE },
    { "An order, for you; really\na;b;c\n1;2;3\n4;5;6\n", ';', FALSE },
    { "LPA:1$a.example$X\nLPA:1$a.example$Y\n", ',', FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TernOrderFile) file =
          tern_order_file_new (rows[i].text, strlen (rows[i].text), NULL);

      g_assert_nonnull (file);
      g_assert_cmpint (tern_order_file_get_layout (file)->delimiter, ==, rows[i].delimiter);
      g_assert_cmpint (tern_order_file_get_layout (file)->quoted, ==, rows[i].quoted);
    }
}

static void
test_find_record (void)
{
  const char *text = "a,b\n\n1,2\n3,4";
  g_autoptr (TernOrderFile) file = tern_order_file_new (text, strlen (text), NULL);

  g_assert_cmpuint (tern_order_file_find_record (file, 0), ==, 0);
  g_assert_cmpuint (tern_order_file_find_record (file, 4), ==, 0);
  g_assert_cmpuint (tern_order_file_find_record (file, 5), ==, 1);
  g_assert_cmpuint (tern_order_file_find_record (file, 8), ==, 1);
  g_assert_cmpuint (tern_order_file_find_record (file, strlen (text)), ==, 2);
}

static void
refuse (const char *data, gsize length, TernOrderError code)
{
  g_autoptr (GError) error = NULL;
  TernOrderFile *file = tern_order_file_new (data, length, &error);

  g_assert_null (file);
  g_assert_error (error, TERN_ORDER_ERROR, (int) code);
  g_assert_nonnull (tern_order_error_get_action (code));
}

static void
test_refusals (void)
{
  g_autoptr (GString) rows = g_string_new (NULL);

  refuse ("a\0b,c\n", 6, TERN_ORDER_ERROR_NOT_TEXT);
  refuse ("\xFF\xFE"
          "a",
          3, TERN_ORDER_ERROR_NOT_TEXT);
  refuse ("\x81\x8D,b\n", 5, TERN_ORDER_ERROR_NOT_TEXT);
  refuse ("a,\"b\n1,2\n", 9, TERN_ORDER_ERROR_NOT_A_TABLE);
  for (guint i = 0; i <= TERN_ORDER_FILE_MAX_RECORDS; i++)
    g_string_append (rows, "a\n");
  refuse (rows->str, rows->len, TERN_ORDER_ERROR_TOO_LARGE);
}

static void
test_load (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tern-order-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "order.csv", NULL);
  g_autofree char *pipe = g_build_filename (folder, "pipe", NULL);
  g_autoptr (TernOrderFile) file = NULL;
  g_autoptr (GError) error = NULL;
  int huge;

  g_assert_null (tern_order_file_load (path, &error));
  g_assert_error (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_FILE);
  g_clear_error (&error);

  g_assert_null (tern_order_file_load (folder, &error));
  g_assert_error (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_FILE);
  g_clear_error (&error);

  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_null (tern_order_file_load (pipe, &error));
  g_assert_error (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_FILE);
  g_clear_error (&error);
  g_unlink (pipe);

  /* 200 MB, of which nothing is read. */
  huge = g_open (path, O_CREAT | O_WRONLY, 0600);
  g_assert_cmpint (ftruncate (huge, 200 * 1000 * 1000), ==, 0);
  close (huge);
  g_assert_null (tern_order_file_load (path, &error));
  g_assert_error (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_TOO_LARGE);

  g_assert_true (g_file_set_contents (path, TABLE, -1, NULL));
  file = tern_order_file_load (path, NULL);
  g_assert_nonnull (file);
  g_assert_cmpuint (strlen (tern_order_file_get_digest (file)), ==, 64);
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/order-file/encodings", test_encodings);
  g_test_add_func ("/order-file/delimiters", test_delimiters);
  g_test_add_func ("/order-file/find-record", test_find_record);
  g_test_add_func ("/order-file/refusals", test_refusals);
  g_test_add_func ("/order-file/load", test_load);
  return g_test_run ();
}
