/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "lpa/lpa-card.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-es10.h"
#include "lpa/lpa-hex.h"

#include "fake-channel.h"

#define AID "A0000005591010FFFFFFFF8900000100"
#define CAPABILITY "80AA00000AA9088100820101830107 -> 9000"
#define OPEN "0070000001 -> 019000"
#define SELECT "01A4040010" AID
#define CLOSE "00708001 -> 9000"

/* GetEUICCChallenge and its answer: a command that only reads */
#define ASK "81E2910003BF2E00"
#define ASK_ANSWER "BF2E1280100123456789ABCDEF0123456789ABCDEF"

typedef struct
{
  FakeChannel *channel;
  LpaCardMemory *memory;
  LpaCard *card;
  GBytes *aid;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->channel = fake_channel_new ();
  f->memory = lpa_card_memory_new (NULL);
  f->card = lpa_card_new (LPA_CHANNEL (f->channel), f->memory);
  f->aid = lpa_hex_decode (AID);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fake_channel_assert_finished (f->channel);
  g_assert_finalize_object (f->card);
  g_assert_finalize_object (f->channel);
  g_assert_finalize_object (f->memory);
  g_bytes_unref (f->aid);
}

static void
begin (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  fake_channel_script (f->channel, "connect", CAPABILITY, OPEN, SELECT " -> 9000", NULL);
  lpa_card_begin (f->card, f->aid, NULL, &error);
  g_assert_no_error (error);
}

static void
end (Fixture *f)
{
  fake_channel_script (f->channel, CLOSE, "disconnect", NULL);
  lpa_card_end (f->card);
}

static GBytes *
exchange (Fixture *f, const char *request, GError **error)
{
  g_autoptr (GBytes) bytes = lpa_hex_decode (request);

  return lpa_card_exchange (f->card, bytes, LPA_CARD_TIMEOUT, NULL, error);
}

static void
assert_exchange (Fixture *f, const char *request, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer = exchange (f, request, &error);
  g_autofree char *hex = NULL;

  g_assert_no_error (error);
  hex = lpa_hex_encode (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
  g_assert_cmpstr (hex, ==, expected);
}

static void
assert_refused (Fixture *f, const char *request, GQuark domain, int code, const char *figure)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (exchange (f, request, &error));
  g_assert_error (error, domain, code);
  g_assert_cmpstr (lpa_error_get_figure (error), ==, figure);
}

/* @count bytes of @byte */
static char *
fill (const char *byte, guint count)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < count; i++)
    g_string_append (text, byte);
  return g_string_free (text, FALSE);
}

static void
add_block (Fixture *f, const char *header, const char *byte, guint count, const char *rest)
{
  g_autofree char *data = fill (byte, count);
  g_autofree char *line = g_strdup_printf ("%s%02X%s %s", header, count, data, rest);

  fake_channel_add (f->channel, line);
}

static void
test_plain (Fixture *f, gconstpointer data)
{
  guint before;

  begin (f);
  before = lpa_card_get_n_exchanges (f->card);
  fake_channel_script (f->channel, ASK " -> 6115", "81C0000015 -> " ASK_ANSWER "9000", NULL);
  assert_exchange (f, "BF2E00", ASK_ANSWER);
  g_assert_cmpuint (lpa_card_get_n_exchanges (f->card) - before, ==, 2);
  g_assert_false (lpa_card_has_pending_refresh (f->card));
  end (f);
}

static void
test_not_open (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  assert_refused (f, "BF2E00", LPA_CARD_ERROR, LPA_CARD_ERROR_NOT_OPEN, NULL);
  g_assert_false (lpa_card_restart (f->card, NULL, &error));
  g_assert_error (error, LPA_CARD_ERROR, LPA_CARD_ERROR_NOT_OPEN);
  lpa_card_end (f->card);
}

typedef struct
{
  guint number;
  const char *select_class;
  const char *store_class;
} Class;

