/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-commands.h"

#include "sim/sim-euicc.h"
#include "sim/sim-ready.h"
#include "sim/sim-socket-link.h"
#include "sim/sim-vpcd-link.h"

#include <glib-unix.h>
#include <stdio.h>

#define EXAMPLES                                                                   \
  "Examples:\n"                                                                    \
  "  tern-sim card --pki /tmp/pki --socket /tmp/card --profiles 2\n"               \
  "  tern-sim card --pki /tmp/pki --state /tmp/card.json --vpcd localhost:35963\n" \
  "  tern-sim card --pki /tmp/pki --vpcd localhost --refresh --max-segment 120\n"  \
  "  tern-sim card --pki /tmp/pki --socket /tmp/card --drop-after result\n"

typedef struct
{
  char *pki;
  char *eid;
  char *state;
  char *vpcd;
  char *socket;
  SimQuirks quirks;
} Options;

typedef struct
{
  const Options *options;
  SimEuicc *euicc;
  SimSocketLink *link;
  GCancellable *cancellable;
  GMainLoop *loop;
  GError *error;
} Run;

static void
options_clear (Options *self)
{
  g_free (self->pki);
  g_free (self->eid);
  g_free (self->state);
  g_free (self->vpcd);
  g_free (self->socket);
  sim_quirks_clear (&self->quirks);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
check_options (const Options *options, int argc, GError **error)
{
  if (argc == 1 && options->pki != NULL && (options->vpcd == NULL) != (options->socket == NULL))
    return sim_quirks_check (&options->quirks, error);

  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       "--pki and one of --vpcd and --socket are needed, and nothing else");
  return FALSE;
}

static gboolean
parse_options (Options *options, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "pki", 0, 0, G_OPTION_ARG_FILENAME, &options->pki, "The folder of certificates and keys",
      "DIR" },
    { "eid", 0, 0, G_OPTION_ARG_STRING, &options->eid,
      "Another EID than the folder's; needs eum.key", "EID" },
    { "state", 0, 0, G_OPTION_ARG_FILENAME, &options->state,
      "Keep profiles and notifications in this file", "FILE" },
    { "vpcd", 0, 0, G_OPTION_ARG_STRING, &options->vpcd, "Sit in this virtual reader of pcscd",
      "HOST:PORT" },
    { "socket", 0, 0, G_OPTION_ARG_FILENAME, &options->socket,
      "Wait for a simulated reader at this Unix socket", "PATH" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (
      context, "A simulated eUICC card, with real cryptography. At a socket it prints one line\n"
               "of JSON as soon as a reader can connect. It ends when the card is pulled or with\n"
               "SIGTERM.");
  g_option_context_set_description (context, EXAMPLES);
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_group (context, sim_quirks_new_option_group (&options->quirks));

  return g_option_context_parse (context, &argc, &argv, error) &&
         check_options (options, argc, error);
}

static SimEuicc *
new_euicc (const Options *options, GError **error)
{
  g_autoptr (SimPki) pki = sim_pki_load_for (options->pki, options->eid, error);

  return pki == NULL ? NULL : sim_euicc_new (pki, &options->quirks, options->state, error);
}

static gpointer
run_link (gpointer data)
{
  Run *run = data;

  if (run->link != NULL)
    sim_socket_link_run (run->link, run->cancellable, &run->error);
  else
    sim_vpcd_link_run (run->options->vpcd, run->euicc, run->cancellable, &run->error);
  g_main_loop_quit (run->loop);

  return NULL;
}

static gboolean
on_signal (gpointer data)
{
  Run *run = data;

  g_cancellable_cancel (run->cancellable);
  return G_SOURCE_CONTINUE;
}

/* The link blocks in a thread of its own; here signals are waited for. */
static void
run_until_signal (Run *run)
{
  guint interrupt = g_unix_signal_add (SIGINT, on_signal, run);
  guint terminate = g_unix_signal_add (SIGTERM, on_signal, run);
  GThread *thread = g_thread_new ("card", run_link, run);

  g_main_loop_run (run->loop);
  g_thread_join (thread);
  g_source_remove (interrupt);
  g_source_remove (terminate);
}

static int
serve (const Options *options, SimEuicc *euicc, GError **error)
{
  g_autoptr (SimSocketLink) link = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Run run = { .options = options, .euicc = euicc, .cancellable = cancellable, .loop = loop };

  if (options->socket != NULL)
    {
      link = sim_socket_link_new (options->socket, euicc, error);
      if (link == NULL)
        return 1;
      run.link = link;
      sim_ready_print ("socket", options->socket);
    }

  run_until_signal (&run);
  if (run.error == NULL)
    return 0;

  g_propagate_error (error, run.error);
  return 1;
}

/**
 * sim_command_card:
 * @argc: number of arguments
 * @argv: the arguments, the first being "card"
 *
 * "tern-sim card": a simulated card, until it is pulled, or the program gets SIGINT or SIGTERM.
 *
 * Returns: the exit status: 0 taken out, 1 failed, 2 usage
 */
int
sim_command_card (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (SimEuicc) euicc = NULL;
  int status;

  sim_quirks_init (&options.quirks);
  if (!parse_options (&options, argc, argv, &error))
    {
      fprintf (stderr, "tern-sim card: %s\n", error->message);
      return 2;
    }

  euicc = new_euicc (&options, &error);
  status = euicc == NULL ? 1 : serve (&options, euicc, &error);
  if (status != 0)
    fprintf (stderr, "tern-sim card: %s\n", error->message);

  return status;
}
