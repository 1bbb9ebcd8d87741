/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-euicc.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_ERASE_DIALOG (tern_erase_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TernEraseDialog, tern_erase_dialog, TERN, ERASE_DIALOG, AdwMessageDialog)

/*
 * Asks what of a card to erase: says exactly what goes, and wants a phrase typed. Responses:
 * "erase", "cancel".
 */
GtkWidget *tern_erase_dialog_new (GtkWindow *parent, LpaEuicc *euicc) G_GNUC_WARN_UNUSED_RESULT;
LpaResetOptions tern_erase_dialog_get_options (TernEraseDialog *self);

G_END_DECLS
