/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-smdp-core.h"

#include "lpa/lpa-hex.h"
#include "sim/sim-crypto.h"
#include "sim/sim-smds.h"
#include "sim/sim-smdp-metadata.h"

#include <string.h>

/* AuthenticateResponseOk, taken apart. Borrows the request. */
typedef struct
{
  LpaTlv signed1;
  LpaTlv signature1;
  LpaTlv euicc;
  LpaTlv eum;
  LpaTlv info2;
  LpaTlv context;
} Response;

/* What becomes of a request for an order in each state. */
static const struct
{
  const char *figure;
  const char *message;
} by_state[] = {
  [SIM_ORDER_RELEASED] = { NULL, NULL },
  [SIM_ORDER_DOWNLOADED] = { NULL, NULL },
  [SIM_ORDER_INSTALLED] = { SIM_REFUSAL_MATCHING_ID, "The profile is installed already" },
  [SIM_ORDER_USED] = { SIM_REFUSAL_MATCHING_ID, "The matching ID was used already" },
  [SIM_ORDER_EXPIRED] = { SIM_REFUSAL_EXPIRED, "The download order has expired" },
  [SIM_ORDER_ERROR] = { SIM_REFUSAL_NOT_RELEASED, "The profile is not released any more" },
  [SIM_ORDER_UNRELEASED] = { SIM_REFUSAL_NOT_RELEASED, "The profile is not released yet" },
  [SIM_ORDER_UNAVAILABLE] = { NULL, NULL },
};

static gboolean
parse_signed1 (SimSmdpCore *self, SimSmdpSession *session, Response *response, GError **error)
{
  LpaTlvReader reader;
  LpaTlv transaction, address, challenge;

  lpa_tlv_reader_enter (&reader, &response->signed1);
  if (!lpa_tlv_reader_expect (&reader, 0x80, &transaction, error) ||
      !lpa_tlv_reader_expect (&reader, 0x83, &address, error) ||
      !lpa_tlv_reader_expect (&reader, 0x84, &challenge, error) ||
      !lpa_tlv_reader_expect (&reader, 0xBF22, &response->info2, error) ||
      !lpa_tlv_reader_expect (&reader, 0xA0, &response->context, error))
    return FALSE;
  if (challenge.length != sizeof session->challenge ||
      memcmp (challenge.value, session->challenge, sizeof session->challenge) != 0)
    return sim_smdp_refuse (error, SIM_REFUSAL_EUICC_SIGNATURE,
                            "The eUICC signed another challenge");
  return sim_smdp_check_transaction (session, &transaction, error);
}

static gboolean
parse_response (GBytes *bytes, Response *response, GError **error)
{
  LpaTlvReader reader;
  LpaTlv outer, choice;

  if (!lpa_tlv_parse_bytes (bytes, 0xBF38, &outer, error))
    return FALSE;
  if (lpa_tlv_find (&outer, 0xA1, &choice))
    return sim_smdp_refuse_failed (&choice, error);
  if (!lpa_tlv_require (&outer, 0xA0, &choice, error))
    return FALSE;

  lpa_tlv_reader_enter (&reader, &choice);
  return lpa_tlv_reader_expect (&reader, 0x30, &response->signed1, error) &&
         lpa_tlv_reader_expect (&reader, 0x5F37, &response->signature1, error) &&
         lpa_tlv_reader_expect (&reader, 0x30, &response->euicc, error) &&
         lpa_tlv_reader_expect (&reader, 0x30, &response->eum, error);
}

static gboolean
authenticate (SimSmdpCore *self, SimSmdpSession *session, Response *response, GError **error)
{
  session->certificate =
      sim_smdp_verify_euicc (self->pki, &response->euicc, &response->eum, &session->eid, error);
  if (!session->certificate)
    return FALSE;
  if (!sim_crypto_verify (X509_get0_pubkey (session->certificate), response->signed1.raw,
                          response->signed1.raw_length, response->signature1.value,
                          response->signature1.length))
    return sim_smdp_refuse (error, SIM_REFUSAL_EUICC_SIGNATURE, "The eUICC's signature is wrong");
  return parse_signed1 (self, session, response, error);
}

static char *
dup_matching_id (const Response *response)
{
  LpaTlv tlv;

  if (!lpa_tlv_find (&response->context, 0x80, &tlv))
    return g_strdup ("");
  return lpa_tlv_dup_utf8 (&tlv);
}

static gboolean
check_free_memory (const SimOrder *order, const LpaTlv *info2, GError **error)
{
  LpaTlv resources, free_bytes;
  guint64 sum = 0;

  if (!lpa_tlv_require (info2, 0x84, &resources, error) ||
      !lpa_tlv_require (&resources, 0x82, &free_bytes, error))
    return FALSE;
  for (gsize i = 0; i < MIN (free_bytes.length, 8); i++)
    sum = sum << 8 | free_bytes.value[i];
  if (sum < (guint64) order->size)
    return sim_smdp_refuse (error, SIM_REFUSAL_EUICC_MEMORY, "The profile does not fit");
  return TRUE;
}

/* A device that is not allowed ends the order, until the operator resets it (SGP.22 3.1.3). */
static gboolean
check_device (SimOrder *order, const LpaTlv *context, GError **error)
{
  g_autofree char *digits = NULL;
  LpaTlv device, tac;

  if (!lpa_tlv_require (context, 0xA1, &device, error) ||
      !lpa_tlv_require (&device, 0x80, &tac, error))
    return FALSE;
  digits = sim_smdp_decode_bcd (tac.value, tac.length);
  if (!order->imei_tac || g_str_equal (order->imei_tac, digits))
    return TRUE;

  order->state = SIM_ORDER_ERROR;
  return sim_smdp_refuse (error, SIM_REFUSAL_ELIGIBILITY,
                          "The profile is not for this kind of device");
}

