/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-bsp.h"

#include "sim/sim-crypto.h"

#include <openssl/crypto.h>
#include <string.h>

#define KEY_TYPE_AES 0x88
#define TAG_MACED 0x88

struct _SimBsp
{
  guint8 chaining[SIM_BSP_KEY_SIZE];
  guint8 enc[SIM_BSP_KEY_SIZE];
  guint8 mac[SIM_BSP_KEY_SIZE];
  guint64 counter;
};

G_DEFINE_QUARK (sim_bsp_error, sim_bsp_error)

static void
append_length_value (GByteArray *out, GBytes *value)
{
  guint8 length = (guint8) g_bytes_get_size (value);

  g_byte_array_append (out, &length, 1);
  g_byte_array_append (out, g_bytes_get_data (value, NULL), length);
}

static GBytes *
shared_info (GBytes *host_id, GBytes *eid)
{
  static const guint8 key[] = { KEY_TYPE_AES, SIM_BSP_KEY_SIZE };
  GByteArray *info = g_byte_array_new ();

  g_byte_array_append (info, key, sizeof key);
  append_length_value (info, host_id);
  append_length_value (info, eid);

  return g_byte_array_free_to_bytes (info);
}

/* The counter, encrypted with S-ENC, is the initial chaining value of the encryption. */
static void
initial_vector (const SimBsp *self, guint8 iv[SIM_BSP_KEY_SIZE])
{
  static const guint8 zero[SIM_BSP_KEY_SIZE];
  guint8 block[SIM_BSP_KEY_SIZE] = { 0 };
  guint64 wire = GUINT64_TO_BE (self->counter);

  memcpy (block + SIM_BSP_KEY_SIZE - sizeof wire, &wire, sizeof wire);
  sim_crypto_aes_cbc (TRUE, self->enc, zero, block, sizeof block, iv);
}

static GBytes *
encrypt (const SimBsp *self, const guint8 *data, gsize length)
{
  gsize padded_length = (length / SIM_BSP_KEY_SIZE + 1) * SIM_BSP_KEY_SIZE;
  g_autofree guint8 *padded = g_malloc0 (padded_length);
  guint8 *out = g_malloc (padded_length);
  guint8 iv[SIM_BSP_KEY_SIZE];

  memcpy (padded, data, length);
  padded[length] = 0x80;
  initial_vector (self, iv);
  sim_crypto_aes_cbc (TRUE, self->enc, iv, padded, padded_length, out);

  return g_bytes_new_take (out, padded_length);
}

static GBytes *
decrypt (const SimBsp *self, const guint8 *data, gsize length)
{
  g_autofree guint8 *plain = NULL;
  guint8 iv[SIM_BSP_KEY_SIZE];
  gsize end = length;

  if (length == 0 || length % SIM_BSP_KEY_SIZE != 0)
    return NULL;

  plain = g_malloc (length);
  initial_vector (self, iv);
  sim_crypto_aes_cbc (FALSE, self->enc, iv, data, length, plain);

  while (end > 0 && plain[end - 1] == 0)
    end--;
  if (end == 0 || plain[end - 1] != 0x80 || length - end >= SIM_BSP_KEY_SIZE)
    return NULL;

  return g_bytes_new (plain, end - 1);
}

/* Over the last MAC in full, and the object as it will stand on the wire up to the MAC; the result
 * is the next link of the chain. */
static void
chain (SimBsp *self, const guint8 *object, gsize length)
{
  g_autoptr (GByteArray) input = g_byte_array_sized_new ((guint) length + SIM_BSP_KEY_SIZE);

  g_byte_array_append (input, self->chaining, SIM_BSP_KEY_SIZE);
  g_byte_array_append (input, object, (guint) length);
  sim_crypto_cmac (self->mac, input->data, input->len, self->chaining);
}

/**
 * sim_bsp_new:
 * @secret: the secret agreed between the one-time keys
 * @host_id: the host ID of the control reference template, at most 16 bytes
 * @eid: the 16 bytes of the EID
 *
 * Derives the session keys (SGP.22 annex G).
 *
 * Returns: (transfer full): the protection, at its first block
 */
SimBsp *
sim_bsp_new (GBytes *secret, GBytes *host_id, GBytes *eid)
{
  g_autoptr (GBytes) info = shared_info (host_id, eid);
  guint8 keys[3 * SIM_BSP_KEY_SIZE];
  SimBsp *self;

  sim_crypto_kdf (secret, info, keys, sizeof keys);
  self = sim_bsp_new_with_keys (keys, keys + SIM_BSP_KEY_SIZE, keys + 2 * SIM_BSP_KEY_SIZE);
  OPENSSL_cleanse (keys, sizeof keys);

  return self;
}

/**
 * sim_bsp_new_with_keys:
 * @chaining: the initial MAC chaining value
 * @enc: S-ENC or PPK-ENC
 * @mac: S-MAC or PPK-CMAC
 *
 * Returns: (transfer full): the protection, at its first block
 */
