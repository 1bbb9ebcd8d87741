/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-share-sender.h"

#include "ledger/tern-postgres-store.h"
#include "lpa/lpa-step.h"

/* Rows that are copied in one transaction. */
#define BATCH 50

/* Seconds after which it is tried again, when the shared ledger is away: at first, and at most. */
#define FIRST_RETRY 2
#define LAST_RETRY 30

struct _TernShareSender
{
  TernStore *own;
  TernStore *shared;
  char *origin;
  char *station;
  GThread *thread;

  /* Guards what follows. */
  GMutex lock;
  GCond changed;
  gboolean ending;
  /* There may be something to send; a round is under way; the last one failed. */
  gboolean wanted;
  gboolean busy;
  gboolean failed;
};

/* What a query of the own ledger asks for, and where that goes in the shared one. */
#define COPIED                                                                                \
  "began, changed, kind, outcome, step, card, card_end, profile, profile_end, profile_name, " \
  "server, code, error"

enum
{
  COLUMN_ID,
  COLUMN_REVISION,
  COLUMN_BEGAN,
  COLUMN_CHANGED,
  COLUMN_KIND,
  COLUMN_OUTCOME,
  COLUMN_STEP,
  COLUMN_CARD,
  COLUMN_CARD_END,
  COLUMN_PROFILE,
  COLUMN_PROFILE_END,
  COLUMN_PROFILE_NAME,
  COLUMN_SERVER,
  COLUMN_CODE,
  COLUMN_ERROR,
};

/* Several rows of the own ledger, on their way. */
typedef struct
{
  TernShareSender *self;
  TernRows *rows;
} Sending;

/* Nothing older overwrites what is there: two programs of one station may be sending. */
static gboolean
copy_operation (const Sending *sending, guint row, gint64 *id, GError **error)
{
  const TernShareSender *self = sending->self;
  const TernRows *rows = sending->rows;
  g_autoptr (GBytes) card = tern_rows_dup_bytes (rows, row, COLUMN_CARD);
  g_autoptr (GBytes) profile = tern_rows_dup_bytes (rows, row, COLUMN_PROFILE);
  g_autoptr (GBytes) code = tern_rows_dup_bytes (rows, row, COLUMN_CODE);
  g_autoptr (TernRows) written = tern_store_query (
      self->shared,
      "INSERT INTO operation (origin, origin_id, station, revision, " COPIED ") "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) "
      "ON CONFLICT (origin, origin_id) DO UPDATE SET station = excluded.station,"
      "  revision = excluded.revision, changed = excluded.changed, kind = excluded.kind,"
      "  outcome = excluded.outcome, step = excluded.step, profile = excluded.profile,"
      "  profile_end = excluded.profile_end, profile_name = excluded.profile_name,"
      "  server = excluded.server, code = excluded.code, error = excluded.error "
      "WHERE operation.revision < excluded.revision RETURNING id",
      TERN_VALUES (
          TERN_TEXT (self->origin), TERN_INTEGER (tern_rows_get_integer (rows, row, COLUMN_ID)),
          TERN_TEXT (self->station),
          TERN_INTEGER (tern_rows_get_integer (rows, row, COLUMN_REVISION)),
          TERN_INTEGER (tern_rows_get_integer (rows, row, COLUMN_BEGAN)),
          TERN_INTEGER (tern_rows_get_integer (rows, row, COLUMN_CHANGED)),
          TERN_TEXT (tern_rows_get_text (rows, row, COLUMN_KIND)),
          TERN_TEXT (tern_rows_get_text (rows, row, COLUMN_OUTCOME)),
          TERN_TEXT (tern_rows_get_text (rows, row, COLUMN_STEP)), TERN_BYTES (card),
          TERN_TEXT (tern_rows_get_text (rows, row, COLUMN_CARD_END)), TERN_BYTES (profile),
          TERN_TEXT (tern_rows_get_text (rows, row, COLUMN_PROFILE_END)),
          TERN_TEXT (tern_rows_get_text (rows, row, COLUMN_PROFILE_NAME)),
          TERN_TEXT (tern_rows_get_text (rows, row, COLUMN_SERVER)), TERN_BYTES (code),
          TERN_TEXT (tern_rows_get_text (rows, row, COLUMN_ERROR))),
      error);

  if (written == NULL)
    return FALSE;
  *id = tern_rows_get_length (written) > 0 ? tern_rows_get_integer (written, 0, 0) : 0;
  return TRUE;
}

