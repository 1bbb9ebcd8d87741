/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Makes the system's resolver one that knows `localhost` as ever, `v4.example` as a place that does
 * not answer, `broken.example` as a name for which nobody answers, and nothing else. */
void own_resolver_use (void);

G_END_DECLS
