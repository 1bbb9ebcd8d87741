/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-ledger.h"

#include "ledger/tern-ledger-identity.h"
#include "ledger/tern-ledger-private.h"
#include "ledger/tern-ledger-schema.h"
#include "ledger/tern-ledger-watch.h"
#include "ledger/tern-sqlite-store.h"

struct _TernLedger
{
  GObject parent_instance;

  char *path;
  char *origin;
  TernStore *store;
  TernKeyRing *keys;
  TernClaims *claims;
  TernLedgerWatch *watch;

  /* Set once, before the ledger is used, when stations share one. */
  TernShare *share;
  gboolean codes_forbidden;

  /* Guards what follows. */
  GMutex lock;
  /* Operations that were finished through this object. */
  gint64 own;
};

G_DEFINE_FINAL_TYPE_WITH_CODE (TernLedger,
                               tern_ledger,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LPA_TYPE_JOURNAL,
                                                      tern_ledger_journal_iface_init))

static void
tern_ledger_finalize (GObject *object)
{
  TernLedger *self = TERN_LEDGER (object);

  g_clear_pointer (&self->watch, tern_ledger_watch_free);
  g_clear_pointer (&self->share, tern_share_free);
  g_clear_object (&self->store);
  g_free (self->path);
  g_free (self->origin);
  g_clear_pointer (&self->keys, tern_key_ring_unref);
  g_clear_pointer (&self->claims, tern_claims_free);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (tern_ledger_parent_class)->finalize (object);
}

static void
tern_ledger_class_init (TernLedgerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tern_ledger_finalize;
  g_signal_new ("changed", TERN_TYPE_LEDGER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                0);
}

static void
tern_ledger_init (TernLedger *self)
{
  g_mutex_init (&self->lock);
}

static gboolean
open_store (TernLedger *self, GError **error)
{
  guint count;
  const TernMigration *migrations = tern_ledger_schema_get_migrations (&count);

  self->store = tern_sqlite_store_open (self->path, error);
  if (self->store == NULL || !tern_sqlite_store_check (TERN_SQLITE_STORE (self->store), error) ||
      !tern_ledger_schema_migrate (self->store, migrations, count, error) ||
      !tern_ledger_identity_check_key (self->store, self->keys, error))
    return FALSE;

  self->origin = tern_ledger_identity_load_origin (self->store, self->keys, error);
  return self->origin != NULL;
}

static gboolean
load_key (TernLedger *self, GError **error)
{
  g_autofree char *path = tern_ledger_dup_key_path (self->path);
  g_autoptr (GBytes) key = tern_ledger_key_load (path, error);

  if (key == NULL)
    return FALSE;

  self->keys = tern_key_ring_new (key);
  return TRUE;
}

/**
 * tern_ledger_open:
 * @path: the file, made with its folder where there is none
 * @error: return location for an error
 *
 * Opens the ledger, checks it and brings its tables up to date. Blocks while another program does
 * the same, for seconds at most. Any thread.
 *
 * Returns: (transfer full) (nullable): the ledger, or %NULL with a #TernLedgerError. A damaged file
 * is left as it is: the person decides, see tern_ledger_set_aside()
 */
