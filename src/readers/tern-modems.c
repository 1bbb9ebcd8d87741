/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "readers/tern-modems.h"

#ifdef TERN_HAVE_MODEMS
#include "readers/tern-modems-private.h"
#endif

/**
 * tern_modems_equal:
 * @self: (element-type TernModem): modems
 * @other: (element-type TernModem): others
 *
 * Returns: whether they are the same, in the same order and state
 */
gboolean
tern_modems_equal (const TernModems *self, const TernModems *other)
{
  for (guint i = 0; i < self->len && i < other->len; i++)
    if (!tern_modem_equal (self->pdata[i], other->pdata[i]))
      return FALSE;
  return self->len == other->len;
}

#ifdef TERN_HAVE_MODEMS

static char *
make_name (const char *maker, const char *model)
{
  if (*maker == '\0' || g_str_has_prefix (model, maker))
    return g_strdup (model);
  return *model != '\0' ? g_strdup_printf ("%s %s", maker, model) : g_strdup (maker);
}

/* What a device says of itself goes onto the screen: one line, and no more than that. */
static char *
dup_line (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  g_autofree char *part = g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), 64));

  for (char *c = part; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  return g_strdup (g_strstrip (part));
}

static void
read_ports (TernModem *self, MMModem *modem)
{
  MMModemPortInfo *ports = NULL;
  guint count = 0;

  if (!mm_modem_get_ports (modem, &ports, &count))
    return;
  for (guint i = 0; i < count; i++)
    {
      g_ptr_array_add (self->ports, g_strdup (ports[i].name));
      if (ports[i].type == MM_MODEM_PORT_TYPE_MBIM && self->node == NULL)
        self->node = tern_modem_port_path (ports[i].name);
    }
  mm_modem_port_info_array_free (ports, count);
}

static void
read_interfaces (TernModem *self, MMModem *modem, GCancellable *cancellable)
{
  GList *bearers = mm_modem_list_bearers_sync (modem, cancellable, NULL);

  for (GList *l = bearers; l != NULL; l = l->next)
    {
      const char *interface = mm_bearer_get_interface (l->data);

      if (mm_bearer_get_connected (l->data) && interface != NULL)
        g_ptr_array_add (self->interfaces, g_strdup (interface));
    }
  g_list_free_full (bearers, g_object_unref);
}

static void
read_sim (TernModem *self, guint number, gboolean in_use, MMSim *sim)
{
  TernModemSlot *slot = tern_modem_add_slot (self, number);

  slot->in_use = in_use;
  slot->empty = sim == NULL;
  if (sim == NULL)
    return;

  slot->sim = g_strdup (mm_sim_get_path (sim));
  slot->eid = mm_sim_dup_eid (sim);
  slot->euicc = slot->eid != NULL || mm_sim_get_sim_type (sim) == MM_SIM_TYPE_ESIM;
}

/* Some modems take an eUICC without an enabled profile for an empty slot. */
static void
doubt_empty (TernModem *self)
{
  TernModemSlot *slot = self->slots->pdata[0];

  if (self->state == TERN_MODEM_STATE_FAILED)
    slot->empty = FALSE;
}

static void
read_slots (TernModem *self, MMModem *modem, GCancellable *cancellable)
{
  const char *const *paths = mm_modem_get_sim_slot_paths (modem);
  guint primary = mm_modem_get_primary_sim_slot (modem);
  g_autoptr (GPtrArray) sims = NULL;

  self->counts_slots = paths != NULL && paths[0] != NULL;
  if (self->counts_slots)
    sims = mm_modem_list_sim_slots_sync (modem, cancellable, NULL);
  for (guint i = 0; sims != NULL && i < sims->len; i++)
    read_sim (self, i + 1, i + 1 == primary, sims->pdata[i]);
  if (!self->counts_slots)
    {
      g_autoptr (MMSim) sim = mm_modem_get_sim_sync (modem, cancellable, NULL);

      read_sim (self, 1, TRUE, sim);
      doubt_empty (self);
    }
}

static void
read_tries (MMModemLock lock, guint count, gpointer user_data)
{
  TernModem *self = user_data;

  if ((guint) lock < TERN_N_MODEM_LOCKS && count != MM_UNLOCK_RETRIES_UNKNOWN)
    self->tries[lock] = count;
}

