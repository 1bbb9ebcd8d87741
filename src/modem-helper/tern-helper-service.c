/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "modem-helper/tern-helper-service.h"

#include <string.h>

#include "lpa/lpa-error.h"
#include "modem-helper/tern-helper-authority.h"
#include "modem-helper/tern-helper-manager.h"
#include "modem-helper/tern-helper-modem.h"
#include "modem-helper/tern-helper-node.h"
#include "modem-helper/tern-helper-rules.h"
#include "readers/tern-helper-bus.h"
#include "readers/tern-helper-error.h"
#include "readers/tern-mbim-undo.h"

/* How many calls of one program may be on their way at once, and how long its texts may be. */
#define CALLS_MAX 8
#define UID_MAX 1024
#define SLOTS_MAX 16

#define MODEM_PATHS "/org/freedesktop/ModemManager1/Modem/"

typedef struct _Guest Guest;
typedef struct _Call Call;

/* A modem, and who has its card. */
typedef struct
{
  TernHelperModem *modem;
  Guest *holder;  /* (nullable) */
  char *last;     /* (nullable): the name of who had it last, for whom its slot may still be kept */
  GQueue waiting; /* of Call, the oldest first */
} Place;

/* A program that has called and is still on the bus. */
struct _Guest
{
  TernHelperService *service;
  char *name;
  guint watch;
  GCancellable *gone;
  gboolean opening;
  Place *place; /* (nullable): the modem whose card it has */
  guint n_calls;
};

/* A call that is not answered yet. Without an invocation it is the helper's own. */
struct _Call
{
  Guest *guest;
  GDBusMethodInvocation *invocation;
  void (*start) (Call *call);
  Place *place;  /* that is waited for */
  guint timeout; /* of the waiting */
  char *uid;     /* (nullable): of a modem to be inhibited, or no longer */
};

struct _TernHelperService
{
  const TernHelperOptions *options;
  GDBusConnection *bus;
  GMainLoop *loop;
  guint object;
  guint name;
  guint idle_source;
  gboolean ending;
  gboolean called; /* since idleness was last looked at */
  guint n_calls;

