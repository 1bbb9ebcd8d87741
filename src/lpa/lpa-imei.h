/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean lpa_imei_is_valid (const char *imei);
char *lpa_imei_dup_tac (const char *imei) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
