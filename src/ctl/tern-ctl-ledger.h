/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/tern-ctl.h"

G_BEGIN_DECLS

/* Which ledger a command works with: --ledger, TERN_LEDGER, or what the window's preferences say.
 */
char *tern_ctl_dup_ledger_address (TernCtl *self) G_GNUC_WARN_UNUSED_RESULT;
TernLedger *tern_ctl_open_ledger (TernCtl *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GSettings *tern_ctl_get_settings (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
