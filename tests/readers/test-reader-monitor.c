/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-ledger.h"
#include "lpa/lpa-isdr-aids.h"
#include "readers/tern-reader-monitor.h"

#include "lpa/lpa-error.h"
#include "readers/tern-pcsc-channel.h"

#include "reader-lab.h"

/* The real thing: pcscd with a virtual reader, one service for all tests of the program. */
static ReaderLab lab;

typedef struct
{
  TernReaderMonitor *monitor;
  TernCardSetup setup;
  gboolean settled;
  gboolean ended;
  GError *error;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *memory = g_build_filename (lab.folder, "cards", NULL);

  self->setup.trust = lpa_trust_new ();
  self->setup.memory = lpa_card_memory_new (memory);
  self->setup.aids = lpa_isdr_aids_new_default ();
  self->monitor = tern_reader_monitor_new (&self->setup);
}

static gboolean
is_alone (gpointer data)
{
  return G_OBJECT (data)->ref_count == 1;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  lab_wait_until (is_alone, self->monitor, "nobody holds the monitor");
  g_assert_finalize_object (self->monitor);
  g_clear_object (&self->setup.trust);
  g_clear_object (&self->setup.memory);
  g_clear_pointer (&self->setup.aids, g_ptr_array_unref);
  g_clear_error (&self->error);
}

static void
on_settled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *self = user_data;

  self->settled =
      tern_reader_monitor_settle_finish (TERN_READER_MONITOR (source), result, &self->error);
  self->ended = TRUE;
}

static gboolean
has_ended (gpointer data)
{
  return ((Fixture *) data)->ended;
}

static void
start_and_settle (Fixture *self)
{
  tern_reader_monitor_start (self->monitor);
  tern_reader_monitor_settle_async (self->monitor, NULL, on_settled, self);
  lab_wait_until (has_ended, self, "the readers are known");
  g_assert_no_error (self->error);
  g_assert_true (self->settled);
  g_assert_true (tern_reader_monitor_is_settled (self->monitor));
  self->ended = FALSE;
}

static TernReader *
peek_reader (TernReaderMonitor *monitor, const char *name)
{
  for (guint i = 0; i < g_list_model_get_n_items (tern_reader_monitor_get_readers (monitor)); i++)
    {
      g_autoptr (TernReader) reader =
          g_list_model_get_item (tern_reader_monitor_get_readers (monitor), i);

      if (g_str_equal (tern_reader_get_name (reader), name))
        return reader;
    }

  return NULL;
}

static gboolean
has_state (TernReaderMonitor *monitor, const char *name, TernReaderState state)
{
  TernReader *reader = peek_reader (monitor, name);

  return reader != NULL && tern_reader_get_state (reader) == state;
}

static gboolean
first_is_empty (gpointer data)
{
  return has_state (data, READER_LAB_FIRST, TERN_READER_STATE_EMPTY);
}

static gboolean
first_is_ready (gpointer data)
{
  return has_state (data, READER_LAB_FIRST, TERN_READER_STATE_READY);
}

static gboolean
first_is_fault (gpointer data)
{
  return has_state (data, READER_LAB_FIRST, TERN_READER_STATE_FAULT);
}

static gboolean
both_are_ready (gpointer data)
{
  return first_is_ready (data) && has_state (data, READER_LAB_SECOND, TERN_READER_STATE_READY);
}

static gboolean
is_without_service (gpointer data)
{
  return tern_reader_monitor_get_service_state (data) == TERN_SERVICE_STATE_ABSENT &&
         g_list_model_get_n_items (tern_reader_monitor_get_readers (data)) == 0;
}

static char *
dup_eid (Fixture *self, const char *name)
{
  GListModel *euiccs = tern_reader_get_euiccs (peek_reader (self->monitor, name));
  g_autoptr (LpaEuicc) euicc = g_list_model_get_item (euiccs, 0);

  return g_strdup (lpa_euicc_get_eid (euicc));
}

