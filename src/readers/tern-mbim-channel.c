/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-mbim-channel.h"

#include <string.h>

#include "lpa/lpa-apdu.h"
#include "lpa/lpa-card-memory.h"
#include "readers/tern-mbim-capability.h"
#include "readers/tern-mbim-error.h"
#include "readers/tern-mbim-line.h"
#include "readers/tern-mbim-slots.h"

/* The tag of all channels that are opened here, by which those that were left open are found. */
#define GROUP 1

#define CHANNEL_MAX 19
#define RESPONSE_MAX 256
#define INS_GET_RESPONSE 0xC0
#define INS_STORE_DATA 0xE2
#define SW_UNKNOWN 0x6F00

/* Milliseconds. */
#define OPEN_TIMEOUT 30000
#define COMMAND_TIMEOUT 10000
#define BUSY_WITHIN 5000

struct _TernMbimChannel
{
  TernSlotChannel parent_instance;

  gboolean proxy;
  guint open_timeout;
  TernMbimUndo *undo;
  LpaCardMemory *memory; /* of modems */

  /* While connected. */
  TernMbimLine *line;
  TernMbimSlots *slots;
  gboolean has_euicc;
  gboolean pass_through;
  gboolean revealed;
  GByteArray *waiting; /* what GET RESPONSE has yet to fetch */
  guint16 waiting_sw;

  /* Of the last connection. */
  gboolean forgetful; /* the modem takes an eUICC without an enabled profile for nothing */
};

static void channel_iface_init (LpaChannelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TernMbimChannel,
                               tern_mbim_channel,
                               TERN_TYPE_SLOT_CHANNEL,
                               G_IMPLEMENT_INTERFACE (LPA_TYPE_CHANNEL, channel_iface_init))

static const char *
get_device (TernMbimChannel *self)
{
  return tern_slot_channel_get_device (TERN_SLOT_CHANNEL (self));
}

static const char *
get_model (TernMbimChannel *self)
{
  return tern_slot_channel_get_model (TERN_SLOT_CHANNEL (self));
}

static MbimMessage *
send (TernMbimChannel *self, MbimMessage *request, guint timeout, guint32 *status, GError **error)
{
  return tern_mbim_line_send (self->line, request, timeout, status, error);
}

static gboolean
is_passing (guint32 status)
{
  return status == MBIM_STATUS_ERROR_BUSY || status == MBIM_STATUS_ERROR_NOT_INITIALIZED;
}

/* A card that the modem is busy with, or still brings up, is given the time. */
static MbimMessage *
send_patiently (TernMbimChannel *self,
                MbimMessage *request,
                guint timeout,
                guint32 *status,
                GError **error)
{
  gint64 deadline = g_get_monotonic_time () + BUSY_WITHIN * G_TIME_SPAN_MILLISECOND;

  for (;;)
    {
      MbimMessage *response = send (self, request, timeout, status, error);

      if (response == NULL || !is_passing (*status) || g_get_monotonic_time () >= deadline)
        return response;
      mbim_message_unref (response);
      tern_mbim_pause (NULL);
    }
}

static gboolean
is_good (guint32 status, GError **error)
{
  if (status == MBIM_STATUS_ERROR_NONE)
    return TRUE;

  tern_mbim_error_set_status (error, status);
  return FALSE;
}

/* SW1 comes first on the wire, and libmbim reads a number with the lowest byte first. Some firmware
 * says 0 for success. */
static guint16
unpack_sw (guint32 wire)
{
  guint16 sw = (guint16) ((wire & 0xFF) << 8 | (wire >> 8 & 0xFF));

  return sw == 0 ? 0x9000 : sw;
}

