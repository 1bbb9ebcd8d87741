/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "card.h"
#include "lpa/lpa-hex.h"

#define ISDR "A0000005591010FFFFFFFF8900000100"
#define SELECT_ON_1 "01A4040010" ISDR
#define FCI "6F1F8410" ISDR "A5049F6501FFE0058203020202"
#define GET_EID "06BF3E035C015A"
#define EID_ANSWER "BF3E125A10" SIM_PKI_DEFAULT_EID
#define DISABLE_1 "BF3211A00C5A0A984499000000000000218101FF"

typedef struct
{
  const char *command;
  const char *response;
} Exchange;

static Card *
with_quirks (void (*set) (SimQuirks *quirks))
{
  g_auto (SimQuirks) quirks;

  sim_quirks_init (&quirks);
  if (set != NULL)
    set (&quirks);
  return card_new (&quirks);
}

static void
run (Card *card, const Exchange *exchanges)
{
  for (; exchanges->command != NULL; exchanges++)
    card_assert_transmit (card, exchanges->command, exchanges->response);
}

static void
test_atr (void)
{
  g_autoptr (Card) card = with_quirks (NULL);
  g_autoptr (GBytes) atr = sim_euicc_get_atr (card->euicc);
  const guint8 *data = g_bytes_get_data (atr, NULL);
  guint8 check = 0;

  /* the first global interface byte TB says: eUICC */
  g_assert_cmphex (data[6] & 0x82, ==, 0x82);
  for (gsize i = 1; i < g_bytes_get_size (atr); i++)
    check ^= data[i];
  g_assert_cmphex (check, ==, 0);
}

static void
test_plain (void)
{
  static const Exchange exchanges[] = {
    { "80AA00000AA9088100820101830107", "9000" },
    { "0070000001", "019000" },
    { SELECT_ON_1, "6121" },
    { "81C0000021", FCI "9000" },
    { "81E29100" GET_EID, "6115" },
    { "81C0000015", EID_ANSWER "9000" },
    { "81C0000000", "6985" },       /* nothing waits any more */
    { "81E29100" GET_EID, "6115" }, /* an answer not fetched is lost with the next command */
    { "0170000001", "029000" },
    { "81C0000000", "6985" },
    { "81E29100" GET_EID "00", "6115" }, /* an Le does no harm on T=0 */
    { "01C0000010", "BF3E125A108904404593000000000000"
                    "6105" },
    { "01C0000000", "1234567853"
                    "9000" },
    { "81E29100" GET_EID, "6115" },
    { "81C0000016", "6C15" },
    { "81C0000015", EID_ANSWER "9000" },
    { "0070800100", "9000" },
    { "81E29100" GET_EID, "6881" },
    { NULL, NULL },
  };
  g_autoptr (Card) card = with_quirks (NULL);

  run (card, exchanges);
  g_assert_cmpuint (sim_euicc_count_exchanges (card->euicc), ==, G_N_ELEMENTS (exchanges) - 1);
  g_assert_cmpuint (sim_euicc_count_channels (card->euicc), ==, 1);
}

static void
test_refusals (void)
{
  static const Exchange exchanges[] = {
    { "0070", "6700" },                 /* no header */
    { "00A404000AA000", "6700" },       /* Lc without its data */
    { "00A4040002A0000000", "6700" },   /* more than Lc and Le */
    { "00A4040000000000", "6700" },     /* extended length */
    { "20B00000", "6E00" },             /* class of no use */
    { "04A40400", "6882" },             /* secure messaging */
    { "10A40400", "6884" },             /* command chaining */
    { "60A40400", "6882" },             /* secure messaging on channel 4 */
    { "0270000001", "6881" },           /* channel not open */
    { "80A4040005A000000559", "6E00" }, /* wrong class for the instruction */
    { "00E2910001BF", "6E00" },
    { "00FF0000", "6D00" },     /* no such instruction */
    { "80E2910001BF", "6D00" }, /* nothing selected */
    { "00A4000002 3F00", "6A86" },
    { "00A4040004A0000005", "6700" },
    { "00A4040006A00000055910", "6A82" },
    { "0070000102", "6A86" },
    { "0070800500", "6881" },
    { "0070801400", "6A86" },
    { "0070000003", "6700" },
    { "80AA000000", "6700" },
    { "8012000000", "6985" }, /* no proactive command */
    { "8014000001 00", "6985" },
    { "0070000001", "019000" },
    { SELECT_ON_1, "6121" },
    { "81E29100", "6700" }, /* no data */
    { "81E2120001BF", "6A86" },
    { "81E2110102BF3E", "6A86" }, /* block 1 first */
    { "81E2110002BF3E", "9000" },
    { "81E2910204035C015A", "6A86" }, /* block 2 after block 0 */
    { "81E2910104035C015A", "6A86" }, /* the chain was given up */
    { "81E2110002BF3E", "9000" },
    { "81E2910104035C015A", "6115" },
    { NULL, NULL },
  };
  g_autoptr (Card) card = with_quirks (NULL);

  run (card, exchanges);
}

