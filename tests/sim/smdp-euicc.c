/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smdp-euicc.h"

#include "lpa/lpa-tlv.h"
#include "sim/sim-certificate.h"
#include "sim/sim-crypto.h"
#include "sim/sim-upp.h"

#include <string.h>

SmdpEuicc *
smdp_euicc_new (SimPki *pki)
{
  SmdpEuicc *self = g_new0 (SmdpEuicc, 1);

  self->pki = g_object_ref (pki);
  self->version = 2;
  self->free_memory = 291666;
  self->tac = "35290611";
  self->otsk = sim_crypto_generate_key_like (sim_pki_get_key (pki, SIM_PKI_EUICC), NULL);
  self->otpk = sim_crypto_dup_point (self->otsk, NULL);
  return self;
}

void
smdp_euicc_free (SmdpEuicc *self)
{
  EVP_PKEY_free (self->otsk);
  g_clear_pointer (&self->otpk, g_bytes_unref);
  g_clear_pointer (&self->transaction_id, g_bytes_unref);
  g_clear_pointer (&self->signature1, g_bytes_unref);
  g_clear_object (&self->pki);
  g_free (self);
}

static GBytes *
get_bytes (JsonObject *object, const char *key)
{
  gsize length;
  guchar *data = g_base64_decode (json_object_get_string_member (object, key), &length);

  return g_bytes_new_take (data, length);
}

static GBytes *
take (GByteArray *out)
{
  return g_byte_array_free_to_bytes (out);
}

static void
append_key_list (GByteArray *out, guint32 tag, GBytes *id)
{
  guint mark = lpa_tlv_open (out, tag);

  lpa_tlv_append_bytes (out, 0x04, id);
  lpa_tlv_close (out, mark);
}

GBytes *
smdp_euicc_info1 (SmdpEuicc *self, SimPki *issuer)
{
  const guint8 version[] = { self->version, 2, 0 };
  GByteArray *out = g_byte_array_new ();
  guint mark = lpa_tlv_open (out, 0xBF20);

  lpa_tlv_append (out, 0x82, version, sizeof version);
  append_key_list (out, 0xA9, sim_pki_get_ci_id (issuer));
  append_key_list (out, 0xAA, sim_pki_get_ci_id (issuer));
  lpa_tlv_close (out, mark);
  return take (out);
}

/* The part of EUICCInfo2 that a server looks at: the free memory. */
static void
append_info2 (SmdpEuicc *self, GByteArray *out)
{
  const guint32 big_endian = GUINT32_TO_BE (self->free_memory);
  guint mark = lpa_tlv_open (out, 0xBF22);
  guint resources = lpa_tlv_open (out, 0x84);

  lpa_tlv_append_integer (out, 0x81, 0);
  lpa_tlv_append (out, 0x82, (const guint8 *) &big_endian, sizeof big_endian);
  lpa_tlv_append_integer (out, 0x83, 9000);
  lpa_tlv_close (out, resources);
  lpa_tlv_close (out, mark);
}

static void
append_context (SmdpEuicc *self, GByteArray *out, const char *matching_id)
{
  guint8 tac[4];
  guint mark = lpa_tlv_open (out, 0xA0);
  guint device;

  for (guint i = 0; i < sizeof tac; i++)
    tac[i] = (guint8) ((self->tac[2 * i + 1] - '0') << 4 | (self->tac[2 * i] - '0'));
  if (matching_id[0] != '\0')
    lpa_tlv_append_string (out, 0x80, matching_id);
  device = lpa_tlv_open (out, 0xA1);
  lpa_tlv_append (out, 0x80, tac, sizeof tac);
  lpa_tlv_append (out, 0xA1, NULL, 0);
  lpa_tlv_close (out, device);
  lpa_tlv_close (out, mark);
}

/* The transaction ID as the server gave it, or with another last byte. */
static void
append_transaction (SmdpEuicc *self, GByteArray *out, guint32 tag)
{
  lpa_tlv_append_bytes (out, tag, self->transaction_id);
  if (self->bad_transaction)
    out->data[out->len - 1] ^= 1;
}

