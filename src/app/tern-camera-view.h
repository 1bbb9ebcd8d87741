/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_CAMERA_VIEW (tern_camera_view_get_type ())
G_DECLARE_FINAL_TYPE (TernCameraView, tern_camera_view, TERN, CAMERA_VIEW, AdwBin)

/*
 * Looks for codes through a camera, and says what keeps it from doing so. No camera is looked for,
 * asked for or opened before the person starts it, each time: a light beside a lens that comes on
 * unasked frightens, and most codes come another way. It is let go when the view is left or
 * stopped, and while the window is minimised. Signals "texts" (a GPtrArray of strings, secrets): QR
 * codes were seen; "stopped": the person has enough of it.
 */
GtkWidget *tern_camera_view_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_camera_view_start (TernCameraView *self);
void tern_camera_view_stop (TernCameraView *self);
gboolean tern_camera_view_is_on (TernCameraView *self);
void tern_camera_view_set_hint (TernCameraView *self, const char *sentence);

G_END_DECLS
