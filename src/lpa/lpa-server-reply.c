/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-server-reply.h"

#include <string.h>

#include "lpa/lpa-error.h"
#include "lpa/lpa-json.h"
#include "lpa/lpa-redact.h"

#define MAX_FIGURE 24

struct _LpaServerReply
{
  JsonNode *root; /* (nullable): the body is empty */
  JsonObject *object;
};

static gboolean
is_blank (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isspace (text[i]))
      return FALSE;
  return TRUE;
}

static gboolean
parse (LpaServerReply *self, const char *text, gsize length, GError **error)
{
  g_autoptr (GError) cause = NULL;

  self->root = lpa_json_parse (text, length, &cause);
  if (self->root && JSON_NODE_HOLDS_OBJECT (self->root))
    {
      self->object = json_node_get_object (self->root);
      return TRUE;
    }
  lpa_error_set (error, LPA_SERVER_ERROR, LPA_SERVER_ERROR_MALFORMED, NULL,
                 "The answer is not a JSON object: %s", cause ? cause->message : "another value");
  return FALSE;
}

/**
 * lpa_server_reply_new:
 * @body: what the server sent; may be empty
 * @error: return location for %LPA_SERVER_ERROR_MALFORMED
 *
 * Returns: (transfer full) (nullable): the answer, or %NULL with @error set. Any thread.
 */
