/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/tern-qr-known.h"

#define ALIGNMENT 5

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
  TernQrKnown module = { (float) (x + 0.5), (float) (y + 0.5), colour, group };

  g_array_append_val (known, module);
}

static void
add_finder (GArray *known, int left, int top, int modules, guint8 group)
{
  for (int y = -1; y <= TERN_QR_FINDER; y++)
    for (int x = -1; x <= TERN_QR_FINDER; x++)
      if (left + x >= 0 && top + y >= 0 && left + x < modules && top + y < modules)
        add_known (known, left + x, top + y, finder_colour (x, y), group);
}

/**
 * tern_qr_known_new:
 * @modules: how many a side of the symbol has
 *
 * Returns: (transfer full) (element-type TernQrKnown): the modules whose colour is known (ISO/IEC
 *   18004 6.3)
 */
GArray *
tern_qr_known_new (int modules)
{
  GArray *known = g_array_new (FALSE, FALSE, sizeof (TernQrKnown));

  add_finder (known, 0, 0, modules, TERN_QR_GROUP_UPPER_LEFT);
  add_finder (known, modules - TERN_QR_FINDER, 0, modules, TERN_QR_GROUP_UPPER_RIGHT);
  add_finder (known, 0, modules - TERN_QR_FINDER, modules, TERN_QR_GROUP_LOWER_LEFT);
  for (int i = TERN_QR_FINDER + 1; i < modules - TERN_QR_FINDER - 1; i++)
    {
      add_known (known, i, TERN_QR_FINDER - 1, i % 2 ? 1 : -1, TERN_QR_GROUP_ROW);
      add_known (known, TERN_QR_FINDER - 1, i, i % 2 ? 1 : -1, TERN_QR_GROUP_COLUMN);
    }
  for (int i = 0; modules > TERN_QR_LEAST_MODULES && i < ALIGNMENT * ALIGNMENT; i++)
    add_known (known, modules - 9 + i % ALIGNMENT, modules - 9 + i / ALIGNMENT,
               alignment_colour (i % ALIGNMENT, i / ALIGNMENT), TERN_QR_GROUP_ALIGNMENT);
  return known;
}
