/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/tern-qr-grid.h"

#include <math.h>

#include "scan/tern-homography.h"
#include "scan/tern-qr-corners.h"
#include "scan/tern-qr-known.h"
#include "scan/tern-qr-symbol.h"

/* The bounds of the work for one picture. */
#define MAX_FINDERS 16
#define MAX_GRIDS 8
/* Where the fourth finder may be, in sides from the first; and how closely that is searched. */
#define NEAREST 0.5
#define FURTHEST 2.7
#define STRIDE 1.1
/* How well the fixed patterns must fit, from 0 to 1, before the data is looked at. */
#define ENOUGH 0.45

/*
 * Where the middles of the four finders lie, the fourth being imagined, and how much a lens or a
 * sheet of paper bends what is between them.
 */
typedef struct
{
  guint modules;
  double middles[8];
  double bow;
  double score;
} Grid;

/* From modules to pixels. */
typedef struct
{
  TernHomography flat;
  double span;
  double bow;
} Map;

static Map
map_of (const Grid *grid)
{
  Map map = { .span = grid->modules - 2 * TERN_QR_INSET, .bow = grid->bow };

  tern_homography_set_quad (&map.flat, grid->middles);
  return map;
}

/* Bending moves a place out from the centre or towards it; the four middles stay. */
static inline void
map_module (const Map *map, double column, double row, double *x, double *y)
{
  double u = (column - TERN_QR_INSET) / map->span - 0.5,
         v = (row - TERN_QR_INSET) / map->span - 0.5;
  double bend = 1 + map->bow * (u * u + v * v - 0.5);

  tern_homography_map (&map->flat, 0.5 + u * bend, 0.5 + v * bend, x, y);
}

/* --- How well a grid fits ----------------------------------------------------------------------
 */

typedef struct
{
  double n;
  double light;
  double light2;
  double colour;
  double product;
} Sums;

/* The coefficient of correlation between light and colour; the colours are 1 and -1. */
static double
correlation (const Sums *sums)
{
  double light = sums->light2 - sums->light * sums->light / sums->n;
  double colour = sums->n - sums->colour * sums->colour / sums->n;

  if (light < sums->n || colour <= 0)
    return 0;
  return (sums->product - sums->light * sums->colour / sums->n) / sqrt (light * colour);
}

/* The mean fit of the groups, from -1 for a negative to 1. */
static double
score (const TernGrey *picture, const GArray *known, const Grid *grid)
{
  Sums sums[TERN_QR_N_GROUPS] = { 0 };
  Map map = map_of (grid);
  double total = 0;
  guint groups = 0;

  for (guint i = 0; i < known->len; i++)
    {
      const TernQrKnown *module = &g_array_index (known, TernQrKnown, i);
      Sums *group = &sums[module->group];
      double x, y, light;

      map_module (&map, module->x, module->y, &x, &y);
      light = tern_grey_at (picture, x, y);
      group->n++;
      group->light += light;
      group->light2 += light * light;
      group->colour += module->colour;
      group->product += module->colour * light;
    }
  for (guint i = 0; i < TERN_QR_N_GROUPS; i++)
    if (sums[i].n > 0)
      {
        total += correlation (&sums[i]);
        groups++;
      }
  return total / groups;
}

/* --- Finding the fourth corner -----------------------------------------------------------------
 */

/* Puts the fourth middle at a multiple of the two sides: 1 and 1 is a symbol seen from above. */
static void
set_fourth (double middles[8], double a, double b)
{
  middles[4] = middles[0] + a * (middles[2] - middles[0]) + b * (middles[6] - middles[0]);
  middles[5] = middles[1] + a * (middles[3] - middles[1]) + b * (middles[7] - middles[1]);
}

typedef struct
{
  const TernGrey *picture;
  const GArray *known;
  Grid grid;
  double a;
  double b;
} Search;

static void
try_fourth (Search *self, double a, double b)
{
  Grid grid = self->grid;

  set_fourth (grid.middles, a, b);
  grid.score = score (self->picture, self->known, &grid);
  if (grid.score <= self->grid.score)
    return;
  self->grid = grid;
  self->a = a;
  self->b = b;
}

/* Looks for the fourth middle everywhere a lens can put it, then closer and closer. */
static void
search_fourth (Search *self)
{
  self->grid.score = -1;
  for (double a = NEAREST; a < FURTHEST; a *= STRIDE)
    for (double b = NEAREST; b < FURTHEST; b *= STRIDE)
      try_fourth (self, a, b);
  for (double step = (STRIDE - 1) / 2; step > 0.004; step /= 1.7)
    {
      double a = self->a, b = self->b;

      for (int i = 0; i < 25; i++)
        try_fourth (self, a * (1 + step * (i % 5 - 2)), b * (1 + step * (i / 5 - 2)));
    }
}

static void
keep_better (Search *self, Grid grid)
{
  grid.score = score (self->picture, self->known, &grid);
  if (grid.score > self->grid.score)
    self->grid = grid;
}

