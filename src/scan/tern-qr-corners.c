/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/tern-qr-corners.h"

#include <math.h>

#include "scan/tern-qr-known.h"

/* The bound of the work for one picture. */
#define MAX_CORNERS 24

/*
 * How far from the middle of a finder its outer edge is in one direction: behind dark, light and
 * dark. 0 if what lies there is no finder.
 */
static double
reach (const TernGrey *binary, const TernFinder *finder, double dx, double dy)
{
  static const double due[] = { 1.5, 1, 1 };
  double ends[4] = { 0 };
  guint run = 0;
  guint8 colour = 0;

  for (double at = 0; run < 3 && at < 3 * finder->size; at += 0.5)
    if (tern_grey_at (binary, finder->x + at * dx, finder->y + at * dy) != colour)
      {
        ends[++run] = at;
        colour = (guint8) ~colour;
      }
  for (guint i = 0; i < 3; i++)
    if (fabs (ends[i + 1] - ends[i] - due[i] * ends[3] / TERN_QR_INSET) > 0.2 * ends[3] + 0.5)
      return 0;
  return ends[3];
}

/* The width of a module of a finder along the line to another, 0 if that cannot be seen. */
static double
module_towards (const TernGrey *binary, const TernFinder *finder, const TernFinder *other)
{
  double x = other->x - finder->x, y = other->y - finder->y;
  double length = MAX (hypot (x, y), 1);
  double ahead = reach (binary, finder, x / length, y / length);
  double behind = reach (binary, finder, -x / length, -y / length);

  return ahead > 0 && behind > 0 ? (ahead + behind) / TERN_QR_FINDER : 0;
}

/*
 * How many modules a finder's middle is from another's, and in *@seen how many of the two show
 * the pattern on the line between them. The row through a finder that is turned is too long.
 */
static double
distance_in_modules (const TernGrey *binary,
                     const TernFinder *one,
                     const TernFinder *other,
                     guint *seen)
{
  double x = fabs (one->x - other->x), y = fabs (one->y - other->y);
  double length = hypot (x, y);
  double here = module_towards (binary, one, other), there = module_towards (binary, other, one);
  double share = length > 0 ? MAX (x, y) / length : 1;

  *seen += (here > 0) + (there > 0);
  if (here <= 0)
    here = one->size * share / TERN_QR_FINDER;
  if (there <= 0)
    there = other->size * share / TERN_QR_FINDER;
  return length / sqrt (here * there);
}

/* Whether the three can be the corners of one symbol with @ul as the upper left one. */
static gboolean
set_corners (TernQrCorners *corners,
             const TernGrey *binary,
             const TernFinder *ul,
             const TernFinder *one,
             const TernFinder *other)
{
  double ax = one->x - ul->x, ay = one->y - ul->y, bx = other->x - ul->x, by = other->y - ul->y;
  double a = hypot (ax, ay), b = hypot (bx, by);
  double turn = (ax * by - ay * bx) / MAX (a * b, 1);
  guint seen = 0;
  double first, second;

  if (fabs (turn) < 0.35 || MIN (a, b) < 0.25 * MAX (a, b))
    return FALSE;
  first = distance_in_modules (binary, ul, one, &seen);
  second = distance_in_modules (binary, ul, other, &seen);
  *corners = (TernQrCorners){ *ul, turn > 0 ? *one : *other, turn > 0 ? *other : *one,
                              (first + second) / 2 + TERN_QR_FINDER, 0 };
  corners->score = seen + MIN (first, second) / MAX (first, second);
  return MIN (first, second) > 0.6 * MAX (first, second) && corners->modules > 17 &&
         corners->modules < TERN_QR_MOST_MODULES + 8;
}

static int
compare_corners (gconstpointer a, gconstpointer b)
{
  double left = ((const TernQrCorners *) a)->score, right = ((const TernQrCorners *) b)->score;

  return left > right ? -1 : left < right;
}

/**
 * tern_qr_corners_choose:
 * @binary: a picture after a threshold
 * @finders: (element-type TernFinder): the corner squares in it
 *
 * Returns: (transfer full) (element-type TernQrCorners): all threes that can belong together, the
 *   likeliest first
 */
GArray *
tern_qr_corners_choose (const TernGrey *binary, const GArray *finders)
{
  GArray *chosen = g_array_new (FALSE, FALSE, sizeof (TernQrCorners));
  const TernFinder *f = (const TernFinder *) (gpointer) finders->data;

  for (guint i = 0; i < finders->len; i++)
    for (guint j = 0; j < finders->len; j++)
      for (guint k = j + 1; k < finders->len; k++)
        {
          TernQrCorners corners;

          if (i != j && i != k && set_corners (&corners, binary, &f[i], &f[j], &f[k]))
            g_array_append_val (chosen, corners);
        }
  g_array_sort (chosen, compare_corners);
  if (chosen->len > MAX_CORNERS)
    g_array_set_size (chosen, MAX_CORNERS);
  return chosen;
}
