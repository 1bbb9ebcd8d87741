/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa-test-server.h"

#include <string.h>

typedef struct
{
  char *bytes;
  LpaTestAfter after;
} Reply;

struct _LpaTestServer
{
  GSocketService *service;
  GTlsCertificate *certificate;
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  guint16 port;
  GCancellable *stop;

  GMutex mutex;
  GCond changed;
  GQueue replies;
  GPtrArray *requests;
  guint n_connections;
  guint n_replies;
  guint n_closed;
  guint n_open;
};

static void
reply_free (Reply *reply)
{
  g_free (reply->bytes);
  g_free (reply);
}

static Reply *
take_reply (LpaTestServer *self, const char *request)
{
  Reply *reply;

  g_mutex_lock (&self->mutex);
  g_ptr_array_add (self->requests, g_strdup (request));
  reply = g_queue_pop_head (&self->replies);
  g_mutex_unlock (&self->mutex);
  if (reply)
    return reply;
  reply = g_new0 (Reply, 1);
  reply->bytes = g_strdup ("HTTP/1.1 500 Unexpected\r\nContent-Length: 0\r\n\r\n");
  return reply;
}

static void
note_reply (LpaTestServer *self)
{
  g_mutex_lock (&self->mutex);
  self->n_replies++;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->mutex);
}

/* Whether @text holds a whole request. */
static gboolean
is_whole (const GString *text)
{
  const char *end = strstr (text->str, "\r\n\r\n");
  const char *length = strstr (text->str, "Content-Length:");

  if (!end)
    return FALSE;
  return !length || text->len >= (gsize) (end + 4 - text->str) +
                                     (gsize) g_ascii_strtoull (length + 15, NULL, 10);
}

static gboolean
read_request (LpaTestServer *self, GInputStream *input, GString *text)
{
  char buffer[4096];

  g_string_truncate (text, 0);
  while (!is_whole (text))
    {
      gssize n = g_input_stream_read (input, buffer, sizeof buffer, self->stop, NULL);

      if (n <= 0)
        return FALSE;
      g_string_append_len (text, buffer, n);
    }
  return TRUE;
}

static void
wait_for_end (LpaTestServer *self, GInputStream *input)
{
  char buffer[256];

  while (g_input_stream_read (input, buffer, sizeof buffer, self->stop, NULL) > 0)
    continue;
}

static void
serve (LpaTestServer *self, GIOStream *stream)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GInputStream *input = g_io_stream_get_input_stream (stream);
  LpaTestAfter after = LPA_TEST_AFTER_KEEP;

  while (after == LPA_TEST_AFTER_KEEP && read_request (self, input, text))
    {
      Reply *reply = take_reply (self, text->str);

      g_output_stream_write_all (g_io_stream_get_output_stream (stream), reply->bytes,
                                 strlen (reply->bytes), NULL, self->stop, NULL);
      after = reply->after;
      reply_free (reply);
      note_reply (self);
    }
  if (after == LPA_TEST_AFTER_HANG)
    wait_for_end (self, input);
}

/* A connection is about to get its thread. */
static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  LpaTestServer *self = data;

  g_mutex_lock (&self->mutex);
  self->n_open++;
  g_mutex_unlock (&self->mutex);
  return FALSE;
}

static void
note_closed (LpaTestServer *self)
{
  g_mutex_lock (&self->mutex);
  self->n_open--;
  self->n_closed++;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->mutex);
}

static gboolean
on_run (GThreadedSocketService *service,
        GSocketConnection *connection,
        GObject *source,
        gpointer data)
{
  LpaTestServer *self = data;
  g_autoptr (GIOStream) tls =
      g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, NULL);

  if (g_tls_connection_handshake (G_TLS_CONNECTION (tls), self->stop, NULL))
    {
      g_mutex_lock (&self->mutex);
      self->n_connections++;
      g_mutex_unlock (&self->mutex);
      serve (self, tls);
    }
  g_io_stream_close (tls, NULL, NULL);
  note_closed (self);
  return TRUE;
}

