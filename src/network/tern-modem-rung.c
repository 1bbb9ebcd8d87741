/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-modem-rung.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *nick;
  const char *label;
} rungs[TERN_N_MODEM_RUNGS] = {
  [TERN_MODEM_RUNG_WAIT] = { "wait", NC_ ("rung", "Waiting for the modem to notice the switch") },
  [TERN_MODEM_RUNG_CARD_RESET] = { "card-reset", NC_ ("rung", "Restarting the card in the modem") },
  [TERN_MODEM_RUNG_DISABLE_ENABLE] = { "disable-enable",
                                       NC_ ("rung", "Switching the modem’s radio off and on") },
  [TERN_MODEM_RUNG_INHIBIT] = { "inhibit", NC_ ("rung", "Having the modem found anew") },
  [TERN_MODEM_RUNG_RESET] = { "reset", NC_ ("rung", "Restarting the modem") },
};

/**
 * tern_modem_rung_get_nick:
 * @rung: a rung
 *
 * Returns: its name in JSON, such as `card-reset`
 */
const char *
tern_modem_rung_get_nick (TernModemRung rung)
{
  return rungs[rung].nick;
}

/**
 * tern_modem_rung_get_label:
 * @rung: a rung
 *
 * Returns: what a person reads while it is taken, translated
 */
const char *
tern_modem_rung_get_label (TernModemRung rung)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "rung", rungs[rung].label);
}