static gboolean
count_try (SimOrder *order, GError **error)
{
  if (order->download_tries == 0)
    {
      order->state = SIM_ORDER_ERROR;
      return sim_smdp_refuse (error, SIM_REFUSAL_TRIES, "Too many downloads were begun");
    }
  if (order->download_tries > 0)
    order->download_tries--;
  return TRUE;
}

static gboolean
check_order (SimOrder *order, const char *eid, const Response *response, GError **error)
{
  if (order->eid && !g_str_equal (order->eid, eid))
    return sim_smdp_refuse (error, SIM_REFUSAL_EID, "The order is for another eUICC");
  if (by_state[order->state].figure)
    return sim_smdp_refuse (error, by_state[order->state].figure, by_state[order->state].message);
  return count_try (order, error) && check_device (order, &response->context, error) &&
         check_free_memory (order, &response->info2, error) &&
         sim_smdp_check_order_refusal (order, SIM_SMDP_AUTHENTICATE_CLIENT, error);
}

static gboolean
find_order (SimSmdpCore *self, SimSmdpSession *session, const Response *response, GError **error)
{
  g_autofree char *matching_id = dup_matching_id (response);

  session->order = sim_orders_find (self->orders, matching_id, session->eid);
  if (!session->order && matching_id[0] == '\0')
    return sim_smdp_refuse (error, SIM_REFUSAL_EID, "Nothing waits for this eUICC");
  if (!session->order)
    return sim_smdp_refuse (error, SIM_REFUSAL_MATCHING_ID, "The matching ID is not known");
  return check_order (session->order, session->eid, response, error);
}

/* The card's one-time key of an earlier try is named, so that the card can use it again. */
static GBytes *
make_signed2 (SimSmdpSession *session)
{
  const SimOrder *order = session->order;
  const guint8 code_required = order->confirmation_code ? 0xFF : 0x00;
  g_autoptr (GBytes) otpk =
      order->binding.euicc_otpk ? lpa_hex_decode (order->binding.euicc_otpk) : NULL;
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint mark = lpa_tlv_open (out, 0x30);

  lpa_tlv_append_bytes (out, 0x80, session->transaction_id);
  lpa_tlv_append (out, 0x01, &code_required, 1);
  if (otpk && order->state == SIM_ORDER_DOWNLOADED)
    lpa_tlv_append_bytes (out, 0x5F49, otpk);
  lpa_tlv_close (out, mark);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static GBytes *
sign2 (SimSmdpCore *self, GBytes *signed2, const LpaTlv *signature1, GError **error)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();

  lpa_tlv_append_raw (data, signed2);
  sim_smdp_append_tlv (data, signature1);
  return sim_smdp_sign (sim_pki_get_key (self->pki, SIM_PKI_DPPB), data->data, data->len, error);
}

static void
set_member (JsonObject *reply, const char *key, GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  sim_smdp_set_bytes (reply, key, data, length);
}

static gboolean
answer (SimSmdpCore *self,
        SimSmdpSession *session,
        const Response *response,
        JsonObject *reply,
        GError **error)
{
  g_autoptr (GBytes) metadata = sim_smdp_core_make_metadata (self, session->order, error);
  g_autoptr (GBytes) signed2 = make_signed2 (session);

  if (!metadata)
    return FALSE;
  session->signature2 = sign2 (self, signed2, &response->signature1, error);
  if (!session->signature2)
    return FALSE;

  set_member (reply, "profileMetadata", metadata);
  set_member (reply, "smdpSigned2", signed2);
  set_member (reply, "smdpSignature2", session->signature2);
  sim_smdp_set_certificate (reply, "smdpCertificate", self->pb_certificate);
  return TRUE;
}

static gboolean
serve (SimSmdpCore *self,
       SimSmdpSession *session,
       const Response *response,
       JsonObject *reply,
       GError **error)
{
  g_autofree char *event_id = NULL;

  if (!self->options->smds)
    return find_order (self, session, response, error) &&
           answer (self, session, response, reply, error);

  event_id = dup_matching_id (response);
  return sim_smds_list_events (self->orders, session->eid, event_id, reply, error);
}

/**
 * sim_smdp_authenticate_client:
 * @self: the server
 * @request: the body of the request
 * @reply: the body of the reply, which grows
 * @error: return location for an error
 *
 * ES9+.AuthenticateClient and ES11.AuthenticateClient, SGP.22 5.6.3 and 5.8.2.
 *
 * Returns: whether the eUICC is who it says and something waits for it
 */
gboolean
sim_smdp_authenticate_client (SimSmdpCore *self,
                              JsonObject *request,
                              JsonObject *reply,
                              GError **error)
{
  SimSmdpSession *session = sim_smdp_core_find_session (self, request, error);
  g_autoptr (GBytes) bytes = NULL;
  Response response;

  if (!session)
    return FALSE;
  if (session->certificate)
    return sim_smdp_refuse (error, SIM_REFUSAL_TRANSACTION,
                            "The eUICC is authenticated in this transaction already");
  bytes = sim_smdp_get_bytes (request, "authenticateServerResponse", error);
  if (!bytes || !parse_response (bytes, &response, error) ||
      !authenticate (self, session, &response, error))
    return FALSE;

  json_object_set_string_member (reply, "transactionId", session->id);
  return serve (self, session, &response, reply, error);
}
