/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-slot-channel.h"

typedef struct
{
  char *device;
  char *name;
  guint slot;

  /* Of the last connection. */
  GBytes *atr;
  char *model;
} TernSlotChannelPrivate;

static void channel_iface_init (LpaChannelInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (TernSlotChannel,
                                  tern_slot_channel,
                                  G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (TernSlotChannel)
                                      G_IMPLEMENT_INTERFACE (LPA_TYPE_CHANNEL, channel_iface_init))

static TernSlotChannelPrivate *
get_private (gpointer self)
{
  return tern_slot_channel_get_instance_private (TERN_SLOT_CHANNEL (self));
}

static const char *
slot_channel_get_name (LpaChannel *channel)
{
  return get_private (channel)->name;
}

static GBytes *
slot_channel_get_atr (LpaChannel *channel)
{
  return get_private (channel)->atr;
}

/* Through a modem a command may say what it expects, as in T=1. */
static LpaProtocol
slot_channel_get_protocol (LpaChannel *channel)
{
  return LPA_PROTOCOL_T1;
}

static gboolean
slot_channel_opens_applications (LpaChannel *channel)
{
  return TRUE;
}

static const char *
slot_channel_get_model (LpaChannel *channel)
{
  return get_private (channel)->model;
}

static void
tern_slot_channel_finalize (GObject *object)
{
  TernSlotChannelPrivate *self = get_private (object);

  g_clear_pointer (&self->atr, g_bytes_unref);
  g_free (self->device);
  g_free (self->name);
  g_free (self->model);

  G_OBJECT_CLASS (tern_slot_channel_parent_class)->finalize (object);
}

static void
tern_slot_channel_class_init (TernSlotChannelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tern_slot_channel_finalize;
}

static void
tern_slot_channel_init (TernSlotChannel *self)
{
}

static void
channel_iface_init (LpaChannelInterface *iface)
{
  iface->get_name = slot_channel_get_name;
  iface->get_atr = slot_channel_get_atr;
  iface->get_protocol = slot_channel_get_protocol;
  iface->opens_applications = slot_channel_opens_applications;
  iface->get_model = slot_channel_get_model;
}

/**
 * tern_slot_channel_set_place:
 * @self: a channel that is being made
 * @device: path of the modem's device node
 * @slot: in which slot of the modem the card is, from 1; 0 for the one that it uses
 * @name: the reader's name for people
 */
void
tern_slot_channel_set_place (TernSlotChannel *self,
                             const char *device,
                             guint slot,
                             const char *name)
{
  TernSlotChannelPrivate *private = get_private (self);

  private->device = g_strdup (device);
  private->slot = slot;
  private->name = g_strdup (name);
}

/**
 * tern_slot_channel_get_device:
 * @self: a channel
 *
 * Returns: path of the modem's device node. Any thread
 */
const char *
tern_slot_channel_get_device (TernSlotChannel *self)
{
  return get_private (self)->device;
}

/**
 * tern_slot_channel_get_slot:
 * @self: a channel
 *
 * Returns: in which slot of the modem the card is, from 1; 0 for the one that it uses. Any thread
 */
guint
tern_slot_channel_get_slot (TernSlotChannel *self)
{
  return get_private (self)->slot;
}

/**
 * tern_slot_channel_take_atr:
 * @self: a channel
 * @atr: (transfer full) (nullable): the card's answer to reset
 */
void
tern_slot_channel_take_atr (TernSlotChannel *self, GBytes *atr)
{
  TernSlotChannelPrivate *private = get_private (self);

  g_clear_pointer (&private->atr, g_bytes_unref);
  private->atr = atr;
}

/**
 * tern_slot_channel_get_atr:
 * @self: a channel
 *
 * Returns: (transfer none) (nullable): the card's answer to reset
 */
GBytes *
tern_slot_channel_get_atr (TernSlotChannel *self)
{
  return get_private (self)->atr;
}

/**
 * tern_slot_channel_take_model:
 * @self: a channel
 * @model: (transfer full) (nullable): kind and firmware of the modem
 */
void
tern_slot_channel_take_model (TernSlotChannel *self, char *model)
{
  TernSlotChannelPrivate *private = get_private (self);

  g_free (private->model);
  private->model = model;
}

/**
 * tern_slot_channel_get_model:
 * @self: a channel
 *
 * Returns: (nullable): kind and firmware of the modem
 */
const char *
tern_slot_channel_get_model (TernSlotChannel *self)
{
  return get_private (self)->model;
}
