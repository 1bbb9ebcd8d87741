/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pictures.h"

#include "app/tern-error-dialog.h"
#include "app/tern-history-row.h"
#include "app/tern-order-columns-dialog.h"
#include "app/tern-order-held-dialog.h"
#include "app/tern-order-pane.h"
#include "app/tern-order-plan-dialog.h"
#include "app/tern-order-servers-dialog.h"
#include "app/tern-orders-page.h"
#include "app/tern-preferences.h"
#include "lpa/lpa-error.h"
#include "orders/tern-order-release.h"

/* --- The guide ---------------------------------------------------------------------------------
 */

static void
open_guide (AppFixture *scene)
{
  gtk_widget_activate_action (GTK_WIDGET (scene->window), "win.guide", "s", "");
  app_driver_await (scene->window, ADW_TYPE_ACTION_ROW, "An iPhone or iPad");
}

static void
take_error_search (AppFixture *scene)
{
  GtkWidget *search;

  pictures_choose (scene, "Look up an error code");
  pictures_take_window (scene, "errors");
  search = app_driver_await (scene->window, GTK_TYPE_SEARCH_ENTRY, NULL);
  gtk_editable_set_text (GTK_EDITABLE (search), "8.2.6/3.8");
  app_driver_await_text (scene->window, "What to do");
  pictures_take_window (scene, "errors-found");
  gtk_editable_set_text (GTK_EDITABLE (search), "xyzzy");
  app_driver_settle (600);
  pictures_take_window (scene, "errors-none");
  app_driver_click (scene->window, "Back");
}

/* A way from the beginning to a cure, and the error book. */
void
pictures_of_guide (AppFixture *scene)
{
  app_fixture_find_row (scene, NULL);
  app_fixture_await_idle (scene);
  open_guide (scene);
  pictures_take_window (scene, "guide-devices");
  pictures_choose (scene, "An iPhone or iPad");
  app_driver_await_text (scene->window, "What is the matter?");
  pictures_take_window (scene, "guide-topics");
  pictures_choose (scene, "Installed, but no service");
  app_driver_await_text (scene->window, "switched on");
  pictures_take_window (scene, "guide-step");
  app_driver_click (scene->window, "Back");
  app_driver_await_text (scene->window, "What is the matter?");
  app_driver_click (scene->window, "Back");
  pictures_choose (scene, "A card in this computer, in a modem or a reader");
  pictures_choose (scene, "An eSIM cannot be added");
  app_driver_await_text (scene->window, "Cannot be known here");
  pictures_take_window (scene, "guide-here");
  pictures_choose (scene, "A lock is named");
  pictures_choose (scene, "The modem’s radio is locked by its maker (FCC lock)");
  pictures_expand (GTK_WIDGET (scene->window));
  pictures_take_window (scene, "guide-cure");
  app_driver_click (scene->window, "Done");
  app_driver_await (scene->window, GTK_TYPE_BUTTON, "Add eSIM");
  open_guide (scene);
  take_error_search (scene);
}

/* --- The history -------------------------------------------------------------------------------
 */

void
pictures_of_history (AppFixture *scene)
{
  GtkWidget *search;

  app_fixture_find_row (scene, NULL);
  app_fixture_await_idle (scene);
  app_fixture_look_at_offer (scene, "FJRD-10GB-7Q2K-55TN", FALSE);
  app_driver_click (scene->window, "Install");
  app_driver_await_text (scene->window, "is installed");
  app_driver_click (scene->window, "Use it now");
  app_driver_await_text (scene->window, "is in use");
  app_driver_click (scene->window, "Done");
  app_driver_click (scene->window, "History");
  app_driver_await (scene->window, TERN_TYPE_HISTORY_ROW, NULL);
  pictures_take_window (scene, "history");
  search = app_driver_await (scene->window, GTK_TYPE_SEARCH_ENTRY, NULL);
  gtk_editable_set_text (GTK_EDITABLE (search), "atlantis");
  app_driver_await_text (scene->window, "Nothing found");
  pictures_take_window (scene, "history-none");
}

/* --- Orders ------------------------------------------------------------------------------------
 */

static char *
make_order (AppRig *rig)
{
  static const char *const IDS[] = { "FJRD-10GB-7Q2K-55TN", "KUMO-05GB-USED-9RW1",
                                     "HLDN-BUS1-C0DE-X3M8", "RMWL-20GB-OTHR-4HZ6", "" };
  GString *text = g_string_new ("SIM ID;Subscription;SM-DP+ URL;Matching ID;Name\r\n");

  for (guint i = 0; i < 24; i++)
    g_string_append_printf (text, "SIM-%u;Fleet 5 GB;%s;%s;Van %u\r\n", 80001 + i, rig->address,
                            i < G_N_ELEMENTS (IDS) ? IDS[i] : IDS[i % 2], i + 1);
  return g_string_free (text, FALSE);
}

