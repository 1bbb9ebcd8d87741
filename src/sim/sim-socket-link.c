/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-socket-link.h"

#include "sim/sim-link.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>

struct _SimSocketLink
{
  SimEuicc *euicc;
  char *path;
  GSocket *socket;
};

static GSocket *
new_socket (GError **error)
{
  return g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT,
                       error);
}

/* What a program left behind that was killed: a socket that nobody listens at. */
static void
remove_stale (const char *path, GSocketAddress *address)
{
  g_autoptr (GSocket) probe = new_socket (NULL);
  g_autoptr (GError) error = NULL;

  if (probe != NULL && !g_socket_connect (probe, address, NULL, &error) &&
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    g_unlink (path);
}

/**
 * sim_socket_link_new:
 * @path: where the socket is to be; its owner alone may connect
 * @euicc: the card behind it
 * @error: return location for an error of %G_IO_ERROR
 *
 * A reader can connect as soon as this returns, and is answered once sim_socket_link_run() runs.
 *
 * Returns: (transfer full) (nullable): the link
 */
SimSocketLink *
sim_socket_link_new (const char *path, SimEuicc *euicc, GError **error)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocket) socket = new_socket (error);
  SimSocketLink *self;

  if (socket == NULL)
    return NULL;

  remove_stale (path, address);
  if (!g_socket_bind (socket, address, FALSE, error))
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }

  self = g_new0 (SimSocketLink, 1);
  self->euicc = g_object_ref (euicc);
  self->path = g_strdup (path);
  self->socket = g_steal_pointer (&socket);
  if (g_chmod (path, 0600) == 0 && g_socket_listen (self->socket, error))
    return self;

  if (error != NULL && *error == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "%s cannot be kept from others",
                 path);
  sim_socket_link_free (self);
  return NULL;
}

/**
 * sim_socket_link_free:
 * @self: (transfer full): the link; its socket is removed
 */
void
sim_socket_link_free (SimSocketLink *self)
{
  g_unlink (self->path);
  g_object_unref (self->socket);
  g_object_unref (self->euicc);
  g_free (self->path);
  g_free (self);
}

/**
 * sim_socket_link_run:
 * @self: the link
 * @cancellable: (nullable): what takes the card out
 * @error: return location for an error of %G_IO_ERROR
 *
 * Serves one reader after another until the card is pulled or @cancellable is cancelled. Blocks.
 *
 * Returns: whether it ended because the card was taken out
 */
gboolean
sim_socket_link_run (SimSocketLink *self, GCancellable *cancellable, GError **error)
{
  while (!sim_euicc_is_pulled (self->euicc) && !g_cancellable_is_cancelled (cancellable))
    {
      g_autoptr (GError) local_error = NULL;
      g_autoptr (GSocket) accepted = g_socket_accept (self->socket, cancellable, &local_error);
      g_autoptr (GSocketConnection) connection =
          accepted == NULL ? NULL : g_socket_connection_factory_create_connection (accepted);

      if (connection != NULL)
        {
          /* What goes wrong with one reader is not the next one's concern. */
          if (!sim_link_serve (connection, self->euicc, cancellable, &local_error))
            g_warning ("A reader was lost: %s", local_error->message);
          continue;
        }
      if (g_cancellable_is_cancelled (cancellable))
        break;
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  return TRUE;
}
