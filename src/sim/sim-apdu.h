/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The most that one answer holds. */
#define SIM_APDU_MAX_RESPONSE 256

/* Status words (ISO/IEC 7816-4 5.6). */
#define SIM_STATUS_OK 0x9000
#define SIM_STATUS_WRONG_LENGTH 0x6700
#define SIM_STATUS_NO_CHANNEL 0x6881
#define SIM_STATUS_NO_SECURE_MESSAGING 0x6882
#define SIM_STATUS_NO_CHAINING 0x6884
#define SIM_STATUS_CONDITIONS 0x6985
#define SIM_STATUS_APPLET_BUSY 0x6999
#define SIM_STATUS_NO_FUNCTION 0x6A81
#define SIM_STATUS_NOT_FOUND 0x6A82
#define SIM_STATUS_WRONG_P1P2 0x6A86
#define SIM_STATUS_WRONG_INS 0x6D00
#define SIM_STATUS_WRONG_CLA 0x6E00

/**
 * SimApdu:
 * @proprietary: whether its class is
 * @channel: the logical channel that it is for
 * @ins: the instruction
 * @p1: the first parameter
 * @p2: the second
 * @data: (nullable): what goes with it; borrowed
 * @length: of @data
 * @has_le: whether an answer is expected
 * @le: how long that may be
 *
 * A command to a card, taken apart. No extended lengths.
 */
typedef struct
{
  gboolean proprietary;
  guint channel;
  guint8 ins;
  guint8 p1;
  guint8 p2;
  const guint8 *data;
  gsize length;
  gboolean has_le;
  gsize le;
} SimApdu;

guint16 sim_apdu_parse (const guint8 *data, gsize length, SimApdu *command);

G_END_DECLS
