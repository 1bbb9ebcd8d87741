/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-http.h"

#include <string.h>

#include <glib/gstdio.h>

#include "lpa-test-pki.h"
#include "lpa-test-server.h"
#include "lpa/lpa-error.h"
#include "test-kit.h"

#define PATH "/gsma/rsp2/es9plus/test"

static const LpaHttpBounds bounds = { 5000, 5000, 1024, FALSE };
static const LpaHttpBounds idempotent = { 5000, 5000, 1024, TRUE };
static const LpaHttpBounds hasty = { 5000, 200, 1024, FALSE };

typedef struct
{
  LpaTestIdentity *root;
  LpaTrust *trust;
  GPtrArray *card_keys;
  LpaTestServer *server;
  LpaHttp *http;
} Fixture;

/*
 * A server for localhost under the root that the card names, unless @data says what it is
 * instead.
 */
static void
set_up (Fixture *self, gconstpointer data)
{
  const LpaTestCertificate good = { .name = "x",
                                    .alternative_names = "DNS:localhost,IP:127.0.0.1",
                                    .from = -1,
                                    .to = 1 };
  g_autoptr (LpaTestIdentity) identity = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autofree char *address = NULL;

  self->root = lpa_test_pki_root ("Test Root");
  self->trust = lpa_trust_new ();
  self->card_keys = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_ptr_array_add (self->card_keys, lpa_test_identity_get_key_id (self->root));
  identity = lpa_test_pki_issue (self->root, data ? data : &good);
  certificate = lpa_test_identity_to_server (identity, self->root);
  self->server = lpa_test_server_new (certificate);
  address = lpa_test_server_get_address (self->server, "localhost");
  self->http = lpa_http_new (address, self->trust, self->card_keys);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  test_await_finalized (self->http);
  lpa_test_server_free (self->server);
  g_ptr_array_unref (self->card_keys);
  test_await_finalized (self->trust);
  lpa_test_identity_free (self->root);
}

static GBytes *
post (Fixture *self, const LpaHttpBounds *how, guint *status, GError **error)
{
  return lpa_http_post (self->http, PATH, "{\"a\":\"b\"}", how, status, NULL, error);
}

static void
assert_fails (Fixture *self, const LpaHttpBounds *how, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;
  guint status;

  g_assert_null (post (self, how, &status, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, domain, code);
}

static void
assert_body (GBytes *body, const char *text)
{
  g_assert_nonnull (body);
  g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), text, strlen (text));
}

