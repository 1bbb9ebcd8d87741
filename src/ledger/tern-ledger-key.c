/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-ledger-key.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <unistd.h>

#include "ledger/tern-ledger.h"

static void
set_errno_error (GError **error, const char *what, const char *path)
{
  int number = errno;

  g_set_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_OPEN, "Cannot %s %s: %s", what, path,
               g_strerror (number));
}

static void
free_secret (gpointer data)
{
  OPENSSL_cleanse (data, TERN_LEDGER_KEY_SIZE);
  g_free (data);
}

/* One byte more than a key is asked for, so that a file that is too long is noticed. */
static GBytes *
read_key (const char *path, GError **error)
{
  guint8 buffer[TERN_LEDGER_KEY_SIZE + 1];
  int descriptor = g_open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0);
  gssize length;
  guint8 *key;

  if (descriptor < 0)
    {
      set_errno_error (error, "read", path);
      return NULL;
    }

  length = read (descriptor, buffer, sizeof buffer);
  close (descriptor);
  if (length != TERN_LEDGER_KEY_SIZE)
    {
      OPENSSL_cleanse (buffer, sizeof buffer);
      g_set_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_CORRUPT,
                   "The ledger's key %s is damaged", path);
      return NULL;
    }

  key = g_memdup2 (buffer, TERN_LEDGER_KEY_SIZE);
  OPENSSL_cleanse (buffer, sizeof buffer);

  return g_bytes_new_with_free_func (key, TERN_LEDGER_KEY_SIZE, free_secret, key);
}

static gboolean
write_random_key (int descriptor)
{
  guint8 key[TERN_LEDGER_KEY_SIZE];
  gboolean written;

  written = RAND_priv_bytes (key, sizeof key) == 1 &&
            write (descriptor, key, sizeof key) == (gssize) sizeof key && fsync (descriptor) == 0;
  OPENSSL_cleanse (key, sizeof key);

  return written;
}

static void
sync_folder_of (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int descriptor = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (descriptor < 0)
    return;
  fsync (descriptor);
  close (descriptor);
}

/*
 * The key appears under its name whole or not at all: it is written under another name and linked,
 * which only the first of several programs succeeds in. The others find the first one's key there.
 */
static gboolean
make_key (const char *path, GError **error)
{
  g_autofree char *draft = g_strconcat (path, ".XXXXXX", NULL);
  int descriptor = g_mkstemp_full (draft, O_RDWR | O_CLOEXEC, 0600);
  gboolean made;

  if (descriptor < 0)
    {
      set_errno_error (error, "make", path);
      return FALSE;
    }

  made = write_random_key (descriptor) && (link (draft, path) == 0 || errno == EEXIST);
  if (!made)
    set_errno_error (error, "write", path);
  close (descriptor);
  g_unlink (draft);
  if (made)
    sync_folder_of (path);

  return made;
}

/**
 * tern_ledger_key_load:
 * @path: the key's file
 * @error: return location for an error
 *
 * Reads the key with which identifiers are fingerprinted, and makes a random one, readable by the
 * owner alone, where there is none. Several programs that do so at the same moment all get the same
 * key. Any thread.
 *
 * Returns: (transfer full) (nullable): %TERN_LEDGER_KEY_SIZE bytes, wiped when the last reference
 * goes; %NULL with %TERN_LEDGER_ERROR_OPEN, or %TERN_LEDGER_ERROR_CORRUPT when the file is there
 * but not a key
 */
GBytes *
tern_ledger_key_load (const char *path, GError **error)
{
  if (!g_file_test (path, G_FILE_TEST_EXISTS) && !make_key (path, error))
    return NULL;

  return read_key (path, error);
}

/**
 * tern_ledger_key_fingerprint:
 * @key: the ledger's key
 * @mark: what @text is
 * @text: an identifier
 *
 * Returns: (transfer full): HMAC-SHA-256 over @mark and @text. Without @key nobody can tell whether
 * a given identifier is meant
 */
GBytes *
tern_ledger_key_fingerprint (GBytes *key, TernLedgerMark mark, const char *text)
{
  static const char *const names[] = { "check", "eid", "iccid", "code", "file", "station", "key" };
  g_autofree char *message = g_strconcat (names[mark], ":", text, NULL);
  guint8 digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;

  HMAC (EVP_sha256 (), g_bytes_get_data (key, NULL), (int) g_bytes_get_size (key),
        (const guint8 *) message, strlen (message), digest, &length);
  OPENSSL_cleanse (message, strlen (message));

  return g_bytes_new (digest, length);
}
