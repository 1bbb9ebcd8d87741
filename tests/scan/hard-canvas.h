/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scan/tern-grey.h"

G_BEGIN_DECLS

/**
 * HardCanvas:
 *
 * Light as numbers from 0 to 255 and beyond, before a camera or a screenshot makes bytes of it.
 */
typedef struct
{
  guint width;
  guint height;
  float *light;
} HardCanvas;

/**
 * HardSymbol:
 * @text: what the symbol holds
 * @level: 0 to 3, how much of it may be damaged
 * @corners: where the outer corners of its modules lie, clockwise from the upper left, x then y
 * @quiet: width of the quiet zone in modules
 * @dark: the light of a dark module
 * @pale: the light of the others
 * @rounding: 0 for square modules, 1 for dots
 * @logo: side of a logo in the middle, as a share of the symbol
 *
 * One QR code on a canvas.
 */
typedef struct
{
  const char *text;
  int level;
  double corners[8];
  double quiet;
  double dark;
  double pale;
  double rounding;
  double logo;
} HardSymbol;

HardCanvas *hard_canvas_new (guint width, guint height, float light) G_GNUC_WARN_UNUSED_RESULT;
void hard_canvas_free (HardCanvas *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HardCanvas, hard_canvas_free)

guint hard_symbol_get_size (const HardSymbol *symbol);
void hard_canvas_draw (HardCanvas *self, const HardSymbol *symbol);
void hard_canvas_fill (HardCanvas *self, int x, int y, int width, int height, float light);
void hard_canvas_write (HardCanvas *self, GRand *rand, int x, int y, int width, float light);
void hard_canvas_blur (HardCanvas *self, double sigma);
void hard_canvas_add_noise (HardCanvas *self, GRand *rand, double sigma);
void hard_canvas_add_shade (HardCanvas *self, GRand *rand, double strength);
void hard_canvas_add_glare (HardCanvas *self, double x, double y, double radius, double strength);
void hard_canvas_add_moire (HardCanvas *self, GRand *rand, double strength);
TernGrey *hard_canvas_expose (const HardCanvas *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
