/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smdp-client.h"

#include "lpa/lpa-tlv.h"
#include "sim/sim-bsp.h"
#include "sim/sim-certificate-builder.h"
#include "sim/sim-certificate.h"
#include "sim/sim-crypto.h"
#include "sim/sim-upp.h"

#include <string.h>

#define ICCID "8949000000001234567"
#define ORDER "{\"orders\":[{\"matching_id\":\"A-1\",\"iccid\":\"" ICCID "\"%s}]}"
#define OTHER_EID "89044045930000000000009999999916"
#define STRANGE_EID "89049032000000000000000000000066"

/* A server with the order A-1, of which @more are further keys. */
static SmdpClient *
serve (const char *more, const SimSmdpOptions *options)
{
  g_autofree char *orders = g_strdup_printf (ORDER, more);

  return smdp_client_new (orders, options);
}

static SimOrderState
get_state (SmdpClient *client)
{
  return sim_orders_get_state (client->orders, "A-1");
}

static GBytes *
get_member (SmdpClient *client, const char *key)
{
  const char *text = json_object_get_string_member (client->reply, key);
  gsize length;
  guchar *data;

  g_assert_nonnull (text);
  data = g_base64_decode (text, &length);
  return g_bytes_new_take (data, length);
}

static gboolean
verify (X509 *certificate, GByteArray *data, GBytes *signature)
{
  LpaTlv tlv;

  return lpa_tlv_parse_bytes (signature, 0x5F37, &tlv, NULL) &&
         sim_crypto_verify (X509_get0_pubkey (certificate), data->data, data->len, tlv.value,
                            tlv.length);
}

static X509 *
get_certificate (SmdpClient *client, const char *key)
{
  g_autoptr (GBytes) der = get_member (client, key);
  gsize length;
  const guint8 *data = g_bytes_get_data (der, &length);

  return sim_certificate_parse (data, length);
}

static void
test_initiate (void)
{
  g_autoptr (SmdpClient) client = serve ("", NULL);
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_autoptr (GBytes) signed1 = NULL;
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GBytes) issuer = NULL;
  g_autofree char *address = NULL;
  LpaTlv sequence, tlv;
  X509 *certificate;

  smdp_client_initiate (client);
  smdp_client_assert_figure (client, "");
  g_assert_cmpstr (soup_message_headers_get_one (client->headers, "Content-Type"), ==,
                   "application/json");
  g_assert_cmpstr (soup_message_headers_get_one (client->headers, "X-Admin-Protocol"), ==,
                   "gsma/rsp/v2.2.0");

  signed1 = get_member (client, "serverSigned1");
  g_assert_true (lpa_tlv_parse_bytes (signed1, 0x30, &sequence, NULL));
  g_assert_true (lpa_tlv_find (&sequence, 0x81, &tlv));
  g_assert_cmpmem (tlv.value, tlv.length, "\0\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17", 16);
  g_assert_true (lpa_tlv_find (&sequence, 0x83, &tlv));
  address = lpa_tlv_dup_utf8 (&tlv);
  g_assert_cmpstr (address, ==, sim_smdp_get_address (client->smdp));
  g_assert_true (lpa_tlv_find (&sequence, 0x84, &tlv));
  g_assert_cmpuint (tlv.length, ==, 16);

  signature = get_member (client, "serverSignature1");
  certificate = get_certificate (client, "serverCertificate");
  lpa_tlv_append_raw (data, signed1);
  g_assert_true (verify (certificate, data, signature));
  g_assert_true (sim_pki_verify_server (client->pki, certificate, SIM_ROLE_DP_AUTH));
  X509_free (certificate);

  issuer = get_member (client, "euiccCiPKIdToBeUsed");
  g_assert_true (lpa_tlv_parse_bytes (issuer, 0x04, &tlv, NULL));
  g_assert_cmpuint (tlv.length, ==, 20);
}

static void
initiate_with (SmdpClient *client, const char *address, GBytes *info1, const char *challenge)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (info1, &length);
  g_autofree char *text = g_base64_encode (data, length);
  g_autofree char *body =
      g_strdup_printf ("{\"smdpAddress\":\"%s\",\"euiccChallenge\":\"%s\",\"euiccInfo1\":\"%s\"}",
                       address, challenge, text);

  smdp_client_call (client, SIM_SMDP_INITIATE_AUTHENTICATION, body);
}

