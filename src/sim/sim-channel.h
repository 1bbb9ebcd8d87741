/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/sim-isdr.h"

G_BEGIN_DECLS

/**
 * SimChannel:
 * @open: whether it is open
 * @isdr: (nullable): the application selected on it; borrowed
 * @chain: what STORE DATA has brought so far
 * @next_block: the block number that must come next
 * @response: (nullable): data waiting for GET RESPONSE
 * @offset: how much of @response is fetched
 * @status: the status word behind the last byte of @response
 *
 * A logical channel of a card.
 */
typedef struct
{
  gboolean open;
  SimIsdr *isdr;
  GByteArray *chain;
  guint next_block;
  GBytes *response;
  gsize offset;
  guint16 status;
} SimChannel;

void sim_channel_open (SimChannel *self);
void sim_channel_close (SimChannel *self);
gboolean sim_channel_store (SimChannel *self, guint block, const guint8 *data, gsize length);
void sim_channel_respond (SimChannel *self, GBytes *response, guint16 status);
gsize sim_channel_count_left (SimChannel *self);
GBytes *sim_channel_take (SimChannel *self, gsize most) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
