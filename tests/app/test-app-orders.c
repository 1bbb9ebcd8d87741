/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"
#include "own-network-manager.h"

#include "app/tern-order-columns-dialog.h"
#include "app/tern-order-held-dialog.h"
#include "app/tern-order-line.h"
#include "app/tern-order-outcome.h"
#include "app/tern-order-plan-dialog.h"
#include "app/tern-order-servers-dialog.h"
#include "app/tern-order-pane.h"
#include "app/tern-orders-page.h"

#include <string.h>

#define GOOD "FJRD-10GB-7Q2K-55TN"
#define USED "KUMO-05GB-USED-9RW1"

static OwnNetworkManager manager;

static GFile *
write_table (AppFixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->rig->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return g_file_new_for_path (path);
}

/* As a seller writes it: one good code, one that is used up, one that is none. */
static GFile *
write_order (AppFixture *fixture)
{
  g_autofree char *text =
      g_strdup_printf ("SIM ID;SM-DP+ URL;Matching ID\n"
                       "8001;%s;" GOOD "\n8002;%s;" USED "\n8003;not a server;\n",
                       fixture->rig->address, fixture->rig->address);

  return write_table (fixture, "order.csv", text);
}

static void
drop (AppFixture *fixture, GFile *file)
{
  GSList files = { file, NULL };
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_set_boxed (&value, &files);
  app_driver_drop (fixture->window, &value);
}

static TernOrderPane *
open_order (AppFixture *fixture)
{
  g_autoptr (GFile) file = write_order (fixture);

  app_driver_await_text (fixture->window, "No profiles yet");
  drop (fixture, file);
  app_driver_await_text (fixture->window, "3 rows: 2 waiting, 0 done, 1 set apart");
  return TERN_ORDER_PANE (app_driver_await (fixture->window, TERN_TYPE_ORDER_PANE, NULL));
}

static char *
read_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static void
save (AppFixture *fixture, TernOrderPane *view, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->rig->folder, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  tern_order_outcome_save_to (GTK_WIDGET (view), tern_order_pane_get_order (view), file);
}

static gboolean
has_ended (gpointer view)
{
  return !tern_order_pane_is_running (view);
}

static void
start (TernOrderPane *view)
{
  GtkWindow *dialog;

  app_driver_click (view, "Run…");
  dialog = app_driver_await_dialog (TERN_TYPE_ORDER_PLAN_DIALOG);
  g_assert_true (app_driver_shows (dialog, "2 codes wait. Each card that is in a reader gets "
                                           "profiles, and a code that is installed cannot be used "
                                           "on another card."));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (app_driver_find (dialog, GTK_TYPE_SPIN_BUTTON, NULL)),
                             2);
  app_driver_click (dialog, "Start");
}

/* A table that is dropped is shown, runs, and is written back with what became of each row. */
static void
test_run (AppFixture *fixture, gconstpointer card_flags)
{
  TernOrderPane *view = open_order (fixture);
  g_autofree char *result = NULL;

  start (view);
  app_driver_await_text (view, "3 rows: 0 waiting, 1 done, 2 set apart");
  app_driver_wait (has_ended, view, "the run to end");
  app_driver_await_text (view, "Done. You may take the card out.");
  app_driver_await (view, GTK_TYPE_BUTTON, "Save the results…");

  save (fixture, view, "out.csv");
  app_driver_await_text (fixture->window, "The results were saved");
  result = read_file (fixture->rig->folder, "out.csv");
  g_assert_nonnull (strstr (result, "8001;"));
  g_assert_nonnull (strstr (result, ";installed;"));
}

