/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-modem.h"

#include <string.h>

#include "lpa/lpa-error.h"

#define DEVICES "/dev"

G_DEFINE_BOXED_TYPE (TernModem, tern_modem, tern_modem_ref, tern_modem_unref)

typedef struct
{
  const char *nick;
  gboolean blocked; /* too many wrong codes were entered: another one is asked for */
} Lock;

static const Lock locks[TERN_N_MODEM_LOCKS] = {
  [TERN_MODEM_LOCK_UNKNOWN] = { "unknown" },
  [TERN_MODEM_LOCK_NONE] = { "none" },
  [TERN_MODEM_LOCK_SIM_PIN] = { "sim-pin" },
  [TERN_MODEM_LOCK_SIM_PIN2] = { "sim-pin2" },
  [TERN_MODEM_LOCK_SIM_PUK] = { "sim-puk", TRUE },
  [TERN_MODEM_LOCK_SIM_PUK2] = { "sim-puk2", TRUE },
  [TERN_MODEM_LOCK_PH_SP_PIN] = { "ph-sp-pin" },
  [TERN_MODEM_LOCK_PH_SP_PUK] = { "ph-sp-puk", TRUE },
  [TERN_MODEM_LOCK_PH_NET_PIN] = { "ph-net-pin" },
  [TERN_MODEM_LOCK_PH_NET_PUK] = { "ph-net-puk", TRUE },
  [TERN_MODEM_LOCK_PH_SIM_PIN] = { "ph-sim-pin" },
  [TERN_MODEM_LOCK_PH_CORP_PIN] = { "ph-corp-pin" },
  [TERN_MODEM_LOCK_PH_CORP_PUK] = { "ph-corp-puk", TRUE },
  [TERN_MODEM_LOCK_PH_FSIM_PIN] = { "ph-fsim-pin" },
  [TERN_MODEM_LOCK_PH_FSIM_PUK] = { "ph-fsim-puk", TRUE },
  [TERN_MODEM_LOCK_PH_NETSUB_PIN] = { "ph-netsub-pin" },
  [TERN_MODEM_LOCK_PH_NETSUB_PUK] = { "ph-netsub-puk", TRUE },
};

/* Bits of Modem3gpp.EnabledFacilityLocks (MMModem3gppFacility), the lock that each is, and what
 * that one becomes when it is blocked. */
typedef struct
{
  guint facility;
  TernModemLock lock;
  TernModemLock blocked;
} Facility;

static const Facility facilities[] = {
  { 1 << 2, TERN_MODEM_LOCK_PH_SIM_PIN, TERN_MODEM_LOCK_UNKNOWN },
  { 1 << 3, TERN_MODEM_LOCK_PH_FSIM_PIN, TERN_MODEM_LOCK_PH_FSIM_PUK },
  { 1 << 4, TERN_MODEM_LOCK_PH_NET_PIN, TERN_MODEM_LOCK_PH_NET_PUK },
  { 1 << 5, TERN_MODEM_LOCK_PH_NETSUB_PIN, TERN_MODEM_LOCK_PH_NETSUB_PUK },
  { 1 << 6, TERN_MODEM_LOCK_PH_SP_PIN, TERN_MODEM_LOCK_PH_SP_PUK },
  { 1 << 7, TERN_MODEM_LOCK_PH_CORP_PIN, TERN_MODEM_LOCK_PH_CORP_PUK },
};

/* The members of a kind, to copy, compare and free each. */
#define TEXT(member) G_STRUCT_OFFSET (TernModem, member)
static const gsize texts[] = {
  TEXT (path),     TEXT (device), TEXT (name), TEXT (maker),         TEXT (model),
  TEXT (firmware), TEXT (imei),   TEXT (node), TEXT (operator_name),
};
#undef TEXT

static char **
get_text (const TernModem *self, gsize i)
{
  return (char **) G_STRUCT_MEMBER_P (self, texts[i]);
}

static void
slot_free (gpointer data)
{
  TernModemSlot *slot = data;

  g_free (slot->eid);
  g_free (slot->sim);
  g_free (slot);
}

/**
 * tern_modem_new:
 *
 * Returns: (transfer full): a modem of which nothing is known, to be filled in by who makes it
 */
