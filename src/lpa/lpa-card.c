/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa-card.h"

#include "lpa/lpa-apdu.h"
#include "lpa/lpa-card-private.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-tlv.h"

#define INS_MANAGE_CHANNEL 0x70
#define INS_SELECT 0xA4

#define P2_FCI 0x00
#define P2_FCP 0x04
#define P2_NOTHING 0x0C

#define SW_NOT_FOUND 0x6A82
#define SW_BLOCKED 0x6283

#define CHANNEL_MAX 19

/* After a REFRESH a card may be gone for a moment. Milliseconds. */
#define RESTART_WITHIN 10000
#define RESTART_EVERY 300

G_DEFINE_FINAL_TYPE (LpaCard, lpa_card, G_TYPE_OBJECT)

static void
lpa_card_dispose (GObject *object)
{
  LpaCard *self = LPA_CARD (object);

  if (self->channel)
    lpa_card_end (self);
  g_clear_object (&self->channel);
  g_clear_object (&self->memory);
  G_OBJECT_CLASS (lpa_card_parent_class)->dispose (object);
}

static void
lpa_card_class_init (LpaCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lpa_card_dispose;
}

static void
lpa_card_init (LpaCard *self)
{
  self->number = -1;
}

/* A command of which the outcome does not matter, short of losing the card. */
static gboolean
run_and_ignore (LpaCard *self, const LpaApdu *apdu, GError **error)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  guint16 sw;

  return lpa_apdu_send (apdu, self->channel, LPA_CARD_TIMEOUT, data, &sw, &self->n_exchanges,
                        error);
}

static gboolean
opens_applications (LpaCard *self)
{
  return lpa_channel_opens_applications (self->channel);
}

/* Says that this terminal is one for eUICCs, after each power-up (ETSI TS 102 221 11.1.19,
 * SGP.22 3.4.2): some hide the ISD-R otherwise. */
static gboolean
send_terminal_capability (LpaCard *self, GError **error)
{
  static const guint8 capability[] = { 0xA9, 0x08, 0x81, 0x00, 0x82, 0x01, 0x01, 0x83, 0x01, 0x07 };
  LpaApdu apdu = lpa_apdu_new (0x80, 0xAA, 0x00, 0x00);

  lpa_apdu_add_data (&apdu, capability, sizeof capability);
  return run_and_ignore (self, &apdu, error);
}

/**
 * lpa_card_power_up:
 * @self: a card that is not powered
 * @cancellable: (nullable): to give up waiting
 * @error: return location for an error of %LPA_CHANNEL_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the card is powered and knows what it is in
 */
gboolean
lpa_card_power_up (LpaCard *self, GCancellable *cancellable, GError **error)
{
  self->number = -1;
  self->pending_refresh = FALSE;
  if (!lpa_channel_connect (self->channel, cancellable, error))
    return FALSE;
  self->powered = TRUE;
  self->gone = FALSE;
  return opens_applications (self) || send_terminal_capability (self, error);
}

static void
close_channel (LpaCard *self, int number)
{
  LpaApdu apdu = lpa_apdu_new (0x00, INS_MANAGE_CHANNEL, 0x80, (guint8) number);

  if (opens_applications (self))
    lpa_channel_close_application (self->channel, number);
  else
    run_and_ignore (self, &apdu, NULL);
}

static void
release_channel (LpaCard *self)
{
  if (self->number > 0)
    close_channel (self, self->number);
  self->number = -1;
}

/**
 * lpa_card_power_down:
 * @self: a card
 *
 * Closes what is open and lets the card go. Never fails.
 */
void
lpa_card_power_down (LpaCard *self)
{
  if (!self->powered)
    return;
  release_channel (self);
  lpa_channel_disconnect (self->channel);
  self->powered = FALSE;
}

static gboolean
cold_reset (LpaCard *self, GCancellable *cancellable, GError **error)
{
  self->number = -1;
  self->pending_refresh = FALSE;
  return lpa_channel_reset (self->channel, cancellable, error) &&
         (opens_applications (self) || send_terminal_capability (self, error));
}

/**
 * lpa_card_recover:
 * @self: a powered card
 * @round: how often it was tried before, below %LPA_CARD_N_RECOVERIES
 * @cancellable: (nullable): to give up
 * @error: return location for an error of %LPA_CHANNEL_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Frees channels that some program left open: first by closing them all, then by taking the power
 * away.
 *
 * Returns: whether it is worth another try
 */
gboolean
lpa_card_recover (LpaCard *self, guint round, GCancellable *cancellable, GError **error)
{
  if (round == 0)
    return TRUE;

  release_channel (self);
  if (round > 1)
    return cold_reset (self, cancellable, error);
  if (opens_applications (self))
    close_channel (self, 0);
  else
    for (int number = 1; number <= CHANNEL_MAX; number++)
      close_channel (self, number);
  return TRUE;
}

