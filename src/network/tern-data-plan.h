/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <NetworkManager.h>

#include "network/tern-apn.h"

G_BEGIN_DECLS

/**
 * TernDataPlan:
 * @name: what the connection is called, for people
 * @iccid: the profile that it is for
 * @apn: (nullable): the access point; %NULL keeps that of the connection there is
 * @roaming: whether it may use foreign networks
 *
 * What a connection is to be like. The caller's.
 */
typedef struct
{
  const char *name;
  const char *iccid;
  const TernApn *apn;
  gboolean roaming;
} TernDataPlan;

NMConnection *tern_data_plan_make_connection (const TernDataPlan *self,
                                              const char *uuid) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_data_plan_is_met (const TernDataPlan *self, NMConnection *connection);
void tern_data_plan_apply (const TernDataPlan *self, NMConnection *connection);
NMRemoteConnection *tern_data_plan_find_kept (NMClient *client, const char *iccid);

G_END_DECLS
