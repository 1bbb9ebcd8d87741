/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-ledger-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

/**
 * tern_ledger_prepare_file: (skip)
 * @path: where a ledger is to be
 * @error: return location for %TERN_LEDGER_ERROR_OPEN
 *
 * Makes the file and its folder, where there are none, so that the owner alone can read them, which
 * SQLite would not.
 *
 * Returns: whether there is a file now
 */
gboolean
tern_ledger_prepare_file (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int descriptor = -1;
  int number;

  if (g_mkdir_with_parents (folder, 0700) == 0)
    descriptor = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0 && (errno == EACCES || errno == EROFS))
    descriptor = g_open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0);
  if (descriptor >= 0)
    {
      close (descriptor);
      return TRUE;
    }

  number = errno;
  g_set_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_OPEN, "Cannot open the ledger %s: %s",
               path, g_strerror (number));
  return FALSE;
}

/**
 * tern_ledger_dup_key_path: (skip)
 * @path: where a ledger is
 *
 * Returns: (transfer full): where its key is
 */
char *
tern_ledger_dup_key_path (const char *path)
{
  return g_strconcat (path, ".key", NULL);
}

/**
 * tern_ledger_get_default_path:
 *
 * Returns: (transfer full): where this person's ledger is kept
 */
char *
tern_ledger_get_default_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "tern", "ledger.db", NULL);
}

static gboolean
rename_if_there (const char *path, const char *new_path, GError **error)
{
  int number;

  if (g_rename (path, new_path) == 0 || errno == ENOENT)
    return TRUE;

  number = errno;
  g_set_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_OPEN, "Cannot rename %s: %s", path,
               g_strerror (number));
  return FALSE;
}

/* A key that is whole stays: it belongs to the old ledger as well as to the new one. */
static gboolean
set_key_aside (const char *path, const char *stamp, GError **error)
{
  g_autofree char *key_path = tern_ledger_dup_key_path (path);
  g_autofree char *new_path = g_strconcat (path, ".", stamp, ".key", NULL);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GBytes) key = tern_ledger_key_load (key_path, &local_error);

  return !g_error_matches (local_error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_CORRUPT) ||
         rename_if_there (key_path, new_path, error);
}

/**
 * tern_ledger_set_aside:
 * @path: a ledger that tern_ledger_open() found damaged
 * @error: return location for an error
 *
 * Makes way for a new ledger. The damaged file is kept beside it, with the time in its name. One
 * that is sound after all, because another program has been here first, is left alone. Any thread.
 *
 * Returns: %FALSE with %TERN_LEDGER_ERROR_OPEN when it cannot be renamed
 */
gboolean
tern_ledger_set_aside (const char *path, GError **error)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%dT%H%M%S.%f");
  g_autoptr (GError) local_error = NULL;
  g_autoptr (TernLedger) ledger = NULL;

  g_return_val_if_fail (path != NULL, FALSE);

  ledger = tern_ledger_open (path, &local_error);
  if (!g_error_matches (local_error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_CORRUPT))
    {
      if (local_error == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *old_path = g_strconcat (path, suffixes[i], NULL);
      g_autofree char *new_path = g_strconcat (path, ".", stamp, suffixes[i], NULL);

      if (!rename_if_there (old_path, new_path, error))
        return FALSE;
    }

  return set_key_aside (path, stamp, error);
}

/**
 * tern_ledger_open_or_begin:
 * @path: where the ledger is
 * @began: (out): whether the one that was there was damaged and set aside, which the person has to
 *   be told
 * @error: return location for an error of %TERN_LEDGER_ERROR
 *
 * Opens the ledger; instead of a damaged one a new one is begun, so that the person can still work.
 * Any thread.
 *
 * Returns: (transfer full) (nullable): the ledger
 */
TernLedger *
tern_ledger_open_or_begin (const char *path, gboolean *began, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  TernLedger *ledger = tern_ledger_open (path, &local_error);

  *began = FALSE;
  if (ledger)
    return ledger;
  if (!g_error_matches (local_error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_CORRUPT))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  if (!tern_ledger_set_aside (path, error))
    return NULL;
  ledger = tern_ledger_open (path, error);
  *began = ledger != NULL;
  return ledger;
}
