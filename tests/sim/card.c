/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "card.h"

#include "lpa/lpa-hex.h"
#include "sim/sim-bsp.h"
#include "sim/sim-certificate-builder.h"
#include "sim/sim-certificate.h"
#include "sim/sim-crypto.h"

#include <string.h>

#define BLOCK 120
#define SEGMENT SIM_BSP_MAX_ENCRYPTED

static const guint8 server_challenge[16] = { 0x5C };

Card *
card_new_with (SimPki *pki, const SimQuirks *quirks, const char *state_path)
{
  g_autoptr (GError) error = NULL;
  Card *self = g_new0 (Card, 1);

  self->pki = g_object_ref (pki);
  self->euicc = sim_euicc_new (pki, quirks, state_path, &error);
  g_assert_no_error (error);
  sim_euicc_power (self->euicc, SIM_POWER_ON);
  return self;
}

Card *
card_new (const SimQuirks *quirks)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SimPki) pki = sim_pki_new (NULL, &error);

  g_assert_no_error (error);
  return card_new_with (pki, quirks, NULL);
}

static void
forget_session (Card *self)
{
  g_clear_pointer (&self->transaction_id, g_bytes_unref);
  g_clear_pointer (&self->signature1, g_bytes_unref);
  g_clear_pointer (&self->signature2, g_bytes_unref);
  g_clear_pointer (&self->euicc_otpk, g_bytes_unref);
  g_clear_pointer (&self->server_otsk, EVP_PKEY_free);
}

void
card_free (Card *self)
{
  forget_session (self);
  g_assert_finalize_object (self->euicc);
  g_object_unref (self->pki);
  g_free (self);
}

void
bytes_assert_hex (GBytes *bytes, const char *expected)
{
  g_autofree char *hex = NULL;

  g_assert_nonnull (bytes);
  hex = lpa_hex_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_cmpstr (hex, ==, expected);
}

void
tlv_get (const LpaTlv *parent, guint32 tag, LpaTlv *tlv)
{
  g_autoptr (GError) error = NULL;

  lpa_tlv_require (parent, tag, tlv, &error);
  g_assert_no_error (error);
}

static GBytes *
transmit (Card *self, const guint8 *command, gsize length)
{
  g_autoptr (GBytes) response = sim_euicc_transmit (self->euicc, command, length);
  const guint8 *data;
  gsize size;

  if (response == NULL)
    {
      self->status = 0;
      return NULL;
    }

  data = g_bytes_get_data (response, &size);
  g_assert_cmpuint (size, >=, 2);
  self->status = (guint16) (data[size - 2] << 8 | data[size - 1]);
  return g_bytes_new (data, size - 2);
}

GBytes *
card_transmit (Card *self, const char *hex)
{
  g_autoptr (GBytes) command = lpa_hex_decode (hex);

  return transmit (self, g_bytes_get_data (command, NULL), g_bytes_get_size (command));
}

void
card_assert_transmit (Card *self, const char *hex, const char *expected)
{
  g_autoptr (GBytes) data = card_transmit (self, hex);
  g_autofree char *text = NULL;
  g_autofree char *all = NULL;

  g_test_message ("%s", hex);
  g_assert_nonnull (data);
  text = lpa_hex_encode (g_bytes_get_data (data, NULL), g_bytes_get_size (data));
  all = g_strdup_printf ("%s%04X", text, self->status);
  g_assert_cmpstr (all, ==, expected);
}

void
card_select (Card *self)
{
  g_autoptr (GBytes) opened = card_transmit (self, "0070000001");
  g_autoptr (GBytes) selected = NULL;

  g_assert_cmphex (self->status, ==, 0x9000);
  self->channel = *(const guint8 *) g_bytes_get_data (opened, NULL);
  g_assert_cmpuint (self->channel, ==, 1);
  selected = card_transmit (self, "01A40400 10 A0000005591010FFFFFFFF8900000100");
  g_assert_cmphex (self->status & 0xFF00, ==, 0x6100);
}

static void
fetch (Card *self, GByteArray *out)
{
  while (self->status >> 8 == 0x61)
    {
      const guint8 command[] = { 0x81, 0xC0, 0, 0, (guint8) self->status };
      g_autoptr (GBytes) part = transmit (self, command, sizeof command);

      g_byte_array_append (out, g_bytes_get_data (part, NULL), (guint) g_bytes_get_size (part));
    }
}

