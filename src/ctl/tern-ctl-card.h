/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/tern-ctl.h"

G_BEGIN_DECLS

/* Which reader, card or modem a command is about. Main thread; waits in the main loop. */
gboolean tern_ctl_settle (TernCtl *self, GError **error);
LpaEuicc *tern_ctl_get_euicc (TernCtl *self, GError **error);
TernReader *tern_ctl_find_reader (TernCtl *self, LpaEuicc *euicc);
GPtrArray *tern_ctl_find_modems (TernCtl *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
