/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/sim-profile-store.h"

G_BEGIN_DECLS

int sim_metadata_check (const GByteArray *plain, SimProfileStore *store, GBytes **kept);

G_END_DECLS
