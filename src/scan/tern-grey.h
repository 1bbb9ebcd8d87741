/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TernGrey:
 * @width: pixels in a row
 * @height: rows
 * @pixels: the rows, one behind the other, 0 black and 255 white
 *
 * A grey picture. Whoever makes one fills it; from then on it stays as it is and may be shared
 * between threads. Counted: tern_grey_ref(), tern_grey_unref().
 */
typedef struct
{
  guint width;
  guint height;
  guint8 pixels[];
} TernGrey;

TernGrey *tern_grey_new (guint width, guint height) G_GNUC_WARN_UNUSED_RESULT;
TernGrey *tern_grey_new_from_data (const guint8 *data, guint width, guint height, gsize stride)
    G_GNUC_WARN_UNUSED_RESULT;
TernGrey *tern_grey_ref (TernGrey *self) G_GNUC_WARN_UNUSED_RESULT;
void tern_grey_unref (TernGrey *self);
TernGrey *tern_grey_scale (const TernGrey *self, double factor) G_GNUC_WARN_UNUSED_RESULT;
TernGrey *tern_grey_smooth (const TernGrey *self) G_GNUC_WARN_UNUSED_RESULT;
TernGrey *tern_grey_sharpen (const TernGrey *self) G_GNUC_WARN_UNUSED_RESULT;
double tern_grey_get_noise (const TernGrey *self);
TernGrey *tern_grey_threshold (const TernGrey *self,
                               guint window,
                               guint margin) G_GNUC_WARN_UNUSED_RESULT;
TernGrey *tern_grey_invert (const TernGrey *self) G_GNUC_WARN_UNUSED_RESULT;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernGrey, tern_grey_unref)

/* The light at a place. One outside, even one that is not a number, counts as the nearest pixel at
 * the edge. */
static inline guint
tern_grey_at (const TernGrey *self, double x, double y)
{
  guint column = x > 0 ? (guint) MIN (x, self->width - 1) : 0;
  guint row = y > 0 ? (guint) MIN (y, self->height - 1) : 0;

  return self->pixels[(gsize) row * self->width + column];
}

G_END_DECLS
