/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-commands.h"

#include "sim/sim-demo-orders.h"
#include "sim/sim-smdp.h"
#include "sim/sim-socket-link.h"

#include <glib-unix.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <unistd.h>

#define SUMMARY                                                                                   \
  "A simulated card and server to try an eSIM program with, in one process. Prints one line of\n" \
  "JSON when both are ready and runs until its standard input ends or it gets SIGTERM."

/* What the demonstration consists of, in the order in which it comes about. */
typedef struct
{
  char *folder;
  gboolean temporary;
  SimQuirks quirks;
  SimPki *pki;
  SimOrders *orders;
  SimSmdp *smdp;
  SimEuicc *euicc;
  SimSocketLink *link;
  GCancellable *cancellable;
  GMainLoop *loop;
} Demo;

static char *
in_folder (Demo *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

static void
demo_clear (Demo *self)
{
  g_clear_pointer (&self->link, sim_socket_link_free);
  g_clear_object (&self->euicc);
  g_clear_object (&self->smdp);
  g_clear_pointer (&self->orders, sim_orders_unref);
  g_clear_object (&self->pki);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  sim_quirks_clear (&self->quirks);
  if (self->temporary)
    remove_folder (self->folder);
  g_clear_pointer (&self->folder, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Demo, demo_clear)

static gboolean
make_folder (Demo *self, GError **error)
{
  if (self->folder == NULL)
    {
      self->folder = g_dir_make_tmp ("tern-demo-XXXXXX", error);
      self->temporary = self->folder != NULL;
      return self->temporary;
    }
  if (g_mkdir_with_parents (self->folder, 0700) == 0)
    return TRUE;

  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "The folder %s cannot be made",
               self->folder);
  return FALSE;
}

/* A folder that was given keeps issuer, orders and card from one run to the next. */
static gboolean
make_network (Demo *self, GError **error)
{
  g_autofree char *issuer = in_folder (self, "ci.pem");
  g_autofree char *books = in_folder (self, "orders.json");

  if (!g_file_test (issuer, G_FILE_TEST_EXISTS) &&
      !sim_pki_generate (self->folder, SIM_PKI_DEFAULT_EID, error))
    return FALSE;
  self->pki = sim_pki_load (self->folder, error);
  if (self->pki == NULL)
    return FALSE;
  if (!g_file_test (books, G_FILE_TEST_EXISTS) &&
      !sim_demo_orders_write (books, sim_pki_get_eid (self->pki), error))
    return FALSE;
  self->orders = sim_orders_new_from_file (books, error);
  return self->orders != NULL;
}

static gboolean
start_server (Demo *self, GError **error)
{
  const SimSmdpOptions options = { 0 };

  self->smdp = sim_smdp_new (self->pki, self->orders, &options);
  return sim_smdp_start (self->smdp, error);
}

static gboolean
insert_card (Demo *self, GError **error)
{
  g_autofree char *state = in_folder (self, "card.json");
  g_autofree char *path = in_folder (self, "card");

  if (self->quirks.default_smdp == NULL)
    self->quirks.default_smdp = g_strdup (sim_smdp_get_address (self->smdp));
  self->euicc = sim_euicc_new (self->pki, &self->quirks, state, error);
  if (self->euicc == NULL)
    return FALSE;
  self->link = sim_socket_link_new (path, self->euicc, error);
  return self->link != NULL;
}

static void
add_path (JsonBuilder *builder, Demo *self, const char *member, const char *name)
{
  g_autofree char *path = in_folder (self, name);

  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, path);
}

static void
print_ready (Demo *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "event");
  json_builder_add_string_value (builder, "ready");
  add_path (builder, self, "socket", "card");
  add_path (builder, self, "issuer", "ci.pem");
  add_path (builder, self, "orders", "orders.json");
  json_builder_set_member_name (builder, "codes");
  sim_demo_orders_add_codes (builder, sim_smdp_get_address (self->smdp));
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  printf ("%s\n", text);
  fflush (stdout);
}

static gboolean
stop (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

/* What is written to us is nobody's business; that there will be no more is. */
static gboolean
stop_at_end (int descriptor, GIOCondition condition, gpointer user_data)
{
  char ignored[64];

  if (read (descriptor, ignored, sizeof ignored) > 0)
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

static gpointer
run_card (gpointer user_data)
{
  Demo *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!sim_socket_link_run (self->link, self->cancellable, &error))
    g_warning ("The card was lost: %s", error->message);
  return NULL;
}

static void
run_until_end (Demo *self)
{
  g_autoptr (GThread) card = g_thread_new ("card", run_card, self);

  g_unix_signal_add (SIGTERM, stop, self->loop);
  g_unix_signal_add (SIGINT, stop, self->loop);
  g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, stop_at_end, self->loop);
  print_ready (self);
  g_main_loop_run (self->loop);

  g_cancellable_cancel (self->cancellable);
  g_thread_join (g_steal_pointer (&card));
  sim_smdp_stop (self->smdp);
}

static gboolean
parse_options (Demo *self, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "dir", 0, 0, G_OPTION_ARG_FILENAME, &self->folder,
      "Keep card, issuer and orders in this folder (default: one that is removed at the end)",
      "DIR" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, SUMMARY);
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_group (context, sim_quirks_new_option_group (&self->quirks));
  if (!g_option_context_parse (context, &argc, &argv, error) ||
      !sim_quirks_check (&self->quirks, error))
    return FALSE;
  if (argc == 1)
    return TRUE;

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "“%s” is not understood", argv[1]);
  return FALSE;
}

/**
 * sim_command_demo:
 * @argc: number of arguments
 * @argv: the arguments, the first being "demo"
 *
 * "tern-sim demo": a card on a Unix socket and a server on the loopback interface.
 *
 * Returns: the exit status: 0 ended as asked, 1 failed, 2 usage
 */
int
sim_command_demo (int argc, char **argv)
{
  g_auto (Demo) self = { 0 };
  g_autoptr (GError) error = NULL;

  sim_quirks_init (&self.quirks);
  if (!parse_options (&self, argc, argv, &error))
    {
      fprintf (stderr, "tern-sim demo: %s\n", error->message);
      return 2;
    }

  self.cancellable = g_cancellable_new ();
  self.loop = g_main_loop_new (NULL, FALSE);
  if (!make_folder (&self, &error) || !make_network (&self, &error) ||
      !start_server (&self, &error) || !insert_card (&self, &error))
    {
      fprintf (stderr, "tern-sim demo: %s\n", error->message);
      return 1;
    }
  run_until_end (&self);
  return 0;
}
