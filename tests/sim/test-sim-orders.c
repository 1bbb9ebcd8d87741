/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-orders.h"

#include <glib/gstdio.h>
#include <string.h>

#define EID "89044045930000000000001234567862"

static SimOrders *
load (const char *text)
{
  g_autoptr (GError) error = NULL;
  SimOrders *orders = sim_orders_new_from_text (text, &error);

  g_assert_no_error (error);
  return orders;
}

static void
test_defaults (void)
{
  g_autoptr (SimOrders) orders =
      load ("{\"orders\":[{\"matching_id\":\"A\"},{\"matching_id\":\"B\"}]}");
  SimOrder *a = sim_orders_find (orders, "A", NULL);
  SimOrder *b = sim_orders_find (orders, "B", NULL);

  g_assert_nonnull (a);
  g_assert_cmpstr (a->provider, ==, "Tern Mobile");
  g_assert_cmpuint (a->profile_class, ==, 2);
  g_assert_cmpuint (a->state, ==, SIM_ORDER_RELEASED);
  g_assert_cmpint (a->confirmation_tries, ==, 3);
  g_assert_cmpint (a->download_tries, ==, -1);
  g_assert_cmpuint (a->notifications, ==,
                    SIM_ORDER_NOTIFY_ENABLE | SIM_ORDER_NOTIFY_DISABLE | SIM_ORDER_NOTIFY_DELETE);
  g_assert_null (a->eid);
  g_assert_null (a->confirmation_code);
  /* Made up, with a Luhn digit, and each its own. */
  g_assert_cmpstr (a->iccid, ==, "8949000000000000018");
  g_assert_cmpstr (b->iccid, ==, "8949000000000000026");
  g_assert_null (sim_orders_find (orders, "a", NULL));
}

static void
test_everything (void)
{
  static const char text[] =
      "{\"orders\":[{\"matching_id\":\"\",\"iccid\":\"89490000000012345678\",\"provider\":\"Ü\","
      "\"profile\":\"P\",\"class\":\"test\",\"state\":\"expired\",\"eid\":\"" EID "\","
      "\"confirmation_code\":\"12\",\"confirmation_tries\":1,\"download_tries\":0,\"size\":2000,"
      "\"ppr\":[\"ppr2\"],\"owner\":{\"mccmnc\":\"26201\",\"gid1\":\"0A\"},\"icon\":\"i.png\","
      "\"notifications\":[\"delete\"],\"notification_address\":\"n.example\","
      "\"imei_tac\":\"35290611\",\"session_keys\":true,\"unknown_pe\":true,\"wrong_iccid\":true,"
      "\"reusable\":true,\"refuse\":{\"function\":\"cancelSession\",\"subject\":\"8.8\","
      "\"reason\":\"3.10\",\"message\":\"No\"},\"binding\":{\"transaction_id\":\"AB\"}}],"
      "\"events\":[{\"event_id\":\"E\",\"eid\":\"" EID "\",\"address\":\"h:1\"}],"
      "\"received\":[{\"type\":\"delete\",\"iccid\":\"89\",\"seq\":0,\"signature_valid\":true}]}";
  g_autoptr (SimOrders) orders = load (text);
  SimOrder *order = sim_orders_find (orders, "", EID);
  g_autofree char *written = NULL;
  g_autofree char *again = NULL;
  g_autoptr (SimOrders) copy = NULL;

  g_assert_nonnull (order);
  g_assert_true (order == sim_orders_find_iccid (orders, "89490000000012345678"));
  g_assert_true (order == sim_orders_find_transaction (orders, "AB"));
  g_assert_cmpuint (order->profile_class, ==, 0);
  g_assert_cmpuint (order->state, ==, SIM_ORDER_EXPIRED);
  g_assert_cmpuint (order->ppr, ==, 2);
  g_assert_cmpstr (order->owner.gid1, ==, "0A");
  g_assert_null (order->owner.gid2);
  g_assert_cmpuint (order->notifications, ==, SIM_ORDER_NOTIFY_DELETE);
  g_assert_true (order->wrong_iccid);
  g_assert_cmpstr (order->refuse.message, ==, "No");
  g_assert_cmpuint (sim_orders_get_events (orders)->len, ==, 1);
  g_assert_cmpuint (sim_orders_count_received (orders), ==, 1);

  /* What is written is what was read. */
  written = sim_orders_to_text (orders);
  copy = load (written);
  again = sim_orders_to_text (copy);
  g_assert_cmpstr (written, ==, again);
  g_assert_nonnull (strstr (written, "\"signature_valid\" : true"));
}

