/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void tern_access_init (void);
void tern_access_describe (gpointer widget, const char *text);

G_END_DECLS
