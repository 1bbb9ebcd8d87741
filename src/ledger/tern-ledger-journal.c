/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-ledger-private.h"

#include "ledger/tern-operation-row.h"
#include "ledger/tern-shortened.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-operation.h"

static const char *
get_step_nick (const LpaOperation *operation)
{
  return operation->step == LPA_STEP_NONE ? NULL : lpa_step_get_nick (operation->step);
}

/* What is to be written, and what came of it. */
typedef struct
{
  TernLedger *self;
  const LpaOperation *operation;
  gint64 now;
  gint64 id;
} Writing;

static Writing
writing_of (TernLedger *self, const LpaOperation *operation)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  return (Writing){ .self = self,
                    .operation = operation,
                    .now = tern_microseconds_of (now),
                    .id = operation->id };
}

/* A step is noted when it is not the one that the entry has reached already. */
static gboolean
note_step (TernStore *store, const Writing *writing, GError **error)
{
  const char *step = get_step_nick (writing->operation);

  return step == NULL ||
         tern_store_run (store,
                         "INSERT INTO step (operation, step, began) "
                         "SELECT id, $2, $3 FROM operation "
                         "WHERE id = $1 AND outcome = 'open' AND step IS DISTINCT FROM $2",
                         TERN_VALUES (TERN_INTEGER (writing->id), TERN_TEXT (step),
                                      TERN_INTEGER (writing->now)),
                         NULL, error);
}

static gboolean
insert (TernStore *store, gpointer data, GError **error)
{
  Writing *writing = data;
  const LpaOperation *operation = writing->operation;
  TernKeyRing *keys = tern_ledger_get_own_keys (writing->self);
  g_autoptr (GBytes) card = tern_key_ring_mark (keys, TERN_LEDGER_MARK_EID, operation->eid);
  g_autofree char *card_end = tern_shorten (operation->eid);
  gint64 began = operation->time != NULL ? tern_microseconds_of (operation->time) : writing->now;
  g_autoptr (TernRows) rows =
      tern_store_query (store,
                        "INSERT INTO operation (began, changed, kind, outcome, card, card_end) "
                        "VALUES ($1, $2, $3, 'open', $4, $5) RETURNING id",
                        TERN_VALUES (TERN_INTEGER (began), TERN_INTEGER (writing->now),
                                     TERN_TEXT (lpa_operation_kind_get_nick (operation->kind)),
                                     TERN_BYTES (card), TERN_TEXT (card_end)),
                        error);

  if (rows == NULL)
    return FALSE;

  writing->id = tern_rows_get_integer (rows, 0, 0);
  return TRUE;
}

/* What has become known is kept when a later call does not repeat it; the transaction is of use to
 * an open entry alone. */
static gboolean
update (TernStore *store, gpointer data, GError **error)
{
  Writing *writing = data;
  const LpaOperation *operation = writing->operation;
  TernKeyRing *keys = tern_ledger_get_own_keys (writing->self);
  g_autofree char *code_text = tern_key_ring_dup_code_text (operation->code);
  g_autoptr (GBytes) code = tern_key_ring_mark (keys, TERN_LEDGER_MARK_CODE, code_text);
  g_autoptr (GBytes) profile = tern_key_ring_mark (keys, TERN_LEDGER_MARK_ICCID, operation->iccid);
  g_autofree char *profile_end = profile != NULL ? tern_shorten (operation->iccid) : NULL;
  guint64 changed;

  if (!note_step (store, writing, error) ||
      !tern_store_run (store,
                       "UPDATE operation SET changed = $2, kind = $3, outcome = $4, error = $5,"
                       "  step = COALESCE ($6, step),"
                       "  profile = COALESCE ($7, profile),"
                       "  profile_end = COALESCE ($8, profile_end),"
                       "  profile_name = COALESCE ($9, profile_name),"
                       "  server = COALESCE ($10, server),"
                       "  code = COALESCE ($11, code),"
                       "  transaction_id = CASE $4 WHEN 'open'"
                       "    THEN COALESCE ($12, transaction_id) END,"
                       "  revision = revision + 1 "
                       "WHERE id = $1 AND outcome = 'open'",
                       TERN_VALUES (TERN_INTEGER (writing->id), TERN_INTEGER (writing->now),
                                    TERN_TEXT (lpa_operation_kind_get_nick (operation->kind)),
                                    TERN_TEXT (lpa_operation_outcome_get_nick (operation->outcome)),
                                    TERN_TEXT (operation->error),
                                    TERN_TEXT (get_step_nick (operation)), TERN_BYTES (profile),
                                    TERN_TEXT (profile_end), TERN_TEXT (operation->profile_name),
                                    TERN_TEXT (operation->server), TERN_BYTES (code),
                                    TERN_BYTES (operation->transaction_id)),
                       &changed, error))
    return FALSE;
  if (changed == 1)
    return TRUE;

  g_set_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_WRITE,
               "The ledger has no open entry %" G_GINT64_FORMAT, writing->id);
  return FALSE;
}