/* Moves each middle a little, and bends a little, as long as that makes the fit better. */
static void
polish (Search *self, double module)
{
  for (double step = 0.5; step > 0.08; step /= 2)
    {
      for (int i = 0; i < 16; i++)
        {
          Grid grid = self->grid;

          grid.middles[i / 2] += module * (i % 2 ? step : -step);
          keep_better (self, grid);
        }
      for (int i = 0; i < 2; i++)
        {
          Grid grid = self->grid;

          grid.bow += i ? step / 4 : -step / 4;
          keep_better (self, grid);
        }
    }
}

static Grid
fit (const TernGrey *picture, const TernQrCorners *corners, guint modules)
{
  g_autoptr (GArray) known = tern_qr_known_new ((int) modules);
  const TernFinder *ul = &corners->upper_left, *ur = &corners->upper_right,
                   *ll = &corners->lower_left;
  Search search = {
    .picture = picture,
    .known = known,
    .grid = { modules, { ul->x, ul->y, ur->x, ur->y, 0, 0, ll->x, ll->y }, 0, -1 },
    .a = 1,
    .b = 1,
  };

  search_fourth (&search);
  if (search.grid.score > ENOUGH / 2)
    polish (&search, hypot (ur->x - ul->x, ur->y - ul->y) / (modules - TERN_QR_FINDER));
  return search.grid;
}

/* --- Reading the modules -----------------------------------------------------------------------
 */

/* The light of each module: the mean of five places in it. */
static float *
sample (const TernGrey *picture, const Grid *grid)
{
  static const double spots[][2] = { { 0.5, 0.5 },
                                     { 0.3, 0.5 },
                                     { 0.7, 0.5 },
                                     { 0.5, 0.3 },
                                     { 0.5, 0.7 } };
  float *light = g_new (float, grid->modules * grid->modules);
  Map map = map_of (grid);

  for (guint i = 0; i < grid->modules * grid->modules; i++)
    {
      double sum = 0;

      for (guint s = 0; s < G_N_ELEMENTS (spots); s++)
        {
          double x, y;

          map_module (&map, i % grid->modules + spots[s][0], i / grid->modules + spots[s][1], &x,
                      &y);
          sum += (s == 0 ? 2 : 1) * tern_grey_at (picture, x, y);
        }
      light[i] = (float) (sum / (G_N_ELEMENTS (spots) + 1));
    }
  return light;
}

static gboolean
try_grid (const TernGrey *picture, const Grid *grid, TernQrGridTry try_symbol, gpointer data)
{
  static const struct
  {
    double blur;
    int range;
  } ways[] = { { 0, 4 }, { 0.5, 4 }, { 0.7, 5 }, { 0.9, 5 }, { 0.3, 8 } };
  g_autofree float *light = sample (picture, grid);

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (TernGrey) symbol =
          tern_qr_symbol_draw (light, grid->modules, ways[i].blur, ways[i].range);

      if (try_symbol (symbol, data))
        return TRUE;
    }
  return FALSE;
}

/* The size whose fixed patterns fit best, among those near what the finders say. */
static Grid
fit_best (const TernGrey *picture, const TernQrCorners *corners)
{
  int nearest =
      TERN_QR_LEAST_MODULES + 4 * (int) lround ((corners->modules - TERN_QR_LEAST_MODULES) / 4);
  Grid best = { .score = -1 };

  for (int modules = nearest - 4; modules <= nearest + 4; modules += 4)
    if (modules >= TERN_QR_LEAST_MODULES && modules <= TERN_QR_MOST_MODULES)
      {
        Grid grid = fit (picture, corners, (guint) modules);

        if (grid.score > best.score)
          best = grid;
      }
  return best;
}

/**
 * tern_qr_grid_straighten:
 * @picture: a picture
 * @binary: the same after a threshold
 * @try_symbol: (scope call): reads a symbol
 * @data: for @try_symbol
 *
 * Finds QR codes by their corner squares, fits a grid to what is known of every symbol (corner
 * squares, the dotted lines between them, the small square in the fourth corner), and draws each
 * anew as its modules show: flat, upright, without noise. That undoes perspective, which the
 * scanner itself cannot. Stops when @try_symbol says so. Any thread.
 */
void
tern_qr_grid_straighten (const TernGrey *picture,
                         const TernGrey *binary,
                         TernQrGridTry try_symbol,
                         gpointer data)
{
  g_autoptr (GArray) finders = tern_finder_find_all (binary, MAX_FINDERS);
  g_autoptr (GArray) corners = tern_qr_corners_choose (binary, finders);
  guint tried = 0;

  for (guint i = 0; i < corners->len && tried < MAX_GRIDS; i++)
    {
      Grid grid = fit_best (picture, &g_array_index (corners, TernQrCorners, i));

      if (grid.score < ENOUGH)
        continue;
      tried++;
      if (try_grid (picture, &grid, try_symbol, data))
        return;
    }
}
