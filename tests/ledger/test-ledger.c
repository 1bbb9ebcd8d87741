/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE
#include "ledger/tern-ledger.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/tern-ledger-key.h"
#include "lpa/lpa-error-book.h"
#include "lpa/lpa-error.h"

#define EID "89044045930000000000001234567853"
#define OTHER_EID "89044045930000000000009876543217"
#define ICCID "8944476500001224158"
#define MATCHING_ID "QR-G-5C-1LS-1W1Z9P7"
#define NOBODY 65534

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("tern-ledger-XXXXXX", NULL);
  g_assert_nonnull (self->folder);
  self->path = g_build_filename (self->folder, "tern", "ledger.db", NULL);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = NULL;
  const char *name;

  g_chmod (path, 0700);
  folder = g_dir_open (path, 0, NULL);
  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_folder (child);
      else
        g_assert_no_errno (g_unlink (child));
    }
  g_assert_no_errno (g_rmdir (path));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

static TernLedger *
open_ledger (const char *path)
{
  g_autoptr (GError) error = NULL;
  TernLedger *ledger = tern_ledger_open (path, &error);

  g_assert_no_error (error);
  g_assert_nonnull (ledger);

  return ledger;
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

static LpaOperation *
download_new (void)
{
  return download_of (MATCHING_ID);
}

static LpaOperation *
begin (TernLedger *ledger, LpaOperation *operation)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (lpa_journal_begin (LPA_JOURNAL (ledger), operation, &error));
  g_assert_no_error (error);
  g_assert_cmpint (operation->id, >, 0);

  return operation;
}

static void
finish (TernLedger *ledger, LpaOperation *operation, LpaOperationOutcome outcome)
{
  g_autoptr (GError) error = NULL;

  operation->outcome = outcome;
  g_assert_true (lpa_journal_finish (LPA_JOURNAL (ledger), operation, &error));
  g_assert_no_error (error);
}

static GPtrArray *
list_open (TernLedger *ledger, const char *eid)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *list = lpa_journal_list_open (LPA_JOURNAL (ledger), eid, &error);

  g_assert_no_error (error);
  g_assert_nonnull (list);

  return list;
}

static GPtrArray *
list_all (TernLedger *ledger, guint limit)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *list = tern_ledger_list (ledger, limit, &error);

  g_assert_no_error (error);
  g_assert_nonnull (list);

  return list;
}

static void
test_operation (Fixture *self, gconstpointer data)
{
  g_autoptr (TernLedger) ledger = open_ledger (self->path);
  g_autoptr (LpaOperation) operation = begin (ledger, download_new ());
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (GPtrArray) others = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) all = NULL;
  const LpaOperation *found;

  operation->step = LPA_STEP_PACKAGE_BOUND;
  operation->iccid = g_strdup (ICCID);
  operation->profile_name = g_strdup ("Travel “10 GB”");
  operation->transaction_id = g_bytes_new_static ("\x01\x00\x02", 3);
  g_assert_true (lpa_journal_advance (LPA_JOURNAL (ledger), operation, NULL));

  /* As a later run of the program finds it. */
  g_object_unref (ledger);
  ledger = open_ledger (self->path);
  open = list_open (ledger, EID);
  others = list_open (ledger, OTHER_EID);
  g_assert_cmpuint (others->len, ==, 0);
  g_assert_cmpuint (open->len, ==, 1);
  found = open->pdata[0];
  g_assert_cmpint (found->id, ==, operation->id);
  g_assert_cmpint (found->kind, ==, LPA_OPERATION_DOWNLOAD);
  g_assert_cmpint (found->step, ==, LPA_STEP_PACKAGE_BOUND);
  g_assert_cmpint (found->outcome, ==, LPA_OPERATION_OUTCOME_OPEN);
  g_assert_cmpstr (found->eid, ==, "…7853");
  g_assert_cmpstr (found->iccid, ==, "…4158");
  g_assert_cmpstr (found->profile_name, ==, "Travel “10 GB”");
  g_assert_cmpstr (found->server, ==, "rsp.example.com");
  g_assert_null (found->code);
  g_assert_true (g_bytes_equal (found->transaction_id, operation->transaction_id));
  g_assert_true (g_date_time_equal (found->time, operation->time));

  /* Finished with what was handed out, shortened and without the code: nothing known is lost by it.
   */
  finish (ledger, open->pdata[0], LPA_OPERATION_OUTCOME_DONE);
  none = list_open (ledger, EID);
  g_assert_cmpuint (none->len, ==, 0);
  all = list_all (ledger, 0);
  g_assert_cmpuint (all->len, ==, 1);
  found = all->pdata[0];
  g_assert_cmpint (found->outcome, ==, LPA_OPERATION_OUTCOME_DONE);
  g_assert_cmpstr (found->iccid, ==, "…4158");
  g_assert_null (found->transaction_id);
  g_assert_true (lpa_journal_names_profile (LPA_JOURNAL (ledger), found, ICCID));
  g_assert_false (lpa_journal_names_profile (LPA_JOURNAL (ledger), found, "8944476500001224166"));
}

