/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "modem-helper/tern-helper-service.h"

#include "modem-helper/tern-helper-authority.h"
#include "modem-helper/tern-helper-call.h"
#include "modem-helper/tern-helper-cards.h"
#include "modem-helper/tern-helper-wishes.h"
#include "readers/tern-helper-bus.h"

/* How many calls of one program may be on their way at once. */
#define CALLS_MAX 8

struct _TernHelperService
{
  const TernHelperOptions *options;
  GDBusConnection *bus;
  GMainLoop *loop;
  guint object;
  guint name;
  guint idle_source;
  gboolean called; /* since idleness was last looked at */
  gboolean ending;

  GHashTable *guests; /* by name */
  TernHelperCards *cards;
  TernHelperWishes *wishes;
};

/* What a call does. Those that ask do so of polkit; the others go on with what it has allowed. */
typedef struct
{
  const char *name;
  void (*run_with_cards) (TernHelperCards *cards, TernHelperCall *call);
  void (*run_with_wishes) (TernHelperWishes *wishes, TernHelperCall *call);
  gboolean asks;
} Method;

static const Method methods[] = {
  { "ListSlots", tern_helper_cards_list_slots, NULL, TRUE },
  { "Open", tern_helper_cards_open, NULL, TRUE },
  { "OpenChannel", tern_helper_cards_open_channel, NULL, FALSE },
  { "Transmit", tern_helper_cards_transmit, NULL, FALSE },
  { "CloseChannel", tern_helper_cards_close_channel, NULL, FALSE },
  { "Reset", tern_helper_cards_reset, NULL, FALSE },
  { "Reveal", tern_helper_cards_reveal, NULL, FALSE },
  { "Close", tern_helper_cards_close, NULL, FALSE },
  { "Restore", tern_helper_cards_restore, NULL, FALSE },
  { "SetInhibited", NULL, tern_helper_wishes_set_inhibited, TRUE },
  { "SetSimSlot", NULL, tern_helper_wishes_set_sim_slot, TRUE },
};

static const char description[] = "<node>"
                                  "<interface name='" TERN_HELPER_INTERFACE "'>"
                                  "<method name='ListSlots'>"
                                  "<arg name='device' type='s' direction='in'/>"
                                  "<arg name='slots' type='a(ubs)' direction='out'/>"
                                  "</method>"
                                  "<method name='Open'>"
                                  "<arg name='device' type='s' direction='in'/>"
                                  "<arg name='slot' type='u' direction='in'/>"
                                  "<arg name='atr' type='ay' direction='out'/>"
                                  "<arg name='model' type='s' direction='out'/>"
                                  "</method>"
                                  "<method name='OpenChannel'>"
                                  "<arg name='aid' type='ay' direction='in'/>"
                                  "<arg name='p2' type='y' direction='in'/>"
                                  "<arg name='number' type='i' direction='out'/>"
                                  "<arg name='sw' type='q' direction='out'/>"
                                  "</method>"
                                  "<method name='Transmit'>"
                                  "<arg name='command' type='ay' direction='in'/>"
                                  "<arg name='milliseconds' type='u' direction='in'/>"
                                  "<arg name='response' type='ay' direction='out'/>"
                                  "</method>"
                                  "<method name='CloseChannel'/>"
                                  "<method name='Reset'/>"
                                  "<method name='Reveal'>"
                                  "<arg name='changed' type='b' direction='out'/>"
                                  "</method>"
                                  "<method name='Close'/>"
                                  "<method name='Restore'/>"
                                  "<method name='SetInhibited'>"
                                  "<arg name='uid' type='s' direction='in'/>"
                                  "<arg name='inhibited' type='b' direction='in'/>"
                                  "</method>"
                                  "<method name='SetSimSlot'>"
                                  "<arg name='modem' type='o' direction='in'/>"
                                  "<arg name='slot' type='u' direction='in'/>"
                                  "</method>"
                                  "</interface>"
                                  "</node>";

static void
on_gone (GDBusConnection *bus, const char *name, gpointer user_data)
{
  TernHelperService *self = user_data;
  TernHelperGuest *guest = g_hash_table_lookup (self->guests, name);

  if (guest == NULL)
    return;

  tern_helper_guest_ref (guest);
  g_hash_table_remove (self->guests, name);
  g_cancellable_cancel (guest->gone);
  tern_helper_wishes_leave (self->wishes, guest);
  tern_helper_cards_leave (self->cards, guest);
  tern_helper_guest_unref (guest);
}

static TernHelperGuest *
get_guest (TernHelperService *self, const char *name)
{
  TernHelperGuest *guest = g_hash_table_lookup (self->guests, name);

  if (guest != NULL)
    return guest;

  guest = tern_helper_guest_new (name);
  guest->watch = g_bus_watch_name_on_connection (self->bus, name, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                 NULL, on_gone, self, NULL);
  g_hash_table_insert (self->guests, guest->name, guest);
  return guest;
}

static const Method *
find_method (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    if (g_str_equal (methods[i].name, name))
      return &methods[i];
  return NULL;
}

/* Names that are not in the table do not get past the description. */
static void
run (TernHelperService *self, TernHelperCall *call)
{
  const Method *method = find_method (g_dbus_method_invocation_get_method_name (call->invocation));

  if (method->run_with_cards != NULL)
    method->run_with_cards (self->cards, call);
  else
    method->run_with_wishes (self->wishes, call);
}

static void
on_authority (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TernHelperCall *call = user_data;
  g_autoptr (GError) error = NULL;

  if (!tern_helper_authority_check_finish (result, &error) ||
      g_cancellable_set_error_if_cancelled (call->guest->gone, &error))
    tern_helper_call_finish (call, NULL, error);
  else
    run (call->context, call);
}

