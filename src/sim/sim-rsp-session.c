/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-rsp-session.h"

#include "sim/sim-certificate.h"
#include "sim/sim-crypto.h"
#include "sim/sim-openssl.h"

#include <string.h>

#define TAG_PREPARE_DOWNLOAD 0xBF21
#define TAG_CHALLENGE 0xBF2E
#define TAG_AUTHENTICATE_SERVER 0xBF38
#define TAG_CANCEL_SESSION 0xBF41
#define TAG_OTPK 0x5F49
#define TAG_SIGNATURE 0x5F37

/* AuthenticateErrorCode */
enum
{
  AUTHENTICATE_OK = 0,
  AUTHENTICATE_INVALID_CERTIFICATE = 1,
  AUTHENTICATE_INVALID_SIGNATURE = 2,
  AUTHENTICATE_UNSUPPORTED_CURVE = 3,
  AUTHENTICATE_NO_SESSION = 4,
  AUTHENTICATE_INVALID_OID = 5,
  AUTHENTICATE_CHALLENGE_MISMATCH = 6,
  AUTHENTICATE_CI_UNKNOWN = 7,
};

/* DownloadErrorCode */
enum
{
  PREPARE_OK = 0,
  PREPARE_INVALID_CERTIFICATE = 1,
  PREPARE_INVALID_SIGNATURE = 2,
  PREPARE_UNSUPPORTED_CURVE = 3,
  PREPARE_NO_SESSION = 4,
  PREPARE_INVALID_TRANSACTION = 5,
  PREPARE_UNDEFINED = 127,
};

#define CANCEL_INVALID_TRANSACTION 5

typedef struct
{
  LpaTlv signed1;
  LpaTlv signature;
  LpaTlv ci_id;
  LpaTlv certificate;
  LpaTlv context;
  LpaTlv transaction_id;
  LpaTlv challenge;
  LpaTlv address;
  LpaTlv server_challenge;
} AuthenticateRequest;

typedef struct
{
  LpaTlv signed2;
  LpaTlv signature;
  LpaTlv hash;
  gboolean has_hash;
  LpaTlv certificate;
  LpaTlv transaction_id;
  gboolean code_required;
  LpaTlv otpk;
  gboolean has_otpk;
} PrepareRequest;

static gboolean
is_transaction_id (const LpaTlv *tlv)
{
  return tlv->length >= 1 && tlv->length <= 16;
}

static gboolean
equals (GBytes *bytes, const LpaTlv *tlv)
{
  return bytes != NULL && g_bytes_get_size (bytes) == tlv->length &&
         memcmp (g_bytes_get_data (bytes, NULL), tlv->value, tlv->length) == 0;
}

static void
append_raw (GByteArray *out, const LpaTlv *tlv)
{
  g_byte_array_append (out, tlv->raw, (guint) tlv->raw_length);
}

static gboolean
is_supported_curve (X509 *certificate)
{
  EVP_PKEY *key = X509_get0_pubkey (certificate);
  char name[64];

  return key != NULL && EVP_PKEY_get_group_name (key, name, sizeof name, NULL) == 1 &&
         (g_str_equal (name, "prime256v1") || g_str_equal (name, "P-256") ||
          g_str_equal (name, "brainpoolP256r1"));
}

/**
 * sim_append_signature:
 * @out: where to write
 * @key: one of the card's keys
 * @data: (array length=length): what to sign
 * @length: size of @data in bytes
 *
 * Writes a signature with its tag 5F37.
 */
void
sim_append_signature (GByteArray *out, EVP_PKEY *key, const guint8 *data, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) signature = sim_crypto_sign (key, data, length, &error);

  if (signature == NULL)
    g_error ("The card cannot sign: %s", error->message);
  lpa_tlv_append_bytes (out, TAG_SIGNATURE, signature);
}

/**
 * sim_rsp_session_new:
 * @pki: the card's own certificates and keys
 *
 * Returns: (transfer full): no session yet
 */
SimRspSession *
sim_rsp_session_new (SimPki *pki)
{
  SimRspSession *self = g_new0 (SimRspSession, 1);

  self->pki = g_object_ref (pki);
  return self;
}

/**
 * sim_rsp_session_free:
 * @self: (transfer full): the session
 */
void
sim_rsp_session_free (SimRspSession *self)
{
  sim_rsp_session_clear (self);
  sim_rsp_session_forget_key (self);
  g_object_unref (self->pki);
  g_free (self);
}

/**
 * sim_rsp_session_clear:
 * @self: the session
 *
 * Ends the session, as losing power does. The one-time key stays.
 */
