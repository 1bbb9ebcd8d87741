/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orders/tern-order.h"

#include <glib/gstdio.h>
#include <poppler.h>
#include <string.h>

#include "lpa/lpa-error.h"
#include "orders/tern-order-error.h"
#include "orders/tern-order-export.h"
#include "orders/tern-order-labels.h"
#include "orders/tern-order-release.h"
#include "orders/tern-order-view.h"

#define EID "89044045930000000000001234567853"
#define OTHER_EID "89049032007008882600042697031862"
#define HEADINGS "Name,Activation code,EID,Status\n"

typedef struct
{
  char *folder;
  char *path;
  char *out;
  TernLedger *ledger;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *ledger = NULL;

  self->folder = g_dir_make_tmp ("tern-order-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "order.csv", NULL);
  self->out = g_build_filename (self->folder, "out.csv", NULL);
  ledger = g_build_filename (self->folder, "ledger.db", NULL);
  self->ledger = tern_ledger_open (ledger, NULL);
  g_assert_nonnull (self->ledger);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autoptr (GDir) folder = g_dir_open (self->folder, 0, NULL);
  const char *name;

  g_assert_finalize_object (self->ledger);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->out);
}

static TernOrder *
load (Fixture *self, const char *text)
{
  g_autoptr (GError) error = NULL;
  TernOrder *order;

  g_assert_true (g_file_set_contents (self->path, text, -1, NULL));
  order = tern_order_load (self->ledger, self->path, NULL, &error);
  g_assert_no_error (error);
  return order;
}

static TernOrder *
load_again (Fixture *self)
{
  TernOrder *order = tern_order_load (self->ledger, self->path, NULL, NULL);

  g_assert_nonnull (order);
  return order;
}

static guint
claim (TernOrder *order, gint64 run, const char *eid, gboolean any)
{
  g_autoptr (GError) error = NULL;
  guint number = tern_order_book_claim (tern_order_get_book (order), tern_order_get_id (order), run,
                                        eid, any, &error);

  g_assert_no_error (error);
  return number;
}

static gint64
begin_run (TernOrder *order)
{
  gint64 run = tern_order_book_begin_run (tern_order_get_book (order), NULL);

  g_assert_cmpint (run, >, 0);
  return run;
}

static void
settle (TernOrder *order, guint number, TernOrderState state, const char *iccid)
{
  g_autoptr (TernOrderRecord) record =
      tern_order_book_read (tern_order_get_book (order), tern_order_get_id (order), number, NULL);

  record->state = state;
  record->iccid = g_strdup (iccid);
  g_assert_true (tern_order_book_settle (tern_order_get_book (order), tern_order_get_id (order),
                                         record, NULL));
}

/* What the journal has of a code that was used before. */
static void
use_code (Fixture *self, const char *text, LpaStep step, LpaOperationOutcome outcome)
{
  g_autoptr (LpaOperation) operation = lpa_operation_new (LPA_OPERATION_DOWNLOAD, EID);

  operation->code = lpa_activation_code_parse (text, NULL, NULL);
  operation->step = step;
  g_assert_true (lpa_journal_begin (LPA_JOURNAL (self->ledger), operation, NULL));
  if (outcome == LPA_OPERATION_OUTCOME_OPEN)
    return;
  operation->outcome = outcome;
  g_assert_true (lpa_journal_finish (LPA_JOURNAL (self->ledger), operation, NULL));
}

