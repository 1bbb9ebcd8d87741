/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-error.h"
#include "readers/tern-pcsc-channel.h"
#include "readers/tern-pcsc-error.h"
#include "readers/tern-pcsc-watcher.h"

#include <gio/gunixsocketaddress.h>
#include <string.h>

#include "reader-lab.h"

/* One service for all tests of the program, one after the other. */
static ReaderLab lab;

/* Field notes A7, one row each, and what a service of another platform or version may say. */
static void
test_errors (void)
{
  static const struct
  {
    guint32 result;
    LpaChannelError code;
    const char *figure;
  } rows[] = {
    { 0x8010001D, LPA_CHANNEL_ERROR_NO_SERVICE, "8010001D" },
    { 0x8010002E, LPA_CHANNEL_ERROR_NO_READER, "8010002E" },
    { 0x8010000C, LPA_CHANNEL_ERROR_NO_CARD, "8010000C" },
    { 0x80100069, LPA_CHANNEL_ERROR_REMOVED, "80100069" },
    { 0x80100066, LPA_CHANNEL_ERROR_MUTE, "80100066" },
    { 0x80100067, LPA_CHANNEL_ERROR_RESET, "80100067" },
    { 0x80100068, LPA_CHANNEL_ERROR_RESET, "80100068" },
    { 0x8010000F, LPA_CHANNEL_ERROR_PROTOCOL, "8010000F" },
    { 0x8010000B, LPA_CHANNEL_ERROR_IN_USE, "8010000B" },
    { 0x80100016, LPA_CHANNEL_ERROR_COMMUNICATION, "80100016" },
    { 0x8010002F, LPA_CHANNEL_ERROR_COMMUNICATION, "8010002F" },
    { 0x0000045D, LPA_CHANNEL_ERROR_COMMUNICATION, "0000045D" },
    { 0x8010006A, LPA_CHANNEL_ERROR_NOT_PERMITTED, "8010006A" },
    { 0x8010000A, LPA_CHANNEL_ERROR_TIMEOUT, "8010000A" },
    { 0x80109999, LPA_CHANNEL_ERROR_FAILED, "80109999" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) negative = NULL;

      tern_pcsc_error_set (&error, (LONG) rows[i].result);
      g_assert_error (error, LPA_CHANNEL_ERROR, (int) rows[i].code);
      g_assert_cmpstr (lpa_error_get_figure (error), ==, rows[i].figure);

      /* Where a LONG has 32 bits the codes are negative. */
      tern_pcsc_error_set (&negative, (LONG) (gint32) rows[i].result);
      g_assert_error (negative, LPA_CHANNEL_ERROR, (int) rows[i].code);
      g_assert_cmpstr (lpa_error_get_figure (negative), ==, rows[i].figure);
    }
}

static void
assert_names (const char *names, gsize length, const char *expected)
{
  g_autoptr (GPtrArray) list = tern_pcsc_parse_names (names, length);
  g_autofree char *joined = NULL;

  g_ptr_array_add (list, NULL);
  joined = g_strjoinv ("|", (char **) list->pdata);
  g_assert_cmpstr (joined, ==, expected);
}

static void
test_names (void)
{
  assert_names (NULL, 0, "");
  assert_names ("\0", 1, "");
  assert_names ("one\0", 5, "one");
  assert_names ("one\0two\0", 9, "one|two");
  assert_names ("one\0\0two\0", 10, "one|two");
  assert_names ("one\0two\0one\0", 13, "one|two");
  assert_names ("\0one\0", 6, "one");
  assert_names ("one\0two", 7, "one|two");
}

static GBytes *
transmit (LpaChannel *channel, const char *data, gsize length, guint timeout, GError **error)
{
  g_autoptr (GBytes) command = g_bytes_new (data, length);

  return lpa_channel_transmit (channel, command, timeout, NULL, error);
}

/* MANAGE CHANNEL, open: 00 70 00 00 01. Returns the number of the new channel. */
static int
open_logical_channel (LpaChannel *channel)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) response = transmit (channel, "\x00\x70\x00\x00\x01", 5, 10000, &error);
  const guint8 *data;

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (response), ==, 3);
  data = g_bytes_get_data (response, NULL);
  g_assert_cmphex (data[1] << 8 | data[2], ==, 0x9000);

  return data[0];
}

static gboolean
is_connected (gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (lpa_channel_connect (data, NULL, &error))
    return TRUE;
  g_assert_error (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NO_CARD);

  return FALSE;
}

/* The service looks at its slots a few times a second; the main context is woken so that it is
 * asked again. */
