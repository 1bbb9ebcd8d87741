/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-commands.h"

#include <glib/gi18n-lib.h>

#include "ctl/tern-await.h"
#include "ctl/tern-ctl-card.h"
#include "ctl/tern-json.h"
#include "ctl/tern-options.h"

static GPtrArray *
discover (TernCtl *ctl, LpaEuicc *euicc, const char *address, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lpa_euicc_discover_async (euicc, address, ctl->cancellable, tern_await_done, &result);
  tern_await (&result);
  return lpa_euicc_discover_finish (euicc, result, error);
}

/**
 * tern_command_discover:
 * @ctl: the command line
 * @argc: number of words
 * @argv: the words
 * @error: return location for an error
 *
 * Returns: whether it was done
 */
gboolean
tern_command_discover (TernCtl *ctl, int argc, char **argv, GError **error)
{
  g_autoptr (GPtrArray) codes = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) result = NULL;
  LpaEuicc *euicc;

  if (!tern_command_parse ("discover", NULL, 0, 1, &argc, &argv, error) ||
      (euicc = tern_ctl_get_euicc (ctl, error)) == NULL ||
      (codes = discover (ctl, euicc, argc > 1 ? argv[1] : NULL, error)) == NULL)
    return FALSE;

  if (codes->len == 0)
    tern_printer_say (ctl->printer, "%s", C_ ("ternctl", "Nothing waits for this card."));
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "codes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < codes->len; i++)
    {
      g_autofree char *text = lpa_activation_code_to_text (codes->pdata[i]);

      tern_printer_say (ctl->printer, "%s", text);
      json_builder_add_string_value (builder, text);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  result = json_builder_get_root (builder);
  tern_printer_result (ctl->printer, result);
  return TRUE;
}
