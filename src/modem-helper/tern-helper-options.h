/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TernHelperOptions:
 * @state: folder that keeps what is to be put back on modems
 * @test_node: (nullable): a path that is taken for a device node of a modem
 * @idle: seconds without anything to do after which the helper ends
 * @linger: milliseconds for which a slot is kept after its card was let go
 * @wait: milliseconds for which a caller waits for a card that another one has
 *
 * What the helper goes by.
 */
typedef struct
{
  char *state;
  char *test_node;
  int idle;
  int linger;
  int wait;
} TernHelperOptions;

G_END_DECLS
