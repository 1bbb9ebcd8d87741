/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gboolean sim_demo_orders_write (const char *path, const char *eid, GError **error);
void sim_demo_orders_add_codes (JsonBuilder *builder, const char *address);

G_END_DECLS
