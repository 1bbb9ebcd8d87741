/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "checks/tern-line.h"

#include <gio/gio.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>

#include "lpa/lpa-error.h"
#include "lpa/lpa-http.h"
#include "lpa/lpa-tls-judge.h"

#define HTTPS_PORT 443
#define HTTP_PORT 80
#define TRIES 4
#define TIMEOUT_SECONDS 6
#define MAX_HEAD 16384
#define NETWORK_AUTHENTICATION_REQUIRED 511

/* Where to, and what comes of it. */
typedef struct
{
  TernLine *line;
  char *host;
  guint16 port;
  LpaTlsJudge *judge;
  GTlsConnection *tls;
} Call;

/* The head of an HTTP reply. */
typedef struct
{
  guint status;
  char *date;
  char *location;
  char *type;
} Head;

static void
head_clear (Head *self)
{
  g_free (self->date);
  g_free (self->location);
  g_free (self->type);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Head, head_clear)

static char *
dup_after (const char *line, const char *name)
{
  gsize length = strlen (name);

  return g_ascii_strncasecmp (line, name, length) == 0 ? g_strstrip (g_strdup (line + length))
                                                       : NULL;
}

static void
take (char **slot, char *value)
{
  if (value == NULL)
    return;
  g_free (*slot);
  *slot = value;
}

static gboolean
head_parse (Head *self, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", 200);
  guint64 status = 0;

  if (lines[0] == NULL || !g_str_has_prefix (lines[0], "HTTP/1.") || strlen (lines[0]) < 12)
    return FALSE;
  lines[0][12] = '\0';
  if (!g_ascii_string_to_unsigned (lines[0] + 9, 10, 100, 599, &status, NULL))
    return FALSE;
  self->status = (guint) status;
  for (guint i = 1; lines[i] != NULL; i++)
    {
      take (&self->date, dup_after (lines[i], "Date:"));
      take (&self->location, dup_after (lines[i], "Location:"));
      take (&self->type, dup_after (lines[i], "Content-Type:"));
    }
  return TRUE;
}

/* Reads up to the empty line that ends a head. */
static gboolean
read_head (GInputStream *stream, Head *head, GCancellable *cancellable, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  while (text->len < MAX_HEAD && strstr (text->str, "\r\n\r\n") == NULL)
    {
      char buffer[1024];
      gssize n = g_input_stream_read (stream, buffer, sizeof buffer, cancellable, error);

      if (n < 0)
        return FALSE;
      if (n == 0)
        break;
      g_string_append_len (text, buffer, n);
    }
  if (head_parse (head, text->str))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The answer is not HTTP");
  return FALSE;
}

static gboolean
ask_head (Call *self, GIOStream *stream, Head *head, GCancellable *cancellable, GError **error)
{
  g_autofree char *request = g_strdup_printf ("HEAD / HTTP/1.1\r\nHost: %s\r\n"
                                              "User-Agent: gsma-rsp-lpad\r\n"
                                              "Connection: close\r\n\r\n",
                                              self->host);

  return g_output_stream_write_all (g_io_stream_get_output_stream (stream), request,
                                    strlen (request), NULL, cancellable, error) &&
         read_head (g_io_stream_get_input_stream (stream), head, cancellable, error);
}

static void
on_event (GSocketClient *client,
          GSocketClientEvent event,
          GSocketConnectable *connectable,
          GIOStream *stream,
          Call *self)
{
  if (event != G_SOCKET_CLIENT_TLS_HANDSHAKING)
    return;
  g_tls_connection_set_database (G_TLS_CONNECTION (stream), G_TLS_DATABASE (self->judge));
  g_set_object (&self->tls, G_TLS_CONNECTION (stream));
}

