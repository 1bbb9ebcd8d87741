/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-modem.h"

#include "sim/sim-mbim-stream.h"
#include "sim/sim-modem-uicc.h"

#define LARGEST_AT_LEAST 64
#define MAX_CAPABILITY 127
#define MAX_EXECUTORS 1

/* Values of MBIM_SUBSCRIBER_READY_STATE and MBIM_MS_UICC_SLOT_STATE. */
enum
{
  READY_NOT_INITIALIZED = 0,
  READY_INITIALIZED = 1,
  READY_SIM_NOT_INSERTED = 2,
  READY_NO_ESIM_PROFILE = 7,
};
enum
{
  SLOT_OFF = 2,
  SLOT_EMPTY = 3,
  SLOT_NOT_READY = 4,
  SLOT_ACTIVE = 5,
  SLOT_ACTIVE_ESIM = 7,
  SLOT_ACTIVE_ESIM_NO_PROFILES = 8,
};

#define CID_SUBSCRIBER_READY 2

struct _SimModem
{
  SimEuicc *euicc;
  const SimModemQuirks *quirks;
  SimModemHost host;
  SimMbimStream *stream;
  SimModemUicc *uicc;

  gboolean opened;
  gsize largest; /* the most bytes the host takes at a time */
  guint slot;    /* in use, from 0 */
  gboolean ready;
  GSource *ready_source;
  gboolean announce; /* the state of the card, after the answer */
  gint64 detail;     /* of the command that is answered, for the log */
  gboolean unplugged;
  char *unplug_name;
  guint unplug_count;
};

static gboolean
is_esim_slot (SimModem *self, guint slot)
{
  return slot + 1 == (guint) self->quirks->esim_slot;
}

static void
say (SimModem *self, const char *name, guint32 status)
{
  g_autofree char *detail = NULL;
  g_autofree char *line = NULL;

  if (self->host.log == NULL)
    return;

  detail = self->detail < 0 ? g_strdup ("")
                            : g_strdup_printf (", \"value\": %" G_GINT64_FORMAT, self->detail);
  line = g_strdup_printf ("{\"command\": \"%s\", \"status\": %u%s}", name, status, detail);
  self->host.log (line, self->host.user_data);
}

static void
send (SimModem *self, GBytes *bytes)
{
  if (!self->unplugged)
    self->host.send (bytes, self->host.user_data);
}

static guint32
subscriber_state (SimModem *self, const char *iccid)
{
  if (!self->ready)
    return READY_NOT_INITIALIZED;
  if (!is_esim_slot (self, self->slot))
    return READY_INITIALIZED;
  if (self->quirks->empty || sim_modem_uicc_is_forgotten (self->uicc))
    return READY_SIM_NOT_INSERTED;

  return iccid != NULL ? READY_INITIALIZED : READY_NO_ESIM_PROFILE;
}

static GBytes *
new_subscriber (SimModem *self)
{
  g_autofree char *iccid =
      is_esim_slot (self, self->slot) ? sim_euicc_dup_enabled_iccid (self->euicc) : NULL;
  guint32 state = subscriber_state (self, iccid);
  SimMbimBuffer *buffer = sim_mbim_buffer_new ();

  sim_mbim_buffer_add (buffer, state);
  sim_mbim_buffer_add_text (buffer, state == READY_INITIALIZED ? "001010000000001" : "");
  sim_mbim_buffer_add_text (buffer, state == READY_INITIALIZED && iccid != NULL ? iccid : "");
  sim_mbim_buffer_add (buffer, 0);
  sim_mbim_buffer_add (buffer, 0);
  return sim_mbim_buffer_end (buffer);
}

static void
announce (SimModem *self)
{
  g_autoptr (GBytes) buffer = new_subscriber (self);
  g_autoptr (GBytes) message = sim_mbim_new_indication (
      SIM_MBIM_SERVICE_BASIC_CONNECT, CID_SUBSCRIBER_READY, buffer, self->largest);

  self->announce = FALSE;
  if (self->opened)
    send (self, message);
}

