/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-apdu.h"

/* ISO 7816-4 5.1.1 and ETSI TS 102 221 10.1.1: 0X and 8X for channels 0 to 3, 4X and CX for 4
 * to 19. */
static guint16
parse_class (guint8 class_byte, SimApdu *command)
{
  gboolean further = (class_byte & 0x40) != 0;
  guint8 secure = further ? 0x20 : 0x0C;

  command->proprietary = (class_byte & 0x80) != 0;
  command->channel = further ? (class_byte & 0x0Fu) + 4 : class_byte & 0x03u;
  if (!further && (class_byte & 0x20) != 0)
    return SIM_STATUS_WRONG_CLA;
  if ((class_byte & 0x10) != 0)
    return SIM_STATUS_NO_CHAINING;

  return (class_byte & secure) != 0 ? SIM_STATUS_NO_SECURE_MESSAGING : SIM_STATUS_OK;
}

static guint16
parse_body (const guint8 *body, gsize length, SimApdu *command)
{
  if (length == 0)
    return SIM_STATUS_OK;

  if (length == 1)
    {
      command->has_le = TRUE;
      command->le = body[0] == 0 ? SIM_APDU_MAX_RESPONSE : body[0];
      return SIM_STATUS_OK;
    }

  if (body[0] == 0 || length < 1u + body[0] || length > 2u + body[0])
    return SIM_STATUS_WRONG_LENGTH;

  command->data = body + 1;
  command->length = body[0];
  command->has_le = length == 2u + body[0];
  if (command->has_le)
    command->le = body[length - 1] == 0 ? SIM_APDU_MAX_RESPONSE : body[length - 1];

  return SIM_STATUS_OK;
}

/**
 * sim_apdu_parse:
 * @data: a command
 * @length: of @data
 * @command: (out caller-allocates): its parts, which borrow from @data
 *
 * Returns: %SIM_STATUS_OK, or what the card answers to a command that it cannot read
 */
guint16
sim_apdu_parse (const guint8 *data, gsize length, SimApdu *command)
{
  guint16 status;

  *command = (SimApdu){ 0 };
  if (length < 4)
    return SIM_STATUS_WRONG_LENGTH;

  status = parse_class (data[0], command);
  if (status != SIM_STATUS_OK)
    return status;

  command->ins = data[1];
  command->p1 = data[2];
  command->p2 = data[3];
  return parse_body (data + 4, length - 4, command);
}
