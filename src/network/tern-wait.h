/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean tern_wait (guint milliseconds,
                    gboolean (*test) (gpointer data),
                    gpointer data,
                    GCancellable *cancellable);

G_END_DECLS
