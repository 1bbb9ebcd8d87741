/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A network that is as told. */
GNetworkMonitor *own_monitor_new (gboolean available, GNetworkConnectivity connectivity);
void own_monitor_set_available (GNetworkMonitor *monitor, gboolean available);

G_END_DECLS
