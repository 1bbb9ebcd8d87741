/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-smdp-core.h"

#include "lpa/lpa-hex.h"
#include "sim/sim-crypto.h"

#define OLDEST_VERSION 2

/* The same "no" has another figure on a discovery server. */
static gboolean
refuse (SimSmdpCore *self,
        GError **error,
        const char *smdp_figure,
        const char *smds_figure,
        const char *message)
{
  return sim_smdp_refuse (error, self->options->smds ? smds_figure : smdp_figure, message);
}

static gboolean
check_address (SimSmdpCore *self, JsonObject *request, GError **error)
{
  const char *address = sim_smdp_get_string (request, "smdpAddress", error);

  if (!address)
    return FALSE;
  if (g_ascii_strcasecmp (address, self->address) != 0)
    return refuse (self, error, SIM_REFUSAL_DP_ADDRESS, SIM_REFUSAL_DS_ADDRESS,
                   "This is another server");
  return TRUE;
}

static gboolean
list_has (const LpaTlv *info1, guint32 tag, GBytes *id)
{
  LpaTlvReader reader;
  LpaTlv list, tlv;

  if (!lpa_tlv_find (info1, tag, &list))
    return FALSE;
  lpa_tlv_reader_enter (&reader, &list);
  while (!lpa_tlv_reader_at_end (&reader) && lpa_tlv_reader_expect (&reader, 0x04, &tlv, NULL))
    {
      g_autoptr (GBytes) entry = lpa_tlv_dup_value (&tlv);

      if (g_bytes_equal (entry, id))
        return TRUE;
    }
  return FALSE;
}

static gboolean
check_info1 (SimSmdpCore *self, JsonObject *request, GError **error)
{
  g_autoptr (GBytes) bytes = sim_smdp_get_bytes (request, "euiccInfo1", error);
  GBytes *issuer = sim_pki_get_ci_id (self->pki);
  LpaTlv info1, version;

  if (!bytes || !lpa_tlv_parse_bytes (bytes, 0xBF20, &info1, error) ||
      !lpa_tlv_require (&info1, 0x82, &version, error))
    return FALSE;
  if (version.length != 3 || version.value[0] < OLDEST_VERSION)
    return refuse (self, error, SIM_REFUSAL_DP_VERSION, SIM_REFUSAL_DS_VERSION,
                   "The eUICC is of another version");
  if (!list_has (&info1, 0xA9, issuer) || !list_has (&info1, 0xAA, issuer))
    return refuse (self, error, SIM_REFUSAL_DP_ISSUER, SIM_REFUSAL_DS_ISSUER,
                   "The eUICC does not know this server's issuer");
  return TRUE;
}

static GBytes *
make_signed1 (SimSmdpCore *self, SimSmdpSession *session, GBytes *challenge)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  const char *address = self->options->wrong_address ? "other.example.com" : self->address;
  guint mark = lpa_tlv_open (out, 0x30);

  lpa_tlv_append_bytes (out, 0x80, session->transaction_id);
  if (self->options->wrong_challenge)
    lpa_tlv_append (out, 0x81, session->challenge, sizeof session->challenge);
  else
    lpa_tlv_append_bytes (out, 0x81, challenge);
  lpa_tlv_append_string (out, 0x83, address);
  lpa_tlv_append (out, 0x84, session->challenge, sizeof session->challenge);
  lpa_tlv_close (out, mark);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static void
set_issuer (SimSmdpCore *self, JsonObject *reply)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();

  lpa_tlv_append_bytes (out, 0x04, sim_pki_get_ci_id (self->pki));
  sim_smdp_set_bytes (reply, "euiccCiPKIdToBeUsed", out->data, out->len);
}

static gboolean
answer (SimSmdpCore *self, GBytes *challenge, JsonObject *reply, GError **error)
{
  SimSmdpSession *session = sim_smdp_core_add_session (self);
  g_autoptr (GBytes) signed1 = make_signed1 (self, session, challenge);
  g_autoptr (GBytes) signature = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (signed1, &length);

  signature = sim_smdp_sign (sim_pki_get_key (self->pki, SIM_PKI_DPAUTH), data, length, error);
  if (!signature)
    return FALSE;

  json_object_set_string_member (reply, "transactionId", session->id);
  sim_smdp_set_bytes (reply, "serverSigned1", data, length);
  data = g_bytes_get_data (signature, &length);
  sim_smdp_set_bytes (reply, "serverSignature1", data, length);
  set_issuer (self, reply);
  sim_smdp_set_certificate (reply, "serverCertificate", self->auth_certificate);
  return TRUE;
}

/**
 * sim_smdp_initiate_authentication:
 * @self: the server
 * @request: the body of the request
 * @reply: the body of the reply, which grows
 * @error: return location for an error
 *
 * ES9+.InitiateAuthentication and ES11.InitiateAuthentication, SGP.22 5.6.1 and 5.8.1.
 *
 * Returns: whether a session was begun
 */
gboolean
sim_smdp_initiate_authentication (SimSmdpCore *self,
                                  JsonObject *request,
                                  JsonObject *reply,
                                  GError **error)
{
  g_autoptr (GBytes) challenge = sim_smdp_get_bytes (request, "euiccChallenge", error);

  if (!challenge)
    return FALSE;
  if (g_bytes_get_size (challenge) != SIM_SMDP_CHALLENGE_SIZE)
    return sim_smdp_refuse (error, SIM_REFUSAL_REQUEST, "euiccChallenge has 16 bytes");

  return check_address (self, request, error) && check_info1 (self, request, error) &&
         answer (self, challenge, reply, error);
}