static void
stop_timer (SimModem *self)
{
  if (self->ready_source != NULL)
    g_source_destroy (self->ready_source);
  g_clear_pointer (&self->ready_source, g_source_unref);
}

static gboolean
become_ready (gpointer data)
{
  SimModem *self = data;

  stop_timer (self);
  self->ready = TRUE;
  announce (self);
  return G_SOURCE_REMOVE;
}

static void
start_timer (SimModem *self)
{
  self->ready_source = g_timeout_source_new ((guint) self->quirks->slow);
  g_source_set_callback (self->ready_source, become_ready, self, NULL);
  g_source_attach (self->ready_source, g_main_context_get_thread_default ());
}

/* The card of the slot in use gets its power anew, and comes up in its own time. */
static void
restart_card (SimModem *self, gboolean pass_through)
{
  sim_modem_uicc_restart (self->uicc, is_esim_slot (self, self->slot), pass_through);
  stop_timer (self);
  self->ready = self->quirks->slow == 0;
  if (!self->ready)
    start_timer (self);
  self->announce = TRUE;
}

static SimMbimStatus
get_capabilities (SimModem *self, const SimMbimCommand *command, GBytes **answer)
{
  /* Device, cellular, voice and SIM class, data class, SMS, control, sessions. */
  static const guint32 numbers[] = { 1, 1, 0, 2, 0x20, 3, 1, 8 };
  SimMbimBuffer *buffer = sim_mbim_buffer_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    sim_mbim_buffer_add (buffer, numbers[i]);
  sim_mbim_buffer_add_text (buffer, "");
  sim_mbim_buffer_add_text (buffer, "490154203237518");
  sim_mbim_buffer_add_text (buffer,
                            self->quirks->firmware != NULL ? self->quirks->firmware : "SIM-1.0");
  sim_mbim_buffer_add_text (buffer, "Simulated modem");
  *answer = sim_mbim_buffer_end (buffer);
  return SIM_MBIM_STATUS_SUCCESS;
}

static SimMbimStatus
get_subscriber (SimModem *self, const SimMbimCommand *command, GBytes **answer)
{
  *answer = new_subscriber (self);
  return SIM_MBIM_STATUS_SUCCESS;
}

static SimMbimStatus
get_system (SimModem *self, const SimMbimCommand *command, GBytes **answer)
{
  SimMbimBuffer *buffer;

  if (self->quirks->no_slots)
    return SIM_MBIM_STATUS_NO_DEVICE_SUPPORT;

  buffer = sim_mbim_buffer_new ();
  sim_mbim_buffer_add (buffer, MAX_EXECUTORS);
  sim_mbim_buffer_add (buffer, (guint32) self->quirks->slots);
  sim_mbim_buffer_add (buffer, 1);
  sim_mbim_buffer_add (buffer, 1);
  sim_mbim_buffer_add (buffer, 0);
  *answer = sim_mbim_buffer_end (buffer);
  return SIM_MBIM_STATUS_SUCCESS;
}

static SimMbimStatus
get_mappings (SimModem *self, const SimMbimCommand *command, GBytes **answer)
{
  guint32 wire = GUINT32_TO_LE (self->slot);
  SimMbimBuffer *buffer;

  if (self->quirks->no_slots)
    return SIM_MBIM_STATUS_NO_DEVICE_SUPPORT;

  buffer = sim_mbim_buffer_new ();
  sim_mbim_buffer_add (buffer, MAX_EXECUTORS);
  sim_mbim_buffer_add_data (buffer, &wire, sizeof wire);
  *answer = sim_mbim_buffer_end (buffer);
  return SIM_MBIM_STATUS_SUCCESS;
}

