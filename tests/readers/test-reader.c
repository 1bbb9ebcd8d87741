/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-isdr-aids.h"
#include "readers/tern-reader.h"

#include <glib/gstdio.h>
#include <string.h>

#include "bench-channel.h"
#include "reader-lab.h"

typedef struct
{
  char *folder;
  BenchChannel *channel;
  TernReader *reader;
  TernCardSetup setup;

  /* How the operation under test ended. */
  gboolean ended;
  GError *error;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *memory = NULL;

  self->folder = g_dir_make_tmp ("tern-XXXXXX", NULL);
  memory = g_build_filename (self->folder, "cards", NULL);
  self->channel = bench_channel_new ();
  self->setup.trust = lpa_trust_new ();
  self->setup.memory = lpa_card_memory_new (memory);
  self->setup.aids = lpa_isdr_aids_new_default ();
  self->reader = tern_reader_new (LPA_CHANNEL (self->channel), &self->setup);
}

static gboolean
is_empty (gpointer data)
{
  return tern_reader_get_state (data) == TERN_READER_STATE_EMPTY;
}

static gboolean
is_ready (gpointer data)
{
  return tern_reader_get_state (data) == TERN_READER_STATE_READY;
}

static gboolean
is_fault (gpointer data)
{
  return tern_reader_get_state (data) == TERN_READER_STATE_FAULT;
}

static gboolean
is_held_up (gpointer data)
{
  return bench_channel_is_held_up (data);
}

static gboolean
is_alone (gpointer data)
{
  return G_OBJECT (data)->ref_count == 1;
}

static void
remove_memory (const char *folder)
{
  g_autofree char *memory = g_build_filename (folder, "cards", NULL);

  g_unlink (memory);
  g_assert_no_errno (g_rmdir (folder));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  tern_reader_set_card_present (self->reader, FALSE);
  lab_wait_until (is_empty, self->reader, "the reader is empty");
  lab_wait_until (is_alone, self->reader, "nobody holds the reader");
  g_assert_finalize_object (self->reader);
  lab_wait_until (is_alone, self->channel, "nobody holds the channel");
  g_assert_finalize_object (self->channel);
  g_clear_object (&self->setup.trust);
  g_clear_object (&self->setup.memory);
  g_clear_pointer (&self->setup.aids, g_ptr_array_unref);
  g_clear_error (&self->error);
  remove_memory (self->folder);
  g_free (self->folder);
}

static SimEuicc *
put_in_new (Fixture *self)
{
  SimEuicc *euicc = lab_euicc_new (NULL);

  bench_channel_put_in (self->channel, euicc);

  return euicc;
}

static LpaEuicc *
get_only_euicc (Fixture *self)
{
  GListModel *euiccs = tern_reader_get_euiccs (self->reader);

  g_assert_cmpuint (g_list_model_get_n_items (euiccs), ==, 1);

  return g_list_model_get_item (euiccs, 0);
}

static LpaEuicc *
wait_for_euicc (Fixture *self)
{
  lab_wait_until (is_ready, self->reader, "the card is known");

  return get_only_euicc (self);
}

static void
assert_fault (Fixture *self, GQuark domain, int code)
{
  lab_wait_until (is_fault, self->reader, "the card has a fault");
  g_assert_error (tern_reader_get_error (self->reader), domain, code);
  g_assert_cmpuint (g_list_model_get_n_items (tern_reader_get_euiccs (self->reader)), ==, 0);
}

