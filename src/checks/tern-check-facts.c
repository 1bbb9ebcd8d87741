/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "checks/tern-check-facts.h"

static GDateTime *
now_utc (void)
{
  return g_date_time_new_now_utc ();
}

static void
facts_clear (TernCheckFacts *self)
{
  g_clear_pointer (&self->code, lpa_activation_code_free);
  g_clear_error (&self->code_error);
  g_free (self->server);
  g_free (self->modem);
  g_clear_object (&self->trust);
  g_clear_object (&self->ledger);
  g_clear_object (&self->bus);
  g_clear_pointer (&self->card_keys, g_ptr_array_unref);
  g_clear_pointer (&self->uses, g_ptr_array_unref);
  g_clear_pointer (&self->newest, g_date_time_unref);
  g_clear_error (&self->history_error);
  g_clear_pointer (&self->line, tern_line_free);
  g_clear_pointer (&self->power, tern_power_free);
  g_clear_pointer (&self->modems, g_ptr_array_unref);
  g_free (self->eid);
  g_clear_error (&self->card_error);
  g_clear_pointer (&self->info, lpa_euicc_info_free);
  g_clear_pointer (&self->profiles, g_ptr_array_unref);
  g_clear_pointer (&self->dry_run, lpa_dry_run_free);
  g_clear_error (&self->dry_run_error);
  g_clear_error (&self->offer_error);
  g_clear_object (&self->offered);
  g_clear_object (&self->installed);
}

static void
take_code (TernCheckFacts *self, const char *text)
{
  self->has_code = text != NULL;
  if (self->has_code)
    self->code = lpa_activation_code_parse (text, NULL, &self->code_error);
  if (self->code != NULL)
    self->server = g_strdup (self->code->address);
}

static void
take_network (TernCheckFacts *self, GNetworkMonitor *monitor)
{
  if (monitor == NULL)
    monitor = g_network_monitor_get_default ();
  self->connectivity = g_network_monitor_get_connectivity (monitor);
  self->network_available = g_network_monitor_get_network_available (monitor);
}

/**
 * tern_check_facts_new: (skip)
 * @setup: what checks are about
 *
 * Main thread.
 *
 * Returns: (transfer full): what is known without asking
 */
TernCheckFacts *
tern_check_facts_new (const TernCheckSetup *setup)
{
  TernCheckFacts *self = g_atomic_rc_box_new0 (TernCheckFacts);
  const LpaEuiccInfo *info = setup->euicc != NULL ? lpa_euicc_get_info (setup->euicc) : NULL;

  take_code (self, setup->code);
  take_network (self, setup->network);
  self->now = setup->now != NULL ? setup->now : now_utc;
  self->modem = g_strdup (setup->modem);
  self->http_port = setup->http_port;
  self->show_code = setup->show_code;
  g_set_object (&self->trust, setup->trust);
  g_set_object (&self->ledger, setup->ledger);
  g_set_object (&self->bus, setup->system_bus);
  self->card_error = setup->card_error != NULL ? g_error_copy (setup->card_error) : NULL;
  self->card_keys = info != NULL ? g_ptr_array_ref (info->verification_keys) : NULL;
  self->usable = LPA_CODE_USABLE_NOT_INVOLVED;
  if (setup->preview != NULL)
    tern_check_facts_take_preview (self, setup->preview);
  return self;
}

/**
 * tern_check_facts_ref: (skip)
 * @self: facts
 *
 * Returns: (transfer full): the same
 */
TernCheckFacts *
tern_check_facts_ref (TernCheckFacts *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * tern_check_facts_unref: (skip)
 * @self: facts
 */
void
tern_check_facts_unref (TernCheckFacts *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) facts_clear);
}

/**
 * tern_check_facts_take_card: (skip)
 * @self: facts
 * @euicc: the card, read just now
 *
 * Main thread.
 */
void
tern_check_facts_take_card (TernCheckFacts *self, LpaEuicc *euicc)
{
  GListModel *profiles = lpa_euicc_get_profiles (euicc);
  const LpaEuiccInfo *info = lpa_euicc_get_info (euicc);

  self->eid = g_strdup (lpa_euicc_get_eid (euicc));
  self->info = info != NULL ? lpa_euicc_info_copy (info) : NULL;
  self->reports = g_list_model_get_n_items (lpa_euicc_get_notifications (euicc));
  self->profiles = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (profiles); i++)
    g_ptr_array_add (self->profiles, g_list_model_get_item (profiles, i));
}

/**
 * tern_check_facts_take_preview: (skip)
 * @self: facts
 * @preview: what the server offers
 */
void
tern_check_facts_take_preview (TernCheckFacts *self, const LpaPreview *preview)
{
  self->shown = TRUE;
  g_set_object (&self->offered, preview->profile);
  g_set_object (&self->installed, preview->installed);
  self->rules = preview->verdict;
}

/**
 * tern_check_facts_probe_history: (skip)
 * @self: facts
 * @cancellable: (nullable): cancels
 *
 * Fills in what the ledger knows.
 */
void
tern_check_facts_probe_history (TernCheckFacts *self, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) last = NULL;

  if (self->ledger == NULL)
    return;
  last = tern_ledger_list (self->ledger, 1, &self->history_error);
  if (last == NULL)
    return;
  if (last->len > 0)
    self->newest = g_date_time_ref (((LpaOperation *) last->pdata[0])->time);
  if (self->code != NULL)
    self->uses = tern_ledger_find_code (self->ledger, self->code, &self->history_error);
}

/**
 * tern_check_facts_probe_line: (skip)
 * @self: facts
 * @cancellable: (nullable): cancels
 *
 * Tries the way to the server.
 */
void
tern_check_facts_probe_line (TernCheckFacts *self, GCancellable *cancellable)
{
  if (self->server != NULL)
    self->line =
        tern_line_new (self->server, self->trust, self->card_keys, self->http_port, cancellable);
}

static GDBusConnection *
get_bus (TernCheckFacts *self, GCancellable *cancellable)
{
  return self->bus != NULL ? g_object_ref (self->bus)
                           : g_bus_get_sync (G_BUS_TYPE_SYSTEM, cancellable, NULL);
}

/**
 * tern_check_facts_probe_power: (skip)
 * @self: facts
 * @cancellable: (nullable): cancels
 *
 * Asks UPower.
 */
void
tern_check_facts_probe_power (TernCheckFacts *self, GCancellable *cancellable)
{
  g_autoptr (GDBusConnection) bus = get_bus (self, cancellable);

  if (bus != NULL)
    self->power = tern_power_new (bus, cancellable);
}

/**
 * tern_check_facts_probe_modems: (skip)
 * @self: facts
 * @cancellable: (nullable): cancels
 *
 * Asks ModemManager.
 */
void
tern_check_facts_probe_modems (TernCheckFacts *self, GCancellable *cancellable)
{
  g_autoptr (GDBusConnection) bus = get_bus (self, cancellable);

  if (bus != NULL)
    self->modems = tern_modems_new (bus, cancellable);
}
