/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-card.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-hex.h"
#include "lpa/lpa-isdr-aids.h"

#include "fake-channel.h"
#include "tlv-text.h"

#define SE0 "A06573746B6D65FFFF4953442D522030"
#define SE1 "A06573746B6D65FFFF4953442D522031"
#define GSMA "A0000005591010FFFFFFFF8900000100"
#define FIVE "A0000005591010FFFFFFFF8900050500"
#define ECASD "A0000005591010FFFFFFFF8900000200"

#define EID "89049032123451234512345678901235"
#define EID2 "89049032123451234512345678909965"

#define CAPABILITY "80AA00000AA9088100820101830107 -> 9000"
#define OPEN "0070000001 -> 019000"
#define CLOSE "00708001 -> 9000"
#define SELECT(aid, sw) "01A4040010" aid " -> " sw
#define GET_EID "81E2910006BF3E035C015A"
#define GET_INFO2 "81E2910003BF2200"

typedef struct
{
  FakeChannel *channel;
  LpaCardMemory *memory;
  LpaCard *card;
  GPtrArray *aids;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->channel = fake_channel_new ();
  f->memory = lpa_card_memory_new (NULL);
  f->card = lpa_card_new (LPA_CHANNEL (f->channel), f->memory);
  f->aids = lpa_isdr_aids_new_default ();
  g_ptr_array_set_size (f->aids, 4); /* SE0, SE1, GSMA and 5ber */
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fake_channel_assert_finished (f->channel);
  g_assert_finalize_object (f->card);
  g_assert_finalize_object (f->channel);
  g_assert_finalize_object (f->memory);
  g_ptr_array_unref (f->aids);
}

/* The ISD-R proves itself: GetEID, then EUICCInfo2. */
static void
add_proof (Fixture *f, const char *eid)
{
  g_autoptr (GBytes) info = tlv_text ("BF22{ 81=020100 82=020202 83=010203 A9{ } AA{ } }");
  g_autofree char *hex = lpa_hex_encode (g_bytes_get_data (info, NULL), g_bytes_get_size (info));
  g_autofree char *answer = g_strdup_printf (GET_EID " -> BF3E125A10%s9000", eid);
  g_autofree char *answer2 = g_strdup_printf (GET_INFO2 " -> %s9000", hex);

  fake_channel_script (f->channel, answer, answer2, NULL);
}

static void
add_end (Fixture *f)
{
  fake_channel_script (f->channel, CLOSE, "disconnect", NULL);
}

static GPtrArray *
find (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *found = lpa_card_find_isdrs (f->card, f->aids, NULL, &error);

  g_assert_no_error (error);
  fake_channel_assert_finished (f->channel);
  return found;
}

static void
assert_isdr (GPtrArray *found, guint index, const char *aid, const char *eid)
{
  const LpaIsdr *isdr = found->pdata[index];
  g_autoptr (GBytes) bytes = lpa_hex_decode (aid);

  g_assert_true (g_bytes_equal (isdr->aid, bytes));
  g_assert_cmpstr (isdr->eid, ==, eid);
  g_assert_cmphex (*(const guint8 *) g_bytes_get_data (isdr->info2, NULL), ==, 0xBF);
}

static void
assert_fails (Fixture *f, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lpa_card_find_isdrs (f->card, f->aids, NULL, &error));
  g_assert_error (error, LPA_CARD_ERROR, code);
  fake_channel_assert_finished (f->channel);
}

/* The first time the list is gone through, the next time one SELECT is enough. */
static void
test_usual (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) again = NULL;
  guint before;

  fake_channel_script (f->channel, "connect", CAPABILITY, OPEN, SELECT (SE0, "6A82"),
                       SELECT (SE1, "6A82"), SELECT (GSMA, "611A"), NULL);
  add_proof (f, EID);
  add_end (f);
  found = find (f);
  g_assert_cmpuint (found->len, ==, 1);
  assert_isdr (found, 0, GSMA, EID);

  before = lpa_card_get_n_exchanges (f->card);
  fake_channel_script (f->channel, "connect", CAPABILITY, OPEN, SELECT (GSMA, "611A"), NULL);
  add_proof (f, EID);
  add_end (f);
  again = find (f);
  g_assert_cmpuint (again->len, ==, 1);
  g_assert_cmpuint (lpa_card_get_n_exchanges (f->card) - before, ==, 6);
}

