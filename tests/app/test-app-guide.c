/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include "app/tern-error-dialog.h"
#include "app/tern-error-search.h"
#include "app/tern-guide-page.h"
#include "app/tern-guide-step-view.h"
#include "app/tern-not-done-page.h"
#include "app/tern-report-dialog.h"
#include "lpa/lpa-error.h"

#include <glib/gstdio.h>

#define GOOD "FJRD-10GB-7Q2K-55TN"
#define CONFIRMATION "HLDN-BUS1-C0DE-X3M8"
#define USED "KUMO-05GB-USED-9RW1"
#define EID "89044045930000000000001234567853"

/* --- The guide ------------------------------------------------------------------------------- */

/* A walk through the page, and which steps have been seen with a device. */
typedef struct
{
  GtkWindow *window;
  TernGuide *guide;
  const char *device;
  GHashTable *seen;
  guint ends;
} Walk;

/* By its place: rows are worked by what is in them in other tests. */
static void
activate_row (GtkWidget *list, guint index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), (int) index);

  g_assert_nonnull (row);
  g_signal_emit_by_name (list, "row-activated", row);
}

static void
go_back (GtkWindow *window)
{
  g_signal_emit_by_name (app_driver_find (window, GTK_TYPE_BUTTON, "Back"), "clicked");
}

/* The list that is to be seen and has a row of this title. */
static GtkWidget *
find_list_of (gpointer root, const char *title)
{
  GtkWidget *row = app_driver_find (root, ADW_TYPE_PREFERENCES_ROW, title);

  g_assert_nonnull (row);
  return gtk_widget_get_ancestor (row, GTK_TYPE_LIST_BOX);
}

static void
assert_end (Walk *walk, const TernGuideStep *step)
{
  gboolean cure = tern_guide_step_get_kind (step) == TERN_GUIDE_KIND_CURE;

  walk->ends++;
  g_assert_nonnull (app_driver_find (walk->window, GTK_TYPE_BUTTON, cure ? "Done" : "Close"));
  g_assert_nonnull (app_driver_find (walk->window, GTK_TYPE_BUTTON,
                                     cure ? "It did not help: report for the seller…"
                                          : "Report for the seller…"));
}

/* Every answer of a step, one after the other, with what lies behind each that has not been seen.
 */
static void
visit (Walk *walk, const TernGuideStep *step)
{
  guint n = tern_guide_step_get_n_answers (step, walk->device);

  g_assert_true (app_driver_shows (walk->window, tern_guide_step_get_title (step)));
  g_assert_true (app_driver_shows (walk->window, tern_guide_step_get_look (step, walk->device)));
  if (!g_hash_table_add (walk->seen, (gpointer) step))
    return;
  if (tern_guide_step_get_kind (step) != TERN_GUIDE_KIND_QUESTION)
    assert_end (walk, step);
  for (guint i = 0; i < n; i++)
    {
      const char *target = tern_guide_step_get_target (step, walk->device, i);

      activate_row (find_list_of (walk->window, tern_guide_step_get_answer (step, walk->device, i)),
                    i);
      visit (walk, tern_guide_find_step (walk->guide, target));
      go_back (walk->window);
    }
}

/* Every topic for a device, to every end. */
static void
visit_topics (Walk *walk)
{
  GPtrArray *topics = tern_guide_get_topics (walk->guide);
  guint place = 0;

  for (guint i = 0; i < topics->len; i++)
    {
      TernGuideTopic *topic = topics->pdata[i];

      if (!tern_guide_topic_is_for (topic, walk->device))
        continue;
      activate_row (find_list_of (walk->window, tern_guide_topic_get_title (topic)), place++);
      visit (walk, tern_guide_find_step (walk->guide, topic->start));
      go_back (walk->window);
    }
}

