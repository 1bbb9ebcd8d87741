/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <ModemManager/ModemManager.h>
#include <glib/gi18n-lib.h>

#include "lpa/lpa-error.h"
#include "network/tern-connector-run.h"
#include "network/tern-modem-gone.h"

/* A modem that starts anew while it is being switched on is switched on again. */
#define RADIO_TRIES 2

static gboolean
is_on (const TernModemView *view, gpointer data)
{
  return view->path != NULL && view->state >= MM_MODEM_STATE_ENABLED;
}

/* That it would have to try again is what ModemManager says of a modem that does not let it. */
static void
translate_enable_error (GError *failed, GError **error)
{
  g_autoptr (GError) reason = failed;
  LpaNetworkError code = LPA_NETWORK_ERROR_RADIO_OFF;
  const char *figure = NULL;

  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return;
    }
  if (g_error_matches (reason, MM_CORE_ERROR, MM_CORE_ERROR_UNAUTHORIZED) ||
      g_error_matches (reason, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED))
    code = LPA_NETWORK_ERROR_NOT_PERMITTED;
  else if (tern_modem_gone_matches (reason))
    code = LPA_NETWORK_ERROR_NO_MODEM;
  else if (g_error_matches (reason, MM_CORE_ERROR, MM_CORE_ERROR_RETRY))
    figure = "radio-off/fcc";
  lpa_error_set (error, LPA_NETWORK_ERROR, code, figure, "%s", reason->message);
}

static gboolean
is_on_or_gone (const TernModemView *view, gpointer data)
{
  return view->path == NULL || is_on (view, data);
}

/* One that goes meanwhile may come back, as one does that starts anew. */
static gboolean
switch_on_once (TernConnectorRun *run, GCancellable *cancellable, GError **error)
{
  guint call = run->connector->bounds.call;
  g_autoptr (MMModem) modem = tern_modem_link_dup_modem (run->link, call, error);
  g_autoptr (TernModemView) view = NULL;
  g_autoptr (GError) failed = NULL;

  if (modem == NULL)
    return FALSE;
  if (!mm_modem_enable_sync (modem, cancellable, &failed))
    {
      translate_enable_error (g_steal_pointer (&failed), error);
      return FALSE;
    }
  tern_modem_link_wait (run->link, call, is_on_or_gone, NULL, cancellable);
  view = tern_modem_link_look (run->link);
  return view->path != NULL || tern_connector_run_check_still_there (run, view, cancellable, error);
}

/**
 * tern_connector_switch_on: (skip)
 * @run: a run
 * @cancellable: (nullable): cancels
 * @error: return location for an error of %LPA_NETWORK_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Switches the radio on. Worker thread.
 *
 * Returns: whether it is on
 */
gboolean
tern_connector_switch_on (TernConnectorRun *run, GCancellable *cancellable, GError **error)
{
  if (tern_modem_link_wait (run->link, 0, is_on, NULL, cancellable))
    return TRUE;
  tern_connector_emit_note (run->connector, "radio", C_ ("network", "Switching the radio on"));
  for (guint i = 0; i < RADIO_TRIES; i++)
    {
      if (!switch_on_once (run, cancellable, error))
        return FALSE;
      if (tern_modem_link_wait (run->link, 0, is_on, NULL, cancellable))
        return TRUE;
    }
  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_RADIO_OFF, NULL,
                   "The modem agreed, but stays off");
  return FALSE;
}

static gboolean
has_come_back (const TernConnectorRun *run, const TernModemView *view)
{
  return view->path != NULL && view->iccid != NULL &&
         !tern_modem_view_shows (view, tern_connector_run_get_iccid (run));
}

static gboolean
is_answered (const TernModemView *view, gpointer data)
{
  return view->path == NULL || tern_modem_view_is_registered (view) ||
         tern_modem_view_is_denied (view) || has_come_back (data, view) ||
         tern_modem_view_asks_for_code (view);
}

static gboolean
is_taken_in (const TernModemView *view, gpointer data)
{
  return view->path == NULL || tern_modem_view_is_registered (view) || has_come_back (data, view) ||
         tern_modem_view_asks_for_code (view);
}

/* Most modems search by themselves. One that does not is asked once. */
static void
ask_to_search (TernConnectorRun *run, GCancellable *cancellable)
{
  const TernConnectorBounds *bounds = &run->connector->bounds;
  g_autoptr (TernModemView) view = tern_modem_link_look (run->link);
  g_autoptr (MMModem3gpp) cellular = NULL;
  g_autoptr (GError) error = NULL;

  if (view->registration != MM_MODEM_3GPP_REGISTRATION_STATE_IDLE)
    return;
  cellular = tern_modem_link_dup_cellular (run->link, bounds->call);
  if (cellular != NULL && !mm_modem_3gpp_register_sync (cellular, "", cancellable, &error))
    g_debug ("Asked to search: %s", error->message);
}

