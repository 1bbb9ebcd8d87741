/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-smdp-core.h"

#include "sim/sim-crypto.h"

#define REASON_POSTPONED 1
#define REASON_TIMEOUT 2

static gboolean
refuse_error_response (const LpaTlv *code, GError **error)
{
  g_autofree char *message = NULL;
  gint64 number;

  if (!lpa_tlv_get_integer (code, &number, error))
    return FALSE;
  message = g_strdup_printf ("The eUICC reports the error %" G_GINT64_FORMAT, number);
  return sim_smdp_refuse (error, SIM_REFUSAL_EUICC_ERROR, message);
}

static gboolean
parse_response (GBytes *bytes, LpaTlv *content, LpaTlv *signature, GError **error)
{
  LpaTlvReader reader;
  LpaTlv outer, choice;

  if (!lpa_tlv_parse_bytes (bytes, 0xBF41, &outer, error))
    return FALSE;
  if (lpa_tlv_find (&outer, 0x81, &choice))
    return refuse_error_response (&choice, error);
  if (!lpa_tlv_require (&outer, 0xA0, &choice, error))
    return FALSE;

  lpa_tlv_reader_enter (&reader, &choice);
  return lpa_tlv_reader_expect (&reader, 0x30, content, error) &&
         lpa_tlv_reader_expect (&reader, 0x5F37, signature, error);
}

static gboolean
parse_content (SimSmdpCore *self,
               SimSmdpSession *session,
               const LpaTlv *content,
               gint64 *reason,
               GError **error)
{
  LpaTlvReader reader;
  LpaTlv transaction, oid, number;
  g_autoptr (GBytes) own = NULL;

  lpa_tlv_reader_enter (&reader, content);
  if (!lpa_tlv_reader_expect (&reader, 0x80, &transaction, error) ||
      !lpa_tlv_reader_expect (&reader, 0x81, &oid, error) ||
      !lpa_tlv_reader_expect (&reader, 0x82, &number, error) ||
      !lpa_tlv_get_integer (&number, reason, error) ||
      !sim_smdp_check_transaction (session, &transaction, error))
    return FALSE;

  own = lpa_tlv_dup_value (&oid);
  if (!g_bytes_equal (own, self->oid))
    return sim_smdp_refuse (error, SIM_REFUSAL_OID, "The OID is another server's");
  return TRUE;
}

/* Only "not now" and "nobody answered" leave an order that was not delivered yet as it is
 * (SGP.22 3.1.3). */
static void
end_order (SimOrder *order, gint64 reason)
{
  if (order->state != SIM_ORDER_RELEASED && order->state != SIM_ORDER_DOWNLOADED)
    return;
  if (reason != REASON_POSTPONED && reason != REASON_TIMEOUT)
    order->state = SIM_ORDER_ERROR;
}

static gboolean
cancel (SimSmdpCore *self, SimSmdpSession *session, GBytes *bytes, GError **error)
{
  LpaTlv content, signature;
  gint64 reason;

  if (!parse_response (bytes, &content, &signature, error))
    return FALSE;
  if (!sim_crypto_verify (X509_get0_pubkey (session->certificate), content.raw, content.raw_length,
                          signature.value, signature.length))
    return sim_smdp_refuse (error, SIM_REFUSAL_EUICC_SIGNATURE, "The eUICC's signature is wrong");
  if (!parse_content (self, session, &content, &reason, error))
    return FALSE;
  if (session->order &&
      !sim_smdp_check_order_refusal (session->order, SIM_SMDP_CANCEL_SESSION, error))
    return FALSE;

  if (session->order)
    end_order (session->order, reason);
  sim_smdp_core_end_session (self, session);
  return TRUE;
}

/**
 * sim_smdp_cancel_session:
 * @self: the server
 * @request: the body of the request
 * @reply: the body of the reply, to which nothing is added
 * @error: return location for an error
 *
 * ES9+.CancelSession, SGP.22 5.6.5.
 *
 * Returns: whether the session is over
 */
gboolean
sim_smdp_cancel_session (SimSmdpCore *self, JsonObject *request, JsonObject *reply, GError **error)
{
  SimSmdpSession *session = sim_smdp_core_find_session (self, request, error);
  g_autoptr (GBytes) bytes = NULL;

  if (!session)
    return FALSE;
  if (!session->certificate)
    return sim_smdp_refuse (error, SIM_REFUSAL_EUICC_SIGNATURE,
                            "The eUICC is not authenticated in this transaction");

  bytes = sim_smdp_get_bytes (request, "cancelSessionResponse", error);
  return bytes && cancel (self, session, bytes, error);
}
