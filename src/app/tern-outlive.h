/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void tern_outlive_parent (gpointer dialog);

G_END_DECLS
