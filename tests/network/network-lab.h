/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fake-lab.h"
#include "network/tern-connector.h"

G_BEGIN_DECLS

/* Two profiles of the card in slot 1 of the modem "laptop"; the first is the one that the modem
 * knows. */
#define OLD_ICCID "89000000000000000001"
#define NEW_ICCID "89000000000000000002"
#define DEVICE "/sys/devices/fake/usb1/1-1"

/**
 * NetworkLab:
 * @bus: a private system bus with a ModemManager, which tern tells what is true
 * @network: a NetworkManager, that belongs to the bus as well
 * @folder: for files
 * @bounds: how long everything may take; generous until a test waits for its end
 * @refuse_powers: whether nobody has more rights than the session
 * @node_gone: whether the modem's device node is gone
 * @events: what the connector said, such as `registered:done` and `!wait`
 * @on_event: (nullable): called for each of them
 *
 * A computer with a modem, whose card has just had its other profile enabled.
 */
typedef struct
{
  FakeLab *bus;
  GSubprocess *network;
  char *folder;
  TernConnectorBounds bounds;
  gboolean refuse_powers;
  gboolean node_gone;
  GString *events;
  void (*on_event) (gpointer lab, const char *event);
  gpointer data;
} NetworkLab;

void network_lab_set_up (NetworkLab *self, gconstpointer data);
void network_lab_tear_down (NetworkLab *self, gconstpointer data);
void network_lab_tell (NetworkLab *self, const char *command);
char *network_lab_ask (NetworkLab *self, const char *command) G_GNUC_WARN_UNUSED_RESULT;
char *network_lab_build_path (NetworkLab *self, const char *name) G_GNUC_WARN_UNUSED_RESULT;
LpaProfile *network_lab_make_profile (void) G_GNUC_WARN_UNUSED_RESULT;
LpaProfile *network_lab_make_previous (void) G_GNUC_WARN_UNUSED_RESULT;
TernConnectorSetup network_lab_make_setup (NetworkLab *self, LpaProfile *profile);
TernConnector *network_lab_make_connector (NetworkLab *self, const TernConnectorSetup *setup)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean network_lab_run (NetworkLab *self,
                          TernConnector *connector,
                          GCancellable *cancellable,
                          GError **error);

extern const TernModemPowers network_lab_powers;

G_END_DECLS