static void
check_initiate_refusals (gboolean smds,
                         const char *address_figure,
                         const char *issuer_figure,
                         const char *version_figure)
{
  const SimSmdpOptions options = { .smds = smds };
  const char *challenge = "AAECAwQFBgcICQoLDA0ODw==";
  g_autoptr (SmdpClient) client = serve ("", &options);
  g_autoptr (GBytes) info1 = smdp_euicc_info1 (client->euicc, client->pki);
  g_autoptr (SimPki) other = sim_pki_new (SIM_PKI_DEFAULT_EID, NULL);
  g_autoptr (GBytes) foreign = smdp_euicc_info1 (client->euicc, other);
  g_autoptr (GBytes) junk = g_bytes_new_static ("\xBF\x20\x05\x82", 4);
  g_autoptr (GBytes) old = NULL;
  g_autofree char *upper = g_ascii_strup (sim_smdp_get_address (client->smdp), -1);

  initiate_with (client, "other.example.com", info1, challenge);
  smdp_client_assert_figure (client, address_figure);
  initiate_with (client, upper, foreign, challenge);
  smdp_client_assert_figure (client, issuer_figure);
  client->euicc->version = 1;
  old = smdp_euicc_info1 (client->euicc, client->pki);
  initiate_with (client, upper, old, challenge);
  smdp_client_assert_figure (client, version_figure);
  initiate_with (client, upper, junk, challenge);
  smdp_client_assert_figure (client, "1.6/2.1");
  initiate_with (client, upper, info1, "AAEC");
  smdp_client_assert_figure (client, "1.6/2.1");
  initiate_with (client, upper, info1, "AAE!CAwQFBgcICQoLDA0ODw==");
  smdp_client_assert_figure (client, "1.6/2.1");
  /* The address is compared without case. */
  initiate_with (client, upper, info1, challenge);
  smdp_client_assert_figure (client, "");
}

static void
test_initiate_refusals (void)
{
  check_initiate_refusals (FALSE, "8.8.1/3.8", "8.8.2/3.1", "8.8.3/3.1");
  check_initiate_refusals (TRUE, "8.9.1/3.8", "8.9.2/3.1", "8.9.3/3.1");
}

static void
test_authenticate (void)
{
  g_autoptr (SmdpClient) client =
      serve (",\"ppr\":[\"ppr1\",\"ppr2\"],\"owner\":{\"mccmnc\":\"310260\",\"gid1\":\"AB\"},"
             "\"class\":\"test\",\"notifications\":[\"delete\"],"
             "\"notification_address\":\"n.example\",\"provider\":\"P\",\"profile\":\"N\"",
             NULL);
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_autoptr (GBytes) signed2 = NULL;
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GBytes) metadata = NULL;
  X509 *certificate;
  static const guint8 expected[] = {
    0xBF, 0x25, 0x47,                                                       /* StoreMetadata */
    0x5A, 0x0A, 0x98, 0x94, 0x00, 0x00, 0x00, 0x00, 0x21, 0x43, 0x65, 0xF7, /* ICCID */
    0x91, 0x01, 'P',                                                        /* provider */
    0x92, 0x01, 'N',                                                        /* name */
    0x95, 0x01, 0x00,                                                       /* test profile */
    0xB6, 0x22,                                                             /* notifications */
    0x30, 0x0F, 0x80, 0x02, 0x07, 0x80,                                     /* install */
    0x81, 0x09, 'n',  '.',  'e',  'x',  'a',  'm',  'p',  'l',  'e',        /* to */
    0x30, 0x0F, 0x80, 0x02, 0x04, 0x10,                                     /* delete */
    0x81, 0x09, 'n',  '.',  'e',  'x',  'a',  'm',  'p',  'l',  'e',        /* to */
    0xB7, 0x08, 0x80, 0x03, 0x13, 0x00, 0x62, 0x81, 0x01, 0xAB,             /* owner */
    0x99, 0x02, 0x05, 0x60,                                                 /* PPR1 and PPR2 */
  };

  smdp_client_authenticate (client, "A-1");
  smdp_client_assert_figure (client, "");
  signed2 = get_member (client, "smdpSigned2");
  signature = get_member (client, "smdpSignature2");
  metadata = get_member (client, "profileMetadata");
  g_assert_cmpmem (g_bytes_get_data (metadata, NULL), g_bytes_get_size (metadata), expected,
                   sizeof expected);

  certificate = get_certificate (client, "smdpCertificate");
  lpa_tlv_append_raw (data, signed2);
  lpa_tlv_append_raw (data, client->euicc->signature1);
  g_assert_true (verify (certificate, data, signature));
  g_assert_true (sim_pki_verify_server (client->pki, certificate, SIM_ROLE_DP_PB));
  X509_free (certificate);
  g_assert_cmpuint (get_state (client), ==, SIM_ORDER_RELEASED);
}

/* What a card or an order is like, and what the server says to it. */
typedef struct
{
  const char *order;
  const char *matching_id;
  const char *figure;
  SimOrderState state;
} OrderCase;

