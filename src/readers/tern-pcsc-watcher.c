/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readers/tern-pcsc-watcher.h"

#include <errno.h>
#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <string.h>
#include <winscard.h>

#include "readers/tern-teller.h"

#define NOTIFICATION "\\\\?PnP?\\Notification"

/* The service takes no more in one call; one place is the notification's. */
#define SLOTS_MAX (PCSCLITE_MAX_READERS_CONTEXTS - 1)

/* Milliseconds. A reader that comes in the instant between list and wait is found when the wait
 * ends. */
#define WAIT_TIMEOUT 10000
#define FIRST_PAUSE 250
#define LAST_PAUSE 2000
#define REFUSED_PAUSE 10000
#define STOP_TIMEOUT 2000
#define STOP_STEP 20

struct _TernPcscWatcher
{
  gatomicrefcount references;
  TernTeller *teller;

  /* Main thread. */
  TernPcscWatchFunc function;
  gpointer user_data;

  GMutex lock;
  GCond changed;
  gboolean stopped;
  gboolean ended;
  gboolean has_context;
  SCARDCONTEXT context;

  /* Watching thread: what was told last. */
  TernServiceState told_state;
  GPtrArray *told_slots;
};

typedef struct
{
  TernServiceState state;
  GPtrArray *slots;
} Snapshot;

/**
 * tern_pcsc_slot_free:
 * @self: (transfer full) (nullable): a slot
 */
void
tern_pcsc_slot_free (TernPcscSlot *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self);
}

static TernPcscSlot *
slot_new (const SCARD_READERSTATE *state)
{
  TernPcscSlot *self = g_new0 (TernPcscSlot, 1);

  self->name = g_strdup (state->szReader);
  self->present = (state->dwEventState & SCARD_STATE_PRESENT) != 0;
  self->in_use = (state->dwEventState & (SCARD_STATE_INUSE | SCARD_STATE_EXCLUSIVE)) != 0;
  self->events = (guint) (state->dwEventState >> 16) & 0xFFFF;

  return self;
}

static gboolean
slot_equal (const TernPcscSlot *self, const TernPcscSlot *other)
{
  return g_str_equal (self->name, other->name) && self->present == other->present &&
         self->in_use == other->in_use && self->events == other->events;
}

static gboolean
slots_equal (GPtrArray *slots, GPtrArray *others)
{
  if (slots->len != others->len)
    return FALSE;

  for (guint i = 0; i < slots->len; i++)
    if (!slot_equal (slots->pdata[i], others->pdata[i]))
      return FALSE;

  return TRUE;
}

static GPtrArray *
slots_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) tern_pcsc_slot_free);
}

static void
watcher_unref (TernPcscWatcher *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  tern_teller_unref (self->teller);
  g_clear_pointer (&self->told_slots, g_ptr_array_unref);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

static void
snapshot_free (gpointer data)
{
  Snapshot *self = data;

  g_ptr_array_unref (self->slots);
  g_free (self);
}

static void
on_news (gpointer news, gpointer user_data)
{
  const Snapshot *snapshot = news;
  TernPcscWatcher *self = user_data;

  self->function (snapshot->state, snapshot->slots, self->user_data);
}

static void
tell (TernPcscWatcher *self, TernServiceState state, GPtrArray *slots)
{
  Snapshot *snapshot;

  if (self->told_state == state && slots_equal (self->told_slots, slots))
    return;

  self->told_state = state;
  g_ptr_array_unref (self->told_slots);
  self->told_slots = g_ptr_array_ref (slots);
  snapshot = g_new0 (Snapshot, 1);
  snapshot->state = state;
  snapshot->slots = g_ptr_array_ref (slots);
  tern_teller_tell (self->teller, snapshot);
}

static gboolean
is_stopped (TernPcscWatcher *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->stopped;
}

static void
pause_for (TernPcscWatcher *self, guint milliseconds)
{
  gint64 deadline = g_get_monotonic_time () + milliseconds * G_TIME_SPAN_MILLISECOND;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (!self->stopped && g_cond_wait_until (&self->changed, &self->lock, deadline))
    ;
}

/**
 * tern_pcsc_parse_names:
 * @names: (array length=length): names one after the other, each ended by a NUL, as PC/SC lists
 * them
 * @length: how many bytes
 *
 * Takes a list of readers apart. Empty names, which some services hand out, and repetitions are
 * left out: such a reader cannot be addressed.
 *
 * Returns: (transfer full) (element-type utf8): the names
 */
GPtrArray *
tern_pcsc_parse_names (const char *names, gsize length)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  gsize at = 0;

  while (at < length)
    {
      g_autofree char *name = g_strndup (names + at, length - at);

      at += strlen (name) + 1;
      if (*name != '\0' && !g_ptr_array_find_with_equal_func (list, name, g_str_equal, NULL))
        g_ptr_array_add (list, g_steal_pointer (&name));
    }

  return list;
}

