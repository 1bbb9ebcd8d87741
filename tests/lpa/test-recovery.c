/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world.h"

#include "lpa/lpa-error.h"

#define ICCID "8949000000001234567"
#define ABSENT "8949000000009999999"
#define ORDERS "{\"orders\":[{\"matching_id\":\"A-1\",\"iccid\":\"" ICCID "\"}]}"

/* The program dies: what it wrote last into an entry is all that is left of it. */
static void
kill_and_restart (World *world)
{
  world_journal_forget_ends (world->journal, FALSE);
  world_restart (world);
}

static World *
serve (const SimSmdpOptions *options)
{
  World *world = world_new (ORDERS, NULL, options);

  world_journal_forget_ends (world->journal, TRUE);
  return world;
}

static void
hear_recovered (LpaEuicc *euicc, const LpaOperation *operation, GPtrArray *outcomes)
{
  g_ptr_array_add (outcomes,
                   g_strdup_printf ("%s %s %s", lpa_operation_kind_get_nick (operation->kind),
                                    lpa_operation_outcome_get_nick (operation->outcome),
                                    operation->error != NULL ? operation->error : "-"));
}

/* Refreshes, and returns what was found out, as `KIND OUTCOME ERROR`. */
static char *
recover (World *world)
{
  g_autoptr (GPtrArray) outcomes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  gulong handler;

  handler = g_signal_connect (world->euicc, "recovered", G_CALLBACK (hear_recovered), outcomes);
  g_assert_true (world_refresh (world, &error));
  g_assert_no_error (error);
  g_signal_handler_disconnect (world->euicc, handler);
  g_ptr_array_add (outcomes, NULL);
  return g_strjoinv (", ", (char **) outcomes->pdata);
}

static void
assert_recovered (World *world, const char *expected)
{
  g_autofree char *found = recover (world);
  g_autofree char *again = NULL;

  g_assert_cmpstr (found, ==, expected);
  again = recover (world);
  g_assert_cmpstr (again, ==, "");
}

static void
install (World *world)
{
  g_autoptr (LpaDownload) download = world_new_download (world, "A-1");
  g_autoptr (GError) error = NULL;

  g_assert_true (world_preview (world, download, &error));
  world_install (world, download, &error);
  g_assert_no_error (error);
}

static void
test_nothing (void)
{
  g_autoptr (World) world = serve (NULL);

  assert_recovered (world, "");
}

/* Killed after everything was done, but before the entry was closed. */
static void
test_done (void)
{
  g_autoptr (World) world = serve (NULL);

  install (world);
  kill_and_restart (world);
  assert_recovered (world, "download done -");
}

/* Killed while the server did not take the report: it is found, believed, and sent. */
static void
test_result_waits (void)
{
  SimSmdpOptions failing = { .fail_notifications = 100 };
  g_autoptr (World) world = serve (&failing);

  install (world);
  kill_and_restart (world);
  world_serve (world, NULL);
  assert_recovered (world, "download done -");
  g_assert_cmpuint (g_list_model_get_n_items (lpa_euicc_get_notifications (world->euicc)), ==, 0);
  g_assert_cmpint (sim_orders_get_state (world->orders, "A-1"), ==, SIM_ORDER_INSTALLED);
}

/* The server is still out of reach: the truth is told all the same, and the report goes on waiting.
 */
static void
test_result_waits_longer (void)
{
  SimSmdpOptions failing = { .fail_notifications = 100 };
  g_autoptr (World) world = serve (&failing);

  install (world);
  kill_and_restart (world);
  assert_recovered (world, "download done -");
  g_assert_cmpuint (g_list_model_get_n_items (lpa_euicc_get_notifications (world->euicc)), ==, 1);
}

