/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "guide/tern-report.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_REPORT_DIALOG (tern_report_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TernReportDialog, tern_report_dialog, TERN, REPORT_DIALOG, AdwWindow)

/* A report, looked through and completed by the person before it is saved or copied. */
GtkWidget *tern_report_dialog_new (GtkWindow *parent, TernReport *report) G_GNUC_WARN_UNUSED_RESULT;
void tern_report_dialog_save (TernReportDialog *self, GFile *file);

G_END_DECLS
