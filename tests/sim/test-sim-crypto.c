/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-hex.h"
#include "sim/sim-crypto.h"

#include <string.h>

static void
assert_hex (const guint8 *data, gsize length, const char *expected)
{
  g_autofree char *hex = lpa_hex_encode (data, length);

  g_assert_cmpstr (hex, ==, expected);
}

/* RFC 4493, section 4: the four examples. */
static void
test_cmac (void)
{
  static const struct
  {
    gsize length;
    const char *mac;
  } examples[] = {
    { 0, "BB1D6929E95937287FA37D129B756746" },
    { 16, "070A16B46B4D4144F79BDD9DD04A287C" },
    { 40, "DFA66747DE9AE63030CA32611497C827" },
    { 64, "51F0BEBF7E3B9D92FC49741779363CFE" },
  };
  g_autoptr (GBytes) key = lpa_hex_decode ("2B7E151628AED2A6ABF7158809CF4F3C");
  g_autoptr (GBytes) data = lpa_hex_decode ("6BC1BEE22E409F96E93D7E117393172A"
                                            "AE2D8A571E03AC9C9EB76FAC45AF8E51"
                                            "30C81C46A35CE411E5FBC1191A0A52EF"
                                            "F69F2445DF4F9B17AD2B417BE66C3710");

  for (gsize i = 0; i < G_N_ELEMENTS (examples); i++)
    {
      guint8 mac[SIM_CRYPTO_AES_SIZE];

      sim_crypto_cmac (g_bytes_get_data (key, NULL), g_bytes_get_data (data, NULL),
                       examples[i].length, mac);
      assert_hex (mac, sizeof mac, examples[i].mac);
    }
}

/* NIST SP 800-38A, F.2.1: CBC-AES128, the first two blocks. */
static void
test_aes_cbc (void)
{
  g_autoptr (GBytes) key = lpa_hex_decode ("2B7E151628AED2A6ABF7158809CF4F3C");
  g_autoptr (GBytes) iv = lpa_hex_decode ("000102030405060708090A0B0C0D0E0F");
  g_autoptr (GBytes) data = lpa_hex_decode ("6BC1BEE22E409F96E93D7E117393172A"
                                            "AE2D8A571E03AC9C9EB76FAC45AF8E51");
  guint8 out[32], back[32];

  sim_crypto_aes_cbc (TRUE, g_bytes_get_data (key, NULL), g_bytes_get_data (iv, NULL),
                      g_bytes_get_data (data, NULL), 32, out);
  assert_hex (out, sizeof out, "7649ABAC8119B246CEE98E9B12E9197D5086CB9B507219EE95DB113A917678B2");
  sim_crypto_aes_cbc (FALSE, g_bytes_get_data (key, NULL), g_bytes_get_data (iv, NULL), out, 32,
                      back);
  g_assert_cmpmem (back, 32, g_bytes_get_data (data, NULL), 32);
}

/* NIST's vectors for the X9.63 key derivation with SHA-256 (CAVS 12.0): 128 bits without, 1024 bits
 * with SharedInfo. */
static void
test_kdf (void)
{
  g_autoptr (GBytes) secret = lpa_hex_decode ("96C05619D56C328AB95FE84B18264B08725B85E33FD34F08");
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) long_secret =
      lpa_hex_decode ("22518B10E70F2A3F243810AE3254139EFBEE04AA57C7AF7D");
  g_autoptr (GBytes) info = lpa_hex_decode ("75EEF81AA3041E33B80971203D2C0C52");
  guint8 out[128];

  sim_crypto_kdf (secret, empty, out, 16);
  assert_hex (out, 16, "443024C3DAE66B95E6F5670601558F71");
  sim_crypto_kdf (long_secret, info, out, 128);
  assert_hex (out, 128,
              "C498AF77161CC59F2962B9A713E2B215152D139766CE34A776DF11866A69BF2E"
              "52A13D9C7C6FC878C50C5EA0BC7B00E0DA2447CFD874F6CF92F30D0097111485"
              "500C90C3AF8B487872D04685D14C8D1DC8D7FA08BEB0CE0ABABC11F0BD496269"
              "142D43525A78E5BC79A17F59676A5706DC54D54D4D1F0BD7E386128EC26AFC21");
}

static void
test_hash (void)
{
  guint8 hash[SIM_CRYPTO_HASH_SIZE];

  sim_crypto_sha256 ((const guint8 *) "abc", 3, hash);
  assert_hex (hash, sizeof hash,
              "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD");
}

