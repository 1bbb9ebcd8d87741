/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * SIM_RECORD_ERROR:
 *
 * The domain of errors in a JSON file that a person wrote for a simulator.
 */
#define SIM_RECORD_ERROR (sim_record_error_quark ())
GQuark sim_record_error_quark (void);

/**
 * SimRecordError:
 * @SIM_RECORD_ERROR_SYNTAX: no JSON, or no object where one belongs
 * @SIM_RECORD_ERROR_KEY: a key that nobody knows
 * @SIM_RECORD_ERROR_VALUE: a value of the wrong type or outside of its range
 */
typedef enum
{
  SIM_RECORD_ERROR_SYNTAX,
  SIM_RECORD_ERROR_KEY,
  SIM_RECORD_ERROR_VALUE,
} SimRecordError;

/**
 * SimFieldKind:
 * @SIM_FIELD_STRING: `char *`; %NULL is written as null or left out
 * @SIM_FIELD_DIGITS: `char *` of @minimum to @maximum decimal digits
 * @SIM_FIELD_INTEGER: `gint64` from @minimum to @maximum
 * @SIM_FIELD_BOOLEAN: `gboolean`
 * @SIM_FIELD_NICK: `guint`, an index into @nicks
 * @SIM_FIELD_SET: `guint`, a bit for each of @nicks: an array of strings
 * @SIM_FIELD_OBJECT: a structure within the structure, described by @fields
 */
typedef enum
{
  SIM_FIELD_STRING,
  SIM_FIELD_DIGITS,
  SIM_FIELD_INTEGER,
  SIM_FIELD_BOOLEAN,
  SIM_FIELD_NICK,
  SIM_FIELD_SET,
  SIM_FIELD_OBJECT,
} SimFieldKind;

typedef struct _SimField SimField;

/**
 * SimField:
 * @key: the key in the JSON object
 * @kind: its type
 * @offset: where it stands in the C structure
 * @fallback: (nullable): the value when the key is missing, as JSON text
 * @minimum: the smallest integer or number of digits
 * @maximum: the largest
 * @nicks: (nullable): the words of a nick or a set, ending in %NULL
 * @fields: (nullable): the members of an object, ending in a field without a key
 * @help: (nullable): what it means, for `--help`
 *
 * One member of a JSON object and of the C structure that mirrors it. A table of them reads,
 * checks, writes, frees and documents a record; a table ends in a field without a key.
 */
struct _SimField
{
  const char *key;
  SimFieldKind kind;
  gsize offset;
  const char *fallback;
  gint64 minimum;
  gint64 maximum;
  const char *const *nicks;
  const SimField *fields;
  const char *help;
};

gboolean sim_record_load (gpointer record,
                          const SimField *fields,
                          JsonNode *node,
                          const char *where,
                          GError **error);
JsonNode *sim_record_save (gconstpointer record, const SimField *fields) G_GNUC_WARN_UNUSED_RESULT;
void sim_record_clear (gpointer record, const SimField *fields);
void sim_record_describe (const SimField *fields, guint indent, GString *out);

G_END_DECLS