static void
test_cards_come_and_go (Fixture *self, gconstpointer data)
{
  g_autoptr (SimEuicc) first = lab_euicc_new (NULL);
  g_autoptr (SimEuicc) second = lab_euicc_new (NULL);
  g_autofree char *eid = NULL;
  g_autofree char *other_eid = NULL;
  LabCard *card, *other;

  start_and_settle (self);
  g_assert_cmpint (tern_reader_monitor_get_service_state (self->monitor), ==,
                   TERN_SERVICE_STATE_RUNNING);
  g_assert_cmpuint (g_list_model_get_n_items (tern_reader_monitor_get_readers (self->monitor)), ==,
                    2);
  g_assert_true (first_is_empty (self->monitor));

  card = lab_card_insert (&lab, 0, first);
  lab_wait_until (first_is_ready, self->monitor, "the card is known");
  g_assert_true (has_state (self->monitor, READER_LAB_SECOND, TERN_READER_STATE_EMPTY));
  other = lab_card_insert (&lab, 1, second);
  lab_wait_until (both_are_ready, self->monitor, "both cards are known");
  eid = dup_eid (self, READER_LAB_FIRST);
  other_eid = dup_eid (self, READER_LAB_SECOND);
  g_assert_cmpstr (eid, !=, other_eid);

  lab_card_remove (card);
  lab_wait_until (first_is_empty, self->monitor, "the card is gone");
  g_assert_true (has_state (self->monitor, READER_LAB_SECOND, TERN_READER_STATE_READY));
  card = lab_card_insert (&lab, 0, first);
  lab_wait_until (first_is_ready, self->monitor, "the card is known again");

  lab_card_remove (card);
  lab_card_remove (other);
}

static void
test_card_from_the_start (Fixture *self, gconstpointer data)
{
  g_autoptr (SimEuicc) euicc = lab_euicc_new (NULL);
  LabCard *card = lab_card_insert (&lab, 0, euicc);
  g_autoptr (TernReaderMonitor) witness = tern_reader_monitor_new (&self->setup);

  /* Another program's monitor sees it; then this one knows it before it calls itself settled. */
  tern_reader_monitor_start (witness);
  lab_wait_until (first_is_ready, witness, "the card is in");
  start_and_settle (self);
  g_assert_true (first_is_ready (self->monitor));
  lab_card_remove (card);
}

static void
test_service_comes_and_goes (Fixture *self, gconstpointer data)
{
  g_autoptr (SimEuicc) euicc = lab_euicc_new (NULL);
  LabCard *card;

  reader_lab_stop (&lab);
  start_and_settle (self);
  g_assert_true (is_without_service (self->monitor));

  reader_lab_start (&lab);
  lab_wait_until (first_is_empty, self->monitor, "the readers are there");
  card = lab_card_insert (&lab, 0, euicc);
  lab_wait_until (first_is_ready, self->monitor, "the card is known");

  reader_lab_stop (&lab);
  lab_wait_until (is_without_service, self->monitor, "the readers are gone");
  reader_lab_start (&lab);
  lab_wait_until (first_is_ready, self->monitor, "the card is known again");
  lab_card_remove (card);
}

static void
on_renamed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *self = user_data;

  lpa_notifier_result_free (lpa_euicc_operation_finish (LPA_EUICC (source), result, &self->error));
  self->ended = TRUE;
}

static LpaEuicc *
start_renaming (Fixture *self)
{
  GListModel *euiccs = tern_reader_get_euiccs (peek_reader (self->monitor, READER_LAB_FIRST));
  LpaEuicc *euicc = g_list_model_get_item (euiccs, 0);
  g_autoptr (LpaProfile) profile = g_list_model_get_item (lpa_euicc_get_profiles (euicc), 0);

  lpa_euicc_rename_async (euicc, profile, "Holiday", NULL, on_renamed, self);

  return euicc;
}