/* The list may grow between the two calls; then the next round has it. */
static LONG
list_names (SCARDCONTEXT context, GPtrArray **names)
{
  g_autofree char *buffer = NULL;
  DWORD length = 0;
  LONG result = SCardListReaders (context, NULL, NULL, &length);

  if (result == SCARD_S_SUCCESS)
    {
      buffer = g_malloc0 (length + 1);
      result = SCardListReaders (context, NULL, buffer, &length);
    }
  if (result == SCARD_E_NO_READERS_AVAILABLE || result == SCARD_E_INSUFFICIENT_BUFFER)
    {
      length = 0;
      result = SCARD_S_SUCCESS;
    }
  *names = tern_pcsc_parse_names (buffer, length);

  return result;
}

static void
add_state (GArray *states, const char *name, DWORD known)
{
  SCARD_READERSTATE state = { .szReader = name, .dwCurrentState = known };

  g_array_append_val (states, state);
}

/* The readers' states as they are now. A reader that went since it was listed is left out. */
static LONG
look (SCARDCONTEXT context, GPtrArray *names, GArray *states)
{
  LONG result = SCARD_S_SUCCESS;

  g_array_set_size (states, 0);
  for (guint i = 0; i < MIN (names->len, SLOTS_MAX); i++)
    add_state (states, names->pdata[i], SCARD_STATE_UNAWARE);
  if (states->len > 0)
    result = SCardGetStatusChange (context, 0, (SCARD_READERSTATE *) states->data, states->len);

  return result == SCARD_E_TIMEOUT ? SCARD_S_SUCCESS : result;
}

static LONG
wait_for_change (SCARDCONTEXT context, GArray *states)
{
  LONG result;

  for (guint i = 0; i < states->len; i++)
    {
      SCARD_READERSTATE *state = &g_array_index (states, SCARD_READERSTATE, i);

      state->dwCurrentState = state->dwEventState & ~(DWORD) SCARD_STATE_CHANGED;
    }
  add_state (states, NOTIFICATION, SCARD_STATE_UNAWARE);
  result =
      SCardGetStatusChange (context, WAIT_TIMEOUT, (SCARD_READERSTATE *) states->data, states->len);

  return result == SCARD_E_TIMEOUT ? SCARD_S_SUCCESS : result;
}

static void
tell_readers (TernPcscWatcher *self, GArray *states)
{
  g_autoptr (GPtrArray) slots = slots_new ();

  for (guint i = 0; i < states->len; i++)
    {
      const SCARD_READERSTATE *state = &g_array_index (states, SCARD_READERSTATE, i);

      if (!(state->dwEventState & SCARD_STATE_UNKNOWN))
        g_ptr_array_add (slots, slot_new (state));
    }
  tell (self, TERN_SERVICE_STATE_RUNNING, slots);
}

/* One look and one wait. A reader that vanishes in between is no failure of the service: the next
 * round does without it. */
static gboolean
watch_once (TernPcscWatcher *self, SCARDCONTEXT context)
{
  g_autoptr (GArray) states = g_array_new (FALSE, TRUE, sizeof (SCARD_READERSTATE));
  g_autoptr (GPtrArray) names = NULL;
  LONG result = list_names (context, &names);

  if (result == SCARD_S_SUCCESS)
    result = look (context, names, states);
  if (result == SCARD_S_SUCCESS)
    {
      tell_readers (self, states);
      result = wait_for_change (context, states);
    }
  if (result == SCARD_E_UNKNOWN_READER || result == SCARD_E_READER_UNAVAILABLE)
    {
      pause_for (self, FIRST_PAUSE);
      return TRUE;
    }

  return result == SCARD_S_SUCCESS;
}

static void
set_context (TernPcscWatcher *self, gboolean has_context, SCARDCONTEXT context)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->has_context = has_context;
  self->context = context;
}

