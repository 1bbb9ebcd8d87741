/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-http.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <string.h>

#include "lpa/lpa-error.h"
#include "lpa/lpa-http-exchange.h"

#define IDLE_TIMEOUT 60
#define MAX_REPEATS 2
#define MAX_RETRY_AFTER 30
#define STATUS_NETWORK_AUTHENTICATION_REQUIRED 511

struct _LpaHttp
{
  GObject parent_instance;

  char *address;
  LpaTlsJudge *judge;
  LpaTrace *trace;
  GMainContext *context; /* libsoup's own, run only inside a call, so that a deadline can end a call
                            that blocks */
  SoupSession *session;
  GDateTime *date;
};

G_DEFINE_FINAL_TYPE (LpaHttp, lpa_http, G_TYPE_OBJECT)

static gboolean
has_network (void)
{
  struct ifaddrs *interfaces = NULL;
  gboolean found = FALSE;

  if (getifaddrs (&interfaces) != 0)
    return TRUE;
  for (struct ifaddrs *i = interfaces; i && !found; i = i->ifa_next)
    found = i->ifa_addr && (i->ifa_flags & IFF_RUNNING) && !(i->ifa_flags & IFF_LOOPBACK) &&
            (i->ifa_addr->sa_family == AF_INET || i->ifa_addr->sa_family == AF_INET6);
  freeifaddrs (interfaces);
  return found;
}

/**
 * lpa_http_classify_failure:
 * @cause: what GIO says when a connection fails
 *
 * Before the request was out: why the server could not be asked. Any thread.
 *
 * Returns: the reason
 */
LpaHttpError
lpa_http_classify_failure (const GError *cause)
{
  if (cause->domain == G_RESOLVER_ERROR)
    return has_network () ? LPA_HTTP_ERROR_RESOLVE : LPA_HTTP_ERROR_OFFLINE;
  if (g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_NOT_TLS))
    return LPA_HTTP_ERROR_PORTAL;
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_FAILED) ||
      g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_AUTH_FAILED) ||
      g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_NEED_AUTH) ||
      g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_NOT_ALLOWED))
    return LPA_HTTP_ERROR_PROXY;
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE) && !has_network ())
    return LPA_HTTP_ERROR_OFFLINE;
  if (g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_MISC) ||
      g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_HANDSHAKE))
    return LPA_HTTP_ERROR_TLS;
  return LPA_HTTP_ERROR_CONNECT;
}

static SoupMessage *
make_message (const char *url, const char *json, GError **error)
{
  g_autoptr (GBytes) body = g_bytes_new (json, strlen (json));
  SoupMessage *message = soup_message_new (SOUP_METHOD_POST, url);

  if (!message)
    {
      lpa_error_set (error, LPA_HTTP_ERROR, LPA_HTTP_ERROR_FAILED, NULL,
                     "%s is not an address that can be asked", url);
      return NULL;
    }
  /* Without IDEMPOTENT each request gets a connection of its own; with it libsoup would send a
   * request again by itself, which lpa_http_exchange() does not allow. */
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_IDEMPOTENT);
  soup_message_headers_append (soup_message_get_request_headers (message), "X-Admin-Protocol",
                               "gsma/rsp/v2.2.0");
  soup_message_set_request_body_from_bytes (message, "application/json", body);
  return message;
}

/* A page by its type or its look; an object is an answer even when a sloppy server calls it a page.
 */
static gboolean
is_html (SoupMessage *message, GBytes *body)
{
  const char *type =
      soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL);
  gboolean says_html = type && g_ascii_strcasecmp (type, "text/html") == 0;
  gsize length;
  const char *text = g_bytes_get_data (body, &length);

  while (length > 0 && g_ascii_isspace (*text))
    {
      text++;
      length--;
    }
  return length > 0 && (*text == '<' || (says_html && *text != '{'));
}

/* Web pages and redirections come from portals and filters, not from provisioning servers. */
static gboolean
check_reply (LpaHttp *self, SoupMessage *message, GBytes *body, GError **error)
{
  guint status = soup_message_get_status (message);
  g_autofree char *figure = g_strdup_printf ("%u", status);

  if (status == SOUP_STATUS_PROXY_AUTHENTICATION_REQUIRED)
    lpa_error_set (error, LPA_HTTP_ERROR, LPA_HTTP_ERROR_PROXY, figure,
                   "The proxy wants a user name and a password");
  else if (SOUP_STATUS_IS_REDIRECTION (status) ||
           status == STATUS_NETWORK_AUTHENTICATION_REQUIRED ||
           (SOUP_STATUS_IS_SUCCESSFUL (status) && is_html (message, body)))
    lpa_error_set (error, LPA_HTTP_ERROR, LPA_HTTP_ERROR_PORTAL, figure,
                   "A web page came back instead of an answer of %s (HTTP %u)", self->address,
                   status);
  else
    return TRUE;
  return FALSE;
}