/* An entry that is open because somebody is at it is not one that was left. */
static void
test_leaves_the_living_alone (Fixture *self, gconstpointer data)
{
  g_autoptr (TernLedger) other = open_ledger (self->path);
  g_autoptr (TernLedger) ledger = open_ledger (self->path);
  g_autoptr (LpaOperation) left = begin (other, download_new ());
  g_autoptr (LpaOperation) done = begin (other, download_new ());
  g_autoptr (LpaOperation) own = begin (ledger, download_of ("ANOTHER"));
  g_autoptr (GPtrArray) while_alive = list_open (ledger, EID);
  g_autoptr (GPtrArray) afterwards = NULL;

  g_assert_cmpuint (while_alive->len, ==, 1);
  g_assert_cmpint (((LpaOperation *) while_alive->pdata[0])->id, ==, own->id);

  finish (other, done, LPA_OPERATION_OUTCOME_DONE);
  g_clear_object (&other);
  afterwards = list_open (ledger, EID);
  g_assert_cmpuint (afterwards->len, ==, 2);
  g_assert_cmpint (((LpaOperation *) afterwards->pdata[0])->id, ==, left->id);
}

/* When each step was begun, and when the operation ended, for whoever asks later. */
static void
test_steps (Fixture *self, gconstpointer data)
{
  g_autoptr (TernLedger) ledger = open_ledger (self->path);
  g_autoptr (LpaOperation) operation = begin (ledger, download_new ());
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (GPtrArray) operations = NULL;
  g_autoptr (GError) error = NULL;
  static const LpaStep order[] = { LPA_STEP_SERVER_TRUSTED, LPA_STEP_ORDER_FOUND,
                                   LPA_STEP_ORDER_FOUND, LPA_STEP_PACKAGE_BOUND };
  const TernLedgerStep *first, *last;

  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    {
      operation->step = order[i];
      g_assert_true (lpa_journal_advance (LPA_JOURNAL (ledger), operation, &error));
    }
  finish (ledger, operation, LPA_OPERATION_OUTCOME_FAILED);

  steps = tern_ledger_list_steps (ledger, operation, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (steps->len, >=, 3);
  first = steps->pdata[steps->len - 3];
  last = steps->pdata[steps->len - 1];
  g_assert_cmpint (first->step, ==, LPA_STEP_SERVER_TRUSTED);
  g_assert_cmpint (last->step, ==, LPA_STEP_PACKAGE_BOUND);
  operations = tern_ledger_list (ledger, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_date_time_compare (first->time, last->time), <=, 0);
  g_assert_cmpint (g_date_time_compare (last->time, ((LpaOperation *) operations->pdata[0])->ended),
                   <=, 0);
}

static void
test_closed_stays_closed (Fixture *self, gconstpointer data)
{
  g_autoptr (TernLedger) ledger = open_ledger (self->path);
  g_autoptr (LpaOperation) operation = begin (ledger, download_new ());
  g_autoptr (LpaOperation) unknown = download_new ();
  g_autoptr (LpaExplanation) explanation = NULL;
  g_autoptr (GError) error = NULL;

  operation->error = g_strdup ("server/8.2.6/3.8");
  finish (ledger, operation, LPA_OPERATION_OUTCOME_FAILED);
  g_assert_false (lpa_journal_finish (LPA_JOURNAL (ledger), operation, &error));
  g_assert_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_WRITE);
  g_clear_error (&error);

  unknown->id = 4711;
  g_assert_false (lpa_journal_advance (LPA_JOURNAL (ledger), unknown, &error));
  g_assert_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_WRITE);
  explanation = lpa_error_book_explain (error, LPA_STEP_NONE);
  g_assert_cmpstr (explanation->key, ==, "other/journal");
}

