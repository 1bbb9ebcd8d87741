/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/tern-card-item.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void tern_close_with_card (GtkWindow *dialog, GtkWidget *origin, TernCardItem *item);

G_END_DECLS
