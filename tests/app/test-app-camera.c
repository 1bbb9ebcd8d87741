/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app-driver.h"
#include "app-rig.h"
#include "camera-lab.h"
#include "camera-portal.h"

#include "app/tern-code-page.h"
#include "app/tern-qr-dialog.h"
#include "scan/tern-qr-picture.h"
#include "scan/tern-scan.h"

#include <glib/gstdio.h>

/*
 * Each way in which a code comes into the program, from where it is to the offer of a real server:
 * through the lens of a virtual camera, dropped, pasted, from the screen, as a link and typed. And
 * what is seen when a camera does not do as it should.
 */
#define ORDER "FJRD-10GB-7Q2K-55TN"
#define OFFER "Fjordcell"
#define CODE "LPA:1$smdp.example.net$JWQM-7KPD-0042"
#define OTHER_CODE "LPA:1$rsp.example.org$TRVL-99ZX-8811"

static AppRig *rig;

typedef struct
{
  TernApplication *application;
  TernWindow *window;
  char *code;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer wants_card)
{
  g_autoptr (LpaTrust) trust = lpa_trust_new ();

  fixture->application = app_driver_start ();
  fixture->window = app_driver_get_window (fixture->application);
  fixture->code = app_rig_dup_code (rig, ORDER, FALSE);
  if (wants_card == NULL)
    return;
  g_assert_true (lpa_trust_add_issuers (trust, rig->issuer, NULL));
  tern_reader_monitor_add_simulated (tern_application_get_monitor (fixture->application),
                                     rig->socket, trust);
  app_driver_await_text (fixture->window, "No profiles yet");
}

static void
tear_down (Fixture *fixture, gconstpointer wants_card)
{
  app_driver_stop (fixture->application);
  g_free (fixture->code);
}

static void
open_page (Fixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.add", NULL);
}

static void
press_row (Fixture *fixture, const char *title)
{
  gtk_widget_activate (app_driver_await (fixture->window, ADW_TYPE_ACTION_ROW, title));
}

static void
start_camera (Fixture *fixture)
{
  open_page (fixture);
  press_row (fixture, "Use the camera…");
}

/* The code is taken apart, and from there it is one button to what the server offers. */
static void
expect_offer (Fixture *fixture)
{
  app_driver_await_text (fixture->window, "What it says");
  app_driver_click (fixture->window, "Look at the offer");
  app_driver_await_text (fixture->window, OFFER);
  app_driver_await_text (fixture->window, "Install");
  app_driver_click (fixture->window, "Not now");
}

static GBytes *
make_png (const char *text)
{
  g_autoptr (TernQrPicture) qr = tern_qr_picture_new (text, NULL);

  return tern_qr_picture_to_png (qr, 4, NULL);
}

static char *
write_png (const char *text)
{
  g_autoptr (GBytes) png = make_png (text);
  g_autofree char *path = NULL;
  int file = g_file_open_tmp ("tern-way-XXXXXX.png", &path, NULL);

  g_close (file, NULL);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (png, NULL),
                                      (gssize) g_bytes_get_size (png), NULL));
  return g_steal_pointer (&path);
}

/* --- The six ways ------------------------------------------------------------------------------
 */

static void
test_held_up (Fixture *fixture, gconstpointer wants_card)
{
  g_autoptr (LabCamera) camera = lab_camera_new ("tern-cam", "Test camera", NULL);

  start_camera (fixture);
  app_driver_await_text (fixture->window, "Hold the QR code into the frame.");
  lab_camera_hold (camera, fixture->code);
  app_driver_await_text (fixture->window, "What it says");
  lab_camera_await (camera, "paused");
  expect_offer (fixture);
}

static void
test_dropped (Fixture *fixture, gconstpointer wants_card)
{
  g_autofree char *path = write_png (fixture->code);
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, g_slist_prepend (NULL, g_file_new_for_path (path)));
  app_driver_drop (fixture->window, &value);
  expect_offer (fixture);
  g_unlink (path);
}

static void
test_pasted (Fixture *fixture, gconstpointer wants_card)
{
  g_autoptr (GBytes) png = make_png (fixture->code);
  g_autoptr (GdkTexture) texture = gdk_texture_new_from_bytes (png, NULL);

  gdk_clipboard_set_texture (gtk_widget_get_clipboard (GTK_WIDGET (fixture->window)), texture);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.paste-code", NULL);
  expect_offer (fixture);
}

static void
test_on_screen (Fixture *fixture, gconstpointer wants_card)
{
  g_autoptr (CameraPortal) portal = camera_portal_new (CAMERA_ANSWER_YES);
  g_autofree char *path = write_png (fixture->code);

  camera_portal_show_screen (portal, path);
  open_page (fixture);
  press_row (fixture, "Scan the screen…");
  expect_offer (fixture);
  g_assert_cmpuint (camera_portal_get_questions (portal), ==, 1);
  g_unlink (path);
}

