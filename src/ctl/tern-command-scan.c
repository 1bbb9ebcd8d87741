/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-commands.h"

#include <glib/gi18n-lib.h>

#include "ctl/tern-await.h"
#include "ctl/tern-json.h"
#include "ctl/tern-options.h"
#include "lpa/lpa-text.h"
#include "scan/tern-scan-error.h"
#include "scan/tern-scan.h"

/* More of a text that is no activation code is not printed for people. */
#define MAX_SHOWN 200

/* Longer texts are cut, and nothing in them moves the cursor. */
static char *
make_printable (const char *text)
{
  g_autofree char *clean = lpa_text_clean (text, -1, "");
  g_autofree char *beginning = NULL;

  if (g_utf8_strlen (clean, -1) <= MAX_SHOWN)
    return g_steal_pointer (&clean);
  beginning = g_utf8_substring (clean, 0, MAX_SHOWN);
  return g_strconcat (beginning, "…", NULL);
}

static void
say_symbol (TernCtl *ctl, const char *file, const TernSymbol *symbol)
{
  g_autofree char *text = make_printable (symbol->text);

  if (symbol->page > 1)
    tern_printer_say (ctl->printer, C_ ("ternctl", "%s, page %u: %s"), file, symbol->page, text);
  else
    tern_printer_say (ctl->printer, "%s: %s", file, text);
}

static void
add_symbol (JsonBuilder *builder, const TernSymbol *symbol)
{
  json_builder_begin_object (builder);
  tern_json_add_string (builder, "kind", tern_symbol_kind_get_nick (symbol->kind));
  tern_json_add_string (builder, "text", symbol->text);
  tern_json_add_int (builder, "page", symbol->page);
  json_builder_set_member_name (builder, "code");
  if (symbol->code != NULL)
    tern_json_add_code (builder, symbol->code);
  else
    json_builder_add_null_value (builder);
  json_builder_end_object (builder);
}

static void
add_picture (JsonBuilder *builder, const char *file, GPtrArray *symbols, const GError *error)
{
  gboolean ours = error != NULL && error->domain == TERN_SCAN_ERROR;

  json_builder_begin_object (builder);
  tern_json_add_string (builder, "file", file);
  json_builder_set_member_name (builder, "symbols");
  json_builder_begin_array (builder);
  for (guint i = 0; symbols != NULL && i < symbols->len; i++)
    add_symbol (builder, symbols->pdata[i]);
  json_builder_end_array (builder);
  tern_json_add_string (builder, "error",
                        ours ? tern_scan_error_get_nick ((TernScanError) error->code) : NULL);
  tern_json_add_string (builder, "message", error != NULL ? error->message : NULL);
  json_builder_end_object (builder);
}

static GPtrArray *
scan (TernCtl *ctl, const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (GAsyncResult) result = NULL;

  tern_scan_file_async (file, ctl->cancellable, tern_await_done, &result);
  tern_await (&result);
  return tern_scan_finish (result, error);
}

static void
say_fault (TernCtl *ctl, const char *file, const GError *error)
{
  tern_printer_say (ctl->printer, "%s: %s", file,
                    error->domain == TERN_SCAN_ERROR
                        ? tern_scan_error_get_cause ((TernScanError) error->code)
                        : error->message);
}

/*
 * Tells what one picture holds; fails when there is no activation code in it. With one picture
 * alone the command's error says why.
 */
static gboolean
scan_one (TernCtl *ctl, JsonBuilder *builder, const char *path, gboolean alone, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autoptr (GError) fault = NULL;
  g_autoptr (GPtrArray) symbols = scan (ctl, path, &fault);
  gboolean found = symbols != NULL && tern_scan_expect_code (symbols, &fault);

  for (guint i = 0; symbols != NULL && i < symbols->len; i++)
    say_symbol (ctl, shown, symbols->pdata[i]);
  if (fault != NULL && !alone)
    say_fault (ctl, shown, fault);
  add_picture (builder, shown, symbols, fault);
  if (!found)
    g_propagate_error (error, g_steal_pointer (&fault));
  return found;
}

/**
 * tern_command_scan:
 * @ctl: the command line
 * @argc: number of words
 * @argv: the words
 * @error: return location for an error
 *
 * Returns: whether there is an activation code in every picture
 */
gboolean
tern_command_scan (TernCtl *ctl, int argc, char **argv, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) result = NULL;
  g_autoptr (GError) first = NULL;

  if (!tern_command_parse ("scan", NULL, 1, G_MAXINT, &argc, &argv, error))
    return FALSE;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "pictures");
  json_builder_begin_array (builder);
  for (int i = 1; i < argc && !g_cancellable_is_cancelled (ctl->cancellable); i++)
    scan_one (ctl, builder, argv[i], argc == 2, first ? NULL : &first);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  result = json_builder_get_root (builder);
  tern_printer_result (ctl->printer, result);

  if (first == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&first));
  return FALSE;
}
