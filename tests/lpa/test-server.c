/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-server.h"

#include <string.h>

#include <glib/gstdio.h>

#include "lpa-test-pki.h"
#include "lpa-test-server.h"
#include "lpa/lpa-activation-code.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-hex.h"
#include "lpa/lpa-server-reply.h"
#include "sim/sim-smdp.h"

#define CHALLENGE "000102030405060708090A0B0C0D0E0F"
#define TRANSACTION "0A0B0C0D0E0F1011"

/*
 * --- Against the simulated server
 * ----------------------------------------------------------------
 */

static SimPki *
get_pki (void)
{
  static SimPki *pki;
  g_autoptr (GError) error = NULL;

  if (!pki)
    pki = sim_pki_new (SIM_PKI_DEFAULT_EID, &error);
  g_assert_no_error (error);
  return pki;
}

static LpaTrust *
trust_pki (void)
{
  g_autofree char *pem = sim_pki_dup_pem (get_pki (), SIM_PKI_CI);
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  LpaTrust *trust = lpa_trust_new ();

  g_close (g_file_open_tmp ("issuer-XXXXXX.pem", &path, &error), NULL);
  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (path, pem, -1, NULL));
  g_assert_true (lpa_trust_add_issuers (trust, path, &error));
  g_assert_no_error (error);
  g_remove (path);
  return trust;
}

static GBytes *
make_info1 (GBytes *key_id)
{
  static const guint8 svn[] = { 2, 2, 2 };
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint info = lpa_tlv_open (out, 0xBF20);

  lpa_tlv_append (out, 0x82, svn, sizeof svn);
  for (guint32 tag = 0xA9; tag <= 0xAA; tag++)
    {
      guint keys = lpa_tlv_open (out, tag);

      lpa_tlv_append_bytes (out, 0x04, key_id);
      lpa_tlv_close (out, keys);
    }
  lpa_tlv_close (out, info);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static LpaServerAuthentication *
initiate (LpaServer *server, GBytes *key_id, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) challenge = lpa_hex_decode (CHALLENGE);
  g_autoptr (GBytes) info1 = make_info1 (key_id);

  return lpa_server_initiate_authentication (server, challenge, info1, cancellable, error);
}

static SimSmdp *
start_smdp (const SimSmdpOptions *options)
{
  g_autoptr (SimOrders) orders = sim_orders_new ();
  SimSmdp *smdp = sim_smdp_new (get_pki (), orders, options);
  g_autoptr (GError) error = NULL;

  g_assert_true (sim_smdp_start (smdp, &error));
  g_assert_no_error (error);
  return smdp;
}

/* Asks a server so many times over; every time has to go as well as the last. */
static LpaServerAuthentication *
ask_smdp (const SimSmdpOptions *options, guint times, LpaTrustKind *kind, GError **error)
{
  SimSmdp *smdp = start_smdp (options);
  g_autoptr (LpaTrust) trust = trust_pki ();
  GBytes *ci = sim_pki_get_ci_id (get_pki ());
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  LpaServerAuthentication *answer = NULL;
  LpaServer *server;

  g_ptr_array_add (keys, ci);
  server = lpa_server_new (sim_smdp_get_address (smdp), trust, keys);
  for (guint i = 0; i < times; i++)
    {
      g_clear_pointer (&answer, lpa_server_authentication_free);
      answer = initiate (server, ci, NULL, error);
      if (!answer)
        break;
    }
  if (answer)
    {
      *kind = lpa_server_get_verdict (server)->kind;
      g_assert_nonnull (lpa_server_get_date (server));
      g_assert_cmpuint (sim_smdp_count_connections (smdp), ==, 1);
      g_assert_cmpuint (sim_smdp_count_calls (smdp, SIM_SMDP_INITIATE_AUTHENTICATION), ==, times);
    }
  g_assert_finalize_object (server);
  sim_smdp_stop (smdp);
  g_object_unref (smdp);
  return answer;
}