LpaServerReply *
lpa_server_reply_new (GBytes *body, GError **error)
{
  g_autoptr (LpaServerReply) self = g_new0 (LpaServerReply, 1);
  gsize length;
  const char *text = g_bytes_get_data (body, &length);

  if (length >= 3 && memcmp (text, "\xEF\xBB\xBF", 3) == 0)
    {
      text += 3;
      length -= 3;
    }
  if (!is_blank (text, length) && !parse (self, text, length, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * lpa_server_reply_free:
 * @self: (nullable): an answer
 *
 * Frees an answer.
 */
void
lpa_server_reply_free (LpaServerReply *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->root, json_node_unref);
  g_free (self);
}

static JsonObject *
get_object (JsonObject *object, const char *name)
{
  JsonNode *node = object ? json_object_get_member (object, name) : NULL;

  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static const char *
get_string (JsonObject *object, const char *name)
{
  JsonNode *node = object ? json_object_get_member (object, name) : NULL;

  if (!node || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

static gboolean
is_code (const char *text)
{
  return text && *text && strlen (text) <= MAX_FIGURE / 2 &&
         strspn (text, "0123456789.") == strlen (text);
}

/* `SUBJECT/REASON`, as the error book has it; %NULL when the server gives none that can be one. */
static char *
make_figure (JsonObject *data)
{
  g_autofree char *subject = g_strdup (get_string (data, "subjectCode"));
  g_autofree char *reason = g_strdup (get_string (data, "reasonCode"));

  if (!subject || !reason || !is_code (g_strstrip (subject)) || !is_code (g_strstrip (reason)))
    return NULL;
  return g_strconcat (subject, "/", reason, NULL);
}

static char *
make_detail (JsonObject *data)
{
  const char *identifier = get_string (data, "subjectIdentifier");
  const char *message = get_string (data, "message");

  if (identifier && *identifier && message && *message)
    return g_strdup_printf ("%s: %s", identifier, message);
  return g_strdup (message && *message ? message : identifier);
}

/**
 * lpa_server_reply_check_status:
 * @self: an answer
 * @error: return location for %LPA_SERVER_ERROR_REFUSED, with `SUBJECT/REASON` as its figure and
 *   the server's own words as its detail
 *
 * Looks at functionExecutionStatus (SGP.22 6.5.1.4). Without one the answer's members decide.
 *
 * Returns: whether the function was carried out
 */
gboolean
lpa_server_reply_check_status (LpaServerReply *self, GError **error)
{
  JsonObject *header = get_object (self->object, "header");
  JsonObject *execution = get_object (header, "functionExecutionStatus");
  JsonObject *data = get_object (execution, "statusCodeData");
  const char *status = get_string (execution, "status");
  g_autofree char *figure = NULL;
  g_autofree char *said = NULL;
  g_autofree char *detail = NULL;
  GError *refusal;

  if (!status ||
      (g_ascii_strcasecmp (status, "Failed") != 0 && g_ascii_strcasecmp (status, "Expired") != 0))
    return TRUE;

  figure = make_figure (data);
  said = make_detail (data);
  detail = lpa_redact_text (said);
  refusal = lpa_error_new (LPA_SERVER_ERROR, LPA_SERVER_ERROR_REFUSED, figure,
                           "The server refused: %s", figure ? figure : "it does not say why");
  lpa_error_set_detail (refusal, detail);
  g_propagate_error (error, refusal);
  return FALSE;
}

/**
 * lpa_server_reply_get_string:
 * @self: an answer
 * @name: a member
 *
 * Returns: (nullable): its text, or %NULL when there is none; lives as long as @self
 */
const char *
lpa_server_reply_get_string (LpaServerReply *self, const char *name)
{
  return get_string (self->object, name);
}

/**
 * lpa_server_reply_require_string:
 * @self: an answer
 * @name: a member
 * @error: return location for %LPA_SERVER_ERROR_MALFORMED
 *
 * Returns: (nullable): its text, or %NULL with @error set; lives as long as @self
 */
const char *
lpa_server_reply_require_string (LpaServerReply *self, const char *name, GError **error)
{
  const char *text = get_string (self->object, name);

  if (!text)
    lpa_error_set (error, LPA_SERVER_ERROR, LPA_SERVER_ERROR_MALFORMED, NULL,
                   "The answer has no %s", name);
  return text;
}

/**
 * lpa_server_reply_require_tlv:
 * @self: an answer
 * @name: a member
 * @tag: the tag of the one object that it must hold
 * @error: return location for %LPA_SERVER_ERROR_MALFORMED
 *
 * Returns: (transfer full) (nullable): its bytes, or %NULL with @error set
 */
GBytes *
lpa_server_reply_require_tlv (LpaServerReply *self, const char *name, guint32 tag, GError **error)
{
  const char *text = lpa_server_reply_require_string (self, name, error);
  g_autoptr (GBytes) bytes = text ? lpa_base64_decode (text) : NULL;
  g_autoptr (GError) cause = NULL;
  LpaTlv tlv;

  if (!text)
    return NULL;
  if (bytes && lpa_tlv_parse_bytes (bytes, tag, &tlv, &cause))
    return g_steal_pointer (&bytes);
  lpa_error_set (error, LPA_SERVER_ERROR, LPA_SERVER_ERROR_MALFORMED, NULL,
                 "The answer's %s cannot be read: %s", name,
                 cause ? cause->message : "it is not base64");
  return NULL;
}

/**
 * lpa_server_reply_has:
 * @self: an answer
 * @name: a member
 *
 * Returns: whether it is there, of whatever type
 */
gboolean
lpa_server_reply_has (LpaServerReply *self, const char *name)
{
  return self->object && json_object_has_member (self->object, name);
}

static JsonArray *
get_array (LpaServerReply *self, const char *name)
{
  JsonNode *node = self->object ? json_object_get_member (self->object, name) : NULL;

  return node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/**
 * lpa_server_reply_get_n_elements:
 * @self: an answer
 * @name: a member
 *
 * Returns: how many elements its array has; 0 when it is no array
 */
guint
lpa_server_reply_get_n_elements (LpaServerReply *self, const char *name)
{
  JsonArray *array = get_array (self, name);

  return array ? json_array_get_length (array) : 0;
}

/**
 * lpa_server_reply_get_element_string:
 * @self: an answer
 * @name: a member that is an array of objects
 * @index: which of them, below lpa_server_reply_get_n_elements()
 * @member: a member of that object
 *
 * Returns: (nullable): its text, or %NULL when there is none; lives as long as @self
 */
const char *
lpa_server_reply_get_element_string (LpaServerReply *self,
                                     const char *name,
                                     guint index,
                                     const char *member)
{
  JsonNode *node = json_array_get_element (get_array (self, name), index);

  return JSON_NODE_HOLDS_OBJECT (node) ? get_string (json_node_get_object (node), member) : NULL;
}

/**
 * lpa_base64_decode:
 * @text: base64, as servers write it: blanks and line breaks anywhere, padding or none
 *
 * Returns: (transfer full) (nullable): the bytes, or %NULL when @text is not base64. Any thread.
 */
GBytes *
lpa_base64_decode (const char *text)
{
  g_autoptr (GString) clean = g_string_sized_new (strlen (text) + 4);
  gsize padding = 0;
  guchar *data;
  gsize length;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (g_ascii_isspace (*p))
        continue;
      if (*p == '=')
        {
          padding++;
          continue;
        }
      if (padding > 0 || (!g_ascii_isalnum (*p) && *p != '+' && *p != '/'))
        return NULL;
      g_string_append_c (clean, *p);
    }
  if (padding > 2 || clean->len % 4 == 1)
    return NULL;
  while (clean->len % 4 != 0)
    g_string_append_c (clean, '=');
  data = g_base64_decode (clean->str, &length);
  return g_bytes_new_take (data, length);
}
