/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fake-bus.h"

G_BEGIN_DECLS

/**
 * FakeBearer:
 *
 * A data session of a fake modem, connected or not.
 */
typedef struct _FakeBearer FakeBearer;

/**
 * FakeBearerHost:
 * @check: sets an error if the network does not let this access point in
 * @changed: called after it was connected or disconnected
 * @user_data: for these
 *
 * What a bearer needs of its modem.
 */
typedef struct
{
  gboolean (*check) (const char *apn, GError **error, gpointer user_data);
  void (*changed) (gpointer user_data);
  gpointer user_data;
} FakeBearerHost;

/**
 * FakeBearerLine:
 * @interface: a network interface
 * @address: what it has there, with the length of the prefix: 10.0.0.2/30; "" for DHCP
 * @gateway: with an address: the way to all others
 *
 * What a bearer carries data over.
 */
typedef struct
{
  const char *interface;
  const char *address;
  const char *gateway;
} FakeBearerLine;

FakeBearer *fake_bearer_new (FakeBus *bus,
                             GVariant *properties,
                             const FakeBearerLine *line,
                             const FakeBearerHost *host) G_GNUC_WARN_UNUSED_RESULT;
void fake_bearer_free (FakeBearer *self);
const char *fake_bearer_get_path (FakeBearer *self);
gboolean fake_bearer_is_connected (FakeBearer *self);
gboolean fake_bearer_connect (FakeBearer *self, GError **error);
void fake_bearer_disconnect (FakeBearer *self);

G_END_DECLS
