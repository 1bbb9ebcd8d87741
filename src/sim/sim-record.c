/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-record.h"

#include <string.h>

G_DEFINE_QUARK (sim_record_error, sim_record_error)

static gboolean bad_value (GError **error, const char *where, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

static gboolean
bad_value (GError **error, const char *where, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, SIM_RECORD_ERROR, SIM_RECORD_ERROR_VALUE, "%s: %s", where, text);
  return FALSE;
}

static gboolean
is_digits (const char *text, gint64 minimum, gint64 maximum)
{
  gsize length = strspn (text, "0123456789");

  return text[length] == '\0' && (gint64) length >= minimum && (gint64) length <= maximum;
}

static gboolean
load_string (char **slot, const SimField *field, JsonNode *node, const char *where, GError **error)
{
  const char *text;

  if (JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return bad_value (error, where, "a string is wanted");

  text = json_node_get_string (node);
  if (field->kind == SIM_FIELD_DIGITS && !is_digits (text, field->minimum, field->maximum))
    return bad_value (error, where,
                      "%" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " decimal digits are wanted",
                      field->minimum, field->maximum);

  g_free (*slot);
  *slot = g_strdup (text);
  return TRUE;
}

static gboolean
load_integer (gint64 *slot,
              const SimField *field,
              JsonNode *node,
              const char *where,
              GError **error)
{
  gint64 value =
      json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : G_MININT64;

  if (value < field->minimum || value > field->maximum)
    return bad_value (error, where,
                      "an integer from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " is wanted",
                      field->minimum, field->maximum);
  *slot = value;
  return TRUE;
}

static gboolean
load_boolean (gboolean *slot, JsonNode *node, const char *where, GError **error)
{
  if (json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return bad_value (error, where, "true or false is wanted");
  *slot = json_node_get_boolean (node);
  return TRUE;
}

static gboolean
load_nick (guint *slot, const SimField *field, JsonNode *node, const char *where, GError **error)
{
  const char *text =
      json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;

  for (guint i = 0; text && field->nicks[i]; i++)
    if (g_str_equal (text, field->nicks[i]))
      {
        *slot = i;
        return TRUE;
      }
  {
    g_autofree char *choices = g_strjoinv (", ", (char **) field->nicks);

    return bad_value (error, where, "one of %s is wanted", choices);
  }
}

static gboolean
load_set (guint *slot, const SimField *field, JsonNode *node, const char *where, GError **error)
{
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return bad_value (error, where, "an array is wanted");

  *slot = 0;
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      guint bit;

      if (!load_nick (&bit, field, json_array_get_element (array, i), where, error))
        return FALSE;
      *slot |= 1u << bit;
    }
  return TRUE;
}

static gboolean
load_field (gpointer record,
            const SimField *field,
            JsonNode *node,
            const char *where,
            GError **error)
{
  g_autofree char *path =
      where[0] ? g_strdup_printf ("%s.%s", where, field->key) : g_strdup (field->key);
  gpointer slot = G_STRUCT_MEMBER_P (record, field->offset);

  switch (field->kind)
    {
    case SIM_FIELD_STRING:
    case SIM_FIELD_DIGITS:
      return load_string (slot, field, node, path, error);
    case SIM_FIELD_INTEGER:
      return load_integer (slot, field, node, path, error);
    case SIM_FIELD_BOOLEAN:
      return load_boolean (slot, node, path, error);
    case SIM_FIELD_NICK:
      return load_nick (slot, field, node, path, error);
    case SIM_FIELD_SET:
      return load_set (slot, field, node, path, error);
    case SIM_FIELD_OBJECT:
      return sim_record_load (slot, field->fields, node, path, error);
    default:
      g_assert_not_reached ();
    }
}

static const SimField *
find_field (const SimField *fields, const char *key)
{
  for (; fields->key; fields++)
    if (g_str_equal (fields->key, key))
      return fields;
  return NULL;
}

static gboolean
load_fallbacks (gpointer record, const SimField *fields, const char *where, GError **error)
{
  for (const SimField *field = fields; field->key; field++)
    {
      g_autoptr (JsonNode) node = NULL;

      if (!field->fallback)
        continue;
      node = json_from_string (field->fallback, NULL);
      if (!load_field (record, field, node, where, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * sim_record_load:
 * @record: the structure to fill; all zeroes
 * @fields: its members
 * @node: the JSON object
 * @where: what to call the object in an error; may be empty
 * @error: return location for an error of %SIM_RECORD_ERROR
 *
 * Fills @record from @node, with the fallbacks for keys that are missing. Unknown keys and values
 * that do not fit are refused; what has been filled until then is freed by sim_record_clear().
 *
 * Returns: whether everything was fine
 */
gboolean
sim_record_load (gpointer record,
                 const SimField *fields,
                 JsonNode *node,
                 const char *where,
                 GError **error)
{
  g_autoptr (GList) keys = NULL;
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, SIM_RECORD_ERROR, SIM_RECORD_ERROR_SYNTAX, "%s: an object is wanted",
                   where[0] ? where : "the file");
      return FALSE;
    }
  if (!load_fallbacks (record, fields, where, error))
    return FALSE;

  object = json_node_get_object (node);
  keys = json_object_get_members (object);
  for (GList *l = keys; l; l = l->next)
    {
      const SimField *field = find_field (fields, l->data);

      if (!field)
        {
          g_set_error (error, SIM_RECORD_ERROR, SIM_RECORD_ERROR_KEY,
                       "%s: the key “%s” is not known", where[0] ? where : "the file",
                       (const char *) l->data);
          return FALSE;
        }
      if (!load_field (record, field, json_object_get_member (object, l->data), where, error))
        return FALSE;
    }
  return TRUE;
}

static JsonNode *
save_set (guint set, const char *const *nicks)
{
  g_autoptr (JsonArray) array = json_array_new ();

  for (guint i = 0; nicks[i]; i++)
    if (set & 1u << i)
      json_array_add_string_element (array, nicks[i]);
  return json_node_init_array (json_node_alloc (), array);
}

static JsonNode *
save_field (gconstpointer record, const SimField *field)
{
  const void *slot = (const guint8 *) record + field->offset;
  JsonNode *node = NULL;

  switch (field->kind)
    {
    case SIM_FIELD_STRING:
    case SIM_FIELD_DIGITS:
      if (!*(char *const *) slot)
        return NULL;
      return json_node_init_string (json_node_alloc (), *(char *const *) slot);
    case SIM_FIELD_INTEGER:
      return json_node_init_int (json_node_alloc (), *(const gint64 *) slot);
    case SIM_FIELD_BOOLEAN:
      return json_node_init_boolean (json_node_alloc (), *(const gboolean *) slot);
    case SIM_FIELD_NICK:
      return json_node_init_string (json_node_alloc (), field->nicks[*(const guint *) slot]);
    case SIM_FIELD_SET:
      return save_set (*(const guint *) slot, field->nicks);
    case SIM_FIELD_OBJECT:
      node = sim_record_save (slot, field->fields);
      if (json_object_get_size (json_node_get_object (node)) == 0)
        g_clear_pointer (&node, json_node_unref);
      return node;
    default:
      g_assert_not_reached ();
    }
}

/**
 * sim_record_save:
 * @record: a structure that sim_record_load() filled
 * @fields: its members
 *
 * Returns: (transfer full): @record as a JSON object; strings that are %NULL and objects without
 * members are left out
 */
JsonNode *
sim_record_save (gconstpointer record, const SimField *fields)
{
  g_autoptr (JsonObject) object = json_object_new ();

  for (const SimField *field = fields; field->key; field++)
    {
      JsonNode *node = save_field (record, field);

      if (node)
        json_object_set_member (object, field->key, node);
    }
  return json_node_init_object (json_node_alloc (), object);
}

/**
 * sim_record_clear:
 * @record: a structure
 * @fields: its members
 *
 * Frees what the members of @record own and sets them to nothing.
 */
void
sim_record_clear (gpointer record, const SimField *fields)
{
  for (const SimField *field = fields; field->key; field++)
    {
      gpointer slot = G_STRUCT_MEMBER_P (record, field->offset);

      if (field->kind == SIM_FIELD_STRING || field->kind == SIM_FIELD_DIGITS)
        g_clear_pointer ((char **) slot, g_free);
      else if (field->kind == SIM_FIELD_OBJECT)
        sim_record_clear (slot, field->fields);
    }
}

/**
 * sim_record_describe:
 * @fields: the members of a record
 * @indent: how far to the right, in characters
 * @out: where to write
 *
 * Writes a line for each member that has a help text: its key, what it means, its choices and its
 * fallback.
 */
void
sim_record_describe (const SimField *fields, guint indent, GString *out)
{
  for (const SimField *field = fields; field->key; field++)
    {
      if (!field->help)
        continue;

      g_string_append_printf (out, "%*s%-*s%s", (int) indent, "", 24 - (int) indent, field->key,
                              field->help);
      if (field->nicks)
        {
          g_autofree char *choices = g_strjoinv (", ", (char **) field->nicks);

          g_string_append_printf (out, ": %s", choices);
        }
      if (field->fallback)
        g_string_append_printf (out, " (default %s)", field->fallback);
      g_string_append_c (out, '\n');
      if (field->fields)
        sim_record_describe (field->fields, indent + 2, out);
    }
}
