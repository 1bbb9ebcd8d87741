/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *lpa_eid_from_bytes (const guint8 *data,
                          gsize length,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean lpa_eid_is_valid (const char *eid);
const char *lpa_eid_get_maker (const char *eid);

G_END_DECLS
