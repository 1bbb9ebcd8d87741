/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>

#include "helper-lab.h"
#include "lpa/lpa-card.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-isdr-aids.h"
#include "readers/tern-helper-channel.h"
#include "readers/tern-reader-monitor.h"

/* What whole programs do with cards behind the helper, while it or the modem is busy or dies. */
typedef struct
{
  HelperLab lab;
  TernCardSetup setup;
  TernReaderMonitor *monitor;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  helper_lab_init (&self->lab);
  self->setup.trust = lpa_trust_new ();
  self->setup.memory = lpa_card_memory_new (NULL);
  self->setup.aids = lpa_isdr_aids_new_default ();
}

static gboolean
is_alone (gpointer data)
{
  return G_OBJECT (data)->ref_count == 1;
}

static void
end_monitor (Fixture *self)
{
  helper_lab_watch_until (is_alone, self->monitor, "nobody holds the monitor");
  g_assert_finalize_object (g_steal_pointer (&self->monitor));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  if (self->monitor != NULL)
    end_monitor (self);
  g_clear_object (&self->setup.trust);
  g_clear_object (&self->setup.memory);
  g_clear_pointer (&self->setup.aids, g_ptr_array_unref);
  helper_lab_wait_until_given_back (&self->lab);
  helper_lab_clear (&self->lab);
}

static TernReaderState
get_state (Fixture *self)
{
  g_autoptr (TernReader) reader =
      g_list_model_get_item (tern_reader_monitor_get_readers (self->monitor), 0);

  return tern_reader_get_state (reader);
}

static gboolean
is_settled (gpointer data)
{
  return tern_reader_monitor_is_settled (((Fixture *) data)->monitor);
}

static void
add_modem (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  self->monitor = tern_reader_monitor_new (&self->setup);
  tern_reader_monitor_add_modem (self->monitor, self->lab.modem.path, 2, TERN_MODEM_WAY_HELPER,
                                 &error);
  g_assert_no_error (error);
}

/* As a program that has read the card and keeps its slot for a moment. */
static void
read_card (Fixture *self)
{
  self->lab.flags = "--linger 60000";
  helper_lab_start (&self->lab);
  add_modem (self);
  lab_wait_until (is_settled, self, "the card is read");
  g_assert_cmpint (get_state (self), ==, TERN_READER_STATE_READY);
  g_assert_cmpuint (modem_lab_get_slot (&self->lab.modem), ==, 2);
}

