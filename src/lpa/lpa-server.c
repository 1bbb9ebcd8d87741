/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-server.h"

#include <json-glib/json-glib.h>

#include "lpa/lpa-activation-code.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-http.h"
#include "lpa/lpa-redact.h"

#define PATH "/gsma/rsp2/es9plus/"
#define CONNECT_TIMEOUT 15000
#define REPLY_TIMEOUT 60000
#define PACKAGE_TIMEOUT 120000
#define MAX_REPLY (64 * 1024)
#define MAX_REPLY_WITH_ICON (256 * 1024)
#define MAX_PACKAGE (2 * 1024 * 1024)
#define MAX_EVENTS 256
#define MAX_DETAIL 1024

/**
 * Function:
 * @name: as in the URL
 * @bounds: what a call may cost
 * @may_be_empty: whether success may come without a body
 *
 * A function of ES9+ (SGP.22 6.5.2).
 */
typedef struct
{
  const char *name;
  LpaHttpBounds bounds;
  gboolean may_be_empty;
} Function;

static const Function initiate_authentication = { "initiateAuthentication",
                                                  { CONNECT_TIMEOUT, REPLY_TIMEOUT, MAX_REPLY,
                                                    TRUE },
                                                  FALSE };
static const Function authenticate_client = { "authenticateClient",
                                              { CONNECT_TIMEOUT, REPLY_TIMEOUT, MAX_REPLY_WITH_ICON,
                                                FALSE },
                                              FALSE };
static const Function get_bound_profile_package = { "getBoundProfilePackage",
                                                    { CONNECT_TIMEOUT, PACKAGE_TIMEOUT, MAX_PACKAGE,
                                                      FALSE },
                                                    FALSE };
static const Function handle_notification = { "handleNotification",
                                              { CONNECT_TIMEOUT, REPLY_TIMEOUT, MAX_REPLY, TRUE },
                                              TRUE };
static const Function cancel_session = { "cancelSession",
                                         { CONNECT_TIMEOUT, REPLY_TIMEOUT, MAX_REPLY, FALSE },
                                         TRUE };

struct _LpaServer
{
  GObject parent_instance;

  char *address;
  LpaHttp *http;
};

G_DEFINE_FINAL_TYPE (LpaServer, lpa_server, G_TYPE_OBJECT)

/* A JSON object of strings: name, value, …, %NULL. */
static char *make_request (const char *name, ...) G_GNUC_NULL_TERMINATED;

static char *
make_request (const char *name, ...)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  va_list arguments;

  va_start (arguments, name);
  for (; name; name = va_arg (arguments, const char *))
    json_object_set_string_member (object, name, va_arg (arguments, const char *));
  va_end (arguments);
  json_node_take_object (root, object);
  return json_to_string (root, FALSE);
}

static char *
to_base64 (GBytes *bytes)
{
  gsize length;
  const guchar *data = g_bytes_get_data (bytes, &length);

  return g_base64_encode (data, length);
}

/* An error status: the refusal in its body when there is one, otherwise the status itself. */
static void
set_status_error (LpaServer *self, guint status, GBytes *body, GError **error)
{
  g_autoptr (LpaServerReply) reply = lpa_server_reply_new (body, NULL);
  g_autofree char *figure = g_strdup_printf ("%u", status);
  g_autofree char *raw = NULL;
  g_autofree char *valid = NULL;
  g_autofree char *detail = NULL;
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  GError *failure;

  if (reply && !lpa_server_reply_check_status (reply, error))
    return;
  raw = g_strndup (text ? text : "", MIN (length, MAX_DETAIL));
  valid = g_utf8_make_valid (raw, -1);
  detail = lpa_redact_text (valid);
  failure = lpa_error_new (LPA_HTTP_ERROR, LPA_HTTP_ERROR_STATUS, figure,
                           "%s answered with HTTP status %u", self->address, status);
  lpa_error_set_detail (failure, detail);
  g_propagate_error (error, failure);
}