static void
test_kinds_and_outcomes (Fixture *self, gconstpointer data)
{
  g_autoptr (TernLedger) ledger = open_ledger (self->path);
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) newest = NULL;
  guint count = LPA_OPERATION_REMOVE_NOTIFICATION + 1;

  for (guint i = 0; i < count; i++)
    {
      g_autoptr (LpaOperation) operation = begin (ledger, lpa_operation_new (i, EID));

      g_assert_cmpint (operation->step, ==, LPA_STEP_NONE);
      finish (ledger, operation, 1 + i % LPA_OPERATION_OUTCOME_UNKNOWN);
    }

  all = list_all (ledger, 0);
  g_assert_cmpuint (all->len, ==, count);
  for (guint i = 0; i < count; i++)
    {
      const LpaOperation *operation = all->pdata[count - 1 - i];

      g_assert_cmpint (operation->kind, ==, i);
      g_assert_cmpint (operation->outcome, ==, 1 + i % LPA_OPERATION_OUTCOME_UNKNOWN);
      g_assert_cmpint (operation->step, ==, LPA_STEP_NONE);
      g_assert_null (operation->iccid);
    }

  newest = list_all (ledger, 3);
  g_assert_cmpuint (newest->len, ==, 3);
  g_assert_cmpint (((const LpaOperation *) newest->pdata[0])->kind, ==, count - 1);
}

static guint
count_code (TernLedger *ledger, const char *address, const char *matching_id)
{
  g_autoptr (LpaActivationCode) code = lpa_activation_code_new (address, matching_id);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = tern_ledger_find_code (ledger, code, &error);

  g_assert_no_error (error);

  return list->len;
}

static void
write_some (const char *path)
{
  g_autoptr (TernLedger) ledger = open_ledger (path);

  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (LpaOperation) operation = begin (ledger, download_new ());
    }
}

/* Page after page gives everything once, newest first. */
static void
test_pages (Fixture *self, gconstpointer data)
{
  g_autoptr (TernLedger) ledger = open_ledger (self->path);
  g_autoptr (TernHistoryEntry) last = NULL;
  gint64 newest = G_MAXINT64;
  guint count = 0;

  write_some (self->path);
  for (guint length = 7; length == 7;)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) page = tern_ledger_read_page (ledger, last, 7, &error);

      g_assert_no_error (error);
      length = page->len;
      count += length;
      for (guint i = 0; i < length; i++)
        {
          g_assert_cmpint (tern_history_entry_get_operation (page->pdata[i])->id, <, newest);
          newest = tern_history_entry_get_operation (page->pdata[i])->id;
          g_set_object (&last, page->pdata[i]);
        }
    }
  g_assert_cmpuint (count, ==, 50);
}

static void
test_find_code (Fixture *self, gconstpointer data)
{
  g_autoptr (TernLedger) ledger = open_ledger (self->path);
  g_autoptr (LpaOperation) first = begin (ledger, download_new ());
  g_autoptr (LpaOperation) second = begin (ledger, download_new ());
  g_autoptr (LpaOperation) without = download_new ();

  g_clear_pointer (&without->code->matching_id, g_free);
  begin (ledger, without);
  finish (ledger, first, LPA_OPERATION_OUTCOME_CANCELLED);

  g_assert_cmpuint (count_code (ledger, "rsp.example.com", MATCHING_ID), ==, 2);
  g_assert_cmpuint (count_code (ledger, "RSP.example.com", MATCHING_ID), ==, 2);
  g_assert_cmpuint (count_code (ledger, "rsp.example.com", "qr-g-5c-1ls-1w1z9p7"), ==, 0);
  g_assert_cmpuint (count_code (ledger, "rsp.example.org", MATCHING_ID), ==, 0);
  g_assert_cmpuint (count_code (ledger, NULL, MATCHING_ID), ==, 0);
  g_assert_cmpuint (count_code (ledger, "rsp.example.com", NULL), ==, 0);
}

static void
assert_absent (const char *path, const char *secret)
{
  g_autofree char *contents = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  g_assert_null (memmem (contents, length, secret, strlen (secret)));
}

