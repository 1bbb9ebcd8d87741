/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-modem-watcher.h"

#include "readers/tern-modems-private.h"
#include "readers/tern-teller.h"

struct _TernModemWatcher
{
  GDBusConnection *bus; /* (nullable) */
  TernTeller *teller;
  GCancellable *cancellable;
  GThread *thread;

  /* Main thread. */
  TernModemWatchFunc function;
  gpointer user_data;

  /* Watching thread. */
  GMainContext *context;
  GMainLoop *loop;
  MMManager *manager;
  GSource *soon;
  TernModems *told;
};

static void
on_news (gpointer modems, gpointer user_data)
{
  TernModemWatcher *self = user_data;

  self->function (modems, self->user_data);
}

static gboolean
look (gpointer data)
{
  TernModemWatcher *self = data;
  g_autoptr (GPtrArray) modems = NULL;

  g_clear_pointer (&self->soon, g_source_unref);
  modems = self->manager != NULL ? tern_modems_read (self->manager, self->cancellable)
                                 : g_ptr_array_new ();
  if (g_cancellable_is_cancelled (self->cancellable) ||
      (self->told != NULL && tern_modems_equal (self->told, modems)))
    return G_SOURCE_REMOVE;

  tern_teller_tell (self->teller, g_ptr_array_ref (modems));
  g_clear_pointer (&self->told, g_ptr_array_unref);
  self->told = g_steal_pointer (&modems);
  return G_SOURCE_REMOVE;
}

/* Changes come in swarms. */
static void
look_soon (TernModemWatcher *self)
{
  if (self->soon != NULL)
    return;

  self->soon = g_idle_source_new ();
  g_source_set_callback (self->soon, look, self, NULL);
  g_source_attach (self->soon, self->context);
}

/* How strong the signal is changes all the time and is nobody's business here. */
static void
on_properties_changed (TernModemWatcher *self,
                       GDBusObjectProxy *object,
                       GDBusProxy *interface,
                       GVariant *changed)
{
  g_autoptr (GVariant) signal =
      g_variant_lookup_value (changed, "SignalQuality", G_VARIANT_TYPE_ANY);

  if (signal == NULL || g_variant_n_children (changed) > 1)
    look_soon (self);
}

static void
follow (TernModemWatcher *self)
{
  static const char *const signals[] = { "object-added", "object-removed", "interface-added",
                                         "interface-removed", "notify::name-owner" };

  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_swapped (self->manager, signals[i], G_CALLBACK (look_soon), self);
  g_signal_connect_swapped (self->manager, "interface-proxy-properties-changed",
                            G_CALLBACK (on_properties_changed), self);
}

/* Without a bus there is no modem either. */
static void
find_manager (TernModemWatcher *self)
{
  g_autoptr (GError) error = NULL;

  if (self->bus == NULL)
    self->bus = g_bus_get_sync (G_BUS_TYPE_SYSTEM, self->cancellable, &error);
  if (self->bus == NULL)
    {
      g_debug ("No modems: %s", error->message);
      return;
    }

  /* A bus that goes is no reason to end. */
  g_dbus_connection_set_exit_on_close (self->bus, FALSE);
  self->manager = mm_manager_new_sync (
      self->bus, G_DBUS_OBJECT_MANAGER_CLIENT_FLAGS_DO_NOT_AUTO_START, self->cancellable, &error);
  if (error != NULL)
    g_debug ("No modems: %s", error->message);
}

static gpointer
watch (gpointer data)
{
  TernModemWatcher *self = data;

  g_main_context_push_thread_default (self->context);
  find_manager (self);
  if (self->manager != NULL)
    follow (self);
  look (self);
  g_main_loop_run (self->loop);

  if (self->manager != NULL)
    g_signal_handlers_disconnect_by_data (self->manager, self);
  g_clear_object (&self->manager);
  if (self->soon != NULL)
    g_source_destroy (self->soon);
  g_clear_pointer (&self->soon, g_source_unref);
  tern_modems_drain (self->context);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

/**
 * tern_modem_watcher_new:
 * @bus: (nullable): where ModemManager is, or %NULL for the system bus
 * @function: told on the thread-default main context of the caller
 * @user_data: for @function
 *
 * Returns: (transfer full): the watcher, to be stopped on the same thread
 */
TernModemWatcher *
tern_modem_watcher_new (GDBusConnection *bus, TernModemWatchFunc function, gpointer user_data)
{
  TernModemWatcher *self = g_new0 (TernModemWatcher, 1);

  g_set_object (&self->bus, bus);
  self->function = function;
  self->user_data = user_data;
  self->teller = tern_teller_new (on_news, (GDestroyNotify) g_ptr_array_unref, self);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->cancellable = g_cancellable_new ();
  self->thread = g_thread_new ("modems", watch, self);
  return self;
}

static gboolean
quit (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static void
watcher_free (TernModemWatcher *self)
{
  tern_teller_unref (self->teller);
  g_clear_object (&self->bus);
  g_object_unref (self->cancellable);
  g_clear_pointer (&self->told, g_ptr_array_unref);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_free (self);
}

/**
 * tern_modem_watcher_stop:
 * @self: (transfer full): a watcher
 *
 * Waits for its thread, which gives up at once whatever it does. Nothing is told afterwards.
 */
void
tern_modem_watcher_stop (TernModemWatcher *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  tern_teller_hush (self->teller);
  g_cancellable_cancel (self->cancellable);
  g_source_set_callback (source, quit, self->loop, NULL);
  g_source_attach (source, self->context);
  g_thread_join (self->thread);
  watcher_free (self);
}