SimBsp *
sim_bsp_new_with_keys (const guint8 chaining[SIM_BSP_KEY_SIZE],
                       const guint8 enc[SIM_BSP_KEY_SIZE],
                       const guint8 mac[SIM_BSP_KEY_SIZE])
{
  SimBsp *self = g_new0 (SimBsp, 1);

  sim_bsp_replace_keys (self, chaining, enc, mac);
  return self;
}

/**
 * sim_bsp_free:
 * @self: (transfer full): the protection; its keys are wiped
 */
void
sim_bsp_free (SimBsp *self)
{
  OPENSSL_cleanse (self, sizeof *self);
  g_free (self);
}

/**
 * sim_bsp_replace_keys:
 * @self: the protection
 * @chaining: the new initial MAC chaining value
 * @enc: PPK-ENC
 * @mac: PPK-CMAC
 *
 * Goes on with the keys of the profile's own protection, from block 1 (ReplaceSessionKeys,
 * SGP.22 5.5.4).
 */
void
sim_bsp_replace_keys (SimBsp *self,
                      const guint8 chaining[SIM_BSP_KEY_SIZE],
                      const guint8 enc[SIM_BSP_KEY_SIZE],
                      const guint8 mac[SIM_BSP_KEY_SIZE])
{
  memcpy (self->chaining, chaining, SIM_BSP_KEY_SIZE);
  memcpy (self->enc, enc, SIM_BSP_KEY_SIZE);
  memcpy (self->mac, mac, SIM_BSP_KEY_SIZE);
  self->counter = 1;
}

static void
append_header (GByteArray *out, guint8 tag, gsize length)
{
  guint8 header[4] = { tag, (guint8) length };
  guint size = 2;

  if (length >= 0x100)
    {
      header[1] = 0x82;
      header[2] = (guint8) (length >> 8);
      header[3] = (guint8) length;
      size = 4;
    }
  else if (length >= 0x80)
    {
      header[1] = 0x81;
      header[2] = (guint8) length;
      size = 3;
    }
  g_byte_array_append (out, header, size);
}

/**
 * sim_bsp_protect:
 * @self: the protection
 * @tag: 0x86 or 0x87 to encrypt and MAC, 0x88 to MAC only
 * @data: (array length=length): the plain text
 * @length: at most %SIM_BSP_MAX_ENCRYPTED or %SIM_BSP_MAX_MACED bytes
 *
 * Returns: (transfer full): the whole protected object, header and MAC included
 */
GBytes *
sim_bsp_protect (SimBsp *self, guint8 tag, const guint8 *data, gsize length)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GBytes) payload = NULL;

  g_return_val_if_fail (length <= (tag == TAG_MACED ? SIM_BSP_MAX_MACED : SIM_BSP_MAX_ENCRYPTED),
                        NULL);

  payload = tag == TAG_MACED ? g_bytes_new (data, length) : encrypt (self, data, length);
  append_header (out, tag, g_bytes_get_size (payload) + SIM_BSP_MAC_SIZE);
  g_byte_array_append (out, g_bytes_get_data (payload, NULL), (guint) g_bytes_get_size (payload));
  chain (self, out->data, out->len);
  g_byte_array_append (out, self->chaining, SIM_BSP_MAC_SIZE);
  self->counter++;

  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

/**
 * sim_bsp_unprotect:
 * @self: the protection
 * @tlv: one object with the tag 0x86, 0x87 or 0x88
 * @error: return location for an error of %SIM_BSP_ERROR
 *
 * Checks the MAC and takes the protection off. After an error the chain is broken for good.
 *
 * Returns: (transfer full) (nullable): the plain text
 */
GBytes *
sim_bsp_unprotect (SimBsp *self, const LpaTlv *tlv, GError **error)
{
  gsize length = tlv->length - SIM_BSP_MAC_SIZE;
  GBytes *plain;

  if (tlv->tag < 0x86 || tlv->tag > TAG_MACED || tlv->length < SIM_BSP_MAC_SIZE)
    {
      g_set_error (error, SIM_BSP_ERROR, SIM_BSP_ERROR_STRUCTURE,
                   "Object %X with %" G_GSIZE_FORMAT " bytes is not a protected one", tlv->tag,
                   tlv->length);
      return NULL;
    }

  chain (self, tlv->raw, tlv->raw_length - SIM_BSP_MAC_SIZE);
  if (CRYPTO_memcmp (self->chaining, tlv->value + length, SIM_BSP_MAC_SIZE) != 0)
    {
      g_set_error_literal (error, SIM_BSP_ERROR, SIM_BSP_ERROR_SECURITY, "The MAC is wrong");
      return NULL;
    }

  plain =
      tlv->tag == TAG_MACED ? g_bytes_new (tlv->value, length) : decrypt (self, tlv->value, length);
  self->counter++;
  if (plain == NULL)
    g_set_error_literal (error, SIM_BSP_ERROR, SIM_BSP_ERROR_SECURITY, "The padding is wrong");

  return plain;
}
