/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-crypto.h"

#include "sim/sim-openssl.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <string.h>

G_DEFINE_QUARK (sim_crypto_error, sim_crypto_error)

#define FIELD_SIZE (SIM_CRYPTO_SIGNATURE_SIZE / 2)

/* What can only go wrong when memory has run out is treated as GLib treats that. */
static void
must (gboolean ok)
{
  if (!ok)
    g_error ("libcrypto failed: %s", ERR_error_string (ERR_get_error (), NULL));
}

static void
set_error (GError **error, SimCryptoError code, const char *message)
{
  g_set_error (error, SIM_CRYPTO_ERROR, (int) code, "%s (%s)", message,
               ERR_reason_error_string (ERR_peek_last_error ()) ?: "no reason given");
  ERR_clear_error ();
}

static gboolean
get_curve (EVP_PKEY *key, char *curve, gsize size, GError **error)
{
  if (EVP_PKEY_get_bits (key) == 256 && EVP_PKEY_get_group_name (key, curve, size, NULL) == 1)
    return TRUE;

  set_error (error, SIM_CRYPTO_ERROR_KEY, "Not an elliptic-curve key of 256 bits");
  return FALSE;
}

/**
 * sim_crypto_generate_key:
 * @curve: the name of a curve of 256 bits, for example "P-256" or "brainpoolP256r1"
 * @error: return location for an error of %SIM_CRYPTO_ERROR
 *
 * Returns: (transfer full) (nullable): a fresh key pair; free with EVP_PKEY_free()
 */
EVP_PKEY *
sim_crypto_generate_key (const char *curve, GError **error)
{
  EVP_PKEY *key = EVP_PKEY_Q_keygen (NULL, NULL, "EC", curve);

  if (key == NULL)
    set_error (error, SIM_CRYPTO_ERROR_KEY, "The key pair could not be made");

  return key;
}

/**
 * sim_crypto_generate_key_like:
 * @key: a key whose curve is wanted
 * @error: return location for an error of %SIM_CRYPTO_ERROR
 *
 * Makes a one-time key pair (otPK/otSK) on the curve of another key.
 *
 * Returns: (transfer full) (nullable): a fresh key pair
 */
EVP_PKEY *
sim_crypto_generate_key_like (EVP_PKEY *key, GError **error)
{
  char curve[64];

  return get_curve (key, curve, sizeof curve, error) ? sim_crypto_generate_key (curve, error)
                                                     : NULL;
}

/**
 * sim_crypto_dup_point:
 * @key: a key on a curve of 256 bits
 * @error: return location for an error of %SIM_CRYPTO_ERROR
 *
 * Returns: (transfer full) (nullable): the public key as 04 || x || y, 65 bytes
 */
GBytes *
sim_crypto_dup_point (EVP_PKEY *key, GError **error)
{
  guint8 x[FIELD_SIZE], y[FIELD_SIZE];
  g_autoptr (BIGNUM) bn_x = NULL;
  g_autoptr (BIGNUM) bn_y = NULL;
  g_autoptr (GByteArray) point = g_byte_array_sized_new (SIM_CRYPTO_POINT_SIZE);

  if (EVP_PKEY_get_bn_param (key, OSSL_PKEY_PARAM_EC_PUB_X, &bn_x) != 1 ||
      EVP_PKEY_get_bn_param (key, OSSL_PKEY_PARAM_EC_PUB_Y, &bn_y) != 1 ||
      BN_bn2binpad (bn_x, x, sizeof x) < 0 || BN_bn2binpad (bn_y, y, sizeof y) < 0)
    {
      set_error (error, SIM_CRYPTO_ERROR_KEY, "The public key has no point of 256 bits");
      return NULL;
    }

  g_byte_array_append (point, (const guint8 *) "\x04", 1);
  g_byte_array_append (point, x, sizeof x);
  g_byte_array_append (point, y, sizeof y);

  return g_byte_array_free_to_bytes (g_steal_pointer (&point));
}

/* Setting the encoded point checks that it lies on the curve. */
static EVP_PKEY *
peer_key (EVP_PKEY *key, const guint8 *point, gsize length, GError **error)
{
  g_autoptr (EVP_PKEY) peer = EVP_PKEY_new ();
  char curve[64];

  must (peer != NULL);
  if (!get_curve (key, curve, sizeof curve, error))
    return NULL;
  if (length != SIM_CRYPTO_POINT_SIZE || point[0] != 0x04 ||
      EVP_PKEY_copy_parameters (peer, key) != 1 ||
      EVP_PKEY_set1_encoded_public_key (peer, point, length) != 1)
    {
      set_error (error, SIM_CRYPTO_ERROR_POINT, "The public key is not a point of the curve");
      return NULL;
    }

  return g_steal_pointer (&peer);
}

