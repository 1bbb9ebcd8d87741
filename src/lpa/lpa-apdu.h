/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-channel.h"

G_BEGIN_DECLS

#define LPA_APDU_SIZE_MAX 261

/**
 * LpaApdu:
 * @bytes: the command as it goes to the card
 * @length: its size in bytes
 * @has_le: whether its last byte says how much is expected
 *
 * One command under construction (ISO 7816-4 5.1). Lives on the stack.
 */
typedef struct
{
  guint8 bytes[LPA_APDU_SIZE_MAX];
  gsize length;
  gboolean has_le;
} LpaApdu;

guint8 lpa_apdu_interindustry_class (int channel);
guint8 lpa_apdu_proprietary_class (int channel);
LpaApdu lpa_apdu_new (guint8 cla, guint8 ins, guint8 p1, guint8 p2);
void lpa_apdu_add_data (LpaApdu *self, const guint8 *data, gsize length);
void lpa_apdu_set_le (LpaApdu *self, guint8 le);
gboolean lpa_apdu_send (const LpaApdu *self,
                        LpaChannel *channel,
                        guint timeout,
                        GByteArray *data,
                        guint16 *sw,
                        guint *count,
                        GError **error);
gboolean lpa_apdu_run (const LpaApdu *self,
                       LpaChannel *channel,
                       guint timeout,
                       GByteArray *data,
                       guint16 *sw,
                       guint *count,
                       GError **error);

gboolean lpa_sw_is_success (guint16 sw);
gboolean lpa_sw_refuse (GError **error, int code, guint16 sw, const char *what);

G_END_DECLS
