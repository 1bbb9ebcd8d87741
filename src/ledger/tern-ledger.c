/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "ledger/tern-claims.h"
#include "ledger/tern-ledger-key.h"
#include "ledger/tern-ledger-schema.h"

/* Milliseconds to wait for another program that is writing. */
#define BUSY_TIMEOUT 5000

/* Milliseconds between two looks at what other programs wrote. */
#define LOOK_INTERVAL 250

#define COLUMNS                                                                                   \
  "id, began, kind, outcome, step, card_end, profile_end, profile_name, server, transaction_id, " \
  "error, changed"

enum
{
  COLUMN_ID,
  COLUMN_BEGAN,
  COLUMN_KIND,
  COLUMN_OUTCOME,
  COLUMN_STEP,
  COLUMN_CARD_END,
  COLUMN_PROFILE_END,
  COLUMN_PROFILE_NAME,
  COLUMN_SERVER,
  COLUMN_TRANSACTION_ID,
  COLUMN_ERROR,
  COLUMN_CHANGED,
};

typedef sqlite3_stmt Statement;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Statement, sqlite3_finalize)

struct _TernLedger
{
  GObject parent_instance;

  GMutex lock;
  sqlite3 *database;
  GBytes *key;
  char *path;
  TernClaims *claims;

  /* Operations that were finished through this object, and by others as far as is known. */
  gint64 own;
  gint64 others;
  GFileMonitor *monitor;
  gboolean looking;
  gboolean look_again;
};

static void journal_iface_init (LpaJournalInterface *iface);

G_DEFINE_QUARK (tern_ledger_error, tern_ledger_error)
G_DEFINE_FINAL_TYPE_WITH_CODE (TernLedger,
                               tern_ledger,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LPA_TYPE_JOURNAL, journal_iface_init))

static guint changed_signal;

/* Identifiers that this ledger handed out: the ellipsis and the last digits. Their fingerprint is
 * known already. */
#define SHORTENED "…"

static char *
shorten (const char *digits)
{
  gsize length = strlen (digits);

  return g_strconcat (SHORTENED, digits + (length > 4 ? length - 4 : 0), NULL);
}

/* An order without a matching ID is the card's default one: there is no code that could be met
 * again. */
static GBytes *
fingerprint_code (TernLedger *self, const LpaActivationCode *code)
{
  g_autofree char *address = NULL;
  g_autofree char *text = NULL;

  if (code == NULL || code->matching_id == NULL || *code->matching_id == '\0')
    return NULL;

  if (code->address != NULL)
    address = lpa_server_address_normalise (code->address, NULL);
  text = g_strconcat (address != NULL ? address : "", "$", code->matching_id, NULL);

  return tern_ledger_key_fingerprint (self->key, TERN_LEDGER_MARK_CODE, text);
}

static GBytes *
fingerprint_digits (TernLedger *self, TernLedgerMark mark, const char *digits)
{
  if (digits == NULL || g_str_has_prefix (digits, SHORTENED))
    return NULL;

  return tern_ledger_key_fingerprint (self->key, mark, digits);
}

/* What a statement has no parameter for is passed over, what is NULL is bound as NULL. */
static void
bind_text (Statement *statement, const char *name, const char *text)
{
  int index = sqlite3_bind_parameter_index (statement, name);

  if (index > 0)
    sqlite3_bind_text (statement, index, text, -1, SQLITE_TRANSIENT);
}

static void
bind_bytes (Statement *statement, const char *name, GBytes *bytes)
{
  int index = sqlite3_bind_parameter_index (statement, name);

  if (index > 0 && bytes != NULL)
    sqlite3_bind_blob64 (statement, index, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                         SQLITE_TRANSIENT);
}

static void
bind_integer (Statement *statement, const char *name, gint64 value)
{
  int index = sqlite3_bind_parameter_index (statement, name);

  if (index > 0)
    sqlite3_bind_int64 (statement, index, value);
}

static gint64
microseconds_of (GDateTime *time)
{
  return g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
}

static Statement *
prepare (TernLedger *self, const char *sql, int code, GError **error)
{
  Statement *statement = NULL;

  if (sqlite3_prepare_v2 (self->database, sql, -1, &statement, NULL) != SQLITE_OK)
    tern_ledger_schema_set_error (error, self->database, code, "use");

  return statement;
}

