/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ledger/tern-history-entry.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_HISTORY_ROW (tern_history_row_get_type ())
G_DECLARE_FINAL_TYPE (TernHistoryRow, tern_history_row, TERN, HISTORY_ROW, AdwBin)

/* One thing that happened, in words. */
GtkWidget *tern_history_row_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_history_row_show (TernHistoryRow *self, TernHistoryEntry *entry);
char *tern_history_row_dup_title (TernHistoryEntry *entry) G_GNUC_WARN_UNUSED_RESULT;
char *tern_history_row_dup_subtitle (TernHistoryEntry *entry) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