static GBytes *
make_signed1 (SmdpEuicc *self, GBytes *signed1, const char *matching_id)
{
  GByteArray *out = g_byte_array_new ();
  guint mark = lpa_tlv_open (out, 0x30);
  LpaTlv server, tlv;

  g_assert_true (lpa_tlv_parse_bytes (signed1, 0x30, &server, NULL));
  g_assert_true (lpa_tlv_find (&server, 0x80, &tlv));
  g_clear_pointer (&self->transaction_id, g_bytes_unref);
  self->transaction_id = lpa_tlv_dup_value (&tlv);
  append_transaction (self, out, 0x80);
  g_assert_true (lpa_tlv_find (&server, 0x83, &tlv));
  lpa_tlv_append (out, 0x83, tlv.value, tlv.length);
  g_assert_true (lpa_tlv_find (&server, 0x84, &tlv));
  lpa_tlv_append (out, 0x84, tlv.value, tlv.length);
  if (self->bad_challenge)
    out->data[out->len - 1] ^= 1;
  append_info2 (self, out);
  append_context (self, out, matching_id);
  lpa_tlv_close (out, mark);
  return take (out);
}

/* 5F37 over @data. */
static GBytes *
sign (SmdpEuicc *self, const guint8 *data, gsize length)
{
  g_autoptr (GBytes) signature =
      sim_crypto_sign (sim_pki_get_key (self->pki, SIM_PKI_EUICC), data, length, NULL);
  GByteArray *out = g_byte_array_new ();

  lpa_tlv_append_bytes (out, 0x5F37, signature);
  if (self->bad_signature)
    out->data[out->len - 1] ^= 1;
  return take (out);
}

static GBytes *
sign_bytes (SmdpEuicc *self, GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  return sign (self, data, length);
}

static void
append_chain (SmdpEuicc *self, GByteArray *out)
{
  lpa_tlv_append_raw (out, self->euicc_der ? self->euicc_der
                                           : sim_pki_get_der (self->pki, SIM_PKI_EUICC));
  lpa_tlv_append_raw (out,
                      self->eum_der ? self->eum_der : sim_pki_get_der (self->pki, SIM_PKI_EUM));
}

GBytes *
smdp_euicc_authenticate (SmdpEuicc *self, JsonObject *initiated, const char *matching_id)
{
  g_autoptr (GBytes) server = get_bytes (initiated, "serverSigned1");
  g_autoptr (GBytes) signed1 = make_signed1 (self, server, matching_id);
  GByteArray *out = g_byte_array_new ();
  guint mark = lpa_tlv_open (out, 0xBF38);
  guint ok = lpa_tlv_open (out, 0xA0);

  g_clear_pointer (&self->signature1, g_bytes_unref);
  self->signature1 = sign_bytes (self, signed1);
  lpa_tlv_append_raw (out, signed1);
  lpa_tlv_append_raw (out, self->signature1);
  append_chain (self, out);
  lpa_tlv_close (out, ok);
  lpa_tlv_close (out, mark);
  return take (out);
}

GBytes *
smdp_euicc_authenticate_error (SmdpEuicc *self, gint64 code)
{
  const guint8 id[] = { 1, 2, 3 };
  GByteArray *out = g_byte_array_new ();
  guint mark = lpa_tlv_open (out, 0xBF38);
  guint failed = lpa_tlv_open (out, 0xA1);

  lpa_tlv_append (out, 0x80, id, sizeof id);
  lpa_tlv_append_integer (out, 0x02, code);
  lpa_tlv_close (out, failed);
  lpa_tlv_close (out, mark);
  return take (out);
}

static GBytes *
make_signed2 (SmdpEuicc *self, const char *code)
{
  GByteArray *out = g_byte_array_new ();
  guint8 hash[SIM_CRYPTO_HASH_SIZE];
  guint mark = lpa_tlv_open (out, 0x30);

  append_transaction (self, out, 0x80);
  lpa_tlv_append_bytes (out, 0x5F49, self->otpk);
  if (code)
    {
      sim_crypto_hash_code (code, self->transaction_id, hash);
      lpa_tlv_append (out, 0x04, hash, sizeof hash);
    }
  lpa_tlv_close (out, mark);
  return take (out);
}

