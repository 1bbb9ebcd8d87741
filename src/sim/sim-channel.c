/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-channel.h"

/**
 * sim_channel_open:
 * @self: a closed channel, or one of zeros
 */
void
sim_channel_open (SimChannel *self)
{
  sim_channel_close (self);
  self->open = TRUE;
  self->chain = g_byte_array_new ();
}

/**
 * sim_channel_close:
 * @self: a channel
 *
 * Forgets everything about it.
 */
void
sim_channel_close (SimChannel *self)
{
  g_clear_pointer (&self->chain, g_byte_array_unref);
  g_clear_pointer (&self->response, g_bytes_unref);
  *self = (SimChannel){ 0 };
}

/**
 * sim_channel_store:
 * @self: an open channel
 * @block: the block number, from 0
 * @data: (array length=length): the block
 * @length: its size in bytes
 *
 * Adds a block of STORE DATA to the chain. Number 0 begins a new chain; any other must be the next.
 *
 * Returns: whether the number was right; if not, the chain is given up
 */
gboolean
sim_channel_store (SimChannel *self, guint block, const guint8 *data, gsize length)
{
  if (block == 0)
    {
      g_byte_array_set_size (self->chain, 0);
      self->next_block = 0;
    }
  if (block != self->next_block)
    {
      self->next_block = 0;
      return FALSE;
    }

  g_byte_array_append (self->chain, data, (guint) length);
  self->next_block++;
  return TRUE;
}

/**
 * sim_channel_respond:
 * @self: an open channel
 * @response: (transfer full) (nullable): data for the terminal
 * @status: the status word behind the last byte
 */
void
sim_channel_respond (SimChannel *self, GBytes *response, guint16 status)
{
  g_clear_pointer (&self->response, g_bytes_unref);
  self->response = response;
  self->offset = 0;
  self->status = status;
}

/**
 * sim_channel_count_left:
 * @self: an open channel
 *
 * Returns: how many bytes wait for GET RESPONSE
 */
gsize
sim_channel_count_left (SimChannel *self)
{
  return self->response == NULL ? 0 : g_bytes_get_size (self->response) - self->offset;
}

/**
 * sim_channel_take:
 * @self: an open channel
 * @most: bytes wanted
 *
 * Returns: (transfer full): the next bytes that wait, at most @most
 */
GBytes *
sim_channel_take (SimChannel *self, gsize most)
{
  gsize size = MIN (most, sim_channel_count_left (self));
  GBytes *part = size == 0 ? g_bytes_new (NULL, 0)
                           : g_bytes_new_from_bytes (self->response, self->offset, size);

  self->offset += size;
  if (sim_channel_count_left (self) == 0)
    g_clear_pointer (&self->response, g_bytes_unref);

  return part;
}
