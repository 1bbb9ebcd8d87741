/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-camera-words.h"

#include <glib/gi18n.h>

static const TernCameraWords state_words[] = {
  [TERN_CAMERA_STATE_OFF] = { "camera-web-symbolic", NC_ ("camera", "The camera is off"), "",
                              FALSE },
  [TERN_CAMERA_STATE_ASKING] = { NULL, NC_ ("camera", "Waiting for permission…"),
                                 NC_ ("camera",
                                      "The desktop may be asking whether Tern may use the "
                                      "camera."),
                                 FALSE },
  [TERN_CAMERA_STATE_LOOKING] = { NULL, NC_ ("camera", "Looking for cameras…"), "", FALSE },
  [TERN_CAMERA_STATE_NONE] = { "camera-disabled-symbolic", NC_ ("camera", "No camera was found"),
                               NC_ ("camera",
                                    "One that is plugged in or switched on now is used at once. "
                                    "All other ways work without a camera."),
                               FALSE },
  [TERN_CAMERA_STATE_STARTING] = { NULL, NC_ ("camera", "Starting the camera…"), "", FALSE },
  [TERN_CAMERA_STATE_LIVE] = { "camera-web-symbolic", NC_ ("camera", "The camera is on"), "",
                               FALSE },
  [TERN_CAMERA_STATE_GONE] = { "camera-disabled-symbolic", NC_ ("camera", "The camera is gone"),
                               NC_ ("camera",
                                    "It was unplugged or switched off. When it is back, it goes "
                                    "on by itself."),
                               FALSE },
};

static const TernCameraWords error_words[] = {
  [TERN_CAMERA_ERROR_DENIED] = { "camera-disabled-symbolic",
                                 NC_ ("camera", "Tern may not use the camera"),
                                 NC_ ("camera",
                                      "The desktop did not allow it. Allow it in the desktop’s "
                                      "settings, under Privacy or Apps, and try again. All other "
                                      "ways work without it."),
                                 TRUE },
  [TERN_CAMERA_ERROR_BUSY] = { "camera-web-symbolic", NC_ ("camera", "The camera is in use"),
                               NC_ ("camera",
                                    "Another program has it. When you close that program, the "
                                    "picture comes by itself."),
                               FALSE },
  [TERN_CAMERA_ERROR_SILENT] = { "camera-web-symbolic",
                                 NC_ ("camera", "The camera gives no picture"),
                                 NC_ ("camera",
                                      "Another program may be using it: close that program, and "
                                      "the picture comes by itself. Otherwise unplug the camera "
                                      "and plug it in again."),
                                 FALSE },
  [TERN_CAMERA_ERROR_PART] = { "dialog-warning-symbolic",
                               NC_ ("camera", "A part of the system is missing"),
                               NC_ ("camera",
                                    "Pictures from cameras take GStreamer’s plug-ins “base” and "
                                    "“good”. Install them and try again. All other ways work "
                                    "without them."),
                               TRUE },
  [TERN_CAMERA_ERROR_FAILED] = { "dialog-warning-symbolic",
                                 NC_ ("camera", "The camera does not work"),
                                 NC_ ("camera",
                                      "It is tried again by itself. If it stays like this, unplug "
                                      "the camera and plug it in again, or take another way."),
                                 FALSE },
};

static const char *
translate (const char *words)
{
  return *words ? g_dpgettext2 (GETTEXT_PACKAGE, "camera", words) : "";
}

/**
 * tern_camera_words_get:
 * @state: what a session is at
 * @error: (nullable): why it failed
 *
 * Returns: what to say of it
 */
TernCameraWords
tern_camera_words_get (TernCameraState state, const GError *error)
{
  gboolean own = error && error->domain == TERN_CAMERA_ERROR;
  TernCameraWords words =
      state == TERN_CAMERA_STATE_FAILED
          ? error_words[own ? (TernCameraError) error->code : TERN_CAMERA_ERROR_FAILED]
          : state_words[state];

  words.title = translate (words.title);
  words.sentence = translate (words.sentence);
  return words;
}
