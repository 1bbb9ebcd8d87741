/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-smdp-core.h"

#include "lpa/lpa-hex.h"
#include "sim/sim-certificate.h"
#include "sim/sim-crypto.h"
#include "sim/sim-openssl.h"
#include "sim/sim-smdp-metadata.h"

#include <string.h>

typedef gboolean (*Function) (SimSmdpCore *self,
                              JsonObject *request,
                              JsonObject *reply,
                              GError **error);

static const Function functions[SIM_SMDP_N_FUNCTIONS] = {
  [SIM_SMDP_INITIATE_AUTHENTICATION] = sim_smdp_initiate_authentication,
  [SIM_SMDP_AUTHENTICATE_CLIENT] = sim_smdp_authenticate_client,
  [SIM_SMDP_GET_BOUND_PROFILE_PACKAGE] = sim_smdp_get_bound_profile_package,
  [SIM_SMDP_HANDLE_NOTIFICATION] = sim_smdp_handle_notification,
  [SIM_SMDP_CANCEL_SESSION] = sim_smdp_cancel_session,
};

static void
session_free (SimSmdpSession *session)
{
  g_free (session->id);
  g_bytes_unref (session->transaction_id);
  g_clear_pointer (&session->certificate, X509_free);
  g_free (session->eid);
  g_clear_pointer (&session->signature2, g_bytes_unref);
  g_free (session);
}

/* A folder from elsewhere may lack the issuer's key; then CERT.DPauth has to do for a discovery
 * server too. */
static X509 *
get_certificate (SimPki *pki, SimPkiRole role, const char *policy, const char *oid, GError **error)
{
  gboolean other_role = g_str_equal (policy, SIM_ROLE_DS_AUTH) && sim_pki_get_key (pki, SIM_PKI_CI);
  X509 *certificate;

  if (oid || other_role)
    return sim_pki_issue (pki, role, sim_pki_get_key (pki, role), policy, oid, error);

  certificate = sim_pki_get_certificate (pki, role);
  X509_up_ref (certificate);
  return certificate;
}

/**
 * sim_smdp_core_new:
 * @pki: the test network
 * @orders: the books
 * @options: how it behaves; must outlive the core
 * @address: the server's own
 * @error: return location for an error of %SIM_PKI_ERROR
 *
 * Returns: (transfer full) (nullable): the server without its HTTP; %NULL when @options want
 * certificates that @pki cannot issue, or its own lack an object identifier
 */
SimSmdpCore *
sim_smdp_core_new (SimPki *pki,
                   SimOrders *orders,
                   const SimSmdpOptions *options,
                   const char *address,
                   GError **error)
{
  g_autoptr (SimSmdpCore) self = g_new0 (SimSmdpCore, 1);
  const char *policy = options->smds ? SIM_ROLE_DS_AUTH : SIM_ROLE_DP_AUTH;

  self->pki = g_object_ref (pki);
  self->orders = sim_orders_ref (orders);
  self->options = options;
  self->address = g_strdup (address);
  self->sessions =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) session_free);
  self->one_time_keys = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) EVP_PKEY_free);

  self->auth_certificate = get_certificate (pki, SIM_PKI_DPAUTH, policy, options->oid, error);
  if (!self->auth_certificate)
    return NULL;
  self->pb_certificate = get_certificate (pki, SIM_PKI_DPPB, SIM_ROLE_DP_PB, options->oid, error);
  if (!self->pb_certificate)
    return NULL;
  self->oid = sim_certificate_dup_registered_id (self->auth_certificate);
  if (!self->oid)
    {
      g_set_error_literal (error, SIM_PKI_ERROR, SIM_PKI_ERROR_CERTIFICATE,
                           "The server's certificate has no object identifier");
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * sim_smdp_core_free:
 * @self: (transfer full) (nullable): a core
 */
void
sim_smdp_core_free (SimSmdpCore *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->sessions, g_hash_table_unref);
  g_clear_pointer (&self->one_time_keys, g_hash_table_unref);
  g_clear_pointer (&self->auth_certificate, X509_free);
  g_clear_pointer (&self->pb_certificate, X509_free);
  g_clear_pointer (&self->oid, g_bytes_unref);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->orders, sim_orders_unref);
  g_clear_object (&self->pki);
  g_free (self);
}

