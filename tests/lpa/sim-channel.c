/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim-channel.h"

#include "lpa/lpa-error.h"

struct _TestSimChannel
{
  GObject parent_instance;

  SimEuicc *card;
  GBytes *atr;
};

static void channel_iface_init (LpaChannelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestSimChannel,
                               test_sim_channel,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LPA_TYPE_CHANNEL, channel_iface_init))

static gboolean
test_sim_channel_power (LpaChannel *channel, GCancellable *cancellable, GError **error)
{
  sim_euicc_power (TEST_SIM_CHANNEL (channel)->card, SIM_POWER_RESET);
  return TRUE;
}

static void
test_sim_channel_disconnect (LpaChannel *channel)
{
  /* whoever lets the card go has closed what it opened */
  g_assert_cmpuint (sim_euicc_count_channels (TEST_SIM_CHANNEL (channel)->card), ==, 0);
  sim_euicc_power (TEST_SIM_CHANNEL (channel)->card, SIM_POWER_OFF);
}

static GBytes *
test_sim_channel_transmit (LpaChannel *channel,
                           GBytes *command,
                           guint timeout,
                           GCancellable *cancellable,
                           GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (command, &length);
  GBytes *response = sim_euicc_transmit (TEST_SIM_CHANNEL (channel)->card, data, length);

  if (!response)
    lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_REMOVED, NULL, "It was pulled");
  return response;
}

static const char *
test_sim_channel_get_name (LpaChannel *channel)
{
  return "Simulated";
}

static GBytes *
test_sim_channel_get_atr (LpaChannel *channel)
{
  return TEST_SIM_CHANNEL (channel)->atr;
}

/* The low half of TD1 (ISO 7816-3 8.2.3) */
static LpaProtocol
test_sim_channel_get_protocol (LpaChannel *channel)
{
  const guint8 *atr = g_bytes_get_data (TEST_SIM_CHANNEL (channel)->atr, NULL);

  return (atr[3] & 0x0F) == 1 ? LPA_PROTOCOL_T1 : LPA_PROTOCOL_T0;
}

static void
channel_iface_init (LpaChannelInterface *iface)
{
  iface->connect = test_sim_channel_power;
  iface->reset = test_sim_channel_power;
  iface->disconnect = test_sim_channel_disconnect;
  iface->transmit = test_sim_channel_transmit;
  iface->get_name = test_sim_channel_get_name;
  iface->get_atr = test_sim_channel_get_atr;
  iface->get_protocol = test_sim_channel_get_protocol;
}

static void
test_sim_channel_finalize (GObject *object)
{
  TestSimChannel *self = TEST_SIM_CHANNEL (object);

  g_clear_object (&self->card);
  g_clear_pointer (&self->atr, g_bytes_unref);
  G_OBJECT_CLASS (test_sim_channel_parent_class)->finalize (object);
}

static void
test_sim_channel_class_init (TestSimChannelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_sim_channel_finalize;
}

static void
test_sim_channel_init (TestSimChannel *self)
{
}

LpaChannel *
test_sim_channel_new (SimEuicc *card)
{
  TestSimChannel *self = g_object_new (TEST_TYPE_SIM_CHANNEL, NULL);

  self->card = g_object_ref (card);
  self->atr = sim_euicc_get_atr (card);
  return LPA_CHANNEL (self);
}