void
sim_rsp_session_clear (SimRspSession *self)
{
  self->state = SIM_RSP_STATE_NONE;
  g_clear_pointer (&self->transaction_id, g_bytes_unref);
  g_clear_pointer (&self->server_address, g_free);
  g_clear_pointer (&self->smdp_oid, g_bytes_unref);
  g_clear_pointer (&self->signature1, g_bytes_unref);
  g_clear_pointer (&self->binding_key, EVP_PKEY_free);
}

/**
 * sim_rsp_session_forget_key:
 * @self: the session
 *
 * Wipes the one-time key, once a package was loaded with it.
 */
void
sim_rsp_session_forget_key (SimRspSession *self)
{
  g_clear_pointer (&self->otsk, EVP_PKEY_free);
}

/**
 * sim_rsp_session_get_challenge:
 * @self: the session; a running one is ended
 *
 * GetEUICCChallenge (SGP.22 5.7.7).
 *
 * Returns: (transfer full): the answer
 */
GBytes *
sim_rsp_session_get_challenge (SimRspSession *self)
{
  GByteArray *out = g_byte_array_new ();
  guint mark = lpa_tlv_open (out, TAG_CHALLENGE);

  sim_rsp_session_clear (self);
  sim_crypto_random (self->challenge, sizeof self->challenge);
  self->state = SIM_RSP_STATE_CHALLENGED;
  lpa_tlv_append (out, 0x80, self->challenge, sizeof self->challenge);
  lpa_tlv_close (out, mark);

  return g_byte_array_free_to_bytes (out);
}

static gboolean
parse_device_info (const LpaTlv *info)
{
  LpaTlvReader reader;
  LpaTlv tac, capabilities, imei;

  lpa_tlv_reader_enter (&reader, info);
  if (!lpa_tlv_reader_expect (&reader, 0x80, &tac, NULL) || tac.length != 4 ||
      !lpa_tlv_reader_expect (&reader, 0xA1, &capabilities, NULL))
    return FALSE;

  return lpa_tlv_reader_at_end (&reader) ||
         (lpa_tlv_reader_expect (&reader, 0x82, &imei, NULL) && imei.length == 8);
}

static gboolean
parse_context (const LpaTlv *context)
{
  LpaTlvReader reader;
  LpaTlv matching_id, device_info;

  lpa_tlv_reader_enter (&reader, context);
  lpa_tlv_reader_optional (&reader, 0x80, &matching_id);

  return lpa_tlv_reader_expect (&reader, 0xA1, &device_info, NULL) &&
         lpa_tlv_reader_at_end (&reader) && parse_device_info (&device_info);
}

static gboolean
parse_server_signed1 (AuthenticateRequest *request)
{
  LpaTlvReader reader;

  lpa_tlv_reader_enter (&reader, &request->signed1);
  return lpa_tlv_reader_expect (&reader, 0x80, &request->transaction_id, NULL) &&
         is_transaction_id (&request->transaction_id) &&
         lpa_tlv_reader_expect (&reader, 0x81, &request->challenge, NULL) &&
         request->challenge.length == SIM_CHALLENGE_SIZE &&
         lpa_tlv_reader_expect (&reader, 0x83, &request->address, NULL) &&
         lpa_tlv_reader_expect (&reader, 0x84, &request->server_challenge, NULL) &&
         request->server_challenge.length == SIM_CHALLENGE_SIZE;
}

static gboolean
parse_authenticate (const LpaTlv *tlv, AuthenticateRequest *request)
{
  LpaTlvReader reader;

  lpa_tlv_reader_enter (&reader, tlv);
  return lpa_tlv_reader_expect (&reader, 0x30, &request->signed1, NULL) &&
         lpa_tlv_reader_expect (&reader, TAG_SIGNATURE, &request->signature, NULL) &&
         lpa_tlv_reader_expect (&reader, 0x04, &request->ci_id, NULL) &&
         lpa_tlv_reader_expect (&reader, 0x30, &request->certificate, NULL) &&
         lpa_tlv_reader_expect (&reader, 0xA0, &request->context, NULL) &&
         lpa_tlv_reader_at_end (&reader) && parse_server_signed1 (request) &&
         parse_context (&request->context);
}

static GBytes *
error_response (guint32 tag, const guint8 *id, gsize id_length, int code)
{
  GByteArray *out = g_byte_array_new ();
  guint response = lpa_tlv_open (out, tag);
  guint choice = lpa_tlv_open (out, 0xA1);

  lpa_tlv_append (out, 0x80, id, id_length);
  lpa_tlv_append_integer (out, 0x02, code);
  lpa_tlv_close (out, choice);
  lpa_tlv_close (out, response);

  return g_byte_array_free_to_bytes (out);
}