static void
test_ready (Fixture *self, gconstpointer data)
{
  g_autoptr (SimEuicc) card = put_in_new (self);
  g_autoptr (LpaEuicc) euicc = NULL;
  g_autofree char *name = NULL;
  gboolean simulated = TRUE;
  TernReaderState state = TERN_READER_STATE_FAULT;

  g_object_get (self->reader, "name", &name, "simulated", &simulated, "state", &state, NULL);
  g_assert_cmpstr (name, ==, "Bench reader");
  g_assert_false (simulated);
  g_assert_cmpint (state, ==, TERN_READER_STATE_EMPTY);

  tern_reader_set_card_present (self->reader, TRUE);
  g_assert_cmpint (tern_reader_get_state (self->reader), ==, TERN_READER_STATE_READING);
  g_assert_cmpuint (g_list_model_get_n_items (tern_reader_get_euiccs (self->reader)), ==, 0);

  euicc = wait_for_euicc (self);
  g_assert_null (tern_reader_get_error (self->reader));
  g_assert_cmpuint (g_list_model_get_n_items (lpa_euicc_get_profiles (euicc)), ==, 2);
  g_assert_nonnull (lpa_euicc_get_info (euicc));
  g_assert_true (lpa_euicc_get_trust (euicc) == self->setup.trust);
  g_assert_cmpuint (sim_euicc_count_channels (card), ==, 0);

  tern_reader_set_card_present (self->reader, FALSE);
  g_assert_cmpint (tern_reader_get_state (self->reader), ==, TERN_READER_STATE_EMPTY);
  g_assert_cmpuint (g_list_model_get_n_items (tern_reader_get_euiccs (self->reader)), ==, 0);
}

static void
test_two_euiccs (Fixture *self, gconstpointer data)
{
  g_auto (SimQuirks) quirks = { 0 };
  g_autoptr (SimEuicc) card = NULL;
  GListModel *euiccs = tern_reader_get_euiccs (self->reader);
  g_autoptr (LpaEuicc) first = NULL;
  g_autoptr (LpaEuicc) second = NULL;

  sim_quirks_init (&quirks);
  quirks.two_isdr = TRUE;
  card = lab_euicc_new (&quirks);
  bench_channel_put_in (self->channel, card);
  tern_reader_set_card_present (self->reader, TRUE);
  lab_wait_until (is_ready, self->reader, "the card is known");
  g_assert_cmpuint (g_list_model_get_n_items (euiccs), ==, 2);
  first = g_list_model_get_item (euiccs, 0);
  second = g_list_model_get_item (euiccs, 1);
  g_assert_cmpstr (lpa_euicc_get_eid (first), !=, lpa_euicc_get_eid (second));
}

static void
test_not_an_euicc (Fixture *self, gconstpointer data)
{
  g_auto (SimQuirks) quirks = { 0 };
  g_autoptr (SimEuicc) other = NULL;
  g_autoptr (SimEuicc) card = NULL;
  g_autoptr (LpaEuicc) euicc = NULL;

  sim_quirks_init (&quirks);
  quirks.isdr_aid = g_strdup ("A000000308000010000100");
  other = lab_euicc_new (&quirks);
  bench_channel_put_in (self->channel, other);
  tern_reader_set_card_present (self->reader, TRUE);
  assert_fault (self, LPA_CARD_ERROR, LPA_CARD_ERROR_NO_ISDR);

  /* Another card clears it. */
  tern_reader_set_card_present (self->reader, FALSE);
  g_assert_cmpint (tern_reader_get_state (self->reader), ==, TERN_READER_STATE_EMPTY);
  g_assert_null (tern_reader_get_error (self->reader));
  card = put_in_new (self);
  tern_reader_set_card_present (self->reader, TRUE);
  euicc = wait_for_euicc (self);
}

static void
test_retry (Fixture *self, gconstpointer data)
{
  g_autoptr (SimEuicc) card = put_in_new (self);
  g_autoptr (LpaEuicc) euicc = NULL;

  bench_channel_refuse (self->channel, TRUE, LPA_CHANNEL_ERROR_IN_USE);
  tern_reader_set_card_present (self->reader, TRUE);
  assert_fault (self, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_IN_USE);

  bench_channel_refuse (self->channel, FALSE, LPA_CHANNEL_ERROR_IN_USE);
  tern_reader_retry (self->reader);
  g_assert_cmpint (tern_reader_get_state (self->reader), ==, TERN_READER_STATE_READING);
  euicc = wait_for_euicc (self);

  /* There is nothing to retry now. */
  tern_reader_retry (self->reader);
  g_assert_cmpint (tern_reader_get_state (self->reader), ==, TERN_READER_STATE_READY);
}

