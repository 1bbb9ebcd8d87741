/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-pcsc-error.h"

typedef struct
{
  guint32 result;
  LpaChannelError code;
  const char *sentence;
} Row;

/* Numbers rather than names: some come from drivers and other platforms' services and have no name
 * here. */
static const Row rows[] = {
  { 0x0000045D, LPA_CHANNEL_ERROR_COMMUNICATION, "The reader reports an input/output error" },
  { 0x80100003, LPA_CHANNEL_ERROR_RESET, "The smart-card service has forgotten this connection" },
  { 0x80100009, LPA_CHANNEL_ERROR_NO_READER, "The reader is not there" },
  { 0x8010000A, LPA_CHANNEL_ERROR_TIMEOUT, "The reader does not answer in time" },
  { 0x8010000B, LPA_CHANNEL_ERROR_IN_USE, "Another program holds the card" },
  { 0x8010000C, LPA_CHANNEL_ERROR_NO_CARD, "There is no card in the reader" },
  { 0x8010000D, LPA_CHANNEL_ERROR_MUTE, "The reader does not know this kind of card" },
  { 0x8010000F, LPA_CHANNEL_ERROR_PROTOCOL, "The card speaks neither T=0 nor T=1" },
  { 0x80100010, LPA_CHANNEL_ERROR_COMMUNICATION, "The reader or the card is not ready" },
  { 0x80100013, LPA_CHANNEL_ERROR_NO_SERVICE, "The connection to the smart-card service broke" },
  { 0x80100016, LPA_CHANNEL_ERROR_COMMUNICATION, "The exchange with the card was not completed" },
  { 0x80100017, LPA_CHANNEL_ERROR_NO_READER, "The reader is no longer there" },
  { 0x8010001D, LPA_CHANNEL_ERROR_NO_SERVICE, "The smart-card service does not run" },
  { 0x8010001E, LPA_CHANNEL_ERROR_NO_SERVICE, "The smart-card service was stopped" },
  { 0x8010002E, LPA_CHANNEL_ERROR_NO_READER, "There is no reader" },
  { 0x8010002F, LPA_CHANNEL_ERROR_COMMUNICATION, "The exchange with the card was disturbed" },
  { 0x80100065, LPA_CHANNEL_ERROR_PROTOCOL, "The reader cannot work with this card" },
  { 0x80100066, LPA_CHANNEL_ERROR_MUTE, "The card does not answer" },
  { 0x80100067, LPA_CHANNEL_ERROR_RESET, "The card has lost power" },
  { 0x80100068, LPA_CHANNEL_ERROR_RESET, "The card was reset by another program" },
  { 0x80100069, LPA_CHANNEL_ERROR_REMOVED, "The card was taken out" },
  { 0x8010006A, LPA_CHANNEL_ERROR_NOT_PERMITTED,
    "The smart-card service does not permit this session to use readers" },
};

static const Row *
find_row (LONG result)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].result == (guint32) result)
      return &rows[i];

  return NULL;
}

/**
 * tern_pcsc_error_code:
 * @result: what a PC/SC call returned, other than success
 *
 * Returns: the error of the channel that it means, %LPA_CHANNEL_ERROR_FAILED for one that has no
 * meaning of its own here
 */
LpaChannelError
tern_pcsc_error_code (LONG result)
{
  const Row *row = find_row (result);

  return row != NULL ? row->code : LPA_CHANNEL_ERROR_FAILED;
}

/**
 * tern_pcsc_error_set:
 * @error: return location for the error
 * @result: what a PC/SC call returned, other than success
 *
 * Sets an %LPA_CHANNEL_ERROR with the PC/SC code, eight hexadecimal digits, as its figure.
 */
void
tern_pcsc_error_set (GError **error, LONG result)
{
  const Row *row = find_row (result);
  g_autofree char *figure = g_strdup_printf ("%08X", (guint32) result);

  lpa_error_set (error, LPA_CHANNEL_ERROR, tern_pcsc_error_code (result), figure, "%s",
                 row != NULL ? row->sentence : "The smart-card service reports an error");
}