static void
test_secrets_stay_out (Fixture *self, gconstpointer data)
{
  static const char *const secrets[] = {
    EID, ICCID, MATCHING_ID, "1234567853", "0001224158", "QR-G"
  };
  g_autoptr (TernLedger) ledger = open_ledger (self->path);
  g_autoptr (LpaOperation) operation = download_new ();
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autoptr (GDir) listing = NULL;
  const char *name;
  guint files = 0;

  operation->iccid = g_strdup (ICCID);
  begin (ledger, operation);
  g_assert_true (lpa_journal_advance (LPA_JOURNAL (ledger), operation, NULL));

  listing = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (listing)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf status;

      g_assert_no_errno (g_stat (path, &status));
      g_assert_cmphex (status.st_mode & 0777, ==, 0600);
      for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
        assert_absent (path, secrets[i]);
      files++;
    }
  g_assert_cmpuint (files, ==, 5);
  g_assert_cmpint (g_access (folder, R_OK), ==, 0);
  {
    GStatBuf status;

    g_assert_no_errno (g_stat (folder, &status));
    g_assert_cmphex (status.st_mode & 0777, ==, 0700);
  }
}

/* What an attacker without the key can compute is not what is stored; equal digits of another kind
 * differ. */
static void
test_fingerprints (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "key", NULL);
  g_autoptr (GBytes) key = tern_ledger_key_load (path, NULL);
  g_autoptr (GBytes) again = tern_ledger_key_load (path, NULL);
  g_autoptr (GBytes) fixed = g_bytes_new_static ("0123456789abcdef0123456789abcdef", 32);
  g_autoptr (GBytes) eid = tern_ledger_key_fingerprint (fixed, TERN_LEDGER_MARK_EID, EID);
  g_autoptr (GBytes) iccid = tern_ledger_key_fingerprint (fixed, TERN_LEDGER_MARK_ICCID, EID);
  g_autofree char *expected = g_compute_hmac_for_string (
      G_CHECKSUM_SHA256, (const guchar *) "0123456789abcdef0123456789abcdef", 32, "eid:" EID, -1);
  g_autoptr (GString) hex = g_string_new (NULL);

  g_assert_true (g_bytes_equal (key, again));
  g_assert_cmpuint (g_bytes_get_size (key), ==, TERN_LEDGER_KEY_SIZE);
  g_assert_false (g_bytes_equal (eid, iccid));
  for (gsize i = 0; i < g_bytes_get_size (eid); i++)
    g_string_append_printf (hex, "%02x", ((const guint8 *) g_bytes_get_data (eid, NULL))[i]);
  g_assert_cmpstr (hex->str, ==, expected);
}

static void
assert_corrupt (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TernLedger) ledger = tern_ledger_open (path, &error);

  g_assert_null (ledger);
  g_assert_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_CORRUPT);
}

static guint
count_files_with (const char *path, const char *infix)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GDir) listing = g_dir_open (folder, 0, NULL);
  const char *name;
  guint count = 0;

  while ((name = g_dir_read_name (listing)) != NULL)
    if (strstr (name, infix) != NULL)
      count++;

  return count;
}

static void
overwrite (const char *path, long at, const char *with)
{
  FILE *file = g_fopen (path, "r+");

  g_assert_nonnull (file);
  g_assert_no_errno (fseek (file, at, SEEK_SET));
  g_assert_cmpuint (fwrite (with, 1, strlen (with), file), ==, strlen (with));
  g_assert_no_errno (fclose (file));
}

static void
assert_set_aside (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TernLedger) ledger = NULL;
  g_autoptr (GPtrArray) list = NULL;

  assert_corrupt (path);
  g_assert_true (tern_ledger_set_aside (path, &error));
  g_assert_no_error (error);
  ledger = open_ledger (path);
  list = list_all (ledger, 0);
  g_assert_cmpuint (list->len, ==, 0);
}

static void
test_damaged_header (Fixture *self, gconstpointer data)
{
  write_some (self->path);
  overwrite (self->path, 0, "This is not a ledger at all, is it?");
  assert_set_aside (self->path);
  g_assert_cmpuint (count_files_with (self->path, "ledger.db.20"), ==, 1);
}

static void
test_damaged_page (Fixture *self, gconstpointer data)
{
  g_autofree char *rubbish = g_strnfill (4096, '\xA5');

  write_some (self->path);
  overwrite (self->path, 4096, rubbish);
  assert_set_aside (self->path);
}

