/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands for the keyring in a build without libsecret. */
#include "ledger/tern-keyring.h"

static void
set_error (GError **error)
{
  g_set_error_literal (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_KEYRING,
                       "This Tern was built without a keyring");
}

char *
tern_keyring_look_up (const char *address, GError **error)
{
  set_error (error);
  return NULL;
}

gboolean
tern_keyring_store (const char *address, const char *password, GError **error)
{
  set_error (error);
  return FALSE;
}

void
tern_keyring_free_password (char *password)
{
  g_free (password);
}
