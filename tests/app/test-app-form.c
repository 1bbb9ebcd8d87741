/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include "app/tern-delete-dialog.h"
#include "app/tern-qr-dialog.h"
#include "app/tern-erase-dialog.h"
#include "app/tern-guide-page.h"
#include "app/tern-order-columns-dialog.h"
#include "app/tern-order-pane.h"
#include "app/tern-order-plan-dialog.h"
#include "app/tern-order-servers-dialog.h"
#include "app/tern-orders-page.h"
#include "app/tern-preferences.h"
#include "app/tern-profile-dialog.h"
#include "app/tern-profile-row.h"
#include "app/tern-report-dialog.h"
#include "app/tern-reports-dialog.h"
#include "app/tern-server-dialog.h"

/* The narrowest telephone, with letters twice as large as usual. */
#define NARROWEST 360
#define LARGE (2 * 96 * 1024)

#define USED "KUMO-05GB-USED-9RW1"
#define CONFIRMATION "HLDN-BUS1-C0DE-X3M8"

static int
get_minimum (GtkWidget *widget)
{
  int minimum;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return minimum;
}

/* Who is to blame: the widest, and the widest in it. */
static void
tell_widest (GtkWidget *widget)
{
  GtkWidget *widest = NULL;

  g_test_message ("%s %s: %d", G_OBJECT_TYPE_NAME (widget), gtk_widget_get_name (widget),
                  get_minimum (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_visible (child) &&
        (widest == NULL || get_minimum (child) > get_minimum (widest)))
      widest = child;
  if (widest)
    tell_widest (widest);
}

static void
assert_fits (gpointer widget, const char *page)
{
  GtkWidget *content = GTK_IS_WINDOW (widget) ? gtk_window_get_child (widget) : widget;
  int minimum = get_minimum (content);

  g_test_message ("%s: %d", page, minimum);
  if (minimum > NARROWEST)
    tell_widest (content);
  g_assert_cmpint (minimum, <=, NARROWEST);
}

static void
assert_dialog_fits (GType type)
{
  GtkWindow *dialog = app_driver_await_dialog (type);

  assert_fits (dialog, g_type_name (type));
  gtk_window_destroy (dialog);
}

static void
test_flow (AppFixture *fixture, gconstpointer card_flags)
{
  app_driver_await_text (fixture->window, "No profiles yet");
  assert_fits (fixture->window, "empty card");
  app_driver_click (fixture->window, "Add eSIM");
  assert_fits (fixture->window, "code");
  app_fixture_look_at_offer (fixture, CONFIRMATION, TRUE);
  app_driver_await_text (fixture->window, "Business line");
  assert_fits (fixture->window, "preview");
  app_driver_type (fixture->window, "Confirmation code", "1234");
  app_driver_click (fixture->window, "Install");
  app_driver_await_text (fixture->window, "can cost the code");
  assert_fits (fixture->window, "installing");
  app_driver_await_text (fixture->window, "is installed");
  assert_fits (fixture->window, "done");
  app_driver_click (fixture->window, "Later");
  app_fixture_look_at_offer (fixture, USED, FALSE);
  app_driver_await_text (fixture->window, "Something may stand in the way");
  assert_fits (fixture->window, "checks");
  app_driver_click (fixture->window, "Go on");
  app_driver_await_text (fixture->window, "Not installed");
  assert_fits (fixture->window, "not done");
  app_driver_click (fixture->window, "Close");
}

static void
choose (AppFixture *fixture, const char *row)
{
  gtk_widget_activate (app_driver_await (fixture->window, ADW_TYPE_PREFERENCES_ROW, row));
}

static void
test_guide (AppFixture *fixture, gconstpointer card_flags)
{
  app_fixture_await_idle (fixture);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.guide", "s", "install");
  choose (fixture, "A card in this computer, in a modem or a reader");
  app_driver_await_text (fixture->window, "Cannot be known here");
  assert_fits (app_driver_await (fixture->window, TERN_TYPE_GUIDE_PAGE, NULL), "guide");
  choose (fixture, "A lock is named");
  choose (fixture, "The modem’s radio is locked by its maker (FCC lock)");
  app_driver_await (fixture->window, GTK_TYPE_BUTTON, "It did not help: report for the seller…");
  assert_fits (app_driver_await (fixture->window, TERN_TYPE_GUIDE_PAGE, NULL), "guide's end");
  app_driver_click (fixture->window, "It did not help: report for the seller…");
  assert_dialog_fits (TERN_TYPE_REPORT_DIALOG);
  app_driver_click (fixture->window, "Done");
}

static void
test_card (AppFixture *fixture, gconstpointer card_flags)
{
  LpaEuicc *euicc;
  GtkWindow *window = GTK_WINDOW (fixture->window);

  app_fixture_find_row (fixture, "Business line");
  app_fixture_await_idle (fixture);
  euicc = app_fixture_get_euicc (fixture);
  assert_fits (window, "card");
  gtk_widget_activate (app_fixture_find_row (fixture, "Business line"));
  assert_dialog_fits (TERN_TYPE_PROFILE_DIALOG);
  gtk_window_present (GTK_WINDOW (tern_delete_dialog_new (
      window,
      tern_profile_row_get_profile (TERN_PROFILE_ROW (app_fixture_find_row (fixture, NULL))))));
  assert_dialog_fits (TERN_TYPE_DELETE_DIALOG);
  gtk_window_present (GTK_WINDOW (tern_qr_dialog_new_for_eid (window, lpa_euicc_get_eid (euicc))));
  assert_dialog_fits (TERN_TYPE_QR_DIALOG);
  gtk_window_present (GTK_WINDOW (tern_reports_dialog_new (window, NULL, euicc)));
  assert_dialog_fits (TERN_TYPE_REPORTS_DIALOG);
  gtk_window_present (GTK_WINDOW (tern_server_dialog_new (window, "smdp.example.com")));
  assert_dialog_fits (TERN_TYPE_SERVER_DIALOG);
  gtk_window_present (GTK_WINDOW (tern_erase_dialog_new (window, euicc)));
  assert_dialog_fits (TERN_TYPE_ERASE_DIALOG);
  g_action_group_activate_action (G_ACTION_GROUP (fixture->application), "preferences", NULL);
  assert_dialog_fits (TERN_TYPE_PREFERENCES);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.history", NULL);
  app_driver_settle (100);
  assert_fits (window, "history");
}

static TernOrderPane *
open_order (AppFixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->rig->folder, "order.csv", NULL);
  g_autofree char *table = g_strdup_printf ("SIM ID;Subscription;SM-DP+ URL;Matching ID;Name\r\n"
                                            "SIM-80001;Fleet 5 GB;%s;FJRD-10GB-7Q2K-55TN;Van 1\r\n",
                                            fixture->rig->address);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GtkWidget *page;

  g_assert_true (g_file_set_contents (path, table, -1, NULL));
  app_driver_click (fixture->window, "Orders");
  page = app_driver_await (fixture->window, TERN_TYPE_ORDERS_PAGE, NULL);
  assert_fits (page, "orders");
  tern_orders_page_open (TERN_ORDERS_PAGE (page), file);
  return TERN_ORDER_PANE (app_driver_await (fixture->window, TERN_TYPE_ORDER_PANE, NULL));
}

