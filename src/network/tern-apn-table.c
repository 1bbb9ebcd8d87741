/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-apn-table.h"

#include <string.h>

#include "network/tern-data-files.h"

#define CANDIDATES_MAX 64
#define PROVIDER_APNS_MAX 64

/* A provider is worth more than another with the same network when it is called like the profile,
 * and else when it runs the network. */
typedef enum
{
  MATCH_NETWORK,
  MATCH_OWNER,
  MATCH_NAME,
} Match;

/* Where the parser is in serviceproviders.xml. */
typedef struct
{
  const char *mcc;
  const char *mnc;
  const char *const *names;

  GPtrArray *found;
  Match best;

  char *provider;
  gboolean owner;
  gboolean named;
  gboolean here;
  GPtrArray *apns;
  TernApn *apn;
  gboolean internet;
} Reader;

static char *
normalise (const char *name)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);
  GString *text = g_string_new (NULL);

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)))
      g_string_append_unichar (text, g_utf8_get_char (p));
  return g_string_free (text, FALSE);
}

/* "Vodafone" names "Vodafone D2" and the other way round; two letters name nothing. */
static gboolean
names_same (const char *one, const char *other)
{
  g_autofree char *a = normalise (one);
  g_autofree char *b = normalise (other);

  if (strlen (a) < 3 || strlen (b) < 3)
    return g_str_equal (a, b) && *a != '\0';
  return g_str_has_prefix (a, b) || g_str_has_prefix (b, a);
}

