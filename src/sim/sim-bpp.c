/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-bpp.h"

#include "sim/sim-bsp.h"
#include "sim/sim-crypto.h"

#define KEY_TYPE_AES 0x88

static void
append_control_reference (GByteArray *out, GBytes *host_id)
{
  const guint8 key_type = KEY_TYPE_AES, key_length = SIM_BSP_KEY_SIZE;
  guint mark = lpa_tlv_open (out, 0xA6);

  lpa_tlv_append (out, 0x80, &key_type, 1);
  lpa_tlv_append (out, 0x81, &key_length, 1);
  lpa_tlv_append_bytes (out, 0x84, host_id);
  lpa_tlv_close (out, mark);
}

/* The signature covers the members and, behind them, the card's one-time key, which is not sent
 * back. */
static gboolean
append_secure_channel (GByteArray *out, const SimBppInput *input, GError **error)
{
  g_autoptr (GBytes) otpk = sim_crypto_dup_point (input->server_otsk, error);
  g_autoptr (GByteArray) content = g_byte_array_new ();
  g_autoptr (GBytes) signature = NULL;
  guint length;

  if (!otpk)
    return FALSE;

  lpa_tlv_append_integer (content, 0x82, 1); /* installBoundProfilePackage */
  lpa_tlv_append_bytes (content, 0x80, input->transaction_id);
  append_control_reference (content, input->host_id);
  lpa_tlv_append_bytes (content, 0x5F49, otpk);
  length = content->len;
  lpa_tlv_append_bytes (content, 0x5F49, input->euicc_otpk);

  signature = sim_crypto_sign (input->signing_key, content->data, content->len, error);
  if (!signature)
    return FALSE;

  g_byte_array_set_size (content, length);
  lpa_tlv_append_bytes (content, 0x5F37, signature);
  lpa_tlv_append (out, 0xBF23, content->data, content->len);
  return TRUE;
}

/* Cuts @data into protected objects with @tag and puts them into one object with @sequence. */
static void
append_protected (GByteArray *out,
                  SimBsp *bsp,
                  guint32 sequence,
                  guint8 tag,
                  const guint8 *data,
                  gsize length)
{
  gsize most = tag == 0x88 ? SIM_BSP_MAX_MACED : SIM_BSP_MAX_ENCRYPTED;
  guint mark = lpa_tlv_open (out, sequence);

  while (length > 0)
    {
      gsize piece = MIN (length, most);
      g_autoptr (GBytes) segment = sim_bsp_protect (bsp, tag, data, piece);

      lpa_tlv_append_raw (out, segment);
      data += piece;
      length -= piece;
    }
  lpa_tlv_close (out, mark);
}

static void
append_bytes_protected (GByteArray *out, SimBsp *bsp, guint32 sequence, guint8 tag, GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  append_protected (out, bsp, sequence, tag, data, length);
}

static void
append_configuration (GByteArray *out, SimBsp *bsp)
{
  g_autoptr (GByteArray) request = g_byte_array_new ();

  lpa_tlv_append (request, 0xBF24, NULL, 0);
  append_protected (out, bsp, 0xA0, 0x87, request->data, request->len);
}

static void
append_profile_keys (GByteArray *out, SimBsp *bsp)
{
  g_autoptr (GByteArray) request = g_byte_array_new ();
  guint8 keys[3][SIM_BSP_KEY_SIZE];
  guint mark;

  sim_crypto_random (keys[0], sizeof keys);
  mark = lpa_tlv_open (request, 0xBF26);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    lpa_tlv_append (request, 0x80 + i, keys[i], sizeof keys[i]);
  lpa_tlv_close (request, mark);

  append_protected (out, bsp, 0xA2, 0x87, request->data, request->len);
  sim_bsp_replace_keys (bsp, keys[0], keys[1], keys[2]);
}

static SimBsp *
agree_on_keys (const SimBppInput *input, GError **error)
{
  gsize length;
  const guint8 *point = g_bytes_get_data (input->euicc_otpk, &length);
  g_autoptr (GBytes) secret = sim_crypto_shared_secret (input->server_otsk, point, length, error);

  return secret ? sim_bsp_new (secret, input->host_id, input->eid) : NULL;
}

/**
 * sim_bpp_build:
 * @input: what goes into it
 * @error: return location for an error of %SIM_CRYPTO_ERROR
 *
 * Binds a profile to one card and protects it, SGP.22 2.5.4.
 *
 * Returns: (transfer full) (nullable): the BF36, or %NULL when the card's key is none
 */
GBytes *
sim_bpp_build (const SimBppInput *input, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (SimBsp) bsp = agree_on_keys (input, error);
  guint mark;

  if (!bsp)
    return NULL;

  mark = lpa_tlv_open (out, 0xBF36);
  if (!append_secure_channel (out, input, error))
    return NULL;
  append_configuration (out, bsp);
  append_bytes_protected (out, bsp, 0xA1, 0x88, input->metadata);
  if (!input->session_keys)
    append_profile_keys (out, bsp);
  append_bytes_protected (out, bsp, 0xA3, 0x86, input->profile);
  lpa_tlv_close (out, mark);

  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}
