/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-isdr-aids.h"
#include "readers/tern-demo.h"

#include <glib/gstdio.h>
#include <signal.h>

#include "reader-lab.h"

typedef struct
{
  char *folder;
  TernCardSetup setup;
  TernReaderMonitor *monitor;
  TernDemo *demo;
  gboolean ended;
  gboolean started;
  GError *error;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *memory = NULL;

  self->folder = g_dir_make_tmp ("tern-XXXXXX", NULL);
  memory = g_build_filename (self->folder, "cards", NULL);
  self->setup.trust = lpa_trust_new ();
  self->setup.memory = lpa_card_memory_new (memory);
  self->setup.aids = lpa_isdr_aids_new_default ();
  self->monitor = tern_reader_monitor_new (&self->setup);
  self->demo = tern_demo_new ();
}

static gboolean
is_alone (gpointer data)
{
  return G_OBJECT (data)->ref_count == 1;
}

static void
remove_files (const char *folder)
{
  g_autoptr (GDir) listing = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (listing)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_assert_no_errno (g_rmdir (folder));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  if (self->demo != NULL)
    g_assert_finalize_object (self->demo);
  lab_wait_until (is_alone, self->monitor, "nobody holds the monitor");
  g_assert_finalize_object (self->monitor);
  g_clear_object (&self->setup.trust);
  g_clear_object (&self->setup.memory);
  g_clear_pointer (&self->setup.aids, g_ptr_array_unref);
  g_clear_error (&self->error);
  remove_files (self->folder);
  g_free (self->folder);
}

static void
on_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *self = user_data;

  self->started = tern_demo_start_finish (TERN_DEMO (source), result, &self->error);
  self->ended = TRUE;
}

static gboolean
has_ended (gpointer data)
{
  Fixture *self = data;

  return self->ended && is_alone (self->demo);
}

static gboolean
is_ready (gpointer data)
{
  g_autoptr (TernReader) reader = g_list_model_get_item (tern_reader_monitor_get_readers (data), 0);

  return reader != NULL && tern_reader_get_state (reader) == TERN_READER_STATE_READY;
}

static gboolean
is_settled (gpointer data)
{
  return tern_reader_monitor_is_settled (data);
}

static gboolean
is_without_reader (gpointer data)
{
  return g_list_model_get_n_items (tern_reader_monitor_get_readers (data)) == 0;
}

static void
start (Fixture *self, GCancellable *cancellable)
{
  tern_demo_start_async (self->demo, self->monitor, cancellable, on_started, self);
  lab_wait_until (has_ended, self, "the demonstration started or failed to");
}

/* Puts a script in the simulators' place. */
static void
replace_sim (Fixture *self, const char *script)
{
  g_autofree char *path = g_build_filename (self->folder, "sim", NULL);
  g_autofree char *text = g_strdup_printf ("#!/bin/sh\n%s\n", script);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_no_errno (g_chmod (path, 0700));
  g_setenv ("TERN_SIM", path, TRUE);
}

static void
use_real_sim (void)
{
  g_setenv ("TERN_SIM", g_getenv ("TERN_REAL_SIM"), TRUE);
}

