/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-server.h"

#include <string.h>

#include <json-glib/json-glib.h>
#include <openssl/x509v3.h>

#include "lpa/lpa-activation-code.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-hex.h"
#include "lpa/lpa-http.h"
#include "lpa/lpa-redact.h"
#include "lpa/lpa-server-reply.h"

#define PATH "/gsma/rsp2/es9plus/"
#define CONNECT_TIMEOUT 15000
#define REPLY_TIMEOUT 60000
#define PACKAGE_TIMEOUT 120000
#define MAX_REPLY (64 * 1024)
#define MAX_REPLY_WITH_ICON (256 * 1024)
#define MAX_PACKAGE (2 * 1024 * 1024)
#define MAX_EVENTS 256
#define MAX_DETAIL 1024
#define MAX_TRANSACTION_ID 16

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

static gboolean fail (GError **error, LpaServerError code, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

static gboolean
fail (GError **error, LpaServerError code, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  lpa_error_set (error, LPA_SERVER_ERROR, (int) code, NULL, "%s", message);
  return FALSE;
}

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

static gboolean
bytes_equal_value (GBytes *bytes, const LpaTlv *tlv)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  return length == tlv->length && (length == 0 || memcmp (data, tlv->value, length) == 0);
}

/* An object inside signed data; what is missing there is the server's fault. */
static gboolean
require (const LpaTlv *parent, guint32 tag, LpaTlv *tlv, const char *name, GError **error)
{
  if (lpa_tlv_find (parent, tag, tlv))
    return TRUE;
  return fail (error, LPA_SERVER_ERROR_MALFORMED, "%s is missing in what the server signed", name);
}

static gboolean
parse (GBytes *bytes, guint32 tag, LpaTlv *tlv, const char *name, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (lpa_tlv_parse_bytes (bytes, tag, tlv, &cause))
    return TRUE;
  return fail (error, LPA_SERVER_ERROR_MALFORMED, "%s: %s", name, cause->message);
}

static gboolean
check_transaction (GBytes *transaction, const LpaTlv *parent, const char *name, GError **error)
{
  LpaTlv id;

  if (!require (parent, 0x80, &id, "transactionId", error))
    return FALSE;
  if (bytes_equal_value (transaction, &id))
    return TRUE;
  return fail (error, LPA_SERVER_ERROR_TRANSACTION, "%s belongs to another transaction", name);
}

/* The transactionId that an answer repeats, if it does. */
static gboolean
check_reply_transaction (LpaServerReply *reply,
                         const LpaServerAuthentication *authentication,
                         GError **error)
{
  const char *id = lpa_server_reply_get_string (reply, "transactionId");

  if (!id || g_ascii_strcasecmp (id, authentication->transaction_id) == 0)
    return TRUE;
  return fail (error, LPA_SERVER_ERROR_TRANSACTION, "The answer belongs to another transaction");
}

/* Whether the server means itself: the address asked, in any case, with its port or without. */
static gboolean
is_own_address (LpaServer *self, const LpaTlv *tlv)
{
  g_autofree char *text = lpa_tlv_dup_utf8 (tlv);
  g_autofree char *signed_address = text ? lpa_server_address_normalise (text, NULL) : NULL;
  g_autofree char *without_port = g_strdup (self->address);
  char *colon = strrchr (without_port, ':');

  if (colon && colon[1] != '\0' && strspn (colon + 1, "0123456789") == strlen (colon + 1))
    *colon = '\0';
  return signed_address && (g_str_equal (signed_address, self->address) ||
                            g_str_equal (signed_address, without_port));
}

/* The checks of serverSigned1 that are the LPA's (SGP.22 3.0.1). */
static gboolean
check_signed1 (LpaServer *self,
               const LpaServerAuthentication *authentication,
               GBytes *challenge,
               GError **error)
{
  LpaTlv signed1, signed_challenge, address;

  if (!parse (authentication->signed1, 0x30, &signed1, "serverSigned1", error) ||
      !check_transaction (authentication->transaction_bytes, &signed1, "serverSigned1", error) ||
      !require (&signed1, 0x81, &signed_challenge, "euiccChallenge", error) ||
      !require (&signed1, 0x83, &address, "serverAddress", error))
    return FALSE;
  if (!bytes_equal_value (challenge, &signed_challenge))
    return fail (error, LPA_SERVER_ERROR_CHALLENGE,
                 "The server signed another challenge than the card's");
  if (!is_own_address (self, &address))
    return fail (error, LPA_SERVER_ERROR_ADDRESS, "The server signed another address than %s",
                 self->address);
  return TRUE;
}

