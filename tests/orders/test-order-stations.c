/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orders/tern-order-release.h"

#include <signal.h>

#include "pg-server.h"
#include "test-kit.h"

/* Two stations work on one order through one PostgreSQL server, which is killed meanwhile. */

#define N_ROWS 60
#define LANES 3

static PgServer *server;

typedef struct
{
  TernOrder *order;
  guint station;
  guint lane;
  guint *taken; /* by row: how often it was given away */
  GMutex *lock;
} Lane;

static TernLedger *
open_station (const char *folder, const char *name)
{
  g_autofree char *path = g_strdup_printf ("%s/%s/ledger.db", folder, name);
  g_autoptr (GError) error = NULL;
  g_autoptr (TernPostgresPlace) place =
      tern_postgres_place_new (pg_server_get_connection (server), NULL, &error);
  TernLedger *ledger = tern_ledger_open (path, &error);

  g_assert_no_error (error);
  tern_ledger_share (ledger, place, name, &error);
  g_assert_no_error (error);
  return ledger;
}

static char *
write_order (const char *folder)
{
  g_autoptr (GString) text = g_string_new ("Name,QR code\n");
  char *path = g_build_filename (folder, "order.csv", NULL);

  for (guint i = 1; i <= N_ROWS; i++)
    g_string_append_printf (text, "r%u,LPA:1$rsp.example.com$TOKEN-%u\n", i, i);
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  return path;
}

/* As long as it takes: the server may be away. */
static gboolean
persist (GError **error)
{
  g_assert_error (*error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_AWAY);
  g_clear_error (error);
  return TRUE;
}

static guint
claim (Lane *lane, gint64 run, const char *eid)
{
  g_autoptr (GError) error = NULL;
  guint number;

  do
    number = tern_order_book_claim (tern_order_get_book (lane->order),
                                    tern_order_get_id (lane->order), run, eid, TRUE, &error);
  while (error != NULL && persist (&error));
  return number;
}

static void
finish (Lane *lane, guint number, const char *eid)
{
  g_autofree char *name = g_strdup_printf ("%u", number);
  TernOrderRecord record = { .number = number,
                             .state = TERN_ORDER_STATE_DONE,
                             .tries = 1,
                             .eid = (char *) eid,
                             .iccid = name };
  g_autoptr (GError) error = NULL;

  while (!tern_order_book_settle (tern_order_get_book (lane->order),
                                  tern_order_get_id (lane->order), &record, &error) &&
         persist (&error))
    continue;
}

static gpointer
work (gpointer data)
{
  Lane *lane = data;
  g_autoptr (GError) error = NULL;
  gint64 run = tern_order_book_begin_run (tern_order_get_book (lane->order), &error);

  g_assert_no_error (error);
  for (guint card = 0;; card++)
    {
      g_autofree char *eid = g_strdup_printf ("89%010u%010u%010u", lane->station, lane->lane, card);
      guint number = claim (lane, run, eid);

      if (number == 0)
        return NULL;
      g_mutex_lock (lane->lock);
      lane->taken[number]++;
      g_mutex_unlock (lane->lock);
      finish (lane, number, eid);
    }
}

static guint
count_done (TernOrder *order)
{
  g_autoptr (GPtrArray) records = tern_order_book_read_changed (
      tern_order_get_book (order), tern_order_get_id (order), 0, N_ROWS + 1, NULL);
  guint done = 0;

  for (guint i = 0; i < records->len; i++)
    {
      const TernOrderRecord *record = records->pdata[i];
      g_autofree char *name = g_strdup_printf ("%u", record->number);

      done += record->state == TERN_ORDER_STATE_DONE;
      g_assert_cmpstr (record->iccid, ==, name);
    }
  return done;
}

static void
test_no_row_twice (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tern-stations-XXXXXX", NULL);
  g_autofree char *path = write_order (folder);
  guint taken[N_ROWS + 1] = { 0 };
  GMutex lock;
  TernOrder *orders[2];
  Lane lanes[2 * LANES];
  GThread *threads[2 * LANES];

  g_mutex_init (&lock);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (TernLedger) ledger = open_station (folder, i == 0 ? "one" : "two");
      g_autoptr (GError) error = NULL;

      orders[i] = tern_order_load (ledger, path, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (tern_order_get_counts (orders[i])->state[TERN_ORDER_STATE_WAITING], ==,
                        N_ROWS);
    }
  g_assert_cmpint (tern_order_get_id (orders[0]), ==, tern_order_get_id (orders[1]));
  for (guint i = 0; i < 2 * LANES; i++)
    {
      lanes[i] = (Lane){ orders[i / LANES], i / LANES, i % LANES, taken, &lock };
      threads[i] = g_thread_new ("lane", work, &lanes[i]);
    }
  pg_server_stop (server, SIGKILL);
  pg_server_start (server);
  for (guint i = 0; i < 2 * LANES; i++)
    g_thread_join (threads[i]);

  for (guint i = 1; i <= N_ROWS; i++)
    g_assert_cmpuint (taken[i], ==, 1);
  g_assert_cmpuint (count_done (orders[0]), ==, N_ROWS);
  g_assert_cmpuint (count_done (orders[1]), ==, N_ROWS);
  for (guint i = 0; i < 2; i++)
    g_object_unref (orders[i]);
  g_mutex_clear (&lock);
  test_remove_folder (folder);
}

