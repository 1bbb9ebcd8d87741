/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-driver.h"
#include "app-rig.h"

#include "app/tern-code-page.h"
#include "app/tern-picture-bytes.h"
#include "scan/tern-qr-picture.h"
#include "scan/tern-scan-error.h"

#include <glib/gstdio.h>
#include <string.h>

/* Every way in which a code comes to the page for codes, and everything that is none. */
#define CODE "LPA:1$smdp.example.net$JWQM-7KPD-0042"
#define OTHER_CODE "LPA:1$rsp.example.org$TRVL-99ZX-8811"
#define CONFIRMATION "HLDN-BUS1-C0DE-X3M8"

typedef struct
{
  char *folder;
  AppRig *rig;
  TernApplication *application;
  TernWindow *window;
} Fixture;

/* With flags for a card there is one, and a server. */
static void
set_up (Fixture *fixture, gconstpointer card_flags)
{
  g_autoptr (LpaTrust) trust = lpa_trust_new ();

  fixture->folder = g_dir_make_tmp ("tern-codes-XXXXXX", NULL);
  fixture->application = app_driver_start ();
  fixture->window = app_driver_get_window (fixture->application);
  if (card_flags == NULL)
    return;
  fixture->rig = app_rig_new (card_flags, "");
  g_assert_true (lpa_trust_add_issuers (trust, fixture->rig->issuer, NULL));
  tern_reader_monitor_add_simulated (tern_application_get_monitor (fixture->application),
                                     fixture->rig->socket, trust);
  app_driver_await_text (fixture->window, "No profiles yet");
}

static void
tear_down (Fixture *fixture, gconstpointer card_flags)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  app_driver_stop (fixture->application);
  g_clear_pointer (&fixture->rig, app_rig_free);
  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
}

static GBytes *
make_qr (const char *text)
{
  g_autoptr (TernQrPicture) qr = tern_qr_picture_new (text, NULL);

  return tern_qr_picture_to_png (qr, 4, NULL);
}

/* As portable anymaps are written: a head, then the pixels. */
static GBytes *
make_pixels (guint width, guint height, gsize size)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  GString *data = g_string_new (NULL);

  g_string_append_printf (data, "P5\n%u %u\n255\n", width, height);
  while (size--)
    g_string_append_c (data, (char) g_rand_int_range (rand, 1, 255));
  return g_string_free_to_bytes (data);
}

static GFile *
write_file (Fixture *fixture, const char *name, GBytes *bytes)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL),
                                      (gssize) g_bytes_get_size (bytes), NULL));
  return g_file_new_for_path (path);
}

static GFile *
write_qr (Fixture *fixture, const char *name, const char *text)
{
  g_autoptr (GBytes) png = make_qr (text);

  return write_file (fixture, name, png);
}

static void
drop_files (Fixture *fixture, GFile *one, GFile *other)
{
  g_auto (GValue) value = G_VALUE_INIT;
  GSList *files = other ? g_slist_prepend (NULL, g_object_ref (other)) : NULL;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, g_slist_prepend (files, g_object_ref (one)));
  app_driver_drop (fixture->window, &value);
}

static void
drop_text (Fixture *fixture, const char *text)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  g_value_set_string (&value, text);
  app_driver_drop (fixture->window, &value);
}

static void
drop_picture (Fixture *fixture, GBytes *bytes)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, TERN_TYPE_PICTURE_BYTES);
  g_value_set_boxed (&value, bytes);
  app_driver_drop (fixture->window, &value);
}

static void
paste (Fixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.paste-code", NULL);
}

static GdkClipboard *
get_clipboard (Fixture *fixture)
{
  return gtk_widget_get_clipboard (GTK_WIDGET (fixture->window));
}

static GtkEditable *
get_entry (Fixture *fixture)
{
  return GTK_EDITABLE (app_driver_await (fixture->window, ADW_TYPE_ENTRY_ROW, "Activation code"));
}

static void
assert_entry (Fixture *fixture, const char *text)
{
  g_assert_cmpstr (gtk_editable_get_text (get_entry (fixture)), ==, text);
}

static void
expect_code (Fixture *fixture, const char *code)
{
  g_auto (GStrv) parts = g_strsplit (code, "$", -1);

  app_driver_await_text (fixture->window, "What it says");
  g_assert_true (app_driver_shows (fixture->window, parts[1]));
  g_assert_false (app_driver_shows (fixture->window, parts[2]));
  assert_entry (fixture, code);
  gtk_editable_set_text (get_entry (fixture), "");
}