static gboolean
ask_model (TernMbimChannel *self, GError **error)
{
  g_autoptr (MbimMessage) request = mbim_message_device_caps_query_new (NULL);
  g_autoptr (MbimMessage) response = NULL;
  g_autofree char *firmware = NULL;
  g_autofree char *hardware = NULL;
  char *model = NULL;
  guint32 status;

  response = send (self, request, COMMAND_TIMEOUT, &status, error);
  if (response == NULL)
    return FALSE;

  if (status == MBIM_STATUS_ERROR_NONE &&
      mbim_message_device_caps_response_parse (response, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                                               NULL, NULL, NULL, &firmware, &hardware, NULL))
    model = g_strdup_printf ("%s %s", hardware != NULL ? hardware : "",
                             firmware != NULL ? firmware : "");
  tern_slot_channel_take_model (TERN_SLOT_CHANNEL (self), model);
  return TRUE;
}

/* Helps to recognise the card, and is not needed. */
static gboolean
ask_atr (TernMbimChannel *self, GError **error)
{
  g_autoptr (MbimMessage) request = mbim_message_ms_uicc_low_level_access_atr_query_new (NULL);
  g_autoptr (MbimMessage) response = NULL;
  const guint8 *data = NULL;
  guint32 status, length = 0;
  GBytes *atr = NULL;

  response = send_patiently (self, request, COMMAND_TIMEOUT, &status, error);
  if (response == NULL)
    return FALSE;

  if (status == MBIM_STATUS_ERROR_NONE &&
      mbim_message_ms_uicc_low_level_access_atr_response_parse (response, &length, &data, NULL) &&
      length > 0)
    atr = g_bytes_new (data, length);
  tern_slot_channel_take_atr (TERN_SLOT_CHANNEL (self), atr);
  return TRUE;
}

static gboolean
close_number (TernMbimChannel *self, guint32 number, guint32 *status, GError **error)
{
  g_autoptr (MbimMessage) request =
      mbim_message_ms_uicc_low_level_access_close_channel_set_new (number, GROUP, NULL);
  g_autoptr (MbimMessage) response = send (self, request, COMMAND_TIMEOUT, status, error);

  return response != NULL;
}

/* What an earlier run left open; also shows whether the modem knows of such things at all. */
static gboolean
clean_up (TernMbimChannel *self, GError **error)
{
  guint32 status;

  if (!close_number (self, 0, &status, error))
    return FALSE;
  if (tern_mbim_error_code (status) != LPA_CHANNEL_ERROR_UNSUPPORTED)
    return TRUE;

  tern_mbim_error_set_status (error, status);
  return FALSE;
}

static gboolean
reset_card (TernMbimChannel *self, gboolean pass_through, guint32 *status, GError **error)
{
  g_autoptr (MbimMessage) request = mbim_message_ms_uicc_low_level_access_reset_set_new (
      pass_through ? MBIM_UICC_PASS_THROUGH_ACTION_ENABLE : MBIM_UICC_PASS_THROUGH_ACTION_DISABLE,
      NULL);
  g_autoptr (MbimMessage) response = NULL;

  if (pass_through && !tern_mbim_undo_set_pass_through (self->undo, TRUE, error))
    return FALSE;
  response = send (self, request, COMMAND_TIMEOUT, status, error);
  if (response == NULL)
    return FALSE;

  if (*status == MBIM_STATUS_ERROR_NONE)
    self->pass_through = pass_through;
  return self->pass_through || tern_mbim_undo_set_pass_through (self->undo, FALSE, error);
}

static void
forget_waiting (TernMbimChannel *self)
{
  g_byte_array_set_size (self->waiting, 0);
}

/* Everything as it was found. */
static void
give_back (TernMbimChannel *self)
{
  g_autoptr (GError) error = NULL;
  guint32 status;

  close_number (self, 0, &status, NULL);
  if (self->pass_through)
    reset_card (self, FALSE, &status, NULL);
  if (self->slots != NULL && !tern_mbim_slots_put_back (self->slots, &error) &&
      !tern_mbim_line_is_removed (self->line))
    g_warning ("%s: the modem does not take its slot back: %s",
               lpa_channel_get_name (LPA_CHANNEL (self)), error->message);
}

static void
tern_mbim_channel_disconnect (LpaChannel *channel)
{
  TernMbimChannel *self = TERN_MBIM_CHANNEL (channel);

  if (self->line != NULL && !tern_mbim_line_is_removed (self->line))
    give_back (self);
  g_clear_pointer (&self->slots, tern_mbim_slots_free);
  g_clear_pointer (&self->line, tern_mbim_line_close);
  forget_waiting (self);
  self->pass_through = FALSE;
}

