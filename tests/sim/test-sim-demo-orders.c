/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-demo-orders.h"

#include "sim/sim-orders.h"
#include "sim/sim-pki.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  char *folder;
  SimOrders *orders;
  JsonNode *codes;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("tern-test-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->folder, "books.json", NULL);
  g_assert_true (sim_demo_orders_write (path, SIM_PKI_DEFAULT_EID, &error));
  g_assert_no_error (error);
  fixture->orders = sim_orders_new_from_file (path, &error);
  g_assert_no_error (error);
  sim_demo_orders_add_codes (builder, "localhost:4711");
  fixture->codes = json_builder_get_root (builder);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_assert_no_errno (g_unlink (path));
    }
  g_assert_no_errno (g_rmdir (fixture->folder));
  g_free (fixture->folder);
  json_node_unref (fixture->codes);
  sim_orders_unref (fixture->orders);
}

/* The order that the code called @name leads to, with the code's parts checked on the way. */
static const SimOrder *
find (Fixture *fixture, const char *name, const char *flag)
{
  JsonObject *codes = json_node_get_object (fixture->codes);
  g_auto (GStrv) parts = g_strsplit (json_object_get_string_member (codes, name), "$", -1);

  g_assert_cmpstr (parts[0], ==, "LPA:1");
  g_assert_cmpstr (parts[1], ==, "localhost:4711");
  if (flag)
    {
      g_assert_cmpstr (parts[3], ==, "");
      g_assert_cmpstr (parts[4], ==, flag);
    }
  else
    g_assert_null (parts[3]);
  return sim_orders_find (fixture->orders, parts[2], NULL);
}

static void
test_codes (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (find (fixture, "good", NULL)->state, ==, SIM_ORDER_RELEASED);
  g_assert_null (find (fixture, "good", NULL)->eid);
  g_assert_cmpstr (find (fixture, "confirmation", "1")->confirmation_code, ==, "1234");
  g_assert_cmpuint (find (fixture, "used", NULL)->state, ==, SIM_ORDER_USED);
  g_assert_cmpuint (find (fixture, "expired", NULL)->state, ==, SIM_ORDER_EXPIRED);
  g_assert_cmpstr (find (fixture, "other-eid", NULL)->eid, !=, SIM_PKI_DEFAULT_EID);
  g_assert_true (sim_pki_check_eid (find (fixture, "other-eid", NULL)->eid, NULL));
}

static void
test_icons (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) icon =
      sim_orders_load_icon (fixture->orders, find (fixture, "good", NULL), &error);

  g_assert_no_error (error);
  g_assert_true (memcmp (g_bytes_get_data (icon, NULL), "\211PNG", 4) == 0);
}

static void
test_default_order (Fixture *fixture, gconstpointer data)
{
  const SimOrder *order = sim_orders_find (fixture->orders, "", SIM_PKI_DEFAULT_EID);

  g_assert_nonnull (order);
  g_assert_cmpuint (order->state, ==, SIM_ORDER_RELEASED);
}

static void
test_folder_missing (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (sim_demo_orders_write ("/nowhere/books.json", SIM_PKI_DEFAULT_EID, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/demo-orders/codes", Fixture, NULL, set_up, test_codes, tear_down);
  g_test_add ("/demo-orders/icons", Fixture, NULL, set_up, test_icons, tear_down);
  g_test_add ("/demo-orders/default-order", Fixture, NULL, set_up, test_default_order, tear_down);
  g_test_add_func ("/demo-orders/folder-missing", test_folder_missing);

  return g_test_run ();
}
