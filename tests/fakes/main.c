/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>

#include "fake-control.h"
#include "fake-facts.h"
#include "fake-manager.h"

static const char commands[] =
    "Commands:\n"
    "  modem NAME KEY=VALUE…       make a modem, or change what is true of it\n"
    "  slot NAME N KEY=VALUE…      the same of the card in its slot N: iccid, eid (which makes it\n"
    "                              an eUICC), type, empty, card=FILE (the one of `tern-sim "
    "modem`,\n"
    "                              whose enabled profile is followed), and all of a profile\n"
    "  profile ICCID KEY=VALUE…    the same of a subscription: imsi, pin, pin-tries, puk,\n"
    "                              puk-tries, hides (its ICCID until the PIN is there),\n"
    "                              registration, rejection (a cause of 3GPP),\n"
    "                              operator-code, operator-name, apn, refuses (to carry\n"
    "                              data: ServiceOptionNotSubscribed and so on)\n"
    "  plug NAME, unplug NAME      a modem is made unplugged\n"
    "  uicc-reset NAME             somebody has reset the card\n"
    "  refuse NAME METHOD ERROR    answer with an error, as Core.Failed; `none` to end that\n"
    "  calls                       what was called since the last time, without codes\n"
    "  show                        the modems\n"
    "  stop, start                 ModemManager leaves the bus, comes back\n"
    "\nWhat can be said of a modem:\n";

static char *
tell_manager (gpointer fake, const char *command, GError **error)
{
  return fake_manager_tell (fake, command, error);
}

static gboolean
export_control (GDBusConnection *bus, FakeManager *manager, GError **error)
{
  g_autoptr (GVariant) reply = NULL;

  if (!fake_control_export (bus, FAKE_CONTROL_PATH, FAKE_CONTROL_NAME, tell_manager, manager,
                            error))
    return FALSE;

  reply = g_dbus_connection_call_sync (
      bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
      g_variant_new ("(su)", FAKE_CONTROL_NAME, 0), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, error);
  return reply != NULL;
}

static gboolean
on_signal (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_CONTINUE;
}

/* Serves until the bus goes or a signal comes. */
static gboolean
serve (GDBusConnection *bus, char **orders, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (FakeManager) manager = fake_manager_new (bus);

  fake_manager_start (manager);
  if (!fake_control_tell_all (tell_manager, manager, orders, error) ||
      !export_control (bus, manager, error))
    return FALSE;

  g_unix_signal_add (SIGINT, on_signal, loop);
  g_unix_signal_add (SIGTERM, on_signal, loop);
  printf ("ready\n");
  fflush (stdout);
  g_main_loop_run (loop);
  return TRUE;
}

/* Has a fake that runs elsewhere told. */
static gboolean
tell (GDBusConnection *bus, char **orders, GError **error)
{
  for (char **command = orders; *command != NULL; command++)
    {
      g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
          bus, FAKE_CONTROL_NAME, FAKE_CONTROL_PATH, FAKE_CONTROL_NAME, "Tell",
          g_variant_new ("(s)", *command), G_VARIANT_TYPE ("(s)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL,
          error);
      const char *answer;

      if (reply == NULL)
        return FALSE;
      g_variant_get (reply, "(&s)", &answer);
      fputs (answer, stdout);
    }
  return TRUE;
}

int
main (int argc, char **argv)
{
  gboolean remote = FALSE;
  const GOptionEntry entries[] = {
    { "tell", 0, 0, G_OPTION_ARG_NONE, &remote, "Let the one that runs do the commands", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("[COMMAND…]");
  g_autofree char *facts = fake_facts_describe ();
  g_autofree char *description = g_strconcat (commands, facts, NULL);
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  g_option_context_set_summary (context, "A ModemManager with made-up modems on the system bus, "
                                         "that does as it is told.\nIt prints “ready” when it is.");
  g_option_context_set_description (context, description);
  g_option_context_add_main_entries (context, entries, NULL);
  if (g_option_context_parse (context, &argc, &argv, &error) &&
      (bus = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, &error)) != NULL &&
      (remote ? tell (bus, argv + 1, &error) : serve (bus, argv + 1, &error)))
    return 0;

  fprintf (stderr, "fake-modem-manager: %s\n", error->message);
  return 1;
}