GBytes *
card_es10 (Card *self, GBytes *request)
{
  gsize left;
  const guint8 *data = g_bytes_get_data (request, &left);
  GByteArray *out;

  for (guint8 block = 0; left > 0; block++)
    {
      gsize size = MIN (left, BLOCK);
      guint8 command[5 + BLOCK] = { 0x81, 0xE2, left > BLOCK ? 0x11 : 0x91, block, (guint8) size };
      g_autoptr (GBytes) response = NULL;

      memcpy (command + 5, data, size);
      response = transmit (self, command, 5 + size);
      if (response == NULL)
        return NULL;
      g_assert_cmpuint (g_bytes_get_size (response), ==, 0);
      if (left > BLOCK)
        g_assert_cmphex (self->status, ==, 0x9000);
      data += size;
      left -= size;
    }

  out = g_byte_array_new ();
  fetch (self, out);
  return g_byte_array_free_to_bytes (out);
}

GBytes *
card_es10_hex (Card *self, const char *hex)
{
  g_autoptr (GBytes) request = lpa_hex_decode (hex);

  return card_es10 (self, request);
}

void
card_assert_es10 (Card *self, const char *hex, const char *expected)
{
  g_autoptr (GBytes) response = card_es10_hex (self, hex);

  g_test_message ("%s", hex);
  bytes_assert_hex (response, expected);
  g_assert_cmphex (self->status, ==, g_str_equal (expected, "") ? self->status : 0x9000);
}

/* A certificate with something wrong, and the key that signs for it. */
static X509 *
flawed_certificate (Card *self, SimPkiRole role, Flaw flaw, EVP_PKEY **key)
{
  SimPkiRole other = role == SIM_PKI_DPAUTH ? SIM_PKI_DPPB : SIM_PKI_DPAUTH;
  SimCertificateTemplate template = {
    .common_name = "Test",
    .organisation = "Test",
    .policy = role == SIM_PKI_DPAUTH ? SIM_ROLE_DP_AUTH : SIM_ROLE_DP_PB,
    .key_usage = "digitalSignature",
    .names = flaw == FLAW_NO_OID      ? NULL
             : flaw == FLAW_OTHER_OID ? "RID:2.999.11"
                                      : "RID:2.999.10",
    .days = 1,
  };
  g_autoptr (SimPki) foreign = NULL;
  X509 *certificate;

  if (flaw == FLAW_NO_OID || flaw == FLAW_OTHER_OID || flaw == FLAW_CURVE)
    {
      *key = sim_crypto_generate_key (flaw == FLAW_CURVE ? "P-384" : "P-256", NULL);
      return sim_certificate_build (&template, *key,
                                    sim_pki_get_certificate (self->pki, SIM_PKI_CI),
                                    sim_pki_get_key (self->pki, SIM_PKI_CI));
    }

  if (flaw == FLAW_FOREIGN_CERTIFICATE)
    foreign = sim_pki_new (NULL, NULL);
  certificate = sim_pki_get_certificate (foreign != NULL ? foreign : self->pki,
                                         flaw == FLAW_ROLE ? other : role);
  *key = sim_pki_get_key (foreign != NULL ? foreign : self->pki, flaw == FLAW_ROLE ? other : role);
  X509_up_ref (certificate);
  EVP_PKEY_up_ref (*key);
  return certificate;
}

static void
append_signature (GByteArray *out, EVP_PKEY *key, GByteArray *covered, Flaw flaw)
{
  g_autoptr (GBytes) signature = sim_crypto_sign (key, covered->data, covered->len, NULL);
  guint8 raw[64] = { 0 };

  if (signature != NULL)
    memcpy (raw, g_bytes_get_data (signature, NULL), sizeof raw);
  if (flaw == FLAW_SIGNATURE)
    raw[20] ^= 1;
  lpa_tlv_append (out, 0x5F37, raw, sizeof raw);
}

