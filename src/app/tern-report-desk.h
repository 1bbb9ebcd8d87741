/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "guide/tern-report.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_REPORT_DESK (tern_report_desk_get_type ())
G_DECLARE_FINAL_TYPE (TernReportDesk, tern_report_desk, TERN, REPORT_DESK, GObject)

/*
 * Where reports for the seller are completed, whoever began them: adds what is the same for every
 * one of them (readers, cards and what happened before), and shows it to the person.
 */
TernReportDesk *tern_report_desk_new (GtkWindow *window) G_GNUC_WARN_UNUSED_RESULT;
void tern_report_desk_set_readers (TernReportDesk *self, GListModel *readers);
void tern_report_desk_set_ledger (TernReportDesk *self, TernLedger *ledger);
void tern_report_desk_present (TernReportDesk *self, TernReport *report);
void tern_report_desk_present_fault (TernReportDesk *self, const GError *error, GBytes *picture);

G_END_DECLS
