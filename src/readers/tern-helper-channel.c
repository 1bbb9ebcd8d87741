/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-helper-channel.h"

#include "lpa/lpa-error.h"
#include "readers/tern-helper-client.h"

struct _TernHelperChannel
{
  GObject parent_instance;

  char *device;
  char *name;
  guint slot;

  TernHelperClient *client; /* (nullable): kept between two connections: so the slot is, too */
  gboolean connected;

  /* Of the last connection. */
  GBytes *atr;
  char *model;
};

static void channel_iface_init (LpaChannelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TernHelperChannel,
                               tern_helper_channel,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LPA_TYPE_CHANNEL, channel_iface_init))

/* Leaving the bus lets the helper give everything back, whatever it is doing. */
static void
leave (TernHelperChannel *self)
{
  g_clear_object (&self->client);
  self->connected = FALSE;
}

static gboolean
take_card (TernHelperChannel *self, GCancellable *cancellable, GError **error)
{
  g_clear_pointer (&self->atr, g_bytes_unref);
  g_clear_pointer (&self->model, g_free);
  return tern_helper_client_open (self->client, self->device, self->slot, &self->atr, &self->model,
                                  cancellable, error);
}

static void
tern_helper_channel_disconnect (LpaChannel *channel)
{
  TernHelperChannel *self = TERN_HELPER_CHANNEL (channel);

  if (self->connected && !tern_helper_client_close (self->client, NULL))
    leave (self);
  self->connected = FALSE;
}

static gboolean
tern_helper_channel_connect (LpaChannel *channel, GCancellable *cancellable, GError **error)
{
  TernHelperChannel *self = TERN_HELPER_CHANNEL (channel);

  tern_helper_channel_disconnect (channel);
  if (self->client == NULL)
    self->client = tern_helper_client_new (cancellable, error);
  if (self->client == NULL)
    return FALSE;

  self->connected = take_card (self, cancellable, error);
  if (!self->connected)
    leave (self);
  return self->connected;
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

static const char *
tern_helper_channel_get_name (LpaChannel *channel)
{
  return TERN_HELPER_CHANNEL (channel)->name;
}

static GBytes *
tern_helper_channel_get_atr (LpaChannel *channel)
{
  return TERN_HELPER_CHANNEL (channel)->atr;
}

/* Through a modem a command may say what it expects, as in T=1. */
static LpaProtocol
tern_helper_channel_get_protocol (LpaChannel *channel)
{
  return LPA_PROTOCOL_T1;
}

static gboolean
tern_helper_channel_opens_applications (LpaChannel *channel)
{
  return TRUE;
}

static const char *
tern_helper_channel_get_model (LpaChannel *channel)
{
  return TERN_HELPER_CHANNEL (channel)->model;
}

/* A program that ends at once afterwards leaves the modem as it found it. */
static void
tern_helper_channel_finalize (GObject *object)
{
  TernHelperChannel *self = TERN_HELPER_CHANNEL (object);

  if (self->client != NULL)
    tern_helper_client_restore (self->client, NULL);
  leave (self);
  g_clear_pointer (&self->atr, g_bytes_unref);
  g_free (self->device);
  g_free (self->name);
  g_free (self->model);

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
}

static void
channel_iface_init (LpaChannelInterface *iface)
{
  iface->connect = tern_helper_channel_connect;
  iface->disconnect = tern_helper_channel_disconnect;
  iface->reset = tern_helper_channel_reset;
  iface->transmit = tern_helper_channel_transmit;
  iface->get_name = tern_helper_channel_get_name;
  iface->get_atr = tern_helper_channel_get_atr;
  iface->get_protocol = tern_helper_channel_get_protocol;
  iface->opens_applications = tern_helper_channel_opens_applications;
  iface->open_application = tern_helper_channel_open_application;
  iface->close_application = tern_helper_channel_close_application;
  iface->reveal = tern_helper_channel_reveal;
  iface->get_model = tern_helper_channel_get_model;
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

  self->device = g_strdup (device);
  self->slot = slot;
  self->name = g_strdup (name);
  return LPA_CHANNEL (self);
}
