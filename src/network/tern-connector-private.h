/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "network/tern-connector.h"

G_BEGIN_DECLS

/* What the connector's two files share: the one belongs to the main thread, the other to the
 * worker. While it runs all of this is the worker's. */
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
  LpaStep step;
  TernConnection connection;
  GPtrArray *candidates;
  int tries;
};

gboolean tern_connector_carry_out (TernConnector *self, GCancellable *cancellable, GError **error);
void tern_connector_emit_step (TernConnector *self, LpaStep step, LpaStepState state);
void tern_connector_emit_note (TernConnector *self, const char *nick, const char *sentence);

G_END_DECLS
