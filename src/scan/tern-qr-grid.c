/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/tern-qr-grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scan/tern-finder.h"
#include "scan/tern-homography.h"

#define MIN_MODULES 21
#define MAX_MODULES 101
#define FINDER 7
#define ALIGNMENT 5
/* From the outer edge to the middle of a finder. */
#define INSET 3.5

/* The bounds of the work for one picture. */
#define MAX_FINDERS 16
#define MAX_CORNERS 24
#define MAX_GRIDS 8
/* Where the fourth finder may be, in sides from the first; and how closely that is searched. */
#define NEAREST 0.5
#define FURTHEST 2.7
#define STRIDE 1.1
/* How well the fixed patterns must fit, from 0 to 1, before the data is looked at. */
#define ENOUGH 0.45

/* How a blur is undone: how far light spreads at most, in modules, and how often to look again. */
#define SPREAD 3
#define ROUNDS 15

/* How a straightened symbol is drawn. */
#define QUIET 4
#define MODULE_PIXELS 4

/* Groups of modules whose colour is known; light is judged in each for itself. */
enum
{
  GROUP_UPPER_LEFT,
  GROUP_UPPER_RIGHT,
  GROUP_LOWER_LEFT,
  GROUP_ROW,
  GROUP_COLUMN,
  GROUP_ALIGNMENT,
  N_GROUPS,
};

typedef struct
{
  float x;
  float y;
  gint8 colour;
  guint8 group;
} Known;

/* The three corner squares as those of one symbol. */
typedef struct
{
  TernFinder upper_left;
  TernFinder upper_right;
  TernFinder lower_left;
  double modules;
  double score;
} Corners;

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

/* --- What is the same in every symbol ----------------------------------------------------------
 */

/* The colour of a module of a finder with its separator, -1 dark and 1 light. */
static gint8
finder_colour (int x, int y)
{
  int ring = MAX (ABS (x - 3), ABS (y - 3));

  return ring == 2 || ring == 4 ? 1 : -1;
}

static gint8
alignment_colour (int x, int y)
{
  return MAX (ABS (x - 2), ABS (y - 2)) == 1 ? 1 : -1;
}

static void
add_known (GArray *known, int x, int y, gint8 colour, guint8 group)
{
  Known module = { (float) (x + 0.5), (float) (y + 0.5), colour, group };

  g_array_append_val (known, module);
}

static void
add_finder (GArray *known, int left, int top, int modules, guint8 group)
{
  for (int y = -1; y <= FINDER; y++)
    for (int x = -1; x <= FINDER; x++)
      if (left + x >= 0 && top + y >= 0 && left + x < modules && top + y < modules)
        add_known (known, left + x, top + y, finder_colour (x, y), group);
}

/* The modules of a symbol of that size whose colour is known (ISO/IEC 18004 6.3). */
static GArray *
known_modules (int modules)
{
  GArray *known = g_array_new (FALSE, FALSE, sizeof (Known));

  add_finder (known, 0, 0, modules, GROUP_UPPER_LEFT);
  add_finder (known, modules - FINDER, 0, modules, GROUP_UPPER_RIGHT);
  add_finder (known, 0, modules - FINDER, modules, GROUP_LOWER_LEFT);
  for (int i = FINDER + 1; i < modules - FINDER - 1; i++)
    {
      add_known (known, i, FINDER - 1, i % 2 ? 1 : -1, GROUP_ROW);
      add_known (known, FINDER - 1, i, i % 2 ? 1 : -1, GROUP_COLUMN);
    }
  for (int i = 0; modules > MIN_MODULES && i < ALIGNMENT * ALIGNMENT; i++)
    add_known (known, modules - 9 + i % ALIGNMENT, modules - 9 + i / ALIGNMENT,
               alignment_colour (i % ALIGNMENT, i / ALIGNMENT), GROUP_ALIGNMENT);
  return known;
}

static Map
map_of (const Grid *grid)
{
  Map map = { .span = grid->modules - 2 * INSET, .bow = grid->bow };

  tern_homography_set_quad (&map.flat, grid->middles);
  return map;
}

