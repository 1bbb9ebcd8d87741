/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-connector-run.h"

#include "lpa/lpa-error.h"
#include "lpa/lpa-operation.h"

static void
run_clear (TernConnectorRun *run)
{
  g_clear_pointer (&run->session, tern_data_session_free);
  g_clear_pointer (&run->link, tern_modem_link_free);
  tern_helper_powers_clear (&run->helper);
  g_clear_object (&run->bus);
  g_clear_pointer (&run->home, g_free);
  g_clear_pointer (&run->path, g_free);
  g_clear_pointer (&run->sayings, g_strfreev);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TernConnectorRun, run_clear)

static gboolean
begin_step (TernConnectorRun *run, LpaStep step, GError **error)
{
  TernConnector *self = run->connector;

  tern_connector_emit_step (self, step, LPA_STEP_STATE_RUNNING);
  return self->operation == NULL ||
         lpa_operation_advance (self->operation, self->journal, step, error);
}

static void
end_step (TernConnectorRun *run, LpaStep step)
{
  tern_connector_emit_step (run->connector, step, LPA_STEP_STATE_DONE);
}

/* A step is done when the last of its phases is. */
typedef struct
{
  LpaStep step;
  TernConnectorPhase phases[6];
} Step;

static const Step to_connection[] = {
  { LPA_STEP_NETWORK_FOUND,
    { tern_connector_find_modem, tern_connector_use_slot, tern_connector_have_it_noticed,
      tern_connector_unlock, tern_connector_switch_on, tern_connector_find_network } },
  { LPA_STEP_REGISTERED, { tern_connector_register_profile } },
  { LPA_STEP_CONNECTED,
    { tern_connector_find_manager, tern_connector_make_connection,
      tern_connector_look_whether_it_reaches } },
};

/* Of a profile that is switched off, all that the modem has to do with it. */
static const Step to_absence[] = {
  { LPA_STEP_NONE, { tern_connector_find_modem, tern_connector_have_it_noticed } },
};

static gboolean
take_step (TernConnectorRun *run, const Step *step, GCancellable *cancellable, GError **error)
{
  if (!begin_step (run, step->step, error))
    return FALSE;
  for (gsize j = 0; j < G_N_ELEMENTS (step->phases) && step->phases[j] != NULL; j++)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !step->phases[j](run, cancellable, error))
      return FALSE;
  end_step (run, step->step);
  return TRUE;
}

/* Whether the modem is another object than the one that was being connected: it has read its card
 * again meanwhile. */
static gboolean
has_begun_anew (TernConnectorRun *run)
{
  g_autoptr (TernModemView) view = NULL;

  if (run->path == NULL)
    return FALSE;
  view = tern_modem_link_look (run->link);
  return g_strcmp0 (view->path, run->path) != 0;
}

static gboolean
walk (TernConnectorRun *run, gboolean *anew, GCancellable *cancellable, GError **error)
{
  TernConnector *self = run->connector;
  const Step *steps = self->gone != NULL ? to_absence : to_connection;
  gsize n = self->gone != NULL ? G_N_ELEMENTS (to_absence) : G_N_ELEMENTS (to_connection);

  run->powers = self->powers != NULL ? self->powers : &tern_helper_powers;
  run->powers_data = self->powers != NULL ? self->powers_data : &run->helper;
  for (gsize i = 0; i < n; i++)
    if (!take_step (run, &steps[i], cancellable, error))
      {
        *anew = !g_cancellable_is_cancelled (cancellable) && has_begun_anew (run);
        return FALSE;
      }
  return TRUE;
}

/**
 * tern_connector_carry_out: (skip)
 * @self: a connector
 * @cancellable: (nullable): cancels
 * @error: return location for an error
 *
 * The whole way. Worker thread.
 *
 * Returns: whether the profile is connected, or gone
 */
gboolean
tern_connector_carry_out (TernConnector *self, GCancellable *cancellable, GError **error)
{
  g_auto (TernConnectorRun) run = { .connector = self };
  g_autoptr (GError) failed = NULL;
  gboolean anew = FALSE;

  if (walk (&run, &anew, cancellable, &failed))
    return TRUE;
  if (anew)
    {
      g_clear_error (&failed);
      run_clear (&run);
      if (walk (&run, &anew, cancellable, &failed))
        return TRUE;
    }
  tern_connector_give_back (&run, failed);
  if (self->gone != NULL && g_error_matches (failed, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_NO_MODEM))
    lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_NO_MODEM, "no-modem/off", "%s",
                   failed->message);
  else
    g_propagate_error (error, g_steal_pointer (&failed));
  return FALSE;
}
