/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-mbim-slots.h"

#include <string.h>

#include "readers/tern-mbim-error.h"

/* Milliseconds. */
#define COMMAND_TIMEOUT 10000
#define READY_WITHIN 10000
#define READY_EVERY 250

struct _TernMbimSlots
{
  TernMbimLine *line;
  TernMbimUndo *undo;
  gboolean may_be_empty;
  GArray *map;    /* (nullable) of guint32: the slot of each executor, from 0 */
  GArray *before; /* (nullable): as it was before it was changed */
};

/**
 * tern_mbim_slots_new:
 * @line: a session; must live as long
 * @undo: where a change is written down before it is made; must live as long
 * @may_be_empty: as in tern_mbim_wait_until_ready()
 *
 * Returns: (transfer full): its slots, of which nothing is known
 */
TernMbimSlots *
tern_mbim_slots_new (TernMbimLine *line, TernMbimUndo *undo, gboolean may_be_empty)
{
  TernMbimSlots *self = g_new0 (TernMbimSlots, 1);

  self->line = line;
  self->undo = undo;
  self->may_be_empty = may_be_empty;
  return self;
}

/**
 * tern_mbim_slots_free:
 * @self: (transfer full): slots; nothing is put back
 */
void
tern_mbim_slots_free (TernMbimSlots *self)
{
  g_clear_pointer (&self->map, g_array_unref);
  g_clear_pointer (&self->before, g_array_unref);
  g_free (self);
}

/**
 * tern_mbim_pause:
 * @cancellable: (nullable): what ends the pause
 *
 * Waits as long as lies between two looks at a modem.
 *
 * Returns: %FALSE when cancelled
 */
gboolean
tern_mbim_pause (GCancellable *cancellable)
{
  GPollFD descriptor;

  if (cancellable == NULL || !g_cancellable_make_pollfd (cancellable, &descriptor))
    {
      g_usleep (READY_EVERY * (gulong) G_TIME_SPAN_MILLISECOND);
      return TRUE;
    }

  g_poll (&descriptor, 1, READY_EVERY);
  g_cancellable_release_fd (cancellable);
  return !g_cancellable_is_cancelled (cancellable);
}

static gboolean
ask_ready (TernMbimLine *line, gboolean may_be_empty, gboolean *ready, GError **error)
{
  g_autoptr (MbimMessage) request = mbim_message_subscriber_ready_status_query_new (NULL);
  g_autoptr (MbimMessage) response = NULL;
  MbimSubscriberReadyState state = MBIM_SUBSCRIBER_READY_STATE_NOT_INITIALIZED;
  guint32 status;

  response = tern_mbim_line_send (line, request, COMMAND_TIMEOUT, &status, error);
  if (response == NULL)
    return FALSE;

  if (status == MBIM_STATUS_ERROR_NONE)
    mbim_message_subscriber_ready_status_response_parse (response, &state, NULL, NULL, NULL, NULL,
                                                         NULL, NULL);
  *ready = state != MBIM_SUBSCRIBER_READY_STATE_NOT_INITIALIZED &&
           (state != MBIM_SUBSCRIBER_READY_STATE_SIM_NOT_INSERTED || may_be_empty);
  return TRUE;
}

/**
 * tern_mbim_wait_until_ready:
 * @line: a session
 * @may_be_empty: whether the modem may say that there is no card, and mean it; most say so for a
 * moment of every card
 * @cancellable: (nullable): to give up
 * @error: return location for an error of %LPA_CHANNEL_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Waits until the modem has brought up a card that was just given power, ten seconds at most: some
 * never say that they have.
 *
 * Returns: whether it is worth to go on
 */
gboolean
tern_mbim_wait_until_ready (TernMbimLine *line,
                            gboolean may_be_empty,
                            GCancellable *cancellable,
                            GError **error)
{
  gint64 deadline = g_get_monotonic_time () + READY_WITHIN * G_TIME_SPAN_MILLISECOND;
  gboolean ready = FALSE;

  for (;;)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !ask_ready (line, may_be_empty, &ready, error))
        return FALSE;
      if (ready || g_get_monotonic_time () >= deadline)
        return TRUE;
      tern_mbim_pause (cancellable);
    }
}

static GArray *
read_map (MbimMessage *response)
{
  g_autoptr (MbimSlotArray) slots = NULL;
  GArray *map;
  guint32 count;

  if (!mbim_message_ms_basic_connect_extensions_device_slot_mappings_response_parse (
          response, &count, &slots, NULL) ||
      count == 0)
    return NULL;

  map = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint32 i = 0; i < count; i++)
    g_array_append_val (map, slots[i]->slot);
  return map;
}