static void
test_order_rules (void)
{
  static const OrderCase cases[] = {
    { "", "A-1", "", SIM_ORDER_RELEASED },
    { "", "a-1", "8.2.6/3.8", SIM_ORDER_RELEASED },
    { "", "A-2", "8.2.6/3.8", SIM_ORDER_RELEASED },
    { "", "", "8.1.1/3.8", SIM_ORDER_RELEASED },
    { ",\"eid\":\"" SIM_PKI_DEFAULT_EID "\"", "A-1", "", SIM_ORDER_RELEASED },
    { ",\"eid\":\"" OTHER_EID "\"", "A-1", "8.1.1/3.8", SIM_ORDER_RELEASED },
    { ",\"state\":\"downloaded\"", "A-1", "", SIM_ORDER_DOWNLOADED },
    { ",\"state\":\"installed\"", "A-1", "8.2.6/3.8", SIM_ORDER_INSTALLED },
    { ",\"state\":\"used\"", "A-1", "8.2.6/3.8", SIM_ORDER_USED },
    { ",\"state\":\"expired\"", "A-1", "8.8.5/4.10", SIM_ORDER_EXPIRED },
    { ",\"state\":\"error\"", "A-1", "8.2/1.2", SIM_ORDER_ERROR },
    { ",\"state\":\"unreleased\"", "A-1", "8.2/1.2", SIM_ORDER_UNRELEASED },
    { ",\"state\":\"unavailable\"", "A-1", "", SIM_ORDER_UNAVAILABLE },
    { ",\"download_tries\":0", "A-1", "8.8.5/6.4", SIM_ORDER_ERROR },
    { ",\"download_tries\":1", "A-1", "", SIM_ORDER_RELEASED },
    { ",\"imei_tac\":\"35290611\"", "A-1", "", SIM_ORDER_RELEASED },
    { ",\"imei_tac\":\"35290612\"", "A-1", "8.2.5/4.3", SIM_ORDER_ERROR },
    { ",\"size\":300000", "A-1", "8.1/4.8", SIM_ORDER_RELEASED },
    { ",\"icon\":\"/nonexistent/icon.png\"", "A-1", "8.8/4.2", SIM_ORDER_RELEASED },
    { ",\"refuse\":{\"function\":\"authenticateClient\",\"subject\":\"8.1.1\",\"reason\":\"2.2\"}",
      "A-1", "8.1.1/2.2", SIM_ORDER_RELEASED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SmdpClient) client = serve (cases[i].order, NULL);

      smdp_client_authenticate (client, cases[i].matching_id);
      g_test_message ("%s %s", cases[i].matching_id, cases[i].order);
      smdp_client_assert_figure (client, cases[i].figure);
      g_assert_cmpuint (get_state (client), ==, cases[i].state);
    }
}

static void
test_default_order (void)
{
  g_autoptr (SmdpClient) client =
      smdp_client_new ("{\"orders\":[{\"eid\":\"" SIM_PKI_DEFAULT_EID "\"}]}", NULL);

  smdp_client_authenticate (client, "");
  smdp_client_assert_figure (client, "");
}

/* The card as it is now must be refused with @figure, after which the session is over and a good
 * card gets through. */
static void
check_bad_card (SmdpClient *client, const char *figure)
{
  smdp_client_authenticate (client, "A-1");
  smdp_client_assert_figure (client, figure);
  client->euicc->bad_signature = FALSE;
  client->euicc->bad_challenge = FALSE;
  client->euicc->bad_transaction = FALSE;
  client->euicc->euicc_der = NULL;
  client->euicc->eum_der = NULL;
  smdp_client_cancel (client, 1);
  smdp_client_assert_figure (client, "8.10.1/3.9");
  smdp_client_authenticate (client, "A-1");
  smdp_client_assert_figure (client, "");
}

static void
test_bad_signatures (void)
{
  g_autoptr (SmdpClient) client = serve ("", NULL);

  client->euicc->bad_signature = TRUE;
  check_bad_card (client, "8.1/6.1");
  client->euicc->bad_challenge = TRUE;
  check_bad_card (client, "8.1/6.1");
  client->euicc->bad_transaction = TRUE;
  check_bad_card (client, "8.10.1/3.9");
}

/* A certificate that ended yesterday. */
static GBytes *
make_expired (SimPki *pki, SimPkiRole role, SimPkiRole signer)
{
  const gboolean eum = role == SIM_PKI_EUM;
  const SimCertificateTemplate template = {
    .common_name = "Old",
    .organisation = "Tern Simulation",
    .serial_number = eum ? NULL : sim_pki_get_eid (pki),
    .policy = eum ? SIM_ROLE_EUM : SIM_ROLE_EUICC,
    .key_usage = eum ? "keyCertSign" : "digitalSignature",
    .constraints = eum ? "CA:TRUE,pathlen:0" : NULL,
    .prefix = eum ? "89044045" : NULL,
    .from = -30,
    .days = 29,
  };
  X509 *certificate =
      sim_certificate_build (&template, sim_pki_get_key (pki, role),
                             sim_pki_get_certificate (pki, signer), sim_pki_get_key (pki, signer));
  GBytes *der = sim_certificate_dup_der (certificate);

  X509_free (certificate);
  return der;
}

