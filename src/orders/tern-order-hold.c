/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orders/tern-order-hold.h"

#include "lpa/lpa-error.h"

/**
 * tern_order_hold_new:
 * @run: the run it belongs to
 * @per_card: how many rows a card may have
 * @eid: the card
 *
 * Returns: (transfer full): a hold without a row
 */
TernOrderHold *
tern_order_hold_new (gint64 run, guint per_card, const char *eid)
{
  TernOrderHold *self = g_new0 (TernOrderHold, 1);

  self->run = run;
  self->per_card = per_card;
  self->eid = g_strdup (eid);
  return self;
}

/**
 * tern_order_hold_free:
 * @self: (transfer full): a hold
 */
void
tern_order_hold_free (TernOrderHold *self)
{
  g_free (self->eid);
  g_clear_pointer (&self->record, tern_order_record_free);
  g_clear_pointer (&self->entry, tern_order_entry_free);
  g_free (self);
}

/**
 * tern_order_hold_look:
 * @order: the order
 * @data: a #TernOrderHold without a row
 * @error: return location for an error of %TERN_LEDGER_ERROR
 *
 * Finds the next row for the card: one of which something is left to do, or a new one, which is
 * claimed. Order's thread.
 *
 * Returns: whether the book could be asked
 */
gboolean
tern_order_hold_look (TernOrder *order, gpointer data, GError **error)
{
  TernOrderHold *self = data;
  TernOrderBook *book = tern_order_get_book (order);
  gint64 id = tern_order_get_id (order);
  g_autoptr (GError) local = NULL;
  guint number;

  if (!tern_order_settle_uncertain (order, self->eid, error) ||
      !tern_order_book_count_on_card (book, id, self->eid, &self->taken, &self->done, error))
    return FALSE;
  number = tern_order_book_find_installed (book, id, self->eid, &local);
  if (number == 0 && local == NULL)
    number = tern_order_book_claim (book, id, self->run, self->eid, self->taken < self->per_card,
                                    &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (number == 0)
    return TRUE;
  self->record = tern_order_book_read (book, id, number, error);
  self->entry = tern_order_read_entry (order, number);
  return self->record != NULL;
}

/**
 * tern_order_hold_note_profile:
 * @order: the order
 * @data: a #TernOrderHold
 * @error: return location for an error of %TERN_LEDGER_ERROR
 *
 * Writes the profile down before it is installed, so that it is known after a crash. Order's
 * thread.
 *
 * Returns: whether it was written
 */
gboolean
tern_order_hold_note_profile (TernOrder *order, gpointer data, GError **error)
{
  const TernOrderHold *self = data;

  return tern_order_book_note_profile (tern_order_get_book (order), tern_order_get_id (order),
                                       self->record, error);
}

/**
 * tern_order_hold_write:
 * @order: the order
 * @data: a #TernOrderHold
 * @error: return location for an error of %TERN_LEDGER_ERROR
 *
 * Writes where the row stands now. Order's thread.
 *
 * Returns: whether it was written
 */
gboolean
tern_order_hold_write (TernOrder *order, gpointer data, GError **error)
{
  const TernOrderHold *self = data;

  return tern_order_book_settle (tern_order_get_book (order), tern_order_get_id (order),
                                 self->record, error);
}

/**
 * tern_order_hold_set_profile:
 * @self: a hold with a row
 * @profile: what the server offers for it
 */
void
tern_order_hold_set_profile (TernOrderHold *self, LpaProfile *profile)
{
  TernOrderRecord *record = self->record;

  g_free (record->iccid);
  record->iccid = g_strdup (lpa_profile_get_iccid (profile));
  g_free (record->profile_name);
  record->profile_name = g_strdup (lpa_profile_get_display_name (profile));
}

/**
 * tern_order_hold_set_state:
 * @self: a hold with a row
 * @state: where the row stands now
 * @reason: why it is set apart
 */
void
tern_order_hold_set_state (TernOrderHold *self, TernOrderState state, TernOrderReason reason)
{
  TernOrderRecord *record = self->record;

  record->state = state;
  record->reason = reason;
  g_clear_pointer (&record->changed, g_date_time_unref);
  record->changed = g_date_time_new_now_utc ();
}

/**
 * tern_order_hold_make_nickname:
 * @self: a hold with a row
 * @plan: how the order is run
 * @profile: what was installed
 *
 * Returns: (transfer full) (nullable): what the plan says the profile is called; %NULL when it does
 * not say
 */
char *
tern_order_hold_make_nickname (const TernOrderHold *self,
                               const TernOrderPlan *plan,
                               LpaProfile *profile)
{
  const TernOrderNames names = {
    .entry = self->entry,
    .number = self->record->number,
    .nth = self->done + 1,
    .eid = self->eid,
    .iccid = self->record->iccid,
    .name = lpa_profile_get_name (profile),
    .provider = lpa_profile_get_provider (profile),
  };

  return tern_order_plan_make_nickname (plan, &names);
}

/**
 * tern_order_hold_wants_enabled:
 * @self: a hold with a row
 * @plan: how the order is run
 * @profile: what was installed
 *
 * Returns: whether the plan says that the profile is enabled
 */
gboolean
tern_order_hold_wants_enabled (const TernOrderHold *self,
                               const TernOrderPlan *plan,
                               LpaProfile *profile)
{
  switch (plan->enable)
    {
    case TERN_ORDER_ENABLE_NONE:
      return FALSE;
    case TERN_ORDER_ENABLE_FIRST:
      return self->done == 0;
    case TERN_ORDER_ENABLE_NAMED:
      return g_strcmp0 (plan->enable_name, lpa_profile_get_nickname (profile)) == 0 ||
             g_strcmp0 (plan->enable_name, lpa_profile_get_name (profile)) == 0;
    }
  return FALSE;
}

/**
 * tern_order_hold_judge:
 * @self: a hold with a row
 * @download: (nullable): its download, if it came to one
 * @error: what went wrong
 *
 * What is on the card already stays there, whatever went wrong after.
 *
 * Returns: what follows for row, card and run
 */
TernOrderVerdict
tern_order_hold_judge (const TernOrderHold *self, LpaDownload *download, const GError *error)
{
  const TernOrderRecord *record = self->record;
  TernOrderVerdict verdict;
  gboolean installed = record->state == TERN_ORDER_STATE_INSTALLED ||
                       (download != NULL && lpa_download_get_installed_profile (download) != NULL);

  if (download == NULL || installed)
    {
      verdict = tern_order_judge (error, LPA_STEP_NONE, LPA_CODE_USABLE_NOT_INVOLVED, 0);
      verdict.state = record->state;
      verdict.card_aside = TRUE;
    }
  else
    verdict = tern_order_judge (error, lpa_download_get_step (download),
                                lpa_download_get_code_usable (download), record->tries);
  if (installed)
    verdict.state = TERN_ORDER_STATE_INSTALLED;
  return verdict;
}

static char *
make_error_key (const GError *error)
{
  const char *domain = lpa_error_domain_name (error->domain);
  const char *figure = lpa_error_get_figure (error);

  if (domain == NULL)
    return NULL;
  return g_strconcat (domain, "/", figure != NULL ? figure : lpa_error_code_nick (error), NULL);
}

/**
 * tern_order_hold_heed:
 * @self: a hold with a row
 * @verdict: what follows from what went wrong
 * @error: what went wrong
 *
 * Makes of the row what the verdict says, but for its state.
 */
void
tern_order_hold_heed (TernOrderHold *self, const TernOrderVerdict *verdict, const GError *error)
{
  TernOrderRecord *record = self->record;

  g_free (record->error);
  record->error = make_error_key (error);
  if (verdict->state == TERN_ORDER_STATE_WAITING && !verdict->counts && record->tries > 0)
    record->tries--;
  record->bound |= verdict->same_card;
  if (verdict->state == TERN_ORDER_STATE_WAITING)
    tern_order_record_let_go (record);
}
