/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orders/tern-order-release.h"

#include "orders/tern-order-past.h"

/**
 * tern_order_released_get_nick:
 * @released: what came of releasing a row
 *
 * Returns: its name for programs
 */
const char *
tern_order_released_get_nick (TernOrderReleased released)
{
  static const char *const nicks[] = {
    [TERN_ORDER_RELEASED_FREE] = "free",
    [TERN_ORDER_RELEASED_KNOWN] = "known",
    [TERN_ORDER_RELEASED_NOT] = "not",
  };

  return nicks[released];
}

/* A row of which that is known needs nobody's leave: it is written down. */
static gboolean
says_what_became (const TernOrderVerdict *verdict)
{
  return verdict->state == TERN_ORDER_STATE_INSTALLED ||
         verdict->state == TERN_ORDER_STATE_SET_APART;
}

static gboolean
look_up (TernOrder *order, TernOrderHeld *held, TernOrderVerdict *verdict, GError **error)
{
  TernLedger *ledger = tern_order_book_get_ledger (tern_order_get_book (order));
  g_autoptr (TernOrderEntry) entry = tern_order_read_entry (order, held->record->number);

  g_clear_object (&held->use);
  if (!tern_order_past_find_since (ledger, entry->code, held->record->claimed,
                                   held->here ? NULL : held->station, &held->use, error))
    return FALSE;
  *verdict = tern_order_past_judge (held->use, held->record);
  held->known = says_what_became (verdict);
  return TRUE;
}

/**
 * tern_order_find_held:
 * @order: an order
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable) (element-type TernOrderHeld): the rows that some program has,
 * or had when it ended, in the order of the file
 */
GPtrArray *
tern_order_find_held (TernOrder *order, GError **error)
{
  g_autoptr (GPtrArray) list =
      tern_order_book_read_held (tern_order_get_book (order), tern_order_get_id (order), error);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      TernOrderVerdict verdict;

      if (!look_up (order, list->pdata[i], &verdict, error))
        return NULL;
    }
  return g_steal_pointer (&list);
}

static gboolean
set_free (TernOrder *order, TernOrderRecord *record, TernOrderReleased *released, GError **error)
{
  TernLedger *ledger = tern_order_book_get_ledger (tern_order_get_book (order));
  g_autoptr (TernOrderEntry) entry = tern_order_read_entry (order, record->number);
  gboolean done;

  tern_order_record_let_go (record);
  if (!tern_order_book_release (tern_order_get_book (order), tern_order_get_id (order), record,
                                &done, error))
    return FALSE;
  *released = done ? TERN_ORDER_RELEASED_FREE : TERN_ORDER_RELEASED_NOT;
  return !done || entry->code == NULL || tern_ledger_give_back (ledger, entry->code, error);
}

/**
 * tern_order_release:
 * @order: an order
 * @held: a row that some program has
 * @released: (out): what came of it
 * @error: return location for an error
 *
 * Gives a row back to the queue, because whoever has it will not come back. What the history knows
 * by now decides first: a profile that was installed stays where it is. A program that comes back
 * all the same may still say what became of the row while no other card has been given it; after
 * that, it is told that the row is not its own any more, before it installs anything.
 *
 * Returns: whether the ledger could be asked
 */
gboolean
tern_order_release (TernOrder *order,
                    TernOrderHeld *held,
                    TernOrderReleased *released,
                    GError **error)
{
  TernOrderRecord *record = held->record;
  TernOrderVerdict verdict;

  *released = TERN_ORDER_RELEASED_NOT;
  if (held->alive)
    return TRUE;
  if (!look_up (order, held, &verdict, error))
    return FALSE;
  record->bound |= verdict.same_card;
  if (!held->known)
    return set_free (order, record, released, error);
  record->state = verdict.state;
  record->reason = verdict.reason;
  *released = TERN_ORDER_RELEASED_KNOWN;
  return tern_order_book_settle (tern_order_get_book (order), tern_order_get_id (order), record,
                                 error);
}
