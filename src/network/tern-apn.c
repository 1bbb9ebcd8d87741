/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/tern-apn.h"

#include <openssl/crypto.h>
#include <string.h>

/* Names that belong to the network's own machines (3GPP TS 23.003, 9.1.1). */
static const char *const reserved_starts[] = { "rac", "lac", "sgsn", "rnc" };

/**
 * tern_apn_new:
 * @name: the access point
 *
 * Returns: (transfer full): an access point of which nothing else is known
 */
TernApn *
tern_apn_new (const char *name)
{
  TernApn *self = g_new0 (TernApn, 1);

  self->name = g_strdup (name);
  return self;
}

/**
 * tern_apn_copy:
 * @self: an access point
 *
 * Returns: (transfer full): another like it
 */
TernApn *
tern_apn_copy (const TernApn *self)
{
  TernApn *copy = tern_apn_new (self->name);

  copy->provider = g_strdup (self->provider);
  copy->plan = g_strdup (self->plan);
  copy->username = g_strdup (self->username);
  copy->password = g_strdup (self->password);
  return copy;
}

/**
 * tern_apn_free:
 * @self: (nullable) (transfer full): an access point
 */
void
tern_apn_free (TernApn *self)
{
  if (self == NULL)
    return;
  if (self->password != NULL)
    OPENSSL_cleanse (self->password, strlen (self->password));
  g_free (self->password);
  g_free (self->username);
  g_free (self->plan);
  g_free (self->provider);
  g_free (self->name);
  g_free (self);
}

/**
 * tern_apn_is_same:
 * @self: an access point
 * @other: another
 *
 * Returns: whether a modem would do the same with both
 */
gboolean
tern_apn_is_same (const TernApn *self, const TernApn *other)
{
  return g_ascii_strcasecmp (self->name, other->name) == 0 &&
         g_strcmp0 (self->username, other->username) == 0 &&
         g_strcmp0 (self->password, other->password) == 0;
}

static gboolean
label_is_valid (const char *label)
{
  gsize length = strlen (label);

  if (length == 0 || label[0] == '-' || label[length - 1] == '-')
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (label[i]) && label[i] != '-' && label[i] != '_')
      return FALSE;
  return TRUE;
}

/**
 * tern_apn_name_is_valid:
 * @name: what was entered, or stands in a file
 *
 * Returns: whether it can be an access point's name (3GPP TS 23.003, 9.1.1), underscores besides,
 * which some networks have
 */
gboolean
tern_apn_name_is_valid (const char *name)
{
  g_auto (GStrv) labels = NULL;

  if (strlen (name) > TERN_APN_NAME_MAX)
    return FALSE;
  labels = g_strsplit (name, ".", -1);
  if (labels[0] == NULL)
    return FALSE;
  for (gsize i = 0; labels[i] != NULL; i++)
    if (!label_is_valid (labels[i]))
      return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (reserved_starts); i++)
    if (g_ascii_strncasecmp (name, reserved_starts[i], strlen (reserved_starts[i])) == 0)
      return FALSE;
  return g_ascii_strcasecmp (labels[g_strv_length (labels) - 1], "gprs") != 0;
}

/**
 * tern_apn_dup_label:
 * @self: an access point
 *
 * Returns: (transfer full): what tells it from others in a list, such as `internet (Prepaid)`
 */
char *
tern_apn_dup_label (const TernApn *self)
{
  if (self->plan != NULL && self->provider != NULL)
    return g_strdup_printf ("%s (%s, %s)", self->name, self->provider, self->plan);
  if (self->plan != NULL || self->provider != NULL)
    return g_strdup_printf ("%s (%s)", self->name, self->plan ? self->plan : self->provider);
  return g_strdup (self->name);
}
