/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Makes the system's proxy resolver one that names what it is told; direct connections at first. To
 * be called before anything uses the network. */
void own_proxy_resolver_use (void);
void own_proxy_resolver_set (const char *proxy);

G_END_DECLS
