/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <string.h>

#include "helper-lab.h"
#include "lpa/lpa-card.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-es10.h"
#include "lpa/lpa-hex.h"
#include "lpa/lpa-isdr-aids.h"
#include "reader-lab.h"
#include "readers/tern-helper-bus.h"
#include "readers/tern-helper-channel.h"
#include "readers/tern-helper-client.h"

#define AID "A0000005591010FFFFFFFF8900000100"
#define GET_EID "81E2910006BF3E035C015A"

typedef struct
{
  HelperLab lab;
  TernHelperClient *client;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  helper_lab_init (&self->lab);
}

static TernHelperClient *
new_client (void)
{
  g_autoptr (GError) error = NULL;
  TernHelperClient *client = tern_helper_client_new (NULL, &error);

  g_assert_no_error (error);
  return client;
}

static void
start (Fixture *self)
{
  helper_lab_start (&self->lab);
  self->client = new_client ();
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_object (&self->client);
  if (self->lab.connection != NULL && self->lab.modem.thread != NULL)
    helper_lab_wait_until_given_back (&self->lab);
  helper_lab_clear (&self->lab);
}

static const char *
device (Fixture *self)
{
  return self->lab.modem.path;
}

static gboolean
try_to_open (Fixture *self, TernHelperClient *client, guint slot, GError **error)
{
  g_autoptr (GBytes) atr = NULL;
  g_autofree char *model = NULL;

  return tern_helper_client_open (client, device (self), slot, &atr, &model, NULL, error);
}

static void
open_card (Fixture *self, TernHelperClient *client, guint slot)
{
  g_autoptr (GError) error = NULL;

  try_to_open (self, client, slot, &error);
  g_assert_no_error (error);
}

static void
open_channel (TernHelperClient *client)
{
  g_autoptr (GBytes) aid = lpa_hex_decode (AID);
  g_autoptr (GError) error = NULL;
  guint16 sw;
  int number;

  tern_helper_client_open_channel (client, aid, 0x0C, &number, &sw, &error);
  g_assert_no_error (error);
  g_assert_cmpint (number, ==, 1);
  g_assert_cmphex (sw & 0xFF00, ==, sw == 0x9000 ? 0x9000 : 0x6100);
}

static GBytes *
send (TernHelperClient *client, const char *hex, GError **error)
{
  g_autoptr (GBytes) command = lpa_hex_decode (hex);

  return tern_helper_client_transmit (client, command, 10000, error);
}

static void
assert_answers (TernHelperClient *client)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) response = send (client, GET_EID, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (response), ==, 23); /* BF3E 12 5A 10 EID, 9000 */
}

static void
assert_error_is (const GError *error, LpaChannelError code, const char *figure)
{
  g_assert_error (error, LPA_CHANNEL_ERROR, (int) code);
  g_assert_cmpstr (lpa_error_get_figure (error), ==, figure);
}

static void
assert_open_fails (Fixture *self, LpaChannelError code, const char *figure)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (try_to_open (self, self->client, 2, &error));
  assert_error_is (error, code, figure);
  g_assert_cmpuint (modem_lab_count (&self->lab.modem, "\"set-mappings\""), ==, 0);
}

static void
test_lists_slots (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) slots = NULL;
  g_autoptr (GError) error = NULL;
  const TernHelperSlot *slot;

  start (self);
  slots = tern_helper_client_list_slots (self->client, device (self), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (slots->len, ==, 2);
  slot = slots->pdata[0];
  g_assert_cmpuint (slot->number, ==, 1);
  g_assert_true (slot->used);
  g_assert_cmpstr (slot->state, ==, "active");
  slot = slots->pdata[1];
  g_assert_cmpuint (slot->number, ==, 2);
  g_assert_false (slot->used);
  g_assert_cmpstr (slot->state, ==, "off");
  g_assert_cmpuint (modem_lab_count (&self->lab.modem, "\"set-mappings\""), ==, 0);
}

