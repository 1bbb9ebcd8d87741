/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-commands.h"

#include "ctl/tern-connect.h"
#include "ctl/tern-ctl-card.h"
#include "ctl/tern-json.h"
#include "ctl/tern-options.h"

static gboolean
parse (TernCtl *ctl, TernConnect *connect, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = { TERN_CONNECT_OPTIONS (connect), G_OPTION_ENTRY_NULL };
  g_autofree char **words = g_memdup2 (argv, sizeof (char *) * (gsize) (argc + 1));
  int all = argc;

  return tern_command_parse ("connect", entries, 0, 0, &argc, &argv, error) &&
         tern_connect_take_options (connect, ctl, all, words, error);
}

static void
print_result (TernCtl *ctl, TernConnect *connect, LpaProfile *profile)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) result = NULL;

  json_builder_begin_object (builder);
  tern_json_add_string (builder, "iccid", lpa_profile_get_iccid (profile));
  tern_connect_add_json (connect, builder);
  json_builder_end_object (builder);
  result = json_builder_get_root (builder);
  tern_printer_result (ctl->printer, result);
}

/**
 * tern_command_connect:
 * @ctl: the command line
 * @argc: number of words
 * @argv: the words
 * @error: return location for an error
 *
 * Returns: whether it was done
 */
gboolean
tern_command_connect (TernCtl *ctl, int argc, char **argv, GError **error)
{
  g_auto (TernConnect) connect = { 0 };
  g_autoptr (LpaProfile) profile = NULL;
  LpaEuicc *euicc;

  if (!parse (ctl, &connect, argc, argv, error) ||
      (euicc = tern_ctl_get_euicc (ctl, error)) == NULL)
    return FALSE;
  tern_connect_note_previous (&connect, euicc);
  g_set_object (&profile, connect.previous);
  if (profile == NULL)
    {
      g_set_error_literal (error, TERN_CTL_ERROR, TERN_CTL_ERROR_NO_MATCH,
                           C_ ("ternctl", "No profile on this card is enabled. “ternctl profiles” "
                                          "lists them."));
      return FALSE;
    }
  if (!tern_connect_run (&connect, ctl, euicc, profile, error))
    return FALSE;
  if (connect.connector == NULL)
    tern_printer_say (ctl->printer, "%s",
                      C_ ("ternctl", "This card is in no modem of this computer, so there is "
                                     "nothing to connect here."));
  ctl->step = LPA_STEP_NONE;
  print_result (ctl, &connect, profile);
  return TRUE;
}
