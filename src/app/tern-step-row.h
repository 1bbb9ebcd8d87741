/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-step.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_STEP_ROW (tern_step_row_get_type ())
G_DECLARE_FINAL_TYPE (TernStepRow, tern_step_row, TERN, STEP_ROW, AdwBin)

/* One step of the timeline: a mark, what the step is, and while bytes move how many. */
GtkWidget *tern_step_row_new (LpaStep step) G_GNUC_WARN_UNUSED_RESULT;
void tern_step_row_set_state (TernStepRow *self, LpaStepState state);
LpaStepState tern_step_row_get_state (TernStepRow *self);
void tern_step_row_set_progress (TernStepRow *self, guint64 done, guint64 total);

G_END_DECLS
