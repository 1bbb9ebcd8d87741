/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-mbim.h"

#include <string.h>

#define UUID_SIZE 16
#define COMMAND_HEADER_SIZE (UUID_SIZE + 12)
#define COMMAND_TYPE_SET 1

struct _SimMbimBuffer
{
  GByteArray *fixed;
  GByteArray *data;
  GArray *references; /* of Reference */
};

/* Where in the fixed part the offset of some data is to be written, once its length is known. */
typedef struct
{
  guint at;
  guint32 offset;
} Reference;

static const guint8 uuids[][UUID_SIZE] = {
  [SIM_MBIM_SERVICE_BASIC_CONNECT] = { 0xA2, 0x89, 0xCC, 0x33, 0xBC, 0xBB, 0x8B, 0x4F, 0xB6, 0xB0,
                                       0x13, 0x3E, 0xC2, 0xAA, 0xE6, 0xDF },
  [SIM_MBIM_SERVICE_MS_EXTENSIONS] = { 0x3D, 0x01, 0xDC, 0xC5, 0xFE, 0xF5, 0x4D, 0x05, 0x0D, 0x3A,
                                       0xBE, 0xF7, 0x05, 0x8E, 0x9A, 0xAF },
  [SIM_MBIM_SERVICE_MS_UICC] = { 0xC2, 0xF6, 0x58, 0x8E, 0xF0, 0x37, 0x4B, 0xC9, 0x86, 0x65, 0xF4,
                                 0xD4, 0x4B, 0xD0, 0x93, 0x67 },
};

static void
append (GByteArray *out, guint32 value)
{
  guint32 wire = GUINT32_TO_LE (value);

  g_byte_array_append (out, (const guint8 *) &wire, sizeof wire);
}

static void
pad (GByteArray *out)
{
  static const guint8 zeros[4] = { 0 };

  g_byte_array_append (out, zeros, -out->len & 3);
}

/**
 * sim_mbim_command_clear:
 * @self: a command; what it holds is freed, the structure itself is not
 */
void
sim_mbim_command_clear (SimMbimCommand *self)
{
  g_clear_pointer (&self->buffer, g_bytes_unref);
}

/**
 * sim_mbim_read:
 * @buffer: (nullable): what to read from
 * @offset: where
 * @value: (out): the number of four bytes there
 *
 * Returns: whether there are four bytes
 */
gboolean
sim_mbim_read (GBytes *buffer, gsize offset, guint32 *value)
{
  const guint8 *data;

  *value = 0;
  if (!sim_mbim_read_slice (buffer, offset, sizeof *value, &data))
    return FALSE;

  *value = data[0] | (guint32) data[1] << 8 | (guint32) data[2] << 16 | (guint32) data[3] << 24;
  return TRUE;
}

/**
 * sim_mbim_read_slice:
 * @buffer: (nullable): what to read from
 * @offset: where
 * @length: how much
 * @data: (out): the bytes there
 *
 * Returns: whether there are so many bytes
 */
gboolean
sim_mbim_read_slice (GBytes *buffer, gsize offset, gsize length, const guint8 **data)
{
  gsize size = 0;
  const guint8 *bytes = buffer != NULL ? g_bytes_get_data (buffer, &size) : NULL;

  if (bytes == NULL || offset > size || length > size - offset)
    return FALSE;

  *data = bytes + offset;
  return TRUE;
}

static SimMbimService
find_service (const guint8 *uuid)
{
  for (gsize i = 0; i < G_N_ELEMENTS (uuids); i++)
    if (memcmp (uuids[i], uuid, UUID_SIZE) == 0)
      return (SimMbimService) i;

  return SIM_MBIM_SERVICE_OTHER;
}

/**
 * sim_mbim_parse_command:
 * @body: what follows the fragment header of a command, all fragments put together
 * @transaction: the number of the message
 * @command: (out caller-allocates): the command, to be cleared
 *
 * Returns: %SIM_MBIM_FAULT_NONE, or what is wrong with it
 */
