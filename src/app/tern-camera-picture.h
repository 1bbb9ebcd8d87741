/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "camera/tern-camera-frame.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TERN_TYPE_CAMERA_PICTURE (tern_camera_picture_get_type ())
G_DECLARE_FINAL_TYPE (TernCameraPicture, tern_camera_picture, TERN, CAMERA_PICTURE, GtkWidget)

/* What a camera sees, with a frame to hold a code into; as in a mirror if that helps to aim. */
GtkWidget *tern_camera_picture_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_camera_picture_set_frame (TernCameraPicture *self, const TernCameraFrame *frame);
void tern_camera_picture_set_mirrored (TernCameraPicture *self, gboolean mirrored);

G_END_DECLS
