/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *lpa_text_clean (const char *text, gssize length, const char *keep) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