TernModem *
tern_modem_new (void)
{
  TernModem *self = g_new0 (TernModem, 1);

  g_atomic_ref_count_init (&self->references);
  self->ports = g_ptr_array_new_with_free_func (g_free);
  self->interfaces = g_ptr_array_new_with_free_func (g_free);
  self->slots = g_ptr_array_new_with_free_func (slot_free);
  for (guint i = 0; i < TERN_N_MODEM_LOCKS; i++)
    self->tries[i] = TERN_MODEM_TRIES_UNKNOWN;
  return self;
}

/**
 * tern_modem_ref:
 * @self: a modem
 *
 * Returns: (transfer full): the same
 */
TernModem *
tern_modem_ref (TernModem *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

/**
 * tern_modem_unref:
 * @self: (transfer full): a modem
 */
void
tern_modem_unref (TernModem *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (*get_text (self, i));
  g_ptr_array_unref (self->ports);
  g_ptr_array_unref (self->interfaces);
  g_ptr_array_unref (self->slots);
  g_free (self);
}

/**
 * tern_modem_add_slot:
 * @self: a modem that is being made
 * @number: from 1
 *
 * Returns: (transfer none): the slot, empty, to be filled in
 */
TernModemSlot *
tern_modem_add_slot (TernModem *self, guint number)
{
  TernModemSlot *slot = g_new0 (TernModemSlot, 1);

  slot->number = number;
  slot->empty = TRUE;
  g_ptr_array_add (self->slots, slot);
  return slot;
}

static void
copy_slot (TernModem *self, const TernModemSlot *slot)
{
  TernModemSlot *copy = tern_modem_add_slot (self, slot->number);

  copy->in_use = slot->in_use;
  copy->empty = slot->empty;
  copy->euicc = slot->euicc;
  copy->eid = g_strdup (slot->eid);
}

/**
 * tern_modem_copy_let_go:
 * @self: a modem
 *
 * Returns: (transfer full): the same while ModemManager has let go of it: what is fixed is known,
 * and nothing of how it stands
 */
TernModem *
tern_modem_copy_let_go (const TernModem *self)
{
  TernModem *copy = tern_modem_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    *get_text (copy, i) = g_strdup (*get_text (self, i));
  g_clear_pointer (&copy->path, g_free);
  g_free (copy->operator_name);
  copy->operator_name = g_strdup ("");
  for (guint i = 0; i < self->ports->len; i++)
    g_ptr_array_add (copy->ports, g_strdup (self->ports->pdata[i]));
  for (guint i = 0; i < self->slots->len; i++)
    copy_slot (copy, self->slots->pdata[i]);
  copy->counts_slots = self->counts_slots;
  return copy;
}

static gboolean
lists_equal (GPtrArray *one, GPtrArray *other)
{
  for (guint i = 0; i < one->len && i < other->len; i++)
    if (!g_str_equal (one->pdata[i], other->pdata[i]))
      return FALSE;
  return one->len == other->len;
}

static gboolean
slots_equal (GPtrArray *one, GPtrArray *other)
{
  for (guint i = 0; i < one->len && i < other->len; i++)
    {
      const TernModemSlot *left = one->pdata[i];
      const TernModemSlot *right = other->pdata[i];

      if (left->number != right->number || left->in_use != right->in_use ||
          left->empty != right->empty || left->euicc != right->euicc ||
          g_strcmp0 (left->eid, right->eid) != 0 || g_strcmp0 (left->sim, right->sim) != 0)
        return FALSE;
    }
  return one->len == other->len;
}

/**
 * tern_modem_equal:
 * @self: a modem
 * @other: another moment of it, or another one
 *
 * Returns: whether nothing is different
 */
gboolean
tern_modem_equal (const TernModem *self, const TernModem *other)
{
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_strcmp0 (*get_text (self, i), *get_text (other, i)) != 0)
      return FALSE;

  return self->counts_slots == other->counts_slots && self->state == other->state &&
         self->fault == other->fault && self->power == other->power && self->lock == other->lock &&
         self->facilities == other->facilities &&
         memcmp (self->tries, other->tries, sizeof self->tries) == 0 &&
         lists_equal (self->ports, other->ports) &&
         lists_equal (self->interfaces, other->interfaces) &&
         slots_equal (self->slots, other->slots);
}

