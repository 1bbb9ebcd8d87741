/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-lease-channel.h"

#include "lpa/lpa-error.h"

struct _TernLeaseChannel
{
  LpaForwardChannel parent_instance;

  int revoked;
  int connected;
};

static void channel_iface_init (LpaChannelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TernLeaseChannel,
                               tern_lease_channel,
                               LPA_TYPE_FORWARD_CHANNEL,
                               G_IMPLEMENT_INTERFACE (LPA_TYPE_CHANNEL, channel_iface_init))

static LpaChannel *
inner_of (TernLeaseChannel *self)
{
  return lpa_forward_channel_get_inner (LPA_FORWARD_CHANNEL (self));
}

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
      check_valid (self, error) && lpa_channel_connect (inner_of (self), cancellable, error);

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
    lpa_channel_disconnect (inner_of (self));
}

static gboolean
tern_lease_channel_reset (LpaChannel *channel, GCancellable *cancellable, GError **error)
{
  TernLeaseChannel *self = TERN_LEASE_CHANNEL (channel);

  return check_valid (self, error) && lpa_channel_reset (inner_of (self), cancellable, error);
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

  return lpa_channel_transmit (inner_of (self), command, timeout, cancellable, error);
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
         lpa_channel_open_application (inner_of (self), aid, p2, number, sw, error);
}

/* What a revoked lease has open goes with disconnecting. */
static void
tern_lease_channel_close_application (LpaChannel *channel, int number)
{
  TernLeaseChannel *self = TERN_LEASE_CHANNEL (channel);

  if (check_valid (self, NULL))
    lpa_channel_close_application (inner_of (self), number);
}

static gboolean
tern_lease_channel_reveal (LpaChannel *channel, GCancellable *cancellable)
{
  TernLeaseChannel *self = TERN_LEASE_CHANNEL (channel);

  return check_valid (self, NULL) && lpa_channel_reveal (inner_of (self), cancellable);
}

static void
tern_lease_channel_class_init (TernLeaseChannelClass *klass)
{
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
  iface->open_application = tern_lease_channel_open_application;
  iface->close_application = tern_lease_channel_close_application;
  iface->reveal = tern_lease_channel_reveal;
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

  lpa_forward_channel_set_inner (LPA_FORWARD_CHANNEL (self), channel);

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