static void
test_import (Fixture *self, gconstpointer data)
{
  g_autoptr (TernOrder) order = NULL;
  const TernOrderCounts *counts;
  TernOrderReason reason;
  static const TernOrderReason expected[] = {
    TERN_ORDER_REASON_NONE,      TERN_ORDER_REASON_DOUBLED, TERN_ORDER_REASON_MALFORMED,
    TERN_ORDER_REASON_INSTALLED, TERN_ORDER_REASON_DELETED, TERN_ORDER_REASON_USED,
    TERN_ORDER_REASON_UNKNOWN,   TERN_ORDER_REASON_NONE,
  };

  use_code (self, "LPA:1$a.example$used", LPA_STEP_RESULT_DELIVERED, LPA_OPERATION_OUTCOME_DONE);
  use_code (self, "LPA:1$a.example$open", LPA_STEP_PACKAGE_BOUND, LPA_OPERATION_OUTCOME_OPEN);
  use_code (self, "LPA:1$a.example$off", LPA_STEP_ORDER_FOUND, LPA_OPERATION_OUTCOME_CANCELLED);
  order = load (self, HEADINGS "a,LPA:1$a.example$one,,\nb,LPA:1$A.EXAMPLE$one,,\nc,nonsense,,\n"
                               "d,LPA:1$a.example$inst,,INSTALLATION_SUCCEEDED\n"
                               "e,LPA:1$a.example$del,,DELETION_SUCCEEDED\n"
                               "f,LPA:1$a.example$used,,\ng,LPA:1$a.example$open,,\n"
                               "h,LPA:1$a.example$off,,\n");
  counts = tern_order_get_counts (order);
  g_assert_cmpuint (counts->total, ==, G_N_ELEMENTS (expected));
  g_assert_cmpuint (counts->state[TERN_ORDER_STATE_WAITING], ==, 2);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      tern_order_get_state (order, i + 1, &reason);
      g_assert_cmpint (reason, ==, expected[i]);
    }
}

static void
test_rows (Fixture *self, gconstpointer data)
{
  g_autoptr (TernOrder) order =
      load (self, HEADINGS "Anna,LPA:1$a.example$one,,\nBert,nonsense,,\n");
  g_autoptr (TernOrderRow) first = g_list_model_get_item (G_LIST_MODEL (order), 0);
  g_autoptr (TernOrderRow) again = g_list_model_get_item (G_LIST_MODEL (order), 0);
  g_autoptr (TernOrderRow) second = g_list_model_get_item (G_LIST_MODEL (order), 1);

  g_assert_true (first == again);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (order), 2));
  g_assert_cmpstr (tern_order_row_get_title (first), ==, "Anna");
  g_assert_cmpstr (tern_order_row_get_server (first), ==, "a.example");
  g_assert_cmpstr (tern_order_row_get_sentence (first), ==, "");
  g_assert_cmpint (tern_order_row_get_state (second), ==, TERN_ORDER_STATE_SET_APART);
  g_assert_cmpstr (tern_order_row_get_sentence (second), !=, "");
}

static void
test_claims (Fixture *self, gconstpointer data)
{
  g_autoptr (TernOrder) order =
      load (self, HEADINGS "a,LPA:1$a.example$1,,\nb,LPA:1$a.example$2," OTHER_EID ",\n"
                           "c,LPA:1$a.example$3,,\n");
  gint64 run = begin_run (order);
  gint64 other = begin_run (order);
  guint taken, done;

  g_assert_cmpuint (claim (order, run, OTHER_EID, TRUE), ==, 2);
  g_assert_cmpuint (claim (order, run, EID, FALSE), ==, 0);
  g_assert_cmpuint (claim (order, run, EID, TRUE), ==, 1);
  /* As after a transaction of which nobody knew whether it took effect. */
  g_assert_cmpuint (claim (order, run, EID, TRUE), ==, 1);
  g_assert_cmpuint (claim (order, other, "89000000000000000000000000000000", TRUE), ==, 3);
  settle (order, 1, TERN_ORDER_STATE_DONE, "8944500000000000011");
  g_assert_cmpuint (claim (order, run, EID, TRUE), ==, 0);
  g_assert_true (tern_order_book_count_on_card (
      tern_order_get_book (order), tern_order_get_id (order), EID, &taken, &done, NULL));
  g_assert_cmpuint (taken, ==, 1);
  g_assert_cmpuint (done, ==, 1);
}