static gboolean
call (SimSmdpCore *self,
      SimSmdpFunction function,
      JsonObject *request,
      JsonObject *reply,
      GError **error)
{
  const char *figure = sim_smdp_options_get_refusal (self->options, function);

  if (figure)
    return sim_smdp_refuse (error, figure, "The server was told to refuse this function");
  return functions[function](self, request, reply, error);
}

/**
 * sim_smdp_core_call:
 * @self: the server
 * @function: what is called
 * @request: the body of the request
 * @error: return location for an error of %SIM_SMDP_REFUSAL, or of another domain when the request
 * could not be read
 *
 * Does what @function asks and saves the books. A refusal ends the session, as with real servers.
 *
 * Returns: (transfer full) (nullable): the body of the reply without its header
 */
JsonObject *
sim_smdp_core_call (SimSmdpCore *self,
                    SimSmdpFunction function,
                    JsonObject *request,
                    GError **error)
{
  g_autoptr (JsonObject) reply = json_object_new ();
  g_autoptr (GError) save_error = NULL;
  gboolean done;

  sim_orders_lock (self->orders);
  done = call (self, function, request, reply, error);
  if (!done && function != SIM_SMDP_INITIATE_AUTHENTICATION)
    sim_smdp_core_end_session (self, sim_smdp_core_find_session (self, request, NULL));
  if (!sim_orders_save (self->orders, &save_error))
    g_warning ("%s", save_error->message);
  sim_orders_unlock (self->orders);

  return done ? g_steal_pointer (&reply) : NULL;
}

/**
 * sim_smdp_get_string:
 * @request: the body of a request
 * @key: a member that must be there
 * @error: return location for an error of %SIM_SMDP_REFUSAL
 *
 * Returns: (transfer none) (nullable): its text
 */