static void
test_smdp_sloppy (void)
{
  const SimSmdpOptions sloppy[] = {
    { 0 },
    { .header_last = TRUE },
    { .charset = TRUE },
    { .missing_header = TRUE },
    { .base64_lines = TRUE },
    { .base64_unpadded = TRUE },
    { .misspelt_issuer = TRUE },
    { .lower_transaction_id = TRUE },
    { .header_last = TRUE, .base64_lines = TRUE, .base64_unpadded = TRUE, .misspelt_issuer = TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sloppy); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LpaServerAuthentication) answer = NULL;
      LpaTrustKind kind = LPA_TRUST_KIND_WEB;

      g_test_message ("%" G_GSIZE_FORMAT, i);
      answer = ask_smdp (&sloppy[i], 3, &kind, &error);
      g_assert_no_error (error);
      g_assert_nonnull (answer);
      g_assert_cmpint (kind, ==, LPA_TRUST_KIND_ADDED);
      g_assert_cmpuint (g_bytes_get_size (answer->key_id), ==, 22);
    }
}

typedef struct
{
  SimSmdpOptions options;
  const char *domain;
  int code;
  const char *figure;
} SmdpRefusal;

static char *refuse[] = { (char *) "initiateAuthentication=8.8.3/3.1", NULL };

static void
test_smdp_refusals (void)
{
  const SmdpRefusal refusals[] = {
    { { .refuse = refuse }, "server", LPA_SERVER_ERROR_REFUSED, "8.8.3/3.1" },
    { { .refuse = refuse, .bare_refusals = TRUE }, "server", LPA_SERVER_ERROR_REFUSED, NULL },
    { { .wrong_transaction_id = TRUE }, "server", LPA_SERVER_ERROR_TRANSACTION, NULL },
    { { .wrong_address = TRUE }, "server", LPA_SERVER_ERROR_ADDRESS, NULL },
    { { .wrong_challenge = TRUE }, "server", LPA_SERVER_ERROR_CHALLENGE, NULL },
    { { .status = 500 }, "http", LPA_HTTP_ERROR_STATUS, "500" },
    { { .html = TRUE }, "http", LPA_HTTP_ERROR_PORTAL, "200" },
    { { .redirect = (char *) "https://portal.example.com/" }, "http", LPA_HTTP_ERROR_PORTAL, NULL },
    { { .big_reply = TRUE }, "http", LPA_HTTP_ERROR_TOO_LARGE, NULL },
    { { .close_after = (char *) "initiateAuthentication" }, "http", LPA_HTTP_ERROR_LOST, NULL },
    { { .retry_after = 3600 }, "http", LPA_HTTP_ERROR_STATUS, "503" },
    { { .tls_flaw = (char *) "expired" }, "trust", LPA_TRUST_ERROR_EXPIRED, NULL },
    { { .tls_flaw = (char *) "not-yet-valid" }, "trust", LPA_TRUST_ERROR_NOT_YET_VALID, NULL },
    { { .tls_flaw = (char *) "other-host" }, "trust", LPA_TRUST_ERROR_WRONG_HOST, NULL },
    { { .tls_flaw = (char *) "self-signed" }, "trust", LPA_TRUST_ERROR_SELF_SIGNED, NULL },
    { { .tls_flaw = (char *) "other-issuer" }, "trust", LPA_TRUST_ERROR_UNKNOWN_ISSUER, NULL },
    { { .tls_flaw = (char *) "wrong-usage" }, "trust", LPA_TRUST_ERROR_WRONG_PURPOSE, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LpaServerAuthentication) answer = NULL;
      LpaTrustKind kind;

      answer = ask_smdp (&refusals[i].options, 1, &kind, &error);
      g_assert_null (answer);
      g_assert_nonnull (error);
      g_test_message ("%" G_GSIZE_FORMAT ": %s", i, error->message);
      g_assert_cmpstr (lpa_error_domain_name (error->domain), ==, refusals[i].domain);
      g_assert_cmpint (error->code, ==, refusals[i].code);
      if (refusals[i].figure)
        g_assert_cmpstr (lpa_error_get_figure (error), ==, refusals[i].figure);
    }
}

/*
 * --- Against scripted answers
 * --------------------------------------------------------------------
 */

