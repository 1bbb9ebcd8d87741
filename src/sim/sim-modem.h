/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/sim-euicc.h"
#include "sim/sim-modem-quirks.h"

G_BEGIN_DECLS

/**
 * SimModemHost:
 * @send: what the modem writes
 * @unplug: the modem is gone; called at most once, nothing is written afterwards
 * @log: (nullable): a line of JSON about each command: its name, how it ended, and a figure
 * @user_data: for these
 *
 * The other end of a modem's line.
 */
typedef struct
{
  void (*send) (GBytes *bytes, gpointer user_data);
  void (*unplug) (gpointer user_data);
  void (*log) (const char *line, gpointer user_data);
  gpointer user_data;
} SimModemHost;

/**
 * SimModem:
 *
 * A simulated MBIM modem with a simulated eUICC in one of its slots: bytes in, bytes out. It needs
 * the main context it was made in for what it says unasked.
 */
typedef struct _SimModem SimModem;

SimModem *sim_modem_new (SimEuicc *euicc,
                         const SimModemQuirks *quirks,
                         const SimModemHost *host) G_GNUC_WARN_UNUSED_RESULT;
void sim_modem_free (SimModem *self);
void sim_modem_receive (SimModem *self, const guint8 *data, gsize length);
void sim_modem_unplug (SimModem *self);
guint sim_modem_get_slot (SimModem *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimModem, sim_modem_free)

G_END_DECLS
