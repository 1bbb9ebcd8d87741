/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "ledger/tern-ledger-error.h"

G_BEGIN_DECLS

/*
 * The password of a shared ledger in the desktop's keyring, under the ledger's address. Blocks, and
 * for as long as the person takes where the keyring has to be unlocked. Any thread but the main
 * one.
 */
char *tern_keyring_look_up (const char *address, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean tern_keyring_store (const char *address, const char *password, GError **error);
void tern_keyring_free_password (char *password);

G_END_DECLS
