/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <ModemManager/ModemManager.h>
#include <glib/gi18n-lib.h>

#include "lpa/lpa-error.h"
#include "lpa/lpa-operation.h"
#include "network/tern-apn-memory.h"
#include "network/tern-apn-table.h"
#include "network/tern-connector-private.h"
#include "network/tern-data-session.h"
#include "network/tern-helper-powers.h"
#include "network/tern-modem-refresh.h"
#include "network/tern-probe.h"
#include "network/tern-refusal.h"

#define HTTPS 443
#define COUNT_MILLISECONDS 2000

/* One run. What is only here is given up when it ends. */
typedef struct
{
  TernConnector *connector;
  GDBusConnection *bus;
  TernModemLink *link;
  TernDataSession *session;
  TernHelperPowers helper;
  const TernModemPowers *powers;
  gpointer powers_data;
  char *home;
  char *path;
} Run;

static void
run_clear (Run *run)
{
  g_clear_pointer (&run->session, tern_data_session_free);
  g_clear_pointer (&run->link, tern_modem_link_free);
  tern_helper_powers_clear (&run->helper);
  g_clear_object (&run->bus);
  g_clear_pointer (&run->home, g_free);
  g_clear_pointer (&run->path, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static const char *
get_iccid (const Run *run)
{
  return lpa_profile_get_iccid (run->connector->profile);
}

static gboolean
begin_step (Run *run, LpaStep step, GError **error)
{
  TernConnector *self = run->connector;

  tern_connector_emit_step (self, step, LPA_STEP_STATE_RUNNING);
  return self->operation == NULL ||
         lpa_operation_advance (self->operation, self->journal, step, error);
}

static void
end_step (Run *run, LpaStep step)
{
  tern_connector_emit_step (run->connector, step, LPA_STEP_STATE_DONE);
}

static gboolean
is_present (const TernModemView *view, gpointer data)
{
  return view->path != NULL;
}

static gboolean
is_settled (const TernModemView *view, gpointer data)
{
  return tern_modem_view_is_settled (view);
}

/* Says that the modem is not there, or that nobody is who would know. */
static gboolean
fail_absent (Run *run, GCancellable *cancellable, GError **error)
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

static gboolean
find_modem (Run *run, GCancellable *cancellable, GError **error)
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
    return TRUE;
  return fail_absent (run, cancellable, error);
}

/* The card may be in a slot that the modem can talk to, but does not use. */
static gboolean
use_slot (Run *run, GCancellable *cancellable, GError **error)
{
  TernConnector *self = run->connector;
  g_autoptr (TernModemView) view = tern_modem_link_look (run->link);

  if (self->slot == 0 || view->slot == 0 || view->slot == self->slot || view->path == NULL)
    return TRUE;
  tern_connector_emit_note (self, "slot",
                            C_ ("network", "Having the modem use the slot with this card"));
  if (!run->powers->set_slot (run->powers_data, view->path, self->slot, cancellable, error))
    return FALSE;
  self->slot_before = view->slot;
  return TRUE;
}

static void
rung_begun (TernModemRung rung, gpointer data)
{
  tern_connector_emit_note (data, tern_modem_rung_get_nick (rung),
                            tern_modem_rung_get_label (rung));
}

static gboolean
have_it_noticed (Run *run, GCancellable *cancellable, GError **error)
{
  TernConnector *self = run->connector;
  TernModemRefresh refresh = {
    .link = run->link,
    .port = self->port,
    .slot = self->slot,
    .iccid = get_iccid (run),
    .powers = run->powers,
    .powers_data = run->powers_data,
    .memory = self->memory,
    .milliseconds = self->bounds.rungs,
    .begun = rung_begun,
    .data = self,
  };

  if (!tern_modem_refresh_run (&refresh, cancellable, error))
    return FALSE;
  if (tern_modem_link_wait (run->link, self->bounds.absent, is_settled, NULL, cancellable))
    return TRUE;
  return fail_absent (run, cancellable, error);
}

static void
translate_code_error (GError *failed, gboolean puk, GError **error)
{
  if (g_error_matches (failed, MM_MOBILE_EQUIPMENT_ERROR,
                       MM_MOBILE_EQUIPMENT_ERROR_INCORRECT_PASSWORD) ||
      (!puk &&
       g_error_matches (failed, MM_MOBILE_EQUIPMENT_ERROR, MM_MOBILE_EQUIPMENT_ERROR_SIM_PUK)))
    lpa_error_set (error, LPA_NETWORK_ERROR, puk ? LPA_NETWORK_ERROR_PUK : LPA_NETWORK_ERROR_PIN,
                   puk ? "puk/wrong" : "pin/wrong", "The SIM refuses the code");
  else if (g_error_matches (failed, MM_CORE_ERROR, MM_CORE_ERROR_UNAUTHORIZED) ||
           g_error_matches (failed, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED))
    lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_NOT_PERMITTED, NULL, "%s",
                   failed->message);
  else
    {
      g_propagate_error (error, failed);
      return;
    }
  g_error_free (failed);
}