/* For what stations share, two programs of one station are the same. */
static gboolean
check_not_busy (TernStore *store, const Writing *writing, GError **error)
{
  TernLedger *self = writing->self;
  g_autofree char *text = tern_key_ring_dup_code_text (writing->operation->code);
  g_autoptr (GBytes) code =
      tern_key_ring_mark (tern_ledger_get_own_keys (self), TERN_LEDGER_MARK_CODE, text);
  g_autoptr (TernRows) rows = NULL;

  if (code == NULL)
    return TRUE;
  rows = tern_store_query (store, "SELECT id FROM operation WHERE code = $1 AND outcome = 'open'",
                           TERN_VALUES (TERN_BYTES (code)), error);
  for (guint i = 0; rows != NULL && i < tern_rows_get_length (rows); i++)
    if (tern_claims_is_taken (tern_ledger_get_claims (self), tern_rows_get_integer (rows, i, 0)))
      {
        lpa_error_set (error, LPA_JOURNAL_ERROR, LPA_JOURNAL_ERROR_BUSY, NULL,
                       "Another program of this station is using the code");
        return FALSE;
      }
  return rows != NULL;
}

/* The entry is claimed before others can see it, so that none of them takes it for a dead
 * program's. */
static gboolean
insert_and_update (TernStore *store, gpointer data, GError **error)
{
  Writing *writing = data;

  if (!check_not_busy (store, writing, error) || !insert (store, writing, error))
    return FALSE;
  tern_claims_take (tern_ledger_get_claims (writing->self), writing->id);
  if (update (store, writing, error))
    return TRUE;
  tern_claims_drop (tern_ledger_get_claims (writing->self), writing->id);
  return FALSE;
}

static void
tell_others (TernLedger *self)
{
  if (tern_ledger_get_share (self) != NULL)
    tern_share_send (tern_ledger_get_share (self));
}

static gboolean
ask_for_code (TernLedger *self, const LpaActivationCode *code, gint64 id, GError **error)
{
  if (tern_ledger_get_share (self) != NULL)
    return tern_share_claim (tern_ledger_get_share (self), code, id, error);
  if (!tern_ledger_are_codes_forbidden (self))
    return TRUE;

  lpa_error_set (error, LPA_JOURNAL_ERROR, LPA_JOURNAL_ERROR_AWAY, NULL,
                 "The address of the shared ledger is not one");
  return FALSE;
}

/* The entry is there before the code is asked for, so that a claim whose confirmation is lost is
 * given back; it ends where another station has the code. */
