/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-ledger-private.h"

#include "ledger/tern-operation-row.h"

/**
 * tern_ledger_list:
 * @self: the ledger
 * @limit: how many at most; 0 for all
 * @error: return location for an error
 *
 * What happened at this station, newest first. Identifiers are shortened to their last four digits,
 * codes are left out. Any thread.
 *
 * Returns: (transfer full) (nullable) (element-type LpaOperation): the operations, or %NULL with a
 * #TernLedgerError
 */
GPtrArray *
tern_ledger_list (TernLedger *self, guint limit, GError **error)
{
  g_autoptr (TernRows) rows = NULL;

  g_return_val_if_fail (TERN_IS_LEDGER (self), NULL);

  rows = tern_store_query (
      tern_ledger_get_own_store (self),
      "SELECT " TERN_OPERATION_COLUMNS " FROM operation ORDER BY id DESC LIMIT $1",
      TERN_VALUES (TERN_INTEGER (limit == 0 ? G_MAXINT64 : (gint64) limit)), error);
  return rows != NULL ? tern_operation_rows_to_operations (rows) : NULL;
}

static GPtrArray *
read_page (TernStore *store, TernHistoryEntry *after, guint limit, GError **error)
{
  const LpaOperation *last = after != NULL ? tern_history_entry_get_operation (after) : NULL;
  gint64 began = last != NULL ? tern_microseconds_of (last->time) : G_MAXINT64;
  g_autoptr (TernRows) rows = tern_store_query (
      store,
      "SELECT " TERN_OPERATION_COLUMNS " FROM operation "
      "WHERE (began, id) < ($1, $2) ORDER BY began DESC, id DESC LIMIT $3",
      TERN_VALUES (TERN_INTEGER (began), TERN_INTEGER (last != NULL ? last->id : G_MAXINT64),
                   TERN_INTEGER (limit)),
      error);

  return rows != NULL ? tern_operation_rows_to_entries (rows) : NULL;
}

/**
 * tern_ledger_read_page:
 * @self: the ledger
 * @after: (nullable): the last entry of the page before; %NULL for the first page
 * @limit: how many at most
 * @error: return location for an error
 *
 * What happened, newest first, page by page; how far the page is from the first does not matter to
 * the time it takes. Of all stations, when they share a ledger that can be reached when the first
 * page is read; otherwise of this one, and then no entry has a station. Any thread.
 *
 * Returns: (transfer full) (nullable) (element-type TernHistoryEntry): the page, or %NULL with a
 * #TernLedgerError
 */
GPtrArray *
tern_ledger_read_page (TernLedger *self, TernHistoryEntry *after, guint limit, GError **error)
{
  TernShare *share = tern_ledger_get_share (self);
  GPtrArray *page = NULL;
  gboolean shared;

  g_return_val_if_fail (TERN_IS_LEDGER (self), NULL);

  shared = share != NULL && (after == NULL || tern_history_entry_get_station (after) != NULL);
  if (shared)
    page = read_page (tern_share_get_store (share), after, limit, after != NULL ? error : NULL);
  if (page != NULL || (shared && after != NULL))
    return page;

  return read_page (tern_ledger_get_own_store (self), after, limit, error);
}

/**
 * tern_ledger_step_free:
 * @self: (transfer full): a step
 */
void
tern_ledger_step_free (TernLedgerStep *self)
{
  g_clear_pointer (&self->time, g_date_time_unref);
  g_free (self);
}

/**
 * tern_ledger_list_steps:
 * @self: the ledger
 * @operation: one that tern_ledger_list() handed out
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable) (element-type TernLedgerStep): the steps that were begun, in
 * the order of time, or %NULL with a #TernLedgerError. Any thread.
 */
GPtrArray *
tern_ledger_list_steps (TernLedger *self, const LpaOperation *operation, GError **error)
{
  g_autoptr (TernRows) rows =
      tern_store_query (tern_ledger_get_own_store (self),
                        "SELECT step, began FROM step WHERE operation = $1 ORDER BY rowid",
                        TERN_VALUES (TERN_INTEGER (operation->id)), error);
  GPtrArray *steps;

  if (rows == NULL)
    return NULL;

  steps = g_ptr_array_new_with_free_func ((GDestroyNotify) tern_ledger_step_free);
  for (guint i = 0; i < tern_rows_get_length (rows); i++)
    {
      LpaStep step;

      if (lpa_step_from_nick (tern_rows_get_text (rows, i, 0), &step))
        {
          TernLedgerStep *row = g_new0 (TernLedgerStep, 1);

          row->step = step;
          row->time = tern_time_of (tern_rows_get_integer (rows, i, 1));
          g_ptr_array_add (steps, row);
        }
    }
  return steps;
}

/* Newest first. */
static int
compare_times (gconstpointer a, gconstpointer b)
{
  const LpaOperation *first = tern_history_entry_get_operation (*(TernHistoryEntry *const *) a);
  const LpaOperation *second = tern_history_entry_get_operation (*(TernHistoryEntry *const *) b);

  return g_date_time_compare (second->time, first->time);
}

/**
 * tern_ledger_find_code:
 * @self: the ledger
 * @code: an activation code
 * @error: return location for an error
 *
 * What was done with a code before, newest first, here and at the stations that share the ledger:
 * to tell a person that it was used, when and with which card. A code without a matching ID names
 * no order and is never found. Any thread.
 *
 * Returns: (transfer full) (nullable) (element-type TernHistoryEntry): the operations, or %NULL
 * with a #TernLedgerError
 */
