/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <NetworkManager.h>

G_BEGIN_DECLS

/* NetworkManager, for a worker thread and its thread-default main context. */
NMClient *tern_network_client_new (GDBusConnection *bus,
                                   guint milliseconds,
                                   GCancellable *cancellable,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
void tern_network_client_free (NMClient *self);

G_END_DECLS
