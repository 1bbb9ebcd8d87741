/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-helper-channel.h"

#include "lpa/lpa-error.h"
#include "readers/tern-helper-client.h"

struct _TernHelperChannel
{
  TernSlotChannel parent_instance;

  /* The thread of the card's worker changes these, under the mutex where another may look. */
  GMutex mutex;
  TernHelperClient *client; /* (nullable): kept between two connections: so the slot is, too */
  gboolean connected;
};

static void channel_iface_init (LpaChannelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TernHelperChannel,
                               tern_helper_channel,
                               TERN_TYPE_SLOT_CHANNEL,
                               G_IMPLEMENT_INTERFACE (LPA_TYPE_CHANNEL, channel_iface_init))

/* Leaving the bus lets the helper give everything back, whatever it is doing. */
static void
leave (TernHelperChannel *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_clear_object (&self->client);
  self->connected = FALSE;
}

static void
set_connected (TernHelperChannel *self, gboolean connected)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->connected = connected;
}

static gboolean
find_helper (TernHelperChannel *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (self->client == NULL)
    self->client = tern_helper_client_new (cancellable, error);
  return self->client != NULL;
}

static gboolean
take_card (TernHelperChannel *self, GCancellable *cancellable, GError **error)
{
  TernSlotChannel *place = TERN_SLOT_CHANNEL (self);
  GBytes *atr = NULL;
  char *model = NULL;
  gboolean taken = tern_helper_client_open (self->client, tern_slot_channel_get_device (place),
                                            tern_slot_channel_get_slot (place), &atr, &model,
                                            cancellable, error);

  tern_slot_channel_take_atr (place, atr);
  tern_slot_channel_take_model (place, model);
  return taken;
}

static void
tern_helper_channel_disconnect (LpaChannel *channel)
{
  TernHelperChannel *self = TERN_HELPER_CHANNEL (channel);

  if (self->connected && !tern_helper_client_close (self->client, NULL))
    leave (self);
  set_connected (self, FALSE);
}

static gboolean
tern_helper_channel_connect (LpaChannel *channel, GCancellable *cancellable, GError **error)
{
  TernHelperChannel *self = TERN_HELPER_CHANNEL (channel);

  tern_helper_channel_disconnect (channel);
  if (!find_helper (self, cancellable, error))
    return FALSE;

  set_connected (self, TRUE);
  if (take_card (self, cancellable, error))
    return TRUE;

  leave (self);
  return FALSE;
}

static gboolean
check_connected (TernHelperChannel *self, GError **error)
{
  if (self->connected)
    return TRUE;

  lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_RESET, NULL,
                 "The modem is not connected");
  return FALSE;
}

static gboolean
tern_helper_channel_reset (LpaChannel *channel, GCancellable *cancellable, GError **error)
{
  TernHelperChannel *self = TERN_HELPER_CHANNEL (channel);

  if (!check_connected (self, error))
    return FALSE;
  if (tern_helper_client_reset (self->client, cancellable, error))
    return TRUE;

  if (g_cancellable_is_cancelled (cancellable))
    leave (self);
  return FALSE;
}

static gboolean
tern_helper_channel_open_application (LpaChannel *channel,
                                      GBytes *aid,
                                      guint8 p2,
                                      int *number,
                                      guint16 *sw,
                                      GError **error)
{
  TernHelperChannel *self = TERN_HELPER_CHANNEL (channel);

  return check_connected (self, error) &&
         tern_helper_client_open_channel (self->client, aid, p2, number, sw, error);
}

/* There is one channel at most. */
static void
tern_helper_channel_close_application (LpaChannel *channel, int number)
{
  TernHelperChannel *self = TERN_HELPER_CHANNEL (channel);

  if (self->connected)
    tern_helper_client_close_channel (self->client, NULL);
}

static gboolean
tern_helper_channel_reveal (LpaChannel *channel, GCancellable *cancellable)
{
  TernHelperChannel *self = TERN_HELPER_CHANNEL (channel);
  gboolean changed = FALSE;

  if (!self->connected)
    return FALSE;
  if (!tern_helper_client_reveal (self->client, &changed, cancellable, NULL) &&
      g_cancellable_is_cancelled (cancellable))
    leave (self);
  return changed;
}

static GBytes *
tern_helper_channel_transmit (LpaChannel *channel,
                              GBytes *command,
                              guint timeout,
                              GCancellable *cancellable,
                              GError **error)
{
  TernHelperChannel *self = TERN_HELPER_CHANNEL (channel);

  if (!check_connected (self, error))
    return NULL;

  return tern_helper_client_transmit (self->client, command, timeout, error);
}

static void
tern_helper_channel_finalize (GObject *object)
{
  TernHelperChannel *self = TERN_HELPER_CHANNEL (object);

  leave (self);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (tern_helper_channel_parent_class)->finalize (object);
}

static void
tern_helper_channel_class_init (TernHelperChannelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tern_helper_channel_finalize;
}

static void
tern_helper_channel_init (TernHelperChannel *self)
{
  g_mutex_init (&self->mutex);
}

static void
channel_iface_init (LpaChannelInterface *iface)
{
  iface->connect = tern_helper_channel_connect;
  iface->disconnect = tern_helper_channel_disconnect;
  iface->reset = tern_helper_channel_reset;
  iface->transmit = tern_helper_channel_transmit;
  iface->open_application = tern_helper_channel_open_application;
  iface->close_application = tern_helper_channel_close_application;
  iface->reveal = tern_helper_channel_reveal;
}

/**
 * tern_helper_channel_new:
 * @device: path of the modem's device node
 * @slot: in which slot of the modem the card is, from 1; 0 for the one that it uses
 * @name: the reader's name for people
 *
 * Makes a channel to a card behind a modem. Nothing is asked of the helper before it is connected.
 *
 * Returns: (transfer full): the channel
 */
LpaChannel *
tern_helper_channel_new (const char *device, guint slot, const char *name)
{
  TernHelperChannel *self = g_object_new (TERN_TYPE_HELPER_CHANNEL, NULL);

  tern_slot_channel_set_place (TERN_SLOT_CHANNEL (self), device, slot, name);
  return LPA_CHANNEL (self);
}

/**
 * tern_helper_channel_give_back:
 * @self: a channel
 *
 * Waits until the modem uses the slot again that it used before, which is otherwise kept for a
 * moment after lpa_channel_disconnect(). Does nothing while the channel is connected. For the end
 * of a program; blocks. Any thread.
 */
void
tern_helper_channel_give_back (TernHelperChannel *self)
{
  g_autoptr (TernHelperClient) client = NULL;

  g_mutex_lock (&self->mutex);
  if (self->client != NULL && !self->connected)
    client = g_object_ref (self->client);
  g_mutex_unlock (&self->mutex);

  if (client != NULL)
    tern_helper_client_restore (client, NULL);
}