static gpointer
run (gpointer data)
{
  LpaTestServer *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

LpaTestServer *
lpa_test_server_new (GTlsCertificate *certificate)
{
  LpaTestServer *self = g_new0 (LpaTestServer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
  g_queue_init (&self->replies);
  self->requests = g_ptr_array_new_with_free_func (g_free);
  self->certificate = g_object_ref (certificate);
  self->stop = g_cancellable_new ();
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);

  g_main_context_push_thread_default (self->context);
  self->service = g_threaded_socket_service_new (16);
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  g_signal_connect (self->service, "run", G_CALLBACK (on_run), self);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
  g_assert_no_error (error);
  g_socket_service_start (self->service);
  g_main_context_pop_thread_default (self->context);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  self->thread = g_thread_new ("test-server", run, self);
  return self;
}

static gboolean
on_quit (gpointer data)
{
  LpaTestServer *self = data;

  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

void
lpa_test_server_free (LpaTestServer *self)
{
  if (!self)
    return;
  g_cancellable_cancel (self->stop);
  g_main_context_invoke (self->context, on_quit, self);
  g_thread_join (self->thread);
  g_mutex_lock (&self->mutex);
  while (self->n_open > 0)
    g_cond_wait (&self->changed, &self->mutex);
  g_mutex_unlock (&self->mutex);
  g_object_unref (self->service);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_object_unref (self->certificate);
  g_object_unref (self->stop);
  g_queue_clear_full (&self->replies, (GDestroyNotify) reply_free);
  g_ptr_array_unref (self->requests);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->changed);
  g_free (self);
}

char *
lpa_test_server_get_address (LpaTestServer *self, const char *host)
{
  return g_strdup_printf ("%s:%u", host, self->port);
}

/* Queues the bytes that the next request is answered with. */
void
lpa_test_server_push (LpaTestServer *self, const char *reply, LpaTestAfter after)
{
  Reply *queued = g_new0 (Reply, 1);

  queued->bytes = g_strdup (reply);
  queued->after = after;
  g_mutex_lock (&self->mutex);
  g_queue_push_tail (&self->replies, queued);
  g_mutex_unlock (&self->mutex);
}

/* Queues a whole reply: @status as in `200 OK`, @headers with a line end behind each. */
void
lpa_test_server_push_body (LpaTestServer *self,
                           const char *status,
                           const char *headers,
                           const char *body)
{
  g_autofree char *reply =
      g_strdup_printf ("HTTP/1.1 %s\r\n%sContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s", status,
                       headers, strlen (body), body);

  lpa_test_server_push (self, reply, LPA_TEST_AFTER_KEEP);
}

/* Blocks until @n replies, or what there is of them, have been written. */
void
lpa_test_server_wait_replies (LpaTestServer *self, guint n)
{
  g_mutex_lock (&self->mutex);
  while (self->n_replies < n)
    g_cond_wait (&self->changed, &self->mutex);
  g_mutex_unlock (&self->mutex);
}

/* Blocks until @n connections have been closed from this side. */
void
lpa_test_server_wait_closed (LpaTestServer *self, guint n)
{
  g_mutex_lock (&self->mutex);
  while (self->n_closed < n)
    g_cond_wait (&self->changed, &self->mutex);
  g_mutex_unlock (&self->mutex);
}

guint
lpa_test_server_count_connections (LpaTestServer *self)
{
  guint n;

  g_mutex_lock (&self->mutex);
  n = self->n_connections;
  g_mutex_unlock (&self->mutex);
  return n;
}

guint
lpa_test_server_count_requests (LpaTestServer *self)
{
  guint n;

  g_mutex_lock (&self->mutex);
  n = self->requests->len;
  g_mutex_unlock (&self->mutex);
  return n;
}

char *
lpa_test_server_get_request (LpaTestServer *self, guint index)
{
  char *request;

  g_mutex_lock (&self->mutex);
  g_assert_cmpuint (index, <, self->requests->len);
  request = g_strdup (g_ptr_array_index (self->requests, index));
  g_mutex_unlock (&self->mutex);
  return request;
}
