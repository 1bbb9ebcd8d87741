/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "card.h"
#include "lpa/lpa-hex.h"
#include "sim/sim-certificate.h"
#include "sim/sim-crypto.h"

#include <string.h>

typedef struct
{
  const char *name;
  Flaw flaw;
  int code;
} Case;

static const Case authentications[] = {
  { "no-session", FLAW_NO_SESSION, 4 },
  { "issuer-id", FLAW_ISSUER_ID, 7 },
  { "foreign-certificate", FLAW_FOREIGN_CERTIFICATE, 1 },
  { "no-certificate", FLAW_NO_CERTIFICATE, 1 },
  { "role", FLAW_ROLE, 1 },
  { "curve", FLAW_CURVE, 3 },
  { "no-oid", FLAW_NO_OID, 5 },
  { "signature", FLAW_SIGNATURE, 2 },
  { "challenge", FLAW_CHALLENGE, 6 },
};

static const Case preparations[] = {
  { "foreign-certificate", FLAW_FOREIGN_CERTIFICATE, 1 },
  { "no-certificate", FLAW_NO_CERTIFICATE, 1 },
  { "role", FLAW_ROLE, 1 },
  { "other-oid", FLAW_OTHER_OID, 1 },
  { "no-oid", FLAW_NO_OID, 1 },
  { "curve", FLAW_CURVE, 3 },
  { "signature", FLAW_SIGNATURE, 2 },
  { "coverage", FLAW_COVERAGE, 2 },
  { "transaction", FLAW_TRANSACTION, 5 },
  { "hash-missing", FLAW_HASH_MISSING, 127 },
  { "hash-unasked", FLAW_HASH_UNASKED, 127 },
};

static Card *
selected (void)
{
  Card *card = card_new (NULL);

  card_select (card);
  return card;
}

static void
assert_error (GBytes *response, guint32 tag, int code)
{
  LpaTlv answer, error, id, number;
  gint64 value;

  g_assert_true (lpa_tlv_parse_bytes (response, tag, &answer, NULL));
  tlv_get (&answer, 0xA1, &error);
  tlv_get (&error, 0x80, &id);
  g_assert_cmpuint (id.length, >=, 1);
  tlv_get (&error, 0x02, &number);
  g_assert_true (lpa_tlv_get_integer (&number, &value, NULL));
  g_assert_cmpint (value, ==, code);
}

static EVP_PKEY *
euicc_key (Card *card)
{
  return X509_get0_pubkey (sim_pki_get_certificate (card->pki, SIM_PKI_EUICC));
}

static void
test_authenticate (void)
{
  g_autoptr (Card) card = selected ();
  g_autoptr (GBytes) info = card_es10_hex (card, "BF2200");
  g_autoptr (GBytes) response = card_authenticate (card, FLAW_NONE);
  LpaTlvReader reader;
  LpaTlv answer, ok, signed1, signature, euicc, eum, tlv;
  X509 *euicc_certificate, *eum_certificate;

  g_assert_true (lpa_tlv_parse_bytes (response, 0xBF38, &answer, NULL));
  tlv_get (&answer, 0xA0, &ok);
  lpa_tlv_reader_enter (&reader, &ok);
  g_assert_true (lpa_tlv_reader_expect (&reader, 0x30, &signed1, NULL));
  g_assert_true (lpa_tlv_reader_expect (&reader, 0x5F37, &signature, NULL));
  g_assert_true (lpa_tlv_reader_expect (&reader, 0x30, &euicc, NULL));
  g_assert_true (lpa_tlv_reader_expect (&reader, 0x30, &eum, NULL));
  g_assert_true (lpa_tlv_reader_at_end (&reader));
  g_assert_true (sim_crypto_verify (euicc_key (card), signed1.raw, signed1.raw_length,
                                    signature.value, signature.length));

  tlv_get (&signed1, 0x80, &tlv);
  g_assert_cmpmem (tlv.value, tlv.length, g_bytes_get_data (card->transaction_id, NULL), 16);
  tlv_get (&signed1, 0x83, &tlv);
  g_assert_cmpmem (tlv.value, tlv.length, CARD_SERVER, strlen (CARD_SERVER));
  tlv_get (&signed1, 0x84, &tlv);
  g_assert_cmpmem (tlv.value, 1, "\x5C", 1);
  tlv_get (&signed1, 0xBF22, &tlv);
  g_assert_cmpmem (tlv.raw, tlv.raw_length, g_bytes_get_data (info, NULL), g_bytes_get_size (info));
  tlv_get (&signed1, 0xA0, &tlv);

  euicc_certificate = sim_certificate_parse (euicc.raw, euicc.raw_length);
  eum_certificate = sim_certificate_parse (eum.raw, eum.raw_length);
  g_assert_true (sim_pki_verify_euicc (card->pki, euicc_certificate, eum_certificate));
  X509_free (euicc_certificate);
  X509_free (eum_certificate);
}

static void
test_authenticate_refusal (gconstpointer data)
{
  const Case *refusal = data;
  g_autoptr (Card) card = selected ();
  g_autoptr (GBytes) response = card_authenticate (card, refusal->flaw);
  g_autoptr (GBytes) after = NULL;

  assert_error (response, 0xBF38, refusal->code);

  /* and there is no session then */
  after = card_prepare (card, FLAW_NONE);
  assert_error (after, 0xBF21, 4);
}

/* A challenge is good for one authentication. */
static void
test_challenge_once (void)
{
  g_autoptr (Card) card = selected ();
  g_autoptr (GBytes) first = card_authenticate (card, FLAW_NONE);
  g_autoptr (GBytes) second = card_authenticate (card, FLAW_NO_SESSION);
  g_autoptr (GBytes) one = card_es10_hex (card, "BF2E00");
  g_autoptr (GBytes) two = card_es10_hex (card, "BF2E00");

  assert_error (second, 0xBF38, 4);
  g_assert_false (g_bytes_equal (one, two));
}

