/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-hex.h"
#include "sim/sim-bsp.h"
#include "sim/sim-crypto.h"

#include <string.h>

static const guint8 chaining[16] = { 0xC0 };
static const guint8 enc[16] = { 0xE0 };
static const guint8 mac[16] = { 0xA0 };

static LpaTlv
parse (GBytes *object, guint8 tag)
{
  LpaTlv tlv;

  g_assert_true (lpa_tlv_parse_bytes (object, tag, &tlv, NULL));
  return tlv;
}

/* Every size up to the largest, both kinds, one chain. */
static void
test_round_trip (void)
{
  g_autoptr (SimBsp) server = sim_bsp_new_with_keys (chaining, enc, mac);
  g_autoptr (SimBsp) card = sim_bsp_new_with_keys (chaining, enc, mac);
  guint8 data[SIM_BSP_MAX_MACED];
  static const gsize lengths[] = { 0, 1, 15, 16, 17, 118, 119, 127, 128, 240, 255, 256, 1007 };

  sim_crypto_random (data, sizeof data);
  for (gsize i = 0; i < 3 * G_N_ELEMENTS (lengths); i++)
    {
      guint8 tag = (guint8) (0x86 + i % 3);
      gsize length = lengths[i / 3];
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) object = sim_bsp_protect (server, tag, data, length);
      g_autoptr (GBytes) plain = NULL;
      LpaTlv tlv = parse (object, tag);

      g_assert_cmpuint (g_bytes_get_size (object), <=, SIM_BSP_MAX_SEGMENT);
      plain = sim_bsp_unprotect (card, &tlv, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain), data, length);
    }
}

/* The bytes of one object, put together here from AES and CMAC alone. */
static void
test_layout (void)
{
  g_autoptr (SimBsp) bsp = sim_bsp_new_with_keys (chaining, enc, mac);
  g_autoptr (GBytes) first = sim_bsp_protect (bsp, 0x88, (const guint8 *) "abc", 3);
  g_autoptr (GBytes) second = sim_bsp_protect (bsp, 0x86, (const guint8 *) "abc", 3);
  guint8 input[64] = { 0 }, full[16], iv[16];
  static const guint8 zero[16], counter[16] = { [15] = 2 }, padded[16] = { 'a', 'b', 'c', 0x80 };

  /* chaining value, tag, length with the MAC, data */
  memcpy (input, chaining, 16);
  memcpy (input + 16,
          "\x88\x0B"
          "abc",
          5);
  sim_crypto_cmac (mac, input, 21, full);
  g_assert_cmpmem (g_bytes_get_data (first, NULL), 5, input + 16, 5);
  g_assert_cmpmem ((const guint8 *) g_bytes_get_data (first, NULL) + 5,
                   g_bytes_get_size (first) - 5, full, 8);

  /* the MACed object counted as block 1, so this is block 2; it chains on the full MAC */
  sim_crypto_aes_cbc (TRUE, enc, zero, counter, 16, iv);
  memcpy (input, full, 16);
  memcpy (input + 16, "\x86\x18", 2);
  sim_crypto_aes_cbc (TRUE, enc, iv, padded, 16, input + 18);
  sim_crypto_cmac (mac, input, 34, full);
  g_assert_cmpmem (g_bytes_get_data (second, NULL), 18, input + 16, 18);
  g_assert_cmpmem ((const guint8 *) g_bytes_get_data (second, NULL) + 18,
                   g_bytes_get_size (second) - 18, full, 8);
}

static void
assert_refused (const guint8 *object, gsize length, guint32 tag, int code)
{
  g_autoptr (SimBsp) card = sim_bsp_new_with_keys (chaining, enc, mac);
  g_autoptr (GError) error = NULL;
  LpaTlv tlv;

  g_assert_true (lpa_tlv_parse (object, length, tag, &tlv, NULL));
  g_assert_null (sim_bsp_unprotect (card, &tlv, &error));
  g_assert_error (error, SIM_BSP_ERROR, code);
}

