/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/tern-ctl.h"

G_BEGIN_DECLS

/* What the commands of ternctl do, one a file. Each takes its words, asks the engine, and prints.
 */
gboolean tern_command_modem (TernCtl *ctl, int argc, char **argv, GError **error);
gboolean tern_command_unlock (TernCtl *ctl, int argc, char **argv, GError **error);
gboolean tern_command_readers (TernCtl *ctl, int argc, char **argv, GError **error);
gboolean tern_command_card (TernCtl *ctl, int argc, char **argv, GError **error);
gboolean tern_command_profiles (TernCtl *ctl, int argc, char **argv, GError **error);
gboolean tern_command_code (TernCtl *ctl, int argc, char **argv, GError **error);
gboolean tern_command_check (TernCtl *ctl, int argc, char **argv, GError **error);
gboolean tern_command_add (TernCtl *ctl, int argc, char **argv, GError **error);
gboolean tern_command_enable (TernCtl *ctl, int argc, char **argv, GError **error);
gboolean tern_command_connect (TernCtl *ctl, int argc, char **argv, GError **error);
gboolean tern_command_disable (TernCtl *ctl, int argc, char **argv, GError **error);
gboolean tern_command_rename (TernCtl *ctl, int argc, char **argv, GError **error);
gboolean tern_command_delete (TernCtl *ctl, int argc, char **argv, GError **error);
gboolean tern_command_discover (TernCtl *ctl, int argc, char **argv, GError **error);
gboolean tern_command_notifications (TernCtl *ctl, int argc, char **argv, GError **error);
gboolean tern_command_default_smdp (TernCtl *ctl, int argc, char **argv, GError **error);
gboolean tern_command_reset (TernCtl *ctl, int argc, char **argv, GError **error);
gboolean tern_command_scan (TernCtl *ctl, int argc, char **argv, GError **error);
gboolean tern_command_qr (TernCtl *ctl, int argc, char **argv, GError **error);
gboolean tern_command_history (TernCtl *ctl, int argc, char **argv, GError **error);
gboolean tern_command_ledger (TernCtl *ctl, int argc, char **argv, GError **error);
gboolean tern_command_guide (TernCtl *ctl, int argc, char **argv, GError **error);
gboolean tern_command_explain (TernCtl *ctl, int argc, char **argv, GError **error);
gboolean tern_command_orders (TernCtl *ctl, int argc, char **argv, GError **error);
gboolean tern_command_report (TernCtl *ctl, int argc, char **argv, GError **error);

/**
 * TernOperationStart:
 * @euicc: the card
 * @cancellable: cancelled by Ctrl-C
 * @callback: to be called at the end
 * @user_data: for @callback
 * @data: what was given to tern_command_operate()
 *
 * Starts one of the operations that end with lpa_euicc_operation_finish().
 */
typedef void (*TernOperationStart) (LpaEuicc *euicc,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data,
                                    gpointer data);

LpaNotifierResult *tern_command_operate (TernCtl *ctl,
                                         LpaEuicc *euicc,
                                         TernOperationStart start,
                                         gpointer data,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
void tern_command_say_reports (TernCtl *ctl, const LpaNotifierResult *reports);

G_END_DECLS
