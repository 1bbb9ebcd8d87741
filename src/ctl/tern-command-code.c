/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-commands.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ctl/tern-ctl-terminal.h"
#include "ctl/tern-json.h"
#include "ctl/tern-options.h"

static void
say_code (TernCtl *ctl, const LpaActivationCode *code)
{
  tern_printer_say (ctl->printer, "%s %s", C_ ("ternctl", "Server:"),
                    code->address ? code->address
                                  : C_ ("ternctl", "none, so the card’s default one is asked"));
  tern_printer_say (ctl->printer, "%s %s", C_ ("ternctl", "Matching ID:"),
                    code->matching_id
                        ? code->matching_id
                        : C_ ("ternctl", "none, so the order kept for this card is asked for"));
  if (code->oid != NULL)
    tern_printer_say (ctl->printer, "%s %s", C_ ("ternctl", "Server’s object identifier:"),
                      code->oid);
  tern_printer_say (ctl->printer, "%s %s", C_ ("ternctl", "Confirmation code:"),
                    code->confirmation_code_required ? C_ ("ternctl", "needed")
                                                     : C_ ("ternctl", "not announced"));
}

/* Shows where in @text the fault is, as far as a terminal can. */
static void
say_where (TernCtl *ctl, const char *text, gsize where)
{
  if (tern_printer_is_json (ctl->printer) || g_utf8_strlen (text, -1) > 200 ||
      strpbrk (text, "\n\r\t") != NULL)
    return;

  tern_printer_say (ctl->printer, "%s\n%*s^", text, (int) where, "");
}

/**
 * tern_command_code:
 * @ctl: the command line
 * @argc: number of words
 * @argv: the words
 * @error: return location for an error
 *
 * Returns: whether it was done
 */
gboolean
tern_command_code (TernCtl *ctl, int argc, char **argv, GError **error)
{
  g_autoptr (LpaActivationCode) code = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) result = NULL;
  g_autofree char *text = NULL;
  gsize where = 0;

  if (!tern_command_parse ("code", NULL, 1, 1, &argc, &argv, error))
    return FALSE;

  text = tern_ctl_take_secret (ctl, argv[1]);
  code = lpa_activation_code_parse (text, &where, error);
  if (code == NULL)
    {
      say_where (ctl, text, where);
      return FALSE;
    }

  say_code (ctl, code);
  tern_json_add_code (builder, code);
  result = json_builder_get_root (builder);
  tern_printer_result (ctl->printer, result);
  return TRUE;
}