static void
test_bound_row_stays_with_its_card (Fixture *self, gconstpointer data)
{
  g_autoptr (TernOrder) order = load (self, HEADINGS "a,LPA:1$a.example$1,,\n");
  g_autoptr (TernOrderRecord) record = NULL;
  gint64 run = begin_run (order);

  g_assert_cmpuint (claim (order, run, EID, TRUE), ==, 1);
  record = tern_order_book_read (tern_order_get_book (order), tern_order_get_id (order), 1, NULL);
  g_assert_cmpstr (record->eid, ==, EID);
  record->state = TERN_ORDER_STATE_WAITING;
  record->bound = TRUE;
  tern_order_record_let_go (record);
  g_assert_true (tern_order_book_settle (tern_order_get_book (order), tern_order_get_id (order),
                                         record, NULL));
  g_assert_cmpuint (claim (order, run, OTHER_EID, TRUE), ==, 0);
  g_assert_cmpuint (claim (order, run, EID, FALSE), ==, 1);

  record->bound = FALSE;
  tern_order_record_let_go (record);
  g_assert_true (tern_order_book_settle (tern_order_get_book (order), tern_order_get_id (order),
                                         record, NULL));
  g_assert_cmpuint (claim (order, run, OTHER_EID, TRUE), ==, 1);
}

/* What became of a row whose program ended, for each thing that the journal can say. */
static void
test_resume (Fixture *self, gconstpointer data)
{
  static const struct
  {
    LpaStep step;
    LpaOperationOutcome outcome;
    TernOrderState state;
  } rows[] = {
    { LPA_STEP_NONE, 0, TERN_ORDER_STATE_WAITING },
    { LPA_STEP_ORDER_FOUND, LPA_OPERATION_OUTCOME_OPEN, TERN_ORDER_STATE_WAITING },
    { LPA_STEP_PACKAGE_BOUND, LPA_OPERATION_OUTCOME_OPEN, TERN_ORDER_STATE_UNCERTAIN },
    { LPA_STEP_PACKAGE_LOADED, LPA_OPERATION_OUTCOME_DONE, TERN_ORDER_STATE_INSTALLED },
    { LPA_STEP_PACKAGE_LOADED, LPA_OPERATION_OUTCOME_FAILED, TERN_ORDER_STATE_WAITING },
    { LPA_STEP_PACKAGE_LOADED, LPA_OPERATION_OUTCOME_UNKNOWN, TERN_ORDER_STATE_SET_APART },
  };
  g_autoptr (GString) text = g_string_new (HEADINGS);
  TernOrder *order;
  gint64 run;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_string_append_printf (text, "r,LPA:1$a.example$%u,,\n", i);
  order = load (self, text->str);
  run = begin_run (order);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *code = g_strdup_printf ("LPA:1$a.example$%u", i);
      g_autofree char *eid = g_strdup_printf ("890000000000000000000000000000%02u", i);

      g_assert_cmpuint (claim (order, run, eid, TRUE), ==, i + 1);
      if (rows[i].step != LPA_STEP_NONE)
        use_code (self, code, rows[i].step, rows[i].outcome);
    }
  /* The program is at it as long as it lives: its rows are nobody else's. */
  g_assert_true (tern_order_settle_uncertain (order, NULL, NULL));
  tern_order_book_end_run (tern_order_get_book (order), run);
  g_object_unref (order);

  order = load_again (self);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (tern_order_get_state (order, i + 1, NULL), ==, rows[i].state);
  g_object_unref (order);
}

static void
test_living_run_is_left_alone (Fixture *self, gconstpointer data)
{
  g_autoptr (TernOrder) order = load (self, HEADINGS "a,LPA:1$a.example$1,,\n");
  g_autoptr (TernOrder) other = NULL;

  g_assert_cmpuint (claim (order, begin_run (order), EID, TRUE), ==, 1);
  other = load_again (self);
  g_assert_cmpint (tern_order_get_state (other, 1, NULL), ==, TERN_ORDER_STATE_CLAIMED);
}

