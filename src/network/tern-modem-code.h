/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "network/tern-modem-key.h"

G_BEGIN_DECLS

/**
 * TernModemCode:
 * @kind: what it opens; not %TERN_MODEM_KEY_NONE
 * @path: ModemManager's object: the modem with %TERN_MODEM_KEY_DEVICE, otherwise the SIM
 * @facility: with %TERN_MODEM_KEY_DEVICE, ModemManager's number of what the lock belongs to
 * @code: the code
 * @new_pin: (nullable): with %TERN_MODEM_KEY_PUK, the PIN that the SIM is to have from now on
 *
 * A code on its way to the lock that it opens. The caller's, and wiped by the caller.
 */
typedef struct
{
  TernModemKeyKind kind;
  const char *path;
  guint facility;
  const char *code;
  const char *new_pin;
} TernModemCode;

gboolean tern_modem_code_send (const TernModemCode *self,
                               GDBusConnection *bus,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