static void
test_drop_file (Fixture *fixture, gconstpointer card_flags)
{
  g_autoptr (GFile) file = write_qr (fixture, "code.png", CODE);

  drop_files (fixture, file, NULL);
  expect_code (fixture, CODE);
  app_driver_await_text (fixture->window, "No card is ready");
}

static void
test_drop_picture (Fixture *fixture, gconstpointer card_flags)
{
  g_autoptr (GBytes) png = make_qr (CODE);

  drop_picture (fixture, png);
  expect_code (fixture, CODE);
}

/* A link out of a browser is looked at, not followed. */
static void
test_drop_link (Fixture *fixture, gconstpointer card_flags)
{
  g_autoptr (GFile) link =
      g_file_new_for_uri ("https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=" CODE);
  g_autoptr (GFile) other = g_file_new_for_uri ("https://www.example.com/picture.png");

  drop_files (fixture, link, NULL);
  expect_code (fixture, CODE);
  drop_files (fixture, other, NULL);
  app_driver_await_text (fixture->window, "This is not an activation code.");
}

static void
test_drop_text (Fixture *fixture, gconstpointer card_flags)
{
  drop_text (fixture, "Dear customer,\nhere is your code: " CODE "\nHave a good journey!\n");
  expect_code (fixture, CODE);
  drop_text (fixture, "SM-DP+ address: rsp.example.org\nActivation code: TRVL-99ZX-8811\n");
  expect_code (fixture, OTHER_CODE);
}

static gboolean
is_chooser_ready (gpointer chooser)
{
  g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser));

  return g_list_model_get_n_items (files) > 0;
}

static void
test_choose (Fixture *fixture, gconstpointer card_flags)
{
  g_autoptr (GFile) file = write_qr (fixture, "code.png", CODE);
  GtkWindow *chooser;

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.add", NULL);
  gtk_widget_activate (
      app_driver_await (fixture->window, ADW_TYPE_ACTION_ROW, "Choose a picture…"));
  chooser = app_driver_await_dialog (GTK_TYPE_FILE_CHOOSER_DIALOG);
  g_assert_true (gtk_file_chooser_get_select_multiple (GTK_FILE_CHOOSER (chooser)));
  g_assert_true (gtk_file_chooser_set_file (GTK_FILE_CHOOSER (chooser), file, NULL));
  app_driver_wait (is_chooser_ready, chooser, "the file to be chosen");
  gtk_dialog_response (GTK_DIALOG (chooser), GTK_RESPONSE_ACCEPT);
  expect_code (fixture, CODE);
}

/* The end of each matching ID tells them apart; the whole of it stays hidden. */
static void
test_several (Fixture *fixture, gconstpointer card_flags)
{
  g_autoptr (GFile) one = write_qr (fixture, "one.png", CODE);
  g_autoptr (GFile) other = write_qr (fixture, "other.png", OTHER_CODE);

  drop_files (fixture, one, other);
  app_driver_await_text (fixture->window, "2 codes were found");
  assert_entry (fixture, "");
  g_assert_true (app_driver_shows (fixture->window, "••••0042"));
  g_assert_true (app_driver_shows (fixture->window, "••••8811"));
  g_assert_false (app_driver_shows (fixture->window, "TRVL"));
  gtk_widget_activate (app_driver_await (fixture->window, ADW_TYPE_ACTION_ROW, "rsp.example.org"));
  app_driver_await_text (fixture->window, "What it says");
  assert_entry (fixture, OTHER_CODE);
  gtk_widget_activate (app_driver_await (fixture->window, ADW_TYPE_ACTION_ROW, "smdp.example.net"));
  expect_code (fixture, CODE);

  drop_text (fixture, CODE "\n" OTHER_CODE "\n" CODE "\n");
  app_driver_await_text (fixture->window, "2 codes were found");
  drop_files (fixture, one, one);
  expect_code (fixture, CODE);
  g_assert_false (app_driver_shows (fixture->window, "codes were found"));
}

/* Beside pictures that hold none a code is found all the same. */
static void
test_one_of_two (Fixture *fixture, gconstpointer card_flags)
{
  g_autoptr (GFile) web = write_qr (fixture, "web.png", "https://www.example.com/");
  g_autoptr (GFile) one = write_qr (fixture, "one.png", CODE);

  drop_files (fixture, web, one);
  expect_code (fixture, CODE);
}