static TernOrderHeld *
find_held (TernOrder *order)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) held = tern_order_find_held (order, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (held->len, ==, 1);
  return g_ptr_array_steal_index (held, 0);
}

static TernOrderReleased
release (TernOrder *order, TernOrderHeld *held)
{
  g_autoptr (GError) error = NULL;
  TernOrderReleased released;

  g_assert_true (tern_order_release (order, held, &released, &error));
  g_assert_no_error (error);
  return released;
}

/* A row whose card was lost while its profile was being put onto it. */
static void
test_release (Fixture *self, gconstpointer data)
{
  TernOrder *order = load (self, HEADINGS "a,LPA:1$a.example$1,,\n");
  gint64 run = begin_run (order);
  g_autoptr (TernOrderRecord) late = NULL;
  g_autoptr (TernOrderHeld) held = NULL;
  g_autofree char *account = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (claim (order, run, EID, TRUE), ==, 1);
  use_code (self, "LPA:1$a.example$1", LPA_STEP_PACKAGE_BOUND, LPA_OPERATION_OUTCOME_OPEN);
  late = tern_order_book_read (tern_order_get_book (order), tern_order_get_id (order), 1, NULL);
  held = find_held (order);
  g_assert_true (held->here && held->alive);
  g_assert_cmpint (release (order, held), ==, TERN_ORDER_RELEASED_NOT);
  tern_order_book_end_run (tern_order_get_book (order), run);
  g_object_unref (order);

  order = load_again (self);
  g_clear_pointer (&held, tern_order_held_free);
  held = find_held (order);
  g_assert_true (held->here && !held->alive && !held->known && held->seen == NULL);
  g_assert_cmpint (tern_history_entry_get_operation (held->use)->step, ==, LPA_STEP_PACKAGE_BOUND);
  account = tern_order_held_dup_account (held);
  g_assert_nonnull (strstr (account, "ends in …7853"));
  g_assert_nonnull (strstr (account, "probably been used"));
  g_assert_cmpint (release (order, held), ==, TERN_ORDER_RELEASED_FREE);
  g_assert_cmpint (release (order, held), ==, TERN_ORDER_RELEASED_NOT);

  /* Whoever had it may still say what became of it, until another card has been given the row. */
  late->state = TERN_ORDER_STATE_WAITING;
  tern_order_record_let_go (late);
  g_assert_true (tern_order_book_settle (tern_order_get_book (order), tern_order_get_id (order),
                                         late, &error));
  g_assert_cmpuint (claim (order, begin_run (order), OTHER_EID, TRUE), ==, 1);
  g_assert_false (tern_order_book_note_profile (tern_order_get_book (order),
                                                tern_order_get_id (order), late, &error));
  g_assert_error (error, LPA_JOURNAL_ERROR, LPA_JOURNAL_ERROR_RELEASED);
  g_clear_error (&error);
  g_assert_false (tern_order_book_settle (tern_order_get_book (order), tern_order_get_id (order),
                                          late, &error));
  g_assert_error (error, LPA_JOURNAL_ERROR, LPA_JOURNAL_ERROR_RELEASED);
  g_object_unref (order);
}

static void
test_same_code_in_two_orders (Fixture *self, gconstpointer data)
{
  g_autoptr (TernOrder) one = load (self, HEADINGS "a,LPA:1$a.example$1,,\n");
  g_autoptr (TernOrder) other = load (self, HEADINGS "other,LPA:1$a.example$1,,\n");
  g_autoptr (TernOrder) third = NULL;
  TernOrderReason reason;

  g_assert_cmpint (tern_order_get_id (one), !=, tern_order_get_id (other));
  g_assert_cmpuint (claim (one, begin_run (one), EID, TRUE), ==, 1);
  g_assert_cmpuint (claim (other, begin_run (other), OTHER_EID, TRUE), ==, 0);
  third = load (self, HEADINGS "third,LPA:1$a.example$1,,\n");
  g_assert_cmpint (tern_order_get_state (third, 1, &reason), ==, TERN_ORDER_STATE_SET_APART);
  g_assert_cmpint (reason, ==, TERN_ORDER_REASON_USED);
}

