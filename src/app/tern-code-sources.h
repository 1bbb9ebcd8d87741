/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_CODE_SOURCES (tern_code_sources_get_type ())
G_DECLARE_FINAL_TYPE (TernCodeSources, tern_code_sources, TERN, CODE_SOURCES, AdwBin)

/*
 * Where a code may come from besides the keyboard: the camera, pictures and documents, the
 * clipboard, what is dropped. Says what it found, lets the person pick when there is more than one,
 * and says what kept it from finding any. Contacts nothing. Signal "found" (text, confirmation code
 * or %NULL): this one.
 */
GtkWidget *tern_code_sources_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_code_sources_take (TernCodeSources *self, const GValue *value);
void tern_code_sources_paste (TernCodeSources *self);
void tern_code_sources_clear (TernCodeSources *self);
void tern_code_sources_set_offering (TernCodeSources *self, gboolean offering);

G_END_DECLS
