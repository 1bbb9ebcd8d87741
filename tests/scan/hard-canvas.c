/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hard-canvas.h"

#include <math.h>
#include <qrencode.h>
#include <string.h>

#include "scan/tern-homography.h"

/* Samples a pixel both ways. */
#define SAMPLES 3

HardCanvas *
hard_canvas_new (guint width, guint height, float light)
{
  HardCanvas *self = g_new0 (HardCanvas, 1);

  self->width = width;
  self->height = height;
  self->light = g_new (float, (gsize) width *height);
  for (gsize i = 0; i < (gsize) width * height; i++)
    self->light[i] = light;
  return self;
}

void
hard_canvas_free (HardCanvas *self)
{
  g_free (self->light);
  g_free (self);
}

static QRcode *
encode (const HardSymbol *symbol)
{
  QRcode *qr = QRcode_encodeString (symbol->text, 0, (QRecLevel) symbol->level, QR_MODE_8, 1);

  g_assert_nonnull (qr);
  return qr;
}

/* The number of modules on a side. */
guint
hard_symbol_get_size (const HardSymbol *symbol)
{
  QRcode *qr = encode (symbol);
  guint size = (guint) qr->width;

  QRcode_free (qr);
  return size;
}

static gboolean
is_dark (const QRcode *qr, int x, int y)
{
  return x >= 0 && y >= 0 && x < qr->width && y < qr->width && (qr->data[y * qr->width + x] & 1);
}

/* A module drawn as a square with its corners rounded off, where no dark neighbour holds them. */
static gboolean
is_in_module (const QRcode *qr, double u, double v, double rounding)
{
  int x = (int) floor (u), y = (int) floor (v);
  double dx = u - x - 0.5, dy = v - y - 0.5;
  double corner = 0.5 * rounding;
  double cx = MAX (0, fabs (dx) - (0.5 - corner)), cy = MAX (0, fabs (dy) - (0.5 - corner));

  if (!is_dark (qr, x, y))
    return FALSE;
  if (rounding < 0.9 &&
      (is_dark (qr, x + (dx > 0 ? 1 : -1), y) || is_dark (qr, x, y + (dy > 0 ? 1 : -1))))
    return TRUE;
  return hypot (cx, cy) <= corner || corner <= 0;
}

/* A disc with a ring on it, as logos go. */
static gboolean
logo_light (double size, double share, double u, double v, double *light)
{
  double distance = hypot (u - size / 2, v - size / 2) / (size * share / 2);

  if (share <= 0 || distance > 1)
    return FALSE;
  *light = distance > 0.85 || distance < 0.3 ? 255 : distance > 0.6 ? 90 : 170;
  return TRUE;
}

/* The light of @symbol at a place in modules; whether it reaches there at all. */
static gboolean
symbol_light (const HardSymbol *symbol, const QRcode *qr, double u, double v, double *light)
{
  if (u < -symbol->quiet || v < -symbol->quiet || u > qr->width + symbol->quiet ||
      v > qr->width + symbol->quiet)
    return FALSE;
  if (logo_light (qr->width, symbol->logo, u, v, light))
    return TRUE;
  *light = is_in_module (qr, u, v, symbol->rounding) ? symbol->dark : symbol->pale;
  return TRUE;
}

void
hard_canvas_draw (HardCanvas *self, const HardSymbol *symbol)
{
  QRcode *qr = encode (symbol);
  TernHomography to_picture, to_modules;

  tern_homography_set_quad (&to_picture, symbol->corners);
  g_assert_true (tern_homography_invert (&to_picture, &to_modules));
  for (guint y = 0; y < self->height; y++)
    for (guint x = 0; x < self->width; x++)
      {
        float *pixel = &self->light[(gsize) y * self->width + x];
        double sum = 0;

        for (int i = 0; i < SAMPLES * SAMPLES; i++)
          {
            double u, v, light = *pixel;

            tern_homography_map (&to_modules, x + (i % SAMPLES + 0.5) / SAMPLES,
                                 y + (i / SAMPLES + 0.5) / SAMPLES, &u, &v);
            symbol_light (symbol, qr, u * qr->width, v * qr->width, &light);
            sum += light;
          }
        *pixel = (float) (sum / (SAMPLES * SAMPLES));
      }
  QRcode_free (qr);
}

void
hard_canvas_fill (HardCanvas *self, int x, int y, int width, int height, float light)
{
  for (int v = MAX (y, 0); v < MIN (y + height, (int) self->height); v++)
    for (int u = MAX (x, 0); u < MIN (x + width, (int) self->width); u++)
      self->light[(gsize) v * self->width + (gsize) u] = light;
}

