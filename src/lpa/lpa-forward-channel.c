/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-forward-channel.h"

typedef struct
{
  LpaChannel *inner;
} LpaForwardChannelPrivate;

static void channel_iface_init (LpaChannelInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (LpaForwardChannel,
                                  lpa_forward_channel,
                                  G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (LpaForwardChannel)
                                      G_IMPLEMENT_INTERFACE (LPA_TYPE_CHANNEL, channel_iface_init))

static LpaChannel *
inner_of (LpaChannel *channel)
{
  return lpa_forward_channel_get_inner (LPA_FORWARD_CHANNEL (channel));
}

static gboolean
lpa_forward_channel_connect (LpaChannel *channel, GCancellable *cancellable, GError **error)
{
  return lpa_channel_connect (inner_of (channel), cancellable, error);
}

static void
lpa_forward_channel_disconnect (LpaChannel *channel)
{
  lpa_channel_disconnect (inner_of (channel));
}

static gboolean
lpa_forward_channel_reset (LpaChannel *channel, GCancellable *cancellable, GError **error)
{
  return lpa_channel_reset (inner_of (channel), cancellable, error);
}

static GBytes *
lpa_forward_channel_transmit (LpaChannel *channel,
                              GBytes *command,
                              guint timeout,
                              GCancellable *cancellable,
                              GError **error)
{
  return lpa_channel_transmit (inner_of (channel), command, timeout, cancellable, error);
}

static const char *
lpa_forward_channel_get_name (LpaChannel *channel)
{
  return lpa_channel_get_name (inner_of (channel));
}

static GBytes *
lpa_forward_channel_get_atr (LpaChannel *channel)
{
  return lpa_channel_get_atr (inner_of (channel));
}

static LpaProtocol
lpa_forward_channel_get_protocol (LpaChannel *channel)
{
  return lpa_channel_get_protocol (inner_of (channel));
}

static gboolean
lpa_forward_channel_is_simulated (LpaChannel *channel)
{
  return lpa_channel_is_simulated (inner_of (channel));
}

static gboolean
lpa_forward_channel_opens_applications (LpaChannel *channel)
{
  return lpa_channel_opens_applications (inner_of (channel));
}

static gboolean
lpa_forward_channel_open_application (LpaChannel *channel,
                                      GBytes *aid,
                                      guint8 p2,
                                      int *number,
                                      guint16 *sw,
                                      GError **error)
{
  return lpa_channel_open_application (inner_of (channel), aid, p2, number, sw, error);
}

static void
lpa_forward_channel_close_application (LpaChannel *channel, int number)
{
  lpa_channel_close_application (inner_of (channel), number);
}

static gboolean
lpa_forward_channel_reveal (LpaChannel *channel, GCancellable *cancellable)
{
  return lpa_channel_reveal (inner_of (channel), cancellable);
}

static const char *
lpa_forward_channel_get_model (LpaChannel *channel)
{
  return lpa_channel_get_model (inner_of (channel));
}

static void
channel_iface_init (LpaChannelInterface *iface)
{
  iface->connect = lpa_forward_channel_connect;
  iface->disconnect = lpa_forward_channel_disconnect;
  iface->reset = lpa_forward_channel_reset;
  iface->transmit = lpa_forward_channel_transmit;
  iface->get_name = lpa_forward_channel_get_name;
  iface->get_atr = lpa_forward_channel_get_atr;
  iface->get_protocol = lpa_forward_channel_get_protocol;
  iface->is_simulated = lpa_forward_channel_is_simulated;
  iface->opens_applications = lpa_forward_channel_opens_applications;
  iface->open_application = lpa_forward_channel_open_application;
  iface->close_application = lpa_forward_channel_close_application;
  iface->reveal = lpa_forward_channel_reveal;
  iface->get_model = lpa_forward_channel_get_model;
}

static void
lpa_forward_channel_finalize (GObject *object)
{
  LpaForwardChannelPrivate *priv =
      lpa_forward_channel_get_instance_private (LPA_FORWARD_CHANNEL (object));

  g_clear_object (&priv->inner);
  G_OBJECT_CLASS (lpa_forward_channel_parent_class)->finalize (object);
}

static void
lpa_forward_channel_class_init (LpaForwardChannelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lpa_forward_channel_finalize;
}

static void
lpa_forward_channel_init (LpaForwardChannel *self)
{
}

/**
 * lpa_forward_channel_set_inner:
 * @self: a channel that has just been made
 * @inner: the channel to hand calls on to
 *
 * To be called once, before @self is used.
 */
void
lpa_forward_channel_set_inner (LpaForwardChannel *self, LpaChannel *inner)
{
  LpaForwardChannelPrivate *priv = lpa_forward_channel_get_instance_private (self);

  g_set_object (&priv->inner, inner);
}

/**
 * lpa_forward_channel_get_inner:
 * @self: a channel
 *
 * Returns: (transfer none): the channel that calls are handed on to. Any thread
 */
LpaChannel *
lpa_forward_channel_get_inner (LpaForwardChannel *self)
{
  LpaForwardChannelPrivate *priv = lpa_forward_channel_get_instance_private (self);

  return priv->inner;
}
