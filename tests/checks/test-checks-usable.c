/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world.h"

#include "lpa/lpa-error.h"
#include "sim/sim-smdp-refusal.h"

/*
 * What the program says of a code after every failure that can be simulated, against what the
 * server holds of it: the order is looked up in its books, and the code is tried once more, with
 * the same card, after whatever was wrong has been put right.
 */
#define MATCHING_ID "A-1"
#define ICCID "8949000000001234567"
#define OTHER_EID "89044045930000000000009999999916"

/**
 * Case:
 * @name: of the failure
 * @order: (nullable): what is special about the order
 * @spoil: (nullable): what is wrong with the server
 * @only: (nullable): with which of its functions
 * @refuse: (nullable): with which figure that refuses
 * @load: an error reason with which the card ends every load
 * @memory: of the card; 0 for enough
 * @break_at: (nullable): tag of the command to the card at which the reader breaks
 * @fault: how it does
 * @confirmation_code: (nullable): what the person types
 * @leave: how the person leaves an offer; 0, which is to decline, only with @leaves
 * @leaves: whether they do
 * @stays: whether what is wrong is the order's or the card's, and is there at the next try too
 * @open: whether nobody here can know, so that the program may leave it to the provider
 */
typedef struct
{
  const char *name;
  const char *order;
  void (*spoil) (SimSmdpOptions *options);
  const char *only;
  const char *refuse;
  int load;
  int memory;
  const char *break_at;
  WorldFault fault;
  const char *confirmation_code;
  LpaCancelReason leave;
  gboolean leaves;
  gboolean stays;
  gboolean open;
} Case;

static const char *const functions[] = { "initiateAuthentication", "authenticateClient",
                                         "getBoundProfilePackage", "handleNotification" };

static void
spoil_status (SimSmdpOptions *options)
{
  options->status = 500;
}

static void
spoil_html (SimSmdpOptions *options)
{
  options->html = TRUE;
}

static void
spoil_answer (SimSmdpOptions *options)
{
  options->close_after = options->only;
  options->only = NULL;
}

static void
spoil_transaction (SimSmdpOptions *options)
{
  options->wrong_transaction_id = TRUE;
}

static void
spoil_header (SimSmdpOptions *options)
{
  options->missing_header = TRUE;
}

static void
spoil_size (SimSmdpOptions *options)
{
  options->big_reply = TRUE;
}

/* What can be the matter with an order, and what a person can do with one. */
static const Case orders[] = {
  { "used", ",\"state\":\"used\"", .open = TRUE },
  { "expired", ",\"state\":\"expired\"" },
  { "error", ",\"state\":\"error\"", .open = TRUE },
  { "unreleased", ",\"state\":\"unreleased\"", .open = TRUE, .stays = TRUE },
  { "unavailable", ",\"state\":\"unavailable\"", .open = TRUE, .stays = TRUE },
  { "other-card", ",\"eid\":\"" OTHER_EID "\"", .stays = TRUE },
  { "no-tries", ",\"download_tries\":0" },
  { "other-device", ",\"imei_tac\":\"99999999\"", .open = TRUE },
  { "wrong-code", ",\"confirmation_code\":\"1234\"", .confirmation_code = "9999" },
  { "last-wrong-code", ",\"confirmation_code\":\"1234\",\"confirmation_tries\":1",
    .confirmation_code = "9999" },
  { "no-code", ",\"confirmation_code\":\"1234\"" },
  { "wrong-profile", ",\"wrong_iccid\":true", .open = TRUE, .stays = TRUE },
  { "odd-profile", ",\"unknown_pe\":true", .open = TRUE, .stays = TRUE },
  { "small-card", ",\"size\":60000", .memory = 20000, .open = TRUE, .stays = TRUE },
  { "not-now", .leaves = TRUE, .leave = LPA_CANCEL_REASON_POSTPONED },
  { "too-late", .leaves = TRUE, .leave = LPA_CANCEL_REASON_TIMEOUT },
  { "declined", .leaves = TRUE, .leave = LPA_CANCEL_REASON_END_USER_REJECTION },
  { "nothing" },
};

