/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>

#include "ledger/tern-ledger.h"
#include "lpa/lpa-error-book.h"
#include "lpa/lpa-error.h"
#include "pg-server.h"
#include "test-kit.h"

/* Stations that share a ledger, with a real server between them that is killed and comes back. */

#define EID "89044045930000000000001234567853"
#define ICCID "8944476500001224158"

/* Microseconds in which everything is copied, on a slow machine too. */
#define COPY_TIME (20 * G_USEC_PER_SEC)

static PgServer *server;

typedef struct
{
  char *folder;
  TernLedger *ledgers[2];
} Fixture;

static const char *const NAMES[] = { "Till 1", "Till 2" };

static TernLedger *
open_station (Fixture *self, guint number)
{
  g_autofree char *path = g_strdup_printf ("%s/%s/ledger.db", self->folder, NAMES[number]);
  g_autoptr (GError) error = NULL;
  TernLedger *ledger = tern_ledger_open (path, &error);

  g_assert_no_error (error);
  return ledger;
}

static void
join (TernLedger *ledger, guint number)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TernPostgresPlace) place =
      tern_postgres_place_new (pg_server_get_connection (server), NULL, &error);

  g_assert_no_error (error);
  tern_ledger_share (ledger, place, NAMES[number], &error);
  g_assert_no_error (error);
}

static TernLedger *
open_and_join (Fixture *self, guint number)
{
  TernLedger *ledger = open_station (self, number);

  join (ledger, number);
  return ledger;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  pg_server_run (server, "DROP SCHEMA IF EXISTS tern CASCADE");
  self->folder = g_strdup ("/dev/shm/tern-share-XXXXXX");
  g_assert_nonnull (g_mkdtemp (self->folder));
  for (guint i = 0; i < 2; i++)
    self->ledgers[i] = open_and_join (self, i);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 2; i++)
    g_clear_object (&self->ledgers[i]);
  test_remove_folder (self->folder);
  g_free (self->folder);
}

static LpaOperation *
download_of (const char *matching_id)
{
  LpaOperation *operation = lpa_operation_new (LPA_OPERATION_DOWNLOAD, EID);

  operation->code = lpa_activation_code_new ("rsp.example.com", matching_id);
  operation->server = g_strdup ("rsp.example.com");
  operation->step = LPA_STEP_CODE;
  return operation;
}

static gboolean
begin (TernLedger *ledger, LpaOperation *operation, GError **error)
{
  return lpa_journal_begin (LPA_JOURNAL (ledger), operation, error);
}

static void
advance (TernLedger *ledger, LpaOperation *operation, LpaStep step)
{
  g_autoptr (GError) error = NULL;

  operation->step = step;
  lpa_journal_advance (LPA_JOURNAL (ledger), operation, &error);
  g_assert_no_error (error);
}

static void
finish (TernLedger *ledger, LpaOperation *operation, LpaOperationOutcome outcome)
{
  g_autoptr (GError) error = NULL;

  operation->outcome = outcome;
  lpa_journal_finish (LPA_JOURNAL (ledger), operation, &error);
  g_assert_no_error (error);
}

/* A download with @matching_id that gets as far as @step. */
static void
work (TernLedger *ledger, const char *matching_id, LpaStep step, LpaOperationOutcome outcome)
{
  g_autoptr (LpaOperation) operation = download_of (matching_id);
  g_autoptr (GError) error = NULL;

  begin (ledger, operation, &error);
  g_assert_no_error (error);
  operation->iccid = g_strdup (ICCID);
  advance (ledger, operation, step);
  finish (ledger, operation, outcome);
}

static void
await_copied (TernLedger *ledger)
{
  gint64 deadline = g_get_monotonic_time () + COPY_TIME;

  while (!tern_ledger_await_copied (ledger, COPY_TIME))
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
}

