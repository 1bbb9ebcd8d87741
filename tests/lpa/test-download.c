/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world.h"

#include "lpa/lpa-error.h"

#define ICCID "8949000000001234567"
#define ORDER "{\"orders\":[{\"matching_id\":\"A-1\",\"iccid\":\"" ICCID "\"%s}]}"

static World *
serve (const char *more, const SimQuirks *quirks, const SimSmdpOptions *options)
{
  g_autofree char *orders = g_strdup_printf (ORDER, more);

  return world_new (orders, quirks, options);
}

static SimOrderState
get_state (World *world)
{
  return sim_orders_get_state (world->orders, "A-1");
}

static void
test_journey (void)
{
  g_autoptr (World) world = serve (",\"size\":11800", NULL, NULL);
  g_autoptr (LpaDownload) download = world_new_download (world, "A-1");
  g_autoptr (GError) error = NULL;
  const LpaPreview *preview;

  g_assert_true (world_refresh (world, &error));
  g_assert_no_error (error);
  g_assert_cmpint (lpa_download_get_code_usable (download), ==, LPA_CODE_USABLE_YES);
  g_assert_true (world_preview (world, download, &error));
  g_assert_no_error (error);
  g_assert_true (lpa_download_is_waiting (download));
  preview = lpa_download_get_preview (download);
  g_assert_cmpstr (lpa_profile_get_iccid (preview->profile), ==, ICCID);
  g_assert_cmpint (preview->verdict, ==, LPA_POLICY_VERDICT_ALLOWED);
  g_assert_false (preview->confirmation_code_required);
  g_assert_cmpint (get_state (world), ==, SIM_ORDER_RELEASED);

  g_assert_true (world_install (world, download, &error));
  g_assert_no_error (error);
  g_assert_true (lpa_download_is_result_delivered (download));
  g_assert_cmpint (lpa_download_get_code_usable (download), ==, LPA_CODE_USABLE_NO);
  g_assert_cmpstr (lpa_profile_get_iccid (lpa_download_get_installed_profile (download)), ==,
                   ICCID);
  g_assert_cmpint (get_state (world), ==, SIM_ORDER_INSTALLED);
  g_assert_nonnull (world_find (world, ICCID));
  g_assert_cmpuint (g_list_model_get_n_items (lpa_euicc_get_notifications (world->euicc)), ==, 0);
  g_assert_cmpuint (sim_smdp_count_connections (world->smdp), ==, 1);
  g_assert_cmpint (world_get_cancel_reason (world), ==, -1);
  g_assert_cmpuint (sim_smdp_count_calls (world->smdp, SIM_SMDP_CANCEL_SESSION), ==, 0);
}

/* Previews A-1 of a world in which that works. */
static LpaDownload *
preview (World *world)
{
  LpaDownload *download = world_new_download (world, "A-1");
  g_autoptr (GError) error = NULL;

  g_assert_true (world_preview (world, download, &error));
  g_assert_no_error (error);
  return download;
}

static void
assert_last_operation (World *world,
                       LpaOperationKind kind,
                       LpaOperationOutcome outcome,
                       const char *error)
{
  WorldJournal *journal = world->journal;
  LpaOperation *operation = world_journal_get (journal, world_journal_get_length (journal) - 1);

  g_assert_cmpstr (lpa_operation_kind_get_nick (operation->kind), ==,
                   lpa_operation_kind_get_nick (kind));
  g_assert_cmpstr (lpa_operation_outcome_get_nick (operation->outcome), ==,
                   lpa_operation_outcome_get_nick (outcome));
  g_assert_cmpstr (operation->error, ==, error);
}

static void
test_journal (void)
{
  g_autoptr (World) world = serve ("", NULL, NULL);
  g_autoptr (LpaDownload) download = preview (world);

  g_assert_true (world_install (world, download, NULL));
  g_assert_cmpstr (world_journal_get_story (world->journal), ==,
                   "begin download/code\n"
                   "advance download/order-found\n"
                   "advance download/order-found\n"
                   "advance download/agreed\n"
                   "advance download/package-bound\n"
                   "advance download/package-loaded\n"
                   "advance download/result-delivered\n"
                   "finish download/result-delivered done -\n");
  g_assert_cmpstr (world_journal_get (world->journal, 0)->iccid, ==, ICCID);
}

typedef struct
{
  GString *steps;
  guint64 done;
  guint64 total;
} Heard;

static void
hear_step (LpaDownload *download, int step, int state, Heard *heard)
{
  g_string_append_printf (heard->steps, "%s %s\n", lpa_step_get_nick ((LpaStep) step),
                          lpa_step_state_get_nick ((LpaStepState) state));
}

static void
hear_progress (LpaDownload *download, guint64 done, guint64 total, Heard *heard)
{
  g_assert_cmpuint (done, >, heard->done);
  g_assert_cmpuint (done, <=, total);
  heard->done = done;
  heard->total = total;
}

static void
test_signals (void)
{
  g_autoptr (World) world = serve ("", NULL, NULL);
  g_autoptr (LpaDownload) download = world_new_download (world, "A-1");
  Heard heard = { g_string_new (NULL), 0, 0 };

  g_signal_connect (download, "step", G_CALLBACK (hear_step), &heard);
  g_signal_connect (download, "progress", G_CALLBACK (hear_progress), &heard);
  g_assert_true (world_preview (world, download, NULL));
  g_assert_cmpint (lpa_download_get_step (download), ==, LPA_STEP_ORDER_FOUND);
  g_assert_true (world_install (world, download, NULL));
  g_assert_cmpint (lpa_download_get_step (download), ==, LPA_STEP_RESULT_DELIVERED);
  g_assert_cmpstr (heard.steps->str, ==,
                   "code running\ncode done\n"
                   "server-trusted running\nserver-trusted done\n"
                   "card-authenticated running\ncard-authenticated done\n"
                   "order-found running\norder-found done\n"
                   "agreed running\nagreed done\n"
                   "package-bound running\npackage-bound done\n"
                   "package-loaded running\npackage-loaded done\n"
                   "result-delivered running\nresult-delivered done\n");
  g_assert_cmpuint (heard.done, >, 11000);
  g_assert_cmpuint (heard.done, ==, heard.total);
  g_string_free (heard.steps, TRUE);
}

/* What a whole download of a 12 kB package costs in exchanges, all commands of the journey counted.
 */
