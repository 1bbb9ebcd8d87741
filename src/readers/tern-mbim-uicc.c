/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-mbim-uicc.h"

#include "readers/tern-mbim-error.h"
#include "readers/tern-mbim-slots.h"

/* The tag of all channels that are opened here, by which those that were left open are found. */
#define GROUP 1

#define INS_STORE_DATA 0xE2

/* Milliseconds. */
#define COMMAND_TIMEOUT 10000
#define BUSY_WITHIN 5000

static gboolean
is_passing (guint32 status)
{
  return status == MBIM_STATUS_ERROR_BUSY || status == MBIM_STATUS_ERROR_NOT_INITIALIZED;
}

/* A card that the modem is busy with, or still brings up, is given the time. */
static MbimMessage *
send_patiently (TernMbimLine *line,
                MbimMessage *request,
                guint timeout,
                guint32 *status,
                GError **error)
{
  gint64 deadline = g_get_monotonic_time () + BUSY_WITHIN * G_TIME_SPAN_MILLISECOND;

  for (;;)
    {
      MbimMessage *response = tern_mbim_line_send (line, request, timeout, status, error);

      if (response == NULL || !is_passing (*status) || g_get_monotonic_time () >= deadline)
        return response;
      mbim_message_unref (response);
      tern_mbim_pause (NULL);
    }
}

/* SW1 comes first on the wire, and libmbim reads a number with the lowest byte first. Some firmware
 * says 0 for success. */
static guint16
unpack_sw (guint32 wire)
{
  guint16 sw = (guint16) ((wire & 0xFF) << 8 | (wire >> 8 & 0xFF));

  return sw == 0 ? 0x9000 : sw;
}

/**
 * tern_mbim_uicc_ask_model:
 * @line: a session with the modem
 * @model: (out) (transfer full) (nullable): its kind and firmware; %NULL where it does not say
 * @error: return location for an error of %LPA_CHANNEL_ERROR
 *
 * Returns: whether it answered
 */
gboolean
tern_mbim_uicc_ask_model (TernMbimLine *line, char **model, GError **error)
{
  g_autoptr (MbimMessage) request = mbim_message_device_caps_query_new (NULL);
  g_autoptr (MbimMessage) response = NULL;
  g_autofree char *firmware = NULL;
  g_autofree char *hardware = NULL;
  guint32 status;

  *model = NULL;
  response = tern_mbim_line_send (line, request, COMMAND_TIMEOUT, &status, error);
  if (response == NULL)
    return FALSE;

  if (status == MBIM_STATUS_ERROR_NONE &&
      mbim_message_device_caps_response_parse (response, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                                               NULL, NULL, NULL, &firmware, &hardware, NULL))
    *model = g_strdup_printf ("%s %s", hardware != NULL ? hardware : "",
                              firmware != NULL ? firmware : "");
  return TRUE;
}

/**
 * tern_mbim_uicc_ask_atr:
 * @line: a session with the modem
 * @atr: (out) (transfer full) (nullable): the card's answer to reset; %NULL where the modem does
 * not say. It helps to recognise the card, and is not needed
 * @error: return location for an error of %LPA_CHANNEL_ERROR
 *
 * Returns: whether the modem answered
 */
gboolean
tern_mbim_uicc_ask_atr (TernMbimLine *line, GBytes **atr, GError **error)
{
  g_autoptr (MbimMessage) request = mbim_message_ms_uicc_low_level_access_atr_query_new (NULL);
  g_autoptr (MbimMessage) response = NULL;
  const guint8 *data = NULL;
  guint32 status, length = 0;

  *atr = NULL;
  response = send_patiently (line, request, COMMAND_TIMEOUT, &status, error);
  if (response == NULL)
    return FALSE;

  if (status == MBIM_STATUS_ERROR_NONE &&
      mbim_message_ms_uicc_low_level_access_atr_response_parse (response, &length, &data, NULL) &&
      length > 0)
    *atr = g_bytes_new (data, length);
  return TRUE;
}

