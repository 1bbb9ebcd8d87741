/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "readers/tern-reader-monitor.h"

#include <glib/gi18n-lib.h>

#include "lpa/lpa-error.h"
#include "readers/tern-gate.h"
#include "readers/tern-helper-channel.h"
#include "readers/tern-modem-channel.h"
#include "readers/tern-modem-readers.h"
#include "readers/tern-pcsc-channel.h"
#include "readers/tern-pcsc-watcher.h"
#include "readers/tern-reader-place.h"
#include "readers/tern-socket-channel.h"

struct _TernReaderMonitor
{
  GObject parent_instance;

  TernCardSetup *setup;
  TernPcscWatcher *watcher;
  TernServiceState service_state;
  gboolean settled;
  TernGate *settling;

  TernModemReaders *modems;
  TernModemChannelFunc new_channel;

  /* In the same order. */
  GListStore *readers;
  GPtrArray *places;
  guint tidy_source;
};

enum
{
  PROP_SERVICE_STATE = 1,
  PROP_SETTLED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ENUM_TYPE (TernServiceState,
                    tern_service_state,
                    G_DEFINE_ENUM_VALUE (TERN_SERVICE_STATE_STARTING, "starting"),
                    G_DEFINE_ENUM_VALUE (TERN_SERVICE_STATE_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (TERN_SERVICE_STATE_ABSENT, "absent"),
                    G_DEFINE_ENUM_VALUE (TERN_SERVICE_STATE_NOT_PERMITTED, "not-permitted"))

G_DEFINE_FINAL_TYPE (TernReaderMonitor, tern_reader_monitor, G_TYPE_OBJECT)

static void
remove_gone (TernReaderMonitor *self)
{
  for (guint i = self->places->len; i > 0; i--)
    {
      TernReaderPlace *place = self->places->pdata[i - 1];

      if (!tern_reader_place_is_over (place))
        continue;
      g_signal_handlers_disconnect_by_data (place->reader, self);
      g_ptr_array_remove_index (self->places, i - 1);
      g_list_store_remove (self->readers, i - 1);
    }
}

static gboolean
is_reading (TernReaderMonitor *self)
{
  for (guint i = 0; i < self->places->len; i++)
    {
      TernReaderPlace *place = self->places->pdata[i];

      if (tern_reader_get_state (place->reader) == TERN_READER_STATE_READING)
        return TRUE;
    }

  return FALSE;
}

static void
note_settled (TernReaderMonitor *self)
{
  if (self->settled || is_reading (self) ||
      (self->modems != NULL && !tern_modem_readers_is_settled (self->modems)) ||
      (self->watcher != NULL && self->service_state == TERN_SERVICE_STATE_STARTING))
    return;

  self->settled = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SETTLED]);
  tern_gate_open (self->settling);
}

static gboolean
tidy (gpointer data)
{
  g_autoptr (TernReaderMonitor) self = g_object_ref (data);

  self->tidy_source = 0;
  remove_gone (self);
  note_settled (self);

  return G_SOURCE_REMOVE;
}

/* Later, since a reader may change its state while the list is gone through. */
static void
tidy_soon (TernReaderMonitor *self)
{
  if (self->tidy_source == 0)
    self->tidy_source = g_idle_add_full (G_PRIORITY_DEFAULT, tidy, self, NULL);
}

static TernReaderPlace *
add_place (TernReaderMonitor *self,
           LpaChannel *channel,
           const TernCardSetup *setup,
           const char *path)
{
  TernReaderPlace *place = tern_reader_place_new (channel, setup, path);

  g_signal_connect_object (place->reader, "notify::state", G_CALLBACK (tidy_soon), self,
                           G_CONNECT_SWAPPED);
  g_ptr_array_add (self->places, place);
  g_list_store_append (self->readers, place->reader);

  return place;
}

static TernReaderPlace *
find_pcsc_place (TernReaderMonitor *self, const char *name)
{
  for (guint i = 0; i < self->places->len; i++)
    {
      TernReaderPlace *place = self->places->pdata[i];

      if (place->path == NULL && g_str_equal (lpa_channel_get_name (place->channel), name))
        return place;
    }

  return NULL;
}

static TernReaderPlace *
find_simulated_place (TernReaderMonitor *self, const char *socket_path)
{
  for (guint i = 0; i < self->places->len; i++)
    {
      TernReaderPlace *place = self->places->pdata[i];

      if (g_strcmp0 (place->path, socket_path) == 0)
        return place;
    }

  return NULL;
}

static gboolean
is_listed (GPtrArray *slots, const char *name)
{
  for (guint i = 0; i < slots->len; i++)
    if (g_str_equal (((const TernPcscSlot *) slots->pdata[i])->name, name))
      return TRUE;

  return FALSE;
}

