/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-ctl.h"
#include "ctl/tern-ctl-ledger.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "config.h"
#include "ctl/tern-await.h"
#include "ctl/tern-recovered.h"
#include "lpa/lpa-error.h"

/* A card may take its time; a reader that never answers must not keep a script for ever. */
#define SETTLE_SECONDS 60

/* Microseconds that telling other stations may take at the end. */
#define COPY_TIME (2 * G_USEC_PER_SEC)

static gboolean
settle_timed_out (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
forward_cancel (GCancellable *from, GCancellable *to)
{
  g_cancellable_cancel (to);
}

static gboolean
wait_until_settled (TernCtl *self, GError **error)
{
  g_autoptr (GCancellable) bounded = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) local_error = NULL;
  guint timeout = g_timeout_add_seconds (SETTLE_SECONDS, settle_timed_out, bounded);
  gulong forward =
      g_cancellable_connect (self->cancellable, G_CALLBACK (forward_cancel), bounded, NULL);
  gboolean settled;

  tern_reader_monitor_settle_async (self->monitor, bounded, tern_await_done, &result);
  tern_await (&result);
  settled = tern_reader_monitor_settle_finish (self->monitor, result, &local_error);
  g_cancellable_disconnect (self->cancellable, forward);

  if (settled || g_cancellable_is_cancelled (self->cancellable))
    g_source_remove (timeout);
  else if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_error (&local_error);
      lpa_error_set (&local_error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_TIMEOUT, NULL,
                     "The readers did not answer within %d seconds", SETTLE_SECONDS);
    }
  else
    g_source_remove (timeout);

  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return settled;
}

/**
 * tern_ctl_get_ledger:
 * @self: the command line
 * @error: return location for an error of %TERN_LEDGER_ERROR
 *
 * Opens the history when it is first needed.
 *
 * Returns: (transfer none) (nullable): it
 */
TernLedger *
tern_ctl_get_ledger (TernCtl *self, GError **error)
{
  if (self->ledger == NULL)
    self->ledger = tern_ctl_open_ledger (self, error);
  return self->ledger;
}

/* A modem that is named, or simulated readers, stand for all readers. */
static gboolean
start_monitor (TernCtl *self, GError **error)
{
  for (guint i = 0; self->simulated != NULL && self->simulated[i] != NULL; i++)
    tern_reader_monitor_add_simulated (self->monitor, self->simulated[i], self->trust);
  if (self->simulated != NULL)
    return TRUE;
  if (self->modem != NULL)
    return tern_reader_monitor_add_modem (self->monitor, self->modem, self->slot, self->way, error);

  tern_reader_monitor_start (self->monitor);
  return TRUE;
}

/**
 * tern_ctl_settle:
 * @self: the command line
 * @error: return location for an error of %TERN_LEDGER_ERROR, %LPA_CHANNEL_ERROR or
 * %G_IO_ERROR_CANCELLED
 *
 * Opens the history, finds the readers and waits until every card in them has said what it is.
 *
 * Returns: whether "monitor" can be used
 */
gboolean
tern_ctl_settle (TernCtl *self, GError **error)
{
  g_autoptr (TernCardSetup) setup = NULL;

  if (self->monitor != NULL)
    return TRUE;

  if (tern_ctl_get_ledger (self, error) == NULL)
    return FALSE;

  setup = tern_card_setup_new (self->trust, LPA_JOURNAL (self->ledger), self->trace, error);
  if (setup == NULL)
    return FALSE;

  self->monitor = tern_reader_monitor_new (setup);
  if (!start_monitor (self, error) || !wait_until_settled (self, error))
    return FALSE;

  tern_recovered_say (self->monitor, self->printer);
  return TRUE;
}

static gboolean
reader_matches (TernCtl *self, TernReader *reader)
{
  g_autofree char *name = NULL;
  g_autofree char *part = NULL;

  if (self->reader == NULL)
    return TRUE;

  name = g_utf8_casefold (tern_reader_get_name (reader), -1);
  part = g_utf8_casefold (self->reader, -1);
  return strstr (name, part) != NULL;
}

static gboolean
is_any (TernCtl *self, TernReaderState state)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->monitor)); i++)
    {
      g_autoptr (TernReader) reader = g_list_model_get_item (G_LIST_MODEL (self->monitor), i);

      if (reader_matches (self, reader) && tern_reader_get_state (reader) == state)
        return TRUE;
    }
  return FALSE;
}

/* Whoever names a slot that the modem does not use wants it looked at. Waits for that as long as
 * cancelling allows. */