SimMbimFault
sim_mbim_parse_command (GBytes *body, guint32 transaction, SimMbimCommand *command)
{
  const guint8 *uuid;
  guint32 type, length;

  *command = (SimMbimCommand){ .transaction = transaction };
  if (!sim_mbim_read_slice (body, 0, UUID_SIZE, &uuid) ||
      !sim_mbim_read (body, UUID_SIZE, &command->cid) ||
      !sim_mbim_read (body, UUID_SIZE + 4, &type) || !sim_mbim_read (body, UUID_SIZE + 8, &length))
    return SIM_MBIM_FAULT_LENGTH_MISMATCH;
  if (length != g_bytes_get_size (body) - COMMAND_HEADER_SIZE)
    return SIM_MBIM_FAULT_LENGTH_MISMATCH;

  memcpy (command->uuid, uuid, UUID_SIZE);
  command->service = find_service (uuid);
  command->set = type == COMMAND_TYPE_SET;
  command->buffer = g_bytes_new_from_bytes (body, COMMAND_HEADER_SIZE, length);
  return SIM_MBIM_FAULT_NONE;
}

/**
 * sim_mbim_buffer_new:
 *
 * Returns: (transfer full): an empty information buffer
 */
SimMbimBuffer *
sim_mbim_buffer_new (void)
{
  SimMbimBuffer *self = g_new0 (SimMbimBuffer, 1);

  self->fixed = g_byte_array_new ();
  self->data = g_byte_array_new ();
  self->references = g_array_new (FALSE, FALSE, sizeof (Reference));
  return self;
}

/**
 * sim_mbim_buffer_add:
 * @self: a buffer
 * @value: the next number of the fixed part
 */
void
sim_mbim_buffer_add (SimMbimBuffer *self, guint32 value)
{
  append (self->fixed, value);
}

/* What is empty is referred to by two zeros. */
static void
refer (SimMbimBuffer *self, guint at, const void *data, gsize length)
{
  Reference reference = { at, self->data->len };

  if (length == 0)
    return;

  g_array_append_val (self->references, reference);
  g_byte_array_append (self->data, data, (guint) length);
  pad (self->data);
}

/**
 * sim_mbim_buffer_add_data:
 * @self: a buffer
 * @data: (array length=length) (nullable): what the next two numbers refer to, offset and size
 * @length: its size in bytes
 */
void
sim_mbim_buffer_add_data (SimMbimBuffer *self, const void *data, gsize length)
{
  guint at = self->fixed->len;

  append (self->fixed, 0);
  append (self->fixed, (guint32) length);
  refer (self, at, data, length);
}

/**
 * sim_mbim_buffer_add_data_size_first:
 * @self: a buffer
 * @data: (array length=length) (nullable): what the next two numbers refer to, size and offset
 * @length: its size in bytes
 */
void
sim_mbim_buffer_add_data_size_first (SimMbimBuffer *self, const void *data, gsize length)
{
  append (self->fixed, (guint32) length);
  append (self->fixed, 0);
  refer (self, self->fixed->len - 4, data, length);
}

/**
 * sim_mbim_buffer_add_text:
 * @self: a buffer
 * @text: in ASCII; goes out in UTF-16
 */
void
sim_mbim_buffer_add_text (SimMbimBuffer *self, const char *text)
{
  g_autoptr (GByteArray) wide = g_byte_array_new ();

  for (const char *at = text; *at != '\0'; at++)
    {
      const guint8 unit[] = { (guint8) *at, 0 };

      g_byte_array_append (wide, unit, sizeof unit);
    }
  sim_mbim_buffer_add_data (self, wide->data, wide->len);
}

/**
 * sim_mbim_buffer_end:
 * @self: (transfer full): a buffer
 *
 * Returns: (transfer full): its bytes
 */
