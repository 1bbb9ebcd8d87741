/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa-exchanges.h"

#include <string.h>

#include "lpa/lpa-hex.h"
#include "lpa/lpa-redact.h"

#define INS_GET_RESPONSE 0xC0
#define INS_STORE_DATA 0xE2
#define P1_MORE 0x11
#define DATA_OFFSET 5
#define STATUS_SIZE 2

/* One exchange: where its data stands in the whole command, and what came back. */
typedef struct
{
  GByteArray *command;
  GByteArray *response; /* NULL when there was none */
  guint offset;
} Exchange;

struct _LpaExchanges
{
  GPtrArray *list;
  guint length; /* of the command's data so far */
};

static void
exchange_free (Exchange *exchange)
{
  g_byte_array_unref (exchange->command);
  g_clear_pointer (&exchange->response, g_byte_array_unref);
  g_free (exchange);
}

static GByteArray *
copy (GBytes *bytes)
{
  return bytes ? g_bytes_unref_to_array (
                     g_bytes_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)))
               : NULL;
}

static guint8
instruction (const GByteArray *command)
{
  return command->data[1];
}

/* How much data a STORE DATA carries; the length is what the sender made it, but it is checked all
 * the same. */
static guint
data_length (const GByteArray *command)
{
  if (instruction (command) != INS_STORE_DATA || command->len <= DATA_OFFSET)
    return 0;
  return MIN (command->data[DATA_OFFSET - 1], command->len - DATA_OFFSET);
}

static const Exchange *
last (const LpaExchanges *self)
{
  return self->list->len > 0 ? self->list->pdata[self->list->len - 1] : NULL;
}

static guint8
status1 (const Exchange *exchange)
{
  return exchange->response ? exchange->response->data[exchange->response->len - STATUS_SIZE] : 0;
}

/**
 * lpa_exchanges_new:
 *
 * Returns: (transfer full): an empty list
 */
LpaExchanges *
lpa_exchanges_new (void)
{
  LpaExchanges *self = g_new0 (LpaExchanges, 1);

  self->list = g_ptr_array_new_with_free_func ((GDestroyNotify) exchange_free);
  return self;
}

/**
 * lpa_exchanges_belongs:
 * @self: a list
 * @command: a command APDU that is about to be sent
 *
 * Returns: whether it is part of what the list holds; anything is part of an empty list
 */
gboolean
lpa_exchanges_belongs (const LpaExchanges *self, GBytes *command)
{
  const guint8 *bytes = g_bytes_get_data (command, NULL);
  const Exchange *before = last (self);

  if (!before || bytes[1] == INS_GET_RESPONSE || status1 (before) == 0x6C)
    return TRUE;
  return bytes[1] == INS_STORE_DATA && bytes[3] != 0;
}

/**
 * lpa_exchanges_add:
 * @self: a list
 * @command: a command APDU
 * @response: (nullable): its response; %NULL when there was none
 */
void
lpa_exchanges_add (LpaExchanges *self, GBytes *command, GBytes *response)
{
  const Exchange *before = last (self);
  Exchange *exchange = g_new0 (Exchange, 1);

  exchange->command = copy (command);
  exchange->response = copy (response);
  exchange->offset = before && status1 (before) == 0x6C ? before->offset : self->length;
  self->length = exchange->offset + data_length (exchange->command);
  g_ptr_array_add (self->list, exchange);
}

/**
 * lpa_exchanges_is_complete:
 * @self: a list with something in it
 *
 * Returns: whether the command has been answered, or can no longer be
 */
gboolean
lpa_exchanges_is_complete (const LpaExchanges *self)
{
  const Exchange *end = last (self);

  if (!end->response)
    return TRUE;
  if (status1 (end) == 0x61 || status1 (end) == 0x6C)
    return FALSE;
  if (status1 (end) < 0x90 || status1 (end) > 0x92)
    return TRUE;
  for (guint i = self->list->len; i > 0; i--)
    {
      const GByteArray *command = ((const Exchange *) self->list->pdata[i - 1])->command;

      if (instruction (command) == INS_STORE_DATA)
        return command->data[2] != P1_MORE;
    }
  return TRUE;
}

static void
redact_commands (LpaExchanges *self)
{
  g_autofree guint8 *whole = g_malloc0 (self->length + 1);

  for (guint i = 0; i < self->list->len; i++)
    {
      const Exchange *exchange = self->list->pdata[i];

      memcpy (whole + exchange->offset, exchange->command->data + DATA_OFFSET,
              data_length (exchange->command));
    }
  lpa_redact_tlv (whole, self->length);
  for (guint i = 0; i < self->list->len; i++)
    {
      const Exchange *exchange = self->list->pdata[i];

      memcpy (exchange->command->data + DATA_OFFSET, whole + exchange->offset,
              data_length (exchange->command));
    }
}

static void
redact_responses (LpaExchanges *self)
{
  g_autoptr (GByteArray) whole = g_byte_array_new ();
  guint offset = 0;

  for (guint i = 0; i < self->list->len; i++)
    {
      const Exchange *exchange = self->list->pdata[i];

      if (exchange->response)
        g_byte_array_append (whole, exchange->response->data,
                             exchange->response->len - STATUS_SIZE);
    }
  lpa_redact_tlv (whole->data, whole->len);
  for (guint i = 0; i < self->list->len; i++)
    {
      const Exchange *exchange = self->list->pdata[i];

      if (!exchange->response || exchange->response->len <= STATUS_SIZE)
        continue;
      memcpy (exchange->response->data, whole->data + offset,
              exchange->response->len - STATUS_SIZE);
      offset += exchange->response->len - STATUS_SIZE;
    }
}

/**
 * lpa_exchanges_redact:
 * @self: a list
 *
 * Masks every secret in it; see lpa_redact_tlv().
 */
void
lpa_exchanges_redact (LpaExchanges *self)
{
  redact_commands (self);
  redact_responses (self);
}

/**
 * lpa_exchanges_get_length:
 * @self: a list
 *
 * Returns: the number of exchanges in it
 */
guint
lpa_exchanges_get_length (const LpaExchanges *self)
{
  return self->list->len;
}

/**
 * lpa_exchanges_dup_command:
 * @self: a list
 * @index: which exchange
 *
 * Returns: (transfer full): its command APDU in hexadecimal
 */
char *
lpa_exchanges_dup_command (const LpaExchanges *self, guint index)
{
  const GByteArray *command = ((const Exchange *) self->list->pdata[index])->command;

  return lpa_hex_encode (command->data, command->len);
}

/**
 * lpa_exchanges_dup_response:
 * @self: a list
 * @index: which exchange
 *
 * Returns: (transfer full) (nullable): its response in hexadecimal, when there was one
 */
char *
lpa_exchanges_dup_response (const LpaExchanges *self, guint index)
{
  const GByteArray *response = ((const Exchange *) self->list->pdata[index])->response;

  return response ? lpa_hex_encode (response->data, response->len) : NULL;
}

/**
 * lpa_exchanges_free:
 * @self: (transfer full): a list
 */
void
lpa_exchanges_free (LpaExchanges *self)
{
  g_ptr_array_unref (self->list);
  g_free (self);
}
