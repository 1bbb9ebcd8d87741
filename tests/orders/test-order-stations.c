/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orders/tern-order.h"

#include <glib/gstdio.h>
#include <signal.h>

#include "pg-server.h"

/* Two stations work on one order through one PostgreSQL server, which is killed meanwhile. */

#define N_ROWS 60
#define LANES 3

typedef struct
{
  TernOrder *order;
  guint station;
  guint lane;
  guint *taken; /* by row: how often it was given away */
  GMutex *lock;
} Lane;

static TernLedger *
open_station (PgServer *server, const char *folder, const char *name)
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
remove_folder (const char *path)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", path);

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
}

static void
test_no_row_twice (void)
{
  g_autoptr (PgServer) server = pg_server_new ();
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
      g_autoptr (TernLedger) ledger = open_station (server, folder, i == 0 ? "one" : "two");
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
  remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/order-stations/no-row-twice", test_no_row_twice);
  return g_test_run ();
}
