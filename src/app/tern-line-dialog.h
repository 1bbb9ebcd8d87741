/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What is done when the person wants it. */
typedef void (*TernLineGoOn) (GtkWidget *origin, gpointer data);

void tern_line_dialog_ask (GtkWidget *origin,
                           GListModel *readers,
                           TernLineGoOn go_on,
                           gpointer data,
                           GDestroyNotify destroy);

G_END_DECLS
