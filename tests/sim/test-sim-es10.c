/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "card.h"
#include "lpa/lpa-hex.h"
#include "sim/sim-crypto.h"

#include <string.h>

/* The profiles a card comes with, and their AIDs. */
#define ICCID_1 "98449900000000000021"
#define ICCID_2 "98449900000000000002"
#define AID_1 "A0000005591010FFFFFFFF8900001000"
#define AID_2 "A0000005591010FFFFFFFF8900001100"
#define NOBODY "98449900000000000099"

static Card *
with_profiles (int count)
{
  g_auto (SimQuirks) quirks;
  Card *card;

  sim_quirks_init (&quirks);
  quirks.profiles = count;
  card = card_new (&quirks);
  card_select (card);
  return card;
}

static void
test_eid (void)
{
  g_autoptr (Card) card = with_profiles (0);

  card_assert_es10 (card, "BF3E035C015A", "BF3E125A10" SIM_PKI_DEFAULT_EID);
  card_assert_es10 (card, "BF3E035C0180", "");
  g_assert_cmphex (card->status, ==, 0x6A80);
}

static void
test_info1 (void)
{
  g_autoptr (Card) card = with_profiles (0);
  GBytes *id = sim_pki_get_ci_id (card->pki);
  g_autofree char *issuer = lpa_hex_encode (g_bytes_get_data (id, NULL), 20);
  g_autofree char *expected = g_strdup_printf ("BF2035"
                                               "8203020202"  /* SGP.22 2.2.2 */
                                               "A9160414%s"  /* issuers to verify with */
                                               "AA160414%s", /* issuers to sign with */
                                               issuer, issuer);

  card_assert_es10 (card, "BF2000", expected);
}

static void
test_info2 (void)
{
  g_autoptr (Card) card = with_profiles (1);
  GBytes *id = sim_pki_get_ci_id (card->pki);
  g_autofree char *issuer = lpa_hex_encode (g_bytes_get_data (id, NULL), 20);
  g_autofree char *expected =
      g_strdup_printf ("BF227E"
                       "8103020301" /* profile package 2.3.1 */
                       "8203020202" /* SGP.22 2.2.2 */
                       "8303010000" /* firmware 1.0.0 */
                       "840F"
                       "810100"
                       "82040007A000"
                       "830400002000" /* free memory: 512 KiB less 24 */
                       "8504036B02D8" /* UICC capabilities */
                       "8603090200"   /* Java Card 9.2.0 */
                       "8703020300"   /* GlobalPlatform 2.3 */
                       "88020490"     /* more profiles, test profiles */
                       "A9160414%s"
                       "AA160414%s"                      /* issuers */
                       "8B0102"                          /* medium eUICC */
                       "990100"                          /* no policy rule forbidden */
                       "0403010000"                      /* protection profile 1.0.0 */
                       "0C0D544E2D534D2D55502D30303030", /* accreditation number */
                       issuer, issuer);

  card_assert_es10 (card, "BF2200", expected);
}

static void
test_addresses (void)
{
  g_auto (SimQuirks) quirks;
  g_autoptr (Card) card = with_profiles (0);
  g_autoptr (Card) other = NULL;

  card_assert_es10 (card, "BF3C00", "BF3C128110736D64732E6578616D706C652E636F6D");
  card_assert_es10 (card, "BF3F05 8003612E62", "BF3F03800100");
  card_assert_es10 (card, "BF3C00", "BF3C178003612E628110736D64732E6578616D706C652E636F6D");
  card_assert_es10 (card, "BF3F02 8000", "BF3F03800100");
  card_assert_es10 (card, "BF3C00", "BF3C128110736D64732E6578616D706C652E636F6D");
  card_assert_es10 (card, "BF3F03 8001FF", "");

  sim_quirks_init (&quirks);
  quirks.default_smdp = g_strdup ("x.y");
  quirks.root_smds = g_strdup ("z");
  other = card_new (&quirks);
  card_select (other);
  card_assert_es10 (other, "BF3C00", "BF3C088003782E7981017A");
}