/* Calls a function and returns its answer when the server carried it out. */
static LpaServerReply *
call (LpaServer *self,
      const Function *function,
      const char *request,
      GCancellable *cancellable,
      GError **error)
{
  g_autofree char *path = g_strconcat (PATH, function->name, NULL);
  g_autoptr (LpaServerReply) reply = NULL;
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) body = NULL;
  guint status;

  body = lpa_http_post (self->http, path, request, &function->bounds, &status, cancellable, error);
  if (!body)
    return NULL;
  if (status < 200 || status > 299)
    {
      set_status_error (self, status, body, error);
      return NULL;
    }
  /*
   * A 2xx to a function that answers nothing is its success, whatever a sloppy server puts into
   * the body.
   */
  reply = lpa_server_reply_new (body, function->may_be_empty ? NULL : error);
  if (!reply && function->may_be_empty)
    reply = lpa_server_reply_new (empty, NULL);
  if (!reply || !lpa_server_reply_check_status (reply, error))
    return NULL;
  return g_steal_pointer (&reply);
}

/* What the card answers goes to the server, in the session that it belongs to. */
static LpaServerReply *
call_in_session (LpaServer *self,
                 const Function *function,
                 const LpaServerAuthentication *authentication,
                 const char *name,
                 GBytes *response,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autofree char *encoded = to_base64 (response);
  g_autofree char *request =
      make_request ("transactionId", authentication->transaction_id, name, encoded, NULL);

  return call (self, function, request, cancellable, error);
}

static LpaServerReply *
call_authenticate_client (LpaServer *self,
                          const LpaServerAuthentication *authentication,
                          GBytes *response,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (LpaServerReply) reply =
      call_in_session (self, &authenticate_client, authentication, "authenticateServerResponse",
                       response, cancellable, error);

  if (!reply || !lpa_server_authentication_check_reply (authentication, reply, error))
    return NULL;
  return g_steal_pointer (&reply);
}

static void
lpa_server_dispose (GObject *object)
{
  LpaServer *self = LPA_SERVER (object);

  g_clear_object (&self->http);

  G_OBJECT_CLASS (lpa_server_parent_class)->dispose (object);
}

static void
lpa_server_finalize (GObject *object)
{
  LpaServer *self = LPA_SERVER (object);

  g_free (self->address);

  G_OBJECT_CLASS (lpa_server_parent_class)->finalize (object);
}

static void
lpa_server_class_init (LpaServerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lpa_server_dispose;
  G_OBJECT_CLASS (klass)->finalize = lpa_server_finalize;
}

static void
lpa_server_init (LpaServer *self)
{
}

/**
 * lpa_server_new:
 * @address: as lpa_server_address_normalise() returns it
 * @trust: which servers are believed
 * @card_keys: (nullable) (element-type GBytes): key identifiers, 20 bytes each, of the issuers
 *   that the card names for verification
 *
 * Nothing is sent yet. Everything else belongs on one thread.
 *
 * Returns: (transfer full): a server
 */
LpaServer *
lpa_server_new (const char *address, LpaTrust *trust, GPtrArray *card_keys)
{
  LpaServer *self = g_object_new (LPA_TYPE_SERVER, NULL);

  self->address = g_strdup (address);
  self->http = lpa_http_new (address, trust, card_keys);
  return self;
}

/**
 * lpa_server_set_trace:
 * @self: a server
 * @trace: (nullable): where to record what is said, redacted
 */
void
lpa_server_set_trace (LpaServer *self, LpaTrace *trace)
{
  lpa_http_set_trace (self->http, trace);
}

/**
 * lpa_server_get_address:
 * @self: a server
 *
 * Returns: its address
 */
const char *
lpa_server_get_address (LpaServer *self)
{
  return self->address;
}