static void
test_columns_are_remembered (Fixture *self, gconstpointer data)
{
  static const char *const choices[] = { "nickname=2", NULL };
  static const char *const others[] = { "nickname=1", NULL };
  TernOrder *order = load (self, "Who,Town,QR\nAnna,Ulm,LPA:1$a.example$1\n");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (tern_order_get_columns (order)->column[TERN_ORDER_MEANING_NICKNAME], ==, -1);
  g_object_unref (order);
  order = tern_order_load (self->ledger, self->path, choices, NULL);
  g_assert_cmpint (tern_order_get_columns (order)->column[TERN_ORDER_MEANING_NICKNAME], ==, 1);
  g_object_unref (order);

  order = load (self, "Who,Town,QR\nBert,Bonn,LPA:1$a.example$2\n");
  g_assert_cmpint (tern_order_get_columns (order)->column[TERN_ORDER_MEANING_NICKNAME], ==, 1);
  g_assert_cmpuint (claim (order, begin_run (order), EID, TRUE), ==, 1);
  g_object_unref (order);

  g_assert_null (tern_order_load (self->ledger, self->path, others, &error));
  g_assert_error (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_BEGUN);
}

static void
test_view (Fixture *self, gconstpointer data)
{
  g_autoptr (TernOrder) order =
      load (self, HEADINGS "Anna,LPA:1$a.example$1,,\nBert,nonsense,,\nHannah,LPA:1$b.test$2,,\n");
  g_autoptr (TernOrderView) view = tern_order_view_new (order);
  GListModel *model = G_LIST_MODEL (view);
  g_autoptr (TernOrderRow) row = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 3);
  tern_order_view_set_search (view, "aNNa");
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 2);
  row = g_list_model_get_item (model, 1);
  g_assert_cmpuint (tern_order_row_get_number (row), ==, 3);
  tern_order_view_set_search (view, "activation");
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 0);
  tern_order_view_set_search (view, "");
  tern_order_view_set_states (view, TERN_ORDER_STATE_BIT (TERN_ORDER_STATE_SET_APART));
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 1);
  g_assert_null (g_list_model_get_item (model, 1));
}

/* Each layout comes back as it was, with five columns more. */
static void
test_export_layouts (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } rows[] = {
    { "Name;QR\r\nAnna;LPA:1$a.example$1\r\nBert;=cmd\r\n",
      "Name;QR;EID;ICCID;Result;Error;Time\r\n"
      "Anna;LPA:1$a.example$1;" EID ";8944500000000000011;installed;;@\r\n"
      "Bert;'=cmd;;;set-apart;#;\r\n" },
    { "\"Name\",\"QR\"\n\"Anna, A.\",\"LPA:1$a.example$2\"",
      "\"Name\",\"QR\",\"EID\",\"ICCID\",\"Result\",\"Error\",\"Time\"\n"
      "\"Anna, A.\",\"LPA:1$a.example$2\",\"" EID
      "\",\"8944500000000000011\",\"installed\",\"\",\"@\"" },
    { "An order\t\nName\tQR\tMore\nAnna\tLPA:1$a.example$3\n",
      "An order\t\nName\tQR\tMore\tEID\tICCID\tResult\tError\tTime\n"
      "Anna\tLPA:1$a.example$3\t\t" EID "\t8944500000000000011\tinstalled\t\t@\n" },
    { "LPA:1$a.example$4,Anna\nLPA:1$a.example$5,Bert\n",
      "LPA:1$a.example$4,Anna," EID ",8944500000000000011,installed,,@\n"
      "LPA:1$a.example$5,Bert,,,waiting,,\n" },
  };
  g_autoptr (GRegex) time = g_regex_new ("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", 0, 0, NULL);
  g_autoptr (GRegex) sentence =
      g_regex_new ("There is no act|The activation code in this row[^;]*", 0, 0, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TernOrder) order = load (self, rows[i].text);
      g_autofree char *text = NULL;
      g_autofree char *timeless = NULL;
      g_autofree char *plain = NULL;

      g_assert_cmpuint (claim (order, begin_run (order), EID, TRUE), ==, 1);
      settle (order, 1, TERN_ORDER_STATE_DONE, "8944500000000000011");
      g_assert_true (tern_order_export (order, self->out, NULL));
      g_assert_true (g_file_get_contents (self->out, &text, NULL, NULL));
      timeless = g_regex_replace_literal (time, text, -1, 0, "@", 0, NULL);
      plain = g_regex_replace_literal (sentence, timeless, -1, 0, "#", 0, NULL);
      g_assert_cmpstr (plain, ==, rows[i].expected);
    }
}