static void
test_request (Fixture *self, gconstpointer data)
{
  static const char *const lines[] = { "POST " PATH " HTTP/1.1\r\n",
                                       "User-Agent: gsma-rsp-lpad\r\n",
                                       "X-Admin-Protocol: gsma/rsp/v2.2.0\r\n",
                                       "Content-Type: application/json\r\n",
                                       "\r\n\r\n{\"a\":\"b\"}" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autofree char *request = NULL;
  guint status;

  lpa_test_server_push_body (self->server, "200 OK", "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n",
                             "{}");
  body = post (self, &bounds, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (status, ==, 200);
  assert_body (body, "{}");
  g_assert_cmpint (lpa_http_get_verdict (self->http)->kind, ==, LPA_TRUST_KIND_CARD_ISSUER);
  g_assert_cmpint (g_date_time_get_year (lpa_http_get_date (self->http)), ==, 1994);

  request = lpa_test_server_get_request (self->server, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    g_assert_nonnull (strstr (request, lines[i]));
  g_assert_null (strstr (request, "Accept-Encoding"));
  g_assert_null (strstr (request, "Cookie"));
}

/* All calls of a download go over one TLS connection. */
static void
test_one_connection (Fixture *self, gconstpointer data)
{
  for (int i = 0; i < 5; i++)
    {
      g_autoptr (GBytes) body = NULL;
      guint status;

      lpa_test_server_push_body (self->server, i == 4 ? "204 No Content" : "200 OK",
                                 i == 2 ? "Set-Cookie: a=b\r\n" : "", i == 4 ? "" : "{}");
      body = post (self, &bounds, &status, NULL);
      assert_body (body, i == 4 ? "" : "{}");
    }
  g_assert_cmpuint (lpa_test_server_count_requests (self->server), ==, 5);
  g_assert_cmpuint (lpa_test_server_count_connections (self->server), ==, 1);
}

/* A status is an answer; its body is kept. */
static void
test_error_status (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = NULL;
  guint status;

  lpa_test_server_push_body (self->server, "500 Oops", "Content-Type: text/html\r\n",
                             "<h1>Oops</h1>");
  body = post (self, &bounds, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (status, ==, 500);
  assert_body (body, "<h1>Oops</h1>");
}

static void
test_portal (Fixture *self, gconstpointer data)
{
  lpa_test_server_push_body (self->server, "200 OK", "Content-Type: text/html\r\n", "Sign in");
  assert_fails (self, &bounds, LPA_HTTP_ERROR, LPA_HTTP_ERROR_PORTAL);
  lpa_test_server_push_body (self->server, "200 OK", "", " \r\n<html>Sign in</html>");
  assert_fails (self, &bounds, LPA_HTTP_ERROR, LPA_HTTP_ERROR_PORTAL);
  lpa_test_server_push_body (self->server, "511 Sign In", "", "");
  assert_fails (self, &bounds, LPA_HTTP_ERROR, LPA_HTTP_ERROR_PORTAL);
  g_assert_cmpuint (lpa_test_server_count_requests (self->server), ==, 3);
}

/* An answer that is only called a page is an answer. */
static void
test_mislabelled (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) body = NULL;
  guint status;

  lpa_test_server_push_body (self->server, "200 OK", "Content-Type: text/html\r\n", " {}");
  body = post (self, &bounds, &status, NULL);
  assert_body (body, " {}");
}

/* What is said is written down. */
static void
test_trace (Fixture *self, gconstpointer data)
{
  g_autofree char *path = lpa_test_identity_save (self->root);
  g_autoptr (LpaTrace) trace = lpa_trace_new (path, NULL);
  g_autoptr (GBytes) body = NULL;
  g_autofree char *record = NULL;
  guint status;

  lpa_http_set_trace (self->http, trace);
  lpa_test_server_push_body (self->server, "503 Busy", "", "{\"reply\":1}");
  body = post (self, &bounds, &status, NULL);
  g_assert_nonnull (body);
  g_assert_true (g_file_get_contents (path, &record, NULL, NULL));
  g_assert_nonnull (strstr (record, PATH));
  g_assert_nonnull (strstr (record, "\"status\":503"));
  g_assert_nonnull (strstr (record, "\"reply\":1"));
  lpa_http_set_trace (self->http, NULL);
  g_remove (path);
}

static void
test_redirect (Fixture *self, gconstpointer data)
{
  lpa_test_server_push_body (self->server, "302 Found", "Location: " PATH "2\r\n", "");
  assert_fails (self, &idempotent, LPA_HTTP_ERROR, LPA_HTTP_ERROR_PORTAL);
  lpa_test_server_push_body (self->server, "307 Again", "Location: https://example.com/\r\n", "");
  assert_fails (self, &bounds, LPA_HTTP_ERROR, LPA_HTTP_ERROR_PORTAL);
  g_assert_cmpuint (lpa_test_server_count_requests (self->server), ==, 2);
}

static void
test_hang (Fixture *self, gconstpointer data)
{
  lpa_test_server_push (self->server, "", LPA_TEST_AFTER_HANG);
  assert_fails (self, &hasty, LPA_HTTP_ERROR, LPA_HTTP_ERROR_TIMEOUT);
  lpa_test_server_push (self->server, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
                        LPA_TEST_AFTER_HANG);
  assert_fails (self, &hasty, LPA_HTTP_ERROR, LPA_HTTP_ERROR_TIMEOUT);
  g_assert_cmpuint (lpa_test_server_count_requests (self->server), ==, 2);
}

/*
 * Closed behind the request: never sent again, neither here nor by libsoup, on a new connection
 * or a used one.
 */
static void
test_lost (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) body = NULL;
  guint status;

  lpa_test_server_push (self->server, "", LPA_TEST_AFTER_CLOSE);
  assert_fails (self, &bounds, LPA_HTTP_ERROR, LPA_HTTP_ERROR_LOST);
  g_assert_cmpuint (lpa_test_server_count_requests (self->server), ==, 1);

  lpa_test_server_push_body (self->server, "200 OK", "", "{}");
  lpa_test_server_push (self->server, "", LPA_TEST_AFTER_CLOSE);
  body = post (self, &bounds, &status, NULL);
  assert_body (body, "{}");
  assert_fails (self, &bounds, LPA_HTTP_ERROR, LPA_HTTP_ERROR_LOST);
  g_assert_cmpuint (lpa_test_server_count_requests (self->server), ==, 3);

  lpa_test_server_push (self->server, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
                        LPA_TEST_AFTER_CLOSE);
  assert_fails (self, &bounds, LPA_HTTP_ERROR, LPA_HTTP_ERROR_LOST);
  g_assert_cmpuint (lpa_test_server_count_requests (self->server), ==, 4);
}

static void
test_lost_idempotent (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) body = NULL;
  guint status;

  lpa_test_server_push (self->server, "", LPA_TEST_AFTER_CLOSE);
  lpa_test_server_push_body (self->server, "200 OK", "", "{}");
  body = post (self, &idempotent, &status, NULL);
  assert_body (body, "{}");
  g_assert_cmpuint (lpa_test_server_count_requests (self->server), ==, 2);

  lpa_test_server_push (self->server, "", LPA_TEST_AFTER_CLOSE);
  lpa_test_server_push (self->server, "", LPA_TEST_AFTER_CLOSE);
  assert_fails (self, &idempotent, LPA_HTTP_ERROR, LPA_HTTP_ERROR_LOST);
  g_assert_cmpuint (lpa_test_server_count_requests (self->server), ==, 4);
}

/* A kept connection that the server has closed meanwhile is not used again. */
static void
test_stale_connection (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;
  g_autoptr (GError) error = NULL;
  guint status;

  lpa_test_server_push (self->server, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
                        LPA_TEST_AFTER_CLOSE);
  first = post (self, &bounds, &status, NULL);
  assert_body (first, "{}");
  lpa_test_server_wait_closed (self->server, 1);
  lpa_test_server_push_body (self->server, "200 OK", "", "{}");
  second = post (self, &bounds, &status, &error);
  g_assert_no_error (error);
  assert_body (second, "{}");
  g_assert_cmpuint (lpa_test_server_count_requests (self->server), ==, 2);
}

static void
test_too_large (Fixture *self, gconstpointer data)
{
  g_autofree char *body = g_strnfill (1025, ' ');
  g_autofree char *fits = g_strnfill (1024, ' ');
  g_autofree char *endless =
      g_strdup_printf ("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n%s", body);
  g_autoptr (GBytes) good = NULL;
  guint status;

  lpa_test_server_push_body (self->server, "200 OK", "", fits);
  good = post (self, &bounds, &status, NULL);
  assert_body (good, fits);
  lpa_test_server_push_body (self->server, "200 OK", "", body);
  assert_fails (self, &bounds, LPA_HTTP_ERROR, LPA_HTTP_ERROR_TOO_LARGE);
  lpa_test_server_push (self->server, endless, LPA_TEST_AFTER_HANG);
  assert_fails (self, &bounds, LPA_HTTP_ERROR, LPA_HTTP_ERROR_TOO_LARGE);
}

static void
test_retry_after (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GBytes) refused = NULL;
  g_autoptr (GBytes) patient = NULL;
  guint status;

  lpa_test_server_push_body (self->server, "503 Busy", "Retry-After: 0\r\n", "");
  lpa_test_server_push_body (self->server, "429 Busy",
                             "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n", "");
  lpa_test_server_push_body (self->server, "200 OK", "", "{}");
  body = post (self, &idempotent, &status, NULL);
  assert_body (body, "{}");
  g_assert_cmpuint (lpa_test_server_count_requests (self->server), ==, 3);

  /* not for a call that counts, and not for longer than a person waits */
  lpa_test_server_push_body (self->server, "503 Busy", "Retry-After: 0\r\n", "");
  refused = post (self, &bounds, &status, NULL);
  g_assert_cmpuint (status, ==, 503);
  lpa_test_server_push_body (self->server, "503 Busy", "Retry-After: 3600\r\n", "");
  patient = post (self, &idempotent, &status, NULL);
  g_assert_cmpuint (status, ==, 503);
  g_assert_cmpuint (lpa_test_server_count_requests (self->server), ==, 5);
}

