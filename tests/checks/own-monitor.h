/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A network that is as told. */
GNetworkMonitor *own_monitor_new (gboolean available, GNetworkConnectivity connectivity);

G_END_DECLS
