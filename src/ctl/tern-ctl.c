/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-ctl.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <openssl/crypto.h>
#include <string.h>

#include "config.h"
#include "ctl/tern-ctl-ledger.h"
#include "ctl/tern-options.h"

/* Microseconds that telling other stations may take at the end. */
#define COPY_TIME (2 * G_USEC_PER_SEC)

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

static gboolean
add_trust (TernCtl *self, const TernOptions *options, GError **error)
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
prepare (TernCtl *self, TernOptions *options, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (!tern_options_check (options, error))
    return FALSE;

  self->reader = g_steal_pointer (&options->reader);
  self->eid = g_steal_pointer (&options->eid);
  self->ledger_address = g_steal_pointer (&options->ledger);
  self->station = g_steal_pointer (&options->station);
  self->modem = g_steal_pointer (&options->modem);
  self->simulated = g_steal_pointer (&options->simulated);
  self->slot = (guint) options->slot;
  self->way = tern_options_get_way (options);
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
run_command (TernCtl *self, TernOptions *options, int argc, char **argv, GError **error)
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

static void
on_given_back (GObject *source, GAsyncResult *result, gpointer user_data)
{
  tern_reader_monitor_give_back_finish (result);
  *(gboolean *) user_data = TRUE;
}

/* Who calls ternctl may look at the modem next. */
static void
give_back (TernReaderMonitor *monitor)
{
  gboolean done = FALSE;

  tern_reader_monitor_give_back_async (monitor, on_given_back, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

/* What other stations are to know is told before the program ends, if that is possible. */
static void
tern_ctl_clear (TernCtl *self)
{
  if (self->ledger != NULL)
    tern_ledger_await_copied (self->ledger, COPY_TIME);
  if (self->monitor != NULL)
    give_back (self->monitor);
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
  /* What is printed for people and programs stays apart from what G_MESSAGES_DEBUG asks for. */
  g_log_writer_default_set_use_stderr (TRUE);
}

/* What stands behind the command may be a code, and the list of processes shows it to everybody: it
 * is taken off it before anything is done. */
static GStrv
take_words (int argc, char **argv)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  for (int i = 0; i < argc; i++)
    {
      g_strv_builder_add (words, argv[i]);
      if (i > 1)
        OPENSSL_cleanse (argv[i], strlen (argv[i]));
    }
  return g_strv_builder_end (words);
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
  g_auto (TernOptions) options = { 0 };
  g_autofree char *help = NULL;
  g_auto (GStrv) own = NULL; /* a command moves what it points to */
  g_autofree char **words = NULL;
  g_autoptr (GError) error = NULL;
  gboolean parsed;

  start_up ();
  parsed = tern_options_parse (&options, &argc, &argv, &help, &error);
  own = take_words (argc, argv);
  words = g_memdup2 (own, sizeof (char *) * ((gsize) argc + 1));
  ctl.printer = tern_printer_new (options.json, options.verbose);
  ctl.cancellable = g_cancellable_new ();
  g_unix_signal_add (SIGINT, interrupted, ctl.cancellable);
  g_unix_signal_add (SIGTERM, interrupted, ctl.cancellable);

  if (parsed && (options.version || wants_help (argc, words)))
    {
      g_print ("%s", options.version ? "Tern " TERN_VERSION "\n" : help);
      return TERN_EXIT_DONE;
    }
  if (parsed && run_command (&ctl, &options, argc, words, &error))
    return ctl.exit;

  tern_printer_error (ctl.printer, error, ctl.step, ctl.usable);
  return tern_exit_for_error (error);
}