static void
test_damaged_key (Fixture *self, gconstpointer data)
{
  g_autofree char *key = g_strconcat (self->path, ".key", NULL);

  write_some (self->path);
  g_assert_no_errno (truncate (key, 20));
  assert_set_aside (self->path);
  g_assert_cmpuint (count_files_with (self->path, ".key"), ==, 2);
}

static void
test_lost_key (Fixture *self, gconstpointer data)
{
  g_autofree char *key = g_strconcat (self->path, ".key", NULL);

  write_some (self->path);
  g_assert_no_errno (g_unlink (key));
  assert_set_aside (self->path);
}

static void
test_open_or_begin (Fixture *self, gconstpointer data)
{
  g_autoptr (TernLedger) sound = NULL;
  g_autoptr (TernLedger) fresh = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  gboolean began;

  write_some (self->path);
  sound = tern_ledger_open_or_begin (self->path, &began, &error);
  g_assert_no_error (error);
  g_assert_false (began);
  g_clear_object (&sound);

  overwrite (self->path, 0, "This is not a ledger at all, is it?");
  fresh = tern_ledger_open_or_begin (self->path, &began, &error);
  g_assert_no_error (error);
  g_assert_true (began);
  list = list_all (fresh, 0);
  g_assert_cmpuint (list->len, ==, 0);
  g_assert_cmpuint (count_files_with (self->path, "ledger.db.20"), ==, 1);
}

static void
test_sound_is_not_set_aside (Fixture *self, gconstpointer data)
{
  g_autoptr (TernLedger) ledger = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  write_some (self->path);
  g_assert_true (tern_ledger_set_aside (self->path, &error));
  g_assert_no_error (error);
  ledger = open_ledger (self->path);
  list = list_all (ledger, 0);
  g_assert_cmpuint (list->len, ==, 50);
}

static void
test_newer (Fixture *self, gconstpointer data)
{
  sqlite3 *database = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TernLedger) ledger = NULL;

  write_some (self->path);
  g_assert_cmpint (sqlite3_open (self->path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, "PRAGMA user_version = 999", NULL, NULL, NULL), ==,
                   SQLITE_OK);
  sqlite3_close (database);

  ledger = tern_ledger_open (self->path, &error);
  g_assert_null (ledger);
  g_assert_error (error, LPA_JOURNAL_ERROR, LPA_JOURNAL_ERROR_NEWER);
  g_clear_error (&error);
  g_assert_false (tern_ledger_set_aside (self->path, &error));
  g_assert_error (error, LPA_JOURNAL_ERROR, LPA_JOURNAL_ERROR_NEWER);
}

static void
assert_cannot_open (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TernLedger) ledger = tern_ledger_open (path, &error);

  g_assert_null (ledger);
  g_assert_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_OPEN);
}

/* A folder where the file should be, a file where the folder should be, a link to somewhere else.
 */
static void
test_impossible_places (Fixture *self, gconstpointer data)
{
  g_autofree char *file = g_build_filename (self->folder, "file", NULL);
  g_autofree char *below = g_build_filename (file, "ledger.db", NULL);
  g_autofree char *link = g_build_filename (self->folder, "link", NULL);

  assert_cannot_open (self->folder);
  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  assert_cannot_open (below);
  g_assert_no_errno (symlink (file, link));
  assert_cannot_open (link);
}

/* Runs this program again as NAME, see main(). */
static GSubprocess *
spawn (const char *name, const char *path)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "/proc/self/exe", name, path, NULL);

  g_assert_no_error (error);

  return process;
}

/* Begins when none of the other programs is using the code. */
static LpaOperation *
begin_when_free (TernLedger *ledger, LpaOperation *operation)
{
  g_autoptr (GError) error = NULL;

  while (!lpa_journal_begin (LPA_JOURNAL (ledger), operation, &error))
    {
      g_assert_error (error, LPA_JOURNAL_ERROR, LPA_JOURNAL_ERROR_BUSY);
      g_clear_error (&error);
    }

  return operation;
}

static int
child_write (const char *path)
{
  g_autoptr (TernLedger) ledger = open_ledger (path);

  for (guint i = 0; i < 25; i++)
    {
      g_autoptr (LpaOperation) operation = begin_when_free (ledger, download_new ());

      finish (ledger, operation, LPA_OPERATION_OUTCOME_DONE);
    }

  return 0;
}

