/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TernLedgerError:
 * @TERN_LEDGER_ERROR_OPEN: the ledger cannot be opened, made or read
 * @TERN_LEDGER_ERROR_CORRUPT: it is damaged, or its key is damaged or lost; tern_ledger_set_aside()
 * makes way for a new one
 * @TERN_LEDGER_ERROR_WRITE: a row could not be written
 * @TERN_LEDGER_ERROR_AWAY: the ledger that stations share cannot be reached
 * @TERN_LEDGER_ERROR_KEYRING: the keyring that is to hold its password cannot be used
 *
 * What goes wrong with the ledger. An operation whose first entry cannot be written does not begin.
 */
typedef enum
{
  TERN_LEDGER_ERROR_OPEN,
  TERN_LEDGER_ERROR_CORRUPT,
  TERN_LEDGER_ERROR_WRITE,
  TERN_LEDGER_ERROR_AWAY,
  TERN_LEDGER_ERROR_KEYRING,
} TernLedgerError;
#define TERN_LEDGER_ERROR (tern_ledger_error_quark ())
GQuark tern_ledger_error_quark (void);

G_END_DECLS
