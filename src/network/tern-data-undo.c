/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-data-undo.h"

#include "network/tern-call.h"
#include "network/tern-wait.h"

/* How long each thing may take. */
#define MILLISECONDS 20000
/* libnm shows what was made a little later than its activation. */
#define SHOW_MILLISECONDS 2000

/**
 * tern_data_undo_commit:
 * @connection: a connection that NetworkManager keeps, changed
 * @milliseconds: how long NetworkManager may take
 * @cancellable: (nullable): cancels
 * @error: return location for an error of libnm
 *
 * Returns: whether NetworkManager keeps it as it is now
 */
gboolean
tern_data_undo_commit (NMRemoteConnection *connection,
                       guint milliseconds,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (TernCall) call = tern_call_new ();
  GAsyncResult *result;

  nm_remote_connection_commit_changes_async (connection, TRUE, tern_call_get_cancellable (call),
                                             tern_call_done, tern_call_acquire (call));
  result = tern_call_await (call, milliseconds, cancellable, error);
  return result != NULL && nm_remote_connection_commit_changes_finish (connection, result, error);
}

/**
 * tern_data_undo_note_change:
 * @self: what was done
 * @connection: a connection that is about to be changed
 */
void
tern_data_undo_note_change (TernDataUndo *self, NMRemoteConnection *connection)
{
  if (!g_set_object (&self->changed, connection))
    return;
  g_clear_object (&self->before);
  self->before = nm_simple_connection_new_clone (NM_CONNECTION (connection));
}

static gboolean
is_made (gpointer data)
{
  const TernDataUndo *self = data;

  return nm_client_get_connection_by_uuid (self->client, self->made) != NULL;
}

static void
delete_made (TernDataUndo *self)
{
  g_autoptr (TernCall) call = tern_call_new ();
  g_autoptr (NMRemoteConnection) made = NULL;
  GAsyncResult *result;

  tern_wait (SHOW_MILLISECONDS, is_made, self, NULL);
  g_set_object (&made, nm_client_get_connection_by_uuid (self->client, self->made));
  if (made == NULL)
    return;
  nm_remote_connection_delete_async (made, tern_call_get_cancellable (call), tern_call_done,
                                     tern_call_acquire (call));
  result = tern_call_await (call, MILLISECONDS, NULL, NULL);
  if (result != NULL)
    nm_remote_connection_delete_finish (made, result, NULL);
}

/* What has left the bus belongs to no client any more, whatever it said last. */
static void
stop (TernDataUndo *self)
{
  g_autoptr (TernCall) call = tern_call_new ();
  GAsyncResult *result;

  if (self->active == NULL || nm_object_get_client (NM_OBJECT (self->active)) == NULL ||
      nm_active_connection_get_state (self->active) >= NM_ACTIVE_CONNECTION_STATE_DEACTIVATING)
    return;
  nm_client_deactivate_connection_async (self->client, self->active,
                                         tern_call_get_cancellable (call), tern_call_done,
                                         tern_call_acquire (call));
  result = tern_call_await (call, MILLISECONDS, NULL, NULL);
  if (result != NULL)
    nm_client_deactivate_connection_finish (self->client, result, NULL);
}

static void
put_back (TernDataUndo *self)
{
  g_autoptr (GError) error = NULL;

  nm_connection_replace_settings_from_connection (NM_CONNECTION (self->changed), self->before);
  if (!tern_data_undo_commit (self->changed, MILLISECONDS, NULL, &error))
    g_info ("The connection stays as it was changed: %s", error->message);
}

/**
 * tern_data_undo_run:
 * @self: what was done
 *
 * Nothing is left behind that would fail again by itself, and what was there before is as it was.
 */
void
tern_data_undo_run (TernDataUndo *self)
{
  if (self->made != NULL)
    delete_made (self);
  else
    stop (self);
  if (self->changed != NULL)
    put_back (self);
  tern_data_undo_forget (self);
}

/**
 * tern_data_undo_forget:
 * @self: what was done
 *
 * It stays as it is from now on.
 */
void
tern_data_undo_forget (TernDataUndo *self)
{
  g_clear_pointer (&self->made, g_free);
  g_clear_object (&self->changed);
  g_clear_object (&self->before);
  g_clear_object (&self->active);
}
