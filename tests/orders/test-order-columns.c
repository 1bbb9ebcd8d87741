/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orders/tern-order-columns.h"

#include <string.h>

#include "orders/tern-order-error.h"
#include "orders/tern-order-status.h"

#define EID "89044045930000000000001234567853"

/* Tables as sellers write them, and what their columns are. */
static const struct
{
  const char *name;
  const char *text;
  guint n_header;
  const char *columns;
} layouts[] = {
  { "business",
    "SIM ID,IMSI,Subscription,SM-DP+ URL,Matching ID,Activation code,Profile status,Installed "
    "time,Last modified time\n"
    "1001,234500000000001,Fleet 1 GB,rsp.example.com,AB-12,LPA:1$rsp.example.com$AB-12,"
    "SUBSCRIBER_REGISTRATION_SUCCEEDEDED,,2024-05-01T10:00:00Z\n",
    1,
    "activation-code=6 smdp=4 matching-id=5 sim-id=1 imsi=2 subscription=3 status=7 installed=8 "
    "modified=9" },
  { "turned round, other words",
    "State;QR Code Content;ICCID;Plan name;PIN code\n"
    "available;LPA:1$smdp.example.org$K2-ABCD$$1;8944500000000000011;World 5 GB;1234\n",
    1, "activation-code=2 confirmation-code=5 subscription=4 status=1 iccid=3" },
  { "no headings", "LPA:1$rsp.example.com$AA11,Anna\nLPA:1$rsp.example.com$AA12,Bert\n", 0,
    "activation-code=1" },
  { "no headings, parts",
    "rsp.example.com,TOKEN-1,x\nrsp.example.com,TOKEN-2,x\nrsp.example.com,TOKEN-3,x\n", 0,
    "smdp=1 matching-id=2" },
  { "two lines of headings", "Order,,Card\nServer,Matching ID,EID\nrsp.example.com,AB12," EID "\n",
    2, "smdp=1 matching-id=2 eid=3" },
  { "two lines of headings, the second for programs",
    "Code for the phone\tWho\nactivation_code\tnickname\nLPA:1$a.example$X1\tAnna\n", 2,
    "activation-code=1 nickname=2" },
  { "title above", "Order 4711 of 2024-05-01,,\n\nNo.,eSIM,Name\n1,LPA:1$a.example$X1,Anna\n", 2,
    "activation-code=2 nickname=3" },
  { "first row is no good",
    "Activation code,Name\n4711,Zoe\nLPA:1$a.example$X1,Anna\nLPA:1$a.example$X2,Bert\n", 1,
    "activation-code=1 nickname=2" },
  { "headings that lie",
    "EID,Activation code\nLPA:1$a.example$X1,8944500000000000011\n"
    "LPA:1$a.example$X2,8944500000000000029\n",
    1, "activation-code=1 iccid=2" },
  { "another language", "Aktivierungscode;Bestätigungscode;Name\nLPA:1$a.example$X1$$1;77;Änne\n",
    1, "activation-code=1 confirmation-code=2 nickname=3" },
};

static TernOrderColumns *
guess (const char *text)
{
  g_autoptr (TernOrderFile) file = tern_order_file_new (text, strlen (text), NULL);

  g_assert_nonnull (file);
  return tern_order_columns_guess (file);
}

static void
test_layouts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (layouts); i++)
    {
      g_autoptr (TernOrderColumns) columns = guess (layouts[i].text);
      g_autofree char *text = tern_order_columns_to_text (columns);

      g_test_message ("%s: %s", layouts[i].name, text);
      g_assert_cmpstr (text, ==, layouts[i].columns);
      g_assert_cmpuint (columns->n_header, ==, layouts[i].n_header);
      g_assert_true (tern_order_columns_check (columns, NULL));
    }
}

static void
test_confidence (void)
{
  g_autoptr (TernOrderColumns) business = guess (layouts[0].text);
  g_autoptr (TernOrderColumns) parts = guess (layouts[3].text);

  g_assert_cmpint (business->confidence[TERN_ORDER_MEANING_CODE], ==, TERN_ORDER_CONFIDENCE_SURE);
  g_assert_cmpint (business->confidence[TERN_ORDER_MEANING_SIM_ID], ==,
                   TERN_ORDER_CONFIDENCE_LIKELY);
  g_assert_cmpint (business->confidence[TERN_ORDER_MEANING_NICKNAME], ==,
                   TERN_ORDER_CONFIDENCE_NONE);
  g_assert_cmpint (parts->confidence[TERN_ORDER_MEANING_MATCHING_ID], ==,
                   TERN_ORDER_CONFIDENCE_GUESSED);
}