/**
 * tern_connector_run_check_still_there: (skip)
 * @run: a run
 * @view: the modem as it was just seen
 * @cancellable: (nullable): cancels
 * @error: return location for %LPA_NETWORK_ERROR_CAME_BACK, an error of a lock, that of a modem
 * that is gone, or %G_IO_ERROR_CANCELLED
 *
 * A modem that goes may come back, as one does that starts anew.
 *
 * Returns: whether it is there, with the profile
 */
gboolean
tern_connector_run_check_still_there (TernConnectorRun *run,
                                      const TernModemView *view,
                                      GCancellable *cancellable,
                                      GError **error)
{
  if (has_come_back (run, view))
    {
      lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_CAME_BACK, NULL,
                     "The modem shows another profile than before");
      return FALSE;
    }
  if (view->path != NULL)
    return tern_modem_view_check_lock (view, error);
  if (tern_modem_link_wait (run->link, run->connector->bounds.absent, tern_connector_run_is_settled,
                            NULL, cancellable))
    return TRUE;
  return tern_connector_run_fail_absent (run, cancellable, error);
}

/* Waits for an answer, through a modem's going and coming back. */
static TernModemView *
await_network (TernConnectorRun *run,
               guint milliseconds,
               TernModemTest test,
               GCancellable *cancellable,
               GError **error)
{
  gint64 end = g_get_monotonic_time () + milliseconds * G_TIME_SPAN_MILLISECOND;

  for (;;)
    {
      gint64 left = MAX (end - g_get_monotonic_time (), 0) / G_TIME_SPAN_MILLISECOND;
      gboolean met = tern_modem_link_wait (run->link, (guint) left, test, run, cancellable);
      g_autoptr (TernModemView) view = tern_modem_link_look (run->link);

      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !tern_connector_run_check_still_there (run, view, cancellable, error))
        return NULL;
      if (view->path != NULL && (met || left == 0))
        return g_steal_pointer (&view);
    }
}

/**
 * tern_connector_find_network: (skip)
 * @run: a run
 * @cancellable: (nullable): cancels
 * @error: return location for an error of %LPA_NETWORK_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Waits until a network answers, and asks a modem that does not search to do so. Worker thread.
 *
 * Returns: whether one did
 */
gboolean
tern_connector_find_network (TernConnectorRun *run, GCancellable *cancellable, GError **error)
{
  const TernConnectorBounds *bounds = &run->connector->bounds;
  g_autoptr (TernModemView) view = NULL;

  tern_connector_emit_note (run->connector, "search", C_ ("network", "Searching for a network"));
  view = await_network (run, MIN (bounds->idle, bounds->search), is_answered, cancellable, error);
  if (view == NULL)
    return FALSE;
  if (!is_answered (view, run))
    {
      g_clear_pointer (&view, tern_modem_view_free);
      ask_to_search (run, cancellable);
      view = await_network (run, bounds->search - MIN (bounds->idle, bounds->search), is_answered,
                            cancellable, error);
    }
  if (view == NULL)
    return FALSE;
  if (is_answered (view, run))
    return TRUE;
  tern_modem_view_set_no_service_error (view, error);
  return FALSE;
}

static void
note_network (TernConnector *self, const TernModemView *view)
{
  TernConnection *connection = &self->connection;
  const char *name = view->operator_name ? view->operator_name : view->operator_id;

  g_free (connection->operator);
  g_free (connection->technology);
  connection->operator= g_strdup (name != NULL ? name : C_ ("network", "an unnamed network"));
  connection->technology = g_strdup (view->technology);
  connection->signal = view->signal;
  connection->roaming = tern_modem_view_is_roaming (view);
}

/**
 * tern_connector_register_profile: (skip)
 * @run: a run
 * @cancellable: (nullable): cancels
 * @error: return location for an error of %LPA_NETWORK_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Waits until a network takes the profile in. Worker thread.
 *
 * Returns: whether one has
 */
gboolean
tern_connector_register_profile (TernConnectorRun *run, GCancellable *cancellable, GError **error)
{
  g_autoptr (TernModemView) view =
      await_network (run, run->connector->bounds.denied, is_taken_in, cancellable, error);
  g_autofree char *network = NULL;

  if (view == NULL)
    return FALSE;
  if (!tern_modem_view_is_registered (view))
    {
      tern_modem_view_set_no_service_error (view, error);
      return FALSE;
    }
  note_network (run->connector, view);
  network = tern_connection_dup_network (&run->connector->connection);
  tern_connector_emit_note (run->connector, "registered", network);
  run->home = g_strdup (view->home);
  return TRUE;
}
