/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TERN_PORTAL_NAME "org.freedesktop.portal.Desktop"
#define TERN_PORTAL_PATH "/org/freedesktop/portal/desktop"

/*
 * Something the desktop's portal is asked for and the person may have to agree to: works in a
 * sandbox and under Wayland. Where there is no portal, nobody answers.
 */
void tern_portal_request_async (const char *interface,
                                const char *method,
                                const char *parent,
                                GVariantDict *options,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
GVariant *tern_portal_request_finish (GAsyncResult *result,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