/**
 * sim_crypto_shared_secret:
 * @key: our private key
 * @point: (array length=length): the other side's public key, 04 || x || y
 * @length: size of @point in bytes; anything but 65 is refused
 * @error: return location for an error of %SIM_CRYPTO_ERROR
 *
 * Key agreement (ECKA) as in SGP.22 annex G: the x coordinate of the common point.
 *
 * Returns: (transfer full) (nullable): the 32 bytes of the shared secret
 */
GBytes *
sim_crypto_shared_secret (EVP_PKEY *key, const guint8 *point, gsize length, GError **error)
{
  g_autoptr (EVP_PKEY) peer = peer_key (key, point, length, error);
  g_autoptr (EVP_PKEY_CTX) context = NULL;
  guint8 secret[FIELD_SIZE];
  gsize size = sizeof secret;

  if (peer == NULL)
    return NULL;

  context = EVP_PKEY_CTX_new (key, NULL);
  if (context == NULL || EVP_PKEY_derive_init (context) != 1 ||
      EVP_PKEY_derive_set_peer (context, peer) != 1 ||
      EVP_PKEY_derive (context, secret, &size) != 1)
    {
      set_error (error, SIM_CRYPTO_ERROR_FAILED, "The key agreement failed");
      return NULL;
    }

  return g_bytes_new (secret, size);
}

static GBytes *
raw_signature (const guint8 *der, gsize length)
{
  g_autoptr (ECDSA_SIG) parsed = d2i_ECDSA_SIG (NULL, &der, (long) length);
  guint8 raw[SIM_CRYPTO_SIGNATURE_SIZE];

  must (parsed != NULL);
  must (BN_bn2binpad (ECDSA_SIG_get0_r (parsed), raw, FIELD_SIZE) == FIELD_SIZE);
  must (BN_bn2binpad (ECDSA_SIG_get0_s (parsed), raw + FIELD_SIZE, FIELD_SIZE) == FIELD_SIZE);

  return g_bytes_new (raw, sizeof raw);
}

/**
 * sim_crypto_sign:
 * @key: a private key on a curve of 256 bits
 * @data: (array length=length): what to sign
 * @length: size of @data in bytes
 * @error: return location for an error of %SIM_CRYPTO_ERROR
 *
 * ECDSA with SHA-256, written as SGP.22 2.6.7 (TR-03111) does.
 *
 * Returns: (transfer full) (nullable): r || s, 64 bytes
 */
GBytes *
sim_crypto_sign (EVP_PKEY *key, const guint8 *data, gsize length, GError **error)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  guint8 der[128];
  gsize size = sizeof der;

  must (context != NULL);
  if (EVP_PKEY_get_bits (key) != 256 ||
      EVP_DigestSignInit (context, NULL, EVP_sha256 (), NULL, key) != 1 ||
      EVP_DigestSign (context, der, &size, data, length) != 1)
    {
      set_error (error, SIM_CRYPTO_ERROR_KEY, "The key cannot sign");
      return NULL;
    }

  return raw_signature (der, size);
}

/**
 * sim_crypto_verify:
 * @key: a public key on a curve of 256 bits
 * @data: (array length=length): what was signed
 * @length: size of @data in bytes
 * @signature: (array length=signature_length): r || s
 * @signature_length: size of @signature; anything but 64 is refused
 *
 * Returns: whether @signature is good
 */
gboolean
sim_crypto_verify (EVP_PKEY *key,
                   const guint8 *data,
                   gsize length,
                   const guint8 *signature,
                   gsize signature_length)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  g_autoptr (ECDSA_SIG) parsed = ECDSA_SIG_new ();
  guint8 *der = NULL;
  int size;
  gboolean good;

  if (signature_length != SIM_CRYPTO_SIGNATURE_SIZE || EVP_PKEY_get_bits (key) != 256)
    return FALSE;

  must (context != NULL && parsed != NULL);
  must (ECDSA_SIG_set0 (parsed, BN_bin2bn (signature, FIELD_SIZE, NULL),
                        BN_bin2bn (signature + FIELD_SIZE, FIELD_SIZE, NULL)) == 1);
  size = i2d_ECDSA_SIG (parsed, &der);
  must (size > 0);

  good = EVP_DigestVerifyInit (context, NULL, EVP_sha256 (), NULL, key) == 1 &&
         EVP_DigestVerify (context, der, (gsize) size, data, length) == 1;
  OPENSSL_free (der);
  ERR_clear_error ();

  return good;
}

/**
 * sim_crypto_sha256:
 * @data: (array length=length) (nullable): what to hash
 * @length: size of @data in bytes
 * @hash: (out caller-allocates): the 32 bytes of the hash
 */
void
sim_crypto_sha256 (const guint8 *data, gsize length, guint8 hash[SIM_CRYPTO_HASH_SIZE])
{
  gsize size = SIM_CRYPTO_HASH_SIZE;

  must (EVP_Q_digest (NULL, "SHA256", NULL, data, length, hash, &size) == 1);
}

