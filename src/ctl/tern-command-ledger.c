/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-commands.h"

#include <glib/gi18n-lib.h>

#include "ctl/tern-ctl-ledger.h"
#include "ctl/tern-ctl-terminal.h"
#include "ctl/tern-json.h"
#include "ctl/tern-options.h"
#include "ledger/tern-keyring.h"
#include "ledger/tern-sharing.h"

static void
say_status (TernCtl *ctl, const char *address, const TernSharingTrial *trial, const GError *error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) result = NULL;
  g_autofree char *sentence = trial != NULL   ? tern_sharing_trial_dup_sentence (trial)
                              : error != NULL ? g_strdup (error->message)
                                              : NULL;

  if (*address == '\0')
    tern_printer_say (ctl->printer, "%s",
                      C_ ("ternctl", "The history is this computer’s own; nothing is shared."));
  else
    tern_printer_say (ctl->printer, "%s\n%s", address, sentence);
  json_builder_begin_object (builder);
  tern_json_add_string (builder, "address", *address != '\0' ? address : NULL);
  json_builder_set_member_name (builder, "reachable");
  json_builder_add_boolean_value (builder, trial != NULL);
  tern_json_add_string (builder, "encryption", trial != NULL ? trial->security : NULL);
  tern_json_add_string (builder, "problem", error != NULL ? error->message : NULL);
  json_builder_end_object (builder);
  result = json_builder_get_root (builder);
  tern_printer_result (ctl->printer, result);
}

static gboolean
show_status (TernCtl *ctl, const char *word, GError **error)
{
  g_autofree char *address = tern_ctl_dup_ledger_address (ctl);
  g_autoptr (TernSharingTrial) trial = NULL;
  g_autoptr (GError) problem = NULL;

  if (*address != '\0')
    trial = tern_sharing_try (address, NULL, &problem);
  say_status (ctl, address, trial, problem);
  if (problem != NULL)
    ctl->exit = TERN_EXIT_NETWORK;
  return TRUE;
}

static gboolean
write_settings (TernCtl *ctl, const char *address, GError **error)
{
  g_autoptr (GSettings) settings = tern_ctl_get_settings ();

  if (settings == NULL || !g_settings_set_string (settings, "shared-ledger", address))
    {
      g_set_error_literal (error, TERN_CTL_ERROR, TERN_CTL_ERROR_USAGE,
                           C_ ("ternctl", "Tern’s settings are not installed here. Give --ledger "
                                          "ADDRESS with each command, or set TERN_LEDGER."));
      return FALSE;
    }
  if (ctl->station != NULL)
    g_settings_set_string (settings, "station-name", ctl->station);
  g_settings_sync ();
  return TRUE;
}

static gboolean
share (TernCtl *ctl, const char *word, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (TernPostgresPlace) place = tern_postgres_place_new (word, NULL, &local_error);

  if (place == NULL)
    {
      g_set_error (error, TERN_CTL_ERROR, TERN_CTL_ERROR_USAGE,
                   C_ ("ternctl", "The history cannot be shared there: %s."), local_error->message);
      return FALSE;
    }
  if (!write_settings (ctl, word, error))
    return FALSE;

  g_clear_pointer (&ctl->ledger_address, g_free);
  ctl->ledger_address = g_strdup (word);
  return show_status (ctl, NULL, error);
}

static gboolean
stop_sharing (TernCtl *ctl, const char *word, GError **error)
{
  return write_settings (ctl, "", error) && show_status (ctl, NULL, error);
}

/* Read from the terminal or standard input, never from the command line. */
static gboolean
keep_password (TernCtl *ctl, const char *word, GError **error)
{
  g_autofree char *address = tern_ctl_dup_ledger_address (ctl);
  g_autofree char *sentence = NULL;
  g_autoptr (GError) local_error = NULL;
  char *password;

  if (*address == '\0')
    {
      g_set_error_literal (error, TERN_CTL_ERROR, TERN_CTL_ERROR_USAGE,
                           C_ ("ternctl", "Say first where the history is shared: ternctl ledger "
                                          "share ADDRESS."));
      return FALSE;
    }

  password = tern_ctl_read_line (ctl, C_ ("ternctl", "Password:"), TRUE);
  if (password != NULL && tern_keyring_store (address, password, &local_error))
    tern_printer_say (ctl->printer, "%s", C_ ("ternctl", "The password is in the keyring."));
  tern_keyring_free_password (password);
  if (local_error == NULL)
    return TRUE;

  sentence = g_strdup_printf (
      C_ ("ternctl", "The password cannot be kept, because this session has no keyring that can be "
                     "used (%s). Put it into a password file of PostgreSQL, such as ~/.pgpass."),
      local_error->message);
  g_set_error_literal (error, TERN_CTL_ERROR, TERN_CTL_ERROR_USAGE, sentence);
  return FALSE;
}

static gboolean
take_code (TernCtl *ctl, const char *word, GError **error)
{
  g_autoptr (LpaActivationCode) code = lpa_activation_code_parse (word, NULL, error);
  TernLedger *ledger;

  if (code == NULL || (ledger = tern_ctl_get_ledger (ctl, error)) == NULL)
    return FALSE;
  if (!tern_ledger_is_shared (ledger))
    {
      g_set_error_literal (error, TERN_CTL_ERROR, TERN_CTL_ERROR_USAGE,
                           C_ ("ternctl", "Nothing is shared, so no other station has the code."));
      return FALSE;
    }
  if (!tern_ctl_confirm (ctl, FALSE,
                         C_ ("ternctl", "If the station that has the code uses it after all, it is "
                                        "used twice. Take it over?"),
                         error) ||
      !tern_ledger_take_over (ledger, code, error))
    return FALSE;

  tern_printer_say (ctl->printer, "%s", C_ ("ternctl", "The code belongs to this station now."));
  return TRUE;
}

static const struct
{
  const char *verb;
  int n_words;
  gboolean (*run) (TernCtl *ctl, const char *word, GError **error);
} VERBS[] = {
  { "status", 1, show_status },     { "share", 2, share },    { "alone", 1, stop_sharing },
  { "password", 1, keep_password }, { "take", 2, take_code },
};

/**
 * tern_command_ledger:
 * @ctl: the command line
 * @argc: number of words
 * @argv: the words
 * @error: return location for an error
 *
 * Returns: whether it was done
 */
gboolean
tern_command_ledger (TernCtl *ctl, int argc, char **argv, GError **error)
{
  const char *verb;
  g_autofree char *word = NULL;

  if (!tern_command_parse ("ledger", NULL, 0, 2, &argc, &argv, error))
    return FALSE;

  verb = argc > 1 ? argv[1] : "status";
  if (argc > 2)
    word = tern_ctl_take_secret (ctl, argv[2]);
  for (gsize i = 0; i < G_N_ELEMENTS (VERBS); i++)
    if (g_str_equal (VERBS[i].verb, verb) && MAX (argc - 1, 1) == VERBS[i].n_words)
      return VERBS[i].run (ctl, word, error);

  g_set_error_literal (error, TERN_CTL_ERROR, TERN_CTL_ERROR_USAGE,
                       C_ ("ternctl", "The command is written: ternctl ledger [status | share "
                                      "ADDRESS | alone | password | take CODE]"));
  return FALSE;
}
