/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-share.h"

#include <openssl/rand.h>

#include "ledger/tern-ledger-schema.h"
#include "ledger/tern-operation-row.h"
#include "ledger/tern-postgres-store.h"
#include "ledger/tern-share-sender.h"
#include "lpa/lpa-error.h"

/* Microseconds that are waited for what is still to be sent, when the program ends. */
#define LAST_WAIT (2 * G_USEC_PER_SEC)

struct _TernShare
{
  TernStore *own;
  GBytes *own_key;
  char *origin;
  char *station;
  TernStore *store;
  TernShareSender *sender;

  /* Guards the keys, which are not known before the ledger was reached. */
  GMutex lock;
  TernKeyRing *keys;
};

static gint64
now (void)
{
  return g_get_real_time ();
}

/* The first station that comes gives the ledger its name and the key that all have in common. */
static gboolean
found (TernStore *store, GError **error)
{
  g_autofree char *name = g_uuid_string_random ();
  guint8 bytes[TERN_LEDGER_KEY_SIZE];
  g_autoptr (GBytes) key = NULL;

  if (RAND_priv_bytes (bytes, sizeof bytes) != 1)
    {
      g_set_error_literal (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_WRITE,
                           "No random numbers for the shared ledger's key");
      return FALSE;
    }
  key = g_bytes_new (bytes, sizeof bytes);
  return tern_store_run (store, "LOCK TABLE ledger IN EXCLUSIVE MODE", TERN_NO_VALUES, NULL,
                         error) &&
         tern_store_run (store,
                         "INSERT INTO ledger (name, claim_key) "
                         "SELECT $1, $2 WHERE NOT EXISTS (SELECT 1 FROM ledger)",
                         TERN_VALUES (TERN_TEXT (name), TERN_BYTES (key)), NULL, error);
}

static gboolean
enrol (TernShare *self, TernStore *store, GError **error)
{
  return tern_store_run (store,
                         "INSERT INTO station (origin, name, key, seen) VALUES ($1, $2, $3, $4) "
                         "ON CONFLICT (origin) DO UPDATE"
                         "  SET name = excluded.name, key = excluded.key, seen = excluded.seen",
                         TERN_VALUES (TERN_TEXT (self->origin), TERN_TEXT (self->station),
                                      TERN_BYTES (self->own_key), TERN_INTEGER (now ())),
                         NULL, error);
}

static gboolean
found_and_enrol (TernStore *store, gpointer data, GError **error)
{
  return found (store, error) && enrol (data, store, error);
}

/* A key that is none of ours, by whomever it was put there, marks nothing. */
static GPtrArray *
read_keys (const TernRows *rows)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < tern_rows_get_length (rows); i++)
    {
      GBytes *key = tern_rows_dup_bytes (rows, i, 0);

      if (key != NULL && g_bytes_get_size (key) == TERN_LEDGER_KEY_SIZE)
        g_ptr_array_add (keys, key);
      else
        g_clear_pointer (&key, g_bytes_unref);
    }
  return keys;
}

static gboolean
load_keys (TernShare *self, TernStore *store, GError **error)
{
  g_autoptr (TernRows) common =
      tern_store_query (store, "SELECT claim_key FROM ledger", TERN_NO_VALUES, error);
  g_autoptr (TernRows) all =
      common != NULL
          ? tern_store_query (store, "SELECT key FROM station ORDER BY id", TERN_NO_VALUES, error)
          : NULL;
  g_autoptr (GPtrArray) common_keys = NULL;
  g_autoptr (GPtrArray) keys = NULL;

  if (all == NULL)
    return FALSE;
  common_keys = read_keys (common);
  keys = read_keys (all);
  if (common_keys->len != 1)
    {
      g_set_error_literal (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_CORRUPT,
                           "The shared ledger's key is damaged");
      return FALSE;
    }

  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->keys, tern_key_ring_unref);
  self->keys = tern_key_ring_new_shared (self->own_key, common_keys->pdata[0], keys);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

/* In another ledger than the last time there is nothing yet of what this station did. */
static gboolean
note_ledger (TernShare *self, TernStore *store, GError **error)
{
  g_autoptr (TernRows) rows =
      tern_store_query (store, "SELECT name FROM ledger", TERN_NO_VALUES, error);
  const char *name;
  guint64 changed;

  if (rows == NULL)
    return FALSE;
  name = tern_rows_get_text (rows, 0, 0);
  return tern_store_run (self->own,
                         "UPDATE ledger SET shared_with = $1 WHERE shared_with IS DISTINCT FROM $1",
                         TERN_VALUES (TERN_TEXT (name)), &changed, error) &&
         (changed == 0 ||
          tern_store_run (self->own, "UPDATE operation SET sent = 0", TERN_NO_VALUES, NULL, error));
}

