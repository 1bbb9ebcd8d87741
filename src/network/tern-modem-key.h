/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "readers/tern-modem.h"

G_BEGIN_DECLS

/**
 * TernModemKeyKind:
 * @TERN_MODEM_KEY_NONE: no code opens it: nothing is locked, or not by a code that is taken here
 * @TERN_MODEM_KEY_PIN: the PIN of the SIM
 * @TERN_MODEM_KEY_PUK: the PUK of the SIM, and a new PIN
 * @TERN_MODEM_KEY_DEVICE: the code by which an operator unlocks the modem
 *
 * What opens a modem.
 */
typedef enum
{
  TERN_MODEM_KEY_NONE,
  TERN_MODEM_KEY_PIN,
  TERN_MODEM_KEY_PUK,
  TERN_MODEM_KEY_DEVICE,
} TernModemKeyKind;

/* No PIN, PUK or unlock code is longer. */
#define TERN_MODEM_CODE_MAX 16

TernModemKeyKind tern_modem_key_find (const TernModem *modem);
guint tern_modem_key_get_tries (const TernModem *modem);
gboolean tern_modem_key_check (TernModemKeyKind kind, const char *code);
void tern_modem_key_turn_async (const TernModem *modem,
                                const char *code,
                                const char *new_pin,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean tern_modem_key_turn_finish (GAsyncResult *result, GError **error);

G_END_DECLS