/* In the order of SGP.22 5.7.13: certificate, signature, challenge. */
static int
check_authenticate (SimRspSession *self, const AuthenticateRequest *request, X509 *certificate)
{
  if (self->state != SIM_RSP_STATE_CHALLENGED)
    return AUTHENTICATE_NO_SESSION;
  if (!equals (sim_pki_get_ci_id (self->pki), &request->ci_id))
    return AUTHENTICATE_CI_UNKNOWN;
  if (certificate == NULL)
    return AUTHENTICATE_INVALID_CERTIFICATE;
  if (!is_supported_curve (certificate))
    return AUTHENTICATE_UNSUPPORTED_CURVE;
  if (!sim_pki_verify_server (self->pki, certificate, SIM_ROLE_DP_AUTH) &&
      !sim_pki_verify_server (self->pki, certificate, SIM_ROLE_DS_AUTH))
    return AUTHENTICATE_INVALID_CERTIFICATE;
  if (!sim_crypto_verify (X509_get0_pubkey (certificate), request->signed1.raw,
                          request->signed1.raw_length, request->signature.value,
                          request->signature.length))
    return AUTHENTICATE_INVALID_SIGNATURE;
  if (memcmp (request->challenge.value, self->challenge, SIM_CHALLENGE_SIZE) != 0)
    return AUTHENTICATE_CHALLENGE_MISMATCH;

  return AUTHENTICATE_OK;
}

static void
append_euicc_signed1 (GByteArray *out, const AuthenticateRequest *request, GBytes *info2)
{
  guint mark = lpa_tlv_open (out, 0x30);

  append_raw (out, &request->transaction_id);
  append_raw (out, &request->address);
  append_raw (out, &request->server_challenge);
  lpa_tlv_append_raw (out, info2);
  append_raw (out, &request->context);
  lpa_tlv_close (out, mark);
}

static GBytes *
authenticate_response (SimRspSession *self, GByteArray *signed1)
{
  GByteArray *out = g_byte_array_new ();
  guint response = lpa_tlv_open (out, TAG_AUTHENTICATE_SERVER);
  guint choice = lpa_tlv_open (out, 0xA0);

  g_byte_array_append (out, signed1->data, signed1->len);
  lpa_tlv_append_raw (out, self->signature1);
  lpa_tlv_append_raw (out, sim_pki_get_der (self->pki, SIM_PKI_EUICC));
  lpa_tlv_append_raw (out, sim_pki_get_der (self->pki, SIM_PKI_EUM));
  lpa_tlv_close (out, choice);
  lpa_tlv_close (out, response);

  return g_byte_array_free_to_bytes (out);
}

/**
 * sim_rsp_session_authenticate:
 * @self: the session
 * @request: the AuthenticateServer request (BF38)
 * @info2: the card's EUICCInfo2, to be signed
 *
 * AuthenticateServer (SGP.22 5.7.13).
 *
 * Returns: (transfer full) (nullable): the answer, or %NULL when the request is malformed
 */
GBytes *
sim_rsp_session_authenticate (SimRspSession *self, const LpaTlv *request, GBytes *info2)
{
  AuthenticateRequest parsed;
  g_autoptr (X509) certificate = NULL;
  g_autoptr (GBytes) oid = NULL;
  g_autoptr (GByteArray) signed1 = g_byte_array_new ();
  g_autoptr (GByteArray) signature = g_byte_array_new ();
  int code;

  if (!parse_authenticate (request, &parsed))
    return NULL;

  certificate = sim_certificate_parse (parsed.certificate.raw, parsed.certificate.raw_length);
  code = check_authenticate (self, &parsed, certificate);
  oid = code == AUTHENTICATE_OK ? sim_certificate_dup_registered_id (certificate) : NULL;
  if (code == AUTHENTICATE_OK && oid == NULL)
    code = AUTHENTICATE_INVALID_OID;

  sim_rsp_session_clear (self);
  if (code != AUTHENTICATE_OK)
    return error_response (TAG_AUTHENTICATE_SERVER, parsed.transaction_id.value,
                           parsed.transaction_id.length, code);

  append_euicc_signed1 (signed1, &parsed, info2);
  sim_append_signature (signature, sim_pki_get_key (self->pki, SIM_PKI_EUICC), signed1->data,
                        signed1->len);
  self->state = SIM_RSP_STATE_AUTHENTICATED;
  self->transaction_id = lpa_tlv_dup_value (&parsed.transaction_id);
  self->server_address = lpa_tlv_dup_utf8 (&parsed.address);
  self->smdp_oid = g_steal_pointer (&oid);
  self->signature1 = g_byte_array_free_to_bytes (g_steal_pointer (&signature));

  return authenticate_response (self, signed1);
}

