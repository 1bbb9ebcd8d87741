/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "guide/tern-report-part.h"
#include "lpa/lpa-error-book.h"
#include "lpa/lpa-journal.h"

G_BEGIN_DECLS

TernReportPart *tern_report_operation_new (const LpaOperation *operation) G_GNUC_WARN_UNUSED_RESULT;
TernReportPart *tern_report_step_new (LpaStep step,
                                      LpaStepState state,
                                      GDateTime *time) G_GNUC_WARN_UNUSED_RESULT;
TernReportPart *tern_report_problem_new (const GError *error,
                                         LpaStep step,
                                         LpaCodeUsable usable,
                                         const char *server,
                                         GDateTime *time) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
