/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Short texts that stand in a database without being readable there (AES-256-GCM). */
GBytes *tern_seal (GBytes *key, const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *tern_unseal (GBytes *key, GBytes *sealed) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
