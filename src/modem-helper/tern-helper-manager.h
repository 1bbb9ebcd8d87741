/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The calls to ModemManager that it takes from root alone. Main thread. Errors are of
 * LPA_CHANNEL_ERROR: NO_SERVICE `helper/no-modem-manager`, NO_READER `helper/device`, FAILED
 * `helper/modem-manager`. */
void tern_helper_manager_inhibit_async (GDBusConnection *bus,
                                        const char *uid,
                                        gboolean inhibited,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
void tern_helper_manager_set_slot_async (GDBusConnection *bus,
                                         const char *modem,
                                         guint slot,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
gboolean tern_helper_manager_finish (GAsyncResult *result, GError **error);

G_END_DECLS