static void
assert_refused (TernLedger *ledger, const char *matching_id, LpaJournalError code)
{
  g_autoptr (LpaOperation) operation = download_of (matching_id);
  g_autoptr (GError) error = NULL;
  g_autoptr (LpaExplanation) explanation = NULL;

  g_assert_false (begin (ledger, operation, &error));
  g_assert_error (error, LPA_JOURNAL_ERROR, (int) code);
  g_assert_cmpint (operation->id, ==, 0);
  explanation = lpa_error_book_explain (error, LPA_STEP_CODE);
  g_assert_true (g_str_has_prefix (explanation->key, "journal/"));
}

static GPtrArray *
find (TernLedger *ledger, const char *matching_id)
{
  g_autoptr (LpaActivationCode) code = lpa_activation_code_new ("rsp.example.com", matching_id);
  g_autoptr (GError) error = NULL;
  GPtrArray *entries = tern_ledger_find_code (ledger, code, &error);

  g_assert_no_error (error);
  return entries;
}

/* What one station did the other knows: when, where, with which card and profile. */
static void
test_known_elsewhere (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) uses = NULL;
  g_autoptr (GPtrArray) page = NULL;
  TernHistoryEntry *use;

  work (self->ledgers[0], "ONE", LPA_STEP_RESULT_DELIVERED, LPA_OPERATION_OUTCOME_DONE);
  await_copied (self->ledgers[0]);

  uses = find (self->ledgers[1], "ONE");
  g_assert_cmpuint (uses->len, ==, 1);
  use = uses->pdata[0];
  g_assert_cmpstr (tern_history_entry_get_station (use), ==, NAMES[0]);
  g_assert_cmpstr (tern_history_entry_get_operation (use)->eid, ==, "…7853");
  g_assert_cmpstr (tern_history_entry_get_operation (use)->iccid, ==, "…4158");
  g_assert_true (tern_ledger_names_profile (self->ledgers[1], use, ICCID));
  g_assert_false (tern_ledger_names_profile (self->ledgers[1], use, "8944476500001224166"));

  page = tern_ledger_read_page (self->ledgers[1], NULL, 10, NULL);
  g_assert_cmpuint (page->len, ==, 1);
  assert_refused (self->ledgers[1], "ONE", LPA_JOURNAL_ERROR_CLAIMED);

  /* The same station may try its code again; the other sees its own refused attempt. */
  work (self->ledgers[0], "ONE", LPA_STEP_CODE, LPA_OPERATION_OUTCOME_FAILED);
  await_copied (self->ledgers[0]);
  assert_refused (self->ledgers[1], "ONE", LPA_JOURNAL_ERROR_CLAIMED);
}

/* What a station did before it joined counts as well, under the key that it had then. */
static void
test_before_joining (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) uses = NULL;

  g_clear_object (&self->ledgers[0]);
  pg_server_run (server, "DROP SCHEMA tern CASCADE");
  self->ledgers[0] = open_station (self, 0);
  work (self->ledgers[0], "OLD", LPA_STEP_RESULT_DELIVERED, LPA_OPERATION_OUTCOME_DONE);
  g_clear_object (&self->ledgers[0]);
  g_clear_object (&self->ledgers[1]);
  self->ledgers[1] = open_and_join (self, 1);
  self->ledgers[0] = open_and_join (self, 0);
  await_copied (self->ledgers[0]);

  uses = find (self->ledgers[1], "OLD");
  g_assert_cmpuint (uses->len, ==, 1);
  assert_refused (self->ledgers[1], "OLD", LPA_JOURNAL_ERROR_CLAIMED);
}