static void
follow (TernReaderMonitor *self, const TernPcscSlot *slot)
{
  TernReaderPlace *place = find_pcsc_place (self, slot->name);
  g_autoptr (LpaChannel) channel = NULL;

  if (place == NULL)
    {
      channel = tern_pcsc_channel_new (slot->name);
      place = add_place (self, channel, self->setup, NULL);
    }

  tern_reader_place_follow (place, slot);
}

static void
on_snapshot (TernServiceState state, GPtrArray *slots, gpointer user_data)
{
  TernReaderMonitor *self = user_data;

  for (guint i = 0; i < self->places->len; i++)
    {
      TernReaderPlace *place = self->places->pdata[i];

      if (place->path == NULL && !is_listed (slots, lpa_channel_get_name (place->channel)))
        tern_reader_place_take_away (place);
    }
  for (guint i = 0; i < slots->len; i++)
    follow (self, slots->pdata[i]);

  if (self->service_state != state)
    {
      self->service_state = state;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SERVICE_STATE]);
    }
  tidy_soon (self);
}

static TernReader *
add_modem_reader (const TernModem *modem, guint slot, const char *name, gpointer user_data)
{
  TernReaderMonitor *self = user_data;
  g_autoptr (LpaChannel) channel =
      self->new_channel (modem->node, modem->counts_slots ? slot : 0, name);

  return g_object_ref (add_place (self, channel, self->setup, modem->node)->reader);
}

static void
remove_modem_reader (TernReader *reader, gpointer user_data)
{
  tern_reader_monitor_remove_reader (user_data, reader);
}

static void
on_modems_changed (gpointer user_data)
{
  tidy_soon (user_data);
}

static void
refresh_all (TernReaderMonitor *self)
{
  for (guint i = 0; i < self->places->len; i++)
    tern_reader_refresh (((const TernReaderPlace *) self->places->pdata[i])->reader);
}

