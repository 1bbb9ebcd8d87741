/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "camera-lab.h"
#include "camera-portal.h"

#include "camera/tern-camera-session.h"

#define CODE "LPA:1$smdp.example.net$JWQM-7KPD-0042"

/* Real cameras of a real PipeWire, without a portal. */
typedef struct
{
  TernCameraSession *session;
  GPtrArray *texts;
  TernCameraFrame *frame;
  guint frames;
} Fixture;

static void
on_frame (TernCameraSession *session, TernCameraFrame *frame, Fixture *fixture)
{
  g_clear_pointer (&fixture->frame, tern_camera_frame_unref);
  fixture->frame = tern_camera_frame_ref (frame);
  fixture->frames++;
}

static void
on_texts (TernCameraSession *session, GPtrArray *texts, Fixture *fixture)
{
  g_clear_pointer (&fixture->texts, g_ptr_array_unref);
  fixture->texts = g_ptr_array_ref (texts);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->session = tern_camera_session_new ();
  g_signal_connect (fixture->session, "frame", G_CALLBACK (on_frame), fixture);
  g_signal_connect (fixture->session, "texts", G_CALLBACK (on_texts), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  tern_camera_session_stop (fixture->session);
  g_assert_null (tern_camera_session_get_camera (fixture->session));
  g_clear_object (&fixture->session);
  g_clear_pointer (&fixture->texts, g_ptr_array_unref);
  g_clear_pointer (&fixture->frame, tern_camera_frame_unref);
}

static void
await_state (Fixture *fixture, TernCameraState state)
{
  while (tern_camera_session_get_state (fixture->session) != state)
    g_main_context_iteration (NULL, TRUE);
}

static void
await_code (Fixture *fixture)
{
  while (fixture->texts == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (fixture->texts->pdata[0], ==, CODE);
}

static void
test_code (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LabCamera) camera = lab_camera_new ("tern-cam", "Test camera", NULL);
  guint before;

  g_assert_cmpint (tern_camera_session_get_state (fixture->session), ==, TERN_CAMERA_STATE_OFF);
  tern_camera_session_start (fixture->session, NULL);
  await_state (fixture, TERN_CAMERA_STATE_LIVE);
  g_assert_cmpstr (tern_camera_get_title (tern_camera_session_get_camera (fixture->session)), ==,
                   "Test camera");
  g_assert_null (fixture->texts);
  g_assert_cmpuint (fixture->frame->width, ==, 1280);
  g_assert_cmpuint (fixture->frame->height, ==, 720);
  lab_camera_hold (camera, CODE);
  before = fixture->frames;
  await_code (fixture);
  g_test_message ("found after %u frames", fixture->frames - before);
  tern_camera_session_stop (fixture->session);
  lab_camera_await (camera, "paused");
}

static void
test_format (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LabCamera) camera = lab_camera_new ("tern-cam", "Test camera", "--small-first");

  tern_camera_session_start (fixture->session, NULL);
  await_state (fixture, TERN_CAMERA_STATE_LIVE);
  g_assert_cmpuint (fixture->frame->width, ==, 1280);
}

static void
test_none (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LabCamera) camera = NULL;

  tern_camera_session_start (fixture->session, NULL);
  await_state (fixture, TERN_CAMERA_STATE_NONE);
  camera = lab_camera_new ("tern-cam", "Test camera", NULL);
  await_state (fixture, TERN_CAMERA_STATE_LIVE);
}

static void
test_vanishes (Fixture *fixture, gconstpointer data)
{
  LabCamera *camera = lab_camera_new ("tern-cam", "Test camera", NULL);

  tern_camera_session_start (fixture->session, NULL);
  await_state (fixture, TERN_CAMERA_STATE_LIVE);
  lab_camera_free (camera);
  await_state (fixture, TERN_CAMERA_STATE_GONE);
  camera = lab_camera_new ("tern-cam", "Test camera", NULL);
  lab_camera_hold (camera, CODE);
  await_code (fixture);
  tern_camera_session_stop (fixture->session);
  lab_camera_await (camera, "paused");
  lab_camera_free (camera);
}

