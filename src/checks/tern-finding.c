/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "checks/tern-check-private.h"

/**
 * tern_finding_clear: (skip)
 * @self: a finding
 *
 * Frees what it holds.
 */
void
tern_finding_clear (TernFinding *self)
{
  g_clear_pointer (&self->evidence, g_free);
  g_clear_pointer (&self->cure, g_free);
}

/**
 * tern_finding_set: (skip)
 * @self: a finding
 * @verdict: the verdict
 * @cure: (nullable): what to do, translated
 * @format: what was seen, translated
 * @...: for @format
 */
void
tern_finding_set (TernFinding *self, TernVerdict verdict, const char *cure, const char *format, ...)
{
  va_list arguments;

  tern_finding_clear (self);
  self->verdict = verdict;
  self->cure = g_strdup (cure);
  va_start (arguments, format);
  self->evidence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
}

/**
 * tern_finding_set_error: (skip)
 * @self: a finding
 * @verdict: the verdict
 * @error: what says so
 *
 * Lets the error book speak: cause, next step and side.
 */
void
tern_finding_set_error (TernFinding *self, TernVerdict verdict, const GError *error)
{
  g_autoptr (LpaExplanation) explanation = lpa_error_book_explain (error, LPA_STEP_NONE);

  tern_finding_clear (self);
  self->verdict = verdict;
  self->side = explanation->side;
  self->evidence = g_steal_pointer (&explanation->cause);
  self->cure = g_steal_pointer (&explanation->action);
}
