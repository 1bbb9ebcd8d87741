/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guide/tern-report-past.h"

#include "guide/tern-report-history.h"
#include "lpa/lpa-error.h"

struct _TernReportPast
{
  TernLedger *ledger;
  guint limit;
  GPtrArray *operations;
  const LpaOperation *failure;
  GPtrArray *steps;
};

/**
 * tern_report_past_new:
 * @ledger: the history
 * @limit: how many operations, the latest first
 *
 * Returns: (transfer full): what is yet to be read
 */
TernReportPast *
tern_report_past_new (TernLedger *ledger, guint limit)
{
  TernReportPast *self = g_new0 (TernReportPast, 1);

  self->ledger = g_object_ref (ledger);
  self->limit = limit;
  return self;
}

/**
 * tern_report_past_free:
 *
 * Frees it.
 */
void
tern_report_past_free (TernReportPast *self)
{
  g_clear_object (&self->ledger);
  g_clear_pointer (&self->operations, g_ptr_array_unref);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_free (self);
}

static const LpaOperation *
find_failure (GPtrArray *operations)
{
  for (guint i = 0; i < operations->len; i++)
    {
      const LpaOperation *operation = operations->pdata[i];

      if (operation->outcome == LPA_OPERATION_OUTCOME_FAILED && operation->error != NULL)
        return operation;
    }
  return NULL;
}

/**
 * tern_report_past_read:
 * @error: return location for an error
 *
 * Reads it all, once. Any thread. Blocks.
 *
 * Returns: whether the history could be read
 */
gboolean
tern_report_past_read (TernReportPast *self, GError **error)
{
  self->operations = tern_ledger_list (self->ledger, self->limit, error);
  if (self->operations == NULL)
    return FALSE;
  self->failure = find_failure (self->operations);
  if (self->failure != NULL)
    self->steps = tern_ledger_list_steps (self->ledger, self->failure, error);
  return self->failure == NULL || self->steps != NULL;
}

/**
 * tern_report_past_tell_operations:
 * @parts: (element-type TernReportPart): takes what was done
 */
void
tern_report_past_tell_operations (const TernReportPast *self, GPtrArray *parts)
{
  for (guint i = 0; i < self->operations->len; i++)
    g_ptr_array_add (parts, tern_report_operation_new (self->operations->pdata[i]));
}

/**
 * tern_report_past_has_failure:
 *
 * Returns: whether something in it went wrong
 */
gboolean
tern_report_past_has_failure (const TernReportPast *self)
{
  return self->failure != NULL;
}

/**
 * tern_report_past_make_problem:
 *
 * Returns: (transfer full): what is known of the latest failure, of which there has to be one
 */
TernReportPart *
tern_report_past_make_problem (const TernReportPast *self)
{
  g_autoptr (GError) fault = lpa_error_new_from_key (self->failure->error);

  return tern_report_problem_new (fault, self->failure->step, LPA_CODE_USABLE_NOT_INVOLVED,
                                  self->failure->server, self->failure->ended);
}

/* How it is with the last step that a journal has of an operation. */
static LpaStepState
state_of_last (LpaOperationOutcome outcome)
{
  switch (outcome)
    {
    case LPA_OPERATION_OUTCOME_DONE:
      return LPA_STEP_STATE_DONE;
    case LPA_OPERATION_OUTCOME_FAILED:
      return LPA_STEP_STATE_FAILED;
    case LPA_OPERATION_OUTCOME_OPEN:
    case LPA_OPERATION_OUTCOME_CANCELLED:
    case LPA_OPERATION_OUTCOME_UNKNOWN:
      break;
    }
  return LPA_STEP_STATE_RUNNING;
}

/**
 * tern_report_past_tell_steps:
 * @parts: (element-type TernReportPart): takes the steps that led to the latest failure, of which
 *   there has to be one
 */
void
tern_report_past_tell_steps (const TernReportPast *self, GPtrArray *parts)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      const TernLedgerStep *step = self->steps->pdata[i];
      LpaStepState state =
          i + 1 < self->steps->len ? LPA_STEP_STATE_DONE : state_of_last (self->failure->outcome);

      g_ptr_array_add (parts, tern_report_step_new (step->step, state, step->time));
    }
}
