/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "network/tern-connector-private.h"
#include "network/tern-data-session.h"
#include "network/tern-helper-powers.h"
#include "network/tern-modem-link.h"

G_BEGIN_DECLS

/**
 * TernConnectorRun:
 * @connector: whose it is
 * @bus: where ModemManager and NetworkManager are
 * @link: the modem
 * @session: (nullable): its data connection, once it comes to that
 * @helper: the powers that are used unless the connector has others
 * @powers: what may be done with more rights
 * @powers_data: for @powers
 * @home: (nullable): the network that the SIM belongs to, in digits
 * @path: (nullable): the object that is being connected
 * @sayings: (nullable): what the modem said of connections before this one
 *
 * One run of a connector. What is only here is given up when it ends.
 */
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
  GStrv sayings;
} TernConnectorRun;

/* One thing after the other on the way, and each blocks. */
typedef gboolean (*TernConnectorPhase) (TernConnectorRun *run,
                                        GCancellable *cancellable,
                                        GError **error);

const char *tern_connector_run_get_iccid (const TernConnectorRun *run);
gboolean tern_connector_run_is_settled (const TernModemView *view, gpointer data);
gboolean tern_connector_run_fail_absent (TernConnectorRun *run,
                                         GCancellable *cancellable,
                                         GError **error);
gboolean tern_connector_run_check_still_there (TernConnectorRun *run,
                                               const TernModemView *view,
                                               GCancellable *cancellable,
                                               GError **error);

gboolean tern_connector_find_modem (TernConnectorRun *run,
                                    GCancellable *cancellable,
                                    GError **error);
gboolean tern_connector_use_slot (TernConnectorRun *run, GCancellable *cancellable, GError **error);
gboolean tern_connector_have_it_noticed (TernConnectorRun *run,
                                         GCancellable *cancellable,
                                         GError **error);
gboolean tern_connector_unlock (TernConnectorRun *run, GCancellable *cancellable, GError **error);
gboolean tern_connector_switch_on (TernConnectorRun *run,
                                   GCancellable *cancellable,
                                   GError **error);
gboolean tern_connector_find_network (TernConnectorRun *run,
                                      GCancellable *cancellable,
                                      GError **error);
gboolean tern_connector_register_profile (TernConnectorRun *run,
                                          GCancellable *cancellable,
                                          GError **error);
gboolean tern_connector_find_manager (TernConnectorRun *run,
                                      GCancellable *cancellable,
                                      GError **error);
gboolean tern_connector_make_connection (TernConnectorRun *run,
                                         GCancellable *cancellable,
                                         GError **error);
gboolean tern_connector_look_whether_it_reaches (TernConnectorRun *run,
                                                 GCancellable *cancellable,
                                                 GError **error);
void tern_connector_give_back (TernConnectorRun *run, const GError *error);

G_END_DECLS
