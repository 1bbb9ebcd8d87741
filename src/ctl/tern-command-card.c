/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-commands.h"

#include <glib/gi18n-lib.h>

#include "ctl/tern-ctl-card.h"
#include "ctl/tern-json.h"
#include "ctl/tern-options.h"
#include "lpa/lpa-eid.h"

static void
say_pair (TernCtl *ctl, const char *label, const char *value)
{
  if (value != NULL)
    tern_printer_say (ctl->printer, "%-18s %s", label, value);
}

static void
say_issuers (TernCtl *ctl, const char *label, GPtrArray *keys)
{
  if (keys->len == 0)
    say_pair (ctl, label, C_ ("ternctl", "none: this card cannot download"));
  for (guint i = 0; i < keys->len; i++)
    {
      g_autofree char *name = lpa_trust_issuer_name (keys->pdata[i]);

      say_pair (ctl, i == 0 ? label : "", name);
    }
}

static void
say_info (TernCtl *ctl, const LpaEuiccInfo *info)
{
  say_pair (ctl, C_ ("ternctl", "SGP.22"), info->svn);
  say_pair (ctl, C_ ("ternctl", "Profile format"), info->profile_version);
  say_pair (ctl, C_ ("ternctl", "Firmware"), info->firmware_version);
  say_pair (ctl, C_ ("ternctl", "Accreditation"), info->sas_number);
  if (info->free_memory >= 0)
    {
      g_autofree char *size = g_format_size ((guint64) info->free_memory);

      say_pair (ctl, C_ ("ternctl", "Free memory"), size);
    }
  say_issuers (ctl, C_ ("ternctl", "Issuers"), info->signing_keys);
}

static void
say_card (TernCtl *ctl, LpaEuicc *euicc)
{
  const LpaAddresses *addresses = lpa_euicc_get_addresses (euicc);
  const LpaEuiccInfo *info = lpa_euicc_get_info (euicc);

  say_pair (ctl, "EID", lpa_euicc_get_eid (euicc));
  say_pair (ctl, C_ ("ternctl", "Maker"), lpa_eid_get_maker (lpa_euicc_get_eid (euicc)));
  if (info != NULL)
    say_info (ctl, info);
  if (addresses != NULL)
    {
      say_pair (ctl, C_ ("ternctl", "Default server"), addresses->default_smdp);
      say_pair (ctl, C_ ("ternctl", "Discovery server"), addresses->root_smds);
    }
}

/**
 * tern_command_card:
 * @ctl: the command line
 * @argc: number of words
 * @argv: the words
 * @error: return location for an error
 *
 * Returns: whether it was done
 */
gboolean
tern_command_card (TernCtl *ctl, int argc, char **argv, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) result = NULL;
  LpaEuicc *euicc;

  if (!tern_command_parse ("card", NULL, 0, 0, &argc, &argv, error) ||
      (euicc = tern_ctl_get_euicc (ctl, error)) == NULL)
    return FALSE;

  say_card (ctl, euicc);
  tern_json_add_euicc (builder, euicc);
  result = json_builder_get_root (builder);
  tern_printer_result (ctl->printer, result);
  return TRUE;
}
