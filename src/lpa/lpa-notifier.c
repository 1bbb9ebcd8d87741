/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-notifier.h"

#include "lpa/lpa-activation-code.h"
#include "lpa/lpa-error.h"

/* One round of delivering. @servers has %NULL for a server that failed: what follows for it would
 * arrive out of order. */
typedef struct
{
  LpaCard *card;
  LpaTrust *trust;
  GPtrArray *card_keys;
  LpaTrace *trace;
  GCancellable *cancellable;
  GHashTable *servers;
  gboolean card_lost;
  LpaNotifierResult *result;
} Round;

static int
compare_sequence (gconstpointer a, gconstpointer b)
{
  guint left = lpa_notification_get_sequence_number (*(LpaNotification *const *) a);
  guint right = lpa_notification_get_sequence_number (*(LpaNotification *const *) b);

  return left < right ? -1 : left > right;
}

static void
unref_server (gpointer server)
{
  g_clear_object ((LpaServer **) &server);
}

static LpaServer *
find_server (Round *round, const char *address)
{
  LpaServer *server;

  if (g_hash_table_contains (round->servers, address))
    return g_hash_table_lookup (round->servers, address);
  server = lpa_server_new (address, round->trust, round->card_keys);
  lpa_server_set_trace (server, round->trace);
  g_hash_table_insert (round->servers, g_strdup (address), server);
  return server;
}

/* Fetches, sends, removes: a report leaves the card only after the server's 2xx. */
static gboolean
deliver (Round *round, LpaServer *server, guint sequence_number, GError **error)
{
  g_autoptr (GBytes) report = NULL;

  report =
      lpa_es10b_retrieve_notification (round->card, sequence_number, round->cancellable, error);
  if (report == NULL)
    return FALSE;
  if (!lpa_server_handle_notification (server, report, round->cancellable, error))
    return FALSE;
  return lpa_es10b_remove_notification (round->card, sequence_number, round->cancellable, error);
}

static void
keep (Round *round, LpaNotification *notification, const char *address, GError *error)
{
  guint number = lpa_notification_get_sequence_number (notification);
  gboolean stopped = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  if (error->domain == LPA_CHANNEL_ERROR || error->domain == LPA_CARD_ERROR || stopped)
    round->card_lost = TRUE;
  if (address != NULL)
    g_hash_table_insert (round->servers, g_strdup (address), NULL);
  round->result->left++;
  if (round->result->error == NULL)
    round->result->error = g_error_copy (error);
  if (stopped)
    g_error_free (error);
  else
    g_hash_table_insert (round->result->failures, GUINT_TO_POINTER (number), error);
}

static void
send_one (Round *round, LpaNotification *notification)
{
  g_autofree char *address = NULL;
  LpaServer *server;
  GError *error = NULL;

  address = lpa_server_address_normalise (lpa_notification_get_address (notification), &error);
  if (address == NULL)
    {
      keep (round, notification, NULL, error);
      return;
    }
  server = round->card_lost ? NULL : find_server (round, address);
  if (server == NULL)
    round->result->left++;
  else if (deliver (round, server, lpa_notification_get_sequence_number (notification), &error))
    round->result->sent++;
  else
    keep (round, notification, address, error);
}

/**
 * lpa_notifier_send:
 * @card: a card between lpa_card_begin() and lpa_card_end()
 * @trust: which servers are believed
 * @card_keys: (nullable) (element-type GBytes): key identifiers of the issuers that the card
 *   names
 * @trace: (nullable): where to record
 * @filter: (nullable) (scope call): which of the waiting reports to send; %NULL means all
 * @user_data: for @filter
 * @cancellable: (nullable): cancels
 * @error: return location for what kept the card's list from being read
 *
 * Delivers what the card has to report: lowest sequence number first, one connection a server,
 * none after the first that a server does not take. A report that is not delivered is no error;
 * it stays on the card and is counted. Worker thread.
 *
 * Returns: (transfer full) (nullable): how many went and how many stay
 */
LpaNotifierResult *
lpa_notifier_send (LpaCard *card,
                   LpaTrust *trust,
                   GPtrArray *card_keys,
                   LpaTrace *trace,
                   LpaNotifierFilter filter,
                   gpointer user_data,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (GPtrArray) list = lpa_es10b_list_notifications (card, cancellable, error);
  g_autoptr (GHashTable) servers = NULL;
  g_autoptr (LpaNotifierResult) result = NULL;

  if (list == NULL)
    return NULL;
  g_ptr_array_sort (list, compare_sequence);
  servers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_server);
  result = g_new0 (LpaNotifierResult, 1);
  result->failures = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_error_free);

  Round round = { card, trust, card_keys, trace, cancellable, servers, FALSE, result };
  for (guint i = 0; i < list->len; i++)
    if (filter == NULL || filter (list->pdata[i], user_data))
      send_one (&round, list->pdata[i]);

  return g_steal_pointer (&result);
}

/**
 * lpa_notifier_result_free:
 * @self: (nullable) (transfer full): a result
 */
void
lpa_notifier_result_free (LpaNotifierResult *self)
{
  if (self == NULL)
    return;
  g_clear_error (&self->error);
  g_clear_pointer (&self->failures, g_hash_table_unref);
  g_free (self);
}
