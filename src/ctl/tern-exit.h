/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TernExit:
 *
 * Exit status of ternctl, for scripts.
 */
typedef enum
{
  TERN_EXIT_DONE = 0,
  TERN_EXIT_FAILED = 1,
  TERN_EXIT_USAGE = 2,
  TERN_EXIT_NO_CARD = 3,
  TERN_EXIT_SERVER = 4,
  TERN_EXIT_CARD = 5,
  TERN_EXIT_NETWORK = 6,
  TERN_EXIT_CANCELLED = 7,
} TernExit;

TernExit tern_exit_for_error (const GError *error);

G_END_DECLS
