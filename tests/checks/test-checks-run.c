/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "place.h"

#include "lpa/lpa-error.h"
#include "own-proxy-resolver.h"

static SimOrderState
get_state (Place *place)
{
  return sim_orders_get_state (place->world->orders, PLACE_MATCHING_ID);
}

static guint
count_calls (Place *place, SimSmdpFunction function)
{
  return sim_smdp_count_calls (place->world->smdp, function);
}

static void
test_good (void)
{
  static const char *const good[] = {
    "code",
    "code-known",
    "profile-installed",
    "card",
    "card-standard",
    "card-issuer",
    "card-room",
    "card-reports",
    "network",
    "network-portal",
    "network-proxy",
    "network-names",
    "network-protocol",
    "network-quality",
    "clock",
    "server",
    "server-trusted",
    "modem",
    "connection-kept",
    "battery",
  };
  g_autoptr (Place) place = place_new ("", NULL, NULL);

  desk_set_power (place->desk, FALSE, TRUE, 60);
  place_check (place, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    place_expect (place, good[i], TERN_VERDICT_PASS, "");
  place_expect (place, "code-accepted", TERN_VERDICT_UNKNOWN, "Only the server knows");
  g_assert_cmpint (tern_check_run_get_verdict (place->run), ==, TERN_VERDICT_PASS);
  g_assert_null (tern_check_run_get_first_failure (place->run));
  g_assert_cmpuint (count_calls (place, SIM_SMDP_INITIATE_AUTHENTICATION), ==, 1);
  g_assert_cmpuint (count_calls (place, SIM_SMDP_AUTHENTICATE_CLIENT), ==, 0);
  g_assert_cmpint (get_state (place), ==, SIM_ORDER_RELEASED);
  g_assert_false (tern_check_run_has_shown_code (place->run));
  g_assert_cmpstr (tern_check_run_get_code_sentence (place->run), ==,
                   "The code has not been used so far on this computer, and these checks did not "
                   "use it.");
}

static void
test_without_code (void)
{
  g_autoptr (Place) place = place_new ("", NULL, NULL);

  place_check (place, "");
  g_assert_null (tern_check_run_find (place->run, "code"));
  g_assert_null (tern_check_run_find (place->run, "server"));
  place_expect (place, "card", TERN_VERDICT_PASS, "8904…7853");
  place_expect (place, "network", TERN_VERDICT_PASS, "connected");
  place_expect (place, "network-portal", TERN_VERDICT_PASS, "no sign-in page");
  place_expect (place, "clock", TERN_VERDICT_UNKNOWN, "No server");
  g_assert_cmpstr (tern_check_run_get_code_sentence (place->run), ==, "");
  g_assert_cmpuint (sim_smdp_count_connections (place->world->smdp), ==, 0);
}

static void
test_show_code (void)
{
  g_autoptr (Place) place = place_new (",\"profile\":\"Blue\"", NULL, NULL);

  place->setup.show_code = TRUE;
  place_check (place, NULL);
  place_expect (place, "code-accepted", TERN_VERDICT_PASS, "“Blue”");
  place_expect (place, "profile-installed", TERN_VERDICT_PASS, "“Blue” is not on the card");
  place_expect (place, "profile-rules", TERN_VERDICT_PASS, "no rules");
  g_assert_true (tern_check_run_has_shown_code (place->run));
  g_assert_cmpint (tern_check_run_get_code_usable (place->run), ==, LPA_CODE_USABLE_YES);
  g_assert_cmpint (get_state (place), ==, SIM_ORDER_RELEASED);
  g_assert_cmpint (world_get_cancel_reason (place->world), ==, LPA_CANCEL_REASON_POSTPONED);
  g_assert_cmpuint (count_calls (place, SIM_SMDP_CANCEL_SESSION), ==, 1);
  g_assert_cmpuint (count_calls (place, SIM_SMDP_GET_BOUND_PROFILE_PACKAGE), ==, 0);
}

static void
test_code_is_not_shown_in_vain (void)
{
  g_autoptr (Place) place = place_new ("", NULL, NULL);

  desk_set_power (place->desk, TRUE, TRUE, 2);
  place->setup.show_code = TRUE;
  place_check (place, NULL);
  place_expect (place, "battery", TERN_VERDICT_FAILURE, "2 %");
  place_expect (place, "code-accepted", TERN_VERDICT_UNKNOWN, "not shown");
  g_assert_false (tern_check_run_has_shown_code (place->run));
  g_assert_cmpuint (count_calls (place, SIM_SMDP_AUTHENTICATE_CLIENT), ==, 0);
}

static void
test_waiting_preview (void)
{
  g_autoptr (Place) place = place_new (",\"profile\":\"Blue\"", NULL, NULL);
  g_autoptr (LpaDownload) download = world_new_download (place->world, PLACE_MATCHING_ID);

  g_assert_true (world_preview (place->world, download, NULL));
  place->setup.preview = lpa_download_get_preview (download);
  place_check (place, NULL);
  place_expect (place, "code-accepted", TERN_VERDICT_PASS, "“Blue”");
  place_expect (place, "profile-installed", TERN_VERDICT_PASS, "“Blue”");
  g_assert_true (lpa_download_is_waiting (download));
  g_assert_null (tern_check_run_get_first_failure (place->run));
  g_assert_true (world_cancel (place->world, download, LPA_CANCEL_REASON_POSTPONED, NULL));
}

static void
count_answer (TernCheck *check, GParamSpec *pspec, guint *answers)
{
  g_assert_cmpint (tern_check_get_verdict (check), !=, TERN_VERDICT_PENDING);
  g_assert_cmpstr (tern_check_get_evidence (check), !=, "");
  (*answers)++;
}

static void
test_answers_as_they_come (void)
{
  g_autoptr (Place) place = place_new ("", NULL, NULL);
  g_autoptr (LpaActivationCode) code = place_get_code (place);
  g_autofree char *text = lpa_activation_code_to_text (code);
  g_autoptr (TernCheckRun) run = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;
  guint answers = 0;

  place->setup.code = text;
  run = tern_check_run_new (&place->setup);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (run)); i++)
    {
      g_autoptr (TernCheck) check = g_list_model_get_item (G_LIST_MODEL (run), i);

      g_assert_cmpint (tern_check_get_verdict (check), ==, TERN_VERDICT_PENDING);
      g_assert_cmpstr (tern_check_get_question (check), !=, "");
      g_signal_connect (check, "notify::side", G_CALLBACK (count_answer), &answers);
    }
  tern_check_run_start_async (run, NULL, world_store_result, &slot);
  g_assert_cmpuint (answers, ==, 1); /* the code's form needs nobody */
  result = world_wait (&slot);
  g_assert_cmpuint (answers, ==, g_list_model_get_n_items (G_LIST_MODEL (run)));
  g_assert_true (tern_check_touches_card (tern_check_run_find (run, "card")));
  g_assert_false (tern_check_touches_card (tern_check_run_find (run, "battery")));
}

