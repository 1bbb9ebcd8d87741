/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ledger/tern-store.h"

G_BEGIN_DECLS

/**
 * TernShareSender:
 *
 * Copies what stands in a station's own ledger into the shared one, on a thread and a connection of
 * its own, until it is there. Any thread. Free with tern_share_sender_free().
 */
typedef struct _TernShareSender TernShareSender;

TernShareSender *tern_share_sender_new (TernStore *own,
                                        TernStore *shared,
                                        const char *origin,
                                        const char *station) G_GNUC_WARN_UNUSED_RESULT;
void tern_share_sender_free (TernShareSender *self);
void tern_share_sender_wake (TernShareSender *self);
gboolean tern_share_sender_await (TernShareSender *self, gint64 microseconds);

G_END_DECLS