static void
test_refusals (void)
{
  g_autoptr (SimBsp) server = sim_bsp_new_with_keys (chaining, enc, mac);
  g_autoptr (GBytes) object = sim_bsp_protect (server, 0x86, (const guint8 *) "abc", 3);
  guint8 bytes[64];
  gsize size = g_bytes_get_size (object);

  for (gsize i = 2; i < size; i++)
    {
      memcpy (bytes, g_bytes_get_data (object, NULL), size);
      bytes[i] ^= 0x10;
      assert_refused (bytes, size, 0x86, SIM_BSP_ERROR_SECURITY);
    }

  memcpy (bytes, g_bytes_get_data (object, NULL), size);
  bytes[0] = 0x87;
  assert_refused (bytes, size, 0x87, SIM_BSP_ERROR_SECURITY);
  bytes[0] = 0x85;
  assert_refused (bytes, size, 0x85, SIM_BSP_ERROR_STRUCTURE);
  assert_refused ((const guint8 *) "\x86\x02\x01\x02", 4, 0x86, SIM_BSP_ERROR_STRUCTURE);
}

/* A well-authenticated object whose decryption has no padding. */
static void
test_padding (void)
{
  guint8 input[42] = { 0 }, full[16];

  memcpy (input, chaining, 16);
  memcpy (input + 16, "\x86\x18", 2);
  sim_crypto_cmac (mac, input, 34, full);
  memcpy (input + 34, full, 8);
  assert_refused (input + 16, 26, 0x86, SIM_BSP_ERROR_SECURITY);
}

static void
test_replace_keys (void)
{
  static const guint8 other[16] = { 1, 2, 3 };
  g_autoptr (SimBsp) server = sim_bsp_new_with_keys (chaining, enc, mac);
  g_autoptr (SimBsp) fresh = sim_bsp_new_with_keys (other, other, other);
  g_autoptr (GBytes) used = sim_bsp_protect (server, 0x87, other, sizeof other);
  g_autoptr (GBytes) replaced = NULL;
  g_autoptr (GBytes) expected = sim_bsp_protect (fresh, 0x86, other, sizeof other);

  g_assert_nonnull (used);
  sim_bsp_replace_keys (server, other, other, other);
  replaced = sim_bsp_protect (server, 0x86, other, sizeof other);
  g_assert_true (g_bytes_equal (replaced, expected));
}

/* The session keys against the KDF with the SharedInfo written out. */
static void
test_session_keys (void)
{
  g_autoptr (GBytes) secret =
      lpa_hex_decode ("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F");
  g_autoptr (GBytes) host = lpa_hex_decode ("0A0B0C");
  g_autoptr (GBytes) eid = lpa_hex_decode ("89044045930000000000001234567853");
  g_autoptr (GBytes) info = lpa_hex_decode ("88"
                                            "10" /* AES, 16 bytes */
                                            "03"
                                            "0A0B0C" /* host ID */
                                            "10"
                                            "89044045930000000000001234567853");
  g_autoptr (SimBsp) session = sim_bsp_new (secret, host, eid);
  g_autoptr (SimBsp) expected = NULL;
  g_autoptr (GBytes) one = NULL;
  g_autoptr (GBytes) two = NULL;
  guint8 keys[48];

  sim_crypto_kdf (secret, info, keys, sizeof keys);
  expected = sim_bsp_new_with_keys (keys, keys + 16, keys + 32);
  one = sim_bsp_protect (session, 0x87, keys, 20);
  two = sim_bsp_protect (expected, 0x87, keys, 20);
  g_assert_true (g_bytes_equal (one, two));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sim/bsp/round-trip", test_round_trip);
  g_test_add_func ("/sim/bsp/layout", test_layout);
  g_test_add_func ("/sim/bsp/refusals", test_refusals);
  g_test_add_func ("/sim/bsp/padding", test_padding);
  g_test_add_func ("/sim/bsp/replace-keys", test_replace_keys);
  g_test_add_func ("/sim/bsp/session-keys", test_session_keys);

  return g_test_run ();
}