static gboolean
parse_smdp_signed2 (PrepareRequest *request)
{
  LpaTlvReader reader;
  LpaTlv flag;

  lpa_tlv_reader_enter (&reader, &request->signed2);
  if (!lpa_tlv_reader_expect (&reader, 0x80, &request->transaction_id, NULL) ||
      !is_transaction_id (&request->transaction_id) ||
      !lpa_tlv_reader_expect (&reader, 0x01, &flag, NULL) || flag.length != 1)
    return FALSE;

  request->code_required = flag.value[0] != 0;
  request->has_otpk = lpa_tlv_reader_optional (&reader, TAG_OTPK, &request->otpk);
  return TRUE;
}

static gboolean
parse_prepare (const LpaTlv *tlv, PrepareRequest *request)
{
  LpaTlvReader reader;

  lpa_tlv_reader_enter (&reader, tlv);
  if (!lpa_tlv_reader_expect (&reader, 0x30, &request->signed2, NULL) ||
      !lpa_tlv_reader_expect (&reader, TAG_SIGNATURE, &request->signature, NULL))
    return FALSE;

  request->has_hash = lpa_tlv_reader_optional (&reader, 0x04, &request->hash);
  if (request->has_hash && request->hash.length != SIM_CRYPTO_HASH_SIZE)
    return FALSE;

  return lpa_tlv_reader_expect (&reader, 0x30, &request->certificate, NULL) &&
         lpa_tlv_reader_at_end (&reader) && parse_smdp_signed2 (request);
}

/* smdpSignature2 covers smdpSigned2 and our own first signature. */
static gboolean
verify_signature2 (SimRspSession *self, const PrepareRequest *request, X509 *certificate)
{
  g_autoptr (GByteArray) covered = g_byte_array_new ();

  append_raw (covered, &request->signed2);
  lpa_tlv_append_raw (covered, self->signature1);

  return sim_crypto_verify (X509_get0_pubkey (certificate), covered->data, covered->len,
                            request->signature.value, request->signature.length);
}

static gboolean
has_same_owner (SimRspSession *self, X509 *certificate)
{
  g_autoptr (GBytes) oid = sim_certificate_dup_registered_id (certificate);

  return oid != NULL && g_bytes_equal (oid, self->smdp_oid);
}

static int
check_prepare (SimRspSession *self, const PrepareRequest *request, X509 *certificate)
{
  if (self->state < SIM_RSP_STATE_AUTHENTICATED)
    return PREPARE_NO_SESSION;
  if (certificate == NULL)
    return PREPARE_INVALID_CERTIFICATE;
  if (!is_supported_curve (certificate))
    return PREPARE_UNSUPPORTED_CURVE;
  if (!sim_pki_verify_server (self->pki, certificate, SIM_ROLE_DP_PB) ||
      !has_same_owner (self, certificate))
    return PREPARE_INVALID_CERTIFICATE;
  if (!verify_signature2 (self, request, certificate))
    return PREPARE_INVALID_SIGNATURE;
  if (!equals (self->transaction_id, &request->transaction_id))
    return PREPARE_INVALID_TRANSACTION;
  if (request->has_hash != request->code_required)
    return PREPARE_UNDEFINED;

  return PREPARE_OK;
}

/* A server that has bound the package to our last one-time key already says so, and gets that key
 * again. */
static GBytes *
choose_one_time_key (SimRspSession *self, const PrepareRequest *request, EVP_PKEY *like)
{
  g_autoptr (GBytes) kept = self->otsk == NULL ? NULL : sim_crypto_dup_point (self->otsk, NULL);

  if (request->has_otpk && equals (kept, &request->otpk))
    return g_steal_pointer (&kept);

  sim_rsp_session_forget_key (self);
  self->otsk = sim_crypto_generate_key_like (like, NULL);
  return self->otsk == NULL ? NULL : sim_crypto_dup_point (self->otsk, NULL);
}

