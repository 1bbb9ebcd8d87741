/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Identifiers as a ledger keeps and hands them out: the ellipsis and the last four digits. */
#define TERN_SHORTENED "…"

char *tern_shorten (const char *digits) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_is_shortened (const char *digits);

G_END_DECLS
