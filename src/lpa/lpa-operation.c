/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-operation.h"

#include "lpa/lpa-error.h"

/**
 * lpa_operation_begin:
 * @self: what is about to be done
 * @journal: (nullable): where to write it
 * @error: return location for an error of the journal
 *
 * Returns: whether it may be done
 */
gboolean
lpa_operation_begin (LpaOperation *self, LpaJournal *journal, GError **error)
{
  return journal == NULL || lpa_journal_begin (journal, self, error);
}

/**
 * lpa_operation_advance:
 * @self: what is being done
 * @journal: (nullable): where it is written
 * @step: the step about to be taken
 * @error: return location for an error of the journal
 *
 * Returns: whether the step may be taken
 */
gboolean
lpa_operation_advance (LpaOperation *self, LpaJournal *journal, LpaStep step, GError **error)
{
  self->step = step;
  return journal == NULL || lpa_journal_advance (journal, self, error);
}

/**
 * lpa_operation_set_error:
 * @self: an operation
 * @error: (nullable): what it ended with
 *
 * Sets how it ended: done, cancelled, or failed with the error's domain and figure.
 */
void
lpa_operation_set_error (LpaOperation *self, const GError *error)
{
  g_clear_pointer (&self->error, g_free);
  self->outcome = LPA_OPERATION_OUTCOME_DONE;
  if (error == NULL)
    return;
  self->outcome = LPA_OPERATION_OUTCOME_CANCELLED;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->outcome = LPA_OPERATION_OUTCOME_FAILED;
  self->error = lpa_error_dup_key (error);
}

/**
 * lpa_operation_close:
 * @self: an operation whose outcome is set
 * @journal: (nullable): where it is written
 *
 * Closes the entry. Where that fails the entry stays open, and the next start looks into it.
 */
void
lpa_operation_close (LpaOperation *self, LpaJournal *journal)
{
  g_autoptr (GError) error = NULL;

  if (journal != NULL && self->id != 0 && !lpa_journal_finish (journal, self, &error))
    g_info ("The journal entry stays open: %s", error->message);
}

/**
 * lpa_operation_end:
 * @self: what was done
 * @journal: (nullable): where it is written
 * @error: (nullable): what it ended with
 *
 * Sets the outcome and closes the entry.
 */
void
lpa_operation_end (LpaOperation *self, LpaJournal *journal, const GError *error)
{
  lpa_operation_set_error (self, error);
  lpa_operation_close (self, journal);
}
