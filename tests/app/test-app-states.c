/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-channel.h"
#include "app-fixture.h"

#include "app/tern-card-row.h"
#include "app/tern-history-row.h"
#include "app/tern-profile-row.h"
#include "app/tern-report-dialog.h"
#include "readers/tern-pcsc-error.h"

#include <glib/gstdio.h>

/*
 * What the window shows of the world, and that it follows when the world changes: readers and cards
 * of every kind, a card that is slow, and the window itself asked for again.
 */

/* Check digits that are right, of a maker that nobody knows. */
#define STRANGE_EID "89999999000000000000000000000089"

static gboolean
is_hidden (gpointer window)
{
  return !gtk_widget_get_visible (window);
}

static gboolean
is_idle (gpointer euicc)
{
  return !lpa_euicc_is_busy (euicc);
}

/* Started again while it ends in good order: the window stays, with what it showed. */
static void
test_asked_for_again (AppFixture *fixture, gconstpointer card_flags)
{
  g_autoptr (LpaEuicc) euicc = NULL;

  app_fixture_find_row (fixture, "Business line");
  app_fixture_await_idle (fixture);
  euicc = g_object_ref (app_fixture_get_euicc (fixture));
  lpa_euicc_refresh_async (euicc, NULL, NULL, NULL);
  gtk_window_close (GTK_WINDOW (fixture->window));
  app_driver_wait (is_hidden, fixture->window, "the window to be hidden");
  g_assert_true (lpa_euicc_is_busy (euicc));

  g_application_activate (G_APPLICATION (fixture->application));
  app_driver_wait (is_idle, euicc, "the card to be idle");
  app_driver_settle (200);
  g_assert_true (app_driver_get_window (fixture->application) == fixture->window);
  app_fixture_find_row (fixture, "Business line");
}

static gboolean
has_no_window (gpointer application)
{
  return app_driver_get_window (application) == NULL;
}

/* Closed, and started again before the program has ended: the same readers and the same history,
 * once. */
static void
test_second_window (AppFixture *fixture, gconstpointer card_flags)
{
  TernReaderMonitor *monitor = tern_application_get_monitor (fixture->application);

  app_fixture_find_row (fixture, "Business line");
  app_fixture_await_idle (fixture);
  gtk_window_close (GTK_WINDOW (fixture->window));
  app_driver_wait (has_no_window, fixture->application, "the window to close");
  g_application_activate (G_APPLICATION (fixture->application));
  g_application_activate (G_APPLICATION (fixture->application));
  fixture->window = app_driver_get_window (fixture->application);
  app_fixture_find_row (fixture, "Business line");
  g_assert_true (tern_application_get_monitor (fixture->application) == monitor);
  app_driver_click (fixture->window, "History");
  app_driver_click (fixture->window, "Back to the cards");
}

/* Several codes in one go: the person chooses, and nothing is asked of anybody. */
static void
test_several_codes (AppFixture *fixture, gconstpointer card_flags)
{
  GFile *files[] = { g_file_new_for_uri ("lpa:1$one.example.com$AB-12"),
                     g_file_new_for_uri ("lpa:1$two.example.com$CD-34") };

  app_fixture_find_row (fixture, "Business line");
  g_application_open (G_APPLICATION (fixture->application), files, G_N_ELEMENTS (files), "");
  app_driver_await_text (fixture->window, "2 codes were found");
  g_assert_true (app_driver_shows (fixture->window, "one.example.com"));
  gtk_widget_activate (app_driver_await (fixture->window, ADW_TYPE_ACTION_ROW, "two.example.com"));
  app_driver_await_text (fixture->window, "What it says");
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    g_object_unref (files[i]);
}

static gboolean
count_tick (gpointer ticks)
{
  ++*(guint *) ticks;
  return G_SOURCE_CONTINUE;
}

