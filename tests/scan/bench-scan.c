/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>

#include "hard-picture.h"
#include "plain-zbar.h"
#include "scan/tern-qr-reader.h"

/*
 * bench-scan [FIRST-SEED [PICTURES]]: how many pictures of each kind plain zbar and Tern read, and
 * how long a picture takes them. Fails when Tern reads fewer of any kind, or one wrongly.
 */

typedef struct
{
  guint hits;
  guint wrong;
  gint64 microseconds;
} Tally;

static GPtrArray *
read_plainly (const TernGrey *picture)
{
  return plain_zbar_read (picture);
}

static GPtrArray *
read_still (const TernGrey *picture)
{
  return tern_qr_reader_read (picture, TERN_QR_MODE_STILL, TERN_QR_STILL_BUDGET, NULL, NULL);
}

static GPtrArray *
read_video (const TernGrey *picture)
{
  return tern_qr_reader_read (picture, TERN_QR_MODE_VIDEO, TERN_QR_VIDEO_BUDGET, NULL, NULL);
}

static const struct
{
  const char *name;
  GPtrArray *(*read) (const TernGrey *picture);
} readers[] = {
  { "plain zbar", read_plainly },
  { "Tern", read_still },
  { "Tern, video", read_video },
};
#define N_READERS G_N_ELEMENTS (readers)

static gboolean
measure (Tally *tally, guint reader, const HardPicture *hard)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GPtrArray) texts = readers[reader].read (hard->picture);
  gboolean hit = g_ptr_array_find_with_equal_func (texts, hard->code, g_str_equal, NULL);

  tally->microseconds += g_get_monotonic_time () - start;
  tally->hits += hit;
  for (guint i = 0; i < texts->len; i++)
    if (!g_str_equal (texts->pdata[i], hard->code) && g_strcmp0 (texts->pdata[i], hard->other) != 0)
      tally->wrong++;
  return hit;
}

static void
print_row (const char *name, const Tally *tallies, guint pictures)
{
  printf ("%-20s", name);
  for (guint i = 0; i < N_READERS; i++)
    printf ("  %5.1f %% %7.1f ms", 100.0 * tallies[i].hits / pictures,
            (double) tallies[i].microseconds / 1000 / pictures);
  printf ("\n");
  fflush (stdout);
}

/* Whether plain zbar reads more of a kind. */
static gboolean
is_below (const Tally *tallies)
{
  for (guint i = 1; i < N_READERS; i++)
    if (tallies[i].hits < tallies[0].hits)
      return TRUE;
  return FALSE;
}

int
main (int argc, char **argv)
{
  guint64 first = 1000, pictures = 20;
  Tally sums[N_READERS] = { 0 };
  gboolean below = FALSE;

  if ((argc > 1 && !g_ascii_string_to_unsigned (argv[1], 10, 0, G_MAXINT, &first, NULL)) ||
      (argc > 2 && !g_ascii_string_to_unsigned (argv[2], 10, 1, 10000, &pictures, NULL)))
    return EXIT_FAILURE;

  printf ("%-20s", "");
  for (guint i = 0; i < N_READERS; i++)
    printf ("  %18s", readers[i].name);
  printf ("\n");
  for (HardKind kind = 0; kind < N_HARD_KINDS; kind++)
    {
      Tally tallies[N_READERS] = { 0 };

      for (guint i = 0; i < pictures; i++)
        {
          g_autoptr (HardPicture) hard = hard_picture_new (kind, (guint32) first + i);

          for (guint r = 0; r < N_READERS; r++)
            if (!measure (&tallies[r], r, hard) && r == 1 && g_getenv ("BENCH_MISSES"))
              printf ("  missed: %s %u\n", hard_kind_get_name (kind), (guint) first + i);
        }
      print_row (hard_kind_get_name (kind), tallies, (guint) pictures);
      below = below || is_below (tallies);
      for (guint r = 0; r < N_READERS; r++)
        {
          sums[r].hits += tallies[r].hits;
          sums[r].wrong += tallies[r].wrong;
          sums[r].microseconds += tallies[r].microseconds;
        }
    }
  print_row ("all", sums, (guint) pictures * N_HARD_KINDS);
  printf ("Read wrongly: %u, %u, %u\n", sums[0].wrong, sums[1].wrong, sums[2].wrong);
  if (below)
    printf ("Below plain zbar in some kind\n");
  return below || sums[1].wrong + sums[2].wrong > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
