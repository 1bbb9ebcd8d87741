/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-driver.h"
#include "app-rig.h"

#include "app/tern-delete-dialog.h"
#include "app/tern-profile-dialog.h"
#include "app/tern-profile-row.h"

#define GOOD "FJRD-10GB-7Q2K-55TN"
#define CONFIRMATION "HLDN-BUS1-C0DE-X3M8"
#define USED "KUMO-05GB-USED-9RW1"

typedef struct
{
  AppRig *rig;
  TernApplication *application;
  TernWindow *window;
} Fixture;

static void
start_application (Fixture *fixture)
{
  g_autoptr (LpaTrust) trust = lpa_trust_new ();
  g_autoptr (GError) error = NULL;

  lpa_trust_add_issuers (trust, fixture->rig->issuer, &error);
  g_assert_no_error (error);
  fixture->application = app_driver_start ();
  fixture->window = app_driver_get_window (fixture->application);
  tern_reader_monitor_add_simulated (tern_application_get_monitor (fixture->application),
                                     fixture->rig->socket, trust);
}

static void
set_up (Fixture *fixture, gconstpointer card_flags)
{
  fixture->rig = app_rig_new (card_flags, "");
  start_application (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer card_flags)
{
  app_driver_stop (fixture->application);
  app_rig_free (fixture->rig);
}

static void
look_at_offer (Fixture *fixture, const char *matching_id, gboolean asks_confirmation_code)
{
  g_autofree char *code = app_rig_dup_code (fixture->rig, matching_id, asks_confirmation_code);

  app_driver_click (fixture->window, "Add eSIM");
  app_driver_type (fixture->window, "Activation code", code);
  app_driver_click (fixture->window, "Look at the offer");
}

static LpaEuicc *
get_euicc (Fixture *fixture)
{
  return tern_card_item_get_euicc (tern_window_get_selected (fixture->window));
}

static gboolean
is_idle (gpointer euicc)
{
  return !lpa_euicc_is_busy (euicc);
}

static void
await_idle (Fixture *fixture)
{
  app_driver_wait (is_idle, get_euicc (fixture), "the card to be idle");
}

static GtkWidget *
find_row (Fixture *fixture, const char *name)
{
  return app_driver_await (fixture->window, TERN_TYPE_PROFILE_ROW, name);
}

static GtkWidget *
find_switch (Fixture *fixture, const char *name)
{
  return app_driver_await (find_row (fixture, name), GTK_TYPE_SWITCH, NULL);
}

/* Opens a profile's row and works "Delete…" in it. */
static void
ask_to_delete (Fixture *fixture, const char *name)
{
  GtkWindow *dialog;

  gtk_widget_activate (find_row (fixture, name));
  dialog = app_driver_await_dialog (TERN_TYPE_PROFILE_DIALOG);
  app_driver_click (dialog, "Delete…");
}

static void
delete_profile (Fixture *fixture, const char *name)
{
  GtkWindow *dialog;
  GtkWidget *entry;

  ask_to_delete (fixture, name);
  dialog = app_driver_await_dialog (TERN_TYPE_DELETE_DIALOG);
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "delete"));
  entry = app_driver_await (dialog, GTK_TYPE_ENTRY, NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), name);
  app_driver_answer (dialog, "delete");
  app_driver_await_text (fixture->window, "is deleted from this card");
}

/* The whole way: code, preview, confirmation code wrong then right, installed, in use, off,
 * deleted. */
static void
test_journey (Fixture *fixture, gconstpointer card_flags)
{
  GtkWindow *dialog;
  g_autofree char *books = NULL;

  app_driver_await_text (fixture->window, "No profiles yet");
  look_at_offer (fixture, CONFIRMATION, TRUE);
  app_driver_await_text (fixture->window, "Business line");
  g_assert_true (app_driver_shows (fixture->window, "Halden Telecom"));
  g_assert_true (app_driver_shows (fixture->window, "a test issuer that was added by hand"));
  g_assert_false (
      gtk_widget_is_sensitive (app_driver_find (fixture->window, GTK_TYPE_BUTTON, "Install")));

  app_driver_type (fixture->window, "Confirmation code", "9999");
  app_driver_click (fixture->window, "Install");
  app_driver_await_text (fixture->window, "onfirmation code");
  app_driver_await (fixture->window, ADW_TYPE_ENTRY_ROW, "Confirmation code");
  app_driver_type (fixture->window, "Confirmation code", "1234");
  app_driver_click (fixture->window, "Install");
  app_driver_await_text (fixture->window, "“Business line” is installed");
  app_driver_click (fixture->window, "Use it now");
  app_driver_await_text (fixture->window, "“Business line” is in use");
  app_driver_click (fixture->window, "Done");

  g_assert_true (gtk_switch_get_active (GTK_SWITCH (find_switch (fixture, "Business line"))));
  ask_to_delete (fixture, "Business line");
  dialog = app_driver_await_dialog (TERN_TYPE_DELETE_DIALOG);
  app_driver_answer (dialog, "disable");
  dialog = app_driver_await_dialog (ADW_TYPE_MESSAGE_DIALOG);
  app_driver_answer (dialog, "switch");
  app_driver_await_text (fixture->window, "is switched off");
  g_assert_false (gtk_switch_get_active (GTK_SWITCH (find_switch (fixture, "Business line"))));
  delete_profile (fixture, "Business line");
  app_driver_await_text (fixture->window, "No profiles yet");

  books = app_rig_dup_books (fixture->rig);
  g_assert_nonnull (strstr (books, "install"));
  g_assert_nonnull (strstr (books, "delete"));
}

