/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-http-exchange.h"

#include "lpa/lpa-error.h"

#define READ_SIZE (32 * 1024)
/* Below that of libsoup's own work: a call that has ended is heard of before it is stopped. */
#define STOP_PRIORITY G_PRIORITY_DEFAULT_IDLE

/* One request and its reply, while they are under way. */
typedef struct
{
  const LpaHttpLine *line;
  const LpaHttpBounds *bounds;
  SoupMessage *message;
  GCancellable *stop;
  GAsyncResult *result; /* of the call that runs, from its end until it is taken */
  GSource *deadline;
  GSource *wish; /* that the exchange stops, from whichever thread */
  gboolean connected;
  gboolean sent;
  gboolean late;
  gboolean stopping;
} Exchange;

/* libsoup stands neither to be stopped from another thread nor between a call's end and the taking
 * of its result; then the next call is the one that stops. */
static void
exchange_stop (Exchange *self)
{
  self->stopping = TRUE;
  if (!self->result)
    g_cancellable_cancel (self->stop);
}

static gboolean
on_wish (gpointer data)
{
  exchange_stop (data);
  return G_SOURCE_REMOVE;
}

/* The caller's cancellable, on the thread that cancelled it. */
static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  Exchange *self = data;

  self->wish = g_idle_source_new ();
  g_source_set_priority (self->wish, STOP_PRIORITY);
  g_source_set_callback (self->wish, on_wish, self, NULL);
  g_source_attach (self->wish, self->line->context);
}

static gboolean
on_deadline (gpointer data)
{
  Exchange *self = data;

  self->late = TRUE;
  exchange_stop (self);
  return G_SOURCE_REMOVE;
}

static void
exchange_forget_wish (Exchange *self)
{
  if (self->wish)
    g_source_destroy (self->wish);
  g_clear_pointer (&self->wish, g_source_unref);
}

static void
exchange_disarm (Exchange *self)
{
  if (self->deadline)
    g_source_destroy (self->deadline);
  g_clear_pointer (&self->deadline, g_source_unref);
}

static void
exchange_arm (Exchange *self, guint milliseconds)
{
  exchange_disarm (self);
  self->deadline = g_timeout_source_new (milliseconds);
  g_source_set_priority (self->deadline, STOP_PRIORITY);
  g_source_set_callback (self->deadline, on_deadline, self, NULL);
  g_source_attach (self->deadline, self->line->context);
}

/* The connection stands and the request is about to go out: from now on the server's time runs. */
static void
on_starting (SoupMessage *message, gpointer data)
{
  Exchange *self = data;

  self->connected = TRUE;
  exchange_arm (self, self->bounds->reply_timeout);
}

static void
on_wrote_body (SoupMessage *message, gpointer data)
{
  Exchange *self = data;

  self->sent = TRUE;
}

/* The connection broke. What the server may have seen must not be sent to it again. */
static void
on_restarted (SoupMessage *message, gpointer data)
{
  Exchange *self = data;

  if (self->sent)
    exchange_stop (self);
}

/* libsoup takes an answer without a length for one that ends with its connection, also where there
 * is no content at all, and would not use the connection again. */
static void
on_got_headers (SoupMessage *message, gpointer data)
{
  if (soup_message_get_status (message) == SOUP_STATUS_NO_CONTENT)
    soup_message_headers_set_content_length (soup_message_get_response_headers (message), 0);
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  Exchange *self = data;

  self->result = g_object_ref (result);
}

/* Waits for the end of the call just begun. */
static GAsyncResult *
exchange_wait (Exchange *self)
{
  while (!self->result)
    g_main_context_iteration (self->line->context, TRUE);
  return self->result;
}

/* To be called once the result has been taken. */
static void
exchange_go_on (Exchange *self)
{
  g_clear_object (&self->result);
  if (self->stopping)
    g_cancellable_cancel (self->stop);
}

static void
set_failure (Exchange *self, const GError *cause, GCancellable *cancellable, GError **error)
{
  const GError *distrust = lpa_tls_judge_get_error (self->line->judge);
  const char *address = self->line->address;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return;
  if (self->late && self->connected)
    lpa_error_set (error, LPA_HTTP_ERROR, LPA_HTTP_ERROR_TIMEOUT, NULL,
                   "%s did not answer within %u s", address, self->bounds->reply_timeout / 1000);
  else if (self->late)
    lpa_error_set (error, LPA_HTTP_ERROR, LPA_HTTP_ERROR_CONNECT, NULL,
                   "%s could not be reached within %u s", address,
                   self->bounds->connect_timeout / 1000);
  else if (distrust && !self->connected)
    g_propagate_error (error, g_error_copy (distrust));
  else if (self->sent)
    lpa_error_set (error, LPA_HTTP_ERROR, LPA_HTTP_ERROR_LOST, NULL,
                   "The connection to %s broke after the request was sent; the server may have "
                   "acted on it: %s",
                   address, cause->message);
  else
    lpa_error_set (error, LPA_HTTP_ERROR, (int) lpa_http_classify_failure (cause), NULL,
                   "%s could not be asked: %s", address, cause->message);
}

