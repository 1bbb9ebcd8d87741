/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/tern-grey.h"

#include <math.h>
#include <string.h>

/**
 * tern_grey_new:
 * @width: pixels in a row, at least 1
 * @height: rows, at least 1
 *
 * Returns: (transfer full): a black picture, for the caller to fill
 */
TernGrey *
tern_grey_new (guint width, guint height)
{
  TernGrey *self = g_atomic_rc_box_alloc0 (sizeof (TernGrey) + (gsize) width * height);

  self->width = width;
  self->height = height;
  return self;
}

/**
 * tern_grey_new_from_data:
 * @data: (array): grey pixels, copied
 * @width: pixels in a row, at least 1
 * @height: rows, at least 1
 * @stride: bytes from a row to the next, at least @width
 *
 * Returns: (transfer full): the picture
 */
TernGrey *
tern_grey_new_from_data (const guint8 *data, guint width, guint height, gsize stride)
{
  TernGrey *self = tern_grey_new (width, height);

  for (guint y = 0; y < height; y++)
    memcpy (self->pixels + (gsize) y * width, data + y * stride, width);
  return self;
}

/**
 * tern_grey_ref:
 * @self: a picture
 *
 * Returns: (transfer full): @self
 */
TernGrey *
tern_grey_ref (TernGrey *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * tern_grey_unref:
 * @self: (transfer full): a picture
 *
 * Lets it go.
 */
void
tern_grey_unref (TernGrey *self)
{
  g_atomic_rc_box_release (self);
}

/* The part of a source axis that one pixel of the result covers, in 1/256 of a source pixel. */
typedef struct
{
  guint from;
  guint to;
  guint share;
} Tap;

/* Where each pixel of an enlarged axis lies between its two neighbours in the source. */
static Tap *
enlarging_taps (guint source, guint target)
{
  Tap *taps = g_new (Tap, target);
  double step = (double) source / target;

  for (guint i = 0; i < target; i++)
    {
      double at = CLAMP ((i + 0.5) * step - 0.5, 0, source - 1);

      taps[i].from = (guint) at;
      taps[i].to = MIN (taps[i].from + 1, source - 1);
      taps[i].share = (guint) ((at - taps[i].from) * 256);
    }
  return taps;
}

static TernGrey *
enlarge (const TernGrey *self, guint width, guint height)
{
  TernGrey *large = tern_grey_new (width, height);
  g_autofree Tap *across = enlarging_taps (self->width, width);
  g_autofree Tap *down = enlarging_taps (self->height, height);

  for (guint y = 0; y < height; y++)
    {
      const guint8 *above = self->pixels + (gsize) down[y].from * self->width;
      const guint8 *below = self->pixels + (gsize) down[y].to * self->width;
      guint8 *out = large->pixels + (gsize) y * width;

      for (guint x = 0; x < width; x++)
        {
          const Tap *tap = &across[x];
          guint top = above[tap->from] * (256 - tap->share) + above[tap->to] * tap->share;
          guint bottom = below[tap->from] * (256 - tap->share) + below[tap->to] * tap->share;

          out[x] = (guint8) ((top * (256 - down[y].share) + bottom * down[y].share) >> 16);
        }
    }
  return large;
}

/* The source pixels whose mean a pixel of a shrunk axis is. */
static void
shrinking_range (guint source, guint target, guint i, guint *from, guint *to)
{
  *from = (guint) ((guint64) i * source / target);
  *to = MAX (*from + 1, (guint) ((guint64) (i + 1) * source / target));
}

static TernGrey *
shrink (const TernGrey *self, guint width, guint height)
{
  TernGrey *small = tern_grey_new (width, height);

  for (guint y = 0; y < height; y++)
    {
      guint top, bottom;

      shrinking_range (self->height, height, y, &top, &bottom);
      for (guint x = 0; x < width; x++)
        {
          guint left, right;
          guint64 sum = 0;

          shrinking_range (self->width, width, x, &left, &right);
          for (guint v = top; v < bottom; v++)
            for (guint u = left; u < right; u++)
              sum += self->pixels[(gsize) v * self->width + u];
          small->pixels[(gsize) y * width + x] =
              (guint8) (sum / ((guint64) (bottom - top) * (right - left)));
        }
    }
  return small;
}

/**
 * tern_grey_scale:
 * @self: a picture
 * @factor: above 1 to enlarge it, below 1 to shrink it
 *
 * Enlarges between neighbouring pixels, shrinks to the mean of those covered. Any thread.
 *
 * Returns: (transfer full): a picture of the new size
 */
TernGrey *
tern_grey_scale (const TernGrey *self, double factor)
{
  guint width = MAX (1, (guint) lround (self->width * factor));
  guint height = MAX (1, (guint) lround (self->height * factor));

  return factor > 1 ? enlarge (self, width, height) : shrink (self, width, height);
}

/* Each pixel becomes the sum of itself and its neighbours, weighed 1:2:1 both ways. */
static guint
weigh_neighbours (const TernGrey *self, guint x, guint y)
{
  gsize left = x > 0 ? 1 : 0;
  gsize right = x + 1 < self->width ? 1 : 0;
  gsize up = y > 0 ? self->width : 0;
  gsize down = y + 1 < self->height ? self->width : 0;
  const guint8 *p = self->pixels + (gsize) y * self->width + x;

  return (guint) (4 * *p + 2 * (*(p - left) + *(p + right) + *(p - up) + *(p + down)) +
                  *(p - up - left) + *(p - up + right) + *(p + down - left) + *(p + down + right));
}

/**
 * tern_grey_smooth:
 * @self: a picture
 *
 * Takes the noise of single pixels away. Any thread.
 *
 * Returns: (transfer full): the picture, slightly blurred
 */
TernGrey *
tern_grey_smooth (const TernGrey *self)
{
  TernGrey *smooth = tern_grey_new (self->width, self->height);

  for (guint y = 0; y < self->height; y++)
    for (guint x = 0; x < self->width; x++)
      smooth->pixels[(gsize) y * self->width + x] = (guint8) (weigh_neighbours (self, x, y) / 16);
  return smooth;
}

/**
 * tern_grey_sharpen:
 * @self: a picture
 *
 * Takes each pixel twice as far from its neighbours as it was. Any thread.
 *
 * Returns: (transfer full): the picture, sharpened
 */
TernGrey *
tern_grey_sharpen (const TernGrey *self)
{
  TernGrey *sharp = tern_grey_new (self->width, self->height);

  for (guint y = 0; y < self->height; y++)
    for (guint x = 0; x < self->width; x++)
      {
        gsize at = (gsize) y * self->width + x;
        int mean = (int) weigh_neighbours (self, x, y) / 16;
        int pixel = 3 * self->pixels[at] - 2 * mean;

        sharp->pixels[at] = (guint8) CLAMP (pixel, 0, 255);
      }
  return sharp;
}

/* Sums of all pixels left of and above each place; they wrap around, their differences do not. */
static guint32 *
integrate (const TernGrey *self)
{
  gsize stride = (gsize) self->width + 1;
  guint32 *sums = g_new0 (guint32, stride * ((gsize) self->height + 1));

  for (guint y = 0; y < self->height; y++)
    {
      guint32 row = 0;

      for (guint x = 0; x < self->width; x++)
        {
          row += self->pixels[(gsize) y * self->width + x];
          sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1] + row;
        }
    }
  return sums;
}

