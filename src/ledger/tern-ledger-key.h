/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TERN_LEDGER_KEY_SIZE 32

/**
 * TernLedgerMark:
 *
 * What a fingerprint was taken of. Equal digits of different kinds have different fingerprints.
 */
typedef enum
{
  TERN_LEDGER_MARK_CHECK,
  TERN_LEDGER_MARK_EID,
  TERN_LEDGER_MARK_ICCID,
  TERN_LEDGER_MARK_CODE,
  TERN_LEDGER_MARK_FILE,
  TERN_LEDGER_MARK_STATION,
  TERN_LEDGER_MARK_KEY,
} TernLedgerMark;

GBytes *tern_ledger_key_load (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *tern_ledger_key_fingerprint (GBytes *key,
                                     TernLedgerMark mark,
                                     const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
