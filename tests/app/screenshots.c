/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-driver.h"
#include "app-rig.h"

#include "app/tern-card-details.h"
#include "app/tern-delete-dialog.h"
#include "app/tern-qr-dialog.h"
#include "app/tern-erase-dialog.h"
#include "app/tern-preferences.h"
#include "app/tern-profile-dialog.h"
#include "app/tern-profile-row.h"
#include "app/tern-report-dialog.h"
#include "app/tern-reports-dialog.h"
#include "app/tern-server-dialog.h"
#include "app/tern-order-columns-dialog.h"
#include "app/tern-order-plan-dialog.h"
#include "app/tern-order-pane.h"
#include "app/tern-orders-page.h"
#include "app/tern-status-page.h"
#include "app/tern-unlock-dialog.h"

#include <glib/gstdio.h>

/*
 * Pictures of every page, light and dark, wide and narrow: for the eyes of whoever changes one, and
 * for the read-me. The pages are those of a real window with a simulated card and server.
 */
static const char *folder;
static TernWindow *window;
#define NARROW 360
static const char *only = "";

static void
save (gpointer widget, const char *page, const char *size)
{
  static const struct
  {
    const char *name;
    AdwColorScheme scheme;
  } SCHEMES[] = {
    { "dark", ADW_COLOR_SCHEME_FORCE_DARK },
    { "light", ADW_COLOR_SCHEME_FORCE_LIGHT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (SCHEMES) && g_str_has_prefix (page, only); i++)
    {
      g_autofree char *path =
          g_strdup_printf ("%s/%s-%s-%s.png", folder, page, size, SCHEMES[i].name);

      adw_style_manager_set_color_scheme (adw_style_manager_get_default (), SCHEMES[i].scheme);
      app_driver_settle (400);
      app_driver_save (widget, path);
    }
}

static void
save_window (const char *page)
{
  if (!g_str_has_prefix (page, only))
    return;
  app_driver_resize (GTK_WINDOW (window), NARROW, 640);
  save (window, page, "narrow");
  app_driver_resize (GTK_WINDOW (window), NARROW, 294);
  save (window, page, "small");
  app_driver_resize (GTK_WINDOW (window), 1000, 700);
  save (window, page, "wide");
}

static void
save_statuses (void)
{
  const TernStatus *status;
  GtkWidget *page = tern_status_page_new ();
  GtkWindow *host = GTK_WINDOW (adw_window_new ());

  adw_window_set_content (ADW_WINDOW (host), page);
  gtk_window_set_default_size (host, 360, 640);
  gtk_window_present (host);
  for (gsize i = 0; (status = tern_status_get_nth (i)); i++)
    {
      g_autofree char *name = g_strconcat ("status-", tern_status_get_name (status), NULL);

      tern_status_page_show (TERN_STATUS_PAGE (page), status, NULL);
      save (host, name, "narrow");
    }
  gtk_window_destroy (host);
}

static void
save_card (void)
{
  GtkWindow *dialog;

  app_driver_await (window, TERN_TYPE_PROFILE_ROW, NULL);
  save_window ("card");
  gtk_widget_activate (app_driver_await (window, TERN_TYPE_PROFILE_ROW, NULL));
  dialog = app_driver_await_dialog (TERN_TYPE_PROFILE_DIALOG);
  save (dialog, "profile", "dialog");
  app_driver_click (dialog, "Delete…");
  dialog = app_driver_await_dialog (TERN_TYPE_DELETE_DIALOG);
  save (dialog, "delete", "dialog");
  app_driver_answer (dialog, "cancel");
}

static void
expand_all (GtkWidget *widget)
{
  if (ADW_IS_EXPANDER_ROW (widget))
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (widget), TRUE);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    expand_all (child);
}