/* The first opening too: making key, file and tables is what they race for. */
static void
test_several_programs (Fixture *self, gconstpointer data)
{
  GSubprocess *processes[4];
  g_autoptr (TernLedger) ledger = NULL;
  g_autoptr (GPtrArray) list = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (processes); i++)
    processes[i] = spawn ("--child-write", self->path);
  for (guint i = 0; i < G_N_ELEMENTS (processes); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (g_subprocess_wait_check (processes[i], NULL, &error));
      g_assert_no_error (error);
      g_object_unref (processes[i]);
    }

  ledger = open_ledger (self->path);
  list = list_all (ledger, 0);
  g_assert_cmpuint (list->len, ==, 25 * G_N_ELEMENTS (processes));
  g_assert_cmpuint (count_code (ledger, "rsp.example.com", MATCHING_ID), ==, list->len);
  g_assert_cmpuint (count_files_with (self->path, ".key"), ==, 1);
}

static gpointer
write_in_thread (gpointer data)
{
  for (guint i = 0; i < 25; i++)
    {
      g_autoptr (LpaOperation) operation = begin (data, download_new ());

      finish (data, operation, LPA_OPERATION_OUTCOME_DONE);
    }

  return NULL;
}

static void
test_several_threads (Fixture *self, gconstpointer data)
{
  g_autoptr (TernLedger) ledger = open_ledger (self->path);
  g_autoptr (GPtrArray) list = NULL;
  GThread *threads[3];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("writer", write_in_thread, ledger);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);

  list = list_all (ledger, 0);
  g_assert_cmpuint (list->len, ==, 25 * G_N_ELEMENTS (threads));
}

