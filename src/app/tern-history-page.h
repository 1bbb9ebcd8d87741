/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ledger/tern-history.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_HISTORY_PAGE (tern_history_page_get_type ())
G_DECLARE_FINAL_TYPE (TernHistoryPage, tern_history_page, TERN, HISTORY_PAGE, AdwBin)

/*
 * What happened on which card, newest first; follows the ledger. Can be searched and saved. Signal
 * "closed": the person goes back.
 */
GtkWidget *tern_history_page_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_history_page_set_ledger (TernHistoryPage *self, TernLedger *ledger);
void tern_history_page_save (TernHistoryPage *self, GFile *file, gboolean json);

G_END_DECLS