static void
test_bad_certificates (void)
{
  g_autoptr (SmdpClient) client = serve ("", NULL);
  g_autoptr (SimPki) foreign = sim_pki_new (SIM_PKI_DEFAULT_EID, NULL);
  g_autoptr (SimPki) sibling = sim_pki_derive (client->pki, OTHER_EID, NULL);
  g_autoptr (SimPki) stranger = sim_pki_derive (client->pki, STRANGE_EID, NULL);
  g_autoptr (GBytes) old_eum = make_expired (client->pki, SIM_PKI_EUM, SIM_PKI_CI);
  g_autoptr (GBytes) old_euicc = make_expired (client->pki, SIM_PKI_EUICC, SIM_PKI_EUM);

  client->euicc->eum_der = sim_pki_get_der (foreign, SIM_PKI_EUM);
  check_bad_card (client, "8.1.2/6.1");
  client->euicc->eum_der = sim_pki_get_der (client->pki, SIM_PKI_DPAUTH);
  check_bad_card (client, "8.1.2/6.1");
  client->euicc->eum_der = old_eum;
  check_bad_card (client, "8.1.2/6.3");
  client->euicc->euicc_der = sim_pki_get_der (foreign, SIM_PKI_EUICC);
  check_bad_card (client, "8.1.3/6.1");
  client->euicc->euicc_der = old_euicc;
  check_bad_card (client, "8.1.3/6.3");
  client->euicc->euicc_der = sim_pki_get_der (stranger, SIM_PKI_EUICC);
  check_bad_card (client, "8.1.4/6.1");
  /* Another card of the same maker: its key is another one. */
  client->euicc->euicc_der = sim_pki_get_der (sibling, SIM_PKI_EUICC);
  check_bad_card (client, "8.1/6.1");
}

static void
test_card_error (void)
{
  g_autoptr (SmdpClient) client = serve ("", NULL);
  g_autoptr (GBytes) failed = smdp_euicc_authenticate_error (client->euicc, 6);
  g_autofree char *text =
      g_base64_encode (g_bytes_get_data (failed, NULL), g_bytes_get_size (failed));
  g_autofree char *body = NULL;

  smdp_client_initiate (client);
  body = g_strdup_printf ("{\"transactionId\":\"%s\",\"authenticateServerResponse\":\"%s\"}",
                          json_object_get_string_member (client->reply, "transactionId"), text);
  smdp_client_call (client, SIM_SMDP_AUTHENTICATE_CLIENT, body);
  smdp_client_assert_figure (client, "8.1/4.2");
}

/* Takes the protection off the objects in @sequence, each of which must have @tag and fit into one
 * segment. */
static GBytes *
unprotect (SimBsp *bsp, const LpaTlv *package, guint32 sequence, guint32 tag, guint *count)
{
  GByteArray *out = g_byte_array_new ();
  LpaTlvReader reader;
  LpaTlv list, tlv;

  g_assert_true (lpa_tlv_find (package, sequence, &list));
  lpa_tlv_reader_enter (&reader, &list);
  for (*count = 0; !lpa_tlv_reader_at_end (&reader); (*count)++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) plain = NULL;

      g_assert_true (lpa_tlv_reader_expect (&reader, tag, &tlv, NULL));
      g_assert_cmpuint (tlv.raw_length, <=, SIM_BSP_MAX_SEGMENT);
      plain = sim_bsp_unprotect (bsp, &tlv, &error);
      g_assert_no_error (error);
      lpa_tlv_append_raw (out, plain);
    }
  return g_byte_array_free_to_bytes (out);
}

static SimBsp *
open_channel (SmdpClient *client, const LpaTlv *package)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_autoptr (GBytes) secret = NULL;
  g_autoptr (GBytes) host_id = NULL;
  LpaTlv channel, reference, host, otpk, signature;

  g_assert_true (lpa_tlv_find (package, 0xBF23, &channel));
  g_assert_true (lpa_tlv_find (&channel, 0xA6, &reference));
  g_assert_true (lpa_tlv_find (&reference, 0x84, &host));
  g_assert_true (lpa_tlv_find (&channel, 0x5F49, &otpk));
  g_assert_true (lpa_tlv_find (&channel, 0x5F37, &signature));

  /* All members before the signature, and the card's own key. */
  g_byte_array_append (data, channel.value, (guint) (signature.raw - channel.value));
  lpa_tlv_append_bytes (data, 0x5F49, client->euicc->otpk);
  g_assert_true (sim_crypto_verify (sim_pki_get_key (client->pki, SIM_PKI_DPPB), data->data,
                                    data->len, signature.value, signature.length));

  secret = sim_crypto_shared_secret (client->euicc->otsk, otpk.value, otpk.length, NULL);
  host_id = lpa_tlv_dup_value (&host);
  return sim_bsp_new (secret, host_id, sim_pki_get_eid_bytes (client->pki));
}

static void
replace_keys (SimBsp *bsp, GBytes *request)
{
  LpaTlv keys, chaining, enc, mac;

  g_assert_true (lpa_tlv_parse_bytes (request, 0xBF26, &keys, NULL));
  g_assert_true (lpa_tlv_find (&keys, 0x80, &chaining));
  g_assert_true (lpa_tlv_find (&keys, 0x81, &enc));
  g_assert_true (lpa_tlv_find (&keys, 0x82, &mac));
  sim_bsp_replace_keys (bsp, chaining.value, enc.value, mac.value);
}

