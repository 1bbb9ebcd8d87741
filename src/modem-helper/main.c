/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <stdio.h>

#include "modem-helper/tern-helper-service.h"

#define STATE "/run/tern-modem-helper"

static void
options_clear (TernHelperOptions *self)
{
  g_free (self->state);
  g_free (self->test_node);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TernHelperOptions, options_clear)

static gboolean
parse_options (TernHelperOptions *options, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "state", 0, 0, G_OPTION_ARG_FILENAME, &options->state,
      "Keep what is to be put back on modems in this folder; " STATE, "DIR" },
    { "idle", 0, 0, G_OPTION_ARG_INT, &options->idle, "End after so long without a call; 30",
      "SECONDS" },
    { "linger", 0, 0, G_OPTION_ARG_INT, &options->linger,
      "Keep a slot for so long after its card was let go; 3000", "MILLISECONDS" },
    { "wait", 0, 0, G_OPTION_ARG_INT, &options->wait,
      "Let callers wait so long for a card that another one has; 15000", "MILLISECONDS" },
    { "test-node", 0, 0, G_OPTION_ARG_FILENAME, &options->test_node,
      "Take this path, too, for a modem; for tests with a simulated one", "PATH" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (
      context, "The one part of Tern that has privileges: it lets programs speak to eUICCs behind\n"
               "modems, as far as polkit allows. The system bus starts it.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  if (argc == 1 && options->idle > 0 && options->linger >= 0 && options->wait >= 0)
    return TRUE;

  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       "Nothing but options is taken, and times are not negative");
  return FALSE;
}

/* systemd has made it; a bus that starts the helper by itself has not. */
static gboolean
make_state (const char *folder, GError **error)
{
  if (g_mkdir (folder, 0700) == 0 || errno == EEXIST)
    return TRUE;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "“%s” cannot be made: %s", folder,
               g_strerror (errno));
  return FALSE;
}

static gboolean
on_signal (gpointer service)
{
  tern_helper_service_quit (service);
  return G_SOURCE_CONTINUE;
}

static gboolean
serve (const TernHelperOptions *options, GError **error)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, error);
  g_autoptr (TernHelperService) service =
      bus != NULL ? tern_helper_service_new (bus, options, error) : NULL;

  if (service == NULL)
    return FALSE;

  g_unix_signal_add (SIGINT, on_signal, service);
  g_unix_signal_add (SIGTERM, on_signal, service);
  tern_helper_service_run (service);
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_auto (TernHelperOptions) options = { .idle = 30, .linger = 3000, .wait = 15000 };
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  if (!parse_options (&options, argc, argv, &error))
    {
      fprintf (stderr, "tern-modem-helper: %s\n", error->message);
      return 2;
    }

  if (options.state == NULL)
    options.state = g_strdup (STATE);
  if (make_state (options.state, &error) && serve (&options, &error))
    return 0;

  fprintf (stderr, "tern-modem-helper: %s\n", error->message);
  return 1;
}