static gboolean
claim_code (TernLedger *self, const LpaOperation *operation, Writing *writing, GError **error)
{
  g_autoptr (LpaOperation) refused = NULL;
  g_autoptr (GError) local_error = NULL;

  if (operation->code == NULL || ask_for_code (self, operation->code, writing->id, &local_error))
    return TRUE;

  refused = lpa_operation_new (operation->kind, operation->eid);
  lpa_operation_set_error (refused, local_error);
  writing->operation = refused;
  tern_store_transact (tern_ledger_get_own_store (self), update, writing, NULL);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
tern_ledger_begin (LpaJournal *journal, LpaOperation *operation, GError **error)
{
  TernLedger *self = TERN_LEDGER (journal);
  Writing writing;
  gboolean claimed;

  operation->outcome = LPA_OPERATION_OUTCOME_OPEN;
  writing = writing_of (self, operation);
  if (!tern_store_transact (tern_ledger_get_own_store (self), insert_and_update, &writing, error))
    {
      tern_claims_drop (tern_ledger_get_claims (self), writing.id);
      return FALSE;
    }

  claimed = claim_code (self, operation, &writing, error);
  tell_others (self);
  if (claimed)
    operation->id = writing.id;
  else
    tern_claims_drop (tern_ledger_get_claims (self), writing.id);
  return claimed;
}

static gboolean
tern_ledger_advance (LpaJournal *journal, const LpaOperation *operation, GError **error)
{
  TernLedger *self = TERN_LEDGER (journal);
  Writing writing = writing_of (self, operation);
  gboolean written =
      tern_store_transact (tern_ledger_get_own_store (self), update, &writing, error);

  tell_others (self);
  return written;
}

static gboolean
tern_ledger_finish (LpaJournal *journal, const LpaOperation *operation, GError **error)
{
  TernLedger *self = TERN_LEDGER (journal);
  Writing writing = writing_of (self, operation);
  gboolean finished;

  g_return_val_if_fail (operation->outcome != LPA_OPERATION_OUTCOME_OPEN, FALSE);

  tern_claims_drop (tern_ledger_get_claims (self), operation->id);
  finished = tern_ledger_finish_own (self, update, &writing, error);
  tell_others (self);
  return finished;
}

/* What another program is at this moment busy with is not for this one to look into. */
static void
leave_out_claimed (TernLedger *self, GPtrArray *operations)
{
  for (guint i = operations->len; i > 0; i--)
    if (tern_claims_is_taken (tern_ledger_get_claims (self),
                              ((LpaOperation *) operations->pdata[i - 1])->id))
      g_ptr_array_remove_index (operations, i - 1);
}

static GPtrArray *
tern_ledger_list_open (LpaJournal *journal, const char *eid, GError **error)
{
  TernLedger *self = TERN_LEDGER (journal);
  g_autoptr (GBytes) card =
      tern_key_ring_mark (tern_ledger_get_own_keys (self), TERN_LEDGER_MARK_EID, eid);
  g_autoptr (TernRows) rows = tern_store_query (tern_ledger_get_own_store (self),
                                                "SELECT " TERN_OPERATION_COLUMNS " FROM operation "
                                                "WHERE card = $1 AND outcome = 'open' ORDER BY id",
                                                TERN_VALUES (TERN_BYTES (card)), error);
  GPtrArray *operations;

  if (rows == NULL)
    return NULL;

  operations = tern_operation_rows_to_operations (rows);
  leave_out_claimed (self, operations);
  return operations;
}

static gboolean
tern_ledger_operation_names_profile (LpaJournal *journal,
                                     const LpaOperation *operation,
                                     const char *iccid)
{
  TernLedger *self = TERN_LEDGER (journal);
  g_autoptr (GBytes) profile =
      tern_key_ring_mark (tern_ledger_get_own_keys (self), TERN_LEDGER_MARK_ICCID, iccid);
  g_autoptr (TernRows) rows = tern_store_query (
      tern_ledger_get_own_store (self), "SELECT 1 FROM operation WHERE id = $1 AND profile = $2",
      TERN_VALUES (TERN_INTEGER (operation->id), TERN_BYTES (profile)), NULL);

  return rows != NULL && tern_rows_get_length (rows) > 0;
}

/**
 * tern_ledger_journal_iface_init: (skip)
 * @iface: the interface of a ledger
 */
void
tern_ledger_journal_iface_init (LpaJournalInterface *iface)
{
  iface->begin = tern_ledger_begin;
  iface->advance = tern_ledger_advance;
  iface->finish = tern_ledger_finish;
  iface->list_open = tern_ledger_list_open;
  iface->names_profile = tern_ledger_operation_names_profile;
}
