/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-data-session.h"

#include <NetworkManager.h>
#include <sys/socket.h>

#include "lpa/lpa-error.h"
#include "network/tern-refusal.h"
#include "network/tern-wait.h"

#define LEAVE_MILLISECONDS 2000

struct _TernDataSession
{
  NMClient *client;
  NMDevice *device;
  NMActiveConnection *active;
  char *made;
  NMDeviceStateReason reason;
};

/* One call of libnm's, waited for. */
typedef struct
{
  GAsyncResult *result;
} Call;

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Call *) data)->result = g_object_ref (result);
}

static gboolean
is_done (gpointer data)
{
  return ((const Call *) data)->result != NULL;
}

/* libnm answers every call, if only with its cancellable's error. */
static void
await (Call *call)
{
  while (!is_done (call))
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
}

static gboolean
is_gone (gpointer data)
{
  return *(GObject **) data == NULL;
}

/* Not the blocking way, which does not come back when it is cancelled while it begins. */
static NMClient *
make_client (GDBusConnection *bus, guint milliseconds, GCancellable *cancellable, GError **error)
{
  g_autoptr (GCancellable) stop = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GObject) source = NULL;
  Call call = { NULL };
  GObject *client;

  g_async_initable_new_async (NM_TYPE_CLIENT, G_PRIORITY_DEFAULT, stop, on_done, &call,
                              NM_CLIENT_DBUS_CONNECTION, bus, NULL);
  if (!tern_wait (milliseconds, is_done, &call, cancellable))
    g_cancellable_cancel (stop);
  await (&call);
  result = call.result;
  source = g_async_result_get_source_object (result);
  client = g_async_initable_new_finish (G_ASYNC_INITABLE (source), result, NULL);
  if (client == NULL && !g_cancellable_set_error_if_cancelled (cancellable, error))
    lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_NO_MANAGER, NULL,
                   "NetworkManager does not say what there is");
  return client != NULL ? NM_CLIENT (client) : NULL;
}

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
  g_autoptr (TernDataSession) self = g_new0 (TernDataSession, 1);

  self->client = make_client (bus, milliseconds, cancellable, error);
  if (self->client == NULL)
    return NULL;
  if (nm_client_get_nm_running (self->client))
    return g_steal_pointer (&self);
  lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_NO_MANAGER, NULL,
                 "NetworkManager is not on the bus");
  return NULL;
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
  GObject *busy = NULL;

  forget_device (self);
  g_clear_object (&self->active);
  g_clear_pointer (&self->made, g_free);
  if (self->client != NULL)
    {
      busy = nm_client_get_context_busy_watcher (self->client);
      g_object_add_weak_pointer (busy, (gpointer *) &busy);
      g_clear_object (&self->client);
      tern_wait (LEAVE_MILLISECONDS, is_gone, &busy, NULL);
      if (busy != NULL)
        g_object_remove_weak_pointer (busy, (gpointer *) &busy);
    }
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

/* The connection that is kept for this profile and no other. */
static NMRemoteConnection *
find_connection (TernDataSession *self, const char *iccid)
{
  const GPtrArray *connections = nm_client_get_connections (self->client);

  for (guint i = 0; i < connections->len; i++)
    {
      NMSettingGsm *gsm = nm_connection_get_setting_gsm (connections->pdata[i]);

      if (gsm != NULL && g_strcmp0 (nm_setting_gsm_get_sim_id (gsm), iccid) == 0)
        return connections->pdata[i];
    }
  return NULL;
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
  NMRemoteConnection *kept = find_connection (self, iccid);
  NMSettingGsm *gsm = kept != NULL ? nm_connection_get_setting_gsm (NM_CONNECTION (kept)) : NULL;

  if (gsm == NULL)
    return NULL;
  *roaming = !nm_setting_gsm_get_home_only (gsm);
  return g_strdup (nm_setting_gsm_get_apn (gsm) ? nm_setting_gsm_get_apn (gsm) : "");
}

static NMConnection *
make_connection (const TernDataPlan *plan, const char *uuid)
{
  NMConnection *connection = nm_simple_connection_new ();
  NMSetting *common = nm_setting_connection_new ();
  NMSetting *gsm = nm_setting_gsm_new ();

  g_object_set (common, NM_SETTING_CONNECTION_ID, plan->name, NM_SETTING_CONNECTION_UUID, uuid,
                NM_SETTING_CONNECTION_TYPE, NM_SETTING_GSM_SETTING_NAME,
                NM_SETTING_CONNECTION_AUTOCONNECT, TRUE, NULL);
  g_object_set (gsm, NM_SETTING_GSM_APN, plan->apn->name, NM_SETTING_GSM_USERNAME,
                plan->apn->username, NM_SETTING_GSM_PASSWORD, plan->apn->password,
                NM_SETTING_GSM_SIM_ID, plan->iccid, NM_SETTING_GSM_HOME_ONLY, !plan->roaming, NULL);
  nm_connection_add_setting (connection, common);
  nm_connection_add_setting (connection, gsm);
  return connection;
}

/* Is not cancelled half-way: what it made would stay behind. */
static gboolean
add_and_activate (TernDataSession *self, const TernDataPlan *plan, GError **error)
{
  g_autoptr (NMConnection) connection = NULL;
  g_autoptr (GError) failed = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  Call call = { NULL };

  g_free (self->made);
  self->made = nm_utils_uuid_generate ();
  connection = make_connection (plan, self->made);
  nm_client_add_and_activate_connection_async (self->client, connection, self->device, NULL, NULL,
                                               on_done, &call);
  await (&call);
  result = call.result;
  self->active = nm_client_add_and_activate_connection_finish (self->client, call.result, &failed);
  /* One of libnm's own says that it is over already; any other that it was never made. */
  if (failed != NULL && failed->domain != NM_CLIENT_ERROR)
    g_clear_pointer (&self->made, g_free);
  if (failed != NULL)
    g_propagate_error (error, g_steal_pointer (&failed));
  return self->active != NULL;
}