/* How far a run has come after some turns of the main context depends on the machine; that a code
 * which was not shown has not been judged does not. */
static void
check_cancelled (Place *place, GCancellable *cancellable, guint iterations)
{
  g_autoptr (TernCheckRun) run = tern_check_run_new (&place->setup);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;
  TernVerdict verdict;

  tern_check_run_start_async (run, cancellable, world_store_result, &slot);
  while (iterations-- > 0)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  result = world_wait (&slot);
  g_assert_false (tern_check_run_start_finish (run, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  verdict = tern_check_get_verdict (tern_check_run_find (run, "code-accepted"));
  g_assert_true (verdict == TERN_VERDICT_PENDING || verdict == TERN_VERDICT_UNKNOWN);
}

static void
test_cancel (void)
{
  g_autoptr (Place) place = place_new ("", NULL, NULL);
  g_autoptr (LpaActivationCode) code = place_get_code (place);
  g_autofree char *text = lpa_activation_code_to_text (code);

  place->setup.code = text;
  for (guint iterations = 0; iterations < 4; iterations++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();

      check_cancelled (place, cancellable, iterations);
    }
  g_assert_cmpuint (count_calls (place, SIM_SMDP_AUTHENTICATE_CLIENT), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  own_proxy_resolver_use ();
  g_test_add_func ("/run/good", test_good);
  g_test_add_func ("/run/without-code", test_without_code);
  g_test_add_func ("/run/show-code", test_show_code);
  g_test_add_func ("/run/code-is-not-shown-in-vain", test_code_is_not_shown_in_vain);
  g_test_add_func ("/run/waiting-preview", test_waiting_preview);
  g_test_add_func ("/run/answers-as-they-come", test_answers_as_they_come);
  g_test_add_func ("/run/cancel", test_cancel);
  return g_test_run ();
}