static gboolean
fail_too_large (Exchange *self, GError **error)
{
  exchange_stop (self);
  lpa_error_set (error, LPA_HTTP_ERROR, LPA_HTTP_ERROR_TOO_LARGE, NULL,
                 "The answer of %s has more than %" G_GSIZE_FORMAT " bytes", self->line->address,
                 self->bounds->max_reply);
  return FALSE;
}

static gboolean
read_body (Exchange *self,
           GInputStream *stream,
           GByteArray *body,
           GCancellable *cancellable,
           GError **error)
{
  for (;;)
    {
      g_autoptr (GBytes) chunk = NULL;
      g_autoptr (GError) cause = NULL;
      gsize size;
      gconstpointer data;

      g_input_stream_read_bytes_async (stream, READ_SIZE, G_PRIORITY_DEFAULT, self->stop, on_result,
                                       self);
      chunk = g_input_stream_read_bytes_finish (stream, exchange_wait (self), &cause);
      exchange_go_on (self);
      if (!chunk)
        {
          set_failure (self, cause, cancellable, error);
          return FALSE;
        }
      data = g_bytes_get_data (chunk, &size);
      if (size == 0)
        return TRUE;
      if (body->len + size > self->bounds->max_reply)
        return fail_too_large (self, error);
      g_byte_array_append (body, data, (guint) size);
    }
}

/* Ends the reply properly, so that the connection can serve the next call. */
static void
close_stream (Exchange *self, GInputStream *stream)
{
  g_input_stream_close_async (stream, G_PRIORITY_DEFAULT, self->stop, on_result, self);
  g_input_stream_close_finish (stream, exchange_wait (self), NULL);
  exchange_go_on (self);
}

static GBytes *
send_and_read (Exchange *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GByteArray) body = g_byte_array_new ();
  g_autoptr (GError) cause = NULL;
  goffset announced;

  soup_session_send_async (self->line->session, self->message, G_PRIORITY_DEFAULT, self->stop,
                           on_result, self);
  stream = soup_session_send_finish (self->line->session, exchange_wait (self), &cause);
  exchange_go_on (self);
  if (!stream)
    {
      set_failure (self, cause, cancellable, error);
      return NULL;
    }
  announced =
      soup_message_headers_get_content_length (soup_message_get_response_headers (self->message));
  if (announced > 0 && (guint64) announced > self->bounds->max_reply)
    {
      fail_too_large (self, error);
      return NULL;
    }
  if (!read_body (self, stream, body, cancellable, error))
    return NULL;
  close_stream (self, stream);
  return g_byte_array_free_to_bytes (g_steal_pointer (&body));
}

/* Runs a request under its deadline and the caller's cancellable. */
static GBytes *
run (Exchange *self, GCancellable *cancellable, GError **error)
{
  GBytes *body;
  gulong handler = 0;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (cancellable)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), self, NULL);
  g_signal_connect (self->message, "starting", G_CALLBACK (on_starting), self);
  g_signal_connect (self->message, "wrote-body", G_CALLBACK (on_wrote_body), self);
  g_signal_connect (self->message, "got-headers", G_CALLBACK (on_got_headers), self);
  g_signal_connect (self->message, "restarted", G_CALLBACK (on_restarted), self);

  while (g_main_context_iteration (self->line->context, FALSE))
    continue;
  lpa_tls_judge_forget_error (self->line->judge);
  exchange_arm (self, self->bounds->connect_timeout);
  body = send_and_read (self, cancellable, error);
  exchange_disarm (self);

  g_signal_handlers_disconnect_by_data (self->message, self);
  g_cancellable_disconnect (cancellable, handler);
  exchange_forget_wish (self);
  return body;
}

/**
 * lpa_http_exchange:
 * @line: what the request goes out on
 * @message: the request; carries the reply's status and headers afterwards
 * @bounds: what it may cost
 * @cancellable: (nullable): ends it at any moment
 * @error: return location for an error of %LPA_HTTP_ERROR, what the judge says, or
 *   %G_IO_ERROR_CANCELLED
 *
 * Sends a request under its deadline and reads the reply. Blocks; the thread of @line.
 *
 * Returns: (transfer full) (nullable): the reply's body
 */
GBytes *
lpa_http_exchange (const LpaHttpLine *line,
                   SoupMessage *message,
                   const LpaHttpBounds *bounds,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (GCancellable) stop = g_cancellable_new ();
  Exchange exchange = { .line = line, .bounds = bounds, .message = message, .stop = stop };

  return run (&exchange, cancellable, error);
}
