/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <ModemManager/ModemManager.h>
#include <glib/gi18n-lib.h>

#include "lpa/lpa-error.h"
#include "network/tern-connector-run.h"
#include "network/tern-modem-gone.h"
#include "network/tern-modem-refresh.h"

/* How long a modem may take to change over to another slot. */
#define CHANGE_MILLISECONDS 10000

/**
 * tern_connector_run_get_iccid: (skip)
 * @run: a run
 *
 * Returns: (transfer none) (nullable): of the profile that has been enabled
 */
const char *
tern_connector_run_get_iccid (const TernConnectorRun *run)
{
  const TernConnector *self = run->connector;

  return self->gone == NULL ? lpa_profile_get_iccid (self->profile) : NULL;
}

static gboolean
is_present (const TernModemView *view, gpointer data)
{
  return view->path != NULL;
}

/**
 * tern_connector_run_is_settled: (skip)
 * @view: a view
 * @data: nothing
 *
 * Returns: whether the modem has found out what it is and what SIM it has
 */
gboolean
tern_connector_run_is_settled (const TernModemView *view, gpointer data)
{
  return tern_modem_view_is_settled (view);
}

/**
 * tern_connector_run_fail_absent: (skip)
 * @run: a run
 * @cancellable: (nullable): what may have ended the waiting
 * @error: return location for %LPA_NETWORK_ERROR_NO_MODEM, %LPA_NETWORK_ERROR_NO_SERVICE or
 * %G_IO_ERROR_CANCELLED
 *
 * Says that the modem is not there, or that nobody is who would know.
 *
 * Returns: %FALSE
 */
gboolean
tern_connector_run_fail_absent (TernConnectorRun *run, GCancellable *cancellable, GError **error)
{
  g_autoptr (MMModem) modem = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  modem = tern_modem_link_dup_modem (run->link, 0, error);
  if (modem != NULL)
    lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_NO_MODEM, NULL,
                   "The modem did not find out what it is in time");
  return FALSE;
}

static void
note_radio (TernConnectorRun *run)
{
  g_autoptr (TernModemView) view = tern_modem_link_look (run->link);

  run->connector->was_off |= view->state == MM_MODEM_STATE_DISABLED;
}

/**
 * tern_connector_find_modem: (skip)
 * @run: a run
 * @cancellable: (nullable): cancels
 * @error: return location for an error of %LPA_NETWORK_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Finds the modem, waiting for one that is coming back. Worker thread.
 *
 * Returns: whether ModemManager has it
 */
gboolean
tern_connector_find_modem (TernConnectorRun *run, GCancellable *cancellable, GError **error)
{
  TernConnector *self = run->connector;

  if (self->bus != NULL)
    run->bus = g_object_ref (self->bus);
  else
    run->bus = g_bus_get_sync (G_BUS_TYPE_SYSTEM, cancellable, error);
  if (run->bus == NULL)
    return FALSE;
  run->link = tern_modem_link_new (run->bus, self->device, cancellable, error);
  if (run->link == NULL)
    return FALSE;
  if (tern_modem_link_is_served (run->link) &&
      tern_modem_link_wait (run->link, self->bounds.absent, is_present, NULL, cancellable))
    {
      note_radio (run);
      return TRUE;
    }
  return tern_connector_run_fail_absent (run, cancellable, error);
}

/* Whether a call failed because the modem has left; the helper may say so in words of its own. */
static gboolean
is_gone (TernConnectorRun *run, const GError *failed)
{
  g_autoptr (TernModemView) view = tern_modem_link_look (run->link);

  return !g_error_matches (failed, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
         (tern_modem_gone_matches (failed) || view->path == NULL ||
          g_error_matches (failed, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NO_READER));
}

/* The card may be in a slot that the modem can talk to, but does not use. */
/**
 * tern_connector_use_slot: (skip)
 * @run: a run
 * @cancellable: (nullable): cancels
 * @error: return location for an error of %LPA_NETWORK_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Has the modem use the slot of the card. Worker thread.
 *
 * Returns: whether it does
 */
gboolean
tern_connector_use_slot (TernConnectorRun *run, GCancellable *cancellable, GError **error)
{
  TernConnector *self = run->connector;
  g_autoptr (TernModemView) view = tern_modem_link_look (run->link);
  g_autoptr (GError) failed = NULL;

  if (self->slot == 0 || view->slot == 0 || view->slot == self->slot || view->path == NULL)
    return TRUE;
  tern_connector_emit_note (self, "slot",
                            C_ ("network", "Having the modem use the slot with this card"));
  /* A call that was cancelled may have worked all the same. */
  self->slot_before = view->slot;
  if (run->powers->set_slot (run->powers_data, view->path, self->slot, cancellable, &failed))
    return TRUE;
  if (!g_cancellable_is_cancelled (cancellable))
    self->slot_before = 0;
  if (!is_gone (run, failed))
    g_propagate_error (error, g_steal_pointer (&failed));
  else
    lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_NO_MODEM, NULL, "%s",
                   failed->message);
  return FALSE;
}

