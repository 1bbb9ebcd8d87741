/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app-driver.h"

#include "app/tern-attempt-view.h"
#include "app/tern-card-details.h"
#include "app/tern-card-page.h"
#include "app/tern-cards-view.h"
#include "app/tern-code-page.h"
#include "app/tern-done-page.h"
#include "app/tern-history-page.h"
#include "app/tern-icon.h"
#include "app/tern-installing-page.h"
#include "app/tern-main-menu.h"
#include "app/tern-not-done-page.h"
#include "app/tern-notice.h"
#include "app/tern-preferences.h"
#include "app/tern-preview-page.h"
#include "app/tern-status-page.h"
#include "app/tern-step-row.h"
#include "app/tern-words.h"
#include "lpa/lpa-error.h"

static TernApplication *application;

static GtkWindow *
present (GtkWidget *child)
{
  GtkWindow *window = GTK_WINDOW (adw_window_new ());

  gtk_window_set_default_size (window, 400, 500);
  adw_window_set_content (ADW_WINDOW (window), child);
  gtk_window_present (window);
  app_driver_settle (50);
  return window;
}

/* Under fatal warnings a template that names a wrong property, child or callback ends the test. */
static void
test_instantiate (gconstpointer data)
{
  GtkWidget *(*make) (void) = (GtkWidget * (*) (void) ) data;
  GtkWindow *window = present (make ());

  gtk_window_destroy (window);
}

static GtkWidget *
make_step_row (void)
{
  return tern_step_row_new (LPA_STEP_PACKAGE_LOADED);
}

static void
test_status (gconstpointer data)
{
  const TernStatus *status = data;
  TernStatusPage *page = TERN_STATUS_PAGE (tern_status_page_new ());
  GtkWindow *window = present (GTK_WIDGET (page));
  g_autofree char *text = tern_status_dup_text (status, NULL);
  g_autofree char *command = tern_status_dup_command (status);

  tern_status_page_show (page, status, NULL);
  app_driver_await_text (window, tern_status_get_title (status));
  g_assert_cmpuint (strlen (text), >, 10);
  g_assert_true (gtk_icon_theme_has_icon (
      gtk_icon_theme_get_for_display (gdk_display_get_default ()), tern_status_get_icon (status)));
  g_assert_true (app_driver_shows (window, text));
  if (command)
    g_assert_true (app_driver_shows (window, command));
  g_assert_true ((app_driver_find (window, GTK_TYPE_BUTTON, "Try again") != NULL) ==
                 tern_status_can_retry (status));
  g_assert_true ((app_driver_find (window, GTK_TYPE_BUTTON, "Try with a simulated card") != NULL) ==
                 tern_status_offers_demo (status));
  g_assert_true ((app_driver_find (window, GTK_TYPE_BUTTON, "Fix a problem") != NULL) ==
                 !tern_status_is_working (status));
  gtk_window_destroy (window);
}

static void
test_code (void)
{
  TernCodePage *page = TERN_CODE_PAGE (tern_code_page_new ());
  GtkWindow *window = present (GTK_WIDGET (page));

  tern_code_page_set_text (page, "  LPA:1$smdp.example.com$SECRET-ID$$1\n");
  g_assert_nonnull (tern_code_page_get_code (page));
  app_driver_settle (50);
  g_assert_true (app_driver_shows (window, "smdp.example.com"));
  g_assert_true (app_driver_shows (window, "Needed"));
  g_assert_false (app_driver_shows (window, "SECRET-ID"));
  gtk_toggle_button_set_active (
      GTK_TOGGLE_BUTTON (app_driver_await (window, GTK_TYPE_TOGGLE_BUTTON, NULL)), TRUE);
  g_assert_true (app_driver_shows (window, "SECRET-ID"));
  g_assert_true (app_driver_shows (window, "No card is ready"));

  tern_code_page_set_text (page, "LPA:1$smdp..example$X");
  g_assert_null (tern_code_page_get_code (page));
  app_driver_await_text (window, "At character ");
  g_assert_false (app_driver_shows (window, "SECRET-ID"));
  gtk_window_destroy (window);
}