static void
append_certificate (GByteArray *out, X509 *certificate, Flaw flaw)
{
  g_autoptr (GBytes) der = sim_certificate_dup_der (certificate);

  if (flaw == FLAW_NO_CERTIFICATE)
    lpa_tlv_append (out, 0x30, (const guint8 *) "\x02\x01\x00", 3);
  else
    lpa_tlv_append_raw (out, der);
}

static void
get_challenge (Card *self, guint8 challenge[16])
{
  g_autoptr (GBytes) response = card_es10_hex (self, "BF2E00");
  LpaTlv answer, value;

  g_assert_true (lpa_tlv_parse_bytes (response, 0xBF2E, &answer, NULL));
  tlv_get (&answer, 0x80, &value);
  g_assert_cmpuint (value.length, ==, 16);
  memcpy (challenge, value.value, 16);
}

static GByteArray *
server_signed1 (Card *self, const guint8 challenge[16])
{
  GByteArray *out = g_byte_array_new ();
  guint mark = lpa_tlv_open (out, 0x30);

  lpa_tlv_append_bytes (out, 0x80, self->transaction_id);
  lpa_tlv_append (out, 0x81, challenge, 16);
  lpa_tlv_append_string (out, 0x83, CARD_SERVER);
  lpa_tlv_append (out, 0x84, server_challenge, sizeof server_challenge);
  lpa_tlv_close (out, mark);
  return out;
}

static void
append_context (GByteArray *out)
{
  /* matchingId "AB", TAC 35290611, no capabilities */
  g_autoptr (GBytes) context = lpa_hex_decode ("A00E 80024142 A108 800453926011 A100");

  lpa_tlv_append_raw (out, context);
}

static void
keep_signature1 (Card *self, GBytes *response)
{
  LpaTlv answer, ok, signature;

  if (response == NULL || !lpa_tlv_parse_bytes (response, 0xBF38, &answer, NULL) ||
      !lpa_tlv_find (&answer, 0xA0, &ok))
    return;

  tlv_get (&ok, 0x5F37, &signature);
  self->signature1 = lpa_tlv_dup_raw (&signature);
}

GBytes *
card_authenticate (Card *self, Flaw flaw)
{
  guint8 challenge[16] = { 0 };
  guint8 id[16];
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GByteArray) signed1 = NULL;
  g_autoptr (GBytes) request = NULL;
  EVP_PKEY *key;
  X509 *certificate = flawed_certificate (self, SIM_PKI_DPAUTH, flaw, &key);
  guint mark = lpa_tlv_open (out, 0xBF38);
  GBytes *response;

  forget_session (self);
  sim_crypto_random (id, sizeof id);
  self->transaction_id = g_bytes_new (id, sizeof id);
  if (flaw != FLAW_NO_SESSION)
    get_challenge (self, challenge);
  if (flaw == FLAW_CHALLENGE)
    challenge[3] ^= 1;

  signed1 = server_signed1 (self, challenge);
  g_byte_array_append (out, signed1->data, signed1->len);
  append_signature (out, key, signed1, flaw);
  if (flaw == FLAW_ISSUER_ID)
    lpa_tlv_append (out, 0x04, id, sizeof id);
  else
    lpa_tlv_append_bytes (out, 0x04, sim_pki_get_ci_id (self->pki));
  append_certificate (out, certificate, flaw);
  append_context (out);
  lpa_tlv_close (out, mark);

  request = g_byte_array_free_to_bytes (g_steal_pointer (&out));
  response = card_es10 (self, request);
  keep_signature1 (self, response);
  X509_free (certificate);
  EVP_PKEY_free (key);
  return response;
}

static GByteArray *
smdp_signed2 (Card *self, Flaw flaw)
{
  static const guint8 yes = 0xFF, no = 0x00, other_id[] = { 1, 2, 3 };
  GByteArray *out = g_byte_array_new ();
  guint mark = lpa_tlv_open (out, 0x30);

  if (flaw == FLAW_TRANSACTION)
    lpa_tlv_append (out, 0x80, other_id, sizeof other_id);
  else
    lpa_tlv_append_bytes (out, 0x80, self->transaction_id);
  lpa_tlv_append (out, 0x01, flaw == FLAW_HASH_MISSING || flaw == NO_FLAW_WITH_HASH ? &yes : &no,
                  1);
  if (self->euicc_otpk != NULL)
    lpa_tlv_append_bytes (out, 0x5F49, self->euicc_otpk);
  lpa_tlv_close (out, mark);
  return out;
}