/* All nineteen channels, with the class bytes of those from 4 on. */
static void
test_channels (void)
{
  static const Exchange exchanges[] = {
    { "0070000001", "6A81" },
    { "44A4040010" ISDR, "6121" }, /* channel 8 */
    { "C4E29100" GET_EID, "6115" },
    { "C4C0000015", EID_ANSWER "9000" },
    { "84E29100" GET_EID, "6882" },
    { "01A4040010" ISDR, "6999" }, /* held by channel 8 */
    { "0070800800", "9000" },
    { "01A4040010" ISDR, "6121" },
    { "4FA4040010" ISDR, "6999" }, /* channel 19 */
    { NULL, NULL },
  };
  g_autoptr (Card) card = with_quirks (NULL);

  for (guint i = 1; i <= 19; i++)
    {
      g_autofree char *expected = g_strdup_printf ("%02X9000", i);

      card_assert_transmit (card, "0070000001", expected);
    }
  run (card, exchanges);
  sim_euicc_power (card->euicc, SIM_POWER_RESET);
  g_assert_cmpuint (sim_euicc_count_channels (card->euicc), ==, 0);
}

static void
test_select (void)
{
  static const Exchange exchanges[] = {
    { "00A4040010" ISDR, "6121" },      { "00C0000021", FCI "9000" },
    { "00A4040410" ISDR "00", "6121" }, { "00A4040C10" ISDR, "9000" },
    { "80E29100" GET_EID, "6115" },     { NULL, NULL },
  };
  g_autoptr (Card) card = with_quirks (NULL);

  run (card, exchanges);
}

static void
test_no_power (void)
{
  g_autoptr (Card) card = with_quirks (NULL);

  sim_euicc_power (card->euicc, SIM_POWER_OFF);
  g_assert_null (card_transmit (card, "0070000001"));
  sim_euicc_power (card->euicc, SIM_POWER_ON);
  card_assert_transmit (card, "0070000001", "019000");
  sim_euicc_power (card->euicc, SIM_POWER_ON);
  card_assert_transmit (card, "0070000001", "029000");
}

static void
set_t1 (SimQuirks *quirks)
{
  quirks->t1 = TRUE;
}

static void
test_t1 (void)
{
  static const Exchange exchanges[] = {
    { "0070000001", "019000" },
    { SELECT_ON_1 "00", FCI "9000" },
    { "81E29100" GET_EID "00", EID_ANSWER "9000" },
    { "81E29100" GET_EID, "6115" }, /* without Le no data */
    { "81E29100" GET_EID "10", "BF3E125A108904404593000000000000"
                               "6105" },
    { "81C0000005", "1234567853"
                    "9000" },
    { NULL, NULL },
  };
  g_autoptr (Card) card = with_quirks (set_t1);
  g_autoptr (GBytes) atr = sim_euicc_get_atr (card->euicc);

  g_assert_cmphex (((const guint8 *) g_bytes_get_data (atr, NULL))[3], ==, 0x81);
  run (card, exchanges);
}

static void
set_no_61xx (SimQuirks *quirks)
{
  quirks->no_61xx = TRUE;
  quirks->profiles = 4;
}

static void
test_no_61xx (void)
{
  static const Exchange exchanges[] = {
    { "0070000001", "019000" },
    { SELECT_ON_1, FCI "9000" },
    { "81E29100" GET_EID, EID_ANSWER "9000" },
    { NULL, NULL },
  };
  g_autoptr (Card) card = with_quirks (set_no_61xx);
  g_autoptr (GBytes) part = NULL;

  run (card, exchanges);
  /* what does not fit is announced all the same */
  part = card_transmit (card, "81E2910003BF2D00");
  g_assert_cmpuint (g_bytes_get_size (part), ==, 256);
  g_assert_cmphex (card->status >> 8, ==, 0x61);
}

