/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-options.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "config.h"
#include "ctl/tern-ctl.h"

static const char *
translate (const char *text, gpointer user_data)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "ternctl", text);
}

/* GOption looks words up without their context unless told how. */
static void
add_entries (GOptionContext *context, const GOptionEntry *entries)
{
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_group_set_translate_func (g_option_context_get_main_group (context), translate, NULL,
                                     NULL);
}

/**
 * tern_options_clear:
 * @self: options
 */
void
tern_options_clear (TernOptions *self)
{
  g_clear_pointer (&self->reader, g_free);
  g_clear_pointer (&self->eid, g_free);
  g_clear_pointer (&self->modem, g_free);
  g_clear_pointer (&self->simulated, g_strfreev);
  g_clear_pointer (&self->trust, g_free);
  g_clear_pointer (&self->trace, g_free);
  g_clear_pointer (&self->ledger, g_free);
  g_clear_pointer (&self->station, g_free);
}

static char *
describe_commands (void)
{
  g_autoptr (GString) text = g_string_new (C_ ("ternctl", "Commands:"));
  gsize count;
  const TernCommand *commands = tern_commands_get (&count);

  for (gsize i = 0; i < count; i++)
    g_string_append_printf (text, "\n  %s%s%s\n      %s", commands[i].name,
                            commands[i].arguments ? " " : "",
                            commands[i].arguments ? commands[i].arguments : "",
                            g_dpgettext2 (GETTEXT_PACKAGE, "ternctl", commands[i].summary));
  g_string_append (text, "\n\n");
  g_string_append (text,
                   C_ ("ternctl", "Exit status: 0 done, 1 failed, 2 usage, 3 no reader or card, "
                                  "4 refused by the server, 5 refused by the card, "
                                  "6 network or trust, 7 cancelled."));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * tern_options_parse:
 * @options: (out caller-allocates): what was said; all of it unset before
 * @argc: (inout): number of words
 * @argv: (inout): the words
 * @help: (out): the help text, whether the words make sense or not
 * @error: return location for an error of %G_OPTION_ERROR
 *
 * Takes the options that every command has out of the words, wherever they stand.
 *
 * Returns: whether they make sense
 */
gboolean
tern_options_parse (TernOptions *options, int *argc, char ***argv, char **help, GError **error)
{
  const GOptionEntry entries[] = {
    { "reader", 'r', 0, G_OPTION_ARG_STRING, &options->reader,
      NC_ ("ternctl", "Use the reader whose name contains NAME"), "NAME" },
    { "eid", 0, 0, G_OPTION_ARG_STRING, &options->eid,
      NC_ ("ternctl", "Use the card whose EID ends in EID"), "EID" },
    { "simulated", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->simulated,
      NC_ ("ternctl", "Use the simulated card that waits at SOCKET; may be given several times"),
      "SOCKET" },
    { "modem", 'm', 0, G_OPTION_ARG_FILENAME, &options->modem,
      NC_ ("ternctl", "Use the card behind the modem at DEVICE, such as /dev/cdc-wdm0"), "DEVICE" },
    { "slot", 0, 0, G_OPTION_ARG_INT, &options->slot,
      NC_ ("ternctl", "Use the card in this slot of the modem, the first being 1"), "N" },
    { "mbim-proxy", 0, 0, G_OPTION_ARG_NONE, &options->proxy,
      NC_ ("ternctl", "Share the modem with other programs, such as ModemManager, as root"), NULL },
    { "modem-helper", 0, 0, G_OPTION_ARG_NONE, &options->helper,
      NC_ ("ternctl",
           "The same through Tern’s system service, even where the device may be opened"),
      NULL },
    { "trust", 0, 0, G_OPTION_ARG_FILENAME, &options->trust,
      NC_ ("ternctl", "Also trust the issuers in FILE, in PEM form, for test networks"), "FILE" },
    { "no-web-issuers", 0, 0, G_OPTION_ARG_NONE, &options->no_web,
      NC_ ("ternctl", "Do not trust the issuers of the web"), NULL },
    { "ledger", 0, 0, G_OPTION_ARG_STRING, &options->ledger,
      NC_ ("ternctl", "Share the history at ADDRESS, such as postgresql://user@host/database; an "
                      "empty one shares nothing"),
      "ADDRESS" },
    { "station", 0, 0, G_OPTION_ARG_STRING, &options->station,
      NC_ ("ternctl", "Call this station NAME in the history that is shared"), "NAME" },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &options->json,
      NC_ ("ternctl", "Print one JSON object a line"), NULL },
    { "trace", 0, 0, G_OPTION_ARG_FILENAME, &options->trace,
      NC_ ("ternctl", "Record what is said to card and server, redacted"), "FILE" },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &options->verbose,
      NC_ ("ternctl", "Say more, raw figures included"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &options->version, NC_ ("ternctl", "Print the version"),
      NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (C_ ("ternctl", "COMMAND …"));
  g_autofree char *commands = describe_commands ();

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_ignore_unknown_options (context, TRUE);
  g_option_context_set_description (context, commands);
  add_entries (context, entries);
  *help = g_option_context_get_help (context, TRUE, NULL);
  return g_option_context_parse (context, argc, argv, error);
}

/**
 * tern_options_check:
 * @options: what was said
 * @error: return location for %TERN_CTL_ERROR_USAGE
 *
 * Returns: whether the options go together
 */
gboolean
tern_options_check (const TernOptions *options, GError **error)
{
  gboolean wants_modem = options->slot != 0 || options->proxy || options->helper;

  if (options->slot < 0 || (options->modem == NULL && wants_modem) ||
      (options->proxy && options->helper))
    {
      g_set_error_literal (error, TERN_CTL_ERROR, TERN_CTL_ERROR_USAGE,
                           C_ ("ternctl", "--slot N and one of --mbim-proxy and --modem-helper go "
                                          "with --modem DEVICE, and slots are counted from 1."));
      return FALSE;
    }
  return TRUE;
}

/**
 * tern_options_get_way:
 * @options: what was said
 *
 * Returns: how the modem is to be reached
 */
TernModemWay
tern_options_get_way (const TernOptions *options)
{
  if (options->helper)
    return TERN_MODEM_WAY_HELPER;
  return options->proxy ? TERN_MODEM_WAY_PROXY : TERN_MODEM_WAY_ANY;
}

/**
 * tern_command_parse:
 * @name: the command
 * @entries: (nullable): its options
 * @min_arguments: how many words it needs
 * @max_arguments: how many it takes
 * @argc: (inout): number of words, the command's name included
 * @argv: (inout): the words; options are taken out
 * @error: return location for an error of %G_OPTION_ERROR or %TERN_CTL_ERROR_USAGE
 *
 * Returns: whether the words make sense
 */
gboolean
tern_command_parse (const char *name,
                    const GOptionEntry *entries,
                    int min_arguments,
                    int max_arguments,
                    int *argc,
                    char ***argv,
                    GError **error)
{
  const TernCommand *command = tern_commands_find (name);
  g_autofree char *parameters = g_strjoin (" ", name, command->arguments, NULL);
  g_autoptr (GOptionContext) context = g_option_context_new (parameters);

  g_option_context_set_summary (context,
                                g_dpgettext2 (GETTEXT_PACKAGE, "ternctl", command->summary));
  if (entries != NULL)
    add_entries (context, entries);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc > 1 && g_str_equal ((*argv)[1], "--"))
    {
      memmove (*argv + 1, *argv + 2, sizeof (char *) * (gsize) (*argc - 1));
      *argc -= 1;
    }

  if (*argc - 1 >= min_arguments && *argc - 1 <= max_arguments)
    return TRUE;

  g_set_error (error, TERN_CTL_ERROR, TERN_CTL_ERROR_USAGE,
               C_ ("ternctl", "The command is written: ternctl %s"), parameters);
  return FALSE;
}