static GBytes *
prepare_response (SimRspSession *self, const PrepareRequest *request, GBytes *otpk)
{
  g_autoptr (GByteArray) covered = g_byte_array_new ();
  GByteArray *out = g_byte_array_new ();
  guint mark = lpa_tlv_open (covered, 0x30);
  guint response, choice;
  guint signed2_length;

  append_raw (covered, &request->transaction_id);
  lpa_tlv_append_bytes (covered, TAG_OTPK, otpk);
  if (request->has_hash)
    append_raw (covered, &request->hash);
  lpa_tlv_close (covered, mark);
  signed2_length = covered->len;
  append_raw (covered, &request->signature);

  response = lpa_tlv_open (out, TAG_PREPARE_DOWNLOAD);
  choice = lpa_tlv_open (out, 0xA0);
  g_byte_array_append (out, covered->data, signed2_length);
  sim_append_signature (out, sim_pki_get_key (self->pki, SIM_PKI_EUICC), covered->data,
                        covered->len);
  lpa_tlv_close (out, choice);
  lpa_tlv_close (out, response);

  return g_byte_array_free_to_bytes (out);
}

/**
 * sim_rsp_session_prepare:
 * @self: the session
 * @request: the PrepareDownload request (BF21)
 *
 * PrepareDownload (SGP.22 5.7.5).
 *
 * Returns: (transfer full) (nullable): the answer, or %NULL when the request is malformed
 */
GBytes *
sim_rsp_session_prepare (SimRspSession *self, const LpaTlv *request)
{
  PrepareRequest parsed;
  g_autoptr (X509) certificate = NULL;
  g_autoptr (GBytes) otpk = NULL;
  int code;

  if (!parse_prepare (request, &parsed))
    return NULL;

  certificate = sim_certificate_parse (parsed.certificate.raw, parsed.certificate.raw_length);
  code = check_prepare (self, &parsed, certificate);
  if (code == PREPARE_OK)
    {
      otpk = choose_one_time_key (self, &parsed, X509_get0_pubkey (certificate));
      code = otpk == NULL ? PREPARE_UNSUPPORTED_CURVE : PREPARE_OK;
    }
  if (code != PREPARE_OK)
    return error_response (TAG_PREPARE_DOWNLOAD, parsed.transaction_id.value,
                           parsed.transaction_id.length, code);

  g_clear_pointer (&self->binding_key, EVP_PKEY_free);
  self->binding_key = X509_get_pubkey (certificate);
  self->state = SIM_RSP_STATE_PREPARED;

  return prepare_response (self, &parsed, otpk);
}

static void
append_cancel_ok (SimRspSession *self, GByteArray *out, const LpaTlv *id, const LpaTlv *reason)
{
  g_autoptr (GByteArray) covered = g_byte_array_new ();
  guint mark = lpa_tlv_open (covered, 0x30);
  guint choice;

  append_raw (covered, id);
  lpa_tlv_append_bytes (covered, 0x81, self->smdp_oid);
  lpa_tlv_append (covered, 0x82, reason->value, reason->length);
  lpa_tlv_close (covered, mark);

  choice = lpa_tlv_open (out, 0xA0);
  g_byte_array_append (out, covered->data, covered->len);
  sim_append_signature (out, sim_pki_get_key (self->pki, SIM_PKI_EUICC), covered->data,
                        covered->len);
  lpa_tlv_close (out, choice);
}

/**
 * sim_rsp_session_cancel:
 * @self: the session
 * @request: the CancelSession request (BF41)
 *
 * CancelSession (SGP.22 5.7.14).
 *
 * Returns: (transfer full) (nullable): the answer, or %NULL when the request is malformed
 */
GBytes *
sim_rsp_session_cancel (SimRspSession *self, const LpaTlv *request)
{
  g_autoptr (GByteArray) out = NULL;
  LpaTlvReader reader;
  LpaTlv id, reason;
  gint64 number;
  guint mark;

  lpa_tlv_reader_enter (&reader, request);
  if (!lpa_tlv_reader_expect (&reader, 0x80, &id, NULL) || !is_transaction_id (&id) ||
      !lpa_tlv_reader_expect (&reader, 0x81, &reason, NULL) ||
      !lpa_tlv_get_integer (&reason, &number, NULL) || !lpa_tlv_reader_at_end (&reader))
    return NULL;

  out = g_byte_array_new ();
  mark = lpa_tlv_open (out, TAG_CANCEL_SESSION);
  if (self->state >= SIM_RSP_STATE_AUTHENTICATED && equals (self->transaction_id, &id))
    {
      append_cancel_ok (self, out, &id, &reason);
      sim_rsp_session_clear (self);
    }
  else
    {
      lpa_tlv_append_integer (out, 0x81, CANCEL_INVALID_TRANSACTION);
    }
  lpa_tlv_close (out, mark);

  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}
