/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-seal.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>

#define KEY_SIZE 32
#define NONCE_SIZE 12
#define TAG_SIZE 16

/* Longer texts are not sealed by anyone. */
#define MAX_TEXT 1024

typedef EVP_CIPHER_CTX Cipher;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Cipher, EVP_CIPHER_CTX_free)

/* Nonce, what was sealed, tag: of this length in all. */
static gsize
sealed_size (gsize length)
{
  return NONCE_SIZE + length + TAG_SIZE;
}

static gboolean
encrypt (const guint8 *key, const char *text, gsize length, guint8 *sealed)
{
  g_autoptr (Cipher) cipher = EVP_CIPHER_CTX_new ();
  guint8 *body = sealed + NONCE_SIZE;
  int written = 0;

  return RAND_bytes (sealed, NONCE_SIZE) == 1 &&
         EVP_EncryptInit_ex2 (cipher, EVP_aes_256_gcm (), key, sealed, NULL) == 1 &&
         EVP_EncryptUpdate (cipher, body, &written, (const guint8 *) text, (int) length) == 1 &&
         EVP_EncryptFinal_ex (cipher, body + written, &written) == 1 &&
         EVP_CIPHER_CTX_ctrl (cipher, EVP_CTRL_GCM_GET_TAG, TAG_SIZE, body + length) == 1;
}

/**
 * tern_seal:
 * @key: 32 bytes
 * @text: (nullable): what is to be read again with the same key alone
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable): it, sealed; %NULL for %NULL, for more than a kilobyte, and
 * where the system has no random numbers
 */
GBytes *
tern_seal (GBytes *key, const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;
  g_autofree guint8 *sealed = NULL;

  g_return_val_if_fail (g_bytes_get_size (key) == KEY_SIZE, NULL);

  if (text == NULL || length > MAX_TEXT)
    return NULL;
  sealed = g_malloc (sealed_size (length));
  if (!encrypt (g_bytes_get_data (key, NULL), text, length, sealed))
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&sealed), sealed_size (length));
}

static gboolean
decrypt (const guint8 *key, const guint8 *sealed, gsize length, char *text)
{
  g_autoptr (Cipher) cipher = EVP_CIPHER_CTX_new ();
  const guint8 *body = sealed + NONCE_SIZE;
  int written = 0;

  return EVP_DecryptInit_ex2 (cipher, EVP_aes_256_gcm (), key, sealed, NULL) == 1 &&
         EVP_DecryptUpdate (cipher, (guint8 *) text, &written, body, (int) length) == 1 &&
         EVP_CIPHER_CTX_ctrl (cipher, EVP_CTRL_GCM_SET_TAG, TAG_SIZE, (guint8 *) body + length) ==
             1 &&
         EVP_DecryptFinal_ex (cipher, (guint8 *) text + written, &written) == 1;
}

/**
 * tern_unseal:
 * @key: 32 bytes
 * @sealed: (nullable): what tern_seal() gave
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable): the text; %NULL for %NULL and for what was sealed with
 * another key or changed since
 */
char *
tern_unseal (GBytes *key, GBytes *sealed)
{
  gsize size = 0;
  const guint8 *data = sealed != NULL ? g_bytes_get_data (sealed, &size) : NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (g_bytes_get_size (key) == KEY_SIZE, NULL);

  if (size < sealed_size (0) || size > sealed_size (MAX_TEXT))
    return NULL;
  text = g_malloc0 (size - sealed_size (0) + 1);
  if (!decrypt (g_bytes_get_data (key, NULL), data, size - sealed_size (0), text))
    return NULL;
  return g_steal_pointer (&text);
}