/* What each new connection begins with. */
static gboolean
prepare (TernStore *store, gpointer data, GError **error)
{
  TernShare *self = data;
  guint count;
  const TernMigration *migrations = tern_ledger_schema_get_migrations (&count);

  return tern_ledger_schema_migrate (store, migrations, count, error) &&
         tern_store_transact (store, found_and_enrol, self, error) &&
         load_keys (self, store, error) && note_ledger (self, store, error);
}

/**
 * tern_share_new:
 * @own: this station's own ledger
 * @own_key: its key
 * @origin: what tells it from all others
 * @place: where the shared ledger is
 * @station: what people call this station
 *
 * Connects to nothing yet.
 *
 * Returns: (transfer full): the station
 */
TernShare *
tern_share_new (TernStore *own,
                GBytes *own_key,
                const char *origin,
                const TernPostgresPlace *place,
                const char *station)
{
  TernShare *self = g_new0 (TernShare, 1);

  g_mutex_init (&self->lock);
  self->own = g_object_ref (own);
  self->own_key = g_bytes_ref (own_key);
  self->origin = g_strdup (origin);
  self->station = g_strdup (station);
  self->store = tern_postgres_store_new (place, prepare, self);
  self->sender =
      tern_share_sender_new (own, tern_postgres_store_new (place, prepare, self), origin, station);
  return self;
}

/**
 * tern_share_free:
 * @self: (transfer full): a station; what is still to be sent is waited for, for a moment. The rest
 * is sent when it is made again
 */
void
tern_share_free (TernShare *self)
{
  tern_share_sender_await (self->sender, LAST_WAIT);
  tern_share_sender_free (self->sender);
  tern_postgres_store_give_up (TERN_POSTGRES_STORE (self->store));
  g_clear_object (&self->store);
  g_clear_object (&self->own);
  g_bytes_unref (self->own_key);
  g_clear_pointer (&self->keys, tern_key_ring_unref);
  g_mutex_clear (&self->lock);
  g_free (self->origin);
  g_free (self->station);
  g_free (self);
}

/**
 * tern_share_join:
 * @self: a station
 * @error: return location for a #TernLedgerError
 *
 * Reaches the shared ledger, makes it where there is none, and learns the others' keys.
 *
 * Returns: %FALSE when it cannot be reached or used
 */
gboolean
tern_share_join (TernShare *self, GError **error)
{
  return load_keys (self, self->store, error);
}

/**
 * tern_share_get_store:
 * @self: a station
 *
 * Returns: (transfer none): the shared ledger
 */
TernStore *
tern_share_get_store (TernShare *self)
{
  return self->store;
}

/**
 * tern_share_get_station:
 * @self: a station
 *
 * Returns: (transfer none): what people call it
 */
const char *
tern_share_get_station (TernShare *self)
{
  return self->station;
}

static TernKeyRing *
dup_known_keys (TernShare *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->keys != NULL ? tern_key_ring_ref (self->keys) : NULL;
}

/**
 * tern_share_dup_keys:
 * @self: a station
 * @error: return location for a #TernLedgerError
 *
 * Returns: (transfer full) (nullable): the keys; %NULL while the shared ledger has not been reached
 */
TernKeyRing *
tern_share_dup_keys (TernShare *self, GError **error)
{
  TernKeyRing *keys = dup_known_keys (self);

  if (keys == NULL && tern_share_join (self, error))
    keys = dup_known_keys (self);
  return keys;
}

typedef struct
{
  TernShare *self;
  GBytes *code;
  GPtrArray *marks;
  gint64 operation;
} Claiming;

static char *
format_time (gint64 microseconds)
{
  g_autoptr (GDateTime) time = tern_time_of (microseconds);
  g_autoptr (GDateTime) local = time != NULL ? g_date_time_to_local (time) : NULL;

  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M") : g_strdup ("?");
}

static void
set_claimed_error (GError **error, const char *station, gint64 since)
{
  g_autofree char *time = format_time (since);

  lpa_error_set (error, LPA_JOURNAL_ERROR, LPA_JOURNAL_ERROR_CLAIMED, NULL,
                 "The code belongs to the station “%s”, since %s", station, time);
}

