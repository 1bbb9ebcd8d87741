/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-commands.h"

#include <glib/gi18n-lib.h>

#include "ctl/tern-ctl-card.h"
#include "ctl/tern-ctl-terminal.h"
#include "ctl/tern-json.h"
#include "ctl/tern-options.h"

static void
start_delete (LpaEuicc *euicc,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data,
              gpointer profile)
{
  lpa_euicc_delete_async (euicc, profile, cancellable, callback, user_data);
}

static char *
question (LpaProfile *profile)
{
  return g_strdup_printf (
      C_ ("ternctl", "Delete “%s” (ICCID %s) from the card for good? Its activation code will "
                     "normally not work again, and a running contract goes on until it is "
                     "cancelled with the provider."),
      lpa_profile_get_display_name (profile), lpa_profile_get_iccid (profile));
}

static void
print_result (TernCtl *ctl, LpaProfile *profile, const LpaNotifierResult *reports)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) result = NULL;

  json_builder_begin_object (builder);
  tern_json_add_string (builder, "iccid", lpa_profile_get_iccid (profile));
  tern_json_add_string (builder, "state", "deleted");
  tern_json_add_reports (builder, reports);
  json_builder_end_object (builder);
  result = json_builder_get_root (builder);
  tern_printer_result (ctl->printer, result);
}

/**
 * tern_command_delete:
 * @ctl: the command line
 * @argc: number of words
 * @argv: the words
 * @error: return location for an error
 *
 * Returns: whether it was done
 */
gboolean
tern_command_delete (TernCtl *ctl, int argc, char **argv, GError **error)
{
  gboolean yes = FALSE;
  const GOptionEntry entries[] = {
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &yes, NC_ ("ternctl", "Delete without asking"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (LpaProfile) profile = NULL;
  g_autoptr (LpaNotifierResult) reports = NULL;
  g_autofree char *sentence = NULL;
  LpaEuicc *euicc;

  if (!tern_command_parse ("delete", entries, 1, 1, &argc, &argv, error) ||
      (euicc = tern_ctl_get_euicc (ctl, error)) == NULL ||
      (profile = lpa_euicc_find_profile (euicc, argv[1], error)) == NULL)
    return FALSE;

  sentence = question (profile);
  if (!tern_ctl_confirm (ctl, yes, sentence, error))
    return FALSE;

  reports = tern_command_operate (ctl, euicc, start_delete, profile, error);
  if (reports == NULL)
    return FALSE;

  tern_printer_say (ctl->printer, C_ ("ternctl", "“%s” is deleted."),
                    lpa_profile_get_display_name (profile));
  tern_command_say_reports (ctl, reports);
  print_result (ctl, profile, reports);
  return TRUE;
}
