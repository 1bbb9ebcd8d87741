/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TERN_TORCH_FOLDER "/sys/class/leds"

/* The light beside the camera of a phone or tablet, which the session's manager (logind) switches
 * for whoever sits in front of it. */
char *tern_torch_find (const char *folder) G_GNUC_WARN_UNUSED_RESULT;
void tern_torch_switch (const char *folder, const char *name, gboolean on);

G_END_DECLS