static void
test_export_keeps_encoding (Fixture *self, gconstpointer data)
{
  static const char *const names[] = { "UTF-16LE", "UTF-16BE" };
  static const char *const marks[] = { "\xFF\xFE", "\xFE\xFF" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *text = g_strdup_printf ("Näme;QR\r\nÄnne;LPA:1$a.example$%u\r\n", i);
      gsize length, size;
      g_autofree char *body = g_convert (text, -1, names[i], "UTF-8", NULL, &length, NULL);
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_autoptr (TernOrder) order = NULL;
      g_autofree char *out = NULL;
      g_autofree char *again = NULL;

      g_byte_array_append (bytes, (const guint8 *) marks[i], 2);
      g_byte_array_append (bytes, (const guint8 *) body, (guint) length);
      g_assert_true (
          g_file_set_contents (self->path, (const char *) bytes->data, bytes->len, NULL));
      order = load_again (self);
      g_assert_true (tern_order_export (order, self->out, NULL));
      g_assert_true (g_file_get_contents (self->out, &out, &size, NULL));
      g_assert_cmpmem (out, 2, marks[i], 2);
      again = g_convert (out + 2, (gssize) size - 2, "UTF-8", names[i], NULL, NULL, NULL);
      g_assert_true (g_str_has_prefix (again, "Näme;QR;EID;ICCID;Result;Error;Time\r\nÄnne;LPA:"));
    }
}

static void
test_export_never_overwrites (Fixture *self, gconstpointer data)
{
  g_autoptr (TernOrder) order = load (self, HEADINGS "a,LPA:1$a.example$1,,\n");
  g_autoptr (GError) error = NULL;
  g_autofree char *suggested = tern_order_export_suggest_path (order);

  g_assert_false (tern_order_export (order, self->path, &error));
  g_assert_error (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_OVERWRITE);
  g_clear_error (&error);
  g_assert_cmpint (link (self->path, self->out), ==, 0);
  g_assert_false (tern_order_export (order, self->out, &error));
  g_assert_error (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_OVERWRITE);
  g_assert_true (g_str_has_suffix (suggested, "/order-result.csv"));
}

/* What stands on a sheet, blanks left out. */
static char *
read_page (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GObject) document =
      (GObject *) poppler_document_new_from_gfile (file, NULL, NULL, NULL);
  g_autoptr (GObject) page = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;

  g_assert_nonnull (document);
  page = (GObject *) poppler_document_get_page (POPPLER_DOCUMENT (document), 0);
  text = poppler_page_get_text (POPPLER_PAGE (page));
  words = g_strsplit_set (text, " \n", -1);
  return g_strjoinv ("", words);
}