/* What a program that was killed has left behind. Another modem, or another firmware, at the same
 * place knows nothing of it. */
static gboolean
put_back_old (TernMbimChannel *self, GError **error)
{
  guint32 status;

  if (tern_mbim_undo_is_empty (self->undo))
    return TRUE;
  if (g_strcmp0 (tern_mbim_undo_get_model (self->undo), get_model (self)) == 0 &&
      (!close_number (self, 0, &status, error) ||
       (tern_mbim_undo_get_pass_through (self->undo) &&
        !reset_card (self, FALSE, &status, error)) ||
       !tern_mbim_slots_put_back_old (self->slots, error)))
    return FALSE;

  return tern_mbim_undo_set_pass_through (self->undo, FALSE, error) &&
         tern_mbim_undo_set_slots (self->undo, NULL, NULL, error);
}

static gboolean
ask_modem (TernMbimChannel *self, GError **error)
{
  if (!ask_model (self, error))
    return FALSE;

  self->forgetful |= get_model (self) != NULL &&
                     lpa_card_memory_get_model_forgets (self->memory, get_model (self));
  self->slots = tern_mbim_slots_new (self->line, self->undo, self->forgetful);
  if (!put_back_old (self, error))
    return FALSE;

  tern_mbim_undo_set_modem (self->undo, get_device (self),
                            get_model (self) != NULL ? get_model (self) : "");
  return TRUE;
}

static gboolean
take_card (TernMbimChannel *self, GCancellable *cancellable, GError **error)
{
  return ask_modem (self, error) &&
         tern_mbim_slots_take (self->slots, tern_slot_channel_get_slot (TERN_SLOT_CHANNEL (self)),
                               cancellable, error) &&
         tern_mbim_slots_check_card (self->slots, &self->has_euicc, error) &&
         clean_up (self, error) && ask_atr (self, error);
}

static gboolean
open_line (TernMbimChannel *self, GCancellable *cancellable, GError **error)
{
  tern_mbim_channel_disconnect (LPA_CHANNEL (self));
  self->line =
      tern_mbim_line_open (get_device (self), self->proxy, self->open_timeout, cancellable, error);
  return self->line != NULL;
}

static gboolean
tern_mbim_channel_connect (LpaChannel *channel, GCancellable *cancellable, GError **error)
{
  TernMbimChannel *self = TERN_MBIM_CHANNEL (channel);

  if (!open_line (self, cancellable, error))
    return FALSE;
  if (take_card (self, cancellable, error))
    return TRUE;

  tern_mbim_channel_disconnect (channel);
  return FALSE;
}

static gboolean
check_connected (TernMbimChannel *self, GError **error)
{
  if (self->line != NULL)
    return TRUE;

  lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_RESET, NULL,
                 "The modem is not connected");
  return FALSE;
}

/* A modem that cannot reset the card has read it anew by itself, if the card asked for it. */
static gboolean
tern_mbim_channel_reset (LpaChannel *channel, GCancellable *cancellable, GError **error)
{
  TernMbimChannel *self = TERN_MBIM_CHANNEL (channel);
  guint32 status;

  if (!check_connected (self, error))
    return FALSE;

  forget_waiting (self);
  if (!reset_card (self, FALSE, &status, error))
    return FALSE;
  if (tern_mbim_error_code (status) == LPA_CHANNEL_ERROR_UNSUPPORTED)
    return close_number (self, 0, &status, error);

  return is_good (status, error) &&
         tern_mbim_wait_until_ready (self->line, self->forgetful, cancellable, error);
}

/* What came of opening a channel. */
typedef struct
{
  guint32 status;
  guint32 channel;
  guint16 sw;
} Opening;

