/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-euicc.h"
#include "network/tern-operators.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_PROFILE_DIALOG (tern_profile_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TernProfileDialog, tern_profile_dialog, TERN, PROFILE_DIALOG, AdwWindow)

/*
 * All about one profile: its name, which can be changed, its details and its rules. Signal
 * "delete": the person wants it deleted; the dialog has closed itself by then.
 */
GtkWidget *tern_profile_dialog_new (GtkWindow *parent,
                                    LpaEuicc *euicc,
                                    LpaProfile *profile,
                                    TernOperators *operators) G_GNUC_WARN_UNUSED_RESULT;
LpaProfile *tern_profile_dialog_get_profile (TernProfileDialog *self);

G_END_DECLS
