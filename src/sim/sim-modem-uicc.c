/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-modem-uicc.h"

#include "lpa/lpa-hex.h"

#include <string.h>

#define MAX_CHANNELS 20
#define OUR_GROUP 1
#define COMMAND_MIN 4
#define COMMAND_MAX 261

#define AID_GSMA "A0000005591010FFFFFFFF8900000100"
#define ORDINARY_ATR "3B9F95801FC78031E073FE211B63E206A7830F900067"

struct _SimModemUicc
{
  SimEuicc *euicc;
  const SimModemQuirks *quirks;
  GBytes *capability; /* for the next start of the card */

  gboolean in_use; /* the eUICC, and not an ordinary card */
  gboolean pass_through;
  gboolean refresh;
  gboolean pulled;
  gboolean lost;
  gboolean leaked;
  int busy;
  int apdus;
  guint32 groups[MAX_CHANNELS]; /* 0 for a channel that is not open */
};

/**
 * sim_modem_uicc_new:
 * @euicc: the card in the eUICC's slot
 * @quirks: what is special about the modem; must live as long
 *
 * Returns: (transfer full): the part, with the card without power
 */
SimModemUicc *
sim_modem_uicc_new (SimEuicc *euicc, const SimModemQuirks *quirks)
{
  static const guint8 capability[] = { 0x83, 0x01, 0x07 };
  SimModemUicc *self = g_new0 (SimModemUicc, 1);

  self->euicc = g_object_ref (euicc);
  self->quirks = quirks;
  self->busy = quirks->busy;
  if (!quirks->needs_capability)
    self->capability = g_bytes_new_static (capability, sizeof capability);
  return self;
}

/**
 * sim_modem_uicc_free:
 * @self: (transfer full): the part; the card loses its power
 */
void
sim_modem_uicc_free (SimModemUicc *self)
{
  sim_euicc_power (self->euicc, SIM_POWER_OFF);
  g_clear_object (&self->euicc);
  g_clear_pointer (&self->capability, g_bytes_unref);
  g_free (self);
}

static guint8
class_of (guint32 number)
{
  return number < 4 ? (guint8) number : (guint8) (0x40 | (number - 4));
}

/* One exchange; what came is appended to @out without its status word. 0 when the card is gone. */
static guint16
exchange (SimModemUicc *self, const guint8 *command, gsize length, GByteArray *out)
{
  g_autoptr (GBytes) response = NULL;
  const guint8 *data;
  gsize size;

  if (sim_euicc_get_delay (self->euicc) > 0)
    g_usleep ((gulong) sim_euicc_get_delay (self->euicc) * 1000);
  response = sim_euicc_transmit (self->euicc, command, length);
  if (response == NULL)
    {
      self->pulled = TRUE;
      return 0;
    }

  data = g_bytes_get_data (response, &size);
  g_byte_array_append (out, data, (guint) size - 2);
  return (guint16) (data[size - 2] << 8 | data[size - 1]);
}

/* With all that the card has to say, unless that is left to the host. */
static guint16
exchange_all (SimModemUicc *self, const guint8 *command, gsize length, GByteArray *out)
{
  guint16 status = exchange (self, command, length, out);

  while (status >> 8 == 0x61 && !self->quirks->gives_61xx)
    {
      const guint8 more[] = { command[0], 0xC0, 0x00, 0x00, (guint8) status };

      status = exchange (self, more, sizeof more, out);
    }
  return status;
}

static guint16
run (SimModemUicc *self, const guint8 *command, gsize length)
{
  g_autoptr (GByteArray) ignored = g_byte_array_new ();

  return exchange (self, command, length, ignored);
}

static void
send_capability (SimModemUicc *self)
{
  g_autoptr (GByteArray) command = g_byte_array_new ();
  gsize length;
  const guint8 *data = g_bytes_get_data (self->capability, &length);
  const guint8 head[] = { 0x80, 0xAA, 0x00, 0x00, (guint8) (length + 2), 0xA9, (guint8) length };

  g_byte_array_append (command, head, sizeof head);
  g_byte_array_append (command, data, (guint) length);
  run (self, command->data, command->len);
}

static void
leak (SimModemUicc *self)
{
  g_autoptr (GBytes) aid = lpa_hex_decode (AID_GSMA);
  g_autoptr (GByteArray) ignored = g_byte_array_new ();
  guint32 number;

  self->leaked = TRUE;
  sim_modem_uicc_open (self, aid, 0x0C, OUR_GROUP, &number, ignored);
}

/**
 * sim_modem_uicc_restart:
 * @self: the part
 * @in_use: whether the slot in use is the eUICC's
 * @pass_through: whether the modem keeps its hands off the card
 *
 * Takes the power from the card and gives it back.
 */
