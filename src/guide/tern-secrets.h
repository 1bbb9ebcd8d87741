/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TernSecrets:
 *
 * What must not stand in a report, and the way of taking it out of words that others wrote. The
 * secrets themselves are kept in memory that is wiped.
 */
typedef struct _TernSecrets TernSecrets;

TernSecrets *tern_secrets_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_secrets_free (TernSecrets *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernSecrets, tern_secrets_free)

void tern_secrets_add (TernSecrets *self, const char *secret);
gboolean tern_secrets_is_empty (TernSecrets *self);
char *tern_secrets_scrub (TernSecrets *self, const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *tern_secrets_scrub_typed (TernSecrets *self, const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *tern_secrets_scrub_stranger (TernSecrets *self, const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
