/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The numbers are ModemManager's, from its D-Bus interface. */

/**
 * TernModemLock:
 *
 * What a modem asks for before it works (MMModemLock).
 */
typedef enum
{
  TERN_MODEM_LOCK_UNKNOWN,
  TERN_MODEM_LOCK_NONE,
  TERN_MODEM_LOCK_SIM_PIN,
  TERN_MODEM_LOCK_SIM_PIN2,
  TERN_MODEM_LOCK_SIM_PUK,
  TERN_MODEM_LOCK_SIM_PUK2,
  TERN_MODEM_LOCK_PH_SP_PIN,
  TERN_MODEM_LOCK_PH_SP_PUK,
  TERN_MODEM_LOCK_PH_NET_PIN,
  TERN_MODEM_LOCK_PH_NET_PUK,
  TERN_MODEM_LOCK_PH_SIM_PIN,
  TERN_MODEM_LOCK_PH_CORP_PIN,
  TERN_MODEM_LOCK_PH_CORP_PUK,
  TERN_MODEM_LOCK_PH_FSIM_PIN,
  TERN_MODEM_LOCK_PH_FSIM_PUK,
  TERN_MODEM_LOCK_PH_NETSUB_PIN,
  TERN_MODEM_LOCK_PH_NETSUB_PUK,
  TERN_N_MODEM_LOCKS,
} TernModemLock;

/**
 * TernModemState:
 *
 * Where a modem stands (MMModemState); what is not named here is on its way.
 */
typedef enum
{
  TERN_MODEM_STATE_FAILED = -1,
  TERN_MODEM_STATE_DISABLED = 3,
  TERN_MODEM_STATE_CONNECTED = 11,
} TernModemState;

/**
 * TernModemFault:
 *
 * Why a modem failed (MMModemStateFailedReason).
 */
typedef enum
{
  TERN_MODEM_FAULT_NONE,
  TERN_MODEM_FAULT_UNKNOWN,
  TERN_MODEM_FAULT_SIM_MISSING,
  TERN_MODEM_FAULT_SIM_ERROR,
  TERN_MODEM_FAULT_UNKNOWN_CAPABILITIES,
  TERN_MODEM_FAULT_ESIM_WITHOUT_PROFILES,
  TERN_N_MODEM_FAULTS,
} TernModemFault;

#define TERN_MODEM_POWER_LOW 2

/**
 * TernModem:
 * @name: maker and model, for people
 * @device: (nullable): what ModemManager calls its device
 * @ports: (element-type utf8): names of its device nodes, without folder
 * @state: where it stands
 * @fault: why it failed
 * @power: its radio's power, as a number of ModemManager's
 * @lock: what it asks for
 * @facilities: the locks that are switched on, bits of ModemManager's
 * @interfaces: (element-type utf8): network interfaces of its connections
 *
 * One modem.
 */
typedef struct
{
  char *name;
  char *device;
  GPtrArray *ports;
  int state;
  guint fault;
  guint power;
  guint lock;
  guint facilities;
  GPtrArray *interfaces;
} TernModem;

/**
 * TernModems:
 *
 * (element-type TernModem): the modems that ModemManager knows; none where there is no
 * ModemManager. Free with g_ptr_array_unref().
 */
typedef GPtrArray TernModems;

TernModems *tern_modems_new (GDBusConnection *bus,
                             GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_modem_is_at (const TernModem *self, const char *place);
TernModemLock tern_modem_get_device_lock (const TernModem *self);
const char *tern_modem_lock_get_nick (TernModemLock lock);

G_END_DECLS
