/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *lpa_hex_encode (const guint8 *data, gsize length) G_GNUC_WARN_UNUSED_RESULT;
GBytes *lpa_hex_decode (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
