/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "camera/tern-camera-error.h"
#include "camera/tern-camera-frame.h"
#include "camera/tern-camera.h"

G_BEGIN_DECLS

/**
 * TernCameraState:
 * @TERN_CAMERA_STATE_OFF: nothing is open, nothing is looked for
 * @TERN_CAMERA_STATE_ASKING: the desktop is asked, which may ask the person
 * @TERN_CAMERA_STATE_LOOKING: it is looked for cameras
 * @TERN_CAMERA_STATE_NONE: there is none; one that is plugged in is taken
 * @TERN_CAMERA_STATE_STARTING: one is being opened
 * @TERN_CAMERA_STATE_LIVE: it gives pictures
 * @TERN_CAMERA_STATE_GONE: it was taken away, and there is no other; it is taken when it comes back
 * @TERN_CAMERA_STATE_FAILED: there is no picture: see tern_camera_session_get_error()
 *
 * What a session is at. While it failed because of the camera, it tries again by itself.
 */
typedef enum
{
  TERN_CAMERA_STATE_OFF,
  TERN_CAMERA_STATE_ASKING,
  TERN_CAMERA_STATE_LOOKING,
  TERN_CAMERA_STATE_NONE,
  TERN_CAMERA_STATE_STARTING,
  TERN_CAMERA_STATE_LIVE,
  TERN_CAMERA_STATE_GONE,
  TERN_CAMERA_STATE_FAILED,
} TernCameraState;

#define TERN_TYPE_CAMERA_SESSION (tern_camera_session_get_type ())
G_DECLARE_FINAL_TYPE (TernCameraSession, tern_camera_session, TERN, CAMERA_SESSION, GObject)

/*
 * Looking through a camera for codes, from asking for it to letting it go: by the desktop's portal
 * where there is one, else directly. Signals "changed": the state or the camera is another;
 * "frame" (a TernCameraFrame): a picture; "texts" (a GPtrArray of strings, secrets): QR codes were
 * seen. Main thread.
 */
TernCameraSession *tern_camera_session_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_camera_session_start (TernCameraSession *self, const char *wanted);
void tern_camera_session_stop (TernCameraSession *self);
void tern_camera_session_choose (TernCameraSession *self, const char *wanted);
TernCameraState tern_camera_session_get_state (TernCameraSession *self);
const GError *tern_camera_session_get_error (TernCameraSession *self);
TernCamera *tern_camera_session_get_camera (TernCameraSession *self);
GListModel *tern_camera_session_get_cameras (TernCameraSession *self);

G_END_DECLS