/**
 * tern_grey_get_noise:
 * @self: a picture
 *
 * Looks at how far pixels are from their neighbours where little else is to be seen. Any thread.
 *
 * Returns: about the standard deviation of what a camera adds to each pixel
 */
double
tern_grey_get_noise (const TernGrey *self)
{
  guint counts[256 * 16] = { 0 };
  guint seen = 0, total = 0, difference = 0;

  for (guint y = 0; y < self->height; y += 3)
    for (guint x = 0; x < self->width; x += 3, total++)
      counts[ABS (16 * self->pixels[(gsize) y * self->width + x] -
                  (int) weigh_neighbours (self, x, y))]++;
  for (; difference < G_N_ELEMENTS (counts) && seen < total / 4; difference++)
    seen += counts[difference];
  return difference / (16 * 0.26);
}

/**
 * tern_grey_threshold:
 * @self: a picture
 * @window: side of the square whose mean decides, in pixels
 * @margin: how much below that mean is dark
 *
 * Makes every pixel black that is darker than the mean around it, and the others white: light and
 * shadow go, shapes stay. Any thread.
 *
 * Returns: (transfer full): a picture of 0 and 255
 */
TernGrey *
tern_grey_threshold (const TernGrey *self, guint window, guint margin)
{
  TernGrey *binary = tern_grey_new (self->width, self->height);
  g_autofree guint32 *sums = integrate (self);
  gsize stride = (gsize) self->width + 1;
  guint half = window / 2;

  for (guint y = 0; y < self->height; y++)
    {
      guint top = y > half ? y - half : 0;
      guint bottom = MIN (y + half + 1, self->height);
      const guint32 *above = sums + top * stride;
      const guint32 *below = sums + bottom * stride;

      for (guint x = 0; x < self->width; x++)
        {
          guint left = x > half ? x - half : 0;
          guint right = MIN (x + half + 1, self->width);
          guint32 sum = below[right] - below[left] - above[right] + above[left];
          gsize at = (gsize) y * self->width + x;
          guint32 area = (right - left) * (bottom - top);

          binary->pixels[at] = (self->pixels[at] + margin) * area < sum ? 0 : 255;
        }
    }
  return binary;
}

/**
 * tern_grey_invert:
 * @self: a picture
 *
 * Returns: (transfer full): its negative
 */
TernGrey *
tern_grey_invert (const TernGrey *self)
{
  TernGrey *negative = tern_grey_new (self->width, self->height);
  gsize size = (gsize) self->width * self->height;

  for (gsize i = 0; i < size; i++)
    negative->pixels[i] = (guint8) (255 - self->pixels[i]);
  return negative;
}