/* As the desktop hands a clicked link over. */
static void
test_link (Fixture *fixture, gconstpointer wants_card)
{
  g_autoptr (GFile) link = g_file_new_for_uri (fixture->code);

  g_application_open (G_APPLICATION (fixture->application), &link, 1, "");
  expect_offer (fixture);
}

static void
test_typed (Fixture *fixture, gconstpointer wants_card)
{
  open_page (fixture);
  app_driver_type (fixture->window, "Activation code", fixture->code);
  expect_offer (fixture);
}

/* --- The camera --------------------------------------------------------------------------------
 */

/* Told what to do, and all of it goes on by itself. */
static void
test_comes_and_goes (Fixture *fixture, gconstpointer wants_card)
{
  LabCamera *camera;

  start_camera (fixture);
  app_driver_await_text (fixture->window, "No camera was found");
  camera = lab_camera_new ("tern-cam", "Test camera", NULL);
  app_driver_await_text (fixture->window, "Hold the QR code into the frame.");
  lab_camera_free (camera);
  app_driver_await_text (fixture->window, "The camera is gone");
  camera = lab_camera_new ("tern-cam", "Test camera", NULL);
  lab_camera_hold (camera, CODE);
  app_driver_await_text (fixture->window, "What it says");
  lab_camera_await (camera, "paused");
  lab_camera_free (camera);
}

/* What is no activation code is named, and it is looked on. */
static void
test_other_codes (Fixture *fixture, gconstpointer wants_card)
{
  g_autoptr (LabCamera) camera = lab_camera_new ("tern-cam", "Test camera", NULL);

  lab_camera_hold (camera, "https://www.example.com/");
  start_camera (fixture);
  app_driver_await_text (fixture->window, "This QR code is a link to a web page");
  lab_camera_hold (camera, CODE);
  app_driver_await_text (fixture->window, "What it says");
}

/* A button with a picture and no words but those of its tooltip. */
static GtkWidget *
find_by_tooltip (GtkWidget *root, const char *text)
{
  if (!gtk_widget_get_mapped (root))
    return NULL;
  if (GTK_IS_BUTTON (root) && g_strcmp0 (gtk_widget_get_tooltip_text (root), text) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_by_tooltip (child, text);

      if (found)
        return found;
    }
  return NULL;
}

static void
test_left (Fixture *fixture, gconstpointer wants_card)
{
  g_autoptr (LabCamera) camera = lab_camera_new ("tern-cam", "Test camera", NULL);

  start_camera (fixture);
  lab_camera_await (camera, "streaming");
  app_driver_await_text (fixture->window, "Hold the QR code into the frame.");
  app_driver_click (fixture->window, "Stop the camera");
  lab_camera_await (camera, "paused");
  press_row (fixture, "Use the camera…");
  lab_camera_await (camera, "streaming");
  app_driver_await_text (fixture->window, "Hold the QR code into the frame.");
  g_signal_emit_by_name (find_by_tooltip (GTK_WIDGET (fixture->window), "Back"), "clicked");
  lab_camera_await (camera, "paused");
  open_page (fixture);
  app_driver_await (fixture->window, ADW_TYPE_ACTION_ROW, "Use the camera…");
  press_row (fixture, "Use the camera…");
  lab_camera_await (camera, "streaming");
  app_driver_type (fixture->window, "Activation code", CODE);
  lab_camera_await (camera, "paused");
}

static gboolean
shows_two_cameras (gpointer window)
{
  GtkWidget *choice = app_driver_find (window, GTK_TYPE_DROP_DOWN, NULL);

  return choice && gtk_widget_get_visible (choice) &&
         g_list_model_get_n_items (gtk_drop_down_get_model (GTK_DROP_DOWN (choice))) == 2;
}

/* The camera that was chosen is the one that is used next time. */
static void
test_chosen (Fixture *fixture, gconstpointer wants_card)
{
  g_autoptr (LabCamera) one = lab_camera_new ("tern-one", "Camera one", NULL);
  g_autoptr (LabCamera) two = lab_camera_new ("tern-two", "Camera two", NULL);
  g_autoptr (GSettings) settings = g_settings_new (TERN_APPLICATION_ID);
  GtkDropDown *choice;

  start_camera (fixture);
  app_driver_wait (shows_two_cameras, fixture->window, "a choice of cameras");
  lab_camera_await (one, "streaming");
  choice = GTK_DROP_DOWN (app_driver_find (fixture->window, GTK_TYPE_DROP_DOWN, NULL));
  gtk_drop_down_set_selected (choice, 1);
  lab_camera_await (one, "paused");
  lab_camera_await (two, "streaming");
  app_driver_click (fixture->window, "Stop the camera");
  lab_camera_await (two, "paused");
  press_row (fixture, "Use the camera…");
  lab_camera_await (two, "streaming");
  g_settings_reset (settings, "camera");
}

