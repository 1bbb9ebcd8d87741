/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_EID_DIALOG (tern_eid_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TernEidDialog, tern_eid_dialog, TERN, EID_DIALOG, AdwWindow)

/* The whole EID as a QR code and as digits, to copy, to scan and to print: sellers ask for it. */
GtkWidget *tern_eid_dialog_new (GtkWindow *parent, const char *eid) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