static void
save_dialog (GtkWidget *dialog, const char *page)
{
  gtk_window_present (GTK_WINDOW (dialog));
  app_driver_settle (300);
  save (dialog, page, "dialog");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* What lies further down than the window shows. */
static void
save_scrolled (GtkWidget *details, const char *page, int width, const char *size)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (details, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  double x, y;

  app_driver_resize (GTK_WINDOW (window), width, 860);
  gtk_adjustment_set_value (adjustment, 0);
  app_driver_settle (100);
  gtk_widget_translate_coordinates (details, scroller, 0, 0, &x, &y);
  gtk_adjustment_set_value (adjustment, y - 12);
  app_driver_settle (100);
  save (window, page, size);
}

static void
save_details (void)
{
  GtkWidget *details = app_driver_await (window, TERN_TYPE_CARD_DETAILS, NULL);

  save_scrolled (details, "details", 360, "narrow");
  save_scrolled (details, "details", 1000, "wide");
  expand_all (details);
  app_driver_settle (600);
  save_scrolled (details, "details-open", 1000, "wide");
}

static void
save_card_dialogs (void)
{
  LpaEuicc *euicc = tern_card_item_get_euicc (tern_window_get_selected (window));
  GtkWindow *parent = GTK_WINDOW (window);
  GtkWidget *dialog;

  save_dialog (tern_qr_dialog_new_for_eid (parent, lpa_euicc_get_eid (euicc)), "eid");
  save_dialog (tern_reports_dialog_new (parent, NULL, euicc), "reports");
  dialog = tern_server_dialog_new (parent, "smdp.example.com");
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_editable_set_text (GTK_EDITABLE (app_driver_await (dialog, GTK_TYPE_ENTRY, NULL)),
                         "smdp..example");
  save_dialog (dialog, "server");
  dialog = tern_erase_dialog_new (parent, euicc);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_activate (app_driver_await (dialog, ADW_TYPE_ACTION_ROW, "Profiles of providers"));
  save_dialog (dialog, "erase");
}

static void
save_preferences (TernApplication *application)
{
  GtkWindow *dialog;
  GtkWidget *address;

  g_action_group_activate_action (G_ACTION_GROUP (application), "preferences", NULL);
  dialog = app_driver_await_dialog (TERN_TYPE_PREFERENCES);
  save (GTK_WIDGET (dialog), "preferences", "dialog");
  address = app_driver_await (dialog, ADW_TYPE_ENTRY_ROW, "Address of the database");
  gtk_editable_set_text (GTK_EDITABLE (address), "host=/nonexistent user=tern");
  app_driver_click (dialog, "Test");
  app_driver_await_text (dialog, "cannot be reached");
  save_dialog (GTK_WIDGET (dialog), "preferences-away");
}

static void
open_code (AppRig *rig, const char *matching_id, gboolean asks_confirmation_code)
{
  g_autofree char *code = app_rig_dup_code (rig, matching_id, asks_confirmation_code);

  app_driver_click (window, "Add eSIM");
  app_driver_type (window, "Activation code", code);
}

static void
drop_text (const char *text)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  g_value_set_string (&value, text);
  app_driver_drop (window, &value);
}

static void
save_ways (void)
{
  drop_text ("Your order is on its way.");
  app_driver_await_text (window, "This is not an activation code.");
  save_window ("code-refused");
  drop_text ("LPA:1$smdp.example.net$JWQM-7KPD-0042\nLPA:1$rsp.example.org$TRVL-99ZX-8811\n");
  app_driver_await_text (window, "2 codes were found");
  save_window ("code-several");
  gtk_widget_activate (app_driver_await (window, ADW_TYPE_ACTION_ROW, "rsp.example.org"));
  app_driver_await_text (window, "What it says");
  save_window ("code-chosen");
}