static void
keep_otpk (Card *self, GBytes *response)
{
  LpaTlv answer, ok, signed2, otpk;

  if (response == NULL || !lpa_tlv_parse_bytes (response, 0xBF21, &answer, NULL) ||
      !lpa_tlv_find (&answer, 0xA0, &ok))
    return;

  tlv_get (&ok, 0x30, &signed2);
  tlv_get (&signed2, 0x5F49, &otpk);
  g_clear_pointer (&self->euicc_otpk, g_bytes_unref);
  self->euicc_otpk = lpa_tlv_dup_value (&otpk);
}

GBytes *
card_prepare (Card *self, Flaw flaw)
{
  static const guint8 hash[32] = { 0xCC };
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GByteArray) covered = smdp_signed2 (self, flaw);
  g_autoptr (GBytes) request = NULL;
  EVP_PKEY *key;
  X509 *certificate = flawed_certificate (self, SIM_PKI_DPPB, flaw, &key);
  guint mark = lpa_tlv_open (out, 0xBF21);
  guint length;
  GBytes *response;

  g_byte_array_append (out, covered->data, covered->len);
  if (self->signature1 != NULL && flaw != FLAW_COVERAGE)
    lpa_tlv_append_raw (covered, self->signature1);
  length = out->len;
  append_signature (out, key, covered, flaw);
  g_clear_pointer (&self->signature2, g_bytes_unref);
  self->signature2 = g_bytes_new (out->data + length, out->len - length);
  if (flaw == FLAW_HASH_UNASKED || flaw == NO_FLAW_WITH_HASH)
    lpa_tlv_append (out, 0x04, hash, sizeof hash);
  append_certificate (out, certificate, flaw);
  lpa_tlv_close (out, mark);

  request = g_byte_array_free_to_bytes (g_steal_pointer (&out));
  response = card_es10 (self, request);
  keep_otpk (self, response);
  X509_free (certificate);
  EVP_PKEY_free (key);
  return response;
}

void
card_prepare_session (Card *self)
{
  g_autoptr (GBytes) authenticated = card_authenticate (self, FLAW_NONE);
  g_autoptr (GBytes) prepared = card_prepare (self, FLAW_NONE);

  g_assert_nonnull (self->signature1);
  g_assert_nonnull (self->euicc_otpk);
  self->server_otsk = sim_crypto_generate_key ("P-256", NULL);
}

void
package_set (GBytes **field, GBytes *value)
{
  g_clear_pointer (field, g_bytes_unref);
  *field = value;
}

GBytes *
card_metadata (const char *iccid, guint8 rules, SimProfileClass profile_class)
{
  static const guint8 test_network[] = { 0x00, 0xF1, 0x10 };
  const SimMetadata metadata = {
    .iccid = iccid,
    .provider = "Provider",
    .name = "Profile",
    .profile_class = profile_class,
    .owner = test_network,
    .rules = rules,
    .address = CARD_SERVER,
  };

  return sim_metadata_encode (&metadata);
}

void
package_init (Package *self, Card *card)
{
  *self = (Package){
    .operation = 1,
    .key_type = 0x88,
    .key_length = 0x10,
    .transaction_id = g_bytes_ref (card->transaction_id),
    .eid = g_bytes_ref (sim_pki_get_eid_bytes (card->pki)),
    .signing_key = sim_pki_get_key (card->pki, SIM_PKI_DPPB),
    .configure = lpa_hex_decode ("BF2400"),
    .metadata = card_metadata (CARD_ICCID, 0, SIM_PROFILE_CLASS_OPERATIONAL),
    .profile = sim_upp_build (CARD_ICCID, "test", 2500, SIM_UPP_PLAIN),
  };
}

void
package_clear (Package *self)
{
  g_clear_pointer (&self->transaction_id, g_bytes_unref);
  g_clear_pointer (&self->eid, g_bytes_unref);
  g_clear_pointer (&self->configure, g_bytes_unref);
  g_clear_pointer (&self->metadata, g_bytes_unref);
  g_clear_pointer (&self->replace, g_bytes_unref);
  g_clear_pointer (&self->profile, g_bytes_unref);
}