static void
test_classes (Fixture *f, gconstpointer data)
{
  static const Class classes[] = { { 1, "01", "81" },
                                   { 3, "03", "83" },
                                   { 4, "40", "C0" },
                                   { 5, "41", "C1" },
                                   { 19, "4F", "CF" } };

  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      const Class *c = &classes[i];
      g_autofree char *open = g_strdup_printf ("0070000001 -> %02X9000", c->number);
      g_autofree char *select = g_strdup_printf ("%sA4040010" AID " -> 9000", c->select_class);
      g_autofree char *store = g_strdup_printf ("%sE2910003BF2E00 -> 6102", c->store_class);
      g_autofree char *get = g_strdup_printf ("%sC0000002 -> BF009000", c->store_class);
      g_autofree char *close = g_strdup_printf ("007080%02X -> 9000", c->number);
      g_autoptr (GError) error = NULL;

      fake_channel_script (f->channel, "connect", CAPABILITY, open, select, store, get, close,
                           "disconnect", NULL);
      lpa_card_begin (f->card, f->aid, NULL, &error);
      g_assert_no_error (error);
      assert_exchange (f, "BF2E00", "BF00");
      lpa_card_end (f->card);
    }
}

static void
test_terminal_capability_ignored (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fake_channel_script (f->channel, "connect", "80AA00000AA9088100820101830107 -> 6E00", OPEN,
                       SELECT " -> 611A", NULL);
  lpa_card_begin (f->card, f->aid, NULL, &error);
  g_assert_no_error (error);
  end (f);
}

static void
test_responses (Fixture *f, gconstpointer data)
{
  g_autofree char *full = fill ("AA", 256);
  g_autofree char *get_full = g_strdup_printf ("81C0000000 -> %s6103", full);
  g_autofree char *expected = g_strdup_printf ("%sBBBBBB", full);

  begin (f);

  /* 6100 stands for 256 bytes, and there may be more behind them */
  fake_channel_script (f->channel, ASK " -> 6100", get_full, "81C0000003 -> BBBBBB9000", NULL);
  assert_exchange (f, "BF2E00", expected);

  /* the card insists on a length */
  fake_channel_script (f->channel, ASK " -> 6100", "81C0000000 -> 6C02", "81C0000002 -> CCDD9000",
                       NULL);
  assert_exchange (f, "BF2E00", "CCDD");
  fake_channel_script (f->channel, ASK " -> 6C02", ASK "02 -> CCDD9000", NULL);
  assert_exchange (f, "BF2E00", "CCDD");

  /* data comes at once, or not at all */
  fake_channel_script (f->channel, ASK " -> CCDD9000", ASK " -> 9000", ASK " -> 9201", NULL);
  assert_exchange (f, "BF2E00", "CCDD");
  assert_exchange (f, "BF2E00", "");
  assert_exchange (f, "BF2E00", "");

  /* the length that is announced is not always the one that comes */
  fake_channel_script (f->channel, ASK " -> 61FF", "81C00000FF -> CCDD9000", NULL);
  assert_exchange (f, "BF2E00", "CCDD");
  end (f);
}

static void
test_refresh (Fixture *f, gconstpointer data)
{
  begin (f);
  fake_channel_script (f->channel, ASK " -> 910B", NULL);
  assert_exchange (f, "BF2E00", "");
  g_assert_true (lpa_card_has_pending_refresh (f->card));
  end (f);

  begin (f);
  g_assert_false (lpa_card_has_pending_refresh (f->card));
  fake_channel_script (f->channel, ASK " -> 6103", "81C0000003 -> BF2E00910B", NULL);
  assert_exchange (f, "BF2E00", "BF2E00");
  g_assert_true (lpa_card_has_pending_refresh (f->card));
  end (f);
}

static void
test_errors (Fixture *f, gconstpointer data)
{
  begin (f);
  fake_channel_script (f->channel, ASK " -> 6985", ASK " -> 9300", ASK " -> 6102",
                       "81C0000002 -> 6F00", NULL);
  assert_refused (f, "BF2E00", LPA_CARD_ERROR, LPA_CARD_ERROR_STATUS, "6985");
  assert_refused (f, "BF2E00", LPA_CARD_ERROR, LPA_CARD_ERROR_STATUS, "9300");
  assert_refused (f, "BF2E00", LPA_CARD_ERROR, LPA_CARD_ERROR_STATUS, "6F00");
  fake_channel_script (f->channel, ASK " -> 90", NULL);
  assert_refused (f, "BF2E00", LPA_CARD_ERROR, LPA_CARD_ERROR_MALFORMED, NULL);
  fake_channel_script (f->channel, ASK " -> 6110", "81C0000010 -> 6110", NULL);
  assert_refused (f, "BF2E00", LPA_CARD_ERROR, LPA_CARD_ERROR_MALFORMED, "6110");
  end (f);
}

