/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "camera/tern-camera.h"

G_BEGIN_DECLS

#define TERN_TYPE_CAMERA_LIST (tern_camera_list_get_type ())
G_DECLARE_FINAL_TYPE (TernCameraList, tern_camera_list, TERN, CAMERA_LIST, GObject)

/*
 * The cameras there are, followed: those of PipeWire, or those of the kernel while there is no
 * PipeWire. None is opened. Signals "changed": all are known, or one has come or gone; "lost": the
 * way that the portal gave has ended. Main thread.
 */
TernCameraList *tern_camera_list_new (int socket) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_camera_list_is_complete (TernCameraList *self);
GListModel *tern_camera_list_get_cameras (TernCameraList *self);
TernCamera *tern_camera_list_find (TernCameraList *self, const char *id);

G_END_DECLS
