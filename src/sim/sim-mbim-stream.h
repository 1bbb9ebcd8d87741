/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/sim-mbim.h"

G_BEGIN_DECLS

/**
 * SimMbimMessage:
 * @type: what it is; a host's message
 * @transaction: its number
 * @fault: why it cannot be used, or %SIM_MBIM_FAULT_NONE
 * @body: (nullable): what follows the header, of a command what follows the fragment headers, all
 * fragments put together
 *
 * A message from the host. Clear with sim_mbim_message_clear().
 */
typedef struct
{
  guint32 type;
  guint32 transaction;
  SimMbimFault fault;
  GBytes *body;
} SimMbimMessage;

void sim_mbim_message_clear (SimMbimMessage *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SimMbimMessage, sim_mbim_message_clear)

/**
 * SimMbimStream:
 *
 * Makes messages out of the bytes that a host writes, in whatever pieces they come.
 */
typedef struct _SimMbimStream SimMbimStream;

SimMbimStream *sim_mbim_stream_new (void) G_GNUC_WARN_UNUSED_RESULT;
void sim_mbim_stream_free (SimMbimStream *self);
void sim_mbim_stream_feed (SimMbimStream *self, const guint8 *data, gsize length);
gboolean sim_mbim_stream_next (SimMbimStream *self, SimMbimMessage *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimMbimStream, sim_mbim_stream_free)

G_END_DECLS
