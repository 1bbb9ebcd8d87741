/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include "app/tern-delete-dialog.h"
#include "app/tern-erase-dialog.h"
#include "app/tern-profile-dialog.h"
#include "app/tern-qr-dialog.h"
#include "app/tern-report-dialog.h"
#include "app/tern-reports-dialog.h"
#include "app/tern-server-dialog.h"

/*
 * The hardest moments: the card is pulled, or the reader unplugged, at every page and under every
 * dialog. What stands on the card closes by itself; what a code is in play for says what became of
 * it; and what works without a card stays.
 */

#define GOOD "FJRD-10GB-7Q2K-55TN"
#define CLOSED "The card was taken out, so the dialog was closed"

static TernReaderMonitor *
get_monitor (AppFixture *fixture)
{
  return tern_application_get_monitor (fixture->application);
}

static TernReader *
get_reader (AppFixture *fixture)
{
  return tern_card_item_get_reader (tern_window_get_selected (fixture->window));
}

static gboolean
has_card (gpointer fixture)
{
  return app_fixture_get_euicc (fixture) != NULL;
}

static gboolean
has_no_card (gpointer fixture)
{
  return app_fixture_get_euicc (fixture) == NULL;
}

static gboolean
has_no_reader (gpointer fixture)
{
  return g_list_model_get_n_items (tern_reader_monitor_get_readers (get_monitor (fixture))) == 0;
}

/* What a reader tells when its contact goes and comes; the simulated one cannot feel it between
 * commands. */
static void
pull (AppFixture *fixture)
{
  tern_reader_set_card_present (get_reader (fixture), FALSE);
  app_driver_wait (has_no_card, fixture, "the card to be gone");
}

static void
put_back (AppFixture *fixture)
{
  tern_reader_set_card_present (get_reader (fixture), TRUE);
}

static void
unplug (AppFixture *fixture)
{
  tern_reader_monitor_remove_simulated (get_monitor (fixture), fixture->rig->socket);
  app_driver_wait (has_no_reader, fixture, "the reader to be gone");
}

static void
plug (AppFixture *fixture)
{
  g_autoptr (LpaTrust) trust = lpa_trust_new ();

  g_assert_true (lpa_trust_add_issuers (trust, fixture->rig->issuer, NULL));
  tern_reader_monitor_add_simulated (get_monitor (fixture), fixture->rig->socket, trust);
}

enum
{
  PULLED = 1 << 0,
  UNPLUGGED = 1 << 1,
  BOTH = PULLED | UNPLUGGED,
};

static const struct
{
  const char *name;
  guint bit;
  void (*take) (AppFixture *);
  void (*give_back) (AppFixture *);
} WAYS[] = {
  { "pulled", PULLED, pull, put_back },
  { "unplugged", UNPLUGGED, unplug, plug },
};

/* --- Moments -----------------------------------------------------------------------------------
 */

static void
open_profile (AppFixture *fixture)
{
  gtk_widget_activate (app_fixture_find_row (fixture, NULL));
}

static void
open_delete (AppFixture *fixture)
{
  open_profile (fixture);
  app_driver_click (app_driver_await_dialog (TERN_TYPE_PROFILE_DIALOG), "Delete…");
}

static void
open_switch (AppFixture *fixture)
{
  gtk_widget_activate (app_fixture_find_switch (fixture, "Europe 20 GB"));
}

static void
open_server (AppFixture *fixture)
{
  app_driver_click (fixture->window, "Change the default server");
}

static void
open_eid (AppFixture *fixture)
{
  app_driver_click (fixture->window, "Show the EID as a QR code, or print it");
}

static void
open_erase (AppFixture *fixture)
{
  app_driver_click (fixture->window, "Erase…");
}

static void
open_reports (AppFixture *fixture)
{
  gtk_widget_activate (
      app_driver_await (fixture->window, ADW_TYPE_ACTION_ROW, "2 reports waiting to be sent"));
}

static void
open_seller_report (AppFixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.report", NULL);
}

static void
open_history (AppFixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.history", NULL);
}

static void
open_guide (AppFixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.guide", "s", "install");
}

static void
type_code (AppFixture *fixture)
{
  g_autofree char *code = app_rig_dup_code (fixture->rig, GOOD, FALSE);

  app_driver_click (fixture->window, "Add eSIM");
  app_driver_type (fixture->window, "Activation code", code);
  app_driver_await (fixture->window, GTK_TYPE_BUTTON, "Look at the offer");
}

static void
open_code_qr (AppFixture *fixture)
{
  type_code (fixture);
  gtk_widget_activate (app_driver_await (fixture->window, ADW_TYPE_PREFERENCES_ROW,
                                         "Show as QR code for another device…"));
}

