/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-card.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-es10.h"
#include "lpa/lpa-hex.h"
#include "lpa/lpa-isdr-aids.h"
#include "lpa/lpa-trace.h"
#include "modem-lab.h"
#include "readers/tern-mbim-channel.h"
#include "readers/tern-mbim-error.h"

#include <glib/gstdio.h>
#include <string.h>

#define MODEL "Simulated modem SIM-1.0"

typedef struct
{
  ModemLab lab;
  guint slot;
  guint open_timeout;
  LpaCardMemory *memory;
  char *memory_path; /* (nullable): where it is kept */
  LpaCard *card;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  modem_lab_init (&self->lab);
  self->memory = lpa_card_memory_new (NULL);
}

static void
use_new_channel (Fixture *self, const char *state)
{
  TernMbimPlace place = { .name = "Modem",
                          .device = self->lab.path,
                          .slot = self->slot,
                          .state = state,
                          .open_timeout = self->open_timeout };
  g_autoptr (LpaChannel) channel = tern_mbim_channel_new (&place);

  g_clear_object (&self->card);
  self->card = lpa_card_new (channel, self->memory);
}

static void
start (Fixture *self)
{
  modem_lab_start (&self->lab);
  use_new_channel (self, NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  if (self->card != NULL)
    g_assert_finalize_object (g_steal_pointer (&self->card));
  g_clear_object (&self->memory);
  g_clear_pointer (&self->memory_path, g_free);
  modem_lab_clear (&self->lab);
}

static GPtrArray *
find (Fixture *self, GError **error)
{
  g_autoptr (GPtrArray) aids = lpa_isdr_aids_new_default ();

  return lpa_card_find_isdrs (self->card, aids, NULL, error);
}

static guint
count_profiles (Fixture *self, const LpaIsdr *isdr)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) profiles = NULL;

  g_assert_true (lpa_card_begin (self->card, isdr->aid, NULL, &error));
  g_assert_no_error (error);
  profiles = lpa_es10c_list_profiles (self->card, FALSE, NULL, &error);
  g_assert_no_error (error);
  lpa_card_end (self->card);
  return profiles->len;
}

/* What must hold after everything, whatever came before. */
static void
assert_given_back (Fixture *self)
{
  g_assert_cmpuint (sim_euicc_count_channels (self->lab.euicc), ==, 0);
  g_assert_cmpuint (modem_lab_get_slot (&self->lab), ==, 1);
}

static void
assert_works (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) isdrs = find (self, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (isdrs->len, ==, 1);
  g_assert_cmpuint (count_profiles (self, isdrs->pdata[0]), ==,
                    (guint) self->lab.card_quirks.profiles);
  assert_given_back (self);
}

static void
assert_fails (Fixture *self, LpaChannelError code, const char *figure)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) isdrs = find (self, &error);

  g_assert_null (isdrs);
  g_assert_error (error, LPA_CHANNEL_ERROR, (int) code);
  g_assert_cmpstr (lpa_error_get_figure (error), ==, figure);
}

static void
test_works (Fixture *self, gconstpointer data)
{
  start (self);
  assert_works (self);
  g_assert_cmpstr (lpa_channel_get_model (lpa_card_get_channel (self->card)), ==, MODEL);
  g_assert_cmpuint (modem_lab_count (&self->lab, "\"reset\""), ==, 0);
  g_assert_cmpuint (modem_lab_count (&self->lab, "\"set-capability\""), ==, 0);
  g_assert_cmpuint (modem_lab_count (&self->lab, "\"set-mappings\""), ==, 0);
}

static void
test_changes_the_slot_and_puts_it_back (Fixture *self, gconstpointer data)
{
  self->lab.quirks.slots = 2;
  self->slot = 2;
  start (self);
  assert_works (self);
  g_assert_cmpuint (modem_lab_count (&self->lab, "\"set-mappings\", \"status\": 0, \"value\": 2"),
                    ==, 2);
  g_assert_cmpuint (modem_lab_count (&self->lab, "\"set-mappings\", \"status\": 0, \"value\": 1"),
                    ==, 2);
}

static void
test_leaves_the_slot_that_fits (Fixture *self, gconstpointer data)
{
  self->lab.quirks.slots = 2;
  self->lab.quirks.esim_slot = 1;
  self->slot = 1;
  start (self);
  assert_works (self);
  g_assert_cmpuint (modem_lab_count (&self->lab, "\"set-mappings\""), ==, 0);
}