static gboolean
copy_steps (const TernShareSender *self, gint64 own_id, gint64 id, GError **error)
{
  g_autoptr (TernRows) steps = tern_store_query (
      self->own, "SELECT step, began FROM step WHERE operation = $1 ORDER BY rowid",
      TERN_VALUES (TERN_INTEGER (own_id)), error);
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (TernValue));

  if (steps == NULL || !tern_store_run (self->shared, "DELETE FROM step WHERE operation = $1",
                                        TERN_VALUES (TERN_INTEGER (id)), NULL, error))
    return FALSE;

  for (guint i = 0; i < tern_rows_get_length (steps); i++)
    {
      const TernValue row[] = { TERN_INTEGER (id), TERN_TEXT (tern_rows_get_text (steps, i, 0)),
                                TERN_INTEGER (tern_rows_get_integer (steps, i, 1)) };

      g_array_append_vals (values, row, G_N_ELEMENTS (row));
    }
  return values->len == 0 ||
         tern_store_run_many (self->shared,
                              "INSERT INTO step (operation, step, began) VALUES ($1, $2, $3)",
                              (const TernValue *) values->data, 3, values->len / 3, error);
}

/* Whether something became of a code by then: from the package on it is tied to a card. */
static gboolean
is_step_late (const char *nick)
{
  LpaStep step;

  return nick != NULL && (!lpa_step_from_nick (nick, &step) || step >= LPA_STEP_PACKAGE_BOUND);
}

/* SQL that says of a row what is_spent() does. */
static char *
dup_spent_condition (void)
{
  GString *sql = g_string_new ("kind = 'download' AND (outcome IN ('open', 'done', 'unknown')"
                               " OR step IN (''");

  for (LpaStep step = LPA_STEP_PACKAGE_BOUND; step < LPA_N_STEPS; step++)
    g_string_append_printf (sql, ", '%s'", lpa_step_get_nick (step));
  g_string_append (sql, "))");
  return g_string_free (sql, FALSE);
}

static gboolean
is_spent (const TernRows *rows, guint row)
{
  const char *outcome = tern_rows_get_text (rows, row, COLUMN_OUTCOME);
  static const char *const unspent[] = { "failed", "cancelled", NULL };

  return g_strcmp0 (tern_rows_get_text (rows, row, COLUMN_KIND), "download") == 0 &&
         (outcome == NULL || !g_strv_contains (unspent, outcome) ||
          is_step_late (tern_rows_get_text (rows, row, COLUMN_STEP)));
}

/* A code with which nothing was done, now or earlier, is given back. */
static gboolean
settle_claim (const Sending *sending, guint row, GError **error)
{
  const TernShareSender *self = sending->self;
  const char *outcome = tern_rows_get_text (sending->rows, row, COLUMN_OUTCOME);
  g_autoptr (GBytes) code = tern_rows_dup_bytes (sending->rows, row, COLUMN_CODE);
  g_autofree char *spent = dup_spent_condition ();
  g_autofree char *sql = NULL;

  if (code == NULL || g_strcmp0 (outcome, "open") == 0 || is_spent (sending->rows, row))
    return TRUE;

  sql = g_strconcat ("DELETE FROM claim WHERE origin = $1 AND origin_id = $2 AND NOT EXISTS"
                     "  (SELECT 1 FROM operation WHERE origin = $1 AND code = $3 AND ",
                     spent, ")", NULL);
  return tern_store_run (
      self->shared, sql,
      TERN_VALUES (TERN_TEXT (self->origin),
                   TERN_INTEGER (tern_rows_get_integer (sending->rows, row, COLUMN_ID)),
                   TERN_BYTES (code)),
      NULL, error);
}

/* By which others notice that there is something new. */
static gboolean
note_seen (const TernShareSender *self, GError **error)
{
  return tern_store_run (self->shared, "UPDATE station SET seen = $2 WHERE origin = $1",
                         TERN_VALUES (TERN_TEXT (self->origin), TERN_INTEGER (g_get_real_time ())),
                         NULL, error);
}

static gboolean
copy_all (TernStore *store, gpointer data, GError **error)
{
  const Sending *sending = data;

  for (guint i = 0; i < tern_rows_get_length (sending->rows); i++)
    {
      gint64 own_id = tern_rows_get_integer (sending->rows, i, COLUMN_ID);
      gint64 id;

      if (!copy_operation (sending, i, &id, error) ||
          (id != 0 && !copy_steps (sending->self, own_id, id, error)) ||
          !settle_claim (sending, i, error))
        return FALSE;
    }
  return note_seen (sending->self, error);
}

