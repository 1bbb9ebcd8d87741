/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-mbim-channel.h"

#include "lpa/lpa-apdu.h"
#include "lpa/lpa-card-memory.h"
#include "readers/tern-mbim-capability.h"
#include "readers/tern-mbim-error.h"
#include "readers/tern-mbim-line.h"
#include "readers/tern-mbim-slots.h"
#include "readers/tern-mbim-uicc.h"

#define CHANNEL_MAX 19
#define RESPONSE_MAX 256
#define INS_GET_RESPONSE 0xC0

/* Milliseconds. */
#define OPEN_TIMEOUT 30000

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

/* What an earlier run left open; also shows whether the modem knows of such things at all. */
static gboolean
clean_up (TernMbimChannel *self, GError **error)
{
  guint32 status;

  if (!tern_mbim_uicc_close (self->line, 0, &status, error))
    return FALSE;
  if (tern_mbim_error_code (status) != LPA_CHANNEL_ERROR_UNSUPPORTED)
    return TRUE;

  tern_mbim_error_set_status (error, status);
  return FALSE;
}

static gboolean
reset_card (TernMbimChannel *self, gboolean pass_through, guint32 *status, GError **error)
{
  if ((pass_through && !tern_mbim_undo_set_pass_through (self->undo, TRUE, error)) ||
      !tern_mbim_uicc_reset (self->line, pass_through, status, error))
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

  tern_mbim_uicc_close (self->line, 0, &status, NULL);
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
      (!tern_mbim_uicc_close (self->line, 0, &status, error) ||
       (tern_mbim_undo_get_pass_through (self->undo) &&
        !reset_card (self, FALSE, &status, error)) ||
       !tern_mbim_slots_put_back_old (self->slots, error)))
    return FALSE;

  return tern_mbim_undo_set_pass_through (self->undo, FALSE, error) &&
         tern_mbim_undo_set_slots (self->undo, NULL, NULL, error);
}

static gboolean
ask_model (TernMbimChannel *self, GError **error)
{
  char *model;

  if (!tern_mbim_uicc_ask_model (self->line, &model, error))
    return FALSE;

  tern_slot_channel_take_model (TERN_SLOT_CHANNEL (self), model);
  return TRUE;
}

static gboolean
ask_atr (TernMbimChannel *self, GError **error)
{
  GBytes *atr;

  if (!tern_mbim_uicc_ask_atr (self->line, &atr, error))
    return FALSE;

  tern_slot_channel_take_atr (TERN_SLOT_CHANNEL (self), atr);
  return TRUE;
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
    return tern_mbim_uicc_close (self->line, 0, &status, error);

  return tern_mbim_error_check_status (error, status) &&
         tern_mbim_wait_until_ready (self->line, self->forgetful, cancellable, error);
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
                      TernMbimOpening *opening,
                      GError **error)
{
  guint32 status;

  if (!sees_no_card (opening->status) || self->pass_through)
    return TRUE;
  if (!reset_card (self, TRUE, &status, error))
    return FALSE;
  if (status != MBIM_STATUS_ERROR_NONE)
    return TRUE;
  if (!tern_mbim_uicc_open (self->line, aid, p2, opening, error))
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
  TernMbimOpening opening;

  if (!check_connected (self, error) ||
      !tern_mbim_uicc_open (self->line, aid, p2, &opening, error) ||
      !open_in_pass_through (self, aid, p2, &opening, error))
    return FALSE;
  if (opening.status == TERN_MBIM_STATUS_NO_LOGICAL_CHANNELS)
    {
      lpa_error_set (error, LPA_CARD_ERROR, LPA_CARD_ERROR_NO_CHANNEL, "87430001",
                     "The modem has no logical channel left");
      return FALSE;
    }
  if (!is_refused (opening.status))
    return tern_mbim_error_check_status (error, opening.status);

  forget_waiting (self);
  *sw = opening.sw;
  if (opening.status == MBIM_STATUS_ERROR_NONE && opening.channel >= 1 &&
      opening.channel <= CHANNEL_MAX)
    *number = (int) opening.channel;
  else if (is_success (*sw))
    *sw = TERN_MBIM_SW_UNKNOWN;
  return TRUE;
}

static void
tern_mbim_channel_close_application (LpaChannel *channel, int number)
{
  TernMbimChannel *self = TERN_MBIM_CHANNEL (channel);
  guint32 status;

  forget_waiting (self);
  if (self->line != NULL && !tern_mbim_line_is_removed (self->line))
    tern_mbim_uicc_close (self->line, (guint32) number, &status, NULL);
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

  if (!check_connected (self, error))
    return NULL;
  if (bytes[1] == INS_GET_RESPONSE && self->waiting->len > 0)
    return take_waiting (self);

  forget_waiting (self);
  if (!tern_mbim_uicc_transmit (self->line, command, timeout, self->waiting, &self->waiting_sw,
                                error))
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
