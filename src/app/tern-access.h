/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void tern_access_init (void);
void tern_access_describe (gpointer widget, const char *text);
gboolean tern_access_focus_first (GtkWidget *widget);
void tern_access_set_grab_focus (gpointer bin_class, gboolean (*grab_focus) (GtkWidget *bin));
void tern_access_name_item (gpointer row, const char *name, const char *description);

G_END_DECLS