/* Modems with one slot often know nothing of slots; "map" stays NULL then. */
static gboolean
ask_map (TernMbimSlots *self, GError **error)
{
  g_autoptr (MbimMessage) request =
      mbim_message_ms_basic_connect_extensions_device_slot_mappings_query_new (NULL);
  g_autoptr (MbimMessage) response = NULL;
  guint32 status;

  response = tern_mbim_line_send (self->line, request, COMMAND_TIMEOUT, &status, error);
  if (response == NULL)
    return FALSE;

  g_clear_pointer (&self->map, g_array_unref);
  if (status == MBIM_STATUS_ERROR_NONE)
    self->map = read_map (response);
  return TRUE;
}

static MbimMessage *
new_mapping (GArray *map)
{
  g_autofree MbimSlot *slots = g_new0 (MbimSlot, map->len);
  g_autofree const MbimSlot **places = g_new0 (const MbimSlot *, map->len + 1);

  for (guint i = 0; i < map->len; i++)
    {
      slots[i].slot = g_array_index (map, guint32, i);
      places[i] = &slots[i];
    }
  return mbim_message_ms_basic_connect_extensions_device_slot_mappings_set_new (map->len, places,
                                                                                NULL);
}

static gboolean
send_map (TernMbimSlots *self, GArray *map, guint32 *status, GError **error)
{
  g_autoptr (MbimMessage) request = new_mapping (map);
  g_autoptr (MbimMessage) response =
      tern_mbim_line_send (self->line, request, COMMAND_TIMEOUT, status, error);

  return response != NULL;
}

static gboolean
set_map (TernMbimSlots *self, GArray *map, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + READY_WITHIN * G_TIME_SPAN_MILLISECOND;
  guint32 status;

  for (;;)
    {
      if (!send_map (self, map, &status, error))
        return FALSE;
      if (status == MBIM_STATUS_ERROR_NONE)
        return TRUE;
      if (status != MBIM_STATUS_ERROR_BUSY || g_get_monotonic_time () >= deadline)
        {
          tern_mbim_error_set_status (error, status);
          return FALSE;
        }
      tern_mbim_pause (NULL);
    }
}

/* Two executors cannot share a slot: the one that has it gets the other's. */
static void
exchange_slots (GArray *map, guint32 slot)
{
  guint32 *places = (guint32 *) (gpointer) map->data;

  for (guint i = 1; i < map->len; i++)
    if (places[i] == slot)
      places[i] = places[0];
  places[0] = slot;
}

static gboolean
change (TernMbimSlots *self, guint32 slot, GCancellable *cancellable, GError **error)
{
  self->before = g_array_copy (self->map);
  exchange_slots (self->map, slot);
  return tern_mbim_undo_set_slots (self->undo, self->before, self->map, error) &&
         set_map (self, self->map, error) &&
         tern_mbim_wait_until_ready (self->line, self->may_be_empty, cancellable, error);
}

/**
 * tern_mbim_slots_take:
 * @self: slots of which nothing is known
 * @slot: which one the modem is to use, from 1; 0 to leave it as it is
 * @cancellable: (nullable): to give up waiting
 * @error: return location for an error of %LPA_CHANNEL_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Lets the modem use a slot. Nothing is changed when it does already.
 *
 * Returns: whether it does
 */
gboolean
tern_mbim_slots_take (TernMbimSlots *self, guint slot, GCancellable *cancellable, GError **error)
{
  if (!ask_map (self, error))
    return FALSE;
  if (slot == 0 || (self->map == NULL && slot == 1))
    return TRUE;
  if (self->map == NULL)
    {
      lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_UNSUPPORTED, "mbim/slots",
                     "The modem cannot change to slot %u", slot);
      return FALSE;
    }

  return g_array_index (self->map, guint32, 0) == slot - 1 ||
         change (self, slot - 1, cancellable, error);
}

/**
 * tern_mbim_slots_put_back:
 * @self: slots
 * @error: return location for an error of %LPA_CHANNEL_ERROR
 *
 * Lets the modem use the slot that it used before tern_mbim_slots_take().
 *
 * Returns: whether it does
 */
gboolean
tern_mbim_slots_put_back (TernMbimSlots *self, GError **error)
{
  g_autoptr (GArray) before = g_steal_pointer (&self->before);

  return before == NULL || (set_map (self, before, error) &&
                            tern_mbim_undo_set_slots (self->undo, NULL, NULL, error));
}

static gboolean
is_same_map (GArray *map, GArray *other)
{
  return map != NULL && map->len == other->len &&
         memcmp (map->data, other->data, map->len * sizeof (guint32)) == 0;
}

