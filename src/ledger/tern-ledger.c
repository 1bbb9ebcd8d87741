/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-ledger.h"

#include "ledger/tern-claims.h"
#include "ledger/tern-key-ring.h"
#include "ledger/tern-ledger-identity.h"
#include "ledger/tern-ledger-private.h"
#include "ledger/tern-ledger-schema.h"
#include "ledger/tern-ledger-watch.h"
#include "ledger/tern-operation-row.h"
#include "ledger/tern-shortened.h"
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

  /* Guards what follows. */
  GMutex lock;
  /* Operations that were finished through this object. */
  gint64 own;
};

static void journal_iface_init (LpaJournalInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TernLedger,
                               tern_ledger,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LPA_TYPE_JOURNAL, journal_iface_init))

static const char *
get_step_nick (const LpaOperation *operation)
{
  return operation->step == LPA_STEP_NONE ? NULL : lpa_step_get_nick (operation->step);
}

/* What is to be written, and what came of it. */
typedef struct
{
  TernLedger *self;
  const LpaOperation *operation;
  gint64 now;
  gint64 id;
} Writing;

static Writing
writing_of (TernLedger *self, const LpaOperation *operation)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  return (Writing){ .self = self,
                    .operation = operation,
                    .now = tern_microseconds_of (now),
                    .id = operation->id };
}

/* A step is noted when it is not the one that the entry has reached already. */
static gboolean
note_step (TernStore *store, const Writing *writing, GError **error)
{
  const char *step = get_step_nick (writing->operation);

  return step == NULL ||
         tern_store_run (store,
                         "INSERT INTO step (operation, step, began) "
                         "SELECT id, $2, $3 FROM operation "
                         "WHERE id = $1 AND outcome = 'open' AND step IS DISTINCT FROM $2",
                         TERN_VALUES (TERN_INTEGER (writing->id), TERN_TEXT (step),
                                      TERN_INTEGER (writing->now)),
                         NULL, error);
}

static gboolean
insert (TernStore *store, gpointer data, GError **error)
{
  Writing *writing = data;
  const LpaOperation *operation = writing->operation;
  TernKeyRing *keys = writing->self->keys;
  g_autoptr (GBytes) card = tern_key_ring_mark (keys, TERN_LEDGER_MARK_EID, operation->eid);
  g_autofree char *card_end = tern_shorten (operation->eid);
  gint64 began = operation->time != NULL ? tern_microseconds_of (operation->time) : writing->now;
  g_autoptr (TernRows) rows =
      tern_store_query (store,
                        "INSERT INTO operation (began, changed, kind, outcome, card, card_end) "
                        "VALUES ($1, $2, $3, 'open', $4, $5) RETURNING id",
                        TERN_VALUES (TERN_INTEGER (began), TERN_INTEGER (writing->now),
                                     TERN_TEXT (lpa_operation_kind_get_nick (operation->kind)),
                                     TERN_BYTES (card), TERN_TEXT (card_end)),
                        error);

  if (rows == NULL)
    return FALSE;

  writing->id = tern_rows_get_integer (rows, 0, 0);
  return TRUE;
}

/* What has become known is kept when a later call does not repeat it; the transaction is of use to
 * an open entry alone. */
static gboolean
update (TernStore *store, gpointer data, GError **error)
{
  Writing *writing = data;
  const LpaOperation *operation = writing->operation;
  TernKeyRing *keys = writing->self->keys;
  g_autofree char *code_text = tern_key_ring_dup_code_text (operation->code);
  g_autoptr (GBytes) code = tern_key_ring_mark (keys, TERN_LEDGER_MARK_CODE, code_text);
  g_autoptr (GBytes) profile = tern_key_ring_mark (keys, TERN_LEDGER_MARK_ICCID, operation->iccid);
  g_autofree char *profile_end = profile != NULL ? tern_shorten (operation->iccid) : NULL;
  guint64 changed;

  if (!note_step (store, writing, error) ||
      !tern_store_run (store,
                       "UPDATE operation SET changed = $2, kind = $3, outcome = $4, error = $5,"
                       "  step = COALESCE ($6, step),"
                       "  profile = COALESCE ($7, profile),"
                       "  profile_end = COALESCE ($8, profile_end),"
                       "  profile_name = COALESCE ($9, profile_name),"
                       "  server = COALESCE ($10, server),"
                       "  code = COALESCE ($11, code),"
                       "  transaction_id = CASE $4 WHEN 'open'"
                       "    THEN COALESCE ($12, transaction_id) END,"
                       "  revision = revision + 1 "
                       "WHERE id = $1 AND outcome = 'open'",
                       TERN_VALUES (TERN_INTEGER (writing->id), TERN_INTEGER (writing->now),
                                    TERN_TEXT (lpa_operation_kind_get_nick (operation->kind)),
                                    TERN_TEXT (lpa_operation_outcome_get_nick (operation->outcome)),
                                    TERN_TEXT (operation->error),
                                    TERN_TEXT (get_step_nick (operation)), TERN_BYTES (profile),
                                    TERN_TEXT (profile_end), TERN_TEXT (operation->profile_name),
                                    TERN_TEXT (operation->server), TERN_BYTES (code),
                                    TERN_BYTES (operation->transaction_id)),
                       &changed, error))
    return FALSE;
  if (changed == 1)
    return TRUE;

  g_set_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_WRITE,
               "The ledger has no open entry %" G_GINT64_FORMAT, writing->id);
  return FALSE;
}