/* What the card finds when it opens the package that came last. */
static SimUpp
open_package (SmdpClient *client, GBytes *announced, gboolean session_keys)
{
  g_autoptr (GBytes) bytes = get_member (client, "boundProfilePackage");
  g_autoptr (GBytes) configuration = NULL;
  g_autoptr (GBytes) metadata = NULL;
  g_autoptr (GBytes) keys = NULL;
  g_autoptr (GBytes) profile = NULL;
  g_autoptr (SimBsp) bsp = NULL;
  LpaTlv package, tlv;
  SimUpp upp;
  guint count;

  g_assert_true (lpa_tlv_parse_bytes (bytes, 0xBF36, &package, NULL));
  bsp = open_channel (client, &package);
  configuration = unprotect (bsp, &package, 0xA0, 0x87, &count);
  g_assert_true (lpa_tlv_parse_bytes (configuration, 0xBF24, &tlv, NULL));
  metadata = unprotect (bsp, &package, 0xA1, 0x88, &count);
  g_assert_true (g_bytes_equal (metadata, announced));

  g_assert_true (lpa_tlv_find (&package, 0xA2, &tlv) == !session_keys);
  if (!session_keys)
    {
      keys = unprotect (bsp, &package, 0xA2, 0x87, &count);
      replace_keys (bsp, keys);
    }
  profile = unprotect (bsp, &package, 0xA3, 0x86, &count);
  g_assert_cmpuint (count, ==, (g_bytes_get_size (profile) + 1006) / 1007);
  g_assert_cmpuint (g_bytes_get_size (profile), >=, 11800);
  g_assert_cmpuint (g_bytes_get_size (profile), <, 11900);
  g_assert_true (
      sim_upp_parse (g_bytes_get_data (profile, NULL), g_bytes_get_size (profile), &upp) ||
      upp.status != SIM_PE_STATUS_OK);
  return upp;
}

static void
check_package (const char *order, gboolean session_keys, const char *iccid, SimPeStatus status)
{
  g_autoptr (SmdpClient) client = serve (order, NULL);
  g_autoptr (GBytes) announced = NULL;
  guint8 encoded[SIM_ICCID_SIZE];
  SimUpp upp;

  smdp_client_authenticate (client, "A-1");
  smdp_client_assert_figure (client, "");
  announced = get_member (client, "profileMetadata");
  smdp_client_get_package (client, NULL);
  smdp_client_assert_figure (client, "");
  g_assert_cmpuint (get_state (client), ==, SIM_ORDER_DOWNLOADED);

  upp = open_package (client, announced, session_keys);
  g_assert_cmpuint (upp.status, ==, status);
  g_assert_true (sim_iccid_encode (iccid, encoded));
  g_assert_cmpmem (upp.iccid, sizeof upp.iccid, encoded, sizeof encoded);
}

static void
test_package (void)
{
  check_package ("", FALSE, ICCID, SIM_PE_STATUS_OK);
  check_package (",\"session_keys\":true", TRUE, ICCID, SIM_PE_STATUS_OK);
  check_package (",\"wrong_iccid\":true", FALSE, "8949000000001234577", SIM_PE_STATUS_OK);
  check_package (",\"unknown_pe\":true", FALSE, ICCID, SIM_PE_STATUS_NOT_SUPPORTED);
}

static void
test_package_refusals (void)
{
  g_autoptr (SmdpClient) client = serve ("", NULL);
  g_autoptr (SmdpClient) unavailable = serve (",\"state\":\"unavailable\"", NULL);
  g_autoptr (SmdpClient) told = serve (",\"refuse\":{\"function\":\"getBoundProfilePackage\","
                                       "\"subject\":\"8.8.5\",\"reason\":\"4.10\"}",
                                       NULL);

  smdp_client_authenticate (client, "A-1");
  client->euicc->bad_signature = TRUE;
  smdp_client_get_package (client, NULL);
  smdp_client_assert_figure (client, "8.1/6.1");
  client->euicc->bad_signature = FALSE;

  smdp_client_authenticate (client, "A-1");
  client->euicc->bad_transaction = TRUE;
  smdp_client_get_package (client, NULL);
  smdp_client_assert_figure (client, "8.10.1/3.9");
  client->euicc->bad_transaction = FALSE;
  g_assert_cmpuint (get_state (client), ==, SIM_ORDER_RELEASED);

  smdp_client_authenticate (unavailable, "A-1");
  smdp_client_get_package (unavailable, NULL);
  smdp_client_assert_figure (unavailable, "8.2/3.7");
  smdp_client_authenticate (told, "A-1");
  smdp_client_get_package (told, NULL);
  smdp_client_assert_figure (told, "8.8.5/4.10");
}

/* One that asks for the package before the card is authenticated. */
static void
test_package_too_early (void)
{
  g_autoptr (SmdpClient) client = serve ("", NULL);
  g_autofree char *body = NULL;

  smdp_client_initiate (client);
  body = g_strdup_printf ("{\"transactionId\":\"%s\",\"prepareDownloadResponse\":\"AAAA\"}",
                          json_object_get_string_member (client->reply, "transactionId"));
  smdp_client_call (client, SIM_SMDP_GET_BOUND_PROFILE_PACKAGE, body);
  smdp_client_assert_figure (client, "8.10.1/3.9");
}