static void
test_refusals (void)
{
  static const struct
  {
    const char *text;
    const char *message;
  } cases[] = {
    { "[]", "An object with orders, events and received is wanted" },
    { "{\"order\":[]}", "The key “order” is not known" },
    { "{\"orders\":{}}", "orders: an array is wanted" },
    { "{\"orders\":[1]}", "orders[0]: an object is wanted" },
    { "{\"orders\":[{\"matching\":\"A\"}]}", "orders[0]: the key “matching” is not known" },
    { "{\"orders\":[{\"matching_id\":1}]}", "orders[0].matching_id: a string is wanted" },
    { "{\"orders\":[{\"matching_id\":null}]}", NULL },
    { "{\"orders\":[{}]}", "orders[0]: an order without a matching_id needs an eid" },
    { "{\"orders\":[{\"matching_id\":\"A\",\"eid\":\"123\"}]}",
      "orders[0].eid: 32 to 32 decimal digits are wanted" },
    { "{\"orders\":[{\"matching_id\":\"A\",\"iccid\":\"8949x\"}]}",
      "orders[0].iccid: 18 to 20 decimal digits are wanted" },
    { "{\"orders\":[{\"matching_id\":\"A\",\"state\":\"gone\"}]}",
      "orders[0].state: one of released, downloaded, installed, used, expired, error, unreleased, "
      "unavailable is wanted" },
    { "{\"orders\":[{\"matching_id\":\"A\",\"size\":10}]}",
      "orders[0].size: an integer from 1000 to 2000000 is wanted" },
    { "{\"orders\":[{\"matching_id\":\"A\",\"size\":1.5}]}",
      "orders[0].size: an integer from 1000 to 2000000 is wanted" },
    { "{\"orders\":[{\"matching_id\":\"A\",\"unknown_pe\":1}]}",
      "orders[0].unknown_pe: true or false is wanted" },
    { "{\"orders\":[{\"matching_id\":\"A\",\"ppr\":\"ppr1\"}]}",
      "orders[0].ppr: an array is wanted" },
    { "{\"orders\":[{\"matching_id\":\"A\",\"ppr\":[\"ppr3\"]}]}",
      "orders[0].ppr: one of ppr1, ppr2 is wanted" },
    { "{\"orders\":[{\"matching_id\":\"A\",\"ppr\":[\"ppr1\"]}]}",
      "orders[0]: policy rules need an owner with mccmnc" },
    { "{\"orders\":[{\"matching_id\":\"A\",\"owner\":{\"mcc\":\"262\"}}]}",
      "orders[0].owner: the key “mcc” is not known" },
    { "{\"orders\":[{\"matching_id\":\"A\",\"owner\":{\"gid1\":\"00\"}}]}",
      "orders[0]: an owner needs mccmnc" },
    { "{\"orders\":[{\"matching_id\":\"A\",\"owner\":{\"mccmnc\":\"26201\",\"gid1\":\"0\"}}]}",
      "orders[0]: gid1 and gid2 are hexadecimal" },
    { "{\"orders\":[{\"matching_id\":\"A\",\"refuse\":{\"function\":\"x\"}}]}",
      "orders[0]: refuse.function is not a function that knows the order" },
    { "{\"orders\":[{\"matching_id\":\"A\",\"refuse\":{\"function\":\"cancelSession\"}}]}",
      "orders[0]: refuse needs a subject and a reason such as 8.2.6 and 3.8" },
    { "{\"orders\":[{\"matching_id\":\"A\"},{\"matching_id\":\"A\"}]}",
      "orders[1]: another order has the same matching_id" },
    { "{\"orders\":[{\"matching_id\":\"A\",\"provider\":\"123456789012345678901234567890123\"}]}",
      "orders[0]: provider takes 32 bytes and profile 64" },
    { "{\"events\":[{\"event_id\":\"E\"}]}", "events[0]: event_id, eid and address are needed" },
    { "{\"received\":[{\"type\":\"moved\"}]}",
      "received[0].type: one of install, enable, disable, delete is wanted" },
    { "{", NULL },
    { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SimOrders) orders = sim_orders_new_from_text (cases[i].text, &error);

      g_assert_null (orders);
      g_assert_nonnull (error);
      if (cases[i].message)
        g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

static void
test_default_order (void)
{
  g_autoptr (SimOrders) orders =
      load ("{\"orders\":[{\"eid\":\"" EID "\",\"state\":\"installed\",\"profile\":\"old\"},"
            "{\"eid\":\"" EID "\",\"profile\":\"new\"}]}");
  SimOrder *order = sim_orders_find (orders, "", EID);

  /* The one that can still be had goes before the one that is spent. */
  g_assert_cmpstr (order->profile, ==, "new");
  order->state = SIM_ORDER_USED;
  g_assert_nonnull (sim_orders_find (orders, "", EID));
  g_assert_null (sim_orders_find (orders, "", "00000000000000000000000000000000"));
  g_assert_null (sim_orders_find (orders, "", NULL));
}

static void
test_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tern-orders-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "orders.json", NULL);
  g_autofree char *icon = g_build_filename (folder, "i.png", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SimOrders) orders = NULL;
  g_autoptr (SimOrders) again = NULL;
  g_autoptr (GBytes) bytes = NULL;
  SimOrder *order;

  g_assert_null (sim_orders_new_from_file (path, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);

  g_file_set_contents (path, "{\"orders\":[{\"matching_id\":\"A\",\"icon\":\"i.png\"}]}", -1, NULL);
  orders = sim_orders_new_from_file (path, &error);
  g_assert_no_error (error);
  order = sim_orders_find (orders, "A", NULL);
  order->state = SIM_ORDER_DOWNLOADED;
  g_assert_true (sim_orders_save (orders, &error));
  again = sim_orders_new_from_file (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sim_orders_get_state (again, "A"), ==, SIM_ORDER_DOWNLOADED);
  g_assert_cmpstr (sim_order_state_to_string (SIM_ORDER_DOWNLOADED), ==, "downloaded");

  /* An icon stands beside the file and has a largest size. */
  g_assert_null (sim_orders_load_icon (orders, order, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);
  g_file_set_contents (icon, "\x89PNG", 4, NULL);
  bytes = sim_orders_load_icon (orders, order, &error);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 4);
  {
    g_autofree char *big = g_strnfill (1025, 'x');

    g_file_set_contents (icon, big, 1025, NULL);
    g_assert_null (sim_orders_load_icon (orders, order, &error));
    g_assert_error (error, SIM_RECORD_ERROR, SIM_RECORD_ERROR_VALUE);
  }

  g_unlink (icon);
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_help (void)
{
  g_autofree char *text = sim_orders_describe_format ();
  g_autoptr (SimOrders) example = load (strstr (text, "  {\"orders\""));

  /* Every key is explained. */
  for (const SimField *field = sim_order_fields; field->key; field++)
    g_assert_nonnull (strstr (text, field->key));
  g_assert_nonnull (strstr (text, "mccmnc"));
  g_assert_nonnull (strstr (text, "(default \"released\")"));
  /* The example at the end is a good one. */
  g_assert_cmpuint (sim_orders_get_state (example, "A-2"), ==, SIM_ORDER_RELEASED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/orders/defaults", test_defaults);
  g_test_add_func ("/sim/orders/everything", test_everything);
  g_test_add_func ("/sim/orders/refusals", test_refusals);
  g_test_add_func ("/sim/orders/default-order", test_default_order);
  g_test_add_func ("/sim/orders/file", test_file);
  g_test_add_func ("/sim/orders/help", test_help);
  return g_test_run ();
}
