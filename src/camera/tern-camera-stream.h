/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "camera/tern-camera-frame.h"
#include "camera/tern-camera.h"

G_BEGIN_DECLS

/**
 * TernCameraStreamFunc:
 * @frame: (transfer none): a picture
 * @user_data: as given to tern_camera_stream_run()
 *
 * Called for each picture, in the thread of the stream.
 */
typedef void (*TernCameraStreamFunc) (TernCameraFrame *frame, gpointer user_data);

gboolean tern_camera_stream_run (TernCamera *camera,
                                 int socket,
                                 TernCameraStreamFunc function,
                                 gpointer user_data,
                                 GCancellable *cancellable,
                                 GError **error);

G_END_DECLS