/* Nobody cuts off by mistake the line that the downloads need. */
static void
test_own_line (AppFixture *fixture, gconstpointer card_flags)
{
  TernOrderPane *view = open_order (fixture);
  GtkWindow *dialog;

  manager.primary = OWN_NETWORK_MANAGER_MODEM;
  app_fixture_put_into_modem (fixture);
  start (view);
  dialog = app_driver_await_dialog (ADW_TYPE_MESSAGE_DIALOG);
  app_driver_await_text (dialog, "No code has been used yet.");
  app_driver_answer (dialog, "cancel");
  g_assert_false (tern_order_pane_is_running (view));

  start (view);
  app_driver_answer (app_driver_await_dialog (ADW_TYPE_MESSAGE_DIALOG), "go-on");
  app_driver_await_text (view, "3 rows: 0 waiting, 1 done, 2 set apart");
  app_driver_wait (has_ended, view, "the run to end");
  manager.primary = OWN_NETWORK_MANAGER_NONE;
}

/* The order itself is never written over. */
static void
test_not_over_itself (AppFixture *fixture, gconstpointer card_flags)
{
  TernOrderPane *view = open_order (fixture);
  g_autofree char *before = read_file (fixture->rig->folder, "order.csv");
  g_autofree char *after = NULL;

  save (fixture, view, "order.csv");
  app_driver_await_text (app_driver_await_dialog (ADW_TYPE_MESSAGE_DIALOG),
                         "The results were not saved");
  after = read_file (fixture->rig->folder, "order.csv");
  g_assert_cmpstr (before, ==, after);
}

static gboolean
is_second_gone (gpointer view)
{
  return app_driver_find (view, GTK_TYPE_LABEL, "8002") == NULL;
}

/* Rows are found by word and by kind. */
static void
test_search (AppFixture *fixture, gconstpointer card_flags)
{
  TernOrderPane *view = open_order (fixture);
  GtkWidget *search = app_driver_await (view, GTK_TYPE_SEARCH_ENTRY, NULL);
  GtkWidget *kind = app_driver_await (view, GTK_TYPE_DROP_DOWN, NULL);

  app_driver_await_text (view, "8002");
  gtk_editable_set_text (GTK_EDITABLE (search), "8003");
  app_driver_wait (is_second_gone, view, "the other rows to go");
  app_driver_await_text (view, "8003");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (kind), 3);
  app_driver_await_text (view, "No such rows");
}

/* What a person says of the columns is taken, and the order read anew. */
static void
test_columns (AppFixture *fixture, gconstpointer card_flags)
{
  TernOrderPane *view = open_order (fixture);
  GtkWindow *dialog;

  gtk_widget_activate_action (GTK_WIDGET (view), "order.columns", NULL);
  dialog = app_driver_await_dialog (TERN_TYPE_ORDER_COLUMNS_DIALOG);
  g_assert_true (app_driver_shows (dialog, "SM-DP+ URL"));
  app_driver_click (dialog, "Apply");
  app_driver_await_text (fixture->window, "3 rows: 2 waiting, 0 done, 1 set apart");
}

/* The servers are asked on behalf of the card, and no code is used by it. */
static void
test_ask_servers (AppFixture *fixture, gconstpointer card_flags)
{
  TernOrderPane *view = open_order (fixture);
  g_autofree char *books = NULL;
  GtkWindow *dialog;

  gtk_widget_activate_action (GTK_WIDGET (view), "order.ask-servers", NULL);
  dialog = app_driver_await_dialog (TERN_TYPE_ORDER_SERVERS_DIALOG);
  app_driver_await_text (dialog, "2 codes wait · It speaks to this card");
  books = app_rig_dup_books (fixture->rig);
  g_assert_nonnull (strstr (books, "\"events\" : []"));
  g_assert_nonnull (strstr (books, "\"received\" : []"));
  g_assert_null (strstr (books, "\"downloaded\""));
}

static gboolean
is_row_taken (gpointer order)
{
  return tern_order_get_counts (order)->state[TERN_ORDER_STATE_CLAIMED] == 1;
}

static gboolean
is_row_waiting (gpointer order)
{
  return tern_order_get_counts (order)->state[TERN_ORDER_STATE_WAITING] == 2;
}

static void
on_refreshed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (tern_order_refresh_finish (TERN_ORDER (source), result, NULL));
}