/* Killed after the card had refused the package and before anybody heard of it. */
static void
test_card_refused (void)
{
  SimSmdpOptions failing = { .fail_notifications = 100 };
  g_auto (SimQuirks) quirks;
  g_autoptr (World) world = NULL;
  g_autoptr (LpaDownload) download = NULL;

  sim_quirks_init (&quirks);
  quirks.fail_load = 12;
  world = world_new (ORDERS, &quirks, &failing);
  world_journal_forget_ends (world->journal, TRUE);
  download = world_new_download (world, "A-1");
  g_assert_true (world_preview (world, download, NULL));
  g_assert_false (world_install (world, download, NULL));
  kill_and_restart (world);
  world_serve (world, NULL);
  assert_recovered (world, "download failed es10/load/5/12");
  g_assert_cmpuint (g_list_model_get_n_items (lpa_euicc_get_notifications (world->euicc)), ==, 0);
  g_assert_cmpuint (sim_orders_count_received (world->orders), ==, 1);
}

/* The card is pulled with the package half in it, and comes back in another run of the program. */
static void
test_pulled (void)
{
  g_auto (SimQuirks) quirks;
  g_autoptr (World) world = NULL;
  g_autoptr (LpaDownload) download = NULL;
  g_autofree char *found = NULL;

  sim_quirks_init (&quirks);
  quirks.drop_after = g_strdup ("segment");
  world = world_new (ORDERS, &quirks, NULL);
  download = world_new_download (world, "A-1");
  g_assert_true (world_preview (world, download, NULL));
  g_assert_false (world_install (world, download, NULL));
  g_assert_cmpint (world_journal_get (world->journal, 0)->outcome, ==, LPA_OPERATION_OUTCOME_OPEN);
  sim_euicc_insert (world->sim);
  kill_and_restart (world);
  found = recover (world);
  g_assert_true (g_str_has_prefix (found, "download failed"));
  g_assert_cmpint (world_journal_get (world->journal, 0)->outcome, ==,
                   LPA_OPERATION_OUTCOME_FAILED);
}

/* As the card is while its profiles are asked about: ICCID is on it, disabled, without nickname. */
static const struct
{
  LpaOperationKind kind;
  LpaStep step;
  const char *iccid;
  const char *text;
  const char *expected;
} entries[] = {
  { LPA_OPERATION_CHECK, LPA_STEP_ORDER_FOUND, ABSENT, NULL, "check cancelled -" },
  { LPA_OPERATION_DOWNLOAD, LPA_STEP_NONE, NULL, NULL, "download cancelled -" },
  { LPA_OPERATION_DOWNLOAD, LPA_STEP_CODE, NULL, NULL, "download cancelled -" },
  { LPA_OPERATION_DOWNLOAD, LPA_STEP_SERVER_TRUSTED, NULL, NULL, "download cancelled -" },
  { LPA_OPERATION_DOWNLOAD, LPA_STEP_CARD_AUTHENTICATED, NULL, NULL, "download cancelled -" },
  { LPA_OPERATION_DOWNLOAD, LPA_STEP_ORDER_FOUND, ABSENT, NULL, "download cancelled -" },
  { LPA_OPERATION_DOWNLOAD, LPA_STEP_AGREED, ABSENT, NULL, "download cancelled -" },
  { LPA_OPERATION_DOWNLOAD, LPA_STEP_PACKAGE_BOUND, ABSENT, NULL, "download failed -" },
  { LPA_OPERATION_DOWNLOAD, LPA_STEP_PACKAGE_BOUND, NULL, NULL, "download unknown -" },
  { LPA_OPERATION_DOWNLOAD, LPA_STEP_PACKAGE_LOADED, ABSENT, NULL, "download failed -" },
  { LPA_OPERATION_DOWNLOAD, LPA_STEP_PACKAGE_LOADED, ICCID, NULL, "download done -" },
  { LPA_OPERATION_DOWNLOAD, LPA_STEP_RESULT_DELIVERED, ABSENT, NULL, "download unknown -" },
  { LPA_OPERATION_DOWNLOAD, LPA_STEP_RESULT_DELIVERED, ICCID, NULL, "download done -" },
  { LPA_OPERATION_ENABLE, LPA_STEP_NONE, ICCID, NULL, "enable failed -" },
  { LPA_OPERATION_ENABLE, LPA_STEP_NONE, ABSENT, NULL, "enable unknown -" },
  { LPA_OPERATION_DISABLE, LPA_STEP_NONE, ICCID, NULL, "disable done -" },
  { LPA_OPERATION_DELETE, LPA_STEP_NONE, ICCID, NULL, "delete failed -" },
  { LPA_OPERATION_DELETE, LPA_STEP_NONE, ABSENT, NULL, "delete done -" },
  { LPA_OPERATION_DELETE, LPA_STEP_NONE, NULL, NULL, "delete unknown -" },
  { LPA_OPERATION_RENAME, LPA_STEP_NONE, ICCID, "", "rename done -" },
  { LPA_OPERATION_RENAME, LPA_STEP_NONE, ICCID, "Holiday", "rename failed -" },
  { LPA_OPERATION_RENAME, LPA_STEP_NONE, ABSENT, "Holiday", "rename unknown -" },
  { LPA_OPERATION_RESET, LPA_STEP_NONE, NULL, NULL, "reset unknown -" },
  { LPA_OPERATION_SET_DEFAULT_SMDP, LPA_STEP_NONE, NULL, "", "set-default-smdp done -" },
  { LPA_OPERATION_SET_DEFAULT_SMDP, LPA_STEP_NONE, NULL, "smdp.example.com",
    "set-default-smdp failed -" },
  { LPA_OPERATION_SEND_NOTIFICATION, LPA_STEP_NONE, NULL, NULL, "send-notification unknown -" },
  { LPA_OPERATION_REMOVE_NOTIFICATION, LPA_STEP_NONE, NULL, NULL, "remove-notification unknown -" },
  { LPA_OPERATION_CONNECT, LPA_STEP_REGISTERED, NULL, NULL, "connect cancelled -" },
};