/* Bending moves a place out from the centre or towards it; the four middles stay. */
static inline void
map_module (const Map *map, double column, double row, double *x, double *y)
{
  double u = (column - INSET) / map->span - 0.5, v = (row - INSET) / map->span - 0.5;
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

/* A place outside, even one that is not a number, counts as the nearest pixel at the edge. */
static guint
pixel_at (const TernGrey *picture, double x, double y)
{
  guint column = x > 0 ? (guint) MIN (x, picture->width - 1) : 0;
  guint row = y > 0 ? (guint) MIN (y, picture->height - 1) : 0;

  return picture->pixels[(gsize) row * picture->width + column];
}

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
  Sums sums[N_GROUPS] = { 0 };
  Map map = map_of (grid);
  double total = 0;
  guint groups = 0;

  for (guint i = 0; i < known->len; i++)
    {
      const Known *module = &g_array_index (known, Known, i);
      Sums *group = &sums[module->group];
      double x, y, light;

      map_module (&map, module->x, module->y, &x, &y);
      light = pixel_at (picture, x, y);
      group->n++;
      group->light += light;
      group->light2 += light * light;
      group->colour += module->colour;
      group->product += module->colour * light;
    }
  for (guint i = 0; i < N_GROUPS; i++)
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
fit (const TernGrey *picture, const Corners *corners, guint modules)
{
  g_autoptr (GArray) known = known_modules ((int) modules);
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
    polish (&search, hypot (ur->x - ul->x, ur->y - ul->y) / (modules - FINDER));
  return search.grid;
}

/* --- Which three finders belong together --------------------------------------------------------
 */

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
    if (pixel_at (binary, finder->x + at * dx, finder->y + at * dy) != colour)
      {
        ends[++run] = at;
        colour = (guint8) ~colour;
      }
  for (guint i = 0; i < 3; i++)
    if (fabs (ends[i + 1] - ends[i] - due[i] * ends[3] / INSET) > 0.2 * ends[3] + 0.5)
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

  return ahead > 0 && behind > 0 ? (ahead + behind) / FINDER : 0;
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
    here = one->size * share / FINDER;
  if (there <= 0)
    there = other->size * share / FINDER;
  return length / sqrt (here * there);
}

/* Whether the three can be the corners of one symbol with @ul as the upper left one. */
static gboolean
set_corners (Corners *corners,
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
  *corners = (Corners){ *ul, turn > 0 ? *one : *other, turn > 0 ? *other : *one,
                        (first + second) / 2 + FINDER, 0 };
  corners->score = seen + MIN (first, second) / MAX (first, second);
  return MIN (first, second) > 0.6 * MAX (first, second) && corners->modules > 17 &&
         corners->modules < MAX_MODULES + 8;
}

static int
compare_corners (gconstpointer a, gconstpointer b)
{
  double left = ((const Corners *) a)->score, right = ((const Corners *) b)->score;

  return left > right ? -1 : left < right;
}

/* All threes that can belong together, the likeliest first. */
static GArray *
choose_corners (const TernGrey *binary, const GArray *finders)
{
  GArray *chosen = g_array_new (FALSE, FALSE, sizeof (Corners));
  const TernFinder *f = (const TernFinder *) (gpointer) finders->data;

  for (guint i = 0; i < finders->len; i++)
    for (guint j = 0; j < finders->len; j++)
      for (guint k = j + 1; k < finders->len; k++)
        {
          Corners corners;

          if (i != j && i != k && set_corners (&corners, binary, &f[i], &f[j], &f[k]))
            g_array_append_val (chosen, corners);
        }
  g_array_sort (chosen, compare_corners);
  if (chosen->len > MAX_CORNERS)
    g_array_set_size (chosen, MAX_CORNERS);
  return chosen;
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
          sum += (s == 0 ? 2 : 1) * pixel_at (picture, x, y);
        }
      light[i] = (float) (sum / (G_N_ELEMENTS (spots) + 1));
    }
  return light;
}

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

/* Draws the symbol from the light of its modules, and what is known of it as it ought to be. */
static TernGrey *
draw (const float *light, guint modules, double blur, int range)
{
  g_autoptr (GArray) known = known_modules ((int) modules);
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
      const Known *module = &g_array_index (known, Known, i);

      fill_module (symbol, (guint) module->x, (guint) module->y, module->colour > 0 ? 255 : 0);
    }
  return symbol;
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
      g_autoptr (TernGrey) symbol = draw (light, grid->modules, ways[i].blur, ways[i].range);

      if (try_symbol (symbol, data))
        return TRUE;
    }
  return FALSE;
}

/* The size whose fixed patterns fit best, among those near what the finders say. */
static Grid
fit_best (const TernGrey *picture, const Corners *corners)
{
  int nearest = MIN_MODULES + 4 * (int) lround ((corners->modules - MIN_MODULES) / 4);
  Grid best = { .score = -1 };

  for (int modules = nearest - 4; modules <= nearest + 4; modules += 4)
    if (modules >= MIN_MODULES && modules <= MAX_MODULES)
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
  g_autoptr (GArray) corners = choose_corners (binary, finders);
  guint tried = 0;

  for (guint i = 0; i < corners->len && tried < MAX_GRIDS; i++)
    {
      Grid grid = fit_best (picture, &g_array_index (corners, Corners, i));

      if (grid.score < ENOUGH)
        continue;
      tried++;
      if (try_grid (picture, &grid, try_symbol, data))
        return;
    }
}
