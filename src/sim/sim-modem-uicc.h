/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/sim-euicc.h"
#include "sim/sim-mbim.h"
#include "sim/sim-modem-quirks.h"

G_BEGIN_DECLS

/**
 * SimModemUicc:
 *
 * The part of a simulated modem that holds the card in the slot in use: low-level access as
 * Microsoft defines it, in terms of APDUs.
 */
typedef struct _SimModemUicc SimModemUicc;

SimModemUicc *sim_modem_uicc_new (SimEuicc *euicc,
                                  const SimModemQuirks *quirks) G_GNUC_WARN_UNUSED_RESULT;
void sim_modem_uicc_free (SimModemUicc *self);
void sim_modem_uicc_restart (SimModemUicc *self, gboolean in_use, gboolean pass_through);
gboolean sim_modem_uicc_is_pass_through (SimModemUicc *self);
gboolean sim_modem_uicc_is_forgotten (SimModemUicc *self);
gboolean sim_modem_uicc_is_pulled (SimModemUicc *self);
gboolean sim_modem_uicc_take_refresh (SimModemUicc *self);
GBytes *sim_modem_uicc_get_atr (SimModemUicc *self) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sim_modem_uicc_get_capability (SimModemUicc *self);
void sim_modem_uicc_set_capability (SimModemUicc *self, GBytes *capability);
SimMbimStatus sim_modem_uicc_open (SimModemUicc *self,
                                   GBytes *aid,
                                   guint8 p2,
                                   guint32 group,
                                   guint32 *number,
                                   GByteArray *answer);
guint16 sim_modem_uicc_close (SimModemUicc *self, guint32 number, guint32 group);
SimMbimStatus sim_modem_uicc_transmit (SimModemUicc *self,
                                       guint32 number,
                                       gboolean extended,
                                       GBytes *command,
                                       GByteArray *answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimModemUicc, sim_modem_uicc_free)

G_END_DECLS
