/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "modem-helper/tern-helper-rules.h"

#include "lpa/lpa-apdu.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-isdr-aids.h"

#define HEADER_SIZE 5
#define INS_STORE_DATA 0xE2
#define INS_GET_RESPONSE 0xC0
#define P1_MORE 0x11
#define P1_LAST 0x91

/**
 * tern_helper_refuse:
 * @error: return location for the error
 * @sentence: what is not done
 *
 * Sets the error of a call that the helper does not make for anybody.
 */
void
tern_helper_refuse (GError **error, const char *sentence)
{
  lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NOT_PERMITTED, "helper/refused", "%s",
                 sentence);
}

static gboolean
check (gboolean allowed, const char *sentence, GError **error)
{
  if (!allowed)
    tern_helper_refuse (error, sentence);
  return allowed;
}

/**
 * tern_helper_rules_check_aid:
 * @aid: an application
 * @p2: what SELECT is to ask for
 * @error: return location for the refusal
 *
 * Returns: whether a channel to it may be opened
 */
gboolean
tern_helper_rules_check_aid (GBytes *aid, guint8 p2, GError **error)
{
  g_autoptr (GPtrArray) known = lpa_isdr_aids_new_default ();
  gboolean is_known = g_ptr_array_find_with_equal_func (known, aid, g_bytes_equal, NULL);

  return check (is_known, "The application is no ISD-R that is known", error) &&
         check (p2 == 0x00 || p2 == 0x04 || p2 == 0x0C, "SELECT asks for nothing known", error);
}

static gboolean
check_store_data (const guint8 *bytes, gsize size, GError **error)
{
  gsize whole = HEADER_SIZE + (gsize) bytes[4];

  return check (bytes[2] == P1_MORE || bytes[2] == P1_LAST, "STORE DATA not as ES10 has it",
                error) &&
         check (bytes[4] > 0 && (size == whole || size == whole + 1),
                "STORE DATA with more or less than it says", error);
}

static gboolean
check_get_response (const guint8 *bytes, gsize size, GError **error)
{
  return check (size == HEADER_SIZE && bytes[2] == 0 && bytes[3] == 0,
                "GET RESPONSE not as ES10 has it", error);
}

/**
 * tern_helper_rules_check_command:
 * @command: a command APDU, of whatever size
 * @channel: the logical channel that is open, 1 to 19; 0 for none
 * @error: return location for the refusal
 *
 * Returns: whether it may be sent
 */
gboolean
tern_helper_rules_check_command (GBytes *command, int channel, GError **error)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (command, &size);

  if (!check (channel > 0, "No channel is open", error) ||
      !check (size >= HEADER_SIZE, "The command is too short", error) ||
      !check (size <= LPA_APDU_SIZE_MAX, "The command is too long", error) ||
      !check (bytes[0] == lpa_apdu_proprietary_class (channel),
              "The class byte is not that of ES10 on the open channel", error))
    return FALSE;

  if (bytes[1] == INS_STORE_DATA)
    return check_store_data (bytes, size, error);
  if (bytes[1] == INS_GET_RESPONSE)
    return check_get_response (bytes, size, error);
  return check (FALSE, "The command is neither STORE DATA nor GET RESPONSE", error);
}
