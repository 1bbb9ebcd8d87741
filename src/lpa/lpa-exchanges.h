/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LpaExchanges:
 *
 * The exchanges that make up one ES10 command: its blocks, and the fetching of its answer. Only
 * together can they be redacted, since a secret may begin in one block and end in the next. Free
 * with lpa_exchanges_free().
 */
typedef struct _LpaExchanges LpaExchanges;

LpaExchanges *lpa_exchanges_new (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean lpa_exchanges_belongs (const LpaExchanges *self, GBytes *command);
void lpa_exchanges_add (LpaExchanges *self, GBytes *command, GBytes *response);
gboolean lpa_exchanges_is_complete (const LpaExchanges *self);
void lpa_exchanges_redact (LpaExchanges *self);
guint lpa_exchanges_get_length (const LpaExchanges *self);
char *lpa_exchanges_dup_command (const LpaExchanges *self, guint index) G_GNUC_WARN_UNUSED_RESULT;
char *lpa_exchanges_dup_response (const LpaExchanges *self, guint index) G_GNUC_WARN_UNUSED_RESULT;
void lpa_exchanges_free (LpaExchanges *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpaExchanges, lpa_exchanges_free)

G_END_DECLS