static gboolean
is_named (const Reader *self)
{
  for (gsize i = 0; self->names != NULL && self->names[i] != NULL; i++)
    if (self->provider != NULL && names_same (self->names[i], self->provider))
      return TRUE;
  return FALSE;
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
begin_provider (Reader *self, gboolean owner)
{
  g_clear_pointer (&self->provider, g_free);
  g_ptr_array_set_size (self->apns, 0);
  self->owner = owner;
  self->here = FALSE;
}

static void
begin_apn (Reader *self, const char *name)
{
  g_autofree char *clean = name != NULL ? g_strstrip (g_strdup (name)) : NULL;

  g_clear_pointer (&self->apn, tern_apn_free);
  self->internet = TRUE;
  if (clean != NULL && tern_apn_name_is_valid (clean))
    self->apn = tern_apn_new (clean);
}

static void
start_element (GMarkupParseContext *context,
               const char *element,
               const char **names,
               const char **values,
               gpointer user_data,
               GError **error)
{
  Reader *self = user_data;

  if (g_str_equal (element, "provider"))
    begin_provider (self, g_strcmp0 (get_attribute (names, values, "primary"), "true") == 0);
  else if (g_str_equal (element, "network-id"))
    self->here |= g_strcmp0 (get_attribute (names, values, "mcc"), self->mcc) == 0 &&
                  g_strcmp0 (get_attribute (names, values, "mnc"), self->mnc) == 0;
  else if (g_str_equal (element, "apn"))
    begin_apn (self, get_attribute (names, values, "value"));
  else if (g_str_equal (element, "usage"))
    self->internet = g_strcmp0 (get_attribute (names, values, "type"), "internet") == 0;
}

static void
replace (char **field, const char *text, gsize length)
{
  g_free (*field);
  *field = g_strstrip (g_strndup (text, length));
}

/* The element's text goes to the innermost thing that is open. */
static void
read_text (GMarkupParseContext *context,
           const char *text,
           gsize length,
           gpointer user_data,
           GError **error)
{
  Reader *self = user_data;
  const char *element = g_markup_parse_context_get_element (context);

  if (element == NULL)
    return;
  if (g_str_equal (element, "name") && self->apn != NULL)
    replace (&self->apn->plan, text, length);
  else if (g_str_equal (element, "name") && self->provider == NULL)
    replace (&self->provider, text, length);
  else if (g_str_equal (element, "username") && self->apn != NULL)
    replace (&self->apn->username, text, length);
  else if (g_str_equal (element, "password") && self->apn != NULL)
    replace (&self->apn->password, text, length);
}

static void
end_apn (Reader *self)
{
  if (self->apn != NULL && self->internet && self->apns->len < PROVIDER_APNS_MAX)
    {
      self->apn->provider = g_strdup (self->provider);
      g_ptr_array_add (self->apns, g_steal_pointer (&self->apn));
    }
  g_clear_pointer (&self->apn, tern_apn_free);
}

static gboolean
is_known (GPtrArray *apns, const TernApn *apn)
{
  for (guint i = 0; i < apns->len; i++)
    if (tern_apn_is_same (apns->pdata[i], apn))
      return TRUE;
  return FALSE;
}

static void
end_provider (Reader *self)
{
  Match match = is_named (self) ? MATCH_NAME : self->owner ? MATCH_OWNER : MATCH_NETWORK;

  if (!self->here || self->apns->len == 0)
    return;
  /* A name alone decides: the owner of a network does not sell what runs on it. */
  if (match == MATCH_NAME && self->best != MATCH_NAME)
    g_ptr_array_set_size (self->found, 0);
  if (self->best == MATCH_NAME && match != MATCH_NAME)
    return;
  self->best = MAX (self->best, match);
  for (guint i = 0; i < self->apns->len && self->found->len < CANDIDATES_MAX; i++)
    if (!is_known (self->found, self->apns->pdata[i]))
      g_ptr_array_insert (self->found, match == MATCH_OWNER ? (int) i : -1,
                          tern_apn_copy (self->apns->pdata[i]));
}

static void
end_element (GMarkupParseContext *context, const char *element, gpointer user_data, GError **error)
{
  Reader *self = user_data;

  if (g_str_equal (element, "apn"))
    end_apn (self);
  else if (g_str_equal (element, "provider"))
    end_provider (self);
}

static void
parse (Reader *self, const char *text, gsize length)
{
  static const GMarkupParser parser = { .start_element = start_element,
                                        .end_element = end_element,
                                        .text = read_text };
  g_autoptr (GMarkupParseContext) context =
      g_markup_parse_context_new (&parser, G_MARKUP_DEFAULT_FLAGS, self, NULL);

  g_markup_parse_context_parse (context, text, (gssize) length, NULL);
}

static gboolean
split_operator (const char *operator_id, char mcc[4], char mnc[4])
{
  gsize length = operator_id != NULL ? strlen (operator_id) : 0;

  if (length < 5 || length > 6 || strspn (operator_id, "0123456789") != length)
    return FALSE;
  g_strlcpy (mcc, operator_id, 4);
  g_strlcpy (mnc, operator_id + 3, 4);
  return TRUE;
}

/**
 * tern_apn_table_find:
 * @path: (nullable): a serviceproviders.xml
 * @operator_id: (nullable): the operator's codes, five or six digits
 * @names: (nullable): what the profile calls itself and its provider, ended by %NULL
 *
 * Looks up the access points for the Internet that an operator's network has. Where several
 * providers share the network those that are called like the profile stand for all; else the
 * network's owner comes first. Reads the file, some ten milliseconds; what is damaged half-way
 * gives what stands before the damage. Any thread.
 *
 * Returns: (transfer full) (element-type TernApn): them, each once; one is as good as known, and of
 * several a person chooses
 */
GPtrArray *
tern_apn_table_find (const char *path, const char *operator_id, const char *const *names)
{
  g_autoptr (GPtrArray) apns = g_ptr_array_new_with_free_func ((GDestroyNotify) tern_apn_free);
  Reader reader = { .names = names, .apns = apns };
  char mcc[4], mnc[4];
  g_autofree char *text = NULL;
  gsize length;

  reader.found = g_ptr_array_new_with_free_func ((GDestroyNotify) tern_apn_free);
  if (path == NULL || !split_operator (operator_id, mcc, mnc) ||
      !tern_data_files_read (path, &text, &length))
    return reader.found;
  reader.mcc = mcc;
  reader.mnc = mnc;
  parse (&reader, text, length);
  g_free (reader.provider);
  g_clear_pointer (&reader.apn, tern_apn_free);
  return reader.found;
}
