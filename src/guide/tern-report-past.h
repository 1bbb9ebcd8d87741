/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "guide/tern-report-part.h"
#include "ledger/tern-ledger.h"

G_BEGIN_DECLS

/**
 * TernReportPast:
 *
 * What a history has to tell a report: the latest operations, and the steps of the latest failure.
 * Read in one thread, told in another.
 */
typedef struct _TernReportPast TernReportPast;

TernReportPast *tern_report_past_new (TernLedger *ledger, guint limit) G_GNUC_WARN_UNUSED_RESULT;
void tern_report_past_free (TernReportPast *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernReportPast, tern_report_past_free)
gboolean tern_report_past_read (TernReportPast *self, GError **error);
void tern_report_past_tell_operations (const TernReportPast *self, GPtrArray *parts);
gboolean tern_report_past_has_failure (const TernReportPast *self);
TernReportPart *tern_report_past_make_problem (const TernReportPast *self)
    G_GNUC_WARN_UNUSED_RESULT;
void tern_report_past_tell_steps (const TernReportPast *self, GPtrArray *parts);

G_END_DECLS