static void
test_exchanges (void)
{
  g_autoptr (World) world = serve (",\"size\":11800", NULL, NULL);
  g_autoptr (LpaDownload) download = NULL;
  guint before = sim_euicc_count_exchanges (world->sim), previewed;

  download = preview (world);
  previewed = sim_euicc_count_exchanges (world->sim);
  g_assert_true (world_install (world, download, NULL));
  g_assert_cmpuint (previewed - before, <=, 22);
  g_assert_cmpuint (sim_euicc_count_exchanges (world->sim) - previewed, <=, 75);
  g_assert_cmpuint (world_count_commands (world, "BF36"), ==, 1);
}

static const struct
{
  LpaCancelReason reason;
  gboolean allowed;
  SimOrderState state;
  LpaCodeUsable usable;
  LpaOperationKind kind;
  LpaOperationOutcome outcome;
} goodbyes[] = {
  { LPA_CANCEL_REASON_POSTPONED, TRUE, SIM_ORDER_RELEASED, LPA_CODE_USABLE_YES,
    LPA_OPERATION_DOWNLOAD, LPA_OPERATION_OUTCOME_CANCELLED },
  { LPA_CANCEL_REASON_TIMEOUT, TRUE, SIM_ORDER_RELEASED, LPA_CODE_USABLE_YES,
    LPA_OPERATION_DOWNLOAD, LPA_OPERATION_OUTCOME_CANCELLED },
  { LPA_CANCEL_REASON_END_USER_REJECTION, TRUE, SIM_ORDER_ERROR, LPA_CODE_USABLE_NO,
    LPA_OPERATION_DOWNLOAD, LPA_OPERATION_OUTCOME_CANCELLED },
  { LPA_CANCEL_REASON_PPR_NOT_ALLOWED, FALSE, SIM_ORDER_RELEASED, LPA_CODE_USABLE_YES },
  { LPA_CANCEL_REASON_METADATA_MISMATCH, FALSE, SIM_ORDER_RELEASED, LPA_CODE_USABLE_YES },
  { LPA_CANCEL_REASON_LOAD_BPP_EXECUTION_ERROR, FALSE, SIM_ORDER_RELEASED, LPA_CODE_USABLE_YES },
  { LPA_CANCEL_REASON_UNDEFINED, FALSE, SIM_ORDER_RELEASED, LPA_CODE_USABLE_YES },
};