static void
ask_and_run (TernHelperService *self, TernHelperCall *call)
{
  GDBusMessage *message = g_dbus_method_invocation_get_message (call->invocation);
  gboolean interactive = (g_dbus_message_get_flags (message) &
                          G_DBUS_MESSAGE_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION) != 0;

  call->context = self;
  tern_helper_authority_check_async (call->guest->name, interactive, call->guest->gone,
                                     on_authority, call);
}

static void
on_call (GDBusConnection *bus,
         const char *sender,
         const char *object,
         const char *interface,
         const char *method,
         GVariant *arguments,
         GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  TernHelperService *self = user_data;
  TernHelperCall *call = tern_helper_call_new (get_guest (self, sender), invocation);

  self->called = TRUE;
  if (self->ending)
    tern_helper_call_refuse (call, "The helper is about to end");
  else if (call->guest->n_calls > CALLS_MAX)
    tern_helper_call_refuse (call, "Too many calls at once");
  else if (find_method (method)->asks)
    ask_and_run (self, call);
  else
    run (self, call);
}

static gboolean
has_calls (TernHelperService *self)
{
  GHashTableIter iter;
  gpointer guest;

  g_hash_table_iter_init (&iter, self->guests);
  while (g_hash_table_iter_next (&iter, NULL, &guest))
    if (((TernHelperGuest *) guest)->n_calls > 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_idle (TernHelperService *self)
{
  return !self->called && !has_calls (self) && tern_helper_wishes_are_idle (self->wishes) &&
         tern_helper_cards_are_idle (self->cards);
}

static void
on_name_lost (GDBusConnection *bus, const char *name, gpointer user_data)
{
  g_warning ("The name %s belongs to another program, or the bus has gone", name);
  tern_helper_service_quit (user_data);
}

static void
own_name (TernHelperService *self)
{
  self->name = g_bus_own_name_on_connection (
      self->bus, TERN_HELPER_BUS_NAME, G_BUS_NAME_OWNER_FLAGS_NONE, NULL, on_name_lost, self, NULL);
}

/* Once the name is given up no more calls come, but some may have come until then. */
static gboolean
on_idle_looked_at (gpointer user_data)
{
  TernHelperService *self = user_data;

  if (is_idle (self))
    {
      g_clear_handle_id (&self->name, g_bus_unown_name);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      if (is_idle (self))
        tern_helper_service_quit (self);
      else
        own_name (self);
    }
  self->called = FALSE;
  return G_SOURCE_CONTINUE;
}

static gboolean
export_object (TernHelperService *self, GError **error)
{
  static const GDBusInterfaceVTable functions = { .method_call = on_call };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (description, error);

  if (node == NULL)
    return FALSE;

  self->object = g_dbus_connection_register_object (
      self->bus, TERN_HELPER_OBJECT, node->interfaces[0], &functions, self, NULL, error);
  return self->object != 0;
}

/**
 * tern_helper_service_new:
 * @bus: the system bus
 * @options: what it goes by; must live as long
 * @error: return location for an error of %G_IO_ERROR
 *
 * Begins to serve, and puts back what an earlier helper could not.
 *
 * Returns: (transfer full) (nullable): the service
 */
TernHelperService *
tern_helper_service_new (GDBusConnection *bus, const TernHelperOptions *options, GError **error)
{
  g_autoptr (TernHelperService) self = g_new0 (TernHelperService, 1);

  self->options = options;
  self->bus = g_object_ref (bus);
  self->loop = g_main_loop_new (NULL, FALSE);
  self->guests = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                        (GDestroyNotify) tern_helper_guest_unref);
  self->cards = tern_helper_cards_new (options);
  self->wishes = tern_helper_wishes_new (bus);
  if (!export_object (self, error))
    return NULL;

  tern_helper_cards_repair (self->cards);
  own_name (self);
  self->idle_source = g_timeout_add_seconds ((guint) options->idle, on_idle_looked_at, self);
  return g_steal_pointer (&self);
}

/* What was being done is answered, and what was not begun is refused. */
static void
end (TernHelperService *self)
{
  GHashTableIter iter;
  gpointer guest;

  self->ending = TRUE;
  g_hash_table_iter_init (&iter, self->guests);
  while (g_hash_table_iter_next (&iter, NULL, &guest))
    g_cancellable_cancel (((TernHelperGuest *) guest)->gone);
  tern_helper_cards_stop (self->cards);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/**
 * tern_helper_service_free:
 * @self: (transfer full): the service
 *
 * Puts everything back first. Blocks.
 */
void
tern_helper_service_free (TernHelperService *self)
{
  g_clear_handle_id (&self->idle_source, g_source_remove);
  g_clear_handle_id (&self->name, g_bus_unown_name);
  end (self);
  if (self->object != 0)
    g_dbus_connection_unregister_object (self->bus, self->object);
  g_dbus_connection_flush_sync (self->bus, NULL, NULL);
  tern_helper_cards_free (self->cards);
  tern_helper_wishes_free (self->wishes);
  g_hash_table_unref (self->guests);
  g_main_loop_unref (self->loop);
  g_object_unref (self->bus);
  g_free (self);
}

/**
 * tern_helper_service_run:
 * @self: the service
 *
 * Serves until there is nothing more to do, or tern_helper_service_quit().
 */
void
tern_helper_service_run (TernHelperService *self)
{
  g_main_loop_run (self->loop);
}

/**
 * tern_helper_service_quit:
 * @self: the service
 */
void
tern_helper_service_quit (TernHelperService *self)
{
  g_main_loop_quit (self->loop);
}