/**
 * tern_mbim_slots_put_back_old:
 * @self: slots of which nothing is known
 * @error: return location for an error of %LPA_CHANNEL_ERROR
 *
 * Lets the modem use the slots that the record says it used before they were changed, if nobody
 * has changed them since.
 *
 * Returns: whether there is nothing left to do
 */
gboolean
tern_mbim_slots_put_back_old (TernMbimSlots *self, GError **error)
{
  g_autoptr (GArray) before = NULL;
  g_autoptr (GArray) after = NULL;

  if (!tern_mbim_undo_get_slots (self->undo, &before, &after))
    return TRUE;
  if (!ask_map (self, error))
    return FALSE;

  return !is_same_map (self->map, after) || set_map (self, before, error);
}

static gboolean
ask_state (TernMbimSlots *self, guint32 slot, MbimUiccSlotState *state, GError **error)
{
  g_autoptr (MbimMessage) request =
      mbim_message_ms_basic_connect_extensions_slot_info_status_query_new (slot, NULL);
  g_autoptr (MbimMessage) response = NULL;
  guint32 status;

  *state = MBIM_UICC_SLOT_STATE_UNKNOWN;
  response = tern_mbim_line_send (self->line, request, COMMAND_TIMEOUT, &status, error);
  if (response == NULL)
    return FALSE;

  if (status == MBIM_STATUS_ERROR_NONE)
    mbim_message_ms_basic_connect_extensions_slot_info_status_response_parse (response, NULL, state,
                                                                              NULL);
  return TRUE;
}

/**
 * tern_mbim_slots_check_card:
 * @self: slots, taken
 * @has_euicc: (out): whether the modem says that the card in the slot is an eUICC; many do not
 * @error: return location for an error of %LPA_CHANNEL_ERROR
 *
 * Returns: whether there may be a card in the slot that the modem uses
 */
gboolean
tern_mbim_slots_check_card (TernMbimSlots *self, gboolean *has_euicc, GError **error)
{
  guint32 slot = self->map != NULL ? g_array_index (self->map, guint32, 0) : 0;
  MbimUiccSlotState state;

  if (!ask_state (self, slot, &state, error))
    return FALSE;
  if (state == MBIM_UICC_SLOT_STATE_EMPTY || state == MBIM_UICC_SLOT_SATE_OFF_EMPTY)
    {
      tern_mbim_error_set_status (error, MBIM_STATUS_ERROR_SIM_NOT_INSERTED);
      return FALSE;
    }

  *has_euicc = state == MBIM_UICC_SLOT_STATE_ACTIVE_ESIM ||
               state == MBIM_UICC_SLOT_STATE_ACTIVE_ESIM_NO_PROFILES;
  return TRUE;
}

/* As many as the modem says it has, and one where it says nothing. */
static gboolean
count_slots (TernMbimSlots *self, guint32 *count, GError **error)
{
  g_autoptr (MbimMessage) request =
      mbim_message_ms_basic_connect_extensions_sys_caps_query_new (NULL);
  g_autoptr (MbimMessage) response = NULL;
  guint32 status;

  *count = 1;
  response = tern_mbim_line_send (self->line, request, COMMAND_TIMEOUT, &status, error);
  if (response == NULL)
    return FALSE;

  if (status == MBIM_STATUS_ERROR_NONE)
    mbim_message_ms_basic_connect_extensions_sys_caps_response_parse (response, NULL, count, NULL,
                                                                      NULL, NULL);
  *count = CLAMP (*count, 1, TERN_MBIM_SLOTS_MAX);
  return TRUE;
}

/**
 * tern_mbim_slots_list:
 * @self: slots of which nothing is known
 * @error: return location for an error of %LPA_CHANNEL_ERROR
 *
 * Changes nothing.
 *
 * Returns: (transfer full) (nullable) (element-type TernMbimSlot): all slots of the modem, the
 * first at index 0
 */
GArray *
tern_mbim_slots_list (TernMbimSlots *self, GError **error)
{
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (TernMbimSlot));
  guint32 count;

  if (!ask_map (self, error) || !count_slots (self, &count, error))
    return NULL;

  for (guint32 i = 0; i < count; i++)
    {
      TernMbimSlot slot = { .used = self->map == NULL && i == 0 };

      for (guint at = 0; self->map != NULL && at < self->map->len; at++)
        slot.used |= g_array_index (self->map, guint32, at) == i;
      if (!ask_state (self, i, &slot.state, error))
        return NULL;
      g_array_append_val (slots, slot);
    }
  return g_steal_pointer (&slots);
}