static void
test_unreachable (Fixture *self, gconstpointer data)
{
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autofree char *closed = NULL;
  const LpaHttpBounds impatient = { 200, 5000, 1024, FALSE };
  guint16 port;

  /* bound, but nobody listens */
  g_assert_true (g_socket_bind (socket, address, FALSE, NULL));
  bound = g_socket_get_local_address (socket, NULL);
  port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  closed = g_strdup_printf ("127.0.0.1:%u", port);
  g_clear_object (&self->http);
  self->http = lpa_http_new (closed, self->trust, self->card_keys);
  assert_fails (self, &bounds, LPA_HTTP_ERROR, LPA_HTTP_ERROR_CONNECT);

  /* it listens, but never says a word of TLS */
  g_assert_true (g_socket_listen (socket, NULL));
  assert_fails (self, &impatient, LPA_HTTP_ERROR, LPA_HTTP_ERROR_CONNECT);
}

/* It speaks TLS, but of a kind that this computer does not know. */
static gpointer
refuse_handshakes (gpointer listener)
{
  static const guint8 alert[] = { 0x15, 3, 3, 0, 2, 2, 40 }; /* fatal, handshake_failure */
  g_autoptr (GSocketConnection) connection = g_socket_listener_accept (listener, NULL, NULL, NULL);
  GIOStream *stream = G_IO_STREAM (connection);
  guint8 hello[2048];

  g_input_stream_read (g_io_stream_get_input_stream (stream), hello, sizeof hello, NULL, NULL);
  g_output_stream_write_all (g_io_stream_get_output_stream (stream), alert, sizeof alert, NULL,
                             NULL, NULL);
  return NULL;
}

