/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "network/tern-connector.h"

G_BEGIN_DECLS

/* What the connector's files share: some belong to the main thread, the others to the worker. While
 * it runs all of this is the worker's. */
struct _TernConnector
{
  GObject parent_instance;

  GMainContext *context;
  GDBusConnection *bus;
  char *device;
  char *port;
  guint slot;
  char *eid;
  LpaProfile *profile;
  LpaProfile *gone;
  LpaJournal *journal;
  LpaCardMemory *memory;
  char *apns_path;
  char *providers;
  char *server;
  const TernModemPowers *powers;
  gpointer powers_data;
  LpaEuicc *euicc;
  TernConnectorBounds bounds;

  TernApn *apn;
  char *pin;
  char *puk;
  gboolean roaming;

  gboolean running;
  LpaOperation *operation;
  GError *question;
  guint slot_before;
  gboolean was_off;
  LpaStep step;
  TernConnection connection;
  GPtrArray *candidates;
  int tries;
  LpaProfile *came_back;
};

gboolean tern_connector_carry_out (TernConnector *self, GCancellable *cancellable, GError **error);
void tern_connector_emit_step (TernConnector *self, LpaStep step, LpaStepState state);
void tern_connector_emit_note (TernConnector *self, const char *nick, const char *sentence);

void tern_connector_turn_to (TernConnector *self, LpaProfile *profile);
void tern_connector_ask_card (GTask *task, GError *error);
const char *tern_connector_find_server (LpaProfile *profile);

G_END_DECLS