static void
test_removed_while_read (Fixture *self, gconstpointer data)
{
  g_autoptr (SimEuicc) card = put_in_new (self);

  bench_channel_hold (self->channel, TRUE);
  tern_reader_set_card_present (self->reader, TRUE);
  lab_wait_until (is_held_up, self->channel, "the card is being read");
  bench_channel_put_in (self->channel, NULL);
  tern_reader_set_card_present (self->reader, FALSE);
  bench_channel_hold (self->channel, FALSE);
  lab_wait_until (is_empty, self->reader, "the reader is empty");
  g_assert_null (tern_reader_get_error (self->reader));
}

static void
test_changed_while_read (Fixture *self, gconstpointer data)
{
  g_autoptr (SimEuicc) card = put_in_new (self);
  g_autoptr (SimEuicc) other = lab_euicc_new (NULL);
  g_autofree char *state = sim_euicc_dup_state (other, 0);
  g_autoptr (LpaEuicc) euicc = NULL;

  bench_channel_hold (self->channel, TRUE);
  tern_reader_set_card_present (self->reader, TRUE);
  lab_wait_until (is_held_up, self->channel, "the card is being read");
  bench_channel_put_in (self->channel, other);
  tern_reader_set_card_present (self->reader, FALSE);
  tern_reader_set_card_present (self->reader, TRUE);
  bench_channel_hold (self->channel, FALSE);

  euicc = wait_for_euicc (self);
  g_assert_nonnull (strstr (state, lpa_euicc_get_eid (euicc)));
}

static void
on_renamed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *self = user_data;

  lpa_notifier_result_free (lpa_euicc_operation_finish (LPA_EUICC (source), result, &self->error));
  self->ended = TRUE;
}

static gboolean
has_ended (gpointer data)
{
  return ((Fixture *) data)->ended;
}

static void
start_renaming (Fixture *self, LpaEuicc *euicc)
{
  g_autoptr (LpaProfile) profile = g_list_model_get_item (lpa_euicc_get_profiles (euicc), 0);

  self->ended = FALSE;
  lpa_euicc_rename_async (euicc, profile, "Holiday", NULL, on_renamed, self);
}

static void
start_renaming_held_up (Fixture *self, LpaEuicc *euicc)
{
  bench_channel_hold (self->channel, TRUE);
  start_renaming (self, euicc);
  lab_wait_until (is_held_up, self->channel, "the operation is under way");
}

static void
test_removed_during_operation (Fixture *self, gconstpointer data)
{
  g_autoptr (SimEuicc) card = put_in_new (self);
  g_autoptr (LpaEuicc) euicc = NULL;

  tern_reader_set_card_present (self->reader, TRUE);
  euicc = wait_for_euicc (self);
  start_renaming_held_up (self, euicc);
  bench_channel_put_in (self->channel, NULL);
  tern_reader_set_card_present (self->reader, FALSE);
  g_assert_cmpint (tern_reader_get_state (self->reader), ==, TERN_READER_STATE_READY);
  bench_channel_hold (self->channel, FALSE);

  /* First its end, then the card's. */
  lab_wait_until (has_ended, self, "the operation ended");
  g_assert_error (self->error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_REMOVED);
  g_assert_cmpint (tern_reader_get_state (self->reader), ==, TERN_READER_STATE_READY);
  lab_wait_until (is_empty, self->reader, "the reader is empty");
}