static void
test_every_end (AppFixture *fixture, gconstpointer flags)
{
  g_autoptr (TernGuide) guide = tern_guide_new ();
  GPtrArray *devices = tern_guide_get_devices (guide);
  guint ends = 0;

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.guide", "s", "");
  app_driver_await_text (fixture->window, "Where does the eSIM live?");
  for (guint i = 0; i < devices->len; i++)
    {
      TernGuideDevice *device = devices->pdata[i];
      Walk walk = { GTK_WINDOW (fixture->window), guide, device->id,
                    g_hash_table_new (NULL, NULL) };

      activate_row (find_list_of (fixture->window, tern_guide_device_get_label (device)), i);
      visit_topics (&walk);
      go_back (GTK_WINDOW (fixture->window));
      g_assert_cmpuint (walk.ends, >, 5);
      ends += walk.ends;
      g_hash_table_unref (walk.seen);
    }
  g_assert_cmpuint (ends, >, 20);
  app_driver_click (fixture->window, "Back");
  app_driver_await (fixture->window, GTK_TYPE_BUTTON, "Add eSIM");
}

static void
on_clipboard_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static gboolean
is_set (gpointer user_data)
{
  return *(char **) user_data != NULL;
}

static char *
dup_clipboard (gpointer widget)
{
  char *text = NULL;

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, on_clipboard_read, &text);
  app_driver_wait (is_set, &text, "the clipboard");
  return text;
}

/* With a topic that is known, the question is only where; and the sentence for staff can be
 * copied. */
static void
test_topic (AppFixture *fixture, gconstpointer flags)
{
  g_autoptr (TernGuide) guide = tern_guide_new ();
  const TernGuideTopic *topic = tern_guide_find_topic (guide, "no-service");
  const TernGuideStep *step = tern_guide_find_step (guide, topic->start);
  g_autofree char *copied = NULL;

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.guide", "s", "no-service");
  gtk_widget_activate (
      app_driver_await (fixture->window, ADW_TYPE_ACTION_ROW, "An Android phone or tablet"));
  app_driver_await_text (fixture->window, tern_guide_step_get_title (step));
  gtk_widget_activate (
      app_driver_await (fixture->window, ADW_TYPE_EXPANDER_ROW, "To be read aloud"));
  app_driver_click (fixture->window, "Copy the sentence");
  app_driver_await_text (fixture->window, "The sentence was copied");
  copied = dup_clipboard (fixture->window);
  g_assert_cmpstr (copied, ==, tern_guide_step_get_say (step, "android"));
}

/* For a card in this computer the guide says what the program sees by itself. */
static void
test_sees (AppFixture *fixture, gconstpointer flags)
{
  TernGuidePage *page;

  app_fixture_await_idle (fixture);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.guide", "s", "install");
  gtk_widget_activate (app_driver_await (fixture->window, ADW_TYPE_ACTION_ROW,
                                         "A card in this computer, in a modem or a reader"));
  page = TERN_GUIDE_PAGE (app_driver_await (fixture->window, TERN_TYPE_GUIDE_PAGE, NULL));
  app_driver_await_text (page, "What Tern can see");
  app_driver_await_text (page, "Cannot be known here");
}

static void
test_error_book (AppFixture *fixture, gconstpointer flags)
{
  TernErrorSearch *search;

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.guide", "s", "");
  gtk_widget_activate (
      app_driver_await (fixture->window, ADW_TYPE_ACTION_ROW, "Look up an error code"));
  search = TERN_ERROR_SEARCH (app_driver_await (fixture->window, TERN_TYPE_ERROR_SEARCH, NULL));
  app_driver_await_text (search, "What does the error say?");
  tern_error_search_look_up (search, "8.2.6/3.8");
  app_driver_await_text (search, "server/8.2.6/3.8");
  app_driver_await_text (search, "Only your provider can tell");
  tern_error_search_look_up (search, "expired");
  app_driver_await_text (search, "This code has expired.");
  tern_error_search_look_up (search, "xyzzy");
  app_driver_await_text (search, "Not in the error book");
}

/* --- The report ------------------------------------------------------------------------------ */

