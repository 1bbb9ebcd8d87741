/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-journal.h"

G_BEGIN_DECLS

/**
 * TernLedgerError:
 * @TERN_LEDGER_ERROR_OPEN: the file cannot be opened or made
 * @TERN_LEDGER_ERROR_NEWER: it was written by a later version of the program
 * @TERN_LEDGER_ERROR_CORRUPT: it is damaged, or its key is damaged or lost; tern_ledger_set_aside()
 * makes way for a new one
 * @TERN_LEDGER_ERROR_WRITE: a row could not be written
 *
 * What goes wrong with the ledger. An operation whose first entry cannot be written does not begin.
 */
typedef enum
{
  TERN_LEDGER_ERROR_OPEN,
  TERN_LEDGER_ERROR_NEWER,
  TERN_LEDGER_ERROR_CORRUPT,
  TERN_LEDGER_ERROR_WRITE,
} TernLedgerError;
#define TERN_LEDGER_ERROR (tern_ledger_error_quark ())
GQuark tern_ledger_error_quark (void);

/**
 * TernLedgerStep:
 * @step: a step
 * @time: when it was begun, UTC
 *
 * One step of an operation. Free with tern_ledger_step_free().
 */
typedef struct
{
  LpaStep step;
  GDateTime *time;
} TernLedgerStep;
void tern_ledger_step_free (TernLedgerStep *self);

#define TERN_TYPE_LEDGER (tern_ledger_get_type ())
G_DECLARE_FINAL_TYPE (TernLedger, tern_ledger, TERN, LEDGER, GObject)

/*
 * What happened, kept: an LpaJournal in an SQLite file. A code is kept as a keyed fingerprint, EID
 * and ICCID as keyed fingerprint plus their last four digits; the key lies in the same folder,
 * readable by the owner alone. Any thread; several programs may have the file open.
 *
 * Signal "changed", while it is watched: something was written, by this program or another. Emitted
 * on the main thread.
 */
TernLedger *tern_ledger_open (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *tern_ledger_get_default_path (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_ledger_set_aside (const char *path, GError **error);
TernLedger *tern_ledger_open_or_begin (const char *path,
                                       gboolean *began,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
void tern_ledger_watch (TernLedger *self);
GPtrArray *tern_ledger_list (TernLedger *self,
                             guint limit,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *tern_ledger_dup_code_mark (TernLedger *self,
                                 const LpaOperation *operation) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *tern_ledger_list_steps (TernLedger *self,
                                   const LpaOperation *operation,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *tern_ledger_find_code (TernLedger *self,
                                  const LpaActivationCode *code,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
