/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orders/tern-csv.h"

#include <string.h>

#include "orders/tern-order-error.h"

static char *
join_cells (GPtrArray *cells)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < cells->len; i++)
    g_string_append_printf (text, "[%s]", (char *) cells->pdata[i]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_record (void)
{
  static const struct
  {
    const char *text;
    char delimiter;
    const char *cells;
  } rows[] = {
    { "a,b,c", ',', "[a][b][c]" },
    { "a;b,c;", ';', "[a][b,c][]" },
    { "a\t\tc", '\t', "[a][][c]" },
    { "\"a,1\",\"say \"\"hi\"\"\"", ',', "[a,1][say \"hi\"]" },
    { "\"two\nlines\",x", ',', "[two\nlines][x]" },
    { " padded , \" kept \" ", ',', "[padded][ kept ]" },
    { "5\" screen,x", ',', "[5\" screen][x]" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) cells =
          tern_csv_read_record (rows[i].text, strlen (rows[i].text), rows[i].delimiter);
      g_autofree char *joined = join_cells (cells);

      g_assert_cmpstr (joined, ==, rows[i].cells);
    }
}

static void
test_split (void)
{
  const char *text = "\r\na,b\r\n\r\n\"x\r\ny\",2\r\nlast,row";
  g_autoptr (GArray) records = tern_csv_split (text, strlen (text), ',', 10, NULL);
  static const char *const expected[] = { "a,b", "\"x\r\ny\",2", "last,row" };

  g_assert_cmpuint (records->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < records->len; i++)
    {
      const TernCsvExtent *extent = &g_array_index (records, TernCsvExtent, i);
      g_autofree char *record = g_strndup (text + extent->offset, extent->length);

      g_assert_cmpstr (record, ==, expected[i]);
    }
}

static void
test_split_refuses (void)
{
  g_autoptr (GString) endless = g_string_new ("a,b\nc,\"d\n");
  g_autoptr (GError) error = NULL;

  g_assert_null (tern_csv_split ("a\nb\nc\n", 6, ',', 2, &error));
  g_assert_error (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_TOO_LARGE);
  g_clear_error (&error);

  g_assert_null (tern_csv_split (endless->str, endless->len, ',', 10, &error));
  g_assert_error (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_NOT_A_TABLE);
  g_assert_nonnull (strstr (error->message, "line 2 "));
  g_clear_error (&error);

  for (guint i = 0; i < TERN_CSV_MAX_RECORD / 8; i++)
    g_string_append (endless, "e,f,g,h\nx");
  g_assert_null (tern_csv_split (endless->str, endless->len, ',', 10, &error));
  g_assert_error (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_NOT_A_TABLE);
}

static void
test_quoted_throughout (void)
{
  g_assert_true (tern_csv_is_quoted_throughout ("\"a\",\"b,c\",\"\"\"\"", 15, ','));
  g_assert_true (tern_csv_is_quoted_throughout ("\"a\"", 3, ','));
  g_assert_false (tern_csv_is_quoted_throughout ("\"a\",b", 5, ','));
  g_assert_false (tern_csv_is_quoted_throughout ("\"a\",", 4, ','));
  g_assert_false (tern_csv_is_quoted_throughout ("", 0, ','));
}

static void
test_written_is_read (void)
{
  static const char *const cells[] = {
    "plain", "with,comma", "with;semicolon", "a \"quote\"", "two\nlines", " blank ", "", "ümlaut",
  };
  static const char delimiters[] = { ',', ';', '\t' };

  for (guint i = 0; i < G_N_ELEMENTS (delimiters) * 2; i++)
    {
      g_autoptr (GString) record = g_string_new (NULL);
      g_autoptr (GPtrArray) again = NULL;

      for (guint j = 0; j < G_N_ELEMENTS (cells); j++)
        {
          if (j > 0)
            g_string_append_c (record, delimiters[i / 2]);
          tern_csv_append_cell (record, cells[j], delimiters[i / 2], i % 2);
        }
      again = tern_csv_read_record (record->str, record->len, delimiters[i / 2]);
      g_assert_cmpuint (again->len, ==, G_N_ELEMENTS (cells));
      for (guint j = 0; j < again->len; j++)
        g_assert_cmpstr (again->pdata[j], ==, cells[j]);
    }
}

static void
test_formula (void)
{
  static const char *const formulas[] = {
    "=1+1", "+1", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", "－1", "-",
  };
  static const char *const texts[] = { "1+1", "a=b", "", "89044045", "LPA:1$a.b$C", "'=1" };

  for (gsize i = 0; i < G_N_ELEMENTS (formulas); i++)
    {
      g_autofree char *harmless = tern_csv_make_harmless (formulas[i]);

      g_assert_true (tern_csv_is_formula (formulas[i]));
      g_assert_false (tern_csv_is_formula (harmless));
      g_assert_cmpstr (harmless + 1, ==, formulas[i]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *harmless = tern_csv_make_harmless (texts[i]);

      g_assert_cmpstr (harmless, ==, texts[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv/record", test_record);
  g_test_add_func ("/csv/split", test_split);
  g_test_add_func ("/csv/split-refuses", test_split_refuses);
  g_test_add_func ("/csv/quoted-throughout", test_quoted_throughout);
  g_test_add_func ("/csv/written-is-read", test_written_is_read);
  g_test_add_func ("/csv/formula", test_formula);
  return g_test_run ();
}
