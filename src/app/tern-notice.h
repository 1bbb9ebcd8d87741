/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_NOTICE (tern_notice_get_type ())
G_DECLARE_FINAL_TYPE (TernNotice, tern_notice, TERN, NOTICE, AdwBin)

/*
 * Something that stays true for a while and that a person ought to know: a sentence in a frame,
 * hidden while it has none. Properties "text", "icon-name", and "dismissible", with which it can be
 * put away.
 */
GtkWidget *tern_notice_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_notice_set_text (TernNotice *self, const char *text);
const char *tern_notice_get_text (TernNotice *self);

G_END_DECLS