static void
test_speaks_to_the_card (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  start (self);
  open_card (self, self->client, 2);
  g_assert_cmpuint (modem_lab_get_slot (&self->lab.modem), ==, 2);
  open_channel (self->client);
  assert_answers (self->client);
  g_assert_true (tern_helper_client_close_channel (self->client, &error));
  g_assert_cmpuint (sim_euicc_count_channels (self->lab.modem.euicc), ==, 0);
  open_channel (self->client);
  g_assert_true (tern_helper_client_reset (self->client, NULL, &error));
  open_channel (self->client);
  assert_answers (self->client);
  g_assert_true (tern_helper_client_restore (self->client, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (modem_lab_get_slot (&self->lab.modem), ==, 1);
  g_assert_false (helper_lab_has_record (&self->lab));
}

/* One change of slots and back for all that is done in a row. */
static void
test_keeps_the_slot_between (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  start (self);
  for (guint i = 0; i < 3; i++)
    {
      open_card (self, self->client, 2);
      open_channel (self->client);
      assert_answers (self->client);
      g_assert_true (tern_helper_client_close (self->client, &error));
      g_assert_cmpuint (modem_lab_get_slot (&self->lab.modem), ==, 2);
    }
  g_assert_true (tern_helper_client_restore (self->client, &error));
  g_assert_cmpuint (modem_lab_get_slot (&self->lab.modem), ==, 1);
  g_assert_cmpuint (modem_lab_count (&self->lab.modem, "\"set-mappings\""), ==, 2);
}

/* Nobody comes, and nobody leaves. */
static void
test_does_not_keep_it_for_ever (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->lab.flags = "--linger 50";
  start (self);
  open_card (self, self->client, 2);
  g_assert_true (tern_helper_client_close (self->client, &error));
  helper_lab_wait_until_given_back (&self->lab);
}

static void
test_carries_a_card (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) aids = lpa_isdr_aids_new_default ();
  g_autoptr (LpaCardMemory) memory = lpa_card_memory_new (NULL);
  g_autoptr (GPtrArray) isdrs = NULL;
  g_autoptr (GPtrArray) profiles = NULL;
  g_autoptr (GError) error = NULL;
  LpaChannel *channel;
  LpaCard *card;

  start (self);
  channel = tern_helper_channel_new (device (self), 2, "Modem");
  card = lpa_card_new (channel, memory);
  isdrs = lpa_card_find_isdrs (card, aids, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (lpa_card_begin (card, ((LpaIsdr *) isdrs->pdata[0])->aid, NULL, &error));
  profiles = lpa_es10c_list_profiles (card, FALSE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (profiles->len, ==, 2);
  lpa_card_end (card);
  g_assert_cmpstr (lpa_channel_get_model (channel), ==, "Simulated modem SIM-1.0");
  tern_helper_channel_give_back (TERN_HELPER_CHANNEL (channel));
  g_assert_cmpuint (modem_lab_get_slot (&self->lab.modem), ==, 1);
  g_assert_cmpuint (modem_lab_count (&self->lab.modem, "\"set-mappings\""), ==, 2);
  g_assert_finalize_object (card);
  g_assert_finalize_object (TERN_HELPER_CHANNEL (channel));
}

static void
assert_not_sent (Fixture *self, const char *hex)
{
  guint before = modem_lab_count (&self->lab.modem, "\"apdu\"");
  g_autoptr (GError) error = NULL;

  g_assert_null (send (self->client, hex, &error));
  assert_error_is (error, LPA_CHANNEL_ERROR_NOT_PERMITTED, "helper/refused");
  g_assert_cmpuint (modem_lab_count (&self->lab.modem, "\"apdu\""), ==, before);
}

/* Of each kind one; the rest is in test-helper-rules.c. */
static void
test_refuses_commands (Fixture *self, gconstpointer data)
{
  g_autofree char *long_hex = g_strnfill (2 * 4000, '0');

  start (self);
  open_card (self, self->client, 2);
  assert_not_sent (self, GET_EID); /* no channel is open */
  open_channel (self->client);
  assert_not_sent (self, "82E2910006BF3E035C015A");     /* another channel */
  assert_not_sent (self, "01E2910006BF3E035C015A");     /* another class */
  assert_not_sent (self, "8120000108FFFFFFFFFFFFFFFF"); /* another command */
  assert_not_sent (self, "81E2");                       /* too short */
  assert_not_sent (self, long_hex);                     /* too long */
  assert_answers (self->client);
}

static void
assert_not_selected (Fixture *self, const char *hex)
{
  guint before = modem_lab_count (&self->lab.modem, "\"open-channel\"");
  g_autoptr (GBytes) aid = lpa_hex_decode (hex);
  g_autoptr (GError) error = NULL;
  guint16 sw;
  int number;

  g_assert_false (tern_helper_client_open_channel (self->client, aid, 0x00, &number, &sw, &error));
  assert_error_is (error, LPA_CHANNEL_ERROR_NOT_PERMITTED, "helper/refused");
  g_assert_cmpuint (modem_lab_count (&self->lab.modem, "\"open-channel\""), ==, before);
}

static void
test_refuses_applications (Fixture *self, gconstpointer data)
{
  start (self);
  open_card (self, self->client, 2);
  assert_not_selected (self, "A0000000871002FFFFFFFF8907090000"); /* a USIM */
  assert_not_selected (self, "A0000005591010FFFFFFFF8900000200"); /* the ECASD */
  open_channel (self->client);
  assert_not_selected (self, AID); /* one channel too many */
}

static void
test_refuses_other_devices (Fixture *self, gconstpointer data)
{
  g_autofree char *detour = NULL;

  const char *paths[] = { "/dev/null", "/dev/cdc-wdm0", "/dev/../dev/null", "", NULL };

  start (self);
  detour = g_strconcat (device (self), "/../cdc-wdm0", NULL);
  paths[4] = detour;
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GBytes) atr = NULL;
      g_autofree char *model = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_false (
          tern_helper_client_open (self->client, paths[i], 1, &atr, &model, NULL, &error));
      assert_error_is (error, LPA_CHANNEL_ERROR_NO_READER, "helper/device");
    }
}

static void
test_refuses_slots_that_nothing_has (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  start (self);
  g_assert_false (try_to_open (self, self->client, 4000000000, &error));
  assert_error_is (error, LPA_CHANNEL_ERROR_NOT_PERMITTED, "helper/refused");
  g_clear_error (&error);
  g_assert_false (try_to_open (self, self->client, 3, &error));
  assert_error_is (error, LPA_CHANNEL_ERROR_FAILED, "00000015");
}

static void
test_refuses_a_second_card (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  start (self);
  open_card (self, self->client, 2);
  g_assert_false (try_to_open (self, self->client, 1, &error));
  assert_error_is (error, LPA_CHANNEL_ERROR_NOT_PERMITTED, "helper/refused");
}

/* Whoever has no card of its own cannot use another's. */
static void
test_keeps_callers_apart (Fixture *self, gconstpointer data)
{
  g_autoptr (TernHelperClient) other = NULL;
  g_autoptr (GError) error = NULL;
  gboolean changed;

  self->lab.flags = "--wait 50";
  start (self);
  other = new_client ();
  open_card (self, self->client, 2);
  open_channel (self->client);

  g_assert_false (try_to_open (self, other, 2, &error));
  assert_error_is (error, LPA_CHANNEL_ERROR_IN_USE, "helper/in-use");
  g_clear_error (&error);
  g_assert_false (try_to_open (self, other, 1, &error));
  assert_error_is (error, LPA_CHANNEL_ERROR_IN_USE, "helper/in-use");
  g_clear_error (&error);
  g_assert_null (send (other, GET_EID, &error));
  assert_error_is (error, LPA_CHANNEL_ERROR_RESET, "helper/lost");
  g_clear_error (&error);
  g_assert_false (tern_helper_client_reset (other, NULL, &error));
  g_clear_error (&error);
  g_assert_false (tern_helper_client_reveal (other, &changed, NULL, &error));
  g_clear_error (&error);
  g_assert_false (tern_helper_client_close_channel (other, &error));
  g_clear_error (&error);
  g_assert_true (tern_helper_client_close (other, &error));
  g_assert_true (tern_helper_client_restore (other, &error));
  g_assert_no_error (error);
  assert_answers (self->client);
}

static gpointer
open_elsewhere (gpointer data)
{
  Fixture *self = data;
  g_autoptr (TernHelperClient) other = new_client ();

  open_card (self, other, 1);
  return NULL;
}

static void
test_lets_callers_wait (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GThread *thread;

  start (self);
  open_card (self, self->client, 2);
  thread = g_thread_new ("other", open_elsewhere, self);
  assert_answers ((open_channel (self->client), self->client));
  g_assert_true (tern_helper_client_close (self->client, &error));
  g_thread_join (thread);
}

static GDBusMessage *
new_call (const char *method, GVariant *arguments)
{
  GDBusMessage *message = g_dbus_message_new_method_call (TERN_HELPER_BUS_NAME, TERN_HELPER_OBJECT,
                                                          TERN_HELPER_INTERFACE, method);

  if (arguments != NULL)
    g_dbus_message_set_body (message, arguments);
  return message;
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  guint *counts = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusMessage) answer =
      g_dbus_connection_send_message_with_reply_finish (G_DBUS_CONNECTION (source), result, &error);

  g_assert_no_error (error);
  if (g_dbus_message_to_gerror (answer, &error))
    counts[strstr (error->message, "Too many") != NULL ? 1 : 2]++;
  else
    counts[0]++;
}

