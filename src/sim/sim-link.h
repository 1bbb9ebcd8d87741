/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/sim-euicc.h"

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean sim_link_serve (GSocketConnection *connection,
                         SimEuicc *euicc,
                         GCancellable *cancellable,
                         GError **error);
gboolean sim_link_wait (guint milliseconds, GCancellable *cancellable);

G_END_DECLS