static void
test_waits_for_a_slow_card (Fixture *self, gconstpointer data)
{
  self->lab.quirks.slots = 2;
  self->lab.quirks.slow = 700;
  self->slot = 2;
  start (self);
  assert_works (self);
  g_assert_cmpuint (modem_lab_count (&self->lab, "\"ready\""), >=, 4);
}

static void
test_refuses_a_slot_that_is_not_there (Fixture *self, gconstpointer data)
{
  self->lab.quirks.slots = 2;
  self->slot = 3;
  start (self);
  assert_fails (self, LPA_CHANNEL_ERROR_FAILED, "00000015");
  assert_given_back (self);
}

/* A request that fits in one block of the usual size, and not in one that such a modem takes. */
static void
test_remembers_segments (Fixture *self, gconstpointer data)
{
  g_autofree char *nickname = g_strnfill (64, 'x');
  g_autoptr (GPtrArray) isdrs = NULL;
  g_autoptr (GPtrArray) profiles = NULL;
  g_autoptr (GError) error = NULL;

  self->lab.card_quirks.max_segment = 60;
  start (self);
  isdrs = find (self, &error);
  g_assert_no_error (error);
  lpa_card_begin (self->card, ((LpaIsdr *) isdrs->pdata[0])->aid, NULL, &error);
  g_assert_no_error (error);
  profiles = lpa_es10c_list_profiles (self->card, FALSE, NULL, &error);
  g_assert_no_error (error);
  lpa_es10c_set_nickname (self->card, profiles->pdata[0], nickname, NULL, &error);
  g_assert_no_error (error);
  lpa_card_end (self->card);
  g_assert_cmpuint (lpa_card_memory_get_segment_size (self->memory, MODEL), ==, 60);
}

static void
test_without_slots (Fixture *self, gconstpointer data)
{
  self->lab.quirks.no_slots = TRUE;
  self->slot = 1;
  start (self);
  assert_works (self);
}

static void
test_cannot_change_without_slots (Fixture *self, gconstpointer data)
{
  self->lab.quirks.no_slots = TRUE;
  self->slot = 2;
  start (self);
  assert_fails (self, LPA_CHANNEL_ERROR_UNSUPPORTED, "mbim/slots");
}

static void
test_needs_p2_0c (Fixture *self, gconstpointer data)
{
  self->lab.quirks.needs_p2_0c = TRUE;
  start (self);
  assert_works (self);
  g_assert_cmpuint (
      modem_lab_count (&self->lab, "\"value\": 0}"), ==,
      modem_lab_count (&self->lab, "\"close-channel\", \"status\": 0, \"value\": 0}"));
}

/* What worked last time with this model comes first. */
static void
test_remembers_p2 (Fixture *self, gconstpointer data)
{
  lpa_card_memory_set_model_p2 (self->memory, MODEL, 0x04);
  start (self);
  assert_works (self);
  g_assert_cmpuint (modem_lab_count (&self->lab, "\"open-channel\", \"status\": 0, \"value\": 4}"),
                    ==, 2);
  g_assert_cmpuint (lpa_card_memory_get_model_p2 (self->memory, MODEL, 0x0C), ==, 0x04);
}

/* And is learnt anew when the modem has become another. */
static void
test_learns_p2 (Fixture *self, gconstpointer data)
{
  lpa_card_memory_set_model_p2 (self->memory, MODEL, 0x00);
  self->lab.quirks.needs_p2_0c = TRUE;
  start (self);
  assert_works (self);
  g_assert_cmpuint (lpa_card_memory_get_model_p2 (self->memory, MODEL, 0x04), ==, 0x0C);
}

typedef struct
{
  const char *name;
  void (*apply) (ModemLab *lab);
} Quirk;

static void
refuses_p2_0c (ModemLab *lab)
{
  lab->quirks.refuses_p2_0c = TRUE;
}

static void
needs_le (ModemLab *lab)
{
  lab->quirks.needs_le = TRUE;
}

static void
needs_extended (ModemLab *lab)
{
  lab->quirks.needs_extended = TRUE;
}

static void
gives_61xx (ModemLab *lab)
{
  lab->quirks.gives_61xx = TRUE;
}