/* BF23, signed over itself and the card's one-time key. */
static void
append_channel (GByteArray *out, const Package *package, Card *card)
{
  g_autoptr (GByteArray) covered = g_byte_array_new ();
  g_autoptr (GBytes) otpk = sim_crypto_dup_point (card->server_otsk, NULL);
  guint mark, template, length;

  lpa_tlv_append_integer (covered, 0x82, package->operation);
  lpa_tlv_append_bytes (covered, 0x80, package->transaction_id);
  template = lpa_tlv_open (covered, 0xA6);
  lpa_tlv_append (covered, 0x80, &package->key_type, 1);
  lpa_tlv_append (covered, 0x81, &package->key_length, 1);
  lpa_tlv_append (covered, 0x84, (const guint8 *) "host", 4);
  lpa_tlv_close (covered, template);
  lpa_tlv_append_bytes (covered, 0x5F49, otpk);
  length = covered->len;
  lpa_tlv_append_bytes (covered, 0x5F49, card->euicc_otpk);

  mark = lpa_tlv_open (out, 0xBF23);
  g_byte_array_append (out, covered->data, length);
  append_signature (out, package->signing_key, covered, FLAW_NONE);
  lpa_tlv_close (out, mark);
}

static GPtrArray *
protect (SimBsp *bsp, guint8 tag, GBytes *plain)
{
  GPtrArray *objects = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  gsize left;
  const guint8 *data = g_bytes_get_data (plain, &left);

  for (gsize size; left > 0; data += size, left -= size)
    {
      size = MIN (left, SEGMENT);
      g_ptr_array_add (objects, sim_bsp_protect (bsp, tag, data, size));
    }

  return objects;
}

static GBytes *
join (guint32 tag, GPtrArray *objects)
{
  GByteArray *out = g_byte_array_new ();
  guint mark = lpa_tlv_open (out, tag);

  for (guint i = 0; i < objects->len; i++)
    lpa_tlv_append_raw (out, objects->pdata[i]);
  lpa_tlv_close (out, mark);
  return g_byte_array_free_to_bytes (out);
}

/* A whole sequence as one segment. */
static void
add_whole (GPtrArray *segments, guint32 tag, GPtrArray *objects)
{
  g_ptr_array_add (segments, join (tag, objects));
  g_ptr_array_unref (objects);
}

/* A sequence as its header, then each object. */
static void
add_split (GPtrArray *segments, guint32 tag, GPtrArray *objects)
{
  g_autoptr (GBytes) whole = join (tag, objects);
  LpaTlv tlv;

  g_assert_true (lpa_tlv_parse_bytes (whole, tag, &tlv, NULL));
  g_ptr_array_add (segments, g_bytes_new (tlv.raw, tlv.raw_length - tlv.length));
  for (guint i = 0; i < objects->len; i++)
    g_ptr_array_add (segments, g_bytes_ref (objects->pdata[i]));
  g_ptr_array_unref (objects);
}

static SimBsp *
new_bsp (const Package *package, Card *card)
{
  g_autoptr (GBytes) host = g_bytes_new_static ("host", 4);
  g_autoptr (GBytes) secret =
      sim_crypto_shared_secret (card->server_otsk, g_bytes_get_data (card->euicc_otpk, NULL),
                                g_bytes_get_size (card->euicc_otpk), NULL);

  g_assert_nonnull (secret);
  return sim_bsp_new (secret, host, package->eid);
}

/* The first segment is the header of all that follows, and BF23. */
static void
add_first (GPtrArray *segments, const Package *package, Card *card)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  g_autoptr (GByteArray) channel = g_byte_array_new ();
  guint mark = lpa_tlv_open (all, 0xBF36);
  guint rest = 0;

  append_channel (channel, package, card);
  g_byte_array_append (all, channel->data, channel->len);
  for (guint i = 0; i < segments->len; i++)
    {
      lpa_tlv_append_raw (all, segments->pdata[i]);
      rest += (guint) g_bytes_get_size (segments->pdata[i]);
    }
  lpa_tlv_close (all, mark);
  g_ptr_array_insert (segments, 0, g_bytes_new (all->data, all->len - rest));
}

