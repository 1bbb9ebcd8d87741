/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-data-session.h"

#include <sys/socket.h>

#include "lpa/lpa-error.h"
#include "network/tern-call.h"
#include "network/tern-data-undo.h"
#include "network/tern-network-client.h"
#include "network/tern-refusal.h"
#include "network/tern-wait.h"

/* @done: to be undone when the connection fails. */
struct _TernDataSession
{
  NMClient *client;
  NMDevice *device;
  NMActiveConnection *active;
  TernDataUndo done;
  NMDeviceStateReason reason;
};

/**
 * tern_data_session_new:
 * @bus: where NetworkManager is
 * @milliseconds: how long it may take to say what there is
 * @cancellable: (nullable): cancels
 * @error: return location for %LPA_NETWORK_ERROR_NO_MANAGER or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): a session that has nothing to do with any modem yet
 */
TernDataSession *
tern_data_session_new (GDBusConnection *bus,
                       guint milliseconds,
                       GCancellable *cancellable,
                       GError **error)
{
  NMClient *client = tern_network_client_new (bus, milliseconds, cancellable, error);
  TernDataSession *self;

  if (client == NULL)
    return NULL;
  self = g_new0 (TernDataSession, 1);
  self->client = client;
  self->done.client = client;
  return self;
}

static void
forget_device (TernDataSession *self)
{
  if (self->device != NULL)
    g_signal_handlers_disconnect_by_data (self->device, self);
  g_clear_object (&self->device);
}

/**
 * tern_data_session_free:
 * @self: (transfer full): a session; its connection stays
 */
void
tern_data_session_free (TernDataSession *self)
{
  forget_device (self);
  tern_data_undo_forget (&self->done);
  g_clear_object (&self->active);
  tern_network_client_free (self->client);
  g_free (self);
}

static void
on_state_changed (NMDevice *device,
                  guint state,
                  guint old_state,
                  guint reason,
                  TernDataSession *self)
{
  if (state == NM_DEVICE_STATE_FAILED || state == NM_DEVICE_STATE_NEED_AUTH)
    self->reason = (NMDeviceStateReason) reason;
}

typedef struct
{
  TernDataSession *session;
  const char *path;
} Search;

static gboolean
find_device (gpointer data)
{
  const Search *search = data;
  const GPtrArray *devices = nm_client_get_devices (search->session->client);

  for (guint i = 0; i < devices->len; i++)
    if (NM_IS_DEVICE_MODEM (devices->pdata[i]) &&
        g_strcmp0 (nm_device_get_udi (devices->pdata[i]), search->path) == 0 &&
        nm_device_get_state (devices->pdata[i]) >= NM_DEVICE_STATE_DISCONNECTED)
      {
        g_set_object (&search->session->device, devices->pdata[i]);
        return TRUE;
      }
  return FALSE;
}

static void
set_no_device_error (TernDataSession *self, GError **error)
{
  if (!nm_client_wwan_get_enabled (self->client) ||
      !nm_client_wwan_hardware_get_enabled (self->client) ||
      !nm_client_networking_get_enabled (self->client))
    lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_RADIO_OFF, NULL,
                   "NetworkManager has mobile broadband switched off");
  else if (!nm_client_get_nm_running (self->client))
    lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_NO_MANAGER, NULL,
                   "NetworkManager has left the bus");
  else
    lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_NO_MODEM, NULL,
                   "NetworkManager does not have the modem");
}

/**
 * tern_data_session_find_modem:
 * @self: a session
 * @path: ModemManager's object
 * @milliseconds: how long NetworkManager may take to take the modem up
 * @cancellable: (nullable): cancels
 * @error: return location for %LPA_NETWORK_ERROR_NO_MODEM, %LPA_NETWORK_ERROR_RADIO_OFF,
 * %LPA_NETWORK_ERROR_NO_MANAGER or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether NetworkManager has the modem and could connect it
 */
gboolean
tern_data_session_find_modem (TernDataSession *self,
                              const char *path,
                              guint milliseconds,
                              GCancellable *cancellable,
                              GError **error)
{
  Search search = { self, path };

  forget_device (self);
  if (tern_wait (milliseconds, find_device, &search, cancellable))
    {
      g_signal_connect (self->device, "state-changed", G_CALLBACK (on_state_changed), self);
      return TRUE;
    }
  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    set_no_device_error (self, error);
  return FALSE;
}

/**
 * tern_data_session_dup_apn:
 * @self: a session
 * @iccid: of a profile
 * @roaming: (out): whether the connection may use foreign networks
 *
 * Returns: (transfer full) (nullable): the access point of the connection that NetworkManager keeps
 * for the profile; %NULL if it keeps none
 */