static gboolean
write_row (TernLedger *self, Statement *statement, GError **error)
{
  if (sqlite3_step (statement) == SQLITE_DONE)
    return TRUE;

  tern_ledger_schema_set_error (error, self->database, TERN_LEDGER_ERROR_WRITE, "write");
  return FALSE;
}

static void
bind_operation (TernLedger *self, Statement *statement, const LpaOperation *operation)
{
  g_autoptr (GBytes) card = fingerprint_digits (self, TERN_LEDGER_MARK_EID, operation->eid);
  g_autoptr (GBytes) profile = fingerprint_digits (self, TERN_LEDGER_MARK_ICCID, operation->iccid);
  g_autoptr (GBytes) code = fingerprint_code (self, operation->code);
  g_autofree char *card_end = shorten (operation->eid);
  g_autofree char *profile_end = profile != NULL ? shorten (operation->iccid) : NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  bind_integer (statement, ":id", operation->id);
  bind_integer (statement, ":began",
                microseconds_of (operation->time != NULL ? operation->time : now));
  bind_integer (statement, ":changed", microseconds_of (now));
  bind_text (statement, ":kind", lpa_operation_kind_get_nick (operation->kind));
  bind_text (statement, ":outcome", lpa_operation_outcome_get_nick (operation->outcome));
  bind_text (statement, ":step",
             operation->step == LPA_STEP_NONE ? NULL : lpa_step_get_nick (operation->step));
  bind_bytes (statement, ":card", card);
  bind_text (statement, ":card_end", card_end);
  bind_bytes (statement, ":profile", profile);
  bind_text (statement, ":profile_end", profile_end);
  bind_text (statement, ":profile_name", operation->profile_name);
  bind_text (statement, ":server", operation->server);
  bind_bytes (statement, ":code", code);
  bind_bytes (statement, ":transaction_id", operation->transaction_id);
  bind_text (statement, ":error", operation->error);
}

static gboolean
tern_ledger_begin (LpaJournal *journal, LpaOperation *operation, GError **error)
{
  TernLedger *self = TERN_LEDGER (journal);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (Statement) statement = prepare (
      self,
      "INSERT INTO operation (began, changed, kind, outcome, step, card, card_end, profile,"
      "  profile_end, profile_name, server, code, transaction_id, error) "
      "VALUES (:began, :changed, :kind, :outcome, :step, :card, :card_end, :profile,"
      "  :profile_end, :profile_name, :server, :code, :transaction_id, :error)",
      TERN_LEDGER_ERROR_WRITE, error);

  if (statement == NULL)
    return FALSE;

  operation->outcome = LPA_OPERATION_OUTCOME_OPEN;
  bind_operation (self, statement, operation);
  if (!write_row (self, statement, error))
    return FALSE;

  operation->id = sqlite3_last_insert_rowid (self->database);
  tern_claims_take (self->claims, operation->id);
  return TRUE;
}

/* What has become known is kept when a later call does not repeat it; the transaction is of use to
 * an open entry alone. */
static gboolean
update (TernLedger *self, const LpaOperation *operation, GError **error)
{
  g_autoptr (Statement) statement =
      prepare (self,
               "UPDATE operation SET changed = :changed, kind = :kind, outcome = :outcome,"
               "  error = :error, step = COALESCE (:step, step),"
               "  profile = COALESCE (:profile, profile),"
               "  profile_end = COALESCE (:profile_end, profile_end),"
               "  profile_name = COALESCE (:profile_name, profile_name),"
               "  server = COALESCE (:server, server),"
               "  code = COALESCE (:code, code),"
               "  transaction_id = CASE :outcome WHEN 'open'"
               "    THEN COALESCE (:transaction_id, transaction_id) END "
               "WHERE id = :id AND outcome = 'open'",
               TERN_LEDGER_ERROR_WRITE, error);

  if (statement == NULL)
    return FALSE;

  bind_operation (self, statement, operation);
  if (!write_row (self, statement, error))
    return FALSE;

  if (sqlite3_changes (self->database) == 1)
    return TRUE;

  g_set_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_WRITE,
               "The ledger has no open entry %" G_GINT64_FORMAT, operation->id);
  return FALSE;
}

static gboolean
tern_ledger_advance (LpaJournal *journal, const LpaOperation *operation, GError **error)
{
  TernLedger *self = TERN_LEDGER (journal);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return update (self, operation, error);
}

