/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-commands.h"

#include <glib/gi18n-lib.h>

#include "ctl/tern-connect.h"
#include "ctl/tern-ctl-card.h"
#include "ctl/tern-json.h"
#include "ctl/tern-options.h"
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
print_result (TernCtl *ctl,
              LpaProfile *profile,
              gboolean enabled,
              const LpaNotifierResult *reports,
              TernConnect *connect)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) result = NULL;

  json_builder_begin_object (builder);
  tern_json_add_string (builder, "iccid", lpa_profile_get_iccid (profile));
  tern_json_add_string (builder, "state", enabled ? "enabled" : "disabled");
  tern_json_add_reports (builder, reports);
  if (enabled)
    tern_connect_add_json (connect, builder);
  else if (connect->connector != NULL)
    tern_json_add_bool (builder, "noticed", TRUE);
  json_builder_end_object (builder);
  result = json_builder_get_root (builder);
  tern_printer_result (ctl->printer, result);
}

#define YES_OPTION(yes)                                                              \
  {                                                                                  \
    "yes", 'y', 0, G_OPTION_ARG_NONE, yes,                                           \
        NC_ ("ternctl", "Also when this computer’s own connection breaks off"), NULL \
  }

static gboolean
parse_enable (TernCtl *ctl,
              TernConnect *connect,
              gboolean *yes,
              int *argc,
              char ***argv,
              GError **error)
{
  const GOptionEntry entries[] = { YES_OPTION (yes), TERN_CONNECT_OPTIONS (connect),
                                   G_OPTION_ENTRY_NULL };
  g_autofree char **words = g_memdup2 (*argv, sizeof (char *) * (gsize) (*argc + 1));
  int all = *argc;

  return tern_command_parse ("enable", entries, 1, 1, argc, argv, error) &&
         tern_connect_take_options (connect, ctl, all, words, error);
}

static gboolean
parse_disable (gboolean *yes, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = { YES_OPTION (yes), G_OPTION_ENTRY_NULL };

  return tern_command_parse ("disable", entries, 1, 1, argc, argv, error);
}

static gboolean
switch_profile (TernCtl *ctl, gboolean enabled, int argc, char **argv, GError **error)
{
  g_auto (TernConnect) connect = { 0 };
  g_autoptr (LpaProfile) profile = NULL;
  g_autoptr (LpaNotifierResult) reports = NULL;
  gboolean yes = FALSE;
  LpaEuicc *euicc;

  if (!(enabled ? parse_enable (ctl, &connect, &yes, &argc, &argv, error)
                : parse_disable (&yes, &argc, &argv, error)) ||
      (euicc = tern_ctl_get_euicc (ctl, error)) == NULL ||
      (profile = lpa_euicc_find_profile (euicc, argv[1], error)) == NULL ||
      !tern_own_line_ask (ctl, euicc, yes, error))
    return FALSE;

  tern_connect_note_previous (&connect, euicc);
  reports =
      tern_command_operate (ctl, euicc, enabled ? start_enable : start_disable, profile, error);
  if (reports == NULL)
    return FALSE;

  tern_printer_say (ctl->printer,
                    enabled ? C_ ("ternctl", "“%s” is enabled.")
                            : C_ ("ternctl", "“%s” is disabled."),
                    lpa_profile_get_display_name (profile));
  tern_command_say_reports (ctl, reports);
  if (!(enabled ? tern_connect_run (&connect, ctl, euicc, profile, error)
                : tern_connect_run_gone (&connect, ctl, euicc, profile, error)))
    return FALSE;
  ctl->step = LPA_STEP_NONE;
  print_result (ctl, profile, enabled, reports, &connect);
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
