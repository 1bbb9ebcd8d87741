/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * What a fake is told: words, some of which are KEY=VALUE, and the names that ModemManager's own
 * tools print for its numbers.
 */
char **fake_words_split (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean fake_words_pair (const char *word, char **key, const char **value, GError **error);
gboolean fake_words_number (const char *text, guint64 most, guint *number, GError **error);
gboolean fake_words_switch (const char *text, gboolean *on, GError **error);
gboolean fake_words_nick (GType type, const char *nick, int *number, GError **error);
gboolean fake_words_flags (GType type, const char *nicks, guint *flags, GError **error);
const char *fake_words_to_nick (GType type, int number);

G_END_DECLS