static void
rung_begun (TernModemRung rung, gpointer data)
{
  tern_connector_emit_note (data, tern_modem_rung_get_nick (rung),
                            tern_modem_rung_get_label (rung));
}

/**
 * tern_connector_have_it_noticed: (skip)
 * @run: a run
 * @cancellable: (nullable): cancels
 * @error: return location for an error of %LPA_NETWORK_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Climbs the ladder until the modem shows the profile, or shows it no more. Worker thread.
 *
 * Returns: whether it has
 */
gboolean
tern_connector_have_it_noticed (TernConnectorRun *run, GCancellable *cancellable, GError **error)
{
  TernConnector *self = run->connector;
  TernModemRefresh refresh = {
    .link = run->link,
    .port = self->port,
    .slot = self->slot,
    .iccid = tern_connector_run_get_iccid (run),
    .gone = self->gone != NULL ? lpa_profile_get_iccid (self->gone) : NULL,
    .powers = run->powers,
    .powers_data = run->powers_data,
    .memory = self->memory,
    .milliseconds = self->bounds.rungs,
    .absent = self->bounds.absent,
    .begun = rung_begun,
    .data = self,
  };

  if (!tern_modem_refresh_run (&refresh, cancellable, error))
    return FALSE;
  if (self->gone != NULL)
    return TRUE;
  if (tern_modem_link_wait (run->link, self->bounds.absent, tern_connector_run_is_settled, NULL,
                            cancellable))
    return TRUE;
  return tern_connector_run_fail_absent (run, cancellable, error);
}

static gboolean
has_changed_slot (const TernModemView *view, gpointer data)
{
  return view->path != NULL && view->slot == ((const TernConnector *) data)->slot;
}

/* The slot that was used before. A modem that is changing over still shows that one for a while,
 * then goes, and comes back with the other. */
static void
give_slot_back (TernConnectorRun *run, const GError *error)
{
  TernConnector *self = run->connector;
  gboolean gone = g_error_matches (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_NO_MODEM);
  g_autoptr (TernModemView) view = NULL;
  g_autoptr (GError) failed = NULL;

  if (self->slot_before == 0)
    return;
  tern_modem_link_wait (run->link, gone ? 0 : MIN (self->bounds.absent, CHANGE_MILLISECONDS),
                        has_changed_slot, self, NULL);
  view = tern_modem_link_look (run->link);
  if (view->path != NULL && view->slot != self->slot_before &&
      !run->powers->set_slot (run->powers_data, view->path, self->slot_before, NULL, &failed))
    g_info ("The modem keeps using slot %u: %s", self->slot, failed->message);
  self->slot_before = 0;
}

/* A call that switched it on may be on its way still; this one comes after it. */
static void
switch_radio_off_again (TernConnectorRun *run)
{
  TernConnector *self = run->connector;
  g_autoptr (MMModem) modem =
      self->was_off ? tern_modem_link_dup_modem (run->link, self->bounds.call, NULL) : NULL;
  g_autoptr (GError) failed = NULL;

  self->was_off = FALSE;
  if (modem != NULL && !mm_modem_disable_sync (modem, NULL, &failed))
    g_info ("The modem’s radio stays as it is: %s", failed->message);
}

/**
 * tern_connector_give_back: (skip)
 * @run: a run that has failed
 * @error: with what
 *
 * A slot that was changed for nothing is changed back, and a radio that was switched on for
 * somebody who does not want it any more is switched off. A question leaves everything for its
 * answer. Worker thread.
 */
void
tern_connector_give_back (TernConnectorRun *run, const GError *error)
{
  if (run->link == NULL || tern_connector_is_question (error))
    return;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    switch_radio_off_again (run);
  give_slot_back (run, error);
}
