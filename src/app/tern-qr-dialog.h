/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-activation-code.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_QR_DIALOG (tern_qr_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TernQrDialog, tern_qr_dialog, TERN, QR_DIALOG, AdwWindow)

/*
 * Something as a QR code, to scan, to copy, to save and to print: the whole EID, for which sellers
 * ask; or an activation code that another device shall have.
 */
GtkWidget *tern_qr_dialog_new_for_eid (GtkWindow *parent,
                                       const char *eid) G_GNUC_WARN_UNUSED_RESULT;
GtkWidget *tern_qr_dialog_new_for_code (GtkWindow *parent,
                                        const LpaActivationCode *code) G_GNUC_WARN_UNUSED_RESULT;

void tern_qr_dialog_save (TernQrDialog *self, GFile *file);

G_END_DECLS