/**
 * lpa_card_reveal:
 * @self: a powered card on which no ISD-R was found
 * @cancellable: (nullable): to give up waiting
 *
 * Returns: whether the device was made to show more of the card than before
 */
gboolean
lpa_card_reveal (LpaCard *self, GCancellable *cancellable)
{
  if (!lpa_channel_reveal (self->channel, cancellable))
    return FALSE;
  self->number = -1; /* nothing is open on the card any more */
  return TRUE;
}

static gboolean
open_channel (LpaCard *self, GError **error)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  LpaApdu apdu = lpa_apdu_new (0x00, INS_MANAGE_CHANNEL, 0x00, 0x00);
  guint16 sw;

  lpa_apdu_set_le (&apdu, 0x01);
  if (!lpa_apdu_run (&apdu, self->channel, LPA_CARD_TIMEOUT, data, &sw, &self->n_exchanges, error))
    return FALSE;
  if (!lpa_sw_is_success (sw))
    return lpa_sw_refuse (error, LPA_CARD_ERROR_NO_CHANNEL, sw, "No logical channel can be opened");
  if (data->len != 1 || data->data[0] < 1 || data->data[0] > CHANNEL_MAX)
    {
      lpa_error_set (error, LPA_CARD_ERROR, LPA_CARD_ERROR_MALFORMED, NULL,
                     "The card opened a logical channel without saying which");
      return FALSE;
    }
  self->number = data->data[0];
  return TRUE;
}

/**
 * lpa_card_take_channel:
 * @self: a powered card
 * @error: return location for an error of %LPA_CHANNEL_ERROR or %LPA_CARD_ERROR
 *
 * Opens a logical channel. When there is none, channels that were left open are closed; when there
 * is still none, the basic one is taken, which disturbs nobody in a reader. Through a device that
 * opens applications there is nothing to do but to close what is open: SELECT brings the channel.
 *
 * Returns: whether there is a channel to SELECT on
 */
gboolean
lpa_card_take_channel (LpaCard *self, GError **error)
{
  if (opens_applications (self))
    {
      release_channel (self);
      return TRUE;
    }
  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (GError) refusal = NULL;

      if (!lpa_card_recover (self, round, NULL, error))
        return FALSE;
      if (open_channel (self, &refusal))
        return TRUE;
      if (!g_error_matches (refusal, LPA_CARD_ERROR, LPA_CARD_ERROR_NO_CHANNEL))
        {
          g_propagate_error (error, g_steal_pointer (&refusal));
          return FALSE;
        }
    }
  self->number = 0;
  return TRUE;
}

/**
 * lpa_card_is_selected:
 * @sw: the status word of a SELECT
 *
 * Returns: whether the application is selected: warnings count as success, but not that it is
 * blocked
 */
gboolean
lpa_card_is_selected (guint16 sw)
{
  guint8 sw1 = (guint8) (sw >> 8);

  return lpa_sw_is_success (sw) || sw1 == 0x61 ||
         ((sw1 == 0x62 || sw1 == 0x63) && sw != SW_BLOCKED);
}

/* Once more with all channels of ours closed, when there is none left. */
static gboolean
open_application (LpaCard *self, GBytes *aid, guint8 p2, guint16 *sw, GError **error)
{
  g_autoptr (GError) refusal = NULL;

  release_channel (self);
  self->n_exchanges++;
  if (lpa_channel_open_application (self->channel, aid, p2, &self->number, sw, &refusal))
    return TRUE;
  if (!g_error_matches (refusal, LPA_CARD_ERROR, LPA_CARD_ERROR_NO_CHANNEL))
    {
      g_propagate_error (error, g_steal_pointer (&refusal));
      return FALSE;
    }
  close_channel (self, 0);
  self->n_exchanges++;
  return lpa_channel_open_application (self->channel, aid, p2, &self->number, sw, error);
}

static gboolean
send_select (LpaCard *self, GBytes *aid, guint8 p2, guint16 *sw, GError **error)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  LpaApdu apdu = lpa_apdu_new (lpa_apdu_interindustry_class (self->number), INS_SELECT, 0x04, p2);
  gsize length;
  const guint8 *bytes = g_bytes_get_data (aid, &length);

  lpa_apdu_add_data (&apdu, bytes, length);
  if (lpa_channel_get_protocol (self->channel) == LPA_PROTOCOL_T1)
    lpa_apdu_set_le (&apdu, 0x00);
  return lpa_apdu_send (&apdu, self->channel, LPA_CARD_TIMEOUT, data, sw, &self->n_exchanges,
                        error);
}

static gboolean
select_with (LpaCard *self, GBytes *aid, guint8 p2, guint16 *sw, GError **error)
{
  return opens_applications (self) ? open_application (self, aid, p2, sw, error)
                                   : send_select (self, aid, p2, sw, error);
}