static void
tern_reader_monitor_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TernReaderMonitor *self = TERN_READER_MONITOR (object);

  switch (id)
    {
    case PROP_SERVICE_STATE:
      g_value_set_enum (value, self->service_state);
      break;
    case PROP_SETTLED:
      g_value_set_boolean (value, self->settled);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tern_reader_monitor_dispose (GObject *object)
{
  TernReaderMonitor *self = TERN_READER_MONITOR (object);

  g_clear_pointer (&self->watcher, tern_pcsc_watcher_stop);
  g_clear_pointer (&self->modems, tern_modem_readers_free);
  g_clear_handle_id (&self->tidy_source, g_source_remove);
  for (guint i = 0; i < self->places->len; i++)
    {
      TernReaderPlace *place = self->places->pdata[i];

      g_signal_handlers_disconnect_by_data (place->reader, self);
      tern_reader_place_take_away (place);
    }
  g_ptr_array_set_size (self->places, 0);
  g_list_store_remove_all (self->readers);

  G_OBJECT_CLASS (tern_reader_monitor_parent_class)->dispose (object);
}

static void
tern_reader_monitor_finalize (GObject *object)
{
  TernReaderMonitor *self = TERN_READER_MONITOR (object);

  g_clear_pointer (&self->places, g_ptr_array_unref);
  g_clear_pointer (&self->settling, tern_gate_free);
  g_clear_object (&self->readers);
  g_clear_pointer (&self->setup, tern_card_setup_free);

  G_OBJECT_CLASS (tern_reader_monitor_parent_class)->finalize (object);
}

static void
tern_reader_monitor_class_init (TernReaderMonitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = tern_reader_monitor_get_property;
  object_class->dispose = tern_reader_monitor_dispose;
  object_class->finalize = tern_reader_monitor_finalize;

  properties[PROP_SERVICE_STATE] =
      g_param_spec_enum ("service-state", NULL, NULL, tern_service_state_get_type (),
                         TERN_SERVICE_STATE_STARTING, flags);
  properties[PROP_SETTLED] = g_param_spec_boolean ("settled", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tern_reader_monitor_init (TernReaderMonitor *self)
{
  self->new_channel = tern_modem_channel_new_shared;
  self->places = g_ptr_array_new_with_free_func ((GDestroyNotify) tern_reader_place_free);
  self->settling = tern_gate_new ();
  self->readers = g_list_store_new (TERN_TYPE_READER);
}

/**
 * tern_reader_monitor_new:
 * @setup: what every card gets along
 *
 * Makes a monitor that knows of no reader yet. When the journal says that another program has
 * changed a card, the cards are read again. Main thread.
 *
 * Returns: (transfer full): the monitor
 */
TernReaderMonitor *
tern_reader_monitor_new (const TernCardSetup *setup)
{
  TernReaderMonitor *self = g_object_new (TERN_TYPE_READER_MONITOR, NULL);

  self->setup = tern_card_setup_copy (setup);
  if (setup->journal != NULL)
    g_signal_connect_object (setup->journal, "finished-elsewhere", G_CALLBACK (refresh_all), self,
                             G_CONNECT_SWAPPED);

  return self;
}

/**
 * tern_reader_monitor_start:
 * @self: the monitor
 *
 * Begins to follow the readers of the PC/SC service and the modems of ModemManager, and these
 * services themselves. Main thread.
 */
void
tern_reader_monitor_start (TernReaderMonitor *self)
{
  TernModemReadersHost host = { add_modem_reader, remove_modem_reader, on_modems_changed, self };

  g_return_if_fail (TERN_IS_READER_MONITOR (self));

  if (self->watcher != NULL)
    return;

  self->watcher = tern_pcsc_watcher_new (on_snapshot, self);
  self->modems = tern_modem_readers_new (&host);
}

/* The first one is called so, further ones are numbered. */
static char *
name_simulated (TernReaderMonitor *self)
{
  guint number = 1;

  for (guint i = 0; i < self->places->len; i++)
    number += tern_reader_is_simulated (((const TernReaderPlace *) self->places->pdata[i])->reader);
  if (number == 1)
    return g_strdup (C_ ("reader", "Simulated reader"));
  return g_strdup_printf (C_ ("reader", "Simulated reader %u"), number);
}

/**
 * tern_reader_monitor_add_simulated:
 * @self: the monitor
 * @socket_path: of the Unix socket on which a simulated card listens
 * @trust: which servers are believed for this card alone
 *
 * Adds a reader with a simulated card in it. Main thread.
 */
void
tern_reader_monitor_add_simulated (TernReaderMonitor *self,
                                   const char *socket_path,
                                   LpaTrust *trust)
{
  g_autoptr (LpaChannel) channel = NULL;
  g_autofree char *name = NULL;
  TernCardSetup setup;
  TernReaderPlace *place;

  g_return_if_fail (TERN_IS_READER_MONITOR (self));
  g_return_if_fail (socket_path != NULL);

  setup = *self->setup;
  setup.trust = trust;
  name = name_simulated (self);
  channel = tern_socket_channel_new (socket_path, name);
  place = add_place (self, channel, &setup, socket_path);
  tern_reader_set_card_present (place->reader, TRUE);
  tidy_soon (self);
}

/**
 * tern_reader_monitor_remove_simulated:
 * @self: the monitor
 * @socket_path: as given to tern_reader_monitor_add_simulated()
 *
 * Takes a simulated reader away again, once its last operation has ended. Main thread.
 */
void
tern_reader_monitor_remove_simulated (TernReaderMonitor *self, const char *socket_path)
{
  TernReaderPlace *place;

  g_return_if_fail (TERN_IS_READER_MONITOR (self));
  g_return_if_fail (socket_path != NULL);

  place = find_simulated_place (self, socket_path);
  if (place == NULL)
    return;

  tern_reader_place_take_away (place);
  tidy_soon (self);
}

/**
 * tern_reader_monitor_add_channel:
 * @self: the monitor
 * @channel: to the card in it
 *
 * Adds a reader of the caller's own, which is empty until tern_reader_set_card_present(). Main
 * thread.
 *
 * Returns: (transfer none): the reader
 */
TernReader *
tern_reader_monitor_add_channel (TernReaderMonitor *self, LpaChannel *channel)
{
  g_return_val_if_fail (TERN_IS_READER_MONITOR (self), NULL);

  return add_place (self, channel, self->setup, lpa_channel_get_name (channel))->reader;
}

/**
 * tern_reader_monitor_remove_reader:
 * @self: the monitor
 * @reader: one of its readers
 *
 * Takes it away, once its last operation has ended. Main thread.
 */
void
tern_reader_monitor_remove_reader (TernReaderMonitor *self, TernReader *reader)
{
  g_return_if_fail (TERN_IS_READER_MONITOR (self));

  for (guint i = 0; i < self->places->len; i++)
    if (((const TernReaderPlace *) self->places->pdata[i])->reader == reader)
      tern_reader_place_take_away (self->places->pdata[i]);
  tidy_soon (self);
}

static char *
name_modem (const char *device, guint slot)
{
  g_autofree char *node = g_path_get_basename (device);

  if (slot == 0)
    return g_strdup_printf (C_ ("reader", "Modem %s"), node);
  return g_strdup_printf (C_ ("reader", "Modem %s, slot %u"), node, slot);
}

/**
 * tern_reader_monitor_add_modem:
 * @self: the monitor
 * @device: path of a modem's device node that speaks MBIM
 * @slot: in which slot of the modem the card is, from 1; 0 for the one that the modem uses
 * @way: how to speak to it
 * @error: return location for %LPA_CHANNEL_ERROR_UNSUPPORTED
 *
 * Adds the slot of a modem as a reader with a card in it. Whether that is so shows when it is read.
 * Main thread.
 *
 * Returns: %FALSE in a build that cannot go this way
 */
gboolean
tern_reader_monitor_add_modem (TernReaderMonitor *self,
                               const char *device,
                               guint slot,
                               TernModemWay way,
                               GError **error)
{
  g_autofree char *name = name_modem (device, slot);
  g_autoptr (LpaChannel) channel = NULL;
  TernReaderPlace *place;

  g_return_val_if_fail (TERN_IS_READER_MONITOR (self), FALSE);
  g_return_val_if_fail (device != NULL, FALSE);

  channel = tern_modem_channel_new (device, slot, name, way, error);
  if (channel == NULL)
    return FALSE;

  place = add_place (self, channel, self->setup, device);
  tern_reader_set_card_present (place->reader, TRUE);
  tidy_soon (self);
  return TRUE;
}

/**
 * tern_reader_monitor_set_modem_channel_func:
 * @self: the monitor, not started
 * @function: what makes channels to the cards in modems that ModemManager looks after
 *
 * Another way to them than tern_modem_channel_new_shared().
 */
void
tern_reader_monitor_set_modem_channel_func (TernReaderMonitor *self, TernModemChannelFunc function)
{
  g_return_if_fail (TERN_IS_READER_MONITOR (self));

  self->new_channel = function;
}

/**
 * tern_reader_monitor_get_readers:
 * @self: the monitor
 *
 * Returns: (transfer none): the readers, a list of #TernReader
 */
GListModel *
tern_reader_monitor_get_readers (TernReaderMonitor *self)
{
  g_return_val_if_fail (TERN_IS_READER_MONITOR (self), NULL);

  return G_LIST_MODEL (self->readers);
}

/**
 * tern_reader_monitor_get_service_state:
 * @self: the monitor
 *
 * Returns: how the PC/SC service is
 */
TernServiceState
tern_reader_monitor_get_service_state (TernReaderMonitor *self)
{
  g_return_val_if_fail (TERN_IS_READER_MONITOR (self), TERN_SERVICE_STATE_STARTING);

  return self->service_state;
}

/**
 * tern_reader_monitor_is_settled:
 * @self: the monitor
 *
 * Returns: whether every reader found at the start has been looked into
 */
gboolean
tern_reader_monitor_is_settled (TernReaderMonitor *self)
{
  g_return_val_if_fail (TERN_IS_READER_MONITOR (self), FALSE);

  return self->settled;
}

/**
 * tern_reader_monitor_settle_async:
 * @self: the monitor
 * @cancellable: (nullable): to give up waiting
 * @callback: called when done
 * @user_data: for @callback
 *
 * Waits until every reader found at the start has been looked into. Main thread.
 */
void
tern_reader_monitor_settle_async (TernReaderMonitor *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (TERN_IS_READER_MONITOR (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, tern_reader_monitor_settle_async);
  tern_gate_await (self->settling, g_steal_pointer (&task));
}

/**
 * tern_reader_monitor_settle_finish:
 * @self: the monitor
 * @result: as the callback got it
 * @error: return location for an error
 *
 * Returns: %FALSE with %G_IO_ERROR_CANCELLED alone
 */
gboolean
tern_reader_monitor_settle_finish (TernReaderMonitor *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
give_back (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GPtrArray *channels = data;

  for (guint i = 0; i < channels->len; i++)
    tern_helper_channel_give_back (channels->pdata[i]);
  g_task_return_boolean (task, TRUE);
}

/**
 * tern_reader_monitor_give_back_async:
 * @self: the monitor
 * @callback: called when done
 * @user_data: for @callback
 *
 * Waits until modems use the slots again that they used before, which happens a moment after their
 * cards were let go, or at once when the monitor itself goes, but then without anybody waiting for
 * it. For programs after whose end somebody looks at the modem. Main thread.
 */
void
tern_reader_monitor_give_back_async (TernReaderMonitor *self,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GPtrArray *channels;

  g_return_if_fail (TERN_IS_READER_MONITOR (self));

  channels = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->places->len; i++)
    {
      const TernReaderPlace *place = self->places->pdata[i];

      if (TERN_IS_HELPER_CHANNEL (place->channel))
        g_ptr_array_add (channels, g_object_ref (place->channel));
    }
  /* Without the monitor, which the thread might otherwise be the last one to let go. */
  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, tern_reader_monitor_give_back_async);
  g_task_set_task_data (task, channels, (GDestroyNotify) g_ptr_array_unref);
  g_task_run_in_thread (task, give_back);
}

/**
 * tern_reader_monitor_give_back_finish:
 * @result: as the callback got it
 *
 * There is nothing that a program at its end could do about a modem that does not.
 */
void
tern_reader_monitor_give_back_finish (GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, NULL));

  g_task_propagate_boolean (G_TASK (result), NULL);
}
