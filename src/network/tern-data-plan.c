/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-data-plan.h"

/**
 * tern_data_plan_find_kept:
 * @client: NetworkManager
 * @iccid: of a profile
 *
 * Returns: (transfer none) (nullable): the connection that is kept for this profile and no other
 */
NMRemoteConnection *
tern_data_plan_find_kept (NMClient *client, const char *iccid)
{
  const GPtrArray *connections = nm_client_get_connections (client);

  for (guint i = 0; i < connections->len; i++)
    {
      NMSettingGsm *gsm = nm_connection_get_setting_gsm (connections->pdata[i]);

      if (gsm != NULL && g_strcmp0 (nm_setting_gsm_get_sim_id (gsm), iccid) == 0)
        return connections->pdata[i];
    }
  return NULL;
}

/**
 * tern_data_plan_make_connection:
 * @self: a plan that names an access point
 * @uuid: what it is to be known by
 *
 * Returns: (transfer full): a connection that is as planned
 */
NMConnection *
tern_data_plan_make_connection (const TernDataPlan *self, const char *uuid)
{
  NMConnection *connection = nm_simple_connection_new ();
  NMSetting *common = nm_setting_connection_new ();
  NMSetting *gsm = nm_setting_gsm_new ();

  g_object_set (common, NM_SETTING_CONNECTION_ID, self->name, NM_SETTING_CONNECTION_UUID, uuid,
                NM_SETTING_CONNECTION_TYPE, NM_SETTING_GSM_SETTING_NAME,
                NM_SETTING_CONNECTION_AUTOCONNECT, TRUE, NULL);
  g_object_set (gsm, NM_SETTING_GSM_SIM_ID, self->iccid, NULL);
  nm_connection_add_setting (connection, common);
  nm_connection_add_setting (connection, gsm);
  tern_data_plan_apply (self, connection);
  return connection;
}

/**
 * tern_data_plan_is_met:
 * @self: a plan
 * @connection: the connection that is kept for its profile
 *
 * Returns: whether the connection can stay as it is
 */
gboolean
tern_data_plan_is_met (const TernDataPlan *self, NMConnection *connection)
{
  NMSettingGsm *gsm = nm_connection_get_setting_gsm (connection);

  return self->apn == NULL && nm_setting_gsm_get_home_only (gsm) != self->roaming;
}

/**
 * tern_data_plan_apply:
 * @self: a plan
 * @connection: a connection, changed so that it is as planned
 */
void
tern_data_plan_apply (const TernDataPlan *self, NMConnection *connection)
{
  NMSettingGsm *gsm = nm_connection_get_setting_gsm (connection);

  g_object_set (gsm, NM_SETTING_GSM_HOME_ONLY, !self->roaming, NULL);
  if (self->apn != NULL)
    g_object_set (gsm, NM_SETTING_GSM_APN, self->apn->name, NM_SETTING_GSM_USERNAME,
                  self->apn->username, NM_SETTING_GSM_PASSWORD, self->apn->password, NULL);
}