/* Two eUICCs; GSMA's AID, which is another name of the first, is not asked for. */
static void
test_two (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GPtrArray) found = NULL;

      fake_channel_script (f->channel, "connect", CAPABILITY, OPEN, SELECT (SE0, "9000"), NULL);
      add_proof (f, EID);
      fake_channel_script (f->channel, SELECT (SE1, "9000"), NULL);
      add_proof (f, EID2);
      add_end (f);
      found = find (f);
      g_assert_cmpuint (found->len, ==, 2);
      assert_isdr (found, 0, SE0, EID);
      assert_isdr (found, 1, SE1, EID2);
    }
}

/* An EID under a second AID is the same eUICC. */
static void
test_alias (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) found = NULL;

  fake_channel_script (f->channel, "connect", CAPABILITY, OPEN, SELECT (SE0, "9000"), NULL);
  add_proof (f, EID);
  fake_channel_script (f->channel, SELECT (SE1, "9000"), NULL);
  add_proof (f, EID);
  add_end (f);
  found = find (f);
  g_assert_cmpuint (found->len, ==, 1);
}

/* What is remembered is a hint: when it is wrong, the list is gone through. */
static void
test_stale_memory (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) stale = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) now = NULL;
  GBytes *atr = lpa_channel_get_atr (LPA_CHANNEL (f->channel));

  g_ptr_array_add (stale, lpa_hex_decode (GSMA));
  g_ptr_array_add (stale, lpa_hex_decode ("A000000559104C696E6B736669656C64")); /* not asked for */
  lpa_card_memory_set_aids (f->memory, atr, stale);
  fake_channel_script (f->channel, "connect", CAPABILITY, OPEN, SELECT (GSMA, "6A82"),
                       SELECT (SE0, "6A82"), SELECT (SE1, "6A82"), SELECT (GSMA, "6A82"),
                       SELECT (FIVE, "9000"), NULL);
  add_proof (f, EID);
  add_end (f);
  found = find (f);
  g_assert_cmpuint (found->len, ==, 1);
  now = lpa_card_memory_get_aids (f->memory, atr);
  g_assert_cmpuint (now->len, ==, 1);
}

static void
test_no_atr (Fixture *f, gconstpointer data)
{
  fake_channel_set_atr (f->channel, NULL);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GPtrArray) found = NULL;

      fake_channel_script (f->channel, "connect", CAPABILITY, OPEN, SELECT (SE0, "6A82"),
                           SELECT (SE1, "6A82"), SELECT (GSMA, "9000"), NULL);
      add_proof (f, EID);
      add_end (f);
      found = find (f);
    }
}

static void
add_refusals (Fixture *f, const char *sw)
{
  g_autofree char *se0 = g_strconcat (SELECT (SE0, ""), sw, NULL);
  g_autofree char *se1 = g_strconcat (SELECT (SE1, ""), sw, NULL);
  g_autofree char *gsma = g_strconcat (SELECT (GSMA, ""), sw, NULL);
  g_autofree char *five = g_strconcat (SELECT (FIVE, ""), sw, NULL);

  fake_channel_script (f->channel, se0, se1, gsma, five, NULL);
}

static void
test_not_an_euicc (Fixture *f, gconstpointer data)
{
  fake_channel_script (f->channel, "connect", CAPABILITY, OPEN, NULL);
  add_refusals (f, "6A82");
  fake_channel_script (f->channel, SELECT (ECASD, "6A82"), NULL);
  add_end (f);
  assert_fails (f, LPA_CARD_ERROR_NO_ISDR);
}

static void
test_m2m (Fixture *f, gconstpointer data)
{
  /* an ISD-R that knows no ES10 */
  fake_channel_script (f->channel, "connect", CAPABILITY, OPEN, SELECT (SE0, "6A82"),
                       SELECT (SE1, "6A82"), SELECT (GSMA, "9000"), GET_EID " -> 6D00",
                       SELECT (FIVE, "6A82"), NULL);
  add_end (f);
  assert_fails (f, LPA_CARD_ERROR_M2M_ONLY);

  /* none that can be selected, but what belongs to an eUICC */
  fake_channel_script (f->channel, "connect", CAPABILITY, OPEN, NULL);
  add_refusals (f, "6A82");
  fake_channel_script (f->channel, SELECT (ECASD, "9000"), NULL);
  add_end (f);
  assert_fails (f, LPA_CARD_ERROR_M2M_ONLY);
}