static void
add_entry (World *world, guint i)
{
  LpaOperation *operation = lpa_operation_new (entries[i].kind, lpa_euicc_get_eid (world->euicc));

  operation->step = entries[i].step;
  operation->iccid = g_strdup (entries[i].iccid);
  operation->profile_name = g_strdup (entries[i].text);
  operation->server = g_strdup (entries[i].text);
  operation->transaction_id = g_bytes_new_static ("\1\2\3\4", 4);
  world_journal_add (world->journal, operation);
}

static void
test_entries (void)
{
  g_autoptr (World) world = world_new (ORDERS, NULL, NULL);

  install (world);
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      add_entry (world, i);
      assert_recovered (world, entries[i].expected);
    }
}

/* Several entries are looked into in order; the card does not change. */
static void
test_several (void)
{
  g_autoptr (World) world = world_new (ORDERS, NULL, NULL);

  install (world);
  add_entry (world, 0);
  add_entry (world, 13);
  assert_recovered (world, "check cancelled -, enable failed -");
}

/* While the card cannot be asked nothing is said, and the entry stays open. */
static void
test_unreadable (void)
{
  g_autoptr (World) world = world_new (ORDERS, NULL, NULL);
  g_autofree char *found = NULL;

  install (world);
  add_entry (world, 10);
  world_break_at (world, "BF28", 2, WORLD_FAULT_MUTE);
  g_assert_true (world_refresh (world, NULL));
  g_assert_true (world_is_broken (world));
  g_assert_cmpint (world_journal_get (world->journal, 1)->outcome, ==, LPA_OPERATION_OUTCOME_OPEN);
  found = recover (world);
  g_assert_cmpstr (found, ==, "download done -");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recovery/nothing", test_nothing);
  g_test_add_func ("/recovery/done", test_done);
  g_test_add_func ("/recovery/result-waits", test_result_waits);
  g_test_add_func ("/recovery/result-waits-longer", test_result_waits_longer);
  g_test_add_func ("/recovery/card-refused", test_card_refused);
  g_test_add_func ("/recovery/pulled", test_pulled);
  g_test_add_func ("/recovery/entries", test_entries);
  g_test_add_func ("/recovery/several", test_several);
  g_test_add_func ("/recovery/unreadable", test_unreadable);
  return g_test_run ();
}