static void
test_bounds (Fixture *f, gconstpointer data)
{
  g_autofree char *full = fill ("AA", 256);
  g_autofree char *line = g_strdup_printf ("81C0000000 -> %s6100", full);
  g_autofree char *huge = fill ("00", 256 * 255 + 1);

  begin (f);
  fake_channel_script (f->channel, ASK " -> 6100", NULL);
  for (guint i = 0; i < 1024 + 1; i++)
    fake_channel_add (f->channel, line);
  assert_refused (f, "BF2E00", LPA_CARD_ERROR, LPA_CARD_ERROR_TOO_LONG, NULL);
  assert_refused (f, huge, LPA_CARD_ERROR, LPA_CARD_ERROR_TOO_LONG, NULL);
  assert_refused (f, "", LPA_CARD_ERROR, LPA_CARD_ERROR_TOO_LONG, NULL);
  end (f);
}

/* Blocks count from 00, the last is marked, and what comes with one in between is part of the
 * answer. */
static void
test_blocks (Fixture *f, gconstpointer data)
{
  g_autofree char *request = fill ("55", 2 * 255 + 1);

  begin (f);
  add_block (f, "81E21100", "55", 255, "-> 9000");
  add_block (f, "81E21101", "55", 255, "-> 6101");
  fake_channel_add (f->channel, "81C0000001 -> 019000");
  add_block (f, "81E29102", "55", 1, "-> 6101");
  fake_channel_add (f->channel, "81C0000001 -> 029000");
  assert_exchange (f, request, "0102");

  add_block (f, "81E21100", "55", 255, "-> 9000");
  add_block (f, "81E21101", "55", 255, "-> 6A80");
  assert_refused (f, request, LPA_CARD_ERROR, LPA_CARD_ERROR_STATUS, "6A80");
  end (f);
}

static void
test_all_blocks (Fixture *f, gconstpointer data)
{
  g_autofree char *request = fill ("55", 256 * 255);

  begin (f);
  for (guint i = 0; i < 256; i++)
    {
      g_autofree char *header = g_strdup_printf ("81E2%s%02X", i == 255 ? "91" : "11", i);

      add_block (f, header, "55", 255, "-> 9000");
    }
  assert_exchange (f, request, "");
  end (f);
}

static void
test_t1 (Fixture *f, gconstpointer data)
{
  g_autofree char *request = fill ("55", 256);
  g_autofree char *full = fill ("55", 255);
  g_autofree char *first = g_strdup_printf ("81E21100FF%s -> 9000", full);
  g_autoptr (GError) error = NULL;

  fake_channel_set_protocol (f->channel, LPA_PROTOCOL_T1);
  fake_channel_script (f->channel, "connect", CAPABILITY, OPEN, SELECT "00 -> 6F0EAA9000", NULL);
  lpa_card_begin (f->card, f->aid, NULL, &error);
  g_assert_no_error (error);
  fake_channel_script (f->channel, first, "81E29101015500 -> CCDD9000", NULL);
  assert_exchange (f, request, "CCDD");
  fake_channel_script (f->channel, ASK "00 -> CC6101", "81C0000001 -> DD9000", NULL);
  assert_exchange (f, "BF2E00", "CCDD");
  end (f);
}

static void
test_select_variants (Fixture *f, gconstpointer data)
{
  static const char *const good[] = { "9000", "6120", "910B", "6282", "6310" };
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *select = g_strdup_printf (SELECT " -> %s", good[i]);

      fake_channel_script (f->channel, "connect", CAPABILITY, OPEN, select, NULL);
      lpa_card_begin (f->card, f->aid, NULL, &error);
      g_assert_no_error (error);
      end (f);
    }

  /* the third way works, and is the first one the next time */
  fake_channel_script (f->channel, "connect", CAPABILITY, OPEN, SELECT " -> 6A86",
                       "01A4040C10" AID " -> 6A86", "01A4040410" AID " -> 6120", NULL);
  lpa_card_begin (f->card, f->aid, NULL, &error);
  g_assert_no_error (error);
  end (f);
  fake_channel_script (f->channel, "connect", CAPABILITY, OPEN, "01A4040410" AID " -> 6120", NULL);
  lpa_card_begin (f->card, f->aid, NULL, &error);
  g_assert_no_error (error);
  end (f);
}

