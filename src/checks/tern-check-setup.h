/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ledger/tern-ledger.h"
#include "lpa/lpa-euicc.h"

G_BEGIN_DECLS

/**
 * TernCheckSetup:
 * @code: (nullable): the activation code as it was given; %NULL checks the place alone
 * @show_code: whether to show the code to the server, take its offer and put the order off: the
 *   only way to know what the server says to it, and some servers count it as a try
 * @preview: (nullable): what the server has offered already, when a download waits
 * @euicc: (nullable): the card
 * @card_error: (nullable): why there is no @euicc
 * @modem: (nullable): the modem that the card sits in, as ModemManager's Device or the path of its
 *   device node; %NULL when it sits in a reader
 * @trust: which servers are believed
 * @ledger: (nullable): the history
 * @network: (nullable): what knows the state of the network; %NULL for the system's
 * @system_bus: (nullable): where ModemManager and UPower are; %NULL for the system's
 * @now: (nullable): the clock of this computer
 * @http_port: where a portal would answer in the server's name; 0 for the usual one
 *
 * What checks are about. The run copies what it needs.
 */
typedef struct
{
  const char *code;
  gboolean show_code;
  const LpaPreview *preview;
  LpaEuicc *euicc;
  const GError *card_error;
  const char *modem;
  LpaTrust *trust;
  TernLedger *ledger;
  GNetworkMonitor *network;
  GDBusConnection *system_bus;
  GDateTime *(*now) (void);
  guint16 http_port;
} TernCheckSetup;

G_END_DECLS