/* Sends the code that the person gave for the lock there is; a wrong one is not tried twice. */
static gboolean
send_code (Run *run, const TernModemView *view, GCancellable *cancellable, GError **error)
{
  TernConnector *self = run->connector;
  MMSim *sim = tern_modem_link_get_sim (run->link);
  gboolean puk = view->lock == MM_MODEM_LOCK_SIM_PUK;
  g_autoptr (GError) failed = NULL;

  if (sim == NULL || self->pin == NULL || puk != (self->puk != NULL))
    return tern_modem_view_check_lock (view, error);
  if (puk ? mm_sim_send_puk_sync (sim, self->puk, self->pin, cancellable, &failed)
          : mm_sim_send_pin_sync (sim, self->pin, cancellable, &failed))
    return TRUE;
  translate_code_error (g_steal_pointer (&failed), puk, error);
  return FALSE;
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
fail_to_unlock (Run *run,
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

static gboolean
unlock (Run *run, GCancellable *cancellable, GError **error)
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
         fail_absent (run, cancellable, error);
}

static gboolean
is_on (const TernModemView *view, gpointer data)
{
  return view->path != NULL && view->state >= MM_MODEM_STATE_ENABLED;
}

static void
translate_enable_error (GError *failed, GError **error)
{
  LpaNetworkError code = LPA_NETWORK_ERROR_RADIO_OFF;

  if (g_error_matches (failed, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, failed);
      return;
    }
  if (g_error_matches (failed, MM_CORE_ERROR, MM_CORE_ERROR_UNAUTHORIZED) ||
      g_error_matches (failed, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED))
    code = LPA_NETWORK_ERROR_NOT_PERMITTED;
  lpa_error_set (error, LPA_NETWORK_ERROR, code, NULL, "%s", failed->message);
  g_error_free (failed);
}

static gboolean
switch_on (Run *run, GCancellable *cancellable, GError **error)
{
  const TernConnectorBounds *bounds = &run->connector->bounds;
  g_autoptr (TernModemView) view = tern_modem_link_look (run->link);
  g_autoptr (MMModem) modem = tern_modem_link_dup_modem (run->link, bounds->call, error);
  g_autoptr (GError) failed = NULL;

  if (modem == NULL)
    return FALSE;
  if (is_on (view, NULL))
    return TRUE;
  tern_connector_emit_note (run->connector, "radio", C_ ("network", "Switching the radio on"));
  if (!mm_modem_enable_sync (modem, cancellable, &failed))
    {
      translate_enable_error (g_steal_pointer (&failed), error);
      return FALSE;
    }
  if (tern_modem_link_wait (run->link, bounds->call, is_on, NULL, cancellable))
    return TRUE;
  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_RADIO_OFF, NULL,
                   "The modem agreed, but stays off");
  return FALSE;
}

static gboolean
has_come_back (const Run *run, const TernModemView *view)
{
  return view->path != NULL && view->iccid != NULL &&
         !tern_modem_view_shows (view, get_iccid (run));
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
ask_to_search (Run *run, GCancellable *cancellable)
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

/* A modem that goes may come back, as one does that starts anew. */
static gboolean
check_still_there (Run *run, const TernModemView *view, GCancellable *cancellable, GError **error)
{
  if (has_come_back (run, view))
    {
      lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_CAME_BACK, NULL,
                     "The modem shows another profile than before");
      return FALSE;
    }
  if (view->path != NULL)
    return tern_modem_view_check_lock (view, error);
  if (tern_modem_link_wait (run->link, run->connector->bounds.absent, is_settled, NULL,
                            cancellable))
    return TRUE;
  return fail_absent (run, cancellable, error);
}

/* Waits for an answer, through a modem's going and coming back. */
static TernModemView *
await_network (Run *run,
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
          !check_still_there (run, view, cancellable, error))
        return NULL;
      if (view->path != NULL && (met || left == 0))
        return g_steal_pointer (&view);
    }
}

static gboolean
find_network (Run *run, GCancellable *cancellable, GError **error)
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

static gboolean
register_profile (Run *run, GCancellable *cancellable, GError **error)
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
  network = tern_connector_dup_network (run->connector);
  tern_connector_emit_note (run->connector, "registered", network);
  run->home = g_strdup (view->home);
  return TRUE;
}

