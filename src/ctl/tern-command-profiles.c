/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-commands.h"

#include <glib/gi18n-lib.h>

#include "ctl/tern-ctl-card.h"
#include "ctl/tern-json.h"
#include "ctl/tern-options.h"

static void
say_profile (TernCtl *ctl, LpaProfile *profile)
{
  const char *provider = lpa_profile_get_provider (profile);

  tern_printer_say (ctl->printer, "%s %-20s  %s  %s%s%s",
                    lpa_profile_is_enabled (profile) ? "●" : "○", lpa_profile_get_iccid (profile),
                    lpa_profile_get_display_name (profile), provider ? provider : "",
                    lpa_profile_is_enabled (profile) ? "  " : "",
                    lpa_profile_is_enabled (profile) ? C_ ("ternctl", "(in use)") : "");
}

/**
 * tern_command_profiles:
 * @ctl: the command line
 * @argc: number of words
 * @argv: the words
 * @error: return location for an error
 *
 * Returns: whether it was done
 */
gboolean
tern_command_profiles (TernCtl *ctl, int argc, char **argv, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) result = NULL;
  GListModel *profiles;
  LpaEuicc *euicc;

  if (!tern_command_parse ("profiles", NULL, 0, 0, &argc, &argv, error) ||
      (euicc = tern_ctl_get_euicc (ctl, error)) == NULL)
    return FALSE;

  profiles = lpa_euicc_get_profiles (euicc);
  if (g_list_model_get_n_items (profiles) == 0)
    tern_printer_say (ctl->printer, "%s", C_ ("ternctl", "There is no profile on the card."));

  json_builder_begin_object (builder);
  tern_json_add_string (builder, "eid", lpa_euicc_get_eid (euicc));
  json_builder_set_member_name (builder, "profiles");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (profiles); i++)
    {
      g_autoptr (LpaProfile) profile = g_list_model_get_item (profiles, i);

      say_profile (ctl, profile);
      tern_json_add_profile (builder, profile);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  result = json_builder_get_root (builder);
  tern_printer_result (ctl->printer, result);
  return TRUE;
}
