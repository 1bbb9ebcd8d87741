/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-commands.h"

#include <glib/gi18n-lib.h>

#include "ctl/tern-ctl-card.h"
#include "ctl/tern-ctl-terminal.h"
#include "ctl/tern-json.h"
#include "ctl/tern-options.h"

static void
start_reset (LpaEuicc *euicc,
             GCancellable *cancellable,
             GAsyncReadyCallback callback,
             gpointer user_data,
             gpointer options)
{
  lpa_euicc_reset_async (euicc, GPOINTER_TO_UINT (options), cancellable, callback, user_data);
}

static char *
question (LpaResetOptions options)
{
  g_autoptr (GString) what = g_string_new (NULL);

  if (options & LPA_RESET_OPERATIONAL_PROFILES)
    g_string_append (what, C_ ("ternctl", "All profiles that connect to a network are deleted for "
                                          "good; their codes will normally not work again. "));
  if (options & LPA_RESET_TEST_PROFILES)
    g_string_append (what, C_ ("ternctl", "All test profiles are deleted for good. "));
  if (options & LPA_RESET_DEFAULT_SMDP)
    g_string_append (what, C_ ("ternctl", "The default server is set back. "));
  g_string_append (what, C_ ("ternctl", "Go on?"));
  return g_string_free (g_steal_pointer (&what), FALSE);
}

static void
print_result (TernCtl *ctl, const LpaNotifierResult *reports)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) result = NULL;

  json_builder_begin_object (builder);
  tern_json_add_bool (builder, "reset", TRUE);
  tern_json_add_reports (builder, reports);
  json_builder_end_object (builder);
  result = json_builder_get_root (builder);
  tern_printer_result (ctl->printer, result);
}

static gboolean
reset (TernCtl *ctl, LpaResetOptions options, gboolean yes, GError **error)
{
  g_autoptr (LpaNotifierResult) reports = NULL;
  g_autofree char *sentence = question (options);
  LpaEuicc *euicc = tern_ctl_get_euicc (ctl, error);

  if (euicc == NULL || !tern_ctl_confirm (ctl, yes, sentence, error))
    return FALSE;

  reports = tern_command_operate (ctl, euicc, start_reset, GUINT_TO_POINTER (options), error);
  if (reports == NULL)
    return FALSE;

  tern_printer_say (ctl->printer, "%s", C_ ("ternctl", "It is erased."));
  tern_command_say_reports (ctl, reports);
  print_result (ctl, reports);
  return TRUE;
}

/**
 * tern_command_reset:
 * @ctl: the command line
 * @argc: number of words
 * @argv: the words
 * @error: return location for an error
 *
 * Returns: whether it was done
 */
gboolean
tern_command_reset (TernCtl *ctl, int argc, char **argv, GError **error)
{
  gboolean profiles = FALSE, test_profiles = FALSE, default_smdp = FALSE, yes = FALSE;
  const GOptionEntry entries[] = {
    { "profiles", 0, 0, G_OPTION_ARG_NONE, &profiles,
      NC_ ("ternctl", "Delete all profiles that connect to a network"), NULL },
    { "test-profiles", 0, 0, G_OPTION_ARG_NONE, &test_profiles,
      NC_ ("ternctl", "Delete all test profiles"), NULL },
    { "default-smdp", 0, 0, G_OPTION_ARG_NONE, &default_smdp,
      NC_ ("ternctl", "Set the default server back"), NULL },
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &yes, NC_ ("ternctl", "Erase without asking"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  LpaResetOptions options = 0;

  if (!tern_command_parse ("reset", entries, 0, 0, &argc, &argv, error))
    return FALSE;

  options |= profiles ? LPA_RESET_OPERATIONAL_PROFILES : 0;
  options |= test_profiles ? LPA_RESET_TEST_PROFILES : 0;
  options |= default_smdp ? LPA_RESET_DEFAULT_SMDP : 0;
  if (options == 0)
    {
      g_set_error_literal (error, TERN_CTL_ERROR, TERN_CTL_ERROR_USAGE,
                           C_ ("ternctl", "Say what to erase: --profiles, --test-profiles, "
                                          "--default-smdp, or several of them."));
      return FALSE;
    }
  return reset (ctl, options, yes, error);
}
