/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TernReach:
 * @TERN_REACH_UNKNOWN: nobody here looks
 * @TERN_REACH_NONE: nothing comes back
 * @TERN_REACH_PORTAL: a page of the network's own comes back
 * @TERN_REACH_INTERNET: the internet answers
 *
 * How far a connection goes.
 */
typedef enum
{
  TERN_REACH_UNKNOWN,
  TERN_REACH_NONE,
  TERN_REACH_PORTAL,
  TERN_REACH_INTERNET,
} TernReach;

const char *tern_reach_get_nick (TernReach reach);

G_END_DECLS
