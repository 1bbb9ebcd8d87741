/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How many modules a side of a symbol has. */
#define TERN_QR_LEAST_MODULES 21
#define TERN_QR_MOST_MODULES 101
/* The side of a finder, and how far its middle is from its outer edge, in modules. */
#define TERN_QR_FINDER 7
#define TERN_QR_INSET 3.5

/* Groups of modules whose colour is known; light is judged in each for itself. */
enum
{
  TERN_QR_GROUP_UPPER_LEFT,
  TERN_QR_GROUP_UPPER_RIGHT,
  TERN_QR_GROUP_LOWER_LEFT,
  TERN_QR_GROUP_ROW,
  TERN_QR_GROUP_COLUMN,
  TERN_QR_GROUP_ALIGNMENT,
  TERN_QR_N_GROUPS,
};

/**
 * TernQrKnown:
 * @x: the middle of the module, in modules from the left
 * @y: the same from the top
 * @colour: -1 dark and 1 light
 * @group: where in the symbol it is
 *
 * A module that has the same colour in every symbol of a size.
 */
typedef struct
{
  float x;
  float y;
  gint8 colour;
  guint8 group;
} TernQrKnown;

GArray *tern_qr_known_new (int modules) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
