/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-commands.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ctl/tern-ctl-card.h"
#include "ctl/tern-ctl-terminal.h"
#include "ctl/tern-json.h"
#include "ctl/tern-options.h"
#include "scan/tern-qr-file.h"
#include "scan/tern-scan-error.h"

/* Only the person may read the file: an activation code is worth what it cost. */
static gboolean
write_file (const char *output, GBytes *bytes, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  if (g_file_set_contents_full (output, data, (gssize) size, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                NULL))
    return TRUE;
  tern_scan_error_set (error, TERN_SCAN_ERROR_WRITE);
  return FALSE;
}

static void
add_rows (JsonBuilder *builder, const TernQrPicture *picture)
{
  json_builder_set_member_name (builder, "rows");
  json_builder_begin_array (builder);
  for (guint y = 0; y < picture->modules; y++)
    {
      g_autoptr (GString) row = g_string_sized_new (picture->modules);

      for (guint x = 0; x < picture->modules; x++)
        g_string_append_c (row, picture->dark[y * picture->modules + x] ? '1' : '0');
      json_builder_add_string_value (builder, row->str);
    }
  json_builder_end_array (builder);
}

static gboolean
show (TernCtl *ctl, const char *text, const char *caption, const char *output, GError **error)
{
  g_autoptr (TernQrPicture) picture = tern_qr_picture_new (text, error);
  g_autofree char *blocks = picture ? tern_qr_picture_to_text (picture) : NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) result = NULL;

  if (picture == NULL)
    return FALSE;
  if (output != NULL && !tern_qr_file_is_known (output))
    {
      g_set_error (error, TERN_CTL_ERROR, TERN_CTL_ERROR_USAGE,
                   C_ ("ternctl", "The file’s name must end in .svg or .png: %s"), output);
      return FALSE;
    }
  if (output != NULL)
    bytes = tern_qr_file_make (picture, output, caption);
  if (bytes && !write_file (output, bytes, error))
    return FALSE;
  if (output != NULL)
    tern_printer_say (ctl->printer, C_ ("ternctl", "Written to %s."), output);
  else
    tern_printer_say (ctl->printer, "%s%s", blocks, caption);

  json_builder_begin_object (builder);
  tern_json_add_string (builder, "file", output);
  add_rows (builder, picture);
  json_builder_end_object (builder);
  result = json_builder_get_root (builder);
  tern_printer_result (ctl->printer, result);
  return TRUE;
}

static gboolean
show_eid (TernCtl *ctl, const char *output, GError **error)
{
  LpaEuicc *euicc = tern_ctl_get_euicc (ctl, error);
  g_autofree char *caption = NULL;

  if (euicc == NULL)
    return FALSE;
  caption = g_strdup_printf ("EID %s", lpa_euicc_get_eid (euicc));
  return show (ctl, lpa_euicc_get_eid (euicc), caption, output, error);
}

static gboolean
show_code (TernCtl *ctl, char *word, const char *output, GError **error)
{
  g_autofree char *given = tern_ctl_take_secret (ctl, word);
  g_autoptr (LpaActivationCode) code = lpa_activation_code_parse (given, NULL, error);
  g_autofree char *text = code ? lpa_activation_code_to_text (code) : NULL;

  if (code == NULL)
    return FALSE;
  tern_printer_note (ctl->printer, "single-use",
                     C_ ("ternctl", "An activation code can be used once. Whoever sees this QR "
                                    "code can use it."));
  return show (ctl, text, code->address ? code->address : "", output, error);
}

/**
 * tern_command_qr:
 * @ctl: the command line
 * @argc: number of words
 * @argv: the words
 * @error: return location for an error
 *
 * Returns: whether it was done
 */
gboolean
tern_command_qr (TernCtl *ctl, int argc, char **argv, GError **error)
{
  g_autofree char *output = NULL;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
      NC_ ("ternctl", "Write a picture, .svg or .png, in place of showing it"), "FILE" },
    G_OPTION_ENTRY_NULL,
  };

  if (!tern_command_parse ("qr", entries, 1, 2, &argc, &argv, error))
    return FALSE;
  if (argc == 2 && g_str_equal (argv[1], "eid"))
    return show_eid (ctl, output, error);
  if (argc == 3 && g_str_equal (argv[1], "code"))
    return show_code (ctl, argv[2], output, error);
  g_set_error (error, TERN_CTL_ERROR, TERN_CTL_ERROR_USAGE,
               C_ ("ternctl", "The command is written: ternctl %s"),
               "qr eid|code [CODE|-] [--output FILE]");
  return FALSE;
}