/**
 * lpa_server_get_verdict:
 * @self: a server
 *
 * Returns: (nullable): on whose word it is believed; %NULL before the first connection. Valid
 *   until the next call
 */
const LpaTrustVerdict *
lpa_server_get_verdict (LpaServer *self)
{
  return lpa_http_get_verdict (self->http);
}

/**
 * lpa_server_get_date:
 * @self: a server
 *
 * Returns: (nullable): the server's clock at its last reply. Valid until the next call
 */
GDateTime *
lpa_server_get_date (LpaServer *self)
{
  return lpa_http_get_date (self->http);
}

/**
 * lpa_server_initiate_authentication:
 * @self: a server
 * @challenge: the card's, 16 bytes
 * @info1: EUICCInfo1, the whole BF20 object, byte for byte as the card gave it
 * @cancellable: (nullable): ends the call at any moment
 * @error: return location
 *
 * ES9+.InitiateAuthentication, and ES11's (SGP.22 5.6.1, 5.8.1), with the LPA's checks of the
 * answer: transaction, challenge, address, issuer. The server has not seen the code yet. Blocks.
 *
 * Returns: (transfer full) (nullable): what goes to ES10b.AuthenticateServer
 */
LpaServerAuthentication *
lpa_server_initiate_authentication (LpaServer *self,
                                    GBytes *challenge,
                                    GBytes *info1,
                                    GCancellable *cancellable,
                                    GError **error)
{
  g_autoptr (LpaServerAuthentication) out = g_new0 (LpaServerAuthentication, 1);
  g_autofree char *encoded_challenge = to_base64 (challenge);
  g_autofree char *encoded_info1 = to_base64 (info1);
  g_autofree char *request = make_request ("euiccChallenge", encoded_challenge, "euiccInfo1",
                                           encoded_info1, "smdpAddress", self->address, NULL);
  g_autoptr (LpaServerReply) reply =
      call (self, &initiate_authentication, request, cancellable, error);

  if (!reply || !lpa_server_authentication_read (out, reply, error) ||
      !lpa_server_authentication_check (out, self->address, challenge, info1, error))
    return NULL;
  return g_steal_pointer (&out);
}

/**
 * lpa_server_authenticate_client:
 * @self: an SM-DP+
 * @authentication: what it answered first
 * @response: AuthenticateServerResponse, the whole BF38 object from the card
 * @cancellable: (nullable): ends the call at any moment
 * @error: return location
 *
 * ES9+.AuthenticateClient (SGP.22 5.6.3): shows the server card and code. From here on the server
 * counts attempts; never repeated. Blocks.
 *
 * Returns: (transfer full) (nullable): what the server offers
 */
LpaServerOffer *
lpa_server_authenticate_client (LpaServer *self,
                                const LpaServerAuthentication *authentication,
                                GBytes *response,
                                GCancellable *cancellable,
                                GError **error)
{
  g_autoptr (LpaServerOffer) offer = g_new0 (LpaServerOffer, 1);
  g_autoptr (LpaServerReply) reply =
      call_authenticate_client (self, authentication, response, cancellable, error);

  if (!reply || !lpa_server_offer_read (offer, reply, error) ||
      !lpa_server_offer_check (offer, authentication, error))
    return NULL;
  return g_steal_pointer (&offer);
}

/**
 * lpa_server_authenticate_client_events:
 * @self: an SM-DS
 * @authentication: what it answered first
 * @response: AuthenticateServerResponse, the whole BF38 object from the card
 * @cancellable: (nullable): ends the call at any moment
 * @error: return location
 *
 * ES11.AuthenticateClient (SGP.22 5.8.2). Events whose server has no address that can be asked are
 * left out. Blocks.
 *
 * Returns: (transfer full) (nullable) (element-type LpaActivationCode): what waits for the card: a
 *   server each, and the event's ID as matching ID; perhaps nothing
 */