/* Whatever goes wrong, the channel is closed and the card let go. */
static void
test_select_failures (Fixture *f, gconstpointer data)
{
  static const char *const bad[] = { "6A82", "6283" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *select = g_strdup_printf (SELECT " -> %s", bad[i]);
      g_autoptr (GError) error = NULL;

      fake_channel_script (f->channel, "connect", CAPABILITY, OPEN, select, CLOSE, "disconnect",
                           NULL);
      g_assert_false (lpa_card_begin (f->card, f->aid, NULL, &error));
      g_assert_error (error, LPA_CARD_ERROR, LPA_CARD_ERROR_STATUS);
      g_assert_cmpstr (lpa_error_get_figure (error), ==, bad[i]);
    }
}

static void
test_connect_failures (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fake_channel_script (f->channel, "connect ! no-card", NULL);
  g_assert_false (lpa_card_begin (f->card, f->aid, NULL, &error));
  g_assert_error (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NO_CARD);
  g_clear_error (&error);

  fake_channel_script (f->channel, "connect", CAPABILITY, "0070000001 ! removed", "disconnect",
                       NULL);
  g_assert_false (lpa_card_begin (f->card, f->aid, NULL, &error));
  g_assert_error (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_REMOVED);
  g_clear_error (&error);

  fake_channel_script (f->channel, "connect", CAPABILITY, "0070000001 -> 149000", "disconnect",
                       NULL);
  g_assert_false (lpa_card_begin (f->card, f->aid, NULL, &error));
  g_assert_error (error, LPA_CARD_ERROR, LPA_CARD_ERROR_MALFORMED);
}

static void
add_close_all (Fixture *f)
{
  for (guint number = 1; number <= 19; number++)
    {
      g_autofree char *line =
          g_strdup_printf ("007080%02X -> %s", number, number < 3 ? "9000" : "6881");

      fake_channel_add (f->channel, line);
    }
}

static void
test_leaked_channel (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  /* closing what is open helps */
  fake_channel_script (f->channel, "connect", CAPABILITY, OPEN, SELECT " -> 6999", CLOSE, NULL);
  add_close_all (f);
  fake_channel_script (f->channel, OPEN, SELECT " -> 9000", NULL);
  lpa_card_begin (f->card, f->aid, NULL, &error);
  g_assert_no_error (error);
  end (f);

  /* only taking the power helps */
  fake_channel_script (f->channel, "connect", CAPABILITY, OPEN, SELECT " -> 6999", CLOSE, NULL);
  add_close_all (f);
  fake_channel_script (f->channel, OPEN, SELECT " -> 6999", CLOSE, "reset", CAPABILITY, OPEN,
                       SELECT " -> 9000", NULL);
  lpa_card_begin (f->card, f->aid, NULL, &error);
  g_assert_no_error (error);
  end (f);

  /* nothing helps */
  fake_channel_script (f->channel, "connect", CAPABILITY, OPEN, SELECT " -> 6999", CLOSE, NULL);
  add_close_all (f);
  fake_channel_script (f->channel, OPEN, SELECT " -> 6999", CLOSE, "reset", CAPABILITY, OPEN,
                       SELECT " -> 6999", CLOSE, "disconnect", NULL);
  g_assert_false (lpa_card_begin (f->card, f->aid, NULL, &error));
  g_assert_error (error, LPA_CARD_ERROR, LPA_CARD_ERROR_HELD);
}

