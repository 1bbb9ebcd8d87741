/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libmm-glib.h>

#include "fake-profiles.h"

G_BEGIN_DECLS

#define FAKE_ROOT "/org/freedesktop/ModemManager1"

/**
 * FakeBus:
 * @connection: to the bus
 * @objects: what ModemManager has there
 * @profiles: the subscriptions of the world
 * @calls: (element-type utf8): what was called since somebody last asked, without codes
 * @n_modems: how many modem objects there have been
 * @n_sims: how many SIM objects
 * @n_bearers: how many bearer objects
 *
 * What all parts of the fake share.
 */
typedef struct
{
  GDBusConnection *connection;
  GDBusObjectManagerServer *objects;
  FakeProfiles *profiles;
  GPtrArray *calls;
  guint n_modems;
  guint n_sims;
  guint n_bearers;
} FakeBus;

G_END_DECLS
