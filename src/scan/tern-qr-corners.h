/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scan/tern-finder.h"

G_BEGIN_DECLS

/**
 * TernQrCorners:
 * @modules: how many a side of the symbol seems to have
 * @score: how likely they belong together; more is likelier
 *
 * Three corner squares as those of one symbol.
 */
typedef struct
{
  TernFinder upper_left;
  TernFinder upper_right;
  TernFinder lower_left;
  double modules;
  double score;
} TernQrCorners;

GArray *tern_qr_corners_choose (const TernGrey *binary,
                                const GArray *finders) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
