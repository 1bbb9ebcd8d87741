/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/sim-pki.h"
#include "sim/sim-quirks.h"

G_BEGIN_DECLS

/**
 * SimPower:
 * @SIM_POWER_OFF: no voltage
 * @SIM_POWER_ON: voltage; a card that has it already is not touched
 * @SIM_POWER_RESET: off and on
 *
 * What a reader does to a card.
 */
typedef enum
{
  SIM_POWER_OFF,
  SIM_POWER_ON,
  SIM_POWER_RESET,
} SimPower;

/**
 * SimEuicc:
 *
 * A simulated card with one eUICC, or two: APDU in, APDU out. All its methods may be called from
 * any thread.
 */
#define SIM_TYPE_EUICC (sim_euicc_get_type ())
G_DECLARE_FINAL_TYPE (SimEuicc, sim_euicc, SIM, EUICC, GObject)

SimEuicc *sim_euicc_new (SimPki *pki,
                         const SimQuirks *quirks,
                         const char *state_path,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sim_euicc_get_atr (SimEuicc *self) G_GNUC_WARN_UNUSED_RESULT;
void sim_euicc_power (SimEuicc *self, SimPower power);
GBytes *sim_euicc_transmit (SimEuicc *self,
                            const guint8 *command,
                            gsize length) G_GNUC_WARN_UNUSED_RESULT;
gboolean sim_euicc_is_pulled (SimEuicc *self);
void sim_euicc_insert (SimEuicc *self);
void sim_euicc_set_drop_after (SimEuicc *self, const char *step);
int sim_euicc_get_delay (SimEuicc *self);
guint sim_euicc_count_exchanges (SimEuicc *self);
guint sim_euicc_count_channels (SimEuicc *self);
char *sim_euicc_dup_enabled_iccid (SimEuicc *self) G_GNUC_WARN_UNUSED_RESULT;
char *sim_euicc_dup_state (SimEuicc *self, guint index) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