static void
expect_refusal (Fixture *fixture, TernScanError code)
{
  app_driver_await_text (fixture->window, tern_scan_error_get_cause (code));
  g_assert_true (app_driver_shows (fixture->window, tern_scan_error_get_action (code)));
  assert_entry (fixture, "typed before");
}

static void
refuse (Fixture *fixture, GBytes *bytes, TernScanError code)
{
  g_autoptr (GFile) file = write_file (fixture, "picture", bytes);

  drop_files (fixture, file, NULL);
  expect_refusal (fixture, code);
  drop_text (fixture, "milk, bread");
  app_driver_await_text (fixture->window, "This is not an activation code.");
  drop_picture (fixture, bytes);
  expect_refusal (fixture, code);
}

static void
test_refusals (Fixture *fixture, gconstpointer card_flags)
{
  g_autofree char *long_text = g_strnfill (2200, 'x');
  g_autoptr (GBytes) web = make_qr ("https://www.example.com/");
  g_autoptr (GBytes) words = make_qr ("milk, bread");
  g_autoptr (GBytes) flood = make_qr (long_text);
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (web, 0, g_bytes_get_size (web) / 2);
  g_autoptr (GBytes) huge = make_pixels (20000, 20000, 100000);
  g_autoptr (GBytes) noise = make_pixels (200, 200, 200 * 200);
  g_autoptr (GBytes) no_picture = g_bytes_new_static ("milk, bread", 11);

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.add", NULL);
  app_driver_type (fixture->window, "Activation code", "typed before");
  refuse (fixture, web, TERN_SCAN_ERROR_WEB_ADDRESS);
  refuse (fixture, words, TERN_SCAN_ERROR_OTHER_TEXT);
  refuse (fixture, flood, TERN_SCAN_ERROR_TOO_MUCH_TEXT);
  refuse (fixture, cut, TERN_SCAN_ERROR_TRUNCATED);
  refuse (fixture, huge, TERN_SCAN_ERROR_TOO_MANY_PIXELS);
  refuse (fixture, noise, TERN_SCAN_ERROR_NO_CODE);
  refuse (fixture, no_picture, TERN_SCAN_ERROR_NOT_A_PICTURE);
}

/* Neither waited for nor read: what is no file. */
static void
test_no_file (Fixture *fixture, gconstpointer card_flags)
{
  g_autoptr (GFile) folder = g_file_new_for_path (fixture->folder);
  g_autoptr (GFile) missing = g_file_get_child (folder, "missing.png");
  g_autoptr (GFile) device = g_file_new_for_path ("/dev/zero");

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.add", NULL);
  app_driver_type (fixture->window, "Activation code", "typed before");
  for (guint i = 0; i < 3; i++)
    {
      GFile *files[] = { folder, missing, device };

      drop_files (fixture, files[i], NULL);
      expect_refusal (fixture, TERN_SCAN_ERROR_FILE);
      drop_text (fixture, "milk, bread");
      app_driver_await_text (fixture->window, "This is not an activation code.");
    }
}

/* A code that was printed wrong is shown with the place where it is wrong. */
static void
test_broken_qr (Fixture *fixture, gconstpointer card_flags)
{
  g_autoptr (GBytes) png = make_qr ("LPA:1$smdp..example$QQQ");

  drop_picture (fixture, png);
  app_driver_await_text (fixture->window, "At character");
  assert_entry (fixture, "LPA:1$smdp..example$QQQ");
}

static gboolean
is_idle (gpointer window)
{
  return !app_driver_shows (window, "Looking for a code…");
}

static void
test_cancel (Fixture *fixture, gconstpointer card_flags)
{
  g_autoptr (GBytes) noise = make_pixels (2000, 2000, 2000 * 2000);
  g_autoptr (GFile) file = write_file (fixture, "noise.pgm", noise);

  drop_files (fixture, file, file);
  app_driver_await_text (fixture->window, "Looking for a code…");
  app_driver_click (fixture->window, "Cancel");
  app_driver_wait (is_idle, fixture->window, "the search to end");
  app_driver_settle (300);
  g_assert_false (
      app_driver_shows (fixture->window, tern_scan_error_get_cause (TERN_SCAN_ERROR_NO_CODE)));
}