/* A card's own wish, or a modem's. Many modems take nothing but 0C, and those that take 00 take
 * that too. */
static guint8
recall_p2 (LpaCard *self)
{
  GBytes *atr = lpa_channel_get_atr (self->channel);
  const char *model = lpa_channel_get_model (self->channel);

  if (opens_applications (self))
    return model ? lpa_card_memory_get_model_p2 (self->memory, model, P2_NOTHING) : P2_NOTHING;
  return atr ? lpa_card_memory_get_select_p2 (self->memory, atr) : P2_FCI;
}

static void
remember_p2 (LpaCard *self, guint8 p2)
{
  GBytes *atr = lpa_channel_get_atr (self->channel);
  const char *model = lpa_channel_get_model (self->channel);
  gboolean by_model = opens_applications (self);

  if (p2 == recall_p2 (self))
    return;
  if (by_model && model)
    lpa_card_memory_set_model_p2 (self->memory, model, p2);
  if (!by_model && atr)
    lpa_card_memory_set_select_p2 (self->memory, atr, p2);
}

/* Status words that are about the application and not about the way of asking. */
static gboolean
is_final (guint16 sw)
{
  return lpa_card_is_selected (sw) || sw == SW_NOT_FOUND || sw == SW_BLOCKED || sw == LPA_SW_HELD;
}

/**
 * lpa_card_select:
 * @self: a card with a channel
 * @aid: the application
 * @sw: (out): the status word of the last try; see lpa_card_is_selected()
 * @error: return location for an error of %LPA_CHANNEL_ERROR or %LPA_CARD_ERROR
 *
 * SELECTs by name, asking for FCI, for nothing and for FCP in turn where a card or a modem does not
 * take the first. The way that works is remembered. What the card says with a success is left
 * unread: nothing is needed of it.
 *
 * Returns: whether the card answered
 */
gboolean
lpa_card_select (LpaCard *self, GBytes *aid, guint16 *sw, GError **error)
{
  const guint8 ways[] = { recall_p2 (self), P2_FCI, P2_NOTHING, P2_FCP };

  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      if (i > 0 && ways[i] == ways[0])
        continue;
      if (!select_with (self, aid, ways[i], sw, error))
        return FALSE;
      if (lpa_card_is_selected (*sw))
        remember_p2 (self, ways[i]);
      if (is_final (*sw))
        return TRUE;
    }
  return TRUE;
}

static gboolean
set_select_error (LpaCard *self, guint16 sw, GError **error)
{
  if (sw == LPA_SW_HELD)
    return lpa_sw_refuse (error, LPA_CARD_ERROR_HELD, sw, "The ISD-R is held by another channel");
  if (self->number == 0)
    return lpa_sw_refuse (error, LPA_CARD_ERROR_NO_CHANNEL, sw,
                          "There is no logical channel for the ISD-R");
  return lpa_sw_refuse (error, LPA_CARD_ERROR_STATUS, sw, "The ISD-R cannot be selected");
}

static gboolean
open_isdr (LpaCard *self, GCancellable *cancellable, GError **error)
{
  guint16 sw = LPA_SW_HELD;

  for (guint round = 0; sw == LPA_SW_HELD && round < LPA_CARD_N_RECOVERIES; round++)
    if (!lpa_card_recover (self, round, cancellable, error) ||
        !lpa_card_take_channel (self, error) || !lpa_card_select (self, self->aid, &sw, error))
      return FALSE;
  return lpa_card_is_selected (sw) || set_select_error (self, sw, error);
}

/* Up to the ISD-R, and once more when somebody reset the card meanwhile. */
gboolean
lpa_card_power_up_and_open (LpaCard *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) first = NULL;

  if (lpa_card_power_up (self, cancellable, &first) && open_isdr (self, cancellable, &first))
    return TRUE;
  lpa_card_power_down (self);
  if (!g_error_matches (first, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_RESET))
    {
      g_propagate_error (error, g_steal_pointer (&first));
      return FALSE;
    }

  if (lpa_card_power_up (self, cancellable, error) && open_isdr (self, cancellable, error))
    return TRUE;
  lpa_card_power_down (self);
  return FALSE;
}

/**
 * lpa_card_new:
 * @channel: the reader
 * @memory: (nullable): what is known of cards and readers; %NULL to start with nothing
 *
 * Returns: (transfer full): a card, not powered yet. Any thread
 */
LpaCard *
lpa_card_new (LpaChannel *channel, LpaCardMemory *memory)
{
  LpaCard *self = g_object_new (LPA_TYPE_CARD, NULL);

  self->channel = g_object_ref (channel);
  self->memory = memory ? g_object_ref (memory) : lpa_card_memory_new (NULL);
  return self;
}