static void
set_wrong_length (SimQuirks *quirks)
{
  quirks->wrong_length = TRUE;
}

static void
test_wrong_length (void)
{
  static const Exchange exchanges[] = {
    { "0070000001", "019000" },
    { SELECT_ON_1, "6100" },
    { "81C0000000", "6C21" },
    { "81C0000021", FCI "9000" },
    { "81E29100" GET_EID, "6100" },
    { "81C0000000", "6C15" },
    { "81C0000015", EID_ANSWER "9000" },
    { NULL, NULL },
  };
  g_autoptr (Card) card = with_quirks (set_wrong_length);

  run (card, exchanges);
}

static void
set_first_channel (SimQuirks *quirks)
{
  quirks->first_channel = 5;
}

static void
test_first_channel (void)
{
  static const Exchange exchanges[] = {
    { "0070000001", "059000" },     { "41A4040010" ISDR, "6121" },
    { "C1E29100" GET_EID, "6115" }, { "C1C0000015", EID_ANSWER "9000" },
    { "0070800500", "9000" },       { NULL, NULL },
  };
  g_autoptr (Card) card = with_quirks (set_first_channel);

  run (card, exchanges);
}

static void
set_aid (SimQuirks *quirks)
{
  quirks->isdr_aid = g_strdup ("A0000005591010FFFFFFFF8900050500");
}

static void
test_aid (void)
{
  static const Exchange exchanges[] = {
    { "0070000001", "019000" },
    { SELECT_ON_1, "6A82" },
    { "01A4040010A0000005591010FFFFFFFF8900050500", "6121" },
    { NULL, NULL },
  };
  g_autoptr (Card) card = with_quirks (set_aid);

  run (card, exchanges);
}

static void
set_two (SimQuirks *quirks)
{
  quirks->two_isdr = TRUE;
}