static gboolean
ask_to_open (TernMbimChannel *self, GBytes *aid, guint8 p2, Opening *opening, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (aid, &length);
  g_autoptr (MbimMessage) request = mbim_message_ms_uicc_low_level_access_open_channel_set_new (
      (guint32) length, data, p2, GROUP, NULL);
  g_autoptr (MbimMessage) response = NULL;
  guint32 wire = 0;

  *opening = (Opening){ .sw = SW_UNKNOWN };
  response = send_patiently (self, request, COMMAND_TIMEOUT, &opening->status, error);
  if (response == NULL)
    return FALSE;

  if (mbim_message_ms_uicc_low_level_access_open_channel_response_parse (
          response, &wire, &opening->channel, NULL, NULL, NULL) &&
      (wire != 0 || opening->status == MBIM_STATUS_ERROR_NONE))
    opening->sw = unpack_sw (wire);
  return TRUE;
}

static gboolean
sees_no_card (guint32 status)
{
  return status == MBIM_STATUS_ERROR_SIM_NOT_INSERTED || status == MBIM_STATUS_ERROR_BAD_SIM ||
         status == MBIM_STATUS_ERROR_NOT_INITIALIZED;
}

/* Some firmware takes an eUICC without an enabled profile for an empty slot, unless it is told to
 * keep its hands off the card. */
static gboolean
open_in_pass_through (TernMbimChannel *self,
                      GBytes *aid,
                      guint8 p2,
                      Opening *opening,
                      GError **error)
{
  guint32 status;

  if (!sees_no_card (opening->status) || self->pass_through)
    return TRUE;
  if (!reset_card (self, TRUE, &status, error))
    return FALSE;
  if (status != MBIM_STATUS_ERROR_NONE)
    return TRUE;
  if (!ask_to_open (self, aid, p2, opening, error))
    return FALSE;

  self->forgetful = !sees_no_card (opening->status);
  if (self->forgetful && get_model (self) != NULL)
    lpa_card_memory_set_model_forgets (self->memory, get_model (self));
  return TRUE;
}

static gboolean
is_refused (guint32 status)
{
  return status == MBIM_STATUS_ERROR_NONE || status == TERN_MBIM_STATUS_SELECT_FAILED ||
         status == MBIM_STATUS_ERROR_FAILURE;
}

static gboolean
is_success (guint16 sw)
{
  return lpa_sw_is_success (sw) || sw >> 8 == 0x61 || sw >> 8 == 0x62 || sw >> 8 == 0x63;
}

static gboolean
tern_mbim_channel_open_application (LpaChannel *channel,
                                    GBytes *aid,
                                    guint8 p2,
                                    int *number,
                                    guint16 *sw,
                                    GError **error)
{
  TernMbimChannel *self = TERN_MBIM_CHANNEL (channel);
  Opening opening;

  if (!check_connected (self, error) || !ask_to_open (self, aid, p2, &opening, error) ||
      !open_in_pass_through (self, aid, p2, &opening, error))
    return FALSE;
  if (opening.status == TERN_MBIM_STATUS_NO_LOGICAL_CHANNELS)
    {
      lpa_error_set (error, LPA_CARD_ERROR, LPA_CARD_ERROR_NO_CHANNEL, "87430001",
                     "The modem has no logical channel left");
      return FALSE;
    }
  if (!is_refused (opening.status))
    return is_good (opening.status, error);

  forget_waiting (self);
  *sw = opening.sw;
  if (opening.status == MBIM_STATUS_ERROR_NONE && opening.channel >= 1 &&
      opening.channel <= CHANNEL_MAX)
    *number = (int) opening.channel;
  else if (is_success (*sw))
    *sw = SW_UNKNOWN;
  return TRUE;
}

static void
tern_mbim_channel_close_application (LpaChannel *channel, int number)
{
  TernMbimChannel *self = TERN_MBIM_CHANNEL (channel);
  guint32 status;

  forget_waiting (self);
  if (self->line != NULL && !tern_mbim_line_is_removed (self->line))
    close_number (self, (guint32) number, &status, NULL);
}

/* A reset takes an ordinary card's connection down, so it must look like an eUICC. The modem keeps
 * what it was told for good. */