static void
try_code (SmdpClient *client, const char *code, const char *figure)
{
  g_autoptr (GBytes) signed2 = NULL;
  LpaTlv sequence, flag;

  smdp_client_authenticate (client, "A-1");
  smdp_client_assert_figure (client, "");
  signed2 = get_member (client, "smdpSigned2");
  g_assert_true (lpa_tlv_parse_bytes (signed2, 0x30, &sequence, NULL));
  g_assert_true (lpa_tlv_find (&sequence, 0x01, &flag));
  g_assert_cmpmem (flag.value, flag.length, "\xFF", 1);
  smdp_client_get_package (client, code);
  smdp_client_assert_figure (client, figure);
}

static void
test_confirmation_code (void)
{
  g_autoptr (SmdpClient) client = serve (",\"confirmation_code\":\"1234\"", NULL);
  g_autoptr (SmdpClient) patient = serve (",\"confirmation_code\":\"1234\"", NULL);

  try_code (client, NULL, "8.2.7/2.2");
  try_code (client, "1235", "8.2.7/3.8");
  try_code (client, "", "8.2.7/3.8");
  try_code (client, "0", "8.2.7/6.4");
  g_assert_cmpuint (get_state (client), ==, SIM_ORDER_ERROR);
  smdp_client_authenticate (client, "A-1");
  smdp_client_assert_figure (client, "8.2/1.2");

  try_code (patient, "1235", "8.2.7/3.8");
  try_code (patient, "1234", "");
  g_assert_cmpuint (get_state (patient), ==, SIM_ORDER_DOWNLOADED);
}

/* After a reply that was lost, the same card fetches it again with its old key, and another card
 * does not. */
static void
test_second_binding (void)
{
  g_autoptr (SmdpClient) client = serve ("", NULL);
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;
  g_autoptr (GBytes) signed2 = NULL;
  LpaTlv sequence, package, channel, otpk, again;

  smdp_client_authenticate (client, "A-1");
  smdp_client_get_package (client, NULL);
  first = get_member (client, "boundProfilePackage");

  smdp_client_authenticate (client, "A-1");
  signed2 = get_member (client, "smdpSigned2");
  g_assert_true (lpa_tlv_parse_bytes (signed2, 0x30, &sequence, NULL));
  g_assert_true (lpa_tlv_find (&sequence, 0x5F49, &otpk));
  g_assert_cmpmem (otpk.value, otpk.length, g_bytes_get_data (client->euicc->otpk, NULL),
                   g_bytes_get_size (client->euicc->otpk));
  smdp_client_get_package (client, NULL);
  smdp_client_assert_figure (client, "");
  second = get_member (client, "boundProfilePackage");

  g_assert_true (lpa_tlv_parse_bytes (first, 0xBF36, &package, NULL));
  g_assert_true (lpa_tlv_find (&package, 0xBF23, &channel));
  g_assert_true (lpa_tlv_find (&channel, 0x5F49, &otpk));
  g_assert_true (lpa_tlv_parse_bytes (second, 0xBF36, &package, NULL));
  g_assert_true (lpa_tlv_find (&package, 0xBF23, &channel));
  g_assert_true (lpa_tlv_find (&channel, 0x5F49, &again));
  g_assert_cmpmem (otpk.value, otpk.length, again.value, again.length);
}

static void
download (SmdpClient *client)
{
  smdp_client_authenticate (client, "A-1");
  smdp_client_assert_figure (client, "");
  smdp_client_get_package (client, NULL);
  smdp_client_assert_figure (client, "");
}

static void
assert_received (SmdpClient *client, guint count, guint type, const char *result, gboolean valid)
{
  g_autofree char *last_result = NULL;
  gboolean last_valid;
  guint last_type;

  g_assert_cmpuint (client->status, ==, 204);
  g_assert_cmpuint (g_bytes_get_size (client->body), ==, 0);
  g_assert_cmpuint (sim_orders_count_received (client->orders), ==, count);
  g_assert_true (
      sim_orders_get_last_received (client->orders, &last_type, &last_valid, &last_result));
  g_assert_cmpuint (last_type, ==, type);
  g_assert_cmpstr (last_result, ==, result);
  g_assert_true (last_valid == valid);
}

static void
send_other (SmdpClient *client, guint type)
{
  g_autoptr (GBytes) notification = smdp_euicc_notify (client->euicc, type, 8, ICCID);

  smdp_client_send_notification (client, notification);
}