static GSocketConnection *
connect_to (Call *self, const char *scheme, guint16 port, GCancellable *cancellable, GError **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autofree char *uri =
      g_uri_join (G_URI_FLAGS_NONE, scheme, NULL, self->host, port, "/", NULL, NULL);
  g_autoptr (GSocketConnectable) target = g_network_address_parse_uri (uri, port, error);

  if (target == NULL)
    return NULL;
  g_socket_client_set_timeout (client, TIMEOUT_SECONDS);
  g_socket_client_set_tls (client, g_str_equal (scheme, "https"));
  g_signal_connect (client, "event", G_CALLBACK (on_event), self);
  return g_socket_client_connect (client, target, cancellable, error);
}

static char *
find_interface (GInetAddress *address)
{
  struct ifaddrs *interfaces = NULL;
  const guint8 *bytes = g_inet_address_to_bytes (address);
  int family = (int) g_inet_address_get_family (address);
  char *name = NULL;

  if (getifaddrs (&interfaces) != 0)
    return NULL;
  for (struct ifaddrs *i = interfaces; i != NULL && name == NULL; i = i->ifa_next)
    {
      const void *own;

      if (i->ifa_addr == NULL || i->ifa_addr->sa_family != family)
        continue;
      own =
          family == AF_INET
              ? (const void *) &((const struct sockaddr_in *) (const void *) i->ifa_addr)->sin_addr
              : (const void *) &((const struct sockaddr_in6 *) (const void *) i->ifa_addr)
                    ->sin6_addr;
      if (memcmp (own, bytes, g_inet_address_get_native_size (address)) == 0)
        name = g_strdup (i->ifa_name);
    }
  freeifaddrs (interfaces);
  return name;
}