static gboolean
find_manager (Run *run, GCancellable *cancellable, GError **error)
{
  g_autoptr (TernModemView) view = tern_modem_link_look (run->link);

  g_free (run->path);
  run->path = g_strdup (view->path);
  run->session =
      tern_data_session_new (run->bus, run->connector->bounds.manager, cancellable, error);
  return run->session != NULL && check_still_there (run, view, cancellable, error) &&
         tern_data_session_find_modem (run->session, view->path, run->connector->bounds.manager,
                                       cancellable, error);
}

static char *
dup_owner (LpaProfile *profile)
{
  const LpaOwner *owner = lpa_profile_get_owner (profile);
  g_autofree char *mcc = owner != NULL ? lpa_owner_dup_mcc (owner) : NULL;
  g_autofree char *mnc = owner != NULL ? lpa_owner_dup_mnc (owner) : NULL;

  return mcc != NULL && mnc != NULL ? g_strconcat (mcc, mnc, NULL) : NULL;
}

/* What the SIM says of itself is nearer to the truth than what its order said. */
static GPtrArray *
list_apns (Run *run)
{
  TernConnector *self = run->connector;
  const char *const names[] = { lpa_profile_get_display_name (self->profile),
                                lpa_profile_get_provider (self->profile), NULL };
  g_autoptr (GPtrArray) apns = tern_apn_table_find (self->providers, run->home, names);
  g_autofree char *owner = NULL;

  if (apns->len > 0)
    return g_steal_pointer (&apns);
  owner = dup_owner (self->profile);
  return tern_apn_table_find (self->providers, owner, names);
}

static TernApn *
recall_apn (Run *run)
{
  TernConnector *self = run->connector;

  return tern_apn_memory_find (self->apns_path, run->home,
                               lpa_profile_get_provider (self->profile));
}

static gboolean
choose_apn (Run *run, TernApn **apn, GError **error)
{
  TernConnector *self = run->connector;
  g_autoptr (GPtrArray) apns = NULL;

  *apn = self->apn != NULL ? tern_apn_copy (self->apn) : recall_apn (run);
  if (*apn != NULL)
    return TRUE;
  apns = list_apns (run);
  if (apns->len == 1)
    {
      *apn = tern_apn_copy (apns->pdata[0]);
      return TRUE;
    }
  g_ptr_array_extend_and_steal (self->candidates, g_steal_pointer (&apns));
  lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_APN_NEEDED, NULL,
                 "%u access points are known", self->candidates->len);
  return FALSE;
}

/* A connection that is kept for the profile is used as it is, unless the person says otherwise. */
static gboolean
make_plan (Run *run, TernDataPlan *plan, TernApn **apn, GError **error)
{
  TernConnector *self = run->connector;
  gboolean roaming = TRUE;
  g_autofree char *kept = tern_data_session_dup_apn (run->session, get_iccid (run), &roaming);

  if (kept == NULL || self->apn != NULL)
    {
      if (!choose_apn (run, apn, error))
        return FALSE;
    }
  if (self->connection.roaming && !roaming && !self->roaming)
    {
      lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_ROAMING_OFF, NULL,
                     "The connection that is kept for the profile is for its own network alone");
      return FALSE;
    }
  g_free (self->connection.apn);
  self->connection.apn = g_strdup (*apn != NULL ? (*apn)->name : kept);
  *plan = (TernDataPlan){ .name = lpa_profile_get_display_name (self->profile),
                          .iccid = get_iccid (run),
                          .apn = *apn,
                          .roaming = roaming || self->roaming };
  return TRUE;
}

/* The modem may know better than NetworkManager why the network refused. */
static GError *
find_refusal (Run *run)
{
  g_autoptr (MMModem) modem =
      tern_modem_link_dup_modem (run->link, run->connector->bounds.call, NULL);
  g_autolist (MMBearer) bearers =
      modem != NULL ? mm_modem_list_bearers_sync (modem, NULL, NULL) : NULL;

  for (GList *each = g_list_last (bearers); each != NULL; each = each->prev)
    {
      const GError *reason = mm_bearer_peek_connection_error (each->data);
      GError *refusal = reason != NULL ? tern_refusal_from_modem (reason) : NULL;

      if (refusal != NULL)
        return refusal;
    }
  return NULL;
}

/* That the modem has gone is heard of it first. */
static gboolean
fail_to_connect (Run *run, GError *failed, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) reason = failed;
  g_autoptr (TernModemView) view = tern_modem_link_look (run->link);
  GError *refusal = NULL;

  if (view->path == NULL && !g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return fail_absent (run, cancellable, error);
  if (g_error_matches (reason, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_REFUSED))
    refusal = find_refusal (run);
  g_propagate_error (error, refusal != NULL ? refusal : g_steal_pointer (&reason));
  return FALSE;
}

