/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_SERVER_DIALOG (tern_server_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TernServerDialog, tern_server_dialog, TERN, SERVER_DIALOG, AdwMessageDialog)

/*
 * Asks for a card's default server and checks what is typed. Responses: "save", "remove",
 * "cancel".
 */
GtkWidget *tern_server_dialog_new (GtkWindow *parent,
                                   const char *address) G_GNUC_WARN_UNUSED_RESULT;
const char *tern_server_dialog_get_address (TernServerDialog *self);

G_END_DECLS