/**
 * tern_modem_get_slot_in_use:
 * @self: a modem
 *
 * Returns: (transfer none) (nullable): the slot that it uses, where that is known
 */
const TernModemSlot *
tern_modem_get_slot_in_use (const TernModem *self)
{
  for (guint i = 0; i < self->slots->len; i++)
    if (((const TernModemSlot *) self->slots->pdata[i])->in_use)
      return self->slots->pdata[i];
  return NULL;
}

/**
 * tern_modem_get_eid:
 * @self: a modem
 * @slot: one of its slots, from 1
 *
 * Returns: (transfer none) (nullable): what the modem itself says is the EID of the card there,
 * which nobody has looked at for that
 */
const char *
tern_modem_get_eid (const TernModem *self, guint slot)
{
  for (guint i = 0; i < self->slots->len; i++)
    if (((const TernModemSlot *) self->slots->pdata[i])->number == slot)
      return ((const TernModemSlot *) self->slots->pdata[i])->eid;
  return NULL;
}

/**
 * tern_modem_is_at:
 * @self: a modem
 * @place: (nullable): ModemManager's name of a device, or the path of a device node
 *
 * Returns: whether this is the modem there
 */
gboolean
tern_modem_is_at (const TernModem *self, const char *place)
{
  g_autofree char *port = NULL;
  g_autofree char *node = NULL;

  if (place == NULL || g_strcmp0 (self->device, place) == 0)
    return place != NULL;
  port = g_path_get_basename (place);
  node = tern_modem_port_path (port);
  return g_strcmp0 (node, place) == 0 &&
         g_ptr_array_find_with_equal_func (self->ports, port, g_str_equal, NULL);
}

/**
 * tern_modem_lock_is_of_device:
 * @lock: a lock
 *
 * Returns: whether it ties the modem to an operator, a company or a SIM; a PIN of the SIM does not
 */
gboolean
tern_modem_lock_is_of_device (TernModemLock lock)
{
  return lock >= TERN_MODEM_LOCK_PH_SP_PIN && lock < TERN_N_MODEM_LOCKS;
}

/**
 * tern_modem_lock_is_blocked:
 * @lock: a lock
 *
 * Returns: whether too many wrong codes were entered, so that it asks for another one than before
 */
gboolean
tern_modem_lock_is_blocked (TernModemLock lock)
{
  return (guint) lock < TERN_N_MODEM_LOCKS && locks[lock].blocked;
}

/**
 * tern_modem_get_device_lock:
 * @self: a modem
 *
 * The lock that ties the modem to an operator, whether it asks for it now or will ask for it with
 * the next foreign SIM; a PIN of the SIM is none.
 *
 * Returns: a ph-* lock, or %TERN_MODEM_LOCK_NONE
 */
TernModemLock
tern_modem_get_device_lock (const TernModem *self)
{
  if (tern_modem_lock_is_of_device ((TernModemLock) self->lock))
    return (TernModemLock) self->lock;
  for (guint i = 0; i < G_N_ELEMENTS (facilities); i++)
    if ((self->facilities & facilities[i].facility) != 0)
      return facilities[i].lock;
  return TERN_MODEM_LOCK_NONE;
}

/**
 * tern_modem_get_facility:
 * @self: a modem
 *
 * Returns: ModemManager's number of what the lock of tern_modem_get_device_lock() belongs to, by
 * which it can be asked to open it; 0 without one
 */
guint
tern_modem_get_facility (const TernModem *self)
{
  TernModemLock lock = tern_modem_get_device_lock (self);

  for (guint i = 0; i < G_N_ELEMENTS (facilities) && lock != TERN_MODEM_LOCK_NONE; i++)
    if (facilities[i].lock == lock || facilities[i].blocked == lock)
      return facilities[i].facility;
  return 0;
}

/**
 * tern_modem_has_radio_off:
 * @self: a modem
 *
 * Returns: whether its radio is off although it runs, as by an FCC lock: the maker of the computer
 * keeps it off until a program of its own has unlocked it
 */