static void
test_prepare (gconstpointer flaw)
{
  g_autoptr (Card) card = selected ();
  g_autoptr (GBytes) authenticated = card_authenticate (card, FLAW_NONE);
  g_autoptr (GBytes) response = card_prepare (card, (Flaw) GPOINTER_TO_INT (flaw));
  g_autoptr (GByteArray) covered = g_byte_array_new ();
  LpaTlv answer, ok, signed2, signature, tlv;

  g_assert_true (lpa_tlv_parse_bytes (response, 0xBF21, &answer, NULL));
  tlv_get (&answer, 0xA0, &ok);
  tlv_get (&ok, 0x30, &signed2);
  tlv_get (&ok, 0x5F37, &signature);
  g_byte_array_append (covered, signed2.raw, (guint) signed2.raw_length);
  lpa_tlv_append_raw (covered, card->signature2);
  g_assert_true (sim_crypto_verify (euicc_key (card), covered->data, covered->len, signature.value,
                                    signature.length));
  g_assert_cmpint (lpa_tlv_find (&signed2, 0x04, &tlv), ==, flaw != NULL);
  g_assert_cmpuint (g_bytes_get_size (card->euicc_otpk), ==, 65);
}

static void
test_prepare_refusal (gconstpointer data)
{
  const Case *refusal = data;
  g_autoptr (Card) card = selected ();
  g_autoptr (GBytes) authenticated = card_authenticate (card, FLAW_NONE);
  g_autoptr (GBytes) response = card_prepare (card, refusal->flaw);

  assert_error (response, 0xBF21, refusal->code);
}

static void
assert_cancelled (Card *card, GBytes *response, const char *reason)
{
  LpaTlv answer, ok, covered, signature, tlv;

  g_assert_true (lpa_tlv_parse_bytes (response, 0xBF41, &answer, NULL));
  tlv_get (&answer, 0xA0, &ok);
  tlv_get (&ok, 0x30, &covered);
  tlv_get (&ok, 0x5F37, &signature);
  g_assert_true (sim_crypto_verify (euicc_key (card), covered.raw, covered.raw_length,
                                    signature.value, signature.length));
  tlv_get (&covered, 0x80, &tlv);
  g_assert_cmpmem (tlv.value, tlv.length, g_bytes_get_data (card->transaction_id, NULL), 16);
  tlv_get (&covered, 0x81, &tlv);
  g_assert_cmpmem (tlv.value, tlv.length, "\x88\x37\x0A", 3);
  tlv_get (&covered, 0x82, &tlv);
  g_assert_cmpmem (tlv.value, tlv.length, reason, 1);
}

static GBytes *
cancel (Card *card, const char *reason)
{
  g_autofree char *id = lpa_hex_encode (g_bytes_get_data (card->transaction_id, NULL), 16);
  g_autofree char *hex = g_strdup_printf ("BF4115 8010%s 8101%02X", id, (guint) *reason);

  return card_es10_hex (card, hex);
}

static void
test_cancel (void)
{
  g_autoptr (Card) card = selected ();
  g_autoptr (GBytes) first_otpk = NULL;
  g_autoptr (GBytes) cancelled = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GBytes) authenticated = NULL;
  g_autoptr (GBytes) prepared = NULL;

  card_assert_es10 (card, "BF4106 800101 810101", "BF4103810105");
  card_prepare_session (card);
  card_assert_es10 (card, "BF4106 800101 810101", "BF4103810105");
  cancelled = cancel (card, "\x01");
  assert_cancelled (card, cancelled, "\x01");
  again = cancel (card, "\x01");
  bytes_assert_hex (again, "BF4103810105");

  /* a server that bound a package to the first one-time key gets it again */
  first_otpk = g_bytes_ref (card->euicc_otpk);
  authenticated = card_authenticate (card, FLAW_NONE);
  card->euicc_otpk = g_bytes_ref (first_otpk);
  prepared = card_prepare (card, FLAW_NONE);
  g_assert_true (g_bytes_equal (card->euicc_otpk, first_otpk));
}

static void
test_malformed (void)
{
  static const char *const requests[] = {
    "BF2E0100",
    "BF3800",
    "BF38023000",
    "BF2100",
    "BF210430025F37",
    "BF4100",
    "BF4103800101",
    "BF41098001018101010201 00",
    "BF4108 8003010203 8100",
  };
  g_autoptr (Card) card = selected ();

  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      card_assert_es10 (card, requests[i], "");
      g_assert_cmphex (card->status, ==, 0x6A80);
    }
}

static void
add_cases (const char *folder, const Case *cases, gsize count, GTestDataFunc test)
{
  for (gsize i = 0; i < count; i++)
    {
      g_autofree char *path = g_strconcat (folder, cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sim/rsp/authenticate", test_authenticate);
  g_test_add_func ("/sim/rsp/challenge-once", test_challenge_once);
  g_test_add_data_func ("/sim/rsp/prepare", GINT_TO_POINTER (FLAW_NONE), test_prepare);
  g_test_add_data_func ("/sim/rsp/prepare-with-code", GINT_TO_POINTER (NO_FLAW_WITH_HASH),
                        test_prepare);
  g_test_add_func ("/sim/rsp/cancel", test_cancel);
  g_test_add_func ("/sim/rsp/malformed", test_malformed);
  add_cases ("/sim/rsp/authenticate/", authentications, G_N_ELEMENTS (authentications),
             test_authenticate_refusal);
  add_cases ("/sim/rsp/prepare/", preparations, G_N_ELEMENTS (preparations), test_prepare_refusal);

  return g_test_run ();
}