static void
test_rules (void)
{
  g_autoptr (Card) card = with_profiles (0);

  card_assert_es10 (card, "BF4300",
                    "BF4328A026"
                    "3011"
                    "80020640"
                    "A107"
                    "3005"
                    "800300F110"
                    "82020780" /* PPR1: 001-01 */
                    "3011"
                    "80020520"
                    "A107"
                    "3005"
                    "8003EEEEEE"
                    "82020780" /* PPR2: all */);
}

static void
test_crl (void)
{
  g_autoptr (Card) card = with_profiles (0);

  card_assert_es10 (card, "BF35023000", "BF3503810104");
  card_assert_es10 (card, "BF3500", "");
}

static void
test_list (void)
{
  g_autoptr (Card) card = with_profiles (2);
  g_autoptr (GBytes) all = NULL;
  LpaTlv answer, ok, profile, icon;

  card_assert_es10 (card, "BF2D00",
                    "BF2D8181A07F"
                    "E341"
                    "5A0A" ICCID_1 "4F10" AID_1 "9F700101"
                    "910E48616C64656E2054656C65636F6D"
                    "920D427573696E657373206C696E65"
                    "E33A"
                    "5A0A" ICCID_2 "4F10" AID_2 "9F700100"
                    "9108526F616D77656C6C"
                    "920C4575726F7065203230204742");
  card_assert_es10 (card, "BF2D13 A00C5A0A" ICCID_2 "5C039F7095", "BF2D0BA009E3079F700100950102");
  card_assert_es10 (card, "BF2D17 A0124F10" AID_1 "5C015A", "BF2D10A00EE30C5A0A" ICCID_1);
  card_assert_es10 (card, "BF2D08 A003950100 5C015A", "BF2D02A000");
  card_assert_es10 (card, "BF2D08 A003950102 5C0195", "BF2D0CA00AE303950102E303950102");
  card_assert_es10 (card, "BF2D04 5C025A77", "BF2D03810101");
  card_assert_es10 (card, "BF2D04 5C025A9F", "BF2D03810101");

  all = card_es10_hex (card, "BF2D0F5C0D5A4F9F70909192939495B6B799");
  g_assert_true (lpa_tlv_parse_bytes (all, 0xBF2D, &answer, NULL));
  tlv_get (&answer, 0xA0, &ok);
  tlv_get (&ok, 0xE3, &profile);
  tlv_get (&profile, 0x94, &icon);
  g_assert_cmpmem (icon.value, 4, "\x89PNG", 4);
  tlv_get (&profile, 0xB6, &icon);
  tlv_get (&profile, 0xB7, &icon);
}

static void
test_nickname (void)
{
  g_autoptr (Card) card = with_profiles (1);
  g_autofree char *name = g_strnfill (128, '4');
  g_autofree char *longest = g_strdup_printf ("BF294E 5A0A" ICCID_1 "9040%s", name);
  g_autofree char *too_long = g_strdup_printf ("BF294F 5A0A" ICCID_1 "9041%s44", name);

  card_assert_es10 (card, "BF290F 5A0A" ICCID_1 "900141", "BF2903800100");
  card_assert_es10 (card, "BF2D03 5C0190", "BF2D07A005E303900141");
  card_assert_es10 (card, longest, "BF2903800100");
  card_assert_es10 (card, too_long, "BF290380017F");
  card_assert_es10 (card, "BF290F 5A0A" ICCID_1 "9001FF", "BF290380017F");
  card_assert_es10 (card, "BF290F 5A0A" NOBODY "900141", "BF2903800101");
  card_assert_es10 (card, "BF290E 5A0A" ICCID_1 "9000", "BF2903800100");
  card_assert_es10 (card, "BF2D03 5C0190", "BF2D04A002E300");
}