static gboolean
are_all_answered (gpointer data)
{
  const guint *counts = data;

  return counts[0] + counts[1] + counts[2] == 40;
}

static void
test_bounds_what_waits (Fixture *self, gconstpointer data)
{
  guint counts[3] = { 0 };

  start (self);
  for (guint i = 0; i < 40; i++)
    {
      g_autoptr (GDBusMessage) call = new_call ("ListSlots", g_variant_new ("(s)", device (self)));

      g_dbus_connection_send_message_with_reply (self->lab.connection, call,
                                                 G_DBUS_SEND_MESSAGE_FLAGS_NONE, 20000, NULL, NULL,
                                                 on_answer, counts);
    }
  lab_wait_until (are_all_answered, counts, "all calls are answered");
  g_assert_cmpuint (counts[0], >=, 8);
  g_assert_cmpuint (counts[1], >=, 8);
  g_assert_cmpuint (counts[2], ==, 0);
}

static void
assert_not_understood (Fixture *self, const char *method, GVariant *arguments)
{
  g_autoptr (GDBusMessage) call = new_call (method, arguments);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusMessage) answer = g_dbus_connection_send_message_with_reply_sync (
      self->lab.connection, call, G_DBUS_SEND_MESSAGE_FLAGS_NONE, 10000, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (g_dbus_message_to_gerror (answer, &error));
}