static void
check_code (AppFixture *fixture)
{
  type_code (fixture);
  app_driver_click (fixture->window, "Check this code");
  app_driver_await_text (fixture->window, "be known here");
  app_driver_await (fixture->window, GTK_TYPE_BUTTON, "Report for the seller…");
}

static void
look_at_offer (AppFixture *fixture)
{
  type_code (fixture);
  app_driver_click (fixture->window, "Look at the offer");
  app_driver_click (fixture->window, "Go on");
  app_driver_await_text (fixture->window, "Nordic 10 GB");
  app_driver_await (fixture->window, GTK_TYPE_BUTTON, "Install");
}

static void
decline (AppFixture *fixture)
{
  look_at_offer (fixture);
  app_driver_click (fixture->window, "Decline for good…");
}

/* A server that is not there, whose code is as good as before. */
static void
ask_to_try (AppFixture *fixture)
{
  app_driver_click (fixture->window, "Add eSIM");
  app_driver_type (fixture->window, "Activation code", "LPA:1$localhost:1$SOME-1D");
  app_driver_click (fixture->window, "Look at the offer");
  app_driver_click (fixture->window, "Try all the same…");
}

static void
fail (AppFixture *fixture)
{
  ask_to_try (fixture);
  app_driver_answer (app_driver_await_dialog (ADW_TYPE_MESSAGE_DIALOG), "try");
  app_driver_await_text (fixture->window, "Not installed");
}

/* --- And back to the card ----------------------------------------------------------------------
 */

static void
leave (AppFixture *fixture)
{
  app_driver_click (fixture->window, "Back");
}

static void
leave_cards (AppFixture *fixture)
{
  app_driver_click (fixture->window, "Back to the cards");
}

/* The same card again is the same card: no new code is needed for it. */
static void
try_again (AppFixture *fixture)
{
  app_driver_click (fixture->window, "Try again");
  app_driver_await_text (fixture->window, "Not installed");
  app_driver_click (fixture->window, "Close");
}

static void
stay (AppFixture *fixture)
{
}

typedef GType (*GetType) (void);

static const struct
{
  const char *name;
  guint ways;
  void (*open) (AppFixture *);
  GetType dialog; /* NULL: a page */
  gboolean remains;
  const char *says; /* NULL: what the window shows without a card */
  void (*leave) (AppFixture *);
} MOMENTS[] = {
  { "profile", BOTH, open_profile, tern_profile_dialog_get_type, FALSE, CLOSED, stay },
  { "delete", BOTH, open_delete, tern_delete_dialog_get_type, FALSE, CLOSED, stay },
  { "switch", BOTH, open_switch, adw_message_dialog_get_type, FALSE, CLOSED, stay },
  { "server", BOTH, open_server, tern_server_dialog_get_type, FALSE, CLOSED, stay },
  { "eid", BOTH, open_eid, tern_qr_dialog_get_type, FALSE, CLOSED, stay },
  { "erase", BOTH, open_erase, tern_erase_dialog_get_type, FALSE, CLOSED, stay },
  { "reports", BOTH, open_reports, tern_reports_dialog_get_type, FALSE, CLOSED, stay },
  { "report", BOTH, open_seller_report, tern_report_dialog_get_type, TRUE, NULL, stay },
  { "history", UNPLUGGED, open_history, NULL, TRUE, "Switch on", leave_cards },
  { "guide", PULLED, open_guide, NULL, TRUE, "Where does the eSIM live?", leave },
  { "code", PULLED, type_code, NULL, TRUE, "No card is ready", leave },
  { "code as QR", UNPLUGGED, open_code_qr, tern_qr_dialog_get_type, TRUE, "No card is ready",
    leave },
  { "checks", UNPLUGGED, check_code, NULL, FALSE, "The checks have not used the code", leave },
  { "try all the same", PULLED, ask_to_try, adw_message_dialog_get_type, FALSE,
    "The checks have not used the code", leave },
  { "preview", UNPLUGGED, look_at_offer, NULL, FALSE,
    "The code has not been used: put the card back", leave },
  { "decline", PULLED, decline, adw_message_dialog_get_type, FALSE,
    "The code has not been used: put the card back", leave },
  { "not done", PULLED, fail, NULL, TRUE, "Not installed", try_again },
};

static void
set_up (AppFixture *fixture, gconstpointer card_flags)
{
  LpaEuicc *euicc;
  g_autoptr (LpaProfile) profile = NULL;

  app_fixture_set_up (fixture, card_flags);
  app_fixture_find_row (fixture, NULL);
  app_fixture_await_idle (fixture);
  /* A report that cannot be sent, since the server of these profiles does not exist. */
  euicc = app_fixture_get_euicc (fixture);
  profile = g_list_model_get_item (lpa_euicc_get_profiles (euicc), 1);
  lpa_euicc_enable_async (euicc, profile, NULL, NULL, NULL);
  app_driver_await_text (fixture->window, "waiting to be sent");
  app_fixture_await_idle (fixture);
}

