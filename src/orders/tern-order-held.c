/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "orders/tern-order-held.h"

#include <glib/gi18n-lib.h>

#include "ledger/tern-shortened.h"

/**
 * tern_order_held_free:
 * @self: (transfer full): a row that some program has
 */
void
tern_order_held_free (TernOrderHeld *self)
{
  g_clear_pointer (&self->record, tern_order_record_free);
  g_clear_pointer (&self->seen, g_date_time_unref);
  g_clear_object (&self->use);
  g_free (self->station);
  g_free (self);
}

static char *
format_time (GDateTime *time)
{
  g_autoptr (GDateTime) local = time != NULL ? g_date_time_to_local (time) : NULL;

  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M") : g_strdup ("?");
}

static char *
tell_holder (const TernOrderHeld *self)
{
  g_autofree char *since = format_time (self->record->claimed);
  g_autofree char *seen = self->seen != NULL ? format_time (self->seen) : NULL;
  g_autofree char *card = tern_shorten (self->record->eid != NULL ? self->record->eid : "?");
  guint number = self->record->number;

  if (self->here && self->alive)
    return g_strdup_printf (C_ ("order", "A program of this station is at row %u, since %s."),
                            number, since);
  if (self->here)
    return g_strdup_printf (C_ ("order", "Row %u waits since %s for the card whose EID ends in %s: "
                                         "a program of this station ended while it was at it. Put "
                                         "in, that card tells what became of the row."),
                            number, since, card);
  if (seen != NULL)
    return g_strdup_printf (C_ ("order", "The station “%s” has row %u since %s, for the card whose "
                                         "EID ends in %s. It was last heard of at %s."),
                            self->station, number, since, card, seen);
  return g_strdup_printf (C_ ("order", "Another station has row %u since %s."), number, since);
}

/* What is known of the code decides whether it may be given to another card. */
static const char *
tell_code (const TernOrderHeld *self)
{
  const LpaOperation *use = self->use != NULL ? tern_history_entry_get_operation (self->use) : NULL;

  if (use == NULL)
    return C_ ("order", "The history knows nothing of its code since then, but not everything that "
                        "a station did may have been told: the code may have been used.");
  switch (use->outcome)
    {
    case LPA_OPERATION_OUTCOME_DONE:
      return C_ ("order", "The history knows that its profile was installed, so the code is used.");
    case LPA_OPERATION_OUTCOME_OPEN:
      return use->step >= LPA_STEP_PACKAGE_BOUND && use->step != LPA_STEP_NONE
                 ? C_ ("order", "The history knows that its profile was being put onto the card, "
                                "and not how that ended: the code has probably been used.")
                 : C_ ("order", "The history knows that its server was being asked, and nothing "
                                "after that: the code may have been used.");
    case LPA_OPERATION_OUTCOME_FAILED:
    case LPA_OPERATION_OUTCOME_CANCELLED:
      return self->known
                 ? C_ ("order", "The history knows that it failed, and that its code cannot "
                                "be used any more.")
                 : C_ ("order", "The history knows that nothing was installed with its "
                                "code.");
    case LPA_OPERATION_OUTCOME_UNKNOWN:
      return C_ ("order", "The history knows that its code was used, and that neither card nor "
                          "server could say what became of it.");
    }
  return "";
}

/**
 * tern_order_held_dup_account:
 * @self: a row that some program has
 *
 * Returns: (transfer full): sentences for people: who has it, since when, and what is known of its
 * code
 */
char *
tern_order_held_dup_account (const TernOrderHeld *self)
{
  g_autofree char *holder = tell_holder (self);

  return g_strdup_printf ("%s %s", holder, tell_code (self));
}
