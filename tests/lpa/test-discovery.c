/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world.h"

#include "lpa/lpa-error.h"

#define ICCID "8949000000001234567"
#define ORDERS "{\"orders\":[{\"matching_id\":\"EVENT-1\",\"iccid\":\"" ICCID "\"}]}"

/* A discovery server that knows of one event of the usual card. */
typedef struct
{
  SimOrders *orders;
  SimSmdp *smds;
} Root;

static void
root_clear (Root *self)
{
  sim_smdp_stop (self->smds);
  g_assert_finalize_object (g_steal_pointer (&self->smds));
  g_clear_pointer (&self->orders, sim_orders_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Root, root_clear)

static void
root_init (Root *self, World *world, const char *eid, const char *event_id, const char *address)
{
  SimSmdpOptions options = { .smds = TRUE };
  g_autofree char *text =
      g_strdup_printf ("{\"events\":[{\"event_id\":\"%s\",\"eid\":\"%s\",\"address\":\"%s\"}]}",
                       event_id, eid, address);
  g_autoptr (GError) error = NULL;

  self->orders = sim_orders_new_from_text (text, &error);
  g_assert_no_error (error);
  self->smds = sim_smdp_new (world->pki, self->orders, &options);
  g_assert_true (sim_smdp_start (self->smds, &error));
  g_assert_no_error (error);
}

static GPtrArray *
discover (World *world, const char *address, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  lpa_euicc_discover_async (world->euicc, address, world->cancellable, world_store_result, &slot);
  result = world_wait (&slot);
  return lpa_euicc_discover_finish (world->euicc, result, error);
}

static void
assert_one_order (World *world, GPtrArray *orders)
{
  const LpaActivationCode *order;

  g_assert_nonnull (orders);
  g_assert_cmpuint (orders->len, ==, 1);
  order = orders->pdata[0];
  g_assert_cmpstr (order->address, ==, sim_smdp_get_address (world->smdp));
  g_assert_cmpstr (order->matching_id, ==, "EVENT-1");
}

/* The event is what its own server is asked for. */
static void
test_journey (void)
{
  g_autoptr (World) world = world_new (ORDERS, NULL, NULL);
  g_auto (Root) root;
  g_autoptr (GPtrArray) orders = NULL;
  g_autoptr (LpaDownload) download = NULL;
  g_autoptr (GError) error = NULL;

  root_init (&root, world, SIM_PKI_DEFAULT_EID, "EVENT-1", sim_smdp_get_address (world->smdp));
  orders = discover (world, sim_smdp_get_address (root.smds), &error);
  g_assert_no_error (error);
  assert_one_order (world, orders);
  g_assert_cmpuint (sim_euicc_count_channels (world->sim), ==, 0);
  g_assert_cmpuint (sim_smdp_count_calls (world->smdp, SIM_SMDP_AUTHENTICATE_CLIENT), ==, 0);

  download = lpa_download_new (orders->pdata[0], world->trust);
  g_assert_true (world_preview (world, download, &error));
  g_assert_true (world_install (world, download, &error));
  g_assert_no_error (error);
}

static void
test_nothing_waits (void)
{
  g_autoptr (World) world = world_new (ORDERS, NULL, NULL);
  g_auto (Root) root;
  g_autoptr (GPtrArray) orders = NULL;
  g_autoptr (GError) error = NULL;

  root_init (&root, world, "89044045930000000000009999999916", "EVENT-1",
             sim_smdp_get_address (world->smdp));
  orders = discover (world, sim_smdp_get_address (root.smds), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (orders->len, ==, 0);
}

/* A root that knows only another discovery server, which knows the order. */
static void
test_cascade (void)
{
  g_autoptr (World) world = world_new (ORDERS, NULL, NULL);
  g_auto (Root) lower;
  g_auto (Root) root;
  g_autoptr (GPtrArray) orders = NULL;
  g_autoptr (GError) error = NULL;

  root_init (&lower, world, SIM_PKI_DEFAULT_EID, "EVENT-1", sim_smdp_get_address (world->smdp));
  root_init (&root, world, SIM_PKI_DEFAULT_EID, "EVENT-1", sim_smdp_get_address (lower.smds));
  orders = discover (world, sim_smdp_get_address (root.smds), &error);
  g_assert_no_error (error);
  assert_one_order (world, orders);
}

/* Two discovery servers that send a card to each other. */
static void
test_loop (void)
{
  g_autoptr (World) world = world_new (ORDERS, NULL, NULL);
  g_auto (Root) root;
  g_autoptr (GPtrArray) orders = NULL;
  g_autoptr (GError) error = NULL;
  SimEvent *event;

  root_init (&root, world, SIM_PKI_DEFAULT_EID, "EVENT-1", "localhost");
  sim_orders_lock (root.orders);
  event = sim_orders_get_events (root.orders)->pdata[0];
  g_free (event->address);
  event->address = g_strdup (sim_smdp_get_address (root.smds));
  sim_orders_unlock (root.orders);
  orders = discover (world, sim_smdp_get_address (root.smds), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (orders->len, ==, 0);
  g_assert_cmpuint (sim_smdp_count_calls (root.smds, SIM_SMDP_AUTHENTICATE_CLIENT), ==, 2);
}

/* One server out of several that cannot be reached does not hide what the others know. */
static void
test_several_roots (void)
{
  g_autoptr (World) world = world_new (ORDERS, NULL, NULL);
  g_auto (Root) root;
  g_autoptr (GPtrArray) orders = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *roots = NULL;

  root_init (&root, world, SIM_PKI_DEFAULT_EID, "EVENT-1", sim_smdp_get_address (world->smdp));
  roots = g_strconcat ("localhost:1, ", sim_smdp_get_address (root.smds), NULL);
  orders = discover (world, roots, &error);
  g_assert_no_error (error);
  assert_one_order (world, orders);
  g_clear_pointer (&orders, g_ptr_array_unref);
  orders = discover (world, "localhost:1", &error);
  g_assert_null (orders);
  g_assert_error (error, LPA_HTTP_ERROR, LPA_HTTP_ERROR_CONNECT);
}

/* An event whose server is out of reach now is still an order. */
static void
test_server_away (void)
{
  g_autoptr (World) world = world_new (ORDERS, NULL, NULL);
  g_auto (Root) root;
  g_autoptr (GPtrArray) orders = NULL;
  g_autoptr (GError) error = NULL;

  root_init (&root, world, SIM_PKI_DEFAULT_EID, "EVENT-1", sim_smdp_get_address (world->smdp));
  sim_smdp_stop (world->smdp);
  orders = discover (world, sim_smdp_get_address (root.smds), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (orders->len, ==, 1);
}

/* The card's own root is asked when none is named. */
static void
test_root_of_card (void)
{
  g_auto (SimQuirks) quirks;
  g_autoptr (World) first = world_new (ORDERS, NULL, NULL);
  g_autoptr (World) world = NULL;
  g_auto (Root) root;
  g_autoptr (GPtrArray) orders = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (GError) error = NULL;

  root_init (&root, first, SIM_PKI_DEFAULT_EID, "EVENT-1", sim_smdp_get_address (first->smdp));
  sim_quirks_init (&quirks);
  quirks.root_smds = g_strdup (sim_smdp_get_address (root.smds));
  world = world_new (ORDERS, &quirks, NULL);
  orders = discover (world, NULL, &error);
  g_assert_no_error (error);
  assert_one_order (first, orders);
  again = discover (world, "", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->len, ==, 1);
}

static void
test_cancelled (void)
{
  g_autoptr (World) world = world_new (ORDERS, NULL, NULL);
  g_auto (Root) root;
  g_autoptr (GPtrArray) orders = NULL;
  g_autoptr (GError) error = NULL;

  root_init (&root, world, SIM_PKI_DEFAULT_EID, "EVENT-1", sim_smdp_get_address (world->smdp));
  world_break_at (world, "BF38", 1, WORLD_FAULT_CANCEL);
  orders = discover (world, sim_smdp_get_address (root.smds), &error);
  g_assert_null (orders);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (sim_euicc_count_channels (world->sim), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/discovery/journey", test_journey);
  g_test_add_func ("/discovery/nothing-waits", test_nothing_waits);
  g_test_add_func ("/discovery/cascade", test_cascade);
  g_test_add_func ("/discovery/loop", test_loop);
  g_test_add_func ("/discovery/several-roots", test_several_roots);
  g_test_add_func ("/discovery/server-away", test_server_away);
  g_test_add_func ("/discovery/root-of-card", test_root_of_card);
  g_test_add_func ("/discovery/cancelled", test_cancelled);
  return g_test_run ();
}