/* Whose a code is after each way in which an operation can end. */
static void
test_given_back (Fixture *self, gconstpointer data)
{
  static const struct
  {
    LpaStep step;
    LpaOperationOutcome outcome;
    gboolean back;
  } cases[] = {
    { LPA_STEP_ORDER_FOUND, LPA_OPERATION_OUTCOME_FAILED, TRUE },
    { LPA_STEP_AGREED, LPA_OPERATION_OUTCOME_CANCELLED, TRUE },
    { LPA_STEP_PACKAGE_BOUND, LPA_OPERATION_OUTCOME_FAILED, FALSE },
    { LPA_STEP_PACKAGE_LOADED, LPA_OPERATION_OUTCOME_UNKNOWN, FALSE },
    { LPA_STEP_AGREED, LPA_OPERATION_OUTCOME_UNKNOWN, FALSE },
    { LPA_STEP_RESULT_DELIVERED, LPA_OPERATION_OUTCOME_DONE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *id = g_strdup_printf ("CASE-%u", (guint) i);

      g_test_message ("%s", id);
      work (self->ledgers[0], id, cases[i].step, cases[i].outcome);
      await_copied (self->ledgers[0]);
      if (cases[i].back)
        {
          work (self->ledgers[1], id, LPA_STEP_CODE, LPA_OPERATION_OUTCOME_CANCELLED);
          continue;
        }
      assert_refused (self->ledgers[1], id, LPA_JOURNAL_ERROR_CLAIMED);

      /* That a later attempt comes to nothing does not give back what an earlier one has tied. */
      work (self->ledgers[0], id, LPA_STEP_CODE, LPA_OPERATION_OUTCOME_CANCELLED);
      await_copied (self->ledgers[0]);
      assert_refused (self->ledgers[1], id, LPA_JOURNAL_ERROR_CLAIMED);
    }
}

static void
test_take_over (Fixture *self, gconstpointer data)
{
  g_autoptr (LpaOperation) lost = download_of ("LOST");
  g_autoptr (GError) error = NULL;

  begin (self->ledgers[0], lost, &error);
  g_assert_no_error (error);
  assert_refused (self->ledgers[1], "LOST", LPA_JOURNAL_ERROR_CLAIMED);
  tern_ledger_take_over (self->ledgers[1], lost->code, &error);
  g_assert_no_error (error);
  work (self->ledgers[1], "LOST", LPA_STEP_RESULT_DELIVERED, LPA_OPERATION_OUTCOME_DONE);
  assert_refused (self->ledgers[0], "LOST", LPA_JOURNAL_ERROR_CLAIMED);
}

static const LpaStep STEPS[] = {
  LPA_STEP_CODE,   LPA_STEP_SERVER_TRUSTED, LPA_STEP_CARD_AUTHENTICATED, LPA_STEP_ORDER_FOUND,
  LPA_STEP_AGREED, LPA_STEP_PACKAGE_BOUND,  LPA_STEP_PACKAGE_LOADED,     LPA_STEP_RESULT_DELIVERED,
};

/* The server is killed before each step in turn, and comes back before the last. */
static void
test_killed_at_each_step (Fixture *self, gconstpointer data)
{
  TernLedger *ledger = self->ledgers[0];

  for (guint killed = 0; killed < G_N_ELEMENTS (STEPS); killed++)
    {
      g_autofree char *id = g_strdup_printf ("KILLED-%u", killed);
      g_autoptr (LpaOperation) operation = download_of (id);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", id);
      begin (ledger, operation, &error);
      g_assert_no_error (error);
      for (guint i = 0; i < G_N_ELEMENTS (STEPS); i++)
        {
          if (i == killed)
            pg_server_stop (server, i % 2 == 0 ? SIGKILL : SIGQUIT);
          advance (ledger, operation, STEPS[i]);
        }
      finish (ledger, operation, LPA_OPERATION_OUTCOME_DONE);
      pg_server_start (server);
    }
  await_copied (ledger);

  g_assert_cmpint (pg_server_ask (server, "SELECT count (*) FROM tern.operation"), ==,
                   G_N_ELEMENTS (STEPS));
  g_assert_cmpint (pg_server_ask (server, "SELECT count (*) FROM tern.operation "
                                          "WHERE outcome = 'done' AND step = 'result-delivered'"),
                   ==, G_N_ELEMENTS (STEPS));
  g_assert_cmpint (pg_server_ask (server, "SELECT count (*) FROM tern.step"), ==,
                   G_N_ELEMENTS (STEPS) * G_N_ELEMENTS (STEPS));
  g_assert_cmpint (pg_server_ask (server, "SELECT count (*) FROM tern.claim"), ==,
                   G_N_ELEMENTS (STEPS));
}

/* While the server is away no code is used; everything else is done, and copied when it is back. */
static void
test_away (Fixture *self, gconstpointer data)
{
  g_autoptr (LpaOperation) enable = lpa_operation_new (LPA_OPERATION_ENABLE, EID);
  g_autoptr (LpaActivationCode) code = lpa_activation_code_new ("rsp.example.com", "AWAY");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) page = NULL;

  pg_server_stop (server, SIGKILL);
  assert_refused (self->ledgers[0], "AWAY", LPA_JOURNAL_ERROR_AWAY);
  g_assert_null (tern_ledger_find_code (self->ledgers[0], code, &error));
  g_assert_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_AWAY);
  g_clear_error (&error);

  begin (self->ledgers[0], enable, &error);
  g_assert_no_error (error);
  finish (self->ledgers[0], enable, LPA_OPERATION_OUTCOME_DONE);
  page = tern_ledger_read_page (self->ledgers[0], NULL, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->len, ==, 2);
  g_assert_null (tern_history_entry_get_station (page->pdata[0]));

  pg_server_start (server);
  await_copied (self->ledgers[0]);
  g_assert_cmpint (
      pg_server_ask (server, "SELECT count (*) FROM tern.operation WHERE kind = 'enable'"), ==, 1);
  work (self->ledgers[1], "AWAY", LPA_STEP_CODE, LPA_OPERATION_OUTCOME_CANCELLED);
}

