/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-orders-words.h"

/**
 * tern_orders_words_clear:
 * @self: the words of a command
 *
 * Frees what they hold.
 */
void
tern_orders_words_clear (TernOrdersWords *self)
{
  g_free (self->file);
  g_strfreev (self->rows);
  g_strfreev (self->columns);
  g_free (self->enable);
  g_free (self->name);
  g_free (self->output);
  g_free (self->labels);
  g_free (self->sheet);
}
