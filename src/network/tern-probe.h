/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "network/tern-reach.h"

G_BEGIN_DECLS

TernReach tern_probe_run (const char *interface,
                          const char *host,
                          guint16 port,
                          guint milliseconds,
                          GCancellable *cancellable);

G_END_DECLS