typedef struct
{
  LpaTestIdentity *root;
  LpaTestIdentity *identity;
  LpaTrust *trust;
  GPtrArray *card_keys;
  LpaTestServer *peer;
  LpaServer *server;
  char *address;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  const LpaTestCertificate wanted = { .name = "x",
                                      .alternative_names = "DNS:localhost,RID:1.3.6.1.4.1.31746.1",
                                      .from = -1,
                                      .to = 1 };
  g_autoptr (GTlsCertificate) certificate = NULL;

  self->root = lpa_test_pki_root ("Test Root");
  self->identity = lpa_test_pki_issue (self->root, &wanted);
  self->trust = lpa_trust_new ();
  self->card_keys = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_ptr_array_add (self->card_keys, lpa_test_identity_get_key_id (self->root));
  certificate = lpa_test_identity_to_server (self->identity, self->root);
  self->peer = lpa_test_server_new (certificate);
  self->address = lpa_test_server_get_address (self->peer, "localhost");
  self->server = lpa_server_new (self->address, self->trust, self->card_keys);
  g_assert_cmpstr (lpa_server_get_address (self->server), ==, self->address);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_assert_finalize_object (self->server);
  lpa_test_server_free (self->peer);
  g_ptr_array_unref (self->card_keys);
  g_assert_finalize_object (self->trust);
  lpa_test_identity_free (self->identity);
  lpa_test_identity_free (self->root);
  g_free (self->address);
}

static char *
encode (GByteArray *bytes)
{
  char *text = g_base64_encode (bytes->data, bytes->len);

  g_byte_array_unref (bytes);
  return text;
}

static char *
encode_object (guint32 tag, const char *hex)
{
  g_autoptr (GBytes) value = lpa_hex_decode (hex);
  GByteArray *out = g_byte_array_new ();

  lpa_tlv_append_bytes (out, tag, value);
  return encode (out);
}

/*
 * serverSigned1 (SGP.22 5.6.1): 80 transactionId, 81 euiccChallenge, 83 serverAddress, 84
 * serverChallenge
 */
static char *
make_signed1 (const char *transaction, const char *challenge, const char *address)
{
  GByteArray *out = g_byte_array_new ();
  g_autoptr (GBytes) id = lpa_hex_decode (transaction);
  g_autoptr (GBytes) bytes = lpa_hex_decode (challenge);
  guint sequence = lpa_tlv_open (out, 0x30);

  lpa_tlv_append_bytes (out, 0x80, id);
  lpa_tlv_append_bytes (out, 0x81, bytes);
  lpa_tlv_append_string (out, 0x83, address);
  lpa_tlv_append_bytes (out, 0x84, bytes);
  lpa_tlv_close (out, sequence);
  return encode (out);
}

static char *
make_key_id (GBytes *key_id)
{
  GByteArray *out = g_byte_array_new ();

  lpa_tlv_append_bytes (out, 0x04, key_id);
  return encode (out);
}

/* An answer to initiateAuthentication in which everything is right but what is given. */
static char *
make_initiation (Fixture *self,
                 const char *transaction,
                 const char *signed_transaction,
                 const char *address,
                 GBytes *key_id)
{
  g_autofree char *signed1 = make_signed1 (signed_transaction, CHALLENGE, address);
  g_autofree char *signature = encode_object (0x5F37, TRANSACTION);
  g_autofree char *key = make_key_id (key_id);
  g_autofree char *certificate = encode_object (0x30, "0500");

  return g_strdup_printf ("{\"transactionId\":\"%s\",\"serverSigned1\":\"%s\","
                          "\"serverSignature1\":\"%s\",\"euiccCiPKIdToBeUsed\":\"%s\","
                          "\"serverCertificate\":\"%s\"}",
                          transaction, signed1, signature, key, certificate);
}

static void
push (Fixture *self, const char *json)
{
  lpa_test_server_push_body (self->peer, "200 OK", "Content-Type: application/json\r\n", json);
}

static void
assert_initiation (Fixture *self, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LpaServerAuthentication) answer =
      initiate (self->server, g_ptr_array_index (self->card_keys, 0), NULL, &error);

  if (code < 0)
    {
      g_assert_no_error (error);
      g_assert_nonnull (answer);
      return;
    }
  g_assert_null (answer);
  g_test_message ("%s", error->message);
  g_assert_error (error, LPA_SERVER_ERROR, code);
}

