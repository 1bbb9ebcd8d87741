/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "lpa/lpa-card.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-es10.h"
#include "lpa/lpa-hex.h"
#include "lpa/lpa-replay-channel.h"
#include "lpa/lpa-trace.h"

#include "fake-channel.h"
#include "tlv-text.h"

#define AID "A0000005591010FFFFFFFF8900000100"
#define ATR "3B9F96801FC78031A073BE21136743200718000001A5"
#define EID "89049032123451234512345678901235"
#define MASKED_EID "89049032000000000000000000901293"
#define CODE "SECRET-CODE-OF-SOMEBODY"

/* a SEQUENCE of 212 bytes */
static const guint8 signed1_bytes[215] = { 0x30, 0x81, 0xD4, 0x04, 0x81, 0xD1 };

typedef struct
{
  char *path;
  FakeChannel *fake;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->path = g_strdup_printf ("%s/tern-trace-%u.jsonl", g_get_tmp_dir (), g_random_int ());
  f->fake = fake_channel_new ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fake_channel_assert_finished (f->fake);
  g_assert_finalize_object (f->fake);
  g_unlink (f->path);
  g_free (f->path);
}

/* What a program might do with a card; the EID as it comes out. */
static char *
use_card (LpaChannel *channel)
{
  static const LpaDeviceInfo device = { "35290611", "352906110000007" };
  g_autoptr (LpaCard) card = lpa_card_new (channel, NULL);
  g_autoptr (GBytes) aid = lpa_hex_decode (AID);
  g_autoptr (GBytes) signed1 = g_bytes_new_static (signed1_bytes, sizeof signed1_bytes);
  g_autoptr (GBytes) object = tlv_text ("30{ 80=01 }");
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) error = NULL;
  char *eid;

  lpa_card_begin (card, aid, NULL, &error);
  g_assert_no_error (error);
  eid = lpa_es10c_get_eid (card, NULL, &error);
  g_assert_no_error (error);
  answer = lpa_es10b_authenticate_server (card, signed1, object, object, object, CODE, &device,
                                          NULL, &error);
  g_assert_no_error (error);
  g_assert_null (lpa_es10b_get_challenge (card, NULL, &error));
  g_assert_error (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_REMOVED);
  lpa_card_end (card);
  return eid;
}

/* The matching ID goes over the border of two blocks. */
static void
add_authentication (Fixture *f)
{
  g_autoptr (GByteArray) request = g_byte_array_new ();
  g_autoptr (GBytes) rest =
      tlv_text ("30{ 80=01 } 30{ 80=01 } 30{ 80=01 }"
                "A0{ 80='" CODE "' A1{ 80=53926011 A1= 82=53926011000000F7 } }");
  guint mark = lpa_tlv_open (request, 0xBF38);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *line = NULL;
  g_autofree char *line2 = NULL;

  g_byte_array_append (request, signed1_bytes, sizeof signed1_bytes);
  g_byte_array_append (request, g_bytes_get_data (rest, NULL), (guint) g_bytes_get_size (rest));
  lpa_tlv_close (request, mark);
  g_assert_cmpuint (request->len, >, 255);
  first = lpa_hex_encode (request->data, 255);
  second = lpa_hex_encode (request->data + 255, request->len - 255);
  g_assert_null (strstr (first, second));
  line = g_strdup_printf ("81E21100FF%s -> 9000", first);
  line2 = g_strdup_printf ("81E29101%02X%s -> 6106", request->len - 255, second);
  fake_channel_script (f->fake, line, line2, "81C0000006 -> BF3803A001009000", NULL);
}

static void
add_script (Fixture *f)
{
  fake_channel_script (f->fake, "connect", "80AA00000AA9088100820101830107 -> 9000",
                       "0070000001 -> 019000", "01A4040010" AID " -> 9000",
                       "81E2910006BF3E035C015A -> 6100", "81C0000000 -> 6C15",
                       "81C0000015 -> BF3E125A10" EID "9000", NULL);
  add_authentication (f);
  fake_channel_script (f->fake, "81E2910003BF2E00 ! removed", "00708001 ! removed", "disconnect",
                       NULL);
}

static char *
read_file (Fixture *f)
{
  char *text;

  g_assert_true (g_file_get_contents (f->path, &text, NULL, NULL));
  return text;
}

static void
record (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LpaTrace) trace = lpa_trace_new (f->path, &error);
  g_autoptr (LpaChannel) channel = NULL;
  g_autofree char *eid = NULL;

  g_assert_no_error (error);
  channel = lpa_trace_wrap (trace, LPA_CHANNEL (f->fake));
  g_assert_cmpstr (lpa_channel_get_name (channel), ==, "Fake [Reader] 00 00");
  g_assert_false (lpa_channel_is_simulated (channel));
  add_script (f);
  eid = use_card (channel);
  g_assert_cmpstr (eid, ==, EID);
  lpa_trace_http (trace, "https://smdp.example/x", "{\"matchingId\":\"" CODE "\"}", 200, "<html>");
}