GBytes *
smdp_euicc_prepare (SmdpEuicc *self, JsonObject *authenticated, const char *code)
{
  g_autoptr (GBytes) server_signature = get_bytes (authenticated, "smdpSignature2");
  g_autoptr (GBytes) signed2 = make_signed2 (self, code);
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_autoptr (GBytes) signature = NULL;
  GByteArray *out = g_byte_array_new ();
  guint mark = lpa_tlv_open (out, 0xBF21);
  guint ok = lpa_tlv_open (out, 0xA0);

  lpa_tlv_append_raw (data, signed2);
  lpa_tlv_append_raw (data, server_signature);
  signature = sign (self, data->data, data->len);
  lpa_tlv_append_raw (out, signed2);
  lpa_tlv_append_raw (out, signature);
  lpa_tlv_close (out, ok);
  lpa_tlv_close (out, mark);
  return take (out);
}

GBytes *
smdp_euicc_cancel (SmdpEuicc *self, GBytes *oid, gint64 reason)
{
  g_autoptr (GByteArray) content = g_byte_array_new ();
  g_autoptr (GBytes) signature = NULL;
  GByteArray *out = g_byte_array_new ();
  guint mark = lpa_tlv_open (content, 0x30);
  guint ok;

  append_transaction (self, content, 0x80);
  lpa_tlv_append_bytes (content, 0x81, oid);
  lpa_tlv_append_integer (content, 0x82, reason);
  lpa_tlv_close (content, mark);
  signature = sign (self, content->data, content->len);

  mark = lpa_tlv_open (out, 0xBF41);
  ok = lpa_tlv_open (out, 0xA0);
  g_byte_array_append (out, content->data, content->len);
  lpa_tlv_append_raw (out, signature);
  lpa_tlv_close (out, ok);
  lpa_tlv_close (out, mark);
  return take (out);
}

static void
append_metadata (GByteArray *out, guint type, gint64 sequence, const char *iccid)
{
  const guint8 event[] = { (guint8) (7 - type), (guint8) (0x80 >> type) };
  guint8 encoded[SIM_ICCID_SIZE];
  guint mark = lpa_tlv_open (out, 0xBF2F);

  g_assert_true (sim_iccid_encode (iccid, encoded));
  lpa_tlv_append_integer (out, 0x80, sequence);
  lpa_tlv_append (out, 0x81, event, sizeof event);
  lpa_tlv_append_string (out, 0x0C, "smdp.example.com");
  lpa_tlv_append (out, 0x5A, encoded, sizeof encoded);
  lpa_tlv_close (out, mark);
}

static void
append_result (GByteArray *out, gint64 failure)
{
  const guint8 aid[] = { 0xA0, 0x00, 0x00, 0x05, 0x59 };
  guint mark = lpa_tlv_open (out, 0xA2);
  guint choice = lpa_tlv_open (out, failure ? 0xA1 : 0xA0);

  if (failure)
    {
      lpa_tlv_append_integer (out, 0x80, 5);
      lpa_tlv_append_integer (out, 0x81, failure);
    }
  else
    {
      lpa_tlv_append (out, 0x4F, aid, sizeof aid);
      lpa_tlv_append (out, 0x04, NULL, 0);
    }
  lpa_tlv_close (out, choice);
  lpa_tlv_close (out, mark);
}

GBytes *
smdp_euicc_result (SmdpEuicc *self, GBytes *oid, const char *iccid, gint64 failure)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_autoptr (GBytes) signature = NULL;
  GByteArray *out = g_byte_array_new ();
  guint mark = lpa_tlv_open (data, 0xBF27);

  append_transaction (self, data, 0x80);
  append_metadata (data, 0, 7, iccid);
  lpa_tlv_append_bytes (data, 0x06, oid);
  append_result (data, failure);
  lpa_tlv_close (data, mark);
  signature = sign (self, data->data, data->len);

  mark = lpa_tlv_open (out, 0xBF37);
  g_byte_array_append (out, data->data, data->len);
  lpa_tlv_append_raw (out, signature);
  lpa_tlv_close (out, mark);
  return take (out);
}

GBytes *
smdp_euicc_notify (SmdpEuicc *self, guint type, gint64 sequence, const char *iccid)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_autoptr (GBytes) signature = NULL;
  GByteArray *out = g_byte_array_new ();
  guint mark;

  append_metadata (data, type, sequence, iccid);
  signature = sign (self, data->data, data->len);
  mark = lpa_tlv_open (out, 0x30);
  g_byte_array_append (out, data->data, data->len);
  lpa_tlv_append_raw (out, signature);
  append_chain (self, out);
  lpa_tlv_close (out, mark);
  return take (out);
}