void
sim_modem_uicc_restart (SimModemUicc *self, gboolean in_use, gboolean pass_through)
{
  memset (self->groups, 0, sizeof self->groups);
  self->in_use = in_use;
  self->pass_through = pass_through;
  self->refresh = FALSE;
  sim_euicc_power (self->euicc, SIM_POWER_OFF);
  if (!in_use || self->quirks->empty)
    return;

  sim_euicc_power (self->euicc, SIM_POWER_ON);
  if (self->capability != NULL)
    send_capability (self);
  if (self->quirks->leaked && !self->leaked)
    leak (self);
}

/**
 * sim_modem_uicc_is_pass_through:
 * @self: the part
 *
 * Returns: whether the modem keeps its hands off the card
 */
gboolean
sim_modem_uicc_is_pass_through (SimModemUicc *self)
{
  return self->pass_through;
}

/**
 * sim_modem_uicc_is_forgotten:
 * @self: the part
 *
 * Returns: whether the modem does not see the eUICC, since no profile is enabled
 */
gboolean
sim_modem_uicc_is_forgotten (SimModemUicc *self)
{
  g_autofree char *iccid = sim_euicc_dup_enabled_iccid (self->euicc);

  return self->quirks->forgets_empty && !self->pass_through && iccid == NULL;
}

/**
 * sim_modem_uicc_is_pulled:
 * @self: the part
 *
 * Returns: whether the card is gone, and the modem with it
 */
gboolean
sim_modem_uicc_is_pulled (SimModemUicc *self)
{
  return self->pulled;
}

/**
 * sim_modem_uicc_take_refresh:
 * @self: the part
 *
 * Returns: whether the card asked to be read anew since the last call
 */
gboolean
sim_modem_uicc_take_refresh (SimModemUicc *self)
{
  gboolean refresh = self->refresh;

  self->refresh = FALSE;
  return refresh;
}

/**
 * sim_modem_uicc_get_atr:
 * @self: the part
 *
 * Returns: (transfer full): the answer to reset of the card in the slot in use
 */
GBytes *
sim_modem_uicc_get_atr (SimModemUicc *self)
{
  return self->in_use ? sim_euicc_get_atr (self->euicc) : lpa_hex_decode (ORDINARY_ATR);
}

/**
 * sim_modem_uicc_get_capability:
 * @self: the part
 *
 * Returns: (transfer none) (nullable): what cards are told of the terminal
 */
GBytes *
sim_modem_uicc_get_capability (SimModemUicc *self)
{
  return self->capability;
}

/**
 * sim_modem_uicc_set_capability:
 * @self: the part
 * @capability: what cards are told of the terminal from their next start on, 1 to 127 bytes
 */
void
sim_modem_uicc_set_capability (SimModemUicc *self, GBytes *capability)
{
  g_clear_pointer (&self->capability, g_bytes_unref);
  self->capability = g_bytes_ref (capability);
}

static guint16
close_number (SimModemUicc *self, guint32 number)
{
  const guint8 command[] = { 0x00, 0x70, 0x80, (guint8) number };

  self->groups[number] = 0;
  return run (self, command, sizeof command);
}

static void
close_all (SimModemUicc *self)
{
  for (guint32 i = 1; i < MAX_CHANNELS; i++)
    if (self->groups[i] != 0)
      close_number (self, i);
}

static guint16
select_on (SimModemUicc *self, guint8 number, GBytes *aid, guint8 p2, GByteArray *answer)
{
  g_autoptr (GByteArray) command = g_byte_array_new ();
  gsize length;
  const guint8 *data = g_bytes_get_data (aid, &length);
  const guint8 head[] = { class_of (number), 0xA4, 0x04, p2, (guint8) length };
  guint16 status;

  g_byte_array_append (command, head, sizeof head);
  g_byte_array_append (command, data, (guint) length);
  status = exchange (self, command->data, command->len, answer);
  while (status >> 8 == 0x61)
    {
      const guint8 more[] = { class_of (number), 0xC0, 0x00, 0x00, (guint8) status };

      status = exchange (self, more, sizeof more, answer);
    }
  return status;
}

static void
append_status (GByteArray *answer, guint16 status)
{
  const guint8 bytes[] = { (guint8) (status >> 8), (guint8) status };

  g_byte_array_append (answer, bytes, sizeof bytes);
}

static SimMbimStatus
check_card (SimModemUicc *self)
{
  if (self->busy > 0)
    {
      self->busy--;
      return SIM_MBIM_STATUS_BUSY;
    }
  if (self->in_use && (self->quirks->empty || sim_modem_uicc_is_forgotten (self)))
    return SIM_MBIM_STATUS_SIM_NOT_INSERTED;

  return SIM_MBIM_STATUS_SUCCESS;
}

