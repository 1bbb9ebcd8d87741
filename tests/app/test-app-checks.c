/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include "app/tern-checks-page.h"
#include "app/tern-report-dialog.h"
#include "app/tern-verdict-row.h"

#define GOOD "FJRD-10GB-7Q2K-55TN"
#define OTHER "KUMO-UNLM-7DAY-2B5V"
#define USED "KUMO-05GB-USED-9RW1"

static TernChecksPage *
get_page (AppFixture *fixture)
{
  return TERN_CHECKS_PAGE (app_driver_await (fixture->window, TERN_TYPE_CHECKS_PAGE, NULL));
}

static void
open_code (AppFixture *fixture, const char *matching_id)
{
  g_autofree char *code = app_rig_dup_code (fixture->rig, matching_id, FALSE);

  app_driver_click (fixture->window, "Add eSIM");
  app_driver_type (fixture->window, "Activation code", code);
}

static TernVerdictRow *
find_row (TernChecksPage *page, const char *question)
{
  return TERN_VERDICT_ROW (app_driver_await (page, TERN_TYPE_VERDICT_ROW, question));
}

static TernVerdict
get_verdict (TernVerdictRow *row)
{
  return tern_check_get_verdict (tern_verdict_row_get_check (row));
}

/* A code against which nothing speaks goes through to its offer without a click. */
static void
test_goes_on (AppFixture *fixture, gconstpointer card_flags)
{
  GtkWindow *dialog;

  open_code (fixture, GOOD);
  app_driver_click (fixture->window, "Look at the offer");
  app_driver_await_text (fixture->window, "Nordic 10 GB");
  /* What could not be known is still to be had. */
  app_driver_click (fixture->window, "What was checked");
  dialog = app_driver_await_dialog (ADW_TYPE_WINDOW);
  app_driver_await (dialog, TERN_TYPE_VERDICT_ROW, "Is the device free of a carrier lock?");
  g_assert_true (app_driver_shows (dialog, "Cannot be known here"));
  gtk_window_destroy (dialog);
  app_driver_click (fixture->window, "Not now");
}

/* The whole of "Check this code": shown to the server, put off, nothing installed, and whoever
 * wants to go on can. */
static void
test_check_only (AppFixture *fixture, gconstpointer card_flags)
{
  g_autofree char *books = NULL;
  TernChecksPage *page;

  open_code (fixture, GOOD);
  g_assert_true (app_driver_shows (fixture->window, "Some servers count this as a try"));
  app_driver_click (fixture->window, "Check this code");
  app_driver_await_text (fixture->window, "The code can be used");
  page = get_page (fixture);
  g_assert_cmpint (get_verdict (find_row (page, "Does the server take the code?")), ==,
                   TERN_VERDICT_PASS);
  g_assert_true (tern_check_run_has_shown_code (tern_checks_page_get_run (page)));
  books = app_rig_dup_books (fixture->rig);
  g_assert_null (strstr (books, "install"));
  app_driver_click (fixture->window, "Look at the offer");
  app_driver_await_text (fixture->window, "Nordic 10 GB");
  app_driver_click (fixture->window, "Not now");
}

/* What the server has against a code is found out without trying to install it. */
static void
test_check_used (AppFixture *fixture, gconstpointer card_flags)
{
  TernVerdictRow *row;
  GtkWindow *dialog;

  open_code (fixture, USED);
  app_driver_click (fixture->window, "Check this code");
  app_driver_await_text (fixture->window, "This would not work now");
  row = find_row (get_page (fixture), "Does the server take the code?");
  g_assert_cmpint (get_verdict (row), ==, TERN_VERDICT_FAILURE);
  g_assert_true (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (row)));
  g_assert_true (app_driver_shows (row, tern_check_get_cure (tern_verdict_row_get_check (row))));
  g_assert_true (app_driver_shows (row, "Will not work"));
  app_driver_click (fixture->window, "Report for the seller…");
  dialog = app_driver_await_dialog (TERN_TYPE_REPORT_DIALOG);
  app_driver_await_text (dialog, "With a picture of the page");
  gtk_window_close (dialog);
}