static void
assert_switching (AppFixture *fixture, const char *name)
{
  GtkWidget *row = app_driver_find (fixture->window, TERN_TYPE_PROFILE_ROW, name);

  g_assert_true (tern_profile_row_is_switching (TERN_PROFILE_ROW (row)));
  g_assert_false (gtk_widget_is_sensitive (row));
}

static guint
count_visible (GtkWidget *widget, GType type)
{
  guint n = g_type_is_a (G_OBJECT_TYPE (widget), type) && gtk_widget_get_mapped (widget) ? 1 : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    n += count_visible (child, type);
  return n;
}

/* A slow card freezes nothing, and what is clicked twice is done once. */
static void
test_slow (AppFixture *fixture, gconstpointer card_flags)
{
  GtkWidget *toggle;
  guint ticks = 0;
  guint id = g_timeout_add (10, count_tick, &ticks);

  app_driver_await_text (fixture->window, "Reading the card");
  app_driver_await (fixture->window, GTK_TYPE_SPINNER, NULL);
  toggle = app_fixture_find_switch (fixture, "Europe 20 GB");
  g_assert_cmpuint (ticks, >, 1);
  app_fixture_await_idle (fixture);

  ticks = 0;
  gtk_widget_activate (toggle);
  assert_switching (fixture, "Europe 20 GB");
  gtk_widget_activate (toggle);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.refresh", NULL);
  app_driver_await_text (fixture->window, "“Europe 20 GB” is in use now");
  g_assert_cmpuint (ticks, >, 1);
  g_source_remove (id);
  app_fixture_await_idle (fixture);
  app_driver_click (fixture->window, "History");
  app_driver_await (fixture->window, TERN_TYPE_HISTORY_ROW, NULL);
  g_assert_cmpuint (count_visible (GTK_WIDGET (fixture->window), TERN_TYPE_HISTORY_ROW), ==, 1);
}

static LpaChannel *
add_reader (AppFixture *fixture, const char *name, TernReader **reader)
{
  g_autoptr (LpaChannel) channel = app_channel_new (fixture->rig->socket, name);

  *reader = tern_reader_monitor_add_channel (tern_application_get_monitor (fixture->application),
                                             channel);
  return g_steal_pointer (&channel);
}

/* The program with a reader that looks real. */
static void
set_up_without_reader (AppFixture *fixture, gconstpointer card_flags)
{
  fixture->rig = app_rig_new (card_flags, "");
  fixture->application = app_driver_start ();
  fixture->window = app_driver_get_window (fixture->application);
}

/* Everything that a reader can say of its card has a page with the cause, which goes by itself when
 * the card goes, and when another card comes that is well. */
static void
test_refusals (AppFixture *fixture, gconstpointer card_flags)
{
  static const struct
  {
    guint32 code;
    const char *title;
    const char *cause;
  } CASES[] = {
    { 0x8010001D, "The smart-card service is not running", "systemctl enable" },
    { 0x8010000C, "Put a card in", "contacts facing" },
    { 0x80100069, "The card does not sit well", "does not sit well" },
    { 0x80100066, "The card does not answer", "Clean its contacts" },
    { 0x80100067, "The card cannot be used", "lost its power" },
    { 0x80100068, "The card cannot be used", "restarted by another program" },
    { 0x8010000F, "Not a SIM card", "does not hold a SIM card" },
    { 0x8010000B, "Another program uses the card", "Close other programs" },
    { 0x80100016, "The card cannot be used", "lost what was sent" },
    { 0x8010002F, "The card cannot be used", "do not understand each other" },
    { 0x0000045D, "The card cannot be used", "do not understand each other" },
    { 0x8010006A, "Not allowed to use the readers", "Sign in at the computer itself" },
  };
  TernReader *reader;
  g_autoptr (LpaChannel) channel = add_reader (fixture, "ACS ACR39U 00 00", &reader);

  app_driver_await_text (fixture->window, "Put a card in");
  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%08X", CASES[i].code);
      tern_pcsc_error_set (&error, (LONG) CASES[i].code);
      app_channel_refuse (APP_CHANNEL (channel), error);
      tern_reader_set_card_present (reader, TRUE);
      app_driver_await_text (fixture->window, CASES[i].title);
      app_driver_await_text (fixture->window, CASES[i].cause);
      tern_reader_set_card_present (reader, FALSE);
      app_driver_await_text (fixture->window, "The reader is empty");
    }
  app_channel_refuse (APP_CHANNEL (channel), NULL);
  tern_reader_set_card_present (reader, TRUE);
  app_fixture_find_row (fixture, "Business line");
  tern_reader_monitor_remove_reader (tern_application_get_monitor (fixture->application), reader);
  app_driver_await_text (fixture->window, "The smart-card service is not running");
}

