/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-commands.h"

#include <glib/gi18n-lib.h>

#include "ctl/tern-await.h"
#include "lpa/lpa-error-book.h"
#include "lpa/lpa-plural.h"

static const TernCommand commands[] = {
  { "readers", NULL, NC_ ("ternctl", "List the readers and what is in them"),
    tern_command_readers },
  { "modem", NULL, NC_ ("ternctl", "Tell about the modems, and what locks them"),
    tern_command_modem },
  { "unlock", NULL,
    NC_ ("ternctl", "Enter the PIN or PUK of a SIM, or the code that unlocks a modem"),
    tern_command_unlock },
  { "card", NULL, NC_ ("ternctl", "Tell everything about the card"), tern_command_card },
  { "profiles", NULL, NC_ ("ternctl", "List the profiles on the card"), tern_command_profiles },
  { "code", "TEXT|-", NC_ ("ternctl", "Take an activation code apart; nothing is contacted"),
    tern_command_code },
  { "scan", "FILE…", NC_ ("ternctl", "Read the QR codes in pictures and PDF documents"),
    tern_command_scan },
  { "check", "[CODE|-]", NC_ ("ternctl", "Find out what would fail, before a code is used"),
    tern_command_check },
  { "add", "CODE|-", NC_ ("ternctl", "Install the profile that an activation code stands for"),
    tern_command_add },
  { "enable", "PROFILE", NC_ ("ternctl", "Enable a profile"), tern_command_enable },
  { "connect", NULL, NC_ ("ternctl", "Take the enabled profile of a modem to a connection"),
    tern_command_connect },
  { "disable", "PROFILE", NC_ ("ternctl", "Disable a profile"), tern_command_disable },
  { "rename", "PROFILE NAME", NC_ ("ternctl", "Give a profile a name of your own"),
    tern_command_rename },
  { "delete", "PROFILE", NC_ ("ternctl", "Delete a profile for good"), tern_command_delete },
  { "discover", "[SERVER]", NC_ ("ternctl", "Ask for profiles that wait for this card"),
    tern_command_discover },
  { "notifications", "[send|remove [NUMBER]]",
    NC_ ("ternctl", "List, send or remove the reports that wait on the card"),
    tern_command_notifications },
  { "default-smdp", "[ADDRESS]", NC_ ("ternctl", "Show or set the card’s default server"),
    tern_command_default_smdp },
  { "qr", "eid|code [CODE|-]",
    NC_ ("ternctl", "Show the card’s EID, or an activation code, as a QR code"), tern_command_qr },
  { "reset", NULL, NC_ ("ternctl", "Erase what the options name"), tern_command_reset },
  { "orders", "import|check|run|status|export|release [FILE] [ROW…]",
    NC_ ("ternctl", "Put an order of codes onto many cards"), tern_command_orders },
  { "history", NULL, NC_ ("ternctl", "Tell what was done on this computer"), tern_command_history },
  { "ledger", "[status|share ADDRESS|alone|password|take CODE]",
    NC_ ("ternctl", "Share the history with other stations, so that none uses another’s code"),
    tern_command_ledger },
  { "guide", "[TOPIC]", NC_ ("ternctl", "Go through what helps, question by question"),
    tern_command_guide },
  { "explain", "FIGURE|WORDS", NC_ ("ternctl", "Look an error up: its cause, its cure"),
    tern_command_explain },
  { "report", NULL, NC_ ("ternctl", "Put together what the seller needs in order to help"),
    tern_command_report },
};

/**
 * tern_commands_get:
 * @count: (out): how many
 *
 * Returns: (transfer none) (array length=count): the commands of ternctl
 */
const TernCommand *
tern_commands_get (gsize *count)
{
  *count = G_N_ELEMENTS (commands);
  return commands;
}

/**
 * tern_commands_find:
 * @name: a word
 *
 * Returns: (transfer none) (nullable): the command of that name
 */
const TernCommand *
tern_commands_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return &commands[i];

  return NULL;
}

/**
 * tern_command_operate:
 * @ctl: the command line
 * @euicc: the card
 * @start: starts the operation
 * @data: for @start
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): what became of the operation's reports
 */
LpaNotifierResult *
tern_command_operate (TernCtl *ctl,
                      LpaEuicc *euicc,
                      TernOperationStart start,
                      gpointer data,
                      GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  start (euicc, ctl->cancellable, tern_await_done, &result, data);
  tern_await (&result);
  return lpa_euicc_operation_finish (euicc, result, error);
}

/**
 * tern_command_say_reports:
 * @ctl: the command line
 * @reports: what became of an operation's reports
 */
void
tern_command_say_reports (TernCtl *ctl, const LpaNotifierResult *reports)
{
  if (reports->sent > 0)
    tern_printer_say (ctl->printer,
                      lpa_plural ("ternctl", "%u report was delivered to the provider.",
                                  "%u reports were delivered to the provider.", reports->sent),
                      reports->sent);
  if (reports->left > 0)
    tern_printer_say (
        ctl->printer,
        lpa_plural ("ternctl",
                    "%u report still waits on the card. “ternctl notifications send” tries again.",
                    "%u reports still wait on the card. “ternctl notifications send” tries again.",
                    reports->left),
        reports->left);
  if (reports->error != NULL)
    {
      g_autoptr (LpaExplanation) explanation =
          lpa_error_book_explain (reports->error, LPA_STEP_NONE);

      tern_printer_say (ctl->printer, "%s %s", explanation->cause, explanation->action);
    }
}