static void
sends_fragments (ModemLab *lab)
{
  lab->quirks.fragment = 64;
}

static void
leaves_channels (ModemLab *lab)
{
  lab->quirks.leaked = TRUE;
}

static void
is_busy (ModemLab *lab)
{
  lab->quirks.busy = 2;
}

static void
forgets_empty (ModemLab *lab)
{
  lab->quirks.forgets_empty = TRUE;
  lab->card_quirks.profiles = 0;
}

static void
loses_channels (ModemLab *lab)
{
  lab->quirks.lose_channels_after = 3;
}

static void
high_channel (ModemLab *lab)
{
  lab->card_quirks.first_channel = 5;
}

static void
small_segments (ModemLab *lab)
{
  lab->card_quirks.max_segment = 60;
}

static const Quirk quirks[] = {
  { "refuses-p2-0c", refuses_p2_0c },
  { "needs-le", needs_le },
  { "needs-extended", needs_extended },
  { "gives-61xx", gives_61xx },
  { "fragments", sends_fragments },
  { "leaked", leaves_channels },
  { "busy", is_busy },
  { "forgets-empty", forgets_empty },
  { "loses-channels", loses_channels },
  { "high-channel", high_channel },
  { "small-segments", small_segments },
};

static void
test_quirk (Fixture *self, gconstpointer data)
{
  const Quirk *quirk = data;

  quirk->apply (&self->lab);
  start (self);
  assert_works (self);
}

/* What one program has found out no later one waits for. */
static void
test_remembers_what_forgets (Fixture *self, gconstpointer data)
{
  g_autofree char *state = g_dir_make_tmp ("tern-modems-XXXXXX", NULL);
  g_autofree char *models = g_build_filename (state, "models", NULL);

  forgets_empty (&self->lab);
  modem_lab_start (&self->lab);
  use_new_channel (self, state);
  assert_works (self);
  modem_lab_stop (&self->lab);

  self->lab.quirks.slots = 2;
  self->lab.quirks.esim_slot = 2;
  self->slot = 2;
  modem_lab_start (&self->lab);
  use_new_channel (self, state);
  assert_works (self);
  g_assert_cmpuint (modem_lab_count (&self->lab, "\"ready\""), <, 10);
  g_assert_no_errno (g_unlink (models));
  g_assert_no_errno (g_rmdir (state));
}

static guint
count_openings (Fixture *self)
{
  g_autoptr (LpaCardMemory) memory = lpa_card_memory_new (self->memory_path);

  g_unlink (self->lab.log);
  g_set_object (&self->memory, memory);
  modem_lab_start (&self->lab);
  use_new_channel (self, NULL);
  assert_works (self);
  return modem_lab_count (&self->lab, "\"open-channel\"");
}

/* With another firmware the same modem is another one. */
static void
test_remembers_how_to_select (Fixture *self, gconstpointer data)
{
  guint first, again, other;

  self->memory_path = g_build_filename (self->lab.folder, "memory", NULL);
  self->lab.quirks.refuses_p2_0c = TRUE;
  first = count_openings (self);
  modem_lab_stop (&self->lab);
  again = count_openings (self);
  modem_lab_stop (&self->lab);
  self->lab.quirks.firmware = g_strdup ("SIM-1.1");
  other = count_openings (self);
  g_assert_cmpuint (again, <, other);
  g_assert_cmpuint (other, <=, first);
  g_unlink (self->memory_path);
}

/* Told once, and reset once, for good. */
static void
test_reveals (Fixture *self, gconstpointer data)
{
  self->lab.quirks.needs_capability = TRUE;
  start (self);
  assert_works (self);
  g_assert_cmpuint (modem_lab_count (&self->lab, "\"set-capability\""), ==, 1);
  g_assert_cmpuint (modem_lab_count (&self->lab, "\"reset\""), ==, 1);
}

/* An ordinary card's connection is not taken down in search of an eUICC. */
static void
test_leaves_ordinary_cards_alone (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) isdrs = NULL;

  self->lab.quirks.slots = 2;
  self->slot = 1;
  start (self);
  isdrs = find (self, &error);
  g_assert_null (isdrs);
  g_assert_error (error, LPA_CARD_ERROR, LPA_CARD_ERROR_NO_ISDR);
  g_assert_cmpuint (modem_lab_count (&self->lab, "\"reset\""), ==, 0);
  g_assert_cmpuint (modem_lab_count (&self->lab, "\"set-capability\""), ==, 0);
}

