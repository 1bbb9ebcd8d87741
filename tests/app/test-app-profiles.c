/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include "app/tern-connect-dialog.h"
#include "app/tern-profile-dialog.h"
#include "app/tern-profile-row.h"
#include "own-network-manager.h"

static OwnNetworkManager manager;

/* Sixteen of four bytes each: as much as a card keeps. */
#define EMOJI "🏔🏔🏔🏔🏔🏔🏔🏔🏔🏔🏔🏔🏔🏔🏔🏔"

static guint
count_rows (GtkWidget *widget)
{
  guint n = TERN_IS_PROFILE_ROW (widget) && gtk_widget_get_mapped (widget) ? 1 : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    n += count_rows (child);
  return n;
}

typedef struct
{
  TernWindow *window;
  guint wanted;
} Count;

static gboolean
has_count (gpointer user_data)
{
  Count *count = user_data;

  return count_rows (GTK_WIDGET (count->window)) == count->wanted;
}

static void
await_rows (AppFixture *fixture, guint wanted)
{
  Count count = { fixture->window, wanted };

  app_driver_wait (has_count, &count, "so many rows");
}

static void
search (AppFixture *fixture, const char *words)
{
  GtkWidget *entry = app_driver_await (fixture->window, GTK_TYPE_SEARCH_ENTRY, NULL);

  gtk_editable_set_text (GTK_EDITABLE (entry), words);
}

static const char *
get_first_name (AppFixture *fixture)
{
  GtkWidget *row = app_fixture_find_row (fixture, NULL);

  return adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row));
}

static void
sort_by (AppFixture *fixture, const char *order)
{
  GtkWidget *row = app_fixture_find_row (fixture, NULL);

  g_assert_true (gtk_widget_activate_action (row, "profiles.sort", "s", order));
}

/* Forty profiles: found by any of their words, in any of the orders. */
static void
test_forty (AppFixture *fixture, gconstpointer card_flags)
{
  await_rows (fixture, 40);
  search (fixture, "KUMO");
  await_rows (fixture, 10);
  search (fixture, "movil verano");
  await_rows (fixture, 0);
  search (fixture, "móvil verano");
  await_rows (fixture, 10);
  search (fixture, "japan norway");
  app_driver_await_text (fixture->window, "No profile matches");
  search (fixture, "");
  await_rows (fixture, 40);
  sort_by (fixture, "provider");
  g_assert_cmpstr (get_first_name (fixture), ==, "Verano 3 GB");
  sort_by (fixture, "name");
  g_assert_cmpstr (get_first_name (fixture), ==, "Business line");
  sort_by (fixture, "card");
}

static gboolean
has_icon (gpointer avatar)
{
  return adw_avatar_get_custom_image (avatar) != NULL;
}

/* Where a profile comes from is said in words, and its picture is there in the end. */
static void
test_words (AppFixture *fixture, gconstpointer card_flags)
{
  GtkWidget *row = app_fixture_find_row (fixture, "Business line");

  app_driver_await_text (row, "Norway");
  g_assert_true (app_driver_shows (row, "In use · Halden Telecom · Norway · …"));
  app_driver_wait (has_icon, app_driver_find (row, ADW_TYPE_AVATAR, NULL), "an icon");
  g_assert_null (app_driver_find (fixture->window, GTK_TYPE_SEARCH_ENTRY, NULL));
}

/* One switch for every number. */
static void
test_identifiers (AppFixture *fixture, gconstpointer card_flags)
{
  GtkWidget *row = app_fixture_find_row (fixture, "Business line");
  LpaProfile *profile = tern_profile_row_get_profile (TERN_PROFILE_ROW (row));
  g_autofree char *iccid = g_strdup (lpa_profile_get_iccid (profile));
  GtkWindow *dialog;

  g_assert_false (app_driver_shows (fixture->window, iccid));
  gtk_widget_activate (row);
  dialog = app_driver_await_dialog (TERN_TYPE_PROFILE_DIALOG);
  app_driver_await_text (dialog, "242-97");
  app_driver_await_text (dialog, "Norway");
  g_assert_true (app_driver_shows (dialog, "•••• •••• •••• •••"));
  g_action_group_activate_action (G_ACTION_GROUP (fixture->application), "show-identifiers", NULL);
  app_driver_await_text (fixture->window, iccid);
  g_assert_false (app_driver_shows (dialog, "••••"));
  g_action_group_activate_action (G_ACTION_GROUP (fixture->application), "show-identifiers", NULL);
  g_assert_true (app_driver_shows (dialog, "••••"));
  g_assert_false (app_driver_shows (fixture->window, iccid));
  gtk_window_close (dialog);
}

/* After a switch there is a way back to what was in use. */
static void
test_switch_back (AppFixture *fixture, gconstpointer card_flags)
{
  app_fixture_find_row (fixture, "Europe 20 GB");
  app_fixture_await_idle (fixture);
  gtk_widget_activate (app_fixture_find_switch (fixture, "Europe 20 GB"));
  app_driver_await_text (fixture->window, "“Europe 20 GB” is in use now");
  app_driver_click (fixture->window, "Switch back");
  app_driver_await_text (fixture->window, "“Business line” is in use now");
  g_assert_true (
      gtk_switch_get_active (GTK_SWITCH (app_fixture_find_switch (fixture, "Business line"))));
  g_assert_false (
      gtk_switch_get_active (GTK_SWITCH (app_fixture_find_switch (fixture, "Europe 20 GB"))));
}