static gboolean
insert_and_update (TernStore *store, gpointer data, GError **error)
{
  return insert (store, data, error) && update (store, data, error);
}

static gboolean
tern_ledger_begin (LpaJournal *journal, LpaOperation *operation, GError **error)
{
  TernLedger *self = TERN_LEDGER (journal);
  Writing writing;

  operation->outcome = LPA_OPERATION_OUTCOME_OPEN;
  writing = writing_of (self, operation);
  if (!tern_store_transact (self->store, insert_and_update, &writing, error))
    return FALSE;

  operation->id = writing.id;
  tern_claims_take (self->claims, operation->id);
  return TRUE;
}

static gboolean
tern_ledger_advance (LpaJournal *journal, const LpaOperation *operation, GError **error)
{
  TernLedger *self = TERN_LEDGER (journal);
  Writing writing = writing_of (self, operation);

  return tern_store_transact (self->store, update, &writing, error);
}

static gboolean
tern_ledger_finish (LpaJournal *journal, const LpaOperation *operation, GError **error)
{
  TernLedger *self = TERN_LEDGER (journal);
  Writing writing = writing_of (self, operation);
  gboolean finished;

  g_return_val_if_fail (operation->outcome != LPA_OPERATION_OUTCOME_OPEN, FALSE);

  g_mutex_lock (&self->lock);
  tern_claims_drop (self->claims, operation->id);
  finished = tern_store_transact (self->store, update, &writing, error);
  self->own += finished ? 1 : 0;
  g_mutex_unlock (&self->lock);
  return finished;
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
  g_autoptr (GBytes) card = tern_key_ring_mark (self->keys, TERN_LEDGER_MARK_EID, eid);
  g_autoptr (TernRows) rows = tern_store_query (self->store,
                                                "SELECT " TERN_OPERATION_COLUMNS " FROM operation "
                                                "WHERE card = $1 AND outcome = 'open' ORDER BY id",
                                                TERN_VALUES (TERN_BYTES (card)), error);
  GPtrArray *operations;

  if (rows == NULL)
    return NULL;

  operations = tern_operation_rows_to_operations (rows);
  leave_out_claimed (self, operations);
  return operations;
}

static gboolean
tern_ledger_operation_names_profile (LpaJournal *journal,
                                     const LpaOperation *operation,
                                     const char *iccid)
{
  TernLedger *self = TERN_LEDGER (journal);
  g_autoptr (GBytes) profile = tern_key_ring_mark (self->keys, TERN_LEDGER_MARK_ICCID, iccid);
  g_autoptr (TernRows) rows =
      tern_store_query (self->store, "SELECT 1 FROM operation WHERE id = $1 AND profile = $2",
                        TERN_VALUES (TERN_INTEGER (operation->id), TERN_BYTES (profile)), NULL);

  return rows != NULL && tern_rows_get_length (rows) > 0;
}