static void
wake_named (TernCtl *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->monitor)); i++)
    {
      g_autoptr (TernReader) reader = g_list_model_get_item (G_LIST_MODEL (self->monitor), i);

      if (reader_matches (self, reader))
        tern_reader_wake (reader);
    }
  while (is_any (self, TERN_READER_STATE_READING) &&
         !g_cancellable_is_cancelled (self->cancellable))
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
euicc_matches (TernCtl *self, LpaEuicc *euicc)
{
  return self->eid == NULL || g_str_has_suffix (lpa_euicc_get_eid (euicc), self->eid);
}

/* Adds the eUICCs in @reader that are meant to @found, and keeps the first fault met on the way. */
static void
collect_euiccs (TernCtl *self,
                TernReader *reader,
                GPtrArray *found,
                gboolean *any_card,
                GError **fault)
{
  GListModel *euiccs = tern_reader_get_euiccs (reader);
  const GError *error = tern_reader_get_error (reader);

  if (error != NULL && *fault == NULL)
    *fault = g_error_copy (error);

  for (guint i = 0; i < g_list_model_get_n_items (euiccs); i++)
    {
      g_autoptr (LpaEuicc) euicc = g_list_model_get_item (euiccs, i);

      *any_card = TRUE;
      if (euicc_matches (self, euicc))
        g_ptr_array_add (found, g_steal_pointer (&euicc));
    }
}

static void
set_service_error (TernCtl *self, gboolean any_reader, GError **error)
{
  switch (tern_reader_monitor_get_service_state (self->monitor))
    {
    case TERN_SERVICE_STATE_ABSENT:
      lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NO_SERVICE, "8010001D",
                     "The smart-card service (pcscd) does not run");
      break;
    case TERN_SERVICE_STATE_NOT_PERMITTED:
      lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NOT_PERMITTED, "8010006A",
                     "The smart-card service (pcscd) refuses this session");
      break;
    case TERN_SERVICE_STATE_STARTING:
    case TERN_SERVICE_STATE_RUNNING:
      if (any_reader)
        lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NO_CARD, "8010000C",
                       "No card that fits is in a reader");
      else
        lpa_error_set (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NO_READER, "8010002E",
                       "No reader that fits is there");
      break;
    }
}

/* There are readers, or cards, but none of them is the one that is meant. */
static gboolean
set_no_match_error (TernCtl *self, gboolean any_reader, gboolean any_card, GError **error)
{
  if (!any_reader && g_list_model_get_n_items (G_LIST_MODEL (self->monitor)) > 0)
    g_set_error (error, TERN_CTL_ERROR, TERN_CTL_ERROR_NO_MATCH,
                 C_ ("ternctl", "No reader’s name contains “%s”. “ternctl readers” lists them."),
                 self->reader);
  else if (!any_card && is_any (self, TERN_READER_STATE_ASLEEP))
    g_set_error_literal (
        error, TERN_CTL_ERROR, TERN_CTL_ERROR_NO_MATCH,
        C_ ("ternctl", "The only card is in a slot that its modem does not use now. Name it with "
                       "--reader, as “ternctl readers” lists it: the modem changes over, and its "
                       "connection breaks off meanwhile."));
  else if (any_card)
    g_set_error (error, TERN_CTL_ERROR, TERN_CTL_ERROR_NO_MATCH,
                 C_ ("ternctl", "No card’s EID ends in “%s”. “ternctl readers” lists them."),
                 self->eid);
  else
    return FALSE;
  return TRUE;
}

static void
set_ambiguous_error (GPtrArray *found, GError **error)
{
  g_autoptr (GString) eids = g_string_new (NULL);

  for (guint i = 0; i < found->len; i++)
    g_string_append_printf (eids, "\n  --eid %s", lpa_euicc_get_eid (found->pdata[i]));
  g_set_error (error, TERN_CTL_ERROR, TERN_CTL_ERROR_AMBIGUOUS,
               C_ ("ternctl", "There are several cards. Say which one is meant:%s"), eids->str);
}

/**
 * tern_ctl_get_euicc:
 * @self: the command line
 * @error: return location for an error of %LPA_CHANNEL_ERROR, %LPA_CARD_ERROR or
 * %TERN_CTL_ERROR
 *
 * Finds the one eUICC that the command is about: the only one there, or the one that --reader and
 * --eid name.
 *
 * Returns: (transfer none) (nullable): it
 */