static void
test_two (void)
{
  static const Exchange exchanges[] = {
    { "0070000001", "019000" },
    { "01A4040C10A06573746B6D65FFFF4953442D522030", "9000" },
    { "81E29100" GET_EID, "6115" },
    { "81C0000015", EID_ANSWER "9000" },
    { "0070000001", "029000" },
    { "02A4040C10" ISDR, "6999" }, /* an alias of the first */
    { "02A4040C10A06573746B6D65FFFF4953442D522031", "9000" },
    { "82E29100" GET_EID, "6115" },
    { NULL, NULL },
  };
  g_autoptr (Card) card = with_quirks (set_two);
  g_autoptr (GBytes) answer = NULL;
  g_autofree char *hex = NULL;
  g_autofree char *first = sim_euicc_dup_state (card->euicc, 0);
  g_autofree char *second = sim_euicc_dup_state (card->euicc, 1);

  run (card, exchanges);
  answer = card_transmit (card, "82C0000015");
  hex = lpa_hex_encode (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
  g_assert_cmpstr (hex + 10, !=, SIM_PKI_DEFAULT_EID);
  g_assert_true (sim_pki_check_eid (hex + 10, NULL));
  g_assert_cmpstr (first, !=, second);
  g_assert_null (sim_euicc_dup_state (card->euicc, 2));
}

static void
set_capability (SimQuirks *quirks)
{
  quirks->needs_terminal_capability = TRUE;
}

static void
test_capability (void)
{
  static const Exchange exchanges[] = {
    { "0070000001", "019000" },
    { SELECT_ON_1, "6A82" },
    { "80AA000005A903810100", "9000" }, /* says nothing of eUICCs */
    { SELECT_ON_1, "6A82" },
    { "80AA00000AA9088100820101830107", "9000" },
    { SELECT_ON_1, "6121" },
    { NULL, NULL },
  };
  g_autoptr (Card) card = with_quirks (set_capability);

  run (card, exchanges);
  sim_euicc_power (card->euicc, SIM_POWER_RESET);
  run (card, (Exchange[]){ { "0070000001", "019000" }, { SELECT_ON_1, "6A82" }, { NULL, NULL } });
}

static void
set_segment (SimQuirks *quirks)
{
  quirks->max_segment = 5;
}

static void
test_segment (void)
{
  static const Exchange exchanges[] = {
    { "0070000001", "019000" },         { SELECT_ON_1, "6121" },    { "81E29100" GET_EID, "6700" },
    { "81E2110005BF3E035C01", "9000" }, { "81E29101015A", "6115" }, { NULL, NULL },
  };
  g_autoptr (Card) card = with_quirks (set_segment);

  run (card, exchanges);
}

static void
set_refresh (SimQuirks *quirks)
{
  quirks->refresh = TRUE;
  quirks->profiles = 1;
}

static void
test_refresh (void)
{
  static const Exchange exchanges[] = {
    { "0070000001", "019000" },
    { SELECT_ON_1, "6121" },
    { "81E2910014" DISABLE_1, "6106" },
    { "81C0000006", "BF3203800100"
                    "910B" },
    { "81E29100" GET_EID, "6985" }, /* the card waits for its reset */
    { "0070000001", "6985" },
    { "801200000B", "D009810301010482028182"
                    "9000" },
    { "801400000C8103010104820282818301 00", "9000" },
    { "81E29100" GET_EID, "6985" },
    { NULL, NULL },
  };
  static const Exchange after[] = {
    { "0070000001", "019000" },
    { SELECT_ON_1, "6121" },
    { "81E2910014"
      "BF3111A00C5A0A98449900000000000021810100",
      "6106" },
    { "81C0000006", "BF3103800100"
                    "9000" }, /* no flag, no refresh */
    { "81E2910014" DISABLE_1, "6106" },
    { NULL, NULL },
  };
  g_autoptr (Card) card = with_quirks (set_refresh);

  run (card, exchanges);
  sim_euicc_power (card->euicc, SIM_POWER_RESET);
  run (card, after);
}

static void
set_aid_only (SimQuirks *quirks)
{
  quirks->enable_by_aid_only = TRUE;
  quirks->enable_refresh_flag = 1;
  quirks->profiles = 1;
}

static void
test_enable_ladder (void)
{
  g_autoptr (Card) card = with_quirks (set_aid_only);

  card_select (card);
  card_assert_es10 (card, "BF3211A00C5A0A984499000000000000218101FF", "BF320380017F");
  card_assert_es10 (card, "BF3217A0124F10A0000005591010FFFFFFFF8900001000810100", "BF320380017F");
  card_assert_es10 (card, "BF2D04 5C029F70", "BF2D08A006E3049F700101");
  card_assert_es10 (card, "BF3217A0124F10A0000005591010FFFFFFFF89000010008101FF", "BF3203800100");
}

static void
set_busy (SimQuirks *quirks)
{
  quirks->cat_busy = 1;
  quirks->profiles = 1;
}

static void
test_busy (void)
{
  g_autoptr (Card) card = with_quirks (set_busy);

  for (int i = 0; i < 2; i++)
    {
      card_select (card);
      card_assert_es10 (card, "BF3211A00C5A0A98449900000000000021810100", "BF3203800105");
      card_assert_es10 (card, "BF2D04 5C029F70", "BF2D08A006E3049F700101");
      sim_euicc_power (card->euicc, SIM_POWER_RESET);
    }
  card_select (card);
  card_assert_es10 (card, "BF3211A00C5A0A98449900000000000021810100", "BF3203800105");
  card_assert_es10 (card, "BF3211A00C5A0A98449900000000000021810100", "BF3203800100");
}

static void
set_m2m (SimQuirks *quirks)
{
  quirks->m2m = TRUE;
}

static void
test_m2m (void)
{
  static const Exchange exchanges[] = {
    { "0070000001", "019000" },
    { SELECT_ON_1, "6121" },
    { "81E29100" GET_EID, "6D00" },
    { NULL, NULL },
  };
  g_autoptr (Card) card = with_quirks (set_m2m);

  run (card, exchanges);
}

static void
set_held (SimQuirks *quirks)
{
  quirks->held_channel = TRUE;
}

static void
test_held (void)
{
  static const Exchange exchanges[] = {
    { "0070000001", "029000" },
    { "02A4040C10" ISDR, "6999" },
    { NULL, NULL },
  };
  static const Exchange close[] = {
    { "0070800100", "9000" },
    { "02A4040C10" ISDR, "9000" },
    { NULL, NULL },
  };
  static const Exchange fresh[] = {
    { "0070000001", "019000" },
    { "01A4040C10" ISDR, "9000" },
    { NULL, NULL },
  };
  g_autoptr (Card) closed = with_quirks (set_held);
  g_autoptr (Card) cycled = with_quirks (set_held);

  run (closed, exchanges);
  run (closed, close);

  /* a reader that powers the card up twice before anybody speaks does not free it */
  sim_euicc_power (cycled->euicc, SIM_POWER_RESET);
  run (cycled, exchanges);
  sim_euicc_power (cycled->euicc, SIM_POWER_RESET);
  run (cycled, fresh);
}

static void
set_drop (SimQuirks *quirks)
{
  quirks->drop_after = g_strdup ("disable");
  quirks->profiles = 1;
}

static void
test_drop (void)
{
  g_autoptr (Card) card = with_quirks (set_drop);

  card_select (card);
  g_assert_null (card_es10_hex (card, DISABLE_1));
  g_assert_true (sim_euicc_is_pulled (card->euicc));
  sim_euicc_insert (card->euicc);
  sim_euicc_power (card->euicc, SIM_POWER_ON);
  card_select (card);
  card_assert_es10 (card, "BF2D04 5C029F70", "BF2D08A006E3049F700100");
}

static void
test_bad_quirks (void)
{
  g_autoptr (SimPki) pki = sim_pki_new (NULL, NULL);
  const SimQuirks bad[] = {
    { .first_channel = 0, .max_segment = 255 },
    { .first_channel = 20, .max_segment = 255 },
    { .first_channel = 1, .max_segment = 0 },
    { .first_channel = 1, .max_segment = 255, .delay = -1 },
    { .first_channel = 1, .max_segment = 255, .isdr_aid = (char *) "A0" },
    { .first_channel = 1, .max_segment = 255, .isdr_aid = (char *) "nothing" },
    { .first_channel = 1, .max_segment = 255, .drop_after = (char *) "never" },
    { .first_channel = 1, .max_segment = 255, .memory = -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (sim_euicc_new (pki, &bad[i], NULL, &error));
      g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
    }
}

/* Any bytes at all: an answer of at least a status word, and no harm. */
static void
test_noise (void)
{
  g_autoptr (Card) card = with_quirks (NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (22);

  card_select (card);
  for (guint i = 0; i < 20000; i++)
    {
      guint8 command[40];
      gsize length = (gsize) g_rand_int_range (random, 0, sizeof command + 1);
      g_autoptr (GBytes) response = NULL;

      for (gsize j = 0; j < length; j++)
        command[j] = (guint8) g_rand_int (random);
      if (length > 5 && i % 2 == 0)
        {
          static const guint8 store[] = { 0x81, 0xE2, 0x91, 0x00 };

          for (gsize j = 0; j < sizeof store; j++)
            command[j] = store[j];
          command[4] = (guint8) (length - 5);
          command[5] = 0xBF;
        }
      response = sim_euicc_transmit (card->euicc, command, length);
      g_assert_nonnull (response);
      g_assert_cmpuint (g_bytes_get_size (response), >=, 2);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sim/euicc/atr", test_atr);
  g_test_add_func ("/sim/euicc/plain", test_plain);
  g_test_add_func ("/sim/euicc/refusals", test_refusals);
  g_test_add_func ("/sim/euicc/channels", test_channels);
  g_test_add_func ("/sim/euicc/select", test_select);
  g_test_add_func ("/sim/euicc/no-power", test_no_power);
  g_test_add_func ("/sim/euicc/t1", test_t1);
  g_test_add_func ("/sim/euicc/no-61xx", test_no_61xx);
  g_test_add_func ("/sim/euicc/wrong-length", test_wrong_length);
  g_test_add_func ("/sim/euicc/first-channel", test_first_channel);
  g_test_add_func ("/sim/euicc/aid", test_aid);
  g_test_add_func ("/sim/euicc/two", test_two);
  g_test_add_func ("/sim/euicc/capability", test_capability);
  g_test_add_func ("/sim/euicc/segment", test_segment);
  g_test_add_func ("/sim/euicc/refresh", test_refresh);
  g_test_add_func ("/sim/euicc/enable-ladder", test_enable_ladder);
  g_test_add_func ("/sim/euicc/busy", test_busy);
  g_test_add_func ("/sim/euicc/m2m", test_m2m);
  g_test_add_func ("/sim/euicc/held", test_held);
  g_test_add_func ("/sim/euicc/drop", test_drop);
  g_test_add_func ("/sim/euicc/bad-quirks", test_bad_quirks);
  g_test_add_func ("/sim/euicc/noise", test_noise);

  return g_test_run ();
}
