/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-ctl-terminal.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <openssl/crypto.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "config.h"

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
 * Overwrites what follows an option, so that it does not stay in memory.
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
 * Takes a code off the command line and overwrites it there, so that it does not stay in memory.
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