/**
 * tern_mbim_uicc_close:
 * @line: a session with the modem
 * @number: a logical channel; 0 for all that were ever opened here
 * @status: (out): how the modem says that it ended
 * @error: return location for an error of %LPA_CHANNEL_ERROR
 *
 * Returns: whether the modem answered
 */
gboolean
tern_mbim_uicc_close (TernMbimLine *line, guint32 number, guint32 *status, GError **error)
{
  g_autoptr (MbimMessage) request =
      mbim_message_ms_uicc_low_level_access_close_channel_set_new (number, GROUP, NULL);
  g_autoptr (MbimMessage) response =
      tern_mbim_line_send (line, request, COMMAND_TIMEOUT, status, error);

  return response != NULL;
}

/**
 * tern_mbim_uicc_reset:
 * @line: a session with the modem
 * @pass_through: whether the modem is to keep its hands off the card
 * @status: (out): how the modem says that it ended
 * @error: return location for an error of %LPA_CHANNEL_ERROR
 *
 * Returns: whether the modem answered
 */
gboolean
tern_mbim_uicc_reset (TernMbimLine *line, gboolean pass_through, guint32 *status, GError **error)
{
  g_autoptr (MbimMessage) request = mbim_message_ms_uicc_low_level_access_reset_set_new (
      pass_through ? MBIM_UICC_PASS_THROUGH_ACTION_ENABLE : MBIM_UICC_PASS_THROUGH_ACTION_DISABLE,
      NULL);
  g_autoptr (MbimMessage) response =
      tern_mbim_line_send (line, request, COMMAND_TIMEOUT, status, error);

  return response != NULL;
}

/**
 * tern_mbim_uicc_open:
 * @line: a session with the modem
 * @aid: an application
 * @p2: of SELECT
 * @opening: (out): what came of it
 * @error: return location for an error of %LPA_CHANNEL_ERROR
 *
 * Opens a logical channel and selects the application on it.
 *
 * Returns: whether the modem answered
 */
gboolean
tern_mbim_uicc_open (TernMbimLine *line,
                     GBytes *aid,
                     guint8 p2,
                     TernMbimOpening *opening,
                     GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (aid, &length);
  g_autoptr (MbimMessage) request = mbim_message_ms_uicc_low_level_access_open_channel_set_new (
      (guint32) length, data, p2, GROUP, NULL);
  g_autoptr (MbimMessage) response = NULL;
  guint32 wire = 0;

  *opening = (TernMbimOpening){ .sw = TERN_MBIM_SW_UNKNOWN };
  response = send_patiently (line, request, COMMAND_TIMEOUT, &opening->status, error);
  if (response == NULL)
    return FALSE;

  if (mbim_message_ms_uicc_low_level_access_open_channel_response_parse (
          response, &wire, &opening->channel, NULL, NULL, NULL) &&
      (wire != 0 || opening->status == MBIM_STATUS_ERROR_NONE))
    opening->sw = unpack_sw (wire);
  return TRUE;
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
read_answer (MbimMessage *response, GByteArray *answer, guint16 *sw, GError **error)
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

  g_byte_array_append (answer, data, length);
  *sw = unpack_sw (wire);
  return TRUE;
}

/**
 * tern_mbim_uicc_transmit:
 * @line: a session with the modem
 * @command: a command on a logical channel
 * @timeout: milliseconds that the card may take
 * @answer: what the card answers is added to it
 * @sw: (out): the status word
 * @error: return location for an error of %LPA_CHANNEL_ERROR
 *
 * The modem may fetch more by itself than one response holds.
 *
 * Returns: whether the card answered
 */
gboolean
tern_mbim_uicc_transmit (TernMbimLine *line,
                         GBytes *command,
                         guint timeout,
                         GByteArray *answer,
                         guint16 *sw,
                         GError **error)
{
  g_autoptr (MbimMessage) request = new_apdu (command);
  g_autoptr (MbimMessage) response = NULL;
  guint32 status;

  response = send_patiently (line, request, timeout, &status, error);
  return response != NULL && tern_mbim_error_check_status (error, status) &&
         read_answer (response, answer, sw, error);
}