LpaEuicc *
tern_ctl_get_euicc (TernCtl *self, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) fault = NULL;
  gboolean any_reader = FALSE;
  gboolean any_card = FALSE;

  if (!tern_ctl_settle (self, error))
    return NULL;
  if (self->reader != NULL)
    wake_named (self);
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return NULL;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->monitor)); i++)
    {
      g_autoptr (TernReader) reader = g_list_model_get_item (G_LIST_MODEL (self->monitor), i);

      if (!reader_matches (self, reader))
        continue;
      any_reader = TRUE;
      collect_euiccs (self, reader, found, &any_card, &fault);
    }

  if (found->len == 1)
    return found->pdata[0]; /* the reader holds it */
  if (found->len > 1)
    set_ambiguous_error (found, error);
  else if (fault != NULL)
    g_propagate_error (error, g_steal_pointer (&fault));
  else if (!set_no_match_error (self, any_reader, any_card, error))
    set_service_error (self, any_reader, error);
  return NULL;
}

/**
 * tern_ctl_find_reader:
 * @self: the command line, settled
 * @euicc: a card
 *
 * Returns: (transfer none) (nullable): the reader that holds it
 */
TernReader *
tern_ctl_find_reader (TernCtl *self, LpaEuicc *euicc)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->monitor)); i++)
    {
      g_autoptr (TernReader) reader = g_list_model_get_item (G_LIST_MODEL (self->monitor), i);
      GListModel *euiccs = tern_reader_get_euiccs (reader);

      for (guint j = 0; j < g_list_model_get_n_items (euiccs); j++)
        {
          g_autoptr (LpaEuicc) other = g_list_model_get_item (euiccs, j);

          if (other == euicc)
            return reader; /* the monitor holds it */
        }
    }
  return NULL;
}

static gboolean
has_device (GPtrArray *modems, const TernModem *modem)
{
  for (guint i = 0; i < modems->len; i++)
    if (g_str_equal (((const TernModem *) modems->pdata[i])->device, modem->device))
      return TRUE;
  return FALSE;
}

/**
 * tern_ctl_find_modems:
 * @self: the command line, settled
 * @error: return location for %LPA_NETWORK_ERROR_NO_MODEM
 *
 * Returns: (transfer full) (nullable) (element-type TernModem): the modems that are meant, each
 * once, at least one
 */
GPtrArray *
tern_ctl_find_modems (TernCtl *self, GError **error)
{
  g_autoptr (GPtrArray) modems = g_ptr_array_new_with_free_func ((GDestroyNotify) tern_modem_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->monitor)); i++)
    {
      g_autoptr (TernReader) reader = g_list_model_get_item (G_LIST_MODEL (self->monitor), i);
      const TernModem *modem = tern_reader_get_modem (reader);

      if (modem != NULL && reader_matches (self, reader) && !has_device (modems, modem))
        g_ptr_array_add (modems, tern_modem_ref ((TernModem *) modem));
    }
  if (modems->len > 0)
    return g_steal_pointer (&modems);

  lpa_error_set (error, LPA_NETWORK_ERROR, LPA_NETWORK_ERROR_NO_MODEM, "no-modem/none",
                 "ModemManager knows of no modem that fits");
  return NULL;
}

/**
 * tern_ctl_is_interactive:
 * @self: the command line
 *
 * Returns: whether a person sits in front of it who can be asked
 */
gboolean
tern_ctl_is_interactive (TernCtl *self)
{
  return !tern_printer_is_json (self->printer) && isatty (STDIN_FILENO) && isatty (STDERR_FILENO);
}

static gboolean
on_input (int file, GIOCondition condition, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Waits for the person in the main loop, so that Ctrl-C is heard. */
static gboolean
await_input (TernCtl *self)
{
  gboolean ready = FALSE;
  guint source = g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, on_input, &ready);

  while (!ready && !g_cancellable_is_cancelled (self->cancellable))
    g_main_context_iteration (NULL, TRUE);
  if (!ready)
    g_source_remove (source);
  return ready;
}

/* Byte by byte, so that nothing of the next line is taken. What goes beyond @size is dropped. */
static gboolean
read_bytes (TernCtl *self, char *buffer, gsize size)
{
  gsize length = 0;
  char byte;

  for (;;)
    {
      if (!await_input (self))
        return FALSE;
      if (read (STDIN_FILENO, &byte, 1) != 1)
        return length > 0;
      if (byte == '\n')
        return TRUE;
      if (length + 1 < size)
        buffer[length++] = byte;
    }
}

/**
 * tern_ctl_read_line:
 * @self: the command line
 * @prompt: (nullable): what is asked
 * @secret: whether the answer must not show on the terminal
 *
 * Returns: (transfer full) (nullable): one line of standard input without its end; %NULL at its end
 * and when everything is cancelled
 */
