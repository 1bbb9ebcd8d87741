/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void sim_ready_print (const char *member, const char *value);

G_END_DECLS