static void
save_flow (AppRig *rig)
{
  g_autofree char *code = app_rig_dup_code (rig, "HLDN-BUS1-C0DE-X3M8", TRUE);

  app_driver_click (window, "Add eSIM");
  app_driver_await (window, ADW_TYPE_ENTRY_ROW, "Activation code");
  save_window ("code-empty");
  save_ways ();
  app_driver_type (window, "Activation code", "LPA:1$smdp..example$QQQ");
  save_window ("code-wrong");
  app_driver_type (window, "Activation code", code);
  save_window ("code");
  app_driver_click (window, "Look at the offer");
  app_driver_await (window, GTK_TYPE_LABEL, "Asking for the offer");
  app_driver_settle (300);
  save (window, "checking", "wide");
  app_driver_await_text (window, "Business line");
  save_window ("preview");
  app_driver_type (window, "Confirmation code", "0000");
  app_driver_click (window, "Install");
  app_driver_await_text (window, "onfirmation code");
  app_driver_await (window, ADW_TYPE_ENTRY_ROW, "Confirmation code");
  save_window ("preview-wrong");
  app_driver_type (window, "Confirmation code", "1234");
  app_driver_click (window, "Install");
  app_driver_await_text (window, "kB of");
  save (window, "installing", "wide");
  app_driver_await_text (window, "is installed");
  save_window ("done");
  app_driver_click (window, "Use it now");
  app_driver_await_text (window, "is in use");
  save_window ("done-in-use");
  app_driver_click (window, "Done");
}

static void
check_code (AppRig *rig, const char *matching_id, const char *heading)
{
  g_autofree char *code = app_rig_dup_code (rig, matching_id, FALSE);

  app_driver_type (window, "Activation code", code);
  app_driver_click (window, "Check this code");
  app_driver_await_text (window, heading);
}

static void
save_checks (AppRig *rig)
{
  app_driver_click (window, "Add eSIM");
  app_driver_await (window, ADW_TYPE_ENTRY_ROW, "Activation code");
  check_code (rig, "FJRD-10GB-7Q2K-55TN", "Checking this code");
  save (window, "checks-running", "wide");
  app_driver_await_text (window, "The code can be used");
  save_window ("checks-good");
  app_driver_click (window, "Back");
  app_driver_await (window, ADW_TYPE_ENTRY_ROW, "Activation code");
  check_code (rig, "KUMO-05GB-USED-9RW1", "This would not work now");
  save_window ("checks-failed");
  app_driver_click (window, "Back");
  app_driver_await (window, ADW_TYPE_ENTRY_ROW, "Activation code");
  app_driver_click (window, "Back");
}

static void
save_report (void)
{
  GtkWindow *dialog = app_driver_await_dialog (TERN_TYPE_REPORT_DIALOG);

  app_driver_type (dialog, "Order number", "A-2026-0042");
  app_driver_resize (dialog, 560, 860);
  save (dialog, "report", "wide");
  app_driver_resize (dialog, 360, 640);
  save (dialog, "report", "narrow");
  gtk_window_destroy (dialog);
}

static void
choose (const char *row)
{
  gtk_widget_activate (app_driver_await (window, ADW_TYPE_PREFERENCES_ROW, row));
}

/* A way from the beginning to a cure, and the error book. */
static void
save_guide (void)
{
  app_driver_await (window, GTK_TYPE_BUTTON, "Add eSIM");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.guide", "s", "");
  app_driver_await (window, ADW_TYPE_ACTION_ROW, "An iPhone or iPad");
  save_window ("guide-devices");
  choose ("An iPhone or iPad");
  app_driver_await_text (window, "What is the matter?");
  save_window ("guide-topics");
  choose ("Installed, but no service");
  app_driver_await_text (window, "switched on");
  save_window ("guide-step");
  app_driver_click (window, "Back");
  app_driver_await_text (window, "What is the matter?");
  app_driver_click (window, "Back");
  choose ("A card in this computer, in a modem or a reader");
  choose ("An eSIM cannot be added");
  app_driver_await_text (window, "What Tern can see");
  app_driver_settle (1500);
  save_window ("guide-here");
  choose ("A lock is named");
  choose ("The modem’s radio is locked by its maker (FCC lock)");
  expand_all (GTK_WIDGET (window));
  save_window ("guide-cure");
  app_driver_click (window, "Done");
  app_driver_await (window, GTK_TYPE_BUTTON, "Add eSIM");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.guide", "s", "");
  choose ("Look up an error code");
  save_window ("guide-book-empty");
  gtk_editable_set_text (GTK_EDITABLE (app_driver_await (window, GTK_TYPE_SEARCH_ENTRY, NULL)),
                         "8.2.6/3.8");
  app_driver_settle (600);
  save_window ("guide-book");
  app_driver_click (window, "Back");
  app_driver_await (window, ADW_TYPE_ACTION_ROW, "An iPhone or iPad");
  app_driver_click (window, "Back");
}

