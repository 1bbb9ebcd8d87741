/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/tern-ctl.h"

G_BEGIN_DECLS

gboolean tern_own_line_ask (TernCtl *ctl, LpaEuicc *euicc, gboolean yes, GError **error);
gboolean tern_own_line_ask_for_all (TernCtl *ctl, gboolean yes, GError **error);

G_END_DECLS