static SimMbimStatus
set_mappings (SimModem *self, const SimMbimCommand *command, GBytes **answer)
{
  guint32 count, offset, size, slot;

  if (self->quirks->no_slots)
    return SIM_MBIM_STATUS_NO_DEVICE_SUPPORT;
  if (!sim_mbim_read (command->buffer, 0, &count) || count != MAX_EXECUTORS ||
      !sim_mbim_read (command->buffer, 4, &offset) || !sim_mbim_read (command->buffer, 8, &size) ||
      size != 4 || !sim_mbim_read (command->buffer, offset, &slot) ||
      slot >= (guint32) self->quirks->slots)
    return SIM_MBIM_STATUS_INVALID_PARAMETERS;

  self->detail = slot + 1;
  if (slot != self->slot)
    {
      self->slot = slot;
      restart_card (self, FALSE);
    }
  return get_mappings (self, command, answer);
}

static guint32
slot_state (SimModem *self, guint slot)
{
  g_autofree char *iccid = NULL;

  if (is_esim_slot (self, slot) && self->quirks->empty)
    return SLOT_EMPTY;
  if (slot != self->slot)
    return SLOT_OFF;
  if (!self->ready || (is_esim_slot (self, slot) && sim_modem_uicc_is_forgotten (self->uicc)))
    return SLOT_NOT_READY;
  if (!is_esim_slot (self, slot))
    return SLOT_ACTIVE;

  iccid = sim_euicc_dup_enabled_iccid (self->euicc);
  return iccid != NULL ? SLOT_ACTIVE_ESIM : SLOT_ACTIVE_ESIM_NO_PROFILES;
}

static SimMbimStatus
get_slot (SimModem *self, const SimMbimCommand *command, GBytes **answer)
{
  SimMbimBuffer *buffer;
  guint32 slot;

  if (self->quirks->no_slots)
    return SIM_MBIM_STATUS_NO_DEVICE_SUPPORT;
  if (!sim_mbim_read (command->buffer, 0, &slot) || slot >= (guint32) self->quirks->slots)
    return SIM_MBIM_STATUS_INVALID_PARAMETERS;

  buffer = sim_mbim_buffer_new ();
  sim_mbim_buffer_add (buffer, slot);
  sim_mbim_buffer_add (buffer, slot_state (self, slot));
  *answer = sim_mbim_buffer_end (buffer);
  return SIM_MBIM_STATUS_SUCCESS;
}

static SimMbimStatus
check_card (SimModem *self)
{
  if (self->quirks->no_device_support)
    return SIM_MBIM_STATUS_NO_DEVICE_SUPPORT;

  return self->ready ? SIM_MBIM_STATUS_SUCCESS : SIM_MBIM_STATUS_NOT_INITIALIZED;
}

static SimMbimStatus
get_atr (SimModem *self, const SimMbimCommand *command, GBytes **answer)
{
  g_autoptr (GBytes) atr = sim_modem_uicc_get_atr (self->uicc);
  SimMbimStatus status = check_card (self);
  SimMbimBuffer *buffer;

  if (status != SIM_MBIM_STATUS_SUCCESS)
    return status;
  if (is_esim_slot (self, self->slot) && self->quirks->empty)
    return SIM_MBIM_STATUS_SIM_NOT_INSERTED;

  buffer = sim_mbim_buffer_new ();
  sim_mbim_buffer_add_data_size_first (buffer, g_bytes_get_data (atr, NULL),
                                       g_bytes_get_size (atr));
  *answer = sim_mbim_buffer_end (buffer);
  return SIM_MBIM_STATUS_SUCCESS;
}

/* A status word as it stands in answers: SW1 first. */
static guint32
pack_status (guint16 sw)
{
  return (guint32) (sw >> 8) | (guint32) (sw & 0xFF) << 8;
}

/* Splits the status word off an answer. */
static guint32
take_status (GByteArray *answer)
{
  guint16 sw;

  if (answer->len < 2)
    return 0;

  sw = (guint16) (answer->data[answer->len - 2] << 8 | answer->data[answer->len - 1]);
  g_byte_array_set_size (answer, answer->len - 2);
  return pack_status (sw);
}