/* Both numbers are there to the last digit, on every sheet. */
static void
test_labels (Fixture *self, gconstpointer data)
{
  g_autoptr (TernOrder) order =
      load (self, HEADINGS "Anna of the very long department name,LPA:1$a.example$1,,\n");
  g_autofree char *pdf = g_build_filename (self->folder, "labels.pdf", NULL);
  gsize n;
  const TernLabelSheet *sheets = tern_label_sheets_get (&n);
  guint count;

  g_assert_cmpuint (claim (order, begin_run (order), EID, TRUE), ==, 1);
  settle (order, 1, TERN_ORDER_STATE_DONE, "8944500000000000011");
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *text = NULL;

      g_assert_true (tern_order_print_labels (order, &sheets[i], pdf, &count, NULL));
      g_assert_cmpuint (count, ==, 1);
      text = read_page (pdf);
      g_test_message ("%s: %s", sheets[i].name, text);
      g_assert_nonnull (strstr (text, "Anna"));
      g_assert_nonnull (strstr (text, "8944500000000000011"));
      g_assert_nonnull (strstr (text, EID));
    }
  g_assert_null (tern_label_sheets_find ("none"));
}

static void
test_changed_and_vanished (Fixture *self, gconstpointer data)
{
  TernOrder *order = load (self, HEADINGS "a,LPA:1$a.example$1,,\nb,LPA:1$a.example$2,,\n");
  g_autoptr (GError) error = NULL;
  TernOrderReason reason;

  g_assert_cmpuint (claim (order, begin_run (order), EID, TRUE), ==, 1);
  settle (order, 1, TERN_ORDER_STATE_DONE, "8944500000000000011");
  g_object_unref (order);

  /* The seller's file with another line in front: rows are known by their codes. */
  order = load (self, HEADINGS "new,LPA:1$a.example$0,,\na,LPA:1$a.example$1,,\n");
  g_assert_cmpint (tern_order_get_state (order, 1, NULL), ==, TERN_ORDER_STATE_WAITING);
  tern_order_get_state (order, 2, &reason);
  g_assert_cmpint (reason, ==, TERN_ORDER_REASON_USED);
  g_object_unref (order);

  g_unlink (self->path);
  g_assert_null (tern_order_load (self->ledger, self->path, NULL, &error));
  g_assert_error (error, TERN_ORDER_ERROR, TERN_ORDER_ERROR_FILE);
}

static void
test_nothing_in_the_clear (Fixture *self, gconstpointer data)
{
  g_autoptr (TernOrder) order = load (self, HEADINGS "a,LPA:1$a.example$S3CR3T-T0KEN,,\n");
  static const char *const secrets[] = { "S3CR3T-T0KEN", EID, "8944500000000000011" };
  g_autoptr (GDir) folder = NULL;
  const char *name;

  g_assert_cmpuint (claim (order, begin_run (order), EID, TRUE), ==, 1);
  settle (order, 1, TERN_ORDER_STATE_DONE, "8944500000000000011");
  folder = g_dir_open (self->folder, 0, NULL);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);
      g_autofree char *text = NULL;
      gsize length;

      if (g_str_equal (name, "order.csv"))
        continue;
      g_assert_true (g_file_get_contents (path, &text, &length, NULL));
      for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
        g_assert_null (g_strstr_len (text, (gssize) length, secrets[i]));
    }
}

#define TEST(name, function) g_test_add ("/order/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("import", test_import);
  TEST ("rows", test_rows);
  TEST ("claims", test_claims);
  TEST ("bound-row-stays-with-its-card", test_bound_row_stays_with_its_card);
  TEST ("resume", test_resume);
  TEST ("living-run-is-left-alone", test_living_run_is_left_alone);
  TEST ("release", test_release);
  TEST ("same-code-in-two-orders", test_same_code_in_two_orders);
  TEST ("columns-are-remembered", test_columns_are_remembered);
  TEST ("view", test_view);
  TEST ("export-layouts", test_export_layouts);
  TEST ("export-keeps-encoding", test_export_keeps_encoding);
  TEST ("export-never-overwrites", test_export_never_overwrites);
  TEST ("labels", test_labels);
  TEST ("changed-and-vanished", test_changed_and_vanished);
  TEST ("nothing-in-the-clear", test_nothing_in_the_clear);
  return g_test_run ();
}
