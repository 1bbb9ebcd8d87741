/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world-reader.h"

#include "lpa/lpa-error.h"
#include "lpa/lpa-hex.h"

#include <string.h>

struct _WorldReader
{
  GObject parent_instance;

  SimEuicc *sim;
  GBytes *atr;
  GMutex lock;
  GString *heard; /* the data of every STORE DATA chain's first block, one a line */
  char *tag;
  guint left;
  WorldFault fault;
  gboolean broken;
  gboolean puts_back;
  GCancellable *cancellable;
  int cancel_reason;
};

static void channel_init (LpaChannelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WorldReader,
                               world_reader,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LPA_TYPE_CHANNEL, channel_init))

static gboolean
power (WorldReader *self, GError **error)
{
  if (self->puts_back && sim_euicc_is_pulled (self->sim))
    sim_euicc_insert (self->sim);
  if (sim_euicc_is_pulled (self->sim))
    {
      lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NO_CARD, "8010000C",
                     "No card is in the reader");
      return FALSE;
    }
  sim_euicc_power (self->sim, SIM_POWER_RESET);
  g_clear_pointer (&self->atr, g_bytes_unref);
  self->atr = sim_euicc_get_atr (self->sim);
  return TRUE;
}

static gboolean
world_reader_connect (LpaChannel *channel, GCancellable *cancellable, GError **error)
{
  return !g_cancellable_set_error_if_cancelled (cancellable, error) &&
         power (WORLD_READER (channel), error);
}

static void
world_reader_disconnect (LpaChannel *channel)
{
  sim_euicc_power (WORLD_READER (channel)->sim, SIM_POWER_OFF);
}

static gboolean
world_reader_reset (LpaChannel *channel, GCancellable *cancellable, GError **error)
{
  return world_reader_connect (channel, cancellable, error);
}

/* Only the first block of a STORE DATA chain begins with a tag. */
static char *
read_start (GBytes *command)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (command, &length);

  if (length < 6 || data[1] != 0xE2 || data[3] != 0)
    return NULL;
  return lpa_hex_encode (data + 5, MIN (length - 5, 16));
}

static void
note_reason (WorldReader *self, GBytes *command)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (command, &length);

  for (gsize i = 5; i + 3 <= length; i++)
    if (data[i] == 0x81 && data[i + 1] == 1 && i + 3 >= length - 1)
      self->cancel_reason = data[i + 2];
}

static WorldFault
listen_to (WorldReader *self, GBytes *command)
{
  g_autofree char *start = read_start (command);
  WorldFault fault = WORLD_FAULT_NONE;

  if (start == NULL)
    return fault;
  g_mutex_lock (&self->lock);
  g_string_append_printf (self->heard, "%s\n", start);
  if (g_ascii_strncasecmp (start, "BF41", 4) == 0)
    note_reason (self, command);
  if (self->tag != NULL && g_ascii_strncasecmp (start, self->tag, strlen (self->tag)) == 0 &&
      --self->left == 0)
    {
      fault = self->fault;
      self->broken = TRUE;
      g_clear_pointer (&self->tag, g_free);
    }
  g_mutex_unlock (&self->lock);
  return fault;
}

static GBytes *
lose (GError **error)
{
  lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_RESET, "80100068",
                 "The card was reset");
  return NULL;
}

static GBytes *
world_reader_transmit (LpaChannel *channel,
                       GBytes *command,
                       guint timeout,
                       GCancellable *cancellable,
                       GError **error)
{
  WorldReader *self = WORLD_READER (channel);
  gsize length;
  const guint8 *data = g_bytes_get_data (command, &length);
  WorldFault fault = listen_to (self, command);
  GBytes *response;

  if (fault == WORLD_FAULT_CANCEL)
    g_cancellable_cancel (self->cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (fault == WORLD_FAULT_MUTE)
    {
      lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_MUTE, "80100066",
                     "The card does not answer");
      return NULL;
    }
  if (fault == WORLD_FAULT_RESET)
    {
      sim_euicc_power (self->sim, SIM_POWER_RESET);
      return lose (error);
    }
  response = sim_euicc_transmit (self->sim, data, length);
  if (response == NULL)
    lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_REMOVED, "80100069",
                   "The card was taken out");
  if (fault != WORLD_FAULT_LOST)
    return response;
  g_clear_pointer (&response, g_bytes_unref);
  sim_euicc_power (self->sim, SIM_POWER_RESET);
  return lose (error);
}

static const char *
world_reader_get_name (LpaChannel *channel)
{
  return "World";
}

static GBytes *
world_reader_get_atr (LpaChannel *channel)
{
  return WORLD_READER (channel)->atr;
}

static LpaProtocol
world_reader_get_protocol (LpaChannel *channel)
{
  return LPA_PROTOCOL_T0;
}

static void
channel_init (LpaChannelInterface *iface)
{
  iface->connect = world_reader_connect;
  iface->disconnect = world_reader_disconnect;
  iface->reset = world_reader_reset;
  iface->transmit = world_reader_transmit;
  iface->get_name = world_reader_get_name;
  iface->get_atr = world_reader_get_atr;
  iface->get_protocol = world_reader_get_protocol;
}

static void
world_reader_finalize (GObject *object)
{
  WorldReader *self = WORLD_READER (object);

  g_clear_object (&self->sim);
  g_clear_pointer (&self->atr, g_bytes_unref);
  g_clear_object (&self->cancellable);
  g_string_free (self->heard, TRUE);
  g_free (self->tag);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (world_reader_parent_class)->finalize (object);
}

static void
world_reader_class_init (WorldReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = world_reader_finalize;
}

static void
world_reader_init (WorldReader *self)
{
  self->heard = g_string_new (NULL);
  self->cancel_reason = -1;
  g_mutex_init (&self->lock);
}

WorldReader *
world_reader_new (SimEuicc *sim)
{
  WorldReader *self = g_object_new (WORLD_TYPE_READER, NULL);

  self->sim = g_object_ref (sim);
  return self;
}

void
world_reader_break_at (WorldReader *self,
                       const char *tag,
                       guint nth,
                       WorldFault fault,
                       GCancellable *cancellable)
{
  g_mutex_lock (&self->lock);
  g_free (self->tag);
  self->tag = g_strdup (tag);
  self->left = nth;
  self->fault = fault;
  self->broken = FALSE;
  g_set_object (&self->cancellable, cancellable);
  g_mutex_unlock (&self->lock);
}

void
world_reader_put_back_when_pulled (WorldReader *self)
{
  self->puts_back = TRUE;
}

gboolean
world_reader_is_broken (WorldReader *self)
{
  gboolean broken;

  g_mutex_lock (&self->lock);
  broken = self->broken;
  g_mutex_unlock (&self->lock);
  return broken;
}

int
world_reader_get_cancel_reason (WorldReader *self)
{
  int reason;

  g_mutex_lock (&self->lock);
  reason = self->cancel_reason;
  g_mutex_unlock (&self->lock);
  return reason;
}

guint
world_reader_count (WorldReader *self, const char *tag)
{
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  g_mutex_lock (&self->lock);
  lines = g_strsplit (self->heard->str, "\n", -1);
  g_mutex_unlock (&self->lock);
  for (guint i = 0; lines[i] != NULL; i++)
    n += g_ascii_strncasecmp (lines[i], tag, strlen (tag)) == 0;
  return n;
}
