/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orders/tern-order-entry.h"

#include <string.h>

#define HEADINGS "Activation code,SM-DP+,Matching ID,CC,EID,Status,Name\n"
#define GOOD "LPA:1$a.example$X1,,,,,,\n"

static TernOrderEntry *
read_row (const char *row)
{
  g_autofree char *text = g_strconcat (HEADINGS, GOOD, GOOD, row, "\n", NULL);
  g_autoptr (TernOrderFile) file = tern_order_file_new (text, strlen (text), NULL);
  g_autoptr (TernOrderColumns) columns = tern_order_columns_guess (file);
  g_autoptr (GPtrArray) cells = tern_order_file_read_record (file, 3);

  return tern_order_entry_new (columns, cells);
}

static void
test_rows (void)
{
  static const struct
  {
    const char *row;
    TernOrderReason reason;
    const char *code;
  } rows[] = {
    { "LPA:1$a.example$X2,,,,,,", TERN_ORDER_REASON_NONE, "LPA:1$a.example$X2" },
    { "1$A.example$X2,,,,,,", TERN_ORDER_REASON_NONE, "LPA:1$a.example$X2" },
    { ",https://a.example/,X2,,,,", TERN_ORDER_REASON_NONE, "LPA:1$a.example$X2" },
    { "LPA:1$a.example$X2,a.example,X2,,,,", TERN_ORDER_REASON_NONE, "LPA:1$a.example$X2" },
    { "LPA:1$a.example$X2,a.example,X3,,,,", TERN_ORDER_REASON_MALFORMED, NULL },
    { "LPA:1$a.example$X2$$1,,,,,,", TERN_ORDER_REASON_CONFIRMATION_CODE, NULL },
    { "LPA:1$a.example$X2$$1,,,1234,,,", TERN_ORDER_REASON_NONE, "LPA:1$a.example$X2$$1" },
    { "LPA:1$a.example$X2,,,,,INSTALLATION_SUCCEEDED,", TERN_ORDER_REASON_INSTALLED, NULL },
    { "LPA:1$a.example$X2,,,,,DELETION_SUCCEEDED,", TERN_ORDER_REASON_DELETED, NULL },
    { "LPA:1$a.example$X2,,,,,expired,", TERN_ORDER_REASON_GONE, NULL },
    { "LPA:1$a.example$X2,,,,89044045930000000000001234567853,,", TERN_ORDER_REASON_NONE, NULL },
    { "LPA:1$a.example$X2,,,,8904 4045 9300 0000 0000 0012 3456 7853,,", TERN_ORDER_REASON_NONE,
      NULL },
    { "LPA:1$a.example$X2,,,,89044045930000000000001234567850,,", TERN_ORDER_REASON_EID, NULL },
    { "nonsense,,,,,,", TERN_ORDER_REASON_MALFORMED, NULL },
    { "LPA:1$a.example$,,,,,,", TERN_ORDER_REASON_MALFORMED, NULL },
    { ",a.example,,,,,", TERN_ORDER_REASON_MALFORMED, NULL },
    { ",not a host,X2,,,,", TERN_ORDER_REASON_MALFORMED, NULL },
    { ",,,,,,Total: 3", TERN_ORDER_REASON_MALFORMED, NULL },
    { "short", TERN_ORDER_REASON_MALFORMED, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TernOrderEntry) entry = read_row (rows[i].row);
      g_autofree char *code =
          entry->code != NULL ? lpa_activation_code_to_text (entry->code) : NULL;

      g_test_message ("%s: %s", rows[i].row, tern_order_reason_get_nick (entry->reason));
      g_assert_cmpint (entry->reason, ==, rows[i].reason);
      if (rows[i].code != NULL)
        g_assert_cmpstr (code, ==, rows[i].code);
      if (entry->problem != NULL)
        g_assert_null (strstr (entry->problem, "X2"));
    }
}

static void
test_values_are_clean (void)
{
  g_autoptr (TernOrderEntry) entry = read_row ("LPA:1$a.example$X2,,,,,,\"Anna\x1B[1m\nB\"");

  g_assert_cmpstr (entry->value[TERN_ORDER_MEANING_NICKNAME], ==, "Anna [1m B");
  g_assert_null (entry->value[TERN_ORDER_MEANING_CODE]);
}

static void
test_reasons (void)
{
  for (guint i = 1; i < TERN_ORDER_N_REASONS; i++)
    {
      const char *nick = tern_order_reason_get_nick ((TernOrderReason) i);

      g_assert_nonnull (tern_order_reason_get_sentence ((TernOrderReason) i));
      g_assert_cmpint (tern_order_reason_from_nick (nick), ==, i);
    }
  g_assert_cmpint (tern_order_reason_from_nick (NULL), ==, TERN_ORDER_REASON_NONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/order-entry/rows", test_rows);
  g_test_add_func ("/order-entry/values-are-clean", test_values_are_clean);
  g_test_add_func ("/order-entry/reasons", test_reasons);
  return g_test_run ();
}
