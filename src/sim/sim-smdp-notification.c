/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-smdp-core.h"

#include "lpa/lpa-hex.h"
#include "sim/sim-certificate.h"
#include "sim/sim-crypto.h"
#include "sim/sim-openssl.h"
#include "sim/sim-smdp-metadata.h"

static void
take_string (char **slot, char *text)
{
  g_free (*slot);
  *slot = text;
}

/* The bit that is set in a NotificationEvent, as SIM_RECEIVED_INSTALL and so on. */
static gboolean
parse_event (const LpaTlv *tlv, guint *type, GError **error)
{
  guint8 bits = tlv->length == 2 ? tlv->value[1] : 0;

  for (guint i = 0; i < 4; i++)
    if (bits == 0x80 >> i)
      {
        *type = i;
        return TRUE;
      }
  return sim_smdp_refuse (error, SIM_REFUSAL_REQUEST, "A notification is about one operation");
}

static gboolean
parse_metadata (const LpaTlv *metadata, SimReceived *received, GError **error)
{
  LpaTlvReader reader;
  LpaTlv sequence, event, address, iccid;

  lpa_tlv_reader_enter (&reader, metadata);
  if (!lpa_tlv_reader_expect (&reader, 0x80, &sequence, error) ||
      !lpa_tlv_get_integer (&sequence, &received->sequence, error) ||
      !lpa_tlv_reader_expect (&reader, 0x81, &event, error) ||
      !parse_event (&event, &received->type, error) ||
      !lpa_tlv_reader_expect (&reader, 0x0C, &address, error))
    return FALSE;

  take_string (&received->address, lpa_tlv_dup_utf8 (&address));
  if (lpa_tlv_reader_optional (&reader, 0x5A, &iccid))
    take_string (&received->iccid, sim_smdp_decode_bcd (iccid.value, iccid.length));
  return TRUE;
}

static gboolean
parse_failure (const LpaTlv *failure, SimReceived *received, GError **error)
{
  LpaTlv command, reason;
  gint64 command_number, reason_number;

  if (!lpa_tlv_require (failure, 0x80, &command, error) ||
      !lpa_tlv_get_integer (&command, &command_number, error) ||
      !lpa_tlv_require (failure, 0x81, &reason, error) ||
      !lpa_tlv_get_integer (&reason, &reason_number, error))
    return FALSE;
  take_string (&received->result, g_strdup_printf ("%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT,
                                                   command_number, reason_number));
  return TRUE;
}

static gboolean
parse_result (const LpaTlv *result, SimReceived *received, GError **error)
{
  LpaTlv choice;

  if (lpa_tlv_find (result, 0xA1, &choice))
    return parse_failure (&choice, received, error);
  if (!lpa_tlv_require (result, 0xA0, &choice, error))
    return FALSE;
  take_string (&received->result, g_strdup ("ok"));
  return TRUE;
}

static gboolean
parse_installation (SimSmdpCore *self, const LpaTlv *data, SimReceived *received, GError **error)
{
  LpaTlv transaction, metadata, oid, result;
  g_autoptr (GBytes) sender = NULL;

  if (!lpa_tlv_require (data, 0x80, &transaction, error) ||
      !lpa_tlv_require (data, 0xBF2F, &metadata, error) ||
      !lpa_tlv_require (data, 0x06, &oid, error) || !lpa_tlv_require (data, 0xA2, &result, error) ||
      !parse_metadata (&metadata, received, error) || !parse_result (&result, received, error))
    return FALSE;

  take_string (&received->transaction_id, lpa_hex_encode (transaction.value, transaction.length));
  sender = lpa_tlv_dup_value (&oid);
  if (!g_bytes_equal (sender, self->oid))
    return sim_smdp_refuse (error, SIM_REFUSAL_OID, "The OID is another server's");
  return TRUE;
}

/* The result of an installation comes without certificates: the server has them from the download.
 */
static X509 *
get_bound_certificate (const SimOrder *order)
{
  g_autofree guchar *der = NULL;
  gsize length;

  if (!order || !order->binding.euicc_certificate)
    return NULL;
  der = g_base64_decode (order->binding.euicc_certificate, &length);
  return sim_certificate_parse (der, length);
}