/* What is referred to by size and offset, in this order. */
static GBytes *
read_reference (const SimMbimCommand *command, gsize at)
{
  const guint8 *data;
  guint32 size, offset;

  if (!sim_mbim_read (command->buffer, at, &size) ||
      !sim_mbim_read (command->buffer, at + 4, &offset) ||
      !sim_mbim_read_slice (command->buffer, offset, size, &data))
    return NULL;

  return g_bytes_new_from_bytes (command->buffer, offset, size);
}

static SimMbimStatus
open_channel (SimModem *self, const SimMbimCommand *command, GBytes **answer)
{
  g_autoptr (GBytes) aid = read_reference (command, 0);
  g_autoptr (GByteArray) response = g_byte_array_new ();
  SimMbimStatus status = check_card (self);
  SimMbimBuffer *buffer;
  guint32 p2, group, number, sw;

  if (status != SIM_MBIM_STATUS_SUCCESS)
    return status;
  if (aid == NULL || g_bytes_get_size (aid) == 0 || g_bytes_get_size (aid) > 32 ||
      !sim_mbim_read (command->buffer, 8, &p2) || p2 > 0xFF ||
      !sim_mbim_read (command->buffer, 12, &group))
    return SIM_MBIM_STATUS_INVALID_PARAMETERS;

  self->detail = p2;
  status = sim_modem_uicc_open (self->uicc, aid, (guint8) p2, group, &number, response);
  sw = take_status (response);
  buffer = sim_mbim_buffer_new ();
  sim_mbim_buffer_add (buffer, sw);
  sim_mbim_buffer_add (buffer, number);
  sim_mbim_buffer_add_data_size_first (buffer, response->data, response->len);
  *answer = sim_mbim_buffer_end (buffer);
  return status;
}

static SimMbimStatus
close_channel (SimModem *self, const SimMbimCommand *command, GBytes **answer)
{
  SimMbimStatus status = check_card (self);
  SimMbimBuffer *buffer;
  guint32 number, group;
  guint16 sw;

  if (status != SIM_MBIM_STATUS_SUCCESS)
    return status;
  if (!sim_mbim_read (command->buffer, 0, &number) || !sim_mbim_read (command->buffer, 4, &group))
    return SIM_MBIM_STATUS_INVALID_PARAMETERS;

  self->detail = number;
  sw = sim_modem_uicc_close (self->uicc, number, group);
  if (sw == 0)
    return SIM_MBIM_STATUS_INVALID_LOGICAL_CHANNEL;

  buffer = sim_mbim_buffer_new ();
  sim_mbim_buffer_add (buffer, pack_status (sw));
  *answer = sim_mbim_buffer_end (buffer);
  return SIM_MBIM_STATUS_SUCCESS;
}

static SimMbimStatus
transmit (SimModem *self, const SimMbimCommand *command, GBytes **answer)
{
  g_autoptr (GBytes) apdu = read_reference (command, 12);
  g_autoptr (GByteArray) response = g_byte_array_new ();
  SimMbimStatus status = check_card (self);
  SimMbimBuffer *buffer;
  guint32 number, secure, type, sw;

  if (status != SIM_MBIM_STATUS_SUCCESS)
    return status;
  if (apdu == NULL || !sim_mbim_read (command->buffer, 0, &number) ||
      !sim_mbim_read (command->buffer, 4, &secure) || secure != 0 ||
      !sim_mbim_read (command->buffer, 8, &type) || type > 1)
    return SIM_MBIM_STATUS_INVALID_PARAMETERS;

  status = sim_modem_uicc_transmit (self->uicc, number, type == 1, apdu, response);
  if (status != SIM_MBIM_STATUS_SUCCESS)
    return status;

  sw = take_status (response);
  buffer = sim_mbim_buffer_new ();
  sim_mbim_buffer_add (buffer, sw);
  sim_mbim_buffer_add_data_size_first (buffer, response->data, response->len);
  *answer = sim_mbim_buffer_end (buffer);
  return SIM_MBIM_STATUS_SUCCESS;
}

