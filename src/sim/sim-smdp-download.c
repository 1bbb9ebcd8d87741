/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-smdp-core.h"

#include "lpa/lpa-hex.h"
#include "sim/sim-bpp.h"
#include "sim/sim-certificate.h"
#include "sim/sim-crypto.h"
#include "sim/sim-openssl.h"
#include "sim/sim-upp.h"

#include <string.h>

#define HOST_ID "tern-sim"

/* PrepareDownloadResponseOk, taken apart. Borrows the request. */
typedef struct
{
  LpaTlv signed2;
  LpaTlv signature2;
  LpaTlv otpk;
  LpaTlv hash; /* raw is NULL when it is missing */
} Response;

static gboolean
parse_response (GBytes *bytes, Response *response, GError **error)
{
  LpaTlvReader reader;
  LpaTlv outer, choice;

  memset (response, 0, sizeof *response);
  if (!lpa_tlv_parse_bytes (bytes, 0xBF21, &outer, error))
    return FALSE;
  if (lpa_tlv_find (&outer, 0xA1, &choice))
    return sim_smdp_refuse_failed (&choice, error);
  if (!lpa_tlv_require (&outer, 0xA0, &choice, error))
    return FALSE;

  lpa_tlv_reader_enter (&reader, &choice);
  return lpa_tlv_reader_expect (&reader, 0x30, &response->signed2, error) &&
         lpa_tlv_reader_expect (&reader, 0x5F37, &response->signature2, error);
}

static gboolean
check_signature (SimSmdpSession *session, const Response *response, GError **error)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();

  sim_smdp_append_tlv (data, &response->signed2);
  lpa_tlv_append_raw (data, session->signature2);
  if (!sim_crypto_verify (X509_get0_pubkey (session->certificate), data->data, data->len,
                          response->signature2.value, response->signature2.length))
    return sim_smdp_refuse (error, SIM_REFUSAL_EUICC_SIGNATURE, "The eUICC's signature is wrong");
  return TRUE;
}

static gboolean
parse_signed2 (SimSmdpSession *session, Response *response, GError **error)
{
  LpaTlvReader reader;
  LpaTlv transaction;

  lpa_tlv_reader_enter (&reader, &response->signed2);
  if (!lpa_tlv_reader_expect (&reader, 0x80, &transaction, error) ||
      !lpa_tlv_reader_expect (&reader, 0x5F49, &response->otpk, error))
    return FALSE;
  lpa_tlv_reader_optional (&reader, 0x04, &response->hash);
  return sim_smdp_check_transaction (session, &transaction, error);
}

static gboolean
count_wrong_code (SimOrder *order, GError **error)
{
  order->confirmation_tries--;
  if (order->confirmation_tries > 0)
    return sim_smdp_refuse (error, SIM_REFUSAL_CODE_WRONG, "The confirmation code is wrong");

  order->state = SIM_ORDER_ERROR;
  return sim_smdp_refuse (error, SIM_REFUSAL_CODE_TRIES,
                          "The confirmation code was wrong too often");
}

static gboolean
check_code (SimSmdpSession *session, const Response *response, GError **error)
{
  SimOrder *order = session->order;
  guint8 hash[SIM_CRYPTO_HASH_SIZE];

  if (!order->confirmation_code)
    return TRUE;
  if (!response->hash.raw)
    return sim_smdp_refuse (error, SIM_REFUSAL_CODE_MISSING, "A confirmation code is needed");
  if (order->confirmation_tries == 0)
    return sim_smdp_refuse (error, SIM_REFUSAL_CODE_TRIES,
                            "The confirmation code was wrong too often");

  sim_crypto_hash_code (order->confirmation_code, session->transaction_id, hash);
  if (response->hash.length != sizeof hash || memcmp (response->hash.value, hash, sizeof hash) != 0)
    return count_wrong_code (order, error);
  return TRUE;
}

static gboolean
check_order (SimSmdpSession *session, GError **error)
{
  const SimOrder *order = session->order;
  gboolean open = order->state == SIM_ORDER_RELEASED || order->state == SIM_ORDER_DOWNLOADED;

  if (!open || (order->eid && !g_str_equal (order->eid, session->eid)))
    return sim_smdp_refuse (error, SIM_REFUSAL_BINDING, "The profile cannot be bound (again)");
  return sim_smdp_check_order_refusal (order, SIM_SMDP_GET_BOUND_PROFILE_PACKAGE, error);
}

/* The server's key of the last time serves again as long as the card's own does. */
static EVP_PKEY *
get_one_time_key (SimSmdpCore *self, SimOrder *order, const char *otpk, GError **error)
{
  EVP_PKEY *key = g_hash_table_lookup (self->one_time_keys, order);

  if (key && g_strcmp0 (order->binding.euicc_otpk, otpk) == 0)
    return key;
  key = sim_crypto_generate_key_like (X509_get0_pubkey (self->pb_certificate), error);
  if (key)
    g_hash_table_insert (self->one_time_keys, order, key);
  return key;
}