static void
remember_date (LpaHttp *self, SoupMessage *message)
{
  const char *date =
      soup_message_headers_get_one (soup_message_get_response_headers (message), "Date");

  g_clear_pointer (&self->date, g_date_time_unref);
  if (date)
    self->date = soup_date_time_new_from_http_string (date);
}

static void
trace (LpaHttp *self, const char *url, const char *json, SoupMessage *message, GBytes *body)
{
  g_autofree char *reply = NULL;

  if (!self->trace)
    return;
  if (body)
    reply = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  lpa_trace_http (self->trace, url, json, soup_message_get_status (message), reply);
}

/*
 * Seconds that the server asks to wait, or -1 when it does not ask or asks for more than a
 * person would.
 */
static int
get_retry_after (SoupMessage *message)
{
  guint status = soup_message_get_status (message);
  const char *value =
      soup_message_headers_get_one (soup_message_get_response_headers (message), "Retry-After");
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) then = NULL;
  guint64 seconds;

  if (!value || (status != SOUP_STATUS_SERVICE_UNAVAILABLE && status != 429))
    return -1;
  if (g_ascii_string_to_unsigned (value, 10, 0, MAX_RETRY_AFTER, &seconds, NULL))
    return (int) seconds;
  then = soup_date_time_new_from_http_string (value);
  if (!then || g_date_time_difference (then, now) > MAX_RETRY_AFTER * G_TIME_SPAN_SECOND)
    return -1;
  return (int) MAX (0, g_date_time_difference (then, now) / G_TIME_SPAN_SECOND);
}