static void
test_timeline (void)
{
  TernInstallingPage *page = TERN_INSTALLING_PAGE (tern_installing_page_new ());
  GtkWindow *window = present (GTK_WIDGET (page));

  tern_installing_page_set_installing (page, TRUE);
  tern_installing_page_follow (page, NULL);
  tern_installing_page_set_step (page, LPA_STEP_CARD_AUTHENTICATED, LPA_STEP_STATE_DONE);
  g_assert_false (tern_installing_page_is_costly (page));
  app_driver_await_text (window, "has not been used");
  tern_installing_page_set_step (page, LPA_STEP_PACKAGE_BOUND, LPA_STEP_STATE_RUNNING);
  g_assert_true (tern_installing_page_is_costly (page));
  app_driver_await_text (window, "can cost the code");
  tern_installing_page_set_step (page, LPA_STEP_PACKAGE_LOADED, LPA_STEP_STATE_RUNNING);
  tern_installing_page_set_progress (page, 6000, 12000);
  app_driver_await_text (window, "6.0\302\240kB of 12.0\302\240kB");
  /* Asked for again, when the confirmation code was wrong. */
  tern_installing_page_set_step (page, LPA_STEP_PACKAGE_BOUND, LPA_STEP_STATE_WAITING);
  g_assert_false (tern_installing_page_is_costly (page));
  /* Steps after the installation have no row here. */
  tern_installing_page_set_step (page, LPA_STEP_CONNECTED, LPA_STEP_STATE_RUNNING);
  gtk_window_destroy (window);
}

static GBytes *
make_png (int side)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, side, side);
  char *data;
  gsize length;

  gdk_pixbuf_fill (pixbuf, 0x3584e4ff);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &data, &length, "png", NULL, NULL));
  return g_bytes_new_take (data, length);
}

static void
test_icon (void)
{
  g_autoptr (GBytes) good = make_png (64);
  g_autoptr (GBytes) huge = make_png (2000);
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (good, 0, 40);
  g_autoptr (GBytes) svg = g_bytes_new_static ("<svg xmlns='http://www.w3.org/2000/svg'/>", 41);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr (GdkPaintable) icon = tern_icon_load (good);

  g_assert_cmpint (gdk_paintable_get_intrinsic_width (icon), ==, 64);
  g_assert_null (tern_icon_load (huge));
  g_assert_null (tern_icon_load (cut));
  g_assert_null (tern_icon_load (svg));
  g_assert_null (tern_icon_load (empty));
  g_assert_null (tern_icon_load (NULL));
}

static void
test_words (void)
{
  g_autofree char *whole = tern_words_dup_eid ("89044045930000000000001234567853", FALSE);
  g_autofree char *masked = tern_words_dup_eid ("89044045930000000000001234567853", TRUE);
  g_autofree char *tail = tern_words_dup_tail ("8947990240113570012");
  g_autofree char *short_tail = tern_words_dup_tail ("12");
  g_autofree char *nothing = tern_words_dup_tail (NULL);
  g_autofree char *room = tern_words_dup_room (300000);
  g_autofree char *full = tern_words_dup_room (1000);
  g_autofree char *unknown = tern_words_dup_room (-1);
  g_autofree char *rules =
      tern_words_dup_rules (LPA_POLICY_RULES_NO_DISABLE | LPA_POLICY_RULES_NO_DELETE);

  g_assert_cmpstr (whole, ==, "8904 4045 9300 0000 0000 0012 3456 7853");
  g_assert_cmpstr (masked, ==, "•••• •••• •••• •••• •••• •••• •••• 7853");
  g_assert_cmpstr (tail, ==, "…0012");
  g_assert_cmpstr (short_tail, ==, "…12");
  g_assert_cmpstr (nothing, ==, "");
  g_assert_nonnull (strstr (room, "about 4 more profiles"));
  g_assert_nonnull (strstr (full, "hardly enough"));
  g_assert_cmpstr (unknown, ==, "The card does not say");
  g_assert_nonnull (strstr (rules, "switched off"));
  g_assert_nonnull (strstr (rules, "deleted"));
}

static void
test_recovered (void)
{
  g_autoptr (LpaOperation) operation =
      lpa_operation_new (LPA_OPERATION_DOWNLOAD, "89044045930000000000001234567853");
  g_autofree char *done = NULL;

  operation->profile_name = g_strdup ("Nordic 10 GB");
  for (int outcome = LPA_OPERATION_OUTCOME_OPEN; outcome <= LPA_OPERATION_OUTCOME_UNKNOWN;
       outcome++)
    {
      g_autofree char *sentence = NULL;

      operation->outcome = (LpaOperationOutcome) outcome;
      sentence = lpa_operation_dup_account (operation);
      g_assert_true ((sentence == NULL) == (outcome == LPA_OPERATION_OUTCOME_OPEN));
    }
  operation->outcome = LPA_OPERATION_OUTCOME_DONE;
  done = lpa_operation_dup_account (operation);
  g_assert_nonnull (strstr (done, "Nordic 10 GB"));
}

static void
test_warning (void)
{
  TernWindow *window = app_driver_get_window (application);

  tern_window_set_warning (window, "The history cannot be written.");
  tern_window_open_code (window, "LPA:1$smdp.example.com$A");
  app_driver_await_text (window, "The history cannot be written.");
  app_driver_await_text (window, "smdp.example.com");
  tern_window_set_warning (window, NULL);
}

