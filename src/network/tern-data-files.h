/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The data that the desktop has of the world's operators and countries. */
char *tern_data_files_find_providers (void) G_GNUC_WARN_UNUSED_RESULT;
char *tern_data_files_find_countries (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_data_files_read (const char *path, char **text, gsize *length);

G_END_DECLS
