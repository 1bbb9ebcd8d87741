/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TernClaims:
 *
 * Which open entries of a ledger belong to a program that is still alive: each holds a lock on a
 * byte of a file beside the ledger, which the system takes back when the program ends, however it
 * ends. Where the file cannot be made or locked nothing is ever claimed. Any thread, one at a time.
 */
typedef struct _TernClaims TernClaims;

TernClaims *tern_claims_new (const char *path) G_GNUC_WARN_UNUSED_RESULT;
void tern_claims_free (TernClaims *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernClaims, tern_claims_free)
void tern_claims_take (TernClaims *self, gint64 id);
void tern_claims_drop (TernClaims *self, gint64 id);
gboolean tern_claims_is_taken (TernClaims *self, gint64 id);

G_END_DECLS
