/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "place.h"

#include <glib/gstdio.h>

Place *
place_new (const char *more, const SimQuirks *quirks, const SimSmdpOptions *options)
{
  Place *self = g_new0 (Place, 1);
  g_autofree char *orders = g_strdup_printf ("{\"orders\":[{\"matching_id\":\"" PLACE_MATCHING_ID
                                             "\",\"iccid\":\"" PLACE_ICCID "\"%s}]}",
                                             more);
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  self->desk = desk_new (); /* forks, so that it comes before anything with threads */
  self->world = world_new (orders, quirks, options);
  self->folder = g_dir_make_tmp ("tern-place-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (self->folder, "ledger.db", NULL);
  self->ledger = tern_ledger_open (path, &error);
  g_assert_no_error (error);
  self->setup.euicc = self->world->euicc;
  self->setup.trust = self->world->trust;
  self->setup.ledger = self->ledger;
  self->setup.system_bus = desk_get_bus (self->desk);
  g_assert_true (world_refresh (self->world, &error));
  g_assert_no_error (error);
  place_set_network (self, TRUE, G_NETWORK_CONNECTIVITY_FULL);
  return self;
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_assert_cmpint (g_unlink (file), ==, 0);
    }
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

void
place_free (Place *self)
{
  if (self->run != NULL)
    g_assert_finalize_object (g_steal_pointer (&self->run));
  lpa_euicc_set_journal (self->world->euicc, LPA_JOURNAL (self->world->journal));
  world_free (self->world);
  g_assert_finalize_object (g_steal_pointer (&self->ledger));
  desk_free (self->desk);
  g_object_unref (self->monitor);
  remove_folder (self->folder);
  g_free (self->folder);
  g_free (self);
}

void
place_set_network (Place *self, gboolean available, GNetworkConnectivity connectivity)
{
  g_clear_object (&self->monitor);
  self->monitor = own_monitor_new (available, connectivity);
  self->setup.network = self->monitor;
}

LpaActivationCode *
place_get_code (Place *self)
{
  return lpa_activation_code_new (sim_smdp_get_address (self->world->smdp), PLACE_MATCHING_ID);
}

void
place_install (Place *self)
{
  g_autoptr (LpaDownload) download = world_new_download (self->world, PLACE_MATCHING_ID);
  g_autoptr (GError) error = NULL;

  lpa_euicc_set_journal (self->world->euicc, LPA_JOURNAL (self->ledger));
  g_assert_true (world_preview (self->world, download, &error));
  g_assert_no_error (error);
  g_assert_true (world_install (self->world, download, &error));
  g_assert_no_error (error);
}

static void
assert_no_secret (TernCheckRun *run)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (run)); i++)
    {
      g_autoptr (TernCheck) check = g_list_model_get_item (G_LIST_MODEL (run), i);

      g_assert_null (strstr (tern_check_get_evidence (check), PLACE_MATCHING_ID));
      g_assert_null (strstr (tern_check_get_evidence (check), SIM_PKI_DEFAULT_EID));
      g_assert_null (strstr (tern_check_get_cure (check), PLACE_MATCHING_ID));
    }
}

/* Every answer says what was seen, and every bad one what to do. */
static void
assert_complete (TernCheckRun *run)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (run)); i++)
    {
      g_autoptr (TernCheck) check = g_list_model_get_item (G_LIST_MODEL (run), i);

      g_assert_cmpint (tern_check_get_verdict (check), !=, TERN_VERDICT_PENDING);
      g_assert_cmpstr (tern_check_get_evidence (check), !=, "");
      if (tern_check_get_verdict (check) != TERN_VERDICT_PASS)
        g_assert_cmpstr (tern_check_get_cure (check), !=, "");
    }
}

void
place_check (Place *self, const char *code)
{
  g_autoptr (LpaActivationCode) own = place_get_code (self);
  g_autofree char *text = lpa_activation_code_to_text (own);
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;
  g_autoptr (GError) error = NULL;

  if (self->run != NULL)
    g_assert_finalize_object (g_steal_pointer (&self->run));
  self->setup.code = code == NULL ? text : *code != '\0' ? code : NULL;
  self->run = tern_check_run_new (&self->setup);
  tern_check_run_start_async (self->run, NULL, world_store_result, &slot);
  g_assert_true (tern_check_run_is_running (self->run));
  result = world_wait (&slot);
  g_assert_true (tern_check_run_start_finish (self->run, result, &error));
  g_assert_no_error (error);
  g_assert_false (tern_check_run_is_running (self->run));
  assert_no_secret (self->run);
  assert_complete (self->run);
}

void
place_expect (Place *self, const char *id, TernVerdict verdict, const char *evidence)
{
  TernCheck *check = tern_check_run_find (self->run, id);

  g_assert_nonnull (check);
  if (tern_check_get_verdict (check) != verdict ||
      strstr (tern_check_get_evidence (check), evidence) == NULL)
    g_error ("%s: %s, not %s: “%s” should hold “%s”", id,
             tern_verdict_get_nick (tern_check_get_verdict (check)),
             tern_verdict_get_nick (verdict), tern_check_get_evidence (check), evidence);
}
