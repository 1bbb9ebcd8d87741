/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TernCameraDriver:
 * @TERN_CAMERA_DRIVER_PIPEWIRE: a node of PipeWire
 * @TERN_CAMERA_DRIVER_V4L2: a device file, where there is no PipeWire
 *
 * Who hands over the pictures of a camera.
 */
typedef enum
{
  TERN_CAMERA_DRIVER_PIPEWIRE,
  TERN_CAMERA_DRIVER_V4L2,
} TernCameraDriver;

/**
 * TernCameraFacing:
 * @TERN_CAMERA_FACING_PERSON: towards whoever looks at the screen; most cameras do
 * @TERN_CAMERA_FACING_AWAY: away from them, on the back of a phone or tablet
 *
 * Where a camera looks.
 */
typedef enum
{
  TERN_CAMERA_FACING_PERSON,
  TERN_CAMERA_FACING_AWAY,
} TernCameraFacing;

#define TERN_TYPE_CAMERA (tern_camera_get_type ())
G_DECLARE_FINAL_TYPE (TernCamera, tern_camera, TERN, CAMERA, GObject)

/*
 * A camera that there is; nothing of it is open. Stays as it is, any thread. Property "title": its
 * name for people.
 */
TernCamera *tern_camera_new (TernCameraDriver driver,
                             const char *id,
                             const char *target,
                             const char *title,
                             TernCameraFacing facing) G_GNUC_WARN_UNUSED_RESULT;
TernCameraDriver tern_camera_get_driver (TernCamera *self);
const char *tern_camera_get_id (TernCamera *self);
const char *tern_camera_get_target (TernCamera *self);
const char *tern_camera_get_title (TernCamera *self);
TernCameraFacing tern_camera_get_facing (TernCamera *self);

G_END_DECLS