static gboolean
tern_mbim_channel_reveal (LpaChannel *channel, GCancellable *cancellable)
{
  TernMbimChannel *self = TERN_MBIM_CHANNEL (channel);
  guint32 status;

  if (self->line == NULL || self->revealed ||
      (!self->has_euicc &&
       !tern_mbim_capability_is_euicc (tern_slot_channel_get_atr (TERN_SLOT_CHANNEL (self)))))
    return FALSE;

  self->revealed = TRUE;
  return tern_mbim_capability_tell (self->line) && reset_card (self, FALSE, &status, NULL) &&
         status == MBIM_STATUS_ERROR_NONE &&
         tern_mbim_wait_until_ready (self->line, self->forgetful, cancellable, NULL);
}

/* What GET RESPONSE would have fetched, as far as a response has room for. */
static GBytes *
take_waiting (TernMbimChannel *self)
{
  guint length = MIN (self->waiting->len, RESPONSE_MAX);
  guint left = self->waiting->len - length;
  guint16 sw = left == 0 ? self->waiting_sw : (guint16) (0x6100 | (left > 0xFF ? 0 : left));
  const guint8 status[] = { (guint8) (sw >> 8), (guint8) sw };
  GByteArray *response = g_byte_array_new ();

  g_byte_array_append (response, self->waiting->data, length);
  g_byte_array_append (response, status, sizeof status);
  if (length > 0)
    g_byte_array_remove_range (self->waiting, 0, length);
  return g_byte_array_free_to_bytes (response);
}

static guint32
channel_of (guint8 class_byte)
{
  return (class_byte & 0x40) != 0 ? (class_byte & 0x0Fu) + 4 : class_byte & 0x03u;
}

/* Many modems refuse a STORE DATA that does not say that it takes an answer. */
static GByteArray *
complete_command (GBytes *command)
{
  GByteArray *whole = g_byte_array_new ();
  gsize length;
  const guint8 *data = g_bytes_get_data (command, &length);
  const guint8 le = 0x00;

  g_byte_array_append (whole, data, (guint) length);
  if (length > 5 && data[1] == INS_STORE_DATA && length == 5u + data[4])
    g_byte_array_append (whole, &le, 1);
  return whole;
}

static MbimMessage *
new_apdu (GBytes *command)
{
  g_autoptr (GByteArray) whole = complete_command (command);
  guint8 class_byte = whole->data[0];

  return mbim_message_ms_uicc_low_level_access_apdu_set_new (
      channel_of (class_byte), MBIM_UICC_SECURE_MESSAGING_NONE,
      (class_byte & 0x80) != 0 ? MBIM_UICC_CLASS_BYTE_TYPE_EXTENDED
                               : MBIM_UICC_CLASS_BYTE_TYPE_INTER_INDUSTRY,
      whole->len, whole->data, NULL);
}

static gboolean
note_response (TernMbimChannel *self, MbimMessage *response, GError **error)
{
  g_autoptr (GError) cause = NULL;
  const guint8 *data = NULL;
  guint32 wire = 0, length = 0;

  if (!mbim_message_ms_uicc_low_level_access_apdu_response_parse (response, &wire, &length, &data,
                                                                  &cause))
    {
      tern_mbim_error_convert (error, cause);
      return FALSE;
    }

  g_byte_array_append (self->waiting, data, length);
  self->waiting_sw = unpack_sw (wire);
  return TRUE;
}

/* The modem may have fetched the whole answer by itself, which is handed on piece by piece. */
static GBytes *
tern_mbim_channel_transmit (LpaChannel *channel,
                            GBytes *command,
                            guint timeout,
                            GCancellable *cancellable,
                            GError **error)
{
  TernMbimChannel *self = TERN_MBIM_CHANNEL (channel);
  const guint8 *bytes = g_bytes_get_data (command, NULL);
  g_autoptr (MbimMessage) request = NULL;
  g_autoptr (MbimMessage) response = NULL;
  guint32 status;

  if (!check_connected (self, error))
    return NULL;
  if (bytes[1] == INS_GET_RESPONSE && self->waiting->len > 0)
    return take_waiting (self);

  forget_waiting (self);
  request = new_apdu (command);
  response = send_patiently (self, request, timeout, &status, error);
  if (response == NULL || !is_good (status, error) || !note_response (self, response, error))
    return NULL;

  return take_waiting (self);
}

