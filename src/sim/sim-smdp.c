/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-smdp.h"

#include "sim/sim-smdp-http.h"

#define DEFAULT_LISTEN "localhost:0"
#define HTTPS_PORT 443

struct _SimSmdp
{
  GObject parent_instance;

  SimPki *pki;
  SimOrders *orders;
  SimSmdpOptions options;

  GSocket *socket;
  GTlsCertificate *certificate;
  SimSmdpHttp *http;
  char *address;
  guint16 port;
  guint n_connections; /* atomic */

  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
};

G_DEFINE_FINAL_TYPE (SimSmdp, sim_smdp, G_TYPE_OBJECT)

/* Every request goes by here; a connection is new when none came over its socket before. */
static void
on_request (SoupServer *server, SoupServerMessage *msg, gpointer user_data)
{
  SimSmdp *self = user_data;
  GSocket *socket = soup_server_message_get_socket (msg);

  if (!socket || g_object_get_data (G_OBJECT (socket), "counted"))
    return;
  g_object_set_data (G_OBJECT (socket), "counted", self);
  g_atomic_int_inc (&self->n_connections);
}

/* Lets callbacks that are under way come back before the context goes. */
static void
drain (GMainContext *context)
{
  while (g_main_context_iteration (context, FALSE))
    continue;
}

static gpointer
run (gpointer user_data)
{
  SimSmdp *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SoupServer) server = NULL;

  g_main_context_push_thread_default (self->context);
  server =
      soup_server_new ("server-header", "tern-sim", "tls-certificate", self->certificate, NULL);
  sim_smdp_http_serve (self->http, server);
  g_signal_connect (server, "request-started", G_CALLBACK (on_request), self);
  if (soup_server_listen_socket (server, self->socket, SOUP_SERVER_LISTEN_HTTPS, &error))
    g_main_loop_run (self->loop);
  else
    g_critical ("%s", error->message);

  soup_server_disconnect (server);
  g_clear_object (&server);
  drain (self->context);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static GInetAddress *
resolve (const char *host, GError **error)
{
  g_autoptr (GResolver) resolver = NULL;
  g_autolist (GInetAddress) addresses = NULL;
  GInetAddress *address = g_inet_address_new_from_string (host);

  if (address)
    return address;
  if (g_str_equal (host, "localhost"))
    return g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);

  resolver = g_resolver_get_default ();
  addresses = g_resolver_lookup_by_name (resolver, host, NULL, error);
  return addresses ? g_object_ref (addresses->data) : NULL;
}

static gboolean
bind_socket (SimSmdp *self, GInetAddress *host, guint16 port, GError **error)
{
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (host, port);
  g_autoptr (GSocketAddress) got = NULL;

  self->socket = g_socket_new (g_inet_address_get_family (host), G_SOCKET_TYPE_STREAM,
                               G_SOCKET_PROTOCOL_TCP, error);
  if (!self->socket || !g_socket_bind (self->socket, wanted, TRUE, error) ||
      !g_socket_listen (self->socket, error))
    return FALSE;

  got = g_socket_get_local_address (self->socket, error);
  if (!got)
    return FALSE;
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
  return TRUE;
}

static char *
make_address (SimSmdp *self, GInetAddress *host, const char *name)
{
  const char *own = g_inet_address_get_is_loopback (host) ? "localhost" : name;

  if (self->options.address)
    return g_strdup (self->options.address);
  return self->port == HTTPS_PORT ? g_strdup (own) : g_strdup_printf ("%s:%u", own, self->port);
}

static gboolean
open_socket (SimSmdp *self, GError **error)
{
  const char *listen = self->options.listen ? self->options.listen : DEFAULT_LISTEN;
  g_autoptr (GSocketConnectable) parsed = g_network_address_parse (listen, HTTPS_PORT, error);
  g_autoptr (GInetAddress) host = NULL;
  const char *name;

  if (!parsed)
    return FALSE;
  name = g_network_address_get_hostname (G_NETWORK_ADDRESS (parsed));
  host = resolve (name, error);
  if (!host ||
      !bind_socket (self, host, g_network_address_get_port (G_NETWORK_ADDRESS (parsed)), error))
    return FALSE;

  self->address = make_address (self, host, name);
  return TRUE;
}