static void
test_initiation_checks (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) stranger = lpa_hex_decode ("00112233445566778899AABBCCDDEEFF00112233");
  GBytes *known = g_ptr_array_index (self->card_keys, 0);
  struct
  {
    const char *transaction;
    const char *signed_transaction;
    const char *address;
    GBytes *key_id;
    int code;
  } cases[] = {
    { TRANSACTION, TRANSACTION, self->address, known, -1 },
    { "0a0b0c0d0e0f1011", TRANSACTION, "LOCALHOST", known, -1 },
    { TRANSACTION, "0A0B0C0D0E0F1012", "localhost", known, LPA_SERVER_ERROR_TRANSACTION },
    { TRANSACTION, "0A0B", "localhost", known, LPA_SERVER_ERROR_TRANSACTION },
    { TRANSACTION, TRANSACTION, "localhost.example.com", known, LPA_SERVER_ERROR_ADDRESS },
    { TRANSACTION, TRANSACTION, "localhost:1", known, LPA_SERVER_ERROR_ADDRESS },
    { TRANSACTION, TRANSACTION, "localhost", stranger, LPA_SERVER_ERROR_ISSUER },
    { "", TRANSACTION, "localhost", known, LPA_SERVER_ERROR_MALFORMED },
    { "0A0", TRANSACTION, "localhost", known, LPA_SERVER_ERROR_MALFORMED },
    { "zz", TRANSACTION, "localhost", known, LPA_SERVER_ERROR_MALFORMED },
    { "0A:0B", "0A0B", "localhost", known, LPA_SERVER_ERROR_MALFORMED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *json =
          make_initiation (self, cases[i].transaction, cases[i].signed_transaction,
                           cases[i].address, cases[i].key_id);

      g_test_message ("%" G_GSIZE_FORMAT, i);
      push (self, json);
      assert_initiation (self, cases[i].code);
    }
}

static void
test_malformed (Fixture *self, gconstpointer data)
{
  static const char *const bodies[] = {
    "",
    "  ",
    "null",
    "[]",
    "\"text\"",
    "{",
    "{}x",
    "\xFF",
    "{\"transactionId\":7}",
    "{\"transactionId\":\"0A\"}",
    "{\"transactionId\":\"0A\",\"serverSigned1\":\"!!!!\"}",
    "{\"transactionId\":\"0A\",\"serverSigned1\":\"MAA\",\"serverSignature1\":{}}",
    "{\"transactionId\":\"0A\",\"serverSigned1\":[\"MAA=\"]}",
    /* another tag, a length beyond the end, bytes behind the end */
    "{\"transactionId\":\"0A\",\"serverSigned1\":\"MQA=\"}",
    "{\"transactionId\":\"0A\",\"serverSigned1\":\"MAU=\"}",
    "{\"transactionId\":\"0A\",\"serverSigned1\":\"MAAA\"}",
    "{\"header\":[]}",
    "{\"header\":{\"functionExecutionStatus\":7}}",
    "{\"header\":{\"functionExecutionStatus\":{\"status\":null}}}",
  };
  g_autofree char *deep = g_strnfill (60000, '[');
  g_autofree char *hidden = g_strdup_printf ("/* \" */ {\"a\":%s", deep);

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_test_message ("%" G_GSIZE_FORMAT, i);
      push (self, bodies[i]);
      assert_initiation (self, LPA_SERVER_ERROR_MALFORMED);
    }
  push (self, deep);
  assert_initiation (self, LPA_SERVER_ERROR_MALFORMED);
  push (self, hidden);
  assert_initiation (self, LPA_SERVER_ERROR_MALFORMED);
}

#define FAILED(data) \
  "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Failed\",\"statusCodeData\":" data "}}}"

typedef struct
{
  const char *status;
  const char *body;
  const char *figure;
  const char *detail;
} Refusal;

