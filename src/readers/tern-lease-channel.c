/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-lease-channel.h"

#include "lpa/lpa-error.h"

struct _TernLeaseChannel
{
  GObject parent_instance;

  LpaChannel *channel;
  int revoked;
  int connected;
};

static void channel_iface_init (LpaChannelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TernLeaseChannel,
                               tern_lease_channel,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LPA_TYPE_CHANNEL, channel_iface_init))

static gboolean
check_valid (TernLeaseChannel *self, GError **error)
{
  if (!g_atomic_int_get (&self->revoked))
    return TRUE;

  lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_REMOVED, "80100069",
                 "The card was taken out");
  return FALSE;
}

static gboolean
tern_lease_channel_connect (LpaChannel *channel, GCancellable *cancellable, GError **error)
{
  TernLeaseChannel *self = TERN_LEASE_CHANNEL (channel);

  gboolean connected =
      check_valid (self, error) && lpa_channel_connect (self->channel, cancellable, error);

  g_atomic_int_set (&self->connected, connected);

  return connected;
}

/* The reader's channel may by now be connected for another card, which is none of this one's
 * business. */
static void
tern_lease_channel_disconnect (LpaChannel *channel)
{
  TernLeaseChannel *self = TERN_LEASE_CHANNEL (channel);

  if (g_atomic_int_compare_and_exchange (&self->connected, TRUE, FALSE))
    lpa_channel_disconnect (self->channel);
}

static gboolean
tern_lease_channel_reset (LpaChannel *channel, GCancellable *cancellable, GError **error)
{
  TernLeaseChannel *self = TERN_LEASE_CHANNEL (channel);

  return check_valid (self, error) && lpa_channel_reset (self->channel, cancellable, error);
}

static GBytes *
tern_lease_channel_transmit (LpaChannel *channel,
                             GBytes *command,
                             guint timeout,
                             GCancellable *cancellable,
                             GError **error)
{
  TernLeaseChannel *self = TERN_LEASE_CHANNEL (channel);

  if (!check_valid (self, error))
    return NULL;

  return lpa_channel_transmit (self->channel, command, timeout, cancellable, error);
}

static const char *
tern_lease_channel_get_name (LpaChannel *channel)
{
  return lpa_channel_get_name (TERN_LEASE_CHANNEL (channel)->channel);
}

static GBytes *
tern_lease_channel_get_atr (LpaChannel *channel)
{
  return lpa_channel_get_atr (TERN_LEASE_CHANNEL (channel)->channel);
}

static LpaProtocol
tern_lease_channel_get_protocol (LpaChannel *channel)
{
  return lpa_channel_get_protocol (TERN_LEASE_CHANNEL (channel)->channel);
}

static gboolean
tern_lease_channel_is_simulated (LpaChannel *channel)
{
  return lpa_channel_is_simulated (TERN_LEASE_CHANNEL (channel)->channel);
}

static gboolean
tern_lease_channel_opens_applications (LpaChannel *channel)
{
  return lpa_channel_opens_applications (TERN_LEASE_CHANNEL (channel)->channel);
}

static gboolean
tern_lease_channel_open_application (LpaChannel *channel,
                                     GBytes *aid,
                                     guint8 p2,
                                     int *number,
                                     guint16 *sw,
                                     GError **error)
{
  TernLeaseChannel *self = TERN_LEASE_CHANNEL (channel);

  return check_valid (self, error) &&
         lpa_channel_open_application (self->channel, aid, p2, number, sw, error);
}

/* What a revoked lease has open goes with disconnecting. */
static void
tern_lease_channel_close_application (LpaChannel *channel, int number)
{
  TernLeaseChannel *self = TERN_LEASE_CHANNEL (channel);

  if (check_valid (self, NULL))
    lpa_channel_close_application (self->channel, number);
}

static gboolean
tern_lease_channel_reveal (LpaChannel *channel, GCancellable *cancellable)
{
  TernLeaseChannel *self = TERN_LEASE_CHANNEL (channel);

  return check_valid (self, NULL) && lpa_channel_reveal (self->channel, cancellable);
}

static const char *
tern_lease_channel_get_model (LpaChannel *channel)
{
  return lpa_channel_get_model (TERN_LEASE_CHANNEL (channel)->channel);
}

static void
tern_lease_channel_finalize (GObject *object)
{
  TernLeaseChannel *self = TERN_LEASE_CHANNEL (object);

  g_clear_object (&self->channel);

  G_OBJECT_CLASS (tern_lease_channel_parent_class)->finalize (object);
}

static void
tern_lease_channel_class_init (TernLeaseChannelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tern_lease_channel_finalize;
}

static void
tern_lease_channel_init (TernLeaseChannel *self)
{
}

static void
channel_iface_init (LpaChannelInterface *iface)
{
  iface->connect = tern_lease_channel_connect;
  iface->disconnect = tern_lease_channel_disconnect;
  iface->reset = tern_lease_channel_reset;
  iface->transmit = tern_lease_channel_transmit;
  iface->get_name = tern_lease_channel_get_name;
  iface->get_atr = tern_lease_channel_get_atr;
  iface->get_protocol = tern_lease_channel_get_protocol;
  iface->is_simulated = tern_lease_channel_is_simulated;
  iface->opens_applications = tern_lease_channel_opens_applications;
  iface->open_application = tern_lease_channel_open_application;
  iface->close_application = tern_lease_channel_close_application;
  iface->reveal = tern_lease_channel_reveal;
  iface->get_model = tern_lease_channel_get_model;
}

/**
 * tern_lease_channel_new:
 * @channel: the reader's channel
 *
 * Returns: (transfer full): a channel that speaks through @channel until it is revoked
 */
TernLeaseChannel *
tern_lease_channel_new (LpaChannel *channel)
{
  TernLeaseChannel *self = g_object_new (TERN_TYPE_LEASE_CHANNEL, NULL);

  self->channel = g_object_ref (channel);

  return self;
}

/**
 * tern_lease_channel_revoke:
 * @self: a lease
 *
 * Lets every call that begins from now on fail. What is connected stays so until it is disconnected
 * through @self, on the worker's thread. Any thread.
 */
void
tern_lease_channel_revoke (TernLeaseChannel *self)
{
  g_atomic_int_set (&self->revoked, TRUE);
}

/**
 * tern_lease_channel_is_connected:
 * @self: a lease
 *
 * Returns: whether the card is held at this moment. Any thread
 */
gboolean
tern_lease_channel_is_connected (TernLeaseChannel *self)
{
  return g_atomic_int_get (&self->connected);
}