/* Whether it is this station's by now, or nobody's; set *@known when somebody's. */
static gboolean
check_claim (TernStore *store, const Claiming *claiming, gboolean *known, GError **error)
{
  g_autoptr (TernRows) rows = tern_store_query (
      store, "SELECT origin, station, claimed FROM claim WHERE code = $1 FOR UPDATE",
      TERN_VALUES (TERN_BYTES (claiming->code)), error);

  if (rows == NULL)
    return FALSE;
  *known = tern_rows_get_length (rows) > 0;
  if (!*known || g_strcmp0 (tern_rows_get_text (rows, 0, 0), claiming->self->origin) == 0)
    return TRUE;

  set_claimed_error (error, tern_rows_get_text (rows, 0, 1), tern_rows_get_integer (rows, 0, 2));
  return FALSE;
}

/* What a station did before it joined has no claim. */
static gboolean
check_history (TernStore *store, const Claiming *claiming, GError **error)
{
  for (guint i = 0; i < claiming->marks->len; i++)
    {
      g_autoptr (TernRows) rows = tern_store_query (
          store,
          "SELECT station, began FROM operation WHERE code = $1 AND origin <> $2"
          "  AND kind = 'download' AND outcome = 'done' LIMIT 1",
          TERN_VALUES (TERN_BYTES (claiming->marks->pdata[i]), TERN_TEXT (claiming->self->origin)),
          error);

      if (rows == NULL)
        return FALSE;
      if (tern_rows_get_length (rows) > 0)
        {
          set_claimed_error (error, tern_rows_get_text (rows, 0, 0),
                             tern_rows_get_integer (rows, 0, 1));
          return FALSE;
        }
    }
  return TRUE;
}

/* Where another station has been quicker by a moment nothing is written, and the next look finds
 * its claim. */
static gboolean
write_claim (TernStore *store, const Claiming *claiming, gboolean known, GError **error)
{
  TernShare *self = claiming->self;
  guint64 changed;
  const char *const sql = known ? "UPDATE claim SET origin_id = $3, station = $4, claimed = $5 "
                                  "WHERE code = $1 AND origin = $2"
                                : "INSERT INTO claim (code, origin, origin_id, station, claimed) "
                                  "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (code) DO NOTHING";

  if (!tern_store_run (store, sql,
                       TERN_VALUES (TERN_BYTES (claiming->code), TERN_TEXT (self->origin),
                                    TERN_INTEGER (claiming->operation), TERN_TEXT (self->station),
                                    TERN_INTEGER (now ())),
                       &changed, error))
    return FALSE;

  return changed == 1 || check_claim (store, claiming, &known, error);
}

static gboolean
claim (TernStore *store, gpointer data, GError **error)
{
  const Claiming *claiming = data;
  gboolean known;

  return check_claim (store, claiming, &known, error) &&
         (known || check_history (store, claiming, error)) &&
         write_claim (store, claiming, known, error);
}

static gboolean
take_over (TernStore *store, gpointer data, GError **error)
{
  const Claiming *claiming = data;
  TernShare *self = claiming->self;

  return tern_store_run (
      store,
      "INSERT INTO claim (code, origin, origin_id, station, claimed) VALUES ($1, $2, 0, $3, $4) "
      "ON CONFLICT (code) DO UPDATE SET origin = excluded.origin, origin_id = excluded.origin_id,"
      "  station = excluded.station, claimed = excluded.claimed",
      TERN_VALUES (TERN_BYTES (claiming->code), TERN_TEXT (self->origin), TERN_TEXT (self->station),
                   TERN_INTEGER (now ())),
      NULL, error);
}

static gboolean
give_back (TernStore *store, gpointer data, GError **error)
{
  const Claiming *claiming = data;

  return tern_store_run (store, "DELETE FROM claim WHERE code = $1",
                         TERN_VALUES (TERN_BYTES (claiming->code)), NULL, error);
}

/* The keys are read anew, so that those of a station that joined a moment ago are among them. */
static gboolean
try_claim (TernShare *self,
           const LpaActivationCode *code,
           gint64 operation,
           TernStoreWork work,
           GError **error)
{
  g_autofree char *text = tern_key_ring_dup_code_text (code);
  g_autoptr (TernKeyRing) keys = NULL;
  g_autoptr (GBytes) mark = NULL;
  g_autoptr (GPtrArray) marks = NULL;
  Claiming claiming;

  if (text == NULL)
    return TRUE;
  if (!tern_share_join (self, error))
    return FALSE;

  keys = dup_known_keys (self);
  mark = tern_key_ring_mark_common (keys, TERN_LEDGER_MARK_CODE, text);
  marks = tern_key_ring_marks (keys, TERN_LEDGER_MARK_CODE, text);
  claiming = (Claiming){ .self = self, .code = mark, .marks = marks, .operation = operation };
  return tern_store_transact (self->store, work, &claiming, error);
}

