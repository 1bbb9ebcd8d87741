/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "camera/tern-camera-frame.h"

#define PIXEL_BYTES 4

static void
clear (gpointer data)
{
  g_bytes_unref (((TernCameraFrame *) data)->pixels);
}

/**
 * tern_camera_frame_new:
 * @width: pixels in a row
 * @height: rows
 * @stride: bytes from row to row, at least four a pixel
 * @pixels: the rows; a reference is taken
 *
 * Returns: (transfer full) (nullable): a frame, unless there are fewer bytes than it says
 */
TernCameraFrame *
tern_camera_frame_new (guint width, guint height, gsize stride, GBytes *pixels)
{
  TernCameraFrame *self;
  gsize needed;

  if (width == 0 || height == 0 || stride / PIXEL_BYTES < width ||
      !g_size_checked_mul (&needed, stride, height - 1) ||
      !g_size_checked_add (&needed, needed, (gsize) width * PIXEL_BYTES) ||
      needed > g_bytes_get_size (pixels))
    return NULL;
  self = g_atomic_rc_box_new (TernCameraFrame);
  *self = (TernCameraFrame){ width, height, stride, g_bytes_ref (pixels) };
  return self;
}

/**
 * tern_camera_frame_ref:
 *
 * Returns: (transfer full): the frame, once more
 */
TernCameraFrame *
tern_camera_frame_ref (TernCameraFrame *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * tern_camera_frame_unref:
 *
 * Lets go of the frame; the last to do so frees it.
 */
void
tern_camera_frame_unref (TernCameraFrame *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * tern_camera_frame_to_grey:
 *
 * Returns: (transfer full): how bright it is, for a reader of codes
 */
TernGrey *
tern_camera_frame_to_grey (const TernCameraFrame *self)
{
  TernGrey *grey = tern_grey_new (self->width, self->height);
  const guint8 *rows = g_bytes_get_data (self->pixels, NULL);
  guint8 *out = grey->pixels;

  for (guint y = 0; y < self->height; y++)
    {
      const guint8 *pixel = rows + y * self->stride;

      /* The eye's weights of red, green and blue (ITU-R BT.601), in parts of 256. */
      for (guint x = 0; x < self->width; x++, pixel += PIXEL_BYTES)
        *out++ = (guint8) ((pixel[2] * 77 + pixel[1] * 150 + pixel[0] * 29) >> 8);
    }
  return grey;
}
