/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "place.h"

#include "lpa/lpa-error.h"
#include "own-proxy-resolver.h"

#define OTHER_EID "89044045930000000000000000000026"

static void
test_malformed (void)
{
  static const char *const texts[] = { "nonsense", "LPA:1", "LPA:1$", "LPA:2$a.example$B",
                                       "LPA:1$not a host$B" };
  g_autoptr (Place) place = place_new ("", NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      place_check (place, texts[i]);
      place_expect (place, "code", TERN_VERDICT_FAILURE, "");
      place_expect (place, "server", TERN_VERDICT_UNKNOWN, "");
      g_assert_cmpstr (tern_check_get_id (tern_check_run_get_first_failure (place->run)), ==,
                       "code");
    }
  g_assert_cmpuint (sim_smdp_count_connections (place->world->smdp), ==, 0);
}

static void
test_confirmation_code (void)
{
  g_autoptr (Place) place = place_new ("", NULL, NULL);
  g_autoptr (LpaActivationCode) code = place_get_code (place);
  g_autofree char *text = NULL;

  code->confirmation_code_required = TRUE;
  text = lpa_activation_code_to_text (code);
  place_check (place, text);
  place_expect (place, "code", TERN_VERDICT_PASS, "confirmation code");
}

static void
test_installed_here (void)
{
  g_autoptr (Place) place = place_new (",\"profile\":\"Blue\"", NULL, NULL);

  place_install (place);
  place_check (place, NULL);
  place_expect (place, "code-known", TERN_VERDICT_FAILURE, "its profile is on this card");
  place_expect (place, "profile-installed", TERN_VERDICT_WARNING, "“Blue” (Tern Mobile)");
  g_assert_cmpstr (tern_check_run_get_code_sentence (place->run), ==,
                   "These checks did not use the code.");
}

/* Writes into the history that something was done with the place's code. */
static void
remember (Place *place,
          LpaOperationKind kind,
          LpaStep step,
          LpaOperationOutcome outcome,
          const char *error_key)
{
  g_autoptr (LpaOperation) operation = lpa_operation_new (kind, OTHER_EID);
  g_autoptr (GError) error = NULL;

  operation->code = place_get_code (place);
  g_assert_true (lpa_journal_begin (LPA_JOURNAL (place->ledger), operation, &error));
  g_assert_no_error (error);
  operation->step = step;
  operation->outcome = outcome;
  operation->error = g_strdup (error_key);
  g_assert_true (lpa_journal_finish (LPA_JOURNAL (place->ledger), operation, &error));
  g_assert_no_error (error);
}

typedef struct
{
  LpaOperationKind kind;
  LpaStep step;
  LpaOperationOutcome outcome;
  const char *error;
  TernVerdict verdict;
  const char *evidence;
} Memory;