static gboolean
tern_ledger_finish (LpaJournal *journal, const LpaOperation *operation, GError **error)
{
  TernLedger *self = TERN_LEDGER (journal);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_return_val_if_fail (operation->outcome != LPA_OPERATION_OUTCOME_OPEN, FALSE);

  tern_claims_drop (self->claims, operation->id);
  if (!update (self, operation, error))
    return FALSE;
  self->own++;

  return TRUE;
}

static gboolean
kind_from_nick (const char *nick, LpaOperationKind *kind)
{
  for (int i = 0; i <= LPA_OPERATION_REMOVE_NOTIFICATION; i++)
    if (g_strcmp0 (lpa_operation_kind_get_nick (i), nick) == 0)
      {
        *kind = i;
        return TRUE;
      }

  return FALSE;
}

static gboolean
outcome_from_nick (const char *nick, LpaOperationOutcome *outcome)
{
  for (int i = 0; i <= LPA_OPERATION_OUTCOME_UNKNOWN; i++)
    if (g_strcmp0 (lpa_operation_outcome_get_nick (i), nick) == 0)
      {
        *outcome = i;
        return TRUE;
      }

  return FALSE;
}

static char *
dup_column (Statement *statement, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

static GBytes *
dup_blob_column (Statement *statement, int column)
{
  if (sqlite3_column_type (statement, column) == SQLITE_NULL)
    return NULL;

  return g_bytes_new (sqlite3_column_blob (statement, column),
                      (gsize) sqlite3_column_bytes (statement, column));
}

static GDateTime *
dup_time_column (Statement *statement, int column)
{
  gint64 time = sqlite3_column_int64 (statement, column);
  g_autoptr (GDateTime) second = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);

  return second == NULL ? NULL : g_date_time_add (second, time % G_USEC_PER_SEC);
}

/* Nicks that only a later version with the same tables knows make no operation. */
static LpaOperation *
operation_from_row (Statement *statement)
{
  const char *step = (const char *) sqlite3_column_text (statement, COLUMN_STEP);
  const char *card_end = (const char *) sqlite3_column_text (statement, COLUMN_CARD_END);
  LpaOperation *operation;
  LpaOperationKind kind;
  LpaOperationOutcome outcome;

  if (!kind_from_nick ((const char *) sqlite3_column_text (statement, COLUMN_KIND), &kind) ||
      !outcome_from_nick ((const char *) sqlite3_column_text (statement, COLUMN_OUTCOME), &outcome))
    return NULL;

  operation = lpa_operation_new (kind, card_end != NULL ? card_end : SHORTENED);
  operation->id = sqlite3_column_int64 (statement, COLUMN_ID);
  operation->outcome = outcome;
  if (step == NULL || !lpa_step_from_nick (step, &operation->step))
    operation->step = LPA_STEP_NONE;
  operation->iccid = dup_column (statement, COLUMN_PROFILE_END);
  operation->profile_name = dup_column (statement, COLUMN_PROFILE_NAME);
  operation->server = dup_column (statement, COLUMN_SERVER);
  operation->transaction_id = dup_blob_column (statement, COLUMN_TRANSACTION_ID);
  operation->error = dup_column (statement, COLUMN_ERROR);
  g_clear_pointer (&operation->time, g_date_time_unref);
  operation->time = dup_time_column (statement, COLUMN_BEGAN);
  if (outcome != LPA_OPERATION_OUTCOME_OPEN)
    operation->ended = dup_time_column (statement, COLUMN_CHANGED);

  return operation;
}

static GPtrArray *
read_operations (TernLedger *self, Statement *statement, GError **error)
{
  g_autoptr (GPtrArray) operations =
      g_ptr_array_new_with_free_func ((GDestroyNotify) lpa_operation_free);
  int result;

  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      LpaOperation *operation = operation_from_row (statement);

      if (operation != NULL)
        g_ptr_array_add (operations, operation);
    }

  if (result != SQLITE_DONE)
    {
      tern_ledger_schema_set_error (error, self->database, TERN_LEDGER_ERROR_OPEN, "read");
      return NULL;
    }

  return g_steal_pointer (&operations);
}

/* What another program is at this moment busy with is not for this one to look into. */
static void
leave_out_claimed (TernLedger *self, GPtrArray *operations)
{
  for (guint i = operations->len; i > 0; i--)
    if (tern_claims_is_taken (self->claims, ((LpaOperation *) operations->pdata[i - 1])->id))
      g_ptr_array_remove_index (operations, i - 1);
}

