/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean lpa_package_check_metadata (GBytes *package, GBytes *metadata, GError **error);

G_END_DECLS
