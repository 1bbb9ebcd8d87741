/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ledger/tern-courier.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_REPORTS_DIALOG (tern_reports_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TernReportsDialog, tern_reports_dialog, TERN, REPORTS_DIALOG, AdwWindow)

/* The reports that wait on a card: to be sent, all or one, or taken off it unsent; and those that
 * went while it is open. */
GtkWidget *tern_reports_dialog_new (GtkWindow *parent,
                                    TernCourier *courier,
                                    LpaEuicc *euicc) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