gboolean
tern_modem_has_radio_off (const TernModem *self)
{
  return self->state == TERN_MODEM_STATE_DISABLED && self->power == TERN_MODEM_POWER_LOW;
}

/**
 * tern_modem_dup_short_imei:
 * @self: a modem
 *
 * Returns: (transfer full): the first and the last digits of its IMEI, by which it is recognised
 * and not known
 */
char *
tern_modem_dup_short_imei (const TernModem *self)
{
  gsize length = self->imei != NULL ? strlen (self->imei) : 0;

  if (length < 12)
    return g_strdup ("…");
  return g_strdup_printf ("%.4s…%s", self->imei, self->imei + length - 4);
}

static gboolean
set_device_lock (TernModemLock lock, GError **error)
{
  g_autofree char *figure = g_strconcat ("locked/", tern_modem_lock_get_nick (lock), NULL);

  lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_LOCKED, figure,
                 "The modem has the lock %s", tern_modem_lock_get_nick (lock));
  return FALSE;
}

/**
 * tern_modem_lock_check:
 * @lock: what a modem asks for
 * @tries: how often the code may be wrong, or %TERN_MODEM_TRIES_UNKNOWN
 * @error: return location for %LPA_NETWORK_ERROR_PIN, %LPA_NETWORK_ERROR_PUK,
 * %LPA_NETWORK_ERROR_BLOCKED or, with the lock in its figure, %LPA_NETWORK_ERROR_LOCKED
 *
 * Returns: whether the modem works without a code
 */
gboolean
tern_modem_lock_check (TernModemLock lock, guint tries, GError **error)
{
  if (tern_modem_lock_is_of_device (lock))
    return set_device_lock (lock, error);

  if (lock == TERN_MODEM_LOCK_SIM_PIN)
    lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_PIN, NULL,
                   "The SIM asks for its PIN");
  else if (lock == TERN_MODEM_LOCK_SIM_PUK && tries == 0)
    lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_BLOCKED, NULL,
                   "The SIM takes no PUK any more");
  else if (lock == TERN_MODEM_LOCK_SIM_PUK)
    lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_PUK, NULL,
                   "The SIM asks for its PUK");
  else
    return TRUE;
  return FALSE;
}

/**
 * tern_modem_check:
 * @self: a modem
 * @error: return location for an error as of tern_modem_lock_check(), or
 * %LPA_NETWORK_ERROR_RADIO_OFF
 *
 * What it asks for now comes before a lock that is on and will ask with the next foreign SIM.
 *
 * Returns: whether nothing keeps it from working with any SIM
 */
gboolean
tern_modem_check (const TernModem *self, GError **error)
{
  guint tries = self->lock < TERN_N_MODEM_LOCKS ? self->tries[self->lock] : 0;
  TernModemLock lock = tern_modem_get_device_lock (self);

  if (!tern_modem_lock_check ((TernModemLock) self->lock, tries, error))
    return FALSE;
  if (lock != TERN_MODEM_LOCK_NONE)
    return set_device_lock (lock, error);
  if (!tern_modem_has_radio_off (self))
    return TRUE;

  lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_RADIO_OFF, "radio-off/fcc",
                 "The modem keeps its radio off");
  return FALSE;
}

/**
 * tern_modem_lock_get_nick:
 * @lock: a lock
 *
 * Returns: its name, as ModemManager's own tools print it
 */
const char *
tern_modem_lock_get_nick (TernModemLock lock)
{
  return (guint) lock < TERN_N_MODEM_LOCKS ? locks[lock].nick : locks[0].nick;
}

/**
 * tern_modem_port_path:
 * @port: the name of a modem's device node, as ModemManager has it
 *
 * The environment variable TERN_DEVICES names another folder than `/dev`, for laboratories.
 *
 * Returns: (transfer full) (nullable): its path, or %NULL when that is no name
 */
char *
tern_modem_port_path (const char *port)
{
  const char *folder = g_getenv ("TERN_DEVICES");

  if (*port == '\0' || *port == '.' || strchr (port, G_DIR_SEPARATOR) != NULL)
    return NULL;
  return g_build_filename (folder != NULL && *folder != '\0' ? folder : DEVICES, port, NULL);
}
