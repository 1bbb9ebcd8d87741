/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void tern_window_size_restore (GtkWindow *window);
void tern_window_size_save (GtkWindow *window);

G_END_DECLS
