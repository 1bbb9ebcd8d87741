/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "readers/tern-modem.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_UNLOCK_DIALOG (tern_unlock_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TernUnlockDialog, tern_unlock_dialog, TERN, UNLOCK_DIALOG, AdwMessageDialog)

/*
 * Asks for the code that a modem asks for: PIN, PUK with a new PIN, or an operator's code. The
 * response is "unlock" only once it can be such a code. What was typed is wiped with the dialog.
 */
GtkWidget *tern_unlock_dialog_new (GtkWindow *parent, const TernModem *modem);
const char *tern_unlock_dialog_get_code (TernUnlockDialog *self);
const char *tern_unlock_dialog_get_new_pin (TernUnlockDialog *self);

G_END_DECLS
