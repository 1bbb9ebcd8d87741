/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/sim-profile-store.h"

G_BEGIN_DECLS

void sim_demo_profiles_add (SimProfileStore *store, int count, int tests);

G_END_DECLS
