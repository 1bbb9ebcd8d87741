/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TernCameraError:
 * @TERN_CAMERA_ERROR_DENIED: the desktop, or the person, does not allow it
 * @TERN_CAMERA_ERROR_BUSY: another program uses the camera
 * @TERN_CAMERA_ERROR_SILENT: the camera gives no picture
 * @TERN_CAMERA_ERROR_PART: a part of the system that pictures take is not installed
 * @TERN_CAMERA_ERROR_FAILED: something else went wrong
 *
 * Why there is no picture.
 */
typedef enum
{
  TERN_CAMERA_ERROR_DENIED,
  TERN_CAMERA_ERROR_BUSY,
  TERN_CAMERA_ERROR_SILENT,
  TERN_CAMERA_ERROR_PART,
  TERN_CAMERA_ERROR_FAILED,
} TernCameraError;

#define TERN_CAMERA_ERROR (tern_camera_error_quark ())

GQuark tern_camera_error_quark (void);

G_END_DECLS