/**
 * sim_crypto_hash_code:
 * @code: a confirmation code
 * @transaction_id: the transaction it is used in
 * @hash: (out caller-allocates): SHA-256 (SHA-256 (code) || transaction ID), the hashCc of
 * SGP.22 5.7.5
 */
void
sim_crypto_hash_code (const char *code, GBytes *transaction_id, guint8 hash[32])
{
  g_autoptr (GByteArray) salted = g_byte_array_new ();

  g_byte_array_set_size (salted, SIM_CRYPTO_HASH_SIZE);
  sim_crypto_sha256 ((const guint8 *) code, strlen (code), salted->data);
  g_byte_array_append (salted, g_bytes_get_data (transaction_id, NULL),
                       (guint) g_bytes_get_size (transaction_id));
  sim_crypto_sha256 (salted->data, salted->len, hash);
}

/**
 * sim_crypto_kdf:
 * @secret: the shared secret
 * @shared_info: the SharedInfo
 * @out: (out caller-allocates) (array length=length): the derived bytes
 * @length: how many are wanted
 *
 * The key derivation function of ANSI X9.63 with SHA-256.
 */
void
sim_crypto_kdf (GBytes *secret, GBytes *shared_info, guint8 *out, gsize length)
{
  guint8 hash[SIM_CRYPTO_HASH_SIZE];

  for (guint32 counter = 1; length > 0; counter++)
    {
      g_autoptr (GByteArray) input = g_byte_array_new ();
      guint32 wire = GUINT32_TO_BE (counter);
      gsize part = MIN (length, sizeof hash);

      g_byte_array_append (input, g_bytes_get_data (secret, NULL),
                           (guint) g_bytes_get_size (secret));
      g_byte_array_append (input, (const guint8 *) &wire, sizeof wire);
      g_byte_array_append (input, g_bytes_get_data (shared_info, NULL),
                           (guint) g_bytes_get_size (shared_info));
      sim_crypto_sha256 (input->data, input->len, hash);
      memcpy (out, hash, part);
      out += part;
      length -= part;
      OPENSSL_cleanse (input->data, input->len);
    }

  OPENSSL_cleanse (hash, sizeof hash);
}

/**
 * sim_crypto_cmac:
 * @key: an AES-128 key
 * @data: (array length=length): what to authenticate
 * @length: size of @data in bytes
 * @mac: (out caller-allocates): the 16 bytes of the AES-CMAC (RFC 4493)
 */
void
sim_crypto_cmac (const guint8 key[SIM_CRYPTO_AES_SIZE],
                 const guint8 *data,
                 gsize length,
                 guint8 mac[SIM_CRYPTO_AES_SIZE])
{
  gsize size = 0;

  must (EVP_Q_mac (NULL, "CMAC", NULL, "AES-128-CBC", NULL, key, SIM_CRYPTO_AES_SIZE, data, length,
                   mac, SIM_CRYPTO_AES_SIZE, &size) != NULL);
}

/**
 * sim_crypto_aes_cbc:
 * @encrypt: %TRUE to encrypt, %FALSE to decrypt
 * @key: an AES-128 key
 * @iv: the initial chaining value
 * @data: (array length=length): whole blocks
 * @length: size of @data in bytes, a multiple of 16
 * @out: (out caller-allocates) (array length=length): the result; not the same place as @data
 */
void
sim_crypto_aes_cbc (gboolean encrypt,
                    const guint8 key[SIM_CRYPTO_AES_SIZE],
                    const guint8 iv[SIM_CRYPTO_AES_SIZE],
                    const guint8 *data,
                    gsize length,
                    guint8 *out)
{
  g_autoptr (EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  int size = 0;

  g_return_if_fail (length % SIM_CRYPTO_AES_SIZE == 0 && length <= G_MAXINT);

  must (context != NULL);
  must (EVP_CipherInit_ex2 (context, EVP_aes_128_cbc (), key, iv, encrypt, NULL) == 1);
  must (EVP_CIPHER_CTX_set_padding (context, 0) == 1);
  must (EVP_CipherUpdate (context, out, &size, data, (int) length) == 1);
}

/**
 * sim_crypto_random:
 * @out: (out caller-allocates) (array length=length): random bytes, fit for keys and challenges
 * @length: how many
 */
void
sim_crypto_random (guint8 *out, gsize length)
{
  must (RAND_bytes (out, (int) length) == 1);
}

/**
 * sim_crypto_dup_key_pem:
 * @key: a private key
 *
 * Returns: (transfer full): it as PKCS #8 PEM
 */
char *
sim_crypto_dup_key_pem (EVP_PKEY *key)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());
  char *data;
  long length;

  if (bio == NULL || PEM_write_bio_PKCS8PrivateKey (bio, key, NULL, NULL, 0, NULL, NULL) != 1)
    g_error ("A key cannot be written");
  length = BIO_get_mem_data (bio, &data);
  return g_strndup (data, (gsize) length);
}