static void
test_no_common_encryption (Fixture *self, gconstpointer data)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", port);
  GThread *server = g_thread_new ("server", refuse_handshakes, listener);

  g_clear_object (&self->http);
  self->http = lpa_http_new (address, self->trust, self->card_keys);
  assert_fails (self, &bounds, LPA_HTTP_ERROR, LPA_HTTP_ERROR_TLS);
  g_thread_join (server);
}

static void
test_unknown_host (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint status;

  g_clear_object (&self->http);
  self->http = lpa_http_new ("nowhere.invalid", self->trust, self->card_keys);
  g_assert_null (post (self, &bounds, &status, &error));
  g_assert_cmpint (error->domain, ==, LPA_HTTP_ERROR);
  g_assert_true (error->code == LPA_HTTP_ERROR_RESOLVE || error->code == LPA_HTTP_ERROR_OFFLINE);
}

/*
 * The decision is made in the handshake: not a byte of a request goes to a server that is not
 * believed.
 */
static void
test_refused_server (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint status;

  g_assert_null (post (self, &bounds, &status, &error));
  g_assert_cmpint (error->domain, ==, LPA_TRUST_ERROR);
  g_test_message ("%s", error->message);
  g_assert_cmpuint (lpa_test_server_count_requests (self->server), ==, 0);
  g_assert_null (lpa_http_get_verdict (self->http));
}

static void
test_unknown_issuer (Fixture *self, gconstpointer data)
{
  g_ptr_array_set_size (self->card_keys, 0);
  assert_fails (self, &bounds, LPA_TRUST_ERROR, LPA_TRUST_ERROR_UNKNOWN_ISSUER);
  g_assert_cmpuint (lpa_test_server_count_requests (self->server), ==, 0);
}

/*
 * With the root in the system's own store it is a server of the web, as long as those are
 * allowed.
 */
static void
test_web (Fixture *self, gconstpointer data)
{
  g_autofree char *path = lpa_test_identity_save (self->root);
  g_autoptr (GTlsDatabase) store = g_tls_file_database_new (path, NULL);
  g_autoptr (GTlsDatabase) usual =
      g_tls_backend_get_default_database (g_tls_backend_get_default ());
  g_autofree char *address = lpa_test_server_get_address (self->server, "localhost");
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) error = NULL;
  guint status;

  g_ptr_array_set_size (self->card_keys, 0);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), store);
  lpa_test_server_push_body (self->server, "200 OK", "", "{}");
  body = post (self, &bounds, &status, &error);
  g_assert_no_error (error);
  assert_body (body, "{}");
  g_assert_cmpint (lpa_http_get_verdict (self->http)->kind, ==, LPA_TRUST_KIND_WEB);

  lpa_trust_set_web_allowed (self->trust, FALSE);
  g_clear_object (&self->http);
  self->http = lpa_http_new (address, self->trust, self->card_keys);
  assert_fails (self, &bounds, LPA_TRUST_ERROR, LPA_TRUST_ERROR_UNKNOWN_ISSUER);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), usual);
  g_remove (path);
}

