/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The commands that make the smart-card service usable on this system, to be copied into a
 * terminal. */
char *tern_cures_dup_start_service (void) G_GNUC_WARN_UNUSED_RESULT;
char *tern_cures_dup_permit_user (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
