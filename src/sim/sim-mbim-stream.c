/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-mbim-stream.h"

struct _SimMbimStream
{
  GByteArray *input;

  /* A command of which not all fragments have come. */
  GByteArray *parts;
  guint32 transaction;
  guint32 total;
  guint32 next;
};

/**
 * sim_mbim_message_clear:
 * @self: a message; what it holds is freed, the structure itself is not
 */
void
sim_mbim_message_clear (SimMbimMessage *self)
{
  g_clear_pointer (&self->body, g_bytes_unref);
}

/**
 * sim_mbim_stream_new:
 *
 * Returns: (transfer full): a stream to which nothing was written
 */
SimMbimStream *
sim_mbim_stream_new (void)
{
  SimMbimStream *self = g_new0 (SimMbimStream, 1);

  self->input = g_byte_array_new ();
  self->parts = g_byte_array_new ();
  return self;
}

/**
 * sim_mbim_stream_free:
 * @self: (transfer full): a stream
 */
void
sim_mbim_stream_free (SimMbimStream *self)
{
  g_byte_array_unref (self->input);
  g_byte_array_unref (self->parts);
  g_free (self);
}

/**
 * sim_mbim_stream_feed:
 * @self: a stream
 * @data: (array length=length): what the host wrote
 * @length: how much
 */
void
sim_mbim_stream_feed (SimMbimStream *self, const guint8 *data, gsize length)
{
  g_byte_array_append (self->input, data, (guint) length);
}

static void
forget_parts (SimMbimStream *self)
{
  g_byte_array_set_size (self->parts, 0);
  self->total = 0;
  self->next = 0;
}

static gboolean
is_expected (SimMbimStream *self, guint32 transaction, guint32 total, guint32 current)
{
  if (current == 0)
    return self->total == 0 && total > 0;

  return transaction == self->transaction && total == self->total && current == self->next;
}

/* Whether the message is complete now, or faulty. */
static gboolean
join (SimMbimStream *self, GBytes *wire, SimMbimMessage *message)
{
  gsize length = g_bytes_get_size (wire) - SIM_MBIM_FRAGMENT_SIZE;
  guint32 total, current;
  const guint8 *part = NULL;

  if (!sim_mbim_read (wire, SIM_MBIM_HEADER_SIZE, &total) ||
      !sim_mbim_read (wire, SIM_MBIM_HEADER_SIZE + 4, &current) ||
      !sim_mbim_read_slice (wire, SIM_MBIM_FRAGMENT_SIZE, length, &part))
    message->fault = SIM_MBIM_FAULT_LENGTH_MISMATCH;
  else if (!is_expected (self, message->transaction, total, current))
    message->fault = SIM_MBIM_FAULT_OUT_OF_SEQUENCE;
  else if (self->parts->len + length > SIM_MBIM_LENGTH_MAX)
    message->fault = SIM_MBIM_FAULT_LENGTH_MISMATCH;
  if (message->fault != SIM_MBIM_FAULT_NONE)
    {
      forget_parts (self);
      return TRUE;
    }

  g_byte_array_append (self->parts, part, (guint) length);
  self->transaction = message->transaction;
  self->total = total;
  self->next = current + 1;
  if (self->next < total)
    return FALSE;

  message->body = g_bytes_new (self->parts->data, self->parts->len);
  forget_parts (self);
  return TRUE;
}

static gboolean
complete (SimMbimStream *self, GBytes *wire, SimMbimMessage *message)
{
  if (message->type == SIM_MBIM_TYPE_COMMAND)
    return join (self, wire, message);

  message->body = g_bytes_new_from_bytes (wire, SIM_MBIM_HEADER_SIZE,
                                          g_bytes_get_size (wire) - SIM_MBIM_HEADER_SIZE);
  return TRUE;
}

/* A length that cannot be leaves nothing to find the next message by. */
static gboolean
give_up (SimMbimStream *self, SimMbimMessage *message)
{
  g_byte_array_set_size (self->input, 0);
  forget_parts (self);
  message->fault = SIM_MBIM_FAULT_LENGTH_MISMATCH;
  return TRUE;
}

/**
 * sim_mbim_stream_next:
 * @self: a stream
 * @message: (out caller-allocates): the next message, to be cleared
 *
 * Returns: whether there is one
 */
gboolean
sim_mbim_stream_next (SimMbimStream *self, SimMbimMessage *message)
{
  for (;;)
    {
      g_autoptr (GBytes) head = g_bytes_new (self->input->data, self->input->len);
      g_autoptr (GBytes) wire = NULL;
      guint32 length;

      *message = (SimMbimMessage){ 0 };
      if (!sim_mbim_read (head, 0, &message->type) || !sim_mbim_read (head, 4, &length) ||
          !sim_mbim_read (head, 8, &message->transaction))
        return FALSE;
      if (length < SIM_MBIM_HEADER_SIZE || length > SIM_MBIM_LENGTH_MAX)
        return give_up (self, message);
      if (length > self->input->len)
        return FALSE;

      wire = g_bytes_new_from_bytes (head, 0, length);
      g_byte_array_remove_range (self->input, 0, length);
      if (complete (self, wire, message))
        return TRUE;
    }
}