static void
test_refuses_what_it_does_not_know (Fixture *self, gconstpointer data)
{
  start (self);
  assert_not_understood (self, "Transmit", g_variant_new ("(s)", "81E2910006BF3E035C015A"));
  assert_not_understood (self, "Open", g_variant_new ("(s)", device (self)));
  assert_not_understood (self, "Open", NULL);
  assert_not_understood (self, "Command", g_variant_new ("(s)", "AT"));
}

typedef enum
{
  MOMENT_OPENED,
  MOMENT_CHANNEL,
  MOMENT_SENT,
  MOMENT_CLOSED,
  N_MOMENTS,
} Moment;

static void
go_to (Fixture *self, Moment moment)
{
  g_autoptr (GError) error = NULL;

  open_card (self, self->client, 2);
  if (moment >= MOMENT_CHANNEL)
    open_channel (self->client);
  if (moment >= MOMENT_SENT)
    assert_answers (self->client);
  if (moment >= MOMENT_CLOSED)
    g_assert_true (tern_helper_client_close (self->client, &error));
}

static void
test_gives_back_when_the_caller_leaves (Fixture *self, gconstpointer data)
{
  start (self);
  for (Moment moment = 0; moment < N_MOMENTS; moment++)
    {
      go_to (self, moment);
      g_clear_object (&self->client);
      helper_lab_wait_until_given_back (&self->lab);
      self->client = new_client ();
    }
  g_assert_cmpuint (modem_lab_count (&self->lab.modem, "\"set-mappings\""), ==, 2 * N_MOMENTS);
}