static void
read_state (TernModem *self, MMModem *modem)
{
  MMUnlockRetries *retries = mm_modem_peek_unlock_retries (modem);

  self->state = mm_modem_get_state (modem);
  self->fault = mm_modem_get_state_failed_reason (modem);
  self->power = mm_modem_get_power_state (modem);
  self->lock = mm_modem_get_unlock_required (modem);
  if (retries != NULL)
    mm_unlock_retries_foreach (retries, read_tries, self);
}

static TernModem *
read_modem (MMObject *object, GCancellable *cancellable)
{
  g_autoptr (MMModem) modem = mm_object_get_modem (object);
  g_autoptr (MMModem3gpp) cellular = mm_object_get_modem_3gpp (object);
  TernModem *self;

  if (modem == NULL || mm_modem_get_device (modem) == NULL)
    return NULL;

  self = tern_modem_new ();
  self->path = mm_object_dup_path (object);
  self->device = mm_modem_dup_device (modem);
  self->maker = dup_line (mm_modem_get_manufacturer (modem));
  self->model = dup_line (mm_modem_get_model (modem));
  self->name = make_name (self->maker, self->model);
  self->firmware = dup_line (mm_modem_get_revision (modem));
  self->imei = dup_line (mm_modem_get_equipment_identifier (modem));
  self->operator_name =
      dup_line (cellular != NULL ? mm_modem_3gpp_get_operator_name (cellular) : NULL);
  if (cellular != NULL)
    self->facilities = mm_modem_3gpp_get_enabled_facility_locks (cellular);
  read_ports (self, modem);
  read_state (self, modem);
  read_slots (self, modem, cancellable);
  read_interfaces (self, modem, cancellable);
  return self;
}

static int
compare (gconstpointer one, gconstpointer other)
{
  const TernModem *left = *(const TernModem *const *) one;
  const TernModem *right = *(const TernModem *const *) other;

  return g_strcmp0 (left->device, right->device);
}

/**
 * tern_modems_read: (skip)
 * @manager: ModemManager
 * @cancellable: (nullable): cancels
 *
 * Blocks.
 *
 * Returns: (transfer full): its modems, in an order that stays
 */
TernModems *
tern_modems_read (MMManager *manager, GCancellable *cancellable)
{
  TernModems *self = g_ptr_array_new_with_free_func ((GDestroyNotify) tern_modem_unref);
  GList *objects = g_dbus_object_manager_get_objects (G_DBUS_OBJECT_MANAGER (manager));

  for (GList *l = objects; l != NULL; l = l->next)
    {
      TernModem *modem = MM_IS_OBJECT (l->data) ? read_modem (l->data, cancellable) : NULL;

      if (modem != NULL)
        g_ptr_array_add (self, modem);
    }
  g_list_free_full (objects, g_object_unref);
  g_ptr_array_sort (self, compare);
  return self;
}

/**
 * tern_modems_drain: (skip)
 * @context: where proxies of ModemManager had their signals, and which runs no more
 *
 * GDBus lets go of what it kept for a signal in the context of the signal.
 */
void
tern_modems_drain (GMainContext *context)
{
  while (g_main_context_iteration (context, FALSE))
    {
    }
}

/**
 * tern_modems_new:
 * @bus: where ModemManager is
 * @cancellable: (nullable): cancels
 *
 * Blocks.
 *
 * Returns: (transfer full) (element-type TernModem): the modems of this computer
 */
TernModems *
tern_modems_new (GDBusConnection *bus, GCancellable *cancellable)
{
  /* What changes meanwhile is nobody's business, so it goes to a context that nobody runs. */
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (MMManager) manager = NULL;
  TernModems *self;

  g_main_context_push_thread_default (context);
  manager = mm_manager_new_sync (bus, G_DBUS_OBJECT_MANAGER_CLIENT_FLAGS_DO_NOT_AUTO_START,
                                 cancellable, NULL);
  self = manager != NULL ? tern_modems_read (manager, cancellable) : g_ptr_array_new ();
  g_clear_object (&manager);
  tern_modems_drain (context);
  g_main_context_pop_thread_default (context);
  return self;
}

#else

TernModems *
tern_modems_new (GDBusConnection *bus, GCancellable *cancellable)
{
  return g_ptr_array_new ();
}

#endif