static gboolean
note_sent (TernStore *store, gpointer data, GError **error)
{
  const Sending *sending = data;

  for (guint i = 0; i < tern_rows_get_length (sending->rows); i++)
    if (!tern_store_run (
            store, "UPDATE operation SET sent = $2 WHERE id = $1 AND sent < $2",
            TERN_VALUES (TERN_INTEGER (tern_rows_get_integer (sending->rows, i, COLUMN_ID)),
                         TERN_INTEGER (tern_rows_get_integer (sending->rows, i, COLUMN_REVISION))),
            NULL, error))
      return FALSE;
  return TRUE;
}

/* Sends the oldest of what is left; *@more when there may be more. */
static gboolean
send_batch (TernShareSender *self, gboolean *more, GError **error)
{
  g_autoptr (TernRows) rows = tern_store_query (
      self->own,
      "SELECT id, revision, " COPIED " FROM operation WHERE sent < revision ORDER BY id LIMIT $1",
      TERN_VALUES (TERN_INTEGER (BATCH)), error);
  Sending sending = { .self = self, .rows = rows };

  if (rows == NULL)
    return FALSE;
  *more = tern_rows_get_length (rows) == BATCH;
  return tern_rows_get_length (rows) == 0 ||
         (tern_store_transact (self->shared, copy_all, &sending, error) &&
          tern_store_transact (self->own, note_sent, &sending, error));
}

static gboolean
send_everything (TernShareSender *self)
{
  g_autoptr (GError) error = NULL;
  gboolean more = TRUE;

  while (more)
    if (!send_batch (self, &more, &error))
      {
        g_info ("The shared ledger has to wait for what was done here: %s", error->message);
        return FALSE;
      }
  return TRUE;
}

/* Returns with the lock held, when there is something to do; TRUE to end. */
static gboolean
await_work (TernShareSender *self, gint64 retry)
{
  gint64 deadline = g_get_monotonic_time () + retry * G_USEC_PER_SEC;

  while (!self->ending && !self->wanted)
    if (!self->failed)
      g_cond_wait (&self->changed, &self->lock);
    else if (!g_cond_wait_until (&self->changed, &self->lock, deadline))
      break;
  return self->ending;
}

static gpointer
run (gpointer data)
{
  TernShareSender *self = data;
  gint64 retry = FIRST_RETRY;

  g_mutex_lock (&self->lock);
  while (!await_work (self, retry))
    {
      gboolean sent;

      self->wanted = FALSE;
      self->busy = TRUE;
      g_mutex_unlock (&self->lock);
      sent = send_everything (self);
      g_mutex_lock (&self->lock);
      self->busy = FALSE;
      self->failed = !sent;
      retry = sent ? FIRST_RETRY : MIN (retry * 2, LAST_RETRY);
      g_cond_broadcast (&self->changed);
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}

/**
 * tern_share_sender_new: (skip)
 * @own: the station's own ledger
 * @shared: (transfer full): the shared one, on a connection that nobody else uses
 * @origin: what tells the station from all others
 * @station: what people call it
 *
 * Returns: (transfer full): a sender that begins with what was left to send
 */
TernShareSender *
tern_share_sender_new (TernStore *own, TernStore *shared, const char *origin, const char *station)
{
  TernShareSender *self = g_new0 (TernShareSender, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->own = g_object_ref (own);
  self->shared = shared;
  self->origin = g_strdup (origin);
  self->station = g_strdup (station);
  self->wanted = TRUE;
  self->thread = g_thread_new ("share", run, self);
  return self;
}

/**
 * tern_share_sender_free: (skip)
 * @self: (transfer full): a sender; what it is at is broken off, to be sent again another time
 */
void
tern_share_sender_free (TernShareSender *self)
{
  g_mutex_lock (&self->lock);
  self->ending = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  tern_postgres_store_give_up (TERN_POSTGRES_STORE (self->shared));
  g_thread_join (self->thread);

  g_clear_object (&self->shared);
  g_clear_object (&self->own);
  g_free (self->origin);
  g_free (self->station);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * tern_share_sender_wake: (skip)
 * @self: a sender
 *
 * Something has been written.
 */
void
tern_share_sender_wake (TernShareSender *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->wanted = TRUE;
  g_cond_broadcast (&self->changed);
}

/**
 * tern_share_sender_await: (skip)
 * @self: a sender
 * @microseconds: for how long at most
 *
 * Tries at once, however it went the last time.
 *
 * Returns: whether everything has been sent; %FALSE as soon as it is known that it has to wait
 */
gboolean
tern_share_sender_await (TernShareSender *self, gint64 microseconds)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gint64 deadline = g_get_monotonic_time () + microseconds;

  self->wanted = TRUE;
  g_cond_broadcast (&self->changed);
  while (self->wanted || self->busy)
    if (!g_cond_wait_until (&self->changed, &self->lock, deadline))
      return FALSE;
  return !self->failed;
}