static gboolean
holds (GtkWidget *text_view, const char *words)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (text_view));
  g_autofree char *text = NULL;

  g_object_get (buffer, "text", &text, NULL);
  return strstr (text, words) != NULL;
}

/* From a state that should not be: one click to the guide, and one to a report with the exact error
 * and its picture. Where nothing is wrong there is nothing to report. */
static void
test_help (AppFixture *fixture, gconstpointer card_flags)
{
  TernReader *reader;
  g_autoptr (LpaChannel) channel = add_reader (fixture, "ACS ACR39U 00 00", &reader);
  g_autoptr (GError) error = NULL;
  GtkWindow *dialog;

  app_driver_await_text (fixture->window, "Put a card in");
  app_driver_await (fixture->window, GTK_TYPE_BUTTON, "Fix a problem");
  g_assert_null (app_driver_find (fixture->window, GTK_TYPE_BUTTON, "Report for the seller…"));
  tern_pcsc_error_set (&error, 0x80100066);
  app_channel_refuse (APP_CHANNEL (channel), error);
  tern_reader_set_card_present (reader, TRUE);
  app_driver_await_text (fixture->window, "The card does not answer");
  app_driver_click (fixture->window, "Report for the seller…");
  dialog = app_driver_await_dialog (TERN_TYPE_REPORT_DIALOG);
  g_assert_true (holds (app_driver_await (dialog, GTK_TYPE_TEXT_VIEW, NULL), "80100066"));
  app_driver_await_text (dialog, "With a picture of the page");
  gtk_window_close (dialog);
  app_driver_click (fixture->window, "Fix a problem");
  app_driver_await_text (fixture->window, "Where is the card?");
}

/* A reader that its driver left without a name, and in it a card of an unknown maker. */
static void
test_nameless (AppFixture *fixture, gconstpointer card_flags)
{
  TernReader *reader;
  g_autoptr (LpaChannel) channel = add_reader (fixture, "  ", &reader);

  app_driver_await_text (fixture->window, "Card reader");
  app_driver_await_text (fixture->window, "Put a card in");
  tern_reader_set_card_present (reader, TRUE);
  app_fixture_find_row (fixture, "Business line");
  app_driver_await_text (fixture->window, "eSIM card");
  app_driver_await_text (fixture->window, "Card reader · …0089");
}

static GtkListBoxRow *
find_card_row (AppFixture *fixture, guint index)
{
  GtkWidget *list = gtk_widget_get_ancestor (
      app_driver_await (fixture->window, TERN_TYPE_CARD_ROW, NULL), GTK_TYPE_LIST_BOX);

  return gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), (int) index);
}

static void
choose_card (AppFixture *fixture, guint index)
{
  GtkListBoxRow *row = find_card_row (fixture, index);

  gtk_list_box_select_row (GTK_LIST_BOX (gtk_widget_get_parent (GTK_WIDGET (row))), row);
}

static gboolean
has_second_card (gpointer fixture)
{
  GtkListBoxRow *row = find_card_row (fixture, 1);

  return row && tern_card_item_get_euicc (tern_card_row_get_item (TERN_CARD_ROW (row)));
}