static SimMbimStatus
get_capability (SimModem *self, const SimMbimCommand *command, GBytes **answer)
{
  GBytes *capability = sim_modem_uicc_get_capability (self->uicc);
  SimMbimBuffer *buffer;

  if (self->quirks->no_device_support)
    return SIM_MBIM_STATUS_NO_DEVICE_SUPPORT;

  buffer = sim_mbim_buffer_new ();
  sim_mbim_buffer_add (buffer, capability != NULL ? 1 : 0);
  if (capability != NULL)
    sim_mbim_buffer_add_data (buffer, g_bytes_get_data (capability, NULL),
                              g_bytes_get_size (capability));
  *answer = sim_mbim_buffer_end (buffer);
  return SIM_MBIM_STATUS_SUCCESS;
}

/* A list of TLVs, each referred to by offset and size. */
static GBytes *
read_capabilities (const SimMbimCommand *command)
{
  g_autoptr (GByteArray) joined = g_byte_array_new ();
  guint32 count, offset, size;
  const guint8 *data;

  if (!sim_mbim_read (command->buffer, 0, &count))
    return NULL;
  for (gsize i = 0; i < count; i++)
    {
      if (!sim_mbim_read (command->buffer, 4 + 8 * i, &offset) ||
          !sim_mbim_read (command->buffer, 8 + 8 * i, &size) ||
          !sim_mbim_read_slice (command->buffer, offset, size, &data) ||
          size > MAX_CAPABILITY - joined->len)
        return NULL;
      g_byte_array_append (joined, data, size);
    }
  return joined->len > 0 ? g_byte_array_free_to_bytes (g_steal_pointer (&joined)) : NULL;
}

static SimMbimStatus
set_capability (SimModem *self, const SimMbimCommand *command, GBytes **answer)
{
  g_autoptr (GBytes) capability = read_capabilities (command);

  if (self->quirks->no_device_support)
    return SIM_MBIM_STATUS_NO_DEVICE_SUPPORT;
  if (capability == NULL)
    return SIM_MBIM_STATUS_INVALID_PARAMETERS;

  sim_modem_uicc_set_capability (self->uicc, capability);
  return get_capability (self, command, answer);
}

static SimMbimStatus
get_pass_through (SimModem *self, const SimMbimCommand *command, GBytes **answer)
{
  SimMbimBuffer *buffer;

  if (self->quirks->no_device_support || self->quirks->no_reset)
    return SIM_MBIM_STATUS_NO_DEVICE_SUPPORT;

  buffer = sim_mbim_buffer_new ();
  sim_mbim_buffer_add (buffer, sim_modem_uicc_is_pass_through (self->uicc) ? 1 : 0);
  *answer = sim_mbim_buffer_end (buffer);
  return SIM_MBIM_STATUS_SUCCESS;
}

static SimMbimStatus
reset (SimModem *self, const SimMbimCommand *command, GBytes **answer)
{
  guint32 action;

  if (self->quirks->no_device_support || self->quirks->no_reset)
    return SIM_MBIM_STATUS_NO_DEVICE_SUPPORT;
  if (!sim_mbim_read (command->buffer, 0, &action) || action > 1)
    return SIM_MBIM_STATUS_INVALID_PARAMETERS;

  self->detail = action;
  restart_card (self, action == 1);
  return get_pass_through (self, command, answer);
}

typedef struct
{
  const char *name;
  SimMbimService service;
  guint32 cid;
  gboolean set;
  SimMbimStatus (*run) (SimModem *self, const SimMbimCommand *command, GBytes **answer);
} Handler;