static void
test_no_device_support (Fixture *self, gconstpointer data)
{
  self->lab.quirks.no_device_support = TRUE;
  start (self);
  assert_fails (self, LPA_CHANNEL_ERROR_UNSUPPORTED, "00000009");
}

static void
test_empty (Fixture *self, gconstpointer data)
{
  self->lab.quirks.slots = 2;
  self->lab.quirks.empty = TRUE;
  self->slot = 2;
  start (self);
  assert_fails (self, LPA_CHANNEL_ERROR_NO_CARD, "00000003");
  assert_given_back (self);
}

static void
test_stays_busy (Fixture *self, gconstpointer data)
{
  self->lab.quirks.busy = G_MAXINT;
  start (self);
  assert_fails (self, LPA_CHANNEL_ERROR_IN_USE, "00000001");
}

static void
test_mute (Fixture *self, gconstpointer data)
{
  self->lab.quirks.mute = TRUE;
  self->open_timeout = 1000;
  start (self);
  assert_fails (self, LPA_CHANNEL_ERROR_TIMEOUT, "mbim/timeout");
}

static void
test_no_node (Fixture *self, gconstpointer data)
{
  start (self);
  modem_lab_stop (&self->lab);
  assert_fails (self, LPA_CHANNEL_ERROR_NO_READER, "mbim/no-node");
}

/* A node that is none: opening it must fail in bounded time and say so. */
static void
test_not_a_modem (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TernMbimPlace place = { .name = "Modem", .device = "/dev/null", .open_timeout = 1000 };
  g_autoptr (LpaChannel) channel = tern_mbim_channel_new (&place);

  g_assert_false (lpa_channel_connect (channel, NULL, &error));
  g_assert_true (error->domain == LPA_CHANNEL_ERROR);
}

static void
test_cancelled (Fixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) aids = lpa_isdr_aids_new_default ();
  g_autoptr (GError) error = NULL;

  start (self);
  g_cancellable_cancel (cancellable);
  g_assert_null (lpa_card_find_isdrs (self->card, aids, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* What the modem does in our stead stands in a trace as the SELECT that it is. */
static void
test_is_traced (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->lab.folder, "trace", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (LpaTrace) trace = lpa_trace_new (path, &error);
  g_autoptr (LpaChannel) traced = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  start (self);
  traced = lpa_trace_wrap (trace, lpa_card_get_channel (self->card));
  g_clear_object (&self->card);
  self->card = lpa_card_new (traced, self->memory);
  assert_works (self);
  g_clear_object (&self->card);
  g_clear_object (&traced);
  g_clear_object (&trace);

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "01A4040C10A0000005591010FFFFFFFF8900000100"));
  g_assert_nonnull (strstr (text, "81E29100"));
  g_assert_null (strstr (text, "0070000001"));
  g_unlink (path);
}

/* A channel lost in the middle of what cannot be repeated is named, not hidden. */
static void
test_names_a_lost_channel (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) command = lpa_hex_decode ("BF3E035C015A");
  g_autoptr (GBytes) aid = lpa_hex_decode ("A0000005591010FFFFFFFF8900000100");
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;
  g_autoptr (GError) error = NULL;

  self->lab.quirks.lose_channels_after = 1;
  start (self);
  g_assert_true (lpa_card_begin (self->card, aid, NULL, &error));
  g_assert_no_error (error);
  first = lpa_card_exchange_once (self->card, command, 2000, &error);
  g_assert_no_error (error);
  g_assert_nonnull (first);
  second = lpa_card_exchange_once (self->card, command, 2000, &error);
  g_assert_null (second);
  g_assert_error (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_RESET);
  g_assert_cmpstr (lpa_error_get_figure (error), ==, "87430003");
  lpa_card_end (self->card);
}

/* The first command of each kind that a search sends; the modem goes before it answers. */
static const char *const first_steps[] = {
  "open", "caps",          "mappings", "set-mappings", "ready",
  "slot", "close-channel", "atr",      "open-channel", "apdu",
};

