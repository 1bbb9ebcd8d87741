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
 * tern_order_past_judge:
 * @ledger: the ledger
 * @code: (nullable): of a row, if it has one
 * @record: (inout): what is kept of the row; takes the error of what is found
 * @verdict: (out): what follows from the newest thing that was done with the code since a card was
 *   given the row
 * @error: return location for an error
 *
 * Returns: whether the journal could be asked
 */
gboolean
tern_order_past_judge (TernLedger *ledger,
                       const LpaActivationCode *code,
                       TernOrderRecord *record,
                       TernOrderVerdict *verdict,
                       GError **error)
{
  g_autoptr (GPtrArray) uses = NULL;

  *verdict = (TernOrderVerdict){ .state = TERN_ORDER_STATE_WAITING };
  if (code == NULL)
    return TRUE;
  uses = tern_ledger_find_code (ledger, code, error);
  for (guint i = 0; uses != NULL && i < uses->len; i++)
    {
      const LpaOperation *use = tern_history_entry_get_operation (uses->pdata[i]);

      if (!is_about_code (use) || g_date_time_difference (record->claimed, use->time) > SLACK)
        continue;
      *verdict = tern_order_judge_operation (use, record->tries);
      g_free (record->error);
      record->error = g_strdup (use->error);
      break;
    }
  return uses != NULL;
}