static gboolean
update (NMRemoteConnection *kept,
        const TernDataPlan *plan,
        GCancellable *cancellable,
        GError **error)
{
  NMSettingGsm *gsm = nm_connection_get_setting_gsm (NM_CONNECTION (kept));
  g_autoptr (GAsyncResult) result = NULL;
  Call call = { NULL };

  g_object_set (gsm, NM_SETTING_GSM_HOME_ONLY, !plan->roaming, NULL);
  if (plan->apn != NULL)
    g_object_set (gsm, NM_SETTING_GSM_APN, plan->apn->name, NM_SETTING_GSM_USERNAME,
                  plan->apn->username, NM_SETTING_GSM_PASSWORD, plan->apn->password, NULL);
  nm_remote_connection_commit_changes_async (kept, TRUE, cancellable, on_done, &call);
  await (&call);
  result = call.result;
  return nm_remote_connection_commit_changes_finish (kept, result, error);
}

static gboolean
activate (TernDataSession *self,
          NMRemoteConnection *kept,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  Call call = { NULL };

  nm_client_activate_connection_async (self->client, NM_CONNECTION (kept), self->device, NULL,
                                       cancellable, on_done, &call);
  await (&call);
  result = call.result;
  self->active = nm_client_activate_connection_finish (self->client, result, error);
  return self->active != NULL;
}

static gboolean
start (TernDataSession *self, const TernDataPlan *plan, GCancellable *cancellable, GError **error)
{
  NMRemoteConnection *kept = find_connection (self, plan->iccid);
  gboolean roaming = FALSE;
  g_autofree char *apn = tern_data_session_dup_apn (self, plan->iccid, &roaming);

  self->reason = NM_DEVICE_STATE_REASON_NONE;
  g_clear_object (&self->active);
  if (kept == NULL)
    return add_and_activate (self, plan, error);
  return ((plan->apn == NULL && roaming == plan->roaming) ||
          update (kept, plan, cancellable, error)) &&
         activate (self, kept, cancellable, error);
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

  return is_active (self) || !is_on_the_bus (self->active) ||
         nm_active_connection_get_state (self->active) == NM_ACTIVE_CONNECTION_STATE_DEACTIVATED ||
         self->reason == NM_DEVICE_STATE_REASON_NO_SECRETS ||
         !nm_client_get_nm_running (self->client);
}

static gboolean
is_made (gpointer data)
{
  const TernDataSession *self = data;

  return nm_client_get_connection_by_uuid (self->client, self->made) != NULL;
}

/* What has failed leaves nothing behind that would fail again by itself. libnm shows what was made
 * a little later than its activation. */
static void
withdraw (TernDataSession *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (NMRemoteConnection) made = NULL;
  Call call = { NULL };

  if (self->made == NULL)
    return;
  tern_wait (LEAVE_MILLISECONDS, is_made, self, NULL);
  made = nm_client_get_connection_by_uuid (self->client, self->made);
  g_clear_pointer (&self->made, g_free);
  if (made == NULL)
    return;
  g_object_ref (made);
  nm_remote_connection_delete_async (made, NULL, on_done, &call);
  await (&call);
  result = call.result;
  nm_remote_connection_delete_finish (made, result, NULL);
}

static gboolean
is_refused_right (const GError *error)
{
  g_autofree char *name = g_dbus_error_get_remote_error (error);

  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED) ||
         g_error_matches (error, NM_MANAGER_ERROR, NM_MANAGER_ERROR_PERMISSION_DENIED) ||
         g_error_matches (error, NM_SETTINGS_ERROR, NM_SETTINGS_ERROR_PERMISSION_DENIED) ||
         (name != NULL && g_str_has_suffix (name, ".PermissionDenied"));
}

/* The connection did not begin at all, or was over before that was heard. */
static void
translate (TernDataSession *self, GError *failed, GError **error)
{
  if (self->reason != NM_DEVICE_STATE_REASON_NONE)
    {
      g_propagate_error (error, tern_refusal_from_device (self->reason));
      g_error_free (failed);
      return;
    }
  if (!is_on_the_bus (self->device))
    {
      set_no_device_error (self, error);
      g_error_free (failed);
      return;
    }
  if (g_error_matches (failed, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, failed);
      return;
    }
  lpa_error_set (error, LPA_NETWORK_ERROR,
                 is_refused_right (failed) ? LPA_NETWORK_ERROR_NOT_PERMITTED
                                           : LPA_NETWORK_ERROR_REFUSED,
                 NULL, "NetworkManager: %s", failed->message);
  g_error_free (failed);
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
 * was made and fails is removed again.
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

  if (!start (self, plan, cancellable, &failed))
    {
      translate (self, g_steal_pointer (&failed), error);
      withdraw (self);
      return FALSE;
    }
  if (tern_wait (milliseconds, has_ended, self, cancellable) && is_active (self))
    return TRUE;
  set_failure (self, cancellable, error);
  withdraw (self);
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
ask (TernDataSession *self, GCancellable *cancellable)
{
  g_autoptr (GAsyncResult) result = NULL;
  Call call = { NULL };

  nm_client_check_connectivity_async (self->client, cancellable, on_done, &call);
  await (&call);
  result = call.result;
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
  ask (self, cancellable);
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