/* hashCc, worked out by hand: the inner hash, then the transaction ID behind it. */
static void
test_hash_code (void)
{
  static const guint8 id[] = { 1, 2, 3 };
  g_autoptr (GBytes) transaction_id = g_bytes_new_static (id, sizeof id);
  guint8 input[SIM_CRYPTO_HASH_SIZE + sizeof id];
  guint8 expected[SIM_CRYPTO_HASH_SIZE], hash[SIM_CRYPTO_HASH_SIZE];

  sim_crypto_sha256 ((const guint8 *) "1234", 4, input);
  memcpy (input + SIM_CRYPTO_HASH_SIZE, id, sizeof id);
  sim_crypto_sha256 (input, sizeof input, expected);
  sim_crypto_hash_code ("1234", transaction_id, hash);
  g_assert_cmpmem (hash, sizeof hash, expected, sizeof expected);
}

static void
test_sign (gconstpointer curve)
{
  g_autoptr (GError) error = NULL;
  EVP_PKEY *key = sim_crypto_generate_key (curve, &error);
  EVP_PKEY *other = sim_crypto_generate_key_like (key, &error);
  g_autoptr (GBytes) signature = NULL;
  guint8 data[] = "what is signed";
  guint8 raw[SIM_CRYPTO_SIGNATURE_SIZE];

  g_assert_no_error (error);
  signature = sim_crypto_sign (key, data, sizeof data, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (signature), ==, SIM_CRYPTO_SIGNATURE_SIZE);
  memcpy (raw, g_bytes_get_data (signature, NULL), sizeof raw);

  g_assert_true (sim_crypto_verify (key, data, sizeof data, raw, sizeof raw));
  g_assert_false (sim_crypto_verify (other, data, sizeof data, raw, sizeof raw));
  g_assert_false (sim_crypto_verify (key, data, sizeof data - 1, raw, sizeof raw));
  g_assert_false (sim_crypto_verify (key, data, sizeof data, raw, sizeof raw - 1));
  raw[40] ^= 1;
  g_assert_false (sim_crypto_verify (key, data, sizeof data, raw, sizeof raw));
  memset (raw, 0, sizeof raw);
  g_assert_false (sim_crypto_verify (key, data, sizeof data, raw, sizeof raw));

  EVP_PKEY_free (key);
  EVP_PKEY_free (other);
}

static void
test_shared_secret (gconstpointer curve)
{
  g_autoptr (GError) error = NULL;
  EVP_PKEY *ours = sim_crypto_generate_key (curve, &error);
  EVP_PKEY *theirs = sim_crypto_generate_key (curve, &error);
  g_autoptr (GBytes) our_point = sim_crypto_dup_point (ours, &error);
  g_autoptr (GBytes) their_point = sim_crypto_dup_point (theirs, &error);
  g_autoptr (GBytes) here = NULL;
  g_autoptr (GBytes) there = NULL;
  guint8 point[SIM_CRYPTO_POINT_SIZE];

  g_assert_no_error (error);
  memcpy (point, g_bytes_get_data (their_point, NULL), sizeof point);
  here = sim_crypto_shared_secret (ours, point, sizeof point, &error);
  there =
      sim_crypto_shared_secret (theirs, g_bytes_get_data (our_point, NULL), sizeof point, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (here), ==, 32);
  g_assert_true (g_bytes_equal (here, there));

  g_assert_null (sim_crypto_shared_secret (ours, point, sizeof point - 1, &error));
  g_assert_error (error, SIM_CRYPTO_ERROR, SIM_CRYPTO_ERROR_POINT);
  g_clear_error (&error);
  point[64] ^= 1;
  g_assert_null (sim_crypto_shared_secret (ours, point, sizeof point, &error));
  g_assert_error (error, SIM_CRYPTO_ERROR, SIM_CRYPTO_ERROR_POINT);

  EVP_PKEY_free (ours);
  EVP_PKEY_free (theirs);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sim/crypto/cmac", test_cmac);
  g_test_add_func ("/sim/crypto/aes-cbc", test_aes_cbc);
  g_test_add_func ("/sim/crypto/kdf", test_kdf);
  g_test_add_func ("/sim/crypto/hash", test_hash);
  g_test_add_func ("/sim/crypto/hash-code", test_hash_code);
  g_test_add_data_func ("/sim/crypto/sign/p-256", "P-256", test_sign);
  g_test_add_data_func ("/sim/crypto/sign/brainpool", "brainpoolP256r1", test_sign);
  g_test_add_data_func ("/sim/crypto/secret/p-256", "P-256", test_shared_secret);
  g_test_add_data_func ("/sim/crypto/secret/brainpool", "brainpoolP256r1", test_shared_secret);

  return g_test_run ();
}