static void
test_busy_ends (Fixture *self, gconstpointer data)
{
  g_autoptr (TernLedger) ledger = open_ledger (self->path);
  g_autoptr (LpaOperation) operation = download_new ();
  g_autoptr (GError) error = NULL;
  sqlite3 *database = NULL;

  g_assert_cmpint (sqlite3_open (self->path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_false (lpa_journal_begin (LPA_JOURNAL (ledger), operation, &error));
  g_assert_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_WRITE);
  g_assert_cmpint (operation->id, ==, 0);

  g_assert_cmpint (sqlite3_exec (database, "ROLLBACK", NULL, NULL, NULL), ==, SQLITE_OK);
  begin (ledger, operation);
  sqlite3_close (database);
}

/* Says each thing that was acknowledged, after it was. Does not live to its end. */
static int
child_work (const char *path)
{
  g_autoptr (TernLedger) ledger = open_ledger (path);

  for (guint i = 0; i < 10000; i++)
    {
      g_autoptr (LpaOperation) operation = begin (ledger, download_new ());

      g_print ("%" G_GINT64_FORMAT " open 0\n", operation->id);
      for (int step = 1; step <= LPA_STEP_PACKAGE_LOADED; step++)
        {
          operation->step = step;
          g_assert_true (lpa_journal_advance (LPA_JOURNAL (ledger), operation, NULL));
          g_print ("%" G_GINT64_FORMAT " open %d\n", operation->id, step);
        }
      if (operation->id % 2 == 0)
        continue;
      finish (ledger, operation, LPA_OPERATION_OUTCOME_DONE);
      g_print ("%" G_GINT64_FORMAT " done %d\n", operation->id, LPA_STEP_PACKAGE_LOADED);
    }

  return 0;
}

static const LpaOperation *
find_id (GPtrArray *list, gint64 id)
{
  for (guint i = 0; i < list->len; i++)
    if (((const LpaOperation *) list->pdata[i])->id == id)
      return list->pdata[i];

  return NULL;
}

static void
assert_kept (GPtrArray *list, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  const LpaOperation *operation = find_id (list, g_ascii_strtoll (words[0], NULL, 10));

  g_assert_nonnull (operation);
  g_assert_cmpint (operation->step, >=, (int) g_ascii_strtoll (words[2], NULL, 10));
  if (g_str_equal (words[1], "done"))
    g_assert_cmpint (operation->outcome, ==, LPA_OPERATION_OUTCOME_DONE);
}

static void
kill_at_line (const char *path, guint lines)
{
  g_autoptr (GSubprocess) process = spawn ("--child-work", path);
  g_autoptr (GDataInputStream) output =
      g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autoptr (GPtrArray) said = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (TernLedger) ledger = NULL;
  g_autoptr (GPtrArray) list = NULL;
  char *line;

  for (guint i = 0; i < lines; i++)
    {
      line = g_data_input_stream_read_line (output, NULL, NULL, NULL);
      g_assert_nonnull (line);
      g_ptr_array_add (said, line);
    }
  g_subprocess_send_signal (process, SIGKILL);

  /* What it still said before it died counts as well; a line cut off does not. */
  while ((line = g_data_input_stream_read_line (output, NULL, NULL, NULL)) != NULL)
    g_ptr_array_add (said, line);
  g_subprocess_wait (process, NULL, NULL);
  g_assert_true (g_subprocess_get_if_signaled (process));

  ledger = open_ledger (path);
  list = list_all (ledger, 0);
  for (guint i = 0; i + 1 < said->len; i++)
    assert_kept (list, said->pdata[i]);
}

/* Uses a code until it is killed. */
static int
child_hold (const char *path)
{
  g_autoptr (TernLedger) ledger = open_ledger (path);
  g_autoptr (LpaOperation) operation = begin (ledger, download_new ());

  g_print ("%" G_GINT64_FORMAT "\n", operation->id);
  pause ();

  return 0;
}

/* What one program of a station uses no other one begins with, until that one is done or dead. */
static void
test_one_program_a_code (Fixture *self, gconstpointer data)
{
  g_autoptr (TernLedger) ledger = open_ledger (self->path);
  g_autoptr (GSubprocess) process = spawn ("--child-hold", self->path);
  g_autoptr (GDataInputStream) output =
      g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autofree char *held = g_data_input_stream_read_line (output, NULL, NULL, NULL);
  g_autoptr (LpaOperation) same = download_new ();
  g_autoptr (LpaOperation) other = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (held);
  g_assert_false (lpa_journal_begin (LPA_JOURNAL (ledger), same, &error));
  g_assert_error (error, LPA_JOURNAL_ERROR, LPA_JOURNAL_ERROR_BUSY);
  g_assert_cmpint (same->id, ==, 0);
  g_assert_cmpuint (count_code (ledger, "rsp.example.com", MATCHING_ID), ==, 1);
  other = begin (ledger, download_of ("ANOTHER"));

  g_subprocess_send_signal (process, SIGKILL);
  g_subprocess_wait (process, NULL, NULL);
  begin (ledger, same);
  g_assert_cmpuint (count_code (ledger, "rsp.example.com", MATCHING_ID), ==, 2);
}

static void
test_killed (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 12; i++)
    kill_at_line (self->path, (guint) g_test_rand_int_range (1, 60));
}

static void
test_full_disk (Fixture *self, gconstpointer data)
{
  g_autoptr (TernLedger) ledger = open_ledger (self->path);
  struct rlimit limit;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;
  rlim_t unlimited;
  guint written = 0;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_no_errno (getrlimit (RLIMIT_FSIZE, &limit));
  unlimited = limit.rlim_cur;
  limit.rlim_cur = 512 * 1024;
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &limit));
  while (error == NULL && written < 10000)
    {
      g_autoptr (LpaOperation) operation = download_new ();

      if (lpa_journal_begin (LPA_JOURNAL (ledger), operation, &error))
        written++;
      else
        g_assert_cmpint (operation->id, ==, 0);
    }
  limit.rlim_cur = unlimited;
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &limit));

  g_assert_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_WRITE);
  g_assert_cmpuint (written, >, 0);
  g_object_unref (ledger);
  ledger = open_ledger (self->path);
  list = list_all (ledger, 0);
  g_assert_cmpuint (list->len, ==, written);
}

/* As somebody whom permissions bind. */
static int
child_read_only (const char *path)
{
  g_autoptr (LpaOperation) operation = download_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TernLedger) ledger = NULL;

  if (geteuid () == 0)
    g_assert_no_errno (setuid (NOBODY));
  g_assert_no_errno (chdir ("/"));

  ledger = tern_ledger_open (path, &error);
  if (ledger == NULL)
    {
      g_assert_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_OPEN);
      return 0;
    }

  g_assert_false (lpa_journal_begin (LPA_JOURNAL (ledger), operation, &error));
  g_assert_error (error, TERN_LEDGER_ERROR, TERN_LEDGER_ERROR_WRITE);

  return 0;
}

