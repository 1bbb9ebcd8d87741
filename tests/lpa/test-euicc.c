/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world.h"

#include "lpa/lpa-error.h"

#include <string.h>

#define ICCID_A "8949000000001234567"
#define ICCID_B "8949000000001234575"
#define OWNER ",\"owner\":{\"mccmnc\":\"00101\"}"

static World *
serve (const char *more_a,
       const char *more_b,
       const SimQuirks *quirks,
       const SimSmdpOptions *options)
{
  g_autofree char *orders = g_strdup_printf (
      "{\"orders\":[{\"matching_id\":\"A\",\"profile\":\"Blue\",\"iccid\":\"" ICCID_A
      "\"%s},{\"matching_id\":\"B\",\"profile\":\"Red\",\"iccid\":\"" ICCID_B "\"%s}]}",
      more_a, more_b);

  return world_new (orders, quirks, options);
}

static void
install (World *world, const char *matching_id)
{
  g_autoptr (LpaDownload) download = world_new_download (world, matching_id);
  g_autoptr (GError) error = NULL;

  lpa_download_set_consent (download, TRUE);
  g_assert_true (world_preview (world, download, &error));
  g_assert_no_error (error);
  world_install (world, download, &error);
  g_assert_no_error (error);
}

/* A world with both profiles on the card, none in use. */
static World *
serve_installed (const char *more_a, const char *more_b, const SimQuirks *quirks)
{
  World *world = serve (more_a, more_b, quirks, NULL);

  install (world, "A");
  install (world, "B");
  return world;
}

static guint
count_notifications (World *world)
{
  return g_list_model_get_n_items (lpa_euicc_get_notifications (world->euicc));
}

static void
count_changes (GListModel *model, guint position, guint removed, guint added, guint *changes)
{
  *changes += removed + added;
}

