/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TernModemRung:
 *
 * What makes a modem read its card again after another profile was enabled, from the least to the
 * most.
 */
typedef enum
{
  TERN_MODEM_RUNG_WAIT,
  TERN_MODEM_RUNG_CARD_RESET,
  TERN_MODEM_RUNG_DISABLE_ENABLE,
  TERN_MODEM_RUNG_INHIBIT,
  TERN_MODEM_RUNG_RESET,
} TernModemRung;
#define TERN_N_MODEM_RUNGS (TERN_MODEM_RUNG_RESET + 1)

const char *tern_modem_rung_get_nick (TernModemRung rung);
const char *tern_modem_rung_get_label (TernModemRung rung);

G_END_DECLS