/* The switch does not move before the card has confirmed, and stays where it is when the person
 * thinks again. */
static void
test_switch (Fixture *fixture, gconstpointer card_flags)
{
  LpaProfile *first;
  TernProfileRow *row;
  GtkWidget *toggle;

  app_driver_await (fixture->window, TERN_TYPE_PROFILE_ROW, NULL);
  await_idle (fixture);
  row = TERN_PROFILE_ROW (app_driver_find (fixture->window, TERN_TYPE_PROFILE_ROW, NULL));
  first = tern_profile_row_get_profile (row);
  g_autofree char *name = g_strdup (lpa_profile_get_display_name (first));

  toggle = find_switch (fixture, name);
  if (!gtk_switch_get_active (GTK_SWITCH (toggle)))
    {
      gtk_widget_activate (toggle);
      g_assert_true (tern_profile_row_is_switching (row));
      app_driver_await_text (fixture->window, "is in use now");
      toggle = find_switch (fixture, name);
    }
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (toggle)));
  gtk_widget_activate (toggle);
  app_driver_answer (app_driver_await_dialog (ADW_TYPE_MESSAGE_DIALOG), "cancel");
  toggle = find_switch (fixture, name);
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (toggle)));
  g_assert_true (lpa_profile_is_enabled (tern_profile_row_get_profile (
      TERN_PROFILE_ROW (app_driver_find (fixture->window, TERN_TYPE_PROFILE_ROW, name)))));
}

static void
test_rename (Fixture *fixture, gconstpointer card_flags)
{
  GtkWindow *dialog;

  gtk_widget_activate (app_driver_await (fixture->window, TERN_TYPE_PROFILE_ROW, NULL));
  dialog = app_driver_await_dialog (TERN_TYPE_PROFILE_DIALOG);
  app_driver_type (dialog, "Your name for it", "Österreich 🏔");
  app_driver_await_text (dialog, "16 of 64 bytes");
  g_signal_emit_by_name (app_driver_find (dialog, ADW_TYPE_ENTRY_ROW, NULL), "apply");
  app_driver_await (fixture->window, TERN_TYPE_PROFILE_ROW, "Österreich 🏔");
  gtk_window_close (dialog);
}

/* A used code ends in its own sentence, and what is copied for support has no secret in it. */
static void
test_refused (Fixture *fixture, gconstpointer card_flags)
{
  app_driver_await_text (fixture->window, "No profiles yet");
  look_at_offer (fixture, USED, FALSE);
  app_driver_await_text (fixture->window, "Not installed");
  app_driver_await_text (fixture->window, "What to do");
  g_assert_false (app_driver_shows (fixture->window, USED));
  app_driver_click (fixture->window, "Copy for support");
  app_driver_await_text (fixture->window, "Copied, without any code");
  app_driver_click (fixture->window, "Close");
  app_driver_await_text (fixture->window, "No profiles yet");
}

static void
read_clipboard (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static gboolean
is_set (gpointer user_data)
{
  return *(char **) user_data != NULL;
}

static void
test_copy_for_support (Fixture *fixture, gconstpointer card_flags)
{
  g_autofree char *text = NULL;

  app_driver_await_text (fixture->window, "No profiles yet");
  look_at_offer (fixture, USED, FALSE);
  app_driver_click (fixture->window, "Copy for support");
  app_driver_await_text (fixture->window, "Copied, without any code");
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (fixture->window)), NULL,
                                 read_clipboard, &text);
  app_driver_wait (is_set, &text, "the clipboard");
  g_assert_nonnull (strstr (text, "8.2.6/3.8"));
  g_assert_null (strstr (text, USED));
  g_assert_null (strstr (text, "8904404593000000"));
}