  GHashTable *guests;     /* by name */
  GHashTable *places;     /* by path of the device node */
  GHashTable *inhibitors; /* the Guest of each modem that ModemManager has let go of */
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
place_free (gpointer data)
{
  Place *self = data;

  tern_helper_modem_free (self->modem);
  g_queue_clear (&self->waiting);
  g_free (self->last);
  g_free (self);
}

static void
guest_clear (gpointer data)
{
  Guest *self = data;

  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  g_clear_object (&self->gone);
  g_free (self->name);
}

static void
guest_unref (gpointer guest)
{
  g_rc_box_release_full (guest, guest_clear);
}

static Call *
call_new (Guest *guest, GDBusMethodInvocation *invocation)
{
  Call *self = g_new0 (Call, 1);

  self->guest = g_rc_box_acquire (guest);
  self->invocation = invocation;
  guest->n_calls++;
  guest->service->n_calls++;
  return self;
}

static void
answer (GDBusMethodInvocation *invocation, GVariant *value, const GError *error)
{
  g_autofree char *name = error != NULL ? tern_helper_error_get_name (error) : NULL;
  g_autofree char *message = error != NULL ? tern_helper_error_get_message (error) : NULL;

  if (error != NULL)
    g_dbus_method_invocation_return_dbus_error (invocation, name, message);
  else
    g_dbus_method_invocation_return_value (invocation, value);
}

/* @value and @error as for the invocation; with neither the answer is empty. */
static void
finish (Call *call, GVariant *value, const GError *error)
{
  Guest *guest = call->guest;

  if (call->invocation != NULL)
    answer (call->invocation, value, error);
  guest->n_calls--;
  guest->service->n_calls--;
  g_clear_handle_id (&call->timeout, g_source_remove);
  g_free (call->uid);
  g_free (call);
  guest_unref (guest);
}

static void
refuse (Call *call, const char *sentence)
{
  g_autoptr (GError) error = NULL;

  tern_helper_refuse (&error, sentence);
  finish (call, NULL, error);
}

static GVariant *
get_arguments (Call *call)
{
  return g_dbus_method_invocation_get_parameters (call->invocation);
}

/* Modems and who has them. */

static Place *
get_place (TernHelperService *self, const char *device)
{
  Place *place = g_hash_table_lookup (self->places, device);
  g_autofree char *name = NULL;
  g_autofree char *undo = NULL;

  if (place != NULL)
    return place;

  name = g_path_get_basename (device);
  undo = g_build_filename (self->options->state, name, NULL);
  place = g_new0 (Place, 1);
  place->modem = tern_helper_modem_new (device, undo, (guint) self->options->linger);
  g_queue_init (&place->waiting);
  g_hash_table_insert (self->places, g_strdup (device), place);
  return place;
}

static void take (Call *call, Place *place);

static void
let_go (Place *place, Guest *guest)
{
  Call *next;

  if (place->holder != guest)
    return;

  g_free (place->last);
  place->last = g_strdup (guest->name);
  place->holder = NULL;
  guest->place = NULL;
  next = guest->service->ending ? NULL : g_queue_pop_head (&place->waiting);
  if (next != NULL)
    take (next, place);
}

static void
on_opened (GVariant *value, const GError *error, gpointer user_data)
{
  Call *call = user_data;

  call->guest->opening = FALSE;
  if (error != NULL)
    let_go (call->place, call->guest);
  finish (call, value, error);
}

static void
take (Call *call, Place *place)
{
  guint slot;

  g_clear_handle_id (&call->timeout, g_source_remove);
  g_variant_get (get_arguments (call), "(&su)", NULL, &slot);
  place->holder = call->guest;
  call->guest->place = place;
  tern_helper_modem_run (place->modem, TERN_HELPER_VERB_OPEN, slot, NULL, on_opened, call);
}

static void
stop_waiting (Call *call)
{
  g_autoptr (GError) error = lpa_error_new (LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_IN_USE,
                                            "helper/in-use", "Another program uses the modem");

  call->guest->opening = FALSE;
  g_queue_remove (&call->place->waiting, call);
  finish (call, NULL, error);
}

static gboolean
on_waited_in_vain (gpointer user_data)
{
  Call *call = user_data;

  call->timeout = 0;
  stop_waiting (call);
  return G_SOURCE_REMOVE;
}

static void
start_open (Call *call)
{
  TernHelperService *service = call->guest->service;
  g_autoptr (GError) error = NULL;
  const char *device;

  g_variant_get (get_arguments (call), "(&su)", &device, NULL);
  if (call->guest->opening || call->guest->place != NULL)
    {
      refuse (call, "The caller has a card already");
      return;
    }
  if (!tern_helper_node_check (device, service->options->test_node, &error))
    {
      finish (call, NULL, error);
      return;
    }

  call->guest->opening = TRUE;
  call->place = get_place (service, device);
  if (call->place->holder == NULL)
    take (call, call->place);
  else
    {
      call->timeout = g_timeout_add ((guint) service->options->wait, on_waited_in_vain, call);
      g_queue_push_tail (&call->place->waiting, call);
    }
}

static void
on_done (GVariant *value, const GError *error, gpointer user_data)
{
  finish (user_data, value, error);
}

static void
start_list_slots (Call *call)
{
  TernHelperService *service = call->guest->service;
  g_autoptr (GError) error = NULL;
  const char *device;

  g_variant_get (get_arguments (call), "(&s)", &device);
  if (!tern_helper_node_check (device, service->options->test_node, &error))
    finish (call, NULL, error);
  else
    tern_helper_modem_run (get_place (service, device)->modem, TERN_HELPER_VERB_LIST, 0, NULL,
                           on_done, call);
}

/* What is done with the card that the caller has. */
static void
run_with_card (Call *call, TernHelperVerb verb, guint number, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;

  if (call->guest->place != NULL && !call->guest->opening)
    {
      tern_helper_modem_run (call->guest->place->modem, verb, number, bytes, on_done, call);
      return;
    }

  lpa_error_set (&error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_RESET, "helper/lost",
                 "The caller has no card");
  finish (call, NULL, error);
}

static void
start_open_channel (Call *call)
{
  g_autoptr (GVariant) array = NULL;
  g_autoptr (GBytes) aid = NULL;
  guint8 p2;

  g_variant_get (get_arguments (call), "(@ayy)", &array, &p2);
  aid = g_variant_get_data_as_bytes (array);
  run_with_card (call, TERN_HELPER_VERB_OPEN_CHANNEL, p2, aid);
}

static void
start_transmit (Call *call)
{
  g_autoptr (GVariant) array = NULL;
  g_autoptr (GBytes) command = NULL;
  guint milliseconds;

  g_variant_get (get_arguments (call), "(@ayu)", &array, &milliseconds);
  command = g_variant_get_data_as_bytes (array);
  run_with_card (call, TERN_HELPER_VERB_TRANSMIT, milliseconds, command);
}

static void
start_close_channel (Call *call)
{
  run_with_card (call, TERN_HELPER_VERB_CLOSE_CHANNEL, 0, NULL);
}

static void
start_reset (Call *call)
{
  run_with_card (call, TERN_HELPER_VERB_RESET, 0, NULL);
}

static void
start_reveal (Call *call)
{
  run_with_card (call, TERN_HELPER_VERB_REVEAL, 0, NULL);
}

static void
on_let_go (GVariant *value, const GError *error, gpointer user_data)
{
  Call *call = user_data;

  let_go (call->place, call->guest);
  finish (call, value, error);
}

static void
start_close (Call *call)
{
  call->place = call->guest->place;
  if (call->place != NULL && !call->guest->opening)
    tern_helper_modem_run (call->place->modem, TERN_HELPER_VERB_CLOSE, 0, NULL, on_let_go, call);
  else
    finish (call, NULL, NULL);
}

/* The modem that the guest has, or whose slot is kept for it. */
static Place *
find_place_of (Guest *guest)
{
  GHashTableIter iter;
  gpointer value;

  if (guest->place != NULL)
    return guest->place;

  g_hash_table_iter_init (&iter, guest->service->places);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Place *place = value;

      if (place->holder == NULL && g_strcmp0 (place->last, guest->name) == 0)
        return place;
    }
  return NULL;
}