GPtrArray *
lpa_server_authenticate_client_events (LpaServer *self,
                                       const LpaServerAuthentication *authentication,
                                       GBytes *response,
                                       GCancellable *cancellable,
                                       GError **error)
{
  g_autoptr (GPtrArray) events =
      g_ptr_array_new_with_free_func ((GDestroyNotify) lpa_activation_code_free);
  g_autoptr (LpaServerReply) reply =
      call_authenticate_client (self, authentication, response, cancellable, error);
  guint n;

  if (!reply)
    return NULL;
  n = MIN (lpa_server_reply_get_n_elements (reply, "eventEntries"), MAX_EVENTS);
  for (guint i = 0; i < n; i++)
    {
      const char *id = lpa_server_reply_get_element_string (reply, "eventEntries", i, "eventId");
      const char *address =
          lpa_server_reply_get_element_string (reply, "eventEntries", i, "rspServerAddress");
      g_autofree char *normal = address ? lpa_server_address_normalise (address, NULL) : NULL;

      if (normal && id)
        g_ptr_array_add (events, lpa_activation_code_new (normal, id));
    }
  return g_steal_pointer (&events);
}

/**
 * lpa_server_get_bound_profile_package:
 * @self: an SM-DP+
 * @authentication: what it answered first
 * @response: PrepareDownloadResponse, the whole BF21 object from the card
 * @cancellable: (nullable): ends the call at any moment
 * @error: return location
 *
 * ES9+.GetBoundProfilePackage (SGP.22 5.6.2): the point of no return; afterwards the code is good
 * for this card at most. Never repeated. Blocks.
 *
 * Returns: (transfer full) (nullable): the package, the whole BF36 object
 */
GBytes *
lpa_server_get_bound_profile_package (LpaServer *self,
                                      const LpaServerAuthentication *authentication,
                                      GBytes *response,
                                      GCancellable *cancellable,
                                      GError **error)
{
  g_autoptr (LpaServerReply) reply =
      call_in_session (self, &get_bound_profile_package, authentication, "prepareDownloadResponse",
                       response, cancellable, error);
  g_autoptr (GBytes) package = NULL;

  if (!reply || !lpa_server_authentication_check_reply (authentication, reply, error))
    return NULL;
  package = lpa_server_reply_require_tlv (reply, "boundProfilePackage", 0xBF36, error);
  if (!package || !lpa_server_authentication_check_package (authentication, package, error))
    return NULL;
  return g_steal_pointer (&package);
}

/**
 * lpa_server_handle_notification:
 * @self: an SM-DP+
 * @notification: PendingNotification as the card gave it, unchanged
 * @cancellable: (nullable): ends the call at any moment
 * @error: return location
 *
 * ES9+.HandleNotification (SGP.22 5.6.4). Repeated once when the connection is lost. Blocks.
 *
 * Returns: whether the server took it; only then may it be removed from the card
 */
gboolean
lpa_server_handle_notification (LpaServer *self,
                                GBytes *notification,
                                GCancellable *cancellable,
                                GError **error)
{
  g_autofree char *encoded = to_base64 (notification);
  g_autofree char *request = make_request ("pendingNotification", encoded, NULL);
  g_autoptr (LpaServerReply) reply = call (self, &handle_notification, request, cancellable, error);

  return reply != NULL;
}

/**
 * lpa_server_cancel_session:
 * @self: an SM-DP+
 * @authentication: what it answered first
 * @response: CancelSessionResponse, the whole BF41 object from the card
 * @cancellable: (nullable): ends the call at any moment
 * @error: return location
 *
 * ES9+.CancelSession (SGP.22 5.6.5). Blocks.
 *
 * Returns: whether the server took it
 */
gboolean
lpa_server_cancel_session (LpaServer *self,
                           const LpaServerAuthentication *authentication,
                           GBytes *response,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (LpaServerReply) reply = call_in_session (
      self, &cancel_session, authentication, "cancelSessionResponse", response, cancellable, error);

  return reply != NULL;
}