/* A row of which a program died. */
static void
take_held_row (TernOrderPane *view)
{
  TernOrder *order = tern_order_pane_get_order (view);
  TernOrderBook *book = tern_order_get_book (order);
  gint64 run = tern_order_book_begin_run (book, NULL);
  g_autoptr (GPtrArray) held = NULL;
  TernOrderReleased released;

  g_assert_cmpuint (tern_order_book_claim (book, tern_order_get_id (order), run,
                                           "89044045930000000000001234567853", TRUE, NULL),
                    >, 0);
  tern_order_book_end_run (book, run);
  gtk_widget_activate_action (GTK_WIDGET (view), "order.held", NULL);
  app_driver_await_text (app_driver_await_dialog (TERN_TYPE_ORDER_HELD_DIALOG), "since");
  app_driver_settle (500);
  pictures_take_dialog (app_driver_await_dialog (TERN_TYPE_ORDER_HELD_DIALOG), "order-held");
  held = tern_order_find_held (order, NULL);
  g_assert_true (tern_order_release (order, held->pdata[0], &released, NULL));
}

static void
take_order_dialogs (TernOrderPane *view)
{
  gtk_widget_activate_action (GTK_WIDGET (view), "order.columns", NULL);
  pictures_take_dialog (app_driver_await_dialog (TERN_TYPE_ORDER_COLUMNS_DIALOG), "order-columns");
  gtk_widget_activate_action (GTK_WIDGET (view), "order.ask-servers", NULL);
  app_driver_await_text (app_driver_await_dialog (TERN_TYPE_ORDER_SERVERS_DIALOG), "codes wait");
  app_driver_settle (500);
  pictures_take_dialog (app_driver_await_dialog (TERN_TYPE_ORDER_SERVERS_DIALOG), "order-servers");
  app_driver_click (view, "Run…");
  pictures_take_dialog (app_driver_await_dialog (TERN_TYPE_ORDER_PLAN_DIALOG), "order-plan");
  take_held_row (view);
}

void
pictures_of_orders (AppFixture *scene)
{
  g_autofree char *path = g_build_filename (scene->rig->folder, "fleet-october.csv", NULL);
  g_autofree char *table = make_order (scene->rig);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  TernOrdersPage *page;
  TernOrderPane *view;

  g_assert_true (g_file_set_contents (path, table, -1, NULL));
  app_fixture_find_row (scene, NULL);
  app_driver_click (scene->window, "Orders");
  page = TERN_ORDERS_PAGE (app_driver_await (scene->window, TERN_TYPE_ORDERS_PAGE, NULL));
  pictures_take_window (scene, "orders");
  tern_orders_page_open (page, file);
  view = TERN_ORDER_PANE (app_driver_await (scene->window, TERN_TYPE_ORDER_PANE, NULL));
  pictures_take_window (scene, "order");
  take_order_dialogs (view);
  app_driver_click (view, "Run…");
  app_driver_click (app_driver_await_dialog (TERN_TYPE_ORDER_PLAN_DIALOG), "Start");
  app_driver_await_text (view, "1 begun");
  pictures_take_window (scene, "order-running");
  app_driver_await_text (view, "1 done");
  pictures_take_window (scene, "order-next-card");
}

/* --- What the main menu leads to ---------------------------------------------------------------
 */

static void
take_preferences (AppFixture *scene)
{
  GtkWindow *dialog;
  GtkWidget *address;

  g_action_group_activate_action (G_ACTION_GROUP (scene->application), "preferences", NULL);
  pictures_take_dialog (app_driver_await_dialog (TERN_TYPE_PREFERENCES), "preferences");
  g_action_group_activate_action (G_ACTION_GROUP (scene->application), "preferences", NULL);
  dialog = app_driver_await_dialog (TERN_TYPE_PREFERENCES);
  address = app_driver_await (dialog, ADW_TYPE_ENTRY_ROW, "Address of the database");
  gtk_editable_set_text (GTK_EDITABLE (address), "host=/nonexistent user=tern");
  app_driver_click (dialog, "Test");
  app_driver_await_text (dialog, "cannot be reached");
  pictures_take_dialog (dialog, "preferences-away");
}

/* What a person is told who asked for something that failed. */
static void
take_error (AppFixture *scene)
{
  g_autoptr (GError) error =
      lpa_error_new (LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_REMOVED, "80100069", "Taken out");

  tern_error_dialog_present (GTK_WIDGET (scene->window), "Not switched on", error);
  pictures_take_dialog (app_driver_await_dialog (ADW_TYPE_MESSAGE_DIALOG), "error");
}

void
pictures_of_menu (AppFixture *scene)
{
  GtkWidget *menu;

  app_fixture_find_row (scene, NULL);
  app_fixture_await_idle (scene);
  take_preferences (scene);
  take_error (scene);
  gtk_widget_activate_action (GTK_WIDGET (scene->window), "win.shortcuts", NULL);
  pictures_take_dialog (app_driver_await_dialog (GTK_TYPE_SHORTCUTS_WINDOW), "shortcuts");
  g_action_group_activate_action (G_ACTION_GROUP (scene->application), "about", NULL);
  pictures_take_dialog (app_driver_await_dialog (ADW_TYPE_ABOUT_WINDOW), "about");
  menu = app_driver_await (scene->window, GTK_TYPE_MENU_BUTTON, NULL);
  gtk_menu_button_popup (GTK_MENU_BUTTON (menu));
  app_driver_settle (300);
  pictures_take (gtk_menu_button_get_popover (GTK_MENU_BUTTON (menu)), "menu", "wide");
  gtk_menu_button_popdown (GTK_MENU_BUTTON (menu));
  tern_window_set_warning (scene->window,
                           "The history cannot be written. If Tern is interrupted while it "
                           "installs a profile it cannot find out afterwards what became of the "
                           "code.");
  pictures_take_window (scene, "warning");
}