static void
test_unplugged (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) isdrs = NULL;

  self->lab.quirks.slots = 2;
  self->lab.quirks.unplug_at = g_strdup (data);
  self->slot = 2;
  self->open_timeout = 2000;
  start (self);
  isdrs = find (self, &error);
  g_assert_null (isdrs);
  g_assert_error (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_REMOVED);
  g_assert_cmpstr (lpa_error_get_figure (error), ==, "mbim/removed");
}

/* Where it is too late to matter, the modem may go. */
static void
test_unplugged_when_done (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) isdrs = NULL;

  self->lab.quirks.slots = 2;
  self->lab.quirks.unplug_at = g_strdup ("set-mappings:2");
  self->slot = 2;
  start (self);
  isdrs = find (self, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (isdrs->len, ==, 1);
}

typedef struct
{
  guint32 status;
  LpaChannelError code;
  const char *figure;
} StatusRow;

static const StatusRow statuses[] = {
  { 1, LPA_CHANNEL_ERROR_IN_USE, "00000001" },
  { 2, LPA_CHANNEL_ERROR_COMMUNICATION, "00000002" },
  { 3, LPA_CHANNEL_ERROR_NO_CARD, "00000003" },
  { 4, LPA_CHANNEL_ERROR_MUTE, "00000004" },
  { 5, LPA_CHANNEL_ERROR_NOT_PERMITTED, "00000005" },
  { 9, LPA_CHANNEL_ERROR_UNSUPPORTED, "00000009" },
  { 14, LPA_CHANNEL_ERROR_MUTE, "0000000E" },
  { 28, LPA_CHANNEL_ERROR_UNSUPPORTED, "0000001C" },
  { 0x87430003, LPA_CHANNEL_ERROR_RESET, "87430003" },
  { 0xFFFFFFFF, LPA_CHANNEL_ERROR_FAILED, "FFFFFFFF" },
};

static void
test_statuses (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (GError) error = NULL;

      tern_mbim_error_set_status (&error, statuses[i].status);
      g_assert_error (error, LPA_CHANNEL_ERROR, (int) statuses[i].code);
      g_assert_cmpstr (lpa_error_get_figure (error), ==, statuses[i].figure);
    }
}

static void
add (const char *name, gconstpointer data, void (*test) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/mbim-channel/", name, NULL);

  g_test_add (path, Fixture, data, set_up, test, tear_down);
}

static void
add_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (quirks); i++)
    {
      g_autofree char *name = g_strconcat ("quirk/", quirks[i].name, NULL);

      add (name, &quirks[i], test_quirk);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (first_steps); i++)
    {
      g_autofree char *name = g_strconcat ("unplugged/", first_steps[i], NULL);

      add (name, first_steps[i], test_unplugged);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("works", NULL, test_works);
  add ("slot/changed", NULL, test_changes_the_slot_and_puts_it_back);
  add ("slot/left", NULL, test_leaves_the_slot_that_fits);
  add ("slot/slow", NULL, test_waits_for_a_slow_card);
  add ("slot/not-there", NULL, test_refuses_a_slot_that_is_not_there);
  add ("slot/unknown", NULL, test_without_slots);
  add ("slot/unknown-second", NULL, test_cannot_change_without_slots);
  add ("p2/0c", NULL, test_needs_p2_0c);
  add ("p2/remembered", NULL, test_remembers_p2);
  add ("segments/remembered", NULL, test_remembers_segments);
  add ("select/remembered", NULL, test_remembers_how_to_select);
  add ("forgets/remembered", NULL, test_remembers_what_forgets);
  add ("p2/learnt", NULL, test_learns_p2);
  add_table ();
  add ("reveals", NULL, test_reveals);
  add ("ordinary-card", NULL, test_leaves_ordinary_cards_alone);
  add ("no-device-support", NULL, test_no_device_support);
  add ("empty", NULL, test_empty);
  add ("stays-busy", NULL, test_stays_busy);
  add ("mute", NULL, test_mute);
  add ("no-node", NULL, test_no_node);
  add ("not-a-modem", NULL, test_not_a_modem);
  add ("cancelled", NULL, test_cancelled);
  add ("traced", NULL, test_is_traced);
  add ("lost-channel", NULL, test_names_a_lost_channel);
  add ("unplugged/done", NULL, test_unplugged_when_done);
  g_test_add_func ("/mbim-channel/statuses", test_statuses);

  return g_test_run ();
}
