/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/sim-euicc.h"

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean sim_vpcd_link_run (const char *address,
                            SimEuicc *euicc,
                            GCancellable *cancellable,
                            GError **error);

G_END_DECLS