static void
test_refusals (Fixture *self, gconstpointer data)
{
  static const Refusal refusals[] = {
    { "200 OK",
      FAILED ("{\"subjectCode\":\"8.2.6\",\"reasonCode\":\"3.8\",\"message\":\"No such order\"}"),
      "8.2.6/3.8", "No such order" },
    { "200 OK",
      FAILED ("{\"subjectCode\":\" 8.1.1 \",\"reasonCode\":\"3.8\",\"subjectIdentifier\":\"EID\","
              "\"message\":\"Invalid\"}"),
      "8.1.1/3.8", "EID: Invalid" },
    { "200 OK", FAILED ("{\"reasonCode\":\"3.8\"}"), NULL, NULL },
    { "200 OK", FAILED ("{\"subjectCode\":\"a/b\",\"reasonCode\":\"%s\"}"), NULL, NULL },
    { "200 OK", "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Failed\"}}}", NULL, NULL },
    { "200 OK", "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Expired\"}}}", NULL, NULL },
    /* an error status with a refusal in its body is that refusal */
    { "404 Not Found", FAILED ("{\"subjectCode\":\"8.10.1\",\"reasonCode\":\"3.9\"}"), "8.10.1/3.9",
      NULL },
    { "500 Oops", "\xEF\xBB\xBF" FAILED ("{\"subjectCode\":\"8.8\",\"reasonCode\":\"4.2\"}"),
      "8.8/4.2", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", refusals[i].body);
      lpa_test_server_push_body (self->peer, refusals[i].status, "", refusals[i].body);
      g_assert_null (initiate (self->server, g_ptr_array_index (self->card_keys, 0), NULL, &error));
      g_assert_error (error, LPA_SERVER_ERROR, LPA_SERVER_ERROR_REFUSED);
      g_assert_cmpstr (lpa_error_get_figure (error), ==, refusals[i].figure);
      g_assert_cmpstr (lpa_error_get_detail (error), ==, refusals[i].detail);
    }
}

static void
test_status (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  lpa_test_server_push_body (self->peer, "500 Oops", "Content-Type: text/html\r\n",
                             "<h1>Out of \xFF order</h1>");
  g_assert_null (initiate (self->server, g_ptr_array_index (self->card_keys, 0), NULL, &error));
  g_assert_error (error, LPA_HTTP_ERROR, LPA_HTTP_ERROR_STATUS);
  g_assert_cmpstr (lpa_error_get_figure (error), ==, "500");
  g_assert_nonnull (strstr (lpa_error_get_detail (error), "Out of"));
}

static LpaServerAuthentication *
make_authentication (void)
{
  LpaServerAuthentication *self = g_new0 (LpaServerAuthentication, 1);

  self->transaction_id = g_strdup (TRANSACTION);
  self->transaction_bytes = lpa_hex_decode (TRANSACTION);
  return self;
}

/* smdpSigned2 (SGP.22 5.6.3): 80 transactionId, 01 ccRequiredFlag */
static char *
make_offer (const char *prefix, const char *transaction, const char *flag)
{
  GByteArray *out = g_byte_array_new ();
  g_autoptr (GBytes) id = lpa_hex_decode (transaction);
  g_autoptr (GBytes) value = lpa_hex_decode (flag);
  guint sequence = lpa_tlv_open (out, 0x30);
  g_autofree char *signed2 = NULL;
  g_autofree char *metadata = encode_object (0xBF25, "5A0A98001032547698103254");
  g_autofree char *signature = encode_object (0x5F37, "00");
  g_autofree char *certificate = encode_object (0x30, "0500");

  lpa_tlv_append_bytes (out, 0x80, id);
  lpa_tlv_append_bytes (out, 0x01, value);
  lpa_tlv_close (out, sequence);
  signed2 = encode (out);
  return g_strdup_printf ("{%s\"profileMetadata\":\"%s\",\"smdpSigned2\":\"%s\","
                          "\"smdpSignature2\":\"%s\",\"smdpCertificate\":\"%s\"}",
                          prefix, metadata, signed2, signature, certificate);
}

static void
test_offer (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *prefix;
    const char *transaction;
    const char *flag;
    int code;
    gboolean required;
  } cases[] = {
    { "", TRANSACTION, "00", -1, FALSE },
    { "\"transactionId\":\"0a0b0c0d0e0f1011\",", TRANSACTION, "FF", -1, TRUE },
    { "", TRANSACTION, "01", -1, TRUE },
    { "\"transactionId\":\"0A\",", TRANSACTION, "00", LPA_SERVER_ERROR_TRANSACTION, FALSE },
    { "", "0A", "00", LPA_SERVER_ERROR_TRANSACTION, FALSE },
    { "", TRANSACTION, "", LPA_SERVER_ERROR_MALFORMED, FALSE },
    { "", TRANSACTION, "0000", LPA_SERVER_ERROR_MALFORMED, FALSE },
  };
  g_autoptr (LpaServerAuthentication) authentication = make_authentication ();
  g_autoptr (GBytes) response = lpa_hex_decode ("BF3800");
  g_autofree char *request = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *json = make_offer (cases[i].prefix, cases[i].transaction, cases[i].flag);
      g_autoptr (GError) error = NULL;
      g_autoptr (LpaServerOffer) offer = NULL;

      g_test_message ("%" G_GSIZE_FORMAT, i);
      push (self, json);
      offer = lpa_server_authenticate_client (self->server, authentication, response, NULL, &error);
      if (cases[i].code < 0)
        {
          g_assert_no_error (error);
          g_assert_cmpint (offer->confirmation_code_required, ==, cases[i].required);
          continue;
        }
      g_assert_null (offer);
      g_assert_error (error, LPA_SERVER_ERROR, cases[i].code);
    }
  request = lpa_test_server_get_request (self->peer, 0);
  g_assert_nonnull (strstr (request, "POST /gsma/rsp2/es9plus/authenticateClient "));
  g_assert_nonnull (strstr (request, "\"transactionId\":\"" TRANSACTION "\""));
  g_assert_nonnull (strstr (request, "\"authenticateServerResponse\":\"vzgA\""));
}