char *
tern_ctl_read_line (TernCtl *self, const char *prompt, gboolean secret)
{
  struct termios before;
  gboolean hidden = secret && tcgetattr (STDIN_FILENO, &before) == 0;
  char buffer[1024] = "";
  char *line = NULL;

  if (hidden)
    {
      struct termios quiet = before;

      quiet.c_lflag &= ~(tcflag_t) ECHO;
      tcsetattr (STDIN_FILENO, TCSAFLUSH, &quiet);
    }
  if (prompt != NULL)
    tern_printer_prompt (self->printer, prompt);
  if (read_bytes (self, buffer, sizeof buffer))
    line = g_strchomp (g_strdup (buffer));

  if (hidden)
    {
      tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
      g_printerr ("\n");
    }
  OPENSSL_cleanse (buffer, sizeof buffer);
  return line;
}

/**
 * tern_ctl_confirm:
 * @self: the command line
 * @yes: whether the person has said so beforehand (--yes)
 * @question: what is about to happen, as a question
 * @error: return location for %G_IO_ERROR_CANCELLED or %TERN_CTL_ERROR_NEEDS_ANSWER
 *
 * Returns: whether to go on
 */
gboolean
tern_ctl_confirm (TernCtl *self, gboolean yes, const char *question, GError **error)
{
  g_autofree char *prompt = NULL;
  g_autofree char *answer = NULL;

  if (yes)
    return TRUE;
  if (!tern_ctl_is_interactive (self))
    {
      g_set_error (error, TERN_CTL_ERROR, TERN_CTL_ERROR_NEEDS_ANSWER,
                   C_ ("ternctl", "%s Nobody is there to answer: give --yes to agree."), question);
      return FALSE;
    }

  prompt = g_strdup_printf (C_ ("ternctl", "%s [y/N]"), question);
  answer = tern_ctl_read_line (self, prompt, FALSE);
  if (answer != NULL && g_ascii_tolower (answer[0]) == 'y')
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The person said no");
  return FALSE;
}

/**
 * tern_ctl_wipe_option:
 * @argc: number of words
 * @argv: the words of the command line
 * @option: a long option with dashes
 *
 * Overwrites what follows an option, so that it does not stay in the list of processes.
 */
void
tern_ctl_wipe_option (int argc, char **argv, const char *option)
{
  for (int i = 1; i < argc; i++)
    {
      char *value = NULL;

      if (g_str_equal (argv[i], option) && i + 1 < argc)
        value = argv[i + 1];
      else if (g_str_has_prefix (argv[i], option) && argv[i][strlen (option)] == '=')
        value = argv[i] + strlen (option) + 1;
      if (value != NULL)
        OPENSSL_cleanse (value, strlen (value));
    }
}

/**
 * tern_ctl_take_secret:
 * @self: the command line
 * @argument: a word of the command line, "-" for a line of standard input
 *
 * Takes a code off the command line and overwrites it there, so that it does not stay in the list
 * of processes.
 *
 * Returns: (transfer full): the code
 */
char *
tern_ctl_take_secret (TernCtl *self, char *argument)
{
  char *secret;

  if (g_str_equal (argument, "-"))
    {
      secret = tern_ctl_read_line (self, NULL, FALSE);
      return secret ? secret : g_strdup ("");
    }

  secret = g_strdup (argument);
  OPENSSL_cleanse (argument, strlen (argument));
  return secret;
}

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

typedef struct
{
  gboolean json;
  gboolean verbose;
  gboolean version;
  gboolean no_web;
  char *reader;
  char *eid;
  char *modem;
  GStrv simulated;
  int slot;
  gboolean proxy;
  gboolean helper;
  char *trust;
  char *trace;
  char *ledger;
  char *station;
} Options;

static void
options_clear (Options *self)
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
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

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

/* Takes the options that every command has out of the words, wherever they stand. */
static gboolean
parse_options (Options *options, int *argc, char ***argv, char **help, GError **error)
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

static gboolean
add_trust (TernCtl *self, const Options *options, GError **error)
{
  const char *path = options->trust ? options->trust : g_getenv ("TERN_TRUST");
  g_autofree char *sentence = NULL;

  self->trust = lpa_trust_new ();
  lpa_trust_set_web_allowed (self->trust, !options->no_web);
  if (path == NULL || *path == '\0')
    return TRUE;
  if (!lpa_trust_add_issuers (self->trust, path, error))
    return FALSE;

  sentence = g_strdup_printf (
      C_ ("ternctl", "Servers of the test issuers in “%s” are trusted for this command."), path);
  tern_printer_note (self->printer, "trust", sentence);
  return TRUE;
}

