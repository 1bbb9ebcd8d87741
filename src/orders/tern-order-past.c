/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orders/tern-order-past.h"

/* An operation belongs to a claim when it was begun after it; clocks are read a moment apart. */
#define SLACK (2 * G_TIME_SPAN_SECOND)

static gboolean
is_about_code (const LpaOperation *operation)
{
  return operation->kind == LPA_OPERATION_DOWNLOAD || operation->kind == LPA_OPERATION_CHECK;
}

static TernOrderReason
judge_use (const LpaOperation *operation)
{
  TernOrderVerdict verdict = tern_order_judge_operation (operation, 0);

  switch (verdict.state)
    {
    case TERN_ORDER_STATE_INSTALLED:
      return TERN_ORDER_REASON_USED;
    case TERN_ORDER_STATE_UNCERTAIN:
      return TERN_ORDER_REASON_UNKNOWN;
    case TERN_ORDER_STATE_SET_APART:
      return verdict.reason;
    default:
      return verdict.same_card ? TERN_ORDER_REASON_UNKNOWN : TERN_ORDER_REASON_NONE;
    }
}

/**
 * tern_order_past_find_use:
 * @ledger: the ledger
 * @code: of a row that is new
 * @reason: (out): why the row is set apart, because of what was done with its code before it came
 *   in this file; %TERN_ORDER_REASON_NONE when nothing speaks against it
 * @error: return location for an error
 *
 * Returns: whether the journal could be asked
 */
gboolean
tern_order_past_find_use (TernLedger *ledger,
                          const LpaActivationCode *code,
                          TernOrderReason *reason,
                          GError **error)
{
  g_autoptr (GPtrArray) uses = tern_ledger_find_code (ledger, code, error);

  *reason = TERN_ORDER_REASON_NONE;
  if (uses == NULL)
    return FALSE;
  for (guint i = 0; i < uses->len && *reason == TERN_ORDER_REASON_NONE; i++)
    {
      const LpaOperation *use = tern_history_entry_get_operation (uses->pdata[i]);

      if (is_about_code (use))
        *reason = judge_use (use);
    }
  return TRUE;
}

/**
 * tern_order_past_find_since:
 * @ledger: the ledger
 * @code: (nullable): of a row, if it has one
 * @since: when a card was given the row
 * @station: (nullable): only what this station did, by its name
 * @use: (out) (nullable) (transfer full): the newest thing that was done with the code since then
 * @error: return location for an error
 *
 * Returns: whether the journal could be asked
 */
gboolean
tern_order_past_find_since (TernLedger *ledger,
                            const LpaActivationCode *code,
                            GDateTime *since,
                            const char *station,
                            TernHistoryEntry **use,
                            GError **error)
{
  g_autoptr (GPtrArray) uses = NULL;

  *use = NULL;
  if (code == NULL)
    return TRUE;
  uses = tern_ledger_find_code (ledger, code, error);
  for (guint i = 0; uses != NULL && i < uses->len && *use == NULL; i++)
    {
      const LpaOperation *operation = tern_history_entry_get_operation (uses->pdata[i]);
      const char *by = tern_history_entry_get_station (uses->pdata[i]);

      if (is_about_code (operation) && (station == NULL || g_strcmp0 (by, station) == 0) &&
          g_date_time_difference (since, operation->time) <= SLACK)
        *use = g_object_ref (uses->pdata[i]);
    }
  return uses != NULL;
}

/**
 * tern_order_past_judge:
 * @use: (nullable): the newest thing that was done with a row's code since a card was given it
 * @record: (inout): what is kept of the row; takes the error of @use
 *
 * Returns: what follows for the row; that it waits for another card when nothing was done
 */
TernOrderVerdict
tern_order_past_judge (TernHistoryEntry *use, TernOrderRecord *record)
{
  const LpaOperation *operation = use != NULL ? tern_history_entry_get_operation (use) : NULL;

  if (operation == NULL)
    return (TernOrderVerdict){ .state = TERN_ORDER_STATE_WAITING };
  g_free (record->error);
  record->error = g_strdup (operation->error);
  return tern_order_judge_operation (operation, record->tries);
}
