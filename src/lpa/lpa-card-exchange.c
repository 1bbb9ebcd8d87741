/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-card.h"

#include "lpa/lpa-apdu.h"
#include "lpa/lpa-card-private.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-tlv.h"

#define INS_STORE_DATA 0xE2

#define P1_MORE 0x11
#define P1_LAST 0x91

#define BLOCKS_MAX 256

static gboolean
store_block (LpaCard *self,
             const guint8 *data,
             gsize length,
             guint number,
             gboolean last,
             guint timeout,
             GByteArray *answer,
             GError **error)
{
  LpaApdu apdu = lpa_apdu_new (lpa_apdu_proprietary_class (self->number), INS_STORE_DATA,
                               last ? P1_LAST : P1_MORE, (guint8) number);
  guint16 sw;

  lpa_apdu_add_data (&apdu, data, length);
  if (last && lpa_channel_get_protocol (self->channel) == LPA_PROTOCOL_T1)
    lpa_apdu_set_le (&apdu, 0x00);
  if (!lpa_apdu_run (&apdu, self->channel, timeout, answer, &sw, &self->n_exchanges, error))
    return FALSE;
  if (!lpa_sw_is_success (sw))
    return lpa_sw_refuse (error, LPA_CARD_ERROR_STATUS, sw, "A command was refused");
  if (sw >> 8 == 0x91)
    self->pending_refresh = TRUE;
  return TRUE;
}

/* STORE DATA in blocks of @size (SGP.22 5.7.2). Whatever data comes, with whichever block, is the
 * answer. */
static GBytes *
store (LpaCard *self, GBytes *request, gsize size, guint timeout, GError **error)
{
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  gsize length;
  const guint8 *data = g_bytes_get_data (request, &length);
  gsize count = (length + size - 1) / size;

  if (count < 1 || count > BLOCKS_MAX)
    {
      lpa_error_set (error, LPA_CARD_ERROR, LPA_CARD_ERROR_TOO_LONG, NULL,
                     "A command of %" G_GSIZE_FORMAT " bytes cannot be sent", length);
      return NULL;
    }
  for (gsize i = 0; i < count; i++)
    if (!store_block (self, data + i * size, MIN (size, length - i * size), (guint) i,
                      i == count - 1, timeout, answer, error))
      return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&answer));
}

static guint
next_smaller_size (guint size)
{
  static const guint sizes[] = { 120, 60 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    if (sizes[i] < size)
      return sizes[i];
  return 0;
}

/* Whether a failure looks like that of a reader or a card that cannot take so much at a time. */
static gboolean
suggests_smaller_blocks (const GError *error)
{
  const char *figure = lpa_error_get_figure (error);

  if (g_error_matches (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_COMMUNICATION))
    return TRUE;
  return g_error_matches (error, LPA_CARD_ERROR, LPA_CARD_ERROR_STATUS) && figure &&
         (g_str_equal (figure, "6700") || g_str_equal (figure, "6601"));
}

/* Whose habit it is how much is taken at a time: a modem's of a kind, or the reader's. */
static const char *
get_taker (LpaCard *self)
{
  const char *model = lpa_channel_get_model (self->channel);

  return model ? model : lpa_channel_get_name (self->channel);
}

/* The whole command in ever smaller blocks, as long as that changes how it is cut. */
static GBytes *
store_in_fitting_blocks (LpaCard *self, GBytes *request, guint timeout, GError **error)
{
  const char *reader = get_taker (self);
  guint length = (guint) MIN (g_bytes_get_size (request), G_MAXUINT);
  guint known = lpa_card_memory_get_segment_size (self->memory, reader);

  for (guint size = known;;)
    {
      g_autoptr (GError) reason = NULL;
      GBytes *answer = store (self, request, size, timeout, &reason);
      guint smaller = next_smaller_size (MIN (size, length));

      if (answer && size != known)
        lpa_card_memory_set_segment_size (self->memory, reader, size);
      if (answer)
        return answer;
      if (smaller == 0 || !suggests_smaller_blocks (reason))
        {
          g_propagate_error (error, g_steal_pointer (&reason));
          return NULL;
        }
      size = smaller;
    }
}

/* Functions that change nothing on the card may be asked twice. */
static gboolean
is_reading (GBytes *request)
{
  static const guint32 tags[] = { 0xBF20, 0xBF22, 0xBF28, 0xBF2B, 0xBF2D,
                                  0xBF2E, 0xBF3C, 0xBF3E, 0xBF43 };
  LpaTlvReader reader;
  LpaTlv tlv;
  gsize length;
  const guint8 *data = g_bytes_get_data (request, &length);

  lpa_tlv_reader_init (&reader, data, length);
  if (!lpa_tlv_reader_next (&reader, &tlv, NULL))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (tags); i++)
    if (tlv.tag == tags[i])
      return TRUE;
  return FALSE;
}

static gboolean
check_open (LpaCard *self, GCancellable *cancellable, GError **error)
{
  if (self->number < 0)
    {
      lpa_error_set (error, LPA_CARD_ERROR, LPA_CARD_ERROR_NOT_OPEN, NULL, "No card is open");
      return FALSE;
    }
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/**
 * lpa_card_exchange:
 * @self: a card between lpa_card_begin() and lpa_card_end()
 * @request: one ES10 command, not empty
 * @timeout: milliseconds that each exchange may take
 * @cancellable: (nullable): looked at before anything is sent and not after, since half a command
 * is worse than a whole one
 * @error: return location for an error of %LPA_CHANNEL_ERROR, %LPA_CARD_ERROR or
 * %G_IO_ERROR_CANCELLED
 *
 * Sends a command and gets its answer, over as many exchanges as the data needs and no more
 * (SGP.22 5.7.2). A reader that cannot take large blocks gets the command again in smaller ones,
 * and this is remembered. A command that only reads is asked again when somebody reset the card
 * meanwhile. The worker's thread.
 *
 * Returns: (transfer full) (nullable): the answer, which may be empty
 */
GBytes *
lpa_card_exchange (LpaCard *self,
                   GBytes *request,
                   guint timeout,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (GError) reason = NULL;
  GBytes *answer;

  if (!check_open (self, cancellable, error))
    return NULL;
  answer = store_in_fitting_blocks (self, request, timeout, &reason);
  if (answer)
    return answer;
  if (!self->aid || !is_reading (request) ||
      !g_error_matches (reason, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_RESET))
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return NULL;
    }

  lpa_card_power_down (self);
  if (!lpa_card_power_up_and_open (self, cancellable, error))
    return NULL;
  return store_in_fitting_blocks (self, request, timeout, error);
}

/**
 * lpa_card_exchange_once:
 * @self: a card between lpa_card_begin() and lpa_card_end()
 * @request: a segment of a bound profile package, not empty
 * @timeout: milliseconds that each exchange may take
 * @error: return location for an error of %LPA_CHANNEL_ERROR or %LPA_CARD_ERROR
 *
 * As lpa_card_exchange() for what cannot be sent twice: nothing is repeated, and it cannot be
 * cancelled. The worker's thread.
 *
 * Returns: (transfer full) (nullable): the answer, which may be empty
 */
GBytes *
lpa_card_exchange_once (LpaCard *self, GBytes *request, guint timeout, GError **error)
{
  guint size = lpa_card_memory_get_segment_size (self->memory, get_taker (self));

  if (!check_open (self, NULL, error))
    return NULL;
  return store (self, request, size, timeout, error);
}