static void
test_paste_texture (Fixture *fixture, gconstpointer card_flags)
{
  g_autoptr (GBytes) png = make_qr (CODE);
  g_autoptr (GdkTexture) texture = gdk_texture_new_from_bytes (png, NULL);

  gdk_clipboard_set_texture (get_clipboard (fixture), texture);
  paste (fixture);
  expect_code (fixture, CODE);
  gtk_widget_activate (
      app_driver_await (fixture->window, ADW_TYPE_ACTION_ROW, "Paste what was copied"));
  expect_code (fixture, CODE);
}

static void
test_paste_files (Fixture *fixture, gconstpointer card_flags)
{
  g_autoptr (GFile) file = write_qr (fixture, "code.png", CODE);
  GSList files = { file, NULL };

  gdk_clipboard_set (get_clipboard (fixture), GDK_TYPE_FILE_LIST, &files);
  paste (fixture);
  expect_code (fixture, CODE);
}

/* Spreadsheets copy a picture of the cell along with its text. */
static void
test_paste_both (Fixture *fixture, gconstpointer card_flags)
{
  g_autoptr (GBytes) noise = make_pixels (60, 60, 60 * 60);
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (20, 20, GDK_MEMORY_R8G8B8, noise, 60);
  g_auto (GValue) picture = G_VALUE_INIT;
  g_auto (GValue) text = G_VALUE_INIT;
  GdkContentProvider *both[2];
  g_autoptr (GdkContentProvider) content = NULL;

  g_value_init (&picture, GDK_TYPE_TEXTURE);
  g_value_set_object (&picture, texture);
  g_value_init (&text, G_TYPE_STRING);
  g_value_set_string (&text, CODE);
  both[0] = gdk_content_provider_new_for_value (&picture);
  both[1] = gdk_content_provider_new_for_value (&text);
  content = gdk_content_provider_new_union (both, 2);
  gdk_clipboard_set_content (get_clipboard (fixture), content);
  paste (fixture);
  expect_code (fixture, CODE);
}

static void
test_paste_much (Fixture *fixture, gconstpointer card_flags)
{
  g_autofree char *text = g_strnfill (2 * 1024 * 1024, 'x');

  for (gsize i = 60; i < 2 * 1024 * 1024; i += 61)
    text[i] = i % 3 ? '\n' : '$';
  gdk_clipboard_set_text (get_clipboard (fixture), text);
  paste (fixture);
  app_driver_await_text (fixture->window, "This is too long for an activation code.");
  assert_entry (fixture, "");
  memcpy (text + 1024 * 1024, "\n" CODE "\n", strlen (CODE) + 2);
  gdk_clipboard_set_text (get_clipboard (fixture), text);
  paste (fixture);
  expect_code (fixture, CODE);
}

/* Nothing of use, that is. */
static void
test_paste_nothing (Fixture *fixture, gconstpointer card_flags)
{
  gdk_clipboard_set (get_clipboard (fixture), G_TYPE_INT, 7);
  paste (fixture);
  app_driver_await_text (fixture->window, "nor a picture of one");
}

/* Ctrl+V where the cursor is in the entry. */
static void
press_paste (GtkEditable *entry)
{
  g_autoptr (GListModel) all = gtk_widget_observe_controllers (GTK_WIDGET (entry));

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (all, i);
      g_autoptr (GtkShortcut) shortcut = NULL;

      if (!GTK_IS_SHORTCUT_CONTROLLER (controller) ||
          gtk_event_controller_get_propagation_phase (controller) != GTK_PHASE_CAPTURE)
        continue;
      shortcut = g_list_model_get_item (G_LIST_MODEL (controller), 0);
      g_assert_true (gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0,
                                                   GTK_WIDGET (entry), NULL));
      return;
    }
  g_assert_not_reached ();
}

static gboolean
is_filled_in (gpointer entry)
{
  return g_str_has_suffix (gtk_editable_get_text (entry), "-0042");
}