TernLedger *
tern_ledger_open (const char *path, GError **error)
{
  g_autoptr (TernLedger) self = g_object_new (TERN_TYPE_LEDGER, NULL);
  g_autofree char *claims_path = g_strconcat (path, ".claims", NULL);

  g_return_val_if_fail (path != NULL, NULL);

  self->path = g_strdup (path);
  if (!tern_ledger_prepare_file (path, error))
    return NULL;
  self->claims = tern_claims_new (claims_path);
  if (!load_key (self, error) || !open_store (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * tern_ledger_get_store:
 * @self: the ledger
 *
 * Returns: (transfer none): where what is more than one operation on one card is kept, such as an
 * order: the database that stations share, or this station's own file when it is by itself
 */
TernStore *
tern_ledger_get_store (TernLedger *self)
{
  g_return_val_if_fail (TERN_IS_LEDGER (self), NULL);

  return self->share != NULL ? tern_share_get_store (self->share) : self->store;
}

/**
 * tern_ledger_get_own_store: (skip)
 *
 * Returns: (transfer none): this station's own file
 */
TernStore *
tern_ledger_get_own_store (TernLedger *self)
{
  return self->store;
}

/**
 * tern_ledger_get_own_keys: (skip)
 *
 * Returns: (transfer none): the key with which this station writes
 */
TernKeyRing *
tern_ledger_get_own_keys (TernLedger *self)
{
  return self->keys;
}

/**
 * tern_ledger_get_claims: (skip)
 *
 * Returns: (transfer none): which entries a program that lives is at
 */
TernClaims *
tern_ledger_get_claims (TernLedger *self)
{
  return self->claims;
}

/**
 * tern_ledger_are_codes_forbidden: (skip)
 *
 * Returns: whether tern_ledger_forbid_codes() was called
 */
gboolean
tern_ledger_are_codes_forbidden (TernLedger *self)
{
  return self->codes_forbidden;
}

/**
 * tern_ledger_finish_own: (skip)
 * @work: closes an entry
 * @data: for @work
 * @error: return location for a #TernLedgerError
 *
 * Closes an entry so that tern_ledger_count_finished_elsewhere() never takes it for another's.
 *
 * Returns: whether it is closed
 */
gboolean
tern_ledger_finish_own (TernLedger *self, TernStoreWork work, gpointer data, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gboolean finished = tern_store_transact (self->store, work, data, error);

  self->own += finished ? 1 : 0;
  return finished;
}

/**
 * tern_ledger_get_share: (skip)
 *
 * Returns: (transfer none) (nullable): what is shared with other stations
 */
TernShare *
tern_ledger_get_share (TernLedger *self)
{
  return self->share;
}

/**
 * tern_ledger_share:
 * @self: a ledger that was opened a moment ago and is not used yet
 * @place: where the shared one is
 * @station: (nullable): what people call this station; %NULL for the name of the computer
 * @error: return location for a #TernLedgerError
 *
 * From now on what is done here is copied to where other stations read it, and no code is used that
 * belongs to another of them. This stays so when the shared ledger cannot be reached: then codes
 * are not used, and the rest is copied later. Any thread; takes seconds at most.
 *
 * Returns: whether it can be reached now
 */
gboolean
tern_ledger_share (TernLedger *self,
                   const TernPostgresPlace *place,
                   const char *station,
                   GError **error)
{
  const char *name = station != NULL && *station != '\0' ? station : g_get_host_name ();

  g_return_val_if_fail (TERN_IS_LEDGER (self), FALSE);
  g_return_val_if_fail (self->share == NULL, FALSE);

  self->share =
      tern_share_new (self->store, tern_key_ring_get_own (self->keys), self->origin, place, name);
  return tern_share_join (self->share, error);
}

/**
 * tern_ledger_forbid_codes:
 * @self: a ledger that was opened a moment ago and is not used yet
 *
 * It is to be shared, but nobody knows where: no code is used. Any thread.
 */
void
tern_ledger_forbid_codes (TernLedger *self)
{
  g_return_if_fail (TERN_IS_LEDGER (self));

  self->codes_forbidden = TRUE;
}

/**
 * tern_ledger_is_shared:
 * @self: the ledger
 *
 * Returns: whether tern_ledger_share() was called
 */
gboolean
tern_ledger_is_shared (TernLedger *self)
{
  g_return_val_if_fail (TERN_IS_LEDGER (self), FALSE);

  return self->share != NULL;
}

/**
 * tern_ledger_await_copied:
 * @self: the ledger
 * @microseconds: for how long at most
 *
 * Returns: whether other stations can read everything that was done here; always when nothing is
 * shared. Any thread, not the main one
 */
gboolean
tern_ledger_await_copied (TernLedger *self, gint64 microseconds)
{
  g_return_val_if_fail (TERN_IS_LEDGER (self), FALSE);

  return self->share == NULL || tern_share_await_sent (self->share, microseconds);
}

/**
 * tern_ledger_take_over:
 * @self: a ledger that is shared
 * @code: a code that another station has
 * @error: return location for %LPA_JOURNAL_ERROR_AWAY
 *
 * Makes a code this station's, because the one that has it will not use it any more. Any thread.
 *
 * Returns: whether it was done
 */
gboolean
tern_ledger_take_over (TernLedger *self, const LpaActivationCode *code, GError **error)
{
  g_return_val_if_fail (TERN_IS_LEDGER (self), FALSE);
  g_return_val_if_fail (self->share != NULL, FALSE);

  return tern_share_take_over (self->share, code, error);
}

/**
 * tern_ledger_give_back:
 * @self: the ledger
 * @code: a code that whoever has it will not use any more
 * @error: return location for %LPA_JOURNAL_ERROR_AWAY
 *
 * Makes a code nobody's among the stations; nothing is to be done when nothing is shared. Any
 * thread.
 *
 * Returns: whether it was done
 */
gboolean
tern_ledger_give_back (TernLedger *self, const LpaActivationCode *code, GError **error)
{
  g_return_val_if_fail (TERN_IS_LEDGER (self), FALSE);

  return self->share == NULL || tern_share_give_back (self->share, code, error);
}

/**
 * tern_ledger_get_origin:
 * @self: the ledger
 *
 * Returns: (transfer none): a word that no other station's ledger has
 */
const char *
tern_ledger_get_origin (TernLedger *self)
{
  g_return_val_if_fail (TERN_IS_LEDGER (self), NULL);

  return self->origin;
}

/**
 * tern_ledger_get_station_name:
 * @self: the ledger
 *
 * Returns: (transfer none): what people call this station
 */
const char *
tern_ledger_get_station_name (TernLedger *self)
{
  g_return_val_if_fail (TERN_IS_LEDGER (self), NULL);

  return self->share != NULL ? tern_share_get_station (self->share) : g_get_host_name ();
}

/**
 * tern_ledger_dup_beside:
 * @self: the ledger
 * @name: an extension
 *
 * Returns: (transfer full): a file of this station's own beside the ledger's
 */
char *
tern_ledger_dup_beside (TernLedger *self, const char *name)
{
  g_return_val_if_fail (TERN_IS_LEDGER (self), NULL);

  return g_strconcat (self->path, ".", name, NULL);
}

/**
 * tern_ledger_derive_key:
 * @self: the ledger
 * @purpose: what for
 *
 * Returns: (transfer full) (nullable): %TERN_LEDGER_KEY_SIZE bytes, the same on every station, from
 * which those for another purpose cannot be told; %NULL while a shared ledger has never been
 * reached. Any thread
 */
GBytes *
tern_ledger_derive_key (TernLedger *self, const char *purpose)
{
  return tern_ledger_fingerprint (self, TERN_LEDGER_MARK_KEY, purpose);
}

static GBytes *
mark_common (TernLedger *self, TernLedgerMark mark, const char *text)
{
  g_autoptr (TernKeyRing) keys = self->share != NULL ? tern_share_dup_keys (self->share, NULL)
                                                     : tern_key_ring_ref (self->keys);

  return keys != NULL ? tern_key_ring_mark_common (keys, mark, text) : NULL;
}

/**
 * tern_ledger_fingerprint:
 * @self: the ledger
 * @mark: what @text is
 * @text: a whole identifier
 *
 * Returns: (transfer full) (nullable): its fingerprint for tern_ledger_get_store(), the same on
 * every station; %NULL while a shared ledger has never been reached. Any thread
 */
GBytes *
tern_ledger_fingerprint (TernLedger *self, TernLedgerMark mark, const char *text)
{
  g_return_val_if_fail (TERN_IS_LEDGER (self), NULL);

  return mark_common (self, mark, text);
}

/**
 * tern_ledger_fingerprint_code:
 * @self: the ledger
 * @code: an activation code
 *
 * Returns: (transfer full) (nullable): its fingerprint for tern_ledger_get_store(), the same on
 * every station; %NULL when the code has no matching ID and so names no order, and while a shared
 * ledger has never been reached. Any thread
 */
GBytes *
tern_ledger_fingerprint_code (TernLedger *self, const LpaActivationCode *code)
{
  g_autofree char *text = tern_key_ring_dup_code_text (code);

  g_return_val_if_fail (TERN_IS_LEDGER (self), NULL);

  return mark_common (self, TERN_LEDGER_MARK_CODE, text);
}

/**
 * tern_ledger_count_finished_elsewhere: (skip)
 * @self: the ledger
 *
 * Returns: how many operations in its file were finished, but not through @self; negative when it
 * cannot be said. Any thread
 */
gint64
tern_ledger_count_finished_elsewhere (TernLedger *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (TernRows) rows = tern_store_query (
      self->store, "SELECT count (*) FROM operation WHERE outcome <> 'open'", TERN_NO_VALUES, NULL);

  return rows != NULL ? tern_rows_get_integer (rows, 0, 0) - self->own : -1;
}

/**
 * tern_ledger_watch:
 * @self: the ledger
 *
 * Begins to emit #LpaJournal::finished-elsewhere when another program finishes an operation, and
 * #TernLedger::changed. Where the system cannot watch the folder nothing is ever emitted. Main
 * thread.
 */
void
tern_ledger_watch (TernLedger *self)
{
  g_return_if_fail (TERN_IS_LEDGER (self));

  if (self->watch == NULL)
    self->watch = tern_ledger_watch_new (self, self->path);
}
