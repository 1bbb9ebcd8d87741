/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orders/tern-order-view.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "orders/tern-csv.h"

#define N_ROWS 100000

/* Rows that fit into a window, and how often it is scrolled on. */
#define SHOWN 50
#define SCREENS 200

/* Milliseconds that a person does not notice. */
#define PAUSE 100.0

/* An import may take so many times what reading the cells alone takes. */
#define MOST_IMPORT 40.0

static char *
make_order (gsize *length)
{
  GString *text = g_string_new ("SIM ID,IMSI,Subscription,SM-DP+ URL,Matching ID,Activation code,"
                                "Profile status,Installed time,Last modified time\r\n");

  for (guint i = 0; i < N_ROWS; i++)
    g_string_append_printf (text,
                            "%u,2349900%08u,Fleet 1 GB,rsp.example.com,TOKEN-%08X,"
                            "LPA:1$rsp.example.com$TOKEN-%08X,"
                            "SUBSCRIBER_REGISTRATION_SUCCEEDEDED,,2026-11-02T09:00:00Z\r\n",
                            70000 + i, i, i * 2654435761u, i * 2654435761u);
  *length = text->len;
  return g_string_free (text, FALSE);
}

/* Of the processor, so that others on the machine do not count. */
static double
milliseconds_spent (clock_t start)
{
  return (double) (clock () - start) * 1000.0 / CLOCKS_PER_SEC;
}

static double
milliseconds_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / 1000.0;
}

/* The floor: every cell is read once. */
static double
time_cells (const char *text, gsize length)
{
  clock_t start = clock ();
  g_autoptr (GArray) records = tern_csv_split (text, length, ',', G_MAXUINT, NULL);

  for (guint i = 0; i < records->len; i++)
    {
      const TernCsvExtent *extent = &g_array_index (records, TernCsvExtent, i);
      g_autoptr (GPtrArray) cells =
          tern_csv_read_record (text + extent->offset, extent->length, ',');

      if (cells->len != 9)
        return 0;
    }
  return milliseconds_spent (start);
}

/* The slowest of many screens, each with rows that were not seen before. */
static double
time_scrolling (GListModel *model)
{
  guint n = g_list_model_get_n_items (model);
  double slowest = 0;

  for (guint i = 0; i < SCREENS; i++)
    {
      gint64 start = g_get_monotonic_time ();

      for (guint j = 0; j < SHOWN; j++)
        {
          g_autoptr (TernOrderRow) row =
              g_list_model_get_item (model, (guint) ((guint64) i * n / SCREENS) + j);
          const char *title = row != NULL ? tern_order_row_get_title (row) : "";

          if (*title == '\0')
            return G_MAXDOUBLE;
        }
      slowest = MAX (slowest, milliseconds_since (start));
    }
  return slowest;
}

static double
time_search (TernOrderView *view, const char *text, guint expected)
{
  gint64 start = g_get_monotonic_time ();

  tern_order_view_set_search (view, text);
  if (g_list_model_get_n_items (G_LIST_MODEL (view)) != expected)
    return G_MAXDOUBLE;
  return milliseconds_since (start);
}

static gboolean
measure (TernLedger *ledger, const char *path, double floor)
{
  clock_t start = clock ();
  g_autoptr (TernOrder) order = tern_order_load (ledger, path, NULL, NULL);
  double imported = milliseconds_spent (start);
  g_autoptr (TernOrder) again = NULL;
  g_autoptr (TernOrderView) view = NULL;
  double opened, scrolled, rare, common;

  start = clock ();
  again = tern_order_load (ledger, path, NULL, NULL);
  opened = milliseconds_spent (start);
  if (order == NULL || again == NULL)
    return FALSE;
  scrolled = time_scrolling (G_LIST_MODEL (again));
  view = tern_order_view_new (again);
  rare = time_search (view, "token-0000dead", 0);
  common = time_search (view, "fleet", N_ROWS);

  g_print ("Orders: %u rows imported in %.0f ms, opened again in %.0f ms; reading the cells alone "
           "takes %.0f ms: %.1f times that\n",
           N_ROWS, imported, opened, floor, imported / floor);
  g_print ("Orders: %u rows shown in %.2f ms at most, searched in %.1f ms and %.1f ms\n", SHOWN,
           scrolled, rare, common);
  return imported < MOST_IMPORT * floor && scrolled < PAUSE && rare < PAUSE && common < PAUSE;
}

int
main (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tern-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "order.csv", NULL);
  g_autofree char *database = g_build_filename (folder, "ledger.db", NULL);
  g_autofree char *remove = g_strdup_printf ("rm -rf '%s'", folder);
  gsize length;
  g_autofree char *text = make_order (&length);
  g_autoptr (TernLedger) ledger = tern_ledger_open (database, NULL);
  gboolean good;

  good = g_file_set_contents (path, text, (gssize) length, NULL) &&
         measure (ledger, path, time_cells (text, length));
  return system (remove) == 0 && good ? EXIT_SUCCESS : EXIT_FAILURE;
}
