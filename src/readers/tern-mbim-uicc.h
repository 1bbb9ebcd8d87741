/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "readers/tern-mbim-line.h"

G_BEGIN_DECLS

/* MBIM's low-level access to the card that a modem uses, a function a command. */

/**
 * TernMbimOpening:
 * @status: how the modem says that it ended
 * @channel: the logical channel, 0 for none
 * @sw: what the card said to SELECT
 *
 * What came of opening a channel.
 */
typedef struct
{
  guint32 status;
  guint32 channel;
  guint16 sw;
} TernMbimOpening;

#define TERN_MBIM_SW_UNKNOWN 0x6F00

gboolean tern_mbim_uicc_ask_model (TernMbimLine *line, char **model, GError **error);
gboolean tern_mbim_uicc_ask_atr (TernMbimLine *line, GBytes **atr, GError **error);
gboolean tern_mbim_uicc_close (TernMbimLine *line, guint32 number, guint32 *status, GError **error);
gboolean tern_mbim_uicc_reset (TernMbimLine *line,
                               gboolean pass_through,
                               guint32 *status,
                               GError **error);
gboolean tern_mbim_uicc_open (TernMbimLine *line,
                              GBytes *aid,
                              guint8 p2,
                              TernMbimOpening *opening,
                              GError **error);
gboolean tern_mbim_uicc_transmit (TernMbimLine *line,
                                  GBytes *command,
                                  guint timeout,
                                  GByteArray *answer,
                                  guint16 *sw,
                                  GError **error);

G_END_DECLS
