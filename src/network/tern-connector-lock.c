/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <ModemManager/ModemManager.h>

#include "lpa/lpa-error.h"
#include "network/tern-connector-run.h"
#include "network/tern-modem-code.h"

#define COUNT_MILLISECONDS 2000

/* Sends the code that the person gave for the lock there is; a wrong one is not tried twice. */
static gboolean
send_code (TernConnectorRun *run,
           const TernModemView *view,
           GCancellable *cancellable,
           GError **error)
{
  TernConnector *self = run->connector;
  gboolean puk = view->lock == MM_MODEM_LOCK_SIM_PUK;
  const TernModemCode code = {
    .kind = puk ? TERN_MODEM_KEY_PUK : TERN_MODEM_KEY_PIN,
    .path = view->sim,
    .code = puk ? self->puk : self->pin,
    .new_pin = puk ? self->pin : NULL,
  };

  if (view->sim == NULL || self->pin == NULL || puk != (self->puk != NULL))
    return tern_modem_view_check_lock (view, error);
  return tern_modem_code_send (&code, run->bus, cancellable, error);
}

static gboolean
is_open (const TernModemView *view, gpointer data)
{
  return tern_modem_view_is_settled (view) && tern_modem_view_check_lock (view, NULL);
}

static gboolean
has_counted (const TernModemView *view, gpointer data)
{
  const TernModemView *before = data;

  return view->path != NULL && (view->lock != before->lock || view->tries != before->tries);
}

static gboolean
is_wrong_code (const GError *error)
{
  const char *figure = lpa_error_get_figure (error);

  return figure != NULL && g_str_has_suffix (figure, "/wrong");
}

/* The modem's count follows its answer, and may show that it asks for something else now. */
static gboolean
fail_to_unlock (TernConnectorRun *run,
                const TernModemView *before,
                GError *failed,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (TernModemView) after = NULL;

  if (is_wrong_code (failed))
    tern_modem_link_wait (run->link, MIN (run->connector->bounds.absent, COUNT_MILLISECONDS),
                          has_counted, (gpointer) before, cancellable);
  after = tern_modem_link_look (run->link);
  run->connector->tries = after->tries;
  if (is_wrong_code (failed) && after->path != NULL &&
      (after->lock != before->lock || after->tries == 0) &&
      !tern_modem_view_check_lock (after, error))
    g_error_free (failed);
  else
    g_propagate_error (error, failed);
  return FALSE;
}

/**
 * tern_connector_unlock: (skip)
 * @run: a run
 * @cancellable: (nullable): cancels
 * @error: return location for an error of %LPA_NETWORK_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Opens the lock of the SIM with the code that the person gave. Worker thread.
 *
 * Returns: whether nothing asks for a code
 */
gboolean
tern_connector_unlock (TernConnectorRun *run, GCancellable *cancellable, GError **error)
{
  TernConnector *self = run->connector;
  g_autoptr (TernModemView) view = tern_modem_link_look (run->link);
  g_autoptr (GError) failed = NULL;

  self->tries = view->tries;
  if (tern_modem_view_check_lock (view, NULL))
    return TRUE;
  if (!tern_modem_view_asks_for_code (view))
    return tern_modem_view_check_lock (view, error);
  if (!send_code (run, view, cancellable, &failed))
    return fail_to_unlock (run, view, g_steal_pointer (&failed), cancellable, error);
  return tern_modem_link_wait (run->link, self->bounds.absent, is_open, NULL, cancellable) ||
         tern_connector_run_fail_absent (run, cancellable, error);
}
