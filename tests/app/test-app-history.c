/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include "app/tern-history-page.h"
#include "app/tern-profile-dialog.h"

#include <json-glib/json-glib.h>

#define GOOD "FJRD-10GB-7Q2K-55TN"

static TernHistoryPage *
open_history (AppFixture *fixture)
{
  app_driver_click (fixture->window, "History");
  return TERN_HISTORY_PAGE (app_driver_await (fixture->window, TERN_TYPE_HISTORY_PAGE, NULL));
}

static void
switch_on (AppFixture *fixture, const char *name)
{
  g_autofree char *done = g_strdup_printf ("“%s” is in use now", name);

  app_fixture_find_row (fixture, name);
  app_fixture_await_idle (fixture);
  gtk_widget_activate (app_fixture_find_switch (fixture, name));
  app_driver_await_text (fixture->window, done);
}

static gboolean
is_there (gpointer path)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && *text;
}

static char *
save (AppFixture *fixture, TernHistoryPage *page, gboolean json)
{
  g_autofree char *path =
      g_build_filename (fixture->rig->folder, json ? "out.json" : "out.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  char *text = NULL;

  tern_history_page_save (page, file, json);
  app_driver_wait (is_there, path, "the file");
  app_driver_await_text (fixture->window, "The history was saved");
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

/* What is done shows by itself, is found again, and leaves without whole numbers. */
static void
test_history (AppFixture *fixture, gconstpointer card_flags)
{
  g_autofree char *csv = NULL;
  g_autofree char *json = NULL;
  g_autoptr (JsonNode) root = NULL;
  TernHistoryPage *page;
  GtkWidget *search;

  switch_on (fixture, "Europe 20 GB");
  page = open_history (fixture);
  app_driver_await_text (GTK_WIDGET (page), "“Europe 20 GB”");
  g_assert_true (app_driver_shows (page, "Done · Card …7853 · Profile …"));

  search = app_driver_await (page, GTK_TYPE_SEARCH_ENTRY, NULL);
  gtk_editable_set_text (GTK_EDITABLE (search), "nothing of the kind");
  app_driver_await_text (page, "Nothing found");
  gtk_editable_set_text (GTK_EDITABLE (search), "EUROPE");
  app_driver_await_text (page, "“Europe 20 GB”");

  csv = save (fixture, page, FALSE);
  g_assert_true (g_str_has_prefix (csv, "\"time\",\"ended\",\"operation\",\"outcome\""));
  g_assert_nonnull (strstr (csv, "\"enable\",\"done\",\"…7853\""));
  g_assert_null (strstr (csv, "8904404593000000"));
  json = save (fixture, page, TRUE);
  root = json_from_string (json, NULL);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (root)), ==, 1);
}

/* A name from outside is no formula. */
static void
test_formula (void)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);
  LpaOperation *operation =
      lpa_operation_new (LPA_OPERATION_ENABLE, "89044045930000000000001234567853");
  g_autofree char *csv = NULL;

  operation->profile_name = g_strdup ("=HYPERLINK(\"x\")");
  g_ptr_array_add (entries, tern_history_entry_new (operation,
                                                    g_bytes_new_static ("\x0A\x1B\x2C\x3D\x4E", 5),
                                                    NULL, g_strdup ("Till 2")));
  csv = tern_history_to_csv (entries);
  g_assert_nonnull (strstr (csv, "\"'=HYPERLINK(\"\"x\"\")\""));
  g_assert_nonnull (strstr (csv, "\"0A1B2C3D\""));
}

/* What another program does to a card shows by itself, in the history too. */
static void
test_elsewhere (AppFixture *fixture, gconstpointer card_flags)
{
  g_autofree char *path = tern_ledger_get_default_path ();
  g_autoptr (TernLedger) other = tern_ledger_open (path, NULL);
  g_autoptr (LpaOperation) operation =
      lpa_operation_new (LPA_OPERATION_DELETE, "89049032000000000000000000009999");
  TernHistoryPage *page;

  app_fixture_find_row (fixture, "Business line");
  page = open_history (fixture);
  operation->profile_name = g_strdup ("Gone elsewhere");
  g_assert_true (lpa_journal_begin (LPA_JOURNAL (other), operation, NULL));
  app_driver_await_text (page, "Not ended yet");
  operation->outcome = LPA_OPERATION_OUTCOME_DONE;
  g_assert_true (lpa_journal_finish (LPA_JOURNAL (other), operation, NULL));
  app_driver_await_text (page, "Done · Card …9999");
  g_assert_false (app_driver_shows (page, "Not ended yet"));
}

/* A second code waits for the end of the first, and comes then. */
static void
test_second_code (AppFixture *fixture, gconstpointer card_flags)
{
  app_driver_await_text (fixture->window, "No profiles yet");
  app_fixture_look_at_offer (fixture, GOOD, FALSE);
  app_driver_click (fixture->window, "Install");
  tern_window_open_code (fixture->window, "LPA:1$second.example.com$AB-12");
  app_driver_await_text (fixture->window, "waits until this one is finished");
  app_driver_await_text (fixture->window, "“Nordic 10 GB” is installed");
  app_driver_click (fixture->window, "Later");
  app_driver_await_text (fixture->window, "second.example.com");
}

/* Two megabytes are no code, and cost no time. */
static void
test_huge_paste (AppFixture *fixture, gconstpointer card_flags)
{
  g_autofree char *huge = g_strnfill (2 << 20, 'A');
  gint64 before;

  app_driver_await_text (fixture->window, "No profiles yet");
  memcpy (huge, "LPA:1$", 6);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (fixture->window)), huge);
  before = g_get_monotonic_time ();
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.paste-code", NULL);
  app_driver_await_text (fixture->window, "is too long for an activation code");
  tern_window_open_code (fixture->window, huge);
  app_driver_await_text (fixture->window, "too long for an activation code");
  app_driver_type (fixture->window, "Activation code", huge);
  app_driver_await_text (fixture->window, "Nothing of it was taken");
  g_assert_cmpint (g_get_monotonic_time () - before, <, 20 * G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  app_driver_init ();
  gtk_test_init (&argc, &argv, NULL);
#define ADD(path, flags, test) \
  g_test_add (path, AppFixture, flags, app_fixture_set_up, test, app_fixture_tear_down)
  ADD ("/app/history/shown", "--profiles 2", test_history);
  ADD ("/app/history/elsewhere", "--profiles 1", test_elsewhere);
  ADD ("/app/history/second-code", "", test_second_code);
  ADD ("/app/history/huge-paste", "", test_huge_paste);
  g_test_add_func ("/app/history/formula", test_formula);
  return g_test_run ();
}