/**
 * lpa_card_get_channel:
 * @self: a card
 *
 * Returns: (transfer none): the reader it is in. Any thread
 */
LpaChannel *
lpa_card_get_channel (LpaCard *self)
{
  return self->channel;
}

/**
 * lpa_card_get_memory:
 * @self: a card
 *
 * Returns: (transfer none): what is known of cards and readers. Any thread
 */
LpaCardMemory *
lpa_card_get_memory (LpaCard *self)
{
  return self->memory;
}

/**
 * lpa_card_begin:
 * @self: a card that is not begun
 * @aid: of the ISD-R to speak to, from lpa_card_find_isdrs()
 * @cancellable: (nullable): to give up
 * @error: return location for an error of %LPA_CHANNEL_ERROR, %LPA_CARD_ERROR or
 * %G_IO_ERROR_CANCELLED
 *
 * Powers the card, for this program alone, and selects the ISD-R on a channel of its own. To be
 * followed by lpa_card_end(), unless it fails. The worker's thread.
 *
 * Returns: whether ES10 functions can be called now
 */
gboolean
lpa_card_begin (LpaCard *self, GBytes *aid, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (!self->aid, FALSE);

  self->aid = g_bytes_ref (aid);
  if (lpa_card_power_up_and_open (self, cancellable, error))
    return TRUE;
  g_clear_pointer (&self->aid, g_bytes_unref);
  return FALSE;
}

/**
 * lpa_card_end:
 * @self: a card, begun or not
 *
 * Closes the channel and lets the card go, so that other programs can have it. Never fails. The
 * worker's thread.
 */
void
lpa_card_end (LpaCard *self)
{
  lpa_card_power_down (self);
  g_clear_pointer (&self->aid, g_bytes_unref);
}

/* Waits, and stops waiting when cancelled. */
static void
wait_a_moment (GCancellable *cancellable)
{
  GPollFD fd;

  if (cancellable && g_cancellable_make_pollfd (cancellable, &fd))
    {
      g_poll (&fd, 1, RESTART_EVERY);
      g_cancellable_release_fd (cancellable);
    }
  else
    g_usleep (RESTART_EVERY * 1000);
}

static gboolean
restart_once (LpaCard *self, GCancellable *cancellable, GError **error)
{
  if (self->powered && cold_reset (self, cancellable, NULL) && open_isdr (self, cancellable, NULL))
    return TRUE;
  lpa_card_power_down (self);
  return lpa_card_power_up_and_open (self, cancellable, error);
}

static gboolean
is_hopeless (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
         g_error_matches (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NO_SERVICE) ||
         g_error_matches (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NOT_PERMITTED);
}

/**
 * lpa_card_restart:
 * @self: a card between lpa_card_begin() and lpa_card_end()
 * @cancellable: (nullable): to give up waiting
 * @error: return location for an error of %LPA_CHANNEL_ERROR, %LPA_CARD_ERROR or
 * %G_IO_ERROR_CANCELLED
 *
 * Takes the power from the card, gives it back and opens the same ISD-R again: what a card needs
 * after a switch with REFRESH, and what brings back one that was reset or pulled. A card that is
 * gone for a moment is waited for, ten seconds at most, and once: after that it is only looked for
 * when lpa_card_restart() is called again. A running download session does not survive it. The
 * worker's thread.
 *
 * Returns: whether ES10 functions can be called again
 */
gboolean
lpa_card_restart (LpaCard *self, GCancellable *cancellable, GError **error)
{
  gint64 patience = self->gone ? 0 : RESTART_WITHIN;
  gint64 deadline = g_get_monotonic_time () + patience * G_TIME_SPAN_MILLISECOND;

  if (!self->aid)
    {
      lpa_error_set (error, LPA_CARD_ERROR, LPA_CARD_ERROR_NOT_OPEN, NULL, "No card is open");
      return FALSE;
    }
  for (;;)
    {
      g_autoptr (GError) reason = NULL;

      if (restart_once (self, cancellable, &reason))
        return TRUE;
      self->gone = g_get_monotonic_time () >= deadline;
      if (is_hopeless (reason) || self->gone)
        {
          g_propagate_error (error, g_steal_pointer (&reason));
          return FALSE;
        }
      wait_a_moment (cancellable);
    }
}

/**
 * lpa_card_has_pending_refresh:
 * @self: a card
 *
 * Returns: whether the card has said, since it was powered, that it wants to refresh (91xx):
 * lpa_card_restart() does it
 */
gboolean
lpa_card_has_pending_refresh (LpaCard *self)
{
  return self->pending_refresh;
}

/**
 * lpa_card_get_n_exchanges:
 * @self: a card
 *
 * Returns: the number of command APDUs sent since the object was made
 */
guint
lpa_card_get_n_exchanges (LpaCard *self)
{
  return self->n_exchanges;
}
