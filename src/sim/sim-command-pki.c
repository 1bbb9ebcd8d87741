/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-commands.h"

#include "sim/sim-pki.h"

#include <stdio.h>

/**
 * sim_command_pki:
 * @argc: number of arguments
 * @argv: the arguments, the first being "pki"
 *
 * "tern-sim pki DIR": makes a test issuer and everything under it.
 *
 * Returns: the exit status: 0 done, 1 failed, 2 usage
 */
int
sim_command_pki (int argc, char **argv)
{
  g_autofree char *eid = NULL;
  const GOptionEntry entries[] = {
    { "eid", 0, 0, G_OPTION_ARG_STRING, &eid, "The EID of the card (32 digits)", "EID" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("DIR");
  g_autoptr (GError) error = NULL;

  g_option_context_set_summary (
      context, "Writes ci, eum, euicc, dpauth, dppb and dptls, each as NAME.pem and "
               "NAME.key, into the folder DIR.");
  g_option_context_set_description (context,
                                    "Example:\n  tern-sim pki /tmp/pki\n"
                                    "  tern-sim pki /tmp/pki --eid " SIM_PKI_DEFAULT_EID "\n");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2)
    {
      fprintf (stderr, "tern-sim pki: %s\n", error ? error->message : "one folder is needed");
      return 2;
    }

  if (!sim_pki_generate (argv[1], eid, &error))
    {
      fprintf (stderr, "tern-sim pki: %s\n", error->message);
      return 1;
    }

  return 0;
}
