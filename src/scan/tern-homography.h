/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TernHomography:
 *
 * How a flat square looks from anywhere: maps points of the unit square to points of a picture.
 */
typedef struct
{
  double m[9];
} TernHomography;

void tern_homography_set_quad (TernHomography *self, const double corners[8]);
gboolean tern_homography_invert (const TernHomography *self, TernHomography *inverse);

/**
 * tern_homography_map:
 * @self: a mapping
 * @u: a point's first coordinate
 * @v: its second
 * @x: (out): where it comes to lie
 * @y: (out): where it comes to lie
 */
static inline void
tern_homography_map (const TernHomography *self, double u, double v, double *x, double *y)
{
  const double *m = self->m;
  double w = m[6] * u + m[7] * v + m[8];

  *x = (m[0] * u + m[1] * v + m[2]) / w;
  *y = (m[3] * u + m[4] * v + m[5]) / w;
}

G_END_DECLS
