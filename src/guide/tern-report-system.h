/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "guide/tern-report-part.h"

G_BEGIN_DECLS

TernReportPart *tern_report_system_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