static SimOrder *
find_order (World *world)
{
  SimOrder *order;

  sim_orders_lock (world->orders);
  order = sim_orders_find_iccid (world->orders, ICCID);
  sim_orders_unlock (world->orders);
  g_assert_nonnull (order);
  return order;
}

static gboolean
install (World *world, LpaDownload *download, const char *confirmation_code)
{
  if (!world_preview (world, download, NULL))
    return FALSE;
  lpa_download_set_consent (download, TRUE);
  if (confirmation_code)
    lpa_download_set_confirmation_code (download, confirmation_code);
  return world_install (world, download, NULL);
}

/* As a person would who has had everything put right that is not the order's. */
static gboolean
try_again (World *world)
{
  g_autoptr (LpaDownload) download = NULL;

  world_restart (world);
  g_clear_object (&world->cancellable);
  world->cancellable = g_cancellable_new ();
  world_serve (world, NULL);
  world_refresh (world, NULL);
  download = world_new_download (world, MATCHING_ID);
  return install (world, download, find_order (world)->confirmation_code);
}

static void
decide (World *world, LpaDownload *download, const Case *test)
{
  if (test->leaves)
    {
      world_cancel (world, download, test->leave, NULL);
      return;
    }
  lpa_download_set_consent (download, TRUE);
  if (test->confirmation_code)
    lpa_download_set_confirmation_code (download, test->confirmation_code);
  if (!world_install (world, download, NULL) && lpa_download_is_waiting (download))
    world_cancel (world, download, LPA_CANCEL_REASON_POSTPONED, NULL);
}

static World *
make_world (const Case *test)
{
  g_auto (SimQuirks) quirks = { 0 };
  g_autofree char *refusal =
      test->refuse ? g_strdup_printf ("%s=%s", test->only, test->refuse) : NULL;
  char *refusals[] = { refusal, NULL };
  SimSmdpOptions options = { .only = (char *) (refusal ? NULL : test->only),
                             .refuse = refusal ? refusals : NULL };
  g_autofree char *text = g_strdup_printf ("{\"orders\":[{\"matching_id\":\"" MATCHING_ID
                                           "\",\"iccid\":\"" ICCID "\"%s}]}",
                                           test->order ? test->order : "");

  sim_quirks_init (&quirks);
  quirks.fail_load = test->load;
  if (test->memory)
    quirks.memory = test->memory;
  if (test->spoil)
    test->spoil (&options);
  return world_new (text, &quirks, &options);
}

static gboolean
is_spent (SimOrderState state)
{
  return state == SIM_ORDER_INSTALLED || state == SIM_ORDER_USED || state == SIM_ORDER_EXPIRED ||
         state == SIM_ORDER_ERROR;
}

/* Whether the claim is what the server holds of the code: @state when it was made, and @works,
 * what came of trying once more. */
static gboolean
is_true (const Case *test, LpaCodeUsable claim, SimOrderState state, gboolean works)
{
  switch (claim)
    {
    case LPA_CODE_USABLE_YES:
      return !is_spent (state) && state != SIM_ORDER_DOWNLOADED && (works || test->stays);
    case LPA_CODE_USABLE_SAME_CARD:
      return !is_spent (state) && (works || test->stays);
    case LPA_CODE_USABLE_OTHER_CARD:
      return state == SIM_ORDER_RELEASED;
    case LPA_CODE_USABLE_NO:
      return !works && (is_spent (state) || state == SIM_ORDER_DOWNLOADED);
    case LPA_CODE_USABLE_PROVIDER_DECIDES:
    case LPA_CODE_USABLE_UNKNOWN:
      return test->open;
    case LPA_CODE_USABLE_NOT_INVOLVED:
    case LPA_CODE_USABLE_DEPENDS:
      break;
    }
  return FALSE;
}