/* A warning is never passed by itself; the person passes it, and the offer comes. */
static void
test_warning (AppFixture *fixture, gconstpointer card_flags)
{
  TernChecksPage *page;

  app_fixture_look_at_offer (fixture, GOOD, FALSE);
  app_driver_click (fixture->window, "Install");
  app_driver_await_text (fixture->window, "is installed");
  app_driver_click (fixture->window, "Later");
  app_fixture_look_at_offer (fixture, OTHER, FALSE);
  app_driver_await_text (fixture->window, "Something may stand in the way");
  page = get_page (fixture);
  g_assert_true (app_driver_shows (page, "is from the same server"));
  g_assert_true (app_driver_shows (page, "Take care"));
  g_assert_true (app_driver_shows (page, "these checks did not use it"));
  app_driver_settle (1500);
  g_assert_true (app_driver_shows (page, "Something may stand in the way"));
  app_driver_click (fixture->window, "Go on");
  app_driver_await_text (fixture->window, "Japan unlimited");
  app_driver_click (fixture->window, "Not now");
}

/* The code was used on this card: nobody gets past that without being asked once more. */
static void
test_failure (AppFixture *fixture, gconstpointer card_flags)
{
  GtkWindow *dialog;

  app_fixture_look_at_offer (fixture, GOOD, FALSE);
  app_driver_click (fixture->window, "Install");
  app_driver_await_text (fixture->window, "is installed");
  app_driver_click (fixture->window, "Later");
  app_fixture_look_at_offer (fixture, GOOD, FALSE);
  app_driver_await_text (fixture->window, "This would not work now");
  app_driver_await_text (fixture->window, "switch on the profile that is there");
  app_driver_click (fixture->window, "Try all the same…");
  dialog = app_driver_await_dialog (ADW_TYPE_MESSAGE_DIALOG);
  app_driver_answer (dialog, "cancel");
  app_driver_await_text (fixture->window, "This would not work now");
  app_driver_click (fixture->window, "Check again");
  app_driver_await_text (fixture->window, "Checking before the code is used");
  app_driver_await_text (fixture->window, "This would not work now");
  app_driver_click (fixture->window, "Try all the same…");
  app_driver_answer (app_driver_await_dialog (ADW_TYPE_MESSAGE_DIALOG), "try");
  app_driver_await_text (fixture->window, "Not installed");
  app_driver_click (fixture->window, "Close");
}

/* Left while it checks: nothing goes on behind the person's back, and the code stays as typed. */
static void
test_left (AppFixture *fixture, gconstpointer card_flags)
{
  app_fixture_look_at_offer (fixture, GOOD, FALSE);
  app_driver_await_text (fixture->window, "Checking before the code is used");
  app_driver_click (fixture->window, "Back");
  app_driver_await (fixture->window, ADW_TYPE_ENTRY_ROW, "Activation code");
  app_fixture_await_idle (fixture);
  app_driver_settle (1500);
  g_assert_nonnull (app_driver_find (fixture->window, GTK_TYPE_BUTTON, "Look at the offer"));
  app_driver_click (fixture->window, "Look at the offer");
  app_driver_await_text (fixture->window, "Nordic 10 GB");
  app_driver_click (fixture->window, "Not now");
}

int
main (int argc, char **argv)
{
  app_driver_init ();
  gtk_test_init (&argc, &argv, NULL);
#define ADD(path, flags, test) \
  g_test_add (path, AppFixture, flags, app_fixture_set_up, test, app_fixture_tear_down)
  ADD ("/app/checks/goes-on", "", test_goes_on);
  ADD ("/app/checks/check-only", "", test_check_only);
  ADD ("/app/checks/check-used", "", test_check_used);
  ADD ("/app/checks/warning", "", test_warning);
  ADD ("/app/checks/failure", "", test_failure);
  ADD ("/app/checks/left", "--delay 60", test_left);
  return g_test_run ();
}