static void
test_orders (AppFixture *fixture, gconstpointer card_flags)
{
  GtkWidget *order;

  app_fixture_find_row (fixture, NULL);
  app_fixture_await_idle (fixture);
  order = GTK_WIDGET (open_order (fixture));
  app_driver_await_text (order, "1 row");
  assert_fits (fixture->window, "order");
  gtk_widget_activate_action (order, "order.columns", NULL);
  assert_dialog_fits (TERN_TYPE_ORDER_COLUMNS_DIALOG);
  gtk_widget_activate_action (order, "order.ask-servers", NULL);
  assert_dialog_fits (TERN_TYPE_ORDER_SERVERS_DIALOG);
  app_driver_click (order, "Run…");
  assert_dialog_fits (TERN_TYPE_ORDER_PLAN_DIALOG);
}

int
main (int argc, char **argv)
{
  app_driver_init ();
  gtk_test_init (&argc, &argv, NULL);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", LARGE, NULL);
#define ADD(path, flags, test) \
  g_test_add (path, AppFixture, flags, app_fixture_set_up, test, app_fixture_tear_down)
  ADD ("/app/form/flow", "", test_flow);
  ADD ("/app/form/guide", "", test_guide);
  ADD ("/app/form/card", "--profiles 8 --test-profiles 1", test_card);
  ADD ("/app/form/orders", "--profiles 1", test_orders);
  return g_test_run ();
}