static void
test_choose (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LabCamera) front = lab_camera_new ("tern-front", "Front", NULL);
  g_autoptr (LabCamera) back = lab_camera_new ("tern-back", "Back", "--back");
  TernCamera *camera;

  tern_camera_session_start (fixture->session, "tern-back");
  await_state (fixture, TERN_CAMERA_STATE_LIVE);
  camera = tern_camera_session_get_camera (fixture->session);
  g_assert_cmpstr (tern_camera_get_id (camera), ==, "tern-back");
  g_assert_cmpint (tern_camera_get_facing (camera), ==, TERN_CAMERA_FACING_AWAY);
  g_assert_cmpuint (g_list_model_get_n_items (tern_camera_session_get_cameras (fixture->session)),
                    ==, 2);
  lab_camera_await (back, "streaming");
  tern_camera_session_choose (fixture->session, "tern-front");
  lab_camera_await (back, "paused");
  await_state (fixture, TERN_CAMERA_STATE_LIVE);
  camera = tern_camera_session_get_camera (fixture->session);
  g_assert_cmpstr (tern_camera_get_id (camera), ==, "tern-front");
  g_assert_cmpint (tern_camera_get_facing (camera), ==, TERN_CAMERA_FACING_PERSON);
}

/* PipeWire does not say of a device that another program has it: it gives no picture. */
static void
test_busy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LabCamera) camera = lab_camera_new ("tern-cam", "Test camera", "--silent");

  tern_camera_session_start (fixture->session, NULL);
  await_state (fixture, TERN_CAMERA_STATE_FAILED);
  g_test_message ("%s", tern_camera_session_get_error (fixture->session)->message);
  g_assert_true (g_error_matches (tern_camera_session_get_error (fixture->session),
                                  TERN_CAMERA_ERROR, TERN_CAMERA_ERROR_SILENT));
  lab_camera_await (camera, "paused");
}

static void
test_portal_yes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CameraPortal) portal = camera_portal_new (CAMERA_ANSWER_YES);
  g_autoptr (LabCamera) camera = lab_camera_new ("tern-cam", "Test camera", NULL);

  lab_camera_hold (camera, CODE);
  tern_camera_session_start (fixture->session, NULL);
  await_code (fixture);
  g_assert_cmpuint (camera_portal_get_questions (portal), ==, 1);
  tern_camera_session_stop (fixture->session);
  lab_camera_await (camera, "paused");
}

static void
test_portal_no (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CameraPortal) portal = camera_portal_new (CAMERA_ANSWER_NO);

  tern_camera_session_start (fixture->session, NULL);
  await_state (fixture, TERN_CAMERA_STATE_FAILED);
  g_assert_true (g_error_matches (tern_camera_session_get_error (fixture->session),
                                  TERN_CAMERA_ERROR, TERN_CAMERA_ERROR_DENIED));
  g_assert_cmpuint (camera_portal_get_questions (portal), ==, 1);
}

static void
test_portal_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CameraPortal) portal = camera_portal_new (CAMERA_ANSWER_NOTHING);

  tern_camera_session_start (fixture->session, NULL);
  while (camera_portal_get_questions (portal) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (tern_camera_session_get_state (fixture->session), ==, TERN_CAMERA_STATE_ASKING);
  tern_camera_session_stop (fixture->session);
}

static void
test_pipewire_restarts (Fixture *fixture, gconstpointer data)
{
  CameraLab *lab = (CameraLab *) data;
  LabCamera *camera = lab_camera_new ("tern-cam", "Test camera", NULL);

  tern_camera_session_start (fixture->session, NULL);
  await_state (fixture, TERN_CAMERA_STATE_LIVE);
  lab_camera_free (camera);
  camera_lab_stop_pipewire (lab);
  await_state (fixture, TERN_CAMERA_STATE_GONE);
  camera_lab_start_pipewire (lab);
  camera = lab_camera_new ("tern-cam", "Test camera", NULL);
  await_state (fixture, TERN_CAMERA_STATE_LIVE);
  lab_camera_free (camera);
}

int
main (int argc, char **argv)
{
  CameraLab *lab = camera_lab_new ();
  int result;

  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, Fixture, lab, set_up, test, tear_down)
  ADD ("/camera/code", test_code);
  ADD ("/camera/format", test_format);
  ADD ("/camera/none", test_none);
  ADD ("/camera/vanishes", test_vanishes);
  ADD ("/camera/choose", test_choose);
  ADD ("/camera/busy", test_busy);
  ADD ("/camera/portal-yes", test_portal_yes);
  ADD ("/camera/portal-no", test_portal_no);
  ADD ("/camera/portal-nothing", test_portal_nothing);
  ADD ("/camera/pipewire-restarts", test_pipewire_restarts);
  result = g_test_run ();
  camera_lab_free (lab);
  return result;
}