/* A program that died while the server was away has left everything that it owes in its own file.
 */
static void
test_restarted (Fixture *self, gconstpointer data)
{
  g_autoptr (LpaOperation) operation = download_of ("DIED");
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (GError) error = NULL;

  begin (self->ledgers[0], operation, &error);
  g_assert_no_error (error);
  pg_server_stop (server, SIGQUIT);
  advance (self->ledgers[0], operation, LPA_STEP_PACKAGE_BOUND);
  g_clear_object (&self->ledgers[0]);

  pg_server_start (server);
  self->ledgers[0] = open_and_join (self, 0);
  assert_refused (self->ledgers[1], "DIED", LPA_JOURNAL_ERROR_CLAIMED);
  open = lpa_journal_list_open (LPA_JOURNAL (self->ledgers[0]), EID, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (open->len, ==, 1);
  g_assert_cmpint (((LpaOperation *) open->pdata[0])->step, ==, LPA_STEP_PACKAGE_BOUND);
  finish (self->ledgers[0], open->pdata[0], LPA_OPERATION_OUTCOME_DONE);
  await_copied (self->ledgers[0]);
  g_assert_cmpint (
      pg_server_ask (server, "SELECT count (*) FROM tern.operation WHERE outcome = 'done'"), ==, 1);
}

#define N_CODES 200

typedef struct
{
  TernLedger *ledger;
  gboolean backwards;
  gboolean has[N_CODES];
} Claimant;

/* Asks for every code until somebody says whose it is. */
static gpointer
claim_all (gpointer data)
{
  Claimant *self = data;

  for (guint i = 0; i < N_CODES; i++)
    {
      guint number = self->backwards ? N_CODES - 1 - i : i;
      g_autofree char *id = g_strdup_printf ("CODE-%u", number);
      gboolean known = FALSE;

      while (!known)
        {
          g_autoptr (LpaOperation) operation = download_of (id);
          g_autoptr (GError) error = NULL;

          self->has[number] = begin (self->ledger, operation, &error);
          known = !g_error_matches (error, LPA_JOURNAL_ERROR, LPA_JOURNAL_ERROR_AWAY);
        }
    }
  return NULL;
}

static void
claim_at_once (Fixture *self, gboolean kill)
{
  Claimant claimants[2] = { { .ledger = self->ledgers[0] },
                            { .ledger = self->ledgers[1], .backwards = kill } };
  GThread *threads[2];
  guint both = 0, none = 0;

  for (guint i = 0; i < 2; i++)
    threads[i] = g_thread_new ("claimant", claim_all, &claimants[i]);
  while (kill && pg_server_ask (server, "SELECT count (*) FROM tern.claim") < N_CODES / 4)
    g_thread_yield ();
  if (kill)
    {
      pg_server_stop (server, SIGKILL);
      pg_server_start (server);
    }
  for (guint i = 0; i < 2; i++)
    g_thread_join (threads[i]);

  for (guint i = 0; i < N_CODES; i++)
    {
      both += claimants[0].has[i] && claimants[1].has[i];
      none += !claimants[0].has[i] && !claimants[1].has[i];
    }
  g_assert_cmpuint (both, ==, 0);
  g_assert_cmpuint (none, ==, 0);
}

static void
test_at_once (Fixture *self, gconstpointer data)
{
  claim_at_once (self, FALSE);
}

static void
test_at_once_and_killed (Fixture *self, gconstpointer data)
{
  claim_at_once (self, TRUE);
}

static void
count_signal (guint *count)
{
  (*count)++;
}

static gboolean
set_flag (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Whoever watches a ledger hears of what another station did. */
static void
test_heard (Fixture *self, gconstpointer data)
{
  gboolean over = FALSE;
  guint count = 0;
  guint source;

  /* Let what is known at first be known. */
  tern_ledger_watch (self->ledgers[1]);
  g_timeout_add (2600, set_flag, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
  over = FALSE;
  g_signal_connect_swapped (self->ledgers[1], "changed", G_CALLBACK (count_signal), &count);
  work (self->ledgers[0], "HEARD", LPA_STEP_CODE, LPA_OPERATION_OUTCOME_CANCELLED);
  source = g_timeout_add (15000, set_flag, &over);
  while (!over && count == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count, >, 0);
  g_source_remove (source);
}

/* Nothing that leads to a person, a code or a card stands in the shared ledger. */
static void
test_secrets_stay_out (Fixture *self, gconstpointer data)
{
  g_autofree char *dump = NULL;
  const char *argv[] = { "pg_dump",  "-h", pg_server_get_folder (server), "-U", "tern",
                         "postgres", NULL };

  work (self->ledgers[0], "SECRET-MATCHING-ID", LPA_STEP_RESULT_DELIVERED,
        LPA_OPERATION_OUTCOME_DONE);
  await_copied (self->ledgers[0]);
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &dump,
                               NULL, NULL, NULL));
  g_assert_nonnull (g_strstr_len (dump, -1, "…7853"));
  g_assert_null (g_strstr_len (dump, -1, "SECRET"));
  g_assert_null (g_strstr_len (dump, -1, EID));
  g_assert_null (g_strstr_len (dump, -1, ICCID));
}

#define ADD(name, function) g_test_add ("/share/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  server = pg_server_new ();

  ADD ("known-elsewhere", test_known_elsewhere);
  ADD ("before-joining", test_before_joining);
  ADD ("given-back", test_given_back);
  ADD ("take-over", test_take_over);
  ADD ("killed-at-each-step", test_killed_at_each_step);
  ADD ("away", test_away);
  ADD ("restarted", test_restarted);
  ADD ("at-once", test_at_once);
  ADD ("at-once-and-killed", test_at_once_and_killed);
  ADD ("heard", test_heard);
  ADD ("secrets-stay-out", test_secrets_stay_out);

  result = g_test_run ();
  pg_server_free (server);
  return result;
}