static const Handler handlers[] = {
  { "caps", SIM_MBIM_SERVICE_BASIC_CONNECT, 1, FALSE, get_capabilities },
  { "ready", SIM_MBIM_SERVICE_BASIC_CONNECT, CID_SUBSCRIBER_READY, FALSE, get_subscriber },
  { "system", SIM_MBIM_SERVICE_MS_EXTENSIONS, 5, FALSE, get_system },
  { "mappings", SIM_MBIM_SERVICE_MS_EXTENSIONS, 7, FALSE, get_mappings },
  { "set-mappings", SIM_MBIM_SERVICE_MS_EXTENSIONS, 7, TRUE, set_mappings },
  { "slot", SIM_MBIM_SERVICE_MS_EXTENSIONS, 8, FALSE, get_slot },
  { "atr", SIM_MBIM_SERVICE_MS_UICC, 1, FALSE, get_atr },
  { "open-channel", SIM_MBIM_SERVICE_MS_UICC, 2, TRUE, open_channel },
  { "close-channel", SIM_MBIM_SERVICE_MS_UICC, 3, TRUE, close_channel },
  { "apdu", SIM_MBIM_SERVICE_MS_UICC, 4, TRUE, transmit },
  { "capability", SIM_MBIM_SERVICE_MS_UICC, 5, FALSE, get_capability },
  { "set-capability", SIM_MBIM_SERVICE_MS_UICC, 5, TRUE, set_capability },
  { "passthrough", SIM_MBIM_SERVICE_MS_UICC, 6, FALSE, get_pass_through },
  { "reset", SIM_MBIM_SERVICE_MS_UICC, 6, TRUE, reset },
};

static const Handler *
find_handler (const SimMbimCommand *command)
{
  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    if (handlers[i].service == command->service && handlers[i].cid == command->cid &&
        handlers[i].set == command->set)
      return &handlers[i];

  return NULL;
}

/* Whether the modem goes at this command. */
static gboolean
is_unplugged_at (SimModem *self, const char *name)
{
  if (g_strcmp0 (self->unplug_name, name) != 0 || --self->unplug_count > 0)
    return FALSE;

  sim_modem_unplug (self);
  return TRUE;
}

static void
answer_command (SimModem *self, const SimMbimCommand *command)
{
  const Handler *handler = find_handler (command);
  SimMbimStatus status = SIM_MBIM_STATUS_NO_DEVICE_SUPPORT;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GBytes) message = NULL;

  self->detail = -1;
  if (handler != NULL)
    {
      if (is_unplugged_at (self, handler->name))
        return;
      status = handler->run (self, command, &answer);
      say (self, handler->name, status);
    }
  if (sim_modem_uicc_is_pulled (self->uicc))
    {
      sim_modem_unplug (self);
      return;
    }

  message = sim_mbim_new_done (command, status, answer, self->largest);
  send (self, message);
  if (sim_modem_uicc_take_refresh (self->uicc))
    restart_card (self, FALSE);
  if (self->announce)
    announce (self);
}

static void
send_short (SimModem *self, SimMbimType type, guint32 transaction, guint32 value)
{
  g_autoptr (GBytes) message = sim_mbim_new_short (type, transaction, value);

  send (self, message);
}

static void
open_session (SimModem *self, const SimMbimMessage *message)
{
  guint32 largest;

  self->detail = -1;
  if (is_unplugged_at (self, "open"))
    return;
  if (!sim_mbim_read (message->body, 0, &largest) || largest < LARGEST_AT_LEAST)
    {
      send_short (self, SIM_MBIM_TYPE_FUNCTION_ERROR, message->transaction,
                  SIM_MBIM_FAULT_MAX_TRANSFER);
      return;
    }

  self->opened = TRUE;
  self->largest =
      self->quirks->fragment > 0 ? MIN (largest, (guint32) self->quirks->fragment) : largest;
  say (self, "open", 0);
  send_short (self, SIM_MBIM_TYPE_OPEN_DONE, message->transaction, SIM_MBIM_STATUS_SUCCESS);
}

