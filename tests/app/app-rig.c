/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-rig.h"

#include <json-glib/json-glib.h>
#include <signal.h>
#include <sys/prctl.h>

#include "test-kit.h"

#define EID "89044045930000000000001234567853"

/* What the simulators are told, as g_subprocess_newv() wants it. */
static void
add (GPtrArray *arguments, const char *argument)
{
  g_ptr_array_add (arguments, g_strdup (argument));
}

static const char *
get_sim (void)
{
  const char *sim = g_getenv ("TERN_SIM");

  g_assert_nonnull (sim);
  return sim;
}

/* Runs a part to its end. */
static void
run (const char *const *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
      g_subprocess_newv (arguments, G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error);

  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

/* In the child: it goes when the test goes, however that ends. */
static void
end_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

/* Starts a part that stays. */
static GSubprocess *
start (GPtrArray *arguments, const char *flags, GSubprocessFlags how)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (how);
  g_auto (GStrv) more = g_strsplit (flags, " ", -1);
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  for (guint i = 0; more[i]; i++)
    if (*more[i])
      add (arguments, more[i]);
  g_ptr_array_add (arguments, NULL);
  g_subprocess_launcher_set_child_setup (launcher, end_with_parent, NULL, NULL);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) arguments->pdata, &error);
  g_assert_no_error (error);
  return process;
}

/* The line in which a part says that it is ready; one that has ended says nothing. */
static char *
read_line (GSubprocess *process)
{
  g_autoptr (GDataInputStream) output =
      g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autoptr (GError) error = NULL;
  char *line;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (output), FALSE);
  line = g_data_input_stream_read_line_utf8 (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  return line;
}

static GPtrArray *
arguments_new (const char *command, const char *pki)
{
  GPtrArray *arguments = g_ptr_array_new_with_free_func (g_free);

  add (arguments, get_sim ());
  add (arguments, command);
  add (arguments, "--pki");
  add (arguments, pki);
  return arguments;
}

static void
start_card (AppRig *self, const char *flags)
{
  g_autoptr (GPtrArray) arguments = arguments_new ("card", self->pki);
  g_autofree char *line = NULL;

  add (arguments, "--socket");
  add (arguments, self->socket);
  self->card = start (arguments, flags, G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  line = read_line (self->card);
}

static void
start_server (AppRig *self, const char *flags)
{
  g_autoptr (GPtrArray) arguments = arguments_new ("smdp", self->pki);
  g_autofree char *line = NULL;
  g_autoptr (JsonNode) ready = NULL;

  add (arguments, "--listen");
  add (arguments, "127.0.0.1:0");
  add (arguments, "--orders");
  add (arguments, self->orders);
  self->server = start (arguments, flags, G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  line = read_line (self->server);
  ready = json_from_string (line, NULL);
  self->address =
      g_strdup (json_object_get_string_member (json_node_get_object (ready), "address"));
}

/**
 * app_rig_new:
 * @card_flags: flags of the simulated card
 * @server_flags: flags of the simulated server
 *
 * Returns: (transfer full): a card and a server that are up
 */
AppRig *
app_rig_new (const char *card_flags, const char *server_flags)
{
  AppRig *self = g_new0 (AppRig, 1);

  self->folder = g_dir_make_tmp ("tern-app-XXXXXX", NULL);
  self->pki = g_build_filename (self->folder, "pki", NULL);
  self->issuer = g_build_filename (self->pki, "ci.pem", NULL);
  self->socket = g_build_filename (self->folder, "card", NULL);
  self->orders = g_build_filename (self->folder, "orders.json", NULL);
  run ((const char *[]){ get_sim (), "pki", self->pki, "--eid", EID, NULL });
  run ((const char *[]){ get_sim (), "orders", self->orders, "--eid", EID, NULL });
  start_server (self, server_flags);
  start_card (self, card_flags);
  return self;
}

static void
end (GSubprocess **process)
{
  if (*process)
    {
      g_subprocess_force_exit (*process);
      g_subprocess_wait (*process, NULL, NULL);
    }
  g_clear_object (process);
}

/**
 * app_rig_free:
 * @self: (transfer full): a rig
 */
void
app_rig_free (AppRig *self)
{
  end (&self->card);
  end (&self->server);
  test_remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->pki);
  g_free (self->issuer);
  g_free (self->socket);
  g_free (self->orders);
  g_free (self->address);
  g_free (self);
}

/**
 * app_rig_dup_code:
 * @matching_id: of one of the demonstration's orders
 * @asks_confirmation_code: whether the code announces a confirmation code
 *
 * Returns: (transfer full): an activation code
 */
char *
app_rig_dup_code (AppRig *self, const char *matching_id, gboolean asks_confirmation_code)
{
  return g_strdup_printf ("LPA:1$%s$%s%s", self->address, matching_id,
                          asks_confirmation_code ? "$$1" : "");
}

/**
 * app_rig_dup_books:
 *
 * Returns: (transfer full): what the server has written into its books
 */
char *
app_rig_dup_books (AppRig *self)
{
  char *text = NULL;

  g_file_get_contents (self->orders, &text, NULL, NULL);
  return text;
}

/**
 * app_rig_pull_card:
 *
 * Takes the card out of its reader.
 */
void
app_rig_pull_card (AppRig *self)
{
  end (&self->card);
}