/* The next one puts it back, before anything else. */
static void
test_gives_back_after_it_was_killed (Fixture *self, gconstpointer data)
{
  start (self);
  for (Moment moment = 0; moment < N_MOMENTS; moment++)
    {
      g_autoptr (GPtrArray) slots = NULL;
      g_autoptr (GError) error = NULL;

      go_to (self, moment);
      g_assert_true (helper_lab_has_record (&self->lab));
      helper_lab_end_helper (&self->lab, SIGKILL);
      g_assert_cmpuint (modem_lab_get_slot (&self->lab.modem), ==, 2);
      g_assert_null (send (self->client, GET_EID, &error));
      assert_error_is (error, LPA_CHANNEL_ERROR_RESET, "helper/lost");
      g_clear_error (&error);

      slots = tern_helper_client_list_slots (self->client, device (self), NULL, &error);
      g_assert_no_error (error);
      g_assert_true (((TernHelperSlot *) slots->pdata[0])->used);
      g_assert_cmpuint (modem_lab_get_slot (&self->lab.modem), ==, 1);
      g_assert_cmpuint (sim_euicc_count_channels (self->lab.modem.euicc), ==, 0);
      g_assert_false (helper_lab_has_record (&self->lab));
    }
}

/* As when the computer is shut down: before it ends. */
static void
test_gives_back_when_it_is_ended (Fixture *self, gconstpointer data)
{
  start (self);
  for (Moment moment = 0; moment < N_MOMENTS; moment++)
    {
      go_to (self, moment);
      helper_lab_end_helper (&self->lab, SIGTERM);
      helper_lab_wait_until_given_back (&self->lab);
      g_clear_object (&self->client);
      self->client = new_client ();
    }
  g_assert_cmpuint (modem_lab_count (&self->lab.modem, "\"set-mappings\""), ==, 2 * N_MOMENTS);
}

static gpointer
cancel_soon (gpointer data)
{
  g_usleep (50000);
  g_cancellable_cancel (data);
  return NULL;
}

