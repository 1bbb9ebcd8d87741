/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/tern-history.h"

#define N_ROWS 100000
#define PAGE 200

/* The last page may take this many times what the first takes, and no page longer than a frame. */
#define MOST_RATIO 5.0
#define MOST_SECONDS 0.016

/* A ledger with many rows, written as fast as the database can: its own way takes a sync a step. */
static gboolean
fill (TernStore *store, gpointer data, GError **error)
{
  g_autoptr (GBytes) mark = g_bytes_new_static ("0123456789abcdef0123456789abcdef", 32);

  for (gint64 i = 0; i < N_ROWS; i++)
    {
      g_autofree char *name = g_strdup_printf ("Profile %" G_GINT64_FORMAT, i);

      if (!tern_store_run (store,
                           "INSERT INTO operation (began, changed, kind, outcome, card, card_end,"
                           "  profile_name, server, code) "
                           "VALUES ($1, $1, 'download', 'done', $2, '…7853', $3,"
                           "  'rsp.example.com', $2)",
                           TERN_VALUES (TERN_INTEGER (1700000000000000 + i * 1000000),
                                        TERN_BYTES (mark), TERN_TEXT (name)),
                           NULL, error))
        return FALSE;
    }
  return TRUE;
}

static double
time_page (TernLedger *ledger, TernHistoryEntry **last)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GPtrArray) page = tern_ledger_read_page (ledger, *last, PAGE, NULL);

  g_clear_object (last);
  if (page != NULL && page->len > 0)
    *last = g_object_ref (page->pdata[page->len - 1]);
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

static gboolean
names_the_first (TernHistoryEntry *entry, gpointer data)
{
  return g_strcmp0 (tern_history_entry_get_operation (entry)->profile_name, "Profile 0") == 0;
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GPtrArray) found = tern_history_load_finish (result, NULL);

  *(guint *) user_data = found != NULL ? found->len : 0;
  g_main_context_wakeup (NULL);
}

/* The oldest of all is looked for; how long the main loop goes without a turn meanwhile. */
static double
time_search (TernLedger *ledger, double *longest)
{
  gint64 start = g_get_monotonic_time ();
  gint64 turn = start;
  guint found = G_MAXUINT;

  tern_history_load_async (ledger, NULL, PAGE, names_the_first, NULL, NULL, NULL, on_found, &found);
  while (found == G_MAXUINT)
    {
      g_main_context_iteration (NULL, FALSE);
      *longest = MAX (*longest, (double) (g_get_monotonic_time () - turn) / G_USEC_PER_SEC);
      turn = g_get_monotonic_time ();
      g_usleep (500);
    }
  g_assert_cmpuint (found, ==, 1);
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

int
main (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tern-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "ledger.db", NULL);
  g_autofree char *remove = g_strdup_printf ("rm -r '%s'", folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (TernLedger) ledger = tern_ledger_open (path, &error);
  g_autoptr (TernHistoryEntry) last = NULL;
  double first, page = 0, longest = 0, search;

  if (ledger == NULL || !tern_store_transact (tern_ledger_get_store (ledger), fill, NULL, &error))
    g_error ("%s", error->message);

  time_page (ledger, &last);
  g_clear_object (&last);
  first = time_page (ledger, &last);
  for (guint i = 1; i < N_ROWS / PAGE; i++)
    page = time_page (ledger, &last);
  search = time_search (ledger, &longest);
  g_print (
      "History: %d rows; the first page of %d takes %.2f ms, the last %.2f ms: %.2f times that; "
      "the oldest is found in %.0f ms, in which the window never waits longer than %.2f ms\n",
      N_ROWS, PAGE, first * 1000, page * 1000, page / first, search * 1000, longest * 1000);

  g_clear_object (&ledger);
  if (!g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL))
    return EXIT_FAILURE;
  return page < MOST_RATIO * first && page < MOST_SECONDS && longest < MOST_SECONDS ? EXIT_SUCCESS
                                                                                    : EXIT_FAILURE;
}
