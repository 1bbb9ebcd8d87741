/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scan/tern-grey.h"

G_BEGIN_DECLS

/**
 * TernCameraFrame:
 * @width: pixels in a row
 * @height: rows
 * @stride: bytes from row to row
 * @pixels: the rows: blue, green, red and an opaque alpha for each pixel
 *
 * One picture out of a camera. Stays as it is and may be shared between threads. Counted:
 * tern_camera_frame_ref(), tern_camera_frame_unref().
 */
typedef struct
{
  guint width;
  guint height;
  gsize stride;
  GBytes *pixels;
} TernCameraFrame;

TernCameraFrame *tern_camera_frame_new (guint width, guint height, gsize stride, GBytes *pixels)
    G_GNUC_WARN_UNUSED_RESULT;
TernCameraFrame *tern_camera_frame_ref (TernCameraFrame *self) G_GNUC_WARN_UNUSED_RESULT;
void tern_camera_frame_unref (TernCameraFrame *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernCameraFrame, tern_camera_frame_unref)
TernGrey *tern_camera_frame_to_grey (const TernCameraFrame *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
