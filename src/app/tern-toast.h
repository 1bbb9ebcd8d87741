/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void tern_toast (GtkWidget *widget, const char *text);

G_END_DECLS