static void
tern_ledger_finalize (GObject *object)
{
  TernLedger *self = TERN_LEDGER (object);

  g_clear_pointer (&self->watch, tern_ledger_watch_free);
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

static void
journal_iface_init (LpaJournalInterface *iface)
{
  iface->begin = tern_ledger_begin;
  iface->advance = tern_ledger_advance;
  iface->finish = tern_ledger_finish;
  iface->list_open = tern_ledger_list_open;
  iface->names_profile = tern_ledger_operation_names_profile;
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

  return self->store;
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

  return g_get_host_name ();
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
 * Returns: (transfer full): %TERN_LEDGER_KEY_SIZE bytes, the same on every station, from which
 * those for another purpose cannot be told. Any thread
 */
GBytes *
tern_ledger_derive_key (TernLedger *self, const char *purpose)
{
  return tern_ledger_fingerprint (self, TERN_LEDGER_MARK_KEY, purpose);
}

/**
 * tern_ledger_fingerprint:
 * @self: the ledger
 * @mark: what @text is
 * @text: a whole identifier
 *
 * Returns: (transfer full): its fingerprint for tern_ledger_get_store(), the same on every station.
 * Any thread
 */
GBytes *
tern_ledger_fingerprint (TernLedger *self, TernLedgerMark mark, const char *text)
{
  g_return_val_if_fail (TERN_IS_LEDGER (self), NULL);

  return tern_key_ring_mark_common (self->keys, mark, text);
}

/**
 * tern_ledger_fingerprint_code:
 * @self: the ledger
 * @code: an activation code
 *
 * Returns: (transfer full) (nullable): its fingerprint for tern_ledger_get_store(), the same on
 * every station; %NULL when the code has no matching ID and so names no order. Any thread
 */
GBytes *
tern_ledger_fingerprint_code (TernLedger *self, const LpaActivationCode *code)
{
  g_autofree char *text = tern_key_ring_dup_code_text (code);

  g_return_val_if_fail (TERN_IS_LEDGER (self), NULL);

  return tern_key_ring_mark_common (self->keys, TERN_LEDGER_MARK_CODE, text);
}

/**
 * tern_ledger_list:
 * @self: the ledger
 * @limit: how many at most; 0 for all
 * @error: return location for an error
 *
 * What happened at this station, newest first. Identifiers are shortened to their last four digits,
 * codes are left out. Any thread.
 *
 * Returns: (transfer full) (nullable) (element-type LpaOperation): the operations, or %NULL with a
 * #TernLedgerError
 */
GPtrArray *
tern_ledger_list (TernLedger *self, guint limit, GError **error)
{
  g_autoptr (TernRows) rows = NULL;

  g_return_val_if_fail (TERN_IS_LEDGER (self), NULL);

  rows = tern_store_query (
      self->store, "SELECT " TERN_OPERATION_COLUMNS " FROM operation ORDER BY id DESC LIMIT $1",
      TERN_VALUES (TERN_INTEGER (limit == 0 ? G_MAXINT64 : (gint64) limit)), error);
  return rows != NULL ? tern_operation_rows_to_operations (rows) : NULL;
}

/**
 * tern_ledger_read_page:
 * @self: the ledger
 * @after: (nullable): the last entry of the page before; %NULL for the first page
 * @limit: how many at most
 * @error: return location for an error
 *
 * What happened, newest first, page by page; how far the page is from the first does not matter to
 * the time it takes. Any thread.
 *
 * Returns: (transfer full) (nullable) (element-type TernHistoryEntry): the page, or %NULL with a
 * #TernLedgerError
 */
GPtrArray *
tern_ledger_read_page (TernLedger *self, TernHistoryEntry *after, guint limit, GError **error)
{
  const LpaOperation *last = after != NULL ? tern_history_entry_get_operation (after) : NULL;
  gint64 began = last != NULL ? tern_microseconds_of (last->time) : G_MAXINT64;
  g_autoptr (TernRows) rows = NULL;

  g_return_val_if_fail (TERN_IS_LEDGER (self), NULL);

  rows = tern_store_query (self->store,
                           "SELECT " TERN_OPERATION_COLUMNS " FROM operation "
                           "WHERE (began, id) < ($1, $2) ORDER BY began DESC, id DESC LIMIT $3",
                           TERN_VALUES (TERN_INTEGER (began),
                                        TERN_INTEGER (last != NULL ? last->id : G_MAXINT64),
                                        TERN_INTEGER (limit)),
                           error);
  return rows != NULL ? tern_operation_rows_to_entries (rows) : NULL;
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

/**
 * tern_ledger_list_steps:
 * @self: the ledger
 * @operation: one that tern_ledger_list() handed out
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable) (element-type TernLedgerStep): the steps that were begun, in
 * the order of time, or %NULL with a #TernLedgerError. Any thread.
 */
GPtrArray *
tern_ledger_list_steps (TernLedger *self, const LpaOperation *operation, GError **error)
{
  g_autoptr (TernRows) rows = tern_store_query (
      self->store, "SELECT step, began FROM step WHERE operation = $1 ORDER BY rowid",
      TERN_VALUES (TERN_INTEGER (operation->id)), error);
  GPtrArray *steps;

  if (rows == NULL)
    return NULL;

  steps = g_ptr_array_new_with_free_func ((GDestroyNotify) tern_ledger_step_free);
  for (guint i = 0; i < tern_rows_get_length (rows); i++)
    {
      LpaStep step;

      if (lpa_step_from_nick (tern_rows_get_text (rows, i, 0), &step))
        {
          TernLedgerStep *row = g_new0 (TernLedgerStep, 1);

          row->step = step;
          row->time = tern_time_of (tern_rows_get_integer (rows, i, 1));
          g_ptr_array_add (steps, row);
        }
    }
  return steps;
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
 * Returns: (transfer full) (nullable) (element-type TernHistoryEntry): the operations, or %NULL
 * with a #TernLedgerError
 */
GPtrArray *
tern_ledger_find_code (TernLedger *self, const LpaActivationCode *code, GError **error)
{
  g_autofree char *text = tern_key_ring_dup_code_text (code);
  g_autoptr (GBytes) mark = NULL;
  g_autoptr (TernRows) rows = NULL;

  g_return_val_if_fail (TERN_IS_LEDGER (self), NULL);
  g_return_val_if_fail (code != NULL, NULL);

  mark = tern_key_ring_mark (self->keys, TERN_LEDGER_MARK_CODE, text);
  rows = tern_store_query (self->store,
                           "SELECT " TERN_OPERATION_COLUMNS
                           " FROM operation WHERE code = $1 ORDER BY id DESC",
                           TERN_VALUES (TERN_BYTES (mark)), error);
  return rows != NULL ? tern_operation_rows_to_entries (rows) : NULL;
}

/* What leads to a report: an operation on its profile, or one on the whole card that also changed
 * profiles which it does not name. */
static const struct
{
  LpaNotificationEvent event;
  LpaOperationKind own;
  int wide; /* -1: none */
} CAUSES[] = {
  { LPA_NOTIFICATION_EVENT_INSTALL, LPA_OPERATION_DOWNLOAD, -1 },
  { LPA_NOTIFICATION_EVENT_ENABLE, LPA_OPERATION_ENABLE, -1 },
  { LPA_NOTIFICATION_EVENT_DISABLE, LPA_OPERATION_DISABLE, LPA_OPERATION_ENABLE },
  { LPA_NOTIFICATION_EVENT_DELETE, LPA_OPERATION_DELETE, LPA_OPERATION_RESET },
};

static void
find_causes (LpaNotificationEvent event, const char **own, const char **wide)
{
  for (gsize i = 0; i < G_N_ELEMENTS (CAUSES); i++)
    if (CAUSES[i].event == event)
      {
        *own = lpa_operation_kind_get_nick (CAUSES[i].own);
        *wide = CAUSES[i].wide >= 0 ? lpa_operation_kind_get_nick (CAUSES[i].wide) : NULL;
      }
}

/**
 * tern_ledger_find_cause:
 * @self: the ledger
 * @eid: of a card, whole
 * @notification: a report that waits on it
 *
 * When this program caused a report, as far as is known here: the last operation that it ended on
 * this card and that leaves such a report. On a profile that it never had to do with nothing is
 * its doing. Any thread.
 *
 * Returns: (transfer full) (nullable): the time, UTC, or %NULL when another program caused it, or
 *   when it cannot be said
 */
GDateTime *
tern_ledger_find_cause (TernLedger *self, const char *eid, LpaNotification *notification)
{
  const char *iccid = lpa_notification_get_iccid (notification);
  const char *own = NULL, *wide = NULL;
  g_autoptr (GBytes) card = tern_key_ring_mark (self->keys, TERN_LEDGER_MARK_EID, eid);
  g_autoptr (GBytes) profile = tern_key_ring_mark (self->keys, TERN_LEDGER_MARK_ICCID, iccid);
  g_autoptr (TernRows) rows = NULL;

  if (profile == NULL)
    return NULL;
  find_causes (lpa_notification_get_event (notification), &own, &wide);
  rows = tern_store_query (
      self->store,
      "SELECT max (changed) FROM operation"
      " WHERE card = $1 AND outcome NOT IN ('open', 'cancelled')"
      " AND (kind = $3 AND profile = $2 OR kind = $4 AND EXISTS"
      "   (SELECT 1 FROM operation AS other WHERE other.card = $1 AND other.profile = $2))",
      TERN_VALUES (TERN_BYTES (card), TERN_BYTES (profile), TERN_TEXT (own), TERN_TEXT (wide)),
      NULL);
  if (rows == NULL || tern_rows_is_null (rows, 0, 0))
    return NULL;
  return tern_time_of (tern_rows_get_integer (rows, 0, 0));
}

/**
 * tern_ledger_names_profile:
 * @self: the ledger
 * @entry: one of its entries, of this station or another
 * @iccid: of a profile
 *
 * Returns: whether it is that profile which @entry is about. Any thread
 */
gboolean
tern_ledger_names_profile (TernLedger *self, TernHistoryEntry *entry, const char *iccid)
{
  GBytes *profile = tern_history_entry_get_profile (entry);
  g_autoptr (GPtrArray) marks = tern_key_ring_marks (self->keys, TERN_LEDGER_MARK_ICCID, iccid);

  return profile != NULL && g_ptr_array_find_with_equal_func (marks, profile, g_bytes_equal, NULL);
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