char *
tern_data_session_dup_apn (TernDataSession *self, const char *iccid, gboolean *roaming)
{
  NMRemoteConnection *kept = tern_data_plan_find_kept (self->client, iccid);
  NMSettingGsm *gsm = kept != NULL ? nm_connection_get_setting_gsm (NM_CONNECTION (kept)) : NULL;

  if (gsm == NULL)
    return NULL;
  *roaming = !nm_setting_gsm_get_home_only (gsm);
  return g_strdup (nm_setting_gsm_get_apn (gsm) ? nm_setting_gsm_get_apn (gsm) : "");
}

/* Is not cancelled half-way: what it made would stay behind. */
static gboolean
add_and_activate (TernDataSession *self,
                  const TernDataPlan *plan,
                  guint milliseconds,
                  GError **error)
{
  g_autoptr (TernCall) call = tern_call_new ();
  g_autoptr (NMConnection) connection = NULL;
  g_autoptr (GError) failed = NULL;
  GAsyncResult *result;

  self->done.made = nm_utils_uuid_generate ();
  connection = tern_data_plan_make_connection (plan, self->done.made);
  nm_client_add_and_activate_connection_async (self->client, connection, self->device, NULL,
                                               tern_call_get_cancellable (call), tern_call_done,
                                               tern_call_acquire (call));
  result = tern_call_await (call, milliseconds, NULL, &failed);
  if (result != NULL)
    self->active = nm_client_add_and_activate_connection_finish (self->client, result, &failed);
  /* One of libnm's own says that it is over already, and that it was stopped nothing; any other
   * that it was never made. */
  if (failed != NULL && failed->domain != NM_CLIENT_ERROR &&
      !g_error_matches (failed, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_clear_pointer (&self->done.made, g_free);
  if (failed != NULL)
    g_propagate_error (error, g_steal_pointer (&failed));
  return self->active != NULL;
}

static gboolean
update (TernDataSession *self,
        NMRemoteConnection *kept,
        const TernDataPlan *plan,
        guint milliseconds,
        GCancellable *cancellable,
        GError **error)
{
  tern_data_undo_note_change (&self->done, kept);
  tern_data_plan_apply (plan, NM_CONNECTION (kept));
  return tern_data_undo_commit (kept, milliseconds, cancellable, error);
}

static gboolean
activate (TernDataSession *self,
          NMRemoteConnection *kept,
          guint milliseconds,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (TernCall) call = tern_call_new ();
  GAsyncResult *result;

  nm_client_activate_connection_async (self->client, NM_CONNECTION (kept), self->device, NULL,
                                       tern_call_get_cancellable (call), tern_call_done,
                                       tern_call_acquire (call));
  result = tern_call_await (call, milliseconds, cancellable, error);
  if (result != NULL)
    self->active = nm_client_activate_connection_finish (self->client, result, error);
  g_set_object (&self->done.active, self->active);
  return self->active != NULL;
}

static gboolean
start (TernDataSession *self,
       const TernDataPlan *plan,
       guint milliseconds,
       GCancellable *cancellable,
       GError **error)
{
  NMRemoteConnection *kept = tern_data_plan_find_kept (self->client, plan->iccid);

  self->reason = NM_DEVICE_STATE_REASON_NONE;
  g_clear_object (&self->active);
  if (kept == NULL)
    return add_and_activate (self, plan, milliseconds, error);
  return (tern_data_plan_is_met (plan, NM_CONNECTION (kept)) ||
          update (self, kept, plan, milliseconds, cancellable, error)) &&
         activate (self, kept, milliseconds, cancellable, error);
}

/* What has left the bus belongs to no client any more, whatever it said last. */
static gboolean
is_on_the_bus (gpointer object)
{
  return nm_object_get_client (object) != NULL;
}

static gboolean
is_active (TernDataSession *self)
{
  return is_on_the_bus (self->active) &&
         nm_active_connection_get_state (self->active) == NM_ACTIVE_CONNECTION_STATE_ACTIVATED;
}

static gboolean
has_ended (gpointer data)
{
  TernDataSession *self = data;

  return is_active (self) || !is_on_the_bus (self->active) || !is_on_the_bus (self->device) ||
         nm_active_connection_get_state (self->active) == NM_ACTIVE_CONNECTION_STATE_DEACTIVATED ||
         self->reason == NM_DEVICE_STATE_REASON_NO_SECRETS ||
         !nm_client_get_nm_running (self->client);
}

/* A connection that is there as planned is not begun again, which would break it. */
static gboolean
is_there_already (TernDataSession *self, const TernDataPlan *plan)
{
  NMRemoteConnection *kept = tern_data_plan_find_kept (self->client, plan->iccid);
  NMActiveConnection *active = nm_device_get_active_connection (self->device);

  if (kept == NULL || active == NULL || nm_active_connection_get_connection (active) != kept ||
      !tern_data_plan_is_met (plan, NM_CONNECTION (kept)))
    return FALSE;
  g_set_object (&self->active, active);
  return is_active (self);
}

/* The connection did not begin at all, or was over before that was heard. */
static void
translate (TernDataSession *self, GError *failed, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) reason = failed;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return;
  if (self->reason != NM_DEVICE_STATE_REASON_NONE)
    g_propagate_error (error, tern_refusal_from_device (self->reason));
  else if (!is_on_the_bus (self->device))
    set_no_device_error (self, error);
  else
    g_propagate_error (error, tern_refusal_from_call (reason));
}

static void
set_failure (TernDataSession *self, GCancellable *cancellable, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return;
  if (!nm_client_get_nm_running (self->client) || !is_on_the_bus (self->device))
    set_no_device_error (self, error);
  else if (!is_on_the_bus (self->active) ||
           nm_active_connection_get_state (self->active) ==
               NM_ACTIVE_CONNECTION_STATE_DEACTIVATED ||
           self->reason != NM_DEVICE_STATE_REASON_NONE)
    g_propagate_error (error, tern_refusal_from_device (self->reason));
  else
    lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_NO_ANSWER, NULL,
                   "The connection was not there in time");
}