/*
 * Whether the issuer that the server chose is among those under which the card can sign (AA in
 * EUICCInfo1).
 */
static gboolean
check_issuer (GBytes *key_id, GBytes *info1, GError **error)
{
  LpaTlv info, keys, key, chosen;
  LpaTlvReader reader;

  if (!parse (key_id, 0x04, &chosen, "euiccCiPKIdToBeUsed", error) ||
      !lpa_tlv_parse_bytes (info1, 0xBF20, &info, error) ||
      !lpa_tlv_require (&info, 0xAA, &keys, error))
    return FALSE;
  lpa_tlv_reader_enter (&reader, &keys);
  while (!lpa_tlv_reader_at_end (&reader) && lpa_tlv_reader_next (&reader, &key, NULL))
    if (key.tag == 0x04 && key.length == chosen.length &&
        memcmp (key.value, chosen.value, key.length) == 0)
      return TRUE;
  return fail (error, LPA_SERVER_ERROR_ISSUER,
               "The server chose an issuer under which the card cannot sign");
}

static gboolean
read_transaction_id (LpaServerReply *reply, LpaServerAuthentication *out, GError **error)
{
  const char *id = lpa_server_reply_require_string (reply, "transactionId", error);
  gsize length;

  if (!id)
    return FALSE;
  out->transaction_id = g_strdup (id);
  out->transaction_bytes = strpbrk (id, ": \t\r\n") ? NULL : lpa_hex_decode (id);
  length = out->transaction_bytes ? g_bytes_get_size (out->transaction_bytes) : 0;
  if (length >= 1 && length <= MAX_TRANSACTION_ID)
    return TRUE;
  return fail (error, LPA_SERVER_ERROR_MALFORMED, "The transactionId cannot be read");
}

static gboolean
read_authentication (LpaServerReply *reply, LpaServerAuthentication *out, GError **error)
{
  /* The standard itself spells it both ways. */
  const char *key_id = lpa_server_reply_has (reply, "euiccCiPKIdTobeUsed") ? "euiccCiPKIdTobeUsed"
                                                                           : "euiccCiPKIdToBeUsed";

  if (!read_transaction_id (reply, out, error))
    return FALSE;
  out->signed1 = lpa_server_reply_require_tlv (reply, "serverSigned1", 0x30, error);
  if (!out->signed1)
    return FALSE;
  out->signature1 = lpa_server_reply_require_tlv (reply, "serverSignature1", 0x5F37, error);
  if (!out->signature1)
    return FALSE;
  out->key_id = lpa_server_reply_require_tlv (reply, key_id, 0x04, error);
  if (!out->key_id)
    return FALSE;
  out->certificate = lpa_server_reply_require_tlv (reply, "serverCertificate", 0x30, error);
  return out->certificate != NULL;
}

static gboolean
read_offer (LpaServerReply *reply, LpaServerOffer *out, GError **error)
{
  out->metadata = lpa_server_reply_require_tlv (reply, "profileMetadata", 0xBF25, error);
  if (!out->metadata)
    return FALSE;
  out->signed2 = lpa_server_reply_require_tlv (reply, "smdpSigned2", 0x30, error);
  if (!out->signed2)
    return FALSE;
  out->signature2 = lpa_server_reply_require_tlv (reply, "smdpSignature2", 0x5F37, error);
  if (!out->signature2)
    return FALSE;
  out->certificate = lpa_server_reply_require_tlv (reply, "smdpCertificate", 0x30, error);
  return out->certificate != NULL;
}

static gboolean
check_signed2 (LpaServerOffer *offer, const LpaServerAuthentication *authentication, GError **error)
{
  LpaTlv signed2, flag;

  if (!parse (offer->signed2, 0x30, &signed2, "smdpSigned2", error) ||
      !check_transaction (authentication->transaction_bytes, &signed2, "smdpSigned2", error) ||
      !require (&signed2, 0x01, &flag, "ccRequiredFlag", error))
    return FALSE;
  if (flag.length != 1)
    return fail (error, LPA_SERVER_ERROR_MALFORMED, "ccRequiredFlag cannot be read");
  offer->confirmation_code_required = flag.value[0] != 0;
  return TRUE;
}

static LpaServerReply *
call_authenticate_client (LpaServer *self,
                          const LpaServerAuthentication *authentication,
                          GBytes *response,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autofree char *encoded = to_base64 (response);
  g_autofree char *request = make_request ("transactionId", authentication->transaction_id,
                                           "authenticateServerResponse", encoded, NULL);
  g_autoptr (LpaServerReply) reply = call (self, &authenticate_client, request, cancellable, error);

  if (!reply || !check_reply_transaction (reply, authentication, error))
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

  if (!reply || !read_authentication (reply, out, error) ||
      !check_signed1 (self, out, challenge, error) || !check_issuer (out->key_id, info1, error))
    return NULL;
  return g_steal_pointer (&out);
}

