/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Cameras by way of the desktop's portal, which asks the person once and remembers the answer. The
 * only way out of a sandbox.
 */
void tern_camera_portal_ask_async (GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean tern_camera_portal_ask_finish (GAsyncResult *result, GError **error);
void tern_camera_portal_open_async (GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
int tern_camera_portal_open_finish (GAsyncResult *result, GError **error);

G_END_DECLS