static void
save_failure (AppRig *rig)
{
  open_code (rig, "BRSA-03GB-2023-LATE", FALSE);
  app_driver_click (window, "Look at the offer");
  app_driver_await_text (window, "Something may stand in the way");
  save_window ("checks-warning");
  app_driver_click (window, "Go on");
  app_driver_await_text (window, "Not installed");
  save_window ("not-done");
  app_driver_click (window, "Report for the seller…");
  save_report ();
  app_driver_click (window, "Close");
}

static void
save_history (void)
{
  app_driver_click (window, "History");
  app_driver_settle (300);
  save_window ("history");
}

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

static void
save_order_dialogs (TernOrderPane *view)
{
  GtkWindow *dialog;

  gtk_widget_activate_action (GTK_WIDGET (view), "order.columns", NULL);
  dialog = app_driver_await_dialog (TERN_TYPE_ORDER_COLUMNS_DIALOG);
  save (dialog, "order-columns", "dialog");
  gtk_window_close (dialog);
  app_driver_click (view, "Run…");
  dialog = app_driver_await_dialog (TERN_TYPE_ORDER_PLAN_DIALOG);
  save (dialog, "order-plan", "dialog");
  app_driver_click (dialog, "Start");
}

static void
save_orders (AppRig *rig)
{
  g_autofree char *path = g_build_filename (rig->folder, "fleet-october.csv", NULL);
  g_autofree char *table = make_order (rig);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  TernOrdersPage *page;
  TernOrderPane *view;

  g_assert_true (g_file_set_contents (path, table, -1, NULL));
  app_driver_click (window, "Back to the cards");
  app_driver_click (window, "Orders");
  page = TERN_ORDERS_PAGE (app_driver_await (window, TERN_TYPE_ORDERS_PAGE, NULL));
  save_window ("orders");
  tern_orders_page_open (page, file);
  view = TERN_ORDER_PANE (app_driver_await (window, TERN_TYPE_ORDER_PANE, NULL));
  save_window ("order");
  save_order_dialogs (view);
  app_driver_settle (1500);
  save_window ("order-readers");
}

static gboolean
is_idle (gpointer euicc)
{
  return !lpa_euicc_is_busy (euicc);
}

static void
rename_first (const char *name)
{
  GtkWidget *row = app_driver_await (window, TERN_TYPE_PROFILE_ROW, NULL);
  LpaEuicc *euicc = tern_card_item_get_euicc (tern_window_get_selected (window));
  GtkWindow *dialog;

  app_driver_wait (is_idle, euicc, "the card to be idle");
  row = app_driver_await (window, TERN_TYPE_PROFILE_ROW, "Business line");
  gtk_widget_activate (row);
  dialog = app_driver_await_dialog (TERN_TYPE_PROFILE_DIALOG);
  app_driver_type (dialog, "Your name for it", name);
  g_signal_emit_by_name (app_driver_find (dialog, ADW_TYPE_ENTRY_ROW, NULL), "apply");
  app_driver_await (window, TERN_TYPE_PROFILE_ROW, name);
  gtk_window_destroy (dialog);
}

/* A card with as many profiles as cards can have, and names of every kind. */
static void
save_full_card (void)
{
  g_autoptr (AppRig) rig = app_rig_new ("--profiles 40 --test-profiles 1", "");
  g_autoptr (LpaTrust) trust = lpa_trust_new ();
  TernApplication *application = app_driver_start ();

  g_assert_true (lpa_trust_add_issuers (trust, rig->issuer, NULL));
  window = app_driver_get_window (application);
  tern_reader_monitor_add_simulated (tern_application_get_monitor (application), rig->socket,
                                     trust);
  rename_first ("شريحة السفر");
  rename_first ("🏔🏔🏔🏔🏔🏔🏔🏔🏔🏔🏔🏔🏔🏔🏔🏔");
  save_window ("profiles");
  gtk_editable_set_text (GTK_EDITABLE (app_driver_await (window, GTK_TYPE_SEARCH_ENTRY, NULL)),
                         "norway");
  app_driver_settle (500);
  save_window ("profiles-found");
  app_driver_stop (application);
}

