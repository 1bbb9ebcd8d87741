/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-probe.h"

#include <string.h>
#include <sys/socket.h>

#include "lpa/lpa-deadline.h"

#define SECONDS_A_TRY 10

static gboolean
bind_to_interface (GSocket *socket, const char *interface)
{
  return setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_BINDTODEVICE, interface,
                     (socklen_t) strlen (interface)) == 0;
}

/* A refusal comes from the other end as well. */
static gboolean
has_answered (const GError *error)
{
  return error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

static TernReach
try_address (GSocketAddress *address, const char *interface, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket = g_socket_new (g_socket_address_get_family (address),
                                             G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

  if (socket == NULL || !bind_to_interface (socket, interface))
    return TERN_REACH_UNKNOWN;
  g_socket_set_timeout (socket, SECONDS_A_TRY);
  g_socket_connect (socket, address, cancellable, &error);
  return has_answered (error) ? TERN_REACH_INTERNET : TERN_REACH_NONE;
}

static void
forward_cancel (GCancellable *from, GCancellable *to)
{
  g_cancellable_cancel (to);
}

/**
 * tern_probe_run:
 * @interface: name of a network interface
 * @host: a server on the Internet that has to do with the matter anyway
 * @port: a port that it serves
 * @milliseconds: how long it may take
 * @cancellable: (nullable): cancels
 *
 * Knocks at a server over one interface and no other, and says nothing to it. Blocks.
 *
 * Returns: %TERN_REACH_INTERNET if it answered, %TERN_REACH_NONE if not, %TERN_REACH_UNKNOWN where
 * this system does not let a program choose the interface
 */
TernReach
tern_probe_run (const char *interface,
                const char *host,
                guint16 port,
                guint milliseconds,
                GCancellable *cancellable)
{
  g_autoptr (LpaDeadline) deadline = lpa_deadline_new (milliseconds);
  GCancellable *bounded = lpa_deadline_get_cancellable (deadline);
  gulong forward = cancellable != NULL
                       ? g_cancellable_connect (cancellable, G_CALLBACK (forward_cancel),
                                                g_object_ref (bounded), g_object_unref)
                       : 0;
  g_autoptr (GSocketConnectable) server = g_network_address_new (host, port);
  g_autoptr (GSocketAddressEnumerator) addresses = g_socket_connectable_enumerate (server);
  g_autoptr (GSocketAddress) address = NULL;
  TernReach reach = TERN_REACH_NONE;

  while (reach == TERN_REACH_NONE &&
         (address = g_socket_address_enumerator_next (addresses, bounded, NULL)) != NULL)
    {
      reach = try_address (address, interface, bounded);
      g_clear_object (&address);
    }
  g_cancellable_disconnect (cancellable, forward);
  return reach;
}