static void
note_interface (TernLine *line, GSocketConnection *connection)
{
  g_autoptr (GSocketAddress) address = g_socket_connection_get_local_address (connection, NULL);

  if (line->interface == NULL && G_IS_INET_SOCKET_ADDRESS (address))
    line->interface =
        find_interface (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

static GDateTime *
parse_date (const char *text)
{
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  g_autoptr (GRegex) regex = g_regex_new (
      "^\\w{3}, (\\d{2}) (\\w{3}) (\\d{4}) (\\d{2}):(\\d{2}):(\\d{2}) GMT$", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  int number[7] = { 0 };

  if (text == NULL || !g_regex_match (regex, text, 0, &match))
    return NULL;
  for (int i = 1; i < 7; i++)
    {
      g_autofree char *part = g_match_info_fetch (match, i);
      guint64 value = 0;

      if (i != 2 && g_ascii_string_to_unsigned (part, 10, 0, 9999, &value, NULL))
        number[i] = (int) value;
      for (int month = 0; i == 2 && month < 12; month++)
        if (g_str_equal (part, months[month]))
          number[i] = month + 1;
    }
  return g_date_time_new_utc (number[3], number[2], number[1], number[4], number[5], number[6]);
}

static void
note_date (TernLine *line, const Head *head)
{
  GDateTime *date = parse_date (head->date);

  if (date == NULL)
    return;
  g_clear_pointer (&line->date, g_date_time_unref);
  line->date = date;
}

static void
note_validity (TernLine *line, GTlsConnection *tls)
{
  GTlsCertificate *certificate = tls != NULL ? g_tls_connection_get_peer_certificate (tls) : NULL;

  if (certificate == NULL || line->not_before != NULL)
    return;
  line->not_before = g_tls_certificate_get_not_valid_before (certificate);
  line->not_after = g_tls_certificate_get_not_valid_after (certificate);
}

static void
note_failure (Call *self, const GError *cause)
{
  const GError *distrust = lpa_tls_judge_get_error (self->judge);
  TernLine *line = self->line;

  g_clear_error (&line->error);
  if (distrust != NULL)
    {
      g_clear_error (&line->distrust);
      line->distrust = g_error_copy (distrust);
    }
  else if (cause->domain == G_IO_ERROR && cause->code == G_IO_ERROR_TIMED_OUT)
    line->error = lpa_error_new (LPA_HTTP_ERROR, LPA_HTTP_ERROR_TIMEOUT, NULL,
                                 "No answer within %d s", TIMEOUT_SECONDS);
  else
    line->error = lpa_error_new (LPA_HTTP_ERROR, (int) lpa_http_classify_failure (cause), NULL,
                                 "%s", cause->message);
}

static void
try_once (Call *self, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection = NULL;
  g_auto (Head) head = { 0 };
  gint64 began = g_get_monotonic_time ();
  guint took;

  lpa_tls_judge_forget_error (self->judge);
  self->line->tries++;
  connection = connect_to (self, "https", self->port, cancellable, &error);
  note_validity (self->line, self->tls);
  g_clear_object (&self->tls);
  if (connection != NULL)
    note_interface (self->line, connection);
  if (connection == NULL || !ask_head (self, G_IO_STREAM (connection), &head, cancellable, &error))
    {
      note_failure (self, error);
      return;
    }
  took = (guint) ((g_get_monotonic_time () - began) / 1000);
  note_date (self->line, &head);
  self->line->good++;
  self->line->slowest = MAX (self->line->slowest, took);
}

static gboolean
is_other_host (const char *location, const char *host)
{
  g_autoptr (GUri) uri = location != NULL ? g_uri_parse (location, G_URI_FLAGS_NONE, NULL) : NULL;
  const char *other = uri != NULL ? g_uri_get_host (uri) : NULL;

  return other != NULL && *other != '\0' && g_ascii_strcasecmp (other, host) != 0;
}

static char *
dup_host (const char *location)
{
  g_autoptr (GUri) uri = g_uri_parse (location, G_URI_FLAGS_NONE, NULL);

  return g_strdup (g_uri_get_host (uri));
}

/* Whether a web page, or the way to one, answers a request without encryption. */
static gboolean
meets_page (Call *self, guint16 port, GCancellable *cancellable)
{
  g_autoptr (GSocketConnection) connection = connect_to (self, "http", port, cancellable, NULL);
  g_auto (Head) head = { 0 };

  if (connection == NULL || !ask_head (self, G_IO_STREAM (connection), &head, cancellable, NULL))
    return FALSE;
  if (head.status >= 300 && head.status < 400 && is_other_host (head.location, self->host))
    self->line->stranger = dup_host (head.location);
  self->line->page = head.status == NETWORK_AUTHENTICATION_REQUIRED ||
                     (head.status == 200 && head.type != NULL &&
                      g_ascii_strncasecmp (head.type, "text/html", 9) == 0);
  return self->line->stranger != NULL || self->line->page;
}

/* A portal answers in everybody's name where nothing is encrypted; some even where it should be. */
static void
look_for_portal (Call *self, guint16 http_port, GCancellable *cancellable)
{
  TernLine *line = self->line;

  if (line->error != NULL &&
      !g_error_matches (line->error, LPA_HTTP_ERROR, LPA_HTTP_ERROR_TIMEOUT) &&
      meets_page (self, self->port, cancellable))
    {
      g_clear_error (&line->error);
      line->error = lpa_error_new (LPA_HTTP_ERROR, LPA_HTTP_ERROR_PORTAL, NULL,
                                   "A web page answers at %s instead of the server", self->host);
    }
  else
    meets_page (self, http_port, cancellable);
}

/* User name and password stay out of it. */
static void
find_proxy (Call *self, GCancellable *cancellable)
{
  g_autofree char *uri =
      g_uri_join (G_URI_FLAGS_NONE, "https", NULL, self->host, self->port, "/", NULL, NULL);
  g_auto (GStrv) proxies =
      g_proxy_resolver_lookup (g_proxy_resolver_get_default (), uri, cancellable, NULL);
  g_autoptr (GUri) proxy = NULL;

  if (proxies == NULL || proxies[0] == NULL || g_str_has_prefix (proxies[0], "direct:"))
    return;
  proxy = g_uri_parse (proxies[0], G_URI_FLAGS_HAS_PASSWORD, NULL);
  if (proxy != NULL && g_uri_get_host (proxy) != NULL)
    self->line->proxy = g_uri_join (G_URI_FLAGS_NONE, g_uri_get_scheme (proxy), NULL,
                                    g_uri_get_host (proxy), g_uri_get_port (proxy), "", NULL, NULL);
}

static void
resolve (Call *self, GCancellable *cancellable)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  TernLine *line = self->line;
  GList *addresses;

  line->numeric = g_hostname_is_ip_address (self->host);
  addresses = g_resolver_lookup_by_name (resolver, self->host, cancellable, &line->resolve_error);
  for (GList *i = addresses; i != NULL; i = i->next)
    if (g_inet_address_get_family (i->data) == G_SOCKET_FAMILY_IPV6)
      line->server_ipv6 = TRUE;
    else
      line->server_ipv4 = TRUE;
  g_resolver_free_addresses (addresses);
}

static gboolean
reaches_out (const struct ifaddrs *interface)
{
  const struct sockaddr *address = interface->ifa_addr;

  if (address == NULL || (interface->ifa_flags & IFF_RUNNING) == 0 ||
      (interface->ifa_flags & IFF_LOOPBACK) != 0)
    return FALSE;
  if (address->sa_family != AF_INET6)
    return address->sa_family == AF_INET;
  return !IN6_IS_ADDR_LINKLOCAL (
      &((const struct sockaddr_in6 *) (const void *) address)->sin6_addr);
}

static void
find_own_families (TernLine *line)
{
  struct ifaddrs *interfaces = NULL;

  if (getifaddrs (&interfaces) != 0)
    return;
  for (struct ifaddrs *i = interfaces; i != NULL; i = i->ifa_next)
    if (reaches_out (i))
      {
        line->own_ipv4 |= i->ifa_addr->sa_family == AF_INET;
        line->own_ipv6 |= i->ifa_addr->sa_family == AF_INET6;
      }
  freeifaddrs (interfaces);
}

static gboolean
split_address (Call *self, const char *address)
{
  g_autoptr (GSocketConnectable) parsed = g_network_address_parse (address, HTTPS_PORT, NULL);

  if (parsed == NULL)
    return FALSE;
  self->host = g_strdup (g_network_address_get_hostname (G_NETWORK_ADDRESS (parsed)));
  self->port = g_network_address_get_port (G_NETWORK_ADDRESS (parsed));
  return TRUE;
}

/**
 * tern_line_new:
 * @address: the server, `host` or `host:port`
 * @trust: which servers are believed
 * @card_keys: (nullable) (element-type GBytes): issuers that the card names
 * @http_port: where to look for a portal; 0 for the usual port
 * @cancellable: (nullable): ends the tries at any moment
 *
 * Tries the way to a server. Blocks, no longer than some seconds a try.
 *
 * Returns: (transfer full): what was found
 */
TernLine *
tern_line_new (const char *address,
               LpaTrust *trust,
               GPtrArray *card_keys,
               guint16 http_port,
               GCancellable *cancellable)
{
  g_autoptr (LpaTlsJudge) judge = lpa_tls_judge_new (trust, address, card_keys);
  TernLine *line = g_new0 (TernLine, 1);
  Call call = { line, NULL, 0, judge, NULL };

  find_own_families (line);
  if (!split_address (&call, address))
    return line;
  find_proxy (&call, cancellable);
  resolve (&call, cancellable);
  while (line->tries < TRIES && !g_cancellable_is_cancelled (cancellable) &&
         (line->proxy != NULL || line->resolve_error == NULL))
    try_once (&call, cancellable);
  if (line->tries > 0 && line->good == 0)
    look_for_portal (&call, http_port != 0 ? http_port : HTTP_PORT, cancellable);
  g_free (call.host);
  return line;
}

/**
 * tern_line_free:
 * @self: (nullable) (transfer full): what was found
 */
void
tern_line_free (TernLine *self)
{
  if (self == NULL)
    return;
  g_free (self->proxy);
  g_clear_error (&self->resolve_error);
  g_clear_error (&self->error);
  g_clear_error (&self->distrust);
  g_clear_pointer (&self->date, g_date_time_unref);
  g_clear_pointer (&self->not_before, g_date_time_unref);
  g_clear_pointer (&self->not_after, g_date_time_unref);
  g_free (self->interface);
  g_free (self->stranger);
  g_free (self);
}