GBytes *
sim_mbim_buffer_end (SimMbimBuffer *self)
{
  GByteArray *out = self->fixed;
  guint fixed = out->len;

  for (guint i = 0; i < self->references->len; i++)
    {
      const Reference *reference = &g_array_index (self->references, Reference, i);
      guint32 wire = GUINT32_TO_LE (fixed + reference->offset);

      memcpy (out->data + reference->at, &wire, sizeof wire);
    }
  g_byte_array_append (out, self->data->data, self->data->len);
  g_byte_array_unref (self->data);
  g_array_unref (self->references);
  g_free (self);

  return g_byte_array_free_to_bytes (out);
}

static void
append_header (GByteArray *out, SimMbimType type, gsize length, guint32 transaction)
{
  append (out, type);
  append (out, (guint32) length);
  append (out, transaction);
}

/**
 * sim_mbim_new_short:
 * @type: one of the messages that hold a single number
 * @transaction: which message it answers
 * @value: a status or a fault
 *
 * Returns: (transfer full): the message
 */
GBytes *
sim_mbim_new_short (SimMbimType type, guint32 transaction, guint32 value)
{
  GByteArray *out = g_byte_array_new ();

  append_header (out, type, SIM_MBIM_HEADER_SIZE + 4, transaction);
  append (out, value);
  return g_byte_array_free_to_bytes (out);
}

/* Cuts a body into fragments none of which is larger than the host can take. */
static GBytes *
cut (SimMbimType type, guint32 transaction, GByteArray *body, gsize largest)
{
  GByteArray *out = g_byte_array_new ();
  gsize room = largest - SIM_MBIM_FRAGMENT_SIZE;
  gsize count = (body->len + room - 1) / room;

  for (gsize i = 0; i < count; i++)
    {
      gsize length = MIN (room, body->len - i * room);

      append_header (out, type, SIM_MBIM_FRAGMENT_SIZE + length, transaction);
      append (out, (guint32) count);
      append (out, (guint32) i);
      g_byte_array_append (out, body->data + i * room, (guint) length);
    }
  return g_byte_array_free_to_bytes (out);
}

static void
append_buffer (GByteArray *body, GBytes *buffer)
{
  gsize length = 0;
  const guint8 *data = buffer != NULL ? g_bytes_get_data (buffer, &length) : NULL;

  append (body, (guint32) length);
  if (length > 0)
    g_byte_array_append (body, data, (guint) length);
}

/**
 * sim_mbim_new_done:
 * @command: what is answered
 * @status: how it ended
 * @buffer: (nullable): the information buffer
 * @largest: the most bytes a fragment may have, more than %SIM_MBIM_FRAGMENT_SIZE
 *
 * Returns: (transfer full): the message, its fragments one behind the other
 */
GBytes *
sim_mbim_new_done (const SimMbimCommand *command,
                   SimMbimStatus status,
                   GBytes *buffer,
                   gsize largest)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();

  g_byte_array_append (body, command->uuid, UUID_SIZE);
  append (body, command->cid);
  append (body, status);
  append_buffer (body, buffer);
  return cut (SIM_MBIM_TYPE_COMMAND_DONE, command->transaction, body, largest);
}

/**
 * sim_mbim_new_indication:
 * @service: what it is about
 * @cid: which command of the service
 * @buffer: (nullable): the information buffer
 * @largest: the most bytes a fragment may have, more than %SIM_MBIM_FRAGMENT_SIZE
 *
 * Returns: (transfer full): the message, its fragments one behind the other
 */
GBytes *
sim_mbim_new_indication (SimMbimService service, guint32 cid, GBytes *buffer, gsize largest)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();

  g_byte_array_append (body, uuids[service], UUID_SIZE);
  append (body, cid);
  append_buffer (body, buffer);
  return cut (SIM_MBIM_TYPE_INDICATE_STATUS, 0, body, largest);
}
