/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-journal.h"

G_BEGIN_DECLS

#define TERN_TYPE_HISTORY_ENTRY (tern_history_entry_get_type ())
G_DECLARE_FINAL_TYPE (TernHistoryEntry, tern_history_entry, TERN, HISTORY_ENTRY, GObject)

/* One operation out of the ledger, of this station or another. Never changes. Any thread. */
TernHistoryEntry *tern_history_entry_new (LpaOperation *operation,
                                          GBytes *code,
                                          GBytes *profile,
                                          char *station) G_GNUC_WARN_UNUSED_RESULT;
const LpaOperation *tern_history_entry_get_operation (TernHistoryEntry *self);
GBytes *tern_history_entry_get_profile (TernHistoryEntry *self);
const char *tern_history_entry_get_code_mark (TernHistoryEntry *self);
const char *tern_history_entry_get_station (TernHistoryEntry *self);
gboolean tern_history_entry_same (TernHistoryEntry *self, TernHistoryEntry *other);

G_END_DECLS