static gboolean
load_certificate (SimSmdp *self, GError **error)
{
  SimTlsFlaw flaw = SIM_TLS_FLAW_NONE;

  if (self->options.tls_flaw)
    sim_tls_flaw_from_nick (self->options.tls_flaw, &flaw);
  self->certificate = sim_pki_issue_tls (self->pki, flaw, error);
  return self->certificate != NULL;
}

static void
sim_smdp_finalize (GObject *object)
{
  SimSmdp *self = SIM_SMDP (object);

  sim_smdp_stop (self);
  g_clear_pointer (&self->http, sim_smdp_http_free);
  g_clear_object (&self->socket);
  g_clear_object (&self->certificate);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  sim_smdp_options_clear (&self->options);
  g_clear_pointer (&self->orders, sim_orders_unref);
  g_clear_object (&self->pki);

  G_OBJECT_CLASS (sim_smdp_parent_class)->finalize (object);
}

static void
sim_smdp_class_init (SimSmdpClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sim_smdp_finalize;
}

static void
sim_smdp_init (SimSmdp *self)
{
}

/**
 * sim_smdp_new:
 * @pki: the test network
 * @orders: the books; the server changes them
 * @options: (nullable): how it behaves; copied
 *
 * Returns: (transfer full): a server that does not listen yet
 */
SimSmdp *
sim_smdp_new (SimPki *pki, SimOrders *orders, const SimSmdpOptions *options)
{
  const SimSmdpOptions none = { 0 };
  SimSmdp *self = g_object_new (SIM_TYPE_SMDP, NULL);

  self->pki = g_object_ref (pki);
  self->orders = sim_orders_ref (orders);
  sim_smdp_options_copy (options ? options : &none, &self->options);
  return self;
}

/**
 * sim_smdp_start:
 * @self: a server that was not started before
 * @error: return location for an error of %G_OPTION_ERROR, %G_IO_ERROR, %G_RESOLVER_ERROR,
 * %SIM_PKI_ERROR or %G_TLS_ERROR
 *
 * Binds the port and starts the thread; clients may connect as soon as this returns.
 *
 * Returns: whether the server runs
 */
gboolean
sim_smdp_start (SimSmdp *self, GError **error)
{
  SimSmdpCore *core;

  g_return_val_if_fail (!self->thread && !self->socket, FALSE);

  if (!sim_smdp_options_check (&self->options, error) || !load_certificate (self, error) ||
      !open_socket (self, error))
    return FALSE;
  core = sim_smdp_core_new (self->pki, self->orders, &self->options, self->address, error);
  if (!core)
    return FALSE;

  self->http = sim_smdp_http_new (core);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("sim-smdp", run, self);
  return TRUE;
}

static gboolean
quit (gpointer user_data)
{
  SimSmdp *self = user_data;

  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

/**
 * sim_smdp_stop:
 * @self: a server
 *
 * Closes the port and all connections and waits for the thread. Does nothing when the server does
 * not run.
 */
void
sim_smdp_stop (SimSmdp *self)
{
  g_autoptr (GSource) source = NULL;

  if (!self->thread)
    return;
  source = g_idle_source_new ();
  g_source_set_callback (source, quit, self, NULL);
  g_source_attach (source, self->context);
  g_thread_join (g_steal_pointer (&self->thread));
}

/**
 * sim_smdp_get_port:
 * @self: a server that was started
 *
 * Returns: its TCP port
 */
guint16
sim_smdp_get_port (SimSmdp *self)
{
  return self->port;
}

/**
 * sim_smdp_get_address:
 * @self: a server that was started
 *
 * Returns: (transfer none): its own address, as it stands in an activation code
 */
const char *
sim_smdp_get_address (SimSmdp *self)
{
  return self->address;
}

/**
 * sim_smdp_get_orders:
 * @self: a server
 *
 * Returns: (transfer none): its books
 */
SimOrders *
sim_smdp_get_orders (SimSmdp *self)
{
  return self->orders;
}

/**
 * sim_smdp_count_connections:
 * @self: a server
 *
 * Returns: how many TLS connections carried at least one request
 */
guint
sim_smdp_count_connections (SimSmdp *self)
{
  return (guint) g_atomic_int_get (&self->n_connections);
}

/**
 * sim_smdp_count_calls:
 * @self: a server that was started
 * @function: a function
 *
 * Returns: how often @function was called, whatever came of it
 */
guint
sim_smdp_count_calls (SimSmdp *self, SimSmdpFunction function)
{
  return sim_smdp_http_count_calls (self->http, function);
}
