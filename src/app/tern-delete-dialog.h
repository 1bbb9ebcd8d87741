/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-profile.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_DELETE_DIALOG (tern_delete_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TernDeleteDialog, tern_delete_dialog, TERN, DELETE_DIALOG, AdwMessageDialog)

/*
 * Asks before a profile is deleted: says what it means and wants the name typed. Where deleting is
 * not possible it says why instead. Responses: "delete", "disable" (switch it off instead),
 * "cancel".
 */
GtkWidget *tern_delete_dialog_new (GtkWindow *parent,
                                   LpaProfile *profile) G_GNUC_WARN_UNUSED_RESULT;
LpaProfile *tern_delete_dialog_get_profile (TernDeleteDialog *self);

G_END_DECLS
