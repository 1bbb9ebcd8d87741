/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire.h"

#include <string.h>

#define LATE_MICROSECONDS 700000

struct _Wire
{
  GSocketService *service;
  WireFault fault;
  guint16 to;
  guint16 port;
  int connections;
};

static const char *const answers[] = {
  [WIRE_FAULT_PORTAL] = "HTTP/1.1 302 Found\r\nLocation: http://login.hotel.example/welcome\r\n"
                        "Content-Length: 0\r\n\r\n",
  [WIRE_FAULT_PAGE] = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n",
  [WIRE_FAULT_BAD_PROXY] = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
};

/* One direction of a connection. */
typedef struct
{
  Wire *wire;
  GIOStream *from;
  GIOStream *to;
} Flow;

static gpointer
carry (gpointer data)
{
  Flow *flow = data;
  char buffer[4096];
  gssize n;

  while ((n = g_input_stream_read (g_io_stream_get_input_stream (flow->from), buffer, sizeof buffer,
                                   NULL, NULL)) > 0)
    {
      if (flow->wire->fault == WIRE_FAULT_SLOW)
        g_usleep (LATE_MICROSECONDS);
      if (!g_output_stream_write_all (g_io_stream_get_output_stream (flow->to), buffer, (gsize) n,
                                      NULL, NULL, NULL))
        break;
    }
  g_socket_shutdown (g_socket_connection_get_socket (G_SOCKET_CONNECTION (flow->from)), TRUE, TRUE,
                     NULL);
  g_socket_shutdown (g_socket_connection_get_socket (G_SOCKET_CONNECTION (flow->to)), TRUE, TRUE,
                     NULL);
  return NULL;
}

static void
pass_on (Wire *self, GSocketConnection *client)
{
  g_autoptr (GSocketClient) dialler = g_socket_client_new ();
  g_autoptr (GSocketConnection) server = NULL;
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", self->to);
  Flow there = { self, G_IO_STREAM (client), NULL };
  Flow back = { self, NULL, G_IO_STREAM (client) };
  GThread *thread;

  g_socket_client_set_enable_proxy (dialler, FALSE);
  server = g_socket_client_connect_to_host (dialler, address, self->to, NULL, NULL);
  if (server == NULL)
    return;
  there.to = back.from = G_IO_STREAM (server);
  thread = g_thread_new ("wire", carry, &there);
  carry (&back);
  g_thread_join (thread);
}

#define TLS_HANDSHAKE 0x16

/* Reads a request up to its empty line, or the beginning of an encrypted one. */
static void
read_request (GSocketConnection *connection)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char buffer[512];
  gssize n;

  while (strstr (text->str, "\r\n\r\n") == NULL && text->str[0] != TLS_HANDSHAKE &&
         (n = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer,
                                   sizeof buffer, NULL, NULL)) > 0)
    g_string_append_len (text, buffer, n);
}

static void
say (GSocketConnection *connection, const char *text)
{
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), text,
                             strlen (text), NULL, NULL, NULL);
}

static gboolean
on_run (GThreadedSocketService *service,
        GSocketConnection *connection,
        GObject *source,
        gpointer user_data)
{
  Wire *self = user_data;
  int number = g_atomic_int_add (&self->connections, 1) + 1;

  switch (self->fault)
    {
    case WIRE_FAULT_PORTAL:
    case WIRE_FAULT_PAGE:
    case WIRE_FAULT_BAD_PROXY:
      read_request (connection);
      say (connection, answers[self->fault]);
      break;
    case WIRE_FAULT_PROXY:
      read_request (connection);
      say (connection, "HTTP/1.1 200 Connection established\r\n\r\n");
      pass_on (self, connection);
      break;
    case WIRE_FAULT_FLAKY:
    case WIRE_FAULT_MOSTLY:
      if (self->fault == WIRE_FAULT_FLAKY ? number % 2 == 0 : number == 2)
        break;
      pass_on (self, connection);
      break;
    default:
      pass_on (self, connection);
    }
  return TRUE;
}

Wire *
wire_new (WireFault fault, guint16 to)
{
  Wire *self = g_new0 (Wire, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  self->fault = fault;
  self->to = to;
  self->service = g_threaded_socket_service_new (20);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &address, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  g_signal_connect (self->service, "run", G_CALLBACK (on_run), self);
  g_socket_service_start (self->service);
  return self;
}

void
wire_free (Wire *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (self->service);
  g_free (self);
}

guint16
wire_get_port (Wire *self)
{
  return self->port;
}

guint
wire_count (Wire *self)
{
  return (guint) g_atomic_int_get (&self->connections);
}
