/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa-apdu.h"

#include <string.h>

#include "lpa/lpa-error.h"

#define INS_GET_RESPONSE 0xC0
#define STATUS_SIZE 2
#define RESPONSE_MAX (256 * 1024)

/**
 * lpa_apdu_interindustry_class:
 * @channel: a logical channel, 0 to 19
 *
 * Returns: the class byte of commands of ISO 7816-4 on it: channels 0 to 3 in the first coding, 4
 * to 19 in the further one (ETSI TS 102 221 10.1.1)
 */
guint8
lpa_apdu_interindustry_class (int channel)
{
  return channel < 4 ? (guint8) channel : (guint8) (0x40 | (channel - 4));
}

/**
 * lpa_apdu_proprietary_class:
 * @channel: a logical channel, 0 to 19
 *
 * Returns: the class byte of ES10 commands on it
 */
guint8
lpa_apdu_proprietary_class (int channel)
{
  return 0x80 | lpa_apdu_interindustry_class (channel);
}

/**
 * lpa_apdu_new:
 * @cla: class byte
 * @ins: instruction
 * @p1: first parameter
 * @p2: second parameter
 *
 * Returns: a command without data that expects nothing
 */
LpaApdu
lpa_apdu_new (guint8 cla, guint8 ins, guint8 p1, guint8 p2)
{
  return (LpaApdu){ .bytes = { cla, ins, p1, p2 }, .length = 4 };
}

/**
 * lpa_apdu_add_data:
 * @self: a command that has no data and expects nothing yet
 * @data: (array length=length): its data
 * @length: 1 to 255
 */
void
lpa_apdu_add_data (LpaApdu *self, const guint8 *data, gsize length)
{
  g_assert (length > 0 && length <= 0xFF);

  self->bytes[self->length++] = (guint8) length;
  memcpy (self->bytes + self->length, data, length);
  self->length += length;
}

/**
 * lpa_apdu_set_le:
 * @self: a command
 * @le: how many bytes it expects, 0 for 256; replaces what was said before
 */
void
lpa_apdu_set_le (LpaApdu *self, guint8 le)
{
  if (!self->has_le)
    self->length++;
  self->has_le = TRUE;
  self->bytes[self->length - 1] = le;
}

/**
 * lpa_sw_is_success:
 * @sw: a status word
 *
 * Returns: whether it says that the command was carried out: 90xx, 91xx with a proactive command
 * behind it, 92xx
 */
gboolean
lpa_sw_is_success (guint16 sw)
{
  return sw >> 8 >= 0x90 && sw >> 8 <= 0x92;
}

/**
 * lpa_sw_refuse:
 * @error: return location for the error
 * @code: an #LpaCardError
 * @sw: the status word, which becomes the figure
 * @what: what it means here, the beginning of a sentence
 *
 * Returns: %FALSE
 */
gboolean
lpa_sw_refuse (GError **error, int code, guint16 sw, const char *what)
{
  g_autofree char *figure = g_strdup_printf ("%04X", sw);

  lpa_error_set (error, LPA_CARD_ERROR, code, figure, "%s: the card answered %s", what, figure);
  return FALSE;
}

static gboolean
transmit (const LpaApdu *self,
          LpaChannel *channel,
          guint timeout,
          GByteArray *data,
          guint16 *sw,
          guint *count,
          GError **error)
{
  g_autoptr (GBytes) command = g_bytes_new (self->bytes, self->length);
  g_autoptr (GBytes) response = NULL;
  const guint8 *bytes;
  gsize length;

  (*count)++;
  response = lpa_channel_transmit (channel, command, timeout, NULL, error);
  if (!response)
    return FALSE;

  bytes = g_bytes_get_data (response, &length);
  *sw = (guint16) (bytes[length - 2] << 8 | bytes[length - 1]);
  if (data->len + length - STATUS_SIZE > RESPONSE_MAX)
    {
      lpa_error_set (error, LPA_CARD_ERROR, LPA_CARD_ERROR_TOO_LONG, NULL,
                     "The card's answer is longer than %d bytes", RESPONSE_MAX);
      return FALSE;
    }
  g_byte_array_append (data, bytes, (guint) length - STATUS_SIZE);
  return TRUE;
}

/**
 * lpa_apdu_send:
 * @self: a command
 * @channel: a connected reader
 * @timeout: milliseconds that each exchange may take
 * @data: what came is appended, status word aside
 * @sw: (out): the status word
 * @count: (inout): the number of exchanges, to be counted on
 * @error: return location for an error of %LPA_CHANNEL_ERROR, or %LPA_CARD_ERROR_TOO_LONG
 *
 * Sends a command, and again with the right length when the card insists on one by 6Cxx. The
 * worker's thread.
 *
 * Returns: whether the card answered, whatever it said
 */
gboolean
lpa_apdu_send (const LpaApdu *self,
               LpaChannel *channel,
               guint timeout,
               GByteArray *data,
               guint16 *sw,
               guint *count,
               GError **error)
{
  LpaApdu exact = *self;

  if (!transmit (self, channel, timeout, data, sw, count, error))
    return FALSE;
  if (*sw >> 8 != 0x6C)
    return TRUE;
  lpa_apdu_set_le (&exact, (guint8) *sw);
  return transmit (&exact, channel, timeout, data, sw, count, error);
}

/**
 * lpa_apdu_run:
 * @self: a command
 * @channel: a connected reader
 * @timeout: milliseconds that each exchange may take
 * @data: what came is appended, status words aside
 * @sw: (out): the last status word
 * @count: (inout): the number of exchanges, to be counted on
 * @error: return location for an error of %LPA_CHANNEL_ERROR, %LPA_CARD_ERROR_TOO_LONG, or
 * %LPA_CARD_ERROR_MALFORMED when an answer is announced but does not come
 *
 * As lpa_apdu_send(), and fetches the answer as long as 61xx says that there is more. The worker's
 * thread.
 *
 * Returns: whether the card answered, whatever it said
 */
gboolean
lpa_apdu_run (const LpaApdu *self,
              LpaChannel *channel,
              guint timeout,
              GByteArray *data,
              guint16 *sw,
              guint *count,
              GError **error)
{
  LpaApdu more = lpa_apdu_new (self->bytes[0], INS_GET_RESPONSE, 0, 0);

  if (!lpa_apdu_send (self, channel, timeout, data, sw, count, error))
    return FALSE;
  while (*sw >> 8 == 0x61)
    {
      guint before = data->len;

      lpa_apdu_set_le (&more, (guint8) *sw);
      if (!lpa_apdu_send (&more, channel, timeout, data, sw, count, error))
        return FALSE;
      if (*sw >> 8 == 0x61 && data->len == before)
        return lpa_sw_refuse (error, LPA_CARD_ERROR_MALFORMED, *sw,
                              "An answer is announced but not given");
    }
  return TRUE;
}
