/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "readers/tern-modem.h"

G_BEGIN_DECLS

/*
 * A private bus with as much of UPower and ModemManager on it as is asked for, answered on the main
 * context. Nothing is on it at first.
 */
typedef struct _Desk Desk;

Desk *desk_new (void);
void desk_free (Desk *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

/* The connection for the program under test. */
GDBusConnection *desk_get_bus (Desk *self);
void desk_set_power (Desk *self, gboolean on_battery, gboolean has_battery, double percentage);

/**
 * DeskModem:
 *
 * A modem as ModemManager would have it.
 */
typedef struct
{
  int state;
  guint fault;
  guint power;
  guint lock;
  guint facilities;
  const char *interface; /* of a connected bearer */
} DeskModem;

#define DESK_DEVICE "/sys/devices/usb1/1-4"
#define DESK_NODE "/dev/cdc-wdm7"

void desk_set_modem (Desk *self, const DeskModem *modem);

G_END_DECLS
