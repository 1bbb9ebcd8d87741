/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-ledger-identity.h"

/* Bytes of a fingerprint that make an origin. */
#define ORIGIN_SIZE 16

/* The one row that @look asks for; the first program that comes writes it with @insert. */
static TernRows *
read_or_insert (TernStore *store,
                const char *look,
                const char *insert,
                const TernValue *value,
                GError **error)
{
  g_autoptr (TernRows) rows = tern_store_query (store, look, TERN_NO_VALUES, error);

  if (rows == NULL || tern_rows_get_length (rows) > 0)
    return g_steal_pointer (&rows);

  return tern_store_run (store, insert, value, 1, NULL, error)
             ? tern_store_query (store, look, TERN_NO_VALUES, error)
             : NULL;
}

/* Which key the ledger is written with. */
static GBytes *
read_key_mark (TernStore *store, GBytes *mark, GError **error)
{
  g_autoptr (TernRows) rows = read_or_insert (
      store, "SELECT fingerprint FROM key",
      "INSERT INTO key (fingerprint) SELECT $1 WHERE NOT EXISTS (SELECT 1 FROM key)",
      &TERN_BYTES (mark), error);

  return rows != NULL ? tern_rows_dup_bytes (rows, 0, 0) : NULL;
}

/**
 * tern_ledger_identity_check_key:
 * @store: a station's own ledger
 * @keys: its key
 * @error: return location for a #TernLedgerError
 *
 * With another key than its own a ledger would find none of its entries again, and forget what is
 * owed.
 *
 * Returns: %FALSE with %TERN_LEDGER_ERROR_CORRUPT when it is another one
 */
gboolean
tern_ledger_identity_check_key (TernStore *store, TernKeyRing *keys, GError **error)
{
  g_autoptr (GBytes) mark = tern_key_ring_mark (keys, TERN_LEDGER_MARK_CHECK, "");
  g_autoptr (GBytes) found = read_key_mark (store, mark, error);

  if (found == NULL)
    return FALSE;
  if (g_bytes_equal (found, mark))
    return TRUE;

  g_set_error_literal (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_CORRUPT,
                       "The ledger's key is not the one it was written with");
  return FALSE;
}

/* A random name of the file. */
static char *
load_name (TernStore *store, GError **error)
{
  g_autofree char *fresh = g_uuid_string_random ();
  g_autoptr (TernRows) rows =
      read_or_insert (store, "SELECT name FROM ledger",
                      "INSERT INTO ledger (name) SELECT $1 WHERE NOT EXISTS (SELECT 1 FROM ledger)",
                      &TERN_TEXT (fresh), error);

  return rows != NULL ? g_strdup (tern_rows_get_text (rows, 0, 0)) : NULL;
}

/* Computers are set up by copying a disk: the same file in two of them is two ledgers. */
static char *
dup_machine (void)
{
  char *machine = NULL;

  g_file_get_contents ("/etc/machine-id", &machine, NULL, NULL);
  return machine != NULL ? g_strstrip (machine) : g_strdup (g_get_host_name ());
}

/**
 * tern_ledger_identity_load_origin:
 * @store: a station's own ledger
 * @keys: its key
 * @error: return location for a #TernLedgerError
 *
 * Returns: (transfer full) (nullable): a word that no other ledger has, the same as long as this
 * one is not set aside and stays on its computer
 */
char *
tern_ledger_identity_load_origin (TernStore *store, TernKeyRing *keys, GError **error)
{
  g_autofree char *name = load_name (store, error);
  g_autofree char *machine = dup_machine ();
  g_autofree char *text = NULL;
  g_autoptr (GBytes) mark = NULL;
  g_autoptr (GString) origin = g_string_new (NULL);

  if (name == NULL)
    return NULL;

  text = g_strconcat (name, "@", machine, NULL);
  mark = tern_key_ring_mark (keys, TERN_LEDGER_MARK_STATION, text);
  for (gsize i = 0; i < ORIGIN_SIZE; i++)
    g_string_append_printf (origin, "%02x", ((const guint8 *) g_bytes_get_data (mark, NULL))[i]);
  return g_string_free (g_steal_pointer (&origin), FALSE);
}