/* Half a code goes where the cursor is, a whole message is looked through. */
static void
test_paste_into_entry (Fixture *fixture, gconstpointer card_flags)
{
  GtkEditable *entry;
  g_autoptr (GBytes) png = make_qr (OTHER_CODE);
  g_autoptr (GdkTexture) texture = gdk_texture_new_from_bytes (png, NULL);

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.add", NULL);
  entry = get_entry (fixture);
  gtk_editable_set_text (entry, "LPA:1$smdp.example.net$");
  gtk_editable_set_position (entry, -1);
  gdk_clipboard_set_text (get_clipboard (fixture), " JWQM-7KPD-0042\n");
  press_paste (entry);
  app_driver_wait (is_filled_in, entry, "the text to be pasted");
  expect_code (fixture, CODE);
  gdk_clipboard_set_text (get_clipboard (fixture), "Your code:\n" CODE "\n");
  press_paste (entry);
  expect_code (fixture, CODE);
  gdk_clipboard_set_texture (get_clipboard (fixture), texture);
  press_paste (entry);
  expect_code (fixture, OTHER_CODE);
}

/* The confirmation code of the message is there when the server asks; nothing was contacted before
 * the person went on. */
static void
test_message (Fixture *fixture, gconstpointer card_flags)
{
  g_autofree char *code = app_rig_dup_code (fixture->rig, CONFIRMATION, TRUE);
  g_autofree char *message =
      g_strdup_printf ("Your eSIM is ready.\n\n%s\n\nConfirmation code: 1234\n", code);
  g_autofree char *before = app_rig_dup_books (fixture->rig);
  g_autofree char *after = NULL;
  GtkWidget *row;

  drop_text (fixture, message);
  app_driver_await_text (fixture->window, "Told with the code");
  app_driver_settle (300);
  after = app_rig_dup_books (fixture->rig);
  g_assert_cmpstr (before, ==, after);
  app_driver_click (fixture->window, "Look at the offer");
  app_driver_await_text (fixture->window, "Business line");
  row = app_driver_await (fixture->window, ADW_TYPE_ENTRY_ROW, "Confirmation code");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "1234");
  drop_text (fixture, CODE);
  app_driver_await_text (fixture->window, "Another code is being dealt with");
  app_driver_click (fixture->window, "Install");
  app_driver_await_text (fixture->window, "“Business line” is installed");
  app_driver_click (fixture->window, "Later");
}

/* A confirmation code does not stay with another code. */
static void
test_other_code (Fixture *fixture, gconstpointer card_flags)
{
  TernCodePage *page;

  drop_text (fixture, CODE "\nConfirmation code: 1234\n");
  app_driver_await_text (fixture->window, "Told with the code");
  page = TERN_CODE_PAGE (app_driver_find (fixture->window, TERN_TYPE_CODE_PAGE, NULL));
  g_assert_cmpstr (tern_code_page_get_confirmation_code (page), ==, "1234");
  app_driver_type (fixture->window, "Activation code", OTHER_CODE);
  g_assert_null (tern_code_page_get_confirmation_code (page));
  g_assert_false (app_driver_shows (fixture->window, "Told with the code"));
}

int
main (int argc, char **argv)
{
  app_driver_init ();
  gtk_test_init (&argc, &argv, NULL);
#define ADD(path, flags, test) g_test_add (path, Fixture, flags, set_up, test, tear_down)
  ADD ("/app/codes/drop-file", NULL, test_drop_file);
  ADD ("/app/codes/drop-picture", NULL, test_drop_picture);
  ADD ("/app/codes/drop-link", NULL, test_drop_link);
  ADD ("/app/codes/drop-text", NULL, test_drop_text);
  ADD ("/app/codes/choose", NULL, test_choose);
  ADD ("/app/codes/several", NULL, test_several);
  ADD ("/app/codes/one-of-two", NULL, test_one_of_two);
  ADD ("/app/codes/refusals", NULL, test_refusals);
  ADD ("/app/codes/no-file", NULL, test_no_file);
  ADD ("/app/codes/broken-qr", NULL, test_broken_qr);
  ADD ("/app/codes/cancel", NULL, test_cancel);
  ADD ("/app/codes/paste-texture", NULL, test_paste_texture);
  ADD ("/app/codes/paste-files", NULL, test_paste_files);
  ADD ("/app/codes/paste-both", NULL, test_paste_both);
  ADD ("/app/codes/paste-much", NULL, test_paste_much);
  ADD ("/app/codes/paste-nothing", NULL, test_paste_nothing);
  ADD ("/app/codes/paste-into-entry", NULL, test_paste_into_entry);
  ADD ("/app/codes/message", "", test_message);
  ADD ("/app/codes/other-code", NULL, test_other_code);
  return g_test_run ();
}