static void
run_case (const Case *test)
{
  g_autoptr (World) world = make_world (test);
  g_autoptr (LpaDownload) download = NULL;
  LpaCodeUsable claim;
  SimOrderState state;
  gboolean works;

  world_refresh (world, NULL);
  download = world_new_download (world, MATCHING_ID);
  if (test->break_at)
    world_break_at (world, test->break_at, 1, test->fault);
  if (world_preview (world, download, NULL))
    decide (world, download, test);
  claim = lpa_download_get_code_usable (download);
  g_clear_object (&download);
  state = find_order (world)->state;
  works = try_again (world);
  if (!is_true (test, claim, state, works))
    g_error ("%s: the program says “%s”, the server has “%s”, and it %s", test->name,
             lpa_code_usable_get_nick (claim), sim_order_state_to_string (state),
             works ? "works" : "does not work");
}

static void
test_orders (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    run_case (&orders[i]);
}

static void
test_functions (void)
{
  static const struct
  {
    const char *name;
    void (*spoil) (SimSmdpOptions *options);
  } spoils[] = {
    { "status", spoil_status },           { "html", spoil_html },     { "answer", spoil_answer },
    { "transaction", spoil_transaction }, { "header", spoil_header }, { "size", spoil_size },
  };

  for (gsize f = 0; f < G_N_ELEMENTS (functions); f++)
    for (gsize i = 0; i < G_N_ELEMENTS (spoils); i++)
      {
        g_autofree char *name = g_strconcat (functions[f], "/", spoils[i].name, NULL);
        Case test = { name, .only = functions[f], .spoil = spoils[i].spoil };

        run_case (&test);
      }
}

static void
test_refusals (void)
{
  static const char *const figures[] = {
    SIM_REFUSAL_REQUEST,         SIM_REFUSAL_EUICC_ERROR,     SIM_REFUSAL_EUICC_MEMORY,
    SIM_REFUSAL_EUICC_SIGNATURE, SIM_REFUSAL_EUM_CERTIFICATE, SIM_REFUSAL_EUICC_CERTIFICATE,
    SIM_REFUSAL_EXECUTION,       SIM_REFUSAL_DP_ISSUER,       SIM_REFUSAL_DP_VERSION,
    SIM_REFUSAL_TRANSACTION,     SIM_REFUSAL_ELIGIBILITY,     SIM_REFUSAL_NOT_RELEASED,
  };

  for (gsize f = 0; f < 3; f++)
    for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
      {
        g_autofree char *name = g_strconcat (functions[f], " ", figures[i], NULL);
        /* What a server says before it has seen the code says nothing of the code. */
        Case test = { name, .only = functions[f], .refuse = figures[i], .open = f > 0 };

        run_case (&test);
      }
}

static void
test_card (void)
{
  static const char *const tags[] = { "BF2E", "BF38", "BF21", "BF36", "A0", "A1", "A3", "86" };
  static const WorldFault faults[] = { WORLD_FAULT_RESET, WORLD_FAULT_MUTE, WORLD_FAULT_LOST,
                                       WORLD_FAULT_CANCEL };
  static const char *const names[] = { "reset", "mute", "lost", "cancel" };

  for (int load = 1; load <= 12; load++)
    {
      g_autofree char *name = g_strdup_printf ("load %d", load);
      Case test = { name, .load = load, .stays = TRUE, .open = TRUE };

      run_case (&test);
    }
  for (gsize t = 0; t < G_N_ELEMENTS (tags); t++)
    for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
      {
        g_autofree char *name = g_strconcat (tags[t], " ", names[i], NULL);
        Case test = { name, .break_at = tags[t], .fault = faults[i] };

        run_case (&test);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/usable/orders", test_orders);
  g_test_add_func ("/usable/functions", test_functions);
  g_test_add_func ("/usable/refusals", test_refusals);
  g_test_add_func ("/usable/card", test_card);
  return g_test_run ();
}