/* What a station did with a code before it died. */
static void
use_code (TernLedger *ledger, guint row, LpaStep step, LpaOperationOutcome outcome)
{
  g_autofree char *text = g_strdup_printf ("LPA:1$rsp.example.com$TOKEN-%u", row);
  g_autoptr (LpaOperation) operation =
      lpa_operation_new (LPA_OPERATION_DOWNLOAD, "89044045930000000000001234567853");

  operation->code = lpa_activation_code_parse (text, NULL, NULL);
  operation->step = step;
  g_assert_true (lpa_journal_begin (LPA_JOURNAL (ledger), operation, NULL));
  if (outcome == LPA_OPERATION_OUTCOME_OPEN)
    return;
  operation->outcome = outcome;
  g_assert_true (lpa_journal_finish (LPA_JOURNAL (ledger), operation, NULL));
}

static void
take_rows_and_die (const char *folder, const char *path)
{
  g_autoptr (TernLedger) ledger = open_station (folder, "one");
  g_autoptr (TernOrder) order = tern_order_load (ledger, path, NULL, NULL);
  gint64 run = tern_order_book_begin_run (tern_order_get_book (order), NULL);

  for (guint row = 1; row <= 3; row++)
    {
      g_autofree char *eid = g_strdup_printf ("8904404593000000000000000000000%u", row);

      g_assert_cmpuint (tern_order_book_claim (tern_order_get_book (order),
                                               tern_order_get_id (order), run, eid, TRUE, NULL),
                        ==, row);
    }
  use_code (ledger, 2, LPA_STEP_PACKAGE_LOADED, LPA_OPERATION_OUTCOME_DONE);
  use_code (ledger, 3, LPA_STEP_PACKAGE_BOUND, LPA_OPERATION_OUTCOME_OPEN);
  g_assert_true (tern_ledger_await_copied (ledger, 60 * G_USEC_PER_SEC));
}

static void
test_release_of_dead_station (void)
{
  static const TernOrderReleased expected[] = { TERN_ORDER_RELEASED_FREE, TERN_ORDER_RELEASED_KNOWN,
                                                TERN_ORDER_RELEASED_FREE };
  static const TernOrderState states[] = { TERN_ORDER_STATE_WAITING, TERN_ORDER_STATE_INSTALLED,
                                           TERN_ORDER_STATE_WAITING };
  g_autofree char *folder = g_dir_make_tmp ("tern-stations-XXXXXX", NULL);
  g_autofree char *path = write_order (folder);
  TernLedger *ledger;
  TernOrder *order;
  g_autoptr (GPtrArray) held = NULL;
  g_autoptr (GError) error = NULL;

  pg_server_run (server, "DROP SCHEMA IF EXISTS tern CASCADE");
  take_rows_and_die (folder, path);
  ledger = open_station (folder, "two");
  order = tern_order_load (ledger, path, NULL, &error);
  g_assert_no_error (error);
  held = tern_order_find_held (order, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (held->len, ==, 3);
  for (guint i = 0; i < held->len; i++)
    {
      TernOrderHeld *one = held->pdata[i];
      g_autoptr (TernOrderRecord) record = NULL;
      TernOrderReleased released;

      g_assert_cmpstr (one->station, ==, "one");
      g_assert_true (!one->here && !one->alive && one->seen != NULL);
      g_assert_cmpint (one->use != NULL, ==, i > 0);
      g_assert_cmpint (one->known, ==, i == 1);
      g_assert_true (tern_order_release (order, one, &released, &error));
      g_assert_cmpint (released, ==, expected[i]);
      record = tern_order_book_read (tern_order_get_book (order), tern_order_get_id (order), i + 1,
                                     NULL);
      g_assert_cmpint (record->state, ==, states[i]);
      g_assert_cmpint (record->eid != NULL, ==, i == 1);
    }
  /* The code is nobody's any more, so that a station may use it; not so the one that was used. */
  use_code (ledger, 3, LPA_STEP_ORDER_FOUND, LPA_OPERATION_OUTCOME_CANCELLED);
  g_object_unref (order);
  g_object_unref (ledger);
  test_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  server = pg_server_new ();
  g_test_add_func ("/order-stations/no-row-twice", test_no_row_twice);
  g_test_add_func ("/order-stations/release-of-dead-station", test_release_of_dead_station);
  status = g_test_run ();
  pg_server_free (server);
  return status;
}