/* A signed notification of @event for @iccid, number @sequence. */
static void
assert_notification (Card *card, guint sequence, const char *event, const char *iccid)
{
  EVP_PKEY *key = X509_get0_pubkey (sim_pki_get_certificate (card->pki, SIM_PKI_EUICC));
  g_autofree char *request = g_strdup_printf ("BF2B05A0038001%02X", sequence);
  g_autofree char *expected = g_strdup_printf ("BF2F258001%02X8102%s"
                                               "0C10736D64702E6578616D706C652E636F6D5A0A%s",
                                               sequence, event, iccid);
  g_autoptr (GBytes) response = card_es10_hex (card, request);
  g_autoptr (GBytes) raw = NULL;
  LpaTlv answer, ok, notification, metadata, signature;

  g_assert_true (lpa_tlv_parse_bytes (response, 0xBF2B, &answer, NULL));
  tlv_get (&answer, 0xA0, &ok);
  tlv_get (&ok, 0x30, &notification);
  tlv_get (&notification, 0xBF2F, &metadata);
  tlv_get (&notification, 0x5F37, &signature);
  raw = lpa_tlv_dup_raw (&metadata);
  bytes_assert_hex (raw, expected);
  g_assert_true (sim_crypto_verify (key, metadata.raw, metadata.raw_length, signature.value,
                                    signature.length));
}

static void
test_enable (void)
{
  g_autoptr (Card) card = with_profiles (2);

  card_assert_es10 (card, "BF3111A00C5A0A" NOBODY "810100", "BF3103800101");
  card_assert_es10 (card, "BF3111A00C5A0A" ICCID_1 "810100", "BF3103800102");
  card_assert_es10 (card, "BF3111A00C5A0A" ICCID_2 "8101FF", "BF3103800100");
  card_assert_es10 (card, "BF2D04 5C029F70", "BF2D0EA00CE3049F700100E3049F700101");
  assert_notification (card, 0, "0520", ICCID_1);
  assert_notification (card, 1, "0640", ICCID_2);

  card_assert_es10 (card, "BF3217A0124F10" AID_1 "810100", "BF3203800102");
  card_assert_es10 (card, "BF3217A0124F10" AID_2 "810100", "BF3203800100");
  assert_notification (card, 2, "0520", ICCID_2);
  card_assert_es10 (card, "BF3217A0124F10" AID_2 "810100", "BF3203800102");
  card_assert_es10 (card, "BF3211A00C5A0A" NOBODY "810100", "BF3203800101");
}

static void
test_delete (void)
{
  g_autoptr (Card) card = with_profiles (2);

  card_assert_es10 (card, "BF330C5A0A" NOBODY, "BF3303800101");
  card_assert_es10 (card, "BF330C5A0A" ICCID_1, "BF3303800102");
  card_assert_es10 (card, "BF33124F10" AID_2, "BF3303800100");
  assert_notification (card, 0, "0410", ICCID_2);
  card_assert_es10 (card, "BF330C5A0A" ICCID_2, "BF3303800101");
  card_assert_es10 (card, "BF2D03 5C015A", "BF2D10A00EE30C5A0A" ICCID_1);
}

static void
test_policy (void)
{
  g_autoptr (Card) card = with_profiles (0);
  g_autoptr (GBytes) locked = card_install (card, CARD_ICCID, SIM_PPR1 | SIM_PPR2);
  g_autoptr (GBytes) plain = card_install (card, "89449900000000009012", 0);

  card_assert_installed (card, plain);
  card_assert_es10 (card, "BF330C5A0A98449900000000000940", "BF3303800103");
  card_assert_es10 (card, "BF3111A00C5A0A98449900000000000940810100", "BF3103800100");
  card_assert_es10 (card, "BF3111A00C5A0A98449900000000000921810100", "BF3103800103");
  card_assert_es10 (card, "BF3211A00C5A0A98449900000000000940810100", "BF3203800103");
  /* a reset asks for no rule */
  card_assert_es10 (card, "BF34048202 0780", "BF3403800100");
  card_assert_es10 (card, "BF2D03 5C015A", "BF2D02A000");
}

/* From a test profile the way leads back only to the profile that was on before. */
static void
test_reenabling (void)
{
  g_autoptr (Card) card = with_profiles (2);
  g_auto (Package) package;
  g_autoptr (GPtrArray) segments = NULL;
  g_autoptr (GBytes) result = NULL;

  card_prepare_session (card);
  package_init (&package, card);
  package_set (&package.metadata, card_metadata (CARD_ICCID, 0, SIM_PROFILE_CLASS_TEST));
  segments = package_build (&package, card);
  result = package_load (segments, card);
  card_assert_installed (card, result);

  card_assert_es10 (card, "BF3111A00C5A0A98449900000000000940810100", "BF3103800100");
  card_assert_es10 (card, "BF3111A00C5A0A" ICCID_2 "810100", "BF3103800104");
  card_assert_es10 (card, "BF3111A00C5A0A" ICCID_1 "810100", "BF3103800100");
  card_assert_es10 (card, "BF3404820206C0", "BF3403800100");
}

