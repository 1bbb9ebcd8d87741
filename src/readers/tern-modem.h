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
  TERN_MODEM_STATE_LOCKED = 2,
  TERN_MODEM_STATE_DISABLED = 3,
  TERN_MODEM_STATE_ENABLED = 6,
  TERN_MODEM_STATE_SEARCHING = 7,
  TERN_MODEM_STATE_REGISTERED = 8,
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

/* How many tries a lock has left, when nobody says. */
#define TERN_MODEM_TRIES_UNKNOWN G_MAXUINT

/**
 * TernModemSlot:
 * @number: as people count, from 1
 * @in_use: whether the modem uses it
 * @empty: whether no card is in it
 * @euicc: whether the modem knows that the card is an eUICC; often it does not
 * @eid: (nullable): its EID, where the modem knows it
 * @sim: (nullable): what ModemManager calls the card
 *
 * A slot for a card.
 */
typedef struct
{
  guint number;
  gboolean in_use;
  gboolean empty;
  gboolean euicc;
  char *eid;
  char *sim;
} TernModemSlot;

/**
 * TernModem:
 * @path: (nullable): what ModemManager calls the modem now; %NULL while it has let go of it
 * @device: what ModemManager calls its device, as long as it is plugged in
 * @name: maker and model, for people
 * @maker: who made it, or empty
 * @model: what it is called, or empty
 * @firmware: its firmware, or empty
 * @imei: its IMEI, or empty
 * @node: (nullable): path of the device node that speaks MBIM
 * @operator_name: the network it is in, or empty
 * @ports: (element-type utf8): names of its device nodes, without folder
 * @interfaces: (element-type utf8): network interfaces of its connections
 * @slots: (element-type TernModemSlot): its slots; one that it does not count is number 1
 * @counts_slots: whether it has several slots
 * @state: where it stands
 * @fault: why it failed
 * @power: its radio's power, as a number of ModemManager's
 * @lock: what it asks for
 * @tries: how often the code for each lock may be entered, or %TERN_MODEM_TRIES_UNKNOWN
 * @facilities: the locks that are switched on, bits of ModemManager's
 *
 * One modem at one moment; never changed once it is made.
 */
typedef struct
{
  char *path;
  char *device;
  char *name;
  char *maker;
  char *model;
  char *firmware;
  char *imei;
  char *node;
  char *operator_name;
  GPtrArray *ports;
  GPtrArray *interfaces;
  GPtrArray *slots;
  gboolean counts_slots;
  int state;
  guint fault;
  guint power;
  guint lock;
  guint tries[TERN_N_MODEM_LOCKS];
  guint facilities;

  /*< private >*/
  gatomicrefcount references;
} TernModem;

#define TERN_TYPE_MODEM (tern_modem_get_type ())
GType tern_modem_get_type (void);
TernModem *tern_modem_new (void) G_GNUC_WARN_UNUSED_RESULT;
TernModem *tern_modem_ref (TernModem *self) G_GNUC_WARN_UNUSED_RESULT;
void tern_modem_unref (TernModem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernModem, tern_modem_unref)

TernModem *tern_modem_copy_let_go (const TernModem *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_modem_equal (const TernModem *self, const TernModem *other);
TernModemSlot *tern_modem_add_slot (TernModem *self, guint number);
const TernModemSlot *tern_modem_get_slot_in_use (const TernModem *self);
const char *tern_modem_get_eid (const TernModem *self, guint slot);
gboolean tern_modem_is_at (const TernModem *self, const char *place);
TernModemLock tern_modem_get_device_lock (const TernModem *self);
guint tern_modem_get_facility (const TernModem *self);
gboolean tern_modem_has_radio_off (const TernModem *self);
char *tern_modem_dup_short_imei (const TernModem *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_modem_check (const TernModem *self, GError **error);
const char *tern_modem_lock_get_nick (TernModemLock lock);
gboolean tern_modem_lock_is_of_device (TernModemLock lock);
gboolean tern_modem_lock_is_blocked (TernModemLock lock);
gboolean tern_modem_lock_check (TernModemLock lock, guint tries, GError **error);
char *tern_modem_port_path (const char *port) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
