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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/download/journey", test_journey);
  return g_test_run ();
}