static void
give_to_nobody (const char *path)
{
  if (geteuid () == 0)
    g_assert_no_errno (chown (path, NOBODY, NOBODY));
}

static void
run_read_only (const char *path)
{
  g_autoptr (GSubprocess) process = spawn ("--child-read-only", path);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
}

static void
test_read_only (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *key = g_strconcat (self->path, ".key", NULL);

  write_some (self->path);
  give_to_nobody (self->folder);
  give_to_nobody (folder);
  give_to_nobody (self->path);
  give_to_nobody (key);

  /* The file alone, then the folder too. */
  g_assert_no_errno (g_chmod (self->path, 0400));
  run_read_only (self->path);
  g_assert_no_errno (g_chmod (folder, 0500));
  run_read_only (self->path);
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

static void
iterate_for (guint milliseconds, const guint *until)
{
  gboolean over = FALSE;
  guint source = g_timeout_add (milliseconds, set_flag, &over);

  while (!over && *until == 0)
    g_main_context_iteration (NULL, TRUE);
  if (!over)
    g_source_remove (source);
}

static void
test_finished_elsewhere (Fixture *self, gconstpointer data)
{
  g_autoptr (TernLedger) ledger = open_ledger (self->path);
  g_autoptr (TernLedger) other = open_ledger (self->path);
  g_autoptr (LpaOperation) own = NULL;
  g_autoptr (LpaOperation) others = NULL;
  guint count = 0;

  g_signal_connect_swapped (ledger, "finished-elsewhere", G_CALLBACK (count_signal), &count);
  tern_ledger_watch (ledger);

  /* Neither what is done here nor what is only begun elsewhere. */
  own = begin (ledger, download_new ());
  finish (ledger, own, LPA_OPERATION_OUTCOME_DONE);
  others = begin (other, download_new ());
  iterate_for (1000, &count);
  g_assert_cmpuint (count, ==, 0);

  finish (other, others, LPA_OPERATION_OUTCOME_DONE);
  iterate_for (10000, &count);
  g_assert_cmpuint (count, ==, 1);
}

static void
test_default_path (void)
{
  g_autofree char *path = tern_ledger_get_default_path ();
  g_autofree char *expected = g_build_filename (g_get_user_data_dir (), "tern", "ledger.db", NULL);

  g_assert_cmpstr (path, ==, expected);
}

static const struct
{
  const char *name;
  int (*run) (const char *path);
} children[] = {
  { "--child-write", child_write },
  { "--child-work", child_work },
  { "--child-hold", child_hold },
  { "--child-read-only", child_read_only },
};

#define ADD(name, function) g_test_add ("/ledger/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  for (gsize i = 0; argc == 3 && i < G_N_ELEMENTS (children); i++)
    if (g_str_equal (argv[1], children[i].name))
      return children[i].run (argv[2]);

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ledger/default-path", test_default_path);
  ADD ("operation", test_operation);
  ADD ("leaves-the-living-alone", test_leaves_the_living_alone);
  ADD ("closed-stays-closed", test_closed_stays_closed);
  ADD ("steps", test_steps);
  ADD ("kinds-and-outcomes", test_kinds_and_outcomes);
  ADD ("find-code", test_find_code);
  ADD ("pages", test_pages);
  ADD ("secrets-stay-out", test_secrets_stay_out);
  ADD ("fingerprints", test_fingerprints);
  ADD ("damaged-header", test_damaged_header);
  ADD ("damaged-page", test_damaged_page);
  ADD ("damaged-key", test_damaged_key);
  ADD ("lost-key", test_lost_key);
  ADD ("open-or-begin", test_open_or_begin);
  ADD ("sound-is-not-set-aside", test_sound_is_not_set_aside);
  ADD ("newer", test_newer);
  ADD ("impossible-places", test_impossible_places);
  ADD ("several-programs", test_several_programs);
  ADD ("several-threads", test_several_threads);
  ADD ("busy-ends", test_busy_ends);
  ADD ("one-program-a-code", test_one_program_a_code);
  ADD ("killed", test_killed);
  ADD ("finished-elsewhere", test_finished_elsewhere);
  ADD ("full-disk", test_full_disk);
  ADD ("read-only", test_read_only);

  return g_test_run ();
}
