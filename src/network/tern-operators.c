/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-operators.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "network/tern-calling-codes.h"
#include "network/tern-data-files.h"

#define COUNTRIES_DOMAIN "iso_3166-1"

/* Who runs a network. Several sellers may name the same one; then it is theirs only if one says
 * that it is. */
typedef struct
{
  char *name;
  gboolean primary;
  gboolean ambiguous;
} Network;

struct _TernOperators
{
  GObject parent_instance;

  GHashTable *networks;  /* "262-01" -> Network */
  GHashTable *countries; /* "262" -> { "de" -> how many networks } */
  GHashTable *names;     /* "DE" -> English name */
};

G_DEFINE_FINAL_TYPE (TernOperators, tern_operators, G_TYPE_OBJECT)

static void
network_free (Network *self)
{
  g_free (self->name);
  g_free (self);
}

static void
tern_operators_finalize (GObject *object)
{
  TernOperators *self = TERN_OPERATORS (object);

  g_hash_table_unref (self->networks);
  g_hash_table_unref (self->countries);
  g_hash_table_unref (self->names);
  G_OBJECT_CLASS (tern_operators_parent_class)->finalize (object);
}

static void
tern_operators_class_init (TernOperatorsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tern_operators_finalize;
}

static void
tern_operators_init (TernOperators *self)
{
  self->networks =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) network_free);
  self->countries =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/* Where the parser is in serviceproviders.xml. */
typedef struct
{
  TernOperators *operators;
  char *country;
  char *provider;
  gboolean primary;
  gboolean in_provider_name;
} Position;

static void
add_network (Position *position, const char *mcc, const char *mnc)
{
  g_autofree char *key = g_strdup_printf ("%s-%s", mcc, mnc);
  Network *known = g_hash_table_lookup (position->operators->networks, key);

  if (known == NULL)
    {
      known = g_new0 (Network, 1);
      known->name = g_strdup (position->provider);
      known->primary = position->primary;
      g_hash_table_insert (position->operators->networks, g_steal_pointer (&key), known);
    }
  else if (position->primary && !known->primary)
    {
      g_free (known->name);
      known->name = g_strdup (position->provider);
      known->primary = TRUE;
      known->ambiguous = FALSE;
    }
  else if (!known->primary && g_strcmp0 (known->name, position->provider) != 0)
    known->ambiguous = TRUE;
}

static void
count_country (Position *position, const char *mcc)
{
  GHashTable *counts = g_hash_table_lookup (position->operators->countries, mcc);
  guint count;

  if (counts == NULL)
    {
      counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_hash_table_insert (position->operators->countries, g_strdup (mcc), counts);
    }
  count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, position->country));
  g_hash_table_insert (counts, g_strdup (position->country), GUINT_TO_POINTER (count + 1));
}

static const char *
get_attribute (const char **names, const char **values, const char *name)
{
  for (gsize i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], name))
      return values[i];

  return NULL;
}

static void
start_element (GMarkupParseContext *context,
               const char *element,
               const char **names,
               const char **values,
               gpointer user_data,
               GError **error)
{
  Position *position = user_data;
  const char *mcc = get_attribute (names, values, "mcc");
  const char *mnc = get_attribute (names, values, "mnc");

  if (g_str_equal (element, "country"))
    {
      g_free (position->country);
      position->country = g_ascii_strup (get_attribute (names, values, "code") ?: "", -1);
    }
  else if (g_str_equal (element, "provider"))
    {
      g_clear_pointer (&position->provider, g_free);
      position->primary = g_strcmp0 (get_attribute (names, values, "primary"), "true") == 0;
    }
  else if (g_str_equal (element, "name"))
    position->in_provider_name =
        g_strcmp0 (g_markup_parse_context_get_element_stack (context)->next->data, "provider") ==
            0 &&
        position->provider == NULL;
  else if (g_str_equal (element, "network-id") && mcc && mnc && position->country &&
           position->provider)
    {
      add_network (position, mcc, mnc);
      count_country (position, mcc);
    }
}

static void
read_text (GMarkupParseContext *context,
           const char *text,
           gsize length,
           gpointer user_data,
           GError **error)
{
  Position *position = user_data;

  if (position->in_provider_name)
    position->provider = g_strstrip (g_strndup (text, length));
  position->in_provider_name = FALSE;
}

/* Data that is damaged half-way names what stands before the damage. */
static void
read_providers (TernOperators *self, const char *path)
{
  static const GMarkupParser parser = { .start_element = start_element, .text = read_text };
  Position position = { .operators = self };
  g_autoptr (GMarkupParseContext) context =
      g_markup_parse_context_new (&parser, G_MARKUP_DEFAULT_FLAGS, &position, NULL);
  g_autofree char *text = NULL;
  gsize length;

  if (tern_data_files_read (path, &text, &length))
    g_markup_parse_context_parse (context, text, (gssize) length, NULL);
  g_free (position.country);
  g_free (position.provider);
}

static void
read_country (JsonArray *array, guint index, JsonNode *node, gpointer user_data)
{
  TernOperators *self = user_data;
  JsonObject *country = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *code, *name;

  if (country == NULL)
    return;

  code = json_object_get_string_member_with_default (country, "alpha_2", NULL);
  name = json_object_get_string_member_with_default (country, "common_name", NULL);
  if (name == NULL)
    name = json_object_get_string_member_with_default (country, "name", NULL);
  if (code != NULL && name != NULL)
    g_hash_table_insert (self->names, g_strdup (code), g_strdup (name));
}

