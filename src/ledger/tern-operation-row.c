/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-operation-row.h"

#include "ledger/tern-shortened.h"

enum
{
  COLUMN_ID,
  COLUMN_BEGAN,
  COLUMN_KIND,
  COLUMN_OUTCOME,
  COLUMN_STEP,
  COLUMN_CARD_END,
  COLUMN_PROFILE_END,
  COLUMN_PROFILE_NAME,
  COLUMN_SERVER,
  COLUMN_TRANSACTION_ID,
  COLUMN_ERROR,
  COLUMN_CHANGED,
  COLUMN_CODE,
  COLUMN_PROFILE,
  COLUMN_STATION,
};

/**
 * tern_microseconds_of:
 * @time: a time
 *
 * Returns: the same as a ledger keeps it: microseconds since 1970, UTC
 */
gint64
tern_microseconds_of (GDateTime *time)
{
  return g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
}

/**
 * tern_time_of:
 * @microseconds: a time as a ledger keeps it
 *
 * Returns: (transfer full) (nullable): the same, UTC; %NULL when there is no such time
 */
GDateTime *
tern_time_of (gint64 microseconds)
{
  g_autoptr (GDateTime) second = g_date_time_new_from_unix_utc (microseconds / G_USEC_PER_SEC);

  return second == NULL ? NULL : g_date_time_add (second, microseconds % G_USEC_PER_SEC);
}

static gboolean
kind_from_nick (const char *nick, LpaOperationKind *kind)
{
  for (int i = 0; i < LPA_N_OPERATION_KINDS; i++)
    if (g_strcmp0 (lpa_operation_kind_get_nick (i), nick) == 0)
      {
        *kind = i;
        return TRUE;
      }

  return FALSE;
}

static gboolean
outcome_from_nick (const char *nick, LpaOperationOutcome *outcome)
{
  for (int i = 0; i <= LPA_OPERATION_OUTCOME_UNKNOWN; i++)
    if (g_strcmp0 (lpa_operation_outcome_get_nick (i), nick) == 0)
      {
        *outcome = i;
        return TRUE;
      }

  return FALSE;
}

static char *
dup_text (const TernRows *rows, guint row, guint column)
{
  return g_strdup (tern_rows_get_text (rows, row, column));
}

/* Nicks that only a later version with the same tables knows make no operation, nor does a time
 * that there is not. */
static LpaOperation *
read_operation (const TernRows *rows, guint row)
{
  const char *step = tern_rows_get_text (rows, row, COLUMN_STEP);
  const char *card_end = tern_rows_get_text (rows, row, COLUMN_CARD_END);
  g_autoptr (GDateTime) began = tern_time_of (tern_rows_get_integer (rows, row, COLUMN_BEGAN));
  LpaOperation *operation;
  LpaOperationKind kind;
  LpaOperationOutcome outcome;

  if (began == NULL || !kind_from_nick (tern_rows_get_text (rows, row, COLUMN_KIND), &kind) ||
      !outcome_from_nick (tern_rows_get_text (rows, row, COLUMN_OUTCOME), &outcome))
    return NULL;

  operation = lpa_operation_new (kind, card_end != NULL ? card_end : TERN_SHORTENED);
  operation->id = tern_rows_get_integer (rows, row, COLUMN_ID);
  operation->outcome = outcome;
  if (step == NULL || !lpa_step_from_nick (step, &operation->step))
    operation->step = LPA_STEP_NONE;
  operation->iccid = dup_text (rows, row, COLUMN_PROFILE_END);
  operation->profile_name = dup_text (rows, row, COLUMN_PROFILE_NAME);
  operation->server = dup_text (rows, row, COLUMN_SERVER);
  operation->transaction_id = tern_rows_dup_bytes (rows, row, COLUMN_TRANSACTION_ID);
  operation->error = dup_text (rows, row, COLUMN_ERROR);
  g_clear_pointer (&operation->time, g_date_time_unref);
  operation->time = g_steal_pointer (&began);
  if (outcome != LPA_OPERATION_OUTCOME_OPEN)
    operation->ended = tern_time_of (tern_rows_get_integer (rows, row, COLUMN_CHANGED));

  return operation;
}

/**
 * tern_operation_rows_to_operations:
 * @rows: what a query for %TERN_OPERATION_COLUMNS found
 *
 * Returns: (transfer full) (element-type LpaOperation): the operations, with shortened identifiers
 */
GPtrArray *
tern_operation_rows_to_operations (const TernRows *rows)
{
  GPtrArray *operations = g_ptr_array_new_with_free_func ((GDestroyNotify) lpa_operation_free);

  for (guint i = 0; i < tern_rows_get_length (rows); i++)
    {
      LpaOperation *operation = read_operation (rows, i);

      if (operation != NULL)
        g_ptr_array_add (operations, operation);
    }
  return operations;
}

/**
 * tern_operation_rows_to_entries:
 * @rows: what a query for %TERN_OPERATION_COLUMNS found
 *
 * Returns: (transfer full) (element-type TernHistoryEntry): the operations, with shortened
 * identifiers, and what else is known of them
 */
GPtrArray *
tern_operation_rows_to_entries (const TernRows *rows)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < tern_rows_get_length (rows); i++)
    {
      LpaOperation *operation = read_operation (rows, i);

      if (operation != NULL)
        g_ptr_array_add (
            entries, tern_history_entry_new (operation, tern_rows_dup_bytes (rows, i, COLUMN_CODE),
                                             tern_rows_dup_bytes (rows, i, COLUMN_PROFILE),
                                             dup_text (rows, i, COLUMN_STATION)));
    }
  return entries;
}
