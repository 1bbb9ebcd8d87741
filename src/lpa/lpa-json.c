/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-json.h"

#include <string.h>

#define MAX_DEPTH 16

/*
 * The parser recurses, so a hostile text must not nest deeper than any answer does. Comments, which
 * the parser would pass over and this would not, are no JSON.
 */
static gboolean
is_tame (const char *text, gsize length)
{
  gboolean in_string = FALSE;
  int depth = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (in_string && text[i] == '\\')
        i++;
      else if (text[i] == '"')
        in_string = !in_string;
      else if (!in_string && (text[i] == '{' || text[i] == '['))
        depth++;
      else if (!in_string && (text[i] == '}' || text[i] == ']'))
        depth--;
      if (depth > MAX_DEPTH || (!in_string && strchr ("/#'", text[i]) != NULL))
        return FALSE;
    }
  return TRUE;
}

/**
 * lpa_json_parse:
 * @text: what a server sent; need not end in a zero byte
 * @length: its size in bytes
 * @error: return location for a %JSON_PARSER_ERROR
 *
 * Parses JSON from outside: UTF-8, with no more levels than an answer can have. Any thread.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL with @error set
 */
JsonNode *
lpa_json_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root = NULL;

  if (!g_utf8_validate (text, (gssize) length, NULL))
    g_set_error_literal (error, JSON_PARSER_ERROR, JSON_PARSER_ERROR_INVALID_DATA, "not UTF-8");
  else if (!is_tame (text, length))
    g_set_error_literal (error, JSON_PARSER_ERROR, JSON_PARSER_ERROR_INVALID_DATA,
                         "too many levels, or a comment");
  else if (json_parser_load_from_data (parser, text, (gssize) length, error))
    {
      root = json_parser_steal_root (parser);
      if (!root)
        g_set_error_literal (error, JSON_PARSER_ERROR, JSON_PARSER_ERROR_INVALID_DATA, "empty");
    }
  return root;
}
