/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ledger/tern-history-entry.h"
#include "ledger/tern-rows.h"

G_BEGIN_DECLS

/* What a query asks for whose rows are read by the functions below. */
#define TERN_OPERATION_COLUMNS                                                                    \
  "id, began, kind, outcome, step, card_end, profile_end, profile_name, server, transaction_id, " \
  "error, changed, code, profile, station"

GPtrArray *tern_operation_rows_to_operations (const TernRows *rows) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *tern_operation_rows_to_entries (const TernRows *rows) G_GNUC_WARN_UNUSED_RESULT;
gint64 tern_microseconds_of (GDateTime *time);
GDateTime *tern_time_of (gint64 microseconds) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