/* An issuer that cannot be read is said before any code is used. */
static void
test_trust_file (Fixture *fixture, gconstpointer card_flags)
{
  app_driver_stop (fixture->application);
  g_setenv ("TERN_TRUST", "/nonexistent/issuer.pem", TRUE);
  start_application (fixture);
  app_driver_await_text (fixture->window, "No profiles yet");
  app_driver_await_text (fixture->window, "TERN_TRUST is not used");
  app_driver_click (fixture->window, "Add eSIM");
  app_driver_await_text (fixture->window, "TERN_TRUST is not used");
  g_unsetenv ("TERN_TRUST");
}

/* Closing the window while it shows an offer puts the order back: the code can be used again. */
static void
test_close_in_preview (Fixture *fixture, gconstpointer card_flags)
{
  app_driver_await_text (fixture->window, "No profiles yet");
  look_at_offer (fixture, GOOD, FALSE);
  app_driver_await_text (fixture->window, "Nordic 10 GB");
  app_driver_stop (fixture->application);

  start_application (fixture);
  app_driver_await_text (fixture->window, "No profiles yet");
  look_at_offer (fixture, GOOD, FALSE);
  app_driver_click (fixture->window, "Install");
  app_driver_await_text (fixture->window, "“Nordic 10 GB” is installed");
}

/* Declined for good: the order is over, here and at the server. */
static void
test_decline (Fixture *fixture, gconstpointer card_flags)
{
  app_driver_await_text (fixture->window, "No profiles yet");
  look_at_offer (fixture, GOOD, FALSE);
  app_driver_click (fixture->window, "Decline for good…");
  app_driver_answer (app_driver_await_dialog (ADW_TYPE_MESSAGE_DIALOG), "decline");
  app_driver_await_text (fixture->window, "cannot be used any more");
  look_at_offer (fixture, GOOD, FALSE);
  app_driver_await_text (fixture->window, "Not installed");
}

/* Stopped before anything was given away: no error, and the code is as good as before. */
static void
test_stop_checking (Fixture *fixture, gconstpointer card_flags)
{
  app_driver_await_text (fixture->window, "No profiles yet");
  look_at_offer (fixture, GOOD, FALSE);
  app_driver_click (fixture->window, "Stop");
  app_driver_await_text (fixture->window, "Stopped.");
  g_assert_false (app_driver_shows (fixture->window, "Not installed"));
  app_driver_await (fixture->window, GTK_TYPE_BUTTON, "Look at the offer");
}

static void
test_not_now (Fixture *fixture, gconstpointer card_flags)
{
  app_driver_await_text (fixture->window, "No profiles yet");
  look_at_offer (fixture, GOOD, FALSE);
  app_driver_click (fixture->window, "Not now");
  app_driver_await_text (fixture->window, "It can be used later");
  await_idle (fixture);
  look_at_offer (fixture, GOOD, FALSE);
  app_driver_click (fixture->window, "Install");
  app_driver_await_text (fixture->window, "“Nordic 10 GB” is installed");
  app_driver_click (fixture->window, "Later");
}

/* From the moment the package is asked for, closing the window asks first; and that question goes
 * when there is nothing to stop any more. */
static void
test_close_while_installing (Fixture *fixture, gconstpointer card_flags)
{
  app_driver_await_text (fixture->window, "No profiles yet");
  look_at_offer (fixture, GOOD, FALSE);
  app_driver_click (fixture->window, "Install");
  app_driver_await_text (fixture->window, "can cost the code");
  gtk_window_close (GTK_WINDOW (fixture->window));
  app_driver_answer (app_driver_await_dialog (ADW_TYPE_MESSAGE_DIALOG), "cancel");
  gtk_window_close (GTK_WINDOW (fixture->window));
  app_driver_await_dialog (ADW_TYPE_MESSAGE_DIALOG);
  app_driver_await_text (fixture->window, "“Nordic 10 GB” is installed");
  app_driver_await_no_dialog (ADW_TYPE_MESSAGE_DIALOG);
}

/* A link opens the page for the code and contacts nobody. */
static void
test_link (Fixture *fixture, gconstpointer card_flags)
{
  g_autofree char *code = app_rig_dup_code (fixture->rig, GOOD, FALSE);
  g_autofree char *link = g_strdup (code);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  GFile *files[1];

  memcpy (link, "lpa", 3);
  files[0] = g_file_new_for_uri (link);
  app_driver_await_text (fixture->window, "No profiles yet");
  before = app_rig_dup_books (fixture->rig);
  g_application_open (G_APPLICATION (fixture->application), files, 1, "");
  app_driver_await (fixture->window, GTK_TYPE_BUTTON, "Look at the offer");
  app_driver_settle (300);
  g_assert_true (app_driver_shows (fixture->window, fixture->rig->address));
  g_assert_true (is_idle (get_euicc (fixture)));
  after = app_rig_dup_books (fixture->rig);
  g_assert_cmpstr (before, ==, after);
  g_object_unref (files[0]);
}