static void
handle_command (SimModem *self, const SimMbimMessage *message)
{
  g_auto (SimMbimCommand) command = { 0 };
  SimMbimFault fault = self->opened
                           ? sim_mbim_parse_command (message->body, message->transaction, &command)
                           : SIM_MBIM_FAULT_NOT_OPENED;

  if (fault == SIM_MBIM_FAULT_NONE)
    answer_command (self, &command);
  else
    send_short (self, SIM_MBIM_TYPE_FUNCTION_ERROR, message->transaction, fault);
}

/* Errors that the host reports need no answer. */
static void
handle (SimModem *self, const SimMbimMessage *message)
{
  if (message->fault != SIM_MBIM_FAULT_NONE)
    send_short (self, SIM_MBIM_TYPE_FUNCTION_ERROR, message->transaction, message->fault);
  else if (message->type == SIM_MBIM_TYPE_OPEN)
    open_session (self, message);
  else if (message->type == SIM_MBIM_TYPE_COMMAND)
    handle_command (self, message);
  else if (message->type == SIM_MBIM_TYPE_CLOSE)
    {
      self->opened = FALSE;
      send_short (self, SIM_MBIM_TYPE_CLOSE_DONE, message->transaction, SIM_MBIM_STATUS_SUCCESS);
    }
  else if (message->type != SIM_MBIM_TYPE_HOST_ERROR)
    send_short (self, SIM_MBIM_TYPE_FUNCTION_ERROR, message->transaction, SIM_MBIM_FAULT_UNKNOWN);
}

/**
 * sim_modem_new:
 * @euicc: the card in the eUICC's slot
 * @quirks: checked; must live as long as the modem
 * @host: where it writes to
 *
 * Returns: (transfer full): a modem that has come up
 */
SimModem *
sim_modem_new (SimEuicc *euicc, const SimModemQuirks *quirks, const SimModemHost *host)
{
  SimModem *self = g_new0 (SimModem, 1);

  self->euicc = g_object_ref (euicc);
  self->quirks = quirks;
  self->host = *host;
  self->stream = sim_mbim_stream_new ();
  self->uicc = sim_modem_uicc_new (euicc, quirks);
  self->largest = LARGEST_AT_LEAST;
  self->slot = (guint) quirks->mapped_slot - 1;
  if (quirks->unplug_at != NULL)
    sim_modem_quirks_parse_unplug (quirks, &self->unplug_name, &self->unplug_count);
  sim_modem_uicc_restart (self->uicc, is_esim_slot (self, self->slot), FALSE);
  self->ready = TRUE;
  return self;
}

/**
 * sim_modem_free:
 * @self: (transfer full): a modem
 */
void
sim_modem_free (SimModem *self)
{
  stop_timer (self);
  g_clear_pointer (&self->uicc, sim_modem_uicc_free);
  g_clear_pointer (&self->stream, sim_mbim_stream_free);
  g_clear_object (&self->euicc);
  g_free (self->unplug_name);
  g_free (self);
}

/**
 * sim_modem_receive:
 * @self: a modem
 * @data: (array length=length): what the host wrote
 * @length: how much
 *
 * Answers every message that is complete.
 */
void
sim_modem_receive (SimModem *self, const guint8 *data, gsize length)
{
  if (self->quirks->mute)
    return;

  sim_mbim_stream_feed (self->stream, data, length);
  while (!self->unplugged)
    {
      g_auto (SimMbimMessage) message = { 0 };

      if (!sim_mbim_stream_next (self->stream, &message))
        return;
      handle (self, &message);
    }
}

/**
 * sim_modem_unplug:
 * @self: a modem
 *
 * Takes the modem away from the host.
 */
void
sim_modem_unplug (SimModem *self)
{
  if (self->unplugged)
    return;

  self->unplugged = TRUE;
  self->detail = -1;
  say (self, "unplugged", 0);
  self->host.unplug (self->host.user_data);
}

/**
 * sim_modem_get_slot:
 * @self: a modem
 *
 * Returns: the slot in use, from 1
 */
guint
sim_modem_get_slot (SimModem *self)
{
  return self->slot + 1;
}
