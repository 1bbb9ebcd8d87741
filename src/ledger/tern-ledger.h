/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ledger/tern-history-entry.h"
#include "ledger/tern-ledger-error.h"
#include "ledger/tern-ledger-key.h"
#include "ledger/tern-postgres-place.h"
#include "ledger/tern-store.h"
#include "lpa/lpa-journal.h"
#include "lpa/lpa-notification.h"

G_BEGIN_DECLS

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
 * Signal "changed", while it is watched: something was written, by this program, another or another
 * station. Emitted on the main thread.
 */
TernLedger *tern_ledger_open (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *tern_ledger_get_default_path (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_ledger_set_aside (const char *path, GError **error);
TernLedger *tern_ledger_open_or_begin (const char *path,
                                       gboolean *began,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
void tern_ledger_watch (TernLedger *self);
gboolean tern_ledger_share (TernLedger *self,
                            const TernPostgresPlace *place,
                            const char *station,
                            GError **error);
void tern_ledger_forbid_codes (TernLedger *self);
gboolean tern_ledger_is_shared (TernLedger *self);
gboolean tern_ledger_await_copied (TernLedger *self, gint64 microseconds);
gboolean tern_ledger_take_over (TernLedger *self, const LpaActivationCode *code, GError **error);
gboolean tern_ledger_give_back (TernLedger *self, const LpaActivationCode *code, GError **error);
TernStore *tern_ledger_get_store (TernLedger *self);
const char *tern_ledger_get_origin (TernLedger *self);
const char *tern_ledger_get_station_name (TernLedger *self);
char *tern_ledger_dup_beside (TernLedger *self, const char *name) G_GNUC_WARN_UNUSED_RESULT;
GBytes *tern_ledger_derive_key (TernLedger *self, const char *purpose) G_GNUC_WARN_UNUSED_RESULT;
GBytes *tern_ledger_fingerprint (TernLedger *self,
                                 TernLedgerMark mark,
                                 const char *text) G_GNUC_WARN_UNUSED_RESULT;
GBytes *tern_ledger_fingerprint_code (TernLedger *self,
                                      const LpaActivationCode *code) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *tern_ledger_list (TernLedger *self,
                             guint limit,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *tern_ledger_list_steps (TernLedger *self,
                                   const LpaOperation *operation,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *tern_ledger_read_page (TernLedger *self,
                                  TernHistoryEntry *after,
                                  guint limit,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *tern_ledger_find_code (TernLedger *self,
                                  const LpaActivationCode *code,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_ledger_names_profile (TernLedger *self, TernHistoryEntry *entry, const char *iccid);
GDateTime *tern_ledger_find_cause (TernLedger *self,
                                   const char *eid,
                                   LpaNotification *notification) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
