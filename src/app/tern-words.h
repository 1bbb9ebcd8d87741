/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-euicc.h"

G_BEGIN_DECLS

/* What is shown of things, in words. Any thread. */
char *tern_words_dup_eid (const char *eid, gboolean masked) G_GNUC_WARN_UNUSED_RESULT;
char *tern_words_dup_in_order (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *tern_words_dup_tail (const char *digits) G_GNUC_WARN_UNUSED_RESULT;
guint tern_words_count_room (gint64 free_memory);
char *tern_words_dup_room (gint64 free_memory) G_GNUC_WARN_UNUSED_RESULT;
char *tern_words_dup_rules (LpaPolicyRules rules) G_GNUC_WARN_UNUSED_RESULT;
char *tern_words_dup_trust (const LpaTrustVerdict *verdict) G_GNUC_WARN_UNUSED_RESULT;
char *tern_words_dup_issuers (GPtrArray *keys) G_GNUC_WARN_UNUSED_RESULT;
char *tern_words_dup_time (GDateTime *time) G_GNUC_WARN_UNUSED_RESULT;
const char *tern_words_get_kind (LpaProfileKind kind);

G_END_DECLS