static void
answer_about_connection (AppFixture *fixture, const char *response)
{
  GtkWindow *dialog;

  app_fixture_await_idle (fixture);
  gtk_widget_activate (app_fixture_find_switch (fixture, "Europe 20 GB"));
  dialog = app_driver_await_dialog (ADW_TYPE_MESSAGE_DIALOG);
  app_driver_await_text (dialog, "connected to the network through this card");
  app_driver_answer (dialog, response);
}

/* Nobody cuts off a computer by mistake. */
static void
test_way_out (AppFixture *fixture, gconstpointer card_flags)
{
  manager.primary = OWN_NETWORK_MANAGER_MODEM;
  app_fixture_find_row (fixture, "Europe 20 GB");
  app_fixture_put_into_modem (fixture);
  answer_about_connection (fixture, "cancel");
  g_assert_false (
      gtk_switch_get_active (GTK_SWITCH (app_fixture_find_switch (fixture, "Europe 20 GB"))));
  app_fixture_await_idle (fixture);
}

/* The window may be closed while the way to a connection has just begun. */
static void
test_closed_while_connecting (AppFixture *fixture, gconstpointer card_flags)
{
  manager.primary = OWN_NETWORK_MANAGER_MODEM;
  app_fixture_find_row (fixture, "Europe 20 GB");
  app_fixture_put_into_modem (fixture);
  answer_about_connection (fixture, "switch");
  app_driver_await_dialog (TERN_TYPE_CONNECT_DIALOG);
}

/* Test profiles are behind a switch, unless one is in use. */
static void
test_tests (AppFixture *fixture, gconstpointer card_flags)
{
  GtkWidget *row;

  app_fixture_find_row (fixture, "Business line");
  await_rows (fixture, 1);
  row = app_driver_await (fixture->window, ADW_TYPE_ACTION_ROW, "Show test profiles");
  app_driver_await_text (row, "2 profiles on this card");
  gtk_switch_set_active (GTK_SWITCH (app_driver_await (row, GTK_TYPE_SWITCH, NULL)), TRUE);
  await_rows (fixture, 3);
  app_fixture_await_idle (fixture);
  gtk_widget_activate (app_fixture_find_switch (fixture, "Test profile"));
  app_driver_await_text (fixture->window, "“Test profile” is in use now");
  row = app_driver_await (fixture->window, ADW_TYPE_ACTION_ROW, "Show test profiles");
  gtk_switch_set_active (GTK_SWITCH (app_driver_await (row, GTK_TYPE_SWITCH, NULL)), FALSE);
  await_rows (fixture, 2);
}

static void
rename_to (AppFixture *fixture, const char *name)
{
  GtkWindow *dialog;

  app_fixture_await_idle (fixture);
  gtk_widget_activate (app_fixture_find_row (fixture, NULL));
  dialog = app_driver_await_dialog (TERN_TYPE_PROFILE_DIALOG);
  app_driver_type (dialog, "Your name for it", name);
  g_signal_emit_by_name (app_driver_find (dialog, ADW_TYPE_ENTRY_ROW, NULL), "apply");
  app_fixture_find_row (fixture, name);
  gtk_window_destroy (dialog);
}

/* The same card from the command line, in a process of its own. */
static void
run_ternctl (AppFixture *fixture, const char *command, const char *profile, const char *name)
{
  g_autofree char *program =
      g_test_build_filename (G_TEST_BUILT, "..", "..", "src", "ctl", "ternctl", NULL);
  g_autofree char *socket = g_strconcat ("--simulated=", fixture->rig->socket, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                        &error, program, socket, command, profile, name, NULL);

  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

/* What another program does to the card shows by itself, and in the dialog that is open. */
static void
test_ternctl (AppFixture *fixture, gconstpointer card_flags)
{
  GtkWindow *dialog;

  app_fixture_find_row (fixture, "Europe 20 GB");
  app_fixture_await_idle (fixture);
  gtk_widget_activate (app_fixture_find_row (fixture, "Europe 20 GB"));
  dialog = app_driver_await_dialog (TERN_TYPE_PROFILE_DIALOG);
  run_ternctl (fixture, "rename", "Europe 20 GB", "From elsewhere");
  app_fixture_find_row (fixture, "From elsewhere");
  app_driver_await_text (dialog, "From elsewhere");
  run_ternctl (fixture, "enable", "From elsewhere", NULL);
  app_driver_await_text (dialog, "In use");
  g_assert_true (
      gtk_switch_get_active (GTK_SWITCH (app_fixture_find_switch (fixture, "From elsewhere"))));
  gtk_window_destroy (dialog);
}

/* Names of every script, and as long as a card can keep. */
static void
test_names (AppFixture *fixture, gconstpointer card_flags)
{
  g_assert_cmpuint (strlen (EMOJI), ==, 64);
  rename_to (fixture, "شريحة السفر");
  rename_to (fixture, EMOJI);
  rename_to (fixture, "<b>&amp;</b>");
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
#define ADD(path, flags, test) \
  g_test_add (path, AppFixture, flags, app_fixture_set_up, test, app_fixture_tear_down)
  ADD ("/app/profiles/words", "--profiles 2", test_words);
  ADD ("/app/profiles/identifiers", "--profiles 1", test_identifiers);
  ADD ("/app/profiles/switch-back", "--profiles 2", test_switch_back);
  ADD ("/app/profiles/way-out", "--profiles 2", test_way_out);
  ADD ("/app/profiles/closed-while-connecting", "--profiles 2", test_closed_while_connecting);
  ADD ("/app/profiles/ternctl", "--profiles 2", test_ternctl);
  ADD ("/app/profiles/tests", "--profiles 1 --test-profiles 2", test_tests);
  ADD ("/app/profiles/names", "--profiles 1", test_names);
  ADD ("/app/profiles/forty", "--profiles 40", test_forty);
  return g_test_run ();
}
