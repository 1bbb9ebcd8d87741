/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-mbim-error.h"

typedef struct
{
  guint32 status;
  LpaChannelError code;
  const char *sentence;
} Row;

static const Row rows[] = {
  { MBIM_STATUS_ERROR_BUSY, LPA_CHANNEL_ERROR_IN_USE, "The modem is busy with the card" },
  { MBIM_STATUS_ERROR_FAILURE, LPA_CHANNEL_ERROR_COMMUNICATION,
    "The modem failed to speak to the card" },
  { MBIM_STATUS_ERROR_SIM_NOT_INSERTED, LPA_CHANNEL_ERROR_NO_CARD,
    "The modem sees no card in the slot" },
  { MBIM_STATUS_ERROR_BAD_SIM, LPA_CHANNEL_ERROR_MUTE, "The modem cannot use the card" },
  { MBIM_STATUS_ERROR_PIN_REQUIRED, LPA_CHANNEL_ERROR_NOT_PERMITTED,
    "The modem wants the PIN of the card first" },
  { MBIM_STATUS_ERROR_NO_DEVICE_SUPPORT, LPA_CHANNEL_ERROR_UNSUPPORTED,
    "The modem does not let programs speak to the card" },
  { MBIM_STATUS_ERROR_NOT_INITIALIZED, LPA_CHANNEL_ERROR_MUTE,
    "The modem has not brought the card up" },
  { MBIM_STATUS_ERROR_INVALID_DEVICE_SERVICE_OPERATION, LPA_CHANNEL_ERROR_UNSUPPORTED,
    "The modem does not let programs speak to the card" },
  { MBIM_STATUS_ERROR_OPERATION_NOT_ALLOWED, LPA_CHANNEL_ERROR_UNSUPPORTED,
    "The modem does not allow that" },
  { TERN_MBIM_STATUS_INVALID_LOGICAL_CHANNEL, LPA_CHANNEL_ERROR_RESET,
    "The modem has closed the channel to the card" },
};

static const Row *
find_row (guint32 status)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].status == status)
      return &rows[i];

  return NULL;
}

/**
 * tern_mbim_error_code:
 * @status: how a command to a modem ended, other than well
 *
 * Returns: the error of the channel that it means, %LPA_CHANNEL_ERROR_FAILED for one that has no
 * meaning of its own here
 */
LpaChannelError
tern_mbim_error_code (guint32 status)
{
  const Row *row = find_row (status);

  return row != NULL ? row->code : LPA_CHANNEL_ERROR_FAILED;
}

/**
 * tern_mbim_error_set_status:
 * @error: return location for the error
 * @status: how a command to a modem ended, other than well
 *
 * Sets an %LPA_CHANNEL_ERROR with the status, eight hexadecimal digits, as its figure.
 */
void
tern_mbim_error_set_status (GError **error, guint32 status)
{
  const Row *row = find_row (status);
  g_autofree char *figure = g_strdup_printf ("%08X", status);

  lpa_error_set (error, LPA_CHANNEL_ERROR, tern_mbim_error_code (status), figure, "%s",
                 row != NULL ? row->sentence : "The modem reports an error");
}

/**
 * tern_mbim_error_check_status:
 * @error: return location for the error
 * @status: how a command ended
 *
 * Returns: whether it succeeded
 */
gboolean
tern_mbim_error_check_status (GError **error, guint32 status)
{
  if (status == MBIM_STATUS_ERROR_NONE)
    return TRUE;

  tern_mbim_error_set_status (error, status);
  return FALSE;
}

/**
 * tern_mbim_error_convert:
 * @error: return location for the error
 * @cause: (nullable): what libmbim said, other than a status
 *
 * Sets an %LPA_CHANNEL_ERROR for a command that was not answered, or not in a way that makes sense.
 */
void
tern_mbim_error_convert (GError **error, const GError *cause)
{
  LpaChannelError code = LPA_CHANNEL_ERROR_COMMUNICATION;

  if (g_error_matches (cause, MBIM_CORE_ERROR, MBIM_CORE_ERROR_TIMEOUT))
    code = LPA_CHANNEL_ERROR_TIMEOUT;
  lpa_error_set (error, LPA_CHANNEL_ERROR, code,
                 code == LPA_CHANNEL_ERROR_TIMEOUT ? "mbim/timeout" : "mbim/broken",
                 "The modem does not answer as it should: %s",
                 cause != NULL ? cause->message : "no reason given");
}
