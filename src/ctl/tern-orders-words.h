/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TernOrdersWords:
 *
 * What the words of an `orders` command say.
 */
typedef struct
{
  char *file;
  GStrv rows;
  GStrv columns;
  gboolean servers;
  gboolean yes;
  gboolean wait;
  int per_card;
  char *enable;
  char *name;
  char *output;
  char *labels;
  char *sheet;
} TernOrdersWords;

void tern_orders_words_clear (TernOrdersWords *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TernOrdersWords, tern_orders_words_clear)

G_END_DECLS
