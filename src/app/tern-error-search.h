/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_ERROR_SEARCH (tern_error_search_get_type ())
G_DECLARE_FINAL_TYPE (TernErrorSearch, tern_error_search, TERN, ERROR_SEARCH, AdwBin)

/* The error book, looked up by code or by words. Asks nobody: works without a network. */
GtkWidget *tern_error_search_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_error_search_look_up (TernErrorSearch *self, const char *words);

G_END_DECLS
