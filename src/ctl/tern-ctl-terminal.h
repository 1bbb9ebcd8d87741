/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/tern-ctl.h"

G_BEGIN_DECLS

/* What a person types: answers, and codes that must not stay where others can read them. Main
 * thread; waits in the main loop, so that Ctrl-C is heard. */
gboolean tern_ctl_is_interactive (TernCtl *self);
char *tern_ctl_read_line (TernCtl *self,
                          const char *prompt,
                          gboolean secret) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_ctl_confirm (TernCtl *self, gboolean yes, const char *question, GError **error);
char *tern_ctl_take_secret (TernCtl *self, char *argument) G_GNUC_WARN_UNUSED_RESULT;
void tern_ctl_wipe_option (int argc, char **argv, const char *option);

G_END_DECLS