const char *
sim_smdp_get_string (JsonObject *request, const char *key, GError **error)
{
  JsonNode *node = json_object_get_member (request, key);
  g_autofree char *message = NULL;

  if (node && json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_get_string (node);

  message = g_strdup_printf ("%s is missing or no string", key);
  sim_smdp_refuse (error, SIM_REFUSAL_REQUEST, message);
  return NULL;
}

/**
 * sim_smdp_get_bytes:
 * @request: the body of a request
 * @key: a member that must be there
 * @error: return location for an error of %SIM_SMDP_REFUSAL
 *
 * Returns: (transfer full) (nullable): what its base64 stands for; other spellings than the one of
 * RFC 4648 without line breaks are refused
 */
GBytes *
sim_smdp_get_bytes (JsonObject *request, const char *key, GError **error)
{
  const char *text = sim_smdp_get_string (request, key, error);
  g_autofree char *message = NULL;
  g_autofree char *again = NULL;
  g_autofree guchar *data = NULL;
  gsize length;

  if (!text)
    return NULL;
  data = g_base64_decode (text, &length);
  again = g_base64_encode (data, length);
  if (length > 0 && g_str_equal (text, again))
    return g_bytes_new_take (g_steal_pointer (&data), length);

  message = g_strdup_printf ("%s is no base64", key);
  sim_smdp_refuse (error, SIM_REFUSAL_REQUEST, message);
  return NULL;
}

/**
 * sim_smdp_set_bytes:
 * @reply: the body of a reply
 * @key: a member to set
 * @data: (array length=length): its value
 * @length: size of @data in bytes
 */
void
sim_smdp_set_bytes (JsonObject *reply, const char *key, const guint8 *data, gsize length)
{
  g_autofree char *text = g_base64_encode (data, length);

  json_object_set_string_member (reply, key, text);
}

/**
 * sim_smdp_set_certificate:
 * @reply: the body of a reply
 * @key: a member to set
 * @certificate: its value
 */
void
sim_smdp_set_certificate (JsonObject *reply, const char *key, X509 *certificate)
{
  g_autoptr (GBytes) der = sim_certificate_dup_der (certificate);
  gsize length;
  const guint8 *data = g_bytes_get_data (der, &length);

  sim_smdp_set_bytes (reply, key, data, length);
}

/**
 * sim_smdp_core_add_session:
 * @self: the server
 *
 * Returns: (transfer none): a new session with a transaction ID and a challenge
 */
SimSmdpSession *
sim_smdp_core_add_session (SimSmdpCore *self)
{
  SimSmdpSession *session = g_new0 (SimSmdpSession, 1);
  guint8 id[16];

  sim_crypto_random (id, sizeof id);
  sim_crypto_random (session->challenge, sizeof session->challenge);
  session->transaction_id = g_bytes_new (id, sizeof id);
  session->id = lpa_hex_encode (id, sizeof id);
  g_hash_table_insert (self->sessions, session->id, session);
  return session;
}

/**
 * sim_smdp_core_find_session:
 * @self: the server
 * @request: the body of a request with a transactionId
 * @error: return location for an error of %SIM_SMDP_REFUSAL
 *
 * Returns: (transfer none) (nullable): the session that @request belongs to
 */
SimSmdpSession *
sim_smdp_core_find_session (SimSmdpCore *self, JsonObject *request, GError **error)
{
  const char *id = sim_smdp_get_string (request, "transactionId", error);
  g_autofree char *upper = NULL;
  SimSmdpSession *session;

  if (!id)
    return NULL;
  upper = g_ascii_strup (id, -1);
  session = g_hash_table_lookup (self->sessions, upper);
  if (!session)
    sim_smdp_refuse (error, SIM_REFUSAL_TRANSACTION, "There is no such transaction");
  return session;
}

/**
 * sim_smdp_core_end_session:
 * @self: the server
 * @session: (nullable): a session, which is freed
 */
void
sim_smdp_core_end_session (SimSmdpCore *self, SimSmdpSession *session)
{
  if (session)
    g_hash_table_remove (self->sessions, session->id);
}

/**
 * sim_smdp_check_transaction:
 * @session: a session
 * @tlv: a transaction ID out of something that the card signed
 * @error: return location for an error of %SIM_SMDP_REFUSAL
 *
 * Returns: whether it is the one of @session
 */
gboolean
sim_smdp_check_transaction (SimSmdpSession *session, const LpaTlv *tlv, GError **error)
{
  g_autoptr (GBytes) id = lpa_tlv_dup_value (tlv);

  if (g_bytes_equal (id, session->transaction_id))
    return TRUE;
  return sim_smdp_refuse (error, SIM_REFUSAL_TRANSACTION, "The card signed another transaction ID");
}

/**
 * sim_smdp_check_order_refusal:
 * @order: an order
 * @function: what is called
 * @error: return location for an error of %SIM_SMDP_REFUSAL
 *
 * Returns: whether @order lets @function go on
 */
gboolean
sim_smdp_check_order_refusal (const SimOrder *order, SimSmdpFunction function, GError **error)
{
  g_autofree char *figure = NULL;

  if (g_strcmp0 (order->refuse.function, sim_smdp_function_get_name (function)) != 0)
    return TRUE;

  figure = g_strdup_printf ("%s/%s", order->refuse.subject, order->refuse.reason);
  return sim_smdp_refuse (error, figure, order->refuse.message ? order->refuse.message : "Refused");
}

/**
 * sim_smdp_core_make_metadata:
 * @self: the server
 * @order: an order
 * @error: return location for an error of %SIM_SMDP_REFUSAL
 *
 * Returns: (transfer full) (nullable): the BF25 of @order; %NULL when its icon cannot be read
 */
GBytes *
sim_smdp_core_make_metadata (SimSmdpCore *self, const SimOrder *order, GError **error)
{
  g_autoptr (GError) icon_error = NULL;
  g_autoptr (GBytes) icon = NULL;

  if (order->icon)
    {
      icon = sim_orders_load_icon (self->orders, order, &icon_error);
      if (!icon)
        {
          sim_smdp_refuse (error, SIM_REFUSAL_EXECUTION, icon_error->message);
          return NULL;
        }
    }
  return sim_smdp_metadata_new (order, icon, self->address);
}

/**
 * sim_smdp_sign:
 * @key: a private key
 * @data: (array length=length): what is signed
 * @length: size of @data in bytes
 * @error: return location for an error of %SIM_CRYPTO_ERROR
 *
 * Returns: (transfer full) (nullable): the signature as a whole object, 5F37
 */
GBytes *
sim_smdp_sign (EVP_PKEY *key, const guint8 *data, gsize length, GError **error)
{
  g_autoptr (GBytes) signature = sim_crypto_sign (key, data, length, error);
  g_autoptr (GByteArray) out = g_byte_array_new ();

  if (!signature)
    return NULL;
  lpa_tlv_append_bytes (out, 0x5F37, signature);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

/**
 * sim_smdp_append_tlv:
 * @out: the buffer that grows
 * @tlv: an object, copied byte for byte
 */
void
sim_smdp_append_tlv (GByteArray *out, const LpaTlv *tlv)
{
  g_byte_array_append (out, tlv->raw, (guint) tlv->raw_length);
}
