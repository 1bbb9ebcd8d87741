/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-channel.h"

#include "readers/tern-socket-channel.h"

struct _AppChannel
{
  LpaForwardChannel parent_instance;

  char *name;
  GMutex lock;
  GError *refusal;
};

static void channel_iface_init (LpaChannelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AppChannel,
                               app_channel,
                               LPA_TYPE_FORWARD_CHANNEL,
                               G_IMPLEMENT_INTERFACE (LPA_TYPE_CHANNEL, channel_iface_init))

static gboolean
app_channel_connect (LpaChannel *channel, GCancellable *cancellable, GError **error)
{
  AppChannel *self = APP_CHANNEL (channel);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->refusal)
    {
      g_propagate_error (error, g_error_copy (self->refusal));
      return FALSE;
    }
  return lpa_channel_connect (lpa_forward_channel_get_inner (LPA_FORWARD_CHANNEL (self)),
                              cancellable, error);
}

static const char *
app_channel_get_name (LpaChannel *channel)
{
  return APP_CHANNEL (channel)->name;
}

static gboolean
app_channel_is_simulated (LpaChannel *channel)
{
  return FALSE;
}

static void
app_channel_finalize (GObject *object)
{
  AppChannel *self = APP_CHANNEL (object);

  g_free (self->name);
  g_clear_error (&self->refusal);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (app_channel_parent_class)->finalize (object);
}

static void
app_channel_class_init (AppChannelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = app_channel_finalize;
}

static void
app_channel_init (AppChannel *self)
{
  g_mutex_init (&self->lock);
}

static void
channel_iface_init (LpaChannelInterface *iface)
{
  iface->connect = app_channel_connect;
  iface->get_name = app_channel_get_name;
  iface->is_simulated = app_channel_is_simulated;
}

/**
 * app_channel_new:
 * @socket: of a simulated card
 * @name: what the driver calls the reader
 *
 * Returns: (transfer full): a reader with that card
 */
LpaChannel *
app_channel_new (const char *socket, const char *name)
{
  AppChannel *self = g_object_new (APP_TYPE_CHANNEL, NULL);
  g_autoptr (LpaChannel) inner = tern_socket_channel_new (socket, name);

  lpa_forward_channel_set_inner (LPA_FORWARD_CHANNEL (self), inner);
  self->name = g_strdup (name);
  return LPA_CHANNEL (self);
}

/**
 * app_channel_refuse:
 * @error: (nullable): what to say from now on when the card is wanted; %NULL to give it again
 *
 * Any thread.
 */
void
app_channel_refuse (AppChannel *self, const GError *error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_clear_error (&self->refusal);
  self->refusal = error ? g_error_copy (error) : NULL;
}
