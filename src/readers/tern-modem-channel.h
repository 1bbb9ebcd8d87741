/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-channel.h"

G_BEGIN_DECLS

/**
 * TernModemWay:
 * @TERN_MODEM_WAY_ANY: the device itself where this user may open it and nobody shares modems with
 * others, otherwise what of the other two serves this user
 * @TERN_MODEM_WAY_PROXY: mbim-proxy, which shares the modem with other programs and serves root
 * @TERN_MODEM_WAY_HELPER: the modem helper, which does the same for whom polkit lets
 *
 * How a modem is spoken to.
 */
typedef enum
{
  TERN_MODEM_WAY_ANY,
  TERN_MODEM_WAY_PROXY,
  TERN_MODEM_WAY_HELPER,
} TernModemWay;

/**
 * TernModemChannelFunc:
 * @device: the device node of a modem that ModemManager looks after
 * @slot: where the card is, from 1; 0 for the one slot of a modem that does not count them
 * @name: the reader's name for people
 *
 * Returns: (transfer full): a channel to the card
 */
typedef LpaChannel *(*TernModemChannelFunc) (const char *device, guint slot, const char *name);

LpaChannel *tern_modem_channel_new (const char *device,
                                    guint slot,
                                    const char *name,
                                    TernModemWay way,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
LpaChannel *tern_modem_channel_new_shared (const char *device,
                                           guint slot,
                                           const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