static void
test_no_codes (void)
{
  g_autoptr (TernOrderColumns) columns = guess ("Name,Town\nAnna,Ulm\n");
  g_autoptr (GError) error = NULL;

  g_assert_false (tern_order_columns_check (columns, &error));
  g_assert_error (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_NO_CODES);
}

static void
test_choices (void)
{
  static const char *const bad[] = { "", "name=1", "nickname", "nickname=10", "nickname=Nobody" };
  g_autoptr (TernOrderColumns) columns = guess (layouts[0].text);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (tern_order_columns_choose (columns, bad[i], &error));
      g_assert_error (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_COLUMNS);
    }
  g_assert_true (tern_order_columns_choose (columns, "nickname=subscription", NULL));
  g_assert_cmpint (columns->column[TERN_ORDER_MEANING_NICKNAME], ==, 2);
  g_assert_cmpint (columns->column[TERN_ORDER_MEANING_SUBSCRIPTION], ==, -1);
  g_assert_true (tern_order_columns_choose (columns, "activation-code=", NULL));
  g_assert_cmpint (columns->column[TERN_ORDER_MEANING_CODE], ==, -1);
  g_assert_cmpint (columns->confidence[TERN_ORDER_MEANING_NICKNAME], ==,
                   TERN_ORDER_CONFIDENCE_SAID);
}

static void
test_remembered (void)
{
  g_autoptr (TernOrderColumns) one = guess (layouts[0].text);
  g_autoptr (TernOrderColumns) again = guess (layouts[0].text);
  g_autoptr (TernOrderColumns) other = guess (layouts[1].text);
  g_autoptr (TernOrderColumns) none = guess (layouts[2].text);
  g_autofree char *layout = tern_order_columns_dup_layout (one);
  g_autofree char *other_layout = tern_order_columns_dup_layout (other);
  g_autofree char *text = NULL;
  g_autofree char *recalled = NULL;

  g_assert_cmpstr (layout, !=, other_layout);
  g_assert_null (tern_order_columns_dup_layout (none));
  g_assert_true (tern_order_columns_choose (one, "nickname=1", NULL));
  text = tern_order_columns_to_text (one);
  g_assert_true (tern_order_columns_recall (again, text));
  recalled = tern_order_columns_to_text (again);
  g_assert_cmpstr (recalled, ==, text);
  g_assert_false (tern_order_columns_recall (none, text));
}

static void
test_status (void)
{
  static const struct
  {
    const char *text;
    TernOrderStatus status;
  } rows[] = {
    { "SUBSCRIBER_REGISTRATION_SUCCEEDEDED", TERN_ORDER_STATUS_REGISTERED },
    { "INSTALLATION_SUCCEEDED", TERN_ORDER_STATUS_INSTALLED },
    { "ACTIVATION_SUCCEEDED", TERN_ORDER_STATUS_ACTIVATED },
    { "INACTIVATION_SUCCEEDED", TERN_ORDER_STATUS_DEACTIVATED },
    { "DELETION_SUCCEEDED", TERN_ORDER_STATUS_DELETED },
    { "Registered", TERN_ORDER_STATUS_REGISTERED },
    { "  installed ", TERN_ORDER_STATUS_INSTALLED },
    { "Not installed", TERN_ORDER_STATUS_REGISTERED },
    { "de-activated", TERN_ORDER_STATUS_DEACTIVATED },
    { "", TERN_ORDER_STATUS_NONE },
    { " - ", TERN_ORDER_STATUS_NONE },
    { "on its way", TERN_ORDER_STATUS_UNKNOWN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (tern_order_status_from_text (rows[i].text), ==, rows[i].status);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/order-columns/layouts", test_layouts);
  g_test_add_func ("/order-columns/confidence", test_confidence);
  g_test_add_func ("/order-columns/no-codes", test_no_codes);
  g_test_add_func ("/order-columns/choices", test_choices);
  g_test_add_func ("/order-columns/remembered", test_remembered);
  g_test_add_func ("/order-columns/status", test_status);
  return g_test_run ();
}
