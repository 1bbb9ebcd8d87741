/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "place.h"

#include "checks/tern-check-private.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-isdr-aids.h"
#include "own-proxy-resolver.h"
#include "world-reader.h"

static void
test_room (void)
{
  static const struct
  {
    int memory;
    TernVerdict verdict;
  } cases[] = {
    { 6000, TERN_VERDICT_FAILURE },
    { 40000, TERN_VERDICT_WARNING },
    { 200000, TERN_VERDICT_PASS },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (SimQuirks) quirks = { 0 };
      g_autoptr (Place) place = NULL;

      sim_quirks_init (&quirks);
      quirks.memory = cases[i].memory;
      place = place_new ("", &quirks, NULL);
      place_check (place, NULL);
      place_expect (place, "card-room", cases[i].verdict, "left");
    }
}

static void
test_reports (void)
{
  SimSmdpOptions options = { .fail_notifications = 100 };
  g_autoptr (Place) place = place_new ("", NULL, &options);

  place_install (place);
  place_check (place, NULL);
  place_expect (place, "card-reports", TERN_VERDICT_WARNING, "1 report waits");
}

static void
test_other_profile (void)
{
  g_auto (SimQuirks) quirks = { 0 };
  g_autoptr (Place) place = NULL;

  sim_quirks_init (&quirks);
  quirks.profiles = 1;
  place = place_new ("", &quirks, NULL);
  place_check (place, NULL);
  place_expect (place, "profile-installed", TERN_VERDICT_PASS, "No profile on the card names");
}

/* A card after SGP.02, as the readers find it. */
static GError *
find_m2m_card (SimPki *pki)
{
  g_auto (SimQuirks) quirks = { 0 };
  g_autoptr (LpaCardMemory) memory = lpa_card_memory_new (NULL);
  g_autoptr (GPtrArray) aids = lpa_isdr_aids_new_default ();
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (SimEuicc) sim = NULL;
  g_autoptr (WorldReader) reader = NULL;
  g_autoptr (LpaCard) card = NULL;
  GError *error = NULL;

  sim_quirks_init (&quirks);
  quirks.m2m = TRUE;
  sim = sim_euicc_new (pki, &quirks, NULL, &error);
  g_assert_no_error (error);
  reader = world_reader_new (sim);
  card = lpa_card_new (LPA_CHANNEL (reader), memory);
  found = lpa_card_find_isdrs (card, aids, NULL, &error);
  g_assert_null (found);
  return error;
}

static void
test_m2m (void)
{
  g_autoptr (Place) place = place_new ("", NULL, NULL);
  g_autoptr (GError) error = find_m2m_card (place->world->pki);

  g_assert_error (error, LPA_CARD_ERROR, LPA_CARD_ERROR_M2M_ONLY);
  place->setup.euicc = NULL;
  place->setup.card_error = error;
  place_check (place, NULL);
  place_expect (place, "card", TERN_VERDICT_FAILURE, "made for machines");
  place_expect (place, "card-standard", TERN_VERDICT_FAILURE, "made for machines");
  place_expect (place, "card-room", TERN_VERDICT_UNKNOWN, "");
  place_expect (place, "card-issuer", TERN_VERDICT_UNKNOWN, "");
  place_expect (place, "server", TERN_VERDICT_PASS, "answers");
}

static void
test_no_card (void)
{
  g_autoptr (Place) place = place_new ("", NULL, NULL);
  g_autoptr (GError) error =
      lpa_error_new (LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NO_CARD, "8010000C", "No card");

  place->setup.euicc = NULL;
  place->setup.card_error = error;
  place_check (place, NULL);
  place_expect (place, "card", TERN_VERDICT_FAILURE, "no card in the reader");
  place_expect (place, "card-standard", TERN_VERDICT_UNKNOWN, "");
  place_expect (place, "profile-installed", TERN_VERDICT_UNKNOWN, "");
  /* The test issuer was added by hand, so that the server is believed without a card. */
  place_expect (place, "server-trusted", TERN_VERDICT_PASS, "");
  place_expect (place, "clock", TERN_VERDICT_PASS, "");
}

