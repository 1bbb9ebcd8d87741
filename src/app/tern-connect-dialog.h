/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/tern-card-item.h"
#include "network/tern-connector.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_CONNECT_DIALOG (tern_connect_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TernConnectDialog, tern_connect_dialog, TERN, CONNECT_DIALOG, AdwWindow)

/*
 * The way of an enabled profile in a modem to a connection: the timeline, what is asked on the way,
 * where it got stuck, and the way back to the profile before; or of one that was switched off until
 * the modem has noticed.
 */
TernConnectDialog *tern_connect_dialog_new (GtkWindow *parent,
                                            TernConnector *connector,
                                            const char *name,
                                            LpaProfile *previous) G_GNUC_WARN_UNUSED_RESULT;
void tern_connect_dialog_run (TernConnectDialog *self);
gboolean tern_connect_dialog_offer (GtkWidget *origin,
                                    TernCardItem *item,
                                    LpaProfile *profile,
                                    gboolean enabled,
                                    LpaProfile *previous);

G_END_DECLS