static void
test_events (Fixture *self, gconstpointer data)
{
  static const char json[] =
      "{\"eventEntries\":[{\"eventId\":\"aB-1\",\"rspServerAddress\":\"SMDP.example.com\"},"
      "7,{},{\"eventId\":\"x\"},{\"eventId\":\"y\",\"rspServerAddress\":\"a b\"},"
      "{\"rspServerAddress\":\"https://other.example.com/\",\"eventId\":\"2\"}]}";
  g_autoptr (LpaServerAuthentication) authentication = make_authentication ();
  g_autoptr (GBytes) response = lpa_hex_decode ("BF3800");
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GPtrArray) none = NULL;
  const LpaActivationCode *first, *second;

  push (self, json);
  events =
      lpa_server_authenticate_client_events (self->server, authentication, response, NULL, NULL);
  g_assert_cmpuint (events->len, ==, 2);
  first = g_ptr_array_index (events, 0);
  second = g_ptr_array_index (events, 1);
  g_assert_cmpstr (first->address, ==, "smdp.example.com");
  g_assert_cmpstr (first->matching_id, ==, "aB-1");
  g_assert_cmpstr (second->address, ==, "other.example.com");

  push (self, "{\"eventEntries\":[]}");
  none = lpa_server_authenticate_client_events (self->server, authentication, response, NULL, NULL);
  g_assert_cmpuint (none->len, ==, 0);
}

/* BF36 { BF23 { 82 remoteOpId, 80 transactionId } } */
static char *
make_package (const char *transaction)
{
  GByteArray *out = g_byte_array_new ();
  g_autoptr (GBytes) id = lpa_hex_decode (transaction);
  guint package = lpa_tlv_open (out, 0xBF36);
  guint channel = lpa_tlv_open (out, 0xBF23);
  g_autofree char *encoded = NULL;

  lpa_tlv_append_integer (out, 0x82, 1);
  lpa_tlv_append_bytes (out, 0x80, id);
  lpa_tlv_close (out, channel);
  lpa_tlv_close (out, package);
  encoded = encode (out);
  return g_strdup_printf ("{\"boundProfilePackage\":\"%s\"}", encoded);
}

static void
test_package (Fixture *self, gconstpointer data)
{
  g_autoptr (LpaServerAuthentication) authentication = make_authentication ();
  g_autoptr (GBytes) response = lpa_hex_decode ("BF2100");
  g_autofree char *good = make_package (TRANSACTION);
  g_autofree char *foreign = make_package ("0A0B0C0D0E0F1012");
  g_autoptr (GBytes) package = NULL;
  g_autoptr (GError) error = NULL;

  push (self, good);
  package =
      lpa_server_get_bound_profile_package (self->server, authentication, response, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (package);
  push (self, foreign);
  g_assert_null (
      lpa_server_get_bound_profile_package (self->server, authentication, response, NULL, &error));
  g_assert_error (error, LPA_SERVER_ERROR, LPA_SERVER_ERROR_TRANSACTION);
  g_clear_error (&error);

  /* the point of no return is passed once */
  lpa_test_server_push (self->peer, "", LPA_TEST_AFTER_CLOSE);
  g_assert_null (
      lpa_server_get_bound_profile_package (self->server, authentication, response, NULL, &error));
  g_assert_error (error, LPA_HTTP_ERROR, LPA_HTTP_ERROR_LOST);
  g_assert_cmpuint (lpa_test_server_count_requests (self->peer), ==, 3);
}

static void
test_notification (Fixture *self, gconstpointer data)
{
  static const char *const taken[][2] = { { "204 No Content", "" },
                                          { "200 OK", "" },
                                          { "200 OK", "{}" },
                                          { "202 Accepted", "OK" } };
  g_autoptr (GBytes) notification = lpa_hex_decode ("BF3700");
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (taken); i++)
    {
      lpa_test_server_push_body (self->peer, taken[i][0], "", taken[i][1]);
      g_assert_true (lpa_server_handle_notification (self->server, notification, NULL, &error));
      g_assert_no_error (error);
    }
  lpa_test_server_push (self->peer, "", LPA_TEST_AFTER_CLOSE);
  lpa_test_server_push_body (self->peer, "204 No Content", "", "");
  g_assert_true (lpa_server_handle_notification (self->server, notification, NULL, NULL));

  push (self, FAILED ("{\"subjectCode\":\"8.10.1\",\"reasonCode\":\"3.9\"}"));
  g_assert_false (lpa_server_handle_notification (self->server, notification, NULL, &error));
  g_assert_cmpstr (lpa_error_get_figure (error), ==, "8.10.1/3.9");
  g_clear_error (&error);
  lpa_test_server_push_body (self->peer, "400 Bad", "", "");
  g_assert_false (lpa_server_handle_notification (self->server, notification, NULL, &error));
  g_assert_error (error, LPA_HTTP_ERROR, LPA_HTTP_ERROR_STATUS);
}

