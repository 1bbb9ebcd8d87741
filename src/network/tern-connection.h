/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "network/tern-reach.h"

G_BEGIN_DECLS

/**
 * TernConnection:
 * @operator: (nullable): name of the network, or its codes
 * @technology: (nullable): such as `LTE`
 * @signal: per cent
 * @roaming: whether the network is a foreign one
 * @apn: (nullable): the access point
 * @interface: (nullable): the network interface
 * @reach: how far it goes
 *
 * What came about, as far as it did.
 */
typedef struct
{
  char *operator;
  char *technology;
  guint signal;
  gboolean roaming;
  char *apn;
  char *interface;
  TernReach reach;
} TernConnection;

void tern_connection_clear (TernConnection *self);
char *tern_connection_dup_network (const TernConnection *self) G_GNUC_WARN_UNUSED_RESULT;
const char *tern_connection_get_reach_sentence (const TernConnection *self);
char *tern_connection_dup_sentence (const TernConnection *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