static GPtrArray *
tern_ledger_list_open (LpaJournal *journal, const char *eid, GError **error)
{
  TernLedger *self = TERN_LEDGER (journal);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GBytes) card = fingerprint_digits (self, TERN_LEDGER_MARK_EID, eid);
  g_autoptr (Statement) statement = prepare (
      self, "SELECT " COLUMNS " FROM operation WHERE card = :card AND outcome = 'open' ORDER BY id",
      TERN_LEDGER_ERROR_OPEN, error);
  GPtrArray *operations;

  if (statement == NULL)
    return NULL;
  bind_bytes (statement, ":card", card);

  operations = read_operations (self, statement, error);
  if (operations != NULL)
    leave_out_claimed (self, operations);

  return operations;
}

static gboolean
tern_ledger_names_profile (LpaJournal *journal, const LpaOperation *operation, const char *iccid)
{
  TernLedger *self = TERN_LEDGER (journal);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GBytes) profile = fingerprint_digits (self, TERN_LEDGER_MARK_ICCID, iccid);
  g_autoptr (Statement) statement =
      prepare (self, "SELECT 1 FROM operation WHERE id = :id AND profile = :profile",
               TERN_LEDGER_ERROR_OPEN, NULL);

  if (statement == NULL)
    return FALSE;
  bind_integer (statement, ":id", operation->id);
  bind_bytes (statement, ":profile", profile);

  return sqlite3_step (statement) == SQLITE_ROW;
}

static void
tern_ledger_finalize (GObject *object)
{
  TernLedger *self = TERN_LEDGER (object);

  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);
  sqlite3_close_v2 (self->database);
  g_free (self->path);
  g_clear_pointer (&self->key, g_bytes_unref);
  g_clear_pointer (&self->claims, tern_claims_free);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (tern_ledger_parent_class)->finalize (object);
}

static void
tern_ledger_class_init (TernLedgerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tern_ledger_finalize;
  changed_signal = g_signal_new ("changed", TERN_TYPE_LEDGER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
tern_ledger_init (TernLedger *self)
{
  g_mutex_init (&self->lock);
}

static void
journal_iface_init (LpaJournalInterface *iface)
{
  iface->begin = tern_ledger_begin;
  iface->advance = tern_ledger_advance;
  iface->finish = tern_ledger_finish;
  iface->list_open = tern_ledger_list_open;
  iface->names_profile = tern_ledger_names_profile;
}

/* Made here rather than by SQLite, which would let others read it. */
static gboolean
prepare_file (const char *path, GError **error)
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

/* WAL is a property of the file: where another program is about to set it too, its doing so is
 * enough. */
static gboolean
open_database (TernLedger *self, const char *path, GError **error)
{
  if (sqlite3_open_v2 (path, &self->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX,
                       NULL) != SQLITE_OK)
    {
      tern_ledger_schema_set_error (error, self->database, TERN_LEDGER_ERROR_OPEN, "open");
      return FALSE;
    }

  sqlite3_extended_result_codes (self->database, 1);
  sqlite3_busy_timeout (self->database, BUSY_TIMEOUT);
  sqlite3_exec (self->database, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
  sqlite3_exec (self->database, "PRAGMA synchronous = FULL", NULL, NULL, NULL);

  return TRUE;
}

static gboolean
check_database (TernLedger *self, GError **error)
{
  g_autoptr (Statement) statement =
      prepare (self, "PRAGMA quick_check (1)", TERN_LEDGER_ERROR_OPEN, error);

  if (statement == NULL)
    return FALSE;

  if (sqlite3_step (statement) != SQLITE_ROW)
    {
      tern_ledger_schema_set_error (error, self->database, TERN_LEDGER_ERROR_OPEN, "read");
      return FALSE;
    }

  if (g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), "ok") == 0)
    return TRUE;

  g_set_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_CORRUPT, "The ledger is damaged: %s",
               (const char *) sqlite3_column_text (statement, 0));
  return FALSE;
}

static GBytes *
read_key_mark (TernLedger *self, GError **error)
{
  g_autoptr (Statement) statement =
      prepare (self, "SELECT fingerprint FROM key", TERN_LEDGER_ERROR_OPEN, error);

  if (statement == NULL || sqlite3_step (statement) != SQLITE_ROW)
    return NULL;

  return dup_blob_column (statement, 0);
}

static gboolean
write_key_mark (TernLedger *self, GBytes *mark, GError **error)
{
  g_autoptr (Statement) statement = prepare (
      self, "INSERT INTO key (fingerprint) SELECT :mark WHERE NOT EXISTS (SELECT 1 FROM key)",
      TERN_LEDGER_ERROR_OPEN, error);

  if (statement == NULL)
    return FALSE;
  bind_bytes (statement, ":mark", mark);

  return write_row (self, statement, error);
}