/* Whatever goes wrong with the database means the same to whoever asks: nobody can say. */
static gboolean
run_claim (TernShare *self,
           const LpaActivationCode *code,
           gint64 operation,
           TernStoreWork work,
           GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (try_claim (self, code, operation, work, &local_error))
    return TRUE;

  if (local_error->domain == LPA_JOURNAL_ERROR)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else
    lpa_error_set (error, LPA_JOURNAL_ERROR, LPA_JOURNAL_ERROR_AWAY, NULL, "%s",
                   local_error->message);
  return FALSE;
}

/**
 * tern_share_claim:
 * @self: a station
 * @code: what is about to be used; one that names no order needs no claim
 * @operation: the station's own number of the operation
 * @error: return location for an error
 *
 * Makes a code this station's before its server is asked. Of several stations that do so at the
 * same time one succeeds.
 *
 * Returns: %FALSE with %LPA_JOURNAL_ERROR_CLAIMED when it is another's, or %LPA_JOURNAL_ERROR_AWAY
 * when nobody can say
 */
gboolean
tern_share_claim (TernShare *self, const LpaActivationCode *code, gint64 operation, GError **error)
{
  return run_claim (self, code, operation, claim, error);
}

/**
 * tern_share_take_over:
 * @self: a station
 * @code: a code that another station has and will not use any more
 * @error: return location for %LPA_JOURNAL_ERROR_AWAY
 *
 * Makes a code this station's, whosever it was.
 *
 * Returns: whether it was done
 */
gboolean
tern_share_take_over (TernShare *self, const LpaActivationCode *code, GError **error)
{
  return run_claim (self, code, 0, take_over, error);
}

/**
 * tern_share_give_back:
 * @self: a station
 * @code: a code that whoever has it will not use any more
 * @error: return location for %LPA_JOURNAL_ERROR_AWAY
 *
 * Makes a code nobody's, so that the next station to use it has it.
 *
 * Returns: whether it was done
 */
gboolean
tern_share_give_back (TernShare *self, const LpaActivationCode *code, GError **error)
{
  return run_claim (self, code, 0, give_back, error);
}

/**
 * tern_share_find_code:
 * @self: a station
 * @code: an activation code
 * @error: return location for a #TernLedgerError
 *
 * Returns: (transfer full) (nullable) (element-type TernHistoryEntry): what other stations did with
 * it, newest first
 */
GPtrArray *
tern_share_find_code (TernShare *self, const LpaActivationCode *code, GError **error)
{
  g_autofree char *text = tern_key_ring_dup_code_text (code);
  g_autoptr (TernKeyRing) keys = tern_share_join (self, error) ? dup_known_keys (self) : NULL;
  g_autoptr (GPtrArray) marks =
      keys != NULL ? tern_key_ring_marks (keys, TERN_LEDGER_MARK_CODE, text) : NULL;
  g_autoptr (GPtrArray) found_entries = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; marks != NULL && i < marks->len; i++)
    {
      g_autoptr (TernRows) rows = tern_store_query (
          self->store,
          "SELECT " TERN_OPERATION_COLUMNS
          " FROM operation WHERE code = $1 AND origin <> $2 ORDER BY began DESC, id DESC",
          TERN_VALUES (TERN_BYTES (marks->pdata[i]), TERN_TEXT (self->origin)), error);

      if (rows == NULL)
        return NULL;
      g_ptr_array_extend_and_steal (found_entries, tern_operation_rows_to_entries (rows));
    }
  return marks != NULL ? g_steal_pointer (&found_entries) : NULL;
}

/**
 * tern_share_look:
 * @self: a station
 *
 * Returns: a number that is another one when another station has written something, whatever its
 * clock; negative when it cannot be said
 */
gint64
tern_share_look (TernShare *self)
{
  g_autoptr (TernRows) rows = tern_store_query (
      self->store,
      "SELECT CAST (COALESCE (sum (seen), 0) AS BIGINT) FROM station WHERE origin <> $1",
      TERN_VALUES (TERN_TEXT (self->origin)), NULL);

  return rows != NULL ? tern_rows_get_integer (rows, 0, 0) : -1;
}

/**
 * tern_share_send:
 * @self: a station
 *
 * Something was written that is to be copied. Blocks for nothing.
 */
void
tern_share_send (TernShare *self)
{
  tern_share_sender_wake (self->sender);
}

/**
 * tern_share_await_sent:
 * @self: a station
 * @microseconds: for how long at most
 *
 * Returns: whether the shared ledger has everything that this station has written
 */
gboolean
tern_share_await_sent (TernShare *self, gint64 microseconds)
{
  return tern_share_sender_await (self->sender, microseconds);
}
