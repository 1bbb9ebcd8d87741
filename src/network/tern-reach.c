/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-reach.h"

static const char *const nicks[] = {
  [TERN_REACH_UNKNOWN] = "unknown",
  [TERN_REACH_NONE] = "none",
  [TERN_REACH_PORTAL] = "portal",
  [TERN_REACH_INTERNET] = "internet",
};

/**
 * tern_reach_get_nick:
 * @reach: how far a connection goes
 *
 * Returns: its name in JSON
 */
const char *
tern_reach_get_nick (TernReach reach)
{
  return nicks[reach];
}