static void
test_pulled_card (void)
{
  g_autoptr (Place) place = place_new ("", NULL, NULL);

  sim_euicc_set_drop_after (place->world->sim, "challenge");
  place_check (place, NULL);
  place_expect (place, "card", TERN_VERDICT_FAILURE, "");
  place_expect (place, "server", TERN_VERDICT_PASS, "");
}

/* What simulated cards do not do: other words in EUICCInfo2. */
static void
judge (LpaEuiccInfo *info,
       void (*run) (const TernCheckFacts *facts, TernFinding *finding),
       TernVerdict verdict,
       const char *evidence)
{
  TernCheckFacts facts = { .info = info };
  g_auto (TernFinding) finding = { 0 };

  run (&facts, &finding);
  g_assert_cmpint (finding.verdict, ==, verdict);
  g_assert_nonnull (strstr (finding.evidence, evidence));
}

static void
test_odd_info (void)
{
  g_autoptr (Place) place = place_new ("", NULL, NULL);
  g_autoptr (LpaEuiccInfo) info = lpa_euicc_info_copy (lpa_euicc_get_info (place->world->euicc));
  /* SGP.26 v1 test CI, P-256 */
  const guint8 test_issuer[20] = { 0xF5, 0x41, 0x72, 0xBD, 0xF9, 0x8A, 0x95, 0xD6, 0x5C, 0xBE,
                                   0xB8, 0x8A, 0x38, 0xA1, 0xC1, 0x1D, 0x80, 0x0A, 0x85, 0xC3 };

  info->free_memory = -1;
  judge (info, tern_checks_card_room, TERN_VERDICT_UNKNOWN, "does not say");
  g_free (info->svn);
  info->svn = g_strdup ("1.1.0");
  judge (info, tern_checks_card_standard, TERN_VERDICT_FAILURE, "1.1.0");
  g_free (info->svn);
  info->svn = g_strdup ("odd");
  judge (info, tern_checks_card_standard, TERN_VERDICT_UNKNOWN, "");
  judge (info, tern_checks_issuer, TERN_VERDICT_UNKNOWN, "did not get as far");
  g_clear_pointer (&info->signing_keys, g_ptr_array_unref);
  info->signing_keys = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  judge (info, tern_checks_issuer, TERN_VERDICT_FAILURE, "names no issuer");
  g_ptr_array_add (info->signing_keys, g_bytes_new (test_issuer, sizeof test_issuer));
  judge (info, tern_checks_issuer, TERN_VERDICT_WARNING, "test issuers only");
}

static void
test_no_common_issuer (void)
{
  static const char *const figures[] = { "8.8.2/3.1", "8.8.4/3.7", "8.8.3/3.1", "8.11.1/3.9" };

  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
    {
      g_autofree char *refusal = g_strconcat ("initiateAuthentication=", figures[i], NULL);
      char *refuse[] = { refusal, NULL };
      SimSmdpOptions options = { .refuse = refuse };
      g_autoptr (Place) place = place_new ("", NULL, &options);

      place_check (place, NULL);
      place_expect (place, "card-issuer", TERN_VERDICT_FAILURE, "");
      place_expect (place, "server", TERN_VERDICT_PASS, "answers");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  own_proxy_resolver_use ();
  g_test_add_func ("/card/room", test_room);
  g_test_add_func ("/card/reports", test_reports);
  g_test_add_func ("/card/other-profile", test_other_profile);
  g_test_add_func ("/card/m2m", test_m2m);
  g_test_add_func ("/card/no-card", test_no_card);
  g_test_add_func ("/card/pulled-card", test_pulled_card);
  g_test_add_func ("/card/odd-info", test_odd_info);
  g_test_add_func ("/card/no-common-issuer", test_no_common_issuer);
  return g_test_run ();
}
