/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "checks/tern-check.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_VERDICT_ROW (tern_verdict_row_get_type ())
G_DECLARE_FINAL_TYPE (TernVerdictRow, tern_verdict_row, TERN, VERDICT_ROW, AdwExpanderRow)

/*
 * One check: its question, its verdict as a mark and as a word, and, opened, what was seen and what
 * to do. Follows the check.
 */
GtkWidget *tern_verdict_row_new (TernCheck *check) G_GNUC_WARN_UNUSED_RESULT;
TernCheck *tern_verdict_row_get_check (TernVerdictRow *self);

G_END_DECLS
