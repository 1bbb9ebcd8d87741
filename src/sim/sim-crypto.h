/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <openssl/evp.h>

G_BEGIN_DECLS

#define SIM_CRYPTO_SIGNATURE_SIZE 64
#define SIM_CRYPTO_POINT_SIZE 65
#define SIM_CRYPTO_HASH_SIZE 32
#define SIM_CRYPTO_AES_SIZE 16

/**
 * SIM_CRYPTO_ERROR:
 *
 * The domain of errors with keys.
 */
#define SIM_CRYPTO_ERROR (sim_crypto_error_quark ())
GQuark sim_crypto_error_quark (void);

/**
 * SimCryptoError:
 * @SIM_CRYPTO_ERROR_KEY: a key is of another kind or on another curve than needed
 * @SIM_CRYPTO_ERROR_POINT: a public key is no point of the curve
 * @SIM_CRYPTO_ERROR_FAILED: libcrypto refused for another reason
 */
typedef enum
{
  SIM_CRYPTO_ERROR_KEY,
  SIM_CRYPTO_ERROR_POINT,
  SIM_CRYPTO_ERROR_FAILED,
} SimCryptoError;

EVP_PKEY *sim_crypto_generate_key (const char *curve, GError **error) G_GNUC_WARN_UNUSED_RESULT;
EVP_PKEY *sim_crypto_generate_key_like (EVP_PKEY *key, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sim_crypto_dup_point (EVP_PKEY *key, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *sim_crypto_shared_secret (EVP_PKEY *key, const guint8 *point, gsize length, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
GBytes *sim_crypto_sign (EVP_PKEY *key, const guint8 *data, gsize length, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean sim_crypto_verify (EVP_PKEY *key,
                            const guint8 *data,
                            gsize length,
                            const guint8 *signature,
                            gsize signature_length);
void sim_crypto_sha256 (const guint8 *data, gsize length, guint8 hash[SIM_CRYPTO_HASH_SIZE]);
void sim_crypto_hash_code (const char *code, GBytes *transaction_id, guint8 hash[32]);
void sim_crypto_kdf (GBytes *secret, GBytes *shared_info, guint8 *out, gsize length);
void sim_crypto_cmac (const guint8 key[SIM_CRYPTO_AES_SIZE],
                      const guint8 *data,
                      gsize length,
                      guint8 mac[SIM_CRYPTO_AES_SIZE]);
void sim_crypto_aes_cbc (gboolean encrypt,
                         const guint8 key[SIM_CRYPTO_AES_SIZE],
                         const guint8 iv[SIM_CRYPTO_AES_SIZE],
                         const guint8 *data,
                         gsize length,
                         guint8 *out);
void sim_crypto_random (guint8 *out, gsize length);
char *sim_crypto_dup_key_pem (EVP_PKEY *key) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