/* Cancels from another thread when so many replies, or what there is of them, are out. */
typedef struct
{
  LpaTestServer *server;
  GCancellable *cancellable;
  guint replies;
} Canceller;

static gpointer
cancel_later (gpointer data)
{
  Canceller *self = data;

  lpa_test_server_wait_replies (self->server, self->replies);
  g_cancellable_cancel (self->cancellable);
  return NULL;
}

static void
assert_cancelled (Fixture *self, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  guint status;

  g_assert_null (lpa_http_post (self->http, PATH, "{}", &idempotent, &status, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancel (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *reply;
    LpaTestAfter after;
  } phases[] = {
    { "", LPA_TEST_AFTER_HANG },
    { "HTTP/1.1 200 OK\r\n", LPA_TEST_AFTER_HANG },
    { "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", LPA_TEST_AFTER_HANG },
    /* while it waits to come back */
    { "HTTP/1.1 503 Busy\r\nRetry-After: 20\r\nContent-Length: 0\r\n\r\n", LPA_TEST_AFTER_KEEP },
  };
  g_autoptr (GCancellable) before = g_cancellable_new ();
  g_autoptr (GBytes) body = NULL;
  guint status;

  g_cancellable_cancel (before);
  assert_cancelled (self, before);
  g_assert_cmpuint (lpa_test_server_count_connections (self->server), ==, 0);

  for (guint i = 0; i < G_N_ELEMENTS (phases); i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      Canceller canceller = { self->server, cancellable, i + 1 };
      GThread *thread = g_thread_new ("canceller", cancel_later, &canceller);

      lpa_test_server_push (self->server, phases[i].reply, phases[i].after);
      assert_cancelled (self, cancellable);
      g_thread_join (thread);
    }
  g_assert_cmpuint (lpa_test_server_count_requests (self->server), ==, G_N_ELEMENTS (phases));

  /* and the client is as good as new */
  lpa_test_server_push_body (self->server, "200 OK", "", "{}");
  body = post (self, &bounds, &status, NULL);
  assert_body (body, "{}");
}

static const LpaTestCertificate expired = { .name = "x",
                                            .alternative_names = "DNS:localhost",
                                            .from = -9,
                                            .to = -1 };
static const LpaTestCertificate future = { .name = "x",
                                           .alternative_names = "DNS:localhost",
                                           .from = 1,
                                           .to = 9 };
static const LpaTestCertificate other_host = { .name = "x",
                                               .alternative_names = "DNS:other.example.com",
                                               .from = -1,
                                               .to = 1 };
static const LpaTestCertificate client_only = { .name = "x",
                                                .alternative_names = "DNS:localhost",
                                                .from = -1,
                                                .to = 1,
                                                .extended_key_usage = "critical,clientAuth" };

#define ADD(path, data, function) g_test_add (path, Fixture, data, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/http/request", NULL, test_request);
  ADD ("/http/one-connection", NULL, test_one_connection);
  ADD ("/http/error-status", NULL, test_error_status);
  ADD ("/http/portal", NULL, test_portal);
  ADD ("/http/mislabelled", NULL, test_mislabelled);
  ADD ("/http/trace", NULL, test_trace);
  ADD ("/http/redirect", NULL, test_redirect);
  ADD ("/http/hang", NULL, test_hang);
  ADD ("/http/lost", NULL, test_lost);
  ADD ("/http/lost-idempotent", NULL, test_lost_idempotent);
  ADD ("/http/stale-connection", NULL, test_stale_connection);
  ADD ("/http/too-large", NULL, test_too_large);
  ADD ("/http/retry-after", NULL, test_retry_after);
  ADD ("/http/no-common-encryption", NULL, test_no_common_encryption);
  ADD ("/http/unreachable", NULL, test_unreachable);
  ADD ("/http/unknown-host", NULL, test_unknown_host);
  ADD ("/http/refused/expired", &expired, test_refused_server);
  ADD ("/http/refused/future", &future, test_refused_server);
  ADD ("/http/refused/other-host", &other_host, test_refused_server);
  ADD ("/http/refused/client-only", &client_only, test_refused_server);
  ADD ("/http/refused/unknown-issuer", NULL, test_unknown_issuer);
  ADD ("/http/web", NULL, test_web);
  ADD ("/http/cancel", NULL, test_cancel);

  return g_test_run ();
}