static gboolean
wake (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static LpaChannel *
connect_card (const char *reader)
{
  LpaChannel *channel = tern_pcsc_channel_new (reader);
  guint source = g_timeout_add (50, wake, NULL);

  lab_wait_until (is_connected, channel, "the card answers");
  g_source_remove (source);

  return channel;
}

static void
test_exchange (void)
{
  g_autoptr (SimEuicc) euicc = lab_euicc_new (NULL);
  g_autoptr (GBytes) atr = sim_euicc_get_atr (euicc);
  g_autoptr (LpaChannel) channel = NULL;
  g_autoptr (GError) error = NULL;
  LabCard *card = lab_card_insert (&lab, 0, euicc);

  channel = connect_card (READER_LAB_FIRST);
  g_assert_cmpstr (lpa_channel_get_name (channel), ==, READER_LAB_FIRST);
  g_assert_true (g_bytes_equal (lpa_channel_get_atr (channel), atr));
  g_assert_cmpint (lpa_channel_get_protocol (channel), ==, LPA_PROTOCOL_T0);
  g_assert_false (lpa_channel_is_simulated (channel));

  /* A channel that is open is forgotten by a reset, and by letting the card go. */
  g_assert_cmpint (open_logical_channel (channel), ==, 1);
  g_assert_cmpint (open_logical_channel (channel), ==, 2);
  g_assert_true (lpa_channel_reset (channel, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (sim_euicc_count_channels (euicc), ==, 0);
  g_assert_cmpint (open_logical_channel (channel), ==, 1);
  lpa_channel_disconnect (channel);
  lpa_channel_disconnect (channel);
  g_assert_true (lpa_channel_connect (channel, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (open_logical_channel (channel), ==, 1);

  lab_card_remove (card);
}

static void
test_t1 (void)
{
  g_auto (SimQuirks) quirks = { 0 };
  g_autoptr (SimEuicc) euicc = NULL;
  g_autoptr (LpaChannel) channel = NULL;
  LabCard *card;

  sim_quirks_init (&quirks);
  quirks.t1 = TRUE;
  euicc = lab_euicc_new (&quirks);
  card = lab_card_insert (&lab, 0, euicc);
  channel = connect_card (READER_LAB_FIRST);
  g_assert_cmpint (lpa_channel_get_protocol (channel), ==, LPA_PROTOCOL_T1);
  g_assert_cmpint (open_logical_channel (channel), ==, 1);
  lab_card_remove (card);
}

static void
assert_cannot_connect (LpaChannel *channel, LpaChannelError code, const char *figure)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (lpa_channel_connect (channel, NULL, &error));
  g_assert_error (error, LPA_CHANNEL_ERROR, (int) code);
  g_assert_cmpstr (lpa_error_get_figure (error), ==, figure);
  g_clear_error (&error);

  g_assert_null (transmit (channel, "\x00\x70\x00\x00\x01", 5, 1000, &error));
  g_assert_error (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_RESET);
  g_clear_error (&error);
  g_assert_false (lpa_channel_reset (channel, NULL, &error));
  g_assert_error (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_RESET);
  lpa_channel_disconnect (channel);
}

static void
test_nothing_there (void)
{
  g_autoptr (LpaChannel) empty = tern_pcsc_channel_new (READER_LAB_SECOND);
  g_autoptr (LpaChannel) missing = tern_pcsc_channel_new ("No such reader");

  assert_cannot_connect (empty, LPA_CHANNEL_ERROR_NO_CARD, "8010000C");
  assert_cannot_connect (missing, LPA_CHANNEL_ERROR_NO_READER, "80100009");
}

static void
test_removed (void)
{
  g_autoptr (SimEuicc) euicc = lab_euicc_new (NULL);
  g_autoptr (LpaChannel) channel = NULL;
  g_autoptr (GBytes) response = NULL;
  g_autoptr (GError) error = NULL;
  LabCard *card = lab_card_insert (&lab, 0, euicc);

  channel = connect_card (READER_LAB_FIRST);
  lab_card_remove (card);
  response = transmit (channel, "\x00\x70\x00\x00\x01", 5, 10000, &error);
  g_assert_null (response);
  g_assert_error (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_REMOVED);
  g_assert_cmpstr (lpa_error_get_figure (error), ==, "80100069");
}

static gpointer
let_go_later (gpointer data)
{
  g_usleep (300 * 1000);
  lpa_channel_disconnect (data);

  return NULL;
}

static gpointer
cancel_later (gpointer data)
{
  g_usleep (300 * 1000);
  g_cancellable_cancel (data);

  return NULL;
}

static void
test_in_use (void)
{
  g_autoptr (SimEuicc) euicc = lab_euicc_new (NULL);
  g_autoptr (LpaChannel) holder = NULL;
  g_autoptr (LpaChannel) channel = tern_pcsc_channel_new (READER_LAB_FIRST);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  LabCard *card = lab_card_insert (&lab, 0, euicc);
  GThread *thread;
  gint64 began;

  holder = connect_card (READER_LAB_FIRST);

  /* Held for good: given up after some seconds, and at once when the person does. */
  began = g_get_monotonic_time ();
  assert_cannot_connect (channel, LPA_CHANNEL_ERROR_IN_USE, "8010000B");
  g_assert_cmpint (g_get_monotonic_time () - began, >, 4 * G_USEC_PER_SEC);
  g_assert_cmpint (g_get_monotonic_time () - began, <, 8 * G_USEC_PER_SEC);
  thread = g_thread_new ("cancel", cancel_later, cancellable);
  began = g_get_monotonic_time ();
  g_assert_false (lpa_channel_connect (channel, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - began, <, 3 * G_USEC_PER_SEC);
  g_clear_error (&error);
  g_thread_join (thread);

  /* Held for a moment, as by a desktop that looks at a new card. */
  thread = g_thread_new ("let-go", let_go_later, holder);
  g_assert_true (lpa_channel_connect (channel, NULL, &error));
  g_assert_no_error (error);
  g_thread_join (thread);
  g_assert_cmpint (open_logical_channel (channel), ==, 1);

  lab_card_remove (card);
}

/* A card that never answers an APDU holds up its caller for the time given, and the end of the
 * program not at all. */
static void
test_hung (void)
{
  g_auto (SimQuirks) quirks = { 0 };
  g_autoptr (SimEuicc) euicc = NULL;
  g_autoptr (LpaChannel) channel = NULL;
  g_autoptr (GError) error = NULL;
  LabCard *card;
  gint64 began;

  sim_quirks_init (&quirks);
  quirks.delay = 4000;
  euicc = lab_euicc_new (&quirks);
  card = lab_card_insert (&lab, 1, euicc);
  channel = connect_card (READER_LAB_SECOND);

  began = g_get_monotonic_time ();
  g_assert_null (transmit (channel, "\x00\x70\x00\x00\x01", 5, 200, &error));
  g_assert_error (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_TIMEOUT);
  g_assert_cmpstr (lpa_error_get_figure (error), ==, "8010000A");
  g_clear_error (&error);
  g_assert_null (transmit (channel, "\x00\x70\x00\x00\x01", 5, 200, &error));
  g_assert_error (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_TIMEOUT);
  lpa_channel_disconnect (channel);
  g_assert_cmpint (g_get_monotonic_time () - began, <, 2 * G_USEC_PER_SEC);

  lab_card_remove (card);
}

typedef struct
{
  TernServiceState state;
  GPtrArray *slots;
  guint count;
  guint least_events;
} World;

static void
on_snapshot (TernServiceState state, GPtrArray *slots, gpointer user_data)
{
  World *world = user_data;

  world->state = state;
  g_clear_pointer (&world->slots, g_ptr_array_unref);
  world->slots = g_ptr_array_ref (slots);
  world->count++;
}

static const TernPcscSlot *
find_slot (const World *world, const char *name)
{
  for (guint i = 0; world->slots != NULL && i < world->slots->len; i++)
    {
      const TernPcscSlot *slot = world->slots->pdata[i];

      if (g_str_equal (slot->name, name))
        return slot;
    }

  return NULL;
}

static gboolean
is_absent (gpointer data)
{
  const World *world = data;

  return world->state == TERN_SERVICE_STATE_ABSENT && world->slots->len == 0;
}

static gboolean
is_refused (gpointer data)
{
  return ((const World *) data)->state == TERN_SERVICE_STATE_NOT_PERMITTED;
}

static gboolean
has_two_empty_readers (gpointer data)
{
  const World *world = data;
  const TernPcscSlot *first = find_slot (world, READER_LAB_FIRST);
  const TernPcscSlot *second = find_slot (world, READER_LAB_SECOND);

  return world->state == TERN_SERVICE_STATE_RUNNING && first != NULL && second != NULL &&
         !first->present && !second->present;
}

static gboolean
has_card (gpointer data)
{
  const World *world = data;
  const TernPcscSlot *slot = find_slot (world, READER_LAB_FIRST);

  return slot != NULL && slot->present && slot->events >= world->least_events;
}

static gboolean
is_in_use (gpointer data)
{
  const TernPcscSlot *slot = find_slot (data, READER_LAB_FIRST);

  return slot != NULL && slot->in_use;
}

static gboolean
is_free_with_card (gpointer data)
{
  const TernPcscSlot *slot = find_slot (data, READER_LAB_FIRST);

  return slot != NULL && slot->present && !slot->in_use;
}

static void
test_watch_cards (void)
{
  World world = { 0 };
  g_autoptr (SimEuicc) euicc = lab_euicc_new (NULL);
  g_autoptr (LpaChannel) channel = tern_pcsc_channel_new (READER_LAB_FIRST);
  TernPcscWatcher *watcher = tern_pcsc_watcher_new (on_snapshot, &world);
  LabCard *card;
  guint events, count;

  lab_wait_until (has_two_empty_readers, &world, "two readers");
  card = lab_card_insert (&lab, 0, euicc);
  lab_wait_until (has_card, &world, "a card");
  g_assert_false (find_slot (&world, READER_LAB_SECOND)->present);
  events = find_slot (&world, READER_LAB_FIRST)->events;

  /* Used and reset by ourselves: it stays, and nothing was put in or taken out. */
  g_assert_true (lpa_channel_connect (channel, NULL, NULL));
  lab_wait_until (is_in_use, &world, "the card in use");
  g_assert_true (lpa_channel_reset (channel, NULL, NULL));
  lpa_channel_disconnect (channel);
  lab_wait_until (is_free_with_card, &world, "the card free");
  g_assert_cmpuint (find_slot (&world, READER_LAB_FIRST)->events, ==, events);

  /* Out and in: told apart from staying by the count, however fast it is. */
  lab_card_remove (card);
  lab_wait_until (has_two_empty_readers, &world, "the card gone");
  card = lab_card_insert (&lab, 0, euicc);
  world.least_events = events + 2;
  lab_wait_until (has_card, &world, "the card again");

  lab_card_remove (card);
  count = world.count;
  tern_pcsc_watcher_stop (watcher);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (world.count, ==, count);
  g_clear_pointer (&world.slots, g_ptr_array_unref);
}

/* A service that takes the connection and hangs up: what pcscd does to those whom polkit does not
 * let in. */
static GSocketService *
refuse_all (void)
{
  GSocketService *service = g_threaded_socket_service_new (4);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_no_errno (remove (reader_lab_get_socket ()));
  address = g_unix_socket_address_new (reader_lab_get_socket ());
  g_socket_listener_add_address (G_SOCKET_LISTENER (service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, &error);
  g_assert_no_error (error);

  return service;
}

static void
test_watch_service (void)
{
  World world = { 0 };
  g_autoptr (SimEuicc) euicc = lab_euicc_new (NULL);
  g_autoptr (LpaChannel) channel = tern_pcsc_channel_new (READER_LAB_FIRST);
  TernPcscWatcher *watcher = tern_pcsc_watcher_new (on_snapshot, &world);
  GSocketService *refusing;

  lab_wait_until (has_two_empty_readers, &world, "two readers");
  reader_lab_stop (&lab);
  lab_wait_until (is_absent, &world, "no service");
  assert_cannot_connect (channel, LPA_CHANNEL_ERROR_NO_SERVICE, "8010001D");

  reader_lab_start (&lab);
  lab_wait_until (has_two_empty_readers, &world, "two readers again");

  reader_lab_stop (&lab);
  refusing = refuse_all ();
  lab_wait_until (is_refused, &world, "refused");
  tern_pcsc_watcher_stop (watcher);
  g_socket_service_stop (refusing);
  g_socket_listener_close (G_SOCKET_LISTENER (refusing));
  g_object_unref (refusing);
  g_clear_pointer (&world.slots, g_ptr_array_unref);

  reader_lab_start (&lab);
}

/* Without a service the watcher looks now and then, and does not spin. */
static void
test_watch_nothing (void)
{
  World world = { 0 };
  TernPcscWatcher *watcher;
  gint64 began;

  reader_lab_stop (&lab);
  watcher = tern_pcsc_watcher_new (on_snapshot, &world);
  lab_wait_until (is_absent, &world, "no service");
  began = g_get_monotonic_time ();
  tern_pcsc_watcher_stop (watcher);
  g_assert_cmpint (g_get_monotonic_time () - began, <, G_USEC_PER_SEC);
  g_assert_cmpuint (world.count, ==, 1);
  g_clear_pointer (&world.slots, g_ptr_array_unref);
  reader_lab_start (&lab);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  reader_lab_init (&lab);
  reader_lab_start (&lab);

  g_test_add_func ("/pcsc/errors", test_errors);
  g_test_add_func ("/pcsc/names", test_names);
  g_test_add_func ("/pcsc/exchange", test_exchange);
  g_test_add_func ("/pcsc/t1", test_t1);
  g_test_add_func ("/pcsc/nothing-there", test_nothing_there);
  g_test_add_func ("/pcsc/removed", test_removed);
  g_test_add_func ("/pcsc/in-use", test_in_use);
  g_test_add_func ("/pcsc/watch-cards", test_watch_cards);
  g_test_add_func ("/pcsc/watch-service", test_watch_service);
  g_test_add_func ("/pcsc/watch-nothing", test_watch_nothing);
  g_test_add_func ("/pcsc/hung", test_hung);

  status = g_test_run ();
  reader_lab_clear (&lab);

  return status;
}