static void
test_basic_channel (Fixture *f, gconstpointer data)
{
  static const char *const refusals[] = { "6A81", "6881", "6D00" };
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *refusal = g_strdup_printf ("0070000001 -> %s", refusals[i]);

      fake_channel_script (f->channel, "connect", CAPABILITY, refusal, NULL);
      add_close_all (f);
      fake_channel_script (f->channel, refusal, "00A4040010" AID " -> 9000",
                           "80E2910003BF2E00 -> 6102", "80C0000002 -> BF009000", "disconnect",
                           NULL);
      lpa_card_begin (f->card, f->aid, NULL, &error);
      g_assert_no_error (error);
      assert_exchange (f, "BF2E00", "BF00");
      lpa_card_end (f->card);
    }

  /* a channel gets free when leaked ones are closed */
  fake_channel_script (f->channel, "connect", CAPABILITY, "0070000001 -> 6A81", NULL);
  add_close_all (f);
  fake_channel_script (f->channel, OPEN, SELECT " -> 9000", NULL);
  lpa_card_begin (f->card, f->aid, NULL, &error);
  g_assert_no_error (error);
  end (f);

  fake_channel_script (f->channel, "connect", CAPABILITY, "0070000001 -> 6A81", NULL);
  add_close_all (f);
  fake_channel_script (f->channel, "0070000001 -> 6A81", "00A4040010" AID " -> 6A82", "disconnect",
                       NULL);
  g_assert_false (lpa_card_begin (f->card, f->aid, NULL, &error));
  g_assert_error (error, LPA_CARD_ERROR, LPA_CARD_ERROR_NO_CHANNEL);
}

static void
test_smaller_blocks (Fixture *f, gconstpointer data)
{
  g_autofree char *request = fill ("55", 121);
  const char *reader = lpa_channel_get_name (LPA_CHANNEL (f->channel));

  begin (f);
  add_block (f, "81E29100", "55", 121, "-> 6700");
  add_block (f, "81E21100", "55", 120, "-> 9000");
  add_block (f, "81E29101", "55", 1, "-> 9000");
  assert_exchange (f, request, "");
  g_assert_cmpuint (lpa_card_memory_get_segment_size (f->memory, reader), ==, 120);

  /* remembered, and once more too large */
  add_block (f, "81E21100", "55", 120, "! communication");
  add_block (f, "81E21100", "55", 60, "-> 9000");
  add_block (f, "81E21101", "55", 60, "-> 9000");
  add_block (f, "81E29102", "55", 1, "-> 9000");
  assert_exchange (f, request, "");
  g_assert_cmpuint (lpa_card_memory_get_segment_size (f->memory, reader), ==, 60);

  /* there is nothing smaller */
  add_block (f, "81E21100", "55", 60, "-> 6601");
  assert_refused (f, request, LPA_CARD_ERROR, LPA_CARD_ERROR_STATUS, "6601");
  end (f);
}

static void
test_no_smaller_blocks (Fixture *f, gconstpointer data)
{
  g_autofree char *request = fill ("55", 121);
  g_autoptr (GBytes) segment = lpa_hex_decode (request);
  const char *reader = lpa_channel_get_name (LPA_CHANNEL (f->channel));
  g_autoptr (GError) error = NULL;

  begin (f);

  /* other refusals have other reasons */
  add_block (f, "81E29100", "55", 121, "-> 6A80");
  assert_refused (f, request, LPA_CARD_ERROR, LPA_CARD_ERROR_STATUS, "6A80");
  add_block (f, "81E29100", "55", 121, "! removed");
  assert_refused (f, request, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_REMOVED, NULL);

  /* a short command is cut no other way, so it is not sent again: it may have been carried out */
  add_block (f, "81E29100", "55", 60, "! communication");
  g_clear_pointer (&request, g_free);
  request = fill ("55", 60);
  assert_refused (f, request, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_COMMUNICATION, NULL);

  /* part of a package is never sent twice */
  add_block (f, "81E29100", "55", 121, "-> 6700");
  g_assert_null (lpa_card_exchange_once (f->card, segment, LPA_CARD_TIMEOUT_LOAD, &error));
  g_assert_error (error, LPA_CARD_ERROR, LPA_CARD_ERROR_STATUS);
  g_assert_cmpuint (lpa_card_memory_get_segment_size (f->memory, reader), ==, 255);
  end (f);
}

