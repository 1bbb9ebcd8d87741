/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void tern_toast (GtkWidget *widget, const char *text);
void tern_toast_with_button (GtkWidget *widget,
                             const char *text,
                             const char *label,
                             const char *action,
                             const char *target);

G_END_DECLS