static gboolean
on_waited (gpointer data)
{
  gboolean *waited = data;

  *waited = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
on_wait_cancelled (GCancellable *cancellable, gpointer data)
{
  return on_waited (data);
}

static void
attach (LpaHttp *self, GSource *source, GSourceFunc function, gpointer data)
{
  g_source_set_callback (source, function, data, NULL);
  g_source_attach (source, self->context);
}

static gboolean
wait_seconds (LpaHttp *self, int seconds, GCancellable *cancellable, GError **error)
{
  g_autoptr (GSource) timer = g_timeout_source_new ((guint) seconds * 1000);
  g_autoptr (GSource) cancel = g_cancellable_source_new (cancellable);
  gboolean waited = FALSE;

  attach (self, timer, on_waited, &waited);
  attach (self, cancel, G_SOURCE_FUNC (on_wait_cancelled), &waited);
  while (!waited)
    g_main_context_iteration (self->context, TRUE);
  g_source_destroy (timer);
  g_source_destroy (cancel);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* One attempt. @retry_after is what get_retry_after() says to the reply. */
static GBytes *
post_once (LpaHttp *self,
           const char *url,
           const char *json,
           const LpaHttpBounds *bounds,
           guint *status,
           int *retry_after,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (SoupMessage) message = make_message (url, json, error);
  const LpaHttpLine line = { self->address, self->judge, self->context, self->session };
  g_autoptr (GBytes) body = NULL;

  *retry_after = -1;
  if (!message)
    return NULL;
  body = lpa_http_exchange (&line, message, bounds, cancellable, error);
  trace (self, url, json, message, body);
  if (!body)
    return NULL;
  remember_date (self, message);
  *status = soup_message_get_status (message);
  *retry_after = get_retry_after (message);
  return check_reply (self, message, body, error) ? g_steal_pointer (&body) : NULL;
}

/*
 * Repeats what may be repeated: once after a lost connection, and when the server asks to come
 * back soon.
 */
static GBytes *
post_with_repeats (LpaHttp *self,
                   const char *url,
                   const char *json,
                   const LpaHttpBounds *bounds,
                   guint *status,
                   GCancellable *cancellable,
                   GError **error)
{
  for (int repeats = 0;; repeats++)
    {
      g_autoptr (GError) cause = NULL;
      g_autoptr (GBytes) body = NULL;
      gboolean lost;
      int retry_after;

      body = post_once (self, url, json, bounds, status, &retry_after, cancellable, &cause);
      lost = g_error_matches (cause, LPA_HTTP_ERROR, LPA_HTTP_ERROR_LOST);
      if (bounds->idempotent && lost && repeats == 0)
        continue;
      if (bounds->idempotent && body && retry_after >= 0 && repeats < MAX_REPEATS)
        {
          if (!wait_seconds (self, retry_after, cancellable, error))
            return NULL;
          continue;
        }
      if (!body)
        g_propagate_error (error, g_steal_pointer (&cause));
      return g_steal_pointer (&body);
    }
}

static void
lpa_http_dispose (GObject *object)
{
  LpaHttp *self = LPA_HTTP (object);

  if (self->session)
    {
      g_main_context_push_thread_default (self->context);
      soup_session_abort (self->session);
      g_clear_object (&self->session);
      while (g_main_context_iteration (self->context, FALSE))
        continue;
      g_main_context_pop_thread_default (self->context);
    }
  g_clear_object (&self->judge);
  g_clear_object (&self->trace);

  G_OBJECT_CLASS (lpa_http_parent_class)->dispose (object);
}

static void
lpa_http_finalize (GObject *object)
{
  LpaHttp *self = LPA_HTTP (object);

  g_free (self->address);
  g_main_context_unref (self->context);
  g_clear_pointer (&self->date, g_date_time_unref);

  G_OBJECT_CLASS (lpa_http_parent_class)->finalize (object);
}

static void
lpa_http_class_init (LpaHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lpa_http_dispose;
  G_OBJECT_CLASS (klass)->finalize = lpa_http_finalize;
}

static void
lpa_http_init (LpaHttp *self)
{
  self->context = g_main_context_new ();
}

static SoupSession *
make_session (LpaTlsJudge *judge)
{
  SoupSession *session = soup_session_new_with_options (
      "user-agent", "gsma-rsp-lpad", "timeout", 0, "idle-timeout", IDLE_TIMEOUT,
      "max-conns-per-host", 1, "tls-database", judge, NULL);

  /* Nothing compressed: the bounds count what is sent. */
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  return session;
}

/**
 * lpa_http_new:
 * @address: `host` or `host:port`
 * @trust: which servers are believed
 * @card_keys: (nullable) (element-type GBytes): as for lpa_trust_verify()
 *
 * Returns: (transfer full): a client for this server; nothing is sent yet
 */
LpaHttp *
lpa_http_new (const char *address, LpaTrust *trust, GPtrArray *card_keys)
{
  LpaHttp *self = g_object_new (LPA_TYPE_HTTP, NULL);

  self->address = g_strdup (address);
  self->judge = lpa_tls_judge_new (trust, address, card_keys);
  g_main_context_push_thread_default (self->context);
  self->session = make_session (self->judge);
  g_main_context_pop_thread_default (self->context);
  return self;
}

/**
 * lpa_http_set_trace:
 * @self: a client
 * @trace: (nullable): where to record what is said, redacted
 */
void
lpa_http_set_trace (LpaHttp *self, LpaTrace *trace)
{
  g_set_object (&self->trace, trace);
}

/**
 * lpa_http_get_verdict:
 * @self: a client
 *
 * Returns: (nullable): on whose word the server is believed; %NULL before the first connection.
 *   Valid until the next call
 */
const LpaTrustVerdict *
lpa_http_get_verdict (LpaHttp *self)
{
  return lpa_tls_judge_get_verdict (self->judge);
}

/**
 * lpa_http_get_date:
 * @self: a client
 *
 * Returns: (nullable): the server's clock at its last reply, to tell a wrong clock here. Valid
 *   until the next call
 */
GDateTime *
lpa_http_get_date (LpaHttp *self)
{
  return self->date;
}

/**
 * lpa_http_post:
 * @self: a client
 * @path: the path, from its first slash
 * @json: the body
 * @bounds: what the call may cost
 * @status: (out): the HTTP status of the reply
 * @cancellable: (nullable): ends the call at any moment
 * @error: return location for a %LPA_HTTP_ERROR, a %LPA_TRUST_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Asks the server. Blocks. A reply with an error status is a reply: what to make of its body is
 * the caller's decision. Redirections are not followed.
 *
 * Returns: (transfer full) (nullable): the body, perhaps empty, or %NULL with @error set
 */
GBytes *
lpa_http_post (LpaHttp *self,
               const char *path,
               const char *json,
               const LpaHttpBounds *bounds,
               guint *status,
               GCancellable *cancellable,
               GError **error)
{
  g_autofree char *url = g_strconcat ("https://", self->address, path, NULL);
  GBytes *body;

  *status = 0;
  g_main_context_push_thread_default (self->context);
  body = post_with_repeats (self, url, json, bounds, status, cancellable, error);
  g_main_context_pop_thread_default (self->context);
  return body;
}