static gboolean
check_modem (const Options *options, GError **error)
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

static TernModemWay
get_way (const Options *options)
{
  if (options->helper)
    return TERN_MODEM_WAY_HELPER;
  return options->proxy ? TERN_MODEM_WAY_PROXY : TERN_MODEM_WAY_ANY;
}

static gboolean
prepare (TernCtl *self, Options *options, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (!check_modem (options, error))
    return FALSE;

  self->reader = g_steal_pointer (&options->reader);
  self->eid = g_steal_pointer (&options->eid);
  self->ledger_address = g_steal_pointer (&options->ledger);
  self->station = g_steal_pointer (&options->station);
  self->modem = g_steal_pointer (&options->modem);
  self->simulated = g_steal_pointer (&options->simulated);
  self->slot = (guint) options->slot;
  self->way = get_way (options);
  if (options->trace != NULL)
    {
      self->trace = lpa_trace_new (options->trace, &local_error);
      if (self->trace == NULL)
        {
          g_set_error (error, TERN_CTL_ERROR, TERN_CTL_ERROR_USAGE,
                       C_ ("ternctl", "The record cannot be written: %s."), local_error->message);
          return FALSE;
        }
    }
  return add_trust (self, options, error);
}

static void
set_no_command_error (const char *word, GError **error)
{
  if (word == NULL)
    g_set_error_literal (error, TERN_CTL_ERROR, TERN_CTL_ERROR_USAGE,
                         C_ ("ternctl", "Say what is to be done."));
  else if (*word == '-')
    g_set_error (error, TERN_CTL_ERROR, TERN_CTL_ERROR_USAGE,
                 C_ ("ternctl", "There is no option “%s”."), word);
  else
    g_set_error (error, TERN_CTL_ERROR, TERN_CTL_ERROR_USAGE, C_ ("ternctl", "No command “%s”."),
                 word);
}

static gboolean
run_command (TernCtl *self, Options *options, int argc, char **argv, GError **error)
{
  const TernCommand *command;

  if (argc < 2 || (command = tern_commands_find (argv[1])) == NULL)
    {
      set_no_command_error (argc < 2 ? NULL : argv[1], error);
      return FALSE;
    }
  return prepare (self, options, error) && command->run (self, argc - 1, argv + 1, error);
}

static gboolean
wants_help (int argc, char **argv)
{
  static const char *const words[] = { "--help", "-h", "help", NULL };

  return argc > 1 && g_strv_contains (words, argv[1]);
}

static gboolean
interrupted (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_CONTINUE;
}

/* What other stations are to know is told before the program ends, if that is possible. */
static void
tern_ctl_clear (TernCtl *self)
{
  if (self->ledger != NULL)
    tern_ledger_await_copied (self->ledger, COPY_TIME);
  g_clear_object (&self->monitor);
  g_clear_object (&self->ledger);
  g_clear_object (&self->trace);
  g_clear_object (&self->trust);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->printer);
  g_clear_pointer (&self->reader, g_free);
  g_clear_pointer (&self->ledger_address, g_free);
  g_clear_pointer (&self->station, g_free);
  g_clear_pointer (&self->eid, g_free);
  g_clear_pointer (&self->modem, g_free);
  g_clear_pointer (&self->simulated, g_strfreev);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TernCtl, tern_ctl_clear)

static void
start_up (void)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, TERN_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  g_set_prgname ("ternctl");
}

/**
 * tern_ctl_main:
 * @argc: number of words
 * @argv: the words
 *
 * Returns: the exit status, a #TernExit
 */
int
tern_ctl_main (int argc, char **argv)
{
  g_auto (TernCtl) ctl = { .step = LPA_STEP_NONE };
  g_auto (Options) options = { 0 };
  g_autofree char *help = NULL;
  g_autoptr (GError) error = NULL;
  gboolean parsed;

  start_up ();
  parsed = parse_options (&options, &argc, &argv, &help, &error);
  ctl.printer = tern_printer_new (options.json, options.verbose);
  ctl.cancellable = g_cancellable_new ();
  g_unix_signal_add (SIGINT, interrupted, ctl.cancellable);
  g_unix_signal_add (SIGTERM, interrupted, ctl.cancellable);

  if (parsed && (options.version || wants_help (argc, argv)))
    {
      g_print ("%s", options.version ? "Tern " TERN_VERSION "\n" : help);
      return TERN_EXIT_DONE;
    }
  if (parsed && run_command (&ctl, &options, argc, argv, &error))
    return ctl.exit;

  tern_printer_error (ctl.printer, error, ctl.step, ctl.usable);
  return tern_exit_for_error (error);
}