static gboolean
make_connection (Run *run, GCancellable *cancellable, GError **error)
{
  TernConnector *self = run->connector;
  g_autoptr (TernApn) apn = NULL;
  g_autoptr (GError) failed = NULL;
  TernDataPlan plan;

  if (!make_plan (run, &plan, &apn, error))
    return FALSE;
  tern_connector_emit_note (self, "connect", C_ ("network", "Asking for a data connection"));
  if (!tern_data_session_connect (run->session, &plan, self->bounds.connect, cancellable, &failed))
    return fail_to_connect (run, g_steal_pointer (&failed), cancellable, error);
  g_free (self->connection.interface);
  self->connection.interface = g_strdup (tern_data_session_get_interface (run->session));
  if (apn != NULL)
    tern_apn_memory_keep (self->apns_path, run->home, lpa_profile_get_provider (self->profile),
                          apn);
  return TRUE;
}

static gboolean
look_whether_it_reaches (Run *run, GCancellable *cancellable, GError **error)
{
  TernConnector *self = run->connector;
  g_autoptr (GError) failed = NULL;
  TernReach reach;

  tern_connector_emit_note (self, "reach", C_ ("network", "Looking whether the Internet answers"));
  reach = tern_data_session_get_reach (run->session, self->bounds.reach, cancellable);
  if (reach == TERN_REACH_UNKNOWN && self->server != NULL && self->connection.interface != NULL)
    reach = tern_probe_run (self->connection.interface, self->server, HTTPS, self->bounds.reach,
                            cancellable);
  self->connection.reach = reach;
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (!tern_data_session_check (run->session, &failed))
    return fail_to_connect (run, g_steal_pointer (&failed), cancellable, error);
  if (reach == TERN_REACH_NONE)
    lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_NO_INTERNET, NULL,
                   "The connection is up, and nothing answers");
  else if (reach == TERN_REACH_PORTAL)
    lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_PORTAL, NULL,
                   "The connection is up, and a portal answers");
  else
    return TRUE;
  return FALSE;
}

typedef gboolean (*Phase) (Run *run, GCancellable *cancellable, GError **error);

/* The way there. A step is done when the last of its phases is. */
static const struct
{
  LpaStep step;
  Phase phases[6];
} steps[] = {
  { LPA_STEP_NETWORK_FOUND,
    { find_modem, use_slot, have_it_noticed, unlock, switch_on, find_network } },
  { LPA_STEP_REGISTERED, { register_profile } },
  { LPA_STEP_CONNECTED, { find_manager, make_connection, look_whether_it_reaches } },
};

static gboolean
take_step (Run *run, gsize i, GCancellable *cancellable, GError **error)
{
  if (!begin_step (run, steps[i].step, error))
    return FALSE;
  for (gsize j = 0; j < G_N_ELEMENTS (steps[i].phases) && steps[i].phases[j] != NULL; j++)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !steps[i].phases[j](run, cancellable, error))
      return FALSE;
  end_step (run, steps[i].step);
  return TRUE;
}

/* A slot that was changed for nothing is changed back. */
static void
give_slot_back (Run *run, const GError *error)
{
  TernConnector *self = run->connector;
  g_autoptr (TernModemView) view = NULL;
  g_autoptr (GError) failed = NULL;

  if (self->slot_before == 0 || tern_connector_is_question (error) || run->link == NULL)
    return;
  view = tern_modem_link_look (run->link);
  if (view->path != NULL &&
      !run->powers->set_slot (run->powers_data, view->path, self->slot_before, NULL, &failed))
    g_info ("The modem keeps using slot %u: %s", self->slot, failed->message);
  self->slot_before = 0;
}

/* Whether the modem is another object than the one that was being connected: it has read its card
 * again meanwhile. */
static gboolean
has_begun_anew (Run *run)
{
  g_autoptr (TernModemView) view = NULL;

  if (run->path == NULL)
    return FALSE;
  view = tern_modem_link_look (run->link);
  return g_strcmp0 (view->path, run->path) != 0;
}

static gboolean
walk (Run *run, gboolean *anew, GCancellable *cancellable, GError **error)
{
  TernConnector *self = run->connector;

  run->powers = self->powers != NULL ? self->powers : &tern_helper_powers;
  run->powers_data = self->powers != NULL ? self->powers_data : &run->helper;
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (!take_step (run, i, cancellable, error))
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
 * Returns: whether the profile is connected
 */
gboolean
tern_connector_carry_out (TernConnector *self, GCancellable *cancellable, GError **error)
{
  g_auto (Run) run = { .connector = self };
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
  give_slot_back (&run, failed);
  g_propagate_error (error, g_steal_pointer (&failed));
  return FALSE;
}
