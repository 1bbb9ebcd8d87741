/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-network-client.h"

#include "lpa/lpa-error.h"
#include "network/tern-call.h"
#include "network/tern-wait.h"

#define LEAVE_MILLISECONDS 2000

/* Not the blocking way, which does not come back when it is cancelled while it begins. */
static NMClient *
make (GDBusConnection *bus, guint milliseconds, GCancellable *cancellable)
{
  g_autoptr (TernCall) call = tern_call_new ();
  g_autoptr (GObject) source = NULL;
  GAsyncResult *result;
  GObject *client;

  g_async_initable_new_async (NM_TYPE_CLIENT, G_PRIORITY_DEFAULT, tern_call_get_cancellable (call),
                              tern_call_done, tern_call_acquire (call), NM_CLIENT_DBUS_CONNECTION,
                              bus, NULL);
  result = tern_call_await (call, milliseconds, cancellable, NULL);
  if (result == NULL)
    return NULL;
  source = g_async_result_get_source_object (result);
  client = g_async_initable_new_finish (G_ASYNC_INITABLE (source), result, NULL);
  return client != NULL ? NM_CLIENT (client) : NULL;
}

/**
 * tern_network_client_new:
 * @bus: where NetworkManager is
 * @milliseconds: how long it may take to say what there is
 * @cancellable: (nullable): cancels
 * @error: return location for %LPA_NETWORK_ERROR_NO_MANAGER or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): NetworkManager, which runs; for tern_network_client_free()
 */
NMClient *
tern_network_client_new (GDBusConnection *bus,
                         guint milliseconds,
                         GCancellable *cancellable,
                         GError **error)
{
  NMClient *self = make (bus, milliseconds, cancellable);
  gboolean said = self != NULL;

  if (said && nm_client_get_nm_running (self))
    return self;
  if (said)
    tern_network_client_free (self);
  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_NO_MANAGER, NULL, "%s",
                   said ? "NetworkManager is not on the bus"
                        : "NetworkManager does not say what there is");
  return NULL;
}

static gboolean
is_gone (gpointer data)
{
  return *(GObject **) data == NULL;
}

/**
 * tern_network_client_free:
 * @self: (transfer full): NetworkManager
 *
 * Lets go of it here, where it belongs, with what it still has on its way.
 */
void
tern_network_client_free (NMClient *self)
{
  GObject *busy = nm_client_get_context_busy_watcher (self);

  g_object_add_weak_pointer (busy, (gpointer *) &busy);
  g_object_unref (self);
  tern_wait (LEAVE_MILLISECONDS, is_gone, &busy, NULL);
  if (busy != NULL)
    g_object_remove_weak_pointer (busy, (gpointer *) &busy);
}