static JsonObject *
read_report (const char *path, const char *const *secrets, JsonParser *parser)
{
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  const char *marker;

  g_file_get_contents (path, &contents, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; secrets[i]; i++)
    g_assert_null (strstr (contents, secrets[i]));
  marker = strstr (contents, "\n" TERN_REPORT_MARKER "\n");
  g_assert_nonnull (marker);
  json_parser_load_from_data (parser, marker + strlen ("\n" TERN_REPORT_MARKER "\n"), -1, &error);
  g_assert_no_error (error);
  return json_node_get_object (json_parser_get_root (parser));
}

static void
assert_picture (JsonObject *report)
{
  JsonObject *picture = json_object_get_object_member (report, "picture");
  gsize size;
  g_autofree guchar *data =
      g_base64_decode (json_object_get_string_member (picture, "data"), &size);
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = gdk_texture_new_from_bytes (bytes, &error);

  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (texture), >, 200);
  g_assert_cmpint (gdk_texture_get_height (texture), >, 300);
}

static void
save_report (GtkWindow *dialog, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  tern_report_dialog_save (TERN_REPORT_DIALOG (dialog), file);
  app_driver_await_text (dialog, "The report was saved");
}

static guint
count_lines (JsonObject *report, const char *section)
{
  return json_object_has_member (report, section)
             ? json_array_get_length (json_object_get_array_member (report, section))
             : 0;
}