/* The program resets the card for its own purposes all the time; that is no coming and going. */
static void
test_own_work_is_no_removal (Fixture *self, gconstpointer data)
{
  g_autoptr (SimEuicc) euicc = lab_euicc_new (NULL);
  LabCard *card = lab_card_insert (&lab, 0, euicc);
  g_autoptr (LpaEuicc) before = NULL;
  g_autoptr (LpaEuicc) after = NULL;

  start_and_settle (self);
  lab_wait_until (first_is_ready, self->monitor, "the card is known");
  before = start_renaming (self);
  lab_wait_until (has_ended, self, "the operation ended");
  g_assert_no_error (self->error);
  self->ended = FALSE;
  after = start_renaming (self);
  lab_wait_until (has_ended, self, "the operation ended");
  g_assert_no_error (self->error);
  g_assert_true (before == after);
  g_assert_true (first_is_ready (self->monitor));
  lab_card_remove (card);
}

typedef struct
{
  SimEuicc *sim;
  guint exchanges;
} Progress;

static gboolean
has_begun (gpointer data)
{
  const Progress *progress = data;

  return sim_euicc_count_exchanges (progress->sim) > progress->exchanges + 2;
}

static gboolean
look_again (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_until_begun (SimEuicc *sim, guint exchanges)
{
  Progress progress = { sim, exchanges };
  guint source = g_timeout_add (20, look_again, NULL);

  lab_wait_until (has_begun, &progress, "the operation is under way");
  g_source_remove (source);
}

static void
test_pulled_during_operation (Fixture *self, gconstpointer data)
{
  g_auto (SimQuirks) quirks = { 0 };
  g_autoptr (SimEuicc) sim = NULL;
  g_autoptr (LpaEuicc) euicc = NULL;
  LabCard *card;
  guint exchanges;

  sim_quirks_init (&quirks);
  quirks.profiles = 2;
  quirks.delay = 100;
  sim = lab_euicc_new (&quirks);
  card = lab_card_insert (&lab, 0, sim);
  start_and_settle (self);
  lab_wait_until (first_is_ready, self->monitor, "the card is known");

  exchanges = sim_euicc_count_exchanges (sim);
  euicc = start_renaming (self);
  wait_until_begun (sim, exchanges);
  g_assert_true (lpa_euicc_is_busy (euicc));
  lab_card_remove (card);
  lab_wait_until (has_ended, self, "the operation ended");
  g_assert_error (self->error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_REMOVED);
  lab_wait_until (first_is_empty, self->monitor, "the card is gone");
}

/* Held by another program when it comes; known as soon as that lets it go, without anybody asking.
 */
static void
test_in_use_until_freed (Fixture *self, gconstpointer data)
{
  g_autoptr (SimEuicc) euicc = lab_euicc_new (NULL);
  g_autoptr (LpaChannel) other = tern_pcsc_channel_new (READER_LAB_FIRST);
  g_autoptr (TernReaderMonitor) witness = tern_reader_monitor_new (&self->setup);
  LabCard *card = lab_card_insert (&lab, 0, euicc);
  g_autoptr (GError) error = NULL;

  tern_reader_monitor_start (witness);
  lab_wait_until (first_is_ready, witness, "the card is in");
  g_assert_true (lpa_channel_connect (other, NULL, &error));
  g_assert_no_error (error);

  start_and_settle (self);
  g_assert_true (first_is_fault (self->monitor));
  g_assert_error (tern_reader_get_error (peek_reader (self->monitor, READER_LAB_FIRST)),
                  LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_IN_USE);
  lpa_channel_disconnect (other);
  lab_wait_until (first_is_ready, self->monitor, "the card is known");
  lab_card_remove (card);
}

static void
test_not_an_euicc (Fixture *self, gconstpointer data)
{
  g_auto (SimQuirks) quirks = { 0 };
  g_autoptr (SimEuicc) key = NULL;
  g_autoptr (SimEuicc) euicc = lab_euicc_new (NULL);
  LabCard *card, *other;

  sim_quirks_init (&quirks);
  quirks.isdr_aid = g_strdup ("A000000308000010000100");
  key = lab_euicc_new (&quirks);
  card = lab_card_insert (&lab, 0, key);
  other = lab_card_insert (&lab, 1, euicc);
  start_and_settle (self);
  lab_wait_until (first_is_fault, self->monitor, "the other kind of card is seen through");
  g_assert_error (tern_reader_get_error (peek_reader (self->monitor, READER_LAB_FIRST)),
                  LPA_CARD_ERROR, LPA_CARD_ERROR_NO_ISDR);
  lab_card_remove (card);
  lab_wait_until (first_is_empty, self->monitor, "the reader is empty");
  lab_card_remove (other);
}

static gboolean
has_nickname (gpointer data)
{
  GListModel *euiccs = tern_reader_get_euiccs (peek_reader (data, READER_LAB_FIRST));
  g_autoptr (LpaEuicc) euicc = g_list_model_get_item (euiccs, 0);
  g_autoptr (LpaProfile) profile = g_list_model_get_item (lpa_euicc_get_profiles (euicc), 0);

  return g_strcmp0 (lpa_profile_get_nickname (profile), "Holiday") == 0;
}

/* Two programs with one ledger: what one does the other shows by itself. */
static void
test_changed_elsewhere (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (lab.folder, "ledger.db", NULL);
  g_autoptr (TernLedger) ledger = tern_ledger_open (path, NULL);
  g_autoptr (TernLedger) witness_ledger = tern_ledger_open (path, NULL);
  g_autoptr (SimEuicc) euicc = lab_euicc_new (NULL);
  g_autoptr (TernReaderMonitor) witness = NULL;
  g_autoptr (LpaEuicc) changed = NULL;
  TernCardSetup setup = self->setup;
  LabCard *card = lab_card_insert (&lab, 0, euicc);

  setup.journal = LPA_JOURNAL (witness_ledger);
  tern_ledger_watch (witness_ledger);
  witness = tern_reader_monitor_new (&setup);
  tern_reader_monitor_start (witness);
  setup.journal = LPA_JOURNAL (ledger);
  g_object_unref (self->monitor);
  self->monitor = tern_reader_monitor_new (&setup);
  start_and_settle (self);
  lab_wait_until (first_is_ready, self->monitor, "the card is known");
  lab_wait_until (first_is_ready, witness, "the card is known to the other");
  g_assert_false (has_nickname (witness));

  changed = start_renaming (self);
  lab_wait_until (has_ended, self, "the operation ended");
  g_assert_no_error (self->error);
  lab_wait_until (has_nickname, witness, "the other shows it");
  lab_card_remove (card);
}

static void
test_settle_cancelled (Fixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  /* Started, but the main context has not run: nothing is known. */
  tern_reader_monitor_start (self->monitor);
  tern_reader_monitor_settle_async (self->monitor, cancellable, on_settled, self);
  g_cancellable_cancel (cancellable);
  lab_wait_until (has_ended, self, "the waiting ended");
  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (self->settled);
}

#define ADD(name, function) \
  g_test_add ("/reader-monitor/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  reader_lab_init (&lab);
  reader_lab_start (&lab);

  ADD ("cards-come-and-go", test_cards_come_and_go);
  ADD ("card-from-the-start", test_card_from_the_start);
  ADD ("service-comes-and-goes", test_service_comes_and_goes);
  ADD ("own-work-is-no-removal", test_own_work_is_no_removal);
  ADD ("pulled-during-operation", test_pulled_during_operation);
  ADD ("in-use-until-freed", test_in_use_until_freed);
  ADD ("not-an-euicc", test_not_an_euicc);
  ADD ("changed-elsewhere", test_changed_elsewhere);
  ADD ("settle-cancelled", test_settle_cancelled);

  status = g_test_run ();
  reader_lab_clear (&lab);

  return status;
}