static void
test_notifications (void)
{
  g_autoptr (SmdpClient) client = serve ("", NULL);

  download (client);
  client->euicc->bad_signature = TRUE;
  smdp_client_send_result (client, ICCID, 0);
  assert_received (client, 1, SIM_RECEIVED_INSTALL, "ok", FALSE);
  g_assert_cmpuint (get_state (client), ==, SIM_ORDER_DOWNLOADED);
  client->euicc->bad_signature = FALSE;

  smdp_client_send_result (client, ICCID, 12);
  assert_received (client, 2, SIM_RECEIVED_INSTALL, "5/12", TRUE);
  g_assert_cmpuint (get_state (client), ==, SIM_ORDER_RELEASED);

  download (client);
  smdp_client_send_result (client, ICCID, 0);
  assert_received (client, 3, SIM_RECEIVED_INSTALL, "ok", TRUE);
  g_assert_cmpuint (get_state (client), ==, SIM_ORDER_INSTALLED);
  /* The same one once more does no harm. */
  smdp_client_send_result (client, ICCID, 0);
  assert_received (client, 4, SIM_RECEIVED_INSTALL, "ok", TRUE);
  g_assert_cmpuint (get_state (client), ==, SIM_ORDER_INSTALLED);

  send_other (client, SIM_RECEIVED_ENABLE);
  assert_received (client, 5, SIM_RECEIVED_ENABLE, NULL, TRUE);
  send_other (client, SIM_RECEIVED_DISABLE);
  assert_received (client, 6, SIM_RECEIVED_DISABLE, NULL, TRUE);
  client->euicc->bad_signature = TRUE;
  send_other (client, SIM_RECEIVED_DELETE);
  assert_received (client, 7, SIM_RECEIVED_DELETE, NULL, FALSE);
  g_assert_cmpuint (get_state (client), ==, SIM_ORDER_INSTALLED);
  client->euicc->bad_signature = FALSE;
  send_other (client, SIM_RECEIVED_DELETE);
  assert_received (client, 8, SIM_RECEIVED_DELETE, NULL, TRUE);
  g_assert_cmpuint (get_state (client), ==, SIM_ORDER_USED);
}

/* The result of a download is understood by a server that was started again in between. */
static void
test_restart (void)
{
  g_autoptr (SmdpClient) client = serve ("", NULL);

  download (client);
  smdp_client_restart (client);
  g_assert_cmpuint (get_state (client), ==, SIM_ORDER_DOWNLOADED);
  smdp_client_send_result (client, ICCID, 0);
  assert_received (client, 1, SIM_RECEIVED_INSTALL, "ok", TRUE);
  g_assert_cmpuint (get_state (client), ==, SIM_ORDER_INSTALLED);
}

static void
test_oid (void)
{
  const SimSmdpOptions options = { .oid = (char *) "2.999.77" };
  g_autoptr (SmdpClient) client = serve ("", &options);
  g_autofree char *auth = NULL;
  g_autofree char *pb = NULL;
  X509 *certificate;

  smdp_client_initiate (client);
  certificate = get_certificate (client, "serverCertificate");
  auth = sim_certificate_dup_registered_id_text (certificate);
  g_bytes_unref (client->oid);
  client->oid = sim_certificate_dup_registered_id (certificate);
  X509_free (certificate);
  g_assert_cmpstr (auth, ==, "2.999.77");

  smdp_client_authenticate (client, "A-1");
  certificate = get_certificate (client, "smdpCertificate");
  pb = sim_certificate_dup_registered_id_text (certificate);
  X509_free (certificate);
  g_assert_cmpstr (pb, ==, "2.999.77");
  smdp_client_cancel (client, 1);
  smdp_client_assert_figure (client, "");
}

static void
test_reusable (void)
{
  g_autoptr (SmdpClient) client = serve (",\"reusable\":true", NULL);

  download (client);
  smdp_client_send_result (client, ICCID, 0);
  send_other (client, SIM_RECEIVED_DELETE);
  g_assert_cmpuint (get_state (client), ==, SIM_ORDER_RELEASED);
  download (client);
}

static void
test_notification_refusals (void)
{
  g_autoptr (SmdpClient) client = serve (",\"refuse\":{\"function\":\"handleNotification\","
                                         "\"subject\":\"8.10.1\",\"reason\":\"3.9\"}",
                                         NULL);
  g_autoptr (GBytes) oid = g_bytes_new_static ("\x88\x37\x01", 3);
  g_autoptr (GBytes) foreign = NULL;
  g_autoptr (GBytes) junk = g_bytes_new_static ("\x30\x02\x05\x00", 4);

  download (client);
  foreign = smdp_euicc_result (client->euicc, oid, ICCID, 0);
  smdp_client_send_notification (client, foreign);
  smdp_client_assert_figure (client, "8.8/3.10");
  smdp_client_send_notification (client, junk);
  smdp_client_assert_figure (client, "1.6/2.1");
  smdp_client_send_result (client, ICCID, 0);
  smdp_client_assert_figure (client, "8.10.1/3.9");
  g_assert_cmpuint (get_state (client), ==, SIM_ORDER_DOWNLOADED);
  g_assert_cmpuint (sim_orders_count_received (client->orders), ==, 0);
}

static void
test_cancel_reasons (void)
{
  static const struct
  {
    gint64 reason;
    SimOrderState state;
  } cases[] = {
    { 0, SIM_ORDER_ERROR },   { 1, SIM_ORDER_RELEASED }, { 2, SIM_ORDER_RELEASED },
    { 3, SIM_ORDER_ERROR },   { 4, SIM_ORDER_ERROR },    { 5, SIM_ORDER_ERROR },
    { 127, SIM_ORDER_ERROR },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SmdpClient) client = serve ("", NULL);

      smdp_client_authenticate (client, "A-1");
      smdp_client_cancel (client, cases[i].reason);
      smdp_client_assert_figure (client, "");
      g_assert_cmpuint (get_state (client), ==, cases[i].state);
    }
}