/* A row of which a program died is told of, and given to other cards when a person says so. */
static void
test_release (AppFixture *fixture, gconstpointer card_flags)
{
  TernOrderPane *view = open_order (fixture);
  TernOrder *order = tern_order_pane_get_order (view);
  TernOrderBook *book = tern_order_get_book (order);
  gint64 run = tern_order_book_begin_run (book, NULL);
  GtkWindow *dialog;
  GtkWidget *check;

  g_assert_cmpuint (tern_order_book_claim (book, tern_order_get_id (order), run,
                                           "89044045930000000000001234567853", TRUE, NULL),
                    ==, 1);
  tern_order_book_end_run (book, run);
  tern_order_refresh_async (order, NULL, on_refreshed, NULL);
  app_driver_wait (is_row_taken, order, "the row to be taken");
  gtk_widget_activate_action (GTK_WIDGET (view), "order.held", NULL);
  dialog = app_driver_await_dialog (TERN_TYPE_ORDER_HELD_DIALOG);
  app_driver_await_text (dialog, "Row 1");
  check = app_driver_await (dialog, GTK_TYPE_CHECK_BUTTON, NULL);
  g_assert_false (gtk_widget_get_sensitive (app_driver_find (dialog, GTK_TYPE_BUTTON, "Release…")));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  app_driver_click (dialog, "Release…");
  app_driver_answer (app_driver_await_dialog (ADW_TYPE_MESSAGE_DIALOG), "release");
  app_driver_await_text (dialog, "No station has a row of this order");
  app_driver_wait (is_row_waiting, order, "the row to wait again");
}

/* What is no order says so, and what to do. */
static void
test_refusal (AppFixture *fixture, gconstpointer card_flags)
{
  g_autoptr (GFile) file = write_table (fixture, "letter.csv", "Dear customer\nthank you\n");

  app_driver_await_text (fixture->window, "No profiles yet");
  drop (fixture, file);
  app_driver_await_text (app_driver_await_dialog (ADW_TYPE_MESSAGE_DIALOG),
                         "The order cannot be opened");
  app_driver_await_text (fixture->window, "Many codes at once");
}

/* A run waits for the next card, and stops when it is told to. */
static void
test_stop (AppFixture *fixture, gconstpointer card_flags)
{
  TernOrderPane *view = open_order (fixture);
  g_autoptr (TernOrderPlan) plan = tern_order_plan_new ();

  plan->wait = TRUE;
  plan->per_card = 1;
  tern_order_pane_start (view, plan);
  app_driver_await_text (view, "3 rows: 1 waiting, 1 done, 1 set apart");
  app_driver_await (view, ADW_TYPE_ACTION_ROW, NULL);
  g_assert_true (tern_order_pane_is_running (view));
  app_driver_click (view, "Stop");
  app_driver_await (view, GTK_TYPE_BUTTON, "Run…");
  app_driver_wait (has_ended, view, "the run to end");
}

int
main (int argc, char **argv)
{
  app_driver_init ();
  /* The program keeps its connection to the end, so that the bus ends with the test. It begins
   * before threads do, which may read the environment that it changes. */
  own_network_manager_init (&manager);
  own_network_manager_publish (&manager);
  gtk_test_init (&argc, &argv, NULL);
#define ADD(path, test) \
  g_test_add (path, AppFixture, "", app_fixture_set_up, test, app_fixture_tear_down)
  ADD ("/app/orders/run", test_run);
  ADD ("/app/orders/own-line", test_own_line);
  ADD ("/app/orders/not-over-itself", test_not_over_itself);
  ADD ("/app/orders/search", test_search);
  ADD ("/app/orders/columns", test_columns);
  ADD ("/app/orders/ask-servers", test_ask_servers);
  ADD ("/app/orders/release", test_release);
  ADD ("/app/orders/refusal", test_refusal);
  ADD ("/app/orders/stop", test_stop);
  return g_test_run ();
}
