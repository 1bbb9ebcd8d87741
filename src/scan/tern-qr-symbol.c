/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/tern-qr-symbol.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scan/tern-qr-known.h"

/* How a blur is undone: how far light spreads at most, in modules, and how often to look again. */
#define SPREAD 3
#define ROUNDS 15

/* How a symbol is drawn: the margin in modules, and a module in pixels. */
#define QUIET 4
#define MODULE_PIXELS 4

/* What each module is lit by itself and its neighbours through a lens @blur modules out of focus.
 */
static void
spread (const float *light, float *out, int n, double blur)
{
  float kernel[2 * SPREAD + 1], sum = 0;
  g_autofree float *rows = g_new (float, n *n);

  for (int k = -SPREAD; k <= SPREAD; k++)
    sum += kernel[k + SPREAD] = (float) exp (-k * k / (2 * blur * blur));
  for (int i = 0; i < n * n; i++)
    {
      rows[i] = 0;
      for (int k = -SPREAD; k <= SPREAD; k++)
        rows[i] += kernel[k + SPREAD] / sum * light[i / n * n + CLAMP (i % n + k, 0, n - 1)];
    }
  for (int i = 0; i < n * n; i++)
    {
      out[i] = 0;
      for (int k = -SPREAD; k <= SPREAD; k++)
        out[i] += kernel[k + SPREAD] / sum * rows[CLAMP (i / n + k, 0, n - 1) * n + i % n];
    }
}

static int
compare_light (gconstpointer a, gconstpointer b)
{
  float left = *(const float *) a, right = *(const float *) b;

  return left < right ? -1 : left > right;
}

/*
 * Undoes a blur: looks for modules no darker than dark and no lighter than light ones are, that
 * would look through such a lens as these do.
 */
static float *
refocus (const float *light, int n, double blur)
{
  float *focused = g_memdup2 (light, sizeof (float) * (gsize) (n * n));
  g_autofree float *sorted = g_memdup2 (light, sizeof (float) * (gsize) (n * n));
  g_autofree float *seen = g_new (float, n *n);
  float dark, pale;

  qsort (sorted, (gsize) (n * n), sizeof (float), compare_light);
  dark = sorted[n * n / 50];
  pale = sorted[n * n - 1 - n * n / 50];
  for (int round = 0; blur > 0 && round < ROUNDS; round++)
    {
      spread (focused, seen, n, blur);
      for (int i = 0; i < n * n; i++)
        focused[i] = CLAMP (focused[i] + light[i] - seen[i], dark, pale);
    }
  return focused;
}

static float
mean_around (const float *light, int n, int x, int y, int range)
{
  float sum = 0;
  int count = 0;

  for (int v = MAX (y - range, 0); v <= MIN (y + range, n - 1); v++)
    for (int u = MAX (x - range, 0); u <= MIN (x + range, n - 1); u++, count++)
      sum += light[v * n + u];
  return sum / (float) count;
}

static void
fill_module (TernGrey *symbol, guint x, guint y, guint8 light)
{
  for (guint v = 0; v < MODULE_PIXELS; v++)
    memset (symbol->pixels + ((y + QUIET) * MODULE_PIXELS + v) * symbol->width +
                (x + QUIET) * MODULE_PIXELS,
            light, MODULE_PIXELS);
}

/**
 * tern_qr_symbol_draw:
 * @light: how light each module is, row by row
 * @modules: how many a side of the symbol has
 * @blur: how far out of focus it is, in modules
 * @range: how many modules around one decide what is dark
 *
 * Draws a symbol from the light of its modules, and what is known of it as it ought to be.
 *
 * Returns: (transfer full): the symbol as its standard draws it
 */
TernGrey *
tern_qr_symbol_draw (const float *light, guint modules, double blur, int range)
{
  g_autoptr (GArray) known = tern_qr_known_new ((int) modules);
  g_autofree float *focused = refocus (light, (int) modules, blur);
  guint side = (modules + 2 * QUIET) * MODULE_PIXELS;
  TernGrey *symbol = tern_grey_new (side, side);
  int n = (int) modules;

  memset (symbol->pixels, 255, (gsize) side * side);
  for (int y = 0; y < n; y++)
    for (int x = 0; x < n; x++)
      if (focused[y * n + x] < mean_around (focused, n, x, y, range))
        fill_module (symbol, (guint) x, (guint) y, 0);
  for (guint i = 0; i < known->len; i++)
    {
      const TernQrKnown *module = &g_array_index (known, TernQrKnown, i);

      fill_module (symbol, (guint) module->x, (guint) module->y, module->colour > 0 ? 255 : 0);
    }
  return symbol;
}
