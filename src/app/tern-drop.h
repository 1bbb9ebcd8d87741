/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

GtkDropTarget *tern_drop_accept (GtkWidget *widget);
GFile *tern_drop_find_table (const GValue *value);

G_END_DECLS