/* A line of what looks like small print from a distance. */
void
hard_canvas_write (HardCanvas *self, GRand *rand, int x, int y, int width, float light)
{
  for (int at = x; at < x + width;)
    {
      int stroke = g_rand_int_range (rand, 1, 3);
      int height = g_rand_int_range (rand, 4, 10);

      if (g_rand_int_range (rand, 0, 6) != 0)
        hard_canvas_fill (self, at, y + 10 - height, stroke, height, light);
      if (g_rand_boolean (rand))
        hard_canvas_fill (self, at, y + g_rand_int_range (rand, 2, 9), 5, 1, light);
      at += stroke + g_rand_int_range (rand, 2, 5);
    }
}

static void
blur_line (float *light, gsize n, gsize step, const float *kernel, int radius, float *line)
{
  for (gsize i = 0; i < n; i++)
    {
      float sum = 0;

      for (int k = -radius; k <= radius; k++)
        {
          gssize at = CLAMP ((gssize) i + k, 0, (gssize) n - 1);

          sum += kernel[k + radius] * light[(gsize) at * step];
        }
      line[i] = sum;
    }
  for (gsize i = 0; i < n; i++)
    light[i * step] = line[i];
}

void
hard_canvas_blur (HardCanvas *self, double sigma)
{
  int radius = (int) ceil (sigma * 3);
  g_autofree float *kernel = g_new (float, 2 * radius + 1);
  g_autofree float *line = g_new (float, MAX (self->width, self->height));
  float sum = 0;

  for (int k = -radius; k <= radius; k++)
    sum += kernel[k + radius] = (float) exp (-k * k / (2 * sigma * sigma));
  for (int k = 0; k <= 2 * radius; k++)
    kernel[k] /= sum;
  for (gsize y = 0; y < self->height; y++)
    blur_line (self->light + y * self->width, self->width, 1, kernel, radius, line);
  for (gsize x = 0; x < self->width; x++)
    blur_line (self->light + x, self->height, self->width, kernel, radius, line);
}

static double
gauss (GRand *rand)
{
  double sum = 0;

  for (int i = 0; i < 12; i++)
    sum += g_rand_double (rand);
  return sum - 6;
}

void
hard_canvas_add_noise (HardCanvas *self, GRand *rand, double sigma)
{
  for (gsize i = 0; i < (gsize) self->width * self->height; i++)
    self->light[i] += (float) (sigma * gauss (rand));
}

/* Light that falls off to one side: at the far end @strength of it is gone. */
void
hard_canvas_add_shade (HardCanvas *self, GRand *rand, double strength)
{
  double angle = g_rand_double_range (rand, 0, 2 * G_PI);

  for (guint y = 0; y < self->height; y++)
    for (guint x = 0; x < self->width; x++)
      {
        double along = (cos (angle) * ((double) x / self->width - 0.5) +
                        sin (angle) * ((double) y / self->height - 0.5)) /
                           1.42 +
                       0.5;

        self->light[(gsize) y * self->width + x] *= (float) (1 - strength * along);
      }
}

void
hard_canvas_add_glare (HardCanvas *self, double x, double y, double radius, double strength)
{
  for (guint v = 0; v < self->height; v++)
    for (guint u = 0; u < self->width; u++)
      {
        double distance = hypot (u - x, v - y) / radius;

        self->light[(gsize) v * self->width + u] += (float) (strength * exp (-distance * distance));
      }
}

/* The lines of a screen beating against the pixels of a camera. */
void
hard_canvas_add_moire (HardCanvas *self, GRand *rand, double strength)
{
  for (int wave = 0; wave < 3; wave++)
    {
      double angle = g_rand_double_range (rand, 0, G_PI);
      double period = g_rand_double_range (rand, 2.2, 14);
      double phase = g_rand_double_range (rand, 0, 2 * G_PI);

      for (guint y = 0; y < self->height; y++)
        for (guint x = 0; x < self->width; x++)
          {
            double along = (x * cos (angle) + y * sin (angle)) / period;

            self->light[(gsize) y * self->width + x] *=
                (float) (1 + strength / 3 * sin (2 * G_PI * along + phase));
          }
    }
}

/* What a camera makes of the light. */
TernGrey *
hard_canvas_expose (const HardCanvas *self)
{
  TernGrey *picture = tern_grey_new (self->width, self->height);

  for (gsize i = 0; i < (gsize) self->width * self->height; i++)
    picture->pixels[i] = (guint8) CLAMP (self->light[i] + 0.5f, 0, 255);
  return picture;
}