/* The desktop's no is said with what to do; its yes later on is enough. */
static void
test_denied (Fixture *fixture, gconstpointer wants_card)
{
  CameraPortal *portal = camera_portal_new (CAMERA_ANSWER_NO);
  g_autoptr (LabCamera) camera = lab_camera_new ("tern-cam", "Test camera", NULL);

  start_camera (fixture);
  app_driver_await_text (fixture->window, "Tern may not use the camera");
  camera_portal_free (portal);
  portal = camera_portal_new (CAMERA_ANSWER_YES);
  lab_camera_hold (camera, CODE);
  app_driver_click (fixture->window, "Try again");
  app_driver_await_text (fixture->window, "What it says");
  camera_portal_free (portal);
}

static void
test_asking (Fixture *fixture, gconstpointer wants_card)
{
  g_autoptr (CameraPortal) portal = camera_portal_new (CAMERA_ANSWER_NOTHING);

  start_camera (fixture);
  app_driver_await_text (fixture->window, "Waiting for permission…");
  app_driver_click (fixture->window, "Stop the camera");
  app_driver_await (fixture->window, ADW_TYPE_ACTION_ROW, "Use the camera…");
}

/* --- Codes out ---------------------------------------------------------------------------------
 */

static gboolean
is_there (gpointer path)
{
  GStatBuf status;

  return g_stat (path, &status) == 0 && status.st_size > 0;
}

static void
assert_holds_code (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GPtrArray) symbols = tern_scan_file (file, NULL, NULL);

  g_assert_nonnull (symbols);
  g_assert_cmpstr (((TernSymbol *) symbols->pdata[0])->text, ==, CODE);
}

static void
save_as (GtkWindow *dialog, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  tern_qr_dialog_save (TERN_QR_DIALOG (dialog), file);
}

/* What another device scans is the code; nobody but the person can read the file; and what is
 * written beside the picture is not what it is worth. */
static void
test_handed_over (Fixture *fixture, gconstpointer wants_card)
{
  g_autofree char *folder = g_dir_make_tmp ("tern-out-XXXXXX", NULL);
  g_autofree char *shot = g_build_filename (folder, "shot.png", NULL);
  g_autofree char *png = g_build_filename (folder, "code.png", NULL);
  g_autofree char *svg = g_build_filename (folder, "code.svg", NULL);
  g_autofree char *drawing = NULL;
  GtkWindow *dialog;
  GStatBuf status;

  open_page (fixture);
  app_driver_type (fixture->window, "Activation code", CODE);
  press_row (fixture, "Show as QR code for another device…");
  dialog = app_driver_await_dialog (TERN_TYPE_QR_DIALOG);
  app_driver_await_text (dialog, "showing it is handing it over");
  app_driver_settle (300);
  app_driver_save (dialog, shot);
  assert_holds_code (shot);
  save_as (dialog, png);
  app_driver_wait (is_there, png, "the file");
  assert_holds_code (png);
  g_assert_cmpint (g_stat (png, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0077, ==, 0);
  save_as (dialog, svg);
  app_driver_wait (is_there, svg, "the file");
  g_assert_true (g_file_get_contents (svg, &drawing, NULL, NULL));
  g_assert_nonnull (strstr (drawing, "smdp.example.net"));
  g_assert_null (strstr (drawing, "JWQM"));
  save_as (dialog, "/nonexistent/code.svg");
  app_driver_await_text (dialog, "Not saved: choose another folder");
  save_as (dialog, "code.txt");
  app_driver_await_text (dialog, "Not saved: use .svg or .png");
  /* Not pressed: the dialog in which GTK 4.8 asks for a name leaks. */
  g_assert_nonnull (app_driver_find (dialog, GTK_TYPE_BUTTON, "Save…"));
  gtk_window_destroy (dialog);
  g_unlink (shot);
  g_unlink (png);
  g_unlink (svg);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  CameraLab *lab;
  int result;

  app_driver_init ();
  lab = camera_lab_new ();
  rig = app_rig_new ("", "");
  gtk_test_init (&argc, &argv, NULL);
#define ADD(path, card, test) g_test_add (path, Fixture, card, set_up, test, tear_down)
  ADD ("/app/ways/held-up", "card", test_held_up);
  ADD ("/app/ways/dropped", "card", test_dropped);
  ADD ("/app/ways/pasted", "card", test_pasted);
  ADD ("/app/ways/on-screen", "card", test_on_screen);
  ADD ("/app/ways/link", "card", test_link);
  ADD ("/app/ways/typed", "card", test_typed);
  ADD ("/app/camera/comes-and-goes", NULL, test_comes_and_goes);
  ADD ("/app/camera/other-codes", NULL, test_other_codes);
  ADD ("/app/camera/left", NULL, test_left);
  ADD ("/app/camera/chosen", NULL, test_chosen);
  ADD ("/app/camera/denied", NULL, test_denied);
  ADD ("/app/camera/asking", NULL, test_asking);
  ADD ("/app/codes-out/handed-over", NULL, test_handed_over);
  result = g_test_run ();
  app_rig_free (rig);
  camera_lab_free (lab);
  return result;
}