/* With another key than its own a ledger would find none of its entries again, and forget what is
 * owed. */
static gboolean
check_key (TernLedger *self, GError **error)
{
  g_autoptr (GBytes) mark = tern_ledger_key_fingerprint (self->key, TERN_LEDGER_MARK_CHECK, "");
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GBytes) found = read_key_mark (self, &local_error);

  if (found == NULL && local_error == NULL && write_key_mark (self, mark, &local_error))
    found = read_key_mark (self, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  if (found != NULL && g_bytes_equal (found, mark))
    return TRUE;

  g_set_error_literal (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_CORRUPT,
                       "The ledger's key is not the one it was written with");
  return FALSE;
}

static char *
key_path_of (const char *path)
{
  return g_strconcat (path, ".key", NULL);
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
  g_autofree char *key_path = key_path_of (path);
  g_autofree char *claims_path = g_strconcat (path, ".claims", NULL);
  const char *const *migrations;
  guint count;

  g_return_val_if_fail (path != NULL, NULL);

  self->path = g_strdup (path);
  migrations = tern_ledger_schema_get_migrations (&count);
  if (!prepare_file (path, error))
    return NULL;
  self->claims = tern_claims_new (claims_path);
  self->key = tern_ledger_key_load (key_path, error);
  if (self->key == NULL || !open_database (self, path, error) || !check_database (self, error) ||
      !tern_ledger_schema_migrate (self->database, migrations, count, error) ||
      !check_key (self, error))
    return NULL;

  return g_steal_pointer (&self);
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
  g_autofree char *key_path = key_path_of (path);
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

/**
 * tern_ledger_list:
 * @self: the ledger
 * @limit: how many at most; 0 for all
 * @error: return location for an error
 *
 * What happened, newest first. Identifiers are shortened to their last four digits, codes are left
 * out. Any thread.
 *
 * Returns: (transfer full) (nullable) (element-type LpaOperation): the operations, or %NULL with a
 * #TernLedgerError
 */
GPtrArray *
tern_ledger_list (TernLedger *self, guint limit, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (Statement) statement = NULL;

  g_return_val_if_fail (TERN_IS_LEDGER (self), NULL);

  locker = g_mutex_locker_new (&self->lock);
  statement = prepare (self, "SELECT " COLUMNS " FROM operation ORDER BY id DESC LIMIT :limit",
                       TERN_LEDGER_ERROR_OPEN, error);
  if (statement == NULL)
    return NULL;
  bind_integer (statement, ":limit", limit == 0 ? -1 : (gint64) limit);

  return read_operations (self, statement, error);
}

/**
 * tern_ledger_dup_code_mark:
 * @self: the ledger
 * @operation: one of its operations
 *
 * Says two codes apart without giving either away: the beginning of the code's keyed fingerprint.
 * Any thread.
 *
 * Returns: (transfer full) (nullable): eight hexadecimal digits, or %NULL when there was no code
 */
char *
tern_ledger_dup_code_mark (TernLedger *self, const LpaOperation *operation)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (Statement) statement = prepare (
      self, "SELECT hex (substr (code, 1, 4)) FROM operation WHERE id = :id AND code IS NOT NULL",
      TERN_LEDGER_ERROR_OPEN, NULL);

  if (statement == NULL)
    return NULL;
  bind_integer (statement, ":id", operation->id);

  return sqlite3_step (statement) == SQLITE_ROW ? dup_column (statement, 0) : NULL;
}

/**
 * tern_ledger_step_free:
 * @self: (transfer full): a step
 */
void
tern_ledger_step_free (TernLedgerStep *self)
{
  g_clear_pointer (&self->time, g_date_time_unref);
  g_free (self);
}

static GPtrArray *
read_steps (TernLedger *self, Statement *statement, GError **error)
{
  g_autoptr (GPtrArray) steps =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tern_ledger_step_free);
  int result;

  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      LpaStep step;

      if (lpa_step_from_nick ((const char *) sqlite3_column_text (statement, 0), &step))
        {
          TernLedgerStep *row = g_new0 (TernLedgerStep, 1);

          row->step = step;
          row->time = dup_time_column (statement, 1);
          g_ptr_array_add (steps, row);
        }
    }
  if (result == SQLITE_DONE)
    return g_steal_pointer (&steps);

  tern_ledger_schema_set_error (error, self->database, TERN_LEDGER_ERROR_OPEN, "read");
  return NULL;
}

