/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "lpa/lpa-error.h"
#include "network/tern-apn-memory.h"
#include "network/tern-apn-table.h"
#include "network/tern-connector-run.h"
#include "network/tern-probe.h"
#include "network/tern-refusal.h"
#include "network/tern-wait.h"

#define HTTPS 443

/**
 * tern_connector_find_manager: (skip)
 * @run: a run
 * @cancellable: (nullable): cancels
 * @error: return location for an error of %LPA_NETWORK_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Finds NetworkManager, and has it take the modem up. Worker thread.
 *
 * Returns: whether it could connect the modem
 */
gboolean
tern_connector_find_manager (TernConnectorRun *run, GCancellable *cancellable, GError **error)
{
  g_autoptr (TernModemView) view = tern_modem_link_look (run->link);

  g_free (run->path);
  run->path = g_strdup (view->path);
  run->session = tern_data_session_new (run->bus, run->connector->bounds.call, cancellable, error);
  return run->session != NULL &&
         tern_connector_run_check_still_there (run, view, cancellable, error) &&
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
list_apns (TernConnectorRun *run)
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
recall_apn (TernConnectorRun *run)
{
  TernConnector *self = run->connector;

  return tern_apn_memory_find (self->apns_path, run->home,
                               lpa_profile_get_provider (self->profile));
}

static gboolean
choose_apn (TernConnectorRun *run, TernApn **apn, GError **error)
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
make_plan (TernConnectorRun *run, TernDataPlan *plan, TernApn **apn, GError **error)
{
  TernConnector *self = run->connector;
  gboolean roaming = TRUE;
  g_autofree char *kept =
      tern_data_session_dup_apn (run->session, tern_connector_run_get_iccid (run), &roaming);

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
                          .iccid = tern_connector_run_get_iccid (run),
                          .apn = *apn,
                          .roaming = roaming || self->roaming };
  return TRUE;
}

static GList *
list_bearers (TernConnectorRun *run)
{
  g_autoptr (MMModem) modem =
      tern_modem_link_dup_modem (run->link, run->connector->bounds.call, NULL);

  return modem != NULL ? mm_modem_list_bearers_sync (modem, NULL, NULL) : NULL;
}

/* What a bearer says by itself of why it does not work. */
static char *
dup_saying (MMBearer *bearer)
{
  const GError *reason = mm_bearer_peek_connection_error (bearer);

  return reason != NULL ? g_strdup_printf ("%s %s", mm_bearer_get_path (bearer), reason->message)
                        : NULL;
}

/* What is said before a connection is asked for is not about that. */
static void
note_sayings (TernConnectorRun *run)
{
  g_autolist (MMBearer) bearers = list_bearers (run);
  g_autoptr (GStrvBuilder) sayings = g_strv_builder_new ();

  for (GList *each = bearers; each != NULL; each = each->next)
    {
      g_autofree char *saying = dup_saying (each->data);

      if (saying != NULL)
        g_strv_builder_add (sayings, saying);
    }
  g_strfreev (run->sayings);
  run->sayings = g_strv_builder_end (sayings);
}

static GError *
look_for_refusal (TernConnectorRun *run, gboolean old_too)
{
  g_autolist (MMBearer) bearers = list_bearers (run);

  for (GList *each = g_list_last (bearers); each != NULL; each = each->prev)
    {
      g_autofree char *saying = dup_saying (each->data);
      GError *refusal = NULL;

      if (saying != NULL &&
          (old_too || !g_strv_contains ((const char *const *) run->sayings, saying)))
        refusal = tern_refusal_from_modem (mm_bearer_peek_connection_error (each->data));
      if (refusal != NULL)
        return refusal;
    }
  return NULL;
}

typedef struct
{
  TernConnectorRun *run;
  GError *refusal;
} Inquiry;

static gboolean
has_refusal (gpointer data)
{
  Inquiry *inquiry = data;

  inquiry->refusal = look_for_refusal (inquiry->run, FALSE);
  return inquiry->refusal != NULL;
}

/* The modem may know better than NetworkManager why the network refused, and say so a moment after
 * it has told NetworkManager that it did; or say the same once more. */
static GError *
find_refusal (TernConnectorRun *run, GCancellable *cancellable)
{
  Inquiry inquiry = { run, NULL };

  return tern_wait (run->connector->bounds.reason, has_refusal, &inquiry, cancellable)
             ? inquiry.refusal
             : look_for_refusal (run, TRUE);
}

/* That the modem has gone is heard of it first. */
static gboolean
fail_to_connect (TernConnectorRun *run, GError *failed, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) reason = failed;
  g_autoptr (TernModemView) view = tern_modem_link_look (run->link);
  GError *refusal = NULL;

  if (view->path == NULL && !g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return tern_connector_run_fail_absent (run, cancellable, error);
  if (g_error_matches (reason, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_REFUSED))
    refusal = find_refusal (run, cancellable);
  g_propagate_error (error, refusal != NULL ? refusal : g_steal_pointer (&reason));
  return FALSE;
}

/**
 * tern_connector_make_connection: (skip)
 * @run: a run
 * @cancellable: (nullable): cancels
 * @error: return location for an error of %LPA_NETWORK_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Makes the data connection. Worker thread.
 *
 * Returns: whether it is there
 */
gboolean
tern_connector_make_connection (TernConnectorRun *run, GCancellable *cancellable, GError **error)
{
  TernConnector *self = run->connector;
  g_autoptr (TernApn) apn = NULL;
  g_autoptr (GError) failed = NULL;
  TernDataPlan plan;

  if (!make_plan (run, &plan, &apn, error))
    return FALSE;
  tern_connector_emit_note (self, "connect", C_ ("network", "Asking for a data connection"));
  note_sayings (run);
  if (!tern_data_session_connect (run->session, &plan, self->bounds.connect, cancellable, &failed))
    return fail_to_connect (run, g_steal_pointer (&failed), cancellable, error);
  g_free (self->connection.interface);
  self->connection.interface = g_strdup (tern_data_session_get_interface (run->session));
  if (apn != NULL)
    tern_apn_memory_keep (self->apns_path, run->home, lpa_profile_get_provider (self->profile),
                          apn);
  return TRUE;
}

/**
 * tern_connector_look_whether_it_reaches: (skip)
 * @run: a run
 * @cancellable: (nullable): cancels
 * @error: return location for an error of %LPA_NETWORK_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Looks how far the connection goes. Worker thread.
 *
 * Returns: whether anything is known against it
 */
gboolean
tern_connector_look_whether_it_reaches (TernConnectorRun *run,
                                        GCancellable *cancellable,
                                        GError **error)
{
  TernConnector *self = run->connector;
  g_autoptr (GError) failed = NULL;
  TernReach reach;

  tern_connector_emit_note (self, "reach", C_ ("network", "Looking whether the internet answers"));
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