static void
test_refresh (void)
{
  g_auto (SimQuirks) quirks;
  g_autoptr (World) world = NULL;
  g_autoptr (LpaProfile) first = NULL;
  g_autoptr (LpaProfile) again = NULL;
  g_autoptr (GError) error = NULL;
  GListModel *profiles;
  guint changes = 0;

  sim_quirks_init (&quirks);
  quirks.profiles = 3;
  world = serve ("", "", &quirks, NULL);
  profiles = lpa_euicc_get_profiles (world->euicc);
  g_assert_cmpuint (g_list_model_get_n_items (profiles), ==, 0);
  g_assert_true (world_refresh (world, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (profiles), ==, 3);
  g_assert_nonnull (lpa_euicc_get_info (world->euicc));
  g_assert_nonnull (lpa_euicc_get_addresses (world->euicc));
  g_assert_nonnull (lpa_euicc_get_rat (world->euicc));
  first = g_list_model_get_item (profiles, 1);
  g_assert_nonnull (lpa_profile_get_icon (first));

  g_signal_connect (profiles, "items-changed", G_CALLBACK (count_changes), &changes);
  g_assert_true (world_refresh (world, &error));
  g_assert_cmpuint (changes, ==, 0);
  again = g_list_model_get_item (profiles, 1);
  g_assert_true (first == again);
  g_assert_cmpuint (sim_euicc_count_channels (world->sim), ==, 0);
}

static void
count_notify (LpaEuicc *euicc, GParamSpec *pspec, GString *story)
{
  g_string_append_c (story, lpa_euicc_is_busy (euicc) ? 'B' : 'i');
}

static void
test_busy (void)
{
  g_autoptr (World) world = serve ("", "", NULL, NULL);
  g_autoptr (GAsyncResult) one = NULL;
  g_autoptr (GAsyncResult) two = NULL;
  g_autoptr (GString) story = g_string_new (NULL);
  GAsyncResult *slots[] = { NULL, NULL };

  g_signal_connect (world->euicc, "notify::busy", G_CALLBACK (count_notify), story);
  lpa_euicc_refresh_async (world->euicc, NULL, world_store_result, &slots[0]);
  lpa_euicc_refresh_async (world->euicc, NULL, world_store_result, &slots[1]);
  g_assert_true (lpa_euicc_is_busy (world->euicc));
  one = world_wait (&slots[0]);
  two = world_wait (&slots[1]);
  g_assert_cmpstr (story->str, ==, "Bi");
  g_assert_true (lpa_euicc_refresh_finish (world->euicc, one, NULL));
  g_assert_true (lpa_euicc_refresh_finish (world->euicc, two, NULL));
  g_signal_handlers_disconnect_by_data (world->euicc, story);
}

/* Only what changed is another object, and what the switch has to report is delivered at once. */
static void
test_enable (void)
{
  g_autoptr (World) world = serve_installed ("", "", NULL);
  g_autoptr (LpaNotifierResult) one = NULL;
  g_autoptr (LpaNotifierResult) two = NULL;
  g_autoptr (GError) error = NULL;
  LpaProfile *other = world_find (world, ICCID_B);
  g_autofree char *result = NULL;
  gboolean valid = FALSE;
  guint type = 0;

  one = world_enable (world, world_find (world, ICCID_A), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (one->sent, ==, 1);
  g_assert_cmpuint (one->left, ==, 0);
  g_assert_no_error (one->error);
  g_assert_true (lpa_profile_is_enabled (world_find (world, ICCID_A)));
  g_assert_true (world_find (world, ICCID_B) == other);
  g_assert_true (sim_orders_get_last_received (world->orders, &type, &valid, &result));
  g_assert_cmpuint (type, ==, SIM_RECEIVED_ENABLE);
  g_assert_true (valid);

  two = world_enable (world, other, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (two->sent, ==, 2);
  g_assert_cmpuint (count_notifications (world), ==, 0);
  g_assert_false (lpa_profile_is_enabled (world_find (world, ICCID_A)));
  g_assert_true (lpa_profile_is_enabled (world_find (world, ICCID_B)));
  g_assert_cmpuint (world_count_commands (world, "BF32"), ==, 0);
  g_assert_cmpuint (sim_euicc_count_channels (world->sim), ==, 0);
}

static void
test_disable (void)
{
  g_autoptr (World) world = serve_installed ("", "", NULL);
  g_autoptr (LpaNotifierResult) one = NULL;
  g_autoptr (LpaNotifierResult) two = NULL;
  g_autoptr (LpaNotifierResult) again = NULL;
  guint commands;

  one = world_enable (world, world_find (world, ICCID_A), NULL);
  g_assert_nonnull (one);
  two = world_disable (world, world_find (world, ICCID_A), NULL);
  g_assert_nonnull (two);
  g_assert_cmpuint (two->sent, ==, 1);
  g_assert_false (lpa_profile_is_enabled (world_find (world, ICCID_A)));
  commands = world_count_commands (world, "BF32");
  again = world_disable (world, world_find (world, ICCID_A), NULL);
  g_assert_nonnull (again);
  g_assert_cmpuint (world_count_commands (world, "BF32"), ==, commands);
}

/* Cards that know only one way to be asked. */
static void
test_odd_card (gconstpointer data)
{
  const char *oddity = data;
  g_auto (SimQuirks) quirks;
  g_autoptr (World) world = NULL;
  g_autoptr (LpaNotifierResult) one = NULL;
  g_autoptr (LpaNotifierResult) two = NULL;
  g_autoptr (GError) error = NULL;

  sim_quirks_init (&quirks);
  quirks.enable_by_aid_only = strstr (oddity, "aid") != NULL;
  quirks.refresh = strstr (oddity, "refresh") != NULL;
  quirks.cat_busy = strstr (oddity, "busy") != NULL;
  if (strstr (oddity, "flag") != NULL)
    quirks.enable_refresh_flag = oddity[strlen (oddity) - 1] - '0';
  world = serve_installed ("", "", &quirks);
  one = world_enable (world, world_find (world, ICCID_A), &error);
  g_assert_no_error (error);
  two = world_enable (world, world_find (world, ICCID_B), &error);
  g_assert_no_error (error);
  g_assert_true (lpa_profile_is_enabled (world_find (world, ICCID_B)));
  g_assert_cmpuint (count_notifications (world), ==, 0);
}

/* With a test profile in use the card refuses every profile but the one before it. */
static void
test_across_classes (void)
{
  g_autoptr (World) world = serve_installed ("", ",\"class\":\"test\"", NULL);
  g_autoptr (LpaNotifierResult) test = NULL;
  g_autoptr (LpaNotifierResult) operational = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (lpa_profile_get_kind (world_find (world, ICCID_B)), ==, LPA_PROFILE_KIND_TEST);
  test = world_enable (world, world_find (world, ICCID_B), &error);
  g_assert_no_error (error);
  operational = world_enable (world, world_find (world, ICCID_A), &error);
  g_assert_no_error (error);
  g_assert_true (lpa_profile_is_enabled (world_find (world, ICCID_A)));
  g_assert_false (lpa_profile_is_enabled (world_find (world, ICCID_B)));
  g_assert_cmpuint (world_count_commands (world, "BF32"), ==, 1);
  g_assert_cmpuint (count_notifications (world), ==, 0);
}

/* The answer is lost, but the card did it. */
static void
test_answer_lost (void)
{
  g_autoptr (World) world = serve_installed ("", "", NULL);
  g_autoptr (LpaNotifierResult) result = NULL;
  g_autoptr (GError) error = NULL;

  world_break_at (world, "BF31", 1, WORLD_FAULT_LOST);
  result = world_enable (world, world_find (world, ICCID_A), &error);
  g_assert_no_error (error);
  g_assert_true (world_is_broken (world));
  g_assert_cmpuint (world_count_commands (world, "BF31"), ==, 1);
  g_assert_true (lpa_profile_is_enabled (world_find (world, ICCID_A)));
}

/* The card is pulled before it can answer, and put back: its list says that it did what was asked.
 */
static void
test_pulled (gconstpointer step)
{
  g_autoptr (World) world = serve_installed ("", "", NULL);
  g_autoptr (LpaNotifierResult) enabled = NULL;
  g_autoptr (LpaNotifierResult) disabled = NULL;
  g_autoptr (LpaNotifierResult) deleted = NULL;
  g_autoptr (GError) error = NULL;

  world_put_back_when_pulled (world);
  sim_euicc_set_drop_after (world->sim, step);
  enabled = world_enable (world, world_find (world, ICCID_A), &error);
  g_assert_no_error (error);
  g_assert_true (lpa_profile_is_enabled (world_find (world, ICCID_A)));
  disabled = world_disable (world, world_find (world, ICCID_A), &error);
  g_assert_no_error (error);
  g_assert_false (lpa_profile_is_enabled (world_find (world, ICCID_A)));
  deleted = world_delete (world, world_find (world, ICCID_A), &error);
  g_assert_no_error (error);
  g_assert_null (world_find (world, ICCID_A));
  g_assert_cmpuint (count_notifications (world), ==, 0);
}

/* The person gives up, but the card has done it already: what is true is said. */
static void
test_cancelled_too_late (void)
{
  g_autoptr (World) world = serve_installed ("", "", NULL);
  g_autoptr (LpaNotifierResult) result = NULL;
  g_autoptr (GError) error = NULL;

  world_break_at (world, "BF2D", 2, WORLD_FAULT_CANCEL);
  result = world_enable (world, world_find (world, ICCID_A), &error);
  g_assert_true (world_is_broken (world));
  g_assert_no_error (error);
  g_assert_true (lpa_profile_is_enabled (world_find (world, ICCID_A)));
  g_assert_cmpint (world_journal_get (world->journal, 2)->outcome, ==, LPA_OPERATION_OUTCOME_DONE);
}

static void
test_cancelled_before (void)
{
  g_autoptr (World) world = serve_installed ("", "", NULL);
  g_autoptr (LpaNotifierResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (world->cancellable);
  result = world_enable (world, world_find (world, ICCID_A), &error);
  g_assert_null (result);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (world_count_commands (world, "BF31"), ==, 0);
}

/* What the provider forbids is refused before anything is sent. */
static void
test_disable_forbidden (void)
{
  g_autoptr (World) world = serve_installed (",\"ppr\":[\"ppr1\"]" OWNER, "", NULL);
  g_autoptr (LpaNotifierResult) enabled = NULL;
  g_autoptr (LpaNotifierResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint commands;

  enabled = world_enable (world, world_find (world, ICCID_A), &error);
  g_assert_no_error (error);
  commands = world_count_commands (world, "BF31");
  result = world_disable (world, world_find (world, ICCID_A), &error);
  g_assert_null (result);
  g_assert_error (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_DISABLE_FORBIDDEN);
  g_clear_error (&error);
  result = world_enable (world, world_find (world, ICCID_B), &error);
  g_assert_null (result);
  g_assert_error (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_DISABLE_FORBIDDEN);
  g_assert_cmpuint (world_count_commands (world, "BF31"), ==, commands);
  g_assert_cmpuint (world_count_commands (world, "BF32"), ==, 0);
}

static void
test_delete_refused (void)
{
  g_autoptr (World) world = serve_installed (",\"ppr\":[\"ppr2\"]" OWNER, "", NULL);
  g_autoptr (LpaNotifierResult) enabled = NULL;
  g_autoptr (LpaNotifierResult) result = NULL;
  g_autoptr (GError) error = NULL;

  result = world_delete (world, world_find (world, ICCID_A), &error);
  g_assert_null (result);
  g_assert_error (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_DELETE_FORBIDDEN);
  g_clear_error (&error);
  enabled = world_enable (world, world_find (world, ICCID_B), NULL);
  g_assert_nonnull (enabled);
  result = world_delete (world, world_find (world, ICCID_B), &error);
  g_assert_null (result);
  g_assert_error (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_ENABLED);
  g_assert_cmpuint (world_count_commands (world, "BF33"), ==, 0);
}

/* What a profile still owes goes out before it is gone, and its end after. */
static void
test_delete (void)
{
  SimSmdpOptions failing = { .fail_notifications = 100 };
  g_autoptr (World) world = serve ("", "", NULL, &failing);
  g_autoptr (LpaNotifierResult) result = NULL;
  g_autoptr (GError) error = NULL;

  install (world, "A");
  install (world, "B");
  g_assert_cmpuint (count_notifications (world), ==, 2);
  world_serve (world, NULL);
  result = world_delete (world, world_find (world, ICCID_A), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->sent, ==, 2);
  g_assert_cmpuint (result->left, ==, 0);
  g_assert_null (world_find (world, ICCID_A));
  g_assert_nonnull (world_find (world, ICCID_B));
  g_assert_cmpuint (count_notifications (world), ==, 1);
  g_assert_cmpuint (sim_orders_count_received (world->orders), ==, 2);
}

static void
test_delete_offline (void)
{
  g_autoptr (World) world = serve_installed ("", "", NULL);
  g_autoptr (LpaNotifierResult) result = NULL;
  g_autoptr (GError) error = NULL;

  sim_smdp_stop (world->smdp);
  result = world_delete (world, world_find (world, ICCID_A), &error);
  g_assert_no_error (error);
  g_assert_null (world_find (world, ICCID_A));
  g_assert_cmpuint (result->sent, ==, 0);
  g_assert_cmpuint (result->left, ==, 1);
  g_assert_error (result->error, LPA_HTTP_ERROR, LPA_HTTP_ERROR_CONNECT);
  g_assert_cmpuint (count_notifications (world), ==, 1);
}

static void
test_delete_answer_lost (void)
{
  g_autoptr (World) world = serve_installed ("", "", NULL);
  g_autoptr (LpaNotifierResult) result = NULL;
  g_autoptr (GError) error = NULL;

  world_break_at (world, "BF33", 1, WORLD_FAULT_LOST);
  result = world_delete (world, world_find (world, ICCID_A), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->sent, ==, 1);
  g_assert_null (world_find (world, ICCID_A));
}

static LpaNotifierResult *
finish (World *world, GAsyncResult **slot, GError **error)
{
  g_autoptr (GAsyncResult) result = world_wait (slot);

  return lpa_euicc_operation_finish (world->euicc, result, error);
}

static void
rename_to (World *world, const char *nickname)
{
  g_autoptr (LpaNotifierResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;

  lpa_euicc_rename_async (world->euicc, world_find (world, ICCID_A), nickname, NULL,
                          world_store_result, &slot);
  result = finish (world, &slot, &error);
  g_assert_no_error (error);
}

static void
test_rename (void)
{
  g_autoptr (World) world = serve_installed ("", "", NULL);

  rename_to (world, "Holiday");
  g_assert_cmpstr (lpa_profile_get_nickname (world_find (world, ICCID_A)), ==, "Holiday");
  g_assert_true (world_find (world, "Holiday") == world_find (world, ICCID_A));
  rename_to (world, "Café crème with a name that is far longer, é by é, than a card can keep");
  g_assert_cmpuint (strlen (lpa_profile_get_nickname (world_find (world, ICCID_A))), <=, 64);
  rename_to (world, NULL);
  g_assert_cmpstr (lpa_profile_get_nickname (world_find (world, ICCID_A)), ==, NULL);
}

static void
test_find (void)
{
  g_autoptr (World) world = serve_installed ("", ",\"profile\":\"Blue\"", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *aid = NULL;
  GBytes *bytes = lpa_profile_get_aid (world_find (world, ICCID_A));
  LpaProfile *profile;

  aid = g_strdup ("");
  for (gsize i = 0; i < g_bytes_get_size (bytes); i++)
    {
      char *longer =
          g_strdup_printf ("%s%02x", aid, ((const guint8 *) g_bytes_get_data (bytes, NULL))[i]);

      g_free (aid);
      aid = longer;
    }
  g_assert_true (world_find (world, aid) == world_find (world, ICCID_A));
  profile = lpa_euicc_find_profile (world->euicc, "Blue", &error);
  g_assert_null (profile);
  g_assert_error (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_NO_SUCH_PROFILE);
  g_assert_nonnull (strstr (error->message, ICCID_A));
  g_assert_nonnull (strstr (error->message, ICCID_B));
  g_clear_error (&error);
  profile = lpa_euicc_find_profile (world->euicc, "Green", &error);
  g_assert_null (profile);
  g_assert_error (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_NO_SUCH_PROFILE);
}

/* Each profile that is erased has its entry, so that it is known later what became of it. */
static void
check_erased_are_written_down (World *world, guint first)
{
  static const char *const iccids[] = { NULL, ICCID_A, ICCID_B };

  g_assert_cmpuint (world_journal_get_length (world->journal), ==, first + G_N_ELEMENTS (iccids));
  for (guint i = 0; i < G_N_ELEMENTS (iccids); i++)
    {
      const LpaOperation *operation = world_journal_get (world->journal, first + i);

      g_assert_cmpint (operation->kind, ==, i == 0 ? LPA_OPERATION_RESET : LPA_OPERATION_DELETE);
      g_assert_cmpint (operation->outcome, ==, LPA_OPERATION_OUTCOME_DONE);
      g_assert_cmpstr (operation->iccid, ==, iccids[i]);
      g_assert_cmpint (operation->profile_name != NULL, ==, i > 0);
    }
}

static void
test_reset (void)
{
  g_autoptr (World) world = serve_installed ("", "", NULL);
  g_autoptr (LpaNotifierResult) enabled = NULL;
  g_autoptr (LpaNotifierResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;
  guint before;

  world_set_default_smdp (world, "smdp.example.com");
  g_assert_cmpstr (lpa_euicc_get_addresses (world->euicc)->default_smdp, ==, "smdp.example.com");
  enabled = world_enable (world, world_find (world, ICCID_A), NULL);
  g_assert_nonnull (enabled);
  before = world_journal_get_length (world->journal);
  lpa_euicc_reset_async (world->euicc, LPA_RESET_OPERATIONAL_PROFILES | LPA_RESET_DEFAULT_SMDP,
                         NULL, world_store_result, &slot);
  result = finish (world, &slot, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (lpa_euicc_get_profiles (world->euicc)), ==, 0);
  g_assert_cmpuint (count_notifications (world), ==, 0);
  g_assert_cmpuint (result->sent, >=, 2);
  g_assert_cmpuint (result->left, ==, 0);
  g_assert_cmpstr (lpa_euicc_get_addresses (world->euicc)->default_smdp, ==, NULL);
  check_erased_are_written_down (world, before);
}

/* A server that fails keeps its own reports waiting, in order, and nobody else's. */
static void
test_servers_apart (void)
{
  SimSmdpOptions failing = { .fail_notifications = 100 };
  g_autoptr (World) world = serve ("", ",\"notification_address\":\"localhost:1\"", NULL, &failing);
  g_autoptr (LpaNotifierResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;

  install (world, "B");
  install (world, "A");
  g_assert_cmpuint (count_notifications (world), ==, 3);
  world_serve (world, NULL);
  lpa_euicc_send_notifications_async (world->euicc, NULL, NULL, world_store_result, &slot);
  result = finish (world, &slot, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->sent, ==, 2);
  g_assert_cmpuint (result->left, ==, 1);
  g_assert_error (result->error, LPA_HTTP_ERROR, LPA_HTTP_ERROR_CONNECT);
  g_assert_cmpuint (count_notifications (world), ==, 1);
}

/* Nothing is sent out of order: the first that fails holds the rest of its server back. */
static void
test_order_kept (void)
{
  SimSmdpOptions failing = { .fail_notifications = 100 };
  SimSmdpOptions once = { .fail_notifications = 1 };
  g_autoptr (World) world = serve ("", "", NULL, &failing);
  g_autoptr (LpaNotifierResult) first = NULL;
  g_autoptr (LpaNotifierResult) second = NULL;
  GAsyncResult *slot = NULL;

  install (world, "A");
  install (world, "B");
  world_serve (world, &once);
  lpa_euicc_send_notifications_async (world->euicc, NULL, NULL, world_store_result, &slot);
  first = finish (world, &slot, NULL);
  g_assert_cmpuint (first->sent, ==, 0);
  g_assert_cmpuint (first->left, ==, 2);
  g_assert_cmpuint (g_hash_table_size (first->failures), ==, 1);
  g_assert_cmpuint (sim_smdp_count_calls (world->smdp, SIM_SMDP_HANDLE_NOTIFICATION), ==, 1);
  lpa_euicc_send_notifications_async (world->euicc, NULL, NULL, world_store_result, &slot);
  second = finish (world, &slot, NULL);
  g_assert_cmpuint (second->sent, ==, 2);
  g_assert_cmpuint (second->left, ==, 0);
}

/* A server that does not know the session any more: the person is told, and decides. */
static void
test_refused_report (void)
{
  char refusal[] = "handleNotification=8.10.1/3.9";
  char *refuse[] = { refusal, NULL };
  SimSmdpOptions options = { .refuse = refuse };
  g_autoptr (World) world = serve ("", "", NULL, &options);
  g_autoptr (LpaNotification) waiting = NULL;
  g_autoptr (LpaNotifierResult) sent = NULL;
  g_autoptr (LpaNotifierResult) removed = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;

  install (world, "A");
  g_assert_cmpuint (count_notifications (world), ==, 1);
  waiting = g_list_model_get_item (lpa_euicc_get_notifications (world->euicc), 0);
  lpa_euicc_send_notifications_async (world->euicc, waiting, NULL, world_store_result, &slot);
  sent = finish (world, &slot, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sent->left, ==, 1);
  g_assert_cmpstr (lpa_error_get_figure (sent->error), ==, "8.10.1/3.9");
  g_assert_cmpuint (count_notifications (world), ==, 1);
  g_assert_cmpstr (lpa_error_get_figure (lpa_euicc_get_failure (world->euicc, waiting)), ==,
                   "8.10.1/3.9");

  lpa_euicc_remove_notification_async (world->euicc, waiting, NULL, world_store_result, &slot);
  removed = finish (world, &slot, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_notifications (world), ==, 0);
  g_assert_null (lpa_euicc_get_failure (world->euicc, waiting));
}

/* Another program's old reports are not sent by the way; the same profile's are. */
static void
test_old_reports_wait (void)
{
  SimSmdpOptions failing = { .fail_notifications = 100 };
  g_autoptr (World) world = serve ("", "", NULL, &failing);
  g_autoptr (LpaNotifierResult) result = NULL;

  install (world, "A");
  install (world, "B");
  world_serve (world, NULL);
  result = world_enable (world, world_find (world, ICCID_B), NULL);
  g_assert_nonnull (result);
  g_assert_cmpuint (result->sent, ==, 2);
  g_assert_cmpuint (count_notifications (world), ==, 1);
}

static void
test_profile_gone (void)
{
  g_autoptr (World) world = serve_installed ("", "", NULL);
  g_autoptr (LpaProfile) profile = g_object_ref (world_find (world, ICCID_A));
  g_autoptr (LpaNotifierResult) deleted = NULL;
  g_autoptr (LpaNotifierResult) result = NULL;
  g_autoptr (GError) error = NULL;

  deleted = world_delete (world, profile, NULL);
  g_assert_nonnull (deleted);
  result = world_enable (world, profile, &error);
  g_assert_null (result);
  g_assert_error (error, LPA_POLICY_ERROR, LPA_POLICY_ERROR_NO_SUCH_PROFILE);
}

int
main (int argc, char **argv)
{
  static const char *const oddities[] = { "aid",           "flag0",   "flag1", "aid-flag1",
                                          "refresh-flag1", "refresh", "busy" };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/euicc/refresh", test_refresh);
  g_test_add_func ("/euicc/busy", test_busy);
  g_test_add_func ("/euicc/enable", test_enable);
  g_test_add_func ("/euicc/disable", test_disable);
  for (guint i = 0; i < G_N_ELEMENTS (oddities); i++)
    {
      g_autofree char *path = g_strconcat ("/euicc/odd-card/", oddities[i], NULL);

      g_test_add_data_func (path, oddities[i], test_odd_card);
    }
  g_test_add_func ("/euicc/across-classes", test_across_classes);
  g_test_add_func ("/euicc/answer-lost", test_answer_lost);
  g_test_add_data_func ("/euicc/pulled/enable", "enable", test_pulled);
  g_test_add_data_func ("/euicc/pulled/disable", "disable", test_pulled);
  g_test_add_data_func ("/euicc/pulled/delete", "delete", test_pulled);
  g_test_add_func ("/euicc/cancelled/too-late", test_cancelled_too_late);
  g_test_add_func ("/euicc/cancelled/before", test_cancelled_before);
  g_test_add_func ("/euicc/disable/forbidden", test_disable_forbidden);
  g_test_add_func ("/euicc/delete", test_delete);
  g_test_add_func ("/euicc/delete/refused", test_delete_refused);
  g_test_add_func ("/euicc/delete/offline", test_delete_offline);
  g_test_add_func ("/euicc/delete/answer-lost", test_delete_answer_lost);
  g_test_add_func ("/euicc/rename", test_rename);
  g_test_add_func ("/euicc/find", test_find);
  g_test_add_func ("/euicc/reset", test_reset);
  g_test_add_func ("/euicc/reports/servers-apart", test_servers_apart);
  g_test_add_func ("/euicc/reports/order-kept", test_order_kept);
  g_test_add_func ("/euicc/reports/refused", test_refused_report);
  g_test_add_func ("/euicc/reports/old-ones-wait", test_old_reports_wait);
  g_test_add_func ("/euicc/profile-gone", test_profile_gone);
  return g_test_run ();
}