/* Who still holds the object of a card that went cannot reach the next one with it. */
static void
test_old_object_is_dead (Fixture *self, gconstpointer data)
{
  g_autoptr (SimEuicc) card = put_in_new (self);
  g_autoptr (LpaEuicc) old = NULL;
  g_autoptr (LpaEuicc) euicc = NULL;

  tern_reader_set_card_present (self->reader, TRUE);
  old = wait_for_euicc (self);
  tern_reader_set_card_present (self->reader, FALSE);
  tern_reader_set_card_present (self->reader, TRUE);
  euicc = wait_for_euicc (self);
  g_assert_true (old != euicc);

  start_renaming (self, old);
  lab_wait_until (has_ended, self, "the operation ended");
  g_assert_error (self->error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_REMOVED);
}

typedef struct
{
  SimEuicc *card;
  guint exchanges;
} Count;

static gboolean
was_asked (gpointer data)
{
  const Count *count = data;

  return sim_euicc_count_exchanges (count->card) > count->exchanges;
}

/* A reader that says "gone" for a moment while its card is reset by ourselves. */
static void
test_flap_during_operation (Fixture *self, gconstpointer data)
{
  g_autoptr (SimEuicc) card = put_in_new (self);
  g_autoptr (LpaEuicc) euicc = NULL;
  g_autoptr (LpaEuicc) after = NULL;
  Count count = { .card = card };

  tern_reader_set_card_present (self->reader, TRUE);
  euicc = wait_for_euicc (self);
  start_renaming_held_up (self, euicc);
  tern_reader_set_card_present (self->reader, FALSE);
  tern_reader_set_card_present (self->reader, TRUE);
  bench_channel_hold (self->channel, FALSE);
  lab_wait_until (has_ended, self, "the operation ended");
  g_assert_no_error (self->error);

  /* The card is asked whether it is the same, with the list as it was. */
  count.exchanges = sim_euicc_count_exchanges (card);
  lab_wait_until (was_asked, &count, "the card is asked");
  lab_wait_until (is_alone, self->reader, "the card was asked");
  after = get_only_euicc (self);
  g_assert_true (after == euicc);
  g_assert_cmpint (tern_reader_get_state (self->reader), ==, TERN_READER_STATE_READY);
}

static gboolean
has_other_euicc (gpointer data)
{
  gpointer *pair = data;
  GListModel *euiccs = tern_reader_get_euiccs (pair[0]);
  g_autoptr (LpaEuicc) euicc = g_list_model_get_item (euiccs, 0);

  return euicc != NULL && euicc != pair[1];
}

static void
test_changed_during_operation (Fixture *self, gconstpointer data)
{
  g_autoptr (SimEuicc) card = put_in_new (self);
  g_autoptr (SimEuicc) other = lab_euicc_new (NULL);
  g_autoptr (LpaEuicc) euicc = NULL;
  g_autoptr (LpaEuicc) after = NULL;
  gpointer pair[2] = { self->reader, NULL };

  tern_reader_set_card_present (self->reader, TRUE);
  euicc = wait_for_euicc (self);
  start_renaming_held_up (self, euicc);
  bench_channel_put_in (self->channel, other);
  tern_reader_set_card_present (self->reader, FALSE);
  tern_reader_set_card_present (self->reader, TRUE);
  bench_channel_hold (self->channel, FALSE);
  lab_wait_until (has_ended, self, "the operation ended");
  g_assert_error (self->error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_REMOVED);

  pair[1] = euicc;
  lab_wait_until (has_other_euicc, pair, "the other card is known");
  after = wait_for_euicc (self);
  g_assert_cmpstr (lpa_euicc_get_eid (after), !=, lpa_euicc_get_eid (euicc));
}

#define ADD(name, function) g_test_add ("/reader/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("ready", test_ready);
  ADD ("two-euiccs", test_two_euiccs);
  ADD ("not-an-euicc", test_not_an_euicc);
  ADD ("retry", test_retry);
  ADD ("removed-while-read", test_removed_while_read);
  ADD ("changed-while-read", test_changed_while_read);
  ADD ("removed-during-operation", test_removed_during_operation);
  ADD ("old-object-is-dead", test_old_object_is_dead);
  ADD ("flap-during-operation", test_flap_during_operation);
  ADD ("changed-during-operation", test_changed_during_operation);

  return g_test_run ();
}
