/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "guide/tern-report-part.h"
#include "readers/tern-reader.h"

G_BEGIN_DECLS

TernReportPart *tern_report_card_new (LpaEuicc *euicc) G_GNUC_WARN_UNUSED_RESULT;
TernReportPart *tern_report_reader_new (TernReader *reader) G_GNUC_WARN_UNUSED_RESULT;
TernReportPart *tern_report_fault_new (const GError *error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
