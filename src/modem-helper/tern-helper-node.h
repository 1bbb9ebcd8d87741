/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Which paths are device nodes of modems that speak MBIM. */
gboolean tern_helper_node_check (const char *path, const char *allowed, GError **error);
gboolean tern_helper_node_is_named_well (const char *path);
gboolean tern_helper_node_speaks_mbim (const char *sysfs, guint major_number, guint minor_number);

G_END_DECLS
