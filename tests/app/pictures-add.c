/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pictures.h"

#include "app/tern-qr-dialog.h"
#include "app/tern-report-dialog.h"
#include "camera-lab.h"

#define GOOD "FJRD-10GB-7Q2K-55TN"
#define CONFIRMATION "HLDN-BUS1-C0DE-X3M8"
#define USED "KUMO-05GB-USED-9RW1"
#define LATE "BRSA-03GB-2023-LATE"
#define SAMPLE "LPA:1$smdp.example.net$JWQM-7KPD-0042"

static void
open_add (AppFixture *scene)
{
  app_fixture_await_idle (scene);
  app_driver_click (scene->window, "Add eSIM");
  app_driver_await (scene->window, ADW_TYPE_ENTRY_ROW, "Activation code");
}

static void
drop_text (AppFixture *scene, const char *text)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  g_value_set_string (&value, text);
  app_driver_drop (scene->window, &value);
}

/* The page for the code, and all that can be put into it. */
void
pictures_of_codes (AppFixture *scene)
{
  app_driver_await_text (scene->window, "No profiles yet");
  open_add (scene);
  pictures_take_window (scene, "code-empty");
  drop_text (scene, "Your order is on its way.");
  app_driver_await_text (scene->window, "This is not an activation code.");
  pictures_take_window (scene, "code-refused");
  drop_text (scene, SAMPLE "\nLPA:1$rsp.example.org$TRVL-99ZX-8811\n");
  app_driver_await_text (scene->window, "2 codes were found");
  pictures_take_window (scene, "code-several");
  pictures_choose (scene, "rsp.example.org");
  app_driver_await_text (scene->window, "What it says");
  pictures_take_window (scene, "code-chosen");
  app_driver_type (scene->window, "Activation code", "LPA:1$smdp..example$QQQ");
  pictures_take_window (scene, "code-wrong");
  app_driver_click (scene->window, "Back");
  open_add (scene);
  app_driver_type (scene->window, "Activation code", SAMPLE "$$1");
  pictures_take_window (scene, "code");
  pictures_choose (scene, "Show as QR code for another device…");
  pictures_take_dialog (app_driver_await_dialog (TERN_TYPE_QR_DIALOG), "code-qr");
  tern_reader_set_card_present (
      tern_card_item_get_reader (tern_window_get_selected (scene->window)), FALSE);
  app_driver_await_text (scene->window, "No card is ready");
  pictures_take_window (scene, "code-no-card");
}

/* Through the lens of a virtual camera, and without one. */
void
pictures_of_camera (AppFixture *scene)
{
  CameraLab *lab = camera_lab_new ();
  LabCamera *camera;

  gtk_widget_activate_action (GTK_WIDGET (scene->window), "win.add", NULL);
  pictures_choose (scene, "Use the camera…");
  app_driver_await_text (scene->window, "No camera");
  pictures_take_window (scene, "camera-none");
  camera = lab_camera_new ("front", "Front camera", NULL);
  lab_camera_hold (camera, "https://example.com");
  app_driver_await_text (scene->window, "Hold the QR code");
  app_driver_settle (500);
  pictures_take_window (scene, "camera");
  app_driver_click (scene->window, "Stop the camera");
  lab_camera_free (camera);
  camera_lab_free (lab);
}

static void
check_code (AppFixture *scene, const char *matching_id, const char *heading)
{
  g_autofree char *code = app_rig_dup_code (scene->rig, matching_id, FALSE);

  app_driver_type (scene->window, "Activation code", code);
  app_driver_click (scene->window, "Check this code");
  app_driver_await_text (scene->window, heading);
}

/* What is found out before a code is used. */
void
pictures_of_checks (AppFixture *scene)
{
  app_fixture_find_row (scene, NULL);
  open_add (scene);
  check_code (scene, GOOD, "Checking this code");
  pictures_take (scene->window, "checks-running", "wide");
  app_driver_await_text (scene->window, "The code can be used");
  pictures_take_window (scene, "checks-good");
  app_driver_click (scene->window, "Back");
  app_driver_await (scene->window, ADW_TYPE_ENTRY_ROW, "Activation code");
  check_code (scene, USED, "This would not work now");
  pictures_take_window (scene, "checks-failed");
}

static void
ask_for_offer (AppFixture *scene, const char *matching_id, gboolean asks_confirmation_code)
{
  app_fixture_await_idle (scene);
  app_fixture_look_at_offer (scene, matching_id, asks_confirmation_code);
}

/* From a code to a profile in use. */
void
pictures_of_install (AppFixture *scene)
{
  GtkWindow *window = GTK_WINDOW (scene->window);

  app_fixture_find_row (scene, NULL);
  ask_for_offer (scene, CONFIRMATION, TRUE);
  app_driver_await (window, GTK_TYPE_LABEL, "Asking for the offer");
  pictures_take (window, "checking", "wide");
  app_driver_await_text (window, "Business line");
  pictures_take_window (scene, "preview");
  app_driver_click (window, "Decline for good…");
  pictures_take_dialog (app_driver_await_dialog (ADW_TYPE_MESSAGE_DIALOG), "decline");
  app_driver_type (window, "Confirmation code", "0000");
  app_driver_click (window, "Install");
  app_driver_await_text (window, "The confirmation code is wrong");
  pictures_take_window (scene, "preview-wrong");
  app_driver_type (window, "Confirmation code", "1234");
  app_driver_click (window, "Install");
  app_driver_await_text (window, "kB of");
  pictures_take (window, "installing", "wide");
  gtk_window_close (window);
  pictures_take_dialog (app_driver_await_dialog (ADW_TYPE_MESSAGE_DIALOG), "stop");
  app_driver_await_text (window, "is installed");
  pictures_take_window (scene, "done");
  app_driver_click (window, "Use it now");
  app_driver_await_text (window, "is in use");
  pictures_take_window (scene, "done-in-use");
  app_driver_click (window, "Done");
}

static void
take_report (void)
{
  GtkWindow *dialog = app_driver_await_dialog (TERN_TYPE_REPORT_DIALOG);

  app_driver_type (dialog, "Order number", "A-2026-0042");
  pictures_take_dialog (dialog, "report");
}

/* An order that ended last year. */
void
pictures_of_failure (AppFixture *scene)
{
  app_fixture_find_row (scene, NULL);
  app_fixture_await_idle (scene);
  gtk_widget_activate (app_fixture_find_switch (scene, "Europe 20 GB"));
  app_driver_await_text (scene->window, "waiting to be sent");
  ask_for_offer (scene, LATE, FALSE);
  app_driver_await_text (scene->window, "Something may stand in the way");
  pictures_take_window (scene, "checks-warning");
  app_driver_click (scene->window, "Go on");
  app_driver_await_text (scene->window, "Not installed");
  pictures_take_window (scene, "not-done");
  app_driver_click (scene->window, "Report for the seller…");
  take_report ();
  app_driver_click (scene->window, "Close");
}
