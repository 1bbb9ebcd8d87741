/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-commands.h"

#include "sim/sim-euicc.h"
#include "sim/sim-pty-link.h"
#include "sim/sim-ready.h"

#include <glib-unix.h>
#include <stdio.h>

#define EXAMPLES                                                                     \
  "Examples:\n"                                                                      \
  "  tern-sim modem --pki /tmp/pki --pty /tmp/cdc-wdm0 --profiles 2\n"               \
  "  tern-sim modem --pki /tmp/pki --card /tmp/card.json --pty /tmp/wdm --slots 2\n" \
  "  tern-sim modem --pki /tmp/pki --pty /tmp/wdm --needs-p2-0c --needs-le\n"        \
  "  tern-sim modem --pki /tmp/pki --pty /tmp/wdm --unplug-at apdu:12 --log /tmp/log\n"

typedef struct
{
  char *pki;
  char *eid;
  char *card;
  char *pty;
  char *log;
  SimQuirks quirks;
  SimModemQuirks modem;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->pki);
  g_free (self->eid);
  g_free (self->card);
  g_free (self->pty);
  g_free (self->log);
  sim_quirks_clear (&self->quirks);
  sim_modem_quirks_clear (&self->modem);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
check_options (Options *options, int argc, GError **error)
{
  if (argc == 1 && options->pki != NULL && options->pty != NULL)
    return sim_quirks_check (&options->quirks, error) &&
           sim_modem_quirks_check (&options->modem, error);

  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       "--pki and --pty are needed, and nothing else");
  return FALSE;
}

static gboolean
parse_options (Options *options, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "pki", 0, 0, G_OPTION_ARG_FILENAME, &options->pki, "The folder of certificates and keys",
      "DIR" },
    { "pty", 0, 0, G_OPTION_ARG_FILENAME, &options->pty, "Where the device node is to be", "LINK" },
    { "eid", 0, 0, G_OPTION_ARG_STRING, &options->eid,
      "Another EID than the folder's; needs eum.key", "EID" },
    { "card", 0, 0, G_OPTION_ARG_FILENAME, &options->card,
      "Keep the card's profiles and notifications in this file", "FILE" },
    { "log", 0, 0, G_OPTION_ARG_FILENAME, &options->log,
      "Add a line of JSON to this file for each command", "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (
      context, "A simulated MBIM modem with an eUICC behind it, on a pseudo-terminal that libmbim\n"
               "and mbim-proxy take for a device node. It prints one line of JSON as soon as it\n"
               "can be opened, and ends when it is unplugged or with SIGTERM.");
  g_option_context_set_description (context, EXAMPLES);
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_group (context, sim_modem_quirks_new_option_group (&options->modem));
  g_option_context_add_group (context, sim_quirks_new_option_group (&options->quirks));

  return g_option_context_parse (context, &argc, &argv, error) &&
         check_options (options, argc, error);
}

/* A modem that does not tell the card what it is hides what such a card hides. */
static SimEuicc *
new_euicc (Options *options, GError **error)
{
  g_autoptr (SimPki) pki = sim_pki_load_for (options->pki, options->eid, error);

  options->quirks.needs_terminal_capability |= options->modem.needs_capability;
  return pki == NULL ? NULL : sim_euicc_new (pki, &options->quirks, options->card, error);
}

static gboolean
on_signal (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_CONTINUE;
}

static void
on_unplugged (gpointer data)
{
  g_main_loop_quit (data);
}

static int
serve (Options *options, GError **error)
{
  g_autoptr (SimEuicc) euicc = new_euicc (options, error);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (SimPtyLink) link = NULL;

  if (euicc == NULL)
    return 1;
  link = sim_pty_link_new (options->pty, euicc, &options->modem, options->log, error);
  if (link == NULL)
    return 1;

  g_unix_signal_add (SIGINT, on_signal, loop);
  g_unix_signal_add (SIGTERM, on_signal, loop);
  sim_pty_link_set_unplugged_func (link, on_unplugged, loop);
  sim_ready_print ("pty", options->pty);
  g_main_loop_run (loop);
  return 0;
}

/**
 * sim_command_modem:
 * @argc: number of arguments
 * @argv: the arguments, the first being "modem"
 *
 * "tern-sim modem": a simulated modem, until it is unplugged, or the program gets SIGINT or
 * SIGTERM.
 *
 * Returns: the exit status: 0 unplugged, 1 failed, 2 usage
 */
int
sim_command_modem (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;
  int status;

  sim_quirks_init (&options.quirks);
  sim_modem_quirks_init (&options.modem);
  status = parse_options (&options, argc, argv, &error) ? serve (&options, &error) : 2;
  if (status != 0)
    fprintf (stderr, "tern-sim modem: %s\n", error->message);

  return status;
}