static void
test_memory_reset (void)
{
  g_autoptr (Card) card = with_profiles (1);

  card_assert_es10 (card, "BF34048202 0640", "BF3403800101");
  card_assert_es10 (card, "BF34048202 0520", "BF3403800101");
  card_assert_es10 (card, "BF3F05 8003612E62", "BF3F03800100");
  card_assert_es10 (card, "BF34048202 0520", "BF3403800100");
  card_assert_es10 (card, "BF3C00", "BF3C128110736D64732E6578616D706C652E636F6D");
  card_assert_es10 (card, "BF34048202 0780", "BF3403800100");
  assert_notification (card, 0, "0410", ICCID_1);
  card_assert_es10 (card, "BF34048202 0780", "BF3403800101");
}

static void
test_notifications (void)
{
  g_autoptr (Card) card = with_profiles (1);
  const char *off = "BF2F25800100810205200C10736D64702E6578616D706C652E636F6D5A0A" ICCID_1;
  const char *on = "BF2F25800101810206400C10736D64702E6578616D706C652E636F6D5A0A" ICCID_1;
  g_autofree char *both = g_strdup_printf ("BF2852A050%s%s", off, on);
  g_autofree char *one = g_strdup_printf ("BF282AA028%s", on);

  card_assert_es10 (card, "BF2800", "BF2802A000");
  card_assert_es10 (card, "BF2B00", "BF2B02A000");
  card_assert_es10 (card, "BF3211A00C5A0A" ICCID_1 "810100", "BF3203800100");
  card_assert_es10 (card, "BF3111A00C5A0A" ICCID_1 "810100", "BF3103800100");
  card_assert_es10 (card, "BF2800", both);
  card_assert_es10 (card, "BF2804 81020640", one);
  card_assert_es10 (card, "BF2804 81020410", "BF2802A000");
  card_assert_es10 (card, "BF2B06 A00481020410", "BF2B03810101");
  card_assert_es10 (card, "BF3003800102", "BF3003800101");
  card_assert_es10 (card, "BF3003800100", "BF3003800100");
  card_assert_es10 (card, "BF2800", one);
}

static void
test_malformed (void)
{
  static const char *const requests[] = {
    "BF200100",
    "BF220100",
    "BF28028100",
    "BF2900",
    "BF2902",
    "BF2B02A000",
    "BF3000",
    "BF3002 8000",
    "BF3100",
    "BF310E A00C5A0A" ICCID_1,
    "BF31 0F 5A0A" ICCID_1 "810100",
    "BF3211A00C5A0A" ICCID_1 "810200",
    "BF3300",
    "BF330F5A0A" ICCID_1 "810100",
    "BF3400",
    "BF340100",
    "BF3C0100",
    "BF3F00",
    "BF430100",
    "BF2D00FF",
  };
  g_autoptr (Card) card = with_profiles (1);

  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      card_assert_es10 (card, requests[i], "");
      g_assert_cmphex (card->status, ==, 0x6A80);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sim/es10/eid", test_eid);
  g_test_add_func ("/sim/es10/info1", test_info1);
  g_test_add_func ("/sim/es10/info2", test_info2);
  g_test_add_func ("/sim/es10/addresses", test_addresses);
  g_test_add_func ("/sim/es10/rules", test_rules);
  g_test_add_func ("/sim/es10/crl", test_crl);
  g_test_add_func ("/sim/es10/list", test_list);
  g_test_add_func ("/sim/es10/nickname", test_nickname);
  g_test_add_func ("/sim/es10/enable", test_enable);
  g_test_add_func ("/sim/es10/delete", test_delete);
  g_test_add_func ("/sim/es10/policy", test_policy);
  g_test_add_func ("/sim/es10/reenabling", test_reenabling);
  g_test_add_func ("/sim/es10/memory-reset", test_memory_reset);
  g_test_add_func ("/sim/es10/notifications", test_notifications);
  g_test_add_func ("/sim/es10/malformed", test_malformed);

  return g_test_run ();
}