static void
take_string (char **slot, char *text)
{
  g_free (*slot);
  *slot = text;
}

static void
bind_order (SimSmdpSession *session, const char *otpk)
{
  g_autoptr (GBytes) der = sim_certificate_dup_der (session->certificate);
  SimOrder *order = session->order;
  gsize length;
  const guint8 *data = g_bytes_get_data (der, &length);

  order->state = SIM_ORDER_DOWNLOADED;
  take_string (&order->eid, g_strdup (session->eid));
  take_string (&order->binding.transaction_id, g_strdup (session->id));
  take_string (&order->binding.eid, g_strdup (session->eid));
  take_string (&order->binding.euicc_otpk, g_strdup (otpk));
  take_string (&order->binding.euicc_certificate, g_base64_encode (data, length));
}

/* Another ICCID than the one that is announced, with the last digit but one changed. */
static char *
dup_profile_iccid (const SimOrder *order)
{
  char *iccid = g_strdup (order->iccid);
  char *digit = iccid + strlen (iccid) - 2;

  if (order->wrong_iccid)
    *digit = *digit == '9' ? '0' : (char) (*digit + 1);
  return iccid;
}

static GBytes *
make_profile (const SimOrder *order)
{
  const SimUppFlags flags = order->unknown_pe ? SIM_UPP_UNKNOWN_ELEMENT : SIM_UPP_PLAIN;
  g_autofree char *iccid = dup_profile_iccid (order);
  g_autoptr (GBytes) bare = sim_upp_build (iccid, order->profile, 0, flags);
  gsize size = g_bytes_get_size (bare);

  return sim_upp_build (iccid, order->profile,
                        (gsize) order->size > size ? (gsize) order->size - size : 0, flags);
}

static GBytes *
build (SimSmdpCore *self,
       SimSmdpSession *session,
       const Response *response,
       EVP_PKEY *key,
       GError **error)
{
  g_autoptr (GBytes) metadata = sim_smdp_core_make_metadata (self, session->order, error);
  g_autoptr (GBytes) profile = make_profile (session->order);
  g_autoptr (GBytes) host_id = g_bytes_new_static (HOST_ID, strlen (HOST_ID));
  g_autoptr (GBytes) eid = lpa_hex_decode (session->eid);
  g_autoptr (GBytes) otpk = lpa_tlv_dup_value (&response->otpk);
  const SimBppInput input = {
    .transaction_id = session->transaction_id,
    .host_id = host_id,
    .eid = eid,
    .server_otsk = key,
    .signing_key = sim_pki_get_key (self->pki, SIM_PKI_DPPB),
    .euicc_otpk = otpk,
    .metadata = metadata,
    .profile = profile,
    .session_keys = session->order->session_keys,
  };

  return metadata ? sim_bpp_build (&input, error) : NULL;
}

static gboolean
answer (SimSmdpCore *self,
        SimSmdpSession *session,
        const Response *response,
        JsonObject *reply,
        GError **error)
{
  g_autofree char *otpk = lpa_hex_encode (response->otpk.value, response->otpk.length);
  EVP_PKEY *key = get_one_time_key (self, session->order, otpk, error);
  g_autoptr (GBytes) package = key ? build (self, session, response, key, error) : NULL;
  const guint8 *data;
  gsize length;

  if (!package)
    return FALSE;
  bind_order (session, otpk);
  data = g_bytes_get_data (package, &length);
  json_object_set_string_member (reply, "transactionId", session->id);
  sim_smdp_set_bytes (reply, "boundProfilePackage", data, length);
  return TRUE;
}

/**
 * sim_smdp_get_bound_profile_package:
 * @self: the server
 * @request: the body of the request
 * @reply: the body of the reply, which grows
 * @error: return location for an error
 *
 * ES9+.GetBoundProfilePackage, SGP.22 5.6.2: from here on the order belongs to this card.
 *
 * Returns: whether a package was made
 */
gboolean
sim_smdp_get_bound_profile_package (SimSmdpCore *self,
                                    JsonObject *request,
                                    JsonObject *reply,
                                    GError **error)
{
  SimSmdpSession *session = sim_smdp_core_find_session (self, request, error);
  g_autoptr (GBytes) bytes = NULL;
  Response response;

  if (!session)
    return FALSE;
  if (!session->order)
    return sim_smdp_refuse (error, SIM_REFUSAL_TRANSACTION,
                            "The eUICC is not authenticated in this transaction");
  bytes = sim_smdp_get_bytes (request, "prepareDownloadResponse", error);

  return bytes && parse_response (bytes, &response, error) &&
         check_signature (session, &response, error) && parse_signed2 (session, &response, error) &&
         check_order (session, error) && check_code (session, &response, error) &&
         answer (self, session, &response, reply, error);
}
