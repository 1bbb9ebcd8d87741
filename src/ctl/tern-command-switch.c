/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-commands.h"

#include <glib/gi18n-lib.h>

#include "ctl/tern-json.h"
#include "ctl/tern-own-line.h"

static void
start_enable (LpaEuicc *euicc,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data,
              gpointer profile)
{
  lpa_euicc_enable_async (euicc, profile, cancellable, callback, user_data);
}

static void
start_disable (LpaEuicc *euicc,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data,
               gpointer profile)
{
  lpa_euicc_disable_async (euicc, profile, cancellable, callback, user_data);
}

static void
print_result (TernCtl *ctl, LpaProfile *profile, gboolean enabled, const LpaNotifierResult *reports)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) result = NULL;

  json_builder_begin_object (builder);
  tern_json_add_string (builder, "iccid", lpa_profile_get_iccid (profile));
  tern_json_add_string (builder, "state", enabled ? "enabled" : "disabled");
  tern_json_add_reports (builder, reports);
  json_builder_end_object (builder);
  result = json_builder_get_root (builder);
  tern_printer_result (ctl->printer, result);
}

static gboolean
switch_profile (TernCtl *ctl, gboolean enabled, int argc, char **argv, GError **error)
{
  g_autoptr (LpaProfile) profile = NULL;
  g_autoptr (LpaNotifierResult) reports = NULL;
  gboolean yes = FALSE;
  const GOptionEntry entries[] = {
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &yes,
      NC_ ("ternctl", "Also when this computer’s own connection breaks off"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  LpaEuicc *euicc;

  if (!tern_command_parse (enabled ? "enable" : "disable", entries, 1, 1, &argc, &argv, error) ||
      (euicc = tern_ctl_get_euicc (ctl, error)) == NULL ||
      (profile = lpa_euicc_find_profile (euicc, argv[1], error)) == NULL ||
      !tern_own_line_ask (ctl, euicc, yes, error))
    return FALSE;

  reports =
      tern_command_operate (ctl, euicc, enabled ? start_enable : start_disable, profile, error);
  if (reports == NULL)
    return FALSE;

  tern_printer_say (ctl->printer,
                    enabled ? C_ ("ternctl", "“%s” is enabled.")
                            : C_ ("ternctl", "“%s” is disabled."),
                    lpa_profile_get_display_name (profile));
  tern_command_say_reports (ctl, reports);
  print_result (ctl, profile, enabled, reports);
  return TRUE;
}

/**
 * tern_command_enable:
 * @ctl: the command line
 * @argc: number of words
 * @argv: the words
 * @error: return location for an error
 *
 * Returns: whether it was done
 */
gboolean
tern_command_enable (TernCtl *ctl, int argc, char **argv, GError **error)
{
  return switch_profile (ctl, TRUE, argc, argv, error);
}

/**
 * tern_command_disable:
 * @ctl: the command line
 * @argc: number of words
 * @argv: the words
 * @error: return location for an error
 *
 * Returns: whether it was done
 */
gboolean
tern_command_disable (TernCtl *ctl, int argc, char **argv, GError **error)
{
  return switch_profile (ctl, FALSE, argc, argv, error);
}
