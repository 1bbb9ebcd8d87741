/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "readers/tern-reader.h"

G_BEGIN_DECLS

/* Over what this computer is connected, as NetworkManager knows it. */
void tern_route_find_async (GDBusConnection *bus,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean tern_route_goes_by (const char *const *names, const TernModem *modem, guint slot);
GStrv tern_route_find_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
TernReader *tern_route_choose (const char *const *names, GListModel *readers);

G_END_DECLS