static void
test_cancel_session (Fixture *self, gconstpointer data)
{
  g_autoptr (LpaServerAuthentication) authentication = make_authentication ();
  g_autoptr (GBytes) response = lpa_hex_decode ("BF4100");
  g_autofree char *request = NULL;

  push (self, "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}}}");
  g_assert_true (lpa_server_cancel_session (self->server, authentication, response, NULL, NULL));
  push (self, "");
  g_assert_true (lpa_server_cancel_session (self->server, authentication, response, NULL, NULL));
  request = lpa_test_server_get_request (self->peer, 1);
  g_assert_nonnull (strstr (request, "\"cancelSessionResponse\":\"v0EA\""));
}

static void
test_oid (Fixture *self, gconstpointer data)
{
  g_autoptr (LpaServerAuthentication) authentication = make_authentication ();
  g_autoptr (GError) error = NULL;
  guchar *der = NULL;
  int length = i2d_X509 (self->identity->certificate, &der);

  authentication->certificate = g_bytes_new (der, (gsize) length);
  OPENSSL_free (der);
  g_assert_true (lpa_server_authentication_check_oid (authentication, NULL, NULL));
  g_assert_true (lpa_server_authentication_check_oid (authentication, "1.3.6.1.4.1.31746.1", NULL));
  g_assert_false (
      lpa_server_authentication_check_oid (authentication, "1.3.6.1.4.1.31746", &error));
  g_assert_error (error, LPA_SERVER_ERROR, LPA_SERVER_ERROR_OID);
  g_clear_error (&error);

  g_bytes_unref (authentication->certificate);
  authentication->certificate = g_bytes_new_static ("\x30\x00", 2);
  g_assert_false (lpa_server_authentication_check_oid (authentication, "1.2.3", &error));
  g_assert_error (error, LPA_SERVER_ERROR, LPA_SERVER_ERROR_OID);
}

static void
test_base64 (void)
{
  static const char *const good[][2] = { { "", "" },          { "AQI=", "0102" },
                                         { "AQI", "0102" },   { "A Q\r\nI =\n", "0102" },
                                         { "AQ==", "01" },    { "AQ", "01" },
                                         { "+/+/", "FBFFBF" } };
  static const char *const bad[] = { "A", "AQIDB", "AQI=A", "AQ===", "A_I=", "\xC3\xA9" };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GBytes) bytes = lpa_base64_decode (good[i][0]);
      g_autoptr (GBytes) wanted = lpa_hex_decode (good[i][1]);

      g_assert_nonnull (bytes);
      g_assert_true (g_bytes_equal (bytes, wanted));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (lpa_base64_decode (bad[i]));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/smdp-sloppy", test_smdp_sloppy);
  g_test_add_func ("/server/smdp-refusals", test_smdp_refusals);
  ADD ("/server/initiation-checks", test_initiation_checks);
  ADD ("/server/malformed", test_malformed);
  ADD ("/server/refusals", test_refusals);
  ADD ("/server/status", test_status);
  ADD ("/server/offer", test_offer);
  ADD ("/server/events", test_events);
  ADD ("/server/package", test_package);
  ADD ("/server/notification", test_notification);
  ADD ("/server/cancel-session", test_cancel_session);
  ADD ("/server/oid", test_oid);
  g_test_add_func ("/server/base64", test_base64);

  return g_test_run ();
}
