/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void tern_notify (GtkWidget *widget, const char *title, const char *body);

G_END_DECLS