static void
test_ready (Fixture *self, gconstpointer data)
{
  g_autoptr (TernReader) reader = NULL;
  g_autoptr (LpaEuicc) euicc = NULL;
  g_autoptr (LpaActivationCode) code = NULL;
  g_autoptr (GError) error = NULL;
  LpaTrust *trust;

  use_real_sim ();
  g_assert_null (tern_demo_get_code (self->demo));
  start (self, NULL);
  g_assert_no_error (self->error);
  g_assert_true (self->started);
  code = lpa_activation_code_parse (tern_demo_get_code (self->demo), NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (code->matching_id);

  lab_wait_until (is_settled, self->monitor, "the card is known");
  g_assert_true (is_ready (self->monitor));
  reader = g_list_model_get_item (tern_reader_monitor_get_readers (self->monitor), 0);
  g_assert_true (tern_reader_is_simulated (reader));
  euicc = g_list_model_get_item (tern_reader_get_euiccs (reader), 0);

  /* The simulated issuer is trusted for the simulated card alone. */
  trust = lpa_euicc_get_trust (euicc);
  g_assert_true (trust != self->setup.trust);
  g_assert_cmpuint (lpa_trust_get_added_issuers (trust)->len, ==, 1);
  g_assert_cmpuint (lpa_trust_get_added_issuers (self->setup.trust)->len, ==, 0);

  g_assert_finalize_object (g_steal_pointer (&self->demo));
  lab_wait_until (is_without_reader, self->monitor, "the reader is gone");
}

static int
read_number (Fixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));

  return (int) g_ascii_strtoll (text, NULL, 10);
}

static void
test_killed (Fixture *self, gconstpointer data)
{
  g_autofree char *script = g_strdup_printf ("echo $$ > '%s/pid'; exec '%s' \"$@\"", self->folder,
                                             g_getenv ("TERN_REAL_SIM"));

  replace_sim (self, script);
  start (self, NULL);
  g_assert_no_error (self->error);
  lab_wait_until (is_ready, self->monitor, "the card is known");
  g_assert_no_errno (kill (read_number (self, "pid"), SIGKILL));
  lab_wait_until (is_without_reader, self->monitor, "the reader is gone");
  g_assert_null (tern_demo_get_code (self->demo));

  /* It can be started anew. */
  use_real_sim ();
  start (self, NULL);
  g_assert_no_error (self->error);
  lab_wait_until (is_ready, self->monitor, "the card is known");
}

static void
test_missing (Fixture *self, gconstpointer data)
{
  g_setenv ("TERN_SIM", "/nonexistent/tern-sim", TRUE);
  start (self, NULL);
  g_assert_error (self->error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT);
  g_assert_false (self->started);
}

static void
test_bad_lines (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *script;
    const char *domain;
  } rows[] = {
    { "exit 1", "g-io-error-quark" },
    { "echo", "g-io-error-quark" },
    { "echo ready", "json-parser-error-quark" },
    { "echo '[]'", "g-io-error-quark" },
    { "echo '{}'", "g-io-error-quark" },
    { "echo '{\"socket\":1,\"issuer\":\"x\",\"codes\":{\"good\":\"x\"}}'", "g-io-error-quark" },
    { "echo '{\"socket\":\"x\",\"issuer\":\"x\",\"codes\":7}'", "g-io-error-quark" },
    { "echo '{\"socket\":\"x\",\"issuer\":\"x\",\"codes\":{}}'", "g-io-error-quark" },
    { "echo '{\"socket\":\"x\",\"issuer\":\"/dev/null\",\"codes\":{\"good\":\"x\"}}'",
      "LpaTrustError" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].script);
      replace_sim (self, rows[i].script);
      start (self, NULL);
      g_assert_false (self->started);
      g_assert_nonnull (self->error);
      g_assert_cmpstr (g_quark_to_string (self->error->domain), ==, rows[i].domain);
      g_assert_true (is_without_reader (self->monitor));
      g_clear_error (&self->error);
      self->ended = FALSE;
    }
}

static void
test_cancelled (Fixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  /* Says nothing, and ends when nobody listens any more. */
  replace_sim (self, "exec cat > /dev/null");
  tern_demo_start_async (self->demo, self->monitor, cancellable, on_started, self);
  g_cancellable_cancel (cancellable);
  lab_wait_until (has_ended, self, "the start was cancelled");
  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(name, function) g_test_add ("/demo/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("ready", test_ready);
  ADD ("killed", test_killed);
  ADD ("missing", test_missing);
  ADD ("bad-lines", test_bad_lines);
  ADD ("cancelled", test_cancelled);

  return g_test_run ();
}