/* An ordinary card has no ISD-R; some modems ask for FCI in vain. */
static guint16
refuse_select (SimModemUicc *self, guint8 p2)
{
  if (!self->in_use)
    return 0x6A82;

  if (p2 == 0x0C ? self->quirks->refuses_p2_0c : self->quirks->needs_p2_0c)
    return 0x6A86;
  return 0;
}

/**
 * sim_modem_uicc_open:
 * @self: the part
 * @aid: the application
 * @p2: of SELECT
 * @group: the tag that the channel gets
 * @number: (out): the logical channel, or 0
 * @answer: gets what SELECT answered with its status word, which is missing when it was not sent
 *
 * Opens a logical channel and selects an application on it.
 *
 * Returns: how it ended
 */
SimMbimStatus
sim_modem_uicc_open (SimModemUicc *self,
                     GBytes *aid,
                     guint8 p2,
                     guint32 group,
                     guint32 *number,
                     GByteArray *answer)
{
  static const guint8 manage[] = { 0x00, 0x70, 0x00, 0x00, 0x01 };
  g_autoptr (GByteArray) opened = g_byte_array_new ();
  SimMbimStatus status = check_card (self);
  guint16 sw = refuse_select (self, p2);

  *number = 0;
  if (status != SIM_MBIM_STATUS_SUCCESS)
    return status;
  if (sw == 0)
    {
      sw = exchange (self, manage, sizeof manage, opened);
      if (sw != 0x9000 || opened->len != 1)
        {
          append_status (answer, sw);
          return SIM_MBIM_STATUS_NO_LOGICAL_CHANNELS;
        }
      sw = select_on (self, opened->data[0], aid, p2, answer);
    }

  append_status (answer, sw);
  if (sw >> 8 != 0x90)
    {
      if (opened->len == 1)
        close_number (self, opened->data[0]);
      return SIM_MBIM_STATUS_SELECT_FAILED;
    }
  *number = opened->data[0];
  self->groups[*number] = group;
  return SIM_MBIM_STATUS_SUCCESS;
}

/**
 * sim_modem_uicc_close:
 * @self: the part
 * @number: a logical channel, or 0 for all of the group
 * @group: a tag
 *
 * Returns: the status word, 0 when there is no such channel
 */
guint16
sim_modem_uicc_close (SimModemUicc *self, guint32 number, guint32 group)
{
  if (number >= MAX_CHANNELS || (number > 0 && self->groups[number] == 0))
    return 0;
  if (number > 0)
    return close_number (self, number);

  for (guint32 i = 1; i < MAX_CHANNELS; i++)
    if (self->groups[i] == group && group != 0)
      close_number (self, i);
  return 0x9000;
}

/* A modem that has to do with something else may take all channels away. */
static void
count_apdu (SimModemUicc *self)
{
  self->apdus++;
  if (self->lost || self->quirks->lose_channels_after == 0 ||
      self->apdus < self->quirks->lose_channels_after)
    return;

  self->lost = TRUE;
  close_all (self);
}

/* What the modem itself thinks of a command, 0 for nothing. */
static guint16
judge (SimModemUicc *self, const guint8 *command, gsize length, gboolean extended)
{
  gboolean is_store_data = command[1] == 0xE2 && length > 5;

  if (self->quirks->needs_extended && (command[0] & 0x80) != 0 && !extended)
    return 0x6E00;
  if (self->quirks->needs_le && is_store_data && length == 5u + command[4])
    return 0x6700;

  return 0;
}

/**
 * sim_modem_uicc_transmit:
 * @self: the part
 * @number: a logical channel
 * @extended: whether the class byte is said to be of the extended kind
 * @command: a command APDU; its class byte is rewritten for the channel
 * @answer: gets what the card answered with its status word
 *
 * Returns: how it ended
 */
SimMbimStatus
sim_modem_uicc_transmit (SimModemUicc *self,
                         guint32 number,
                         gboolean extended,
                         GBytes *command,
                         GByteArray *answer)
{
  g_autofree guint8 *copy = NULL;
  gsize length = g_bytes_get_size (command);
  guint16 sw;

  if (length < COMMAND_MIN || length > COMMAND_MAX)
    return SIM_MBIM_STATUS_INVALID_PARAMETERS;
  if (number == 0 || number >= MAX_CHANNELS || self->groups[number] == 0)
    return SIM_MBIM_STATUS_INVALID_LOGICAL_CHANNEL;

  copy = g_memdup2 (g_bytes_get_data (command, NULL), length);
  copy[0] = (copy[0] & 0x80) | class_of (number);
  sw = judge (self, copy, length, extended);
  if (sw == 0)
    sw = exchange_all (self, copy, length, answer);
  append_status (answer, sw);
  self->refresh |= sw >> 8 == 0x91;
  count_apdu (self);
  return SIM_MBIM_STATUS_SUCCESS;
}
