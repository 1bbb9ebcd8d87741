/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-commands.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ctl/tern-ctl-card.h"
#include "ctl/tern-json.h"
#include "ctl/tern-options.h"

typedef struct
{
  LpaProfile *profile;
  const char *nickname;
} Rename;

static void
start_rename (LpaEuicc *euicc,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data,
              gpointer data)
{
  const Rename *rename = data;

  lpa_euicc_rename_async (euicc, rename->profile, rename->nickname, cancellable, callback,
                          user_data);
}

static void
print_result (TernCtl *ctl, LpaProfile *profile, const char *given, const char *kept)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) result = NULL;

  json_builder_begin_object (builder);
  tern_json_add_string (builder, "iccid", lpa_profile_get_iccid (profile));
  tern_json_add_string (builder, "nickname", kept);
  tern_json_add_bool (builder, "cut", !g_str_equal (given, kept));
  json_builder_end_object (builder);
  result = json_builder_get_root (builder);
  tern_printer_result (ctl->printer, result);
}

/**
 * tern_command_rename:
 * @ctl: the command line
 * @argc: number of words
 * @argv: the words
 * @error: return location for an error
 *
 * Returns: whether it was done
 */
gboolean
tern_command_rename (TernCtl *ctl, int argc, char **argv, GError **error)
{
  g_autoptr (LpaProfile) profile = NULL;
  g_autoptr (LpaNotifierResult) reports = NULL;
  g_autofree char *kept = NULL;
  Rename rename;
  LpaEuicc *euicc;

  if (!tern_command_parse ("rename", NULL, 2, 2, &argc, &argv, error) ||
      (euicc = tern_ctl_get_euicc (ctl, error)) == NULL ||
      (profile = lpa_euicc_find_profile (euicc, argv[1], error)) == NULL)
    return FALSE;

  kept = lpa_nickname_cut (argv[2]);
  rename = (Rename){ profile, kept };
  reports = tern_command_operate (ctl, euicc, start_rename, &rename, error);
  if (reports == NULL)
    return FALSE;

  if (*kept != '\0')
    tern_printer_say (ctl->printer, C_ ("ternctl", "The profile is now called “%s”."), kept);
  else
    tern_printer_say (ctl->printer, "%s",
                      C_ ("ternctl", "The profile goes by the name that its provider gave it."));
  if (strlen (kept) < strlen (argv[2]))
    tern_printer_say (ctl->printer, "%s",
                      C_ ("ternctl", "A card keeps 64 bytes of a name; the rest was cut off."));
  print_result (ctl, profile, argv[2], kept);
  return TRUE;
}