static void
test_history (void)
{
  static const Memory memories[] = {
    { LPA_OPERATION_CHECK, LPA_STEP_ORDER_FOUND, LPA_OPERATION_OUTCOME_DONE, NULL,
      TERN_VERDICT_PASS, "not used up" },
    { LPA_OPERATION_CHECK, LPA_STEP_SERVER_TRUSTED, LPA_OPERATION_OUTCOME_FAILED, "http/connect",
      TERN_VERDICT_PASS, "not used up" },
    { LPA_OPERATION_CHECK, LPA_STEP_ORDER_FOUND, LPA_OPERATION_OUTCOME_FAILED, "server/8.2.6/3.8",
      TERN_VERDICT_WARNING, "refused" },
    { LPA_OPERATION_CHECK, LPA_STEP_ORDER_FOUND, LPA_OPERATION_OUTCOME_FAILED, "server/8.8.5/4.10",
      TERN_VERDICT_FAILURE, "refused" },
    { LPA_OPERATION_DOWNLOAD, LPA_STEP_PACKAGE_LOADED, LPA_OPERATION_OUTCOME_FAILED, "load/5/11",
      TERN_VERDICT_WARNING, "was begun" },
    { LPA_OPERATION_DOWNLOAD, LPA_STEP_RESULT_DELIVERED, LPA_OPERATION_OUTCOME_DONE, NULL,
      TERN_VERDICT_FAILURE, "the card whose EID ends in" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (memories); i++)
    {
      g_autoptr (Place) place = place_new ("", NULL, NULL);
      const Memory *memory = &memories[i];

      remember (place, memory->kind, memory->step, memory->outcome, memory->error);
      place_check (place, NULL);
      place_expect (place, "code-known", memory->verdict, memory->evidence);
    }
}

static void
test_no_history (void)
{
  g_autoptr (Place) place = place_new ("", NULL, NULL);

  place->setup.ledger = NULL;
  place_check (place, NULL);
  place_expect (place, "code-known", TERN_VERDICT_UNKNOWN, "cannot tell");
}

typedef struct
{
  const char *order;
  const char *evidence;
  LpaCodeUsable usable;
} Spent;

/* What the server counts as spent is never called usable, nor the reverse. */
static void
test_refused (void)
{
  static const Spent spent[] = {
    { ",\"state\":\"used\"", "does not accept", LPA_CODE_USABLE_PROVIDER_DECIDES },
    { ",\"state\":\"expired\"", "", LPA_CODE_USABLE_NO },
    { ",\"eid\":\"" OTHER_EID "\"", "", LPA_CODE_USABLE_OTHER_CARD },
    { ",\"state\":\"unreleased\"", "", LPA_CODE_USABLE_PROVIDER_DECIDES },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (spent); i++)
    {
      g_autoptr (Place) place = place_new (spent[i].order, NULL, NULL);

      place->setup.show_code = TRUE;
      place_check (place, NULL);
      place_expect (place, "code-accepted", TERN_VERDICT_FAILURE, spent[i].evidence);
      g_assert_cmpstr (lpa_code_usable_get_nick (tern_check_run_get_code_usable (place->run)), ==,
                       lpa_code_usable_get_nick (spent[i].usable));
      place_expect (place, "profile-rules", TERN_VERDICT_UNKNOWN, "");
    }
}

static void
test_rules (void)
{
  g_autoptr (Place) place =
      place_new (",\"ppr\":[\"ppr1\"],\"owner\":{\"mccmnc\":\"24007\"}", NULL, NULL);
  TernCheck *check;

  place->setup.show_code = TRUE;
  place_check (place, NULL);
  check = tern_check_run_find (place->run, "profile-rules");
  g_assert_cmpint (tern_check_get_verdict (check), !=, TERN_VERDICT_PASS);
  g_assert_nonnull (strstr (tern_check_get_evidence (check), "cannot be switched off"));
}

static void
test_rules_not_allowed (void)
{
  g_auto (SimQuirks) quirks = { 0 };
  g_autoptr (Place) place = NULL;

  sim_quirks_init (&quirks);
  quirks.profiles = 1;
  place =
      place_new (",\"ppr\":[\"ppr1\",\"ppr2\"],\"owner\":{\"mccmnc\":\"24007\"}", &quirks, NULL);
  place->setup.show_code = TRUE;
  place_check (place, NULL);
  place_expect (place, "profile-rules", TERN_VERDICT_FAILURE, "neither switched off nor deleted");
}

static void
test_already_on_card (void)
{
  g_autoptr (Place) place = place_new (",\"reusable\":true", NULL, NULL);

  /* Another order of the same profile: the card knows it by its ICCID alone. */
  place_install (place);
  sim_orders_lock (place->world->orders);
  sim_orders_find (place->world->orders, PLACE_MATCHING_ID, NULL)->state = SIM_ORDER_RELEASED;
  sim_orders_unlock (place->world->orders);
  place->setup.ledger = NULL;
  place->setup.show_code = TRUE;
  place_check (place, NULL);
  place_expect (place, "profile-installed", TERN_VERDICT_FAILURE, "is on this card already");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  own_proxy_resolver_use ();
  g_test_add_func ("/code/malformed", test_malformed);
  g_test_add_func ("/code/confirmation-code", test_confirmation_code);
  g_test_add_func ("/code/installed-here", test_installed_here);
  g_test_add_func ("/code/history", test_history);
  g_test_add_func ("/code/no-history", test_no_history);
  g_test_add_func ("/code/refused", test_refused);
  g_test_add_func ("/code/rules", test_rules);
  g_test_add_func ("/code/rules-not-allowed", test_rules_not_allowed);
  g_test_add_func ("/code/already-on-card", test_already_on_card);
  return g_test_run ();
}
