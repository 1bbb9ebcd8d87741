/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-courier.h"

#include "own-monitor.h"
#include "world.h"
#include "test-kit.h"

#define ICCID_A "8949000000001234567"
#define ICCID_B "8949000000001234575"
#define ORDERS                                                                    \
  "{\"orders\":[{\"matching_id\":\"A\",\"profile\":\"Blue\",\"iccid\":\"" ICCID_A \
  "\"},{\"matching_id\":\"B\",\"profile\":\"Red\",\"iccid\":\"" ICCID_B "\"}]}"

/* Milliseconds that are long for a server on this computer. */
#define A_WHILE 300

static char refusal[] = "handleNotification=8.10.1/3.9";
static char *refuse[] = { refusal, NULL };
static const SimSmdpOptions FAILING = { .fail_notifications = 1000 };
static const SimSmdpOptions REFUSING = { .refuse = refuse };

static const guint SHORT_PAUSES[] = { 10, 20, 40, 0 };
static const guint LONG_PAUSES[] = { 3600 * 1000, 0 };

typedef struct
{
  char *folder;
  TernLedger *ledger;
  GNetworkMonitor *network;
  GListStore *euiccs;
  TernCourier *courier;
  guint changes;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  self->folder = g_dir_make_tmp ("tern-courier-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (self->folder, "ledger.db", NULL);
  self->ledger = tern_ledger_open (path, &error);
  g_assert_no_error (error);
  self->network = own_monitor_new (TRUE, G_NETWORK_CONNECTIVITY_FULL);
  self->euiccs = g_list_store_new (LPA_TYPE_EUICC);
}

static void
dismiss (Fixture *self)
{
  g_list_store_remove_all (self->euiccs);
  if (self->courier != NULL)
    test_await_finalized (g_steal_pointer (&self->courier));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  dismiss (self);
  g_clear_object (&self->euiccs);
  g_clear_object (&self->network);
  test_await_finalized (g_steal_pointer (&self->ledger));
  test_remove_folder (self->folder);
  g_free (self->folder);
}

static void
count_change (Fixture *self)
{
  self->changes++;
}

static void
hire (Fixture *self, const guint *pauses)
{
  self->courier =
      tern_courier_new (G_LIST_MODEL (self->euiccs), self->ledger, self->network, pauses);
  g_signal_connect_swapped (self->courier, "changed", G_CALLBACK (count_change), self);
}

static void
hand_over (Fixture *self, World *world)
{
  g_list_store_append (self->euiccs, world->euicc);
}

static void
install (World *world, const char *matching_id)
{
  g_autoptr (LpaDownload) download = world_new_download (world, matching_id);
  g_autoptr (GError) error = NULL;

  g_assert_true (world_preview (world, download, &error));
  g_assert_no_error (error);
  world_install (world, download, &error);
  g_assert_no_error (error);
}

/* A card with a report that its server would not take when the profile was installed by this
 * program. */
static World *
owe (Fixture *self)
{
  World *world = world_new (ORDERS, NULL, &FAILING);

  lpa_euicc_set_journal (world->euicc, LPA_JOURNAL (self->ledger));
  install (world, "A");
  g_assert_cmpuint (g_list_model_get_n_items (lpa_euicc_get_notifications (world->euicc)), ==, 1);
  return world;
}

static guint
count_calls (World *world)
{
  return sim_smdp_count_calls (world->smdp, SIM_SMDP_HANDLE_NOTIFICATION);
}

static TernReportState
get_state (Fixture *self, World *world, guint index)
{
  g_autoptr (LpaNotification) notification =
      g_list_model_get_item (lpa_euicc_get_notifications (world->euicc), index);
  GDateTime *since;

  return tern_courier_get_state (self->courier, world->euicc, notification, &since);
}

static void
wait_until_sent (World *world)
{
  while (g_list_model_get_n_items (lpa_euicc_get_notifications (world->euicc)) > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_state (Fixture *self, World *world, guint index, TernReportState state)
{
  while (get_state (self, world, index) != state)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
raise_flag (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* To see that nothing happens takes time. */
static void
wait_a_while (void)
{
  gboolean over = FALSE;

  g_timeout_add (A_WHILE, raise_flag, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

/* Without a network nobody is asked; when it comes back the report goes at once. */
static void
test_network (Fixture *self, gconstpointer data)
{
  g_autoptr (World) world = owe (self);

  world_serve (world, NULL);
  own_monitor_set_available (self->network, FALSE);
  hire (self, LONG_PAUSES);
  hand_over (self, world);
  wait_for_state (self, world, 0, TERN_REPORT_STATE_OFFLINE);
  wait_a_while ();
  g_assert_cmpuint (count_calls (world), ==, 0);
  own_monitor_set_available (self->network, TRUE);
  wait_until_sent (world);
  g_assert_cmpuint (count_calls (world), ==, 1);
  dismiss (self);
}

/* A card whose reports the server takes now is rid of them as soon as it has been read. */
static void
test_ready (Fixture *self, gconstpointer data)
{
  g_autoptr (World) world = owe (self);
  g_autoptr (GPtrArray) history = NULL;
  g_autoptr (LpaNotification) notification =
      g_list_model_get_item (lpa_euicc_get_notifications (world->euicc), 0);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  const LpaOperation *newest;
  GDateTime *since;

  world_serve (world, NULL);
  hire (self, LONG_PAUSES);
  hand_over (self, world);
  wait_for_state (self, world, 0, TERN_REPORT_STATE_SENDING);
  tern_courier_get_state (self->courier, world->euicc, notification, &since);
  g_assert_cmpint (g_date_time_difference (now, since), <, G_TIME_SPAN_MINUTE);
  wait_until_sent (world);
  g_assert_cmpuint (self->changes, >, 0);
  history = tern_ledger_list (self->ledger, 0, NULL);
  newest = history->pdata[0];
  g_assert_cmpint (newest->kind, ==, LPA_OPERATION_SEND_NOTIFICATION);
  g_assert_cmpint (newest->outcome, ==, LPA_OPERATION_OUTCOME_DONE);
  dismiss (self);
}

/* What fails is tried again after a while; the history is told of the success alone. */
static void
test_fails_then_takes (Fixture *self, gconstpointer data)
{
  SimSmdpOptions thrice = { .fail_notifications = 3 };
  g_autoptr (World) world = owe (self);
  g_autoptr (GPtrArray) before = tern_ledger_list (self->ledger, 0, NULL);
  g_autoptr (GPtrArray) after = NULL;

  world_serve (world, &thrice);
  hire (self, SHORT_PAUSES);
  hand_over (self, world);
  wait_for_state (self, world, 0, TERN_REPORT_STATE_SENDING);
  wait_for_state (self, world, 0, TERN_REPORT_STATE_SOON);
  wait_until_sent (world);
  g_assert_cmpuint (count_calls (world), ==, 4);
  after = tern_ledger_list (self->ledger, 0, NULL);
  g_assert_cmpuint (after->len, ==, before->len + 1);
  dismiss (self);
}

/* A server that says no for good is asked once, and what comes after waits behind. */
static void
test_refused (Fixture *self, gconstpointer data)
{
  g_autoptr (World) world = owe (self);

  world_serve (world, &REFUSING);
  hire (self, SHORT_PAUSES);
  hand_over (self, world);
  wait_for_state (self, world, 0, TERN_REPORT_STATE_REFUSED);
  g_assert_cmpuint (count_calls (world), ==, 1);
  install (world, "B");
  wait_for_state (self, world, 1, TERN_REPORT_STATE_BEHIND);
  g_assert_cmpuint (count_calls (world), ==, 2);
  own_monitor_set_available (self->network, FALSE);
  own_monitor_set_available (self->network, TRUE);
  wait_a_while ();
  g_assert_cmpuint (count_calls (world), ==, 2);
  dismiss (self);
}

/* The trouble of one card's server is not the other's. */
static void
test_two_cards (Fixture *self, gconstpointer data)
{
  g_autoptr (World) lucky = owe (self);
  g_autoptr (World) unlucky = owe (self);

  world_serve (lucky, NULL);
  hire (self, SHORT_PAUSES);
  hand_over (self, unlucky);
  hand_over (self, lucky);
  wait_until_sent (lucky);
  wait_for_state (self, unlucky, 0, TERN_REPORT_STATE_SOON);
  g_list_store_remove (self->euiccs, 0);
  world_wait_idle (unlucky);
  world_serve (unlucky, NULL);
  wait_a_while ();
  g_assert_cmpuint (count_calls (unlucky), ==, 0);
  hand_over (self, unlucky);
  wait_until_sent (unlucky);
  dismiss (self);
}

/* Reports of what another program did are nobody's but the person's to send. */
static void
test_foreign (Fixture *self, gconstpointer data)
{
  g_autoptr (World) world = world_new (ORDERS, NULL, &FAILING);
  g_autoptr (LpaNotifierResult) enabled = NULL;
  g_autoptr (GError) error = NULL;

  install (world, "A");
  world_restart (world);
  g_assert_true (world_refresh (world, &error));
  world_serve (world, NULL);
  lpa_euicc_set_journal (world->euicc, LPA_JOURNAL (self->ledger));
  hire (self, SHORT_PAUSES);
  hand_over (self, world);
  wait_a_while ();
  g_assert_cmpint (get_state (self, world, 0), ==, TERN_REPORT_STATE_FOREIGN);
  g_assert_cmpuint (count_calls (world), ==, 0);
  dismiss (self);
}

/* Nobody waits for a server that does not answer: what the person does goes before. */
static void
test_makes_way (Fixture *self, gconstpointer data)
{
  SimSmdpOptions hanging = { .hang = TRUE };
  g_autoptr (World) world = owe (self);
  gint64 began;

  world_serve (world, &hanging);
  hire (self, LONG_PAUSES);
  hand_over (self, world);
  wait_for_state (self, world, 0, TERN_REPORT_STATE_SENDING);
  while (count_calls (world) == 0)
    g_main_context_iteration (NULL, FALSE);
  began = g_get_monotonic_time ();
  g_assert_true (world_refresh (world, NULL));
  g_assert_cmpint (g_get_monotonic_time () - began, <, 5 * G_USEC_PER_SEC);
  wait_for_state (self, world, 0, TERN_REPORT_STATE_SOON);
  dismiss (self);
}

/* Which operation on the card a report comes from: one on its profile, or one that changed others
 * by the way. */
static void
test_causes (Fixture *self, gconstpointer data)
{
  g_autoptr (World) world = world_new (ORDERS, NULL, NULL);
  g_autoptr (LpaNotifierResult) first = NULL;
  g_autoptr (LpaNotifierResult) second = NULL;

  lpa_euicc_set_journal (world->euicc, LPA_JOURNAL (self->ledger));
  install (world, "A");
  install (world, "B");
  first = world_enable (world, world_find (world, ICCID_A), NULL);
  world_serve (world, &FAILING);
  second = world_enable (world, world_find (world, ICCID_B), NULL);
  g_assert_cmpuint (second->left, ==, 2);
  world_restart (world);
  g_assert_true (world_refresh (world, NULL));
  world_serve (world, NULL);
  hire (self, LONG_PAUSES);
  hand_over (self, world);
  wait_until_sent (world);
  g_assert_cmpuint (count_calls (world), ==, 2);
  dismiss (self);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add ("/ledger/courier/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("network", test_network);
  ADD ("ready", test_ready);
  ADD ("fails-then-takes", test_fails_then_takes);
  ADD ("refused", test_refused);
  ADD ("two-cards", test_two_cards);
  ADD ("foreign", test_foreign);
  ADD ("makes-way", test_makes_way);
  ADD ("causes", test_causes);
  return g_test_run ();
}