static void
start_restore (Call *call)
{
  call->place = find_place_of (call->guest);
  if (call->place == NULL)
    finish (call, NULL, NULL);
  else
    tern_helper_modem_run (call->place->modem, TERN_HELPER_VERB_RESTORE, 0, NULL, on_let_go, call);
}

/* What ModemManager is asked for. */

static void
on_uninhibited (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (GError) error = NULL;

  tern_helper_manager_finish (result, &error);
  g_hash_table_remove (call->guest->service->inhibitors, call->uid);
  finish (call, NULL, error);
}

static void
uninhibit (Call *call, const char *uid)
{
  call->uid = g_strdup (uid);
  tern_helper_manager_inhibit_async (call->guest->service->bus, uid, FALSE, on_uninhibited, call);
}

static void
on_inhibited (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (GError) error = NULL;

  if (!tern_helper_manager_finish (result, &error))
    g_hash_table_remove (call->guest->service->inhibitors, call->uid);
  else if (g_cancellable_is_cancelled (call->guest->gone))
    uninhibit (call_new (call->guest, NULL), call->uid);
  finish (call, NULL, error);
}

static void
inhibit (Call *call, const char *uid)
{
  TernHelperService *service = call->guest->service;

  if (*uid == '\0' || strlen (uid) > UID_MAX)
    refuse (call, "This names no modem");
  else if (g_hash_table_contains (service->inhibitors, uid))
    refuse (call, "ModemManager has let go of this modem already");
  else
    {
      call->uid = g_strdup (uid);
      g_hash_table_insert (service->inhibitors, g_strdup (uid), call->guest);
      tern_helper_manager_inhibit_async (service->bus, uid, TRUE, on_inhibited, call);
    }
}

static void
start_set_inhibited (Call *call)
{
  const char *uid;
  gboolean inhibited;

  g_variant_get (get_arguments (call), "(&sb)", &uid, &inhibited);
  if (inhibited)
    inhibit (call, uid);
  else if (g_hash_table_lookup (call->guest->service->inhibitors, uid) == call->guest)
    uninhibit (call, uid);
  else
    refuse (call, "The caller has not asked ModemManager to let go of this modem");
}

static void
on_slot_set (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  tern_helper_manager_finish (result, &error);
  finish (user_data, NULL, error);
}

static void
start_set_sim_slot (Call *call)
{
  const char *modem;
  guint slot;

  g_variant_get (get_arguments (call), "(&ou)", &modem, &slot);
  if (!g_str_has_prefix (modem, MODEM_PATHS) || slot < 1 || slot > SLOTS_MAX)
    refuse (call, "This is no slot of a modem of ModemManager's");
  else
    tern_helper_manager_set_slot_async (call->guest->service->bus, modem, slot, on_slot_set, call);
}

/* Those who call. */

/* Of one guest, or of all. */
static void
forget_waiting (Place *place, Guest *guest)
{
  for (GList *link = place->waiting.head, *next; link != NULL; link = next)
    {
      Call *call = link->data;

      next = link->next;
      if (guest == NULL || call->guest == guest)
        stop_waiting (call);
    }
}

static void
forget_all_waiting (TernHelperService *self, Guest *guest)
{
  GHashTableIter iter;
  gpointer place;

  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, NULL, &place))
    forget_waiting (place, guest);
}

static void
uninhibit_all (Guest *guest)
{
  GHashTableIter iter;
  gpointer uid, inhibitor;

  g_hash_table_iter_init (&iter, guest->service->inhibitors);
  while (g_hash_table_iter_next (&iter, &uid, &inhibitor))
    if (inhibitor == guest)
      uninhibit (call_new (guest, NULL), uid);
}

/* Everything is given back, after what is being done for it at this moment. */
static void
on_gone (GDBusConnection *bus, const char *name, gpointer user_data)
{
  Guest *guest = g_rc_box_acquire ((Guest *) user_data);

  g_cancellable_cancel (guest->gone);
  forget_all_waiting (guest->service, guest);
  uninhibit_all (guest);
  start_restore (call_new (guest, NULL));
  g_hash_table_remove (guest->service->guests, name);
  guest_unref (guest);
}