/**
 * tern_data_session_connect:
 * @self: a session whose modem was found
 * @plan: what the connection is to be like; without a kept connection it names an access point
 * @milliseconds: how long it may take
 * @cancellable: (nullable): cancels
 * @error: return location for an error of %LPA_NETWORK_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Makes the connection, or uses the one that is kept for the profile, and waits for it. One that
 * was made and fails, or is cancelled, is removed again; one that was changed is changed back.
 *
 * Returns: whether it came about
 */
gboolean
tern_data_session_connect (TernDataSession *self,
                           const TernDataPlan *plan,
                           guint milliseconds,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (GError) failed = NULL;

  if (is_there_already (self, plan))
    return TRUE;
  if (!start (self, plan, milliseconds, cancellable, &failed))
    translate (self, g_steal_pointer (&failed), cancellable, error);
  else if (!tern_wait (milliseconds, has_ended, self, cancellable) || !is_active (self))
    set_failure (self, cancellable, error);
  else
    {
      tern_data_undo_forget (&self->done);
      return TRUE;
    }
  tern_data_undo_run (&self->done);
  return FALSE;
}

static TernReach
look (TernDataSession *self)
{
  NMConnectivityState best = MAX (nm_device_get_connectivity (self->device, AF_INET),
                                  nm_device_get_connectivity (self->device, AF_INET6));

  if (best == NM_CONNECTIVITY_FULL)
    return TERN_REACH_INTERNET;
  return best == NM_CONNECTIVITY_PORTAL ? TERN_REACH_PORTAL : TERN_REACH_NONE;
}

static gboolean
is_reaching (gpointer data)
{
  return !is_active (data) || look (data) != TERN_REACH_NONE;
}

static void
ask (TernDataSession *self, guint milliseconds, GCancellable *cancellable)
{
  g_autoptr (TernCall) call = tern_call_new ();
  GAsyncResult *result;

  nm_client_check_connectivity_async (self->client, tern_call_get_cancellable (call),
                                      tern_call_done, tern_call_acquire (call));
  result = tern_call_await (call, milliseconds, cancellable, NULL);
  if (result != NULL)
    nm_client_check_connectivity_finish (self->client, result, NULL);
}

/**
 * tern_data_session_get_reach:
 * @self: a session that is connected
 * @milliseconds: how long it may take until something comes back
 * @cancellable: (nullable): cancels
 *
 * Returns: how far the connection goes, as NetworkManager finds out over this very interface;
 * %TERN_REACH_UNKNOWN where it is told not to look
 */
TernReach
tern_data_session_get_reach (TernDataSession *self, guint milliseconds, GCancellable *cancellable)
{
  if (!nm_client_connectivity_check_get_available (self->client) ||
      !nm_client_connectivity_check_get_enabled (self->client))
    return TERN_REACH_UNKNOWN;
  ask (self, milliseconds, cancellable);
  tern_wait (milliseconds, is_reaching, self, cancellable);
  return look (self);
}

/**
 * tern_data_session_check:
 * @self: a session that was connected
 * @error: return location for an error of %LPA_NETWORK_ERROR
 *
 * Returns: whether it still is
 */
gboolean
tern_data_session_check (TernDataSession *self, GError **error)
{
  if (is_active (self))
    return TRUE;
  set_failure (self, NULL, error);
  return FALSE;
}

/**
 * tern_data_session_get_interface:
 * @self: a session that is connected
 *
 * Returns: (transfer none) (nullable): name of the network interface
 */
const char *
tern_data_session_get_interface (TernDataSession *self)
{
  const char *name = nm_device_get_ip_iface (self->device);

  return name != NULL ? name : nm_device_get_iface (self->device);
}