static void
test_wrong_eid (Fixture *f, gconstpointer data)
{
  fake_channel_script (f->channel, "connect", CAPABILITY, OPEN, SELECT (SE0, "6A82"),
                       SELECT (SE1, "6A82"), SELECT (GSMA, "9000"),
                       GET_EID " -> BF3E125A10000000000000000000000000000000009000",
                       SELECT (FIVE, "6A82"), NULL);
  add_end (f);
  assert_fails (f, LPA_CARD_ERROR_MALFORMED);
}

static void
add_close_all (Fixture *f)
{
  for (guint number = 1; number <= 19; number++)
    {
      g_autofree char *line = g_strdup_printf ("007080%02X -> 9000", number);

      fake_channel_add (f->channel, line);
    }
}

static void
test_held (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) found = NULL;

  /* taken back by closing what is open */
  fake_channel_script (f->channel, "connect", CAPABILITY, OPEN, SELECT (SE0, "6A82"),
                       SELECT (SE1, "6A82"), SELECT (GSMA, "6999"), SELECT (FIVE, "6A82"), CLOSE,
                       NULL);
  add_close_all (f);
  fake_channel_script (f->channel, OPEN, SELECT (SE0, "6A82"), SELECT (SE1, "6A82"),
                       SELECT (GSMA, "9000"), NULL);
  add_proof (f, EID);
  add_end (f);
  found = find (f);
  g_assert_cmpuint (found->len, ==, 1);

  /* not even taking the power away helps */
  lpa_card_memory_set_aids (f->memory, lpa_channel_get_atr (LPA_CHANNEL (f->channel)), f->aids);
  fake_channel_set_atr (f->channel, NULL);
  fake_channel_script (f->channel, "connect", CAPABILITY, OPEN, NULL);
  add_refusals (f, "6999");
  fake_channel_add (f->channel, CLOSE);
  add_close_all (f);
  fake_channel_add (f->channel, OPEN);
  add_refusals (f, "6999");
  fake_channel_script (f->channel, CLOSE, "reset", CAPABILITY, OPEN, NULL);
  add_refusals (f, "6999");
  add_end (f);
  assert_fails (f, LPA_CARD_ERROR_HELD);
}

static void
test_reset_and_removal (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;

  fake_channel_script (f->channel, "connect", CAPABILITY, OPEN, SELECT (SE0, "9000"),
                       GET_EID " ! reset", CLOSE, "disconnect", "connect", CAPABILITY, OPEN,
                       SELECT (SE0, "6A82"), SELECT (SE1, "6A82"), SELECT (GSMA, "9000"), NULL);
  add_proof (f, EID);
  add_end (f);
  found = find (f);
  g_assert_cmpuint (found->len, ==, 1);

  fake_channel_script (f->channel, "connect", CAPABILITY, OPEN, SELECT (GSMA, "9000"),
                       GET_EID " ! removed", CLOSE, "disconnect", NULL);
  g_assert_null (lpa_card_find_isdrs (f->card, f->aids, NULL, &error));
  g_assert_error (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_REMOVED);
}

static void
test_cancel (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  fake_channel_set_cancellable (f->channel, cancellable);
  fake_channel_script (f->channel, "connect", CAPABILITY, OPEN, "cancel", SELECT (SE0, "6A82"),
                       NULL);
  add_end (f);
  g_assert_null (lpa_card_find_isdrs (f->card, f->aids, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
#define ADD(name, function) \
  g_test_add ("/lpa/card-probe/" name, Fixture, NULL, set_up, function, tear_down)

  g_test_init (&argc, &argv, NULL);

  ADD ("usual", test_usual);
  ADD ("two", test_two);
  ADD ("alias", test_alias);
  ADD ("stale-memory", test_stale_memory);
  ADD ("no-atr", test_no_atr);
  ADD ("not-an-euicc", test_not_an_euicc);
  ADD ("m2m", test_m2m);
  ADD ("wrong-eid", test_wrong_eid);
  ADD ("held", test_held);
  ADD ("reset-and-removal", test_reset_and_removal);
  ADD ("cancel", test_cancel);

  return g_test_run ();
}
