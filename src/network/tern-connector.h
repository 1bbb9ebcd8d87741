/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-card-memory.h"
#include "lpa/lpa-euicc.h"
#include "network/tern-apn.h"
#include "network/tern-connection.h"
#include "network/tern-modem-powers.h"
#include "network/tern-modem-rung.h"

G_BEGIN_DECLS

/**
 * TernConnectorBounds:
 * @rungs: until the modem shows the profile, for each rung of the ladder
 * @absent: until a modem that has gone comes back, or has found out what it is
 * @call: for one call to the modem, or for NetworkManager to say what there is
 * @idle: until a modem that does not search is told to
 * @search: until a network takes the profile in
 * @denied: until another network does, after one has refused
 * @manager: until NetworkManager has taken the modem up
 * @connect: until the connection is there
 * @reason: until the modem says why a connection was refused
 * @reach: until something comes back over it
 *
 * How long everything may take, in milliseconds.
 */
typedef struct
{
  guint rungs[TERN_N_MODEM_RUNGS];
  guint absent;
  guint call;
  guint idle;
  guint search;
  guint denied;
  guint manager;
  guint connect;
  guint reason;
  guint reach;
} TernConnectorBounds;

/**
 * TernConnectorSetup:
 * @bus: (nullable): where ModemManager and NetworkManager are; %NULL for the system bus
 * @device: what ModemManager calls the modem's device
 * @port: (nullable): device node of its control port
 * @slot: which of its slots the card is in, from 1; 0 for the one that it uses
 * @eid: the card
 * @profile: (nullable): the profile that has been enabled
 * @gone: (nullable): instead of @profile, the one that has been switched off: the way ends where
 * the modem shows it no more
 * @journal: (nullable): where to write it
 * @memory: (nullable): what worked with which modem
 * @apns: (nullable): path of the file that remembers chosen access points
 * @providers: (nullable): path of a serviceproviders.xml; %NULL for this system's
 * @server: (nullable): a server that has to do with the profile, to see whether the Internet
 *   answers where NetworkManager does not look
 * @powers: (nullable): what may be done with more rights; %NULL for what the modem helper may do
 * @powers_data: for @powers
 * @euicc: (nullable): the card, to ask it whether it went back to another profile by itself
 * @bounds: (nullable): how long everything may take; %NULL for the usual
 *
 * What a connector works with.
 */
typedef struct
{
  GDBusConnection *bus;
  const char *device;
  const char *port;
  guint slot;
  const char *eid;
  LpaProfile *profile;
  LpaProfile *gone;
  LpaJournal *journal;
  LpaCardMemory *memory;
  const char *apns;
  const char *providers;
  const char *server;
  const TernModemPowers *powers;
  gpointer powers_data;
  LpaEuicc *euicc;
  const TernConnectorBounds *bounds;
} TernConnectorSetup;

#define TERN_TYPE_CONNECTOR (tern_connector_get_type ())
G_DECLARE_FINAL_TYPE (TernConnector, tern_connector, TERN, CONNECTOR, GObject)

/*
 * The way of an enabled profile in a modem to a connection: the modem notices it, a network takes
 * it in, data flows; or of one that was switched off until the modem has noticed. Main thread; the
 * work is done on a thread of its own.
 *
 * When something is missing that a person has (access point, PIN, PUK, leave to roam), it ends with
 * the error that says so, and can be run again with it: what has been reached is not done again.
 *
 * Signals, on the main context of the thread that made it:
 * - "step" (int step, int state): a step of the timeline, from %LPA_STEP_NETWORK_FOUND on; none for
 *   a profile that was switched off
 * - "note" (string nick, string sentence): what is being done meanwhile; `registered` says with
 *   which network
 */
TernConnector *tern_connector_new (const TernConnectorSetup *setup) G_GNUC_WARN_UNUSED_RESULT;
TernConnector *tern_connector_new_for_card (GListModel *readers,
                                            LpaEuicc *euicc,
                                            LpaProfile *profile) G_GNUC_WARN_UNUSED_RESULT;
TernConnector *tern_connector_new_for_gone (GListModel *readers,
                                            LpaEuicc *euicc,
                                            LpaProfile *gone) G_GNUC_WARN_UNUSED_RESULT;
void tern_connector_set_apn (TernConnector *self, const TernApn *apn);
void tern_connector_set_pin (TernConnector *self, const char *pin);
void tern_connector_set_puk (TernConnector *self, const char *puk, const char *new_pin);
void tern_connector_set_roaming (TernConnector *self, gboolean allowed);
void tern_connector_run_async (TernConnector *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean tern_connector_run_finish (TernConnector *self, GAsyncResult *result, GError **error);

void tern_connector_go_back_async (TernConnector *self,
                                   LpaProfile *previous,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean tern_connector_go_back_finish (TernConnector *self, GAsyncResult *result, GError **error);

LpaProfile *tern_connector_get_profile (TernConnector *self);
LpaProfile *tern_connector_get_came_back (TernConnector *self);
LpaStep tern_connector_get_step (TernConnector *self);
const TernConnection *tern_connector_get_connection (TernConnector *self);
GPtrArray *tern_connector_get_apns (TernConnector *self);
int tern_connector_get_tries (TernConnector *self);
gboolean tern_connector_is_question (const GError *error);

G_END_DECLS