static Guest *
get_guest (TernHelperService *self, const char *name)
{
  Guest *guest = g_hash_table_lookup (self->guests, name);

  if (guest != NULL)
    return guest;

  guest = g_rc_box_new0 (Guest);
  guest->service = self;
  guest->name = g_strdup (name);
  guest->gone = g_cancellable_new ();
  guest->watch = g_bus_watch_name_on_connection (self->bus, name, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                 NULL, on_gone, guest, NULL);
  g_hash_table_insert (self->guests, guest->name, guest);
  return guest;
}

static void
on_authority (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (GError) error = NULL;

  if (!tern_helper_authority_check_finish (result, &error) ||
      g_cancellable_set_error_if_cancelled (call->guest->gone, &error))
    finish (call, NULL, error);
  else
    call->start (call);
}

static const struct
{
  const char *name;
  void (*start) (Call *call);
  gboolean asks; /* whether polkit is asked; otherwise it was when the card was opened */
} methods[] = {
  { "ListSlots", start_list_slots, TRUE },
  { "Open", start_open, TRUE },
  { "OpenChannel", start_open_channel, FALSE },
  { "Transmit", start_transmit, FALSE },
  { "CloseChannel", start_close_channel, FALSE },
  { "Reset", start_reset, FALSE },
  { "Reveal", start_reveal, FALSE },
  { "Close", start_close, FALSE },
  { "Restore", start_restore, FALSE },
  { "SetInhibited", start_set_inhibited, TRUE },
  { "SetSimSlot", start_set_sim_slot, TRUE },
};

static void
start_call (Call *call, gboolean asks)
{
  GDBusMessage *message = g_dbus_method_invocation_get_message (call->invocation);
  gboolean interactive = (g_dbus_message_get_flags (message) &
                          G_DBUS_MESSAGE_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION) != 0;

  if (call->guest->service->ending)
    refuse (call, "The helper is about to end");
  else if (call->guest->n_calls > CALLS_MAX)
    refuse (call, "Too many calls at once");
  else if (asks)
    tern_helper_authority_check_async (call->guest->name, interactive, call->guest->gone,
                                       on_authority, call);
  else
    call->start (call);
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

  self->called = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    if (g_str_equal (methods[i].name, method))
      {
        Call *call = call_new (get_guest (self, sender), invocation);

        call->start = methods[i].start;
        start_call (call, methods[i].asks);
        return;
      }
}

/* Its life. */

static gboolean
is_idle (TernHelperService *self)
{
  GHashTableIter iter;
  gpointer value;

  if (self->called || self->n_calls > 0 || g_hash_table_size (self->inhibitors) > 0)
    return FALSE;

  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((Place *) value)->holder != NULL || !tern_helper_modem_is_idle (((Place *) value)->modem))
      return FALSE;
  return TRUE;
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

static void
on_repaired (GVariant *value, const GError *error, gpointer user_data)
{
  if (error != NULL)
    g_warning ("What an earlier helper changed on a modem is not put back: %s", error->message);
}

static void
repair (TernHelperService *self, const char *path)
{
  g_autoptr (TernMbimUndo) undo = tern_mbim_undo_new (path);
  const char *device = tern_mbim_undo_get_device (undo);

  if (device != NULL && tern_helper_node_check (device, self->options->test_node, NULL))
    tern_helper_modem_run (get_place (self, device)->modem, TERN_HELPER_VERB_RESTORE, 0, NULL,
                           on_repaired, NULL);
}

/* What a helper that was killed has left behind; the first thing that is done with each modem. */
static void
repair_all (TernHelperService *self)
{
  g_autoptr (GDir) folder = g_dir_open (self->options->state, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->options->state, name, NULL);

      repair (self, path);
    }
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
  self->guests = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, guest_unref);
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, place_free);
  self->inhibitors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!export_object (self, error))
    return NULL;

  repair_all (self);
  own_name (self);
  self->idle_source = g_timeout_add_seconds ((guint) options->idle, on_idle_looked_at, self);
  return g_steal_pointer (&self);
}

/* What was being done is answered, and what was not begun is refused. */
static void
end (TernHelperService *self)
{
  GHashTableIter iter;
  gpointer value;

  self->ending = TRUE;
  forget_all_waiting (self, NULL);
  g_hash_table_iter_init (&iter, self->guests);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_cancellable_cancel (((Guest *) value)->gone);
  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    tern_helper_modem_stop (((Place *) value)->modem);
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
  g_hash_table_unref (self->places);
  g_hash_table_unref (self->inhibitors);
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