/* Ctrl+V outside an entry. */
static void
test_paste (Fixture *fixture, gconstpointer card_flags)
{
  g_autofree char *code = app_rig_dup_code (fixture->rig, GOOD, FALSE);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->window));

  app_driver_await_text (fixture->window, "No profiles yet");
  gdk_clipboard_set_text (clipboard, "milk, bread");
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.paste-code", NULL);
  app_driver_await_text (fixture->window, "is not an activation code");
  gdk_clipboard_set_text (clipboard, code);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.paste-code", NULL);
  app_driver_await_text (fixture->window, fixture->rig->address);
}

static void
test_pulled_in_preview (Fixture *fixture, gconstpointer card_flags)
{
  app_driver_await_text (fixture->window, "No profiles yet");
  look_at_offer (fixture, GOOD, FALSE);
  app_driver_await_text (fixture->window, "Nordic 10 GB");
  tern_reader_set_card_present (
      tern_card_item_get_reader (tern_window_get_selected (fixture->window)), FALSE);
  app_driver_await_text (fixture->window, "The code has not been used");
}

static gboolean
is_folded (gpointer leaflet)
{
  return adw_leaflet_get_folded (leaflet);
}

static gboolean
is_unfolded (gpointer leaflet)
{
  return !adw_leaflet_get_folded (leaflet);
}

static void
test_fold (Fixture *fixture, gconstpointer card_flags)
{
  GtkWidget *leaflet;

  app_driver_await (fixture->window, TERN_TYPE_PROFILE_ROW, NULL);
  leaflet = app_driver_find (fixture->window, ADW_TYPE_LEAFLET, NULL);
  app_driver_resize (GTK_WINDOW (fixture->window), 360, 294);
  app_driver_wait (is_folded, leaflet, "the window to fold");
  app_driver_resize (GTK_WINDOW (fixture->window), 620, 500);
  app_driver_wait (is_unfolded, leaflet, "the window to unfold");
}

static void
test_no_service (void)
{
  TernApplication *application = app_driver_start ();
  TernWindow *window = app_driver_get_window (application);

  app_driver_await_text (window, "The smart-card service is not running");
  app_driver_await_text (window, "systemctl enable --now pcscd.socket");
  app_driver_await (window, GTK_TYPE_BUTTON, "Try with a simulated card");
  app_driver_stop (application);
}

/* The way of someone who has neither reader nor code: the simulated card, its practice code,
 * installed. */
static void
test_demo (void)
{
  TernApplication *application = app_driver_start ();
  TernWindow *window = app_driver_get_window (application);

  app_driver_click (window, "Try with a simulated card");
  app_driver_click (window, "Add eSIM");
  app_driver_click (window, "Use a practice code");
  app_driver_click (window, "Look at the offer");
  app_driver_click (window, "Install");
  app_driver_await_text (window, "is installed");
  app_driver_stop (application);
}

int
main (int argc, char **argv)
{
  app_driver_init ();
  gtk_test_init (&argc, &argv, NULL);
#define ADD(path, flags, test) g_test_add (path, Fixture, flags, set_up, test, tear_down)
  g_test_add_func ("/app/window/no-service", test_no_service);
  g_test_add_func ("/app/window/demo", test_demo);
  ADD ("/app/window/journey", "", test_journey);
  ADD ("/app/window/switch", "--profiles 2", test_switch);
  ADD ("/app/window/rename", "--profiles 1", test_rename);
  ADD ("/app/window/refused", "", test_refused);
  ADD ("/app/window/copy-for-support", "", test_copy_for_support);
  ADD ("/app/window/not-now", "", test_not_now);
  ADD ("/app/window/close-in-preview", "", test_close_in_preview);
  ADD ("/app/window/trust-file", "", test_trust_file);
  ADD ("/app/window/close-while-installing", "--delay 30", test_close_while_installing);
  ADD ("/app/window/decline", "", test_decline);
  ADD ("/app/window/stop-checking", "--delay 100", test_stop_checking);
  ADD ("/app/window/link", "", test_link);
  ADD ("/app/window/paste", "", test_paste);
  ADD ("/app/window/pulled-in-preview", "", test_pulled_in_preview);
  ADD ("/app/window/fold", "--profiles 2", test_fold);
  return g_test_run ();
}