/* Who waits for a card that another has may give up; nothing is left of that. */
static void
test_can_be_given_up (Fixture *self, gconstpointer data)
{
  g_autoptr (LpaChannel) channel = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread;

  start (self);
  channel = tern_helper_channel_new (device (self), 1, "Modem");
  open_card (self, self->client, 2);
  thread = g_thread_new ("cancel", cancel_soon, cancellable);
  g_assert_false (lpa_channel_connect (channel, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_thread_join (thread);
  g_assert_true (tern_helper_client_close (self->client, &error));
  g_assert_true (lpa_channel_connect (channel, NULL, &error));
  g_assert_no_error (error);
  lpa_channel_disconnect (channel);
}

/* What somebody else has changed meanwhile is theirs. */
static void
test_leaves_what_others_changed (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) slots = NULL;
  g_autoptr (GError) error = NULL;

  start (self);
  open_card (self, self->client, 2);
  helper_lab_end_helper (&self->lab, SIGKILL);
  modem_lab_stop (&self->lab.modem);
  modem_lab_start (&self->lab.modem); /* in its first slot again */
  slots = tern_helper_client_list_slots (self->client, device (self), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (modem_lab_count (&self->lab.modem, "\"set-mappings\""), ==, 1);
  g_assert_false (helper_lab_has_record (&self->lab));
}

static void
test_outlives_the_modem (Fixture *self, gconstpointer data)
{
  start (self);
  for (Moment moment = 0; moment < MOMENT_CLOSED; moment++)
    {
      g_autoptr (GError) error = NULL;

      go_to (self, moment);
      modem_lab_stop (&self->lab.modem);
      if (moment == MOMENT_OPENED)
        g_assert_false (tern_helper_client_reset (self->client, NULL, &error));
      else
        g_assert_null (send (self->client, GET_EID, &error));
      assert_error_is (error, LPA_CHANNEL_ERROR_REMOVED, "mbim/removed");
      g_clear_object (&self->client);
      self->client = new_client ();
      modem_lab_start (&self->lab.modem);
    }
  go_to (self, MOMENT_CLOSED);
}

static void
test_ends_when_idle (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->lab.flags = "--idle 1";
  start (self);
  open_card (self, self->client, 2);
  g_assert_true (tern_helper_client_restore (self->client, &error));
  helper_lab_wait_until_ended (&self->lab);
  open_card (self, self->client, 2);
  g_assert_true (helper_lab_is_running (&self->lab));
}

/* What one takes for an empty slot is passed through, and that ends with the session. */
static void
test_undoes_pass_through (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) slots = NULL;
  g_autoptr (GError) error = NULL;

  self->lab.modem.quirks.forgets_empty = TRUE;
  self->lab.modem.quirks.slots = 1;
  self->lab.modem.card_quirks.profiles = 0;
  start (self);
  open_card (self, self->client, 1);
  open_channel (self->client);
  g_assert_true (helper_lab_has_record (&self->lab));
  helper_lab_end_helper (&self->lab, SIGKILL);
  slots = tern_helper_client_list_slots (self->client, device (self), NULL, &error);
  g_assert_no_error (error);
  g_assert_false (helper_lab_has_record (&self->lab));
  g_assert_cmpuint (modem_lab_count (&self->lab.modem, "\"reset\", \"status\": 0, \"value\": 0"),
                    ==, 1);
}

/* What is wrong with a modem or its card is named as it would be without the helper. */
static void
test_names_a_modem_that_does_not_let (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->lab.modem.quirks.no_device_support = TRUE;
  self->lab.modem.quirks.esim_slot = 1;
  start (self);
  g_assert_false (try_to_open (self, self->client, 1, &error));
  assert_error_is (error, LPA_CHANNEL_ERROR_UNSUPPORTED, "00000009");
}

static void
test_names_an_empty_slot (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->lab.modem.quirks.empty = TRUE;
  self->lab.modem.quirks.slots = 1;
  start (self);
  g_assert_false (try_to_open (self, self->client, 1, &error));
  assert_error_is (error, LPA_CHANNEL_ERROR_NO_CARD, "00000003");
}

static void
test_names_a_channel_that_is_lost (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->lab.modem.quirks.lose_channels_after = 1;
  start (self);
  open_card (self, self->client, 2);
  open_channel (self->client);
  assert_answers (self->client);
  g_assert_null (send (self->client, GET_EID, &error));
  assert_error_is (error, LPA_CHANNEL_ERROR_RESET, "87430003");
}

static void
test_waits_for_a_busy_card (Fixture *self, gconstpointer data)
{
  self->lab.modem.quirks.busy = 2;
  self->lab.modem.quirks.slow = 100;
  start (self);
  open_card (self, self->client, 2);
  open_channel (self->client);
  assert_answers (self->client);
}

static void
test_asks_polkit (Fixture *self, gconstpointer data)
{
  self->lab.polkit = "no";
  start (self);
  assert_open_fails (self, LPA_CHANNEL_ERROR_NOT_PERMITTED, "helper/denied");
}

static void
test_tells_who_gave_no_password (Fixture *self, gconstpointer data)
{
  self->lab.polkit = "dismissed";
  start (self);
  assert_open_fails (self, LPA_CHANNEL_ERROR_NOT_PERMITTED, "helper/dismissed");
}

static void
test_needs_polkit (Fixture *self, gconstpointer data)
{
  self->lab.polkit = NULL;
  start (self);
  assert_open_fails (self, LPA_CHANNEL_ERROR_NOT_PERMITTED, "helper/no-polkit");
}

/* Our client lets polkit ask; another one may not want that. */
static void
test_lets_polkit_ask (Fixture *self, gconstpointer data)
{
  g_autoptr (GDBusMessage) call = NULL;
  g_autoptr (GDBusMessage) answer = NULL;
  g_autoptr (GError) error = NULL;

  self->lab.polkit = "challenge";
  start (self);
  open_card (self, self->client, 2);
  call = new_call ("ListSlots", g_variant_new ("(s)", device (self)));
  answer = g_dbus_connection_send_message_with_reply_sync (
      self->lab.connection, call, G_DBUS_SEND_MESSAGE_FLAGS_NONE, 10000, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_dbus_message_to_gerror (answer, &error));
  g_assert_nonnull (strstr (error->message, "helper/no-agent"));
}

static void
test_may_be_missing (Fixture *self, gconstpointer data)
{
  self->lab.has_helper = FALSE;
  start (self);
  assert_open_fails (self, LPA_CHANNEL_ERROR_NO_SERVICE, "helper/missing");
}

static void
test_may_be_broken (Fixture *self, gconstpointer data)
{
  self->lab.flags = "--idle -1";
  start (self);
  assert_open_fails (self, LPA_CHANNEL_ERROR_NO_SERVICE, "helper/broken");
}

static void
test_without_a_bus (void)
{
  g_autoptr (GError) error = NULL;

  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere/bus", TRUE);
  g_assert_null (tern_helper_client_new (NULL, &error));
  assert_error_is (error, LPA_CHANNEL_ERROR_NO_SERVICE, "helper/no-bus");
  g_unsetenv ("DBUS_SYSTEM_BUS_ADDRESS");
}

#define add(path, function) \
  g_test_add ("/helper-service/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("slots", test_lists_slots);
  add ("card", test_speaks_to_the_card);
  add ("linger/kept", test_keeps_the_slot_between);
  add ("linger/ended", test_does_not_keep_it_for_ever);
  add ("channel", test_carries_a_card);
  add ("refused/commands", test_refuses_commands);
  add ("refused/applications", test_refuses_applications);
  add ("refused/devices", test_refuses_other_devices);
  add ("refused/slots", test_refuses_slots_that_nothing_has);
  add ("refused/second-card", test_refuses_a_second_card);
  add ("refused/others", test_keeps_callers_apart);
  add ("refused/flood", test_bounds_what_waits);
  add ("refused/unknown", test_refuses_what_it_does_not_know);
  add ("waits", test_lets_callers_wait);
  add ("leaves", test_gives_back_when_the_caller_leaves);
  add ("killed", test_gives_back_after_it_was_killed);
  add ("ended", test_gives_back_when_it_is_ended);
  add ("given-up", test_can_be_given_up);
  add ("killed/changed", test_leaves_what_others_changed);
  add ("killed/pass-through", test_undoes_pass_through);
  add ("unplugged", test_outlives_the_modem);
  add ("idle", test_ends_when_idle);
  add ("quirks/no-support", test_names_a_modem_that_does_not_let);
  add ("quirks/empty", test_names_an_empty_slot);
  add ("quirks/lost", test_names_a_channel_that_is_lost);
  add ("quirks/busy", test_waits_for_a_busy_card);
  add ("polkit/no", test_asks_polkit);
  add ("polkit/dismissed", test_tells_who_gave_no_password);
  add ("polkit/none", test_needs_polkit);
  add ("polkit/challenge", test_lets_polkit_ask);
  add ("missing", test_may_be_missing);
  add ("broken", test_may_be_broken);
  g_test_add_func ("/helper-service/no-bus", test_without_a_bus);

  return g_test_run ();
}
