/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FAKE_NETWORK_NAME "io.github.ternesim.FakeNetworkManager"
#define FAKE_NETWORK_PATH "/io/github/ternesim/FakeNetworkManager"

/**
 * FakeNetwork:
 *
 * A NetworkManager that knows mobile broadband alone: a device for each modem that ModemManager
 * has, connections, and what comes of activating them.
 */
typedef struct _FakeNetwork FakeNetwork;

FakeNetwork *fake_network_new (GDBusConnection *bus) G_GNUC_WARN_UNUSED_RESULT;
void fake_network_free (FakeNetwork *self);
char *fake_network_tell (FakeNetwork *self, const char *command, GError **error);
const char *fake_network_get_help (void);

G_END_DECLS