static void
read_countries (TernOperators *self, const char *path)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root;

  if (!json_parser_load_from_file (parser, path, NULL))
    return;

  root = json_parser_get_root (parser);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root) &&
      json_object_has_member (json_node_get_object (root), "3166-1"))
    json_array_foreach_element (
        json_object_get_array_member (json_node_get_object (root), "3166-1"), read_country, self);
}

/**
 * tern_operators_new:
 * @providers_path: (nullable): a serviceproviders.xml
 * @countries_path: (nullable): an iso_3166-1.json
 *
 * Reads the files, which takes some ten milliseconds; what cannot be read is not known.
 *
 * Returns: (transfer full): what they say
 */
TernOperators *
tern_operators_new (const char *providers_path, const char *countries_path)
{
  TernOperators *self = g_object_new (TERN_TYPE_OPERATORS, NULL);

  if (providers_path != NULL)
    read_providers (self, providers_path);
  if (countries_path != NULL)
    read_countries (self, countries_path);
  return self;
}

static void
load (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autofree char *providers = tern_data_files_find_providers ();
  g_autofree char *countries = tern_data_files_find_countries ();

  g_task_return_pointer (task, tern_operators_new (providers, countries), g_object_unref);
}

/**
 * tern_operators_load_async:
 * @cancellable: (nullable): cancels
 * @callback: called on the thread-default main context
 * @user_data: for @callback
 *
 * Reads what this system has installed, on a thread.
 */
void
tern_operators_load_async (GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, tern_operators_load_async);
  g_task_run_in_thread (task, load);
}

/**
 * tern_operators_load_finish:
 * @result: from the callback
 * @error: return location for %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): what this system knows
 */
TernOperators *
tern_operators_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * tern_operators_find_operator:
 * @self: what is known
 * @mcc: mobile country code, three digits
 * @mnc: mobile network code, two or three digits
 *
 * Returns: (transfer none) (nullable): the operator's name; %NULL when it is not known, or when
 * several sellers share the network and none is named as its operator
 */
const char *
tern_operators_find_operator (TernOperators *self, const char *mcc, const char *mnc)
{
  g_autofree char *key = g_strdup_printf ("%s-%s", mcc, mnc);
  const Network *network = g_hash_table_lookup (self->networks, key);

  return network != NULL && !network->ambiguous ? network->name : NULL;
}

/**
 * tern_operators_find_country:
 * @self: what is known
 * @mcc: mobile country code, three digits
 *
 * Returns: (transfer none) (nullable): the country, as two letters of ISO 3166-1; of several that
 * share a code the one with most networks under it
 */
const char *
tern_operators_find_country (TernOperators *self, const char *mcc)
{
  GHashTable *counts = g_hash_table_lookup (self->countries, mcc);
  const char *best = NULL;
  guint most = 0;
  GHashTableIter iter;
  gpointer country, count;

  if (counts == NULL)
    return NULL;

  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &country, &count))
    if (GPOINTER_TO_UINT (count) > most)
      {
        best = country;
        most = GPOINTER_TO_UINT (count);
      }
  return best;
}

/**
 * tern_operators_dup_country_name:
 * @self: what is known
 * @country: two letters of ISO 3166-1
 *
 * Returns: (transfer full) (nullable): the country's name in the person's language
 */
char *
tern_operators_dup_country_name (TernOperators *self, const char *country)
{
  const char *name = g_hash_table_lookup (self->names, country);

  return name != NULL ? g_strdup (g_dgettext (COUNTRIES_DOMAIN, name)) : NULL;
}

/**
 * tern_operators_dup_profile_operator:
 * @self: what is known
 * @profile: a profile
 *
 * Returns: (transfer full) (nullable): the operator that owns @profile, by the owner's codes
 */
char *
tern_operators_dup_profile_operator (TernOperators *self, LpaProfile *profile)
{
  const LpaOwner *owner = lpa_profile_get_owner (profile);
  g_autofree char *mcc = owner ? lpa_owner_dup_mcc (owner) : NULL;
  g_autofree char *mnc = owner ? lpa_owner_dup_mnc (owner) : NULL;

  return mcc != NULL && mnc != NULL ? g_strdup (tern_operators_find_operator (self, mcc, mnc))
                                    : NULL;
}

/**
 * tern_operators_dup_profile_country:
 * @self: what is known
 * @profile: a profile
 *
 * Returns: (transfer full) (nullable): the name of the country that @profile comes from, by its
 * owner's codes, else by its ICCID
 */
char *
tern_operators_dup_profile_country (TernOperators *self, LpaProfile *profile)
{
  const LpaOwner *owner = lpa_profile_get_owner (profile);
  g_autofree char *mcc = owner ? lpa_owner_dup_mcc (owner) : NULL;
  const char *country = mcc ? tern_operators_find_country (self, mcc) : NULL;

  if (country == NULL)
    country = tern_calling_codes_find_country (lpa_profile_get_iccid (profile));
  return country != NULL ? tern_operators_dup_country_name (self, country) : NULL;
}