static void
go_through (AppFixture *fixture, gsize moment, gsize way)
{
  GType dialog = MOMENTS[moment].dialog ? MOMENTS[moment].dialog () : G_TYPE_INVALID;

  g_test_message ("%s: %s", WAYS[way].name, MOMENTS[moment].name);
  MOMENTS[moment].open (fixture);
  if (MOMENTS[moment].dialog)
    app_driver_await_dialog (dialog);
  WAYS[way].take (fixture);
  if (MOMENTS[moment].dialog && !MOMENTS[moment].remains)
    app_driver_await_no_dialog (dialog);
  if (MOMENTS[moment].says)
    app_driver_await_text (fixture->window, MOMENTS[moment].says);
  if (MOMENTS[moment].dialog && MOMENTS[moment].remains)
    gtk_window_destroy (app_driver_await_dialog (dialog));
  WAYS[way].give_back (fixture);
  app_driver_wait (has_card, fixture, "the card to be read again");
  app_fixture_await_idle (fixture);
  MOMENTS[moment].leave (fixture);
  app_fixture_find_row (fixture, NULL);
  app_fixture_await_idle (fixture);
}

static void
test_moments (AppFixture *fixture, gconstpointer card_flags)
{
  for (gsize way = 0; way < G_N_ELEMENTS (WAYS); way++)
    for (gsize moment = 0; moment < G_N_ELEMENTS (MOMENTS); moment++)
      if (MOMENTS[moment].ways & WAYS[way].bit)
        go_through (fixture, moment, way);
}

/* --- While the card is at work -----------------------------------------------------------------
 */

/* Nothing has been given away yet, and that is said. */
static void
test_checking (AppFixture *fixture, gconstpointer card_flags)
{
  app_driver_await_text (fixture->window, "No profiles yet");
  app_fixture_look_at_offer (fixture, GOOD, FALSE);
  app_driver_await_text (fixture->window, "Asking for the offer");
  app_rig_pull_card (fixture->rig);
  app_driver_await_text (fixture->window, "Not installed");
  app_driver_await_text (fixture->window, "Your code has not been used up.");
}

/* For a moment only: it is said what helps, and installing goes on. */
static void
test_installing (AppFixture *fixture, gconstpointer card_flags)
{
  TernReader *reader;

  app_driver_await_text (fixture->window, "No profiles yet");
  reader = get_reader (fixture);
  app_fixture_look_at_offer (fixture, GOOD, FALSE);
  app_driver_click (fixture->window, "Install");
  app_driver_await_text (fixture->window, "stopping now can cost the code");
  tern_reader_set_card_present (reader, FALSE);
  app_driver_await_text (fixture->window, "Put it back now");
  tern_reader_set_card_present (reader, TRUE);
  app_driver_await_text (fixture->window, "stopping now can cost the code");
  app_driver_await_text (fixture->window, "is installed");
  app_fixture_await_idle (fixture);
}

/* Pulled with the profile on it: nothing is offered that cannot be done, and the list has it when
 * the card is back. */
static void
test_done (AppFixture *fixture, gconstpointer card_flags)
{
  app_driver_await_text (fixture->window, "No profiles yet");
  app_fixture_look_at_offer (fixture, GOOD, FALSE);
  app_driver_click (fixture->window, "Install");
  app_driver_await_text (fixture->window, "is installed");
  app_driver_await (fixture->window, GTK_TYPE_BUTTON, "Use it now");
  app_fixture_await_idle (fixture);
  pull (fixture);
  app_driver_await_text (fixture->window, "The card was taken out. The profile is on it.");
  g_assert_null (app_driver_find (fixture->window, GTK_TYPE_BUTTON, "Use it now"));
  put_back (fixture);
  app_driver_click (fixture->window, "Done");
  app_fixture_find_row (fixture, "Nordic 10 GB");
  app_fixture_await_idle (fixture);
}

int
main (int argc, char **argv)
{
  app_driver_init ();
  gtk_test_init (&argc, &argv, NULL);
#define ADD(path, flags, prepare, test) \
  g_test_add (path, AppFixture, flags, prepare, test, app_fixture_tear_down)
  ADD ("/app/pulled/moments", "--profiles 2", set_up, test_moments);
  ADD ("/app/pulled/checking", "--delay 20", app_fixture_set_up, test_checking);
  ADD ("/app/pulled/installing", "--delay 30", app_fixture_set_up, test_installing);
  ADD ("/app/pulled/done", "", app_fixture_set_up, test_done);
  return g_test_run ();
}
