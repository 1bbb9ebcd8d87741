/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ledger/tern-courier.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_REPORT_ROW (tern_report_row_get_type ())
G_DECLARE_FINAL_TYPE (TernReportRow, tern_report_row, TERN, REPORT_ROW, AdwActionRow)

/*
 * A report that waits on a card, in words: what happened to which profile, whom it is for, and what
 * is to become of it. Signals "send" and "remove": the person wants it sent or taken off.
 */
GtkWidget *tern_report_row_new (TernCourier *courier,
                                LpaEuicc *euicc,
                                LpaNotification *notification) G_GNUC_WARN_UNUSED_RESULT;
LpaNotification *tern_report_row_get_notification (TernReportRow *self);
void tern_report_row_set_sending (TernReportRow *self, gboolean sending);
gboolean tern_report_row_is_sending (TernReportRow *self);
void tern_report_row_update (TernReportRow *self);

G_END_DECLS
