/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "checks/tern-check-run.h"
#include "guide/tern-guide-walk.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_GUIDE_STEP_VIEW (tern_guide_step_view_get_type ())
G_DECLARE_FINAL_TYPE (TernGuideStepView, tern_guide_step_view, TERN, GUIDE_STEP_VIEW, AdwBin)

/*
 * Where a person is in the guide: one question with its answers, or an end. Signals "answered"
 * (uint: which answer), "done" and "report".
 */
GtkWidget *tern_guide_step_view_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_guide_step_view_show (TernGuideStepView *self, TernGuideWalk *walk, TernCheckRun *run);

G_END_DECLS