/**
 * tern_ledger_list_steps:
 * @self: the ledger
 * @operation: one that it handed out
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable) (element-type TernLedgerStep): the steps that were begun, in
 * the order of time, or %NULL with a #TernLedgerError. Any thread.
 */
GPtrArray *
tern_ledger_list_steps (TernLedger *self, const LpaOperation *operation, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (Statement) statement =
      prepare (self, "SELECT step, began FROM step WHERE operation = :id ORDER BY rowid",
               TERN_LEDGER_ERROR_OPEN, error);

  if (statement == NULL)
    return NULL;
  bind_integer (statement, ":id", operation->id);

  return read_steps (self, statement, error);
}

/**
 * tern_ledger_find_code:
 * @self: the ledger
 * @code: an activation code
 * @error: return location for an error
 *
 * What was done with a code here before, newest first: to tell a person that it was used, when and
 * with which card. A code without a matching ID names no order and is never found. Any thread.
 *
 * Returns: (transfer full) (nullable) (element-type LpaOperation): the operations, or %NULL with a
 * #TernLedgerError
 */
GPtrArray *
tern_ledger_find_code (TernLedger *self, const LpaActivationCode *code, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (GBytes) fingerprint = NULL;
  g_autoptr (Statement) statement = NULL;

  g_return_val_if_fail (TERN_IS_LEDGER (self), NULL);
  g_return_val_if_fail (code != NULL, NULL);

  locker = g_mutex_locker_new (&self->lock);
  fingerprint = fingerprint_code (self, code);
  statement =
      prepare (self, "SELECT " COLUMNS " FROM operation WHERE code = :code ORDER BY id DESC",
               TERN_LEDGER_ERROR_OPEN, error);
  if (statement == NULL)
    return NULL;
  bind_bytes (statement, ":code", fingerprint);

  return read_operations (self, statement, error);
}

/* Negative when it cannot be said. */
static gint64
count_finished_by_others (TernLedger *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (Statement) statement =
      prepare (self, "SELECT count (*) FROM operation WHERE outcome <> 'open'",
               TERN_LEDGER_ERROR_OPEN, NULL);

  if (statement == NULL || sqlite3_step (statement) != SQLITE_ROW)
    return -1;

  return sqlite3_column_int64 (statement, 0) - self->own;
}

static void
look (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_int (task, count_finished_by_others (source));
}

static void on_looked (GObject *source, GAsyncResult *result, gpointer user_data);

/* Our own writing is seen as well; what matters is what stands in the file. */
static void
on_folder_changed (TernLedger *self)
{
  g_autoptr (GTask) task = NULL;

  self->look_again = self->looking;
  if (self->looking)
    return;

  self->looking = TRUE;
  task = g_task_new (self, NULL, on_looked, NULL);
  g_task_set_source_tag (task, on_folder_changed);
  g_task_run_in_thread (task, look);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TernLedger *self = TERN_LEDGER (source);
  gint64 others = g_task_propagate_int (G_TASK (result), NULL);
  gboolean more = others > self->others;

  self->looking = FALSE;
  if (self->look_again)
    on_folder_changed (self);
  self->others = MAX (self->others, others);
  if (more)
    g_signal_emit_by_name (self, "finished-elsewhere");
  g_signal_emit (self, changed_signal, 0);
}

/**
 * tern_ledger_watch:
 * @self: the ledger
 *
 * Begins to emit #LpaJournal::finished-elsewhere when another program finishes an operation. Where
 * the system cannot watch the folder nothing is ever emitted. Main thread.
 */
void
tern_ledger_watch (TernLedger *self)
{
  g_autofree char *folder_path = NULL;
  g_autoptr (GFile) folder = NULL;

  g_return_if_fail (TERN_IS_LEDGER (self));

  if (self->monitor != NULL)
    return;

  folder_path = g_path_get_dirname (self->path);
  folder = g_file_new_for_path (folder_path);
  self->others = MAX (count_finished_by_others (self), 0);
  self->monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor == NULL)
    return;

  g_file_monitor_set_rate_limit (self->monitor, LOOK_INTERVAL);
  g_signal_connect_object (self->monitor, "changed", G_CALLBACK (on_folder_changed), self,
                           G_CONNECT_SWAPPED);
}