static void
watch_service (TernPcscWatcher *self, SCARDCONTEXT context)
{
  set_context (self, TRUE, context);
  while (!is_stopped (self) && watch_once (self, context))
    ;
  set_context (self, FALSE, 0);
  SCardReleaseContext (context);
}

static const char *
service_socket (void)
{
  const char *path = g_getenv ("PCSCLITE_CSOCK_NAME");

  return path != NULL ? path : "/run/pcscd/pcscd.comm";
}

/* A daemon that takes a connection, or whose socket is closed to us, is there; it then is we whom
 * it does not want. */
static gboolean
something_listens (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (service_socket ());
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);

  if (socket == NULL)
    return FALSE;

  g_socket_set_blocking (socket, FALSE);

  return g_socket_connect (socket, address, NULL, &error) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
}

/*
 * The service refuses by hanging up, which looks the same as its absence. Asked a second time once
 * somebody is seen to listen, so that a service that is just being started is not taken for one
 * that refuses.
 */
static LONG
reach_service (SCARDCONTEXT *context)
{
  LONG result = SCardEstablishContext (SCARD_SCOPE_SYSTEM, NULL, NULL, context);

  if (result == SCARD_S_SUCCESS || result == SCARD_W_SECURITY_VIOLATION || !something_listens ())
    return result;

  result = SCardEstablishContext (SCARD_SCOPE_SYSTEM, NULL, NULL, context);

  return result == SCARD_S_SUCCESS ? result : SCARD_W_SECURITY_VIOLATION;
}

static gpointer
run (gpointer data)
{
  TernPcscWatcher *self = data;
  g_autoptr (GPtrArray) nothing = slots_new ();
  guint pause = FIRST_PAUSE;

  while (!is_stopped (self))
    {
      SCARDCONTEXT context;
      LONG result = reach_service (&context);

      if (result == SCARD_S_SUCCESS)
        {
          watch_service (self, context);
          pause = FIRST_PAUSE;
          pause_for (self, pause);
          continue;
        }

      tell (self,
            result == SCARD_W_SECURITY_VIOLATION ? TERN_SERVICE_STATE_NOT_PERMITTED
                                                 : TERN_SERVICE_STATE_ABSENT,
            nothing);
      pause_for (self, result == SCARD_W_SECURITY_VIOLATION ? REFUSED_PAUSE : pause);
      pause = MIN (2 * pause, LAST_PAUSE);
    }

  g_mutex_lock (&self->lock);
  self->ended = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  watcher_unref (self);

  return NULL;
}

/**
 * tern_pcsc_watcher_new:
 * @function: called on the main context that is the default of the calling thread
 * @user_data: for @function
 *
 * Begins to watch.
 *
 * Returns: (transfer full): the watcher; end it with tern_pcsc_watcher_stop()
 */
TernPcscWatcher *
tern_pcsc_watcher_new (TernPcscWatchFunc function, gpointer user_data)
{
  TernPcscWatcher *self = g_new0 (TernPcscWatcher, 1);

  g_atomic_ref_count_init (&self->references);
  g_atomic_ref_count_inc (&self->references);
  self->teller = tern_teller_new (on_news, snapshot_free, self);
  self->function = function;
  self->user_data = user_data;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->told_state = TERN_SERVICE_STATE_STARTING;
  self->told_slots = slots_new ();
  g_thread_unref (g_thread_new ("pcsc-watch", run, self));

  return self;
}

/**
 * tern_pcsc_watcher_stop:
 * @self: (transfer full): a watcher
 *
 * Ends the watching; the function is not called any more. Waits for the thread, but for a service
 * that hangs no longer than some seconds. On the thread that made @self.
 */
void
tern_pcsc_watcher_stop (TernPcscWatcher *self)
{
  gint64 deadline = g_get_monotonic_time () + STOP_TIMEOUT * G_TIME_SPAN_MILLISECOND;

  tern_teller_hush (self->teller);
  g_mutex_lock (&self->lock);
  self->stopped = TRUE;
  g_cond_broadcast (&self->changed);

  /* Cancelling ends a wait that has begun; one that is about to begin needs it again. */
  while (!self->ended && g_get_monotonic_time () < deadline)
    {
      if (self->has_context)
        SCardCancel (self->context);
      g_cond_wait_until (&self->changed, &self->lock,
                         g_get_monotonic_time () + STOP_STEP * G_TIME_SPAN_MILLISECOND);
    }
  g_mutex_unlock (&self->lock);
  watcher_unref (self);
}
