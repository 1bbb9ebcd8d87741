/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-channel.h"

struct _BenchChannel
{
  GObject parent_instance;

  GMutex lock;
  GCond changed;
  SimEuicc *inserted;
  SimEuicc *connected;
  GBytes *atr;
  gboolean refuse;
  LpaChannelError refusal;
  gboolean hold;
  gboolean held_up;
};

static void channel_iface_init (LpaChannelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BenchChannel,
                               bench_channel,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LPA_TYPE_CHANNEL, channel_iface_init))

static gboolean
bench_channel_connect (LpaChannel *channel, GCancellable *cancellable, GError **error)
{
  BenchChannel *self = BENCH_CHANNEL (channel);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->refuse || self->inserted == NULL)
    {
      lpa_error_set (error, LPA_CHANNEL_ERROR,
                     (int) (self->refuse ? self->refusal : LPA_CHANNEL_ERROR_NO_CARD), NULL,
                     "Refused");
      return FALSE;
    }

  g_set_object (&self->connected, self->inserted);
  sim_euicc_power (self->connected, SIM_POWER_RESET);
  g_clear_pointer (&self->atr, g_bytes_unref);
  self->atr = sim_euicc_get_atr (self->connected);

  return TRUE;
}

static void
bench_channel_disconnect (LpaChannel *channel)
{
  BenchChannel *self = BENCH_CHANNEL (channel);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_clear_object (&self->connected);
}

static gboolean
check_connected (BenchChannel *self, GError **error)
{
  if (self->connected != NULL && self->connected == self->inserted)
    return TRUE;

  lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_REMOVED, NULL, "Taken out");
  return FALSE;
}

static gboolean
bench_channel_reset (LpaChannel *channel, GCancellable *cancellable, GError **error)
{
  BenchChannel *self = BENCH_CHANNEL (channel);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (!check_connected (self, error))
    return FALSE;
  sim_euicc_power (self->connected, SIM_POWER_RESET);

  return TRUE;
}

static GBytes *
bench_channel_transmit (LpaChannel *channel,
                        GBytes *command,
                        guint timeout,
                        GCancellable *cancellable,
                        GError **error)
{
  BenchChannel *self = BENCH_CHANNEL (channel);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (self->hold)
    {
      self->held_up = TRUE;
      g_main_context_wakeup (NULL);
      g_cond_wait (&self->changed, &self->lock);
    }
  self->held_up = FALSE;
  if (!check_connected (self, error))
    return NULL;

  return sim_euicc_transmit (self->connected, g_bytes_get_data (command, NULL),
                             g_bytes_get_size (command));
}

static const char *
bench_channel_get_name (LpaChannel *channel)
{
  return "Bench reader";
}

static GBytes *
bench_channel_get_atr (LpaChannel *channel)
{
  return BENCH_CHANNEL (channel)->atr;
}

static LpaProtocol
bench_channel_get_protocol (LpaChannel *channel)
{
  return LPA_PROTOCOL_T0;
}

static void
bench_channel_finalize (GObject *object)
{
  BenchChannel *self = BENCH_CHANNEL (object);

  g_clear_object (&self->inserted);
  g_clear_object (&self->connected);
  g_clear_pointer (&self->atr, g_bytes_unref);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);

  G_OBJECT_CLASS (bench_channel_parent_class)->finalize (object);
}

static void
bench_channel_class_init (BenchChannelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bench_channel_finalize;
}

static void
bench_channel_init (BenchChannel *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
}

static void
channel_iface_init (LpaChannelInterface *iface)
{
  iface->connect = bench_channel_connect;
  iface->disconnect = bench_channel_disconnect;
  iface->reset = bench_channel_reset;
  iface->transmit = bench_channel_transmit;
  iface->get_name = bench_channel_get_name;
  iface->get_atr = bench_channel_get_atr;
  iface->get_protocol = bench_channel_get_protocol;
}

/**
 * bench_channel_new:
 *
 * Returns: (transfer full): an empty reader
 */
BenchChannel *
bench_channel_new (void)
{
  return g_object_new (BENCH_TYPE_CHANNEL, NULL);
}

/**
 * bench_channel_put_in:
 * @self: the reader
 * @euicc: (nullable): a card, or none to take out the one that is in
 *
 * Changes the card. What is connected to the last one finds it gone.
 */
void
bench_channel_put_in (BenchChannel *self, SimEuicc *euicc)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_set_object (&self->inserted, euicc);
}

/**
 * bench_channel_refuse:
 * @self: the reader
 * @refuse: whether it cannot be connected from now on
 * @code: why
 */
void
bench_channel_refuse (BenchChannel *self, gboolean refuse, LpaChannelError code)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->refuse = refuse;
  self->refusal = code;
}

/**
 * bench_channel_hold:
 * @self: the reader
 * @hold: whether exchanges wait from now on
 */
void
bench_channel_hold (BenchChannel *self, gboolean hold)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->hold = hold;
  g_cond_broadcast (&self->changed);
}

/**
 * bench_channel_is_held_up:
 * @self: the reader
 *
 * Returns: whether an exchange is waiting
 */
gboolean
bench_channel_is_held_up (BenchChannel *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->held_up;
}
