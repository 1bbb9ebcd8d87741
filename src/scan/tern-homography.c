/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/tern-homography.h"

#include <math.h>

/**
 * tern_homography_set_quad:
 * @self: (out): the mapping
 * @corners: where (0,0), (1,0), (1,1) and (0,1) come to lie, x then y
 *
 * Makes the mapping of the unit square to four corners.
 */
void
tern_homography_set_quad (TernHomography *self, const double corners[8])
{
  const double *c = corners;
  double dx1 = c[2] - c[4], dx2 = c[6] - c[4], sx = c[0] - c[2] + c[4] - c[6];
  double dy1 = c[3] - c[5], dy2 = c[7] - c[5], sy = c[1] - c[3] + c[5] - c[7];
  double area = dx1 * dy2 - dx2 * dy1;
  double g = area != 0 ? (sx * dy2 - dx2 * sy) / area : 0;
  double h = area != 0 ? (dx1 * sy - sx * dy1) / area : 0;

  *self = (TernHomography){ { c[2] - c[0] + g * c[2], c[6] - c[0] + h * c[6], c[0],
                              c[3] - c[1] + g * c[3], c[7] - c[1] + h * c[7], c[1], g, h, 1 } };
}

/**
 * tern_homography_invert:
 * @self: a mapping
 * @inverse: (out): the way back
 *
 * Returns: whether there is a way back
 */
gboolean
tern_homography_invert (const TernHomography *self, TernHomography *inverse)
{
  const double *m = self->m;
  double a = m[4] * m[8] - m[5] * m[7];
  double b = m[5] * m[6] - m[3] * m[8];
  double c = m[3] * m[7] - m[4] * m[6];
  double determinant = m[0] * a + m[1] * b + m[2] * c;

  if (fabs (determinant) < 1e-12)
    return FALSE;
  *inverse = (TernHomography){ { a / determinant, (m[2] * m[7] - m[1] * m[8]) / determinant,
                                 (m[1] * m[5] - m[2] * m[4]) / determinant, b / determinant,
                                 (m[0] * m[8] - m[2] * m[6]) / determinant,
                                 (m[2] * m[3] - m[0] * m[5]) / determinant, c / determinant,
                                 (m[1] * m[6] - m[0] * m[7]) / determinant,
                                 (m[0] * m[4] - m[1] * m[3]) / determinant } };
  return TRUE;
}