static gboolean
has_registered_id (const GENERAL_NAMES *names, const char *oid)
{
  for (int i = 0; names && i < sk_GENERAL_NAME_num (names); i++)
    {
      const GENERAL_NAME *name = sk_GENERAL_NAME_value (names, i);
      char text[256];

      if (name->type != GEN_RID ||
          OBJ_obj2txt (text, sizeof text, name->d.registeredID, 1) >= (int) sizeof text)
        continue;
      if (g_str_equal (text, oid))
        return TRUE;
    }
  return FALSE;
}

/**
 * lpa_server_check_oid:
 * @authentication: what the server answered
 * @oid: (nullable): the object identifier in the activation code
 * @error: return location for %LPA_SERVER_ERROR_OID
 *
 * Compares the code's object identifier with the one in the server's certificate (SGP.22 3.0.1,
 * 4.1). Any thread.
 *
 * Returns: whether it is the same, or the code has none
 */
gboolean
lpa_server_check_oid (const LpaServerAuthentication *authentication,
                      const char *oid,
                      GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (authentication->certificate, &length);
  GENERAL_NAMES *names;
  X509 *certificate;
  gboolean found;

  if (!oid || *oid == '\0')
    return TRUE;
  certificate = d2i_X509 (NULL, &data, (long) length);
  names = certificate ? X509_get_ext_d2i (certificate, NID_subject_alt_name, NULL, NULL) : NULL;
  found = has_registered_id (names, oid);
  GENERAL_NAMES_free (names);
  X509_free (certificate);
  if (!found)
    fail (error, LPA_SERVER_ERROR_OID,
          "The object identifier in the code is not the one in the server's certificate");
  return found;
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

  if (!reply || !read_offer (reply, offer, error) || !check_signed2 (offer, authentication, error))
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

static gboolean
check_package_transaction (GBytes *package,
                           const LpaServerAuthentication *authentication,
                           GError **error)
{
  LpaTlv bpp, channel;

  return parse (package, 0xBF36, &bpp, "boundProfilePackage", error) &&
         require (&bpp, 0xBF23, &channel, "initialiseSecureChannelRequest", error) &&
         check_transaction (authentication->transaction_bytes, &channel, "boundProfilePackage",
                            error);
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
  g_autofree char *encoded = to_base64 (response);
  g_autofree char *request = make_request ("transactionId", authentication->transaction_id,
                                           "prepareDownloadResponse", encoded, NULL);
  g_autoptr (LpaServerReply) reply =
      call (self, &get_bound_profile_package, request, cancellable, error);
  g_autoptr (GBytes) package = NULL;

  if (!reply || !check_reply_transaction (reply, authentication, error))
    return NULL;
  package = lpa_server_reply_require_tlv (reply, "boundProfilePackage", 0xBF36, error);
  if (!package || !check_package_transaction (package, authentication, error))
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
  g_autofree char *encoded = to_base64 (response);
  g_autofree char *request = make_request ("transactionId", authentication->transaction_id,
                                           "cancelSessionResponse", encoded, NULL);
  g_autoptr (LpaServerReply) reply = call (self, &cancel_session, request, cancellable, error);

  return reply != NULL;
}

/**
 * lpa_server_authentication_free:
 * @self: (nullable): an answer
 *
 * Frees it.
 */
void
lpa_server_authentication_free (LpaServerAuthentication *self)
{
  if (!self)
    return;
  g_free (self->transaction_id);
  g_clear_pointer (&self->transaction_bytes, g_bytes_unref);
  g_clear_pointer (&self->signed1, g_bytes_unref);
  g_clear_pointer (&self->signature1, g_bytes_unref);
  g_clear_pointer (&self->key_id, g_bytes_unref);
  g_clear_pointer (&self->certificate, g_bytes_unref);
  g_free (self);
}

/**
 * lpa_server_offer_free:
 * @self: (nullable): an offer
 *
 * Frees it.
 */
void
lpa_server_offer_free (LpaServerOffer *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->metadata, g_bytes_unref);
  g_clear_pointer (&self->signed2, g_bytes_unref);
  g_clear_pointer (&self->signature2, g_bytes_unref);
  g_clear_pointer (&self->certificate, g_bytes_unref);
  g_free (self);
}
