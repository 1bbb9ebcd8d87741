/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-mbim-capability.h"

/* Milliseconds. */
#define COMMAND_TIMEOUT 10000

/* TERMINAL CAPABILITY: power supply, extended logical channels, and an LPA of all kinds (ETSI
 * TS 102 221 11.1.19, SGP.22 3.4.2). */
static guint8 capability[] = { 0x81, 0x00, 0x82, 0x01, 0x01, 0x83, 0x01, 0x07 };
#define CAPABILITY_EUICC_TAG 0x83

/**
 * tern_mbim_capability_is_euicc:
 * @atr: (nullable): an answer to reset
 *
 * Returns: whether it says that the card is an eUICC: the first TB behind a T=15 does (ETSI
 * TS 102 221 6.3.3)
 */
gboolean
tern_mbim_capability_is_euicc (GBytes *atr)
{
  gsize length = 0;
  const guint8 *data = atr != NULL ? g_bytes_get_data (atr, &length) : NULL;
  guint8 before = 0;
  gsize at = 1;

  while (at < length)
    {
      guint8 td = data[at];
      gsize tb = at + 1 + ((td & 0x10) != 0);
      gsize next = tb + ((td & 0x20) != 0) + ((td & 0x40) != 0);

      if (before == 15 && (td & 0x20) != 0)
        return tb < length && (data[tb] & 0x82) == 0x82;
      if ((td & 0x80) == 0 || next >= length)
        return FALSE;
      before = data[next] & 0x0F;
      at = next;
    }

  return FALSE;
}

static gboolean
holds_euicc_tag (const MbimTerminalCapabilityInfo *info)
{
  gsize at = 0;

  while (at + 2 < info->terminal_capability_data_size)
    {
      if (info->terminal_capability_data[at] == CAPABILITY_EUICC_TAG)
        return TRUE;
      at += 2u + info->terminal_capability_data[at + 1];
    }

  return FALSE;
}

/* Whether the modem has to be told; not when it cannot be, or has been. */
static gboolean
lacks_capability (TernMbimLine *line)
{
  g_autoptr (MbimMessage) request =
      mbim_message_ms_uicc_low_level_access_terminal_capability_query_new (NULL);
  g_autoptr (MbimMessage) response = NULL;
  g_autoptr (MbimTerminalCapabilityInfoArray) infos = NULL;
  guint32 status, count = 0;

  response = tern_mbim_line_send (line, request, COMMAND_TIMEOUT, &status, NULL);
  if (response == NULL || status != MBIM_STATUS_ERROR_NONE ||
      !mbim_message_ms_uicc_low_level_access_terminal_capability_response_parse (response, &count,
                                                                                 &infos, NULL))
    return FALSE;

  for (guint32 i = 0; i < count; i++)
    if (holds_euicc_tag (infos[i]))
      return FALSE;
  return TRUE;
}

static gboolean
set_capability (TernMbimLine *line)
{
  MbimTerminalCapabilityInfo info = { sizeof capability, capability };
  const MbimTerminalCapabilityInfo *infos[] = { &info, NULL };
  g_autoptr (MbimMessage) request =
      mbim_message_ms_uicc_low_level_access_terminal_capability_set_new (1, infos, NULL);
  g_autoptr (MbimMessage) response = NULL;
  guint32 status;

  response = tern_mbim_line_send (line, request, COMMAND_TIMEOUT, &status, NULL);
  return response != NULL && status == MBIM_STATUS_ERROR_NONE;
}

/**
 * tern_mbim_capability_tell:
 * @line: a session
 *
 * Tells the modem, which keeps it for good and says it to the card at the next reset. Blocks.
 *
 * Returns: whether it was told now; not when it cannot be, or has been
 */
gboolean
tern_mbim_capability_tell (TernMbimLine *line)
{
  return lacks_capability (line) && set_capability (line);
}