static void
test_reset_behind_our_back (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  /* on the way to the ISD-R: once more, but once only */
  fake_channel_script (f->channel, "connect", CAPABILITY, "0070000001 ! reset", "disconnect",
                       "connect", CAPABILITY, OPEN, SELECT " -> 9000", NULL);
  lpa_card_begin (f->card, f->aid, NULL, &error);
  g_assert_no_error (error);

  /* before a command that only reads */
  fake_channel_script (f->channel, ASK " ! reset", CLOSE, "disconnect", "connect", CAPABILITY, OPEN,
                       SELECT " -> 9000", ASK " -> 9000", NULL);
  assert_exchange (f, "BF2E00", "");

  /* a command that changes something may have been carried out */
  fake_channel_script (f->channel, "81E2910003BF3300 ! reset", NULL);
  assert_refused (f, "BF3300", LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_RESET, NULL);
  end (f);

  fake_channel_script (f->channel, "connect", CAPABILITY, "0070000001 ! reset", "disconnect",
                       "connect", CAPABILITY, "0070000001 ! reset", "disconnect", NULL);
  g_assert_false (lpa_card_begin (f->card, f->aid, NULL, &error));
  g_assert_error (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_RESET);
}

static void
test_restart (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  begin (f);
  fake_channel_script (f->channel, "reset", CAPABILITY, OPEN, SELECT " -> 9000", NULL);
  lpa_card_restart (f->card, NULL, &error);
  g_assert_no_error (error);

  /* the card is gone for a moment */
  fake_channel_script (f->channel, "reset ! removed", "disconnect", "connect ! no-card",
                       "connect ! mute", "connect", CAPABILITY, OPEN, SELECT " -> 9000", NULL);
  lpa_card_restart (f->card, NULL, &error);
  g_assert_no_error (error);
  fake_channel_script (f->channel, ASK " -> 9000", NULL);
  assert_exchange (f, "BF2E00", "");

  /* the service is gone: waiting does not help */
  fake_channel_script (f->channel, "reset ! no-service", "disconnect", "connect ! no-service",
                       NULL);
  g_assert_false (lpa_card_restart (f->card, NULL, &error));
  g_assert_error (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NO_SERVICE);
  assert_refused (f, "BF2E00", LPA_CARD_ERROR, LPA_CARD_ERROR_NOT_OPEN, NULL);

  /* and it can be tried again */
  fake_channel_script (f->channel, "connect", CAPABILITY, OPEN, SELECT " -> 9000", NULL);
  lpa_card_restart (f->card, NULL, NULL);
  end (f);
}

static void
test_cancel (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GBytes) request = lpa_hex_decode ("BF2E00");
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) error = NULL;

  fake_channel_set_cancellable (f->channel, cancellable);
  begin (f);

  /* in the middle of a command: it is brought to its end */
  fake_channel_script (f->channel, "cancel", ASK " -> 6101", "81C0000001 -> 019000", NULL);
  answer = lpa_card_exchange (f->card, request, LPA_CARD_TIMEOUT, cancellable, &error);
  g_assert_no_error (error);
  g_assert_nonnull (answer);

  /* before a command: nothing is sent */
  g_assert_null (lpa_card_exchange (f->card, request, LPA_CARD_TIMEOUT, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  /* while waiting for a card that does not come back */
  g_cancellable_reset (cancellable);
  fake_channel_script (f->channel, "reset ! removed", "disconnect", "cancel", "connect ! no-card",
                       NULL);
  g_assert_false (lpa_card_restart (f->card, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  lpa_card_end (f->card);
}

int
main (int argc, char *argv[])
{
#define ADD(name, function) \
  g_test_add ("/lpa/card/" name, Fixture, NULL, set_up, function, tear_down)

  g_test_init (&argc, &argv, NULL);

  ADD ("plain", test_plain);
  ADD ("not-open", test_not_open);
  ADD ("classes", test_classes);
  ADD ("terminal-capability-ignored", test_terminal_capability_ignored);
  ADD ("responses", test_responses);
  ADD ("refresh", test_refresh);
  ADD ("errors", test_errors);
  ADD ("bounds", test_bounds);
  ADD ("blocks", test_blocks);
  ADD ("all-blocks", test_all_blocks);
  ADD ("t1", test_t1);
  ADD ("select-variants", test_select_variants);
  ADD ("select-failures", test_select_failures);
  ADD ("connect-failures", test_connect_failures);
  ADD ("leaked-channel", test_leaked_channel);
  ADD ("basic-channel", test_basic_channel);
  ADD ("smaller-blocks", test_smaller_blocks);
  ADD ("no-smaller-blocks", test_no_smaller_blocks);
  ADD ("reset-behind-our-back", test_reset_behind_our_back);
  ADD ("restart", test_restart);
  ADD ("cancel", test_cancel);

  return g_test_run ();
}
