/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-commands.h"

#include <glib/gi18n-lib.h>

#include "ctl/tern-ctl-card.h"
#include "ctl/tern-json.h"
#include "ctl/tern-options.h"

static void
start_set (LpaEuicc *euicc,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data,
           gpointer address)
{
  lpa_euicc_set_default_smdp_async (euicc, address, cancellable, callback, user_data);
}

static gboolean
set_address (TernCtl *ctl, LpaEuicc *euicc, const char *text, GError **error)
{
  g_autoptr (LpaNotifierResult) reports = NULL;
  g_autofree char *address = NULL;

  /* An empty word takes the default server away. */
  address = *text ? lpa_server_address_normalise (text, error) : g_strdup ("");
  if (address == NULL)
    return FALSE;

  reports = tern_command_operate (ctl, euicc, start_set, address, error);
  return reports != NULL;
}

/**
 * tern_command_default_smdp:
 * @ctl: the command line
 * @argc: number of words
 * @argv: the words
 * @error: return location for an error
 *
 * Returns: whether it was done
 */
gboolean
tern_command_default_smdp (TernCtl *ctl, int argc, char **argv, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) result = NULL;
  const LpaAddresses *addresses;
  const char *address;
  LpaEuicc *euicc;

  if (!tern_command_parse ("default-smdp", NULL, 0, 1, &argc, &argv, error) ||
      (euicc = tern_ctl_get_euicc (ctl, error)) == NULL ||
      (argc > 1 && !set_address (ctl, euicc, argv[1], error)))
    return FALSE;

  addresses = lpa_euicc_get_addresses (euicc);
  address = addresses ? addresses->default_smdp : NULL;
  tern_printer_say (ctl->printer, "%s",
                    address ? address : C_ ("ternctl", "The card has no default server."));
  json_builder_begin_object (builder);
  tern_json_add_string (builder, "default_smdp", address);
  json_builder_end_object (builder);
  result = json_builder_get_root (builder);
  tern_printer_result (ctl->printer, result);
  return TRUE;
}