/* Every button that shows a picture only says to a screen reader what it is. */
static void
check_names (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  if (GTK_IS_BUTTON (widget) && gtk_button_get_icon_name (GTK_BUTTON (widget)) &&
      gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW_CONTROLS) == NULL &&
      gtk_widget_get_ancestor (widget, GTK_TYPE_TEXT) == NULL &&
      gtk_widget_get_ancestor (widget, ADW_TYPE_ENTRY_ROW) == NULL)
    g_assert_true (gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    check_names (child);
}

static void
test_accessible_names (void)
{
  check_names (GTK_WIDGET (app_driver_get_window (application)));
}

/* The windows of the main menu. */
static void
test_menu_windows (void)
{
  TernWindow *window = app_driver_get_window (application);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.shortcuts", NULL);
  gtk_window_destroy (app_driver_await_dialog (GTK_TYPE_SHORTCUTS_WINDOW));
  g_action_group_activate_action (G_ACTION_GROUP (application), "about", NULL);
  gtk_window_destroy (app_driver_await_dialog (ADW_TYPE_ABOUT_WINDOW));
  g_action_group_activate_action (G_ACTION_GROUP (application), "preferences", NULL);
  gtk_window_destroy (app_driver_await_dialog (TERN_TYPE_PREFERENCES));
}

/* Where the history is shared: a password does not go into the settings, and whether it works is
 * said as it is. */
static void
test_sharing (void)
{
  g_autoptr (GSettings) settings = g_settings_new (TERN_APPLICATION_ID);
  g_autofree char *kept = NULL;
  GtkWindow *dialog;
  GtkWidget *address;

  g_action_group_activate_action (G_ACTION_GROUP (application), "preferences", NULL);
  dialog = app_driver_await_dialog (TERN_TYPE_PREFERENCES);
  address = app_driver_await (dialog, ADW_TYPE_ENTRY_ROW, "Address of the database");
  gtk_editable_set_text (GTK_EDITABLE (address), "postgresql://tern:geheim@example.org/tern");
  g_signal_emit_by_name (address, "apply");
  app_driver_await_text (dialog, "has a password in it");
  kept = g_settings_get_string (settings, "shared-ledger");
  g_assert_cmpstr (kept, ==, "");

  gtk_editable_set_text (GTK_EDITABLE (address), "host=/nonexistent user=tern");
  app_driver_click (dialog, "Test");
  app_driver_await_text (dialog, "The shared ledger cannot be reached");
  g_signal_emit_by_name (address, "apply");
  g_clear_pointer (&kept, g_free);
  kept = g_settings_get_string (settings, "shared-ledger");
  g_assert_cmpstr (kept, ==, "host=/nonexistent user=tern");
  gtk_editable_set_text (GTK_EDITABLE (address), "");
  g_signal_emit_by_name (address, "apply");
  app_driver_await_text (dialog, "Nothing is shared when Tern is next started.");
  g_settings_sync ();
  gtk_window_destroy (dialog);
}

static void
add_statuses (void)
{
  const TernStatus *status;

  for (gsize i = 0; (status = tern_status_get_nth (i)); i++)
    {
      g_autofree char *path = g_strconcat ("/app/status/", tern_status_get_name (status), NULL);

      g_test_add_data_func (path, status, test_status);
    }
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    GtkWidget *(*make) (void);
  } WIDGETS[] = {
    { "add-page", tern_add_page_new },
    { "attempt-view", tern_attempt_view_new },
    { "card-details", tern_card_details_new },
    { "card-page", tern_card_page_new },
    { "cards-view", tern_cards_view_new },
    { "code-page", tern_code_page_new },
    { "done-page", tern_done_page_new },
    { "history-page", tern_history_page_new },
    { "installing-page", tern_installing_page_new },
    { "main-menu", tern_main_menu_new },
    { "not-done-page", tern_not_done_page_new },
    { "notice", tern_notice_new },
    { "preview-page", tern_preview_page_new },
    { "status-page", tern_status_page_new },
    { "step-row", make_step_row },
  };
  int status;

  app_driver_init ();
  gtk_test_init (&argc, &argv, NULL);
  application = app_driver_start ();
  for (guint i = 0; i < G_N_ELEMENTS (WIDGETS); i++)
    {
      g_autofree char *path = g_strconcat ("/app/widget/", WIDGETS[i].name, NULL);

      g_test_add_data_func (path, WIDGETS[i].make, test_instantiate);
    }
  add_statuses ();
  g_test_add_func ("/app/code", test_code);
  g_test_add_func ("/app/timeline", test_timeline);
  g_test_add_func ("/app/icon", test_icon);
  g_test_add_func ("/app/words", test_words);
  g_test_add_func ("/app/recovered", test_recovered);
  g_test_add_func ("/app/warning", test_warning);
  g_test_add_func ("/app/accessible-names", test_accessible_names);
  g_test_add_func ("/app/menu-windows", test_menu_windows);
  g_test_add_func ("/app/sharing", test_sharing);
  status = g_test_run ();
  app_driver_stop (application);
  return status;
}
