/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-isdr.h"

#define TAG_LIST 0xBF28
#define TAG_RETRIEVE 0xBF2B
#define TAG_REMOVE 0xBF30

#define NO_RESULT 1
#define NOTHING_TO_DELETE 1
#define ANY_EVENT 0xFF

/* Which notifications are asked for; without a number and with all events, all of them. */
typedef struct
{
  gboolean by_number;
  gint64 number;
  guint8 events;
} Filter;

static gboolean
matches (const Filter *filter, const SimNotification *notification)
{
  return (!filter->by_number || notification->sequence == filter->number) &&
         (notification->event & filter->events) != 0;
}

static gboolean
parse_events (const LpaTlv *request, Filter *filter)
{
  LpaTlv events;

  *filter = (Filter){ .events = ANY_EVENT };
  if (request->length == 0)
    return TRUE;
  if (!lpa_tlv_find (request, 0x81, &events) || events.length != 2)
    return FALSE;

  filter->events = sim_bit_string_first (&events);
  return TRUE;
}

static gboolean
parse_criteria (const LpaTlv *request, Filter *filter)
{
  LpaTlv criteria, number;

  if (request->length == 0)
    return parse_events (request, filter);
  if (!lpa_tlv_find (request, 0xA0, &criteria) || criteria.length == 0)
    return FALSE;
  if (!lpa_tlv_find (&criteria, 0x80, &number))
    return parse_events (&criteria, filter);

  *filter = (Filter){ .by_number = TRUE, .events = ANY_EVENT };
  return lpa_tlv_get_integer (&number, &filter->number, NULL);
}

static guint
append_matching (SimIsdr *self, GByteArray *out, const Filter *filter, gboolean whole)
{
  GPtrArray *notifications = sim_profile_store_get_notifications (self->store);
  guint count = 0;

  for (guint i = 0; i < notifications->len; i++)
    {
      SimNotification *notification = notifications->pdata[i];

      if (!matches (filter, notification))
        continue;
      lpa_tlv_append_raw (out, whole ? notification->data : notification->metadata);
      count++;
    }

  return count;
}

/**
 * sim_isdr_list_notifications:
 * @self: the application
 * @request: the ListNotification request (BF28)
 *
 * ListNotification (SGP.22 5.7.9).
 *
 * Returns: (transfer full) (nullable): the answer, or %NULL when the request is malformed
 */
GBytes *
sim_isdr_list_notifications (SimIsdr *self, const LpaTlv *request)
{
  Filter filter;
  GByteArray *out;
  guint mark, list;

  if (!parse_events (request, &filter))
    return NULL;

  out = g_byte_array_new ();
  mark = lpa_tlv_open (out, TAG_LIST);
  list = lpa_tlv_open (out, 0xA0);
  append_matching (self, out, &filter, FALSE);
  lpa_tlv_close (out, list);
  lpa_tlv_close (out, mark);

  return g_byte_array_free_to_bytes (out);
}

/**
 * sim_isdr_retrieve_notifications:
 * @self: the application
 * @request: the RetrieveNotificationsList request (BF2B)
 *
 * RetrieveNotificationsList (SGP.22 5.7.10).
 *
 * Returns: (transfer full) (nullable): the answer, or %NULL when the request is malformed
 */
GBytes *
sim_isdr_retrieve_notifications (SimIsdr *self, const LpaTlv *request)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  Filter filter;
  guint mark, list, count;

  if (!parse_criteria (request, &filter))
    return NULL;

  mark = lpa_tlv_open (out, TAG_RETRIEVE);
  list = lpa_tlv_open (out, 0xA0);
  count = append_matching (self, out, &filter, TRUE);
  lpa_tlv_close (out, list);
  lpa_tlv_close (out, mark);
  if (count == 0 && request->length != 0)
    return sim_isdr_choice_error (TAG_RETRIEVE, NO_RESULT);

  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

/**
 * sim_isdr_remove_notification:
 * @self: the application
 * @request: the NotificationSent request (BF30)
 *
 * RemoveNotificationFromList (SGP.22 5.7.11).
 *
 * Returns: (transfer full) (nullable): the answer, or %NULL when the request is malformed
 */
GBytes *
sim_isdr_remove_notification (SimIsdr *self, const LpaTlv *request)
{
  LpaTlv number;
  gint64 sequence;

  if (!lpa_tlv_find (request, 0x80, &number) || !lpa_tlv_get_integer (&number, &sequence, NULL))
    return NULL;

  return sim_isdr_result (TAG_REMOVE, sim_profile_store_remove_notification (self->store, sequence)
                                          ? 0
                                          : NOTHING_TO_DELETE);
}