/* Pages also have to do from right to left, and with letters twice as large. Anything else is the
 * beginning of the names of those that are wanted. */
static void
set_form (const char *form)
{
  if (g_str_equal (form, "rtl"))
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  else if (g_str_equal (form, "large"))
    g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 2 * 96 * 1024, NULL);
  else if (!g_str_equal (form, "contrast"))
    only = form;
}

static TernModem *
new_modem (TernModemLock lock)
{
  TernModem *modem = tern_modem_new ();

  modem->path = g_strdup ("/");
  modem->device = g_strdup ("/");
  modem->name = g_strdup ("Foxconn T99W175");
  modem->maker = g_strdup ("Foxconn");
  modem->model = g_strdup ("T99W175");
  modem->firmware = g_strdup ("T99W175.F0.6.0.0.6");
  modem->imei = g_strdup ("490154203237518");
  modem->operator_name = g_strdup ("Halden Telecom");
  modem->state =
      lock == TERN_MODEM_LOCK_NONE ? TERN_MODEM_STATE_CONNECTED : TERN_MODEM_STATE_LOCKED;
  modem->lock = lock;
  modem->tries[lock] = 3;
  tern_modem_add_slot (modem, 1)->in_use = TRUE;
  return modem;
}

/* The card as it would be behind a modem: at work, tied to an operator, and asking for a code. */
static void
save_modem (void)
{
  static const TernModemLock LOCKS[] = { TERN_MODEM_LOCK_NONE, TERN_MODEM_LOCK_PH_NET_PIN,
                                         TERN_MODEM_LOCK_SIM_PIN, TERN_MODEM_LOCK_SIM_PUK };
  TernReader *reader = tern_card_item_get_reader (tern_window_get_selected (window));

  for (guint i = 0; i < G_N_ELEMENTS (LOCKS); i++)
    {
      g_autoptr (TernModem) modem = new_modem (LOCKS[i]);
      const char *nick = tern_modem_lock_get_nick (LOCKS[i]);
      g_autofree char *page = g_strconcat ("modem-", nick, NULL);
      g_autofree char *dialog = g_strconcat ("unlock-", nick, NULL);

      tern_reader_set_modem (reader, modem, 1);
      save_window (page);
      if (LOCKS[i] != TERN_MODEM_LOCK_NONE)
        save_dialog (tern_unlock_dialog_new (GTK_WINDOW (window), modem), dialog);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (AppRig) rig = NULL;
  g_autoptr (LpaTrust) trust = lpa_trust_new ();
  TernApplication *application;

  app_driver_init ();
  /* libadwaita looks at it once. */
  if (argc > 2 && g_strv_contains ((const char *const *) argv + 2, "contrast"))
    g_setenv ("ADW_DEBUG_HIGH_CONTRAST", "1", TRUE);
  gtk_init ();
  folder = argc > 1 ? argv[1] : g_getenv ("TERN_SCREENSHOTS");
  if (folder == NULL)
    {
      g_printerr ("Usage: screenshots FOLDER [rtl] [large] [contrast] [PAGE]\n");
      return 2;
    }
  g_mkdir_with_parents (folder, 0755);
  for (int i = 2; i < argc; i++)
    set_form (argv[i]);
  rig = app_rig_new ("--delay 25 --profiles 2 --root-smds ds.example.com", "");
  g_assert_true (lpa_trust_add_issuers (trust, rig->issuer, NULL));

  application = app_driver_start ();
  window = app_driver_get_window (application);
  save_statuses ();
  tern_reader_monitor_add_simulated (tern_application_get_monitor (application), rig->socket,
                                     trust);
  save_card ();
  save_details ();
  save_checks (rig);
  save_flow (rig);
  save_guide ();
  save_failure (rig);
  save_window ("card-after");
  save_card_dialogs ();
  save_preferences (application);
  save_modem ();
  app_driver_resize (GTK_WINDOW (window), 1000, 700);
  save_history ();
  save_orders (rig);
  app_driver_stop (application);
  save_full_card ();
  return 0;
}