/* A code is refused: from the page that says so to the file that the seller gets. */
static void
test_journey (AppFixture *fixture, gconstpointer flags)
{
  static const char *const SECRETS[] = { USED, "KUMO05GB", EID, NULL };
  g_autofree char *path = g_build_filename (fixture->rig->folder, "report.txt", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *copied = NULL;
  GtkWindow *dialog;
  JsonObject *report, *problem;

  app_fixture_look_at_offer (fixture, USED, FALSE);
  app_driver_await_text (fixture->window, "Not installed");
  app_driver_click (fixture->window, "Report for the seller…");
  dialog = app_driver_await_dialog (TERN_TYPE_REPORT_DIALOG);
  /* On the page itself, and so in the picture of it. */
  app_driver_await_text (fixture->window, "server/8.2.6/3.8");
  app_driver_type (dialog, "Order number", "A-2026-0042");
  app_driver_type (dialog, "Device and its system version", "Phone 8, version 15");
  app_driver_click (dialog, "Copy for email");
  app_driver_await_text (dialog, "Copied, without any code");
  copied = dup_clipboard (dialog);
  g_assert_nonnull (strstr (copied, "A-2026-0042"));
  g_assert_null (strstr (copied, USED));
  save_report (dialog, path);

  report = read_report (path, SECRETS, parser);
  problem = json_object_get_object_member (report, "problem");
  g_assert_cmpstr (json_object_get_string_member (problem, "error"), ==, "server/8.2.6/3.8");
  g_assert_cmpstr (json_object_get_string_member (problem, "server"), ==, fixture->rig->address);
  g_assert_cmpuint (count_lines (report, "timeline"), >, 2);
  g_assert_cmpuint (count_lines (report, "checks"), ==, 23);
  g_assert_cmpuint (count_lines (report, "readers"), ==, 1);
  g_assert_cmpuint (count_lines (report, "cards"), ==, 1);
  g_assert_cmpuint (count_lines (report, "history"), >=, 1);
  assert_picture (report);
  gtk_window_destroy (dialog);
}

/* A second look at the same failure tells nothing twice, and the picture can be left out. */
static void
test_twice (AppFixture *fixture, gconstpointer flags)
{
  static const char *const SECRETS[] = { USED, EID, NULL };
  g_autofree char *path = g_build_filename (fixture->rig->folder, "report.txt", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  GtkWindow *dialog;
  JsonObject *report;

  app_fixture_look_at_offer (fixture, USED, FALSE);
  app_driver_await_text (fixture->window, "Not installed");
  for (guint i = 0; i < 2; i++)
    {
      app_driver_click (fixture->window, "Report for the seller…");
      dialog = app_driver_await_dialog (TERN_TYPE_REPORT_DIALOG);
      if (i == 0)
        gtk_window_destroy (dialog);
    }
  gtk_switch_set_active (GTK_SWITCH (app_driver_await (dialog, GTK_TYPE_SWITCH, NULL)), FALSE);
  save_report (dialog, path);
  report = read_report (path, SECRETS, parser);
  g_assert_cmpuint (count_lines (report, "readers"), ==, 1);
  g_assert_cmpuint (count_lines (report, "checks"), ==, 23);
  g_assert_false (json_object_has_member (report, "picture"));
  gtk_window_destroy (dialog);
}

/* The failure page leads into the guide, at what comes nearest, and the guide leads back. */
static void
test_from_failure (AppFixture *fixture, gconstpointer flags)
{
  static const char *const SECRETS[] = { USED, EID, NULL };
  g_autofree char *path = g_build_filename (fixture->rig->folder, "report.txt", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  GtkWindow *dialog;
  JsonObject *report;

  app_fixture_look_at_offer (fixture, USED, FALSE);
  app_driver_await_text (fixture->window, "Not installed");
  app_driver_click (fixture->window, "Fix a problem");
  app_driver_await_text (fixture->window, "Is the eSIM there already?");
  gtk_widget_activate (app_driver_await (fixture->window, ADW_TYPE_PREFERENCES_ROW,
                                         "It was there and has been deleted"));
  gtk_widget_activate (app_driver_await (fixture->window, ADW_TYPE_PREFERENCES_ROW,
                                         "The device is not there any more"));
  app_driver_click (fixture->window, "Report for the seller…");
  dialog = app_driver_await_dialog (TERN_TYPE_REPORT_DIALOG);
  save_report (dialog, path);
  report = read_report (path, SECRETS, parser);
  g_assert_cmpuint (count_lines (report, "guide"), >=, 3);
  gtk_window_destroy (dialog);
  app_driver_click (fixture->window, "Close");
  app_driver_await_text (fixture->window, "Not installed");
}

/* What a dialog told of is in its report as well; and at any time there is one to be had. */
static void
test_fault (AppFixture *fixture, gconstpointer flags)
{
  static const char *const SECRETS[] = { EID, NULL };
  g_autofree char *path = g_build_filename (fixture->rig->folder, "report.txt", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = lpa_error_new (LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_MUTE, "80100066",
                                            "Card %s does not answer", EID);
  g_autoptr (GFile) nowhere = g_file_new_for_path ("/nonexistent/report.txt");
  GtkWindow *dialog;
  JsonObject *report;

  app_fixture_await_idle (fixture);
  tern_error_dialog_present (GTK_WIDGET (fixture->window), "Not switched on", error);
  dialog = app_driver_await_dialog (ADW_TYPE_MESSAGE_DIALOG);
  app_driver_click (dialog, "Report for the seller…");
  g_assert_false (app_driver_shows (dialog, EID));
  app_driver_await_text (dialog, "does not answer");
  dialog = app_driver_await_dialog (TERN_TYPE_REPORT_DIALOG);
  tern_report_dialog_save (TERN_REPORT_DIALOG (dialog), nowhere);
  app_driver_await_text (dialog, "Not saved: choose another folder, or make room");
  save_report (dialog, path);
  report = read_report (path, SECRETS, parser);
  assert_picture (report);
  g_assert_cmpstr (
      json_object_get_string_member (json_object_get_object_member (report, "problem"), "error"),
      ==, "channel/80100066");
  gtk_window_destroy (dialog);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.report", NULL);
  dialog = app_driver_await_dialog (TERN_TYPE_REPORT_DIALOG);
  g_assert_null (app_driver_find (dialog, GTK_TYPE_SWITCH, NULL));
  gtk_window_destroy (dialog);
}

/* A confirmation code that was given, right or wrong, is kept out as well. */
static void
test_confirmation_code (AppFixture *fixture, gconstpointer flags)
{
  static const char *const SECRETS[] = { CONFIRMATION, "77345612", EID, NULL };
  g_autofree char *path = g_build_filename (fixture->rig->folder, "report.txt", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  GtkWindow *dialog;

  app_fixture_look_at_offer (fixture, CONFIRMATION, TRUE);
  for (guint i = 0; i < 3; i++)
    {
      app_driver_await_text (fixture->window, "Business line");
      app_driver_type (fixture->window, "Confirmation code", "77345612");
      app_driver_click (fixture->window, "Install");
      app_driver_await (fixture->window, GTK_TYPE_SPINNER, NULL);
      if (i < 2)
        app_driver_await (fixture->window, ADW_TYPE_ENTRY_ROW, "Confirmation code");
    }
  app_driver_await_text (fixture->window, "Not installed");
  app_driver_click (fixture->window, "Report for the seller…");
  dialog = app_driver_await_dialog (TERN_TYPE_REPORT_DIALOG);
  save_report (dialog, path);
  read_report (path, SECRETS, parser);
  gtk_window_destroy (dialog);
}

/* --- The page of which the picture is taken -------------------------------------------------- */

static void
collect_text (GtkWidget *widget, GString *text)
{
  if (GTK_IS_LABEL (widget))
    g_string_append_printf (text, "%s\n", gtk_label_get_text (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    collect_text (child, text);
}

/* Every failure that the program can meet, with everything in it that must not be in a picture. */
static void
test_picture_keeps_secrets (void)
{
  g_autoptr (LpaActivationCode) code = lpa_activation_code_new ("smdp.example.com", USED);
  g_autoptr (LpaTrust) trust = lpa_trust_new ();
  g_autoptr (LpaDownload) download = lpa_download_new (code, trust);
  TernNotDonePage *page = g_object_ref_sink (TERN_NOT_DONE_PAGE (tern_not_done_page_new ()));
  gsize n;
  const LpaErrorPage *pages = lpa_error_book_get_pages (&n);

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GError) kind = lpa_error_new_from_key (pages[i].key);
      g_autoptr (GError) error =
          lpa_error_new (kind->domain, kind->code, lpa_error_get_figure (kind),
                         "LPA:1$smdp.example.com$%s of %s, %s", USED, EID, USED);
      g_autoptr (TernReport) report = tern_report_new ();
      g_autoptr (GString) text = g_string_new (NULL);

      lpa_error_set_detail (error, USED " " EID);
      tern_report_follow (report, download);
      tern_report_set_error (report, error, LPA_STEP_ORDER_FOUND, LPA_CODE_USABLE_YES);
      tern_not_done_page_show (page, download, error, report);
      collect_text (GTK_WIDGET (page), text);
      g_assert_null (strstr (text->str, USED));
      g_assert_null (strstr (text->str, EID));
      g_assert_nonnull (strstr (text->str, "7853"));
    }
  g_object_unref (page);
}

int
main (int argc, char **argv)
{
  app_driver_init ();
  gtk_test_init (&argc, &argv, NULL);
#define ADD(path, test) \
  g_test_add (path, AppFixture, "", app_fixture_set_up, test, app_fixture_tear_down)
  ADD ("/app/guide/every-end", test_every_end);
  ADD ("/app/guide/topic", test_topic);
  ADD ("/app/guide/sees", test_sees);
  ADD ("/app/guide/error-book", test_error_book);
  ADD ("/app/guide/from-failure", test_from_failure);
  ADD ("/app/report/journey", test_journey);
  ADD ("/app/report/twice", test_twice);
  ADD ("/app/report/fault", test_fault);
  ADD ("/app/report/confirmation-code", test_confirmation_code);
  g_test_add_func ("/app/report/picture-keeps-secrets", test_picture_keeps_secrets);
  return g_test_run ();
}
