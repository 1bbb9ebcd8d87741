/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/tern-finder.h"

#include <math.h>

/* Dark, light, dark, light, dark: 1:1:3:1:1 on every line through the middle. */
#define N_RUNS 5
/* How far a run may be from its due length, in modules for each module. */
#define TOLERANCE 0.7
#define MIN_SIZE 7
/* Different finders are further apart than this share of their width. */
#define SAME 0.5
/* More are noise. */
#define MAX_FOUND 400

/* Whether the runs are those of a finder pattern. */
static gboolean
is_pattern (const guint runs[N_RUNS])
{
  static const double due[N_RUNS] = { 1, 1, 3, 1, 1 };
  guint total = runs[0] + runs[1] + runs[2] + runs[3] + runs[4];
  double module = total / 7.0;

  if (total < MIN_SIZE)
    return FALSE;
  for (int i = 0; i < N_RUNS; i++)
    if (fabs (runs[i] - due[i] * module) > TOLERANCE * module * (i == 2 ? 1.7 : 1) + 0.5)
      return FALSE;
  return TRUE;
}

/* Counts pixels of one colour from *@at on, and moves there. */
static guint
count_run (const TernGrey *binary, gssize *at, gssize step, gssize *left, guint8 colour, guint most)
{
  guint n = 0;

  while (*left > 0 && n <= most && binary->pixels[*at] == colour)
    {
      *at += step;
      (*left)--;
      n++;
    }
  return n;
}

/*
 * Reads the five runs around a dark pixel along one axis. @before and @behind are the pixels on
 * each side. *@middle is how far from the pixel the middle of the pattern lies, *@size its length.
 */
static gboolean
cross_check (const TernGrey *binary,
             gssize at,
             gssize step,
             gssize before,
             gssize behind,
             guint most,
             double *middle,
             double *size)
{
  guint runs[N_RUNS] = { 0 };
  gssize forth = at, back = at - step;
  guint ahead;

  runs[2] = count_run (binary, &back, -step, &before, 0, most);
  runs[1] = count_run (binary, &back, -step, &before, 255, most);
  runs[0] = count_run (binary, &back, -step, &before, 0, most);
  *middle = -(double) runs[2];
  ahead = count_run (binary, &forth, step, &behind, 0, most);
  *middle = (*middle + ahead) / 2 - 0.5;
  runs[2] += ahead;
  runs[3] = count_run (binary, &forth, step, &behind, 255, most);
  runs[4] = count_run (binary, &forth, step, &behind, 0, most);
  *size = runs[0] + runs[1] + runs[2] + runs[3] + runs[4];
  return is_pattern (runs);
}

static gboolean
check_column (const TernGrey *binary, gssize x, gssize y, guint most, double *middle, double *size)
{
  gssize at = y * binary->width + x;

  return binary->pixels[at] == 0 &&
         cross_check (binary, at, binary->width, y, binary->height - y, most, middle, size);
}

static gboolean
check_row (const TernGrey *binary, gssize x, gssize y, guint most, double *middle, double *size)
{
  gssize at = y * binary->width + x;

  return binary->pixels[at] == 0 &&
         cross_check (binary, at, 1, x, binary->width - x, most, middle, size);
}

/* Adds a sighting to the finder that it is one of, or as a new one. */
static void
add (GArray *found, double x, double y, double size)
{
  TernFinder finder = { x, y, size, 1 };

  for (guint i = 0; i < found->len; i++)
    {
      TernFinder *known = &g_array_index (found, TernFinder, i);

      if (hypot (known->x - x, known->y - y) > SAME * MIN (size, known->size))
        continue;
      known->x += (x - known->x) / (known->hits + 1);
      known->y += (y - known->y) / (known->hits + 1);
      known->size += (size - known->size) / (known->hits + 1);
      known->hits++;
      return;
    }
  if (found->len < MAX_FOUND)
    g_array_append_val (found, finder);
}

/* The row at @y has the runs of a finder that end before @end: is it one in the column as well? */
static void
consider (GArray *found, const TernGrey *binary, const guint runs[N_RUNS], guint end, guint y)
{
  guint total = runs[0] + runs[1] + runs[2] + runs[3] + runs[4];
  double x = end - runs[4] - runs[3] - runs[2] / 2.0;
  double middle, height, width;

  if (!is_pattern (runs) || !check_column (binary, (gssize) x, y, 2 * total, &middle, &height) ||
      height > 3 * total || total > 3 * height)
    return;
  middle += y;
  if (!check_row (binary, (gssize) x, (gssize) (middle + 0.5), 2 * total, &x, &width))
    return;
  x += (gssize) (end - runs[4] - runs[3] - runs[2] / 2.0);
  add (found, x + 0.5, middle + 0.5, width);
}

static void
search_row (GArray *found, const TernGrey *binary, guint y)
{
  const guint8 *row = binary->pixels + (gsize) y * binary->width;
  guint runs[N_RUNS] = { 0 };

  for (guint x = 0, from = 0; x <= binary->width; x++)
    {
      if (x < binary->width && (x == 0 || row[x] == row[x - 1]))
        continue;
      for (int i = 0; i < N_RUNS - 1; i++)
        runs[i] = runs[i + 1];
      runs[N_RUNS - 1] = x - from;
      from = x;
      if (row[x - 1] == 0 && runs[0] > 0)
        consider (found, binary, runs, x, y);
    }
}

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const TernFinder *one = a, *other = b;
  double left = one->hits / one->size, right = other->hits / other->size;

  return left > right ? -1 : left < right;
}

/**
 * tern_finder_find_all:
 * @binary: a picture of 0 and 255
 * @limit: at most how many
 *
 * Finds what looks like the corner squares of QR codes, turned and tilted ones included. Any
 * thread.
 *
 * Returns: (transfer full) (element-type TernFinder): those seen best first
 */
GArray *
tern_finder_find_all (const TernGrey *binary, guint limit)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (TernFinder));

  for (guint y = 0; y < binary->height; y++)
    search_row (found, binary, y);
  for (guint i = found->len; i-- > 0;)
    if (g_array_index (found, TernFinder, i).hits < 2)
      g_array_remove_index_fast (found, i);
  g_array_sort (found, compare_hits);
  if (found->len > limit)
    g_array_set_size (found, limit);
  return found;
}