static void
assert_secret (const char *text, const char *secret)
{
  g_autofree char *hex = lpa_hex_encode ((const guint8 *) secret, strlen (secret));

  g_assert_null (strstr (text, secret));
  g_assert_null (strstr (text, hex));
}

static void
test_record (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;
  GStatBuf status;

  record (f);
  text = read_file (f);
  assert_secret (text, EID);
  assert_secret (text, CODE);
  assert_secret (text, "CODE");
  assert_secret (text, "SOMEBODY");
  g_assert_null (strstr (text, "53926011000000F7"));
  g_assert_nonnull (strstr (text, MASKED_EID));
  g_assert_nonnull (strstr (text, "\"atr\":\"" ATR "\""));
  g_assert_nonnull (strstr (text, "\"error\":\"channel/removed\""));
  g_assert_nonnull (strstr (text, "\"matchingId\":\"…\""));
  g_assert_cmpint (g_stat (f->path, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0600);
}

/* The masked record serves the same program again, which sees the masked EID. */
static void
test_replay (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LpaReplayChannel) replay = NULL;
  g_autofree char *eid = NULL;

  record (f);
  replay = lpa_replay_channel_new (f->path, &error);
  g_assert_no_error (error);
  g_assert_false (lpa_replay_channel_is_finished (replay));
  eid = use_card (LPA_CHANNEL (replay));
  g_assert_cmpstr (eid, ==, MASKED_EID);
  g_assert_true (lpa_replay_channel_is_finished (replay));
  g_assert_cmpstr (lpa_channel_get_name (LPA_CHANNEL (replay)), ==, "Fake [Reader] 00 00");
}

static void
write_file (Fixture *f, const char *text)
{
  g_assert_true (g_file_set_contents (f->path, text, -1, NULL));
}

static void
test_deviations (Fixture *f, gconstpointer data)
{
  static const char *const commands[] = {
    "81E2910003BF2F00",   /* other data */
    "81E2910004BF2E0000", /* another length */
    "82E2910003BF2E00",   /* another channel */
  };

  write_file (f, "{\"kind\":\"connect\",\"reader\":\"R\",\"protocol\":\"T=1\"}\n"
                 "{\"kind\":\"apdu\",\"command\":\"81E2910003BF2E00\",\"response\":\"9000\"}\n");
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autoptr (LpaReplayChannel) replay = lpa_replay_channel_new (f->path, NULL);
      g_autoptr (GBytes) command = lpa_hex_decode (commands[i]);
      g_autoptr (GError) error = NULL;

      g_assert_false (lpa_channel_reset (LPA_CHANNEL (replay), NULL, &error));
      g_assert_error (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_FAILED);
      g_clear_error (&error);
      g_assert_true (lpa_channel_connect (LPA_CHANNEL (replay), NULL, NULL));
      g_assert_cmpint (lpa_channel_get_protocol (LPA_CHANNEL (replay)), ==, LPA_PROTOCOL_T1);
      g_assert_null (lpa_channel_get_atr (LPA_CHANNEL (replay)));
      g_assert_null (lpa_channel_transmit (LPA_CHANNEL (replay), command, 0, NULL, &error));
      g_assert_error (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_FAILED);
      g_clear_error (&error);
      g_assert_null (lpa_channel_transmit (LPA_CHANNEL (replay), command, 0, NULL, &error));
      g_assert_error (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_FAILED);
    }
}

static void
test_refusals (Fixture *f, gconstpointer data)
{
  static const char *const bad[] = {
    "<html>",
    "[]",
    "{}",
    "{\"kind\":\"apdu\"}",
    "{\"kind\":\"apdu\",\"command\":\"00\",\"response\":\"9\"}",
    "{\"kind\":\"apdu\",\"command\":\"00\",\"response\":\"90\"}",
    "\n\n{\"kind\":7}",
  };
  g_autoptr (GError) missing = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      write_file (f, bad[i]);
      g_test_message ("%s", bad[i]);
      g_assert_null (lpa_replay_channel_new (f->path, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
  g_assert_null (lpa_replay_channel_new ("/nowhere/record", &missing));
  g_assert_error (missing, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&missing);
  g_assert_null (lpa_trace_new ("/nowhere/record", &missing));
  g_assert_error (missing, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

int
main (int argc, char *argv[])
{
#define ADD(name, function) \
  g_test_add ("/lpa/trace/" name, Fixture, NULL, set_up, function, tear_down)

  g_test_init (&argc, &argv, NULL);

  ADD ("record", test_record);
  ADD ("replay", test_replay);
  ADD ("deviations", test_deviations);
  ADD ("refusals", test_refusals);

  return g_test_run ();
}