static void
test_cancel_refusals (void)
{
  g_autoptr (SmdpClient) client = serve ("", NULL);
  g_autoptr (GBytes) own = g_bytes_ref (client->oid);

  /* Nobody has said yet whose signature it would be. */
  smdp_client_initiate (client);
  client->euicc->transaction_id = g_bytes_new_static ("\1", 1);
  smdp_client_cancel (client, 1);
  smdp_client_assert_figure (client, "8.1/6.1");

  smdp_client_authenticate (client, "A-1");
  client->euicc->bad_signature = TRUE;
  smdp_client_cancel (client, 0);
  smdp_client_assert_figure (client, "8.1/6.1");
  client->euicc->bad_signature = FALSE;

  smdp_client_authenticate (client, "A-1");
  client->euicc->bad_transaction = TRUE;
  smdp_client_cancel (client, 0);
  smdp_client_assert_figure (client, "8.10.1/3.9");
  client->euicc->bad_transaction = FALSE;

  smdp_client_authenticate (client, "A-1");
  g_bytes_unref (client->oid);
  client->oid = g_bytes_new_static ("\x88\x37\x01", 3);
  smdp_client_cancel (client, 0);
  smdp_client_assert_figure (client, "8.8/3.10");
  g_bytes_unref (client->oid);
  client->oid = g_bytes_ref (own);

  /* None of these had an effect. */
  g_assert_cmpuint (get_state (client), ==, SIM_ORDER_RELEASED);
  /* After a package, "not now" keeps the order with its card. */
  download (client);
  smdp_client_cancel (client, 1);
  smdp_client_assert_figure (client, "");
  g_assert_cmpuint (get_state (client), ==, SIM_ORDER_DOWNLOADED);
}

static void
test_discovery (void)
{
  const SimSmdpOptions options = { .smds = TRUE };
  static const char orders[] =
      "{\"events\":[{\"event_id\":\"E1\",\"eid\":\"" SIM_PKI_DEFAULT_EID "\",\"address\":\"a:1\"},"
      "{\"event_id\":\"E2\",\"eid\":\"" OTHER_EID "\",\"address\":\"b\"},"
      "{\"event_id\":\"E3\",\"eid\":\"" SIM_PKI_DEFAULT_EID "\",\"address\":\"c\"}]}";
  g_autoptr (SmdpClient) client = smdp_client_new (orders, &options);
  g_autoptr (SmdpClient) empty = smdp_client_new ("{}", &options);
  JsonArray *entries;
  JsonObject *entry;
  X509 *certificate;

  smdp_client_initiate (client);
  certificate = get_certificate (client, "serverCertificate");
  g_assert_true (sim_certificate_has_role (certificate, SIM_ROLE_DS_AUTH));
  X509_free (certificate);

  smdp_client_authenticate (client, "");
  smdp_client_assert_figure (client, "");
  entries = json_object_get_array_member (client->reply, "eventEntries");
  g_assert_cmpuint (json_array_get_length (entries), ==, 2);
  entry = json_array_get_object_element (entries, 0);
  g_assert_cmpstr (json_object_get_string_member (entry, "eventId"), ==, "E1");
  g_assert_cmpstr (json_object_get_string_member (entry, "rspServerAddress"), ==, "a:1");

  smdp_client_authenticate (client, "E3");
  entries = json_object_get_array_member (client->reply, "eventEntries");
  g_assert_cmpuint (json_array_get_length (entries), ==, 1);
  smdp_client_authenticate (client, "E2");
  smdp_client_assert_figure (client, "8.9.5/3.9");
  smdp_client_authenticate (empty, "");
  smdp_client_assert_figure (empty, "8.9.5/3.9");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/smdp/initiate", test_initiate);
  g_test_add_func ("/sim/smdp/initiate-refusals", test_initiate_refusals);
  g_test_add_func ("/sim/smdp/authenticate", test_authenticate);
  g_test_add_func ("/sim/smdp/order-rules", test_order_rules);
  g_test_add_func ("/sim/smdp/default-order", test_default_order);
  g_test_add_func ("/sim/smdp/bad-signatures", test_bad_signatures);
  g_test_add_func ("/sim/smdp/bad-certificates", test_bad_certificates);
  g_test_add_func ("/sim/smdp/card-error", test_card_error);
  g_test_add_func ("/sim/smdp/package", test_package);
  g_test_add_func ("/sim/smdp/package-refusals", test_package_refusals);
  g_test_add_func ("/sim/smdp/package-too-early", test_package_too_early);
  g_test_add_func ("/sim/smdp/confirmation-code", test_confirmation_code);
  g_test_add_func ("/sim/smdp/second-binding", test_second_binding);
  g_test_add_func ("/sim/smdp/notifications", test_notifications);
  g_test_add_func ("/sim/smdp/restart", test_restart);
  g_test_add_func ("/sim/smdp/oid", test_oid);
  g_test_add_func ("/sim/smdp/reusable", test_reusable);
  g_test_add_func ("/sim/smdp/notification-refusals", test_notification_refusals);
  g_test_add_func ("/sim/smdp/cancel-reasons", test_cancel_reasons);
  g_test_add_func ("/sim/smdp/cancel-refusals", test_cancel_refusals);
  g_test_add_func ("/sim/smdp/discovery", test_discovery);
  return g_test_run ();
}
