/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-keyring.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <openssl/crypto.h>
#include <string.h>

static const SecretSchema schema = {
  "io.github.ternesim.Tern.SharedLedger",
  SECRET_SCHEMA_NONE,
  { { "address", SECRET_SCHEMA_ATTRIBUTE_STRING } },
};

static void
take_error (GError **error, GError *local_error)
{
  g_set_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_KEYRING, "%s", local_error->message);
  g_error_free (local_error);
}

/**
 * tern_keyring_look_up:
 * @address: of the shared ledger, without a password
 * @error: return location for %TERN_LEDGER_ERROR_KEYRING
 *
 * Returns: (transfer full) (nullable): the password; %NULL without an error when none is kept. Free
 * with tern_keyring_free_password()
 */
char *
tern_keyring_look_up (const char *address, GError **error)
{
  GError *local_error = NULL;
  char *found = secret_password_lookup_sync (&schema, NULL, &local_error, "address", address, NULL);
  char *password = g_strdup (found);

  secret_password_free (found);
  if (local_error != NULL)
    take_error (error, local_error);
  return password;
}

/**
 * tern_keyring_store:
 * @address: of the shared ledger, without a password
 * @password: the password; an empty one is forgotten
 * @error: return location for %TERN_LEDGER_ERROR_KEYRING
 *
 * Returns: %FALSE when there is no keyring, or it refuses
 */
gboolean
tern_keyring_store (const char *address, const char *password, GError **error)
{
  GError *local_error = NULL;

  if (*password != '\0')
    secret_password_store_sync (&schema, SECRET_COLLECTION_DEFAULT,
                                C_ ("keyring", "Tern: history shared with other stations"),
                                password, NULL, &local_error, "address", address, NULL);
  else
    secret_password_clear_sync (&schema, NULL, &local_error, "address", address, NULL);
  if (local_error == NULL)
    return TRUE;

  take_error (error, local_error);
  return FALSE;
}

/**
 * tern_keyring_free_password:
 * @password: (nullable) (transfer full): a password; wiped
 */
void
tern_keyring_free_password (char *password)
{
  if (password != NULL)
    OPENSSL_cleanse (password, strlen (password));
  g_free (password);
}