GPtrArray *
package_build (const Package *self, Card *card)
{
  GPtrArray *segments = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (SimBsp) bsp = new_bsp (self, card);

  add_whole (segments, 0xA0, protect (bsp, 0x87, self->configure));
  add_split (segments, 0xA1, protect (bsp, 0x88, self->metadata));
  if (self->replace != NULL)
    {
      LpaTlv request, chaining, enc, mac;

      add_whole (segments, 0xA2, protect (bsp, 0x87, self->replace));
      if (lpa_tlv_parse_bytes (self->replace, 0xBF26, &request, NULL) && request.length == 54)
        {
          tlv_get (&request, 0x80, &chaining);
          tlv_get (&request, 0x81, &enc);
          tlv_get (&request, 0x82, &mac);
          sim_bsp_replace_keys (bsp, chaining.value, enc.value, mac.value);
        }
    }
  add_split (segments, 0xA3, protect (bsp, 0x86, self->profile));
  add_first (segments, self, card);

  return segments;
}

/* Until something comes back. */
GBytes *
package_load (GPtrArray *segments, Card *card)
{
  for (guint i = 0; i < segments->len; i++)
    {
      g_autoptr (GBytes) response = card_es10 (card, segments->pdata[i]);

      if (response == NULL || card->status != 0x9000 || g_bytes_get_size (response) > 0)
        return g_steal_pointer (&response);
    }

  return NULL;
}

GBytes *
card_install (Card *self, const char *iccid, guint8 rules)
{
  g_auto (Package) package;
  g_autoptr (GPtrArray) segments = NULL;

  card_prepare_session (self);
  package_init (&package, self);
  package_set (&package.metadata, card_metadata (iccid, rules, SIM_PROFILE_CLASS_OPERATIONAL));
  package_set (&package.profile, sim_upp_build (iccid, "test", 100, SIM_UPP_PLAIN));
  segments = package_build (&package, self);
  return package_load (segments, self);
}

/* Checks the signature and what every result has; gives the final result. */
static void
parse_result (Card *self, GBytes *result, LpaTlv *final)
{
  EVP_PKEY *key = X509_get0_pubkey (sim_pki_get_certificate (self->pki, SIM_PKI_EUICC));
  LpaTlv outer, data, signature, tlv;

  g_assert_nonnull (result);
  g_assert_true (lpa_tlv_parse_bytes (result, 0xBF37, &outer, NULL));
  tlv_get (&outer, 0xBF27, &data);
  tlv_get (&outer, 0x5F37, &signature);
  g_assert_true (
      sim_crypto_verify (key, data.raw, data.raw_length, signature.value, signature.length));
  tlv_get (&data, 0x80, &tlv);
  g_assert_cmpmem (tlv.value, tlv.length, g_bytes_get_data (self->transaction_id, NULL),
                   g_bytes_get_size (self->transaction_id));
  tlv_get (&data, 0xBF2F, &tlv);
  tlv_get (&data, 0x06, &tlv);
  g_assert_cmpmem (tlv.value, tlv.length, "\x88\x37\x0A", 3);
  tlv_get (&data, 0xA2, final);
}

void
card_assert_installed (Card *self, GBytes *result)
{
  LpaTlv final, ok, aid, response;

  parse_result (self, result, &final);
  tlv_get (&final, 0xA0, &ok);
  tlv_get (&ok, 0x4F, &aid);
  g_assert_cmpuint (aid.length, ==, 16);
  tlv_get (&ok, 0x04, &response);
  g_assert_cmpmem (response.value, response.length, "\x30\x07\xA0\x05\x30\x03\x80\x01\x00", 9);
}

void
card_assert_failed (Card *self, GBytes *result, int command, int reason)
{
  LpaTlv final, failure, number;
  gint64 value;

  parse_result (self, result, &final);
  tlv_get (&final, 0xA1, &failure);
  tlv_get (&failure, 0x80, &number);
  g_assert_true (lpa_tlv_get_integer (&number, &value, NULL));
  g_assert_cmpint (value, ==, command);
  tlv_get (&failure, 0x81, &number);
  g_assert_true (lpa_tlv_get_integer (&number, &value, NULL));
  g_assert_cmpint (value, ==, reason);
}