GPtrArray *
tern_ledger_find_code (TernLedger *self, const LpaActivationCode *code, GError **error)
{
  g_autofree char *text = tern_key_ring_dup_code_text (code);
  TernShare *share = tern_ledger_get_share (self);
  g_autoptr (GPtrArray) elsewhere = NULL;
  g_autoptr (GBytes) mark = NULL;
  g_autoptr (TernRows) rows = NULL;
  GPtrArray *entries;

  g_return_val_if_fail (TERN_IS_LEDGER (self), NULL);
  g_return_val_if_fail (code != NULL, NULL);

  mark = tern_key_ring_mark (tern_ledger_get_own_keys (self), TERN_LEDGER_MARK_CODE, text);
  if (share != NULL && (elsewhere = tern_share_find_code (share, code, error)) == NULL)
    return NULL;
  rows = tern_store_query (tern_ledger_get_own_store (self),
                           "SELECT " TERN_OPERATION_COLUMNS
                           " FROM operation WHERE code = $1 ORDER BY id DESC",
                           TERN_VALUES (TERN_BYTES (mark)), error);
  if (rows == NULL)
    return NULL;

  entries = tern_operation_rows_to_entries (rows);
  if (elsewhere != NULL)
    g_ptr_array_extend_and_steal (entries, g_steal_pointer (&elsewhere));
  g_ptr_array_sort (entries, compare_times);
  return entries;
}

/* What leads to a report: an operation on its profile, or one on the whole card that also changed
 * profiles which it does not name. */
static const struct
{
  LpaNotificationEvent event;
  LpaOperationKind own;
  int wide; /* -1: none */
} CAUSES[] = {
  { LPA_NOTIFICATION_EVENT_INSTALL, LPA_OPERATION_DOWNLOAD, -1 },
  { LPA_NOTIFICATION_EVENT_ENABLE, LPA_OPERATION_ENABLE, -1 },
  { LPA_NOTIFICATION_EVENT_DISABLE, LPA_OPERATION_DISABLE, LPA_OPERATION_ENABLE },
  { LPA_NOTIFICATION_EVENT_DELETE, LPA_OPERATION_DELETE, LPA_OPERATION_RESET },
};

static void
find_causes (LpaNotificationEvent event, const char **own, const char **wide)
{
  for (gsize i = 0; i < G_N_ELEMENTS (CAUSES); i++)
    if (CAUSES[i].event == event)
      {
        *own = lpa_operation_kind_get_nick (CAUSES[i].own);
        *wide = CAUSES[i].wide >= 0 ? lpa_operation_kind_get_nick (CAUSES[i].wide) : NULL;
      }
}

/**
 * tern_ledger_find_cause:
 * @self: the ledger
 * @eid: of a card, whole
 * @notification: a report that waits on it
 *
 * When this program caused a report, as far as is known here: the last operation that it ended on
 * this card and that leaves such a report. On a profile that it never had to do with nothing is
 * its doing. Any thread.
 *
 * Returns: (transfer full) (nullable): the time, UTC, or %NULL when another program caused it, or
 *   when it cannot be said
 */
GDateTime *
tern_ledger_find_cause (TernLedger *self, const char *eid, LpaNotification *notification)
{
  const char *iccid = lpa_notification_get_iccid (notification);
  const char *own = NULL, *wide = NULL;
  g_autoptr (GBytes) card =
      tern_key_ring_mark (tern_ledger_get_own_keys (self), TERN_LEDGER_MARK_EID, eid);
  g_autoptr (GBytes) profile =
      tern_key_ring_mark (tern_ledger_get_own_keys (self), TERN_LEDGER_MARK_ICCID, iccid);
  g_autoptr (TernRows) rows = NULL;

  if (profile == NULL)
    return NULL;
  find_causes (lpa_notification_get_event (notification), &own, &wide);
  rows = tern_store_query (
      tern_ledger_get_own_store (self),
      "SELECT max (changed) FROM operation"
      " WHERE card = $1 AND outcome NOT IN ('open', 'cancelled')"
      " AND (kind = $3 AND profile = $2 OR kind = $4 AND EXISTS"
      "   (SELECT 1 FROM operation AS other WHERE other.card = $1 AND other.profile = $2))",
      TERN_VALUES (TERN_BYTES (card), TERN_BYTES (profile), TERN_TEXT (own), TERN_TEXT (wide)),
      NULL);
  if (rows == NULL || tern_rows_is_null (rows, 0, 0))
    return NULL;
  return tern_time_of (tern_rows_get_integer (rows, 0, 0));
}

/**
 * tern_ledger_names_profile:
 * @self: the ledger
 * @entry: one of its entries, of this station or another
 * @iccid: of a profile
 *
 * Returns: whether it is that profile which @entry is about. Any thread
 */
gboolean
tern_ledger_names_profile (TernLedger *self, TernHistoryEntry *entry, const char *iccid)
{
  GBytes *profile = tern_history_entry_get_profile (entry);
  TernShare *share = tern_ledger_get_share (self);
  g_autoptr (TernKeyRing) keys = share != NULL ? tern_share_dup_keys (share, NULL) : NULL;
  g_autoptr (GPtrArray) marks = tern_key_ring_marks (
      keys != NULL ? keys : tern_ledger_get_own_keys (self), TERN_LEDGER_MARK_ICCID, iccid);

  return profile != NULL && g_ptr_array_find_with_equal_func (marks, profile, g_bytes_equal, NULL);
}