static void
tern_mbim_channel_finalize (GObject *object)
{
  TernMbimChannel *self = TERN_MBIM_CHANNEL (object);

  tern_mbim_channel_disconnect (LPA_CHANNEL (self));
  g_clear_pointer (&self->waiting, g_byte_array_unref);
  g_clear_pointer (&self->undo, tern_mbim_undo_free);
  g_clear_object (&self->memory);

  G_OBJECT_CLASS (tern_mbim_channel_parent_class)->finalize (object);
}

static void
tern_mbim_channel_class_init (TernMbimChannelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tern_mbim_channel_finalize;
}

static void
tern_mbim_channel_init (TernMbimChannel *self)
{
  self->waiting = g_byte_array_new ();
}

static void
channel_iface_init (LpaChannelInterface *iface)
{
  iface->connect = tern_mbim_channel_connect;
  iface->disconnect = tern_mbim_channel_disconnect;
  iface->reset = tern_mbim_channel_reset;
  iface->transmit = tern_mbim_channel_transmit;
  iface->open_application = tern_mbim_channel_open_application;
  iface->close_application = tern_mbim_channel_close_application;
  iface->reveal = tern_mbim_channel_reveal;
}

static void
use_state (TernMbimChannel *self, const char *folder)
{
  g_autofree char *node = g_path_get_basename (get_device (self));
  g_autofree char *undo = folder != NULL ? g_build_filename (folder, node, NULL) : NULL;
  g_autofree char *models = folder != NULL ? g_build_filename (folder, "models", NULL) : NULL;

  self->undo = tern_mbim_undo_new (undo);
  self->memory = lpa_card_memory_new (models);
}

/**
 * tern_mbim_channel_new:
 * @place: which modem and slot; copied
 *
 * Makes a channel to a card behind a modem. Once connected the modem uses the card's slot; when
 * disconnected it uses the one it used before. It touches nothing until it is connected.
 *
 * Returns: (transfer full): the channel
 */
LpaChannel *
tern_mbim_channel_new (const TernMbimPlace *place)
{
  TernMbimChannel *self = g_object_new (TERN_TYPE_MBIM_CHANNEL, NULL);

  tern_slot_channel_set_place (TERN_SLOT_CHANNEL (self), place->device, place->slot, place->name);
  self->proxy = place->proxy;
  use_state (self, place->state);
  self->open_timeout = place->open_timeout > 0 ? place->open_timeout : OPEN_TIMEOUT;
  return LPA_CHANNEL (self);
}

/**
 * tern_mbim_channel_resume:
 * @channel: a channel to a card behind a modem, connected
 * @error: return location for an error of %LPA_CHANNEL_ERROR
 *
 * Makes of a connection that was kept what lpa_channel_connect() would have made: nothing is open
 * on the card. Blocks.
 *
 * Returns: %FALSE when the connection is of no use any more
 */
gboolean
tern_mbim_channel_resume (LpaChannel *channel, GError **error)
{
  TernMbimChannel *self = TERN_MBIM_CHANNEL (channel);

  forget_waiting (self);
  return check_connected (self, error) && clean_up (self, error) && ask_atr (self, error);
}

/**
 * tern_mbim_channel_repair:
 * @channel: a channel to a card behind a modem, not connected
 * @error: return location for an error of %LPA_CHANNEL_ERROR
 *
 * Puts back what a program that was killed has left changed on the modem. Blocks.
 *
 * Returns: whether nothing is left to put back
 */
gboolean
tern_mbim_channel_repair (LpaChannel *channel, GError **error)
{
  TernMbimChannel *self = TERN_MBIM_CHANNEL (channel);
  gboolean repaired;

  if (tern_mbim_undo_is_empty (self->undo))
    return TRUE;

  repaired = open_line (self, NULL, error) && ask_modem (self, error);
  tern_mbim_channel_disconnect (channel);
  return repaired;
}
