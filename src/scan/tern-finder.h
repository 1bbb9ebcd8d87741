/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scan/tern-grey.h"

G_BEGIN_DECLS

/**
 * TernFinder:
 * @x: its middle
 * @y: its middle
 * @size: its width along the row through the middle, in pixels
 * @hits: in how many rows it was seen
 *
 * What looks like one of the three squares in the corners of a QR code (ISO/IEC 18004 5.3.2).
 */
typedef struct
{
  double x;
  double y;
  double size;
  guint hits;
} TernFinder;

GArray *tern_finder_find_all (const TernGrey *binary, guint limit) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