static gboolean
is_on (AppFixture *fixture, const char *name)
{
  return gtk_switch_get_active (GTK_SWITCH (app_fixture_find_switch (fixture, name)));
}

/* Two cards that call themselves the same and hold the same profiles: what is done to one is not
 * shown of the other. */
static void
test_twins (AppFixture *fixture, gconstpointer card_flags)
{
  g_autoptr (AppRig) twin = app_rig_new (card_flags, "");
  g_autoptr (LpaTrust) trust = lpa_trust_new ();
  TernReaderMonitor *monitor = tern_application_get_monitor (fixture->application);
  GtkWidget *toggle = app_fixture_find_switch (fixture, "Europe 20 GB");

  tern_reader_monitor_add_simulated (monitor, twin->socket, trust);
  app_driver_wait (has_second_card, fixture, "the second card");
  app_fixture_await_idle (fixture);
  gtk_widget_activate (toggle);
  app_driver_await_text (fixture->window, "“Europe 20 GB” is in use now");
  choose_card (fixture, 1);
  app_fixture_await_idle (fixture);
  g_assert_false (is_on (fixture, "Europe 20 GB"));
  choose_card (fixture, 0);
  g_assert_true (is_on (fixture, "Europe 20 GB"));
  tern_reader_monitor_remove_simulated (monitor, twin->socket);
}

static gboolean
has_monitor (gpointer application)
{
  return tern_application_get_monitor (application) != NULL;
}

/* A list of AIDs of one's own that cannot be read is no matter of the reader, and says where. Once
 * it is mended a new window goes on. */
static void
test_broken_setup (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "tern", NULL);
  g_autofree char *path = g_build_filename (folder, "isdr-aids", NULL);
  TernApplication *application = tern_application_new (G_APPLICATION_NON_UNIQUE);
  TernWindow *window;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "A000000559\nnonsense\n", -1, NULL));
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  g_application_activate (G_APPLICATION (application));
  window = app_driver_get_window (application);
  app_driver_await_text (window, "Tern cannot look for cards");
  app_driver_await_text (window, "isdr-aids: Line 2 is no AID");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.history", NULL);
  app_driver_click (window, "Back to the cards");
  app_driver_await_text (window, "Tern cannot look for cards");

  g_assert_cmpint (g_unlink (path), ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
  g_application_activate (G_APPLICATION (application));
  app_driver_wait (has_monitor, application, "readers to be followed");
  app_driver_await_text (app_driver_get_window (application), "smart-card service is not running");
  app_driver_stop (application);
}

int
main (int argc, char **argv)
{
  app_driver_init ();
  gtk_test_init (&argc, &argv, NULL);
#define ADD_WITH(path, flags, prepare, test) \
  g_test_add (path, AppFixture, flags, prepare, test, app_fixture_tear_down)
#define ADD(path, flags, test) ADD_WITH (path, flags, app_fixture_set_up, test)
  ADD ("/app/states/asked-for-again", "--profiles 1 --delay 10", test_asked_for_again);
  ADD ("/app/states/second-window", "--profiles 1", test_second_window);
  ADD ("/app/states/several-codes", "--profiles 1", test_several_codes);
  ADD ("/app/states/slow", "--profiles 2 --delay 20", test_slow);
  ADD ("/app/states/twins", "--profiles 2", test_twins);
  ADD_WITH ("/app/states/refusals", "--profiles 1", set_up_without_reader, test_refusals);
  ADD_WITH ("/app/states/help", "--profiles 1", set_up_without_reader, test_help);
  ADD_WITH ("/app/states/nameless", "--profiles 1 --eid " STRANGE_EID, set_up_without_reader,
            test_nameless);
  g_test_add_func ("/app/states/broken-setup", test_broken_setup);
  return g_test_run ();
}
