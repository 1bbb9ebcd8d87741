/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * OwnNetworkManager:
 * @primary: object path of the connection that the computer uses
 *
 * A private bus, which is the system's meanwhile, with a NetworkManager whose one device is a
 * modem: cdc-wdm0, wwan0, the first of ModemManager's.
 */
typedef struct
{
  GTestDBus *bus;
  GDBusConnection *connection;
  GDBusNodeInfo *node;
  const char *primary;
} OwnNetworkManager;

#define OWN_NETWORK_MANAGER_NONE "/"
#define OWN_NETWORK_MANAGER_MODEM "/org/freedesktop/NetworkManager/ActiveConnection/1"

void own_network_manager_init (OwnNetworkManager *self);
void own_network_manager_publish (OwnNetworkManager *self);
void own_network_manager_clear (OwnNetworkManager *self);

G_END_DECLS