static gboolean
take_installation (SimSmdpCore *self, const LpaTlv *outer, SimReceived *received, GError **error)
{
  g_autoptr (X509) certificate = NULL;
  LpaTlvReader reader;
  LpaTlv data, signature;

  lpa_tlv_reader_enter (&reader, outer);
  if (!lpa_tlv_reader_expect (&reader, 0xBF27, &data, error) ||
      !lpa_tlv_reader_expect (&reader, 0x5F37, &signature, error) ||
      !parse_installation (self, &data, received, error))
    return FALSE;

  certificate =
      get_bound_certificate (sim_orders_find_transaction (self->orders, received->transaction_id));
  received->signature_valid =
      certificate && sim_crypto_verify (X509_get0_pubkey (certificate), data.raw, data.raw_length,
                                        signature.value, signature.length);
  return TRUE;
}

static gboolean
is_signed_by_euicc (SimSmdpCore *self, LpaTlvReader *reader, const LpaTlv *data)
{
  g_autoptr (X509) certificate = NULL;
  g_autofree char *eid = NULL;
  LpaTlv signature, euicc, eum;

  if (!lpa_tlv_reader_expect (reader, 0x5F37, &signature, NULL) ||
      !lpa_tlv_reader_expect (reader, 0x30, &euicc, NULL) ||
      !lpa_tlv_reader_expect (reader, 0x30, &eum, NULL))
    return FALSE;

  certificate = sim_smdp_verify_euicc (self->pki, &euicc, &eum, &eid, NULL);
  return certificate && sim_crypto_verify (X509_get0_pubkey (certificate), data->raw,
                                           data->raw_length, signature.value, signature.length);
}

static gboolean
take_other (SimSmdpCore *self, const LpaTlv *outer, SimReceived *received, GError **error)
{
  LpaTlvReader reader;
  LpaTlv data;

  lpa_tlv_reader_enter (&reader, outer);
  if (!lpa_tlv_reader_expect (&reader, 0xBF2F, &data, error) ||
      !parse_metadata (&data, received, error))
    return FALSE;

  received->signature_valid = is_signed_by_euicc (self, &reader, &data);
  return TRUE;
}

static SimOrder *
find_order (SimSmdpCore *self, const SimReceived *received)
{
  if (received->transaction_id)
    return sim_orders_find_transaction (self->orders, received->transaction_id);
  return received->iccid ? sim_orders_find_iccid (self->orders, received->iccid) : NULL;
}

static void
move_order (SimOrder *order, const SimReceived *received)
{
  if (received->transaction_id && order->state == SIM_ORDER_DOWNLOADED)
    order->state = g_str_equal (received->result, "ok") ? SIM_ORDER_INSTALLED : SIM_ORDER_RELEASED;
  else if (received->type == SIM_RECEIVED_DELETE && order->state == SIM_ORDER_INSTALLED)
    order->state = order->reusable ? SIM_ORDER_RELEASED : SIM_ORDER_USED;
}

static gboolean
apply (SimSmdpCore *self, const SimReceived *received, GError **error)
{
  SimOrder *order = find_order (self, received);

  if (!order || !received->signature_valid)
    return TRUE;
  if (!sim_smdp_check_order_refusal (order, SIM_SMDP_HANDLE_NOTIFICATION, error))
    return FALSE;

  move_order (order, received);
  if (received->transaction_id)
    sim_smdp_core_end_session (self,
                               g_hash_table_lookup (self->sessions, received->transaction_id));
  return TRUE;
}

/**
 * sim_smdp_handle_notification:
 * @self: the server
 * @request: the body of the request
 * @reply: the body of the reply, to which nothing is added
 * @error: return location for an error
 *
 * ES9+.HandleNotification, SGP.22 5.6.4. One with a bad signature is taken and noted, but has no
 * effect.
 *
 * Returns: whether the notification could be read
 */
gboolean
sim_smdp_handle_notification (SimSmdpCore *self,
                              JsonObject *request,
                              JsonObject *reply,
                              GError **error)
{
  g_autoptr (GBytes) bytes = sim_smdp_get_bytes (request, "pendingNotification", error);
  g_autoptr (SimReceived) received = g_new0 (SimReceived, 1);
  gboolean taken;
  LpaTlv outer;

  if (!bytes)
    return FALSE;
  if (lpa_tlv_parse_bytes (bytes, 0xBF37, &outer, NULL))
    taken = take_installation (self, &outer, received, error);
  else
    taken = lpa_tlv_parse_bytes (bytes, 0x30, &outer, error) &&
            take_other (self, &outer, received, error);

  if (!taken || !apply (self, received, error))
    return FALSE;
  sim_orders_add_received (self->orders, g_steal_pointer (&received));
  return TRUE;
}
