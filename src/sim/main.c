/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-commands.h"

#include <locale.h>
#include <stdio.h>

typedef struct
{
  const char *name;
  int (*run) (int argc, char **argv);
  const char *summary;
} Command;

static const Command commands[] = {
  { "pki", sim_command_pki, "make a test issuer with all certificates and keys under it" },
  { "card", sim_command_card, "be a simulated eUICC card in a reader" },
  { "demo", sim_command_demo, "try an eSIM program with a card and a server in one" },
  { "orders", sim_command_orders, "write the orders of the demonstration" },
  { "modem", sim_command_modem, "be a simulated modem with an eUICC behind it" },
  { "smdp", sim_command_smdp, "be a server that profiles are downloaded from (SM-DP+, SM-DS)" },
};

static int
usage (gboolean asked_for)
{
  FILE *out = asked_for ? stdout : stderr;

  fputs ("Usage: tern-sim COMMAND [OPTION…]\n\nSimulated parts of an eSIM network, for tests, "
         "demonstrations and training.\n\n",
         out);
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    fprintf (out, "  %-6s  %s\n", commands[i].name, commands[i].summary);
  fputs ("\ntern-sim COMMAND --help tells more.\n", out);

  return asked_for ? 0 : 2;
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");

  for (gsize i = 0; argc > 1 && i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (argv[1], commands[i].name))
      {
        g_autofree char *name = g_strconcat ("tern-sim ", argv[1], NULL);

        g_set_prgname (name);
        return commands[i].run (argc - 1, argv + 1);
      }

  return usage (argc > 1 && (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h")));
}