static void
on_given_back (GObject *source, GAsyncResult *result, gpointer user_data)
{
  tern_reader_monitor_give_back_finish (result);
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

static gboolean
wake_helper (gpointer data)
{
  helper_lab_signal_helper (data, SIGCONT);
  return G_SOURCE_REMOVE;
}

static void
test_gives_back_at_the_end (Fixture *self, gconstpointer data)
{
  gboolean done = FALSE;

  read_card (self);
  tern_reader_monitor_give_back_async (self->monitor, on_given_back, &done);
  lab_wait_until (is_true, &done, "the modem is given back");
  g_assert_cmpuint (modem_lab_get_slot (&self->lab.modem), ==, 1);
}

/* Who waits for a helper that does not answer goes on with everything else meanwhile. */
static void
test_does_other_things_meanwhile (Fixture *self, gconstpointer data)
{
  gboolean done = FALSE;

  read_card (self);
  helper_lab_signal_helper (&self->lab, SIGSTOP);
  tern_reader_monitor_give_back_async (self->monitor, on_given_back, &done);
  g_idle_add (wake_helper, &self->lab);
  lab_wait_until (is_true, &done, "the modem is given back");
  g_assert_cmpuint (modem_lab_get_slot (&self->lab.modem), ==, 1);
}

/* A window that is closed does not wait for a helper at all, and leaves nothing behind. */
static void
test_need_not_wait (Fixture *self, gconstpointer data)
{
  read_card (self);
  helper_lab_signal_helper (&self->lab, SIGSTOP);
  end_monitor (self);
  g_assert_cmpuint (modem_lab_get_slot (&self->lab.modem), ==, 2);
  helper_lab_signal_helper (&self->lab, SIGCONT);
  helper_lab_wait_until_given_back (&self->lab);
}

typedef struct
{
  LpaChannel *channel;
  GCancellable *cancellable;
  GError *error;
  GThread *thread;
  gboolean done;
} Connecting;

static gpointer
connect (gpointer data)
{
  Connecting *self = data;

  lpa_channel_connect (self->channel, self->cancellable, &self->error);
  g_atomic_int_set (&self->done, TRUE);
  return NULL;
}

static void
connecting_start (Connecting *self, Fixture *fixture)
{
  *self = (Connecting){ .channel = tern_helper_channel_new (fixture->lab.modem.path, 2, "Modem"),
                        .cancellable = g_cancellable_new () };
  self->thread = g_thread_new ("connect", connect, self);
}

static void
connecting_end (Connecting *self)
{
  helper_lab_watch_until (is_true, &self->done, "connecting has ended");
  g_thread_join (self->thread);
}

static void
connecting_clear (Connecting *self)
{
  lpa_channel_disconnect (self->channel);
  g_clear_object (&self->channel);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
}

static gboolean
is_changing_slots (gpointer data)
{
  return modem_lab_count (data, "\"set-mappings\"") > 0;
}

/* Cancelled while the modem changes its slot, which takes longer than anybody waits. */
static void
test_is_given_up_in_the_middle (Fixture *self, gconstpointer data)
{
  Connecting connecting;

  self->lab.modem.quirks.slow = 1000;
  helper_lab_start (&self->lab);
  connecting_start (&connecting, self);
  helper_lab_watch_until (is_changing_slots, &self->lab.modem, "the slot is changed");
  g_cancellable_cancel (connecting.cancellable);
  connecting_end (&connecting);
  g_assert_error (connecting.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  connecting_clear (&connecting);
  helper_lab_wait_until_given_back (&self->lab);
}

/* Who waits in line when the helper is killed is told, and can begin anew with the next one. */
static void
test_is_killed_while_two_want_the_card (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Connecting first, second;

  helper_lab_start (&self->lab);
  connecting_start (&first, self);
  connecting_end (&first);
  g_assert_no_error (first.error);
  connecting_start (&second, self);
  helper_lab_end_helper (&self->lab, SIGKILL);
  connecting_end (&second);
  if (second.error != NULL)
    {
      g_assert_error (second.error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_RESET);
      g_assert_cmpstr (lpa_error_get_figure (second.error), ==, "helper/lost");
      lpa_channel_connect (second.channel, NULL, &error);
      g_assert_no_error (error);
    }
  connecting_clear (&first);
  connecting_clear (&second);
}

/* The card's holder is gone in the middle, and the next in line has the card. */
static void
test_passes_on_what_the_dead_held (Fixture *self, gconstpointer data)
{
  Connecting first, second;

  helper_lab_start (&self->lab);
  connecting_start (&first, self);
  connecting_end (&first);
  g_assert_no_error (first.error);
  connecting_start (&second, self);
  g_clear_object (&first.channel); /* without a word, as from a process that was killed */
  connecting_end (&second);
  g_assert_no_error (second.error);
  first.channel = g_object_ref (second.channel);
  connecting_clear (&second);
  connecting_clear (&first);
}

/* The first command of each kind that a search sends; the modem goes before it answers. */
static const char *const steps[] = {
  "open", "caps",          "mappings", "set-mappings", "ready",
  "slot", "close-channel", "atr",      "open-channel", "apdu",
};

static GPtrArray *
find_isdrs (Fixture *self, GError **error)
{
  g_autoptr (LpaChannel) channel = tern_helper_channel_new (self->lab.modem.path, 2, "Modem");
  g_autoptr (LpaCard) card = lpa_card_new (channel, self->setup.memory);

  return lpa_card_find_isdrs (card, self->setup.aids, NULL, error);
}

/* Whenever the modem goes, that is said, and the same helper serves it again when it is back. */
static void
test_outlives_the_modem (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) isdrs = NULL;
  g_autoptr (GError) error = NULL;

  self->lab.modem.quirks.unplug_at = g_strdup (data);
  helper_lab_start (&self->lab);
  none = find_isdrs (self, &error);
  g_assert_null (none);
  g_assert_error (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_REMOVED);
  g_assert_cmpstr (lpa_error_get_figure (error), ==, "mbim/removed");
  g_clear_error (&error);

  modem_lab_stop (&self->lab.modem);
  g_clear_pointer (&self->lab.modem.quirks.unplug_at, g_free);
  modem_lab_start (&self->lab.modem);
  isdrs = find_isdrs (self, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (isdrs->len, ==, 1);
}

#define add(path, function) \
  g_test_add ("/helper-clients/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("give-back", test_gives_back_at_the_end);
  add ("give-back/stopped", test_does_other_things_meanwhile);
  add ("close/stopped", test_need_not_wait);
  add ("given-up", test_is_given_up_in_the_middle);
  add ("two/helper-killed", test_is_killed_while_two_want_the_card);
  add ("two/holder-killed", test_passes_on_what_the_dead_held);

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *path = g_strconcat ("/helper-clients/unplugged/", steps[i], NULL);

      g_test_add (path, Fixture, steps[i], set_up, test_outlives_the_modem, tear_down);
    }

  return g_test_run ();
}