static void
test_goodbye (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (World) world = serve ("", NULL, NULL);
  g_autoptr (LpaDownload) download = preview (world);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (world_cancel (world, download, goodbyes[i].reason, &error), ==,
                   goodbyes[i].allowed);
  g_assert_cmpint (lpa_download_is_waiting (download), ==, !goodbyes[i].allowed);
  g_assert_cmpint (get_state (world), ==, goodbyes[i].state);
  g_assert_cmpint (lpa_download_get_code_usable (download), ==, goodbyes[i].usable);
  if (!goodbyes[i].allowed)
    {
      g_assert_error (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_NOT_THIS_STATE);
      g_assert_cmpint (world_get_cancel_reason (world), ==, -1);
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpint (world_get_cancel_reason (world), ==, goodbyes[i].reason);
  g_assert_cmpuint (sim_smdp_count_calls (world->smdp, SIM_SMDP_CANCEL_SESSION), ==, 1);
  g_assert_cmpuint (sim_euicc_count_channels (world->sim), ==, 0);
  assert_last_operation (world, goodbyes[i].kind, goodbyes[i].outcome, NULL);
  g_assert_false (world_cancel (world, download, LPA_CANCEL_REASON_POSTPONED, &error));
  g_assert_error (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_NOT_THIS_STATE);
}

/* Who only looked has got what they asked for. */
static void
test_check_only (void)
{
  g_autoptr (World) world = serve ("", NULL, NULL);
  g_autoptr (LpaDownload) download = world_new_download (world, "A-1");
  g_autoptr (LpaDownload) refused = world_new_download (world, "A-2");
  g_autoptr (GError) error = NULL;

  lpa_download_set_check_only (download, TRUE);
  g_assert_true (world_preview (world, download, &error));
  g_assert_no_error (error);
  g_assert_true (world_cancel (world, download, LPA_CANCEL_REASON_POSTPONED, &error));
  assert_last_operation (world, LPA_OPERATION_CHECK, LPA_OPERATION_OUTCOME_DONE, NULL);
  g_assert_cmpint (get_state (world), ==, SIM_ORDER_RELEASED);

  lpa_download_set_check_only (refused, TRUE);
  g_assert_false (world_preview (world, refused, &error));
  assert_last_operation (world, LPA_OPERATION_CHECK, LPA_OPERATION_OUTCOME_FAILED,
                         "server/8.2.6/3.8");
}

/* Nobody says good-bye: the download is dropped, or everything is. */
static void
test_dropped (void)
{
  g_autoptr (World) world = serve ("", NULL, NULL);
  g_autoptr (LpaDownload) again = NULL;
  LpaDownload *download = preview (world);

  g_assert_cmpuint (sim_euicc_count_channels (world->sim), ==, 1);
  g_object_unref (download);
  world_wait_idle (world);
  g_assert_cmpint (world_get_cancel_reason (world), ==, LPA_CANCEL_REASON_POSTPONED);
  g_assert_cmpuint (sim_smdp_count_calls (world->smdp, SIM_SMDP_CANCEL_SESSION), ==, 1);
  g_assert_cmpuint (sim_euicc_count_channels (world->sim), ==, 0);
  again = preview (world);
  g_assert_true (world_install (world, again, NULL));
}

static void
test_euicc_dropped (void)
{
  g_autoptr (World) world = serve ("", NULL, NULL);
  LpaDownload *download = preview (world);
  LpaWorker *worker = g_steal_pointer (&world->worker);

  g_assert_finalize_object (g_steal_pointer (&world->euicc));
  g_object_unref (worker);
  while (sim_smdp_count_calls (world->smdp, SIM_SMDP_CANCEL_SESSION) == 0 ||
         sim_euicc_count_channels (world->sim) != 0 || lpa_download_is_waiting (download))
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpint (world_get_cancel_reason (world), ==, LPA_CANCEL_REASON_POSTPONED);
  while (G_OBJECT (download)->ref_count > 1 || G_OBJECT (world->card)->ref_count > 1)
    g_main_context_iteration (NULL, FALSE);
  g_assert_finalize_object (download);
  world_start (world);
}

static const struct
{
  const char *name;
  const char *order;
  const char *figure;
  LpaCodeUsable usable;
} refusals[] = {
  { "used", ",\"state\":\"used\"", "8.2.6/3.8", LPA_CODE_USABLE_PROVIDER_DECIDES },
  { "expired", ",\"state\":\"expired\"", "8.8.5/4.10", LPA_CODE_USABLE_NO },
  { "unreleased", ",\"state\":\"unreleased\"", "8.2/1.2", LPA_CODE_USABLE_PROVIDER_DECIDES },
  { "other-eid", ",\"eid\":\"89044045930000000000009999999916\"", "8.1.1/3.8",
    LPA_CODE_USABLE_OTHER_CARD },
};

static void
test_refusal (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (World) world = serve (refusals[i].order, NULL, NULL);
  g_autoptr (LpaDownload) download = world_new_download (world, "A-1");
  g_autoptr (GError) error = NULL;
  g_autofree char *figure = NULL;
  SimOrderState before = get_state (world);

  g_assert_false (world_preview (world, download, &error));
  g_assert_error (error, LPA_SERVER_ERROR, LPA_SERVER_ERROR_REFUSED);
  g_assert_cmpstr (lpa_error_get_figure (error), ==, refusals[i].figure);
  g_assert_cmpint (lpa_download_get_code_usable (download), ==, refusals[i].usable);
  g_assert_cmpint (lpa_download_get_step (download), ==, LPA_STEP_ORDER_FOUND);
  g_assert_false (lpa_download_is_waiting (download));
  g_assert_cmpint (get_state (world), ==, before);
  g_assert_cmpint (world_get_cancel_reason (world), ==, LPA_CANCEL_REASON_POSTPONED);
  g_assert_cmpuint (sim_smdp_count_calls (world->smdp, SIM_SMDP_CANCEL_SESSION), ==, 0);
  g_assert_cmpuint (sim_euicc_count_channels (world->sim), ==, 0);
  figure = g_strconcat ("server/", refusals[i].figure, NULL);
  assert_last_operation (world, LPA_OPERATION_DOWNLOAD, LPA_OPERATION_OUTCOME_FAILED, figure);
}

/* The history says that it was the code, and the server, which has ended the session, is not told
 * of its end. */
static void
test_gives_up_confirmation_code (void)
{
  g_autoptr (World) world = serve (",\"confirmation_code\":\"1234\"", NULL, NULL);
  g_autoptr (LpaDownload) download = preview (world);
  g_autoptr (GError) error = NULL;

  lpa_download_set_confirmation_code (download, "9999");
  g_assert_false (world_install (world, download, NULL));
  g_assert_true (world_cancel (world, download, LPA_CANCEL_REASON_POSTPONED, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (sim_smdp_count_calls (world->smdp, SIM_SMDP_CANCEL_SESSION), ==, 0);
  assert_last_operation (world, LPA_OPERATION_DOWNLOAD, LPA_OPERATION_OUTCOME_FAILED,
                         "server/8.2.7/3.8");
}

static void
test_confirmation_code (void)
{
  g_autoptr (World) world = serve (",\"confirmation_code\":\"1234\"", NULL, NULL);
  g_autoptr (LpaDownload) download = preview (world);
  g_autoptr (GError) error = NULL;

  g_assert_true (lpa_download_get_preview (download)->confirmation_code_required);
  g_assert_false (world_install (world, download, &error));
  g_assert_error (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_CONFIRMATION_CODE);
  g_assert_true (lpa_download_is_waiting (download));
  g_clear_error (&error);

  lpa_download_set_confirmation_code (download, "012345678901234567890123456789012");
  g_assert_false (world_install (world, download, &error));
  g_assert_error (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_CONFIRMATION_CODE);
  g_assert_cmpint (world_get_cancel_reason (world), ==, -1);
  g_clear_error (&error);

  for (guint i = 0; i < 2; i++)
    {
      lpa_download_set_confirmation_code (download, "9999");
      g_assert_false (world_install (world, download, &error));
      g_assert_error (error, LPA_SERVER_ERROR, LPA_SERVER_ERROR_REFUSED);
      g_assert_cmpstr (lpa_error_get_figure (error), ==, "8.2.7/3.8");
      g_assert_true (lpa_download_is_waiting (download));
      g_assert_cmpint (lpa_download_get_code_usable (download), ==, LPA_CODE_USABLE_YES);
      g_assert_cmpint (world_get_cancel_reason (world), ==, LPA_CANCEL_REASON_POSTPONED);
      g_clear_error (&error);
    }

  lpa_download_set_confirmation_code (download, " 1234 ");
  g_assert_true (world_install (world, download, &error));
  g_assert_no_error (error);
  g_assert_cmpint (get_state (world), ==, SIM_ORDER_INSTALLED);
  g_assert_cmpuint (sim_smdp_count_connections (world->smdp), ==, 1);
  assert_last_operation (world, LPA_OPERATION_DOWNLOAD, LPA_OPERATION_OUTCOME_DONE, NULL);
}

static void
test_confirmation_code_spent (void)
{
  g_autoptr (World) world =
      serve (",\"confirmation_code\":\"1234\",\"confirmation_tries\":1", NULL, NULL);
  g_autoptr (LpaDownload) download = preview (world);
  g_autoptr (GError) error = NULL;

  lpa_download_set_confirmation_code (download, "9999");
  g_assert_false (world_install (world, download, &error));
  g_assert_cmpstr (lpa_error_get_figure (error), ==, "8.2.7/6.4");
  g_assert_false (lpa_download_is_waiting (download));
  g_assert_cmpint (lpa_download_get_code_usable (download), ==, LPA_CODE_USABLE_NO);
}

/* Declining for good after a wrong confirmation code needs a session, which is opened for it. */
static void
test_decline_after_wrong_code (void)
{
  g_autoptr (World) world = serve (",\"confirmation_code\":\"1234\"", NULL, NULL);
  g_autoptr (LpaDownload) download = preview (world);

  lpa_download_set_confirmation_code (download, "9999");
  g_assert_false (world_install (world, download, NULL));
  g_assert_cmpint (get_state (world), ==, SIM_ORDER_RELEASED);
  g_assert_true (world_cancel (world, download, LPA_CANCEL_REASON_END_USER_REJECTION, NULL));
  g_assert_cmpint (get_state (world), ==, SIM_ORDER_ERROR);
  g_assert_cmpint (world_get_cancel_reason (world), ==, LPA_CANCEL_REASON_END_USER_REJECTION);
}

#define OWNER ",\"owner\":{\"mccmnc\":\"00101\"}"

static void
test_rules_need_consent (void)
{
  g_autoptr (World) world = serve (",\"ppr\":[\"ppr2\"]" OWNER, NULL, NULL);
  g_autoptr (LpaDownload) download = preview (world);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (lpa_download_get_preview (download)->verdict, ==,
                   LPA_POLICY_VERDICT_CONSENT_NEEDED);
  g_assert_false (world_install (world, download, &error));
  g_assert_error (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_CONSENT_NEEDED);
  g_assert_true (lpa_download_is_waiting (download));
  g_clear_error (&error);
  lpa_download_set_consent (download, TRUE);
  g_assert_true (world_install (world, download, &error));
  g_assert_no_error (error);
}

/* PPR1 is for the first operational profile of a card alone. */
static void
test_rules_not_allowed (void)
{
  g_auto (SimQuirks) quirks;
  g_autoptr (World) world = NULL;
  g_autoptr (LpaDownload) download = NULL;
  g_autoptr (GError) error = NULL;

  sim_quirks_init (&quirks);
  quirks.profiles = 1;
  world = serve (",\"ppr\":[\"ppr1\"]" OWNER, &quirks, NULL);
  download = preview (world);
  lpa_download_set_consent (download, TRUE);
  g_assert_cmpint (lpa_download_get_preview (download)->verdict, ==,
                   LPA_POLICY_VERDICT_NOT_ALLOWED);
  g_assert_false (world_install (world, download, &error));
  g_assert_error (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_RULES_NOT_ALLOWED);
  g_assert_true (lpa_download_is_waiting (download));
  g_assert_cmpint (world_get_cancel_reason (world), ==, -1);
  g_assert_true (world_cancel (world, download, LPA_CANCEL_REASON_PPR_NOT_ALLOWED, NULL));
  g_assert_cmpint (world_get_cancel_reason (world), ==, LPA_CANCEL_REASON_PPR_NOT_ALLOWED);
  g_assert_cmpint (get_state (world), ==, SIM_ORDER_ERROR);
}

static void
test_already_installed (void)
{
  g_autoptr (World) world =
      world_new ("{\"orders\":[{\"matching_id\":\"A-1\",\"iccid\":\"" ICCID "\"},"
                 "{\"matching_id\":\"A-2\",\"iccid\":\"" ICCID "\"}]}",
                 NULL, NULL);
  g_autoptr (LpaDownload) first = preview (world);
  g_autoptr (LpaDownload) second = world_new_download (world, "A-2");
  g_autoptr (GError) error = NULL;

  g_assert_true (world_install (world, first, NULL));
  g_assert_true (world_preview (world, second, &error));
  g_assert_cmpstr (lpa_profile_get_iccid (lpa_download_get_preview (second)->installed), ==, ICCID);
  g_assert_false (world_install (world, second, &error));
  g_assert_error (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_ALREADY_INSTALLED);
  g_assert_false (lpa_download_is_waiting (second));
  g_assert_cmpint (world_get_cancel_reason (world), ==, LPA_CANCEL_REASON_POSTPONED);
  g_assert_cmpint (sim_orders_get_state (world->orders, "A-2"), ==, SIM_ORDER_RELEASED);
  g_assert_cmpint (lpa_download_get_code_usable (second), ==, LPA_CODE_USABLE_YES);
}

/* The card says no to the package: that is a result, which is reported and not cancelled. */
static void
check_card_refusal (SimQuirks *quirks, const char *figure)
{
  g_autoptr (World) world = serve ("", quirks, NULL);
  g_autoptr (LpaDownload) download = preview (world);
  g_autoptr (GError) error = NULL;
  g_autofree char *key = g_strconcat ("es10/", figure, NULL);

  g_assert_false (world_install (world, download, &error));
  g_assert_error (error, LPA_ES10_ERROR, LPA_ES10_ERROR_LOAD);
  g_assert_cmpstr (lpa_error_get_figure (error), ==, figure);
  g_assert_cmpint (lpa_download_get_step (download), ==, LPA_STEP_PACKAGE_LOADED);
  g_assert_cmpint (world_get_cancel_reason (world), ==, -1);
  g_assert_cmpuint (sim_orders_count_received (world->orders), ==, 1);
  g_assert_true (lpa_download_is_result_delivered (download));
  g_assert_cmpuint (g_list_model_get_n_items (lpa_euicc_get_notifications (world->euicc)), ==, 0);
  assert_last_operation (world, LPA_OPERATION_DOWNLOAD, LPA_OPERATION_OUTCOME_FAILED, key);
}

/* The server knows from EUICCInfo2 that there is no room, before anything is used up. */
static void
test_full_card (void)
{
  g_auto (SimQuirks) quirks;
  g_autoptr (World) world = NULL;
  g_autoptr (LpaDownload) download = NULL;
  g_autoptr (GError) error = NULL;

  sim_quirks_init (&quirks);
  quirks.memory = 4000;
  world = serve ("", &quirks, NULL);
  download = world_new_download (world, "A-1");
  g_assert_false (world_preview (world, download, &error));
  g_assert_cmpstr (lpa_error_get_figure (error), ==, "8.1/4.8");
  g_assert_cmpint (get_state (world), ==, SIM_ORDER_RELEASED);
}

static void
test_card_refuses (gconstpointer reason)
{
  g_auto (SimQuirks) quirks;
  g_autofree char *figure = g_strdup_printf ("load/5/%d", GPOINTER_TO_INT (reason));

  sim_quirks_init (&quirks);
  quirks.fail_load = GPOINTER_TO_INT (reason);
  check_card_refusal (&quirks, figure);
}

/* The server gave the package away, but nobody got it: the same card may ask again. */
static void
test_package_lost (void)
{
  SimSmdpOptions options = { .close_after = (char *) "getBoundProfilePackage" };
  g_autoptr (World) world = serve ("", NULL, &options);
  g_autoptr (LpaDownload) download = preview (world);
  g_autoptr (LpaDownload) again = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (world_install (world, download, &error));
  g_assert_error (error, LPA_HTTP_ERROR, LPA_HTTP_ERROR_LOST);
  g_assert_cmpint (lpa_download_get_step (download), ==, LPA_STEP_PACKAGE_BOUND);
  g_assert_cmpint (lpa_download_get_code_usable (download), ==, LPA_CODE_USABLE_SAME_CARD);
  g_assert_cmpint (world_get_cancel_reason (world), ==, LPA_CANCEL_REASON_POSTPONED);
  g_assert_cmpint (get_state (world), ==, SIM_ORDER_DOWNLOADED);
  g_assert_cmpuint (sim_smdp_count_calls (world->smdp, SIM_SMDP_GET_BOUND_PROFILE_PACKAGE), ==, 1);

  g_clear_error (&error);
  world_serve (world, NULL);
  again = preview (world);
  g_assert_true (world_install (world, again, &error));
  g_assert_no_error (error);
}

/* A request that never left has given nothing away. */
static void
test_server_gone (void)
{
  g_autoptr (World) world = serve ("", NULL, NULL);
  g_autoptr (LpaDownload) download = preview (world);
  g_autoptr (GError) error = NULL;

  sim_smdp_stop (world->smdp);
  g_assert_false (world_install (world, download, &error));
  g_assert_error (error, LPA_HTTP_ERROR, LPA_HTTP_ERROR_CONNECT);
  g_assert_cmpint (lpa_download_get_code_usable (download), ==, LPA_CODE_USABLE_YES);
  g_assert_cmpint (world_get_cancel_reason (world), ==, LPA_CANCEL_REASON_POSTPONED);
  g_assert_cmpint (get_state (world), ==, SIM_ORDER_RELEASED);
}

/* Card and server forget a session; nobody has to do anything about it. */
static void
test_session_lost_on_card (void)
{
  g_autoptr (World) world = serve ("", NULL, NULL);
  g_autoptr (LpaDownload) download = preview (world);
  g_autoptr (GError) error = NULL;

  world_break_at (world, "BF21", 1, WORLD_FAULT_RESET);
  g_assert_true (world_install (world, download, &error));
  g_assert_no_error (error);
  g_assert_true (world_is_broken (world));
  g_assert_cmpuint (sim_smdp_count_calls (world->smdp, SIM_SMDP_AUTHENTICATE_CLIENT), ==, 2);
}

static void
test_session_lost_on_server (void)
{
  char refusal[] = "getBoundProfilePackage=8.10.1/3.9";
  char *refuse[] = { refusal, NULL };
  SimSmdpOptions options = { .refuse = refuse };
  g_autoptr (World) world = serve ("", NULL, &options);
  g_autoptr (LpaDownload) download = preview (world);
  g_autoptr (GError) error = NULL;

  g_assert_false (world_install (world, download, &error));
  g_assert_cmpstr (lpa_error_get_figure (error), ==, "8.10.1/3.9");
  g_assert_cmpuint (sim_smdp_count_calls (world->smdp, SIM_SMDP_GET_BOUND_PROFILE_PACKAGE), ==, 2);
  g_assert_false (lpa_download_is_waiting (download));
  g_assert_cmpint (lpa_download_get_code_usable (download), ==, LPA_CODE_USABLE_YES);
}

/* The card is reset in the middle of the package, and says so in a result: it is found, and sent.
 */
static void
test_reset_in_load (void)
{
  g_autoptr (World) world = serve ("", NULL, NULL);
  g_autoptr (LpaDownload) download = preview (world);
  g_autoptr (LpaDownload) again = NULL;
  g_autoptr (GError) error = NULL;

  world_break_at (world, "86", 3, WORLD_FAULT_RESET);
  g_assert_false (world_install (world, download, &error));
  g_assert_cmpstr (lpa_error_get_figure (error), ==, "load/5/11");
  g_assert_true (world_is_broken (world));
  g_assert_true (lpa_download_is_result_delivered (download));
  g_assert_cmpint (lpa_download_get_code_usable (download), ==, LPA_CODE_USABLE_SAME_CARD);
  g_assert_cmpint (world_get_cancel_reason (world), ==, -1);
  g_assert_null (world_find (world, ICCID));
  g_clear_error (&error);
  again = preview (world);
  g_assert_true (world_install (world, again, &error));
  g_assert_no_error (error);
}

/* The card installed the profile, but was pulled before it could say so: when it is put back, its
 * list of notifications tells. */
static void
test_result_lost (void)
{
  g_auto (SimQuirks) quirks;
  g_autoptr (World) world = NULL;
  g_autoptr (LpaDownload) download = NULL;
  g_autoptr (GError) error = NULL;

  sim_quirks_init (&quirks);
  quirks.drop_after = g_strdup ("result");
  world = serve ("", &quirks, NULL);
  world_put_back_when_pulled (world);
  download = preview (world);
  world_install (world, download, &error);
  g_assert_no_error (error);
  g_assert_true (lpa_download_is_result_delivered (download));
  g_assert_cmpint (get_state (world), ==, SIM_ORDER_INSTALLED);
  g_assert_cmpint (world_get_cancel_reason (world), ==, -1);
  g_assert_nonnull (world_find (world, ICCID));
}

static void
test_card_pulled (void)
{
  g_auto (SimQuirks) quirks;
  g_autoptr (World) world = NULL;
  g_autoptr (LpaDownload) download = NULL;
  g_autoptr (GError) error = NULL;

  sim_quirks_init (&quirks);
  quirks.drop_after = g_strdup ("segment");
  world = serve ("", &quirks, NULL);
  download = preview (world);
  g_assert_false (world_install (world, download, &error));
  g_assert_error (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_REMOVED);
  g_assert_cmpint (lpa_download_get_code_usable (download), ==, LPA_CODE_USABLE_UNKNOWN);
  assert_last_operation (world, LPA_OPERATION_DOWNLOAD, LPA_OPERATION_OUTCOME_OPEN, NULL);
  g_assert_cmpint (world_get_cancel_reason (world), ==, -1);
  g_assert_cmpuint (sim_smdp_count_calls (world->smdp, SIM_SMDP_CANCEL_SESSION), ==, 0);
}

/* The report waits on the card until the server takes it. */
static void
test_undelivered (void)
{
  SimSmdpOptions options = { .fail_notifications = 100 };
  g_autoptr (World) world = serve ("", NULL, &options);
  g_autoptr (LpaDownload) download = preview (world);
  g_autoptr (LpaNotifierResult) result = NULL;
  g_autoptr (GAsyncResult) async = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;

  g_assert_true (world_install (world, download, &error));
  g_assert_no_error (error);
  g_assert_false (lpa_download_is_result_delivered (download));
  g_assert_cmpint (get_state (world), ==, SIM_ORDER_DOWNLOADED);
  g_assert_cmpuint (g_list_model_get_n_items (lpa_euicc_get_notifications (world->euicc)), ==, 1);
  assert_last_operation (world, LPA_OPERATION_DOWNLOAD, LPA_OPERATION_OUTCOME_DONE, NULL);

  world_serve (world, NULL);
  lpa_euicc_send_notifications_async (world->euicc, NULL, NULL, world_store_result, &slot);
  async = world_wait (&slot);
  result = lpa_euicc_operation_finish (world->euicc, async, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->sent, ==, 1);
  g_assert_cmpuint (result->left, ==, 0);
  g_assert_cmpint (get_state (world), ==, SIM_ORDER_INSTALLED);
  g_assert_cmpuint (g_list_model_get_n_items (lpa_euicc_get_notifications (world->euicc)), ==, 0);
}

static void
test_default_server (void)
{
  g_auto (SimQuirks) quirks;
  g_autofree char *orders = g_strdup_printf ("{\"orders\":[{\"matching_id\":\"\",\"iccid\":\"" ICCID
                                             "\",\"eid\":\"%s\"}]}",
                                             SIM_PKI_DEFAULT_EID);
  g_autoptr (World) world = NULL;
  g_autoptr (LpaActivationCode) empty = lpa_activation_code_new (NULL, NULL);
  g_autoptr (LpaDownload) download = NULL;
  g_autoptr (GError) error = NULL;

  sim_quirks_init (&quirks);
  world = world_new (orders, &quirks, NULL);
  download = lpa_download_new (empty, world->trust);
  g_assert_false (world_preview (world, download, &error));
  g_assert_error (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_NO_DEFAULT_SERVER);
  g_assert_cmpuint (world_journal_get_length (world->journal), ==, 0);
  g_clear_error (&error);

  world_set_default_smdp (world, sim_smdp_get_address (world->smdp));
  g_clear_object (&download);
  download = lpa_download_new (empty, world->trust);
  world_preview (world, download, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (lpa_download_get_preview (download)->server, ==,
                   sim_smdp_get_address (world->smdp));
  g_assert_true (world_install (world, download, &error));
}

static void
test_oid (void)
{
  g_autoptr (World) world = serve ("", NULL, NULL);
  g_autoptr (LpaActivationCode) code =
      lpa_activation_code_new (sim_smdp_get_address (world->smdp), "A-1");
  g_autoptr (LpaDownload) download = NULL;
  g_autoptr (GError) error = NULL;

  code->oid = g_strdup ("1.3.6.1.4.1.99999.1");
  download = lpa_download_new (code, world->trust);
  g_assert_false (world_preview (world, download, &error));
  g_assert_error (error, LPA_SERVER_ERROR, LPA_SERVER_ERROR_OID);
  g_assert_cmpuint (sim_smdp_count_calls (world->smdp, SIM_SMDP_AUTHENTICATE_CLIENT), ==, 0);
  g_assert_cmpint (lpa_download_get_code_usable (download), ==, LPA_CODE_USABLE_YES);
}

static void
test_device (void)
{
  g_autoptr (World) world = serve (",\"imei_tac\":\"35678901\"", NULL, NULL);
  g_autoptr (LpaDownload) usual = world_new_download (world, "A-1");
  g_autoptr (LpaDownload) download = world_new_download (world, "A-1");
  g_autoptr (GError) error = NULL;

  lpa_download_set_device (download, NULL, "356789012345678");
  g_assert_true (world_preview (world, download, &error));
  g_assert_no_error (error);
  g_assert_true (world_cancel (world, download, LPA_CANCEL_REASON_POSTPONED, NULL));
  g_assert_false (world_preview (world, usual, &error));
  g_assert_cmpstr (lpa_error_get_figure (error), ==, "8.2.5/4.3");
}

/* A command that the card gets, at which the person changes their mind, and what follows from it.
 */
static const struct
{
  const char *name;
  const char *tag;
  gboolean in_preview;
  int reason;
  SimOrderState state;
  LpaCodeUsable usable;
} changes_of_mind[] = {
  { "challenge", "BF2E", TRUE, -1, SIM_ORDER_RELEASED, LPA_CODE_USABLE_YES },
  { "info1", "BF20", TRUE, -1, SIM_ORDER_RELEASED, LPA_CODE_USABLE_YES },
  { "authenticate", "BF38", TRUE, LPA_CANCEL_REASON_POSTPONED, SIM_ORDER_RELEASED,
    LPA_CODE_USABLE_YES },
  { "profiles", "BF2D", TRUE, LPA_CANCEL_REASON_POSTPONED, SIM_ORDER_RELEASED,
    LPA_CODE_USABLE_YES },
  { "prepare", "BF21", FALSE, LPA_CANCEL_REASON_POSTPONED, SIM_ORDER_RELEASED,
    LPA_CODE_USABLE_YES },
};

static void
test_cancelled_at_command (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (World) world = serve ("", NULL, NULL);
  g_autoptr (LpaDownload) download = world_new_download (world, "A-1");
  g_autoptr (GError) error = NULL;

  world_break_at (world, changes_of_mind[i].tag, 1, WORLD_FAULT_CANCEL);
  if (changes_of_mind[i].in_preview)
    {
      g_assert_false (world_preview (world, download, &error));
    }
  else
    {
      g_assert_true (world_preview (world, download, &error));
      g_assert_false (world_install (world, download, &error));
    }
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (world_is_broken (world));
  g_assert_cmpint (world_get_cancel_reason (world), ==, changes_of_mind[i].reason);
  g_assert_cmpuint (sim_smdp_count_calls (world->smdp, SIM_SMDP_CANCEL_SESSION), ==,
                    changes_of_mind[i].reason >= 0);
  g_assert_cmpint (get_state (world), ==, changes_of_mind[i].state);
  g_assert_cmpint (lpa_download_get_code_usable (download), ==, changes_of_mind[i].usable);
  g_assert_cmpuint (sim_euicc_count_channels (world->sim), ==, 0);
  g_assert_false (lpa_download_is_waiting (download));
  assert_last_operation (world, LPA_OPERATION_DOWNLOAD, LPA_OPERATION_OUTCOME_CANCELLED, NULL);
}

/* A server function that never answers, and what follows when the person gives up waiting. */
static const struct
{
  SimSmdpFunction function;
  gboolean in_preview;
  int reason;
  LpaCodeUsable usable;
} hangs[] = {
  { SIM_SMDP_INITIATE_AUTHENTICATION, TRUE, -1, LPA_CODE_USABLE_YES },
  { SIM_SMDP_AUTHENTICATE_CLIENT, TRUE, LPA_CANCEL_REASON_POSTPONED, LPA_CODE_USABLE_YES },
  { SIM_SMDP_GET_BOUND_PROFILE_PACKAGE, FALSE, LPA_CANCEL_REASON_POSTPONED,
    LPA_CODE_USABLE_SAME_CARD },
};

typedef struct
{
  World *world;
  SimSmdpFunction function;
} Patience;

static gboolean
give_up_when_asked (gpointer data)
{
  Patience *patience = data;

  if (sim_smdp_count_calls (patience->world->smdp, patience->function) == 0)
    return G_SOURCE_CONTINUE;
  g_cancellable_cancel (patience->world->cancellable);
  return G_SOURCE_REMOVE;
}

static void
test_cancelled_at_server (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  SimSmdpOptions options = { .hang = TRUE,
                             .only = (char *) sim_smdp_function_get_name (hangs[i].function) };
  g_autoptr (World) world = serve ("", NULL, &options);
  g_autoptr (LpaDownload) download = world_new_download (world, "A-1");
  g_autoptr (GError) error = NULL;
  Patience patience = { world, hangs[i].function };

  g_timeout_add (5, give_up_when_asked, &patience);
  if (hangs[i].in_preview)
    {
      g_assert_false (world_preview (world, download, &error));
    }
  else
    {
      g_assert_true (world_preview (world, download, &error));
      g_assert_false (world_install (world, download, &error));
    }
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (world_get_cancel_reason (world), ==, hangs[i].reason);
  g_assert_cmpuint (sim_smdp_count_calls (world->smdp, SIM_SMDP_CANCEL_SESSION), ==,
                    hangs[i].reason >= 0);
  g_assert_cmpint (lpa_download_get_code_usable (download), ==, hangs[i].usable);
  g_assert_cmpuint (sim_euicc_count_channels (world->sim), ==, 0);
}

/* Once the package goes to the card it goes through; half of it would use the code up for nothing.
 */
static void
test_cancelled_in_load (void)
{
  g_autoptr (World) world = serve ("", NULL, NULL);
  g_autoptr (LpaDownload) download = preview (world);
  g_autoptr (GError) error = NULL;

  world_break_at (world, "86", 2, WORLD_FAULT_CANCEL);
  g_assert_true (world_install (world, download, &error));
  g_assert_no_error (error);
  g_assert_cmpint (world_get_cancel_reason (world), ==, -1);
  g_assert_nonnull (world_find (world, ICCID));
}

/* While a person decides the card is the download's. */
static void
test_others_refused (void)
{
  g_auto (SimQuirks) quirks;
  g_autoptr (World) world = NULL;
  g_autoptr (LpaDownload) download = NULL;
  g_autoptr (LpaDownload) other = NULL;
  g_autoptr (GError) error = NULL;

  sim_quirks_init (&quirks);
  world = serve ("", &quirks, NULL);
  download = preview (world);
  other = world_new_download (world, "A-1");
  g_assert_false (world_refresh (world, &error));
  g_assert_error (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_NOT_THIS_STATE);
  g_clear_error (&error);
  g_assert_false (world_preview (world, other, &error));
  g_assert_error (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_NOT_THIS_STATE);
  g_clear_error (&error);
  g_assert_false (world_install (world, other, &error));
  g_assert_error (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_NOT_THIS_STATE);
  g_clear_error (&error);
  g_assert_true (world_install (world, download, &error));
  g_assert_no_error (error);
  g_assert_true (world_refresh (world, &error));
}

static void
change_offer (World *world)
{
  SimOrder *order;

  sim_orders_lock (world->orders);
  order = sim_orders_find (world->orders, "A-1", NULL);
  g_free (order->profile);
  order->profile = g_strdup ("Something else");
  sim_orders_unlock (world->orders);
}

/* The package holds another profile than the one that the person agreed to. */
static void
test_other_package (void)
{
  g_autoptr (World) world = serve ("", NULL, NULL);
  g_autoptr (LpaDownload) download = preview (world);
  g_autoptr (GError) error = NULL;

  change_offer (world);
  g_assert_false (world_install (world, download, &error));
  g_assert_error (error, LPA_SERVER_ERROR, LPA_SERVER_ERROR_METADATA);
  g_assert_cmpint (world_get_cancel_reason (world), ==, LPA_CANCEL_REASON_METADATA_MISMATCH);
  g_assert_cmpuint (world_count_commands (world, "BF36"), ==, 0);
  g_assert_cmpint (get_state (world), ==, SIM_ORDER_ERROR);
  g_assert_cmpint (lpa_download_get_code_usable (download), ==, LPA_CODE_USABLE_PROVIDER_DECIDES);
}

/* A session that is opened anew behind the person's back must offer what they agreed to. */
static void
test_other_offer (void)
{
  g_autoptr (World) world = serve (",\"confirmation_code\":\"1234\"", NULL, NULL);
  g_autoptr (LpaDownload) download = preview (world);
  g_autoptr (GError) error = NULL;

  lpa_download_set_confirmation_code (download, "9999");
  g_assert_false (world_install (world, download, NULL));
  change_offer (world);
  lpa_download_set_confirmation_code (download, "1234");
  g_assert_false (world_install (world, download, &error));
  g_assert_error (error, LPA_SERVER_ERROR, LPA_SERVER_ERROR_METADATA);
  g_assert_cmpint (world_get_cancel_reason (world), ==, LPA_CANCEL_REASON_POSTPONED);
  g_assert_cmpuint (sim_smdp_count_calls (world->smdp, SIM_SMDP_GET_BOUND_PROFILE_PACKAGE), ==, 1);
  g_assert_cmpint (get_state (world), ==, SIM_ORDER_RELEASED);
  g_assert_cmpint (lpa_download_get_code_usable (download), ==, LPA_CODE_USABLE_YES);
}

/* What cannot be written down is not done. */
static void
test_journal_full (gconstpointer data)
{
  LpaStep step = (LpaStep) GPOINTER_TO_INT (data);
  g_autoptr (World) world = serve ("", NULL, NULL);
  g_autoptr (LpaDownload) download = preview (world);
  g_autoptr (GError) error = NULL;

  world_journal_fail_at (world->journal, step);
  g_assert_false (world_install (world, download, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
  g_assert_cmpint (world_get_cancel_reason (world), ==, LPA_CANCEL_REASON_POSTPONED);
  g_assert_cmpuint (sim_smdp_count_calls (world->smdp, SIM_SMDP_GET_BOUND_PROFILE_PACKAGE), ==,
                    step > LPA_STEP_PACKAGE_BOUND);
  g_assert_cmpuint (world_count_commands (world, "BF36"), ==, 0);
  g_assert_cmpint (lpa_download_get_code_usable (download), ==,
                   step > LPA_STEP_PACKAGE_BOUND ? LPA_CODE_USABLE_SAME_CARD : LPA_CODE_USABLE_YES);
}

/* Once the card has the profile a full disk changes nothing. */
static void
test_journal_full_too_late (void)
{
  g_autoptr (World) world = serve ("", NULL, NULL);
  g_autoptr (LpaDownload) download = preview (world);
  g_autoptr (GError) error = NULL;

  world_journal_fail_at (world->journal, LPA_STEP_RESULT_DELIVERED);
  g_assert_true (world_install (world, download, &error));
  g_assert_no_error (error);
  g_assert_true (lpa_download_is_result_delivered (download));
}

/* The other eUICC of the same card has to wait as well. */
static void
test_sibling_refused (void)
{
  g_auto (SimQuirks) quirks;
  g_autoptr (World) world = NULL;
  g_autoptr (LpaDownload) download = NULL;
  g_autoptr (GError) error = NULL;
  LpaEuicc *first, *second;

  sim_quirks_init (&quirks);
  quirks.two_isdr = TRUE;
  world = serve ("", &quirks, NULL);
  g_assert_cmpuint (world->isdrs->len, ==, 2);
  first = world->euicc;
  second = lpa_euicc_new (world->worker, world->card, world->isdrs->pdata[1]);
  download = preview (world);
  world->euicc = second;
  g_assert_false (world_refresh (world, &error));
  g_assert_error (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_NOT_THIS_STATE);
  g_clear_error (&error);
  world->euicc = first;
  g_assert_true (world_install (world, download, &error));
  world->euicc = second;
  g_assert_true (world_refresh (world, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (lpa_euicc_get_profiles (second)), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (lpa_euicc_get_profiles (first)), ==, 1);
  world->euicc = first;
  g_assert_finalize_object (second);
}

/* To decline for good the server has to hear of it. */
static void
test_decline_unheard (void)
{
  g_autoptr (World) world = serve ("", NULL, NULL);
  g_autoptr (LpaDownload) download = preview (world);
  g_autoptr (GError) error = NULL;

  sim_smdp_stop (world->smdp);
  g_assert_false (world_cancel (world, download, LPA_CANCEL_REASON_END_USER_REJECTION, &error));
  g_assert_error (error, LPA_HTTP_ERROR, LPA_HTTP_ERROR_CONNECT);
  g_assert_cmpint (lpa_download_get_code_usable (download), ==, LPA_CODE_USABLE_YES);
  g_assert_false (lpa_download_is_waiting (download));
  g_assert_cmpint (get_state (world), ==, SIM_ORDER_RELEASED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/download/journey", test_journey);
  g_test_add_func ("/download/journal", test_journal);
  g_test_add_func ("/download/signals", test_signals);
  g_test_add_func ("/download/exchanges", test_exchanges);
  for (guint i = 0; i < G_N_ELEMENTS (goodbyes); i++)
    {
      g_autofree char *path = g_strdup_printf ("/download/goodbye/%d", goodbyes[i].reason);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_goodbye);
    }
  g_test_add_func ("/download/check-only", test_check_only);
  g_test_add_func ("/download/dropped", test_dropped);
  g_test_add_func ("/download/euicc-dropped", test_euicc_dropped);
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strconcat ("/download/refusal/", refusals[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_refusal);
    }
  g_test_add_func ("/download/confirmation-code", test_confirmation_code);
  g_test_add_func ("/download/confirmation-code/given-up", test_gives_up_confirmation_code);
  g_test_add_func ("/download/confirmation-code/spent", test_confirmation_code_spent);
  g_test_add_func ("/download/confirmation-code/declined", test_decline_after_wrong_code);
  g_test_add_func ("/download/rules/consent", test_rules_need_consent);
  g_test_add_func ("/download/rules/not-allowed", test_rules_not_allowed);
  g_test_add_func ("/download/already-installed", test_already_installed);
  g_test_add_func ("/download/full-card", test_full_card);
  g_test_add_data_func ("/download/card-refuses/memory", GINT_TO_POINTER (10), test_card_refuses);
  g_test_add_data_func ("/download/card-refuses/element", GINT_TO_POINTER (12), test_card_refuses);
  g_test_add_func ("/download/other-package", test_other_package);
  g_test_add_func ("/download/other-offer", test_other_offer);
  g_test_add_func ("/download/package-lost", test_package_lost);
  g_test_add_func ("/download/server-gone", test_server_gone);
  g_test_add_func ("/download/session-lost/card", test_session_lost_on_card);
  g_test_add_func ("/download/session-lost/server", test_session_lost_on_server);
  g_test_add_func ("/download/reset-in-load", test_reset_in_load);
  g_test_add_func ("/download/result-lost", test_result_lost);
  g_test_add_func ("/download/card-pulled", test_card_pulled);
  g_test_add_func ("/download/undelivered", test_undelivered);
  g_test_add_func ("/download/default-server", test_default_server);
  g_test_add_func ("/download/oid", test_oid);
  g_test_add_func ("/download/device", test_device);
  for (guint i = 0; i < G_N_ELEMENTS (changes_of_mind); i++)
    {
      g_autofree char *path =
          g_strconcat ("/download/cancelled/command/", changes_of_mind[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_cancelled_at_command);
    }
  for (guint i = 0; i < G_N_ELEMENTS (hangs); i++)
    {
      g_autofree char *path = g_strconcat ("/download/cancelled/server/",
                                           sim_smdp_function_get_name (hangs[i].function), NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_cancelled_at_server);
    }
  g_test_add_func ("/download/cancelled/load", test_cancelled_in_load);
  g_test_add_func ("/download/others-refused", test_others_refused);
  g_test_add_func ("/download/sibling-refused", test_sibling_refused);
  g_test_add_func ("/download/decline-unheard", test_decline_unheard);
  for (LpaStep step = LPA_STEP_AGREED; step <= LPA_STEP_PACKAGE_LOADED; step++)
    {
      g_autofree char *path =
          g_strconcat ("/download/journal-full/", lpa_step_get_nick (step), NULL);

      g_test_add_data_func (path, GINT_TO_POINTER (step), test_journal_full);
    }
  g_test_add_func ("/download/journal-full/too-late", test_journal_full_too_late);
  return g_test_run ();
}
