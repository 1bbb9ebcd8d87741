/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-commands.h"

#include <glib/gi18n-lib.h>

#include "ctl/tern-json.h"
#include "ctl/tern-options.h"
#include "lpa/lpa-error-search.h"

#define MOST_WORDS 50

static void
say_page (TernCtl *ctl, const LpaExplanation *page)
{
  tern_printer_say (ctl->printer, "%s\n    %s\n    → %s", page->key, page->cause, page->action);
  tern_printer_say (ctl->printer, "    %s %s", C_ ("ternctl", "Whose side:"),
                    lpa_side_get_label (page->side));
  if (page->usable != LPA_CODE_USABLE_NOT_INVOLVED)
    tern_printer_say (ctl->printer, "    %s", lpa_code_usable_get_sentence (page->usable));
}

static void
add_page (JsonBuilder *builder, const LpaExplanation *page)
{
  json_builder_begin_object (builder);
  tern_json_add_string (builder, "key", page->key);
  tern_json_add_string (builder, "side", lpa_side_get_nick (page->side));
  tern_json_add_string (builder, "code_usable", lpa_code_usable_get_nick (page->usable));
  tern_json_add_string (builder, "cause", page->cause);
  tern_json_add_string (builder, "action", page->action);
  json_builder_end_object (builder);
}

/**
 * tern_command_explain:
 * @ctl: the command line
 * @argc: number of words
 * @argv: the words
 * @error: return location for an error
 *
 * Returns: whether it was done
 */
gboolean
tern_command_explain (TernCtl *ctl, int argc, char **argv, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) result = NULL;
  g_autoptr (GPtrArray) pages = NULL;
  g_autofree char *query = NULL;

  if (!tern_command_parse ("explain", NULL, 1, MOST_WORDS, &argc, &argv, error))
    return FALSE;

  query = g_strjoinv (" ", argv + 1);
  pages = lpa_error_book_search (query);
  if (pages->len == 0)
    tern_printer_say (ctl->printer, "%s", C_ ("ternctl", "The error book has nothing on this."));
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "pages");
  json_builder_begin_array (builder);
  for (guint i = 0; i < pages->len; i++)
    {
      say_page (ctl, pages->pdata[i]);
      add_page (builder, pages->pdata[i]);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  result = json_builder_get_root (builder);
  tern_printer_result (ctl->printer, result);
  return TRUE;
}
